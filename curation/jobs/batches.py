"""The way of a job over a vendor's batches: all calls are handed over at half the price, and asked for until they end.

Between two looks the job is parked, so that it keeps no place in the worker's
lane for the hours that a batch may take; each run begins by what the database
says is with the vendor, and so goes on after any restart.
"""

import asyncio
from collections.abc import Sequence
from typing import Final

from curation.jobs.batch_calls import BatchRun, open_batch_run
from curation.jobs.batch_filling import Filling
from curation.jobs.batch_results import Collecting
from curation.jobs.calls import Ending
from curation.jobs.context import JobContext
from curation.jobs.work import C, Work
from curation.services.calls import CallPlan

CANCEL_WAIT_S: Final = 120.0
"""How long a cancelled job waits for the vendor to end its batches; after that a resumed one asks again."""
CANCEL_LOOK_S: Final = 3.0


async def run_batches(context: JobContext, plan: CallPlan, work: Work[C], items: Sequence[int]) -> Ending | None:
    """Take a job over batches as far as it goes now; None where all items are finished.

    Calls whose hand-over got no answer are looked for by the batch's own name
    before anything is sent again. Money that a batch gave back is used for what
    could not be handed over before.

    Args:
        context: The run.
        plan: By whom the calls are answered; a vendor with batches.
        work: What is asked for, and what is kept.
        items: The numbers of the items to make.

    Raises:
        BudgetError: The job has a budget and its model has no price any more.
        ProviderError: The provider has no batches, or no key.
    """
    async with open_batch_run(context, plan, work) as run:
        collecting = Collecting(run)
        ending = await collecting.find_lost() or await collecting.collect() or await run.asked_to_stop()
        if ending is None:
            ending = await Filling(run, items).hand_over()
        if ending is not None and ending.kind == "cancelled":
            await _cancel(run, collecting)
        if ending is not None and ending.kind != "money":
            return ending
        waiting = await collecting.waiting()
        if waiting is None:
            return ending
        return Ending("park", f"{waiting.n_calls:,} calls are with the vendor in batches.", waiting.wait_s)


async def _cancel(run: BatchRun[C], collecting: Collecting[C]) -> None:
    """Stop the batches at the vendor and store what they were answered until then."""
    await collecting.cancel()
    tries = max(1, round(CANCEL_WAIT_S / CANCEL_LOOK_S))
    for _ in range(tries):
        if await collecting.collect() is not None or await collecting.waiting() is None or run.context.is_leaving:
            return
        await asyncio.sleep(CANCEL_LOOK_S)
