"""Batches that were handed over: asked for until they end, their results stored as they come, the lost ones found."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import Final, Generic

from sqlmodel import Session

from curation.jobs.batch_calls import GROUP, BatchRun, not_sent_end
from curation.jobs.calls import Ending
from curation.jobs.ledger import Stored
from curation.jobs.one_call import failed_end, paid
from curation.jobs.work import C
from curation.models import Attempt, AttemptState, Batch, BatchState, Outcome, utc_now
from curation.providers import Answer, BatchProgress, CallFailed, cost_usd
from curation.store.attempts import end_of_attempt
from curation.store.batches import (
    batches_of,
    change_batch,
    close_batch,
    failed_in_batches,
    held_attempts,
    known_vendor_ids,
)
from curation.store.jobs import add_log

MIN_WAIT_S: Final = 30.0
MAX_WAIT_S: Final = 300.0
SURE_AFTER: Final = timedelta(minutes=10)
"""A batch that was handed over so long ago is in the vendor's list, if it is there at all; it is looked for twice."""
MAX_TRIES: Final = 3
"""How often a call is part of a batch before it is given up."""
_NO_RESULT: Final = "The batch has no result for this call; it may have been billed."
_NOT_FOUND: Final = "Nobody can tell whether the vendor has it; its calls may have been billed."
_NEVER_THERE: Final = "The vendor never had it, so nothing is billed."

Result = Answer | CallFailed


@dataclass(frozen=True, slots=True)
class Waiting:
    """What is still with the vendor, and when to ask again."""

    n_batches: int
    n_calls: int
    wait_s: float


