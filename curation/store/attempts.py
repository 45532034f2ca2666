"""Attempts: one row for each call that may be billed, committed before it is sent."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple, TypedDict, Unpack

from sqlalchemy import case, text
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, func, select

from curation.models import Attempt, AttemptState, Job, JobState, Sample, utc_now
from curation.models.calls import ANSWERED
from curation.store.changes import Change, changed_row, make_changes, new_row

MAX_VARIABLES: Final = 10_000
"""Numbers that stand in one query."""
_IS_DONE: Final = col(Attempt.state) == AttemptState.DONE


class Ended(TypedDict, total=False):
    """What may be known of a call when it has ended."""

    reason: str
    cost_usd: float | None
    input_tokens: int | None
    output_tokens: int | None
    cached_input_tokens: int | None
    cache_write_tokens: int | None
    request_id: str | None
    raw_body: str | None


_NOTHING_KNOWN: Final[Ended] = {
    "reason": "",
    "cost_usd": None,
    "input_tokens": None,
    "output_tokens": None,
    "cached_input_tokens": None,
    "cache_write_tokens": None,
    "request_id": None,
    "raw_body": None,
}


class AttemptTotals(NamedTuple):
    """What the calls of a job cost, as far as anybody knows."""

    known_usd: float
    """The sum of the costs that are known."""
    n_known: int
    n_cost_unknown: int
    """Calls that were billed, or may have been, at a cost that is not known."""
    at_risk_usd: float
    """What was reserved for calls whose end is unknown, as far as a price was known."""
    n_unknown: int
    n_at_risk_unpriced: int
    n_under_way: int


def add_sent_attempt(session: Session, *, job_id: int, item_no: int, try_no: int, reserved_usd: float | None) -> int:
    """Write that a call is about to be sent; return the attempt's id."""
    row = {"item_no": item_no, "try_no": try_no, "reserved_usd": reserved_usd}
    return add_sent_attempts(session, job_id=job_id, rows=[row])[0]


def add_sent_attempts(session: Session, *, job_id: int, rows: Sequence[Mapping[str, Any]]) -> list[int]:
    """Write that calls are about to be sent; return the attempts' ids, in their order.

    The ids are chosen here, so that all rows are one statement: the
    transaction is the only one that writes.
    """
    last = session.exec(select(func.max(Attempt.id))).one() or 0
    ids = range(last + 1, last + 1 + len(rows))
    shared = {"job_id": job_id, "state": AttemptState.SENT, "sent_at": utc_now(), "request_hash": None}
    changes = [new_row(Attempt, {"id": row_id, **shared, **row}) for row_id, row in zip(ids, rows, strict=True)]
    make_changes(session, changes)
    return list(ids)


def end_of_attempt(attempt_id: int, *, state: AttemptState, **known: Unpack[Ended]) -> Change:
    """Return what writes how a call ended; what is not known stays empty."""
    return changed_row(Attempt, attempt_id, {**_NOTHING_KNOWN, **known, "state": state, "finished_at": utc_now()})


def end_attempt(session: Session, attempt_id: int, *, state: AttemptState, **known: Unpack[Ended]) -> None:
    """Write how a call ended."""
    make_changes(session, [end_of_attempt(attempt_id, state=state, **known)])


def reused_attempt(
    *, job_id: int, item_no: int, try_no: int, request_hash: str | None, from_attempt_id: int, raw_body: str
) -> Change:
    """Return what writes that an earlier answer was taken: nothing was sent, and it cost nothing."""
    now = utc_now()
    return new_row(
        Attempt,
        {
            "job_id": job_id,
            "item_no": item_no,
            "try_no": try_no,
            "state": AttemptState.DONE,
            "request_hash": request_hash,
            "from_attempt_id": from_attempt_id,
            "reserved_usd": 0.0,
            "cost_usd": 0.0,
            "raw_body": raw_body,
            "reason": "The same was asked before; its answer was taken.",
            "sent_at": now,
            "finished_at": now,
        },
    )


def answered_before(session: Session, request_hashes: Sequence[str]) -> dict[str, tuple[int, str]]:
    """Return the earliest call that answered each of these requests, with its body as it came."""
    wanted = select(Attempt.request_hash, Attempt.id, Attempt.raw_body).where(
        col(Attempt.request_hash).in_(request_hashes), text(ANSWERED), col(Attempt.raw_body).is_not(None)
    )
    found: dict[str, tuple[int, str]] = {}
    for request_hash, attempt_id, raw_body in session.execute(wanted.order_by(col(Attempt.id))):
        found.setdefault(request_hash, (attempt_id, raw_body))
    return found


