"""Judging samples: one row per change, what the sample's row repeats of them, and undo."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from sqlmodel import Session, col, select

from curation.errors import ConflictError, NotFoundError
from curation.models import Event, Outcome, Persona, Review, Rubric, Sample, utc_now
from curation.review import Answers, Change, Value, summarise
from curation.services.permissions import Actor, allow
from curation.services.review_changes import changed_answers
from curation.services.review_twins import keep_pair
from curation.services.rubrics import RubricVersion, rubric_for, stored_rubric
from curation.store import reviews
from curation.store.events import add_event
from curation.store.known import unmarked
from curation.workspace import Workspace

MAX_SECONDS: Final = 3_600.0
"""No more than this is counted as work between two changes."""
_SUBMITTED, _WITHDRAWN = "review.submitted", "review.withdrawn"
_REVIEWABLE: Final = (Outcome.OK, Outcome.CHECK_FAILED)
_NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """A sample as one person judges it: nobody else's answers are in it.

    Attributes:
        sample: What is judged.
        persona: For whom it was made.
        answers: What this person has said of it so far.
        saved_at: When that was stored; None where nothing was said.
        rubric: The questions as they are asked now.
        answered_version: The version of the rubric under which it was answered, where that is another one.
    """

    sample: Sample
    persona: Persona | None
    answers: Answers
    saved_at: datetime | None
    rubric: RubricVersion
    answered_version: int | None = None


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
        rubric = rubric_for(session, sample.scenario)
        answered = session.get(Rubric, row.rubric_id) if row and row.rubric_id != rubric.id else None
        return ReviewItem(
            sample=unmarked(sample),
            persona=session.get(Persona, sample.persona_id) if sample.persona_id else None,
            answers=answers_of(row),
            saved_at=row.saved_at if row else None,
            rubric=rubric,
            answered_version=answered.version if answered else None,
        )


def save_review(
    workspace: Workspace,
    sample_id: int,
    change: Change,
    *,
    version: int | None = None,
    seconds: float = 0.0,
    suggested: Mapping[str, Any] = _NOTHING,
    actor: Actor,
) -> SavedReview:
    """Apply a change to the actor's answers as they are stored, as a new row in the place of the old one.

    Args:
        workspace: The workspace.
        sample_id: The sample.
        change: What the answers become.
        version: The version of the sample that was on the screen; None where the change holds for any.
        seconds: Time spent since the change before.
        suggested: What checks or a judge proposed on the screen, by question.
        actor: Whose answers.

    Raises:
        BadInputError: The answers are not possible, or a required one is missing where it is accepted.
        ConflictError: The sample changed since it was shown, or holds no text to judge.
    """
    with workspace.write() as tx:
        allow(tx, actor, "review")
        return write_review(tx, sample_id, change, version, seconds=seconds, suggested=suggested, actor=actor)


def write_review(
    tx: Session,
    sample_id: int,
    change: Change,
    version: int | None,
    *,
    seconds: float,
    suggested: Mapping[str, Any] = _NOTHING,
    actor: Actor,
) -> SavedReview:
    """Do what `save_review` does in the caller's transaction, which has asked for the permission.

    Nothing is written where it raises.
    """
    sample = _reviewable(tx, sample_id)
    if version is not None and sample.version != version:
        raise ConflictError(
            f"Somebody changed sample {sample_id} while it was on your screen.", "Read it again, then decide."
        )
    old = reviews.current_review(tx, sample_id, actor.id)
    rubric = rubric_for(tx, sample.scenario)
    before = answers_of(old)
    after = changed_answers(before, change, rubric.form)
    keep_pair(tx, sample_id, before, after, actor)
    new = _new_row(sample_id, stored_rubric(tx, rubric), after, old, seconds, actor)
    new.suggested = dict(suggested)
    row = reviews.add_review(tx, new, supersedes=old)
    if before.is_decided or after.is_decided:
        sum_up(tx, sample)
        reviews.mark_assignment(tx, sample_id, actor.id, is_open=not after.is_decided)
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
        return withdraw(tx, old, actor)


def take_back(workspace: Workspace, sample_id: int, *, actor: Actor) -> Withdrawn:
    """Take back the actor's decision on a sample, so that it waits again; the answers stay as a draft.

    Raises:
        ConflictError: The actor has not decided on it.
    """
    with workspace.write() as tx:
        allow(tx, actor, "review")
        old = reviews.current_review(tx, sample_id, actor.id)
        if old is None or old.decision is None:
            raise ConflictError(f"You have not decided on sample {sample_id}.", "Nothing was changed.")
        return withdraw(tx, old, actor)


def withdraw(tx: Session, old: Review, actor: Actor) -> Withdrawn:
    """Take back a decision of the actor's in the caller's transaction."""
    before = answers_of(old)
    after = before.decided(None)
    row = _new_row(old.sample_id, old.rubric_id, after, old, 0.0, actor)
    row.is_withdrawn = True
    reviews.add_review(tx, row, supersedes=old)
    sample = tx.get(Sample, old.sample_id)
    if sample is not None:
        sum_up(tx, sample)
    reviews.mark_assignment(tx, old.sample_id, actor.id, is_open=True)
    _log(tx, row, before, after, actor, undoes=_event_of(tx, old.sample_id, actor))
    return Withdrawn(old.sample_id, before.decision or "")


def answers_of(row: Review | None) -> Answers:
    """Return what a row says; no row says nothing."""
    if row is None:
        return Answers()
    given: dict[str, Value] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in row.answers.items()
    }
    return Answers(
        overall=row.overall,
        decision=row.decision,
        flags=tuple(row.flags),
        near_duplicate_of=row.near_duplicate_of,
        note=row.note,
        persona_hidden=row.persona_hidden,
        answers=given,
    )


def sum_up(tx: Session, sample: Sample) -> None:
    """Write into the sample's row what its reviews say together, or what somebody settled."""
    sample_id = sample.id or 0
    found = [answers_of(row) for row in reviews.current_reviews(tx, sample_id)]
    summary = summarise(found, settled=reviews.settled_decision(tx, sample_id))
    sample.n_reviews = summary.n_reviews
    sample.rating_mean = summary.rating_mean
    sample.rating_spread = summary.rating_spread
    sample.decision = summary.decision
    sample.is_adjudicated = summary.is_adjudicated
    sample.flags = summary.flags
    tx.add(sample)


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


