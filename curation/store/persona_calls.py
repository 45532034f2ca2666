"""Queries about the calls that ask for personas."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, true
from sqlalchemy import select as select_columns
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlmodel import Session, col, func, select

from curation.models import (
    ENDED_STATES,
    Document,
    ItemState,
    Job,
    JobKind,
    Outcome,
    Persona,
    PersonaCall,
    PersonaSource,
    Source,
    utc_now,
)

_DEFAULTS = PersonaCall(job_id=0, item_no=0, provider="", model="").model_dump(exclude={"id", "created_at"})


def plan_calls(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Note which calls a job is to make, before any is sent; one that is noted already stays as it is."""
    if rows:
        session.execute(
            upsert(PersonaCall).on_conflict_do_nothing(),
            [{**_DEFAULTS, "created_at": utc_now(), **row} for row in rows],
        )


def planned_items(session: Session, job_id: int, *, step: int) -> list[int]:
    """Return the numbers of the items of a step, in order."""
    found = select(PersonaCall.item_no).where(PersonaCall.job_id == job_id, PersonaCall.step == step)
    return list(session.exec(found.order_by(col(PersonaCall.item_no))))


def count_calls(session: Session, job_id: int) -> int:
    """Return how many calls of a job are planned so far."""
    return session.exec(select(func.count()).where(PersonaCall.job_id == job_id)).one()


def call_of_item(session: Session, job_id: int, item_no: int) -> PersonaCall:
    """Return the row of an item that was planned."""
    return session.exec(select(PersonaCall).where(PersonaCall.job_id == job_id, PersonaCall.item_no == item_no)).one()


def ended_items(session: Session, job_id: int) -> set[int]:
    """Return the numbers of the items whose call has an end."""
    ended = select(PersonaCall.item_no).where(PersonaCall.job_id == job_id, PersonaCall.outcome != Outcome.NOT_SENT)
    return set(session.exec(ended))


def untaken_calls(session: Session, job_id: int, items: Sequence[int]) -> list[PersonaCall]:
    """Return those of the items whose answer was not looked through yet, in order; at most a thousand are asked for."""
    wanted = select(PersonaCall).where(
        PersonaCall.job_id == job_id,
        col(PersonaCall.item_no).in_(items),
        PersonaCall.outcome == Outcome.OK,
        col(PersonaCall.is_taken).is_(False),
    )
    return list(session.exec(wanted.order_by(col(PersonaCall.item_no))))


def call_outcomes(session: Session, job_id: int) -> dict[str, int]:
    """Return how many calls of a job ended in each way."""
    counted = select_columns(col(PersonaCall.outcome), func.count()).where(col(PersonaCall.job_id) == job_id)
    return {row[0]: row[1] for row in session.execute(counted.group_by(col(PersonaCall.outcome)))}


_COUNTED = ("added", "already_present", "quarantined", "attributes_stated", "attributes_grounded")


def made_counts(session: Session, job_id: int) -> dict[str, int]:
    """Return what the answers that were looked through gave together, those who were skipped apart."""
    sums = (func.sum(func.json_extract(PersonaCall.counts, f"$.{name}")) for name in _COUNTED)
    row = session.execute(
        select_columns(*sums).where(col(PersonaCall.job_id) == job_id, col(PersonaCall.is_taken))
    ).one()
    return {name: int(count or 0) for name, count in zip(_COUNTED, row, strict=True)}


def skipped_counts(session: Session, job_id: int) -> dict[str, int]:
    """Return how many people of the answers were skipped, by reason."""
    each = func.json_each(PersonaCall.counts, "$.skipped").table_valued("key", "value")
    counted = select_columns(each.c.key, func.sum(each.c.value)).select_from(PersonaCall).join(each, true())
    counted = counted.where(col(PersonaCall.job_id) == job_id, col(PersonaCall.is_taken)).group_by(each.c.key)
    return {str(row[0]): int(row[1]) for row in session.execute(counted.order_by(each.c.key))}


def made_by_step(session: Session, job_id: int, *, step: int, max_depth: int) -> list[int]:
    """Return the active personas that a step brought and that may have relations of their own, in order."""
    wanted = (
        select(Persona.id)
        .join(PersonaCall, col(PersonaCall.id) == col(Persona.call_id))
        .where(PersonaCall.job_id == job_id, PersonaCall.step == step, Persona.state == ItemState.ACTIVE)
        .where(func.coalesce(Persona.depth, 0) < max_depth)
        .order_by(col(PersonaCall.item_no), col(Persona.id))
    )
    return [persona_id for persona_id in session.exec(wanted) if persona_id is not None]


