"""The queue: claim, lease, progress and end of a job, each one statement or two."""

from datetime import timedelta

from sqlalchemy import ColumnElement, or_
from sqlmodel import Session, col, select, update

from curation.models import ENDED_STATES, Job, JobKind, JobLog, JobState, Lane, utc_now

LEASE_S = 30.0
"""How long a claimed job is safe from other workers without a sign of life."""


def _claimable(lane: Lane, now_s: float) -> tuple[ColumnElement[bool], ...]:
    """A job is free when it is queued and due, or running with an expired lease."""
    is_due = col(Job.not_before).is_(None) | (col(Job.not_before) <= utc_now())
    is_free = (col(Job.state) == JobState.QUEUED) & is_due
    is_orphan = (col(Job.state) == JobState.RUNNING) & (col(Job.lease_until) < now_s)
    return (col(Job.lane) == lane, or_(is_free, is_orphan))


def is_claimable(session: Session, *, lane: Lane, now_s: float) -> bool:
    """Tell whether a claim would find a job; reading first keeps an idle worker off the write lock."""
    return session.exec(select(Job.id).where(*_claimable(lane, now_s)).limit(1)).first() is not None


def claim_job(session: Session, *, lane: Lane, owner: str, now_s: float, kind: JobKind | None = None) -> Job | None:
    """Take the next job of a lane, small ones first."""
    wanted = select(Job).where(*_claimable(lane, now_s)).order_by(col(Job.is_bulk), col(Job.id))
    if kind is not None:
        wanted = wanted.where(Job.kind == kind)
    job = session.exec(wanted.limit(1)).first()
    if job is not None:
        take_job(session, job, owner=owner, now_s=now_s)
    return job


def take_job(session: Session, job: Job, *, owner: str, now_s: float) -> None:
    """Mark a job as running under a lease."""
    job.state = JobState.RUNNING
    job.lease_owner = owner
    job.lease_until = now_s + LEASE_S
    job.runs += 1
    job.started_at = job.started_at or utc_now()
    job.error = ""
    session.add(job)
    session.flush()


def free_orphans(session: Session, *, lane: Lane) -> int:
    """Let running jobs of a lane be claimed at once; only for the holder of the worker lock."""
    orphans = (col(Job.lane) == lane, col(Job.state) == JobState.RUNNING)
    result = session.exec(update(Job).where(*orphans).values(lease_until=0.0))
    return int(result.rowcount)


def jobs_leased_by(session: Session, owner: str) -> list[int]:
    """Return the jobs that run under a lease of this name."""
    leased = select(Job.id).where(Job.state == JobState.RUNNING, Job.lease_owner == owner)
    return [job_id for job_id in session.exec(leased) if job_id is not None]


def renew_lease(
    session: Session, job_id: int, *, owner: str, now_s: float, done: int | None = None, total: int | None = None
) -> bool | None:
    """Give a sign of life and the progress; return whether cancelling was asked for, None when the lease is lost.

    One statement, which leaves the parameters of the job unread: those of a large job are large.
    """
    progress = {name: value for name, value in (("done", done), ("total", total)) if value is not None}
    ours = (col(Job.id) == job_id, col(Job.lease_owner) == owner, col(Job.state) == JobState.RUNNING)
    renewed = update(Job).where(*ours).values(lease_until=now_s + LEASE_S, **progress)
    statement = renewed.returning(col(Job.cancel_requested)).execution_options(synchronize_session=False)
    found: bool | None = session.exec(statement).scalar_one_or_none()
    return found


def end_job(session: Session, job_id: int, *, state: JobState, result: dict[str, object], error: str = "") -> Job:
    """Write how a job ended."""
    job = session.get_one(Job, job_id)
    job.state = state
    job.result = {**job.result, **result}
    job.error = error
    job.lease_owner = None
    job.lease_until = None
    job.finished_at = utc_now()
    session.add(job)
    return job


def park_job(session: Session, job_id: int, *, wait_s: float, reason: str) -> JobState:
    """Put a job back into the queue until a later time, or end it where somebody asked it to stop.

    Returns:
        The state that it has now.
    """
    job = session.get_one(Job, job_id)
    if job.cancel_requested:
        end_job(session, job_id, state=JobState.CANCELLED, result={})
        return JobState.CANCELLED
    job.state = JobState.QUEUED
    job.not_before = utc_now() + timedelta(seconds=wait_s)
    job.error = reason
    job.lease_owner = None
    job.lease_until = None
    session.add(job)
    return JobState.QUEUED


def add_log(session: Session, job_id: int, text: str) -> None:
    """Write a line for people into a job's log."""
    session.add(JobLog(job_id=job_id, text=text[:2000]))


def has_active_jobs(session: Session) -> bool:
    """Tell whether any job is queued, running or paused."""
    return session.exec(select(Job.id).where(col(Job.state).not_in(ENDED_STATES)).limit(1)).first() is not None