def _new_row(
    sample_id: int, rubric_id: int, answers: Answers, old: Review | None, seconds: float, actor: Actor
) -> Review:
    now = utc_now()
    spent = min(max(seconds, 0.0), MAX_SECONDS)
    return Review(
        sample_id=sample_id,
        annotator_id=actor.id,
        rubric_id=rubric_id,
        overall=answers.overall,
        answers={name: list(value) if isinstance(value, tuple) else value for name, value in answers.answers.items()},
        decision=answers.decision,
        flags=list(answers.flags),
        near_duplicate_of=answers.near_duplicate_of,
        note=answers.note,
        persona_hidden=answers.persona_hidden,
        seconds_active=round((old.seconds_active if old else 0.0) + spent, 3),
        started_at=old.started_at if old else now,
        saved_at=now,
    )


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
    said: dict[str, object] = {"decision": answers.decision, "overall": answers.overall, "flags": flags}
    return {**said, **({"answers": dict(answers.answers)} if answers.answers else {})}


def _event_of(tx: Session, sample_id: int, actor: Actor) -> int | None:
    """Return the event of the actor's newest decision on a sample."""
    found = select(Event.id).where(
        Event.entity == "sample", Event.entity_id == sample_id, Event.actor_id == actor.id, Event.action == _SUBMITTED
    )
    return tx.exec(found.order_by(col(Event.id).desc()).limit(1)).first()
