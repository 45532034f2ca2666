"""Caps over all jobs: never passed by a cent, by day and in all, and the sums that they are kept with are right."""

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import col, func, select

from curation.errors import BadInputError, NotAllowedError
from curation.jobs import money
from curation.models import Attempt, AttemptState, Event, JobState, Lane, Spend
from curation.providers import Answer, CallFailed, Request, policy
from curation.services.job_counts import job_counts
from curation.services.jobs import get_job, job_log, resume_job
from curation.services.permissions import Actor
from curation.services.providers import CallLimits, save_limits
from curation.services.spending import Caps, save_caps, spending
from curation.store import attempts
from curation.store import jobs as queue
from curation.store.attempts import add_sent_attempts, end_attempt
from curation.store.changes import make_changes
from curation.store.jobs import is_claimable
from curation.store.spend import owed_by_job, owed_in_all
from curation.workspace import Workspace
from tests.services.scripted import (
    BAD_REQUEST,
    MAYBE_BILLED,
    NOT_BILLED,
    ScriptedProvider,
    add_personas,
    answered,
    change_params,
    run_job,
    set_price,
    start_paid,
)

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
FULL = (100, 1_000)
"""Tokens of an answer that costs all that was set aside for it, which is $1."""


class Day:
    """A clock on the wall that a test sets."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture(autouse=True)
def _short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(policy, "BASE_DELAY_S", 0.01)


@pytest.fixture
def day(monkeypatch: pytest.MonkeyPatch) -> Day:
    """The time of day for whatever counts money or lets a job rest."""
    day = Day(NOON)
    for module in (money, attempts, queue):
        monkeypatch.setattr(module, "utc_now", day)
    return day


def made(workspace: Workspace, job_id: int) -> int:
    counts = job_counts(workspace, job_id)
    assert sum(counts.state.values()) == counts.requested
    return counts.state["ok"]


def said(workspace: Workspace, job_id: int) -> str:
    return " ".join(line.text for line in job_log(workspace, job_id))


@pytest.mark.parametrize("caps", [Caps(daily_usd=10.0), Caps(total_usd=10.0), Caps(daily_usd=12.0, total_usd=10.0)])
def test_a_cap_of_ten_calls_is_not_passed_by_four_jobs_at_once(
    workspace: Workspace, admin: Actor, provider: ScriptedProvider, caps: Caps
) -> None:
    add_personas(workspace, admin, 12)
    set_price(workspace, admin)
    save_caps(workspace, caps, actor=admin)
    save_limits(workspace, "openai", CallLimits(max_in_flight=64), actor=admin)
    provider.reply = lambda _request, _number: answered(tokens=FULL)
    provider.waits_for_at_once = 8
    jobs = [start_paid(workspace, admin) for _ in range(4)]
    run_job(workspace, *jobs)
    assert len(provider.seen) == 10
    assert sum(made(workspace, job_id) for job_id in jobs) == 10
    assert spending(workspace).total_usd == pytest.approx(10.0)
    assert spending(workspace).today_usd == pytest.approx(10.0)


def test_calls_that_cost_less_leave_the_rest_to_others_under_a_cap(
    workspace: Workspace, admin: Actor, provider: ScriptedProvider
) -> None:
    add_personas(workspace, admin, 12)
    set_price(workspace, admin)
    save_caps(workspace, Caps(total_usd=3.0), actor=admin)
    provider.reply = lambda _request, _number: answered(tokens=(100, 100))
    jobs = [start_paid(workspace, admin) for _ in range(2)]
    run_job(workspace, *jobs)
    # Each costs $0.10 and $1 is set aside for it: 21 in all leave less than a dollar of the three.
    assert len(provider.seen) == 21
    assert "total_cap" in {get_job(workspace, job_id).result.get("stopped_by") for job_id in jobs}


def test_the_workspace_s_cap_ends_a_job_and_says_so(
    workspace: Workspace, admin: Actor, provider: ScriptedProvider
) -> None:
    add_personas(workspace, admin, 5)
    set_price(workspace, admin)
    save_caps(workspace, Caps(total_usd=2.0), actor=admin)
    provider.reply = lambda _request, _number: answered(tokens=FULL)
    job_id = start_paid(workspace, admin)
    run_job(workspace, job_id)
    job = get_job(workspace, job_id)
    assert (job.state, job.result["stopped_by"]) == (JobState.DONE, "total_cap")
    assert "The workspace's cap of $2.00 is used up. 3 samples were not sent." in said(workspace, job_id)


def test_the_cap_of_a_day_lets_a_job_rest_until_midnight_and_go_on_the_next_day(
    workspace: Workspace, admin: Actor, provider: ScriptedProvider, day: Day
) -> None:
    add_personas(workspace, admin, 5)
    set_price(workspace, admin)
    save_caps(workspace, Caps(daily_usd=2.0), actor=admin)
    provider.reply = lambda _request, _number: answered(tokens=FULL)
    job_id = start_paid(workspace, admin)
    for n_made in (2, 4):
        run_job(workspace, job_id)
        job = get_job(workspace, job_id)
        midnight = (day.now + timedelta(days=1)).replace(hour=0)
        assert (job.state, job.not_before, made(workspace, job_id)) == (JobState.QUEUED, midnight, n_made)
        assert job.error == "Today's cap of $2.00 is used up; days end at 00:00 UTC."
        day.now = midnight - timedelta(seconds=1)
        assert not can_be_claimed(workspace)
        day.now = midnight
        assert can_be_claimed(workspace)
    run_job(workspace, job_id)
    assert (get_job(workspace, job_id).state, made(workspace, job_id)) == (JobState.DONE, 5)
    found = spending(workspace).by_day
    assert [name for name, _ in found] == ["2026-11-26", "2026-11-25", "2026-11-24"]
    assert [usd for _, usd in found] == pytest.approx([1.0, 2.0, 2.0])


def can_be_claimed(workspace: Workspace) -> bool:
    with workspace.read() as session:
        return is_claimable(session, lane=Lane.PROVIDER, now_s=0.0)


@pytest.mark.parametrize("caps", [Caps(daily_usd=5.0), Caps(total_usd=5.0)])
def test_a_cap_that_comes_while_a_model_has_no_price_refuses_the_job_which_goes_on_when_it_has_one(
    workspace: Workspace, admin: Actor, provider: ScriptedProvider, caps: Caps
) -> None:
    add_personas(workspace, admin, 3)
    job_id = start_paid(workspace, admin)
    save_caps(workspace, caps, actor=admin)
    run_job(workspace, job_id)
    job = get_job(workspace, job_id)
    assert job.state == JobState.REFUSED
    assert "A cap is set, and the model has no price" in job.error
    assert provider.seen == []
    set_price(workspace, admin)
    resume_job(workspace, job_id, actor=admin)
    run_job(workspace, job_id)
    assert (get_job(workspace, job_id).state, made(workspace, job_id)) == (JobState.DONE, 3)


def test_the_demo_generator_costs_nothing_and_needs_no_price_under_a_cap(workspace: Workspace, admin: Actor) -> None:
    add_personas(workspace, admin, 3)
    save_caps(workspace, Caps(total_usd=0.01), actor=admin)
    job_id = start_paid(workspace, admin, provider="demo")
    run_job(workspace, job_id)
    counts = job_counts(workspace, job_id)
    assert get_job(workspace, job_id).state == JobState.DONE
    assert (counts.state["not_sent"], counts.cost_usd) == (0, 0.0)


@pytest.mark.parametrize(
    ("later", "n_made"), [(Caps(total_usd=4.0), {4}), (Caps(), {9}), (Caps(total_usd=1.5), {2, 3})]
)
def test_a_cap_that_is_changed_while_a_job_runs_holds_at_once(
    workspace: Workspace, admin: Actor, provider: ScriptedProvider, later: Caps, n_made: set[int]
) -> None:
    add_personas(workspace, admin, 9)
    set_price(workspace, admin)
    save_caps(workspace, Caps(total_usd=6.0), actor=admin)
    save_limits(workspace, "openai", CallLimits(max_in_flight=1), actor=admin)

    def reply(_request: Request, number: int) -> Answer:
        if number == 2:
            save_caps(workspace, later, actor=admin)
        return answered(tokens=FULL)

    provider.reply = reply
    job_id = start_paid(workspace, admin)
    run_job(workspace, job_id)
    # One call beside the second may be marked as sent already when the cap is changed.
    assert made(workspace, job_id) in n_made


@pytest.mark.parametrize("usd", [0.0, -1.0, float("nan"), float("inf")])
def test_a_cap_is_an_amount_above_zero(workspace: Workspace, admin: Actor, usd: float) -> None:
    for caps in (Caps(daily_usd=usd), Caps(total_usd=usd)):
        with pytest.raises(BadInputError, match="amount above"):
            save_caps(workspace, caps, actor=admin)
    assert spending(workspace).caps == Caps()


def test_caps_are_an_admin_s_to_set_and_each_change_is_an_event(
    workspace: Workspace, admin: Actor, annotator: Actor
) -> None:
    with pytest.raises(NotAllowedError):
        save_caps(workspace, Caps(daily_usd=1.0), actor=annotator)
    save_caps(workspace, Caps(daily_usd=1.0, total_usd=7.5), actor=admin)
    save_caps(workspace, Caps(total_usd=7.5), actor=admin)
    assert spending(workspace).caps == Caps(total_usd=7.5)
    with workspace.read() as session:
        found = session.exec(select(Event).where(Event.action == "spend.caps_set").order_by(col(Event.id))).all()
    assert [(event.before, event.after) for event in found] == [
        ({"daily_usd": None, "total_usd": None}, {"daily_usd": 1.0, "total_usd": 7.5}),
        ({"daily_usd": 1.0, "total_usd": 7.5}, {"daily_usd": None, "total_usd": 7.5}),
    ]


def owed(row: Attempt) -> float:
    """Count one attempt by the rule, slowly: what it cost, else what may still be billed."""
    if row.state == AttemptState.FAILED:
        return row.cost_usd or 0.0
    return row.cost_usd if row.cost_usd is not None else row.reserved_usd or 0.0


def assert_sums_are_right(workspace: Workspace) -> None:
    """Compare the sums that are kept with those counted anew, by day and by job."""
    with workspace.read() as session:
        rows = session.exec(select(Attempt)).all()
        kept = {(row.day, row.job_id): row.owed_usd for row in session.exec(select(Spend))}
        counted: dict[tuple[str, int], float] = {}
        for row in rows:
            key = (f"{row.sent_at:%Y-%m-%d}" if row.sent_at else "", row.job_id)
            counted[key] = counted.get(key, 0.0) + owed(row)
        for key in {*kept, *counted}:
            assert kept.get(key, 0.0) == pytest.approx(counted.get(key, 0.0), abs=1e-9)
        assert owed_in_all(session) == pytest.approx(sum(counted.values()))
        for job_id in {row.job_id for row in rows}:
            of_job = sum(usd for (_, owner), usd in counted.items() if owner == job_id)
            assert owed_by_job(session, job_id) == pytest.approx(of_job, abs=1e-9)


ENDS: tuple[Callable[[], dict[str, object]], ...] = (
    lambda: {"state": AttemptState.DONE, "cost_usd": 0.25},
    lambda: {"state": AttemptState.DONE, "cost_usd": None},
    lambda: {"state": AttemptState.FAILED},
    lambda: {"state": AttemptState.UNKNOWN},
    lambda: {"state": AttemptState.NOT_SENT, "cost_usd": 0.0},
)


@pytest.mark.parametrize("seed", range(5))
def test_the_sums_are_those_of_the_attempts_whatever_their_ends(
    workspace: Workspace, admin: Actor, day: Day, seed: int
) -> None:
    add_personas(workspace, admin, 1)
    jobs = [start_paid(workspace, admin) for _ in range(3)]
    rng, under_way = random.Random(seed), list[int]()
    for number in range(80):
        day.now += timedelta(hours=rng.choice((0, 0, 1, 30)))
        with workspace.write() as tx:
            rows = [
                {"item_no": number, "try_no": try_no, "reserved_usd": rng.choice((None, 0.0, 0.1, 1.0))}
                for try_no in range(1, rng.randrange(1, 4))
            ]
            under_way += add_sent_attempts(tx, job_id=rng.choice(jobs), rows=rows)
            rng.shuffle(under_way)
            for _ in range(rng.randrange(min(len(under_way), 4) + 1)):
                end_attempt(tx, under_way.pop(), **rng.choice(ENDS)())  # type: ignore[arg-type] # as the table says
            taken = attempts.reused_attempt(
                job_id=jobs[0], item_no=number, try_no=9, request_hash=None, from_attempt_id=1, raw_body=""
            )
            make_changes(tx, [taken])
    assert_sums_are_right(workspace)


def test_the_sums_are_right_after_jobs_with_every_end(
    workspace: Workspace, admin: Actor, provider: ScriptedProvider
) -> None:
    add_personas(workspace, admin, 40)
    set_price(workspace, admin)
    rng = random.Random(3)
    ends: list[Answer | CallFailed] = [
        answered(tokens=FULL),
        answered(tokens=(1, 7)),
        answered(tokens=(None, None)),
        answered("x", "refused"),
    ]
    failures: list[Answer | CallFailed] = [NOT_BILLED, MAYBE_BILLED, BAD_REQUEST]
    provider.reply = lambda _request, _number: rng.choice([*ends, *ends, *failures])
    jobs = [start_paid(workspace, admin, budget_usd=budget) for budget in (None, 20.0, None)]
    change_params(workspace, jobs[2], timeout_s=60.0)
    for _ in range(8):  # a row of failures lets a job rest
        waiting = [job_id for job_id in jobs if get_job(workspace, job_id).state == JobState.QUEUED]
        run_job(workspace, *waiting)
    assert {get_job(workspace, job_id).state for job_id in jobs} == {JobState.DONE}
    with workspace.read() as session:
        states = dict(session.execute(select(Attempt.state, func.count()).group_by(Attempt.state)).all())
    assert {"done", "failed", "unknown"} <= set(states)
    assert_sums_are_right(workspace)
