"""Long work as people see it: put in the queue, watched, stopped, taken up again."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy import select as select_columns
from sqlalchemy.orm import defer
from sqlmodel import Session, col, func, select

from curation.errors import ConflictError, NotFoundError
from curation.models import (
    ENDED_STATES,
    Annotator,
    Attempt,
    Job,
    JobKind,
    JobLog,
    JobState,
    Lane,
    Persona,
    Sample,
    utc_now,
)
from curation.models.columns import JsonText
from curation.services.estimates import usd
from curation.services.permissions import Actor, allow
from curation.services.stopped_by_money import STOPPED_BY_MONEY, find_money
from curation.store.batches import has_open_batches
from curation.store.events import add_event
from curation.store.jobs import add_log, has_active_jobs
from curation.workspace import Workspace

SMALL_JOB_ITEMS = 50
"""Jobs up to this size go before bulk work."""

_LONG_LISTS = (*(f"$.{noun}_ids" for noun in ("persona", "template", "parent", "document", "sample", "pair")), "$.urls")
_STOPPED = (JobState.CANCELLED, JobState.FAILED, JobState.REFUSED, JobState.PAUSED)
_CPU = {
    JobKind.IMPORT_PERSONAS,
    JobKind.IMPORT_SAMPLES,
    JobKind.IMPORT_TEXTS,
    JobKind.EMBED,
    JobKind.DEDUP,
    JobKind.EXPORT,
    JobKind.MAP,
}


@dataclass(frozen=True, slots=True)
class JobPublic:
    """A job as a page or a command shows it."""

    id: int
    kind: JobKind
    state: JobState
    done: int
    total: int
    cost_usd: float | None
    owner: str
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    not_before: datetime | None
    """A job that waits for a provider's patience is not taken up before this."""
    cancel_requested: bool
    budget_usd: float | None
    params: Mapping[str, Any]
    result: Mapping[str, Any]
    error: str

    @property
    def is_active(self) -> bool:
        """Whether the job may still change."""
        return self.state not in ENDED_STATES

    @property
    def stopped_by(self) -> str:
        """Which limit ended the job before all was made; empty where none did."""
        return str(self.result.get("stopped_by", ""))

    @property
    def can_be_resumed(self) -> bool:
        """Whether it stopped, and could go on; one that a limit of money ended needs more of it first."""
        return _can_be_resumed(self.state, self.stopped_by)

    @property
    def items_per_s(self) -> float | None:
        """Items a second since the first start; None while it is not defined."""
        if self.started_at is None or not self.done:
            return None
        seconds = ((self.finished_at or utc_now()) - self.started_at).total_seconds()
        return self.done / seconds if seconds > 0 else None

    @property
    def left_s(self) -> float | None:
        """Seconds left at the rate so far; None while it is not defined."""
        rate = self.items_per_s
        return (self.total - self.done) / rate if self.is_active and rate and self.total else None


def enqueue(
    session: Session,
    *,
    kind: JobKind,
    params: dict[str, Any],
    total: int,
    actor: Actor,
    client_token: str | None = None,
    budget_usd: float | None = None,
    lane: Lane | None = None,
) -> Job:
    """Put a job into the queue in the caller's transaction; a token seen before returns its job again.

    The token comes from the form, so that a double click makes one job. The
    lane follows from the kind, unless a kind has work for both.
    """
    token = client_token or secrets.token_hex(16)
    known = session.exec(select(Job).where(Job.client_token == token)).first()
    if known is not None:
        return known
    job = Job(
        kind=kind,
        lane=lane or (Lane.CPU if kind in _CPU else Lane.PROVIDER),
        params=params,
        total=total,
        is_bulk=total > SMALL_JOB_ITEMS,
        client_token=token,
        budget_usd=budget_usd,
        owner=actor.id,
    )
    session.add(job)
    session.flush()
    add_event(session, actor_id=actor.id, action="job.queued", entity="job", entity_id=job.id, after={"kind": kind})
    return job


def enqueue_embedding(session: Session, *, actor: Actor) -> None:
    """Let the worker look at new and changed texts, unless a job that will do so waits already."""
    waiting = select(Job.id).where(Job.kind == JobKind.EMBED, Job.state == JobState.QUEUED)
    if session.exec(waiting.limit(1)).first() is None:
        total = sum(
            session.exec(select(func.count()).select_from(table).where(table.embedding == "")).one()
            for table in (Persona, Sample)
        )
        enqueue(session, kind=JobKind.EMBED, params={}, total=total, actor=actor)


def list_jobs(workspace: Workspace, *, only_active: bool = False, limit: int = 50) -> list[JobPublic]:
    """Return the newest jobs first, without the ids that they were told: those of one can be thousands."""
    chosen = (col(Job.state).not_in(ENDED_STATES),) if only_active else ()
    with workspace.read() as session:
        return _listed(session, *chosen, limit=limit)


def newest_job(workspace: Workspace, kind: JobKind, told: Mapping[str, str]) -> JobPublic | None:
    """Return the newest job of a kind that was told these things, or None."""
    chosen = (func.json_extract(Job.params, f"$.{name}") == value for name, value in told.items())
    with workspace.read() as session:
        return next(iter(_listed(session, col(Job.kind) == kind, *chosen, limit=1)), None)


def get_job(workspace: Workspace, job_id: int) -> JobPublic:
    """Return one job."""
    with workspace.read() as session:
        job = _get(session, job_id)
        owner = session.get_one(Annotator, job.owner).name
        return _public(job, params=job.params, owner=owner, cost_usd=_costs(session, [job_id]).get(job_id))


