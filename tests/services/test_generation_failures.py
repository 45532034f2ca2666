"""What becomes of calls that go wrong: one bill at most, every item with an end, money never above its cap."""

import asyncio

import pytest
from sqlmodel import col, select

from curation.jobs import calls as handler
from curation.jobs import one_call
from curation.jobs.running import run_provider_job
from curation.jobs.work import item_seed
from curation.models import Attempt, JobKind, JobState, Sample
from curation.providers import Answer, CallFailed, Request, policy
from curation.services.job_counts import job_counts, list_unknown_calls
from curation.services.jobs import cancel_job, get_job, job_log, resume_job
from curation.services.permissions import Actor
from curation.services.providers import CallLimits, save_limits
from curation.workspace import Workspace
from tests.services.scripted import (
    BAD_KEY,
    BAD_REQUEST,
    GOOD,
    MAYBE_BILLED,
    NOT_BILLED,
    ScriptedProvider,
    add_personas,
    answered,
    change_params,
    claimed,
    run_job,
    set_price,
    start_paid,
)


@pytest.fixture(autouse=True)
def _short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(policy, "BASE_DELAY_S", 0.01)


def nonzero(workspace: Workspace, job_id: int) -> dict[str, int]:
    counts = job_counts(workspace, job_id)
    assert sum(counts.state.values()) == counts.requested
    return {name: count for name, count in counts.state.items() if count}


def attempts(workspace: Workspace, job_id: int) -> list[Attempt]:
    with workspace.read() as session:
        return list(session.exec(select(Attempt).where(Attempt.job_id == job_id).order_by(col(Attempt.id))))


def only_sample(workspace: Workspace, job_id: int) -> Sample:
    with workspace.read() as session:
        return session.exec(select(Sample).where(Sample.job_id == job_id)).one()


@pytest.mark.parametrize(
    ("reply", "outcome", "raw"),
    [
        (answered(), "ok", GOOD),
        (answered("I cannot.", "refused"), "refused", "I cannot."),
        (answered("Math problem: Ada ba", "cut_off"), "cut_off", "Math problem: Ada ba"),
        (answered("", "empty"), "empty", ""),
        (answered("Good day!"), "unparseable", "Good day!"),
        (BAD_REQUEST, "failed", "no"),
        (MAYBE_BILLED, "unknown", '{"half":'),
    ],
)
def test_each_way_to_end_is_a_state_of_its_own_with_the_raw_answer(
    workspace: Workspace,
    admin: Actor,
    provider: ScriptedProvider,
    reply: Answer | CallFailed,
    outcome: str,
    raw: str,
) -> None:
    add_personas(workspace, admin, 1)
    provider.reply = lambda _request, _number: reply
    job_id = start_paid(workspace, admin)
    run_job(workspace, job_id)
    assert nonzero(workspace, job_id) == {outcome: 1}
    assert get_job(workspace, job_id).state == JobState.DONE
    sample = only_sample(workspace, job_id)
    assert (sample.raw, sample.counts, sample.label) == (raw, True, "")
    assert bool(sample.text) == (outcome == "ok")
    assert len(provider.seen) == 1


def test_an_answer_costs_what_its_tokens_cost(workspace: Workspace, admin: Actor, provider: ScriptedProvider) -> None:
    add_personas(workspace, admin, 2)
    set_price(workspace, admin, in_usd=10.0, out_usd=100.0)
    job_id = start_paid(workspace, admin)
    run_job(workspace, job_id)
    counts = job_counts(workspace, job_id)
    # Twice 100 tokens at $10 and 200 at $100 for a million.
    assert counts.cost_usd == pytest.approx(2 * (0.001 + 0.02))
    assert (counts.cost_unknown, counts.at_risk_usd) == (0, 0.0)


@pytest.mark.parametrize(("is_priced", "tokens"), [(False, (100, 200)), (True, (None, 200))])
def test_a_cost_that_is_not_known_is_never_zero(
    workspace: Workspace, admin: Actor, provider: ScriptedProvider, is_priced: bool, tokens: tuple[int | None, int]
) -> None:
    add_personas(workspace, admin, 2)
    provider.reply = lambda _request, _number: answered(tokens=tokens)
    if is_priced:
        set_price(workspace, admin)
    job_id = start_paid(workspace, admin)
    run_job(workspace, job_id)
    counts = job_counts(workspace, job_id)
    assert (counts.cost_usd, counts.cost_unknown) == (None, 2)
    assert get_job(workspace, job_id).result["cost_usd"] is None


