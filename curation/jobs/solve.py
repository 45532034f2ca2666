"""The job that solves problems again: independent runs, programs behind walls, then a verdict for each problem."""

import asyncio
import os
from collections.abc import Awaitable, Sequence
from typing import Any, Final, TypeVar

from curation.jobs.calls import Ending, end_run, open_calls
from curation.jobs.context import JobContext, JobParkedError, LeaseLostError
from curation.jobs.solve_work import SolveWork, shown_problem
from curation.jobs.work import Item
from curation.models import AttemptState, Job, Outcome, Sample, Solution, SolverStyle
from curation.sandbox import ProgramResult, run_program
from curation.services.providers import provider_setup
from curation.services.solve_plan import SolvePlan
from curation.services.solving import counts_in
from curation.services.verdicts import judge, judged_by, write_verdict
from curation.store.attempts import attempts_under_way, end_of_attempt
from curation.store.changes import make_changes
from curation.store.jobs import add_log
from curation.store.samples import samples_by_id
from curation.store.solutions import PROGRAM_WAITS, solutions_of_job, waiting_programs
from curation.synthesis.solver import printed_answer, solver_prompt

PORTION: Final = 100
"""Problems whose runs are made before their verdicts are given."""
BEAT_S: Final = 5.0
PROGRAMS_AT_ONCE: Final = min(os.cpu_count() or 1, 4)
_LOST: Final = "The worker ended while the call was under way; it may have been billed."
_NOT_SENT: Final = "The worker ended meanwhile; nothing is billed, so it is made again."
T = TypeVar("T")


async def solve(context: JobContext) -> dict[str, Any]:
    """Make the runs of a job that are not there yet, run their programs, and judge each problem.

    Raises:
        JobCancelledError: Somebody asked the job to stop; what was under way is finished.
        JobParkedError: The provider asks for patience, the day's money is spent, or the worker leaves.
        ProviderError: Every further call would fail in the same way.
    """
    work = await asyncio.to_thread(_prepare, context)
    n, ending = len(work.plan.sample_ids), None
    for start in range(0, n, PORTION):
        places = range(start, min(start + PORTION, n))
        ending = await _ask(context, work, places)
        if ending is None or ending.kind not in ("cancelled", "leaving"):
            await _run_programs(context)
            await _alive(context, asyncio.to_thread(_judge, context, work, places))
        if ending is not None:
            break
    return end_run(ending, await asyncio.to_thread(_finish, context, work, ending))


def _prepare(context: JobContext) -> SolveWork:
    plan = SolvePlan.model_validate(context.params)
    with context.workspace.read() as session:
        terms = {run.provider: provider_setup(session, run.provider).terms for run in plan.runs}
    work = SolveWork(context, plan, terms)
    _settle(context, work)
    solvers = ", ".join(map(str, plan.runs))
    context.log(f"{len(plan.sample_ids):,} problems, each solved by {len(plan.runs)} runs: {solvers}.")
    return work


async def _ask(context: JobContext, work: SolveWork, places: range) -> Ending | None:
    """Ask the solvers one after the other for their runs of some problems."""
    for provider, model in work.plan.solvers:
        items = work.plan.items_of(places, provider, model)
        async with open_calls(context, work.plan.call_plan(provider, model), work) as calls:
            ending = await calls.run(items)
        if ending is not None:
            return ending
    return None


def _settle(context: JobContext, work: SolveWork) -> None:
    """Give an end to the calls that an earlier run left without one; each by what its own provider bills."""
    with context.workspace.write() as tx:
        there = work.finished(tx)
        for attempt in attempts_under_way(tx, context.job_id):
            is_demo = work.plan.run_of(attempt.item_no).provider == "demo"
            state = AttemptState.FAILED if is_demo else AttemptState.UNKNOWN
            changes = [end_of_attempt(attempt.id or 0, state=state, reason=_NOT_SENT if is_demo else _LOST)]
            if not is_demo and attempt.item_no not in there:
                (call,) = work.calls(tx, [Item(attempt.item_no)])
                changes.extend(work.failed(call, Outcome.UNKNOWN, _LOST).changes)
                there.add(attempt.item_no)
            make_changes(tx, changes)
        context.checkpoint_in(tx, done=len(there))


