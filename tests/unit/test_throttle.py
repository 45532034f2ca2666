"""The gate before a provider: it climbs, halves and rests, keeps to a minute's limits, and lets jobs in by turn."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import pytest

from curation.jobs.throttle import MAX_REST_S, Throttle
from curation.providers import CallFailed
from curation.services.providers import CallLimits

JOB = 1


@dataclass
class Clock:
    """A clock that stands still until a test moves it."""

    now: float = 1_000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Gate:
    """A throttle of which a test sees when it lets calls in, by a clock of its own."""

    clock: Clock
    throttle: Throttle
    let_in: list[tuple[float, int]] = field(default_factory=list)
    """When each call was let in, and for which job."""

    def ask(self, owner: int = JOB, n_tokens: int = 0) -> asyncio.Task[bool]:
        async def enter() -> bool:
            may_go = await self.throttle.enter(owner, n_tokens)
            if may_go:
                self.let_in.append((self.clock.now, owner))
            return may_go

        return asyncio.create_task(enter())

    async def move_on(self, seconds: float) -> None:
        """Let time pass; what the gate wanted to be told at a time is told."""
        self.clock.now += seconds
        self.throttle._ring()
        await settled()


async def settled() -> None:
    """Let everything that can go on now do so."""
    for _ in range(5):
        await asyncio.sleep(0)


def gate_of(max_in_flight: int = 16, **limits: int) -> Gate:
    clock = Clock()
    gate = Gate(clock, Throttle(CallLimits(max_in_flight, **limits), clock=clock))
    gate.throttle.join(JOB)
    return gate


def in_loop(test: Callable[[], Awaitable[None]]) -> None:
    async def run() -> None:
        await test()

    asyncio.run(run())


def refused(status: int = 429, retry_after_s: float | None = None) -> CallFailed:
    return CallFailed("no", billing="not_billed", retryable=True, status=status, retry_after_s=retry_after_s)


def call(throttle: Throttle, failure: CallFailed | None = None) -> None:
    """Take a turn without waiting, and end it."""
    throttle._go(0)
    if failure is None:
        throttle.leave(0, 0)
    else:
        throttle.leave_refused(failure, 0)


def test_it_begins_with_half_and_climbs_to_what_is_allowed_and_no_further() -> None:
    throttle = gate_of(64).throttle
    seen = [throttle.at_once]
    for _ in range(100):
        call(throttle)
        seen.append(throttle.at_once)
    assert (seen[0], seen[-1]) == (32, 64)
    assert seen == sorted(seen)
    assert gate_of(1).throttle.at_once == 1


@pytest.mark.parametrize("status", [429, 503, 529])
def test_it_halves_when_more_than_a_quarter_of_the_last_calls_are_refused(status: int) -> None:
    throttle = gate_of(64).throttle
    for _ in range(100):
        call(throttle)
    for _ in range(16):
        call(throttle, refused(status))
    assert throttle.at_once == 64
    call(throttle, refused(status))
    assert throttle.at_once == 32
    for _ in range(47):  # the others of the same wave
        call(throttle, refused(status))
    assert throttle.at_once == 32


def test_it_halves_again_when_it_is_still_refused_after_its_rest() -> None:
    gate = gate_of(64)
    for halved in (16, 8, 4, 2, 1, 1):
        for _ in range(8):
            call(gate.throttle, refused())
        assert gate.throttle.at_once == halved
        gate.clock.now += 1.0


@pytest.mark.parametrize("status", [None, 400, 500, 502])
def test_other_failures_do_not_slow_it_down(status: int | None) -> None:
    throttle = gate_of(16).throttle
    for _ in range(50):
        call(throttle, CallFailed("no", billing="not_billed", retryable=True, status=status))
    assert throttle.at_once == 8
    assert throttle._wait_s() == 0.0


@pytest.mark.parametrize("max_in_flight", [4, 16, 64, 512])
def test_single_refusals_now_and_then_do_not_halve(max_in_flight: int) -> None:
    throttle = gate_of(max_in_flight).throttle
    for number in range(2_000):
        call(throttle, refused() if number % 16 == 15 else None)
    assert throttle.at_once == max_in_flight
    assert throttle._wait_s() == 0.0


def test_it_climbs_slowly_after_it_was_halved() -> None:
    throttle = gate_of(64).throttle
    for _ in range(5):
        call(throttle, refused())
    halved = throttle.at_once
    for _ in range(halved):
        call(throttle)
    assert halved < 32
    assert throttle.at_once - halved in (0, 1)


@pytest.mark.parametrize(("asked_s", "rests_s"), [(None, 1.0), (3.0, 3.0), (60.0, 60.0), (3_600.0, MAX_REST_S)])
def test_it_rests_as_long_as_it_was_asked_to_up_to_a_minute(asked_s: float | None, rests_s: float) -> None:
    async def rest() -> None:
        gate = gate_of(8)
        for _ in range(4):
            call(gate.throttle, refused(retry_after_s=asked_s))
        begun, asked = gate.clock.now, gate.ask()
        await settled()
        await gate.move_on(rests_s - 0.01)
        assert not asked.done()
        await gate.move_on(0.02)
        assert asked.done()
        ((at, _),) = gate.let_in
        assert at == pytest.approx(begun + rests_s + 0.01)

    in_loop(rest)


async def times_let_in(gate: Gate, n: int, *, n_tokens: int = 0, takes: int | None = None) -> list[float]:
    """Ask `n` times at once, let time pass, and return when each call was let in; each ends at once."""
    begun = gate.clock.now
    asked = [gate.ask(n_tokens=n_tokens) for _ in range(n)]
    ended = 0
    for _ in range(200_000):
        await settled()
        while ended < len(gate.let_in):
            gate.throttle.leave(n_tokens, n_tokens if takes is None else takes)
            ended += 1
            await settled()
        if all(task.done() for task in asked):
            break
        await gate.move_on(max(gate.throttle._wait_s(), 0.001))
    assert all([await task for task in asked])
    return [at - begun for at, _ in gate.let_in]


def most_in_a_minute(times: list[float]) -> int:
    return max(sum(start <= at < start + 59.999 for at in times) for start in times)


@pytest.mark.parametrize("per_minute", [1, 7, 60, 600])
def test_no_minute_has_more_requests_than_allowed_and_hardly_fewer(per_minute: int) -> None:
    async def ask() -> None:
        n = per_minute * 3
        times = await times_let_in(gate_of(512, requests_per_minute=per_minute), n)
        assert most_in_a_minute(times) <= per_minute
        assert times[-1] <= 3.1 * 61.0

    in_loop(ask)


def test_no_minute_has_more_tokens_than_allowed() -> None:
    async def ask() -> None:
        times = await times_let_in(gate_of(512, tokens_per_minute=10_000), 60, n_tokens=500)
        assert most_in_a_minute(times) * 500 <= 10_000
        assert times[-1] <= 3.1 * 61.0

    in_loop(ask)


@pytest.mark.parametrize(("takes", "slower"), [(250, 0.5), (1_000, 2.0)])
def test_the_tokens_that_a_call_really_took_are_what_counts(takes: int, slower: float) -> None:
    async def ask() -> None:
        guessed = await times_let_in(gate_of(512, tokens_per_minute=10_000), 60, n_tokens=500)
        real = await times_let_in(gate_of(512, tokens_per_minute=10_000), 60, n_tokens=500, takes=takes)
        assert real[-1] == pytest.approx(guessed[-1] * slower, rel=0.1)

    in_loop(ask)


def test_a_call_that_was_not_billed_gives_its_tokens_back() -> None:
    gate = gate_of(8, tokens_per_minute=1_000)
    gate.throttle._go(1_000)
    assert gate.throttle._wait_s() > 50.0
    gate.throttle.leave_refused(refused(), 1_000)
    assert gate.throttle._wait_s() == 0.0


def test_who_comes_first_is_served_first_over_all_jobs() -> None:
    async def ask() -> None:
        gate = gate_of(2)
        gate.throttle.join(2)
        order = [1, 2, 2, 1, 1, 2, 1]
        for owner in order:
            gate.ask(owner)
        await settled()
        for ended in range(len(order)):
            assert len(gate.let_in) - ended <= gate.throttle.at_once
            gate.throttle.leave(0, 0)
            await settled()
        assert [owner for _, owner in gate.let_in] == order

    in_loop(ask)


def test_jobs_share_what_is_allowed_at_once() -> None:
    throttle = gate_of(64).throttle
    for _ in range(64):
        call(throttle)
    alone = throttle.share()
    for job_id in (2, 3, 4):
        throttle.join(job_id)
    assert (alone, throttle.share()) == (96, 24)
    throttle.part(2)
    throttle.part(3)
    throttle.part(4)
    assert throttle.share() == alone


def test_a_job_that_is_turned_away_does_not_wait_and_others_do() -> None:
    async def ask() -> None:
        gate = gate_of(1)
        gate.throttle.join(2)
        first, ours, theirs = gate.ask(1), gate.ask(1), gate.ask(2)
        await settled()
        gate.throttle.turn_away(1)
        await settled()
        assert (await first, await ours, theirs.done()) == (True, False, False)
        gate.throttle.leave(0, 0)
        assert await theirs

    in_loop(ask)


def test_a_cancelled_call_gives_its_turn_to_the_next() -> None:
    async def ask() -> None:
        gate = gate_of(1)
        first, second, third = (gate.ask() for _ in range(3))
        await settled()
        second.cancel()
        gate.throttle.leave(0, 0)
        assert await first
        assert await third
        assert second.cancelled()

    in_loop(ask)


def test_a_call_cancelled_in_the_moment_it_is_let_in_gives_its_turn_back() -> None:
    async def ask() -> None:
        gate = gate_of(1, tokens_per_minute=1_000_000)
        first, second, third = (gate.ask(n_tokens=10) for _ in range(3))
        await settled()
        gate.throttle.leave(10, 10)  # lets the second one in, which has not run since
        second.cancel()
        assert await first
        assert await third
        assert (second.cancelled(), gate.throttle._in_flight) == (True, 1)

    in_loop(ask)


def test_a_turn_that_is_not_used_lets_the_next_one_in() -> None:
    async def ask() -> None:
        gate = gate_of(1, requests_per_minute=6_000)
        gate.ask()
        waiting = gate.ask()
        await settled()
        gate.throttle.give_back(0)
        assert await waiting

    in_loop(ask)


def test_a_gate_of_a_loop_that_is_gone_does_not_hang_in_the_next_one() -> None:
    throttle = Throttle(CallLimits(64, requests_per_minute=1_200))

    async def break_off() -> None:
        throttle.join(1)
        waiting = [asyncio.create_task(throttle.enter(1, 0)) for _ in range(30)]
        await settled()
        assert not all(task.done() for task in waiting)
        throttle.part(1)

    async def go_on() -> None:
        throttle.join(2)
        async with asyncio.timeout(60):
            assert all(await asyncio.gather(*(throttle.enter(2, 0) for _ in range(30))))

    asyncio.run(break_off())
    asyncio.run(go_on())


def test_changed_limits_hold_at_once_also_for_those_who_wait() -> None:
    async def change() -> None:
        gate = gate_of(8, requests_per_minute=1)
        asked = [gate.ask() for _ in range(3)]
        await settled()
        assert Counter(task.done() for task in asked) == {True: 1, False: 2}
        gate.throttle.set_limits(CallLimits(8))
        await settled()
        assert all(task.done() for task in asked)
        gate.throttle.set_limits(CallLimits(2))
        assert gate.throttle.at_once == 2
        for _ in range(20):
            call(gate.throttle)
        assert gate.throttle.at_once == 2

    in_loop(change)


def test_higher_limits_are_climbed_to() -> None:
    throttle = gate_of(4).throttle
    for _ in range(10):
        call(throttle)
    throttle.set_limits(CallLimits(32))
    for _ in range(40):
        call(throttle)
    assert throttle.at_once == 32