class Collecting(Generic[C]):
    """Looks after the batches that a job has open."""

    def __init__(self, run: BatchRun[C]) -> None:
        """Take what the run shares."""
        self._run = run

    async def find_lost(self) -> Ending | None:
        """Settle hand-overs that an earlier run, or this one, did not hear the end of."""
        for batch in await self._open():
            if batch.state != BatchState.SUBMITTING or batch.id is None:
                continue
            if batch.submitted_at is None:
                await self._run.give_back(batch.id, "The worker ended before it was handed over; nothing is billed.")
            elif (ending := await self._find(batch, batch.id)) is not None:
                return ending
        return None

    async def collect(self) -> Ending | None:
        """Ask for each batch that runs, and store the results of those that have ended."""
        for batch in await self._open():
            if batch.state == BatchState.RUNNING and (ending := await self._ask(batch)) is not None:
                return ending
        return None

    async def cancel(self) -> None:
        """Ask the vendor to stop what runs; one that cannot be asked is asked for its results as ever."""
        for batch in await self._open():
            if batch.vendor_id is not None:
                try:
                    await self._run.vendor.cancel(batch.vendor_id)
                except CallFailed as failure:
                    await asyncio.to_thread(self._run.context.log, f"Batch {batch.id} goes on: {failure.reason}")

    async def waiting(self) -> Waiting | None:
        """Return what is still with the vendor, or None where nothing is."""
        batches = await self._open()
        if not batches:
            return None
        now = utc_now()
        ages = [(now - (batch.submitted_at or now)).total_seconds() for batch in batches]
        wait_s = min(max(MIN_WAIT_S, min(ages) / 10), MAX_WAIT_S)
        return Waiting(len(batches), sum(batch.n for batch in batches), wait_s)

    async def _open(self) -> Sequence[Batch]:
        return await asyncio.to_thread(self._open_now)

    def _open_now(self) -> Sequence[Batch]:
        with self._run.context.workspace.read() as session:
            return batches_of(session, self._run.context.job_id, only_open=True)

    async def _find(self, batch: Batch, batch_id: int) -> Ending | None:
        """Look for a batch by its token: go on with it, hand its calls back, or list them as unknown."""
        run, since = self._run, batch.submitted_at or batch.created_at
        known = await asyncio.to_thread(self._known)
        try:
            search = await run.vendor.find(batch.token, n=batch.n, since=since, known=known)
        except CallFailed as caught:
            if caught.retryable:
                return Ending("park", caught.reason, max(MIN_WAIT_S, caught.retry_after_s or 0.0))
            await self._lose(batch_id, f"{_NOT_FOUND} {caught.reason}")
            return None
        if search.batch is not None:
            vendor_id = search.batch.vendor_id
            found = partial(change_batch, batch_id=batch_id, vendor_id=vendor_id, state=BatchState.RUNNING)
            await run.ledger.write(found)
            await asyncio.to_thread(
                run.context.log, f"Batch {batch_id} is with the vendor as {search.batch.vendor_id}."
            )
        elif search.verdict == "unclear":
            await self._lose(batch_id, _NOT_FOUND)
        elif search.verdict == "later" or batch.polled_at is None or utc_now() - since < SURE_AFTER:
            await run.ledger.write(lambda tx: change_batch(tx, batch_id, polled_at=utc_now()))
            return Ending("park", f"Batch {batch_id} is looked for at the vendor.", MIN_WAIT_S)
        else:
            await run.give_back(batch_id, _NEVER_THERE)
        return None

    def _known(self) -> set[str]:
        with self._run.context.workspace.read() as session:
            return known_vendor_ids(session)

    async def _lose(self, batch_id: int, reason: str) -> None:
        n_lost = await self._run.give_up(batch_id, reason)

        def store(tx: Session) -> None:
            close_batch(tx, batch_id, BatchState.UNKNOWN, reason)
            add_log(tx, self._run.context.job_id, f"{n_lost:,} calls of batch {batch_id} are listed as unknown.")

        await self._run.ledger.write(store)

    async def _ask(self, batch: Batch) -> Ending | None:
        run, batch_id, vendor_id = self._run, batch.id or 0, batch.vendor_id or ""
        try:
            progress = await run.vendor.poll(vendor_id)
            counts = {"n_done": progress.n_done, "n_failed": progress.n_failed}
            await run.ledger.write(lambda tx: change_batch(tx, batch_id, polled_at=utc_now(), **counts))
            if progress.state == "running":
                return None
            if progress.state == "failed":
                return await self._refused(batch_id, progress)
            ending = await self._store_results(batch_id, vendor_id, is_cancelled=progress.state == "cancelled")
        except CallFailed as caught:
            wait_s = max(MIN_WAIT_S, caught.retry_after_s or 0.0)
            return Ending("park" if caught.retryable else "stop", caught.reason, wait_s)
        await self._close(batch_id, progress)
        return ending

    async def _refused(self, batch_id: int, progress: BatchProgress) -> Ending:
        await self._run.give_back(batch_id, progress.reason)
        return Ending("park" if progress.is_crowded else "stop", progress.reason, MAX_WAIT_S)

    async def _close(self, batch_id: int, progress: BatchProgress) -> None:
        """End a batch; calls of which it said nothing may have been billed."""
        n_lost = await self._run.give_up(batch_id, _NO_RESULT)
        state = BatchState.CANCELLED if progress.state == "cancelled" else BatchState.ENDED
        reason = "It expired before all was run." if progress.state == "expired" else ""
        told = f"Batch {batch_id} is {progress.state}: {progress.n_done:,} answers, {progress.n_failed:,} without."

        def store(tx: Session) -> None:
            close_batch(tx, batch_id, state, reason)
            add_log(tx, self._run.context.job_id, told + (f" {n_lost:,} are listed as unknown." if n_lost else ""))

        await self._run.ledger.write(store)

    async def _store_results(self, batch_id: int, vendor_id: str, *, is_cancelled: bool) -> Ending | None:
        """Store results in groups, each once however often it comes; return why the job has to stop, if it has."""
        group: dict[int, Result] = {}
        stop: Ending | None = None
        async for name, result in self._run.vendor.results(vendor_id):
            if isinstance(result, CallFailed) and result.stops_job:
                stop = Ending("stop", result.reason)
            if name.isdecimal():
                group.setdefault(int(name), result)
            if len(group) == GROUP:
                await self._store(batch_id, group, is_cancelled=is_cancelled)
                group = {}
        await self._store(batch_id, group, is_cancelled=is_cancelled)
        return stop

    async def _store(self, batch_id: int, group: Mapping[int, Result], *, is_cancelled: bool) -> None:
        if group:
            await self._run.ledger.store(partial(self._stored, batch_id, group, is_cancelled=is_cancelled))

    def _stored(self, batch_id: int, group: Mapping[int, Result], *, is_cancelled: bool) -> Stored[None]:
        """Read the results of a group; those whose call has its end already are passed over."""
        run = self._run
        with run.context.workspace.read() as session:
            attempts = held_attempts(session, batch_id, ids=list(group))
            calls = run.calls_of(session, attempts)
            failed = failed_in_batches(session, run.context.job_id, [attempt.item_no for attempt in attempts])
        parts: list[Stored[None]] = []
        for attempt, call in zip(attempts, calls, strict=True):
            result = group[attempt.id or 0]
            if isinstance(result, Answer):
                parts.append(self._answered(attempt, call, result))
            else:
                n_tries = 0 if is_cancelled else failed.get(attempt.item_no, 0) + 1
                parts.append(self._failed(attempt, call, result, n_tries))
        also = [part.also for part in parts if part.also is not None]
        changes = [change for part in parts for change in part.changes]
        return Stored(None, changes, sum(part.finishes for part in parts), partial(_run_all, also))

    def _answered(self, attempt: Attempt, call: C, answer: Answer) -> Stored[None]:
        run = self._run
        cost = cost_usd(
            run.price,
            answer.input_tokens,
            answer.output_tokens,
            cached_input_tokens=answer.cached_input_tokens,
            cache_write_tokens=answer.cache_write_tokens,
            is_batch=True,
        )
        by_model = answer if answer.model else replace(answer, model=run.plan.model)
        latency_s = (utc_now() - (attempt.sent_at or utc_now())).total_seconds()
        kept = run.work.answered(call, by_model, cost_usd=cost, latency_s=latency_s)
        end = end_of_attempt(attempt.id or 0, state=AttemptState.DONE, reason=kept.reason, **paid(answer, cost))
        return Stored(None, [end, *kept.changes], 0 if kept.goes_on else 1, kept.also)

    def _failed(self, attempt: Attempt, call: C, failure: CallFailed, n_tries: int) -> Stored[None]:
        """End a call without an answer; `n_tries` is how often the vendor tried it in vain, this time included."""
        attempt_id = attempt.id or 0
        if failure.billing == "maybe_billed":
            end = failed_end(attempt_id, AttemptState.UNKNOWN, failure)
            kept = self._run.work.failed(call, Outcome.UNKNOWN, failure.reason, raw=failure.raw_body)
            return Stored(None, [end, *kept.changes], 1, kept.also)
        if n_tries == 0 and failure.retryable:
            return Stored(None, [not_sent_end(attempt_id, failure.reason)])
        end = failed_end(attempt_id, AttemptState.FAILED, failure)
        if failure.stops_job or (failure.retryable and n_tries < MAX_TRIES):
            return Stored(None, [end])
        kept = self._run.work.failed(call, Outcome.FAILED, failure.reason, raw=failure.raw_body)
        return Stored(None, [end, *kept.changes], 1, kept.also)


def _run_all(operations: Sequence[Callable[[Session], object]], tx: Session) -> None:
    for operation in operations:
        operation(tx)
