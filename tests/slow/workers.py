"""A real worker, started as the app starts it, killed and followed to the end of everything that it started."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping

from curation.models import ENDED_STATES
from curation.services.jobs import JobPublic, get_job
from curation.workspace import Workspace
from tests.killing import ROOT

PATIENCE_S = 300.0


def start_worker(workspace: Workspace, environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """Start a worker; what it and its children write to stderr goes to one pipe."""
    command = [sys.executable, "-m", "curation", "--workspace", str(workspace.path), "worker"]
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def worker_until_killed(workspace: Workspace, environment: Mapping[str, str]) -> int:
    """Let a worker work until it is killed and its child has ended as well; return how the worker ended."""
    with start_worker(workspace, environment) as worker:
        try:
            worker.communicate(timeout=PATIENCE_S)  # the pipe ends with the last process that holds it
        finally:
            worker.kill()
    return worker.returncode


def work_to_the_end(workspace: Workspace, job_id: int) -> JobPublic:
    """Let a worker that nobody kills end a job, and return the job."""
    with start_worker(workspace, os.environ) as worker:
        try:
            wait_until(lambda: get_job(workspace, job_id).state in ENDED_STATES, f"the end of job {job_id}", worker)
        finally:
            worker.terminate()
            _, said = worker.communicate(timeout=PATIENCE_S)
        assert worker.returncode == 0, said.decode(errors="replace")
    return get_job(workspace, job_id)


def wait_until(happened: Callable[[], bool], what: str, worker: subprocess.Popen[bytes]) -> None:
    """Return as soon as something has happened that a worker does."""
    deadline = time.monotonic() + PATIENCE_S
    while not happened():
        assert worker.poll() is None, f"the worker ended by itself before {what}"
        assert time.monotonic() < deadline, f"waited in vain for {what}"
        time.sleep(0.02)
