"""Jobs and money: what is refused before a job is begun, and how a job goes on that a budget or the cap has ended."""

from collections import Counter

import pytest
from sqlmodel import delete

from curation.errors import BadInputError, BudgetError, ConflictError
from curation.models import JobKind, JobState, ModelPrice, PersonaFilter, SampleFilter
from curation.services.generate_again import generate_again
from curation.services.job_counts import job_counts
from curation.services.jobs import JobPublic, cancel_job, enqueue, get_job, job_log, list_jobs, resume_job
from curation.services.make_personas import start_expansion
from curation.services.permissions import Actor
from curation.services.persona_counts import persona_counts
from curation.services.persona_plans import ExpandAsk
from curation.services.solve_plan import SolveAsk, SolverRun
from curation.services.solving import solve_counts, start_solving
from curation.services.spending import Caps, save_caps
from curation.services.trials import TrialAsk, start_trial
from curation.workspace import Workspace
from tests.services.asking_for_personas import in_json, stated
from tests.services.scripted import MODEL, ScriptedProvider, add_personas, answered, run_job, set_price, start_paid

FULL = (100, 1_000)
"""Tokens of an answer that costs all that was set aside for it, which is $1."""
PEOPLE = (
    "A clockmaker who climbs",
    "Some diver of pearls",
    "This farmer grows rye",
    "One judge paints birds",
    "The old tailor sings",
    "Any piper walks far",
)
WHO = ("persona", "nobody")


@pytest.fixture(autouse=True)
def each_call_costs_a_dollar(workspace: Workspace, admin: Actor, provider: ScriptedProvider) -> None:
    set_price(workspace, admin)
    provider.reply = lambda _request, _number: answered(tokens=FULL)


def run(workspace: Workspace, job_id: int) -> JobPublic:
    run_job(workspace, job_id)
    return get_job(workspace, job_id)


def made(workspace: Workspace, job_id: int) -> int:
    state = job_counts(workspace, job_id).state
    return state["ok"] + state["check_failed"]


def each_sent_once(provider: ScriptedProvider) -> bool:
    return set(Counter(request.prompt for request in provider.seen).values()) == {1}


def test_a_job_that_used_up_its_budget_goes_on_with_a_higher_one(
    workspace: Workspace, admin: Actor, provider: ScriptedProvider
) -> None:
    add_personas(workspace, admin, 5)
    job_id = start_paid(workspace, admin, budget_usd=2.0)
    assert run(workspace, job_id).stopped_by == "budget"
    assert get_job(workspace, job_id).can_be_resumed
    with pytest.raises(BudgetError, match=f"Job {job_id} has used up its budget of .2.00. Give it a higher one"):
        resume_job(workspace, job_id, actor=admin)
    with pytest.raises(BudgetError, match=r"has used up its budget of .2\.00; .2\.00 is no more"):
        resume_job(workspace, job_id, actor=admin, budget_usd=2.0)
    assert get_job(workspace, job_id).state == JobState.DONE

    resume_job(workspace, job_id, actor=admin, budget_usd=4.0)
    waiting = get_job(workspace, job_id)
    assert (waiting.state, waiting.stopped_by, waiting.budget_usd) == (JobState.QUEUED, "", 4.0)
    assert job_log(workspace, job_id)[-1].text == "Resumed by Ada with a budget of $4.00."
    assert (run(workspace, job_id).stopped_by, made(workspace, job_id)) == ("budget", 4)

    resume_job(workspace, job_id, actor=admin, budget_usd=9.0)
    done = run(workspace, job_id)
    assert (done.state, done.stopped_by, done.can_be_resumed) == (JobState.DONE, "", False)
    assert (made(workspace, job_id), len(provider.seen), each_sent_once(provider)) == (5, 5, True)
    with pytest.raises(ConflictError, match="is done"):
        resume_job(workspace, job_id, actor=admin, budget_usd=20.0)


def test_a_job_that_the_cap_ended_goes_on_once_the_cap_is_higher(
    workspace: Workspace, admin: Actor, provider: ScriptedProvider
) -> None:
    add_personas(workspace, admin, 5)
    save_caps(workspace, Caps(total_usd=2.5), actor=admin)
    job_id = start_paid(workspace, admin)
    assert run(workspace, job_id).stopped_by == "total_cap"
    with pytest.raises(BudgetError, match=r"cap of .2.50 is still used up: .2.00 is spent") as refused:
        resume_job(workspace, job_id, actor=admin)
    assert "An admin raises it on the Providers page" in str(refused.value)
    save_caps(workspace, Caps(total_usd=3.0), actor=admin)
    resume_job(workspace, job_id, actor=admin)
    assert (run(workspace, job_id).stopped_by, made(workspace, job_id)) == ("total_cap", 3)
    save_caps(workspace, Caps(), actor=admin)
    resume_job(workspace, job_id, actor=admin)
    assert (run(workspace, job_id).stopped_by, made(workspace, job_id)) == ("", 5)
    assert each_sent_once(provider)


def test_a_target_goes_on_towards_its_number(workspace: Workspace, admin: Actor, provider: ScriptedProvider) -> None:
    add_personas(workspace, admin, 6)
    job_id = start_paid(workspace, admin, target=4, max_tries=6, budget_usd=2.0)
    stopped = run(workspace, job_id)
    assert (stopped.stopped_by, stopped.total) == ("budget", 2)
    resume_job(workspace, job_id, actor=admin, budget_usd=50.0)
    assert get_job(workspace, job_id).total == 6
    ended = run(workspace, job_id)
    assert ended.stopped_by in ("target", "max_tries")
    assert len(provider.seen) > 2
    assert each_sent_once(provider)