async def _run_programs(context: JobContext) -> None:
    """Run the programs that wait, a few at once, each in a process of its own.

    Raises:
        JobCancelledError: Somebody asked the job to stop; programs that still wait are run when it goes on.
        JobParkedError: The worker leaves.
    """
    with context.workspace.read() as session:
        waiting = waiting_programs(session, context.job_id)
    some = asyncio.Semaphore(PROGRAMS_AT_ONCE)

    async def run_one(row_id: int) -> None:
        async with some:
            if not (context.is_leaving or context.is_asked_to_stop):
                await asyncio.to_thread(_run_program, context, row_id)

    await _alive(context, asyncio.gather(*map(run_one, waiting)))
    context.stop_if_asked()
    if context.is_leaving:
        raise JobParkedError("The worker stopped.", wait_s=0.0)


def _run_program(context: JobContext, row_id: int) -> None:
    with context.workspace.read() as session:
        program = session.get_one(Solution, row_id).program
    result = run_program(program)
    with context.workspace.write() as tx:
        row = tx.get_one(Solution, row_id)
        row.printed, row.reason, row.outcome, row.final_answer = result.output, *_came_to(result)
        tx.add(row)
        context.checkpoint_in(tx)


def _came_to(result: ProgramResult) -> tuple[str, Outcome, str | None]:
    """Return reason, outcome and answer of a program that was run."""
    if result.outcome != "done":
        return result.reason, Outcome.CHECK_FAILED, None
    answer = printed_answer(result.output)
    if answer is not None:
        return "", Outcome.OK, answer
    reason = "The program says that the problem has no answer." if result.output else "The program printed nothing."
    return reason, Outcome.OK if result.output else Outcome.CHECK_FAILED, None


async def _alive(context: JobContext, work: Awaitable[T]) -> T:
    """Wait for work that writes nothing for long, and keep the job's lease meanwhile.

    Raises:
        LeaseLostError: The job belongs to another worker.
    """
    task = asyncio.ensure_future(work)
    while not task.done():
        await asyncio.wait([task], timeout=BEAT_S)
        if not await asyncio.to_thread(context.heartbeat):
            raise LeaseLostError(f"job {context.job_id} is no longer ours")
    return task.result()


def _judge(context: JobContext, work: SolveWork, places: range) -> None:
    """Give each problem whose runs are all there its verdict, once in a job."""
    ids = [work.plan.sample_ids[place] for place in places]
    with context.workspace.read() as session:
        runs = solutions_of_job(session, context.job_id, ids)
        rows = samples_by_id(session, [sample_id for sample_id in ids if sample_id in runs])
    whole = [row for row in rows.values() if _is_whole(row, runs[row.id or 0], len(work.plan.runs))]
    judged = judge([row for row in whole if judged_by(row) != context.job_id], runs)
    with context.workspace.write() as tx:
        for one in judged:
            write_verdict(tx, one, job_id=context.job_id, actor_id=context.actor.id)


def _is_whole(sample: Sample, runs: Sequence[Solution], n_runs: int) -> bool:
    """Tell whether all runs of a problem are there, and solved it as it reads now."""
    problem = shown_problem(sample)
    return len(runs) == n_runs and all(
        run.reason != PROGRAM_WAITS and run.prompt == solver_prompt(problem, SolverStyle(run.style).value)
        for run in runs
    )


def _finish(context: JobContext, work: SolveWork, ending: Ending | None) -> dict[str, Any]:
    """Settle what a worker that leaves gave up, and count."""
    _settle(context, work)
    with context.workspace.write() as tx:
        job = tx.get_one(Job, context.job_id)
        if ending is not None and ending.kind == "money":
            add_log(tx, context.job_id, f"{ending.reason} {job.total - job.done:,} runs were not sent.")
        return counts_in(tx, job).as_result()
