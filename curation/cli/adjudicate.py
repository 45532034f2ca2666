"""Settle what people differ on: the next case with everybody's answers, a decision, and undo."""

from dataclasses import asdict
from typing import Any

import click

from curation.cli.common import Commands, answer, one_id, opened, show, show_lines, table
from curation.cli.gold import read_answers
from curation.review import ACCEPT, MAX_NOTE_CHARS, REJECT, Answers
from curation.services import adjudication as service
from curation.services.adjudication import Settlement
from curation.services.cases import ORDERS, Case, Opinion, count_cases, get_case, next_case
from curation.services.samples import shown_text


@click.group("adjudicate", cls=Commands)
def adjudicate() -> None:
    """Settle what people differ on."""


@adjudicate.command("next")
@click.option(
    "--order", type=click.Choice(list(ORDERS)), default="largest", show_default=True, help="Which comes first."
)
@click.option("--scenario", help="Only samples of this scenario.")
@click.option("--sample", "sample_id", callback=one_id, metavar="ID", help="This sample, whether it waits or not.")
def next_(order: str, scenario: str | None, sample_id: int | None) -> None:
    """Show a sample on which people differ, with everybody's answers and notes."""
    by = next(known for known in ORDERS if known == order)
    with opened() as (workspace, actor):
        found = sample_id
        if found is None:
            place = next_case(workspace, order=by, scenario=scenario, actor=actor)
            found = place.sample_id if place else None
        case = None if found is None else get_case(workspace, found, actor=actor)
        n, has_more = count_cases(workspace, scenario=scenario)
    result = {"case": case and _in_json(case), "waiting": n, "waiting_is_capped": has_more}
    answer(result, _text(case) if case else "People differ on nothing that waits.")


@adjudicate.command("settle")
@click.argument("sample_id", callback=one_id, metavar="ID")
@click.option("--decision", type=click.Choice([ACCEPT, REJECT]), required=True, help="What holds.")
@click.option("--overall", type=click.IntRange(1, 5), help="The rating that holds, 1 to 5.")
@click.option("--answers", callback=read_answers, metavar="JSON", help="To the other questions of the rubric.")
@click.option("--note", default="", help=f"Why, at most {MAX_NOTE_CHARS:,} characters.")
@click.option("--instead-of", callback=one_id, metavar="ID", help="The settlement that it takes the place of.")
def settle(
    sample_id: int,
    decision: str,
    overall: int | None,
    answers: dict[str, Any],
    note: str,
    instead_of: int | None,
) -> None:
    """Decide what holds of a sample; everybody's answers stay beside it."""
    with opened() as (workspace, actor):
        settled = service.settle(
            workspace,
            sample_id,
            decision=decision,
            overall=overall,
            answers=answers,
            note=note,
            instead_of=instead_of,
            actor=actor,
        )
    answer(_settled_in_json(settled), f"Sample {sample_id}: {decision}, settled by {show(settled.by)}.")


@adjudicate.command("undo")
@click.argument("sample_id", required=False, callback=one_id, metavar="[ID]")
def undo(sample_id: int | None) -> None:
    """Take back what was settled of a sample; without one, what you settled last."""
    with opened() as (workspace, actor):
        if sample_id is None:
            back = service.undo_last(workspace, actor=actor)
        else:
            back = service.take_back(workspace, sample_id, actor=actor)
    said = f"'{back.decision}' on sample {back.sample_id} is not settled any more."
    answer({"sample_id": back.sample_id, "decision": back.decision}, said)


def _in_json(case: Case) -> dict[str, Any]:
    return {
        "sample_id": case.sample.id,
        "scenario": case.sample.scenario,
        "label": case.sample.label,
        "text": shown_text(case.sample),
        "persona": case.persona.text if case.persona else None,
        "size": case.place.size,
        "people": [_opinion_in_json(one) for one in case.people],
        "judges": [_opinion_in_json(one) for one in case.judges],
        "differences": [asdict(row) for row in case.differences],
        "agreed": {"overall": case.agreed.overall, "answers": dict(case.agreed.answers)},
        "settled": case.settled and _settled_in_json(case.settled),
        "is_known": case.is_known,
    }


def _opinion_in_json(one: Opinion) -> dict[str, Any]:
    said: Answers = one.answers
    return {
        "rater": one.name,
        "decision": said.decision,
        "overall": said.overall,
        "answers": dict(said.answers),
        "flags": list(said.flags),
        "note": said.note,
        "rubric_version": one.rubric_version,
        "saved_at": one.saved_at,
    }


def _settled_in_json(settled: Settlement) -> dict[str, Any]:
    return {**asdict(settled), "answers": dict(settled.answers)}


def _text(case: Case) -> str:
    raters = (*case.people, *case.judges)
    heads = (
        "question",
        *(show(one.name, 30) + (" (judge)" if one.is_judge else "") for one in raters),
        "people differ",
    )
    rows = [
        (
            show(row.label, 40),
            *(show(said, 40) for said in row.said),
            ("" if not row.differs else "yes" if row.spread is None else f"{row.spread} apart"),
        )
        for row in case.differences
    ]
    notes = "".join(f"\n\n{show(one.name, 60)}: {show(one.answers.note)}" for one in raters if one.answers.note)
    settled = f"\nSettled: {case.settled.decision}, by {show(case.settled.by)}" if case.settled else ""
    persona = f"\nPersona: {show(case.persona.text)}" if case.persona else ""
    heading = f"Sample {case.sample.id}, {case.sample.scenario}{settled}{persona}"
    return (
        f"{heading}\n\n{show_lines(shown_text(case.sample))}\n\n{table(heads, rows, empty='Nobody judged it.')}{notes}"
    )
