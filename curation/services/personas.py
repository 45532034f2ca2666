"""Personas as people work with them: found, read, written, corrected, set aside."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlmodel import Session, col, func, select

from curation.errors import BadInputError, ConflictError, NotFoundError
from curation.models import (
    HubMap,
    ItemKind,
    ItemState,
    MapPoint,
    Origin,
    Persona,
    PersonaFilter,
    PersonaSource,
    PersonaTag,
    Sample,
    Source,
)
from curation.personas import VOCABULARY, Attribute, find_personal_data, quality_problem, screen
from curation.services.attributes import edited_persona
from curation.services.history import Happened, history_of
from curation.services.jobs import enqueue_embedding
from curation.services.licences import known_licence
from curation.services.lists import RANKED_ROWS, ListPage, facet_counts, ranked_page, read_page
from curation.services.permissions import Actor, allow
from curation.services.search import Mode, rank
from curation.store import personas as store
from curation.store.duplicates import forget_pairs
from curation.store.events import add_event
from curation.store.paging import Order
from curation.store.personas import new_persona, where_personas
from curation.text.language import UNDETERMINED
from curation.workspace import Workspace

ORDERS: Final[Mapping[str, Order]] = {
    "newest": Order(Persona.id, Persona.id, is_descending=True),
    "oldest": Order(Persona.id, Persona.id, is_descending=False),
    "longest": Order(Persona.n_words, Persona.id, is_descending=True),
    "most samples": Order(Persona.sample_count, Persona.id, is_descending=True),
}
_FACETS: Final[Mapping[str, Any]] = {
    "states": Persona.state,
    "origins": Persona.origin,
    "languages": Persona.language,
    "occupations": Persona.occupation,
    "regions": Persona.region,
    "age_bands": Persona.age_band,
    "genders": Persona.gender,
    "educations": Persona.education,
    "licences": Persona.licence,
}
_EDITABLE = tuple(VOCABULARY)
EDITED: Final = "persona.edited"


@dataclass(frozen=True, slots=True)
class PersonaDetail:
    """Everything known of one persona."""

    persona: Persona
    attributes: Mapping[str, Attribute]
    sources: Sequence[tuple[Source, int]]
    tags: Sequence[str]
    parent: Persona | None
    children: Sequence[Persona]
    samples: Sequence[Sample]
    events: Sequence[Happened]


def list_personas(
    workspace: Workspace,
    chosen: PersonaFilter,
    *,
    order: str = "newest",
    place: str | None = None,
    mode: Mode = "text",
) -> ListPage[Persona]:
    """Return a page of the personas that a filter means.

    A search by meaning is a ranking of the best rows; other lists are sorted as asked.
    """
    if mode != "text" and chosen.text.strip():
        ranked = rank(workspace, ItemKind.PERSONA, chosen.text, mode=mode, limit=RANKED_ROWS, chosen=chosen)
        with workspace.read() as session:
            return ranked_page(session, Persona, ranked.ids, ranked.scores, place=place)
    with workspace.read() as session:
        return read_page(session, Persona, where_personas(chosen), _order(order), place=place)


def persona_facets(workspace: Workspace, chosen: PersonaFilter) -> dict[str, dict[Any, int]]:
    """Return for each facet its values and counts under the other facets, cached until the data changes."""
    return workspace.cached(("persona_facets", chosen), lambda: _count_facets(workspace, chosen))


def get_persona(workspace: Workspace, persona_id: int) -> PersonaDetail:
    """Return everything known of one persona."""
    with workspace.read() as session:
        persona = _get(session, persona_id)
        found = select(Source, PersonaSource.line).join(PersonaSource).where(PersonaSource.persona_id == persona_id)
        tags = select(PersonaTag.tag).where(PersonaTag.persona_id == persona_id).order_by(col(PersonaTag.tag))
        children = select(Persona).where(Persona.parent_id == persona_id).order_by(col(Persona.id)).limit(50)
        samples = select(Sample).where(Sample.persona_id == persona_id).order_by(col(Sample.id).desc()).limit(50)
        return PersonaDetail(
            persona=persona,
            attributes=attributes_of(persona),
            sources=[(row[0], row[1]) for row in session.exec(found)],
            tags=session.exec(tags).all(),
            parent=session.get(Persona, persona.parent_id) if persona.parent_id else None,
            children=session.exec(children).all(),
            samples=session.exec(samples).all(),
            events=history_of(session, ItemKind.PERSONA, persona_id),
        )


def personas_by_id(workspace: Workspace, ids: Sequence[int]) -> dict[int, Persona]:
    """Return the personas of the ids."""
    with workspace.read() as session:
        return store.personas_by_id(session, ids)


def attributes_of(persona: Persona) -> dict[str, Attribute]:
    """Return a persona's attributes with the words that support each; those set by hand may have none."""
    return {name: Attribute(getattr(persona, name), persona.evidence.get(name) or None) for name in _EDITABLE}


