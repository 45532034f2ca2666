"""When to send again what was not billed, and when to let a job rest.

Pure: the time now and the randomness are arguments, and nobody sleeps here.
"""

import math
import random
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Literal

from curation.providers.base import CallFailed

MAX_TRIES = 6
BASE_DELAY_S = 1.0
MAX_DELAY_S = 30.0
MAX_HONOURED_WAIT_S = 60.0
"""A longer Retry-After parks the job, so that no call sits waiting out of sight."""
MAX_PARK_S = 86_400.0
FAILURES_IN_A_ROW = 8
REST_S = 60.0


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do about a failed call.

    `retry` sends the same call again after `wait_s`; `park` lets the whole job
    rest for `wait_s` and sends the call again then; `give_up` records the
    failure, with nothing to wait for.
    """

    kind: Literal["retry", "park", "give_up"]
    wait_s: float = 0.0


def decide(failure: CallFailed, *, try_no: int, rng: random.Random) -> Decision:
    """Say what to do after a try that failed.

    Exponential back-off with full jitter, from 1 s up to 30 s; the provider's
    Retry-After is a lower bound of it up to 60 s and parks the job above that.

    Args:
        failure: What the provider raised.
        try_no: Which try of this call it was, from 1.
        rng: The source of the jitter.

    Source:
        "Exponential Backoff And Jitter", AWS Architecture Blog, 2015 (full jitter).
    """
    if try_no < 1:
        raise ValueError(f"tries are counted from 1, got {try_no}")
    asked_s = failure.retry_after_s or 0.0
    if not failure.retryable:
        return Decision("give_up")
    if asked_s > MAX_HONOURED_WAIT_S:
        return Decision("park", min(asked_s, MAX_PARK_S))
    if try_no >= MAX_TRIES:
        return Decision("give_up")
    jittered_s = rng.uniform(0.0, min(MAX_DELAY_S, BASE_DELAY_S * 2 ** (try_no - 1)))
    return Decision("retry", max(asked_s, jittered_s))


class CircuitBreaker:
    """Parks a job whose provider keeps failing, over all calls of the job.

    A failure counts when it speaks of the provider: what can be sent again, and
    what may have been billed without an answer, which costs most. A failure
    that speaks of the request (a 400) shows a provider that answers, and ends
    the row as a success does.
    """

    def __init__(self) -> None:
        """Begin with no failure seen."""
        self._in_a_row = 0

    def succeeded(self) -> None:
        """End the row of failures."""
        self._in_a_row = 0

    def failed(self, failure: CallFailed) -> Decision | None:
        """Count a failure; return a decision to park when the row is full, and begin anew."""
        if not failure.retryable and failure.billing == "not_billed":
            self._in_a_row = 0
            return None
        self._in_a_row += 1
        if self._in_a_row < FAILURES_IN_A_ROW:
            return None
        self._in_a_row = 0
        return Decision("park", REST_S)


def parse_retry_after(value: str | None, *, now: datetime) -> float | None:
    """Return the seconds that a Retry-After header asks for, or None where it says nothing usable.

    Args:
        value: Seconds or an HTTP date; a negative number counts as nothing said, a past date as 0.
        now: The time to count a date from, with a time zone; best the answer's own `Date`.
    """
    if value is None:
        return None
    try:
        seconds = float(value)
    except ValueError:
        return _seconds_until(value, now)
    return seconds if math.isfinite(seconds) and seconds >= 0 else None


def parse_http_date(value: str | None) -> datetime | None:
    """Return the time that an HTTP date names, with its time zone, or None where it is none."""
    try:
        when = parsedate_to_datetime(value or "")
    except (ValueError, OverflowError):
        return None
    return when if when.tzinfo else when.replace(tzinfo=UTC)


def _seconds_until(value: str, now: datetime) -> float | None:
    """Return how long it is until an HTTP date, at least 0."""
    when = parse_http_date(value)
    return None if when is None else max(0.0, (when - now).total_seconds())