def test_a_call_of_unknown_end_is_listed_with_the_money_at_risk(
    workspace: Workspace, admin: Actor, provider: ScriptedProvider
) -> None:
    add_personas(workspace, admin, 3)
    set_price(workspace, admin)
    provider.reply = lambda _request, number: MAYBE_BILLED if number == 2 else answered()
    job_id = start_paid(workspace, admin)
    run_job(workspace, job_id)
    assert nonzero(workspace, job_id) == {"ok": 2, "unknown": 1}
    (call,) = list_unknown_calls(workspace, job_id)
    assert call.sample.reason == "No answer came in time."
    assert call.at_risk_usd == pytest.approx(1.0)
    assert job_counts(workspace, job_id).at_risk_usd == pytest.approx(1.0)
    assert len(provider.seen) == 3


def test_what_was_not_billed_is_sent_again_as_a_new_attempt(
    workspace: Workspace, admin: Actor, provider: ScriptedProvider
) -> None:
    add_personas(workspace, admin, 1)
    provider.reply = lambda _request, number: NOT_BILLED if number < 3 else answered()
    job_id = start_paid(workspace, admin)
    run_job(workspace, job_id)
    assert nonzero(workspace, job_id) == {"ok": 1}
    assert [(a.try_no, a.state) for a in attempts(workspace, job_id)] == [(1, "failed"), (2, "failed"), (3, "done")]


def test_an_item_that_waits_gives_its_place_to_others(
    workspace: Workspace, admin: Actor, provider: ScriptedProvider
) -> None:
    add_personas(workspace, admin, 3)
    slow_down = CallFailed("Slow down.", billing="not_billed", retryable=True, retry_after_s=0.3)
    provider.reply = lambda _request, number: slow_down if number == 1 else answered()
    job_id = start_paid(workspace, admin)
    save_limits(workspace, "openai", CallLimits(max_in_flight=1), actor=admin)
    run_job(workspace, job_id)
    order = [[item_seed(7, no) for no in range(3)].index(request.seed or 0) for request in provider.seen]
    assert order == [0, 1, 2, 0]


def test_a_long_wait_parks_the_job_and_keeps_what_came(
    workspace: Workspace, admin: Actor, provider: ScriptedProvider
) -> None:
    add_personas(workspace, admin, 20)
    hour = CallFailed("Come back later.", billing="not_billed", retryable=True, retry_after_s=3_600.0)
    provider.reply = lambda _request, number: hour if number == 9 else answered()
    job_id = start_paid(workspace, admin)
    run_job(workspace, job_id)
    job = get_job(workspace, job_id)
    assert (job.state, job.error) == (JobState.QUEUED, "Come back later.")
    assert 8 <= job.done < 20
    assert len(provider.seen) == job.done + 1
    run_job(workspace, job_id)
    assert nonzero(workspace, job_id) == {"ok": 20}


def test_a_provider_that_keeps_failing_parks_the_job_instead_of_failing_every_item(
    workspace: Workspace, admin: Actor, provider: ScriptedProvider
) -> None:
    add_personas(workspace, admin, 40)
    provider.reply = lambda _request, _number: MAYBE_BILLED
    job_id = start_paid(workspace, admin)
    run_job(workspace, job_id)
    assert get_job(workspace, job_id).state == JobState.QUEUED
    assert len(provider.seen) <= policy.FAILURES_IN_A_ROW + 8


def test_a_refused_key_ends_the_job_at_once_and_a_mended_one_goes_on(
    workspace: Workspace, admin: Actor, provider: ScriptedProvider
) -> None:
    add_personas(workspace, admin, 60)
    provider.reply = lambda _request, number: BAD_KEY if number > 10 else answered()
    save_limits(workspace, "openai", CallLimits(max_in_flight=8), actor=admin)
    job_id = start_paid(workspace, admin)
    run_job(workspace, job_id)
    job = get_job(workspace, job_id)
    assert (job.state, job.error.split(".")[0]) == (JobState.FAILED, "The provider does not accept the key")
    assert len(provider.seen) <= 10 + 8
    assert nonzero(workspace, job_id) == {"ok": 10, "not_sent": 50}
    provider.reply = lambda _request, _number: answered()
    resume_job(workspace, job_id, actor=admin)
    run_job(workspace, job_id)
    assert nonzero(workspace, job_id) == {"ok": 60}


