"""What is known of personas: found by rules in a job, set by hand, taken back, and how much is unknown."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlmodel import Session, select

from curation.errors import BadInputError, ConflictError, NotFoundError
from curation.metrics import Interval, wilson_interval
from curation.models import Event, JobKind, Lane, Origin, Persona, PersonaFilter
from curation.personas import UNKNOWN, VOCABULARY, Attribute, check_attributes
from curation.services.jobs import enqueue
from curation.services.permissions import Actor, allow
from curation.store import attributes as store
from curation.store.attributes import Described
from curation.store.events import add_event
from curation.store.personas import new_persona
from curation.workspace import Workspace

RULES: Final = "rules"
HAND: Final = "hand"
_OUTSIDE: Final = ("import", "document")
"""Who found these had other words before them than the persona's, so that the evidence need not stand in it."""
SET: Final = "persona.attributes_set"
FOUND: Final = "persona.attributes_found"


@dataclass(frozen=True, slots=True)
class Coverage:
    """Of how many personas an attribute is unknown."""

    unknown: int
    n: int
    share: Interval | None
    """None where there is nobody."""


def start_attributes(
    workspace: Workspace,
    chosen: PersonaFilter,
    *,
    again: bool = False,
    actor: Actor,
    client_token: str | None = None,
) -> int:
    """Put the finding of attributes by rules into the queue and return its job's id.

    Args:
        workspace: Where.
        chosen: Whose attributes are looked for; those who come later are left out.
        again: Whether what rules found before is found anew; without it only what is unknown is filled in.
        actor: Who asks.
        client_token: A token seen before returns its job again.
    """
    with workspace.write() as tx:
        allow(tx, actor, "edit_persona")
        total, up_to = store.count_meant(tx, chosen)
        params = {"provider": RULES, "personas": chosen.set_fields(), "again": again, "up_to": up_to}
        job = enqueue(
            tx,
            kind=JobKind.PERSONA_ATTRIBUTES,
            params=params,
            total=total,
            actor=actor,
            client_token=client_token,
            lane=Lane.CPU,
        )
        return job.id or 0


def set_attributes(
    workspace: Workspace,
    persona_id: int,
    attributes: Mapping[str, Attribute],
    *,
    version: int | None = None,
    actor: Actor,
) -> int | None:
    """Set attributes by hand; what stood there before stays in the event, whose id is returned.

    Evidence must be words of the persona's text; it may be left out, since who
    sets a value by hand answers for it. A value set to unknown stays unknown:
    no rule fills it in again.

    Args:
        workspace: Where.
        persona_id: Whose.
        attributes: New values by name; the others stay as they are.
        version: The version that was looked at; None takes what is there.
        actor: Who sets them.

    Returns:
        The id of the event; None where everything is so already.

    Raises:
        BadInputError: A value is outside its vocabulary, or its evidence does not stand in the text.
        ConflictError: Somebody changed the persona meanwhile.
    """
    with workspace.write() as tx:
        allow(tx, actor, "edit_persona")
        persona = tx.get(Persona, persona_id)
        if persona is None:
            raise NotFoundError(f"There is no persona {persona_id}.", "It may be of another workspace.")
        if version is not None and persona.version != version:
            raise ConflictError("Somebody changed this persona meanwhile.", "Reload it and look at the change.")
        before = store.described(persona)
        after = set_by_hand(before, attributes, text=persona.text)
        changed = [name for name in VOCABULARY if before.stored(name) != after.stored(name)]
        if not changed:
            return None
        store.write_described(tx, [after])
        return add_event(
            tx,
            actor_id=actor.id,
            action=SET,
            entity="persona",
            entity_id=persona_id,
            before=_told(before, changed),
            after=_told(after, changed),
        ).id


def set_by_hand(persona: Described, attributes: Mapping[str, Attribute], *, text: str) -> Described:
    """Return a persona with attributes that somebody set; what is as before keeps who found it.

    Raises:
        BadInputError: A value is outside its vocabulary, or its evidence does not stand in the text.
    """
    problems: list[str] = []
    for name, given in attributes.items():
        new = Attribute(given.value, given.evidence or None)
        is_same = name in VOCABULARY and new == persona.attribute(name)
        if not (is_same and persona.how.get(name) in _OUTSIDE):
            problems += _problems(name, new, text)
        if not is_same and not problems:
            persona = persona.changed(name, new, HAND)
    if problems:
        raise BadInputError(" ".join(problems), "Nothing was changed.")
    return persona


