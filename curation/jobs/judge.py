"""The job that has a model judge samples or pairs."""

import asyncio
from typing import Any

from curation.jobs.calls import Ending, end_run, open_calls, settle
from curation.jobs.context import JobContext
from curation.jobs.judge_work import JudgeWork
from curation.models import Job, Rubric
from curation.services.judge_counts import counts_in
from curation.services.judge_plan import JudgePlan
from curation.services.judge_prefills import withdraw_prefills
from curation.services.providers import provider_setup
from curation.services.rubrics import version_of
from curation.store.events import add_event
from curation.store.jobs import add_log


async def judge(context: JobContext) -> dict[str, Any]:
    """Ask the judge about each sample, or about each pair both ways round, and keep what it says as a rater's.

    Raises:
        JobCancelledError: Somebody asked the job to stop; what was under way is finished and kept.
        JobParkedError: The provider asks for patience, the day's money is spent, or the worker leaves.
        ProviderError: Every further call would fail in the same way.
    """
    work = await asyncio.to_thread(_prepare, context)
    async with open_calls(context, work.plan, work) as calls:
        ending = await calls.run(range(work.plan.n_items))
    return end_run(ending, await asyncio.to_thread(_finish, context, work, ending))


def _prepare(context: JobContext) -> JudgeWork:
    plan = JudgePlan.model_validate(context.params)
    with context.workspace.read() as session:
        forms = {row_id: version_of(session.get_one(Rubric, row_id)).form for row_id in plan.rubric_ids.values()}
        terms = provider_setup(session, plan.provider).terms
    what = f"{len(plan.pair_ids):,} pairs, each both ways round" if plan.is_of_pairs else f"{plan.n_items:,} samples"
    context.log(f"{what}, judged by {plan.provider} / {plan.model}.")
    return JudgeWork(context, plan, forms, terms)


def _finish(context: JobContext, work: JudgeWork, ending: Ending | None) -> dict[str, Any]:
    """Settle what a worker that leaves gave up, count, and look whether judges may still pre-fill."""
    settle(context, work.plan, work)
    with context.workspace.write() as tx:
        job = tx.get_one(Job, context.job_id)
        if ending is not None and ending.kind == "money":
            add_log(tx, context.job_id, f"{ending.reason} {job.total - job.done:,} calls were not made.")
        result = counts_in(tx, job).as_result()
        told = {"judge_id": work.plan.judge_id, "judged": result["judged"], "said": result["said"]}
        add_event(
            tx, actor_id=context.actor.id, action="judge.reviewed", entity="job", entity_id=context.job_id, after=told
        )
    withdraw_prefills(context.workspace)
    return result
