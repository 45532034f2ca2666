"""Queries about personas."""

from collections.abc import Mapping, Sequence

from sqlalchemy import ColumnElement, bindparam, text
from sqlmodel import Session, col, select

from curation.models import MapCluster, MapPoint, Origin, Persona, PersonaCall, PersonaSource, PersonaTag
from curation.models.filters import PersonaFilter
from curation.personas import UNKNOWN, Attribute
from curation.personas.polygon import Area
from curation.store.fulltext import match_expression
from curation.store.map import lies_in
from curation.text import clean_text, guess_language, identity_hash, search_text, words


def new_persona(
    text: str,
    *,
    origin: Origin,
    licence: str,
    language: str | None = None,
    attributes: Mapping[str, Attribute] | None = None,
    how: str = "hand",
    extra: Mapping[str, str] | None = None,
) -> Persona:
    """Return a row with everything that follows from the text: identity, language, length, what is searched.

    `how` says who found the attributes.
    """
    kept = clean_text(text)
    known = {name: found for name, found in (attributes or {}).items() if found.value != UNKNOWN}
    persona = Persona(
        text=kept,
        search_text=search_text(kept),
        text_hash=identity_hash(kept),
        language=language or guess_language(kept),
        origin=origin,
        licence=licence,
        n_words=len(words(kept)),
        evidence={name: found.evidence or "" for name, found in known.items()},
        how=dict.fromkeys(known, how),
        extra=dict(extra or {}),
    )
    for name, found in known.items():
        setattr(persona, name, found.value)
    return persona


def where_personas(chosen: PersonaFilter) -> list[ColumnElement[bool]]:
    """Return the conditions of a filter; an unsearchable text finds nothing rather than everything."""
    found: list[ColumnElement[bool]] = [
        col(column).in_(values)
        for column, values in (
            (Persona.id, chosen.ids),
            (Persona.state, chosen.states),
            (Persona.language, chosen.languages),
            (Persona.licence, chosen.licences),
            (Persona.origin, chosen.origins),
            (Persona.occupation, chosen.occupations),
            (Persona.region, chosen.regions),
            (Persona.age_band, chosen.age_bands),
            (Persona.gender, chosen.genders),
            (Persona.education, chosen.educations),
        )
        if values
    ]
    if chosen.has_samples is not None:
        found.append(col(Persona.sample_count) > 0 if chosen.has_samples else col(Persona.sample_count) == 0)
    if chosen.sources:
        of_source = select(PersonaSource.persona_id).where(col(PersonaSource.source_id).in_(chosen.sources))
        found.append(col(Persona.id).in_(of_source))
    if chosen.jobs:
        of_job = select(PersonaCall.id).where(col(PersonaCall.job_id).in_(chosen.jobs))
        found.append(col(Persona.call_id).in_(of_job))
    if chosen.tags:
        tagged = select(PersonaTag.persona_id).where(col(PersonaTag.tag).in_(chosen.tags))
        found.append(col(Persona.id).in_(tagged))
    if chosen.clusters:
        # The table of clusters has those of the newest map only; points of others may still wait to be deleted.
        current = select(MapCluster.id).where(col(MapCluster.id).in_(chosen.clusters))
        found.append(col(Persona.id).in_(select(MapPoint.persona_id).where(col(MapPoint.cluster).in_(current))))
    if chosen.area:
        found.append(lies_in(Area.parse(chosen.area)))
    if chosen.text.strip():
        found.append(matches("persona", chosen.text))
    return found


def matches(kind: str, query: str) -> ColumnElement[bool]:
    """Return the condition that a row of the kind is found by the full-text query."""
    expression = match_expression(query)
    if expression is None:
        # A bare 0 would leave no plan for an index that a statement names.
        return text(f"{kind}.id < 0")  # type: ignore[return-value]  # a literal is a condition too
    name = f"{kind}_match"
    found = f"{kind}.id in (select rowid from {kind}_fts where {kind}_fts match :{name})"
    return text(found).bindparams(bindparam(name, expression))  # type: ignore[return-value]  # as above


def persona_ids(session: Session, chosen: PersonaFilter) -> list[int]:
    """Return the ids of the personas that a filter means, in ascending order."""
    found = session.exec(select(Persona.id).where(*where_personas(chosen)).order_by(col(Persona.id)))
    return [persona_id for persona_id in found if persona_id is not None]


def get_persona(session: Session, persona_id: int) -> Persona | None:
    """Return one persona."""
    return session.get(Persona, persona_id)


def personas_by_id(session: Session, ids: Sequence[int]) -> dict[int, Persona]:
    """Return the personas of the ids, asked for in portions that a statement can hold."""
    found: dict[int, Persona] = {}
    for start in range(0, len(ids), 500):
        portion = session.exec(select(Persona).where(col(Persona.id).in_(ids[start : start + 500])))
        found.update({persona.id: persona for persona in portion if persona.id is not None})
    return found
