"""What all parts of a run over batches share: the vendor, the ledger, the price, and how calls end unanswered."""

import asyncio
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Final, Generic

from sqlmodel import Session

from curation.errors import BudgetError
from curation.jobs.calls import Ending, settle
from curation.jobs.context import JobContext
from curation.jobs.ledger import Ledger, Stored
from curation.jobs.one_call import Caller, failed_end
from curation.jobs.ready import Lookup
from curation.jobs.throttle import throttle_of
from curation.jobs.work import C, Item, Work
from curation.models import Attempt, AttemptState, BatchState, Job, Outcome
from curation.providers import (
    BatchProvider,
    CallFailed,
    Price,
    ProviderConfig,
    build_batches,
    build_provider,
    find_key,
)
from curation.services.calls import CallPlan
from curation.services.prices import price_of
from curation.services.providers import CallLimits, limits_of, provider_config
from curation.store.attempts import end_of_attempt, tries_by_item
from curation.store.batches import close_batch, held_attempts
from curation.store.changes import Change

GROUP: Final = 64
"""Rows that are written in one transaction."""
NOT_HANDED_OVER: Final = "It was not handed over, so it costs nothing and is asked for again."


@dataclass(frozen=True, slots=True)
class BatchRun(Generic[C]):
    """One run of a job over batches."""

    context: JobContext
    plan: CallPlan
    work: Work[C]
    vendor: BatchProvider
    ledger: Ledger
    lookup: Lookup[C]
    caller: Caller[C]
    price: Price | None

    async def asked_to_stop(self) -> Ending | None:
        """Return why the run is to begin nothing more, if somebody or the worker's end asks for it."""
        if self.context.is_leaving:
            return Ending("leaving", "The worker stopped.")
        if self.context.is_asked_to_stop or await asyncio.to_thread(self._is_cancelled):
            return Ending("cancelled")
        return None

    def _is_cancelled(self) -> bool:
        with self.context.workspace.read() as session:
            return session.get_one(Job, self.context.job_id).cancel_requested

    def calls_of(self, session: Session, attempts: Sequence[Attempt]) -> list[C]:
        """Return the calls that attempts stand for, as they were handed over."""
        tries = tries_by_item(session, self.context.job_id, [attempt.item_no for attempt in attempts])
        items = [Item(attempt.item_no, attempt.try_no, 0, tries[attempt.item_no][1]) for attempt in attempts]
        return self.work.calls(session, items)

    async def give_back(self, batch_id: int, reason: str) -> None:
        """End a batch that the vendor never ran: its calls cost nothing, and their items are free again."""
        while attempts := await asyncio.to_thread(self._held, batch_id):
            ends = [not_sent_end(attempt.id or 0, NOT_HANDED_OVER) for attempt in attempts]
            await self.ledger.store(partial(Stored, None, ends))
        await self.ledger.write(partial(close_batch, batch_id=batch_id, state=BatchState.FAILED, reason=reason))

    async def give_up(self, batch_id: int, reason: str) -> int:
        """End the calls of a batch of which nothing more is heard: they may have been billed. Return how many."""
        n_lost = 0
        while attempts := await asyncio.to_thread(self._held, batch_id):
            await self.ledger.store(partial(self._as_unknown, attempts, reason))
            n_lost += len(attempts)
        return n_lost

    def _held(self, batch_id: int) -> Sequence[Attempt]:
        with self.context.workspace.read() as session:
            return held_attempts(session, batch_id, limit=GROUP)

    def _as_unknown(self, attempts: Sequence[Attempt], reason: str) -> Stored[None]:
        failure = CallFailed(reason, billing="maybe_billed")
        with self.context.workspace.read() as session:
            calls = self.calls_of(session, attempts)
        changes = [failed_end(attempt.id or 0, AttemptState.UNKNOWN, failure) for attempt in attempts]
        for call in calls:
            changes.extend(self.work.failed(call, Outcome.UNKNOWN, reason).changes)
        return Stored(None, changes, len(attempts))


def not_sent_end(attempt_id: int, reason: str) -> Change:
    """Return the end of a call that the vendor did not run, and so does not bill."""
    return end_of_attempt(attempt_id, state=AttemptState.NOT_SENT, reason=reason, cost_usd=0.0)


@dataclass(frozen=True, slots=True)
class _Reach:
    config: ProviderConfig
    price: Price | None
    limits: CallLimits


@asynccontextmanager
async def open_batch_run(context: JobContext, plan: CallPlan, work: Work[C]) -> AsyncIterator[BatchRun[C]]:
    """Open the batches of a job's provider and the ledger of its run.

    Raises:
        BudgetError: The job has a budget and its model has no price any more.
        ProviderError: The provider has no batches, or no key.
    """
    n_done = await asyncio.to_thread(settle, context, plan, work)
    reach = await asyncio.to_thread(_reach, context, plan)
    key = find_key(plan.provider, environ=os.environ, key_file=context.workspace.settings.key_file)
    vendor = build_batches(reach.config, key=key)
    provider = build_provider(reach.config, key=key)
    throttle = throttle_of(context.workspace.path, plan.provider, reach.limits)
    try:
        async with Ledger(context, done=n_done) as ledger:
            caller = Caller(context, plan, work, provider=provider, ledger=ledger, price=reach.price, throttle=throttle)
            lookup = Lookup(context, plan, work, reach.config)
            yield BatchRun(context, plan, work, vendor, ledger, lookup, caller, reach.price)
    finally:
        await vendor.aclose()
        await provider.aclose()


def _reach(context: JobContext, plan: CallPlan) -> _Reach:
    with context.workspace.read() as session:
        config = provider_config(session, plan.provider)
        price = price_of(session, plan.provider, plan.model, base_url=config.base_url)
        limits = limits_of(session, plan.provider)
    if price is None and context.budget_usd is not None:
        hint = "An admin sets it on the Providers page; then resume the job."
        raise BudgetError(f"There is no price for {plan.model} any more, so the budget cannot be kept.", hint)
    return _Reach(config, price, limits)
