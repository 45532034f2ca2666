"""What is spent or set aside: sums that triggers keep, so that asking for them costs the same however many calls."""

from datetime import UTC, datetime

from sqlmodel import Session, col, func, select

from curation.models import Spend


def owed_by_job(session: Session, job_id: int) -> float:
    """Return what a job has spent and may still have to pay for what was sent.

    A call under way, one whose end is unknown and one that was answered
    without a count of tokens stand with what was reserved for them.
    """
    return float(session.exec(select(func.sum(Spend.owed_usd)).where(Spend.job_id == job_id)).one() or 0.0)


def owed_on(session: Session, moment: datetime) -> float:
    """Return what the calls sent on the day of a moment, in UTC, cost or may still cost."""
    day = f"{moment.astimezone(UTC):%Y-%m-%d}"
    return float(session.exec(select(func.sum(Spend.owed_usd)).where(Spend.day == day)).one() or 0.0)


def owed_in_all(session: Session) -> float:
    """Return what all calls of the workspace cost or may still cost."""
    return float(session.exec(select(func.sum(Spend.owed_usd))).one() or 0.0)


def owed_by_day(session: Session, *, limit: int) -> list[tuple[str, float]]:
    """Return what the calls of each day cost or may still cost, the newest day first."""
    summed = select(Spend.day, func.sum(Spend.owed_usd)).group_by(col(Spend.day)).order_by(col(Spend.day).desc())
    return [(row[0], float(row[1])) for row in session.execute(summed.limit(limit))]
