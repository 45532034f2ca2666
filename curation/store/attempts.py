"""Attempts: one row for each call that may be billed, committed before it is sent."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import case
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, func, select

from curation.models import Attempt, AttemptState, Sample, utc_now


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
    attempt = Attempt(
        job_id=job_id,
        item_no=item_no,
        try_no=try_no,
        state=AttemptState.SENT,
        reserved_usd=reserved_usd,
        sent_at=utc_now(),
    )
    session.add(attempt)
    session.flush()
    return attempt.id or 0


def end_attempt(
    session: Session,
    attempt_id: int,
    *,
    state: AttemptState,
    reason: str = "",
    cost_usd: float | None = None,
    input_tokens: int | None = None,
    output_tokens: int | None = None,
    request_id: str | None = None,
    raw_body: str | None = None,
) -> None:
    """Write how a call ended."""
    attempt = session.get_one(Attempt, attempt_id)
    attempt.state = state
    attempt.reason = reason
    attempt.cost_usd = cost_usd
    attempt.input_tokens = input_tokens
    attempt.output_tokens = output_tokens
    attempt.request_id = request_id
    attempt.raw_body = raw_body
    attempt.finished_at = utc_now()
    session.add(attempt)


def committed_usd(session: Session, job_id: int) -> float:
    """Return what a job has spent and may still have to pay for what was sent.

    A call under way, one whose end is unknown and one that was answered
    without a count of tokens stand with what was reserved for them.
    """
    owed = case(
        (col(Attempt.state) == AttemptState.FAILED, func.coalesce(Attempt.cost_usd, 0.0)),
        else_=func.coalesce(Attempt.cost_usd, Attempt.reserved_usd, 0.0),
    )
    return float(session.exec(select(func.sum(owed)).where(Attempt.job_id == job_id)).one() or 0.0)


def attempt_totals(session: Session, job_id: int) -> AttemptTotals:
    """Return what the calls of a job cost."""
    state = col(Attempt.state)
    is_unknown = state == AttemptState.UNKNOWN
    has_no_cost = col(Attempt.cost_usd).is_(None)
    counted = (
        func.sum(Attempt.cost_usd),
        func.count(col(Attempt.cost_usd)),
        func.count(case((has_no_cost & state.in_((AttemptState.DONE, AttemptState.UNKNOWN)), 1))),
        func.sum(case((is_unknown, Attempt.reserved_usd))),
        func.count(case((is_unknown, 1))),
        func.count(case((is_unknown & col(Attempt.reserved_usd).is_(None), 1))),
        func.count(case((state == AttemptState.SENT, 1))),
    )
    row = session.execute(select_columns(*counted).where(col(Attempt.job_id) == job_id)).one()
    return AttemptTotals(float(row[0] or 0.0), row[1], row[2], float(row[3] or 0.0), row[4], row[5], row[6])


def attempts_under_way(session: Session, job_id: int) -> Sequence[Attempt]:
    """Return the calls of a job that were sent and have no end."""
    wanted = select(Attempt).where(Attempt.job_id == job_id, Attempt.state == AttemptState.SENT)
    return session.exec(wanted.order_by(col(Attempt.id))).all()


def unknown_samples(session: Session, job_id: int, *, limit: int) -> Sequence[tuple[Sample, float | None]]:
    """Return the samples of a job whose call has no known end, each with the money at risk."""
    at_risk = select(func.sum(Attempt.reserved_usd)).where(
        Attempt.job_id == Sample.job_id, Attempt.item_no == Sample.item_no, Attempt.state == AttemptState.UNKNOWN
    )
    wanted = select(Sample, at_risk.scalar_subquery()).where(Sample.job_id == job_id, Sample.outcome == "unknown")
    return [(row[0], row[1]) for row in session.execute(wanted.order_by(col(Sample.id)).limit(limit))]


def tries_by_item(session: Session, job_id: int) -> dict[int, int]:
    """Return how often each item of a job was tried."""
    tried = select(Attempt.item_no, func.max(Attempt.try_no)).where(Attempt.job_id == job_id)
    return {row[0]: row[1] for row in session.execute(tried.group_by(col(Attempt.item_no)))}


def answers_by_item(session: Session, job_id: int) -> dict[int, int]:
    """Return how many answers to an item of a job were paid for, for each item that has any."""
    answered = select(Attempt.item_no, func.count()).where(Attempt.job_id == job_id)
    answered = answered.where(Attempt.state == AttemptState.DONE).group_by(col(Attempt.item_no))
    return {row[0]: row[1] for row in session.execute(answered)}


def finished_items(session: Session, job_id: int) -> set[int]:
    """Return the numbers of the items of a job that have their sample."""
    found = session.exec(select(Sample.item_no).where(Sample.job_id == job_id))
    return {number for number in found if number is not None}


def outcome_counts(session: Session, job_id: int) -> dict[str, int]:
    """Return how many samples of a job ended in each way."""
    counted = select(Sample.outcome, func.count()).where(Sample.job_id == job_id).group_by(col(Sample.outcome))
    return {row[0]: row[1] for row in session.execute(counted)}
