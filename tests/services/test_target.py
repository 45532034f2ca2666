"""Rows until so many are good: it stops by itself, says why, and goes on after a kill without doing anything twice."""

import asyncio
import random
from collections.abc import Callable
from math import ceil

import pytest
from pydantic import ValidationError
from sqlmodel import col, select

from curation.jobs.running import run_provider_job
from curation.jobs.target import MAX_ROUND, MIN_RATE, round_size
from curation.jobs.work import item_seed
from curation.models import JobKind, JobState, Sample
from curation.providers import Answer, Request, policy
from curation.services.generation import GenerationAsk, start_generation
from curation.services.job_counts import job_counts
from curation.services.jobs import cancel_job, get_job, job_log, resume_job
from curation.services.permissions import Actor
from curation.services.providers import CallLimits, save_limits
from curation.services.spending import Caps, save_caps
from curation.store.yields import Yield
from curation.workspace import Workspace
from tests.services.scripted import (
    MAYBE_BILLED,
    ScriptedProvider,
    add_personas,
    answered,
    claimed,
    run_job,
    set_price,
    start_paid,
)

SEED = 7
ITEM_OF = {item_seed(SEED, no): no for no in range(400)}
LETTERS = "abcdefghijklmnoprstuvwz"


class KilledError(BaseException):
    """The process is gone; nothing of ours catches it."""


@pytest.fixture(autouse=True)
def _short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(policy, "BASE_DELAY_S", 0.01)


def problem(number: int) -> Answer:
    """Return an answer that passes its checks and has hardly a word in common with that of another number."""
    rng = random.Random(number)
    told = " ".join("".join(rng.choices(LETTERS, k=7)) for _ in range(60))
    text = f"A baker, nurse, sailor, mason, tailor, judge and farmer of a town: {told}. How many?"
    return answered(f"Math problem: {text}\nSolution: 3 + 4 = 7\nAnswer: 7", tokens=(100, 1_000))


def item_of(request: Request) -> int:
    return ITEM_OF[request.seed or 0]


def start(workspace: Workspace, admin: Actor, *, n: int = 5, **ask: object) -> int:
    """Ask for a number of good rows for people whose language nobody knows."""
    add_personas(workspace, admin, n)
    with workspace.write() as tx:
        tx.connection().exec_driver_sql("update persona set language = 'und'")
    return start_paid(workspace, admin, **ask)  # type: ignore[arg-type] # as asked


def samples_of(workspace: Workspace, job_id: int) -> list[Sample]:
    with workspace.read() as session:
        return list(session.exec(select(Sample).where(Sample.job_id == job_id).order_by(col(Sample.item_no))))


def assert_tries(workspace: Workspace, job_id: int, n: int) -> None:
    """Check that a job that has ended made so many tries, in order, and that all its numbers say so."""
    job, counts = get_job(workspace, job_id), job_counts(workspace, job_id)
    assert job.state == JobState.DONE
    assert (job.total, job.done, counts.requested, sum(counts.state.values())) == (n, n, n, n)
    assert job.result["requested"] == n
    assert [sample.item_no for sample in samples_of(workspace, job_id)] == list(range(n))


def test_a_target_is_met_and_the_job_stops_by_itself(
    workspace: Workspace, admin: Actor, provider: ScriptedProvider
) -> None:
    provider.reply = lambda request, _number: problem(item_of(request))
    job_id = start(workspace, admin, target=10, max_tries=100)
    run_job(workspace, job_id)
    assert_tries(workspace, job_id, 10)
    found = get_job(workspace, job_id).result
    assert (found["target"], found["good"], found["near_duplicates"], found["stopped_by"]) == (10, 10, 0, "target")
    assert "It took 10 tries." in [line.text for line in job_log(workspace, job_id)]


def test_people_come_round_again_as_often_as_it_takes(
    workspace: Workspace, admin: Actor, provider: ScriptedProvider
) -> None:
    provider.reply = lambda request, _number: problem(item_of(request))
    job_id = start(workspace, admin, n=4, target=10)
    assert get_job(workspace, job_id).total == 30
    run_job(workspace, job_id)
    people = [sample.persona_id for sample in samples_of(workspace, job_id)]
    assert people == (people[:4] * 3)[:10]
    assert len(set(people[:4])) == 4
    assert len({sample.seed for sample in samples_of(workspace, job_id)}) == 10


