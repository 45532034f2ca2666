"""A command that does a job: here, or in the worker that is there, with its end as the answer."""

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import click

from curation.errors import CurationError
from curation.jobs.running import run_here_or_wait
from curation.models import JobState, utc_now
from curation.services import batches, jobs
from curation.services.jobs import JobPublic
from curation.workspace import Workspace

_LOOK_S = 0.3
PATIENT_LOOK_S = 2.0
"""How often a command looks at a job that stands in the queue until a certain time: it may be over by other hands."""


class JobNotDoneError(CurationError):
    """A job that a command was to do was refused, failed, was cancelled or interrupted; the code says which."""

    def __init__(self, code: str, message: str, hint: str) -> None:
        """Keep how it ended."""
        super().__init__(message, hint)
        self.code = code


def finish(workspace: Workspace, job_id: int) -> JobPublic:
    """Do a job, or wait until the worker has done it, and return it.

    Raises:
        JobNotDoneError: It ended in another way than done, or the wait for it was interrupted.
    """
    try:
        with _progress_shown(workspace, job_id):
            job = _to_its_end(workspace, job_id)
    except KeyboardInterrupt as interrupt:
        job = jobs.get_job(workspace, job_id)
        if job.is_active:
            raise _interrupted(workspace, job) from interrupt
        click.echo("Interrupted after the job; the new texts are read for search by the next one.", err=True)
    if job.state == JobState.CANCELLED:
        raise JobNotDoneError(
            "cancelled", f"Job {job_id} was cancelled.", f"To take it up again: jobs resume {job_id} --wait."
        )
    if job.state != JobState.DONE:
        verb = "was refused" if job.state == JobState.REFUSED else "failed"
        raise JobNotDoneError(job.state, f"Job {job_id} {verb}: {job.error}", f"Its log: jobs show {job_id}.")
    return job


def pause(seconds: float) -> None:
    """Wait; a name of its own, so that a test can act meanwhile."""
    time.sleep(seconds)


def _interrupted(workspace: Workspace, job: JobPublic) -> JobNotDoneError:
    """Return what to say of a job that is left as it is."""
    n_calls = sum(batch.n for batch in batches.list_batches(workspace, job.id) if batch.is_open)
    kept = f"Interrupted; job {job.id} is kept and loses nothing that it has done."
    if n_calls:
        kept += f" The vendor goes on with {n_calls:,} calls and bills them, whether or not anybody waits."
    return JobNotDoneError(
        "interrupted",
        kept,
        f"To go on: jobs resume {job.id} --wait; a worker goes on by itself. To give it up: jobs cancel {job.id}.",
    )


def _to_its_end(workspace: Workspace, job_id: int) -> JobPublic:
    said = ""
    while True:
        run_here_or_wait(workspace, job_id, on_progress=lambda _done, _total: None, on_leaving=_say_what_it_waits_for)
        job = jobs.get_job(workspace, job_id)
        if not job.is_active:
            return job
        if _left_s(job) > 0 and job.error != said:
            said = job.error
            click.echo(f"Job {job_id} waits: {said} Ctrl-C leaves it so.", err=True)
        _wait_until_due(workspace, job)


def _wait_until_due(workspace: Workspace, job: JobPublic) -> None:
    """Wait for a job that stands in the queue until a certain time, or until others have done something about it."""
    while job.state == JobState.QUEUED:
        left_s = _left_s(job)
        pause(min(max(left_s, _LOOK_S), PATIENT_LOOK_S))
        if left_s <= PATIENT_LOOK_S:
            return
        job = jobs.get_job(workspace, job.id)


def _left_s(job: JobPublic) -> float:
    return 0.0 if job.not_before is None else (job.not_before - utc_now()).total_seconds()


def _say_what_it_waits_for() -> None:
    click.echo("Waiting for the calls under way, which may be billed; Ctrl-C again leaves them.", err=True)


@contextmanager
def _progress_shown(workspace: Workspace, job_id: int) -> Iterator[None]:
    """Show on stderr how far the job is, where somebody looks."""
    if not sys.stderr.isatty():
        yield
        return
    is_over = threading.Event()
    thread = threading.Thread(target=_show_progress, args=(workspace, job_id, is_over), daemon=True)
    thread.start()
    try:
        yield
    finally:
        is_over.set()
        thread.join()
        click.echo("\r\x1b[K", nl=False, err=True)


def _show_progress(workspace: Workspace, job_id: int, is_over: threading.Event) -> None:
    while not is_over.wait(_LOOK_S):
        job = _at_work(workspace, job_id)
        share = f"{job.done:,} of {job.total:,}" if job.total else f"{job.done:,}"
        left = f", about {job.left_s:,.0f} s left" if job.left_s is not None else ""
        click.echo(f"\r\x1b[KJob {job.id}, {job.kind}, {job.state}: {share}{left}", nl=False, err=True)


def _at_work(workspace: Workspace, job_id: int) -> JobPublic:
    """Return the job; once it has ended, the one that reads its new texts."""
    job = jobs.get_job(workspace, job_id)
    if job.is_active:
        return job
    running = (other for other in jobs.list_jobs(workspace, only_active=True) if other.state == JobState.RUNNING)
    return next(running, job)
