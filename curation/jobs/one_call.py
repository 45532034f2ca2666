"""One item of a job that calls a model: reserved and marked as sent, then sent, then stored with what came of it."""

import asyncio
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final, Generic, Literal, Protocol, TypeVar

from sqlmodel import Session

from curation.jobs.context import JobContext
from curation.jobs.ledger import Ledger
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
from curation.services.calls import CallPlan
from curation.store.attempts import add_sent_attempt, committed_usd, end_attempt

LATE_S: Final = 5.0
"""How long after its deadline a provider may still come back by itself."""
_SLACK_USD: Final = 1e-9
"""Sums of prices differ in their last digits."""
_UNUSABLE: Final = "The answer did not keep to the form; it was asked for once more."

Keep = Callable[[Session], None]
"""Stores what became of an item; it may run twice, and then only its last run counts."""


@dataclass(frozen=True, slots=True)
class Call:
    """One item, ready to be sent.

    Attributes:
        not_sent: Why it must not be sent after all; empty where it may.
    """

    item_no: int
    request: Request
    not_sent: str


C = TypeVar("C", bound=Call)


class Work(Protocol[C]):
    """What a job asks for and what it keeps: a row for each item, whatever became of it."""

    @property
    def max_answers(self) -> int:
        """How many answers to an item are paid for before one that cannot be used is kept as such."""
        ...

    def call(self, session: Session, item_no: int, *, turn: int = 0) -> C:
        """Return an item as it is to be sent; `turn` counts the answers to it that could not be used."""
        ...

    def finished(self, session: Session) -> set[int]:
        """Return the numbers of the items that have their row."""
        ...

    def is_usable(self, call: C, answer: Answer) -> bool:
        """Tell whether an answer keeps to the form that was asked for, as far as that is worth asking again."""
        ...

    def answered(self, call: C, answer: Answer, *, cost_usd: float | None, latency_s: float) -> Keep:
        """Read an answer, and return what stores it."""
        ...

    def failed(self, call: C, outcome: Outcome, reason: str, *, raw: str = "") -> Keep:
        """Return what stores that no usable answer came."""
        ...


@dataclass(slots=True)
class Item:
    """One of the items to make, and how often it was tried."""

    no: int
    try_no: int = 0
    """Tries of all runs; a row each."""
    tries_now: int = 0
    """Tries of this run; the policy counts these, since a job that rested begins anew."""
    answers: int = 0
    """Answers that were paid for and could not be used."""


@dataclass(frozen=True, slots=True)
class Step:
    """What became of a try: the item is finished, or comes again after a wait, or the job cannot go on."""

    kind: Literal["finished", "again", "no_budget", "park", "stop"]
    reason: str = ""
    wait_s: float = 0.0


