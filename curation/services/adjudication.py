"""Settling what people differ on: a decision that stands beside their answers, its author, and undo."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from curation.errors import BadInputError, ConflictError, NotFoundError
from curation.models import Adjudication, Annotator, Sample, utc_now
from curation.review import ACCEPT, REJECT, Answers, Value
from curation.services.permissions import Actor, allow
from curation.services.review import answers_of, sum_up
from curation.services.rubrics import RubricVersion, rubric_for, stored_rubric
from curation.store import adjudications as store
from curation.store import reviews
from curation.store.events import add_event
from curation.text import clean_text
from curation.workspace import Workspace

_SETTLED, _WITHDRAWN = "adjudication.settled", "adjudication.withdrawn"


@dataclass(frozen=True, slots=True)
class Settlement:
    """What was settled of a sample, by whom and when."""

    id: int
    sample_id: int
    decision: str
    overall: int | None
    answers: Mapping[str, Value]
    note: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A settlement that was taken back; people's answers stand again."""

    sample_id: int
    decision: str


@dataclass(frozen=True, slots=True)
class SettledRow:
    """A settlement in a list, with the begin of the text."""

    settled: Settlement
    scenario: str
    text: str


def settle(
    workspace: Workspace,
    sample_id: int,
    *,
    decision: str,
    overall: int | None = None,
    answers: Mapping[str, Any] | None = None,
    note: str = "",
    instead_of: int | None = None,
    actor: Actor,
) -> Settlement:
    """Decide what holds of a sample, whatever people say of it; their answers stay beside it.

    Args:
        workspace: The workspace.
        sample_id: The sample.
        decision: Accept or reject.
        overall: The rating that holds, where one is settled.
        answers: To the other questions of the rubric, by question.
        note: Why.
        instead_of: The settlement that was on the screen; None where none was.
        actor: Who settles it.

    Raises:
        BadInputError: The answers are not possible.
        ConflictError: Nobody has judged it, or somebody settled it, or took that back, meanwhile.
    """
    with workspace.write() as tx:
        allow(tx, actor, "adjudicate")
        sample = find_sample(tx, sample_id)
        if not any(answers_of(row).is_judged for row in reviews.current_reviews(tx, sample_id)):
            raise ConflictError(f"Nobody has judged sample {sample_id} yet.", "There is nothing to settle.")
        before = current_settlement(tx, sample_id)
        _refuse_newer(before, instead_of)
        rubric = rubric_for(tx, sample.scenario)
        given = _checked(rubric, decision, overall, answers or {}, note)
        row = Adjudication(
            sample_id=sample_id,
            rubric_id=stored_rubric(tx, rubric),
            decision=decision,
            overall=given.overall,
            answers={name: list(one) if isinstance(one, tuple) else one for name, one in given.answers.items()},
            note=given.note,
            decided_by=actor.id,
            created_at=utc_now(),
        )
        _store(tx, sample, row, _SETTLED, before, actor)
        return _settlement(row, actor.name)


def take_back(
    workspace: Workspace, sample_id: int, *, adjudication_id: int | None = None, undoes: int | None = None, actor: Actor
) -> Withdrawn:
    """Take back what was settled of a sample: people's answers stand again, and where they differ it waits again.

    Args:
        workspace: The workspace.
        sample_id: The sample.
        adjudication_id: Only this settlement, and no newer one.
        undoes: The event that is taken back; else that of the settlement.
        actor: Any curator.

    Raises:
        ConflictError: Nothing is settled of it, or something newer is.
    """
    with workspace.write() as tx:
        allow(tx, actor, "adjudicate")
        sample = find_sample(tx, sample_id)
        before = current_settlement(tx, sample_id)
        if before is None:
            raise ConflictError(f"Nothing is settled of sample {sample_id}.", "Nothing was changed.")
        if adjudication_id is not None:
            _refuse_newer(before, adjudication_id)
        rubric_id = tx.get_one(Adjudication, before.id).rubric_id
        row = Adjudication(sample_id=sample_id, rubric_id=rubric_id, decided_by=actor.id, is_withdrawn=True)
        _store(
            tx,
            sample,
            row,
            _WITHDRAWN,
            before,
            actor,
            undoes=undoes or store.event_of(tx, sample_id, before.id, _SETTLED),
        )
        return Withdrawn(sample_id, before.decision)


