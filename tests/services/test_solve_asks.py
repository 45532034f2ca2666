"""What is asked when problems are to be solved again: whom it reaches, what it costs, what it warns of."""

import pytest

from curation.errors import BadInputError, BudgetError, NotAllowedError
from curation.models import ItemState, Job, Sample, SampleFilter
from curation.services.permissions import Actor
from curation.services.solve_plan import SolveAsk, SolverRun
from curation.services.solving import preview
from curation.workspace import Workspace
from tests.services.scripted import (
    MODEL,
    ScriptedProvider,
    answered,
    run_job,
    set_price,
)
from tests.services.solve_runs import ASSISTANT, OTHER, PROGRAM, add_problems, says, solve


def state_of(workspace: Workspace, job_id: int) -> tuple[str, dict[str, object]]:
    with workspace.read() as session:
        job = session.get_one(Job, job_id)
        return job.state, job.result


def test_a_preview_warns_where_the_author_solves_and_where_runs_are_alike(workspace: Workspace, admin: Actor) -> None:
    own = add_problems(workspace, ("A?", None), model=MODEL)
    others = add_problems(workspace, ("B?", None))
    ask = SolveAsk(samples=SampleFilter(ids=(*own, *others)), runs=(ASSISTANT, PROGRAM))
    assert [warning.split(";")[0] for warning in preview(workspace, ask).warnings] == [
        "Models solve 1 of these 2 problems that they wrote themselves"
    ]
    alike = ask.model_copy(update={"runs": (OTHER, OTHER), "samples": SampleFilter(ids=tuple(others))})
    assert [warning.split(";")[0] for warning in preview(workspace, alike).warnings] == [
        "Two runs ask the same model in the same style"
    ]


def test_a_preview_adds_up_the_cost_of_all_runs(workspace: Workspace, admin: Actor) -> None:
    set_price(workspace, admin)
    ids = add_problems(workspace, ("A?", None), ("B?", None))
    ask = SolveAsk(samples=SampleFilter(ids=tuple(ids)), runs=(ASSISTANT, ASSISTANT))
    found = preview(workspace, ask)
    assert (found.n, found.estimate.n) == (2, 4)
    assert found.estimate.cost_low_usd == pytest.approx(4 * 512 * 1_000 / 1e6)
    mixed = preview(workspace, ask.model_copy(update={"runs": (ASSISTANT, OTHER)}))
    assert (mixed.estimate.cost_low_usd, mixed.estimate.no_price_for) == (None, "openai / model-b")


def test_a_budget_needs_a_price_and_is_kept(workspace: Workspace, admin: Actor, provider: ScriptedProvider) -> None:
    ids = add_problems(workspace, ("A?", None), ("B?", None))
    with pytest.raises(BudgetError, match="there is none for openai / model-a"):
        solve(workspace, admin, ids, ASSISTANT, ASSISTANT, budget_usd=1.0)
    set_price(workspace, admin)
    with pytest.raises(BudgetError, match="4 calls are estimated"):
        solve(workspace, admin, ids, ASSISTANT, ASSISTANT, budget_usd=2.04)
    provider.reply = lambda _request, _number: answered(says("1"), tokens=(0, 1_000))
    job_id = solve(workspace, admin, ids, ASSISTANT, ASSISTANT, budget_usd=2.1)
    run_job(workspace, job_id)
    assert provider.finished < 4
    assert state_of(workspace, job_id)[1]["stopped_by"] == "budget"


def test_a_program_style_is_refused_where_programs_cannot_be_run(
    workspace: Workspace, admin: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("curation.services.solving.sandbox_ready", lambda: "Programs are not run here: no walls.")
    ids = add_problems(workspace, ("A?", None))
    with pytest.raises(BadInputError, match="no walls"):
        solve(workspace, admin, ids, PROGRAM, ASSISTANT)
    assert solve(workspace, admin, ids, ASSISTANT, OTHER) > 0


def test_only_maths_problems_that_are_there_are_solved(workspace: Workspace, admin: Actor) -> None:
    ids = add_problems(workspace, ("A?", None), ("B?", None), ("C?", None))
    with workspace.write() as tx:
        tx.get_one(Sample, ids[0]).scenario = "npc"
        tx.get_one(Sample, ids[1]).state = ItemState.EXCLUDED
    ask = SolveAsk(samples=SampleFilter(ids=tuple(ids)), runs=(ASSISTANT, OTHER))
    found = preview(workspace, ask)
    assert (found.n, found.left_out) == (1, {"no maths problem": 1, "set aside, or without a problem": 1})


def test_an_annotator_may_not_spend_money_on_it(workspace: Workspace, annotator: Actor) -> None:
    ids = add_problems(workspace, ("A?", None))
    with pytest.raises(NotAllowedError):
        solve(workspace, annotator, ids, ASSISTANT, OTHER)


@pytest.mark.parametrize("runs", [[ASSISTANT], [ASSISTANT] * 6, [SolverRun(provider="openai"), ASSISTANT]])
def test_an_ask_has_two_to_five_runs_with_models(runs: list[SolverRun]) -> None:
    with pytest.raises(ValueError, match=r"at least 2|at most 5|needs the name of a model"):
        SolveAsk(runs=tuple(runs))
