"""Make samples from personas."""

from collections.abc import Mapping
from typing import Any, Final

import click
from pydantic import ValidationError

from curation.cli.common import Amount, answer, counted, facts, many_ids, opened
from curation.cli.draw_options import SAMPLES, draw_options, draw_settings_from_cli
from curation.cli.running import finish
from curation.errors import BadInputError
from curation.models import Mode, PersonaFilter
from curation.services import generation
from curation.services.calls import MAX_SEED
from curation.services.estimates import usd
from curation.services.generation import GenerationAsk, TemplateName
from curation.services.job_counts import JobCounts, job_counts
from curation.services.jobs import get_job
from curation.services.providers import PROVIDERS
from curation.services.stopped_by_money import how_to_go_on
from curation.workspace import Workspace

_AS_THEY_ARE: Final = (
    "scenario",
    "variant",
    "version",
    "mode",
    "provider",
    "model",
    "max_tries",
    "batch",
    "seed",
    "budget_usd",
)
_TOLD_OF_TARGET: Final = ("target", "good", "near_duplicates", "stopped_by")


@click.command("generate")
@click.option("--scenario", required=True, metavar="NAME", help="What to make; see: templates list.")
@click.option("--variant", default="plain", show_default=True, metavar="NAME", help="Which prompt of the scenario.")
@click.option("--template-version", "version", type=click.IntRange(min=1), help="Which version of it; else the newest.")
@click.option("--also", multiple=True, metavar="SCENARIO/VARIANT", help="A further prompt for the same people.")
@click.option(
    "--set", "values", multiple=True, metavar="NAME=TEXT", help="What the prompt is told, such as focus=sets."
)
@click.option(
    "--mode", type=click.Choice(tuple(Mode)), default=Mode.ZERO_SHOT, show_default=True, help="What is shown."
)
@click.option("--example-ids", callback=many_ids, metavar="IDS", help="Few-shot: show these; see: examples list.")
@click.option("--provider", type=click.Choice(PROVIDERS), default="demo", show_default=True, help="Who makes it.")
@click.option("--model", default="", metavar="NAME", help="The model; the demo generator has one only.")
@click.option("--temperature", type=Amount(min=0, max=2), help="Else the model's own.")
@click.option(
    "--max-output-tokens", type=click.IntRange(16, 64_000), default=2_048, show_default=True, help="Longest answer."
)
@click.option("--personas", "n", type=click.IntRange(min=1), metavar="N", help="For N different personas.")
@click.option("--persona-ids", callback=many_ids, metavar="IDS", help="For these personas, such as 3,17,20.")
@draw_options
@click.option("--plan", callback=lambda *told: _target(told[-1]), metavar="target:N", help="Until N are good.")
@click.option("--max-tries", type=click.IntRange(min=1), metavar="N", help="Target: the most samples that it may take.")
@click.option("--budget-usd", type=Amount(min=0, min_open=True), metavar="USD", help="The most that it may cost.")
@click.option("--batch", is_flag=True, help="By the vendor's batch interface, within a day at half the price.")
@click.option("--ask-anew", is_flag=True, help="Also where the same was asked and answered before.")
@click.option("--seed", type=click.IntRange(0, MAX_SEED), help="Draws the personas and steers the model; else drawn.")
@click.option("--wait", is_flag=True, help="Do it now, or wait until the worker has done it.")
def generate(*, wait: bool, **told: Any) -> None:  # noqa: ANN401 - the options above, by name
    """Make samples for personas; without --wait the job is left to the worker."""
    with opened() as (workspace, actor):
        job_id = generation.start_generation(workspace, _read_ask(workspace, told), actor=actor)
        if wait:
            finish(workspace, job_id)
        counts, result = job_counts(workspace, job_id), get_job(workspace, job_id).result
    answer(_in_json(job_id, counts, result), _text(job_id, counts, result, is_over=wait))