def job_log(workspace: Workspace, job_id: int, *, limit: int = 200) -> Sequence[JobLog]:
    """Return the newest lines of a job's log, oldest of them first."""
    with workspace.read() as session:
        newest = select(JobLog).where(JobLog.job_id == job_id).order_by(col(JobLog.id).desc()).limit(limit)
        return list(reversed(session.exec(newest).all()))


def any_active(workspace: Workspace) -> bool:
    """Tell whether a page has something to poll for."""
    with workspace.read() as session:
        return has_active_jobs(session)


def cancel_job(workspace: Workspace, job_id: int, *, actor: Actor) -> None:
    """Stop a job: at once where it waits, after the calls under way where it runs.

    Raises:
        ConflictError: The job has ended.
    """
    with workspace.write() as tx:
        allow(tx, actor, "steer_job")
        job = _get(tx, job_id)
        if job.state in ENDED_STATES:
            raise ConflictError(f"Job {job_id} has ended ({job.state}).", "There is nothing left to cancel.")
        job.cancel_requested = True
        if has_open_batches(tx, job_id):
            job.not_before = None  # the worker tells the vendor, and stores what has come
            if job.state == JobState.PAUSED:
                job.state = JobState.QUEUED
        elif job.state in (JobState.QUEUED, JobState.PAUSED):
            job.state = JobState.CANCELLED
            job.finished_at = utc_now()
        tx.add(job)
        add_log(tx, job_id, f"Cancelled by {actor.name}.")
        add_event(tx, actor_id=actor.id, action="job.cancelled", entity="job", entity_id=job_id)


def resume_job(workspace: Workspace, job_id: int, *, actor: Actor, budget_usd: float | None = None) -> None:
    """Put a stopped job back into the queue; what it has done stays done.

    One that used up its budget needs a higher one; one that the workspace's cap ended, a higher cap.

    Raises:
        ConflictError: The job still runs, or ended with everything done.
        BudgetError: There is no more money for it than before.
    """
    with workspace.write() as tx:
        allow(tx, actor, "steer_job")
        job = _get(tx, job_id)
        if not _can_be_resumed(JobState(job.state), str(job.result.get("stopped_by", ""))):
            raise ConflictError(f"Job {job_id} is {job.state}.", "Only a stopped job can be resumed.")
        if budget_usd is not None:
            allow(tx, actor, "generate")
        before = {"budget_usd": job.budget_usd}
        find_money(tx, job, budget_usd)
        _queue_again(job)
        tx.add(job)
        more = "" if budget_usd is None else f" with a budget of {usd(budget_usd)}"
        add_log(tx, job_id, f"Resumed by {actor.name}{more}.")
        after = {"budget_usd": job.budget_usd}
        told = {"before": before, "after": after} if before != after else {"before": None, "after": None}
        add_event(tx, actor_id=actor.id, action="job.resumed", entity="job", entity_id=job_id, **told)


def _can_be_resumed(state: JobState, stopped_by: str) -> bool:
    return state in _STOPPED or (state == JobState.DONE and stopped_by in STOPPED_BY_MONEY)


def _queue_again(job: Job) -> None:
    job.state = JobState.QUEUED
    job.cancel_requested = False
    job.not_before = None
    job.finished_at = None
    job.error = ""
    job.result = {name: value for name, value in job.result.items() if name != "stopped_by"}
    if job.params.get("target"):  # its end set the total to the tries that were made
        job.total = len(job.params["persona_ids"])


def _get(session: Session, job_id: int) -> Job:
    job = session.get(Job, job_id)
    if job is None:
        raise NotFoundError(f"There is no job {job_id}.", "See: jobs list.")
    return job


def _listed(session: Session, *chosen: ColumnElement[bool], limit: int) -> list[JobPublic]:
    params: Any = Job.params
    told = func.json_remove(params, *_LONG_LISTS, type_=JsonText)
    wanted = select_columns(Job, told, col(Annotator.name)).join(Annotator, col(Annotator.id) == col(Job.owner))
    newest = wanted.where(*chosen).order_by(col(Job.id).desc()).limit(limit).options(defer(params))
    rows = session.execute(newest).all()
    costs = _costs(session, [row[0].id for row in rows])
    return [_public(row[0], params=row[1], owner=row[2], cost_usd=costs.get(row[0].id)) for row in rows]


def _costs(session: Session, job_ids: Sequence[int]) -> dict[int, float | None]:
    """Return the known cost of each job that made calls."""
    sums = select_columns(col(Attempt.job_id), func.sum(Attempt.cost_usd)).where(col(Attempt.job_id).in_(job_ids))
    return {row[0]: row[1] for row in session.execute(sums.group_by(col(Attempt.job_id)))}


def _public(job: Job, *, params: Mapping[str, Any], owner: str, cost_usd: float | None) -> JobPublic:
    return JobPublic(
        id=job.id or 0,
        kind=JobKind(job.kind),
        state=JobState(job.state),
        done=job.done,
        total=job.total,
        cost_usd=cost_usd,
        owner=owner,
        created_at=job.created_at,
        started_at=job.started_at,
        finished_at=job.finished_at,
        not_before=job.not_before,
        cancel_requested=job.cancel_requested,
        budget_usd=job.budget_usd,
        params=params,
        result=job.result,
        error=job.error,
    )
