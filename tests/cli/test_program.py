"""The program as a process: one object on stdout, a closed pipe, a signal, a worker beside it."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from curation.services.jobs import list_jobs
from curation.settings import Settings
from curation.workspace import current_holder, open_workspace, take_lock

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = [sys.executable, "-m", "curation"]
TIMEOUT_S = 120


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    """What the processes get: the folder to work in, and an old encoding that must do no harm."""
    return {**os.environ, "CURATION_WORKSPACE": str(tmp_path / "ws"), "LOGNAME": "Ada", "PYTHONIOENCODING": "ascii"}


def call(environ: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    return subprocess.run(
        [*PROGRAM, *arguments], cwd=ROOT, env=environ, capture_output=True, text=True, timeout=TIMEOUT_S, check=False
    )


@contextmanager
def worker(environ: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """Keep a worker at work, from when it holds its lock until the end of the test."""
    process = subprocess.Popen([*PROGRAM, "worker"], cwd=ROOT, env=environ, stderr=subprocess.DEVNULL)
    try:
        wait_for_worker(environ)
        yield process
    finally:
        process.send_signal(signal.SIGINT)
        assert process.wait(TIMEOUT_S) == 0


def wait_for_worker(environ: dict[str, str]) -> None:
    """Return when the lock is held."""
    lock = Path(environ["CURATION_WORKSPACE"]) / "worker.lock"
    for _ in range(TIMEOUT_S * 10):
        if current_holder(lock) is not None:
            return
        time.sleep(0.1)
    raise TimeoutError("the worker does not start")


def wait_for_job(folder: Path) -> None:
    """Return when a job stands in the queue."""
    workspace = open_workspace(Settings(folder, None))
    for _ in range(TIMEOUT_S * 10):
        if list_jobs(workspace):
            workspace.close()
            return
        time.sleep(0.1)
    raise TimeoutError("no job came")


def test_a_command_prints_one_object_and_nothing_else(environ: dict[str, str]) -> None:
    made = call(environ, "init", "--json")
    assert (made.returncode, made.stderr) == (0, "")
    assert json.loads(made.stdout)["personas"] >= 300
    found = call(environ, "search", "personas", "護士", "--mode", "text", "--json")
    assert json.loads(found.stdout)["query"] == "護士"
    shown = call(environ, "search", "personas", "看護師", "--mode", "text")
    assert shown.returncode == 0
    failed = call(environ, "jobs", "show", "99", "--json")
    assert failed.returncode == 1
    assert json.loads(failed.stdout)["error"]["code"] == "not_found"
    assert failed.stderr == "There is no job 99. See: jobs list.\n"


def test_a_reader_that_goes_away_ends_the_program_quietly(environ: dict[str, str]) -> None:
    call(environ, "init", "--empty")
    reading, writing = os.pipe()
    os.close(reading)
    command = [*PROGRAM, "templates", "list"]
    ended = subprocess.run(
        command, cwd=ROOT, env=environ, stdout=writing, stderr=subprocess.PIPE, timeout=TIMEOUT_S, check=False
    )
    os.close(writing)
    assert ended.stderr == b""


def test_where_a_worker_is_a_command_leaves_the_job_to_it_and_waits(environ: dict[str, str]) -> None:
    call(environ, "init", "--empty")
    with worker(environ) as process:
        tested = call(environ, "providers", "test", "demo", "--json")
        assert json.loads(tested.stdout)["is_ready"], tested.stderr
        second = call(environ, "worker", "--json")
        assert json.loads(second.stdout)["error"]["code"] == "locked"
        assert str(process.pid) in second.stderr


def test_a_signal_while_waiting_for_the_worker_is_one_sentence(environ: dict[str, str]) -> None:
    call(environ, "init", "--empty")
    folder = Path(environ["CURATION_WORKSPACE"])
    lock = take_lock(folder / "worker.lock", "worker")
    command = [*PROGRAM, "providers", "test", "demo", "--json"]
    process = subprocess.Popen(
        command, cwd=ROOT, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    wait_for_job(folder)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=TIMEOUT_S)
    lock.close()
    assert process.returncode == 1
    assert json.loads(out)["error"]["code"] == "interrupted"
    assert err.count("\n") == 1
    resumed = call(environ, "jobs", "resume", "1", "--wait", "--json")
    assert json.loads(resumed.stdout)["result"]["is_ready"]