def write_persona(workspace: Workspace, text: str, *, licence: str, actor: Actor) -> int:
    """Store a persona that somebody wrote by hand; return its id.

    One that may hold personal data, or may be no persona, is kept in quarantine.

    Raises:
        BadInputError: The text is empty, or the licence is none that is known.
        ConflictError: The same text is there already; the message names it.
    """
    stated = known_licence(licence)
    persona = new_persona(text, origin=Origin.HAND_WRITTEN, licence=stated)
    if not persona.n_words:
        raise BadInputError("A persona needs words.", "Describe a person in one or two sentences.")
    with workspace.write() as tx:
        allow(tx, actor, "edit_persona")
        refuse_known(tx, persona.text_hash)
        source = _hand_source(tx, stated, actor)
        tx.add(persona)
        tx.flush()
        tx.add(PersonaSource(persona_id=persona.id or 0, source_id=source.id or 0))
        source.rows_read += 1
        source.rows_added += 1
        tx.add(source)
        after = {"text": persona.text}
        enqueue_embedding(tx, actor=actor)
        add_event(tx, actor_id=actor.id, action="persona.written", entity="persona", entity_id=persona.id, after=after)
        screen_written(tx, persona, actor)
        return persona.id or 0


def edit_persona(
    workspace: Workspace,
    persona_id: int,
    *,
    text: str,
    attributes: Mapping[str, Attribute],
    version: int,
    actor: Actor,
) -> None:
    """Correct a persona's text and attributes; the event keeps what stood there before.

    An active persona whose new text holds what its old one did not is set aside.
    What is in quarantine stays there until a curator restores it.

    Raises:
        BadInputError: An attribute is outside its vocabulary, or its evidence does not stand in the text.
        ConflictError: Somebody changed the persona meanwhile, or the text is another persona's.
    """
    with workspace.write() as tx:
        allow(tx, actor, "edit_persona")
        persona = _get(tx, persona_id)
        if persona.version != version:
            raise ConflictError("Somebody changed this persona meanwhile.", "Reload it and look at the change.")
        fresh = edited_persona(persona, text, attributes)
        if fresh.text_hash != persona.text_hash:
            refuse_known(tx, fresh.text_hash)
            forget_pairs(tx, ItemKind.PERSONA, persona_id)
            persona.embedding = ""
            enqueue_embedding(tx, actor=actor)
        changed = ("text", "search_text", "text_hash", "language", "n_words", "evidence", "how", *_EDITABLE)
        before = {name: getattr(persona, name) for name in changed}
        for name in changed:
            setattr(persona, name, getattr(fresh, name))
        persona.version += 1
        tx.add(persona)
        after = {name: getattr(persona, name) for name in changed}
        add_event(
            tx,
            actor_id=actor.id,
            action=EDITED,
            entity="persona",
            entity_id=persona_id,
            before=before,
            after=after,
        )
        screen_written(tx, persona, actor, old_text=before["text"])


