"""Money before a call: set aside in the transaction that marks the call as sent, or refused with the reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Literal

from sqlmodel import Session

from curation.models import utc_now
from curation.services.spending import Caps, caps_of
from curation.store.attempts import add_sent_attempts, reserved_by_others
from curation.store.spend import owed_by_job, owed_in_all, owed_on

_SLACK_USD: Final = 1e-9
"""Sums of prices differ in their last digits."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A call that is about to be sent, and the most that it can cost; None where no price is known."""

    item_no: int
    try_no: int
    most_usd: float | None
    request_hash: str | None
    budget_usd: float | None


@dataclass(frozen=True, slots=True)
class NoMoney:
    """Which limit a call would break.

    Attributes:
        wait_s: How long until the next day, which has a cap of its own.
        is_held: Calls of other jobs are under way, and what they do not need of their money may be enough.
    """

    limit: Literal["budget", "daily_cap", "total_cap", "no_price"]
    reason: str
    wait_s: float = 0.0
    is_held: bool = False


def mark_sent(tx: Session, job_id: int, marks: Sequence[Mark]) -> list[int | NoMoney]:
    """Set money aside and write that calls are sent; return the attempts, or which limit does not allow each.

    It runs in the one transaction that writes at a time, so that jobs that
    run side by side cannot spend the same dollar.
    """
    if not marks:
        return []
    purse = _Purse(tx, job_id, marks)
    refused = [purse.take(mark) for mark in marks]
    rows = [
        {
            "item_no": mark.item_no,
            "try_no": mark.try_no,
            "reserved_usd": mark.most_usd,
            "request_hash": mark.request_hash,
        }
        for mark, reason in zip(marks, refused, strict=True)
        if reason is None
    ]
    ids = iter(add_sent_attempts(tx, job_id=job_id, rows=rows))
    return [next(ids) if reason is None else reason for reason in refused]


class _Purse:
    """What may still be spent, as one transaction sees it."""

    def __init__(self, tx: Session, job_id: int, marks: Sequence[Mark]) -> None:
        """Look at the limits, and at what is spent where there are any."""
        self._tx, self._job_id = tx, job_id
        self._now = utc_now()
        self._caps = caps_of(tx) if any(mark.most_usd != 0.0 for mark in marks) else Caps()
        has_budget = any(mark.budget_usd is not None for mark in marks)
        self._of_job = owed_by_job(tx, job_id) if has_budget else 0.0
        self._in_all = owed_in_all(tx) if self._caps.total_usd is not None else 0.0
        self._today = owed_on(tx, self._now) if self._caps.daily_usd is not None else 0.0
        self._held: float | None = None

    def take(self, mark: Mark) -> NoMoney | None:
        """Take the most that a call can cost, or tell which limit does not allow it."""
        most, caps = mark.most_usd or 0.0, self._caps
        if mark.budget_usd is not None and self._of_job + most > mark.budget_usd + _SLACK_USD:
            return NoMoney("budget", "The budget is used up.")
        if mark.most_usd is None and caps.is_set:
            return NoMoney("no_price", "A cap is set, and the model has no price, so the cap could not be kept.")
        if caps.total_usd is not None and self._in_all + most > caps.total_usd + _SLACK_USD:
            is_held = self._in_all + most - self._held_by_others() <= caps.total_usd + _SLACK_USD
            return NoMoney("total_cap", f"The workspace's cap of ${caps.total_usd:,.2f} is used up.", is_held=is_held)
        if caps.daily_usd is not None and self._today + most > caps.daily_usd + _SLACK_USD:
            tomorrow = (self._now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
            reason = f"Today's cap of ${caps.daily_usd:,.2f} is used up; days end at 00:00 UTC."
            is_held = self._today + most - self._held_by_others() <= caps.daily_usd + _SLACK_USD
            return NoMoney("daily_cap", reason, (tomorrow - self._now).total_seconds(), is_held)
        self._of_job += most
        self._in_all += most
        self._today += most
        return None

    def _held_by_others(self) -> float:
        if self._held is None:
            self._held = reserved_by_others(self._tx, self._job_id)
        return self._held


def money_for(tx: Session, job_id: int, most_usd: float | None, *, budget_usd: float | None) -> NoMoney | None:
    """Tell which limit does not allow so much more; None where all do."""
    mark = Mark(item_no=0, try_no=1, most_usd=most_usd, request_hash=None, budget_usd=budget_usd)
    return _Purse(tx, job_id, [mark]).take(mark)
