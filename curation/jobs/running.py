"""One job from its claim to its end, in this process."""

import asyncio
import logging
import time
from collections.abc import Callable
from typing import Any

from curation.errors import BudgetError, CurationError, LicenceError, LockedError
from curation.jobs.context import (
    JobCancelledError,
    JobContext,
    JobParkedError,
    LeaseLostError,
    new_context,
    worker_name,
)
from curation.jobs.handlers import CPU_HANDLERS, PROVIDER_HANDLERS
from curation.models import ENDED_STATES, Job, JobKind, JobState, Lane
from curation.store.jobs import add_log, claim_job, end_job, free_orphans, park_job, take_job
from curation.workspace import Lock, Workspace, take_lock

LOG = logging.getLogger(__name__)
POLL_S = 0.2
MAX_RUNS = 20
"""A job that was started this often without ending is given up, so that it cannot block its lane for ever."""


async def run_provider_job(context: JobContext, kind: JobKind) -> None:
    """Run a job of the provider lane and write its end."""
    try:
        result = await PROVIDER_HANDLERS[kind](context)
    except Exception as error:  # noqa: BLE001 - whatever happens, the job must get an end
        _end_badly(context, error)
    else:
        _end(context, JobState.DONE, result)


def run_cpu_job(context: JobContext, kind: JobKind) -> None:
    """Run a job of the CPU lane and write its end."""
    try:
        result = CPU_HANDLERS[kind](context)
    except Exception as error:  # noqa: BLE001 - whatever happens, the job must get an end
        _end_badly(context, error)
    else:
        _end(context, JobState.DONE, result)


def run_here_or_wait(workspace: Workspace, job_id: int, *, on_progress: Callable[[int, int], None]) -> None:
    """Run a job in this process if no worker is there, else wait until the worker has ended it.

    What the job put into the queue behind itself (comparing new samples) is
    done as well before this returns. A worker that ends meanwhile leaves the
    job to this process.
    """
    lock = _lock_unless_ended(workspace, job_id, on_progress)
    if lock is None:
        return
    try:
        with workspace.write() as tx:
            for lane in Lane:
                free_orphans(tx, lane=lane)
        _run_claimed(workspace, job_id)
        while (follow := _claim_follow_up(workspace)) is not None:
            run_cpu_job(follow, JobKind.EMBED)
    finally:
        lock.close()


def _run_claimed(workspace: Workspace, job_id: int) -> None:
    with workspace.write() as tx:
        job = tx.get_one(Job, job_id)
        if job.state in ENDED_STATES:
            return
        take_job(tx, job, owner=worker_name(), now_s=time.time())
    context = new_context(workspace, job, owner=worker_name())
    if job.lane == Lane.PROVIDER:
        asyncio.run(run_provider_job(context, JobKind(job.kind)))
    else:
        run_cpu_job(context, JobKind(job.kind))


def _claim_follow_up(workspace: Workspace) -> JobContext | None:
    with workspace.write() as tx:
        job = claim_job(tx, lane=Lane.CPU, owner=worker_name(), now_s=time.time(), kind=JobKind.EMBED)
    return None if job is None else new_context(workspace, job, owner=worker_name())


def _lock_unless_ended(workspace: Workspace, job_id: int, on_progress: Callable[[int, int], None]) -> Lock | None:
    """Return the worker's lock as soon as it is free, or None when the worker has ended the job."""
    while True:
        try:
            return take_lock(workspace.worker_lock, "worker")
        except LockedError:
            with workspace.read() as session:
                job = session.get_one(Job, job_id)
            on_progress(job.done, job.total)
            if job.state in ENDED_STATES:
                return None
            time.sleep(POLL_S)


def _end(context: JobContext, state: JobState, result: dict[str, Any], error: str = "") -> None:
    with context.workspace.write() as tx:
        end_job(tx, context.job_id, state=state, result=result, error=error)
        add_log(tx, context.job_id, f"Ended: {state}." + (f" {error}" if error else ""))


def _end_badly(context: JobContext, error: Exception) -> None:
    if isinstance(error, LeaseLostError):
        LOG.warning("job %s left alone: %s", context.job_id, error)
    elif isinstance(error, JobParkedError):
        with context.workspace.write() as tx:
            state = park_job(tx, context.job_id, wait_s=error.wait_s, reason=error.reason)
            waits = f"Waits {error.wait_s:.0f} s: {error.reason}"
            add_log(tx, context.job_id, waits if state == JobState.QUEUED else f"Ended: {state}.")
    elif isinstance(error, JobCancelledError):
        _end(context, JobState.CANCELLED, {})
    elif isinstance(error, BudgetError | LicenceError):
        _end(context, JobState.REFUSED, {}, str(error))
    elif isinstance(error, CurationError):
        _end(context, JobState.FAILED, {}, str(error))
    else:
        LOG.error("job %s failed unexpectedly", context.job_id, exc_info=error)
        _end(context, JobState.FAILED, {}, f"Unexpected {type(error).__name__}; the worker's log has the details.")
