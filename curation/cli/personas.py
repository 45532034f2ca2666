"""Personas on the command line: find attributes by rules, and set them by hand."""

from typing import Any

import click

from curation.cli.common import Commands, answer, counted, facts, many_ids, one_id, opened
from curation.cli.lineage import lineage
from curation.cli.make_personas import expand, from_texts, make, read_ask, shared_options
from curation.cli.map import map_
from curation.cli.running import finish
from curation.errors import BadInputError
from curation.models import PersonaFilter
from curation.personas import UNKNOWN, VOCABULARY, Attribute
from curation.services.attributes import RULES, coverage, set_attributes, start_attributes
from curation.services.make_personas import start_asking_attributes
from curation.services.persona_plans import AttributesAsk
from curation.services.personas import get_persona
from curation.services.providers import PROVIDERS


@click.group("personas", cls=Commands)
def personas() -> None:
    """Make personas, find their attributes, and set them by hand."""


personas.add_command(from_texts)
personas.add_command(expand)
personas.add_command(lineage)
personas.add_command(map_)


@personas.command("attributes")
@click.option("--persona-ids", callback=many_ids, metavar="IDS", help="Only these; else everybody.")
@click.option("--again", is_flag=True, help="Find anew what rules found before, besides what is unknown.")
@click.option(
    "--provider", type=click.Choice((RULES, *PROVIDERS)), default=RULES, show_default=True, help="Who finds them."
)
@shared_options
def attributes(
    persona_ids: tuple[int, ...] | None,
    provider: str,
    *,
    again: bool,
    **shared: Any,  # noqa: ANN401 - the options of every command that asks a model
) -> None:
    """Find occupation, region, age, gender and education by rules or by a model, with the words that say so.

    Only what is unknown is filled in; what is set by hand, imported or found by a model stays as it is.
    """
    chosen = PersonaFilter(ids=persona_ids or ())
    if provider == RULES and (shared["model"] or shared["budget_usd"] is not None):
        raise click.UsageError("Rules ask nobody: --model and --budget-usd go with --provider.")
    if provider != RULES:
        ask = read_ask(AttributesAsk, {"personas": chosen, "provider": provider, "again": again}, shared)
        make(lambda workspace, actor: start_asking_attributes(workspace, ask, actor=actor))
        return
    with opened() as (workspace, actor):
        job_id = start_attributes(workspace, chosen, again=again, actor=actor)
        result = dict(finish(workspace, job_id).result)
        known = coverage(workspace, chosen)
    text = {
        "job": job_id,
        "personas read": result["read"],
        "with something new": result["added"],
        "already present": result["already_present"],
        "skipped": counted(result["skipped"]),
        "found": counted(result["found"]),
        "still unknown": counted({name: one.unknown for name, one in known.items()}),
    }
    answer({"job_id": job_id, **result}, facts(text))


@personas.command("set")
@click.argument("persona_id", metavar="ID", callback=one_id)
@click.option("--attribute", "assignment", required=True, metavar="NAME=VALUE", help="Such as region=europe.")
@click.option("--evidence", metavar="WORDS", help="Words of the persona's text that say so; else you answer for it.")
def set_(persona_id: int, assignment: str, evidence: str | None) -> None:
    """Set an attribute of persona ID by hand; what stood there before is kept, and can be brought back."""
    name, value = _pair(assignment)
    given = Attribute(value, evidence.strip() if evidence and value != UNKNOWN else None)
    with opened() as (workspace, actor):
        event_id = set_attributes(workspace, persona_id, {name: given}, actor=actor)
        persona = get_persona(workspace, persona_id).persona
    said = {
        "persona_id": persona_id,
        "attribute": name,
        "value": getattr(persona, name),
        "evidence": persona.evidence.get(name) or None,
        "how": persona.how.get(name),
        "event_id": event_id,
    }
    answer(said, facts(said))


def _pair(assignment: str) -> tuple[str, str]:
    name, sign, value = assignment.partition("=")
    if not sign or name.strip() not in VOCABULARY:
        raise BadInputError(
            f"'{assignment}' sets no attribute.", f"Write NAME=VALUE; names are {', '.join(VOCABULARY)}."
        )
    return name.strip(), value.strip()
