"""Let a model judge, see how far judges agree with people, and say which may propose answers."""

from typing import Any

import click
from pydantic import ValidationError

from curation.cli.common import Amount, Commands, answer, counted, facts, many_ids, one_id, opened, show, table
from curation.cli.running import finish
from curation.errors import BadInputError
from curation.models import SampleFilter
from curation.services.calls import MAX_SEED, ModelParams
from curation.services.estimates import usd
from curation.services.figures import Figure, NotDefined
from curation.services.judge_counts import JudgeCounts, judge_counts
from curation.services.judge_overview import JudgePublic, judge_overview
from curation.services.judge_plan import JudgeAsk
from curation.services.judge_prefills import RULE, allow_prefill
from curation.services.judging import preview, start_judging
from curation.services.providers import PROVIDERS


@click.command("judge")
@click.option("--provider", type=click.Choice(PROVIDERS), default="demo", show_default=True, help="Whose model judges.")
@click.option("--model", default="", metavar="NAME", help="The model; the demo generator has one only.")
@click.option("--scenario", "scenarios", multiple=True, metavar="NAME", help="Samples of this scenario; repeatable.")
@click.option("--ids", callback=many_ids, metavar="IDS", help="These samples, such as 3,17,20.")
@click.option("--set", "set_id", callback=one_id, metavar="ID", help="The pairs of this comparison set.")
@click.option("--at-most", "n", type=click.IntRange(1), metavar="N", help="So many, drawn at random; else all.")
@click.option("--only-judged-by-people", is_flag=True, help="Only what people have judged too.")
@click.option("--again", is_flag=True, help="Also what this judge has judged before.")
@click.option("--hide-persona", is_flag=True, help="Do not tell the judge for whom a sample was made.")
@click.option("--budget-usd", type=Amount(min=0, min_open=True), metavar="USD", help="The most that it may cost.")
@click.option("--seed", type=click.IntRange(0, MAX_SEED), help="Steers draw and model; else drawn.")
@click.option("--temperature", type=Amount(min=0, max=2), help="Else the model's own.")
@click.option(
    "--max-output-tokens", type=click.IntRange(16, 64_000), default=1_024, show_default=True, help="Longest answer."
)
@click.option("--wait", is_flag=True, help="Do it now, or wait until the worker has done it.")
def judge(
    scenarios: tuple[str, ...],
    ids: tuple[int, ...] | None,
    temperature: float | None,
    max_output_tokens: int,
    *,
    hide_persona: bool,
    wait: bool,
    **given: Any,  # noqa: ANN401 - options that are fields of the ask
) -> None:
    """Have a model judge samples by the rubric, or the pairs of a set both ways round; it never counts as people."""
    if given["set_id"] is not None and (scenarios or ids or hide_persona):
        raise click.UsageError(
            "A set says itself what is judged: give --set without --scenario, --ids, --hide-persona."
        )
    params = ModelParams(temperature=temperature, max_output_tokens=max_output_tokens)
    chosen = SampleFilter(ids=ids or (), scenarios=scenarios)
    try:
        ask = JudgeAsk(samples=chosen, shows_persona=not hide_persona, params=params, **given)
    except ValidationError as error:
        said = error.errors()[0]["msg"].removeprefix("Value error, ")
        raise BadInputError(f"This cannot be asked: {said}.", "See: judge --help.") from None
    with opened() as (workspace, actor):
        warnings = preview(workspace, ask).warnings
        for warning in warnings:
            click.echo(show(warning, 500), err=True)
        job_id = start_judging(workspace, ask, actor=actor)
        if wait:
            finish(workspace, job_id)
        counts = judge_counts(workspace, job_id)
    in_json = {"job_id": job_id, **counts.as_result(), "warnings": [*warnings]}
    answer(in_json, _text(job_id, counts, is_over=wait))


@click.group("judges", cls=Commands)
def judges() -> None:
    """See which models judge, and how far they agree with people."""


@judges.command("list")
def list_() -> None:
    """Show each judge with its agreement, question by question."""
    with opened() as (workspace, _):
        found = judge_overview(workspace)
    text = "\n\n".join(map(_judge_text, found)) or "No model has judged here yet. Let one do so: judge."
    answer({"judges": [one.as_json() for one in found], "rule": RULE}, text)


@judges.command("prefill")
@click.argument("judge_id", callback=one_id, metavar="JUDGE")
@click.option("--off", is_flag=True, help="End it.")
def prefill(judge_id: int, *, off: bool) -> None:
    """Let a judge propose answers to people; refused where it does not agree with them enough."""
    with opened() as (workspace, actor):
        allow_prefill(workspace, judge_id, not off, actor=actor)
    said = "no longer proposes answers" if off else "proposes answers to people; they are marked"
    answer({"judge_id": judge_id, "prefills": not off}, f"Judge {judge_id} {said}.")


def _text(job_id: int, counts: JudgeCounts, *, is_over: bool) -> str:
    noun = "pairs" if counts.is_of_pairs else "samples"
    if not is_over:
        return (
            f"Job {job_id} is in the queue: {counts.wanted:,} {noun}. To look at it: jobs show {job_id}."
            f" Where neither the app nor a worker runs: jobs resume {job_id} --wait."
        )
    mean = "not defined: nothing was rated" if counts.mean_overall is None else f"{counts.mean_overall:.2f}"
    return facts(
        {
            "job": job_id,
            noun: f"{counts.wanted:,}",
            "judged": f"{counts.judged:,}",
            "said": counted(counts.said),
            **({"by position": counts.position_dependent} if counts.is_of_pairs else {"mean rating": mean}),
            "calls": counted(counts.outcomes),
            "cost": "unknown" if counts.cost_usd is None else usd(counts.cost_usd),
        }
    )


def _judge_text(one: JudgePublic) -> str:
    state = "proposes answers to people" if one.prefill.is_on else one.prefill.withdrawn or one.prefill.why_not
    lines = [
        f"{one.id}  {show(one.name)}{f' ({one.label})' if one.label else ''}",
        f"{one.n_samples:,} samples, {one.n_pairs:,} pairs; {one.agreement.n_shared:,} samples judged by people too",
        show(state or "may propose answers: judges prefill", 600),
    ]
    if one.agreement.questions:
        heads = ("question", "alpha", "people alone", "spearman", "kendall", "bias")
        rows = [
            (row.question, *map(_said, (row.alpha, row.people, row.spearman, row.kendall, row.bias)))
            for row in one.agreement.questions
        ]
        lines.append(table(heads, rows, empty=""))
    if one.n_pairs:
        pairs = one.agreement.pairs
        told = {"same both ways round": pairs.same_both_ways, "takes the first": pairs.first, "as people": pairs.agrees}
        lines.append(facts({name: _said(figure) for name, figure in told.items()}))
    return "\n".join(lines)


def _said(found: Figure) -> str:
    if isinstance(found, NotDefined):
        return str(found)
    return f"{found.value:.2f} ({found.low:.2f} to {found.high:.2f}, n = {found.n:,})"
