"""Batches: calls handed to a vendor together, found again by their own name after whatever happens."""

from collections.abc import Sequence

from sqlmodel import Session, col, func, select

from curation.models import Attempt, AttemptState, Batch, BatchState, utc_now
from curation.store.changes import changed_row, make_changes

OPEN_STATES = (BatchState.SUBMITTING, BatchState.RUNNING)


def add_batch(session: Session, *, job_id: int, provider: str, model: str, token: str) -> int:
    """Write that a batch is being filled; nothing of it is handed over yet. Return its id."""
    batch = Batch(job_id=job_id, provider=provider, model=model, token=token)
    session.add(batch)
    session.flush()
    return batch.id or 0


def change_batch(session: Session, batch_id: int, **values: object) -> None:
    """Write what became of a batch."""
    make_changes(session, [changed_row(Batch, batch_id, values)])


def close_batch(session: Session, batch_id: int, state: BatchState, reason: str = "") -> None:
    """Write that nothing more comes of a batch."""
    change_batch(session, batch_id, state=state, reason=reason, ended_at=utc_now())


def batches_of(session: Session, job_id: int, *, only_open: bool = False) -> Sequence[Batch]:
    """Return the batches of a job, the oldest first."""
    wanted = select(Batch).where(Batch.job_id == job_id)
    if only_open:
        wanted = wanted.where(col(Batch.state).in_(OPEN_STATES))
    return session.exec(wanted.order_by(col(Batch.id))).all()


def has_open_batches(session: Session, job_id: int) -> bool:
    """Tell whether a vendor holds, or may hold, requests of a job."""
    wanted = select(Batch.id).where(Batch.job_id == job_id, col(Batch.state).in_(OPEN_STATES))
    return session.exec(wanted.limit(1)).first() is not None


def known_vendor_ids(session: Session) -> set[str]:
    """Return the names that vendors gave to batches of this workspace."""
    return {name for name in session.exec(select(Batch.vendor_id)) if name is not None}


def held_attempts(
    session: Session, batch_id: int, *, ids: Sequence[int] | None = None, limit: int | None = None
) -> Sequence[Attempt]:
    """Return the calls of a batch that have no end yet, all or those of the given ids."""
    wanted = select(Attempt).where(Attempt.batch_id == batch_id, Attempt.state == AttemptState.SENT)
    if ids is not None:
        wanted = wanted.where(col(Attempt.id).in_(ids))
    return session.exec(wanted.order_by(col(Attempt.id)).limit(limit)).all()


def held_items(session: Session, job_id: int) -> set[int]:
    """Return the items of a job that a batch holds."""
    wanted = select(Attempt.item_no).where(
        Attempt.job_id == job_id, Attempt.state == AttemptState.SENT, col(Attempt.batch_id).is_not(None)
    )
    return set(session.exec(wanted))


def failed_in_batches(session: Session, job_id: int, item_nos: Sequence[int]) -> dict[int, int]:
    """Return how often items failed in batches that the vendor ran, for each that did."""
    counted = select(Attempt.item_no, func.count()).where(
        Attempt.job_id == job_id,
        col(Attempt.item_no).in_(item_nos),
        Attempt.state == AttemptState.FAILED,
        col(Attempt.batch_id).is_not(None),
    )
    return {row[0]: row[1] for row in session.execute(counted.group_by(col(Attempt.item_no)))}
