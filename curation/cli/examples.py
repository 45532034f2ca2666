"""Examples of few-shot prompts: see them, add them, derive whom they were written for."""

from pathlib import Path
from typing import Any

import click
from pydantic import ValidationError

from curation.cli.common import Commands, answer, counted, facts, many_ids, opened, show, table
from curation.cli.make_personas import shared_options
from curation.cli.running import finish
from curation.errors import BadInputError
from curation.models import SampleFilter
from curation.services.calls import ModelParams
from curation.services.derive_examples import start_deriving
from curation.services.estimates import usd
from curation.services.examples import add_from_file, add_from_samples, list_examples
from curation.services.persona_counts import persona_counts
from curation.services.persona_plans import DeriveAsk
from curation.services.providers import PROVIDERS


@click.group("examples", cls=Commands)
def examples() -> None:
    """See and add the outputs that few-shot prompts show."""


@examples.command("list")
@click.option("--scenario", metavar="NAME", help="Of this scenario; else of all.")
@click.option("--all", "with_set_aside", is_flag=True, help="Also those that were set aside.")
def list_(scenario: str | None, *, with_set_aside: bool) -> None:
    """List the examples, the oldest first."""
    with opened() as (workspace, _):
        found = list_examples(workspace, scenario, with_set_aside=with_set_aside)
    names = ("id", "scenario", "text", "persona", "persona_how", "sample_id", "source", "licence", "state")
    rows = [
        (row.id, row.scenario, row.persona_how, row.state, show(row.text, 60), show(row.persona, 40)) for row in found
    ]
    listed = [{name: getattr(row, name) for name in names} for row in found]
    heads = ("id", "scenario", "persona is", "state", "text", "persona")
    answer({"examples": listed}, table(heads, rows, empty="No examples."))


@examples.command("add")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--scenario", metavar="NAME", help="What the file holds; needed with FILE.")
@click.option("--sample-ids", callback=many_ids, metavar="IDS", help="Accepted or edited samples, such as 3,17,20.")
@click.option("--licence", default="unknown", show_default=True, metavar="SPDX", help="Of the file.")
def add(file: Path | None, scenario: str | None, sample_ids: tuple[int, ...] | None, licence: str) -> None:
    """Add examples from FILE (JSONL, CSV or text) or from samples that somebody accepted or edited."""
    if (file is None) == (sample_ids is None):
        raise click.UsageError("Say what: either FILE or --sample-ids IDS.")
    if file is not None and scenario is None:
        raise click.UsageError("Say what the file holds: --scenario NAME.")
    with opened() as (workspace, actor):
        if file is not None:
            done = add_from_file(workspace, file, scenario=scenario or "", licence=licence, actor=actor)
        else:
            done = add_from_samples(workspace, SampleFilter(ids=sample_ids or ()), actor=actor)
    refused = done.refused or {}
    in_json = {"ids": done.ids, "already_present": done.present, "refused": refused, "unreadable": done.unreadable}
    said: dict[str, object] = {"added": len(done.ids), "already present": done.present, "not taken": counted(refused)}
    if done.unreadable:
        said["not in the form of answers"] = done.unreadable
    answer(in_json, facts(said))


@examples.command("derive")
@click.option("--scenario", metavar="NAME", help="Only examples of this scenario.")
@click.option("--example-ids", callback=many_ids, metavar="IDS", help="Only these, such as 3,17,20.")
@click.option("--again", is_flag=True, help="Derive again what was derived before.")
@click.option("--provider", type=click.Choice(PROVIDERS), default="demo", show_default=True, help="Who reads them.")
@click.option("--form", type=click.Choice(("structured", "plain")), default="structured", show_default=True,
              help="The form of the answers.")  # fmt: skip
@shared_options
@click.option("--wait", is_flag=True, help="Do it now, or wait until the worker has done it.")
def derive(
    scenario: str | None,
    example_ids: tuple[int, ...] | None,
    provider: str,
    form: str,
    model: str,
    budget_usd: float | None,
    seed: int | None,
    temperature: float | None,
    max_output_tokens: int,
    *,
    again: bool,
    wait: bool,
) -> None:
    """Have a model say who would write each example without a persona; without --wait it is left to the worker."""
    fields: dict[str, Any] = {
        "provider": provider,
        "form": form,
        "model": model,
        "budget_usd": budget_usd,
        "seed": seed,
    }
    fields["params"] = ModelParams(temperature=temperature, max_output_tokens=max_output_tokens)
    try:
        ask = DeriveAsk(scenario=scenario, example_ids=example_ids or (), again=again, **fields)
    except ValidationError as error:
        raise BadInputError(error.errors()[0]["msg"], "Nothing was started.") from None
    with opened() as (workspace, actor):
        job_id = start_deriving(workspace, ask, actor=actor)
        if wait:
            finish(workspace, job_id)
        result = persona_counts(workspace, job_id).as_result()
    kept = {name: result[name] for name in ("read", "added", "already_present", "skipped", "calls", "cost_usd",
                                            "cost_unknown", "seconds")}  # fmt: skip
    answer({"job_id": job_id, **kept}, _text(job_id, result, is_over=wait))


def _text(job_id: int, result: dict[str, Any], *, is_over: bool) -> str:
    if not is_over:
        return (
            f"Job {job_id} is in the queue. To look at it: jobs show {job_id}."
            f" Where neither the app nor a worker runs: jobs resume {job_id} --wait."
        )
    cost = "unknown" if result["cost_usd"] is None else usd(result["cost_usd"])
    said = {"job": job_id, "derived": result["added"], "calls": counted(result["calls"]), "cost": cost}
    return facts(said)
