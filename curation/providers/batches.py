"""Batches: requests handed to a vendor together, answered within a day at half the price, and asked for by their id.

What is billed, by the vendors' own words: Anthropic bills no request of a batch
that errored, was cancelled or expired before it was sent to the model (guide
"Batch processing", table of result types, read in a copy of 2026); OpenAI
charges for completed work only, also of a batch that expired or was cancelled
(help centre, "Batch API FAQ").
"""

import re
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal, Protocol

from curation.providers.base import Answer, CallFailed, Request
from curation.providers.line import Line, Send
from curation.providers.replies import Reply

MAX_BATCH_REQUESTS: Final[Mapping[str, int]] = {"openai": 50_000, "anthropic": 100_000}
MAX_BATCH_BYTES: Final[Mapping[str, int]] = {"openai": 200_000_000, "anthropic": 256_000_000}
MAX_RESULT_BYTES: Final = 2 * 1024**3
"""The largest file of results that is fetched; it lies on the disk while it is read."""
SUBMIT_S: Final = 900.0
"""Deadline of the exchanges that carry the requests of a batch."""

BatchEnd = Literal["running", "ended", "failed", "expired", "cancelled"]
LONGEST_ID: Final = "x" * 61
"""As long as any name under which a request travels."""
_VENDOR_ID = re.compile(r"[A-Za-z0-9_-]{1,200}")
_TOKEN = re.compile(r"[A-Za-z0-9]{8,40}")
_CUSTOM_ID = re.compile(r"[A-Za-z0-9_]{1,20}")


@dataclass(frozen=True, slots=True)
class SubmittedBatch:
    """A batch that the vendor has.

    Attributes:
        vendor_id: By which it is asked for.
        n: How many requests it has.
    """

    vendor_id: str
    n: int


@dataclass(frozen=True, slots=True)
class BatchProgress:
    """How far a batch is.

    `expired`, `cancelled` and `ended` may each have answers for some of their
    requests; `failed` was refused as a whole, so that nothing was run or billed.

    Attributes:
        n_done: Requests with an answer, as far as the vendor counts them by now.
        n_failed: Requests that ended without one.
        reason: Why it failed, in a sentence or two; empty otherwise.
        is_crowded: It failed for no fault of its own: the vendor holds too much of ours already.
    """

    state: BatchEnd
    n_done: int
    n_failed: int
    reason: str = ""
    is_crowded: bool = False


@dataclass(frozen=True, slots=True)
class Search:
    """What came of looking for a batch by its token.

    `absent` is sure but for a batch that was handed over within the last
    minutes; `later` means that it cannot be told yet, and `unclear` that it
    will not be told.
    """

    verdict: Literal["found", "absent", "later", "unclear"]
    batch: SubmittedBatch | None = None


class BatchProvider(Protocol):
    """A vendor's batches; every exchange is sent once."""

    name: str

    def size(self, request: Request) -> int:
        """Return the most bytes that a request takes in a batch."""
        ...

    async def submit(self, requests: Sequence[tuple[str, Request]], *, token: str) -> SubmittedBatch:
        """Hand requests over as one batch.

        Args:
            requests: Each with a name of at most 20 letters, digits and underscores that no other of them has; all
                of one model.
            token: A name for the batch that no other batch ever has: 8 to 40 letters and digits.

        Raises:
            CallFailed: It was not handed over, or, where it may be billed, perhaps was: look for the token.
        """
        ...

    async def find(self, token: str, *, n: int, since: datetime, known: Collection[str] = ()) -> Search:
        """Look for a batch whose hand-over got no answer.

        Args:
            token: That it was handed over with.
            n: How many requests it has.
            since: When the hand-over began, by our clock.
            known: Ids of other batches, which it cannot be.

        Raises:
            CallFailed: The vendor could not be asked; nothing is billed for that.
        """
        ...

    async def poll(self, vendor_id: str) -> BatchProgress:
        """Ask how far a batch is.

        Raises:
            CallFailed: No usable answer came; nothing is billed for that.
        """
        ...

    def results(self, vendor_id: str) -> AsyncIterator[tuple[str, Answer | CallFailed]]:
        """Return what became of the requests of a batch that is not running any more, in any order.

        A request may be missing, or come more than once.

        Raises:
            CallFailed: The results could not be fetched; nothing is billed for that.
        """
        ...

    async def cancel(self, vendor_id: str) -> None:
        """Ask the vendor to stop; what it has begun may still be answered, and billed.

        Raises:
            CallFailed: No usable answer came; nothing is billed for that.
        """
        ...

    async def aclose(self) -> None:
        """Close the connections."""
        ...


