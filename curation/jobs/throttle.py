"""How many calls a provider gets at once and each minute, over all jobs of this process."""

import asyncio
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from curation.providers import CallFailed
from curation.services.providers import CallLimits

REFUSALS: Final = frozenset({429, 503, 529})
"""Statuses by which a provider says that it has too much to do."""
REFUSED_SHARE: Final = 0.25
"""Refusals among the last calls above which calls are halved; single ones come to everybody and are waited for."""
MIN_WINDOW: Final = 16
"""So many calls at least are looked at together, and as many as may be under way at once."""
ALL_REFUSED: Final = 4
"""So many in a row, and nothing else since the last look, say as much without waiting for more."""
CLIMB_SHARE: Final = 0.05
"""By so much the number of calls at once grows in the time of one call, once the provider has said no."""
MAX_REST_S: Final = 60.0
BURST_S: Final = 1.0
"""So much of a minute's allowance may go out at once."""

Clock = Callable[[], float]


class Pace:
    """An allowance per minute, spent evenly, so that no minute ever has more; None is no limit."""

    def __init__(self, per_minute: float | None) -> None:
        """Begin with a burst at hand."""
        self.per_minute = per_minute
        self._paid_until = 0.0

    def wait_s(self, now: float) -> float:
        """Return how long until something may be spent."""
        return 0.0 if self.per_minute is None else max(0.0, self._paid_until - BURST_S - now)

    def spend(self, now: float, amount: float) -> None:
        """Spend an amount; a negative one gives back what was too much."""
        if self.per_minute is not None:
            self._paid_until = max(self._paid_until, now) + amount * (60.0 + BURST_S) / self.per_minute


@dataclass(slots=True)
class _Waiter:
    owner: int
    n_tokens: int
    turn: asyncio.Future[bool]


