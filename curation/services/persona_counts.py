"""What became of the personas that a job asked for, counted from the rows each time it is asked."""

from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from curation.errors import BadInputError, NotFoundError
from curation.models import Job, JobKind
from curation.services.job_counts import JobCounts, counts_in
from curation.store.persona_calls import made_counts, skipped_counts
from curation.workspace import Workspace

PERSONA_JOBS = (
    JobKind.TEXTS_TO_PERSONAS,
    JobKind.EXPAND_PERSONAS,
    JobKind.PERSONA_ATTRIBUTES,
    JobKind.DERIVE_EXAMPLES,
)


@dataclass(frozen=True, slots=True)
class Made:
    """What the answers held; `read` is the sum of those added, already present and skipped.

    Attributes:
        skipped: Kept with their reason, and taking no part, by reason.
        quarantined: Of those added, how many wait for a curator.
        attributes_stated: Values that the answers stated of people.
        attributes_grounded: Those of them whose words stand in the text; the others are unknown.
    """

    added: int
    already_present: int
    skipped: dict[str, int]
    quarantined: int
    attributes_stated: int
    attributes_grounded: int

    @property
    def read(self) -> int:
        """Personas that were found in answers."""
        return self.added + self.already_present + sum(self.skipped.values())


@dataclass(frozen=True, slots=True)
class PersonaCounts:
    """The calls of a job and what they gave."""

    calls: JobCounts
    made: Made

    def as_result(self) -> dict[str, Any]:
        """Return what stands in the job's row and in the answer of the command line."""
        made = self.made
        return {
            "read": made.read,
            "added": made.added,
            "already_present": made.already_present,
            "skipped": made.skipped,
            "quarantined": made.quarantined,
            "attributes_stated": made.attributes_stated,
            "attributes_grounded": made.attributes_grounded,
            "calls": self.calls.state,
            "cost_usd": self.calls.cost_usd,
            "cost_unknown": self.calls.cost_unknown,
            "seconds": self.calls.seconds,
        }


def persona_counts(workspace: Workspace, job_id: int) -> PersonaCounts:
    """Count the calls of a job and what they gave, as they are now.

    Raises:
        NotFoundError: There is no such job.
        BadInputError: It makes no personas.
    """
    with workspace.read() as session:
        job = session.get(Job, job_id)
        if job is None:
            raise NotFoundError(f"There is no job {job_id}.")
        if job.kind not in PERSONA_JOBS:
            raise BadInputError(f"Job {job_id} makes no personas.")
        return persona_counts_in(session, job)


def persona_counts_in(session: Session, job: Job) -> PersonaCounts:
    """Do the same in the caller's session."""
    job_id = job.id or 0
    made = Made(**made_counts(session, job_id), skipped=skipped_counts(session, job_id))
    return PersonaCounts(counts_in(session, job), made)
