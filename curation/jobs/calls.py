"""The calls of a job: several at once, each accounted for, until all are done or the job has to stop."""

import asyncio
import os
import time
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any, Final, Generic, Literal

from sqlmodel import select

from curation.errors import BudgetError, ProviderError
from curation.jobs.context import JobCancelledError, JobContext, JobParkedError
from curation.jobs.ledger import Ledger
from curation.jobs.one_call import Caller
from curation.jobs.ready import Lookup
from curation.jobs.throttle import Throttle, throttle_of
from curation.jobs.waiting import Waiting, tried_item
from curation.jobs.work import C, Item, Step, Work
from curation.models import AttemptState, Job, Outcome
from curation.providers import Price, ProviderConfig, ProviderName, build_provider, find_key
from curation.services.calls import CallPlan
from curation.services.prices import price_of
from curation.services.providers import CallLimits, limits_of, provider_config
from curation.store.attempts import attempts_under_way, end_of_attempt, tries_by_item
from curation.store.changes import make_changes
from curation.store.jobs import add_log

LOOK_S: Final = 0.5
"""How often a run looks whether it is to stop while its calls are on their way."""
GATHER_S: Final = 0.02
"""How long an end waits for others, so that the next calls are made ready together."""
GRACE_S: Final = 6.5
"""How long a worker that leaves waits for the calls under way: shorter than the worker itself is given."""
RESUMED_LIMITS: Final = frozenset({"daily_cap", "no_price"})
"""Limits of money after which a job goes on: by itself the next day, or once an admin has set the price."""
_LOST: Final = "The worker ended while the call was under way; it may have been billed."
_SET_PRICE: Final = "An admin sets it on the Providers page; then resume the job."
_NOT_SENT: Final = "The worker ended meanwhile; nothing is billed, so it is made again."


@dataclass(frozen=True, slots=True)
class Ending:
    """Why a run begins nothing more; `limit` says which limit of money it met."""

    kind: Literal["cancelled", "leaving", "money", "park", "stop"]
    reason: str = ""
    wait_s: float = 0.0
    limit: str = ""


