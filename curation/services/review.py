"""Judging samples: one row per change, what the sample's row repeats of them, and undo."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlmodel import Session, col, select

from curation.errors import BadInputError, ConflictError, NotFoundError
from curation.models import Event, ItemKind, Outcome, PairOrigin, Persona, Review, Sample, utc_now
from curation.review import Answers, Change, summarise
from curation.services.permissions import Actor, allow
from curation.services.setup import DEFAULT_RUBRIC
from curation.store import reviews
from curation.store.duplicates import upsert_pairs
from curation.store.events import add_event
from curation.text import clean_text
from curation.workspace import Workspace

MAX_SECONDS: Final = 3_600.0
"""No more than this is counted as work between two changes."""
_SUBMITTED, _WITHDRAWN = "review.submitted", "review.withdrawn"
_REVIEWABLE: Final = (Outcome.OK, Outcome.CHECK_FAILED)


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """A sample as one person judges it: nobody else's answers are in it."""

    sample: Sample
    persona: Persona | None
    answers: Answers
    saved_at: datetime | None


@dataclass(frozen=True, slots=True)
class SavedReview:
    """What was stored."""

    review_id: int
    answers: Answers
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A decision that was taken back; what was answered is a draft again."""

    sample_id: int
    decision: str


def get_item(workspace: Workspace, sample_id: int, *, actor: Actor) -> ReviewItem:
    """Return a sample with its persona and what the actor has said of it so far.

    Raises:
        NotFoundError: There is no such sample.
        ConflictError: It holds no text to judge.
    """
    with workspace.read() as session:
        allow(session, actor, "review")
        sample = _reviewable(session, sample_id)
        row = reviews.current_review(session, sample_id, actor.id)
        return ReviewItem(
            sample=sample,
            persona=session.get(Persona, sample.persona_id) if sample.persona_id else None,
            answers=answers_of(row),
            saved_at=row.saved_at if row else None,
        )


def save_review(
    workspace: Workspace,
    sample_id: int,
    change: Change,
    *,
    version: int | None = None,
    seconds: float = 0.0,
    actor: Actor,
) -> SavedReview:
    """Apply a change to the actor's answers as they are stored, as a new row in the place of the old one.

    Args:
        workspace: The workspace.
        sample_id: The sample.
        change: What the answers become.
        version: The version of the sample that was on the screen; None where the change holds for any.
        seconds: Time spent since the change before.
        actor: Whose answers.

    Raises:
        BadInputError: The answers are not possible.
        ConflictError: The sample changed since it was shown, or holds no text to judge.
    """
    with workspace.write() as tx:
        allow(tx, actor, "review")
        sample = _reviewable(tx, sample_id)
        if version is not None and sample.version != version:
            raise ConflictError(
                f"Somebody changed sample {sample_id} while it was on your screen.", "Read it again, then decide."
            )
        old = reviews.current_review(tx, sample_id, actor.id)
        before = answers_of(old)
        after = _changed(before, change)
        _keep_pair(tx, sample_id, before, after, actor)
        row = reviews.add_review(tx, _new_row(tx, sample_id, after, old, seconds, actor), supersedes=old)
        if before.is_decided or after.is_decided:
            _sum_up(tx, sample)
            _log(tx, row, before, after, actor)
        return SavedReview(row.id or 0, after, row.saved_at)


def undo_last(workspace: Workspace, *, actor: Actor) -> Withdrawn:
    """Take back the actor's newest decision by an inverse event; its answers stay as a draft.

    Raises:
        ConflictError: There is none.
    """
    with workspace.write() as tx:
        allow(tx, actor, "review")
        newest = reviews.last_decided(tx, actor.id, limit=1)
        old = tx.get(Review, newest[0][0]) if newest else None
        if old is None:
            raise ConflictError("You have not decided anything that could be taken back.")
        before = answers_of(old)
        after = before.decided(None)
        row = _new_row(tx, old.sample_id, after, old, 0.0, actor)
        row.is_withdrawn = True
        reviews.add_review(tx, row, supersedes=old)
        sample = tx.get(Sample, old.sample_id)
        if sample is not None:
            _sum_up(tx, sample)
        _log(tx, row, before, after, actor, undoes=_event_of(tx, old.sample_id, actor))
        return Withdrawn(old.sample_id, before.decision or "")


def answers_of(row: Review | None) -> Answers:
    """Return what a row says; no row says nothing."""
    if row is None:
        return Answers()
    return Answers(
        overall=row.overall,
        decision=row.decision,
        flags=tuple(row.flags),
        near_duplicate_of=row.near_duplicate_of,
        note=row.note,
        persona_hidden=row.persona_hidden,
    )


def _reviewable(session: Session, sample_id: int) -> Sample:
    sample = session.get(Sample, sample_id)
    if sample is None:
        raise NotFoundError(f"There is no sample {sample_id}.", "It may be of another workspace.")
    if sample.outcome not in _REVIEWABLE or not sample.text:
        raise ConflictError(
            f"Sample {sample_id} holds no text to judge: it ended as '{sample.outcome.replace('_', ' ')}'.",
            "Its page shows what came back.",
        )
    return sample


def _changed(before: Answers, change: Change) -> Answers:
    try:
        after = change(before)
        return after.noted(clean_text(after.note))
    except ValueError as error:
        raise BadInputError(f"This cannot be stored: {error}.") from error


def _new_row(tx: Session, sample_id: int, answers: Answers, old: Review | None, seconds: float, actor: Actor) -> Review:
    rubric_id = reviews.newest_rubric(tx, DEFAULT_RUBRIC)
    if rubric_id is None:
        raise ConflictError("The workspace has no rubric.", "Run `python -m curation doctor`.")
    now = utc_now()
    spent = min(max(seconds, 0.0), MAX_SECONDS)
    return Review(
        sample_id=sample_id,
        annotator_id=actor.id,
        rubric_id=rubric_id,
        overall=answers.overall,
        decision=answers.decision,
        flags=list(answers.flags),
        near_duplicate_of=answers.near_duplicate_of,
        note=answers.note,
        persona_hidden=answers.persona_hidden,
        seconds_active=round((old.seconds_active if old else 0.0) + spent, 3),
        started_at=old.started_at if old else now,
        saved_at=now,
    )


def _sum_up(tx: Session, sample: Sample) -> None:
    """Write into the sample's row what its reviews say together."""
    summary = summarise([answers_of(row) for row in reviews.current_reviews(tx, sample.id or 0)])
    sample.n_reviews = summary.n_reviews
    sample.rating_mean = summary.rating_mean
    sample.decision = summary.decision
    sample.flags = summary.flags
    tx.add(sample)