def undo_last(workspace: Workspace, *, actor: Actor) -> Withdrawn:
    """Take back what the actor settled last.

    Raises:
        ConflictError: There is nothing.
    """
    with workspace.read() as session:
        allow(session, actor, "adjudicate")
        newest = store.last_settled(session, actor.id)
    if newest is None:
        raise ConflictError("You have not settled anything that could be taken back.")
    return take_back(workspace, newest.sample_id, adjudication_id=newest.id, actor=actor)


def list_settled(
    workspace: Workspace, *, before: int | None = None, limit: int = 25, actor: Actor
) -> tuple[list[SettledRow], int | None]:
    """Return settlements that stand, the newest first, and what `before` is for the next page; None where none is."""
    with workspace.read() as session:
        allow(session, actor, "adjudicate")
        found = store.settled_page(session, before=before, limit=limit + 1)
    rows = [
        SettledRow(_settlement(row, by), sample.scenario, (sample.edited_text or sample.text)[:200])
        for row, sample, by in found[:limit]
    ]
    return rows, rows[-1].settled.id if len(found) > limit else None


def find_sample(session: Session, sample_id: int) -> Sample:
    """Return a sample.

    Raises:
        NotFoundError: There is no such sample.
    """
    sample = session.get(Sample, sample_id)
    if sample is None:
        raise NotFoundError(f"There is no sample {sample_id}.", "It may be of another workspace.")
    return sample


def current_settlement(session: Session, sample_id: int) -> Settlement | None:
    """Return what is settled of a sample; None where nothing is."""
    row = store.current_adjudication(session, sample_id)
    if row is None or row.is_withdrawn:
        return None
    person = session.get(Annotator, row.decided_by)
    return _settlement(row, person.name if person else "")


def _settlement(row: Adjudication, by: str) -> Settlement:
    given = {name: tuple(one) if isinstance(one, list) else one for name, one in row.answers.items()}
    return Settlement(row.id or 0, row.sample_id, row.decision, row.overall, given, row.note, by, row.created_at)


def _refuse_newer(now: Settlement | None, seen: int | None) -> None:
    """Raise where another curator was here since."""
    if (now.id if now else None) == seen:
        return
    if now is None:
        raise ConflictError("This settlement was taken back meanwhile.", "Look at the case again, then decide.")
    done = {ACCEPT: "accepted", REJECT: "rejected"}[now.decision]
    raise ConflictError(
        f"{now.by} settled sample {now.sample_id} as {done} already.", "Look at it; to change it, settle it again."
    )


def _checked(
    rubric: RubricVersion, decision: str, overall: int | None, answers: Mapping[str, Any], note: str
) -> Answers:
    if decision not in (ACCEPT, REJECT):
        raise BadInputError(f"What is settled is '{ACCEPT}' or '{REJECT}', not '{decision[:40]}'.")
    try:
        given = rubric.form.checked(answers)
        return Answers(overall=overall, decision=decision, note=clean_text(note), answers=given)
    except ValueError as error:
        raise BadInputError(f"This cannot be settled: {error}.", "Nothing was settled.") from error


def _store(
    tx: Session,
    sample: Sample,
    row: Adjudication,
    action: str,
    before: Settlement | None,
    actor: Actor,
    *,
    undoes: int | None = None,
) -> None:
    store.add_adjudication(tx, row, supersedes=store.current_adjudication(tx, row.sample_id))
    sum_up(tx, sample)
    was = {"adjudication_id": before.id, "decision": before.decision, "overall": before.overall} if before else {}
    add_event(
        tx,
        actor_id=actor.id,
        action=action,
        entity="sample",
        entity_id=row.sample_id,
        before=was,
        after={"adjudication_id": row.id, "decision": row.decision, "overall": row.overall},
        undoes=undoes,
    )
