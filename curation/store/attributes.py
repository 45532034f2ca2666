"""Queries about what is known of personas: rows to read, values to write, how much is unknown."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import case, text
from sqlmodel import Session, col, func, select

from curation.models import Persona, PersonaFilter, to_json
from curation.personas import UNKNOWN, VOCABULARY, Attribute
from curation.store.personas import where_personas

NAMES: Final = tuple(VOCABULARY)
_SET: Final = ", ".join(f"{name} = :{name}" for name in NAMES)


class Described(NamedTuple):
    """A persona and what is known of it; an attribute that is not in `evidence` has none."""

    id: int
    version: int
    text: str
    language: str
    values: dict[str, str]
    evidence: dict[str, str]
    how: dict[str, str]

    def attribute(self, name: str) -> Attribute:
        """Return an attribute as it stands."""
        return Attribute(self.values[name], self.evidence.get(name) or None)

    def stored(self, name: str) -> list[str | None]:
        """Return value, evidence and who found it, as an event keeps them."""
        return [self.values[name], self.evidence.get(name), self.how.get(name)]

    def changed(self, name: str, attribute: Attribute, how: str | None) -> "Described":
        """Return a copy with another attribute; nobody found it where `how` is None."""
        evidence, who = dict(self.evidence), dict(self.how)
        evidence.pop(name, None)
        who.pop(name, None)
        if attribute.evidence:
            evidence[name] = attribute.evidence
        if how is not None:
            who[name] = how
        return self._replace(values={**self.values, name: attribute.value}, evidence=evidence, how=who)


def read_described(
    session: Session, chosen: PersonaFilter, *, after_id: int, up_to: int, limit: int
) -> list[Described]:
    """Return the next personas of a filter in the order of their ids."""
    columns: Any = (Persona.id, Persona.version, Persona.text, Persona.language, Persona.evidence, Persona.how)
    known: Any = [getattr(Persona, name) for name in NAMES]
    wanted = select(*columns, *known).where(
        *where_personas(chosen), col(Persona.id) > after_id, col(Persona.id) <= up_to
    )
    rows = session.execute(wanted.order_by(col(Persona.id)).limit(limit)).all()
    return [
        Described(row[0], row[1], row[2], row[3], dict(zip(NAMES, row[6:], strict=True)), row[4], row[5])
        for row in rows
    ]


def described(persona: Persona) -> Described:
    """Return a persona with what is known of it."""
    values = {name: getattr(persona, name) for name in NAMES}
    return Described(
        persona.id or 0, persona.version, persona.text, persona.language, values, persona.evidence, persona.how
    )


def write_described(session: Session, rows: Sequence[Described]) -> None:
    """Write what is known of personas, each of which has its next version then."""
    if rows:
        session.execute(
            text(f"update persona set {_SET}, evidence = :evidence, how = :how, version = version + 1 where id = :id"),
            [{**row.values, "evidence": to_json(row.evidence), "how": to_json(row.how), "id": row.id} for row in rows],
        )


def versions_of(session: Session, ids: Sequence[int]) -> dict[int, int]:
    """Return the version that each persona has now."""
    found = session.execute(
        text("select id, version from persona where id in (select value from json_each(:ids))"),
        {"ids": json.dumps(list(ids))},
    )
    return {int(row[0]): int(row[1]) for row in found}


def count_meant(session: Session, chosen: PersonaFilter) -> tuple[int, int]:
    """Return how many personas a filter means, and the highest id of them; 0 where there are none."""
    found = session.execute(select(func.count(), func.max(col(Persona.id))).where(*where_personas(chosen))).one()
    return int(found[0]), int(found[1] or 0)


def count_unknown(session: Session, chosen: PersonaFilter) -> tuple[int, Mapping[str, int]]:
    """Return how many personas a filter means, and of how many of them each attribute is unknown."""
    unknown = [func.sum(case((col(getattr(Persona, name)) == UNKNOWN, 1), else_=0)) for name in NAMES]
    row = session.execute(select(func.count(), *unknown).where(*where_personas(chosen))).one()
    return int(row[0]), {name: int(count or 0) for name, count in zip(NAMES, row[1:], strict=True)}


def fully_described(session: Session) -> set[int]:
    """Return the personas of whom nothing is unknown."""
    known = [col(getattr(Persona, name)) != UNKNOWN for name in NAMES]
    return {persona_id for persona_id in session.exec(select(Persona.id).where(*known)) if persona_id is not None}
