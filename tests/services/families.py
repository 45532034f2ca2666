"""Families of personas, written by hand into a workspace."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import select

from curation.models import Document, Origin, Persona, Source, utc_now
from curation.services.permissions import Actor
from curation.store.documents import document_values
from curation.store.personas import new_persona
from curation.workspace import Workspace

TITLE = "How to store seed potatoes"
TEXT = (
    "Seed potatoes want a cool, dark and airy shed.\n\n"
    "Lay them in egg boxes with the eyes up, and look at them once a week: one that rots takes its neighbours along. "
    "Whoever sells them at the market in April keeps two varieties apart and writes the name on each box.\n\n"
    "A frost below minus two ends the whole stock."
)
QUOTE = "Whoever sells them at the market in April"
GROWER = "A grower of seed potatoes who sells them at a market in April"
TASKS = ("mends tractors", "keeps the books", "drives the van", "tests the soil")
RELATIONS = ("colleague", "neighbour", "customer", "daughter")


def add_document(workspace: Workspace, actor: Actor, *, text: str = TEXT, title: str = TITLE) -> int:
    """Store a text under a source of its own; return its id."""
    with workspace.write() as tx:
        source = Source(name="Garden letters", kind="texts", licence="CC0-1.0", is_complete=True, created_by=actor.id)
        tx.add(source)
        tx.flush()
        values = document_values(
            text, source_id=source.id or 0, line=1, part=0, title=title, url="", language="en", now=utc_now()
        )
        document = Document(**values)
        tx.add(document)
        tx.flush()
        return document.id or 0


def add_person(workspace: Workspace, text: str, *, parent: int | None = None, **fields: Any) -> int:  # noqa: ANN401
    """Store a persona, made from another one where `parent` is given; further fields are set as they are."""
    origin = Origin.TEXT_TO_PERSONA if parent is None else Origin.PERSONA_TO_PERSONA
    with workspace.write() as tx:
        persona = new_persona(text, origin=origin, licence="CC0-1.0")
        above = tx.get(Persona, parent) if parent else None
        persona.parent_id = parent
        persona.depth = None if above is None else min((above.depth or 0) + 1, 6)
        for name, value in fields.items():
            setattr(persona, name, value)
        tx.add(persona)
        tx.flush()
        return persona.id or 0


def add_grower(workspace: Workspace, document_id: int) -> int:
    """Store the persona that reads the text on seed potatoes."""
    return add_person(workspace, GROWER, document_id=document_id, relation="read", quote=QUOTE)


def add_generations(workspace: Workspace, root: int, shape: Sequence[int]) -> list[list[int]]:
    """Store so many children for each persona of each generation under a root; return the ids by generation."""
    made, above = [], [root]
    for step, n_children in enumerate(shape, start=1):
        born = [
            add_person(
                workspace,
                f"A person of step {step} who {TASKS[number % 4]} for persona {parent}, the one with number {number}",
                parent=parent,
                relation=RELATIONS[number % 4],
            )
            for parent in above
            for number in range(n_children)
        ]
        made.append(born)
        above = born
    return made


def add_many(workspace: Workspace, parent: int, n_children: int) -> None:
    """Store very many children of a persona at once, with the least that a row needs."""
    statement = """
        with recursive n (i) as (select 1 union all select i + 1 from n where i < ?)
        insert into persona (text, text_hash, origin, parent_id, relation, depth, language, label, quote, state,
          state_reason, occupation, region, age_band, gender, education, evidence, how, extra, licence, embedding,
          n_words, sample_count, version, created_at)
        select 'A cousin with the number ' || i, substr(hex(randomblob(32)), 1, 64), 'persona-to-persona', ?, 'cousin',
          1, 'en', '', '', 'active', '', 'unknown', 'unknown', 'unknown', 'unknown', 'unknown', '{}', '{}', '{}',
          'CC0-1.0', '', 6, 0, 1, '2026-01-01T00:00:00+00:00' from n"""
    with workspace.write() as tx:
        tx.connection().exec_driver_sql(statement, (n_children, parent))


def set_parent(workspace: Workspace, persona_id: int, parent: int) -> None:
    """Let a row name a parent, whatever comes of it."""
    with workspace.write() as tx:
        persona = tx.exec(select(Persona).where(Persona.id == persona_id)).one()
        persona.parent_id = parent
        tx.add(persona)
