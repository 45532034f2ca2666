"""Jobs as people see them: the queue, one job, its counts, and how it is steered."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from curation.models import Attempt, Job, JobState, Sample
from curation.services.generation import GenerationAsk, start_generation
from curation.services.jobs import get_job, list_jobs
from curation.services.permissions import Actor
from curation.workspace import Workspace, take_lock
from tests.services.scripted import add_personas, run_job

Opener = Callable[..., AppTest]


@pytest.fixture
def job_id(workspace: Workspace, admin: Actor) -> int:
    add_personas(workspace, admin, 3)
    return start_generation(workspace, GenerationAsk(scenario="math", seed=1), actor=admin)


def open_job(page: Opener, actor: Actor, job_id: int) -> AppTest:
    app = page("jobs", actor_id=actor.id, query={"job": str(job_id)})
    assert not app.exception
    return app


def said(app: AppTest) -> str:
    shown = (*app.title, *app.markdown, *app.caption, *app.warning, *app.error, *app.code)
    return "\n".join(str(element.value) for element in shown).replace("\\", "")


def labels(app: AppTest) -> list[str]:
    return [button.label.replace("\\", "") for button in app.button]


def press(app: AppTest, label: str) -> AppTest:
    next(button for button in app.button if button.label == label).click()
    return app.run()


def test_an_empty_queue_says_what_shows_up_here(page: Opener, workspace: Workspace, admin: Actor) -> None:
    app = page("jobs", actor_id=admin.id)
    assert "Nothing has been done yet" in said(app)


def test_without_a_worker_the_page_says_how_to_start_one(page: Opener, workspace: Workspace, admin: Actor) -> None:
    app = page("jobs", actor_id=admin.id)
    assert f"python -m curation --workspace {workspace.path} worker" in said(app)


def test_a_worker_is_named(page: Opener, workspace: Workspace, admin: Actor, tmp_path: Path) -> None:
    lock = take_lock(workspace.worker_lock, "worker")
    app = page("jobs", actor_id=admin.id)
    lock.close()
    assert "The worker runs: process" in said(app)


def test_the_queue_shows_each_job_with_its_state(page: Opener, workspace: Workspace, admin: Actor, job_id: int) -> None:
    app = page("jobs", actor_id=admin.id)
    assert f"{job_id} · Generation: math by demo / grammar/1" in labels(app)
    assert "queued" in said(app)
    run_job(workspace, job_id)
    assert "3 of 3" in said(page("jobs", actor_id=admin.id))


def test_a_finished_job_shows_counts_that_add_up(page: Opener, workspace: Workspace, admin: Actor, job_id: int) -> None:
    run_job(workspace, job_id)
    app = open_job(page, admin, job_id)
    assert {metric.label: metric.value for metric in app.metric}["Done"] == "3 of 3"
    assert "3 ok" in said(app)
    assert "of 3 asked for" in said(app)
    assert "free" in [metric.value for metric in app.metric]
    assert "Cancel" not in labels(app)
    assert "Resume" not in labels(app)


def test_a_waiting_job_is_cancelled_and_resumed_by_buttons(
    page: Opener, workspace: Workspace, admin: Actor, job_id: int
) -> None:
    app = open_job(page, admin, job_id)
    assert "3 waiting" in said(app)
    app = press(app, "Cancel")
    assert get_job(workspace, job_id).state == JobState.CANCELLED
    assert "3 cancelled" in said(app)
    press(app, "Resume")
    assert get_job(workspace, job_id).state == JobState.QUEUED


def test_a_job_that_waits_for_a_provider_can_be_taken_up_at_once_or_cancelled(
    page: Opener, workspace: Workspace, admin: Actor, job_id: int
) -> None:
    with workspace.write() as tx:
        job = tx.get_one(Job, job_id)
        job.state = JobState.PAUSED
        tx.add(job)
    app = open_job(page, admin, job_id)
    assert {"Cancel", "Resume"} <= set(labels(app))
    press(app, "Resume")
    assert get_job(workspace, job_id).state == JobState.QUEUED


def test_an_annotator_sees_a_job_and_cannot_steer_it(
    page: Opener, workspace: Workspace, annotator: Actor, job_id: int
) -> None:
    app = open_job(page, annotator, job_id)
    assert "3 waiting" in said(app)
    assert "Cancel" not in labels(app)


def test_an_error_is_shown_as_its_sentence(page: Opener, workspace: Workspace, admin: Actor, job_id: int) -> None:
    with workspace.write() as tx:
        job = tx.get_one(Job, job_id)
        job.state, job.error = JobState.FAILED, "The provider does not accept the key (HTTP 401)."
        tx.add(job)
    assert "does not accept the key" in said(open_job(page, admin, job_id))


def test_calls_of_unknown_end_are_listed_with_the_money_and_made_again_once(
    page: Opener, workspace: Workspace, admin: Actor, job_id: int
) -> None:
    run_job(workspace, job_id)
    with workspace.write() as tx:
        sample = tx.exec(select(Sample).where(Sample.job_id == job_id, Sample.item_no == 1)).one()
        sample.outcome, sample.reason = "unknown", "The worker ended. ![x](http://evil.example/a)"
        tx.add(sample)
        tx.add(Attempt(job_id=job_id, item_no=1, try_no=2, state="unknown", reserved_usd=0.25))
    app = open_job(page, admin, job_id)
    assert "up to $0.25" in said(app)
    assert all("![x](http" not in element.value for element in (*app.markdown, *app.caption))
    app = press(app, "Generate 1 again")
    again = list_jobs(workspace)[0]
    assert (again.params["how"], again.total) == ("again", 1)
    assert f"Job {again.id}" in app.title[0].value
    app = open_job(page, admin, job_id)
    assert "Of unknown end (1)" in [header.value for header in app.header]
    assert "All of them were asked for again" in said(app)
    assert "Generate 1 again" not in labels(app)
    assert [job.id for job in list_jobs(workspace) if job.params.get("how") == "again"] == [again.id]


@pytest.mark.parametrize("wanted", ["999", "x", "-1", "１"])
def test_a_job_that_does_not_exist_is_said(page: Opener, workspace: Workspace, admin: Actor, wanted: str) -> None:
    app = page("jobs", actor_id=admin.id, query={"job": wanted})
    assert not app.exception
    assert "No such job" in said(app)