class Throttle:
    """The gate before a provider.

    The number of calls at once climbs with every answer, from half of what is
    allowed, and is halved when the provider refuses more than a quarter of the
    last calls; then nothing is sent for as long as it asks, up to a minute.
    """

    def __init__(self, limits: CallLimits, *, clock: Clock = time.monotonic) -> None:
        """Begin with half of the calls that are allowed at once."""
        self._clock = clock
        self._limits = limits
        self._at_once = max(1.0, limits.max_in_flight / 2)
        self._is_climbing_fast = True
        self._requests = Pace(limits.requests_per_minute)
        self._tokens = Pace(limits.tokens_per_minute)
        self._in_flight = 0
        self._waiting: deque[_Waiter] = deque()
        self._last: deque[bool] = deque()
        self._rests_until = 0.0
        self._alarm: asyncio.TimerHandle | None = None
        self._jobs: set[int] = set()

    @property
    def at_once(self) -> int:
        """How many calls may be under way now."""
        return int(self._at_once)

    def share(self) -> int:
        """Return how many calls of one job make sense at once: its part, and half as many that are made ready."""
        part = max(1, self.at_once // max(1, len(self._jobs)))
        return part + max(1, part // 2)

    def set_limits(self, limits: CallLimits) -> None:
        """Take over limits that were changed."""
        if limits == self._limits:
            return
        self._limits = limits
        self._requests.per_minute = limits.requests_per_minute
        self._tokens.per_minute = limits.tokens_per_minute
        self._at_once = max(1.0, min(self._at_once, limits.max_in_flight))
        self._is_climbing_fast = True
        if self._jobs:
            self._admit()

    def join(self, job_id: int) -> None:
        """Count a job among those that share the gate; for the first one nothing is left of earlier loops."""
        if not self._jobs:
            self._waiting.clear()
            self._in_flight = 0
            if self._alarm is not None:
                self._alarm.cancel()
                self._alarm = None
        self._jobs.add(job_id)

    def part(self, job_id: int) -> None:
        """Count a job no more."""
        self._jobs.discard(job_id)
        self.turn_away(job_id)

    async def enter(self, owner: int, n_tokens: int) -> bool:
        """Wait for a turn, first come first served; False where the job gave up waiting."""
        if not self._waiting and self._may_go():
            self._go(n_tokens)
            return True
        waiter = _Waiter(owner, n_tokens, asyncio.get_running_loop().create_future())
        self._waiting.append(waiter)
        self._admit()
        try:
            return await waiter.turn
        except asyncio.CancelledError:
            if waiter.turn.done() and not waiter.turn.cancelled() and waiter.turn.result():
                self.give_back(n_tokens)
            raise

    def give_back(self, n_tokens: int) -> None:
        """End a turn that was not used."""
        self._end(-n_tokens)

    def turn_away(self, owner: int) -> None:
        """Tell the calls of a job that wait here that they are not to be sent."""
        for waiter in [one for one in self._waiting if one.owner == owner]:
            self._waiting.remove(waiter)
            if not waiter.turn.done():
                waiter.turn.set_result(False)

    def leave(self, n_expected: int, n_tokens: int) -> None:
        """End a call that was answered, or may have been; count the tokens that it really took."""
        self._note(refused=False)
        if self._is_climbing_fast:
            self._at_once += 1.0
        else:
            self._at_once += max(1.0, CLIMB_SHARE * self._at_once) / self._at_once
        self._at_once = min(self._at_once, float(self._limits.max_in_flight))
        self._end(n_tokens - n_expected)

    def leave_refused(self, failure: CallFailed, n_expected: int) -> None:
        """End a call that failed, and slow down where the provider has too much to do."""
        if failure.status in REFUSALS:
            self._refused(failure)
        else:
            self._note(refused=False)
        self._end(-n_expected if failure.billing == "not_billed" else 0)

    def _refused(self, failure: CallFailed) -> None:
        now = self._clock()
        if now >= self._rests_until:
            self._note(refused=True)
            if not self._refuses_many():
                return
            self._at_once = max(1.0, self._at_once / 2)
            self._is_climbing_fast = False
            self._last.clear()
        # While it rests, what is refused was sent before: that wave halves once, however many it has.
        self._rests_until = max(self._rests_until, now + min(failure.retry_after_s or 1.0, MAX_REST_S))

    def _refuses_many(self) -> bool:
        """Judge a whole window: refusals come at once and answers late, so that the first of a window are none."""
        n, n_refused = len(self._last), sum(self._last)
        if n < self._window:
            return n == n_refused >= ALL_REFUSED
        return n_refused > REFUSED_SHARE * n

    @property
    def _window(self) -> int:
        return max(MIN_WINDOW, self.at_once)

    def _note(self, *, refused: bool) -> None:
        self._last.append(refused)
        while len(self._last) > self._window:
            self._last.popleft()

    def _may_go(self) -> bool:
        return self._in_flight < self.at_once and self._wait_s() <= 0.0

    def _wait_s(self) -> float:
        now = self._clock()
        return max(self._rests_until - now, self._requests.wait_s(now), self._tokens.wait_s(now))

    def _go(self, n_tokens: int) -> None:
        now = self._clock()
        self._in_flight += 1
        self._requests.spend(now, 1)
        self._tokens.spend(now, n_tokens)

    def _end(self, n_more_tokens: int) -> None:
        self._in_flight -= 1
        self._tokens.spend(self._clock(), n_more_tokens)
        self._admit()

    def _admit(self) -> None:
        """Let in whoever may go; where only time is missing, look again when it has passed."""
        while self._waiting and self._may_go():
            waiter = self._waiting.popleft()
            if not waiter.turn.done():
                self._go(waiter.n_tokens)
                waiter.turn.set_result(True)
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None
        wait_s = self._wait_s()
        if self._waiting and wait_s > 0.0:
            self._alarm = asyncio.get_running_loop().call_later(wait_s, self._ring)

    def _ring(self) -> None:
        self._alarm = None
        self._admit()


_THROTTLES: dict[tuple[Path, str], Throttle] = {}


def throttle_of(workspace: Path, provider: str, limits: CallLimits) -> Throttle:
    """Return the gate that all jobs of this process share before a provider."""
    gate = _THROTTLES.setdefault((workspace, provider), Throttle(limits))
    gate.set_limits(limits)
    return gate