def cut_into_batches(sizes: Sequence[int], *, max_requests: int, max_bytes: int) -> list[range]:
    """Cut a list of requests into batches that a vendor takes, in order.

    Args:
        sizes: What each takes, in bytes, as `BatchProvider.size` says.
        max_requests: Most requests of a batch, at least 1.
        max_bytes: Most bytes of a batch.

    Returns:
        The positions of each batch's requests.

    Raises:
        ValueError: A request is larger than a whole batch may be.
    """
    cuts: list[range] = []
    start = taken = 0
    for i, size in enumerate(sizes):
        if size > max_bytes:
            raise ValueError(f"request {i} takes {size:,} bytes, and a batch at most {max_bytes:,}")
        if i > start and (i - start >= max_requests or taken + size > max_bytes):
            cuts.append(range(start, i))
            start, taken = i, 0
        taken += size
    return [*cuts, range(start, len(sizes))] if sizes else cuts


def wire_ids(requests: Sequence[tuple[str, Request]], token: str) -> list[str]:
    """Return the names under which requests travel: with the token in front, so that a result tells its batch.

    Raises:
        ValueError: A name or the token is not of the form that both vendors take, a name stands twice, or there is
            no request.
    """
    names = [name for name, _ in requests]
    if not names or not _TOKEN.fullmatch(token) or not all(_CUSTOM_ID.fullmatch(name) for name in names):
        raise ValueError("a batch needs requests with short plain names, and a token of letters and digits")
    if len(set(names)) != len(names):
        raise ValueError("two requests of a batch have the same name")
    return [f"{token}-{name}" for name in names]


def custom_id_of(sent: object) -> str | None:
    """Return the name of the request that a result belongs to, or None where it is none of ours."""
    return sent.partition("-")[2] or None if isinstance(sent, str) else None


def vendor_id_of(sent: object) -> str | None:
    """Return an id that may stand in the path of a request, or None."""
    return sent if isinstance(sent, str) and _VENDOR_ID.fullmatch(sent) else None


async def make_batch(line: Line[Any], send: Send, *, n: int) -> SubmittedBatch:
    """Do the exchange that makes a batch of `n` requests.

    Raises:
        CallFailed: It was not made, or, where it may be billed, perhaps was.
    """
    try:
        return submitted(await line.pay(send, timeout_s=SUBMIT_S), n=n)
    except CallFailed as caught:
        failure = caught
    raise _careful(failure)


def submitted(reply: Reply, *, n: int) -> SubmittedBatch:
    """Return the batch that an answer names.

    Raises:
        CallFailed: It names none; the batch may be there.
    """
    known_as = vendor_id_of(reply.data.get("id"))
    if known_as is None:
        raise reply.unusable("The provider gave the batch no id.")
    return SubmittedBatch(known_as, n)


def _careful(failure: CallFailed) -> CallFailed:
    """Return what a failure of a hand-over means for the bill.

    An error of the vendor's own after it read the requests says nothing of
    whether the batch was made; so unlike a single call it is looked for before
    anything is sent again.
    """
    if failure.status is None or failure.status < 500 or failure.billing == "maybe_billed":
        return failure
    return CallFailed(failure.reason, billing="maybe_billed", status=failure.status, raw_body=failure.raw_body)
