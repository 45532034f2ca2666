"""The same asked again costs nothing and calls nobody; whatever differs is asked anew."""

import pytest
from sqlmodel import col, select

from curation.models import Attempt, JobState, Sample
from curation.providers import Answer, CallFailed, policy
from curation.services.calls import ModelParams
from curation.services.generate_again import generate_again
from curation.services.job_counts import job_counts
from curation.services.jobs import get_job
from curation.services.permissions import Actor
from curation.services.providers import save_provider
from curation.services.spending import Caps, save_caps, spending
from curation.workspace import Workspace
from tests.services.real_bodies import answered_whole
from tests.services.scripted import (
    BAD_REQUEST,
    GOOD,
    MAYBE_BILLED,
    ScriptedProvider,
    add_personas,
    answered,
    run_job,
    set_price,
    start_paid,
)

N = 3


@pytest.fixture(autouse=True)
def _real_bodies(provider: ScriptedProvider, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(policy, "BASE_DELAY_S", 0.01)
    provider.reply = lambda _request, _number: answered_whole()


def run_new(workspace: Workspace, admin: Actor, **ask: object) -> int:
    job_id = start_paid(workspace, admin, **ask)  # type: ignore[arg-type] # as asked
    run_job(workspace, job_id)
    assert get_job(workspace, job_id).state == JobState.DONE
    return job_id


def attempts(workspace: Workspace, job_id: int) -> list[Attempt]:
    with workspace.read() as session:
        return list(session.exec(select(Attempt).where(Attempt.job_id == job_id).order_by(col(Attempt.item_no))))


def samples(workspace: Workspace, job_id: int) -> list[Sample]:
    with workspace.read() as session:
        return list(session.exec(select(Sample).where(Sample.job_id == job_id).order_by(col(Sample.item_no))))


def test_the_same_again_calls_nobody_costs_nothing_and_says_where_it_is_from(
    workspace: Workspace, admin: Actor, provider: ScriptedProvider
) -> None:
    add_personas(workspace, admin, N)
    set_price(workspace, admin)
    first = run_new(workspace, admin)
    paid_usd = spending(workspace).total_usd
    again = run_new(workspace, admin)
    assert len(provider.seen) == N
    assert spending(workspace).total_usd == paid_usd == pytest.approx(N * 0.2)
    assert job_counts(workspace, again).cost_usd == 0.0
    for old, new in zip(attempts(workspace, first), attempts(workspace, again), strict=True):
        assert (new.from_attempt_id, new.cost_usd, new.reserved_usd, new.state) == (old.id, 0.0, 0.0, "done")
        assert (new.request_hash, new.raw_body) == (old.request_hash, old.raw_body)
        assert new.reason == "The same was asked before; its answer was taken."


def test_a_sample_of_an_answer_that_was_there_is_the_same_sample(workspace: Workspace, admin: Actor) -> None:
    add_personas(workspace, admin, N)
    set_price(workspace, admin)
    made = [samples(workspace, run_new(workspace, admin)) for _ in range(2)]
    same = ("raw", "text", "answer", "outcome", "checks", "prompt", "seed", "persona_id", "finish_reason", "params")
    for old, new in zip(*made, strict=True):
        assert [getattr(old, name) for name in same] == [getattr(new, name) for name in same]
        assert (old.cost_usd, new.cost_usd) == (pytest.approx(0.2), 0.0)
        assert (old.input_tokens, old.output_tokens) == (new.input_tokens, new.output_tokens) == (100, 200)


def test_a_third_time_is_taken_from_the_first(workspace: Workspace, admin: Actor, provider: ScriptedProvider) -> None:
    add_personas(workspace, admin, N)
    first, _, third = [run_new(workspace, admin) for _ in range(3)]
    assert len(provider.seen) == N
    sources = [row.from_attempt_id for row in attempts(workspace, third)]
    assert sources == [row.id for row in attempts(workspace, first)]


@pytest.mark.parametrize(
    "other",
    [
        {"seed": 8},
        {"model": "model-b"},
        {"params": ModelParams(max_output_tokens=1_000, temperature=0.5)},
        {"params": ModelParams(max_output_tokens=999)},
        {"variant": "professional"},
        {"without_persona": True},
    ],
)
def test_what_is_asked_otherwise_is_asked_anew(
    workspace: Workspace, admin: Actor, provider: ScriptedProvider, other: dict[str, object]
) -> None:
    add_personas(workspace, admin, N)
    run_new(workspace, admin)
    again = run_new(workspace, admin, **other)
    assert len(provider.seen) == 2 * N
    assert {row.from_attempt_id for row in attempts(workspace, again)} == {None}


def test_another_server_is_asked_anew(workspace: Workspace, admin: Actor, provider: ScriptedProvider) -> None:
    add_personas(workspace, admin, N)
    run_new(workspace, admin)
    save_provider(workspace, "openai", base_url="http://127.0.0.1:8000/v1", models=[], actor=admin)
    run_new(workspace, admin)
    assert len(provider.seen) == 2 * N


def test_it_can_be_switched_off(workspace: Workspace, admin: Actor, provider: ScriptedProvider) -> None:
    add_personas(workspace, admin, N)
    set_price(workspace, admin)
    run_new(workspace, admin)
    job_id = run_new(workspace, admin, reuses_answers=False)
    assert len(provider.seen) == 2 * N
    assert job_counts(workspace, job_id).cost_usd == pytest.approx(N * 0.2)


@pytest.mark.parametrize("failure", [MAYBE_BILLED, BAD_REQUEST])
def test_nothing_is_taken_of_calls_that_failed_or_have_no_known_end(
    workspace: Workspace, admin: Actor, provider: ScriptedProvider, failure: CallFailed
) -> None:
    add_personas(workspace, admin, N)
    provider.reply = lambda _request, _number: failure
    run_new(workspace, admin)
    provider.reply = lambda _request, _number: answered_whole()
    again = run_new(workspace, admin)
    assert len(provider.seen) == 2 * N
    assert {sample.raw for sample in samples(workspace, again)} == {GOOD}


def test_an_answer_that_cannot_be_read_any_more_is_asked_for_anew(
    workspace: Workspace, admin: Actor, provider: ScriptedProvider
) -> None:
    add_personas(workspace, admin, N)
    provider.reply = lambda _request, _number: answered()  # its body is {}
    run_new(workspace, admin)
    run_new(workspace, admin)
    assert len(provider.seen) == 2 * N


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (answered_whole("No.", "content_filter"), "refused"),
        (answered_whole("Math problem: Ada ba", "length"), "cut_off"),
        (answered_whole("Good day!"), "unparseable"),
    ],
)
def test_an_answer_that_is_no_good_is_an_answer_too(
    workspace: Workspace, admin: Actor, provider: ScriptedProvider, answer: Answer, outcome: str
) -> None:
    add_personas(workspace, admin, N)
    provider.reply = lambda _request, _number: answer
    run_new(workspace, admin)
    again = run_new(workspace, admin)
    assert len(provider.seen) == N
    assert {sample.outcome for sample in samples(workspace, again)} == {outcome}