def _keep_pair(tx: Session, sample_id: int, before: Answers, after: Answers, actor: Actor) -> None:
    """Hold the pair of human origin to what the answers say: made when a twin is named, gone when it is taken back."""
    was, now = before.near_duplicate_of, after.near_duplicate_of
    if was == now:
        return
    if was is not None:
        reviews.take_back_pair(tx, sample_id, was, said_by=actor.id)
    if now is not None:
        if now == sample_id or tx.get(Sample, now) is None:
            raise BadInputError(f"Sample {sample_id} cannot be a near-duplicate of {now}.", "Name another sample.")
        a_id, b_id = sorted((sample_id, now))
        upsert_pairs(tx, [_pair(a_id, b_id, actor)])
    add_event(
        tx,
        actor_id=actor.id,
        action="review.twin_named" if now is not None else "review.twin_taken_back",
        entity="sample",
        entity_id=sample_id,
        before={"near_duplicate_of": was},
        after={"near_duplicate_of": now},
    )


def _pair(a_id: int, b_id: int, actor: Actor) -> dict[str, object]:
    return {
        "kind": ItemKind.SAMPLE,
        "a_id": a_id,
        "b_id": b_id,
        "origin": PairOrigin.HUMAN,
        "score": None,
        "threshold": None,
        "model": "",
        "note": "said in review",
        "said_by": actor.id,
        "created_at": utc_now().isoformat(timespec="microseconds"),
    }


def _log(tx: Session, row: Review, before: Answers, after: Answers, actor: Actor, *, undoes: int | None = None) -> None:
    add_event(
        tx,
        actor_id=actor.id,
        action=_SUBMITTED if after.is_decided else _WITHDRAWN,
        entity="sample",
        entity_id=row.sample_id,
        before=_said(before),
        after={"review_id": row.id, **_said(after)},
        undoes=undoes,
    )


def _said(answers: Answers) -> dict[str, object]:
    flags: Sequence[str] = list(answers.flags)
    return {"decision": answers.decision, "overall": answers.overall, "flags": flags}


def _event_of(tx: Session, sample_id: int, actor: Actor) -> int | None:
    """Return the event of the actor's newest decision on a sample."""
    found = select(Event.id).where(
        Event.entity == "sample", Event.entity_id == sample_id, Event.actor_id == actor.id, Event.action == _SUBMITTED
    )
    return tx.exec(found.order_by(col(Event.id).desc()).limit(1)).first()