def test_a_cap_of_ten_calls_is_never_passed_by_four_jobs_at_once(
    workspace: Workspace, admin: Actor, provider: ScriptedProvider
) -> None:
    add_personas(workspace, admin, 25)
    set_price(workspace, admin)
    provider.reply = lambda _request, _number: answered(tokens=(100, 1_000))
    save_limits(workspace, "openai", CallLimits(max_in_flight=64), actor=admin)
    provider.waits_for_at_once = 4 * 8
    jobs = [start_paid(workspace, admin, budget_usd=10.0) for _ in range(4)]
    run_job(workspace, *jobs)
    for job_id in jobs:
        assert nonzero(workspace, job_id) == {"ok": 10, "not_sent": 15}
        assert job_counts(workspace, job_id).cost_usd == pytest.approx(10.0)
        assert get_job(workspace, job_id).result["stopped_by"] == "budget"
        assert "15 samples were not sent" in " ".join(line.text for line in job_log(workspace, job_id))
    assert len(provider.seen) == 40
    assert provider.most_at_once >= 4 * 8


def test_money_that_was_set_aside_and_not_needed_is_used_for_others(
    workspace: Workspace, admin: Actor, provider: ScriptedProvider
) -> None:
    add_personas(workspace, admin, 25)
    set_price(workspace, admin)
    provider.reply = lambda _request, _number: answered(tokens=(100, 100))
    job_id = start_paid(workspace, admin, budget_usd=7.0, n=25)
    save_limits(workspace, "openai", CallLimits(max_in_flight=3), actor=admin)
    with workspace.write() as tx:
        tx.connection().exec_driver_sql(f"update job set budget_usd = 3.0 where id = {job_id}")
    run_job(workspace, job_id)
    # Each costs $0.10 and $1 is set aside for it, so that the 22nd would need 2.10 + 1 of the 3 dollars.
    assert nonzero(workspace, job_id) == {"ok": 21, "not_sent": 4}


def test_a_call_without_a_count_of_tokens_stands_in_the_budget_with_what_was_set_aside(
    workspace: Workspace, admin: Actor, provider: ScriptedProvider
) -> None:
    add_personas(workspace, admin, 6)
    set_price(workspace, admin)
    provider.reply = lambda _request, number: MAYBE_BILLED if number == 1 else answered(tokens=(None, None))
    job_id = start_paid(workspace, admin, budget_usd=4.0)
    run_job(workspace, job_id)
    assert nonzero(workspace, job_id) == {"ok": 3, "unknown": 1, "not_sent": 2}


def test_cancelling_lets_calls_under_way_finish_and_resuming_makes_the_rest(
    workspace: Workspace, admin: Actor, provider: ScriptedProvider
) -> None:
    add_personas(workspace, admin, 30)
    save_limits(workspace, "openai", CallLimits(max_in_flight=8), actor=admin)
    job_id = start_paid(workspace, admin)

    def reply(_request: Request, number: int) -> Answer:
        if number == 10:
            cancel_job(workspace, job_id, actor=admin)
        return answered()

    provider.reply, provider.takes_s = reply, 0.02
    run_job(workspace, job_id)
    assert get_job(workspace, job_id).state == JobState.CANCELLED
    assert 10 <= provider.finished == len(provider.seen) < 30
    assert nonzero(workspace, job_id) == {"ok": provider.finished, "cancelled": 30 - provider.finished}
    resume_job(workspace, job_id, actor=admin)
    run_job(workspace, job_id)
    assert nonzero(workspace, job_id) == {"ok": 30}
    assert len(provider.seen) == 30


def test_a_job_that_waits_can_be_cancelled(workspace: Workspace, admin: Actor, provider: ScriptedProvider) -> None:
    add_personas(workspace, admin, 1)
    slow_down = CallFailed("Slow down.", billing="not_billed", retryable=True, retry_after_s=50.0)
    job_id = start_paid(workspace, admin)

    def reply(_request: Request, _number: int) -> CallFailed:
        asyncio.get_running_loop().call_later(0.3, lambda: cancel_job(workspace, job_id, actor=admin))
        return slow_down

    provider.reply = reply
    run_job(workspace, job_id)
    assert nonzero(workspace, job_id) == {"cancelled": 1}