def _count_facets(workspace: Workspace, chosen: PersonaFilter) -> dict[str, dict[Any, int]]:
    counts: dict[str, dict[Any, int]] = {}
    with workspace.read() as session:
        for name, column in _FACETS.items():
            counts[name] = facet_counts(session, column, where_personas(chosen.changed(**{name: ()})))
        has = col(Persona.sample_count) > 0
        counts["has_samples"] = facet_counts(session, has, where_personas(chosen.changed(has_samples=None)))
        tagged = col(PersonaTag.persona_id).in_(select(Persona.id).where(*where_personas(chosen.changed(tags=()))))
        counts["tags"] = facet_counts(session, PersonaTag.tag, [tagged])
        on_map = (
            col(MapPoint.map_id).in_(select(HubMap.id)),
            col(MapPoint.persona_id).in_(select(Persona.id).where(*where_personas(chosen.changed(clusters=())))),
        )
        counts["clusters"] = facet_counts(session, MapPoint.cluster, on_map)
        found = col(PersonaSource.persona_id).in_(select(Persona.id).where(*where_personas(chosen.changed(sources=()))))
        counts["sources"] = facet_counts(session, PersonaSource.source_id, [found])
    return counts


def _order(name: str) -> Order:
    if name not in ORDERS:
        raise BadInputError(f"'{name}' is no order of personas.", f"Known: {', '.join(ORDERS)}.")
    return ORDERS[name]


def _get(session: Session, persona_id: int) -> Persona:
    persona = session.get(Persona, persona_id)
    if persona is None:
        raise NotFoundError(f"There is no persona {persona_id}.", "It may be of another workspace.")
    return persona


def refuse_known(session: Session, text_hash: str) -> None:
    """Raise ConflictError where a persona has this text already."""
    known = session.exec(select(Persona.id).where(Persona.text_hash == text_hash)).first()
    if known is not None:
        raise ConflictError(f"This text is already persona {known}.", "Nothing was stored.")


def screen_written(tx: Session, persona: Persona, actor: Actor, *, old_text: str = "") -> None:
    """Set a persona that breaks a rule aside until a curator decides, unless the text before broke it too.

    So is one that was dropped or excluded, since whoever takes it back for
    another reason would bring it in unseen. The event names kinds and never
    the text.
    """
    reason = screen(persona.text, language=UNDETERMINED).reason
    if not reason or persona.state == ItemState.QUARANTINED or _noticed(persona.text) <= _noticed(old_text):
        return
    before = {"state": persona.state}
    persona.state, persona.state_reason = ItemState.QUARANTINED, reason
    tx.add(persona)
    add_event(
        tx,
        actor_id=actor.id,
        action="persona.quarantined",
        entity="persona",
        entity_id=persona.id,
        before=before,
        after={"state": persona.state, "reason": reason},
    )


def _noticed(text: str) -> set[tuple[str, str]]:
    """Return what could set a text aside: each finding with its kind, and the name of a problem."""
    found = {(finding.kind, text[finding.start : finding.end]) for finding in find_personal_data(text)}
    problem = quality_problem(text, language=UNDETERMINED)
    return found | ({(problem.name, "")} if problem else set())


def _hand_source(session: Session, licence: str, actor: Actor) -> Source:
    """Return the source that collects what people write here, one per licence."""
    known = select(Source).where(Source.kind == "hand", Source.licence == licence)
    source = session.exec(known).first()
    if source is None:
        source = Source(name="Written here", kind="hand", licence=licence, is_complete=True, created_by=actor.id)
        session.add(source)
        session.flush()
    return source


def count_personas(workspace: Workspace, *, state: ItemState | None = None) -> int:
    """Return how many personas there are, in a state or in all."""
    with workspace.read() as session:
        wanted = select(func.count()).select_from(Persona)
        return session.exec(wanted if state is None else wanted.where(Persona.state == state)).one()