@pytest.mark.parametrize("bad", [answered("Good day!"), answered("No.", "refused"), MAYBE_BILLED])
def test_what_is_not_good_is_made_up_for(
    workspace: Workspace, admin: Actor, provider: ScriptedProvider, bad: Answer
) -> None:
    provider.reply = lambda request, _number: bad if item_of(request) % 3 == 1 else problem(item_of(request))
    job_id = start(workspace, admin, target=12, max_tries=100)
    run_job(workspace, job_id)
    n = len(provider.seen)
    assert_tries(workspace, job_id, n)
    found = get_job(workspace, job_id).result
    assert found["good"] == job_counts(workspace, job_id).state["ok"] >= 12
    assert found["stopped_by"] == "target"
    assert n <= 12 / (2 / 3) + 4


def test_near_duplicates_do_not_count_and_tries_run_out(
    workspace: Workspace, admin: Actor, provider: ScriptedProvider
) -> None:
    provider.reply = lambda _request, number: problem(number % 3)
    job_id = start(workspace, admin, target=5, max_tries=20)
    run_job(workspace, job_id)
    assert_tries(workspace, job_id, 20)
    found = get_job(workspace, job_id).result
    assert (found["good"], found["near_duplicates"], found["stopped_by"]) == (3, 17, "max_tries")


def test_what_an_earlier_job_made_does_not_count_a_second_time(
    workspace: Workspace, admin: Actor, provider: ScriptedProvider
) -> None:
    provider.reply = lambda request, _number: problem(item_of(request))
    first = start(workspace, admin, target=8, max_tries=8)
    run_job(workspace, first)
    again = start_paid(workspace, admin, target=8, max_tries=8, reuses_answers=False)
    run_job(workspace, again)
    found = get_job(workspace, again).result
    assert (found["good"], found["near_duplicates"], found["stopped_by"]) == (0, 8, "max_tries")


@pytest.mark.parametrize("limit", ["budget", "total_cap"])
def test_money_that_runs_out_is_named_as_what_stopped_it(
    workspace: Workspace, admin: Actor, provider: ScriptedProvider, limit: str
) -> None:
    set_price(workspace, admin)
    provider.reply = lambda request, _number: problem(item_of(request))
    if limit == "total_cap":
        save_caps(workspace, Caps(total_usd=5.0), actor=admin)
    job_id = start(workspace, admin, target=10, budget_usd=5.0 if limit == "budget" else None)
    run_job(workspace, job_id)
    assert len(provider.seen) == 5
    assert_tries(workspace, job_id, 5)
    found = get_job(workspace, job_id).result
    assert (found["good"], found["stopped_by"]) == (5, limit)
    assert any("is used up." in line.text for line in job_log(workspace, job_id))


def test_a_target_met_with_the_last_of_the_money_is_met(
    workspace: Workspace, admin: Actor, provider: ScriptedProvider
) -> None:
    set_price(workspace, admin)
    save_limits(workspace, "openai", CallLimits(max_in_flight=1), actor=admin)
    bad = answered("Good day!", tokens=(100, 1_000))
    provider.reply = lambda request, _number: bad if item_of(request) == 3 else problem(item_of(request))
    job_id = start(workspace, admin, target=10, budget_usd=11.0)
    run_job(workspace, job_id)
    # One of ten is not good, so that two more are begun, and there is money for one.
    assert_tries(workspace, job_id, 11)
    assert get_job(workspace, job_id).result["stopped_by"] == "target"


def test_the_cap_of_a_day_lets_a_target_wait_with_its_tries(
    workspace: Workspace, admin: Actor, provider: ScriptedProvider
) -> None:
    set_price(workspace, admin)
    provider.reply = lambda request, _number: problem(item_of(request))
    save_caps(workspace, Caps(daily_usd=4.0), actor=admin)
    job_id = start(workspace, admin, target=10, max_tries=20)
    run_job(workspace, job_id)
    job = get_job(workspace, job_id)
    assert (job.state, job.done, job.total) == (JobState.QUEUED, 4, 20)
    save_caps(workspace, Caps(), actor=admin)
    run_job(workspace, job_id)
    assert_tries(workspace, job_id, 10)


