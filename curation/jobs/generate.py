"""The job that makes samples: one for each persona and prompt, or as many as it takes to meet a target."""

import asyncio
from typing import Any

from sqlmodel import col, select

from curation.jobs.batches import run_batches
from curation.jobs.calls import Ending, end_run, open_calls, settle
from curation.jobs.context import JobContext
from curation.jobs.made_samples import SampleMaker
from curation.jobs.sample_work import SampleWork, shared_beginnings
from curation.jobs.target import meet_target
from curation.models import Job, Template
from curation.services.generation_plan import GenerationPlan
from curation.services.job_counts import counts_in
from curation.services.jobs import enqueue_embedding
from curation.services.providers import provider_setup
from curation.store.jobs import add_log


async def generate(context: JobContext) -> dict[str, Any]:
    """Make the samples of a job that are not there yet.

    Raises:
        JobCancelledError: Somebody asked the job to stop; what was under way is finished.
        JobParkedError: The provider asks for patience, the day's money is spent, or the worker leaves.
        ProviderError: Every further call would fail in the same way.
    """
    work = await asyncio.to_thread(_prepare, context)
    plan, told = work.plan, dict[str, Any]()
    if context.runs == 1 or not plan.batch:  # a batch is looked after by many runs
        await asyncio.to_thread(_log_begin, context, work)
    if plan.batch:
        ending = await run_batches(context, plan, work, range(len(plan.persona_ids)))
    else:
        async with open_calls(context, plan, work) as calls:
            if plan.target is None:
                ending = await calls.run(range(len(plan.persona_ids)))
            else:
                ending, told = await meet_target(context, plan, calls)
    return end_run(ending, {**await asyncio.to_thread(_finish, context, work, ending), **told})


def _prepare(context: JobContext) -> SampleWork:
    plan = GenerationPlan.model_validate(context.params)
    with context.workspace.read() as session:
        found = session.exec(select(Template).where(col(Template.id).in_(set(plan.template_ids))))
        templates = {row.id: row for row in found if row.id is not None}
        terms = provider_setup(session, plan.provider).terms
    maker = SampleMaker(context.job_id, plan, terms)
    return SampleWork(context, plan, templates, maker, shared_beginnings(plan, templates))


def _log_begin(context: JobContext, work: SampleWork) -> None:
    plan = work.plan
    with context.workspace.write() as tx:
        todo = len(plan.persona_ids) - len(work.finished(tx))
        what = f"{todo:,} samples to make"
        if plan.target is not None:
            what = f"{plan.target:,} good rows to make, in at most {todo:,} more tries,"
        add_log(tx, context.job_id, f"{what} by {plan.provider} / {plan.model}.")


def _finish(context: JobContext, work: SampleWork, ending: Ending | None) -> dict[str, Any]:
    """Settle what a worker that leaves gave up, let new samples be read, and count."""
    settle(context, work.plan, work)
    with context.workspace.write() as tx:
        job = tx.get_one(Job, context.job_id)
        if job.done:
            enqueue_embedding(tx, actor=context.actor)
        if ending is not None and ending.kind == "money":
            left = f" {job.total - job.done:,} samples were not sent." if work.plan.target is None else ""
            add_log(tx, context.job_id, ending.reason + left)
        return counts_in(tx, job).as_result()
