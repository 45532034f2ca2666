"""A clock on the wall that jumps by two days: no job is sent twice, no wait depends on it, no duration is negative."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest
from sqlmodel import select

from curation.jobs import money
from curation.jobs.worker import Worker
from curation.models import JobState, Lane, Sample
from curation.providers import Answer, CallFailed, Request, policy
from curation.services import job_counts as counting
from curation.services.job_counts import job_counts
from curation.services.jobs import get_job
from curation.services.permissions import Actor
from curation.store import attempts
from curation.store import jobs as queue
from curation.workspace import Workspace
from tests.services.scripted import NOT_BILLED, ScriptedProvider, add_personas, answered, claimed, run_job, start_paid

TWO_DAYS_S = 2 * 86_400.0


class WallClock:
    """The time of day, moved by a test."""

    def __init__(self) -> None:
        self.real, self.ahead_s = time.time, 0.0

    def __call__(self) -> float:
        return self.real() + self.ahead_s

    def utc_now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self.ahead_s)


@pytest.fixture
def wall(monkeypatch: pytest.MonkeyPatch) -> WallClock:
    wall = WallClock()
    monkeypatch.setattr(policy, "BASE_DELAY_S", 0.01)
    monkeypatch.setattr(time, "time", wall)
    for module in (money, attempts, queue, counting):
        monkeypatch.setattr(module, "utc_now", wall.utc_now)
    return wall


@pytest.mark.parametrize("jump_s", [TWO_DAYS_S, -TWO_DAYS_S])
def test_a_jump_while_calls_are_made_and_waited_for_sends_none_twice(
    workspace: Workspace, admin: Actor, provider: ScriptedProvider, wall: WallClock, jump_s: float
) -> None:
    add_personas(workspace, admin, 12)

    def reply(_request: Request, number: int) -> Answer | CallFailed:
        if number in (4, 9):
            wall.ahead_s += jump_s if number == 4 else -jump_s / 2
        return NOT_BILLED if number == 5 else answered()

    provider.reply = reply
    job_id = start_paid(workspace, admin)
    began = time.monotonic()
    run_job(workspace, job_id)
    assert time.monotonic() - began < 120.0
    counts = job_counts(workspace, job_id)
    assert (get_job(workspace, job_id).state, counts.state["ok"], len(provider.seen)) == (JobState.DONE, 12, 13)
    assert counts.seconds is not None
    assert counts.seconds >= 0.0
    with workspace.read() as session:
        assert all((sample.latency_s or 0.0) >= 0.0 for sample in session.exec(select(Sample)))


@pytest.mark.parametrize("jump_s", [TWO_DAYS_S, -TWO_DAYS_S])
def test_a_job_that_runs_is_not_claimed_a_second_time_after_a_jump(
    workspace: Workspace, admin: Actor, wall: WallClock, jump_s: float
) -> None:
    add_personas(workspace, admin, 1)
    worker, context = Worker(workspace, tied_to=None), claimed(workspace, start_paid(workspace, admin))
    cast(dict[Any, Any], worker._running)["its task"] = context
    wall.ahead_s = jump_s
    assert worker._claim_now(Lane.PROVIDER) is None
    wall.ahead_s = 0.0
    assert worker._claim_now(Lane.PROVIDER) is None
    assert context.heartbeat(), "it is still ours"


def test_a_job_that_rests_comes_once_and_its_answers_are_not_asked_for_again(
    workspace: Workspace, admin: Actor, provider: ScriptedProvider, wall: WallClock
) -> None:
    add_personas(workspace, admin, 6)
    hour = CallFailed("Later.", billing="not_billed", retryable=True, retry_after_s=3_600.0)
    provider.reply = lambda _request, number: hour if number == 4 else answered()
    job_id = start_paid(workspace, admin)
    run_job(workspace, job_id)
    n_before = get_job(workspace, job_id).done
    worker = Worker(workspace, tied_to=None)
    wall.ahead_s = -TWO_DAYS_S
    assert worker._claim_now(Lane.PROVIDER) is None
    wall.ahead_s = TWO_DAYS_S
    claim: Callable[[], object] = lambda: worker._claim_now(Lane.PROVIDER)  # noqa: E731 - said once
    assert (claim() is not None, claim()) == (True, None)
    wall.ahead_s = -TWO_DAYS_S
    run_job(workspace, job_id)
    assert get_job(workspace, job_id).state == JobState.DONE
    assert (n_before >= 3, len(provider.seen)) == (True, 7)
    assert (job_counts(workspace, job_id).seconds or 0.0) >= 0.0
