"""Jobs from the command line: listed, stopped, interrupted, taken up again."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from curation.errors import BudgetError, ProviderError
from curation.jobs.context import JobCancelledError, JobContext, JobParkedError
from curation.jobs.handlers import CPU_HANDLERS, PROVIDER_HANDLERS
from curation.models import JobKind, JobState
from curation.providers.demo_provider import DemoProvider
from curation.services import jobs
from curation.services.jobs import JobPublic
from curation.settings import Settings
from curation.store.jobs import end_job
from curation.workspace import Workspace, open_workspace, take_lock
from tests.cli.conftest import Run

ASK = ("generate", "--scenario", "math", "--personas", 5, "--seed", 1)


def test_jobs_are_listed_newest_first_with_their_numbers(filled: Run) -> None:
    listed = filled("jobs", "list", "--json").json["jobs"]
    assert all(set(job) == {"id", "kind", "state", "done", "total", "cost_usd", "owner", "created"} for job in listed)
    assert [job["id"] for job in listed] == sorted((job["id"] for job in listed), reverse=True)
    generation = next(job for job in listed if job["kind"] == "generate")
    assert (generation["state"], generation["done"], generation["total"]) == ("done", 5, 5)
    assert generation["owner"] == "Ada"
    assert len(filled("jobs", "list", "--limit", 1, "--json").json["jobs"]) == 1
    assert filled("jobs", "list", "--active", "--json").json == {"jobs": []}


def test_a_job_is_shown_with_its_settings_result_and_log(filled: Run) -> None:
    shown = filled("jobs", "show", 1, "--json").json
    assert shown["kind"] == "import_personas"
    assert shown["result"]["added"] == 5
    assert shown["log"][-1]["text"] == "Ended: done."
    text = filled("jobs", "show", 1).out
    assert "import_personas" in text
    assert "Ended: done." in text


def test_a_waiting_job_is_cancelled_at_once_and_can_be_taken_up_again(filled: Run) -> None:
    job_id = filled(*ASK, "--json").json["job_id"]
    assert filled("jobs", "cancel", job_id, "--json").json == {
        "job_id": job_id,
        "state": "cancelled",
        "cancel_requested": True,
    }
    assert filled("jobs", "cancel", job_id, "--json").error["code"] == "conflict"
    assert filled("jobs", "resume", job_id, "--json").json["state"] == "queued"
    assert filled("jobs", "resume", job_id, "--json").error["code"] == "conflict"
    assert filled("jobs", "resume", job_id, "--wait", "--json").json["state"] == "done"


def test_an_annotator_may_not_cancel(filled: Run) -> None:
    job_id = filled(*ASK, "--json").json["job_id"]
    assert filled("jobs", "cancel", job_id, "--as", "Bea", "--json").error["code"] == "not_allowed"
    assert filled("jobs", "show", job_id, "--json").json["state"] == "queued"


def test_an_interrupted_generation_goes_on_where_it_stopped(filled: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:

        async def interrupt(*_args: object, **_kwargs: object) -> None:
            signal.raise_signal(signal.SIGINT)
            await asyncio.Event().wait()

        patch.setattr(DemoProvider, "call", interrupt)
        ran = filled(*ASK, "--wait", "--json")
    assert ran.code == 1
    assert ran.error["code"] == "interrupted"
    job_id = filled("jobs", "list", "--json").json["jobs"][0]["id"]
    assert f"job {job_id} is kept" in ran.error["message"]
    assert filled("jobs", "show", job_id, "--json").json["state"] == "queued"
    assert filled("jobs", "resume", job_id, "--wait", "--json").json["result"]["state"]["ok"] == 5


@pytest.mark.parametrize(
    ("error", "state", "sentence"),
    [
        ("budget", "refused", "was refused: No money. Add some."),
        ("provider", "failed", "failed: No key. Set it."),
        ("defect", "failed", "failed: Unexpected ZeroDivisionError"),
        ("cancel", "cancelled", "was cancelled."),
    ],
)
def test_a_job_that_does_not_end_well_ends_with_one_and_says_how(
    filled: Run, monkeypatch: pytest.MonkeyPatch, error: str, state: str, sentence: str
) -> None:
    errors = {
        "budget": BudgetError("No money.", "Add some."),
        "provider": ProviderError("No key.", "Set it."),
        "defect": ZeroDivisionError(),
        "cancel": JobCancelledError(),
    }

    async def fail(_context: JobContext) -> dict[str, object]:
        raise errors[error]

    monkeypatch.setattr("curation.jobs.running.PROVIDER_HANDLERS", dict.fromkeys(PROVIDER_HANDLERS, fail))
    ran = filled(*ASK, "--wait", "--json")
    assert ran.code == 1
    assert ran.error["code"] == state
    assert sentence in ran.error["message"]


def test_a_job_that_a_provider_makes_wait_is_taken_up_again(filled: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    runs: list[int] = []

    async def park_once(context: JobContext) -> dict[str, object]:
        runs.append(context.job_id)
        if len(runs) == 1:
            raise JobParkedError("Slow down.", wait_s=0.05)
        return {}

    monkeypatch.setattr("curation.jobs.running.PROVIDER_HANDLERS", dict.fromkeys(PROVIDER_HANDLERS, park_once))
    assert filled(*ASK, "--wait").code == 0
    assert len(runs) == 2


def wait_by(monkeypatch: pytest.MonkeyPatch, happens: Callable[[], object]) -> None:
    """Let something happen while a command waits for the worker, instead of a pause."""
    clock = SimpleNamespace(time=time.time, sleep=lambda _pause_s: happens())
    monkeypatch.setattr("curation.jobs.running.time", clock)


def test_where_a_worker_is_the_command_waits_for_it(filled: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another process holds the worker's lock here; it ends the job while the command waits."""
    job_id = filled(*ASK, "--json").json["job_id"]
    workspace = open_workspace(Settings(folder, None))
    lock = take_lock(workspace.worker_lock, "worker")

    def end_it() -> None:
        with workspace.write() as tx:
            end_job(tx, job_id, state=JobState.DONE, result={"made": "elsewhere"})

    wait_by(monkeypatch, end_it)
    ran = filled("jobs", "resume", job_id, "--wait", "--json")
    lock.close()
    workspace.close()
    assert ran.json["result"] == {"made": "elsewhere"}