def answers_of(session: Session, job_id: int, item_nos: Sequence[int]) -> dict[int, list[Attempt]]:
    """Return the calls of items that were answered, in their order."""
    wanted = select(Attempt).where(
        Attempt.job_id == job_id, col(Attempt.item_no).in_(item_nos), Attempt.state == AttemptState.DONE
    )
    found: dict[int, list[Attempt]] = {}
    for attempt in session.exec(wanted.order_by(col(Attempt.item_no), col(Attempt.try_no))):
        found.setdefault(attempt.item_no, []).append(attempt)
    return found


def attempt_totals(session: Session, job_id: int) -> AttemptTotals:
    """Return what the calls of a job cost."""
    state = col(Attempt.state)
    is_unknown = state == AttemptState.UNKNOWN
    was_sent = state != AttemptState.NOT_SENT
    has_no_cost = col(Attempt.cost_usd).is_(None)
    counted = (
        func.sum(Attempt.cost_usd),
        func.count(case((was_sent, Attempt.cost_usd))),
        func.count(case((has_no_cost & state.in_((AttemptState.DONE, AttemptState.UNKNOWN)), 1))),
        func.sum(case((is_unknown, Attempt.reserved_usd))),
        func.count(case((is_unknown, 1))),
        func.count(case((is_unknown & col(Attempt.reserved_usd).is_(None), 1))),
        func.count(case((state == AttemptState.SENT, 1))),
    )
    row = session.execute(select_columns(*counted).where(col(Attempt.job_id) == job_id)).one()
    return AttemptTotals(float(row[0] or 0.0), row[1], row[2], float(row[3] or 0.0), row[4], row[5], row[6])


def attempts_under_way(session: Session, job_id: int) -> Sequence[Attempt]:
    """Return the calls of a job that were sent by themselves and have no end; what a batch holds is not among them."""
    wanted = select(Attempt).where(
        Attempt.job_id == job_id, Attempt.state == AttemptState.SENT, col(Attempt.batch_id).is_(None)
    )
    return session.exec(wanted.order_by(col(Attempt.id))).all()


def reserved_by_others(session: Session, job_id: int) -> float:
    """Return what is set aside for calls under way of other jobs that run; what a batch holds is not among it."""
    held = select(func.sum(Attempt.reserved_usd)).join(Job, col(Job.id) == col(Attempt.job_id))
    under_way = (Attempt.state == AttemptState.SENT, col(Attempt.batch_id).is_(None), Job.state == JobState.RUNNING)
    return float(session.exec(held.where(*under_way, Attempt.job_id != job_id)).one() or 0.0)


def unknown_samples(session: Session, job_id: int, *, limit: int) -> Sequence[tuple[Sample, float | None]]:
    """Return the samples of a job whose call has no known end, each with the money at risk."""
    at_risk = select(func.sum(Attempt.reserved_usd)).where(
        Attempt.job_id == Sample.job_id, Attempt.item_no == Sample.item_no, Attempt.state == AttemptState.UNKNOWN
    )
    wanted = select(Sample, at_risk.scalar_subquery()).where(Sample.job_id == job_id, Sample.outcome == "unknown")
    return [(row[0], row[1]) for row in session.execute(wanted.order_by(col(Sample.id)).limit(limit))]


def tries_by_item(session: Session, job_id: int, items: Sequence[int]) -> dict[int, tuple[int, int]]:
    """Return how often items of a job were tried, and how many answers to each were paid for."""
    found: dict[int, tuple[int, int]] = {}
    for start in range(0, len(items), MAX_VARIABLES):
        tried = select(Attempt.item_no, func.max(Attempt.try_no), func.count(case((_IS_DONE, 1)))).where(
            Attempt.job_id == job_id, col(Attempt.item_no).in_(items[start : start + MAX_VARIABLES])
        )
        found |= {row[0]: (row[1], row[2]) for row in session.execute(tried.group_by(col(Attempt.item_no)))}
    return found


def finished_items(session: Session, job_id: int) -> set[int]:
    """Return the numbers of the items of a job that have their sample."""
    found = session.exec(select(Sample.item_no).where(Sample.job_id == job_id))
    return {number for number in found if number is not None}


def outcome_counts(session: Session, job_id: int) -> dict[str, int]:
    """Return how many samples of a job ended in each way."""
    counted = select(Sample.outcome, func.count()).where(Sample.job_id == job_id).group_by(col(Sample.outcome))
    return {row[0]: row[1] for row in session.execute(counted)}
