"""Batches are filled, each call with its money set aside, and handed over once."""

import asyncio
import uuid
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import accumulate
from typing import Any, Final, Generic

from sqlmodel import Session

from curation.jobs.batch_calls import GROUP, BatchRun
from curation.jobs.calls import Ending
from curation.jobs.money import Mark, NoMoney, mark_sent
from curation.jobs.work import C, Item, Ready
from curation.models import Attempt, BatchState, utc_now
from curation.providers import MAX_BATCH_BYTES, MAX_BATCH_REQUESTS, CallFailed, Request, estimate_cost_usd
from curation.providers.prompts import billed_text
from curation.store.attempts import tries_by_item
from curation.store.batches import add_batch, change_batch, held_items
from curation.store.changes import changed_row, make_changes
from curation.store.jobs import add_log

MAX_ITEMS: Final = 5_000
MAX_BYTES: Final = 32_000_000
"""Of one batch: less than vendors take, so that it fits into memory and its results come sooner."""
AGAIN_S: Final = 60.0
"""How long a job rests after a hand-over that did not work."""


@dataclass(slots=True)
class _Filled:
    """A batch that is being filled; it has a row as soon as it has a call."""

    token: str = field(default_factory=lambda: uuid.uuid4().hex)
    batch_id: int | None = None
    requests: list[tuple[str, Request]] = field(default_factory=list)
    n_bytes: int = 0


@dataclass(frozen=True, slots=True)
class _Sized(Generic[C]):
    """An item that could be in a batch, what it takes there, and the most that it can cost."""

    item: Item
    ready: Ready[C]
    n_bytes: int
    most_usd: float | None


@dataclass(frozen=True, slots=True)
class _Marked:
    """What was written of a group: a call for each item, or None where there was no money for it."""

    batch_id: int | None
    attempt_ids: Sequence[int | None]
    no_money: NoMoney | None


