"""Which samples wait for a person, and why none does."""

from dataclasses import dataclass
from enum import StrEnum


class Queue(StrEnum):
    """The three lists of a person's work."""

    OPEN = "open"
    DRAFTS = "drafts"
    SKIPPED = "skipped"


class Emptiness(StrEnum):
    """Why a queue gives nothing."""

    NO_SAMPLES = "no_samples"
    FILTERED_OUT = "filtered_out"
    ALL_DECIDED = "all_decided"
    NO_DRAFTS = "no_drafts"
    NO_SKIPPED = "no_skipped"


_ENDS = {
    Queue.OPEN: Emptiness.ALL_DECIDED,
    Queue.DRAFTS: Emptiness.NO_DRAFTS,
    Queue.SKIPPED: Emptiness.NO_SKIPPED,
}


@dataclass(frozen=True, slots=True)
class QueueCounts:
    """One person's work in numbers; left + decided + skipped = total, and drafts are some of what is left."""

    total: int
    decided: int
    skipped: int
    drafts: int

    @property
    def left(self) -> int:
        """Samples that this person has neither decided on nor skipped."""
        return self.total - self.decided - self.skipped


def why_empty(queue: Queue, *, everything: QueueCounts, is_filtered: bool) -> Emptiness:
    """Tell why a queue gives nothing.

    Args:
        queue: The queue.
        everything: The person's counts without a filter.
        is_filtered: A filter is set; where there is work without it, it is the reason.
    """
    waiting = {Queue.OPEN: everything.left, Queue.DRAFTS: everything.drafts, Queue.SKIPPED: everything.skipped}
    if not everything.total:
        return Emptiness.NO_SAMPLES
    if waiting[queue] and is_filtered:
        return Emptiness.FILTERED_OUT
    return _ENDS[queue]
