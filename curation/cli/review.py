"""Judge samples: what waits, an answer, and one taken back."""

import json
from typing import Any

import click

from curation.cli.common import Commands, answer, one_id, opened, show, show_lines
from curation.errors import BadInputError
from curation.review import DECISIONS, FLAGS, MAX_NOTE_CHARS, OVERALL, Answers, Change, Emptiness, Queue, Value
from curation.review.suggestions import Suggestion
from curation.services import review as service
from curation.services import review_queue
from curation.services.review import ReviewItem
from curation.services.samples import shown_text
from curation.services.suggestions import suggestions_for

WHY_EMPTY = {
    Emptiness.NO_SAMPLES: "There is no sample to judge yet. Make some: generate.",
    Emptiness.FILTERED_OUT: "Nothing of this scenario waits for you; other scenarios have some.",
    Emptiness.ALL_DECIDED: "You have decided on every sample.",
    Emptiness.NONE_ASSIGNED: "Nothing is assigned to you, and people are asked only about that.",
    Emptiness.ENOUGH_REVIEWS: "Every sample has enough reviews.",
    Emptiness.ALL_TAKEN: "The last samples are on other people's screens; they are free again within minutes.",
    Emptiness.NO_SUBMITTED: "You have accepted nothing.",
    Emptiness.NO_REJECTED: "You have rejected nothing.",
    Emptiness.NO_DRAFTS: "You have no drafts.",
    Emptiness.NO_SKIPPED: "You have skipped nothing.",
}
_ANSWERS = 'Write it as {"overall": 4, "valid": true, "kinds": ["a sum"]}.'


@click.group("queue", cls=Commands)
def queue() -> None:
    """See what waits to be judged."""


@queue.command("next")
@click.option(
    "--queue", "which", type=click.Choice(list(Queue)), default=Queue.PENDING, help="Which list; else pending."
)
@click.option("--scenario", help="Only samples of this scenario.")
def next_(which: Queue, scenario: str | None) -> None:
    """Show the sample that you judge next."""
    with opened() as (workspace, actor):
        found = review_queue.next_sample(workspace, queue=Queue(which), scenario=scenario, actor=actor)
        item = None if found is None else service.get_item(workspace, found, actor=actor)
        suggested: tuple[Suggestion, ...] = ()
        if item is not None:
            with workspace.read() as session:
                suggested = suggestions_for(session, item)
        counts = review_queue.queue_counts(workspace, actor, scenario=scenario)
        empty = None
        if item is None:
            empty = review_queue.why_nothing_waits(workspace, actor, queue=Queue(which), scenario=scenario)
    waits = {"left": counts.pending, "decided": counts.decided, "skipped": counts.skipped, "drafts": counts.drafts}
    result = {"sample": item and _in_json(item, suggested), "why_empty": empty, "counts": waits}
    answer(result, _text(item, suggested) if item else WHY_EMPTY[empty or Emptiness.NO_SAMPLES])


@click.group("review", cls=Commands)
def review() -> None:
    """Judge samples."""


@review.command("submit")
@click.argument("sample_id", callback=one_id, metavar="ID", required=False)
@click.option("--sample", "named_id", callback=one_id, metavar="ID", help="The sample, where it is not the argument.")
@click.option("--answers", metavar="JSON", help='Answers by question, as {"overall": 4, "valid": true}.')
@click.option("--overall", type=click.IntRange(1, 5), help="Rating, 1 to 5.")
@click.option("--decision", type=click.Choice(DECISIONS), help="Else by the rating: accepted from 3 on.")
@click.option("--flag", "flags", type=click.Choice(FLAGS), multiple=True, help="What is wrong; may be repeated.")
@click.option("--near-duplicate-of", callback=one_id, metavar="ID", help="The sample it is a near-duplicate of.")
@click.option("--note", default="", help=f"A note of at most {MAX_NOTE_CHARS:,} characters.")
def submit(sample_id: int | None, named_id: int | None, answers: str | None, **said: Any) -> None:  # noqa: ANN401 - options of several kinds
    """Judge one sample; it takes the place of what you said of it before."""
    meant, given = _meant(sample_id, named_id), _given(answers, said.pop("overall"))
    if said["decision"] is None and given.get(OVERALL) is None:
        raise BadInputError("There is neither a decision nor a rating.", "Give --decision or --overall.")
    with opened() as (workspace, actor):
        saved = service.save_review(workspace, meant, _change(given, **said), actor=actor)
    result = {"review_id": saved.review_id, "sample_id": meant, "saved_at": saved.saved_at}
    answer({**result, **_said(saved.answers)}, f"Sample {meant}: {saved.answers.decision}, saved.")


