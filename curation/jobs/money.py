"""Money before a call: set aside in the transaction that marks the call as sent, or refused with the reason."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Literal

from sqlmodel import Session

from curation.models import utc_now
from curation.services.spending import caps_of
from curation.store.attempts import add_sent_attempt
from curation.store.spend import owed_by_job, owed_in_all, owed_on

_SLACK_USD: Final = 1e-9
"""Sums of prices differ in their last digits."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A call that is about to be sent, and the most that it can cost; None where no price is known."""

    job_id: int
    item_no: int
    try_no: int
    most_usd: float | None
    request_hash: str | None
    budget_usd: float | None


@dataclass(frozen=True, slots=True)
class NoMoney:
    """Which limit a call would break; `wait_s` is how long until it is another one's turn."""

    limit: Literal["budget", "daily_cap", "total_cap", "no_price"]
    reason: str
    wait_s: float = 0.0


def mark_sent(mark: Mark, tx: Session) -> int | NoMoney:
    """Set money aside and write that the call is sent; return the attempt, or which limit does not allow it.

    It runs in the one transaction that writes at a time, so that jobs that
    run side by side cannot spend the same dollar.
    """
    refused = money_for(tx, mark.job_id, mark.most_usd, budget_usd=mark.budget_usd)
    if refused is not None:
        return refused
    return add_sent_attempt(
        tx,
        job_id=mark.job_id,
        item_no=mark.item_no,
        try_no=mark.try_no,
        reserved_usd=mark.most_usd,
        request_hash=mark.request_hash,
    )


def money_for(tx: Session, job_id: int, most_usd: float | None, *, budget_usd: float | None) -> NoMoney | None:
    """Tell which limit does not allow so much more; None where all do."""
    most = most_usd or 0.0
    if budget_usd is not None and owed_by_job(tx, job_id) + most > budget_usd + _SLACK_USD:
        return NoMoney("budget", "The budget is used up.")
    if most_usd == 0.0:
        return None
    caps = caps_of(tx)
    if most_usd is None:
        return NoMoney("no_price", "A cap is set, and the model has no price, so the cap could not be kept.") if (
            caps.is_set
        ) else None
    if caps.total_usd is not None and owed_in_all(tx) + most > caps.total_usd + _SLACK_USD:
        return NoMoney("total_cap", f"The workspace's cap of ${caps.total_usd:,.2f} is used up.")
    now = utc_now()
    if caps.daily_usd is not None and owed_on(tx, now) + most > caps.daily_usd + _SLACK_USD:
        tomorrow = (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
        wait_s = (tomorrow - now).total_seconds()
        return NoMoney("daily_cap", f"Today's cap of ${caps.daily_usd:,.2f} is used up; days end at 00:00 UTC.", wait_s)
    return None