class Calls(Generic[C]):
    """Keeps calls under way: as many as are allowed at once, and none while the job is to stop."""

    def __init__(
        self,
        context: JobContext,
        caller: Caller[C],
        lookup: Lookup[C],
        throttle: Throttle,
        *,
        provider_name: ProviderName,
    ) -> None:
        """Take what makes the calls; `run` begins them."""
        self._context = context
        self._caller = caller
        self._lookup = lookup
        self._throttle = throttle
        self._provider_name = provider_name
        self._waiting = Waiting(context, lookup.work)
        self._under_way: dict[asyncio.Task[Step], Item] = {}
        self._ended: list[asyncio.Task[Step]] = []
        self._news = asyncio.Event()
        self._ending: Ending | None = None
        self._money_is_short = False
        self._alone: Item | None = None
        self._looked_at = 0.0
        self._waits_until = 0.0

    async def run(self, items: Iterable[int]) -> Ending | None:
        """Make the items that are not there yet: until all are, or until a reason to stop and the calls' end."""
        await self._waiting.add(items)
        try:
            while self._under_way or (self._ending is None and self._waiting):
                await self._look_whether_to_stop()
                await self._begin_calls()
                await self._wait()
        finally:
            await self._give_up_calls()
        return self._ending

    async def _look_whether_to_stop(self) -> None:
        if self._ending is not None:
            return
        if self._context.is_leaving:
            self._end(Ending("leaving", "The worker stopped."))
        elif self._context.is_asked_to_stop or await self._is_cancelled():
            self._end(Ending("cancelled"))

    def _end(self, ending: Ending) -> None:
        """Begin nothing more; what waits for its turn is not sent."""
        self._ending = ending
        self._caller.end()

    async def _is_cancelled(self) -> bool:
        """Ask the database now and then: calls on their way, or waits, write nothing that would tell."""
        now = time.monotonic()
        if now - self._looked_at < LOOK_S:
            return False
        self._looked_at = now
        is_cancelled, limits = await asyncio.to_thread(_look, self._context, self._provider_name)
        self._throttle.set_limits(limits)
        return is_cancelled

    async def _begin_calls(self) -> None:
        limit = 1 if self._money_is_short else self._throttle.share()
        n_open = len(self._under_way) if limit == 1 else sum(not item.is_heard for item in self._under_way.values())
        # Answers that cannot be stored, on a full disk, must not be many: no more wait for it than may be under way.
        n_free = min(limit - n_open, 2 * limit - len(self._under_way))
        if self._ending is not None or n_free < 1 or time.monotonic() < self._waits_until:
            return
        items = await self._waiting.take(n_free)
        if not items:
            return
        self._alone = items[0] if limit == 1 else None
        for item, ready in zip(items, await asyncio.to_thread(self._lookup.ready, items), strict=True):
            item.on_heard = self._news.set
            task = asyncio.create_task(self._caller.call(item, ready))
            self._under_way[task] = item
            task.add_done_callback(self._note_end)

    async def _wait(self) -> None:
        if not self._under_way:
            due = max(self._waits_until, self._waiting.due)
            await asyncio.sleep(min(max(due - time.monotonic(), 0.0), LOOK_S))
            return
        with suppress(TimeoutError):
            async with asyncio.timeout(LOOK_S):
                await self._news.wait()
        await asyncio.sleep(GATHER_S)
        self._news.clear()
        self._take_ended()
        if self._context.is_leaving:
            await self._leave()

    def _note_end(self, task: asyncio.Task[Step]) -> None:
        self._ended.append(task)
        self._news.set()

    def _take_ended(self) -> None:
        """Act on the calls that ended since the last look."""
        ended, self._ended = self._ended, []
        for task in ended:
            if task in self._under_way:
                self._take(self._under_way.pop(task), task.result())

    def _take(self, item: Item, step: Step) -> None:
        """Act on what became of a try."""
        if step.kind == "no_money" and step.no_money is not None:
            self._waiting.put_back(item)
            # A call that ends gives back what it did not need. So money is used up only for one tried alone.
            self._money_is_short = True
            if step.no_money.is_held:
                self._waits_until = time.monotonic() + LOOK_S
            elif item is self._alone and self._ending is None:
                self._end(Ending("money", step.reason, step.wait_s, step.no_money.limit))
            return
        self._money_is_short = False
        if step.kind == "again":
            self._waiting.put_off(item, step.wait_s)
        elif step.kind in ("park", "stop") and (self._ending is None or self._ending.kind in ("park", "money")):
            kind: Literal["park", "stop"] = "park" if step.kind == "park" else "stop"
            self._end(Ending(kind, step.reason, step.wait_s))

    async def _leave(self) -> None:
        """Give the calls under way a few seconds; what has not come by then is left as unknown."""
        if self._ending is None:
            self._end(Ending("leaving", "The worker stopped."))
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=GRACE_S)
            await asyncio.sleep(0)  # lets the ends be noted
            self._take_ended()
        await self._give_up_calls()

    async def _give_up_calls(self) -> None:
        for task in self._under_way:
            task.cancel()
        await asyncio.gather(*self._under_way, return_exceptions=True)
        self._under_way.clear()


@dataclass(frozen=True, slots=True)
class _Reach:
    """How the provider is reached, what it charges, and how often it may be asked."""

    config: ProviderConfig
    price: Price | None
    limits: CallLimits