@review.command("undo")
def undo() -> None:
    """Take back your newest decision; what you answered stays as a draft."""
    with opened() as (workspace, actor):
        back = service.undo_last(workspace, actor=actor)
    said = f"'{back.decision}' on sample {back.sample_id} is taken back."
    answer({"sample_id": back.sample_id, "decision": back.decision}, said)


@review.command("back")
@click.argument("sample_id", callback=one_id, metavar="ID")
def back(sample_id: int) -> None:
    """Take back your decision on a sample, so that it waits again; what you answered stays as a draft."""
    with opened() as (workspace, actor):
        taken = service.take_back(workspace, sample_id, actor=actor)
    said = f"'{taken.decision}' on sample {taken.sample_id} is taken back; it waits again."
    answer({"sample_id": taken.sample_id, "decision": taken.decision}, said)


def _meant(sample_id: int | None, named_id: int | None) -> int:
    ids = {found for found in (sample_id, named_id) if found is not None}
    if len(ids) != 1:
        raise BadInputError("Which sample?" if not ids else "Two samples are named.", "Give one, as ID or by --sample.")
    return ids.pop()


def _given(written: str | None, overall: int | None) -> dict[str, Value]:
    """Read answers by question; what each question takes is for the rubric to say."""
    try:
        read = {} if written is None else json.loads(written)
    except (ValueError, RecursionError) as error:
        raise BadInputError("--answers is no JSON.", _ANSWERS) from error
    if not isinstance(read, dict) or not all(map(_can_be_answer, read.values())):
        raise BadInputError("--answers is no JSON object of answers.", _ANSWERS)
    given = {name: tuple(said) if isinstance(said, list) else said for name, said in read.items() if said is not None}
    if overall is not None and given.setdefault(OVERALL, overall) != overall:
        raise BadInputError("--overall and --answers give two ratings.", "Give one.")
    return given


def _can_be_answer(value: object) -> bool:
    if isinstance(value, list):
        return all(isinstance(choice, str) for choice in value)
    return value is None or isinstance(value, bool | int | str)


def _change(
    given: dict[str, Value],
    *,
    decision: str | None,
    flags: tuple[str, ...],
    near_duplicate_of: int | None,
    note: str,
) -> Change:
    def change(_before: Answers) -> Answers:
        said = Answers(decision=decision, flags=tuple(known for known in FLAGS if known in flags), note=note)
        for question_id, value in given.items():
            said = said.answered(question_id, value)
        said = said if near_duplicate_of is None else said.twin_named(near_duplicate_of)
        return said if decision else said.submitted()

    return change


def _in_json(item: ReviewItem, suggested: tuple[Suggestion, ...]) -> dict[str, object]:
    rubric = item.rubric
    return {
        "id": item.sample.id,
        "scenario": item.sample.scenario,
        "text": shown_text(item.sample),
        "persona": item.persona.text if item.persona else None,
        "outcome": item.sample.outcome,
        "label": item.sample.label,
        "n_reviews": item.sample.n_reviews,
        "answers": _said(item.answers),
        "rubric": {
            "name": rubric.name,
            "version": rubric.version,
            "guideline": rubric.form.guideline,
            "questions": rubric.form.as_rows(),
        },
        "suggestions": [
            {"question": one.question_id, "value": one.value, "by": one.by, "detail": one.detail} for one in suggested
        ],
    }


def _said(answers: Answers) -> dict[str, object]:
    return {
        "overall": answers.overall,
        "decision": answers.decision,
        "flags": list(answers.flags),
        "near_duplicate_of": answers.near_duplicate_of,
        "note": answers.note,
        "answers": dict(answers.answers),
    }


def _text(item: ReviewItem, suggested: tuple[Suggestion, ...]) -> str:
    label = f" ({item.sample.label})" if item.sample.label else ""
    persona = show(item.persona.text) if item.persona else "none"
    heading = f"Sample {item.sample.id}, {item.sample.scenario}{label}\nPersona: {persona}"
    proposed = {one.question_id: f"; {show(one.by)} suggests {json.dumps(one.value)}" for one in suggested}
    asked = [
        f"  {question.id}: {show(question.label)} ({question.kind.replace('_', ' ')}"
        f"{', needed' if question.is_required else ''}{proposed.get(question.id, '')})"
        for question in item.rubric.form.questions
    ]
    return "\n".join([heading, "", show_lines(shown_text(item.sample)), "", "Questions", *asked])