def test_people_of_people_are_made_to_the_last_step(
    workspace: Workspace, admin: Actor, provider: ScriptedProvider
) -> None:
    ids = add_personas(workspace, admin, 2)
    provider.reply = lambda _request, number: answered(in_json(stated(PEOPLE[number % 6], "colleague")), tokens=FULL)
    fields = {"provider": "openai", "model": MODEL, "seed": 5, "steps": 2, "per_call": 1}
    params = {"max_output_tokens": 1_000}
    ask = {**fields, "personas": PersonaFilter(ids=tuple(ids)), "params": params, "budget_usd": 3.0}
    job_id = start_expansion(workspace, ExpandAsk.model_validate(ask), actor=admin)
    assert run(workspace, job_id).stopped_by == "budget"
    assert len(provider.seen) == 3
    resume_job(workspace, job_id, actor=admin, budget_usd=10.0)
    assert run(workspace, job_id).stopped_by == ""
    assert persona_counts(workspace, job_id).calls.state["ok"] == len(provider.seen) == 4
    assert each_sent_once(provider)


def test_problems_get_the_runs_and_the_verdicts_that_were_missing(
    workspace: Workspace, admin: Actor, provider: ScriptedProvider
) -> None:
    add_personas(workspace, admin, 3)
    run(workspace, start_paid(workspace, admin))
    provider.seen.clear()
    solver = SolverRun(provider="openai", model=MODEL)
    ask = {"samples": SampleFilter(scenarios=("math",)), "runs": (solver, solver), "budget_usd": 4.0}
    job_id = start_solving(
        workspace, SolveAsk.model_validate({**ask, "params": {"max_output_tokens": 1_000}}), actor=admin
    )
    assert run(workspace, job_id).stopped_by == "budget"
    resume_job(workspace, job_id, actor=admin, budget_usd=10.0)
    assert run(workspace, job_id).stopped_by == ""
    assert sum(solve_counts(workspace, job_id).verdicts.values()) == 3
    assert len(provider.seen) == 6


def test_a_job_that_somebody_stopped_may_be_given_another_budget_that_is_not_spent_yet(
    workspace: Workspace, admin: Actor, provider: ScriptedProvider
) -> None:
    add_personas(workspace, admin, 3)
    job_id = start_paid(workspace, admin, budget_usd=2.0)
    cancel_job(workspace, job_id, actor=admin)
    resume_job(workspace, job_id, actor=admin, budget_usd=1.0)
    assert (run(workspace, job_id).stopped_by, made(workspace, job_id)) == ("budget", 1)
    for amount in (0.0, -1.0, float("nan"), float("inf")):
        with pytest.raises(BadInputError, match="an amount above"):
            resume_job(workspace, job_id, actor=admin, budget_usd=amount)


def test_a_job_that_calls_no_model_has_no_budget(workspace: Workspace, admin: Actor) -> None:
    with workspace.write() as tx:
        job_id = enqueue(tx, kind=JobKind.DEDUP, params={}, total=0, actor=admin).id or 0
    cancel_job(workspace, job_id, actor=admin)
    with pytest.raises(BadInputError, match="calls no model"):
        resume_job(workspace, job_id, actor=admin, budget_usd=1.0)


@pytest.mark.parametrize("caps", [Caps(daily_usd=5.0), Caps(total_usd=5.0)])
def test_a_model_without_a_price_is_refused_under_a_cap_before_a_job_is_begun(
    workspace: Workspace, admin: Actor, provider: ScriptedProvider, caps: Caps
) -> None:
    (persona_id, *_) = add_personas(workspace, admin, 3)
    with workspace.write() as tx:
        tx.exec(delete(ModelPrice))
    earlier = start_paid(workspace, admin)
    run_job(workspace, earlier)
    save_caps(workspace, caps, actor=admin)
    before = list_jobs(workspace)
    sentence = "A cap is set for this workspace, and there is no price for openai / model-a, so the cap could not"
    with pytest.raises(BudgetError, match=sentence) as refused:
        start_paid(workspace, admin)
    assert "Providers page" in str(refused.value)
    arms = [{"name": who, "scenario": "math", "provider": "openai", "model": MODEL, "who": who} for who in WHO]
    with pytest.raises(BudgetError, match=sentence):
        start_trial(workspace, TrialAsk.model_validate({"arms": arms, "n": 1}), actor=admin)
    runs = (SolverRun(), SolverRun(provider="openai", model=MODEL))
    with pytest.raises(BudgetError, match=sentence):
        start_solving(workspace, SolveAsk(samples=SampleFilter(), runs=runs), actor=admin)
    ask = ExpandAsk(provider="openai", model=MODEL, personas=PersonaFilter(ids=(persona_id,)))
    with pytest.raises(BudgetError, match=sentence):
        start_expansion(workspace, ask, actor=admin)
    with pytest.raises(BudgetError, match=sentence):
        generate_again(workspace, [1], actor=admin)
    assert [job.id for job in list_jobs(workspace)] == [job.id for job in before]
    set_price(workspace, admin)
    assert start_paid(workspace, admin) > earlier