def _read_ask(workspace: Workspace, told: dict[str, Any]) -> GenerationAsk:
    """Make an ask of the options.

    Raises:
        click.UsageError: Options are missing, or do not go together.
        BadInputError: What they say cannot be meant.
    """
    n, ids = told["n"], told["persona_ids"]
    sample = told["sample"] or ("all" if ids is not None or (n is None and told["plan"]) else "random")
    if ids is None and n is None and told["plan"] is None:
        raise click.UsageError("Say for whom: either --personas N or --persona-ids IDS.")
    if (sample == "all" and n is not None) or (sample != "all" and n is None):
        raise click.UsageError("Say how many with --personas N, for every way to draw but --sample all.")
    if ids is not None and n is not None and told["sample"] is None:
        raise click.UsageError("Say for whom: either --personas N or --persona-ids IDS.")
    personas = PersonaFilter(ids=ids or ())
    drawn = {name: told[name] for name in ("attribute", "shares", "fill_up", "explore")}
    draw = draw_settings_from_cli(
        workspace, personas, sample=sample, scenario="" if told["also"] else told["scenario"], **drawn
    )
    named = {name: told[name] for name in _AS_THEY_ARE}
    fields = {
        **named,
        "also": [_template_name(name) for name in told["also"]],
        "variables": dict(_value(one) for one in told["values"]),
        "example_ids": told["example_ids"] or (),
        "params": {"temperature": told["temperature"], "max_output_tokens": told["max_output_tokens"]},
        "personas": personas,
        "how": SAMPLES[sample],
        "n": n,
        "draw": draw,
        "target": told["plan"],
        "reuses_answers": not told["ask_anew"],
    }
    try:
        return GenerationAsk.model_validate(fields)
    except ValidationError as error:
        said = error.errors()[0]["msg"].removeprefix("Value error, ")
        raise BadInputError(f"{said[:1].upper()}{said[1:]}.") from error


def _target(plan: str | None) -> int | None:
    """Read a plan such as target:500."""
    if plan is None:
        return None
    kind, _, number = plan.partition(":")
    if kind != "target" or not number.isascii() or not number.isdigit() or int(number) < 1:
        raise click.BadParameter(f"{plan!r} is not a plan; it is target:N, such as target:500.")
    return int(number)


def _template_name(written: str) -> TemplateName:
    scenario, _, variant = written.partition("/")
    return TemplateName(scenario=scenario, variant=variant or "plain")


def _value(written: str) -> tuple[str, str]:
    name, sign, value = written.partition("=")
    if not sign or not name.strip():
        raise click.UsageError(f"--set {written!r} is not NAME=TEXT, such as focus=number theory.")
    return name.strip(), value


def _in_json(job_id: int, counts: JobCounts, result: Mapping[str, Any]) -> dict[str, object]:
    said: dict[str, object] = {
        "job_id": job_id,
        "requested": counts.requested,
        "state": counts.state,
        "cost_usd": counts.cost_usd,
        "cost_unknown": counts.cost_unknown,
        "seconds": counts.seconds,
    }
    return {**said, **{name: result[name] for name in _TOLD_OF_TARGET if name in result}}


def _text(job_id: int, counts: JobCounts, result: Mapping[str, Any], *, is_over: bool) -> str:
    if not is_over:
        return (
            f"Job {job_id} is in the queue: {counts.requested:,} samples. To look at it: jobs show {job_id}."
            f" Where neither the app nor a worker runs: jobs resume {job_id} --wait."
        )
    cost = "unknown" if counts.cost_usd is None else usd(counts.cost_usd)
    if counts.cost_unknown and counts.cost_usd is not None:
        cost += f", and {counts.cost_unknown:,} calls at an unknown cost"
    said: dict[str, object] = {"job": job_id, "requested": counts.requested, "outcome": counted(counts.state)}
    if "target" in result:
        said["good"] = f"{result['good']:,} of {result['target']:,} wanted"
    if "stopped_by" in result:
        said["stopped by"] = str(result["stopped_by"]).replace("_", " ")
        if go_on := how_to_go_on(job_id, str(result["stopped_by"])):
            said["to go on"] = go_on
    said["cost"] = cost
    if counts.seconds is not None:
        said["seconds"] = f"{counts.seconds:,.1f}"
    return facts(said)
