"""Judging many samples at once: read for the screen, saved in one transaction, taken back together."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from curation.errors import ConflictError, CurationError
from curation.models import Persona, Review, Sample, utc_now
from curation.review import Answers, Change
from curation.services.permissions import Actor, allow
from curation.services.review import SavedReview, Withdrawn, answers_of, withdraw, write_review
from curation.store import review_claims as claims
from curation.store.samples import samples_by_id
from curation.workspace import Workspace


@dataclass(frozen=True, slots=True)
class BulkRow:
    """A sample among others as one person judges it: nobody else's answers are in it."""

    sample: Sample
    persona: Persona | None
    answers: Answers
    saved_at: datetime | None


class RowChange(NamedTuple):
    """What one does to one row, on the version that was on the screen, after so many seconds of work on it."""

    sample_id: int
    version: int
    change: Change
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class SavedMany:
    """What was stored, in its order, and why some was not, by sample."""

    saved: Sequence[tuple[int, SavedReview]]
    refused: Mapping[int, str]


def get_rows(workspace: Workspace, ids: Sequence[int], *, actor: Actor) -> list[BulkRow]:
    """Return samples in the order of their ids, each with its persona and what the actor has said of it."""
    with workspace.read() as session:
        allow(session, actor, "review")
        found = samples_by_id(session, ids)
        wanted = {sample.persona_id for sample in found.values() if sample.persona_id is not None}
        personas = {row.id: row for row in session.exec(select(Persona).where(col(Persona.id).in_(wanted)))}
        said = {row.sample_id: row for row in session.exec(_mine(found, actor))}
    rows = [(found[sample_id], said.get(sample_id)) for sample_id in ids if sample_id in found]
    return [
        BulkRow(sample, personas.get(sample.persona_id), answers_of(row), row.saved_at if row else None)
        for sample, row in rows
    ]


def save_many(
    workspace: Workspace, changes: Sequence[RowChange], *, on_screen: Collection[int] = (), actor: Actor
) -> SavedMany:
    """Apply changes to the actor's answers, one after the other in one transaction.

    Each is a review and an event of its own. What cannot be stored is told and
    does not keep the others from being stored.

    Args:
        workspace: The workspace.
        changes: What is done; a row may come more than once.
        on_screen: The rows that the actor goes on with: nobody else is given them meanwhile.
        actor: Whose answers.
    """
    saved: list[tuple[int, SavedReview]] = []
    refused: dict[int, str] = {}
    with workspace.write() as tx:
        allow(tx, actor, "review")
        for sample_id, version, change, seconds in changes:
            try:
                row = write_review(tx, sample_id, change, version, seconds=seconds, actor=actor)
            except CurationError as error:
                refused[sample_id] = str(error)
            else:
                saved.append((sample_id, row))
                refused.pop(sample_id, None)
        _hold(tx, on_screen, actor)
    return SavedMany(saved, refused)


def keep_on_screen(workspace: Workspace, ids: Collection[int], *, actor: Actor) -> None:
    """Note that the actor has rows on the screen, so that nobody else is given those that still wait."""
    with workspace.write() as tx:
        allow(tx, actor, "review")
        _hold(tx, ids, actor)


def undo_many(workspace: Workspace, review_ids: Sequence[int], *, actor: Actor) -> list[Withdrawn]:
    """Take back decisions of the actor's that were made together, each by an inverse event; the answers stay.

    What was said anew since stays as it is.

    Raises:
        ConflictError: Nothing of it is left to take back.
    """
    with workspace.write() as tx:
        allow(tx, actor, "review")
        rows = tx.exec(select(Review).where(col(Review.id).in_(review_ids), Review.annotator_id == actor.id)).all()
        undone = [withdraw(tx, row, actor) for row in rows if row.superseded_by is None and row.decision is not None]
        if not undone:
            raise ConflictError("All of it was judged anew since.", "Nothing was changed.")
        return undone


def _hold(tx: Session, ids: Collection[int], actor: Actor) -> None:
    """Claim what is not decided; a decided row is on the screen, but waits for nobody."""
    if ids:
        decided = {row.sample_id for row in tx.exec(_mine(ids, actor)) if row.decision is not None}
        claims.claim(tx, actor.id, [sample_id for sample_id in ids if sample_id not in decided], at=utc_now())


def _mine(ids: Collection[int], actor: Actor) -> SelectOfScalar[Review]:
    return select(Review).where(
        col(Review.sample_id).in_(ids), Review.annotator_id == actor.id, col(Review.superseded_by).is_(None)
    )
