"""The worker: two lanes, so that nothing long blocks anything short."""

import asyncio
import logging
import os
import signal
import sys
import time
from contextlib import suppress

from curation.errors import DiskError, LockedError
from curation.jobs.context import JobContext, new_context, worker_name
from curation.jobs.loop import run_loop
from curation.jobs.running import MAX_RUNS, STOP_GRACE_S, collect_rarely, release_jobs, run_cpu_job, run_provider_job
from curation.models import ENDED_STATES, Job, JobKind, JobState, Lane
from curation.store.jobs import claim_job, end_job, free_orphans, is_claimable
from curation.workspace import Workspace, take_lock

LOG = logging.getLogger(__name__)
POLL_S = 0.25
HEARTBEAT_S = 5.0
FULL_DISK_PAUSE_S = 5.0
MAX_PROVIDER_JOBS = 4
NICE = 10


class Worker:
    """Claims jobs until it is told to stop."""

    def __init__(self, workspace: Workspace, *, tied_to: int | None) -> None:
        """Prepare; a worker that is tied to a process ends with it.

        The starter says its own id: asked here, a parent that was killed
        meanwhile would be taken for the one that took over.
        """
        self._workspace = workspace
        self._parent_pid = tied_to
        self._stopping = asyncio.Event()
        self._running: dict[asyncio.Task[None], JobContext] = {}

    async def run(self) -> None:
        """Work both lanes until SIGTERM, SIGINT or the end of the parent.

        A lane that fails ends the worker, in good order, so that whoever keeps it starts it again.
        """
        collect_rarely()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._stopping.set)
        with self._workspace.write() as tx:
            for lane in Lane:
                free_orphans(tx, lane=lane)
        lanes = [asyncio.create_task(work()) for work in (self._provider_lane, self._cpu_lane, self._watch)]
        stopping = asyncio.create_task(self._stopping.wait())
        await asyncio.wait({stopping, *lanes}, return_when=asyncio.FIRST_COMPLETED)
        for task in (stopping, *lanes):
            task.cancel()
        ended = await asyncio.gather(*lanes, return_exceptions=True)
        await self._end_running()
        for failure in ended:
            if isinstance(failure, Exception):
                raise failure

    async def _provider_lane(self) -> None:
        while True:
            if len(self._running) < MAX_PROVIDER_JOBS and (job := await self._claim(Lane.PROVIDER)):
                context = new_context(self._workspace, job, owner=worker_name())
                task = asyncio.create_task(_run_provider_job(context, JobKind(job.kind)))
                self._running[task] = context
                task.add_done_callback(self._running.pop)
                continue
            await asyncio.sleep(POLL_S)

    async def _cpu_lane(self) -> None:
        while True:
            job = await self._claim(Lane.CPU)
            if job is None:
                await asyncio.sleep(POLL_S)
            else:
                await self._run_child(job)

    async def _run_child(self, job: Job) -> None:
        command = [sys.executable, "-m", "curation", "--workspace", str(self._workspace.path)]
        told = ("run-job", str(job.id), "--lease", worker_name(), "--tied-to", str(os.getpid()))
        context = new_context(self._workspace, job, owner=worker_name())
        child = await asyncio.create_subprocess_exec(*command, *told)
        try:
            while True:
                try:
                    await asyncio.wait_for(child.wait(), HEARTBEAT_S)
                    break
                except TimeoutError:
                    await asyncio.to_thread(_beat, context)
        finally:
            if child.returncode is None:
                child.terminate()
                await child.wait()
        await asyncio.to_thread(self._after_child, job.id or 0, child.returncode or 0)

    def _after_child(self, job_id: int, returncode: int) -> None:
        """Free the job of a child that died without writing an end: it is taken up again where it stopped."""
        with suppress(LockedError, DiskError), self._workspace.write() as tx:  # the lease runs out by itself
            job = tx.get_one(Job, job_id)
            if job.state != JobState.RUNNING or job.lease_owner != worker_name():
                return
            if job.runs >= MAX_RUNS:
                end_job(tx, job_id, state=JobState.FAILED, result={}, error=f"It died {job.runs} times ({returncode}).")
            else:
                job.lease_until = time.time() + 1.0
                tx.add(job)

    async def _watch(self) -> None:
        """Renew the leases of provider jobs, and stop with the parent."""
        while True:
            await asyncio.sleep(1.0 if self._parent_pid else HEARTBEAT_S)
            if self._parent_pid is not None and os.getppid() != self._parent_pid:
                self._stopping.set()
            for context in list(self._running.values()):
                await asyncio.to_thread(_beat, context)

    async def _claim(self, lane: Lane) -> Job | None:
        return await asyncio.to_thread(self._claim_now, lane)

    def _claim_now(self, lane: Lane) -> Job | None:
        """Claim the next job of a lane, if there is one and the database is free."""
        try:
            with self._workspace.read() as session:
                if not is_claimable(session, lane=lane, now_s=time.time()):
                    return None
            with self._workspace.write() as tx:
                # After a long lock the leases of our own jobs have run out; they are not to be started twice.
                for context in list(self._running.values()):
                    context.heartbeat_in(tx)
                return claim_job(tx, lane=lane, owner=worker_name(), now_s=time.time())
        except (LockedError, DiskError) as error:
            LOG.warning("no job can be claimed now: %s", error)
            if isinstance(error, DiskError):
                time.sleep(FULL_DISK_PAUSE_S)  # a lock is waited for by itself; a full disk fails at once
            return None

    async def _end_running(self) -> None:
        """Let the calls under way come back, then leave; what was sent and not answered becomes unknown."""
        for context in self._running.values():
            context.is_leaving = True
        if self._running:
            _, late = await asyncio.wait(self._running, timeout=STOP_GRACE_S)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        await asyncio.to_thread(release_jobs, self._workspace, "The worker stopped.")


async def _run_provider_job(context: JobContext, kind: JobKind) -> None:
    """Run a job; one whose end cannot be written is taken up again when its lease has run out."""
    try:
        await run_provider_job(context, kind)
    except (LockedError, DiskError) as error:
        LOG.warning("the end of job %s could not be written: %s", context.job_id, error)


def _beat(context: JobContext) -> None:
    """Renew a lease; a database that cannot be written just now is no reason to end the job."""
    try:
        context.heartbeat()
    except (LockedError, DiskError) as error:
        LOG.warning("the lease of job %s could not be renewed: %s", context.job_id, error)


def work(workspace: Workspace, *, tied_to: int | None) -> None:
    """Be the worker of a workspace until told to stop.

    Raises:
        LockedError: Another worker has the workspace.
    """
    lock = take_lock(workspace.worker_lock, "worker")
    try:
        os.nice(NICE)
        run_loop(Worker(workspace, tied_to=tied_to).run())
    finally:
        lock.close()


def run_claimed_child(workspace: Workspace, job_id: int, *, lease: str, tied_to: int | None = None) -> None:
    """Run one CPU job that the worker has claimed; called in the child process, which ends with the worker."""
    with workspace.read() as session:
        job = session.get_one(Job, job_id)
    if job.state in ENDED_STATES:
        return
    run_cpu_job(new_context(workspace, job, owner=lease, tied_to=tied_to), JobKind(job.kind))