def test_a_worker_that_ends_leaves_its_job_to_the_command_that_waits(
    filled: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    job_id = filled(*ASK, "--json").json["job_id"]
    lock = take_lock(folder / "worker.lock", "worker")
    wait_by(monkeypatch, lock.close)
    ran = filled("jobs", "resume", job_id, "--wait", "--json")
    assert ran.json["result"]["state"]["ok"] == 5


def test_a_second_worker_is_refused_and_told_who_works(empty: Run, folder: Path) -> None:
    lock = take_lock(folder / "worker.lock", "worker")
    ran = empty("worker", "--json")
    lock.close()
    assert ran.code == 1
    assert ran.error["code"] == "locked"
    assert f"process {os.getpid()}" in ran.error["message"]


def test_a_hostile_name_reaches_no_terminal(run: Run) -> None:
    run("init", "--empty")
    eve = "Eve\x1b[2J\u202e\u2066"
    assert run("jobs", "list", "--as", eve).code == 0
    assert run("providers", "test", "demo", "--as", eve).code == 0
    listed = run("jobs", "list", "--as", eve)
    assert "Eve[2J" in listed.out
    assert not {"\x1b", "\u202e", "\u2066"} & set(listed.out)
    assert run("jobs", "list", "--as", eve, "--json").out.isascii()


def test_progress_is_drawn_on_a_terminal_and_taken_away_at_the_end(
    filled: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[int] = []

    def look(workspace: Workspace, job_id: int) -> JobPublic:
        job = jobs.get_job(workspace, job_id)
        drawn.append(job.done)
        return job

    async def go_on_once_it_is_drawn(context: JobContext) -> dict[str, object]:
        context.checkpoint(done=2, total=5)
        while drawn.count(2) < 2:  # who looks for the second time has drawn the first
            await asyncio.sleep(0.01)
        return {}

    handlers = dict.fromkeys(PROVIDER_HANDLERS, go_on_once_it_is_drawn)
    monkeypatch.setattr("curation.jobs.running.PROVIDER_HANDLERS", handlers)
    monkeypatch.setattr("curation.cli.running._at_work", look)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    ran = filled(*ASK, "--wait", "--json")
    assert "generate, running: 2 of 5" in ran.err
    assert ran.err.endswith("\r\x1b[K")
    assert ran.json["requested"] == 5


def test_a_signal_after_the_job_still_gives_its_answer(
    empty: Run, persona_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(_context: JobContext) -> dict[str, object]:
        raise KeyboardInterrupt

    monkeypatch.setattr("curation.jobs.running.CPU_HANDLERS", {**CPU_HANDLERS, JobKind.EMBED: interrupt})
    ran = empty("import", "personas", persona_file, "--json")
    assert ran.code == 0
    assert ran.json["added"] == 5
    assert "Interrupted after the job" in ran.err
    (reading,) = empty("jobs", "list", "--active", "--json").json["jobs"]
    assert (reading["kind"], reading["state"]) == ("embed", "queued")
