"""One item of a job that calls a model: reserved and marked as sent, then sent, then stored with what came of it."""

import asyncio
import random
import time
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Final, Generic

from curation.jobs.context import JobContext
from curation.jobs.ledger import Ledger, Stored
from curation.jobs.money import Mark, NoMoney
from curation.jobs.throttle import Throttle
from curation.jobs.work import FINISHED, C, Item, Kept, Ready, Reused, Step, Work
from curation.models import AttemptState, Outcome
from curation.providers import (
    Answer,
    CallFailed,
    CircuitBreaker,
    Price,
    Provider,
    Request,
    cost_usd,
    decide,
    estimate_cost_usd,
)
from curation.providers.prompts import billed_text
from curation.services.calls import CallPlan
from curation.store.attempts import Ended, end_of_attempt, reused_attempt
from curation.store.changes import Change

CHARS_PER_TOKEN: Final = 4
"""For pacing only: the tokens that were really taken are counted when the answer has come."""
LATE_S: Final = 5.0
"""How long after its deadline a provider may still come back by itself."""
_NOT_SENT: Final[Ended] = {"reason": "It was not sent: the job stopped first.", "cost_usd": 0.0}


class Caller(Generic[C]):
    """Makes the calls of one run of a job."""

    def __init__(
        self,
        context: JobContext,
        plan: CallPlan,
        work: Work[C],
        *,
        provider: Provider,
        ledger: Ledger,
        price: Price | None,
        throttle: Throttle,
    ) -> None:
        """Take what all calls of the run share."""
        self._context = context
        self._plan = plan
        self._work = work
        self._provider = provider
        self._ledger = ledger
        self._price = price
        self._throttle = throttle
        self._breaker = CircuitBreaker()
        self._is_over = False
        self._rng = random.Random(context.job_id)  # noqa: S311 - jitter, no secret

    def end(self) -> None:
        """Send nothing more; what waits for its turn at the gate, or is on its way there, is turned away."""
        self._is_over = True
        self._throttle.turn_away(self._context.job_id)

    async def call(self, item: Item, ready: Ready[C]) -> Step:
        """Try an item once; whatever may have been billed is in the database before this returns."""
        call, item.is_heard = ready.call, False
        if call.not_sent:
            return await self._ledger.store(partial(self._finish, call, Outcome.FAILED, call.not_sent))
        item.try_no += 1
        if ready.reused is not None:
            return await self._ledger.store(partial(self._keep_reused, item, ready, ready.reused))
        mark = Mark(
            item_no=call.item_no,
            try_no=item.try_no,
            most_usd=self._most_usd(billed_text(call.request)),
            request_hash=ready.request_hash,
            budget_usd=self._context.budget_usd,
        )
        marked = await self._ledger.mark(mark)
        if isinstance(marked, NoMoney):
            item.try_no -= 1
            return Step("no_money", marked.reason, marked.wait_s, marked)
        n_tokens = len(call.request.prompt) // CHARS_PER_TOKEN
        unsent = Stored(Step("again"), [end_of_attempt(marked, state=AttemptState.NOT_SENT, **_NOT_SENT)])
        try:
            may_send = await self._may_send(n_tokens)
        except asyncio.CancelledError:
            self._ledger.store_without_waiting(lambda: unsent)
            raise
        if not may_send:
            return await self._ledger.store(lambda: unsent)
        item.tries_now += 1
        return await self._send_and_store(item, call, marked, n_tokens)

    async def _may_send(self, n_tokens: int) -> bool:
        """Wait for a turn at the gate; what has its turn when the job is to end is not sent any more."""
        if self._is_over or not await self._throttle.enter(self._context.job_id, n_tokens):
            return False
        if self._context.is_leaving or self._is_over:
            self._throttle.give_back(n_tokens)
            return False
        return True

    async def _send_and_store(self, item: Item, call: C, attempt_id: int, n_tokens: int) -> Step:
        started = time.monotonic()
        try:
            answer = await self._send(call.request)
        except CallFailed as failure:
            return await self._after_failure(call, item, attempt_id, failure, n_tokens)
        except BaseException:
            self._throttle.leave(n_tokens, n_tokens)
            raise
        item.hear()
        latency_s = time.monotonic() - started
        self._throttle.leave(n_tokens, (answer.input_tokens or n_tokens) + (answer.output_tokens or 0))
        self._breaker.succeeded()
        return await self._ledger.store(partial(self._keep_answer, call, item, attempt_id, answer, latency_s))

    async def _send(self, request: Request) -> Answer:
        timeout_s = self._plan.timeout_s
        try:
            async with asyncio.timeout(timeout_s + LATE_S):
                return await self._provider.call(request, timeout_s=timeout_s)
        except TimeoutError:
            reason = "The provider did not answer in time; it may have billed the call."
        except CallFailed:
            raise
        except Exception as error:  # noqa: BLE001 - a defect after sending: the call may have been billed
            reason = f"The call ended with an unexpected {type(error).__name__}; it may have been billed."
        raise CallFailed(reason, billing="maybe_billed")

    def _keep_answer(self, call: C, item: Item, attempt_id: int, answer: Answer, latency_s: float) -> Stored[Step]:
        cost = self._cost_usd(answer)
        kept = self._work.answered(call, answer, cost_usd=cost, latency_s=latency_s)
        end = end_of_attempt(attempt_id, state=AttemptState.DONE, reason=kept.reason, **paid(answer, cost))
        return _stored(item, kept, [end])

    def _keep_reused(self, item: Item, ready: Ready[C], reused: Reused) -> Stored[Step]:
        kept = self._work.answered(ready.call, reused.answer, cost_usd=0.0, latency_s=0.0)
        row = reused_attempt(
            job_id=self._context.job_id,
            item_no=item.no,
            try_no=item.try_no,
            request_hash=ready.request_hash,
            from_attempt_id=reused.attempt_id,
            raw_body=reused.answer.raw_body,
        )
        return _stored(item, kept, [row])

    async def _after_failure(self, call: C, item: Item, attempt_id: int, failure: CallFailed, n_tokens: int) -> Step:
        rest = self._breaker.failed(failure)
        choice = decide(failure, try_no=item.tries_now, rng=self._rng)
        if failure.stops_job or choice.kind == "park" or rest is not None:
            self.end()  # what waits for its turn would fail in the same way
        self._throttle.leave_refused(failure, n_tokens)
        step = Step("again", failure.reason, choice.wait_s)
        if failure.billing == "maybe_billed":
            store = partial(self._finish, call, Outcome.UNKNOWN, failure.reason, attempt_id, failure)
            step = await self._ledger.store(store)
        elif choice.kind == "give_up" and not failure.stops_job:
            store = partial(self._finish, call, Outcome.FAILED, failure.reason, attempt_id, failure)
            step = await self._ledger.store(store)
        else:
            end = failed_end(attempt_id, AttemptState.FAILED, failure)
            await self._ledger.store(lambda: Stored(None, [end]))
        if failure.stops_job:
            return Step("stop", failure.reason)
        if choice.kind == "park" or rest is not None:
            return Step("park", failure.reason, max(choice.wait_s, rest.wait_s if rest else 0.0))
        return step

    def _finish(
        self,
        call: C,
        outcome: Outcome,
        reason: str,
        attempt_id: int | None = None,
        failure: CallFailed | None = None,
    ) -> Stored[Step]:
        kept = self._work.failed(call, outcome, reason, raw=failure.raw_body if failure else "")
        state = AttemptState.UNKNOWN if outcome is Outcome.UNKNOWN else AttemptState.FAILED
        ends = [failed_end(attempt_id, state, failure)] if attempt_id is not None and failure is not None else []
        return Stored(FINISHED, [*ends, *kept.changes], 1, kept.also)

    def _most_usd(self, prompt: str) -> float | None:
        if self._plan.is_demo:
            return 0.0
        return estimate_cost_usd(self._price, prompt=prompt, max_output_tokens=self._plan.max_output_tokens)

    def _cost_usd(self, answer: Answer) -> float | None:
        if self._plan.is_demo:
            return 0.0
        return cost_usd(
            self._price,
            answer.input_tokens,
            answer.output_tokens,
            cached_input_tokens=answer.cached_input_tokens,
            cache_write_tokens=answer.cache_write_tokens,
        )


def paid(answer: Answer, cost: float | None) -> Mapping[str, Any]:
    """Return what an attempt keeps of an answer."""
    return {
        "cost_usd": cost,
        "input_tokens": answer.input_tokens,
        "output_tokens": answer.output_tokens,
        "cached_input_tokens": answer.cached_input_tokens,
        "cache_write_tokens": answer.cache_write_tokens,
        "request_id": answer.request_id,
        "raw_body": answer.raw_body,
    }


def failed_end(attempt_id: int, state: AttemptState, failure: CallFailed) -> Change:
    """Return the end of an attempt that gave no usable answer."""
    return end_of_attempt(attempt_id, state=state, reason=failure.reason, raw_body=failure.raw_body or None)


def _stored(item: Item, kept: Kept, changes: Sequence[Change]) -> Stored[Step]:
    """Count an answer, and return what is stored of it and how the item goes on."""
    item.answers += 1
    item.tries_now = 0
    if kept.goes_on:
        return Stored(Step("again", kept.reason), [*changes, *kept.changes], 0, kept.also)
    return Stored(FINISHED, [*changes, *kept.changes], 1, kept.also)
