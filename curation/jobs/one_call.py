"""One item of a generation job: reserved and marked as sent, then sent, then stored with what came of it."""

import asyncio
import hashlib
import random
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final, Literal

from sqlmodel import Session

from curation.jobs.context import JobContext
from curation.jobs.ledger import Ledger
from curation.jobs.made_samples import Asked, answered_sample, failed_sample
from curation.models import AttemptState, ItemState, Outcome, Persona, Sample, Template
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
from curation.services.generation import MAX_SEED, GenerationPlan
from curation.services.jobs import enqueue_embedding
from curation.store.attempts import add_sent_attempt, committed_usd, end_attempt
from curation.synthesis import render_prompt

LATE_S: Final = 5.0
"""How long after its deadline a provider may still come back by itself."""
EMBED_EVERY: Final = 200
_SLACK_USD: Final = 1e-9
"""Sums of prices differ in their last digits."""


@dataclass(slots=True)
class Item:
    """One of the samples to make, and how often it was tried."""

    no: int
    try_no: int = 0
    """Tries of all runs; a row each."""
    tries_now: int = 0
    """Tries of this run; the policy counts these, since a job that rested begins anew."""


@dataclass(frozen=True, slots=True)
class Step:
    """What became of a try: the item is finished, or comes again after a wait, or the job cannot go on."""

    kind: Literal["finished", "again", "no_budget", "park", "stop"]
    reason: str = ""
    wait_s: float = 0.0


FINISHED: Final = Step("finished")


