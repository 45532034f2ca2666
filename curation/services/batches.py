"""The batches of a job, as people see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from curation.models import BatchState, utc_now
from curation.services.jobs import JobPublic
from curation.store.batches import OPEN_STATES, batches_of
from curation.workspace import Workspace


@dataclass(frozen=True, slots=True)
class BatchPublic:
    """One batch.

    Attributes:
        vendor_id: By what name the vendor knows it, for questions on its pages; None while it has none.
        n: Calls in it.
        n_done: Of these answered, as far as the vendor counts them by now.
        n_failed: Of these ended without an answer.
        reason: Why it failed, expired or is unknown; empty otherwise.
    """

    id: int
    state: BatchState
    provider: str
    model: str
    vendor_id: str | None
    n: int
    n_done: int
    n_failed: int
    reason: str
    submitted_at: datetime | None
    polled_at: datetime | None
    ended_at: datetime | None

    @property
    def is_open(self) -> bool:
        """Whether the vendor holds it, or may hold it."""
        return self.state in OPEN_STATES


def list_batches(workspace: Workspace, job_id: int) -> Sequence[BatchPublic]:
    """Return the batches of a job, the oldest first; none where it makes its calls one by one."""
    with workspace.read() as session:
        return [
            BatchPublic(
                row.id or 0,
                BatchState(row.state),
                row.provider,
                row.model,
                row.vendor_id,
                row.n,
                row.n_done,
                row.n_failed,
                row.reason,
                row.submitted_at,
                row.polled_at,
                row.ended_at,
            )
            for row in batches_of(session, job_id)
        ]


def what_comes_next(batch: BatchPublic, job: JobPublic) -> str:
    """Return in a sentence what happens to a batch, or has to be done about it."""
    if not batch.is_open:
        return _after(batch, job)
    if not job.is_active:
        return "The vendor may still run it. Resume the job to ask for what it has answered."
    if job.cancel_requested:
        return "The vendor is asked to stop it; what it has answered until then is stored."
    if batch.state == BatchState.SUBMITTING:
        if batch.submitted_at is None:
            return "It is being filled; nothing of it is with the vendor yet."
        return "Nobody heard whether it arrived. It is looked for at the vendor before anything is handed over again."
    if job.not_before is not None and job.not_before > utc_now():
        return f"The vendor works on it. It is asked again at {job.not_before:%H:%M} UTC, by the worker."
    return "The vendor works on it. It is asked as soon as the worker comes to the job."


def _after(batch: BatchPublic, job: JobPublic) -> str:
    if batch.state == BatchState.FAILED:
        later = "are made once the job is resumed" if job.can_be_resumed else "go into another batch"
        return f"The vendor ran none of it and bills nothing. Its calls {later}."
    if batch.state == BatchState.CANCELLED:
        return "It was stopped. What was answered until then is stored; the rest is not billed."
    if batch.state == BatchState.UNKNOWN:
        return "Its calls may have been billed. They are listed as unknown, and only a person asks for them again."
    return "It is over, and its answers are stored."
