"""The worker process: tied to its starter, alone on its workspace."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from curation.errors import LockedError
from curation.jobs.context import LeaseLostError, new_context, worker_name
from curation.jobs.worker import Worker, run_claimed_child, work
from curation.models import Job, JobState, Lane
from curation.services.jobs import get_job
from curation.services.permissions import Actor
from curation.store.jobs import claim_job
from curation.workspace import Workspace, take_lock
from tests.services.scripted import add_personas, start_paid


def test_a_worker_whose_starter_is_gone_already_ends_by_itself(workspace: Workspace) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    command = [sys.executable, "-m", "curation", "--workspace", str(workspace.path), "worker"]
    ended = subprocess.run([*command, "--tied-to", str(gone.pid)], timeout=60, cwd=Path.cwd(), check=False)
    assert ended.returncode == 0


def test_a_second_worker_is_refused_and_hears_who_the_first_is(workspace: Workspace) -> None:
    lock = take_lock(workspace.worker_lock, "worker")
    try:
        with pytest.raises(LockedError, match=r"process \d+ on \S+, since"):
            work(workspace, tied_to=None)
    finally:
        lock.close()


@pytest.mark.parametrize("lane", list(Lane))
def test_a_lane_that_fails_ends_the_worker(workspace: Workspace, monkeypatch: pytest.MonkeyPatch, lane: Lane) -> None:
    def claim(_worker: Worker, asked: Lane) -> None:
        if asked is lane:
            raise ZeroDivisionError

    monkeypatch.setattr(Worker, "_claim_now", claim)
    monkeypatch.setattr("curation.jobs.worker.NICE", 0)
    with pytest.raises(ZeroDivisionError):
        work(workspace, tied_to=None)


def test_a_locked_database_only_puts_a_claim_off(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    def locked(*_args: object, **_named: object) -> None:
        raise LockedError("The workspace is busy.")

    monkeypatch.setattr("curation.jobs.worker.is_claimable", locked)
    assert Worker(workspace, tied_to=None)._claim_now(Lane.CPU) is None


def test_a_job_whose_lease_ran_out_while_it_ran_here_is_not_started_twice(workspace: Workspace, admin: Actor) -> None:
    add_personas(workspace, admin, 1)
    job_id = start_paid(workspace, admin)
    worker = Worker(workspace, tied_to=None)
    job = worker._claim_now(Lane.PROVIDER)
    assert job is not None
    worker._running[object()] = new_context(workspace, job, owner=worker_name())  # type: ignore[index]  # no task runs
    with workspace.write() as tx:
        row = tx.get_one(Job, job_id)
        row.lease_until = time.time() - 1
        tx.add(row)
    assert worker._claim_now(Lane.PROVIDER) is None
    assert Worker(workspace, tied_to=None)._claim_now(Lane.PROVIDER) is None


def claimed_embedding(workspace: Workspace, actor: Actor) -> Job:
    add_personas(workspace, actor, 1)
    with workspace.write() as tx:
        job = claim_job(tx, lane=Lane.CPU, owner="the worker", now_s=time.time())
    assert job is not None
    return job


def test_a_child_leaves_its_job_alone_once_the_worker_is_gone(workspace: Workspace, admin: Actor) -> None:
    job = claimed_embedding(workspace, admin)
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    run_claimed_child(workspace, job.id or 0, lease="the worker", tied_to=gone.pid)
    assert get_job(workspace, job.id or 0).state == JobState.RUNNING
    run_claimed_child(workspace, job.id or 0, lease="the worker", tied_to=os.getppid())
    assert get_job(workspace, job.id or 0).state == JobState.DONE


def test_only_a_child_ends_with_the_process_that_started_it(
    workspace: Workspace, admin: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = claimed_embedding(workspace, admin)
    shell = os.getppid()
    free = new_context(workspace, job, owner="the worker")
    tied = new_context(workspace, job, owner="the worker", tied_to=shell)
    tied.checkpoint()
    monkeypatch.setattr(os, "getppid", lambda: 1 if shell != 1 else 2)
    free.checkpoint(done=1)
    assert get_job(workspace, job.id or 0).done == 1
    with pytest.raises(LeaseLostError, match="is gone"):
        tied.checkpoint()
