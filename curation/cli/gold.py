"""Known samples: which there are and how people did, a new one, an attention check, and an end to one."""

import json
from dataclasses import asdict
from typing import Any

import click

from curation.cli.common import Commands, answer, one_id, opened, show, table
from curation.errors import BadInputError
from curation.review import ACCEPT, REJECT
from curation.review.expected import Expected
from curation.services import gold as service
from curation.services.figures import in_json
from curation.services.gold_results import KnownSample, find_gold, list_gold
from curation.synthesis import SCENARIOS


def read_answers(_context: click.Context, _option: click.Parameter, written: str | None) -> dict[str, Any]:
    """Read answers by question."""
    try:
        found = json.loads(written) if written else {}
    except ValueError as error:
        raise click.BadParameter("this is no JSON.") from error
    if not isinstance(found, dict):
        raise click.BadParameter("a JSON object with an answer for each question is needed.")
    return found


@click.group("gold", cls=Commands)
def gold() -> None:
    """Samples whose right answers are known, mixed into people's queues."""


@gold.command("list")
@click.option("--retired", is_flag=True, help="Those that are asked about no more.")
@click.option("--before", callback=one_id, metavar="ID", help="The page that follows; `next` of the page before.")
def list_(retired: bool, before: int | None) -> None:
    """List known samples, the newest first, with how people did."""
    with opened() as (workspace, actor):
        rows, following = list_gold(workspace, is_active=not retired, before=before, actor=actor)
    heads = ("id", "sample", "kind", "scenario", "right is", "right", "of", "text")
    lines = [
        (row.id, row.sample_id, row.kind, row.scenario, _right(row.expected), row.n_right, row.n, show(row.text, 40))
        for row in rows
    ]
    text = table(heads, lines, empty="There is no known sample. To make one: gold add.")
    answer({"known": [_in_json(row) for row in rows], "next": following}, text)


@gold.command("add")
@click.argument("sample_id", callback=one_id, metavar="ID")
@click.option("--settled", is_flag=True, help="What was settled of it is right; a rating one point away is, too.")
@click.option("--decision", type=click.Choice([ACCEPT, REJECT]), default=None, help="The right decision.")
@click.option("--overall-low", type=click.IntRange(1, 5), help="The lowest right rating.")
@click.option("--overall-high", type=click.IntRange(1, 5), help="The highest right rating.")
@click.option("--answers", callback=read_answers, metavar="JSON", help="The right answers to other questions.")
@click.option("--why", default="", help="For other curators.")
def add(sample_id: int, settled: bool, decision: str | None, why: str, **right: Any) -> None:  # noqa: ANN401 - options
    """Say what is right of a sample; raters are not told."""
    expected = Expected(decision or "", right["overall_low"], right["overall_high"], answers=right["answers"], why=why)
    if settled and expected != Expected(answers={}):
        raise BadInputError("--settled says already what is right.", "Leave the other options out.")
    with opened() as (workspace, actor):
        if settled:
            service.make_gold_of_settled(workspace, sample_id, actor=actor)
        else:
            service.make_gold(workspace, sample_id, expected, actor=actor)
        made = find_gold(workspace, sample_id, actor=actor)
    answer(made and _in_json(made), f"Sample {sample_id} is known sample {made.id if made else '?'}.")


@gold.command("attention")
@click.option("--scenario", type=click.Choice(list(SCENARIOS)), required=True, help="In whose queue it comes.")
@click.option(
    "--decision", type=click.Choice([ACCEPT, REJECT]), default=REJECT, show_default=True, help="What it asks for."
)
@click.option("--overall", type=click.IntRange(1, 5), default=2, show_default=True, help="Which rating it asks for.")
@click.option("--text", "lead", default="", help="What stands before the instruction.")
def attention(scenario: str, decision: str, overall: int, lead: str) -> None:
    """Write a text that says itself what to press, to see whether texts are read to the end."""
    with opened() as (workspace, actor):
        made = service.make_attention(
            workspace, scenario=scenario, decision=decision, overall=overall, lead=lead, actor=actor
        )
    answer(
        {"id": made, "scenario": scenario, "decision": decision, "overall": overall}, f"Known sample {made} is made."
    )


@gold.command("retire")
@click.argument("gold_id", callback=one_id, metavar="ID")
@click.option("--return", "returns", is_flag=True, help="Let it come again.")
def retire(gold_id: int, returns: bool) -> None:
    """Ask nobody about a known sample any more; what was answered stays."""
    with opened() as (workspace, actor):
        service.set_active(workspace, gold_id, is_active=returns, actor=actor)
    said = "in use" if returns else "retired"
    answer({"id": gold_id, "is_active": returns}, f"Known sample {gold_id} is {said}.")


def _in_json(row: KnownSample) -> dict[str, Any]:
    return {
        "id": row.id,
        "sample_id": row.sample_id,
        "kind": row.kind,
        "scenario": row.scenario,
        "expected": {**asdict(row.expected), "answers": dict(row.expected.answers)},
        "is_active": row.is_active,
        "by": row.by,
        "right": row.n_right,
        "n": row.n,
        "share": in_json(row.right),
        "wrong": dict(row.wrong),
    }


def _right(expected: Expected) -> str:
    low, high = expected.overall_low, expected.overall_high
    said = [expected.decision] if expected.decision else []
    said += [f"{low or 1} to {high or 5}"] if low or high else []
    said += [f"{name} {json.dumps(right)}" for name, right in expected.answers.items()]
    return show(", ".join(said), 60)
