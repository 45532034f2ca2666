"""Which samples wait for a person, and why none does."""

from dataclasses import dataclass
from enum import StrEnum


class Queue(StrEnum):
    """The lists of a person's work; from each, a sample can go back to those that wait."""

    PENDING = "pending"
    DRAFTS = "drafts"
    SUBMITTED = "submitted"
    SKIPPED = "skipped"
    REJECTED = "rejected"


class Emptiness(StrEnum):
    """Why a queue gives nothing."""

    NO_SAMPLES = "no_samples"
    FILTERED_OUT = "filtered_out"
    ALL_DECIDED = "all_decided"
    NONE_ASSIGNED = "none_assigned"
    ENOUGH_REVIEWS = "enough_reviews"
    ALL_TAKEN = "all_taken"
    NO_DRAFTS = "no_drafts"
    NO_SUBMITTED = "no_submitted"
    NO_SKIPPED = "no_skipped"
    NO_REJECTED = "no_rejected"


_ENDS = {
    Queue.PENDING: Emptiness.ALL_DECIDED,
    Queue.DRAFTS: Emptiness.NO_DRAFTS,
    Queue.SUBMITTED: Emptiness.NO_SUBMITTED,
    Queue.SKIPPED: Emptiness.NO_SKIPPED,
    Queue.REJECTED: Emptiness.NO_REJECTED,
}


@dataclass(frozen=True, slots=True)
class QueueCounts:
    """One person's work in numbers.

    Attributes:
        pending: Samples that wait for this person, drafts among them.
        drafts: Those with an answer and without a decision.
        submitted: Accepted by this person.
        skipped: Set aside by this person, for later.
        rejected: Rejected by this person.
    """

    pending: int
    drafts: int
    submitted: int
    skipped: int
    rejected: int

    @property
    def decided(self) -> int:
        """Samples that this person accepted or rejected."""
        return self.submitted + self.rejected

    @property
    def total(self) -> int:
        """Samples that this person has decided on, has skipped, or is still asked about."""
        return self.pending + self.decided + self.skipped

    def of(self, queue: Queue) -> int:
        """Return how many samples a queue holds."""
        return {
            Queue.PENDING: self.pending,
            Queue.DRAFTS: self.drafts,
            Queue.SUBMITTED: self.submitted,
            Queue.SKIPPED: self.skipped,
            Queue.REJECTED: self.rejected,
        }[queue]


def why_empty(
    queue: Queue,
    *,
    everything: QueueCounts,
    is_filtered: bool,
    only_assigned: bool = False,
    has_overlap: bool = False,
) -> Emptiness:
    """Tell why a queue gives nothing.

    Args:
        queue: The queue.
        everything: The person's counts without a filter.
        is_filtered: A filter is set; where there is work without it, it is the reason.
        only_assigned: People are asked only about what was assigned to them.
        has_overlap: A sample waits only until enough people have judged it.
    """
    if everything.of(queue):
        return Emptiness.FILTERED_OUT if is_filtered else Emptiness.ALL_TAKEN
    if queue is Queue.PENDING and only_assigned:
        return Emptiness.NONE_ASSIGNED
    if queue is Queue.PENDING and has_overlap:
        return Emptiness.ENOUGH_REVIEWS
    return _ENDS[queue] if everything.total or has_overlap or only_assigned else Emptiness.NO_SAMPLES
