"""What became of the samples or pairs that a model was to judge, counted from the rows each time it is asked."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from curation.errors import BadInputError, NotFoundError
from curation.models import Job, JobKind, Judgement
from curation.services.judge_plan import JudgePlan
from curation.store import judgements as store
from curation.store.attempts import attempt_totals
from curation.workspace import Workspace


@dataclass(frozen=True, slots=True)
class JudgeCounts:
    """How far a job is, and what came of it.

    Attributes:
        wanted: Samples or pairs of the job.
        judged: Those with a whole judgement.
        said: How often which decision or choice was given.
        position_dependent: Pairs on which the judge chose otherwise once the sides were swapped; they count as ties.
        mean_overall: Of the ratings; None where there is none.
        outcomes: How the calls ended.
        cost_usd: The sum of the known costs; None where calls were billed and no cost is known.
        cost_unknown: Calls that were billed, or may have been, at a cost that is not known.
    """

    is_of_pairs: bool
    wanted: int
    judged: int
    said: Mapping[str, int]
    position_dependent: int
    mean_overall: float | None
    outcomes: Mapping[str, int]
    cost_usd: float | None
    cost_unknown: int

    def as_result(self) -> dict[str, Any]:
        """Return what stands in the job's row and in the answer of the command line."""
        of_kind: dict[str, Any] = {"mean_overall": self.mean_overall}
        if self.is_of_pairs:
            of_kind = {"position_dependent": self.position_dependent}
        return {
            "pairs" if self.is_of_pairs else "samples": self.wanted,
            "judged": self.judged,
            "said": dict(self.said),
            **of_kind,
            "calls": dict(self.outcomes),
            "cost_usd": self.cost_usd,
            "cost_unknown": self.cost_unknown,
        }


def judge_counts(workspace: Workspace, job_id: int) -> JudgeCounts:
    """Count what became of a job as it is now.

    Raises:
        NotFoundError: There is no such job.
        BadInputError: It judges nothing.
    """
    with workspace.read() as session:
        job = session.get(Job, job_id)
        if job is None:
            raise NotFoundError(f"There is no job {job_id}.")
        if job.kind != JobKind.JUDGE:
            raise BadInputError(f"Job {job_id} judges nothing.")
        return counts_in(session, job)


def counts_in(session: Session, job: Job) -> JudgeCounts:
    """Do the same in the caller's session."""
    job_id, plan = job.id or 0, JudgePlan.model_validate(job.params)
    totals = attempt_totals(session, job_id)
    said, ratings, dependent = store.said_in_job(session, job_id), store.ratings_of_job(session, job_id), 0
    if plan.is_of_pairs:
        sides = store.sides_of_pairs(session, judge_id=plan.judge_id, job_id=job_id)
        whole = [(pair.plain, pair.swapped) for pair in sides if pair.plain and pair.swapped]
        dependent = sum(plain != swapped for plain, swapped in whole)
        said = dict(Counter(plain if plain == swapped else "tie" for plain, swapped in whole if plain))
    return JudgeCounts(
        is_of_pairs=plan.is_of_pairs,
        wanted=len(plan.pair_ids) if plan.is_of_pairs else len(plan.sample_ids),
        judged=sum(said.values()),
        said=said,
        position_dependent=dependent,
        mean_overall=sum(ratings) / len(ratings) if ratings else None,
        outcomes=store.judgement_outcomes(session, job_id),
        cost_usd=None if totals.n_cost_unknown and not totals.n_known else totals.known_usd,
        cost_unknown=totals.n_cost_unknown,
    )


def latest_judgements(
    workspace: Workspace,
    *,
    judge_id: int | None = None,
    job_id: int | None = None,
    sample_id: int | None = None,
    limit: int = 20,
) -> list[Judgement]:
    """Return the newest judgements with what was asked and what came, of one judge, job or sample."""
    with workspace.read() as session:
        found = store.newest_judgements(session, judge_id=judge_id, job_id=job_id, sample_id=sample_id, limit=limit)
        return list(found)