class Caller:
    """Makes the calls of one run of a job."""

    def __init__(
        self,
        context: JobContext,
        plan: GenerationPlan,
        provider: Provider,
        ledger: Ledger,
        *,
        templates: Mapping[int, Template],
        price: Price | None,
        terms: str,
    ) -> None:
        """Take what all calls of the run share."""
        self._context = context
        self._plan = plan
        self._provider = provider
        self._ledger = ledger
        self._templates = templates
        self._price = price
        self._terms = terms
        self._breaker = CircuitBreaker()
        self._rng = random.Random(context.job_id)  # noqa: S311 - jitter, no secret

    async def call(self, item: Item) -> Step:
        """Try an item once; whatever may have been billed is in the database before this returns."""
        asked = await asyncio.to_thread(self._look_up, item.no)
        if asked.persona.state != ItemState.ACTIVE:
            return await self._store_failed(
                asked, Outcome.FAILED, f"Not sent: the persona is {asked.persona.state} by now."
            )
        item.try_no += 1
        item.tries_now += 1
        attempt_id = await self._ledger.write(partial(self._mark_sent, asked, item.try_no))
        if attempt_id is None:
            item.try_no -= 1
            item.tries_now -= 1
            return Step("no_budget", "The budget is used up.")
        started = time.monotonic()
        try:
            answer = await self._send(asked)
        except CallFailed as failure:
            return await self._after_failure(asked, item, attempt_id, failure)
        self._breaker.succeeded()
        await self._store_answer(asked, attempt_id, answer, time.monotonic() - started)
        return FINISHED

    def _look_up(self, item_no: int) -> Asked:
        with self._context.workspace.read() as session:
            return ask_for(session, self._plan, self._templates, item_no)

    def _mark_sent(self, asked: Asked, try_no: int, tx: Session) -> int | None:
        """Set money aside and write that the call is sent; None where the budget does not reach."""
        most_usd = self._most_usd(asked.prompt)
        budget_usd, job_id = self._context.budget_usd, self._context.job_id
        if budget_usd is not None and committed_usd(tx, job_id) + (most_usd or 0.0) > budget_usd + _SLACK_USD:
            return None
        return add_sent_attempt(tx, job_id=job_id, item_no=asked.item_no, try_no=try_no, reserved_usd=most_usd)

    async def _send(self, asked: Asked) -> Answer:
        plan = self._plan
        request = Request(
            prompt=asked.prompt,
            model=plan.model,
            max_output_tokens=plan.max_output_tokens,
            temperature=plan.temperature,
            seed=asked.seed,
            scenario=asked.template.scenario,
            variant=asked.template.variant,
            persona=asked.persona.text,
        )
        try:
            async with asyncio.timeout(plan.timeout_s + LATE_S):
                return await self._provider.call(request, timeout_s=plan.timeout_s)
        except TimeoutError:
            reason = "The provider did not answer in time; it may have billed the call."
        except CallFailed:
            raise
        except Exception as error:  # noqa: BLE001 - a defect after sending: the call may have been billed
            reason = f"The call ended with an unexpected {type(error).__name__}; it may have been billed."
        raise CallFailed(reason, billing="maybe_billed")

    async def _store_answer(self, asked: Asked, attempt_id: int, answer: Answer, latency_s: float) -> None:
        cost = self._cost_usd(answer)
        make = partial(
            answered_sample, self._context.job_id, self._plan, asked, answer, terms=self._terms, cost_usd=cost
        )
        made = await asyncio.to_thread(make, latency_s=latency_s)

        def store(tx: Session) -> None:
            end_attempt(
                tx,
                attempt_id,
                state=AttemptState.DONE,
                cost_usd=cost,
                input_tokens=answer.input_tokens,
                output_tokens=answer.output_tokens,
                request_id=answer.request_id,
                raw_body=answer.raw_body,
            )
            tx.add(_copy(made))
            self._let_embed(tx, asked)

        await self._ledger.write(store, finishes=1)

    async def _after_failure(self, asked: Asked, item: Item, attempt_id: int, failure: CallFailed) -> Step:
        rest = self._breaker.failed(failure)
        choice = decide(failure, try_no=item.tries_now, rng=self._rng)
        if failure.billing == "maybe_billed":
            step = await self._store_failed(asked, Outcome.UNKNOWN, failure.reason, attempt_id, failure)
        elif choice.kind == "give_up" and not failure.stops_job:
            step = await self._store_failed(asked, Outcome.FAILED, failure.reason, attempt_id, failure)
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
        asked: Asked,
        outcome: Outcome,
        reason: str,
        attempt_id: int | None = None,
        failure: CallFailed | None = None,
    ) -> Step:
        raw = failure.raw_body if failure else ""
        made = failed_sample(self._context.job_id, self._plan, asked, outcome, reason, terms=self._terms, raw=raw)
        state = AttemptState.UNKNOWN if outcome is Outcome.UNKNOWN else AttemptState.FAILED

        def store(tx: Session) -> None:
            if attempt_id is not None and failure is not None:
                _end_failed(attempt_id, state, failure, tx)
            tx.add(_copy(made))

        await self._ledger.write(store, finishes=1)
        return FINISHED

    def _let_embed(self, tx: Session, asked: Asked) -> None:
        """Have the worker read new samples while the job goes on."""
        if asked.item_no % EMBED_EVERY == EMBED_EVERY - 1:
            enqueue_embedding(tx, actor=self._context.actor)

    def _most_usd(self, prompt: str) -> float | None:
        if self._plan.provider == "demo":
            return 0.0
        return estimate_cost_usd(self._price, prompt=prompt, max_output_tokens=self._plan.max_output_tokens)

    def _cost_usd(self, answer: Answer) -> float | None:
        if self._plan.provider == "demo":
            return 0.0
        return cost_usd(self._price, answer.input_tokens, answer.output_tokens)


def ask_for(session: Session, plan: GenerationPlan, templates: Mapping[int, Template], item_no: int) -> Asked:
    """Return an item as it is to be sent."""
    persona = session.get_one(Persona, plan.persona_ids[item_no])
    template = templates[plan.template_ids[item_no % len(plan.template_ids)]]
    return Asked(
        item_no=item_no,
        persona=persona,
        template=template,
        prompt=render_prompt(template.text, persona=persona.text, variables={}),
        seed=item_seed(plan.seed, item_no),
        parent_id=plan.parent_ids[item_no] if plan.parent_ids else None,
    )


def item_seed(seed: int, item_no: int) -> int:
    """Derive the seed of an item from that of its job."""
    digest = hashlib.sha256(f"{seed}:{item_no}".encode()).digest()
    return int.from_bytes(digest[:8], "big") % MAX_SEED


def _end_failed(attempt_id: int, state: AttemptState, failure: CallFailed, tx: Session) -> None:
    end_attempt(tx, attempt_id, state=state, reason=failure.reason, raw_body=failure.raw_body or None)


def _copy(made: Sample) -> Sample:
    """Return a row of its own for the session: an operation of the ledger may run twice."""
    return Sample.model_validate(made.model_dump())
