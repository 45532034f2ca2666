"""Judge samples: what waits, an answer, and the last one taken back."""

import click

from curation.cli.common import Commands, answer, one_id, opened, show, show_lines
from curation.errors import BadInputError
from curation.review import DECISIONS, FLAGS, MAX_NOTE_CHARS, Answers, Emptiness, Queue
from curation.services import review as service
from curation.services import review_queue
from curation.services.review import ReviewItem
from curation.services.samples import shown_text

WHY_EMPTY = {
    Emptiness.NO_SAMPLES: "There is no sample to judge yet. Make some: generate.",
    Emptiness.FILTERED_OUT: "Nothing of this scenario waits for you; other scenarios have some.",
    Emptiness.ALL_DECIDED: "You have decided on every sample.",
    Emptiness.NO_DRAFTS: "You have no drafts.",
    Emptiness.NO_SKIPPED: "You have skipped nothing.",
}


@click.group("queue", cls=Commands)
def queue() -> None:
    """See what waits to be judged."""


@queue.command("next")
@click.option("--queue", "which", type=click.Choice(list(Queue)), default=Queue.OPEN, help="Which list; else open.")
@click.option("--scenario", help="Only samples of this scenario.")
def next_(which: Queue, scenario: str | None) -> None:
    """Show the sample that you judge next."""
    with opened() as (workspace, actor):
        found = review_queue.next_sample(workspace, queue=Queue(which), scenario=scenario, actor=actor)
        item = None if found is None else service.get_item(workspace, found, actor=actor)
        counts = review_queue.queue_counts(workspace, actor, scenario=scenario)
        empty = None
        if item is None:
            empty = review_queue.why_nothing_waits(workspace, actor, queue=Queue(which), scenario=scenario)
    waits = {"left": counts.left, "decided": counts.decided, "skipped": counts.skipped, "drafts": counts.drafts}
    result = {"sample": item and _in_json(item), "why_empty": empty, "counts": waits}
    answer(result, _text(item) if item else WHY_EMPTY[empty or Emptiness.NO_SAMPLES])


@click.group("review", cls=Commands)
def review() -> None:
    """Judge samples."""


@review.command("submit")
@click.argument("sample_id", callback=one_id, metavar="ID")
@click.option("--overall", type=click.IntRange(1, 5), help="Rating, 1 to 5.")
@click.option("--decision", type=click.Choice(DECISIONS), help="Else by the rating: accepted from 3 on.")
@click.option("--flag", "flags", type=click.Choice(FLAGS), multiple=True, help="What is wrong; may be repeated.")
@click.option("--near-duplicate-of", callback=one_id, metavar="ID", help="The sample it is a near-duplicate of.")
@click.option("--note", default="", help=f"A note of at most {MAX_NOTE_CHARS:,} characters.")
def submit(
    sample_id: int,
    overall: int | None,
    decision: str | None,
    flags: tuple[str, ...],
    near_duplicate_of: int | None,
    note: str,
) -> None:
    """Judge one sample; it takes the place of what you said of it before."""
    if decision is None and overall is None:
        raise BadInputError("There is neither a decision nor a rating.", "Give --decision or --overall.")

    def change(_before: Answers) -> Answers:
        chosen = tuple(known for known in FLAGS if known in flags)
        said = Answers(overall=overall, decision=decision, flags=chosen, note=note)
        said = said if near_duplicate_of is None else said.twin_named(near_duplicate_of)
        return said if decision else said.submitted()

    with opened() as (workspace, actor):
        saved = service.save_review(workspace, sample_id, change, actor=actor)
    result = {"review_id": saved.review_id, "sample_id": sample_id, "saved_at": saved.saved_at}
    answer({**result, **_said(saved.answers)}, f"Sample {sample_id}: {saved.answers.decision}, saved.")


@review.command("undo")
def undo() -> None:
    """Take back your newest decision; what you answered stays as a draft."""
    with opened() as (workspace, actor):
        back = service.undo_last(workspace, actor=actor)
    said = f"'{back.decision}' on sample {back.sample_id} is taken back."
    answer({"sample_id": back.sample_id, "decision": back.decision}, said)


def _in_json(item: ReviewItem) -> dict[str, object]:
    return {
        "id": item.sample.id,
        "scenario": item.sample.scenario,
        "text": shown_text(item.sample),
        "persona": item.persona.text if item.persona else None,
        "outcome": item.sample.outcome,
        "label": item.sample.label,
        "n_reviews": item.sample.n_reviews,
        "answers": _said(item.answers),
    }


def _said(answers: Answers) -> dict[str, object]:
    return {
        "overall": answers.overall,
        "decision": answers.decision,
        "flags": list(answers.flags),
        "near_duplicate_of": answers.near_duplicate_of,
        "note": answers.note,
    }


def _text(item: ReviewItem) -> str:
    label = f" ({item.sample.label})" if item.sample.label else ""
    persona = show(item.persona.text) if item.persona else "none"
    heading = f"Sample {item.sample.id}, {item.sample.scenario}{label}\nPersona: {persona}"
    return f"{heading}\n\n{show_lines(shown_text(item.sample))}"
