"""The batches of a job, as people see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from curation.models import BatchState
from curation.store.batches import batches_of
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