def test_items_of_one_job_that_ask_the_same_are_answers_of_their_own(
    workspace: Workspace, admin: Actor, provider: ScriptedProvider
) -> None:
    add_personas(workspace, admin, 1)
    provider.reply = lambda _request, _number: answered_whole("Good day!")
    run_new(workspace, admin, target=2, max_tries=6)
    assert len({request.prompt for request in provider.seen}) == 1
    assert len(provider.seen) == len({request.seed for request in provider.seen}) == 6


def test_generating_again_is_asked_anew(workspace: Workspace, admin: Actor, provider: ScriptedProvider) -> None:
    add_personas(workspace, admin, N)
    first = run_new(workspace, admin)
    run_job(workspace, generate_again(workspace, [row.id or 0 for row in samples(workspace, first)], actor=admin))
    assert len(provider.seen) == 2 * N


def test_money_that_is_used_up_does_not_keep_answers_that_are_there(
    workspace: Workspace, admin: Actor, provider: ScriptedProvider
) -> None:
    add_personas(workspace, admin, N)
    set_price(workspace, admin)
    run_new(workspace, admin)
    save_caps(workspace, Caps(total_usd=0.01, daily_usd=0.01), actor=admin)
    again = run_new(workspace, admin)
    assert (len(provider.seen), job_counts(workspace, again).state["ok"]) == (N, N)


def test_the_demo_generator_writes_anew(workspace: Workspace, admin: Actor) -> None:
    add_personas(workspace, admin, N)
    jobs = [run_new(workspace, admin, provider="demo") for _ in range(2)]
    assert {row.from_attempt_id for job_id in jobs for row in attempts(workspace, job_id)} == {None}