def test_what_was_sent_before_a_crash_is_unknown_and_not_sent_again(
    workspace: Workspace, admin: Actor, provider: ScriptedProvider
) -> None:
    add_personas(workspace, admin, 5)
    set_price(workspace, admin)
    job_id = start_paid(workspace, admin)
    with workspace.write() as tx:
        for item_no in (1, 3):
            tx.add(Attempt(job_id=job_id, item_no=item_no, try_no=1, state="sent", reserved_usd=1.0))
    run_job(workspace, job_id)
    assert nonzero(workspace, job_id) == {"ok": 3, "unknown": 2}
    assert len(provider.seen) == 3
    assert [call.sample.item_no for call in list_unknown_calls(workspace, job_id)] == [1, 3]
    assert job_counts(workspace, job_id).at_risk_usd == pytest.approx(2.0)
    assert all(call.sample.prompt and call.sample.persona_id for call in list_unknown_calls(workspace, job_id))


@pytest.mark.parametrize(("takes_s", "is_waited_for"), [(0.3, True), (300.0, False)])
def test_a_worker_that_leaves_waits_a_little_and_leaves_nothing_without_an_end(
    workspace: Workspace,
    admin: Actor,
    provider: ScriptedProvider,
    monkeypatch: pytest.MonkeyPatch,
    takes_s: float,
    is_waited_for: bool,
) -> None:
    monkeypatch.setattr(handler, "GRACE_S", 30.0 if is_waited_for else 0.5)
    add_personas(workspace, admin, 20)
    job_id = start_paid(workspace, admin)
    context = claimed(workspace, job_id)

    def reply(_request: Request, number: int) -> Answer:
        context.is_leaving = number >= 8
        return answered()

    provider.reply, provider.takes_s = reply, takes_s
    asyncio.run(run_provider_job(context, JobKind.GENERATE))
    job = get_job(workspace, job_id)
    assert (job.state, job.error) == (JobState.QUEUED, "The worker stopped.")
    assert nonzero(workspace, job_id) == {"ok" if is_waited_for else "unknown": 8, "not_sent": 12}
    assert job_counts(workspace, job_id).under_way == 0


def test_a_provider_that_ignores_its_deadline_is_given_up(
    workspace: Workspace, admin: Actor, provider: ScriptedProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(one_call, "LATE_S", 0.05)
    add_personas(workspace, admin, 1)
    provider.takes_s = 600.0
    job_id = start_paid(workspace, admin)
    change_params(workspace, job_id, timeout_s=0.05)
    run_job(workspace, job_id)
    assert nonzero(workspace, job_id) == {"unknown": 1}


def test_a_defect_in_a_provider_counts_as_maybe_billed(
    workspace: Workspace, admin: Actor, provider: ScriptedProvider
) -> None:
    add_personas(workspace, admin, 2)

    def reply(_request: Request, number: int) -> Answer:
        if number == 1:
            raise KeyError("a defect")
        return answered()

    provider.reply = reply
    job_id = start_paid(workspace, admin)
    run_job(workspace, job_id)
    assert nonzero(workspace, job_id) == {"ok": 1, "unknown": 1}


def test_a_persona_that_was_set_aside_meanwhile_is_not_sent(
    workspace: Workspace, admin: Actor, provider: ScriptedProvider
) -> None:
    ids = add_personas(workspace, admin, 3)
    job_id = start_paid(workspace, admin)
    with workspace.write() as tx:
        tx.connection().exec_driver_sql(f"update persona set state = 'quarantined' where id = {ids[1]}")
    run_job(workspace, job_id)
    assert nonzero(workspace, job_id) == {"ok": 2, "failed": 1}
    assert len(provider.seen) == 2


def test_a_price_that_was_taken_away_refuses_a_job_with_a_budget(
    workspace: Workspace, admin: Actor, provider: ScriptedProvider
) -> None:
    add_personas(workspace, admin, 2)
    set_price(workspace, admin)
    job_id = start_paid(workspace, admin, budget_usd=5.0)
    with workspace.write() as tx:
        tx.connection().exec_driver_sql("delete from model_price where model = 'model-a'")
    run_job(workspace, job_id)
    assert get_job(workspace, job_id).state == JobState.REFUSED
    assert (nonzero(workspace, job_id), provider.seen) == ({"not_sent": 2}, [])
