"""Jobs that rest, from the command line: with the vendor until their batches end, or until there is more money."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from curation.cli import running
from curation.jobs import batches
from curation.models import Job, JobKind, JobState
from curation.services import jobs
from curation.services.jobs import JobPublic
from curation.services.people import join
from curation.settings import Settings
from curation.store.jobs import end_job
from curation.workspace import Workspace, open_workspace
from tests.cli.conftest import Run
from tests.conftest import HashEmbedder
from tests.providers.batch_server import BatchVendor
from tests.providers.conftest import server
from tests.providers.loopback import VENDOR_NAMES
from tests.services.batch_jobs import be_the_vendor
from tests.services.scripted import MODEL, ScriptedProvider, answered, provider, set_price

__all__ = ["provider", "server"]
ASK = ("generate", "--scenario", "math", "--model", MODEL, "--personas", 5, "--seed", 1, "--batch", "--wait", "--json")


@pytest.fixture
def opened(filled: Run, folder: Path) -> Iterator[Workspace]:
    """The workspace of the commands."""
    found = open_workspace(Settings(workspace=folder, key_file=None), embedder=HashEmbedder())
    yield found
    found.close()


@pytest.fixture(params=VENDOR_NAMES)
def vendor(
    request: pytest.FixtureRequest, server: HTTPServer, opened: Workspace, monkeypatch: pytest.MonkeyPatch
) -> Iterator[BatchVendor]:
    """Give a vendor that the commands reach."""
    monkeypatch.setattr(batches, "CANCEL_LOOK_S", 0.01)
    scripted = BatchVendor(request.param, server).listen()
    be_the_vendor(scripted, opened, join(opened, "Ada"), monkeypatch)
    yield scripted
    server.clear()


def waits(monkeypatch: pytest.MonkeyPatch, *acts: Callable[[], None]) -> list[Callable[[], None]]:
    """Let something happen at each look of the command at its waiting job; return what has not happened yet."""
    left = list(acts)

    def pause(seconds: float) -> None:
        assert 0 < seconds <= running.PATIENT_LOOK_S
        left.pop(0)()

    monkeypatch.setattr(running, "pause", pause)
    return left


def newest(workspace: Workspace) -> JobPublic:
    return next(job for job in jobs.list_jobs(workspace) if job.kind == JobKind.GENERATE)


def is_due(workspace: Workspace) -> None:
    """Let the time have come at which the vendor is asked again."""
    with workspace.write() as tx:
        job = tx.get_one(Job, newest(workspace).id)
        job.not_before = None
        tx.add(job)


def made(states: Mapping[str, int]) -> int:
    """Return how many were answered; the scripted answer is near to some of these people only."""
    return states["ok"] + states["check_failed"]


def interrupt() -> None:
    raise KeyboardInterrupt


def test_a_command_waits_for_the_vendor_and_tells_the_end(
    filled: Run, opened: Workspace, vendor: BatchVendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nothing_yet() -> None:
        assert newest(opened).state == JobState.QUEUED

    def ended() -> None:
        vendor.end()
        is_due(opened)

    left = waits(monkeypatch, nothing_yet, lambda: is_due(opened), nothing_yet, ended, nothing_yet)
    ran = filled(*ASK, "--provider", vendor.name)
    assert (ran.code, left) == (0, [])
    assert made(ran.json["state"]) == ran.json["requested"] == 5
    assert ran.err.count("5 calls are with the vendor in batches. Ctrl-C leaves it so.") == 1
    assert len(vendor.billed) == 5


def test_ctrl_c_leaves_the_job_with_the_vendor_and_says_how_to_go_on(
    filled: Run, opened: Workspace, vendor: BatchVendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits(monkeypatch, interrupt)
    ran = filled(*ASK, "--provider", vendor.name)
    job = newest(opened)
    assert (ran.code, ran.error["code"]) == (1, "interrupted")
    assert "The vendor goes on with 5 calls and bills them, whether or not anybody waits." in ran.error["message"]
    assert f"jobs resume {job.id} --wait" in ran.error["hint"]
    assert (job.state, job.not_before is not None) == (JobState.QUEUED, True)
    vendor.end()
    is_due(opened)
    resumed = filled("jobs", "resume", job.id, "--wait", "--json").json
    assert (resumed["state"], made(resumed["result"]["state"])) == ("done", 5)
    assert len(vendor.billed) == 5


def test_a_job_that_others_give_up_ends_the_wait(
    filled: Run, opened: Workspace, vendor: BatchVendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def give_up() -> None:
        jobs.cancel_job(opened, newest(opened).id, actor=join(opened, "Ada"))

    waits(monkeypatch, give_up, lambda: None)
    ran = filled(*ASK, "--provider", vendor.name)
    assert (ran.code, ran.error["code"]) == (1, "cancelled")
    assert not vendor.billed


def test_a_job_that_others_end_is_told_at_the_next_look(
    filled: Run, opened: Workspace, vendor: BatchVendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def end_it() -> None:
        with opened.write() as tx:
            end_job(tx, newest(opened).id, state=JobState.DONE, result={})

    left = waits(monkeypatch, end_it)
    assert filled(*ASK, "--provider", vendor.name).code == 0
    assert not left


def test_a_job_with_the_vendor_is_shown_with_its_batches(
    filled: Run, opened: Workspace, vendor: BatchVendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits(monkeypatch, interrupt)
    filled(*ASK, "--provider", vendor.name)
    job_id = newest(opened).id
    (batch,) = filled("jobs", "show", job_id, "--json").json["batches"]
    assert (batch["state"], batch["vendor_id"], batch["n"]) == ("running", "batch_0", 5)
    assert batch["next"].startswith("The vendor works on it. It is asked again at ")
    assert f"Batch {batch['id']}: running, batch_0, 0 of 5 answered, handed over " in filled("jobs", "show", job_id).out


def test_a_job_that_used_up_its_budget_says_how_to_go_on_and_does(
    filled: Run, opened: Workspace, provider: ScriptedProvider
) -> None:
    set_price(opened, join(opened, "Ada"))
    provider.reply = lambda _request, _number: answered(tokens=(100, 1_000))
    asked = ("generate", "--scenario", "math", "--provider", "openai", "--model", MODEL, "--max-output-tokens", 1_000)
    ran = filled(*asked, "--plan", "target:5", "--personas", 5, "--max-tries", 5, "--budget-usd", 2, "--wait")
    job_id = newest(opened).id
    assert f"jobs resume {job_id} --budget-usd USD, with a higher one" in ran.out
    assert f"jobs resume {job_id} --budget-usd USD" in filled("jobs", "show", job_id).out
    refused = filled("jobs", "resume", job_id, "--wait", "--json").error
    assert (refused["code"], "--budget-usd USD" in refused["hint"]) == ("budget", True)
    assert "To go on, jobs resume" in filled("jobs", "resume", job_id, "--budget-usd", 3, "--wait").out
    resumed = filled("jobs", "resume", job_id, "--budget-usd", 10, "--wait", "--json").json
    assert resumed["result"]["stopped_by"] in ("target", "max_tries")
    assert len(provider.seen) == 5
