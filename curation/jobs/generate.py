"""The job that makes samples: one for each chosen persona."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlmodel import Session, col, select

from curation.jobs.calls import Ending, end_run, item_seed, open_calls, settle
from curation.jobs.context import JobContext
from curation.jobs.made_samples import Asked, answered_sample, failed_sample
from curation.jobs.one_call import Keep
from curation.models import ItemState, Job, Outcome, Persona, Sample, Template
from curation.providers import Answer, Request
from curation.services.generation import GenerationPlan
from curation.services.job_counts import counts_in
from curation.services.jobs import enqueue_embedding
from curation.services.providers import provider_setup
from curation.store.attempts import finished_items
from curation.store.jobs import add_log
from curation.synthesis import render_prompt

EMBED_EVERY: Final = 200


async def generate(context: JobContext) -> dict[str, Any]:
    """Make the samples of a job that are not there yet.

    Raises:
        JobCancelledError: Somebody asked the job to stop; what was under way is finished.
        JobParkedError: The provider asks for patience, or the worker leaves.
        ProviderError: Every further call would fail in the same way.
    """
    work = await asyncio.to_thread(_prepare, context)
    plan = work.plan
    async with open_calls(context, plan, work) as calls:
        await asyncio.to_thread(_log_begin, context, work)
        ending = await calls.run(range(len(plan.persona_ids)))
    return end_run(ending, await asyncio.to_thread(_finish, context, work, ending))


@dataclass(frozen=True, slots=True)
class SampleWork:
    """What a generation job asks for, and the sample that it keeps of each item."""

    context: JobContext
    plan: GenerationPlan
    templates: Mapping[int, Template]
    terms: str
    max_answers: int = 1

    def call(self, session: Session, item_no: int, *, turn: int = 0) -> Asked:  # noqa: ARG002 - a sample has one
        """Return an item as it is to be sent; not for a persona that was set aside meanwhile."""
        plan = self.plan
        persona = session.get_one(Persona, plan.persona_ids[item_no])
        template = self.templates[plan.template_ids[item_no % len(plan.template_ids)]]
        request = Request(
            prompt=render_prompt(template.text, persona=persona.text, variables={}),
            model=plan.model,
            max_output_tokens=plan.max_output_tokens,
            temperature=plan.temperature,
            seed=item_seed(plan.seed, item_no),
            scenario=template.scenario,
            variant=template.variant,
            persona=persona.text,
        )
        return Asked(
            item_no=item_no,
            request=request,
            not_sent="" if persona.state == ItemState.ACTIVE else f"Not sent: the persona is {persona.state} by now.",
            persona=persona,
            template=template,
            parent_id=plan.parent_ids[item_no] if plan.parent_ids else None,
        )

    def finished(self, session: Session) -> set[int]:
        """Return the numbers of the items that have their sample."""
        return finished_items(session, self.context.job_id)

    def is_usable(self, call: Asked, answer: Answer) -> bool:  # noqa: ARG002 - a sample is asked for once
        """Take every answer: what cannot be parsed is a state of the sample."""
        return True

    def answered(self, call: Asked, answer: Answer, *, cost_usd: float | None, latency_s: float) -> Keep:
        """Parse and check an answer, and return what stores its sample."""
        made = answered_sample(
            self.context.job_id, self.plan, call, answer, terms=self.terms, cost_usd=cost_usd, latency_s=latency_s
        )

        def store(tx: Session) -> None:
            tx.add(_copy(made))
            if call.item_no % EMBED_EVERY == EMBED_EVERY - 1:  # the worker reads new samples while the job goes on
                enqueue_embedding(tx, actor=self.context.actor)

        return store

    def failed(self, call: Asked, outcome: Outcome, reason: str, *, raw: str = "") -> Keep:
        """Return what stores the sample of a call without a usable answer."""
        made = failed_sample(self.context.job_id, self.plan, call, outcome, reason, terms=self.terms, raw=raw)
        return lambda tx: tx.add(_copy(made))


def _prepare(context: JobContext) -> SampleWork:
    plan = GenerationPlan.model_validate(context.params)
    with context.workspace.read() as session:
        found = session.exec(select(Template).where(col(Template.id).in_(set(plan.template_ids))))
        templates = {row.id: row for row in found if row.id is not None}
        return SampleWork(context, plan, templates, provider_setup(session, plan.provider).terms)


def _log_begin(context: JobContext, work: SampleWork) -> None:
    with context.workspace.write() as tx:
        todo = len(work.plan.persona_ids) - len(work.finished(tx))
        add_log(tx, context.job_id, f"{todo:,} samples to make by {work.plan.provider} / {work.plan.model}.")


def _finish(context: JobContext, work: SampleWork, ending: Ending | None) -> dict[str, Any]:
    """Settle what a worker that leaves gave up, let new samples be read, and count."""
    settle(context, work.plan, work)
    with context.workspace.write() as tx:
        job = tx.get_one(Job, context.job_id)
        if job.done:
            enqueue_embedding(tx, actor=context.actor)
        if ending is not None and ending.kind == "budget":
            add_log(tx, context.job_id, f"{ending.reason} {job.total - job.done:,} samples were not sent.")
        return counts_in(tx, job).as_result()


def _copy(made: Sample) -> Sample:
    """Return a row of its own for the session: what stores it may run twice."""
    return Sample.model_validate(made.model_dump())