def documents_to_ask(
    session: Session,
    *,
    sources: Sequence[int],
    documents: Sequence[int],
    languages: Sequence[str],
    again: bool,
    limit: int,
) -> list[int]:
    """Return the ids of the texts that `where_texts` means, oldest first."""
    meant = where_texts(sources=sources, documents=documents, languages=languages, again=again)
    found = session.exec(select(Document.id).where(*meant).order_by(col(Document.id)).limit(limit))
    return [document_id for document_id in found if document_id is not None]


def count_documents(
    session: Session, *, sources: Sequence[int], documents: Sequence[int], languages: Sequence[str], again: bool
) -> int:
    """Return how many texts `where_texts` means."""
    meant = where_texts(sources=sources, documents=documents, languages=languages, again=again)
    return session.exec(select(func.count()).select_from(Document).where(*meant)).one()


def people_of_depth(session: Session, ids: Sequence[int], *, at_least: int) -> set[int]:
    """Return those of the ids that are so many steps or more from a first persona."""
    deep: set[int] = set()
    for start in range(0, len(ids), 5_000):
        portion = col(Persona.id).in_(ids[start : start + 5_000])
        found = session.exec(select(Persona.id).where(portion, col(Persona.depth) >= at_least))
        deep.update(persona_id for persona_id in found if persona_id is not None)
    return deep


def described_by(session: Session, provider: str, model: str) -> set[int]:
    """Return the personas of whom a model has said what their text states."""
    calls = select(PersonaCall.persona_id).join(Job, col(Job.id) == col(PersonaCall.job_id))
    calls = calls.where(Job.kind == JobKind.PERSONA_ATTRIBUTES, PersonaCall.outcome == Outcome.OK)
    found = session.exec(calls.where(PersonaCall.provider == provider, PersonaCall.model == model))
    return {persona_id for persona_id in found if persona_id is not None}


def where_texts(
    *, sources: Sequence[int] = (), documents: Sequence[int] = (), languages: Sequence[str] = (), again: bool
) -> list[ColumnElement[bool]]:
    """Return the conditions of active texts: those that nobody asked about yet, or all."""
    found: list[ColumnElement[bool]] = [col(Document.state) == ItemState.ACTIVE]
    if sources:
        found.append(col(Document.source_id).in_(sources))
    if documents:
        found.append(col(Document.id).in_(documents))
    if languages:
        found.append(col(Document.language).in_(languages))
    if not again:
        found.append(col(Document.id).not_in(_asked_about()))
        found.append(col(Document.id).not_in(_being_asked_about()))
    return found


def _asked_about() -> Select[Any]:
    """Return the texts that were sent, whatever came back; what may have been billed is not sent again by itself."""
    not_sent = (Outcome.NOT_SENT, Outcome.FAILED, Outcome.CANCELLED)
    return select_columns(col(PersonaCall.document_id)).where(
        col(PersonaCall.document_id).is_not(None), col(PersonaCall.outcome).not_in(not_sent)
    )


def _being_asked_about() -> Select[Any]:
    """Return the texts that a job which has not ended is to ask about."""
    each = func.json_each(Job.params, "$.document_ids").table_valued("value")
    waiting = select_columns(each.c.value).select_from(Job).join(each, true())
    return waiting.where(col(Job.kind) == JobKind.TEXTS_TO_PERSONAS, col(Job.state).not_in(ENDED_STATES))


def documents_with_source(session: Session, ids: Sequence[int]) -> dict[int, tuple[Document, Source]]:
    """Return documents by id, each with its source; at most a thousand are asked for."""
    wanted = select(Document, Source).join(Source, col(Source.id) == col(Document.source_id))
    found = session.exec(wanted.where(col(Document.id).in_(ids)))
    return {document.id or 0: (document, source) for document, source in found}


def sources_of(session: Session, persona_ids: Sequence[int]) -> dict[int, list[tuple[int, int]]]:
    """Return where each persona was found: source and line; at most a thousand are asked for."""
    wanted = select(PersonaSource).where(col(PersonaSource.persona_id).in_(persona_ids))
    found: dict[int, list[tuple[int, int]]] = {}
    for row in session.exec(wanted.order_by(col(PersonaSource.source_id))):
        found.setdefault(row.persona_id, []).append((row.source_id, row.line))
    return found
