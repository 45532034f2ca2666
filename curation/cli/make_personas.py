"""Make personas by a model: from texts, and from other personas."""

from collections.abc import Callable
from typing import Any, TypeVar

import click
from pydantic import ValidationError

from curation.cli.common import Amount, answer, counted, facts, many_ids, opened
from curation.cli.running import finish
from curation.errors import BadInputError
from curation.models import PersonaFilter
from curation.services.calls import MAX_SEED, ModelParams
from curation.services.estimates import usd
from curation.services.make_personas import start_expansion, start_from_texts
from curation.services.permissions import Actor
from curation.services.persona_counts import PersonaCounts, persona_counts
from curation.services.persona_plans import (
    DEFAULT_PER_STEP_CALLS,
    MAX_CALLS,
    MAX_DEPTH,
    AttributesAsk,
    ExpandAsk,
    FromTextsAsk,
)
from curation.services.providers import PROVIDERS
from curation.workspace import Workspace

Ask = TypeVar("Ask", FromTextsAsk, ExpandAsk, AttributesAsk)
_WHO = click.option(
    "--provider", type=click.Choice(PROVIDERS), default="demo", show_default=True, help="Who makes them."
)
_FORM = click.option(
    "--form",
    type=click.Choice(("structured", "plain")),
    default="structured",
    show_default=True,
    help="Structured answers carry attributes with the words that prove them.",
)
_SHARED = (
    click.option("--model", default="", metavar="NAME", help="The model; the demo generator has one only."),
    click.option("--budget-usd", type=Amount(min=0, min_open=True), metavar="USD", help="The most that it may cost."),
    click.option("--seed", type=click.IntRange(0, MAX_SEED), help="Steers the model, and draws; else drawn."),
    click.option("--temperature", type=Amount(min=0, max=2), help="Else the model's own."),
    click.option("--max-output-tokens", type=click.IntRange(16, 64_000), default=2_048, show_default=True,
                 help="Longest answer."),
)  # fmt: skip


def shared_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add what every command takes that asks a model."""
    for option in reversed(_SHARED):
        command = option(command)
    return command


@click.command("from-texts")
@click.option(
    "--per-text", type=click.IntRange(1, 20), default=2, show_default=True, metavar="N", help="People a text."
)
@click.option("--source", "sources", callback=many_ids, metavar="IDS", help="Only texts of these sources.")
@click.option("--document", "documents", callback=many_ids, metavar="IDS", help="Only these texts.")
@click.option("--relations", default="read,write,like,dislike", show_default=True, metavar="WORDS",
              help="What they do with the text.")  # fmt: skip
@click.option("--detail", type=click.Choice(("fine", "coarse")), default="fine", show_default=True,
              help="How closely people are described.")  # fmt: skip
@click.option("--texts", "max_texts", type=click.IntRange(1, MAX_CALLS), metavar="N", help="At most so many texts.")
@click.option("--again", is_flag=True, help="Ask again about texts that were asked about.")
@_WHO
@_FORM
@shared_options
def from_texts(
    per_text: int,
    sources: tuple[int, ...] | None,
    documents: tuple[int, ...] | None,
    relations: str,
    detail: str,
    max_texts: int | None,
    *,
    again: bool,
    **shared: Any,  # noqa: ANN401 - the options of both commands
) -> None:
    """Ask who is likely to read, write, like or dislike each text, and keep those people."""
    chosen = {
        "per_call": per_text,
        "sources": sources or (),
        "document_ids": documents or (),
        "relations": _words(relations),
        "detail": detail,
        "max_texts": max_texts,
        "again": again,
    }
    ask = read_ask(FromTextsAsk, chosen, shared)
    make(lambda workspace, actor: start_from_texts(workspace, ask, actor=actor))


@click.command("expand")
@click.option("--steps", type=click.IntRange(1, MAX_DEPTH), default=1, show_default=True, metavar="N",
              help="Relations of relations, so far.")  # fmt: skip
@click.option("--per-step", type=click.IntRange(1, 20), default=2, show_default=True, metavar="N",
              help="People for each person, in each step.")  # fmt: skip
@click.option("--personas", "n", type=click.IntRange(min=1), metavar="N", help="From N different personas at random.")
@click.option("--persona-ids", callback=many_ids, metavar="IDS", help="From these; without both, from all active ones.")
@click.option("--relations", default="", metavar="WORDS", help="Such as colleague,neighbour; else any.")
@click.option(
    "--gap", "gaps", multiple=True, metavar="NAME=VALUE", help="What each new person shall be, such as region=africa."
)
@click.option("--max-per-step", type=click.IntRange(1, MAX_CALLS), default=DEFAULT_PER_STEP_CALLS, show_default=True,
              metavar="N", help="People asked about in a step, at most.")  # fmt: skip
@_WHO
@_FORM
@shared_options
def expand(
    steps: int,
    per_step: int,
    n: int | None,
    persona_ids: tuple[int, ...] | None,
    relations: str,
    gaps: tuple[str, ...],
    max_per_step: int,
    **shared: Any,  # noqa: ANN401 - the options of both commands
) -> None:
    """Ask who is in close relationship with each person, over one to six steps, and keep those people."""
    chosen = {
        "per_call": per_step,
        "steps": steps,
        "personas": PersonaFilter(ids=persona_ids or ()),
        "how": "all" if n is None else "random",
        "n": n,
        "relations": _words(relations),
        "gap": dict(_pair(gap) for gap in gaps),
        "max_per_step": max_per_step,
    }
    ask = read_ask(ExpandAsk, chosen, shared)
    make(lambda workspace, actor: start_expansion(workspace, ask, actor=actor))


def make(start: Callable[[Workspace, Actor], int]) -> None:
    """Start a job, do it, and say what its answers gave."""
    with opened() as (workspace, actor):
        job_id = start(workspace, actor)
        finish(workspace, job_id)
        counts = persona_counts(workspace, job_id)
    answer({"job_id": job_id, **counts.as_result()}, _text(job_id, counts))


def read_ask(kind: type[Ask], chosen: dict[str, Any], shared: dict[str, Any]) -> Ask:
    """Return what the options say.

    Raises:
        BadInputError: They cannot be.
    """
    params = ModelParams(temperature=shared.pop("temperature"), max_output_tokens=shared.pop("max_output_tokens"))
    try:
        return kind.model_validate({**chosen, **shared, "params": params})
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise BadInputError(f"{where}: {first['msg'].removeprefix('Value error, ')}.") from None


def _words(written: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in written.split(",") if word.strip())


def _pair(written: str) -> tuple[str, str]:
    name, _, value = written.partition("=")
    return name.strip(), value.strip()


def _text(job_id: int, counts: PersonaCounts) -> str:
    made, calls = counts.made, counts.calls
    cost = "unknown" if calls.cost_usd is None else usd(calls.cost_usd)
    return facts(
        {
            "job": job_id,
            "calls": counted(calls.state),
            "personas read": made.read,
            "added": made.added,
            "of them in quarantine": made.quarantined,
            "already present": made.already_present,
            "skipped": counted(made.skipped),
            "attributes with their words": f"{made.attributes_grounded:,} of {made.attributes_stated:,} stated",
            "cost": cost,
        }
    )