class Filling(Generic[C]):
    """Hands over what is to be made in as many batches as it takes, as far as money can be set aside."""

    def __init__(self, run: BatchRun[C], items: Sequence[int]) -> None:
        """Take the items of the job; which of them are still to be made is looked up when it begins."""
        self._run = run
        self._items = items
        self._todo: deque[Item] = deque()

    async def hand_over(self) -> Ending | None:
        """Hand over all items that are neither made nor held by a batch; return why not all of them were."""
        self._todo.extend(await asyncio.to_thread(self._waiting))
        while self._todo:
            if (ending := await self._run.asked_to_stop()) is not None:
                return ending
            filled, no_money = await self._fill()
            if filled.batch_id is not None and (ending := await self._submit(filled, filled.batch_id)) is not None:
                return ending
            if no_money is not None:
                return Ending("money", no_money.reason, no_money.wait_s, no_money.limit)
        return None

    def _waiting(self) -> list[Item]:
        job_id = self._run.context.job_id
        with self._run.context.workspace.read() as session:
            taken = self._run.work.finished(session) | held_items(session, job_id)
            missing = [no for no in self._items if no not in taken]
            tries = tries_by_item(session, job_id, missing)
        return [Item(no, tries.get(no, (0, 0))[0], 0, tries.get(no, (0, 0))[1]) for no in missing]

    async def _fill(self) -> tuple[_Filled, NoMoney | None]:
        """Set money aside for calls, and write each, until the batch is full or the money is used up."""
        filled, name = _Filled(), self._run.vendor.name
        max_bytes, max_items = min(MAX_BYTES, MAX_BATCH_BYTES[name]), min(MAX_ITEMS, MAX_BATCH_REQUESTS[name])
        while self._todo and len(filled.requests) < max_items:
            n = min(GROUP, max_items - len(filled.requests), len(self._todo))
            items = [self._todo.popleft() for _ in range(n)]
            sized = await self._to_be_sent(await asyncio.to_thread(self._sized, items))
            fitting = _fitting(sized, max_bytes - filled.n_bytes, is_first=not filled.requests)
            marked = await self._run.ledger.write(partial(self._mark, filled.token, filled.batch_id, sized[:fitting]))
            filled.batch_id, left = marked.batch_id, []
            for one, attempt_id in zip(sized, marked.attempt_ids, strict=False):
                if attempt_id is not None:
                    filled.requests.append((str(attempt_id), one.ready.call.request))
                    filled.n_bytes += one.n_bytes
                else:
                    left.append(one.item)
            left.extend(one.item for one in sized[fitting:])
            self._todo.extendleft(reversed(left))
            if left:
                return filled, marked.no_money
        return filled, None

    def _sized(self, items: Sequence[Item]) -> list[_Sized[C]]:
        run = self._run
        found = []
        for item, ready in zip(items, run.lookup.ready(items), strict=True):
            request = ready.call.request
            most: dict[str, Any] = {"prompt": billed_text(request), "max_output_tokens": request.max_output_tokens}
            most_usd = estimate_cost_usd(run.price, **most, is_batch=True)
            found.append(_Sized(item, ready, run.vendor.size(request), most_usd))
        return found

    async def _to_be_sent(self, sized: Sequence[_Sized[C]]) -> list[_Sized[C]]:
        """Return what has to be sent; the others are stored at once: an earlier answer, or why there is no call."""
        to_send: list[_Sized[C]] = []
        for one in sized:
            if not one.ready.call.not_sent and one.ready.reused is None:
                to_send.append(one)
            elif (await self._run.caller.call(one.item, one.ready)).kind == "again":
                self._todo.append(one.item)
        return to_send

    def _mark(self, token: str, batch_id: int | None, sized: Sequence[_Sized[C]], tx: Session) -> _Marked:
        """Write as many calls as there is money for, and their batch before the first; it may run twice."""
        run = self._run
        job_id, budget_usd = run.context.job_id, run.context.budget_usd
        marks = [
            Mark(one.item.no, one.item.try_no + 1, one.most_usd, one.ready.request_hash, budget_usd) for one in sized
        ]
        marked = mark_sent(tx, job_id, marks)
        ids = [None if isinstance(one, NoMoney) else one for one in marked]
        sent = [attempt_id for attempt_id in ids if attempt_id is not None]
        if sent and batch_id is None:
            batch_id = add_batch(tx, job_id=job_id, provider=run.plan.provider, model=run.plan.model, token=token)
        make_changes(tx, [changed_row(Attempt, attempt_id, {"batch_id": batch_id}) for attempt_id in sent])
        return _Marked(batch_id, ids, next((one for one in marked if isinstance(one, NoMoney)), None))

    async def _submit(self, filled: _Filled, batch_id: int) -> Ending | None:
        """Hand a batch over; one whose hand-over got no answer is looked for later, and not sent again."""
        run, n = self._run, len(filled.requests)
        if (ending := await run.asked_to_stop()) is not None:
            await run.give_back(batch_id, "The job stopped before it was handed over.")
            return ending
        await run.ledger.write(partial(change_batch, batch_id=batch_id, n=n, submitted_at=utc_now()))
        try:
            submitted = await run.vendor.submit(filled.requests, token=filled.token)
        except CallFailed as caught:
            return await self._not_submitted(batch_id, caught)

        def store(tx: Session) -> None:
            change_batch(tx, batch_id, vendor_id=submitted.vendor_id, state=BatchState.RUNNING)
            add_log(tx, run.context.job_id, f"Batch {batch_id} of {n:,} calls is handed over as {submitted.vendor_id}.")

        await run.ledger.write(store)
        return None

    async def _not_submitted(self, batch_id: int, failure: CallFailed) -> Ending:
        wait_s = max(AGAIN_S, failure.retry_after_s or 0.0)
        if failure.billing == "maybe_billed":
            return Ending("park", f"{failure.reason} Batch {batch_id} is looked for before anything else.", wait_s)
        await self._run.give_back(batch_id, failure.reason)
        return Ending("park" if failure.retryable else "stop", failure.reason, wait_s)


def _fitting(sized: Sequence[_Sized[C]], max_bytes: int, *, is_first: bool) -> int:
    """Return how many of the first fit into the bytes; one alone is the vendor's to refuse."""
    n = sum(total <= max_bytes for total in accumulate(one.n_bytes for one in sized))
    return max(n, 1) if is_first and sized else n