def edited_persona(persona: Persona, text: str, attributes: Mapping[str, Attribute]) -> Persona:
    """Return a row, not to be stored, with another text and what is known then.

    Raises:
        BadInputError: There are no words, or evidence does not stand in them.
    """
    fresh = new_persona(text, origin=Origin.HAND_WRITTEN, licence="unknown")
    if not fresh.n_words:
        raise BadInputError("A persona needs words.", "Nothing was changed.")
    known = set_by_hand(store.described(persona), attributes, text=fresh.text)
    for name, value in {**known.values, "evidence": known.evidence, "how": known.how}.items():
        setattr(fresh, name, value)
    return fresh


def undo_attributes(workspace: Workspace, event_id: int, *, actor: Actor) -> int:
    """Take back what an event set, by hand or by rules; return how many personas really changed.

    What somebody changed after it stays as it is now.

    Raises:
        NotFoundError: There is no such event.
        ConflictError: It set no attributes, was undone already, or all of it was changed since.
    """
    with workspace.write() as tx:
        allow(tx, actor, "edit_persona")
        event = tx.get(Event, event_id)
        if event is None:
            raise NotFoundError(f"There is no event {event_id}.")
        if event.action not in (SET, FOUND):
            raise ConflictError(f"'{event.action}' cannot be undone from here.", "Nothing was changed.")
        if tx.exec(select(Event.id).where(Event.undoes == event_id)).first() is not None:
            raise ConflictError("This was undone already.", "Nothing was changed.")
        rows = [row for row in (_put_back(tx, *change) for change in _changes(event)) if row is not None]
        if not rows:
            raise ConflictError("This was changed again since.", "Look at the newer change; nothing was changed.")
        store.write_described(tx, rows)
        after = event.before if event.entity_id is not None else {**event.before, "ids": [row.id for row in rows]}
        add_event(
            tx,
            actor_id=actor.id,
            action=f"{event.action}.undone",
            entity="persona",
            entity_id=event.entity_id,
            before=event.after,
            after=after,
            undoes=event_id,
        )
        return len(rows)


def coverage(workspace: Workspace, chosen: PersonaFilter) -> dict[str, Coverage]:
    """Return for each attribute how much of it is unknown under a filter, cached until the data changes."""
    return workspace.cached(("attribute_coverage", chosen), lambda: _count_unknown(workspace, chosen))


def _count_unknown(workspace: Workspace, chosen: PersonaFilter) -> dict[str, Coverage]:
    with workspace.read() as session:
        n, unknown = store.count_unknown(session, chosen)
    return {name: Coverage(count, n, wilson_interval(count, n) if n else None) for name, count in unknown.items()}


def _problems(name: str, attribute: Attribute, text: str) -> list[str]:
    """Return what is wrong with a value that somebody gives; one without evidence is theirs to answer for."""
    if attribute.evidence is None and attribute.value in VOCABULARY.get(name, ()):
        return []
    return check_attributes(text, {name: attribute})


def _told(row: Described, names: list[str]) -> dict[str, Any]:
    """Return what an event keeps of some attributes: each value by its name, beside it all that is stored."""
    return {**{name: row.values[name] for name in names}, "attributes": {name: row.stored(name) for name in names}}


def _changes(event: Event) -> list[tuple[int, Mapping[str, Any], Mapping[str, Any]]]:
    """Return (persona, before, after) of what an event set."""
    if event.entity_id is not None:
        return [(event.entity_id, event.before["attributes"], event.after["attributes"])]
    before = event.before["attributes"]
    return [(int(key), before[key], after) for key, after in event.after["attributes"].items()]


def _put_back(tx: Session, persona_id: int, before: Mapping[str, Any], after: Mapping[str, Any]) -> Described | None:
    """Return a persona as it was before, in those attributes that nobody changed since; None where that is none."""
    persona = tx.get(Persona, persona_id)
    if persona is None:
        return None
    row = store.described(persona)
    same = [name for name, said in after.items() if row.stored(name) == said]
    for name in same:
        value, evidence, how = before[name]
        row = row.changed(name, Attribute(value, evidence), how)
    return row if same else None


def is_settled(row: Described, name: str, *, again: bool) -> bool:
    """Tell whether a job must leave an attribute alone: it is known, or somebody set it by hand."""
    how = row.how.get(name)
    return how == HAND or (row.values[name] != UNKNOWN and not (again and how == RULES))
