"""One job from its claim to its end, in this process."""

import asyncio
import gc
import logging
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from functools import cache
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
from curation.jobs.loop import run_loop
from curation.models import ENDED_STATES, Job, JobKind, JobState, Lane
from curation.store.jobs import add_log, claim_job, end_job, free_orphans, jobs_leased_by, park_job, take_job
from curation.workspace import Lock, Workspace, take_lock

LOG = logging.getLogger(__name__)
POLL_S = 0.2
STOP_GRACE_S = 8.0
"""How long the jobs of a process that was told to stop may take to end in good order."""
MAX_RUNS = 20
"""A job that was started this often without ending is given up, so that it cannot block its lane for ever."""


@cache
def collect_rarely() -> None:
    """Let the collector of garbage look less often through what the program has loaded.

    A process that makes calls has a great many objects that stay and few that
    hang together in circles: looking through them took a fifth of its time. Once
    for each process: what is frozen is never looked at again.
    """
    gc.freeze()
    gc.set_threshold(20_000, 50, 1_000)


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


def run_here_or_wait(
    workspace: Workspace,
    job_id: int,
    *,
    on_progress: Callable[[int, int], None],
    on_leaving: Callable[[], None] = lambda: None,
) -> None:
    """Run a job in this process if no worker is there, else wait until the worker has ended it.

    What the job put into the queue behind itself (comparing new samples) is
    done as well before this returns. A worker that ends meanwhile leaves the
    job to this process.

    Args:
        workspace: Where the job is.
        job_id: The job.
        on_progress: Told what is done, of how many, while the worker has the job.
        on_leaving: Told that Ctrl-C was pressed and that calls under way are waited for; a second one ends the wait.

    Raises:
        KeyboardInterrupt: Ctrl-C was pressed; what ran here and has no end stands in the queue again.
    """
    lock = _lock_unless_ended(workspace, job_id, on_progress)
    if lock is None:
        return
    collect_rarely()
    try:
        with workspace.write() as tx:
            for lane in Lane:
                free_orphans(tx, lane=lane)
        _run_claimed(workspace, job_id, on_leaving)
        while (follow := _claim_follow_up(workspace)) is not None:
            run_cpu_job(follow, JobKind.EMBED)
    except KeyboardInterrupt:
        release_jobs(workspace, "Interrupted.")
        raise
    finally:
        lock.close()


def release_jobs(workspace: Workspace, reason: str) -> None:
    """Put the jobs that this process had begun and does not go on with back into the queue.

    Where that cannot be written, their leases run out by themselves.
    """
    with suppress(CurationError), workspace.write() as tx:
        for job_id in jobs_leased_by(tx, worker_name()):
            park_job(tx, job_id, wait_s=0, reason=reason)
            add_log(tx, job_id, reason)


def _run_claimed(workspace: Workspace, job_id: int, on_leaving: Callable[[], None]) -> None:
    with workspace.write() as tx:
        job = tx.get_one(Job, job_id)
        if job.state in ENDED_STATES:
            return
        take_job(tx, job, owner=worker_name(), now_s=time.time())
    context = new_context(workspace, job, owner=worker_name())
    if job.lane == Lane.CPU:
        run_cpu_job(context, JobKind(job.kind))
        return
    run_loop(_run_until_interrupted(context, JobKind(job.kind), on_leaving))
    if context.is_leaving:
        raise KeyboardInterrupt


async def _run_until_interrupted(context: JobContext, kind: JobKind, on_leaving: Callable[[], None]) -> None:
    """Run a provider job; after Ctrl-C wait for the calls under way, unless that takes too long or it comes again."""
    job = asyncio.create_task(run_provider_job(context, kind))
    loop = asyncio.get_running_loop()

    def cut_off() -> None:
        if not job.cancelling():  # a second time would break off the storing of what has come back
            job.cancel()

    def leave() -> None:
        if context.is_leaving:
            cut_off()
            return
        context.is_leaving = True
        on_leaving()
        loop.call_later(STOP_GRACE_S, cut_off)

    if threading.current_thread() is threading.main_thread():  # signals reach no other
        loop.add_signal_handler(signal.SIGINT, leave)
    await asyncio.wait({job})
    if not job.cancelled():
        job.result()


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
        if not context.heartbeat_in(tx):
            LOG.warning("job %s is no longer ours; its end is not written: %s", context.job_id, state)
            return
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
