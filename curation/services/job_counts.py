"""What became of the samples that a job was to make, counted from the rows each time it is asked."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import true
from sqlmodel import Session, col, func, select

from curation.errors import BadInputError, NotFoundError
from curation.models import ENDED_STATES, ItemKind, Job, JobKind, JobState, Outcome, Sample, utc_now
from curation.services.duplicate_groups import thresholds_of
from curation.services.jobs import JobPublic
from curation.store.attempts import attempt_totals, outcome_counts, unknown_samples
from curation.store.persona_calls import call_outcomes
from curation.store.yields import Yield, yield_of_job
from curation.workspace import Workspace


@dataclass(frozen=True, slots=True)
class JobCounts:
    """How far a job is and what it cost.

    Attributes:
        state: For each of the ten outcomes how many; they add up to `requested`. What still waits stands
            under `not_sent`, and under `cancelled` once the job was cancelled.
        cost_usd: The sum of the known costs; None where calls were billed and no cost is known.
        cost_unknown: Calls that were billed, or may have been, at a cost that is not known.
        at_risk_usd: What the calls of unknown end may have cost; None where no price is known.
        under_way: Calls that are being waited for now; a part of `not_sent`.
        seconds: From the first start to the end, or to now; None before the start.
    """

    state: dict[str, int]
    requested: int
    cost_usd: float | None
    cost_unknown: int
    at_risk_usd: float | None
    under_way: int
    seconds: float | None

    def as_result(self) -> dict[str, Any]:
        """Return what stands in the job's row and in the answer of the command line."""
        return {
            "state": self.state,
            "requested": self.requested,
            "cost_usd": self.cost_usd,
            "cost_unknown": self.cost_unknown,
            "at_risk_usd": self.at_risk_usd,
            "seconds": self.seconds,
        }


@dataclass(frozen=True, slots=True)
class UnknownCall:
    """A sample whose call has no known end, and the money that it may have cost; None where no price is known."""

    sample: Sample
    at_risk_usd: float | None


def job_counts(workspace: Workspace, job_id: int) -> JobCounts:
    """Count the outcomes and the cost of a generation job as they are now.

    Raises:
        NotFoundError: There is no such job.
        BadInputError: It makes no samples.
    """
    with workspace.read() as session:
        job = session.get(Job, job_id)
        if job is None:
            raise NotFoundError(f"There is no job {job_id}.")
        if job.kind != JobKind.GENERATE:
            raise BadInputError(f"Job {job_id} makes no samples.")
        return counts_in(session, job)


def target_progress(workspace: Workspace, job: JobPublic) -> Yield | None:
    """Return how many samples of a job with a target are good so far; None for a job without one."""
    if not job.params.get("target"):
        return None
    with workspace.read() as session:
        return yield_of_job(session, job.id, thresholds=thresholds_of(session, ItemKind.SAMPLE))


def counts_in(session: Session, job: Job) -> JobCounts:
    """Do the same in the caller's session."""
    job_id = job.id or 0
    makes_samples = job.kind == JobKind.GENERATE
    requested = job.total
    found = (outcome_counts if makes_samples else call_outcomes)(session, job_id)
    found.pop(Outcome.NOT_SENT, None)
    state = {outcome.value: found.get(outcome, 0) for outcome in Outcome}
    rest = Outcome.CANCELLED if job.state == JobState.CANCELLED else Outcome.NOT_SENT
    state[rest] += requested - sum(state.values())
    totals = attempt_totals(session, job_id)
    end = job.finished_at if job.state in ENDED_STATES and job.finished_at else utc_now()
    return JobCounts(
        state=state,
        requested=requested,
        cost_usd=None if totals.n_cost_unknown and not totals.n_known else totals.known_usd,
        cost_unknown=totals.n_cost_unknown,
        at_risk_usd=None if totals.n_unknown and totals.n_at_risk_unpriced == totals.n_unknown else totals.at_risk_usd,
        under_way=totals.n_under_way,
        seconds=max((end - job.started_at).total_seconds(), 0.0) if job.started_at else None,
    )


def list_unknown_calls(workspace: Workspace, job_id: int, *, limit: int = 200) -> list[UnknownCall]:
    """Return the samples of a job whose calls have no known end; nothing sends them again but a person.

    Those that were asked for again are left out: they have a child, or a job
    that has not ended is to make one.
    """
    with workspace.read() as session:
        asked_again = _asked_again(session, job_id)
        found = unknown_samples(session, job_id, limit=limit + len(asked_again))
        waiting = [UnknownCall(sample, at_risk) for sample, at_risk in found if sample.id not in asked_again]
    return waiting[:limit]


def _asked_again(session: Session, job_id: int) -> set[int]:
    """Return which samples of unknown end of a job were asked for again."""
    of_job = select(Sample.id).where(Sample.job_id == job_id, Sample.outcome == Outcome.UNKNOWN)
    made = select(Sample.parent_id).where(col(Sample.parent_id).in_(of_job))
    parent = func.json_each(Job.params, "$.parent_ids").table_valued("value")
    to_make = select(parent.c.value).select_from(Job).join(parent, true())
    to_make = to_make.where(Job.kind == JobKind.GENERATE, col(Job.state).not_in(ENDED_STATES))
    return {int(found) for found in (*session.exec(made), *session.exec(to_make)) if found is not None}
