"""Make samples from personas, and see with which prompts."""

import click

from curation.cli.common import Amount, Commands, answer, counted, facts, many_ids, opened, show, show_lines, table
from curation.cli.running import finish
from curation.errors import NotFoundError
from curation.models import PersonaFilter, Template
from curation.services import generation
from curation.services.calls import MAX_SEED, ModelParams
from curation.services.estimates import usd
from curation.services.generation import GenerationAsk
from curation.services.job_counts import JobCounts, job_counts
from curation.services.providers import PROVIDERS


@click.command("generate")
@click.option("--scenario", required=True, metavar="NAME", help="What to make; see: templates list.")
@click.option("--variant", default="plain", show_default=True, metavar="NAME", help="Which prompt of the scenario.")
@click.option("--provider", type=click.Choice(PROVIDERS), default="demo", show_default=True, help="Who makes it.")
@click.option("--personas", "n", type=click.IntRange(min=1), metavar="N", help="For N different personas at random.")
@click.option("--persona-ids", callback=many_ids, metavar="IDS", help="For these personas, such as 3,17,20.")
@click.option("--model", default="", metavar="NAME", help="The model; the demo generator has one only.")
@click.option("--budget-usd", type=Amount(min=0, min_open=True), metavar="USD", help="The most that it may cost.")
@click.option("--seed", type=click.IntRange(0, MAX_SEED), help="Draws the personas and steers the model; else drawn.")
@click.option("--temperature", type=Amount(min=0, max=2), help="Else the model's own.")
@click.option(
    "--max-output-tokens", type=click.IntRange(16, 64_000), default=2_048, show_default=True, help="Longest answer."
)
@click.option("--wait", is_flag=True, help="Do it now, or wait until the worker has done it.")
def generate(
    scenario: str,
    variant: str,
    provider: str,
    n: int | None,
    persona_ids: tuple[int, ...] | None,
    model: str,
    budget_usd: float | None,
    seed: int | None,
    temperature: float | None,
    max_output_tokens: int,
    *,
    wait: bool,
) -> None:
    """Make one sample for each persona; without --wait the job is left to the worker."""
    if (n is None) == (persona_ids is None):
        raise click.UsageError("Say for whom: either --personas N or --persona-ids IDS.")
    ask = GenerationAsk(
        scenario=scenario,
        variant=variant,
        provider=provider,
        model=model,
        params=ModelParams(temperature=temperature, max_output_tokens=max_output_tokens),
        personas=PersonaFilter(ids=persona_ids or ()),
        how="all" if n is None else "random",
        n=n,
        seed=seed,
        budget_usd=budget_usd,
    )
    with opened() as (workspace, actor):
        job_id = generation.start_generation(workspace, ask, actor=actor)
        if wait:
            finish(workspace, job_id)
        counts = job_counts(workspace, job_id)
    answer(_in_json(job_id, counts), _text(job_id, counts, is_over=wait))


@click.group("templates", cls=Commands)
def templates() -> None:
    """See the prompts by which scenarios are made."""


@templates.command("list")
def list_() -> None:
    """List the newest version of every prompt."""
    with opened() as (workspace, _):
        found = generation.list_templates(workspace)
    rows = [(row.scenario, row.variant, row.version, show(row.title, 60)) for row in found]
    listed = [{**_name_of(row), "title": row.title} for row in found]
    answer({"templates": listed}, table(("scenario", "variant", "version", "title"), rows, empty="No templates."))


@templates.command("show")
@click.argument("scenario")
@click.argument("variant", default="plain")
def show_(scenario: str, variant: str) -> None:
    """Show a prompt as it stands; VARIANT is `plain` if not given."""
    with opened() as (workspace, _):
        found = {(row.scenario, row.variant): row for row in generation.list_templates(workspace)}
    row = found.get((scenario, variant))
    if row is None:
        known = ", ".join(f"{name}/{of}" for name, of in found)
        raise NotFoundError(f"There is no template {show(f'{scenario}/{variant}', 80)}.", f"Known: {known}.")
    heading = f"{row.scenario}/{row.variant}, version {row.version}: {show(row.title)}"
    answer({**_name_of(row), "title": row.title, "text": row.text}, f"{heading}\n\n{show_lines(row.text)}")


def _name_of(row: Template) -> dict[str, object]:
    return {"id": row.id, "scenario": row.scenario, "variant": row.variant, "version": row.version}


def _in_json(job_id: int, counts: JobCounts) -> dict[str, object]:
    return {
        "job_id": job_id,
        "requested": counts.requested,
        "state": counts.state,
        "cost_usd": counts.cost_usd,
        "cost_unknown": counts.cost_unknown,
        "seconds": counts.seconds,
    }


def _text(job_id: int, counts: JobCounts, *, is_over: bool) -> str:
    if not is_over:
        return (
            f"Job {job_id} is in the queue: {counts.requested:,} samples. To look at it: jobs show {job_id}."
            f" Where neither the app nor a worker runs: jobs resume {job_id} --wait."
        )
    cost = "unknown" if counts.cost_usd is None else usd(counts.cost_usd)
    if counts.cost_unknown and counts.cost_usd is not None:
        cost += f", and {counts.cost_unknown:,} calls at an unknown cost"
    said: dict[str, object] = {"job": job_id, "requested": counts.requested, "outcome": counted(counts.state)}
    said["cost"] = cost
    if counts.seconds is not None:
        said["seconds"] = f"{counts.seconds:,.1f}"
    return facts(said)
