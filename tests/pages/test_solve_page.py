"""Problems solved again, as a curator asks for it and a reader sees it."""

from collections.abc import Callable

import pytest
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from curation.models import Job, JobKind, Sample
from curation.services import people
from curation.services.permissions import Actor
from curation.services.provider_findings import keep_models
from curation.services.providers import save_provider
from curation.workspace import Workspace
from tests.services.scripted import ScriptedProvider, run_job
from tests.services.solve_runs import ASSISTANT, OTHER, PROGRAM, add_problems, by_text, says, solve
from tests.walls import needs_walls

pytestmark = needs_walls

Open = Callable[..., AppTest]
PROBLEM = "How many bees are in [three](http://evil.example) hives?"


@pytest.fixture
def solved(workspace: Workspace, admin: Actor, provider: ScriptedProvider) -> int:
    """A problem on which two of three runs agree, one of them by a program."""
    (sample_id,) = add_problems(workspace, (PROBLEM, "42"))
    program = "```python\nprint(6 * 7)\n```"
    provider.reply = by_text({PROBLEM: [program, says("42"), says("<b>41</b>")]})
    run_job(workspace, solve(workspace, admin, [sample_id], PROGRAM, ASSISTANT, OTHER))
    return sample_id


def said(app: AppTest) -> str:
    """Return what stands on the page, without the marks that keep text from being Markdown."""
    parts = [*app.markdown, *app.caption, *app.text, *app.warning, *app.code]
    return "\n".join(str(part.value) for part in parts).replace("\\", "").replace("\u2060", "")


def test_the_page_of_a_sample_shows_each_run_and_the_verdict(page: Open, admin: Actor, solved: int) -> None:
    app = page("sample", actor_id=admin.id, query={"sample": str(solved)})
    assert not app.exception
    text = said(app)
    assert "2 of 3 runs agree on 42, as the sample itself says." in text
    assert "Run 1: **42**" in text
    assert "Run 3: **<b>41</b>**" in text
    assert text.count("agrees") == 2
    assert "differs" in text
    assert "by a program" in text


def test_a_run_shows_its_program_once_that_is_wanted(page: Open, admin: Actor, solved: int) -> None:
    app = page("sample", actor_id=admin.id, query={"sample": str(solved)})
    assert "6 * 7" not in said(app)
    app.session_state["solution_1"] = True
    assert "print(6 * 7)" in said(app.run())


def test_a_sample_that_nobody_solved_says_so(page: Open, workspace: Workspace, admin: Actor) -> None:
    (sample_id,) = add_problems(workspace, (PROBLEM, None))
    assert "No run has solved this problem again" in said(
        page("sample", actor_id=admin.id, query={"sample": str(sample_id)})
    )


def test_a_curator_has_a_problem_solved_from_its_page(page: Open, workspace: Workspace, admin: Actor) -> None:
    (sample_id,) = add_problems(workspace, (PROBLEM, None))
    app = page("sample", actor_id=admin.id, query={"sample": str(sample_id)})
    app.session_state["solve_box"] = True
    app.run()
    button = next(button for button in app.button if button.label == "Solve this problem")
    app = button.click().run()
    assert not app.exception
    assert "is in the queue" in str(app.success[0].value)
    with workspace.read() as session:
        (job,) = session.exec(select(Job).where(Job.kind == JobKind.SOLVE)).all()
    assert (job.params["sample_ids"], job.total) == ([sample_id], 3)
    assert [run["style"] for run in job.params["runs"]] == ["assistant", "program", "assistant"]


def test_models_that_an_admin_suggests_and_those_that_the_provider_lists_are_offered(
    page: Open, workspace: Workspace, admin: Actor
) -> None:
    (sample_id,) = add_problems(workspace, (PROBLEM, None))
    base_url = "http://127.0.0.1:9/v1"
    save_provider(workspace, "openai", base_url=base_url, models=["mine"], actor=admin)
    with workspace.write() as tx:
        keep_models(tx, "openai", base_url, ["listed", "mine"])
    app = page("sample", actor_id=admin.id, query={"sample": str(sample_id)})
    app.session_state["solve_box"] = True
    options = app.run().selectbox(key="solve_run_1").options
    assert [name for name in options if "openai" in name] == [
        "mine in words (openai)", "mine by a program (openai)",
        "listed in words (openai)", "listed by a program (openai)",
    ]  # fmt: skip


def test_a_run_by_a_model_of_ones_own_is_typed(page: Open, workspace: Workspace, admin: Actor) -> None:
    (sample_id,) = add_problems(workspace, (PROBLEM, None))
    app = page("sample", actor_id=admin.id, query={"sample": str(sample_id)})
    app.session_state["solve_box"] = True
    app.session_state["solve_run_0"] = "openai:llama3:8b:guess"
    assert "is no run" in said(app.run())


def test_many_are_solved_from_the_list(page: Open, workspace: Workspace, admin: Actor) -> None:
    add_problems(workspace, (PROBLEM, None), ("How many wasps?", None))
    app = page("samples", actor_id=admin.id)
    app.session_state["solve_box"] = True
    app.run()
    assert not app.exception
    assert any(button.label == "Solve 2 problems" for button in app.button)


def test_an_annotator_is_not_offered_to_spend_money(page: Open, workspace: Workspace, admin: Actor) -> None:
    (sample_id,) = add_problems(workspace, (PROBLEM, None))
    annotator = people.join(workspace, "Bea")
    app = page("sample", actor_id=annotator.id, query={"sample": str(sample_id)})
    assert "Solve again" not in [box.label for box in app.expander]


def test_where_runs_differ_the_review_desk_shows_them(
    page: Open, workspace: Workspace, admin: Actor, provider: ScriptedProvider
) -> None:
    first, second = add_problems(workspace, ("First?", None), ("Second?", None))
    provider.reply = by_text({"Second?": [says("1"), says("2")]})
    run_job(workspace, solve(workspace, admin, [second], ASSISTANT, OTHER))
    app = page("review", actor_id=admin.id)
    assert "Second?" in said(app)
    assert "answer solved: The 2 runs disagree: 1; 2." in said(app)
    assert "Solved again: disagreed" in [box.label for box in app.expander]
    with workspace.read() as session:
        assert not session.get_one(Sample, first).wanted


def test_the_page_of_a_job_shows_what_is_retained_and_each_pair(page: Open, admin: Actor, solved: int) -> None:
    app = page("jobs", actor_id=admin.id, query={"job": "1"})
    assert not app.exception
    assert "**Retained**: 100% (95 % interval 21% to 100%, n = 1)" in said(app)
    assert [*app.dataframe[0].value["Agree"]] == ["1 of 1", "0 of 1", "0 of 1"]
    assert {metric.label: metric.value for metric in app.metric}["Agreed"] == "1"
    assert "Problems solved again" in app.title[0].value
