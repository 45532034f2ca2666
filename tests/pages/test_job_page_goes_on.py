"""The page of a job that rests: its batches at the vendor, and how one that money ended is taken up again."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from curation.models import Batch, BatchState, Job, JobState
from curation.services import batches
from curation.services.jobs import get_job
from curation.services.permissions import Actor
from curation.services.spending import Caps, save_caps
from curation.workspace import Workspace
from tests.services.scripted import ScriptedProvider, add_personas, answered, run_job, set_price, start_paid

Opener = Callable[..., AppTest]
HANDED_OVER = datetime(2026, 11, 24, 14, 2, tzinfo=UTC)
ASKED = datetime(2026, 11, 24, 14, 30, tzinfo=UTC)
FAR_AWAY = datetime(2199, 1, 1, 15, 5, tzinfo=UTC)


def open_job(page: Opener, actor: Actor, job_id: int) -> AppTest:
    app = page("jobs", actor_id=actor.id, query={"job": str(job_id)})
    assert not app.exception
    return app


def said(app: AppTest) -> str:
    shown = (*app.markdown, *app.caption, *app.warning, *app.error, *app.header)
    return "\n".join(str(element.value) for element in shown).replace("\\", "")


def resume(app: AppTest) -> AppTest:
    app = next(button for button in app.button if button.label == "Resume").click().run()
    assert not app.exception
    return app


@pytest.fixture
def dear(workspace: Workspace, admin: Actor, provider: ScriptedProvider) -> ScriptedProvider:
    """A provider of which each answer costs a dollar, and three people to write for."""
    set_price(workspace, admin)
    add_personas(workspace, admin, 3)
    provider.reply = lambda _request, _number: answered(tokens=(100, 1_000))
    return provider


def test_a_job_that_used_up_its_budget_asks_for_a_higher_one(
    page: Opener, workspace: Workspace, admin: Actor, dear: ScriptedProvider
) -> None:
    job_id = start_paid(workspace, admin, budget_usd=2.0)
    run_job(workspace, job_id)
    app = open_job(page, admin, job_id)
    assert "It stopped since its budget was used up." in said(app)
    assert next(button for button in app.button if button.label == "Resume").disabled
    app = app.number_input(key=f"budget_{job_id}").set_value(2.0).run()
    app = resume(app)
    assert "Give it a higher one." in said(app)
    assert get_job(workspace, job_id).state == JobState.DONE
    app = resume(app.number_input(key=f"budget_{job_id}").set_value(5.0).run())
    job = get_job(workspace, job_id)
    assert (job.state, job.budget_usd) == (JobState.QUEUED, 5.0)
    assert "Cancel" in [button.label for button in app.button]
    run_job(workspace, job_id)
    assert len(dear.seen) == 3
    assert "Resume" not in [button.label for button in open_job(page, admin, job_id).button]


def test_a_job_that_the_cap_ended_says_who_can_change_that(
    page: Opener, workspace: Workspace, admin: Actor, dear: ScriptedProvider
) -> None:
    save_caps(workspace, Caps(total_usd=2.0), actor=admin)
    job_id = start_paid(workspace, admin)
    run_job(workspace, job_id)
    app = open_job(page, admin, job_id)
    assert "It stopped since the workspace's cap was used up." in said(app)
    assert "once an admin has raised the workspace's cap" in said(app)
    app = resume(app)
    assert "cap of $2.00 is still used up" in said(app)
    save_caps(workspace, Caps(total_usd=3.0), actor=admin)
    resume(app)
    assert get_job(workspace, job_id).state == JobState.QUEUED


def add_batches(workspace: Workspace, job_id: int, *rows: dict[str, Any]) -> None:
    """Let the vendor have batches of a job that waits until a certain time."""
    with workspace.write() as tx:
        job = tx.get_one(Job, job_id)
        job.not_before = FAR_AWAY
        tx.add(job)
        for number, fields in enumerate(rows):
            told: dict[str, Any] = {
                "job_id": job_id,
                "provider": "openai",
                "model": "model-a",
                "token": f"t{number}",
                "n": 3,
            }
            tx.add(Batch(**{**told, **fields}))


def test_the_batches_of_a_job_stand_on_its_page_with_what_comes_next(
    page: Opener, workspace: Workspace, admin: Actor, dear: ScriptedProvider
) -> None:
    job_id = start_paid(workspace, admin, batch=True)
    assert "None yet. Its calls are handed over together" in said(open_job(page, admin, job_id))
    sent = {"submitted_at": HANDED_OVER, "polled_at": ASKED, "vendor_id": "batch_*7*"}
    add_batches(
        workspace,
        job_id,
        {**sent, "state": BatchState.FAILED, "reason": "Line 1 is no <b>request</b>."},
        {**sent, "state": BatchState.RUNNING, "n_done": 1},
        {"state": BatchState.SUBMITTING},
    )
    app = open_job(page, admin, job_id)
    shown = said(app)
    assert "Batches at the vendor (3)" in shown
    assert "batch_*7* · 3 calls, 1 answered" in shown
    assert "Handed over: 2026-11-24 14:02 UTC · Last asked: 2026-11-24 14:30 UTC" in shown
    assert "The vendor works on it. It is asked again at 15:05 UTC, by the worker." in shown
    assert "The vendor ran none of it and bills nothing. Its calls go into another batch." in shown
    assert "The reason: Line 1 is no <b>request</b>." in shown
    assert "not named by the vendor yet · 3 calls" in shown
    assert "It is being filled; nothing of it is with the vendor yet." in shown
    assert not any(element.allow_html for element in app.markdown)


def test_a_job_that_makes_its_calls_one_by_one_has_no_batches(
    page: Opener, workspace: Workspace, admin: Actor, dear: ScriptedProvider
) -> None:
    assert "Batches at the vendor" not in said(open_job(page, admin, start_paid(workspace, admin)))


@pytest.mark.parametrize(
    ("batch", "job", "sentence"),
    [
        ({"state": BatchState.RUNNING}, {}, "It is asked as soon as the worker comes to the job."),
        ({"state": BatchState.RUNNING}, {"cancel_requested": True}, "The vendor is asked to stop it"),
        ({"state": BatchState.RUNNING}, {"state": JobState.FAILED}, "Resume the job to ask for what it has answered."),
        ({"state": BatchState.SUBMITTING, "submitted_at": ASKED}, {}, "Nobody heard whether it arrived."),
        ({"state": BatchState.ENDED}, {}, "It is over, and its answers are stored."),
        ({"state": BatchState.CANCELLED}, {}, "It was stopped."),
        ({"state": BatchState.UNKNOWN}, {}, "only a person asks for them again"),
        ({"state": BatchState.FAILED}, {"state": JobState.FAILED}, "Its calls are made once the job is resumed."),
    ],
)
def test_what_comes_next_of_a_batch_is_said_in_a_sentence(
    workspace: Workspace, admin: Actor, dear: ScriptedProvider, batch: dict[str, object], job: dict[str, object],
    sentence: str,
) -> None:  # fmt: skip
    job_id = start_paid(workspace, admin, batch=True)
    add_batches(workspace, job_id, batch)
    with workspace.write() as tx:
        row = tx.get_one(Job, job_id)
        row.not_before = None
        for name, value in job.items():
            setattr(row, name, value)
        tx.add(row)
    (found,) = batches.list_batches(workspace, job_id)
    assert sentence in batches.what_comes_next(found, get_job(workspace, job_id))
