"""A workspace on its first day: templates, rubric, prices and a hub to look at."""

from dataclasses import dataclass

from sqlmodel import Session, col, func, select

from curation.models import (
    HAND_WRITTEN_LABEL,
    DuplicatePair,
    Event,
    ItemKind,
    ModelPrice,
    Origin,
    PairOrigin,
    Persona,
    PersonaSource,
    Rubric,
    Sample,
    Source,
    Template,
    utc_now,
)
from curation.personas import Attribute
from curation.providers.prices import load_default_prices
from curation.review.shipped_rubrics import SHIPPED
from curation.services.answers import fill_sample, for_persona, read_answer
from curation.services.duplicate_groups import regroup
from curation.services.jobs import enqueue_embedding
from curation.services.people import program_actor
from curation.services.permissions import Actor
from curation.settings import Settings
from curation.sources.starter import starter_personas, starter_samples, starter_texts
from curation.store.documents import add_documents, document_values
from curation.store.events import add_event
from curation.store.migrations import SCHEMA_VERSION
from curation.store.personas import new_persona
from curation.synthesis import HUB_SCENARIOS, SCENARIOS, Variant, render_prompt
from curation.workspace import Workspace, create_files, open_workspace

_ADDED = "template.added"
"""The event by which the program itself brings a template."""


@dataclass(frozen=True, slots=True)
class SetUp:
    """What `init` did."""

    workspace: str
    created: bool
    personas: int
    schema_version: int


def init_workspace(settings: Settings, *, with_starter: bool) -> SetUp:
    """Make a workspace, with the starter hub unless told otherwise; on an existing one change nothing."""
    is_new = create_files(settings)
    workspace = open_workspace(settings)
    try:
        with workspace.write() as tx:
            program = program_actor(tx)
            if tx.exec(select(Template.id).limit(1)).first() is None:
                _add_defaults(tx)
                if with_starter:
                    _add_starter(tx, program)
                    _add_starter_texts(tx, program)
                    enqueue_embedding(tx, actor=program)
            count = tx.exec(select(func.count()).select_from(Persona)).one()
        add_new_templates(workspace)
    finally:
        workspace.close()
    return SetUp(str(settings.workspace), is_new, count, SCHEMA_VERSION)


def add_new_templates(workspace: Workspace) -> None:
    """Bring in the templates of this program that the workspace, made by an earlier one, does not have.

    They become new versions beside the old ones. A variant whose newest
    version people wrote stays as they left it. What a version of the program
    lacks since it is older than variables and examples is filled in.
    """
    with workspace.read() as session:
        if not _missing_templates(session) and not _incomplete(session):
            return
    with workspace.write() as tx:
        for row, variant in _incomplete(tx):
            row.variables, row.example = dict(variant.variables), "\n\n".join(variant.example)
        program = program_actor(tx)
        missing = _missing_templates(tx)
        tx.add_all(missing)
        tx.flush()
        for row in missing:
            said = {"scenario": row.scenario, "variant": row.variant, "version": row.version}
            add_event(tx, actor_id=program.id, action=_ADDED, entity="template", entity_id=row.id, after=said)


def _missing_templates(session: Session) -> list[Template]:
    """Return the program's templates that are newer than what is there and does not come from people."""
    there = session.execute(select(Template.scenario, Template.variant, Template.version, Template.id))
    newest = {(row[0], row[1]): (row[2], row[3]) for row in sorted(tuple(row) for row in there)}
    missing = []
    for scenario in (*SCENARIOS.values(), *HUB_SCENARIOS.values()):
        for variant in scenario.variants:
            version, template_id = newest.get((scenario.name, variant.name), (0, None))
            if version < variant.version and not _is_by_people(session, template_id):
                missing.append(
                    Template(
                        scenario=scenario.name,
                        variant=variant.name,
                        version=variant.version,
                        title=f"{scenario.title}: {variant.title}",
                        text=variant.template,
                        variables=dict(variant.variables),
                        example="\n\n".join(variant.example),
                    )
                )
    return missing


def _incomplete(session: Session) -> list[tuple[Template, Variant]]:
    """Return the program's own templates that lack the variables and the example with which they ship."""
    shipped = {
        (scenario.name, variant.name, variant.version): variant
        for scenario in (*SCENARIOS.values(), *HUB_SCENARIOS.values())
        for variant in scenario.variants
    }
    rows = session.exec(select(Template).where(Template.example == "")).all()
    pairs = [(row, shipped.get((row.scenario, row.variant, row.version))) for row in rows]
    return [
        (row, variant)
        for row, variant in pairs
        if variant and variant.example and row.text == variant.template and not row.variables
    ]


