"""Samples until so many are good: they pass their checks and are no near-duplicates of earlier ones."""

import asyncio
from dataclasses import dataclass
from math import ceil
from typing import Any, Final

from curation.jobs.calls import RESUMED_LIMITS, Calls, Ending
from curation.jobs.context import JobCancelledError, JobContext
from curation.jobs.embed import read_samples_of
from curation.jobs.made_samples import Asked
from curation.models import ItemKind
from curation.services.duplicate_groups import thresholds_of
from curation.services.generation_plan import GenerationPlan
from curation.store.jobs import add_log
from curation.store.yields import Yield, begun_items, yield_of_job

MIN_ROUND: Final = 8
MAX_ROUND: Final = 256
"""Samples that are made before the next look at how many are good."""
MIN_RATE: Final = 0.1
"""However few were good so far, a round is no larger than this share would need."""


@dataclass(frozen=True, slots=True)
class _Round:
    found: Yield
    n_begun: int


async def meet_target(
    context: JobContext, plan: GenerationPlan, calls: Calls[Asked]
) -> tuple[Ending | None, dict[str, Any]]:
    """Make samples, round by round, until enough are good, the tries are used up, or the calls end for a reason."""
    target, n_items = plan.target or 0, len(plan.persona_ids)
    n_begun = await asyncio.to_thread(_n_begun, context)
    ending = await calls.run(range(n_begun))  # what an earlier run began and did not finish
    while True:
        if ending is not None and ending.kind != "money":
            return ending, {}  # what came is read later
        found = await asyncio.to_thread(_look, context, n_begun)
        if found is None:
            return Ending("cancelled"), {}
        if ending is not None or found.good >= target or n_begun >= n_items:
            break
        n_more = min(round_size(target, found), n_items - n_begun)
        ending = await calls.run(range(n_begun, n_begun + n_more))
        n_begun += n_more
    if found.good >= target:
        ending = None  # it is met, whatever else became of the last round
    if ending is None or ending.limit not in RESUMED_LIMITS:
        await asyncio.to_thread(_set_total, context, found.tried)
    stopped_by = "target" if found.good >= target else "max_tries"
    return ending, {"target": target, "good": found.good, "near_duplicates": found.alike, "stopped_by": stopped_by}


def round_size(target: int, found: Yield) -> int:
    """Return how many samples to make next: as many as the missing ones will take at the rate so far."""
    rate = max(found.good / found.tried, MIN_RATE) if found.tried else 1.0
    return max(min(ceil((target - found.good) / rate), MAX_ROUND), min(MIN_ROUND, target - found.good))


def _n_begun(context: JobContext) -> int:
    with context.workspace.read() as session:
        return begun_items(session, context.job_id)


def _look(context: JobContext, n_begun: int) -> Yield | None:
    """Read and compare what is new, and count; None where somebody asked the job to stop meanwhile."""
    try:
        read_samples_of(context, context.job_id)
    except JobCancelledError:
        return None
    found = _count(context)
    if n_begun:
        context.log(f"{found.good:,} good after {found.tried:,} tries; {found.alike:,} were near-duplicates.")
    return found


def _count(context: JobContext) -> Yield:
    with context.workspace.read() as session:
        return yield_of_job(session, context.job_id, thresholds=thresholds_of(session, ItemKind.SAMPLE))


def _set_total(context: JobContext, n_tried: int) -> None:
    """Let the job's total be the tries that were made, once it is clear that there will be no more."""
    with context.workspace.write() as tx:
        context.checkpoint_in(tx, total=n_tried)
        add_log(tx, context.job_id, f"It took {n_tried:,} tries.")