@asynccontextmanager
async def open_calls(context: JobContext, plan: CallPlan, work: Work[C]) -> AsyncIterator[Calls[C]]:
    """Open the provider of a job and the ledger of its run, after settling what an earlier run left open.

    Raises:
        BudgetError: The job has a budget and its model has no price any more.
    """
    n_done = await asyncio.to_thread(settle, context, plan, work)
    reach = await asyncio.to_thread(_reach, context, plan)
    key = find_key(plan.provider, environ=os.environ, key_file=context.workspace.settings.key_file)
    provider = build_provider(reach.config, key=key)
    throttle = throttle_of(context.workspace.path, plan.provider, reach.limits)
    throttle.join(context.job_id)
    try:
        async with Ledger(context, done=n_done) as ledger:
            caller = Caller(context, plan, work, provider=provider, ledger=ledger, price=reach.price, throttle=throttle)
            lookup = Lookup(context, plan, work, reach.config)
            yield Calls(context, caller, lookup, throttle, provider_name=plan.provider)
    finally:
        throttle.part(context.job_id)
        await provider.aclose()


def settle(context: JobContext, plan: CallPlan, work: Work[C]) -> int:
    """Give an end to calls that an earlier run left without one, and return how many items are finished.

    Only a person may send them again. The demo generator bills nothing, so that
    its items are simply made again.
    """
    with context.workspace.write() as tx:
        there = work.finished(tx)
        left_open = attempts_under_way(tx, context.job_id)
        tries = tries_by_item(tx, context.job_id, [attempt.item_no for attempt in left_open])
        for attempt in left_open:
            state = AttemptState.FAILED if plan.is_demo else AttemptState.UNKNOWN
            reason = _NOT_SENT if plan.is_demo else _LOST
            make_changes(tx, [end_of_attempt(attempt.id or 0, state=state, reason=reason)])
            if not plan.is_demo and attempt.item_no not in there:
                (call,) = work.calls(tx, [tried_item(attempt.item_no, tries[attempt.item_no])])
                make_changes(tx, work.failed(call, Outcome.UNKNOWN, _LOST).changes)
                there.add(attempt.item_no)
        if left_open and not plan.is_demo:
            add_log(tx, context.job_id, f"{len(left_open)} calls were left without an end; they are listed as unknown.")
        context.checkpoint_in(tx, done=len(there))
    return len(there)


def end_run(ending: Ending | None, result: dict[str, Any]) -> dict[str, Any]:
    """Return the result of a job that is through, or raise why it is not.

    Raises:
        JobCancelledError: Somebody asked the job to stop; what was under way is finished.
        JobParkedError: The provider asks for patience, the day's money is spent, or the worker leaves.
        ProviderError: Every further call would fail in the same way.
        BudgetError: A cap is set and the model has no price.
    """
    if ending is None:
        return result
    if ending.kind == "cancelled":
        raise JobCancelledError
    if ending.kind == "stop":
        raise ProviderError(ending.reason, "Mend it, then resume the job; what is made stays.")
    if ending.limit == "no_price":
        raise BudgetError(ending.reason, _SET_PRICE)
    if ending.kind == "money" and ending.limit not in RESUMED_LIMITS:
        return {**result, "stopped_by": ending.limit}
    raise JobParkedError(ending.reason, wait_s=ending.wait_s)


def _reach(context: JobContext, plan: CallPlan) -> _Reach:
    with context.workspace.read() as session:
        config = provider_config(session, plan.provider)
        price = price_of(session, plan.provider, plan.model, base_url=config.base_url)
        limits = limits_of(session, plan.provider)
    if price is None and context.budget_usd is not None and not plan.is_demo:
        raise BudgetError(f"There is no price for {plan.model} any more, so the budget cannot be kept.", _SET_PRICE)
    return _Reach(config, price, limits)


def _look(context: JobContext, provider: ProviderName) -> tuple[bool, CallLimits]:
    """Return whether somebody asked the job to stop, and how often its provider may be asked by now.

    Of the job nothing else is read: it is looked at often, and what a large one was told is large.
    """
    with context.workspace.read() as session:
        is_cancelled = session.exec(select(Job.cancel_requested).where(Job.id == context.job_id)).one()
        return is_cancelled, limits_of(session, provider)
