"""Ctrl-C of a command that does its job itself, as a signal to a real process: the job waits in the queue at once."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import pytest
from pytest_httpserver import HTTPServer
from sqlmodel import select
from werkzeug import Request, Response

from curation.jobs.running import run_here_or_wait
from curation.models import Attempt, Job, Sample
from curation.services import jobs, providers
from curation.services.people import join
from curation.workspace import Workspace
from tests.services.scripted import GOOD, add_personas

ROOT: Final = Path(__file__).resolve().parents[2]
TIMEOUT_S: Final = 120
AT_ONCE: Final = 8
"""Calls of a paid provider that a job keeps under way."""
HELD: Final = """
import sys, time
from curation.cli.main import run
from curation.jobs.context import JobContext

def hold(_context):
    print("held", file=sys.stderr, flush=True)
    time.sleep(3600)

JobContext.stop_if_asked = hold
run()
"""
"""The program, which stays where it is after the first portion that it has stored."""
PATIENT: Final = """
from curation.cli.main import run
from curation.jobs import calls, running

calls.GRACE_S = running.STOP_GRACE_S = 3600
run()
"""
"""The program, which waits for calls under way for as long as they take."""
HASTY: Final = """
from curation.cli.main import run
from curation.jobs import worker

worker.STOP_GRACE_S = 0.0
run()
"""
"""The program, whose worker waits for nothing."""


class FarEnd:
    """A provider that keeps every call waiting until it is let go."""

    def __init__(self, server: HTTPServer) -> None:
        self.bills: list[str] = []
        self.base_url = server.url_for("/v1")
        self._are_there = threading.Semaphore(0)
        self._go = threading.Event()
        server.expect_request("/v1/chat/completions").respond_with_handler(self._answer)

    def wait_for_calls(self, n: int) -> None:
        for _ in range(n):
            assert self._are_there.acquire(timeout=TIMEOUT_S)

    def let_go(self) -> None:
        self._go.set()

    def _answer(self, request: Request) -> Response:
        self.bills.append(request.get_json()["messages"][0]["content"])
        self._are_there.release()
        self._go.wait()
        choice = {"index": 0, "message": {"role": "assistant", "content": GOOD}, "finish_reason": "stop"}
        usage = {"prompt_tokens": 10, "completion_tokens": 2, "total_tokens": 12}
        reply = {"id": "c", "object": "chat.completion", "model": "tiny", "choices": [choice], "usage": usage}
        return Response(json.dumps(reply), content_type="application/json")


@pytest.fixture
def far_end() -> Iterator[FarEnd]:
    with HTTPServer(host="127.0.0.1", port=0, threaded=True) as server:
        found = FarEnd(server)
        yield found
        found.let_go()


@contextmanager
def program(script: str, workspace: Workspace, *arguments: object) -> Iterator[subprocess.Popen[str]]:
    """Run the program on the workspace as Ada; it ends with the block, whatever happens."""
    environ = {**os.environ, "CURATION_WORKSPACE": str(workspace.path), "LOGNAME": "Ada"}
    command = [sys.executable, "-c", script, *map(str, arguments), "--json"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, env=environ, stdout=pipe, stderr=pipe, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def line_of(process: subprocess.Popen[str]) -> str:
    """Return the next line that a process says to people; one that says nothing in time is ended."""
    assert process.stderr is not None
    in_time = threading.Timer(TIMEOUT_S, process.kill)
    in_time.start()
    try:
        return process.stderr.readline()
    finally:
        in_time.cancel()


def end_of(process: subprocess.Popen[str]) -> dict[str, Any]:
    """Return what a process that was interrupted says of it."""
    out, _ = process.communicate(timeout=TIMEOUT_S)
    assert process.returncode == 1
    error: dict[str, Any] = json.loads(out)["error"]
    assert error["code"] == "interrupted"
    return error


def only_job(workspace: Workspace) -> Job:
    """Return the newest job, which nobody holds any more."""
    with workspace.read() as session:
        job = session.get_one(Job, jobs.list_jobs(workspace, limit=1)[0].id)
    assert (job.state, job.lease_owner) == ("queued", None)
    return job


def outcomes(workspace: Workspace, job_id: int) -> Counter[str]:
    with workspace.read() as session:
        return Counter(session.exec(select(Sample.outcome).where(Sample.job_id == job_id)))


def attempts(workspace: Workspace, job_id: int) -> Counter[str]:
    with workspace.read() as session:
        return Counter(session.exec(select(Attempt.state).where(Attempt.job_id == job_id)))


def go_on(workspace: Workspace, job_id: int) -> jobs.JobPublic:
    run_here_or_wait(workspace, job_id, on_progress=lambda _done, _total: None)
    return jobs.get_job(workspace, job_id)


@pytest.mark.parametrize("command", ["import", "dedup", "export"])
def test_an_interrupted_job_waits_in_the_queue_at_once(
    starter_workspace: Workspace, tmp_path: Path, command: str
) -> None:
    path = tmp_path / "people.txt"
    path.write_text("".join(f"A person who collects {n} kinds of stamps.\n" for n in range(600)), encoding="utf-8")
    told: dict[str, tuple[object, ...]] = {
        "import": ("import", "personas", path, "--licence", "CC0-1.0"),
        "dedup": ("dedup", "personas", "--stages", "lexical"),
        "export": ("export", "--format", "messages", "--out", tmp_path / "out"),
    }
    with program(HELD, starter_workspace, *told[command]) as process:
        assert line_of(process) == "held\n"
        process.send_signal(signal.SIGINT)
        error = end_of(process)
    job = only_job(starter_workspace)
    assert f"jobs resume {job.id} --wait" in error["hint"]
    assert jobs.job_log(starter_workspace, job.id or 0)[-1].text == "Interrupted."
    assert go_on(starter_workspace, job.id or 0).state == "done"


def start_generation(workspace: Workspace, far_end: FarEnd, n: int) -> tuple[object, ...]:
    """Make everything ready for a generation of n samples, and return its command."""
    ada = join(workspace, "Ada")
    add_personas(workspace, ada, n)
    providers.save_provider(workspace, "openai", base_url=far_end.base_url, models=["tiny"], actor=ada)
    asked = ("generate", "--scenario", "math", "--provider", "openai", "--model", "tiny", "--seed", 1)
    return (*asked, "--personas", n, "--wait")


def test_after_one_ctrl_c_the_calls_under_way_are_stored_and_no_other_is_begun(
    workspace: Workspace, far_end: FarEnd
) -> None:
    command = start_generation(workspace, far_end, AT_ONCE + 3)
    with program(PATIENT, workspace, *command) as process:
        far_end.wait_for_calls(AT_ONCE)
        process.send_signal(signal.SIGINT)
        assert line_of(process).startswith("Waiting for the calls under way")
        far_end.let_go()
        end_of(process)
    job_id = only_job(workspace).id or 0
    assert (outcomes(workspace, job_id), attempts(workspace, job_id)) == (
        {"ok": AT_ONCE},
        {"done": AT_ONCE, "not_sent": 3},
    )
    assert len(far_end.bills) == AT_ONCE
    assert go_on(workspace, job_id).state == "done"
    assert outcomes(workspace, job_id) == {"ok": AT_ONCE + 3}
    assert set(Counter(far_end.bills).values()) == {1}


def test_a_second_ctrl_c_leaves_the_calls_under_way_as_unknown_and_none_is_sent_again(
    workspace: Workspace, far_end: FarEnd
) -> None:
    command = start_generation(workspace, far_end, AT_ONCE + 3)
    with program(PATIENT, workspace, *command) as process:
        far_end.wait_for_calls(AT_ONCE)
        process.send_signal(signal.SIGINT)
        assert line_of(process).startswith("Waiting for the calls under way")
        process.send_signal(signal.SIGINT)
        end_of(process)
    job_id = only_job(workspace).id or 0
    assert outcomes(workspace, job_id) == {}
    far_end.let_go()
    assert go_on(workspace, job_id).state == "done"
    assert outcomes(workspace, job_id) == {"unknown": AT_ONCE, "ok": 3}
    assert attempts(workspace, job_id) == {"unknown": AT_ONCE, "not_sent": 3, "done": 3}
    assert set(Counter(far_end.bills).values()) == {1}


def test_a_worker_that_stops_leaves_what_it_could_not_end_in_the_queue(workspace: Workspace, far_end: FarEnd) -> None:
    ada = join(workspace, "Ada")
    providers.save_provider(workspace, "openai", base_url=far_end.base_url, models=["tiny"], actor=ada)
    job_id = providers.check_provider(workspace, "openai", actor=ada, with_call=True, model="tiny")
    with program(HASTY, workspace, "worker") as process:
        far_end.wait_for_calls(1)
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=TIMEOUT_S)
    assert process.returncode == 0
    assert only_job(workspace).id == job_id
    assert go_on(workspace, job_id).result["is_ready"] is False
    assert attempts(workspace, job_id) == {"unknown": 1}
    assert len(far_end.bills) == 1