def _is_by_people(session: Session, template_id: int | None) -> bool:
    """Tell whether somebody saved a template: each change by a person has an event."""
    about = (Event.entity == "template", Event.entity_id == template_id, Event.action != _ADDED)
    return session.exec(select(Event.id).where(*about).limit(1)).first() is not None


def _add_defaults(tx: Session) -> None:
    tx.add_all(_missing_templates(tx))
    for name, form in SHIPPED.items():
        tx.add(Rubric(name=name, version=1, questions=form.as_rows(), guideline=form.guideline))
    for price in load_default_prices():
        tx.add(
            ModelPrice(
                provider=price.provider,
                model=price.model,
                input_usd_per_mtok=price.input_usd_per_mtok,
                output_usd_per_mtok=price.output_usd_per_mtok,
                as_of=price.as_of,
                source=price.source,
            )
        )
    tx.flush()


def _add_starter(tx: Session, program: Actor) -> None:
    source = _begin_source(tx, program, name="Starter hub", kind="starter")
    personas = _add_personas(tx, source)
    n_samples = _add_samples(tx, source, personas)
    _add_known_pairs(tx, program, personas)
    _end_source(tx, program, source, {"personas": len(personas), "samples": n_samples})


def _add_starter_texts(tx: Session, program: Actor) -> None:
    """Bring in texts of our own writing, so that personas can be made from texts at once."""
    source = _begin_source(tx, program, name="Starter texts", kind="texts")
    now = utc_now()
    rows = [
        document_values(
            starter.text,
            source_id=source.id or 0,
            line=line,
            part=0,
            title=starter.title,
            url="",
            language=starter.language,
            now=now,
        )
        for line, starter in enumerate(starter_texts(), start=1)
    ]
    add_documents(tx, rows)
    _end_source(tx, program, source, {"documents": len(rows)})


def _begin_source(tx: Session, program: Actor, *, name: str, kind: str) -> Source:
    """Add a source of our own writing."""
    source = Source(
        name=name,
        kind=kind,
        licence="CC0-1.0",
        revision="1",
        language="mul",
        is_complete=True,
        created_by=program.id,
    )
    tx.add(source)
    tx.flush()
    return source


def _end_source(tx: Session, program: Actor, source: Source, added: dict[str, int]) -> None:
    """Write down what a source of our own brought."""
    source.rows_read = source.rows_added = sum(added.values())
    tx.add(source)
    add_event(
        tx, actor_id=program.id, action="source.imported", entity="source", entity_id=source.id, after=dict(added)
    )


def _add_personas(tx: Session, source: Source) -> dict[str, Persona]:
    rows: dict[str, Persona] = {}
    for starter in starter_personas():
        attributes = {name: Attribute(found.value, found.evidence) for name, found in starter.attributes.items()}
        rows[starter.key] = new_persona(
            starter.text,
            origin=Origin.HAND_WRITTEN,
            licence=starter.licence,
            language=starter.language,
            attributes=attributes,
            how="starter",
        )
        tx.add(rows[starter.key])
    tx.flush()
    for line, row in enumerate(rows.values(), start=1):
        tx.add(PersonaSource(persona_id=row.id or 0, source_id=source.id or 0, line=line))
    return rows


def _add_samples(tx: Session, source: Source, personas: dict[str, Persona]) -> int:
    templates = {t.scenario: t for t in tx.exec(select(Template).where(col(Template.variant) == "plain"))}
    count = 0
    for starter in starter_samples():
        persona, template = personas[starter.persona_key], templates[starter.scenario]
        prompt = render_prompt(template.text, persona=persona.text, variables=template.variables)
        sample = Sample(
            scenario=starter.scenario,
            template_id=template.id,
            source_id=source.id,
            prompt=prompt,
            provider="hand",
            model="hand-written",
            finish_reason="stop",
            label=HAND_WRITTEN_LABEL,
            counts=False,
            outcome="ok",
        )
        fill_sample(
            sample, read_answer(starter.scenario, starter.raw, persona=persona.text, prompt=prompt), raw=starter.raw
        )
        sample.language = starter.language
        tx.add(for_persona(sample, persona))
        count += 1
    tx.flush()
    return count


def _add_known_pairs(tx: Session, program: Actor, personas: dict[str, Persona]) -> None:
    """Tell which starter personas were written as near-duplicates, so that Duplicates shows something true at once."""
    for starter in starter_personas():
        if starter.near_duplicate_of is None:
            continue
        a, b = sorted((personas[starter.near_duplicate_of].id or 0, personas[starter.key].id or 0))
        tx.add(
            DuplicatePair(
                kind=ItemKind.PERSONA,
                a_id=a,
                b_id=b,
                origin=PairOrigin.HUMAN,
                note=f"written as a near-duplicate: {starter.edit}",
                said_by=program.id,
            )
        )
    tx.flush()
    regroup(tx, ItemKind.PERSONA)
