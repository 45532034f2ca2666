"""The trials that were made, as they stand in a list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, func, select

from curation.models import ENDED_STATES, Annotator, Job, JobKind
from curation.services.trial_ask import MAX_ARMS, MAX_ROWS
from curation.workspace import Workspace


@dataclass(frozen=True, slots=True)
class TrialBrief:
    """A trial in a list."""

    token: str
    names: Sequence[str]
    n: int
    is_blind: bool
    owner: str
    created_at: datetime
    is_active: bool


def list_trials(workspace: Workspace, *, limit: int = 20) -> list[TrialBrief]:
    """Return the newest trials first."""
    token = func.json_extract(Job.params, "$.trial.token")
    # Trials are small: the plans of large jobs, which are long, are not looked into.
    wanted = select(Job, Annotator.name).join(Annotator, col(Annotator.id) == Job.owner)
    wanted = wanted.where(col(Job.kind) == JobKind.GENERATE, col(Job.total) <= MAX_ROWS, token.is_not(None))
    found: dict[str, list[tuple[Job, str]]] = {}
    with workspace.read() as session:
        for job, owner in session.exec(wanted.order_by(col(Job.id).desc()).limit(limit * MAX_ARMS)):
            found.setdefault(job.params["trial"]["token"], []).insert(0, (job, owner))
    return [_brief(name, jobs) for name, jobs in list(found.items())[:limit]]


def _brief(token: str, jobs: Sequence[tuple[Job, str]]) -> TrialBrief:
    first, owner = jobs[0]
    return TrialBrief(
        token=token,
        names=[job.params["trial"]["name"] for job, _ in jobs],
        n=first.total,
        is_blind=bool(first.params["trial"]["is_blind"]),
        owner=owner,
        created_at=first.created_at,
        is_active=any(job.state not in ENDED_STATES for job, _ in jobs),
    )