@pytest.mark.parametrize("stops_at", [1, 3, 9, 13])
def test_a_worker_that_leaves_in_between_changes_nothing_of_what_is_made(
    workspace: Workspace, admin: Actor, provider: ScriptedProvider, stops_at: int
) -> None:
    job_id = start(workspace, admin, target=12, max_tries=60)
    context = claimed(workspace, job_id)

    def reply(request: Request, number: int) -> Answer:
        context.is_leaving = number >= stops_at
        no = item_of(request)
        return answered("Good day!") if no % 4 == 1 else problem(no)

    provider.reply = reply
    asyncio.run(run_provider_job(context, JobKind.GENERATE))
    job = get_job(workspace, job_id)
    assert (job.state, job.total) == (JobState.QUEUED, 60)
    run_job(workspace, job_id)
    n = len(provider.seen)
    assert_tries(workspace, job_id, n)
    assert {sample.item_no: sample.seed for sample in samples_of(workspace, job_id)} == {
        no: item_seed(SEED, no) for no in range(n)
    }
    assert sorted(map(item_of, provider.seen)) == list(range(n)), "none is sent twice"
    assert get_job(workspace, job_id).result["good"] >= 12


def test_after_a_kill_what_was_sent_is_unknown_and_the_rest_is_made_up_for(
    workspace: Workspace, admin: Actor, provider: ScriptedProvider
) -> None:
    job_id = start(workspace, admin, target=10, max_tries=60)

    def die(request: Request, number: int) -> Answer:
        if number == 6:
            raise KilledError
        return problem(item_of(request))

    provider.reply, provider.takes_s = die, 0.01
    with pytest.raises(KilledError):
        run_job(workspace, job_id)
    assert job_counts(workspace, job_id).under_way >= 1
    provider.reply = lambda request, _number: problem(item_of(request))
    run_job(workspace, job_id)
    state = job_counts(workspace, job_id).state
    assert state["unknown"] >= 1
    assert_tries(workspace, job_id, state["ok"] + state["unknown"])
    assert len({request.seed for request in provider.seen}) == len(provider.seen)
    assert get_job(workspace, job_id).result["good"] == state["ok"] >= 10


def test_a_cancelled_target_is_taken_up_where_it_was(
    workspace: Workspace, admin: Actor, provider: ScriptedProvider
) -> None:
    job_id = start(workspace, admin, target=12, max_tries=30)

    def reply(request: Request, number: int) -> Answer:
        if number == 5:
            cancel_job(workspace, job_id, actor=admin)
        return problem(item_of(request))

    provider.reply = reply
    run_job(workspace, job_id)
    job, counts = get_job(workspace, job_id), job_counts(workspace, job_id)
    assert (job.state, job.total) == (JobState.CANCELLED, 30)
    assert counts.state["ok"] + counts.state["cancelled"] == 30
    resume_job(workspace, job_id, actor=admin)
    run_job(workspace, job_id)
    assert_tries(workspace, job_id, len(provider.seen))
    assert get_job(workspace, job_id).result["stopped_by"] == "target"


def test_the_demo_generator_meets_a_target(workspace: Workspace, admin: Actor) -> None:
    add_personas(workspace, admin, 12)
    job_id = start_generation(workspace, GenerationAsk(scenario="logic", target=6, seed=2), actor=admin)
    run_job(workspace, job_id)
    found = get_job(workspace, job_id).result
    assert found["stopped_by"] == ("target" if found["good"] >= 6 else "max_tries")
    assert_tries(workspace, job_id, found["requested"])


def test_a_round_is_as_large_as_what_is_missing_needs_within_its_bounds() -> None:
    rng = random.Random(1)
    for _ in range(2_000):
        target = rng.randint(1, 10_000)
        tried = rng.randint(0, 5_000)
        good = rng.randint(0, min(tried, target - 1))
        missing = target - good
        size = round_size(target, Yield(tried, good, 0))
        assert 1 <= size <= MAX_ROUND
        assert size >= min(missing, MAX_ROUND), "fewer than are missing cannot be enough"
        assert size <= max(ceil(missing / MIN_RATE), 1)
        if good == tried:
            assert size == min(missing, MAX_ROUND)


@pytest.mark.parametrize(
    ("ask", "sentence"),
    [
        ({"max_tries": 5}, "a cap on tries needs a target"),
        ({"target": 5, "max_tries": 4}, "cannot come of"),
        ({"target": 5, "batch": True}, "one or the other"),
        ({"target": 0}, "greater than or equal to 1"),
    ],
)
def test_a_target_that_makes_no_sense_is_refused(ask: dict[str, object], sentence: str) -> None:
    build: Callable[..., GenerationAsk] = GenerationAsk
    with pytest.raises(ValidationError, match=sentence):
        build(scenario="math", **ask)