FINISHED: Final = Step("finished")


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
    ) -> None:
        """Take what all calls of the run share."""
        self._context = context
        self._plan = plan
        self._work = work
        self._provider = provider
        self._ledger = ledger
        self._price = price
        self._breaker = CircuitBreaker()
        self._rng = random.Random(context.job_id)  # noqa: S311 - jitter, no secret

    async def call(self, item: Item) -> Step:
        """Try an item once; whatever may have been billed is in the database before this returns."""
        call = await asyncio.to_thread(self._look_up, item)
        if call.not_sent:
            return await self._store_failed(call, Outcome.FAILED, call.not_sent)
        item.try_no += 1
        item.tries_now += 1
        attempt_id = await self._ledger.write(partial(self._mark_sent, call, item.try_no))
        if attempt_id is None:
            item.try_no -= 1
            item.tries_now -= 1
            return Step("no_budget", "The budget is used up.")
        started = time.monotonic()
        try:
            answer = await self._send(call.request)
        except CallFailed as failure:
            return await self._after_failure(call, item, attempt_id, failure)
        self._breaker.succeeded()
        return await self._store_answer(call, item, attempt_id, answer, time.monotonic() - started)

    def _look_up(self, item: Item) -> C:
        with self._context.workspace.read() as session:
            return self._work.call(session, item.no, turn=item.answers)

    def _mark_sent(self, call: C, try_no: int, tx: Session) -> int | None:
        """Set money aside and write that the call is sent; None where the budget does not reach."""
        most_usd = self._most_usd(call.request.prompt)
        budget_usd, job_id = self._context.budget_usd, self._context.job_id
        if budget_usd is not None and committed_usd(tx, job_id) + (most_usd or 0.0) > budget_usd + _SLACK_USD:
            return None
        return add_sent_attempt(tx, job_id=job_id, item_no=call.item_no, try_no=try_no, reserved_usd=most_usd)

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

    async def _store_answer(self, call: C, item: Item, attempt_id: int, answer: Answer, latency_s: float) -> Step:
        cost = self._cost_usd(answer)
        end = partial(_end_answered, attempt_id, answer, cost)
        item.answers += 1
        may_ask_again = item.answers < self._work.max_answers
        if may_ask_again and not await asyncio.to_thread(self._work.is_usable, call, answer):
            await self._ledger.write(partial(end, reason=_UNUSABLE))
            return Step("again", _UNUSABLE)
        keep = await asyncio.to_thread(self._work.answered, call, answer, cost_usd=cost, latency_s=latency_s)

        def store(tx: Session) -> None:
            end(tx)
            keep(tx)

        await self._ledger.write(store, finishes=1)
        return FINISHED

    async def _after_failure(self, call: C, item: Item, attempt_id: int, failure: CallFailed) -> Step:
        rest = self._breaker.failed(failure)
        choice = decide(failure, try_no=item.tries_now, rng=self._rng)
        if failure.billing == "maybe_billed":
            step = await self._store_failed(call, Outcome.UNKNOWN, failure.reason, attempt_id, failure)
        elif choice.kind == "give_up" and not failure.stops_job:
            step = await self._store_failed(call, Outcome.FAILED, failure.reason, attempt_id, failure)
        else:
            await self._ledger.write(partial(_end_failed, attempt_id, AttemptState.FAILED, failure))
            step = Step("again", failure.reason, choice.wait_s)
        if failure.stops_job:
            return Step("stop", failure.reason)
        if choice.kind == "park" or rest is not None:
            return Step("park", failure.reason, max(choice.wait_s, rest.wait_s if rest else 0.0))
        return step

    async def _store_failed(
        self,
        call: C,
        outcome: Outcome,
        reason: str,
        attempt_id: int | None = None,
        failure: CallFailed | None = None,
    ) -> Step:
        keep = self._work.failed(call, outcome, reason, raw=failure.raw_body if failure else "")
        state = AttemptState.UNKNOWN if outcome is Outcome.UNKNOWN else AttemptState.FAILED

        def store(tx: Session) -> None:
            if attempt_id is not None and failure is not None:
                _end_failed(attempt_id, state, failure, tx)
            keep(tx)

        await self._ledger.write(store, finishes=1)
        return FINISHED

    def _most_usd(self, prompt: str) -> float | None:
        if self._plan.is_demo:
            return 0.0
        return estimate_cost_usd(self._price, prompt=prompt, max_output_tokens=self._plan.max_output_tokens)

    def _cost_usd(self, answer: Answer) -> float | None:
        if self._plan.is_demo:
            return 0.0
        return cost_usd(self._price, answer.input_tokens, answer.output_tokens)


def _end_answered(attempt_id: int, answer: Answer, cost: float | None, tx: Session, *, reason: str = "") -> None:
    end_attempt(
        tx,
        attempt_id,
        state=AttemptState.DONE,
        reason=reason,
        cost_usd=cost,
        input_tokens=answer.input_tokens,
        output_tokens=answer.output_tokens,
        request_id=answer.request_id,
        raw_body=answer.raw_body,
    )


def _end_failed(attempt_id: int, state: AttemptState, failure: CallFailed, tx: Session) -> None:
    end_attempt(tx, attempt_id, state=state, reason=failure.reason, raw_body=failure.raw_body or None)
