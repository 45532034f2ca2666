"""Solve problems again by independent runs, and see on which of them they agree."""

from typing import Final

import click
from pydantic import ValidationError

from curation.cli.common import Amount, answer, facts, many_ids, opened, show
from curation.cli.running import finish
from curation.errors import BadInputError
from curation.models import SampleFilter
from curation.services.calls import MAX_SEED, ModelParams
from curation.services.estimates import usd
from curation.services.solve_plan import SOLVED_SCENARIO, SolveAsk, SolverRun
from curation.services.solving import SolveCounts, preview, solve_counts, start_solving

DEFAULT_RUNS: Final = ("demo:grammar/1:assistant", "demo:grammar/1:program", "demo:grammar/1:assistant")


def _runs(_context: click.Context, _option: click.Parameter, written: tuple[str, ...]) -> tuple[SolverRun, ...]:
    try:
        return tuple(SolverRun.parse(one) for one in written or DEFAULT_RUNS)
    except ValueError as error:
        raise click.BadParameter(str(error)) from None


@click.command("solve")
@click.option("--sample-ids", callback=many_ids, metavar="IDS", help="Solve these samples, such as 3,17,20.")
@click.option("--all-unsolved", is_flag=True, help="Solve every maths problem without a verdict.")
@click.option("--again", is_flag=True, help="Solve those that have a verdict, too.")
@click.option("--runs", multiple=True, callback=_runs, metavar="PROVIDER:MODEL:STYLE",
              help="One run of each problem; given two to five times.")  # fmt: skip
@click.option("--budget-usd", type=Amount(min=0, min_open=True), metavar="USD", help="The most that it may cost.")
@click.option("--seed", type=click.IntRange(0, MAX_SEED), help="Steers the models; else drawn.")
@click.option("--temperature", type=Amount(min=0, max=2), help="Else the models' own.")
@click.option(
    "--max-output-tokens", type=click.IntRange(16, 64_000), default=2_048, show_default=True, help="Longest answer."
)
@click.option("--wait", is_flag=True, help="Do it now, or wait until the worker has done it.")
def solve(
    sample_ids: tuple[int, ...] | None,
    runs: tuple[SolverRun, ...],
    budget_usd: float | None,
    seed: int | None,
    temperature: float | None,
    max_output_tokens: int,
    *,
    all_unsolved: bool,
    again: bool,
    wait: bool,
) -> None:
    """Have maths problems solved by independent runs; without --wait the job is left to the worker."""
    if all_unsolved == (sample_ids is not None):
        raise click.UsageError("Say which problems: either --sample-ids IDS or --all-unsolved.")
    chosen = SampleFilter(ids=sample_ids or (), scenarios=(SOLVED_SCENARIO,) if all_unsolved else ())
    params = ModelParams(temperature=temperature, max_output_tokens=max_output_tokens)
    try:
        ask = SolveAsk(samples=chosen, again=again, runs=runs, params=params, seed=seed, budget_usd=budget_usd)
    except ValidationError as error:
        said = error.errors()[0]["msg"].removeprefix("Value error, ")
        raise BadInputError(f"runs: {said}.", "A problem is solved by two to five runs.") from None
    with opened() as (workspace, actor):
        warnings = preview(workspace, ask).warnings
        for warning in warnings:
            click.echo(show(warning, 500), err=True)
        job_id = start_solving(workspace, ask, actor=actor)
        if wait:
            finish(workspace, job_id)
        counts = solve_counts(workspace, job_id)
    in_json = {"job_id": job_id, **counts.as_result(), "warnings": [*warnings]}
    answer(in_json, _text(job_id, counts, is_over=wait))


def _text(job_id: int, counts: SolveCounts, *, is_over: bool) -> str:
    if not is_over:
        return (
            f"Job {job_id} is in the queue: {counts.samples:,} problems, {len(counts.runs)} runs each."
            f" To look at it: jobs show {job_id}. Where neither the app nor a worker runs: jobs resume {job_id} --wait."
        )
    kept = counts.retained
    pairs = [f"{pair.first + 1} and {pair.second + 1}: {pair.n_same:,} of {pair.n_both:,}" for pair in counts.pairs]
    return facts(
        {
            "job": job_id,
            "problems": f"{counts.samples:,}",
            **{word: f"{count:,}" for word, count in counts.verdicts.items()},
            "retained": "not defined: no problem has a verdict"
            if kept is None
            else f"{kept.value:.1%} (95 %: {kept.low:.1%} to {kept.high:.1%})",
            "runs": "; ".join(f"{number}. {run}" for number, run in enumerate(counts.runs, start=1)),
            "pairs that agree": "; ".join(pairs),
            "cost": "unknown" if counts.cost_usd is None else usd(counts.cost_usd),
        }
    )
