"""The jobs that make personas: from texts, and from other personas over several steps."""

import asyncio
import random
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from sqlmodel import Session

from curation.jobs.calls import Calls, Ending, end_run, open_calls, settle
from curation.jobs.context import JobContext
from curation.jobs.persona_work import AskedAbout, PersonaWork
from curation.jobs.take_personas import take_personas
from curation.models import Job, Template
from curation.personas import personas_of_answer, personas_schema
from curation.services.jobs import enqueue_embedding
from curation.services.persona_counts import persona_counts_in
from curation.services.persona_plans import MAX_DEPTH, AttributesPlan, ExpandPlan, FromTextsPlan, PersonasPlan
from curation.services.providers import provider_setup
from curation.store.events import add_event
from curation.store.jobs import add_log
from curation.store.persona_calls import count_calls, made_by_step, plan_calls, planned_items

Take = Callable[[JobContext, PersonasPlan, Sequence[int]], None]
"""Takes what the answers to some items hold, in a thread."""
ROUND: Final = 200
"""Calls whose answers are looked through together, in the order of the items, before the next are sent."""


async def texts_to_personas(context: JobContext) -> dict[str, Any]:
    """Ask of each text who has to do with it, and keep those people.

    Raises:
        JobCancelledError: Somebody asked the job to stop; what was under way is finished and kept.
        JobParkedError: The provider asks for patience, or the worker leaves.
        ProviderError: Every further call would fail in the same way.
    """
    plan = FromTextsPlan.model_validate(context.params)
    work = await asyncio.to_thread(_prepare, context, plan)
    return await ask_in_steps(context, work, take=take_personas, steps=1)


async def expand_personas(context: JobContext) -> dict[str, Any]:
    """Ask of each persona who is close to it, of those people again, and so on for as many steps as are wanted.

    Raises:
        JobCancelledError, JobParkedError, ProviderError: As for `texts_to_personas`.
    """
    plan = ExpandPlan.model_validate(context.params)
    work = await asyncio.to_thread(_prepare, context, plan)
    return await ask_in_steps(context, work, take=take_personas, steps=plan.steps)


async def ask_in_steps(context: JobContext, work: PersonaWork, *, take: Take, steps: int) -> dict[str, Any]:
    """Make the calls of each step, and take what its answers hold before the next step is planned."""
    plan = work.plan
    ending: Ending | None = None
    async with open_calls(context, plan, work) as calls:
        for step in range(1, steps + 1):
            items = await asyncio.to_thread(_plan_step, context, plan, step)
            ending = await _ask_step(context, plan, calls, items, take)
            if ending is not None or not items:
                break
    return end_run(ending, await asyncio.to_thread(_finish, context, work, ending))


async def _ask_step(
    context: JobContext, plan: PersonasPlan, calls: Calls[AskedAbout], items: Sequence[int], take: Take
) -> Ending | None:
    """Make the calls of a step, round by round; one that is broken off by the end of the worker is taken up again."""
    for portion in _rounds(items):
        ending = await calls.run(portion)
        if ending is None or ending.kind != "leaving":
            await asyncio.to_thread(take, context, plan, portion)
        if ending is not None:
            return ending
    return None


def _prepare(context: JobContext, plan: PersonasPlan) -> PersonaWork:
    relations = plan.relations if isinstance(plan, FromTextsPlan) else ()

    def check(answer: str, about: str) -> None:
        personas_of_answer(answer, form=plan.form, about=about or None, relations=relations)

    with context.workspace.read() as session:
        template = session.get_one(Template, plan.template_id)
        terms = provider_setup(session, plan.provider).terms
    return PersonaWork(context, plan, template, terms, personas_schema(), check)


def _plan_step(context: JobContext, plan: PersonasPlan, step: int) -> list[int]:
    """Return the items of a step; which they are is written down before the first of them is sent."""
    with context.workspace.write() as tx:
        if there := planned_items(tx, context.job_id, step=step):
            return there
        first = count_calls(tx, context.job_id)
        shared = {"job_id": context.job_id, "step": step, "provider": plan.provider, "model": plan.model}
        rows = [{**shared, **one, "item_no": no} for no, one in enumerate(_asked_in(tx, context, plan, step), first)]
        plan_calls(tx, rows)
        context.checkpoint_in(tx, total=first + len(rows))
        add_log(tx, context.job_id, f"Step {step}: {len(rows):,} calls to {plan.provider} / {plan.model}.")
    return list(range(first, first + len(rows)))


def _asked_in(tx: Session, context: JobContext, plan: PersonasPlan, step: int) -> list[dict[str, int]]:
    """Return what the calls of a step are about: texts, chosen personas, or those that the step before brought."""
    if isinstance(plan, FromTextsPlan):
        return [{"document_id": document_id} for document_id in plan.document_ids]
    if isinstance(plan, AttributesPlan):
        return [{"persona_id": persona_id} for persona_id in plan.persona_ids]
    if not isinstance(plan, ExpandPlan):
        raise TypeError(f"no calls are known for {type(plan).__name__}")
    meant = plan.persona_ids if step == 1 else made_by_step(tx, context.job_id, step=step - 1, max_depth=MAX_DEPTH)
    people = list(meant)
    if len(people) > plan.max_per_step:
        rng = random.Random(f"{plan.seed}:{step}")  # noqa: S311 - a draw, no secret
        people = [people[place] for place in sorted(rng.sample(range(len(people)), plan.max_per_step))]
        left = len(meant) - len(people)
        add_log(tx, context.job_id, f"Step {step}: {left:,} of {len(meant):,} people were not drawn.")
    return [{"persona_id": persona_id} for persona_id in people]


def _finish(context: JobContext, work: PersonaWork, ending: Ending | None) -> dict[str, Any]:
    """Settle what a worker that leaves gave up, let new personas be read, and count."""
    settle(context, work.plan, work)
    with context.workspace.write() as tx:
        job = tx.get_one(Job, context.job_id)
        counts = persona_counts_in(tx, job)
        if counts.made.added and not isinstance(work.plan, AttributesPlan):
            enqueue_embedding(tx, actor=context.actor)
        if ending is not None and ending.kind == "money":
            add_log(tx, context.job_id, f"{ending.reason} {job.total - job.done:,} calls were not made.")
        result = counts.as_result()
        told = {name: result[name] for name in ("read", "added", "already_present")}
        add_event(
            tx, actor_id=context.actor.id, action="job.calls_made", entity="job", entity_id=context.job_id, after=told
        )
        return result


def _rounds(items: Sequence[int]) -> Iterator[Sequence[int]]:
    return (items[start : start + ROUND] for start in range(0, len(items), ROUND))
