"""Select many, then act: exclude, restore, tag; each a single event that can be undone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import insert
from sqlmodel import Session, col, select

from curation.errors import BadInputError, ConflictError, NotFoundError
from curation.models import Event, ItemKind, ItemState, PersonaFilter, PersonaTag, SampleFilter, SampleTag
from curation.services.permissions import Actor, allow
from curation.store.duplicates import states_of
from curation.store.events import add_event
from curation.store.known import attention_among
from curation.store.many import set_wanted, untag, write_reasons
from curation.store.personas import persona_ids
from curation.store.samples import sample_ids
from curation.text import identity_text
from curation.workspace import Workspace

MAX_TAG_CHARS = 60


@dataclass(frozen=True, slots=True)
class Done:
    """How many items an act reached, and the event by which it is undone; None where nothing changed."""

    count: int
    event_id: int | None


_TAGS: Final[Mapping[ItemKind, tuple[Any, Any, str]]] = {
    ItemKind.PERSONA: (PersonaTag, PersonaTag.persona_id, "persona_id"),
    ItemKind.SAMPLE: (SampleTag, SampleTag.sample_id, "sample_id"),
}
_SAME_THING: Final[Mapping[str, tuple[str, ...]]] = {
    "excluded": ("excluded", "restored"),
    "restored": ("excluded", "restored"),
    "tagged": ("tagged",),
    "sent_to_review": ("sent_to_review",),
}
"""Which acts change what an act changed; those that can be undone."""


def exclude(
    workspace: Workspace, kind: ItemKind, chosen: PersonaFilter | SampleFilter, *, reason: str, actor: Actor
) -> Done:
    """Set the active items of a filter aside, with a reason."""
    said = identity_text(reason) or "excluded by hand"
    with workspace.write() as tx:
        allow(tx, actor, "select_many")
        reasons = _reasons_in_state(tx, kind, _meant(tx, chosen), ItemState.ACTIVE)
        write_reasons(tx, kind, dict.fromkeys(reasons, said), state=ItemState.EXCLUDED)
        return _done(tx, kind, "excluded", list(reasons), actor, before=_kept(reasons), more={"reason": said})


def restore(workspace: Workspace, kind: ItemKind, chosen: PersonaFilter | SampleFilter, *, actor: Actor) -> Done:
    """Take the excluded items of a filter back; those in quarantine only where it names their state or their ids."""
    with workspace.write() as tx:
        allow(tx, actor, "select_many")
        ids = _without_checks(tx, kind, _meant(tx, chosen))
        is_named = bool(chosen.ids) or ItemState.QUARANTINED in chosen.states
        quarantined = _reasons_in_state(tx, kind, ids if is_named else [], ItemState.QUARANTINED)
        reasons = {**_reasons_in_state(tx, kind, ids, ItemState.EXCLUDED), **quarantined}
        write_reasons(tx, kind, dict.fromkeys(reasons, ""), state=ItemState.ACTIVE)
        before = {**_kept(reasons), **({"quarantined": list(quarantined)} if quarantined else {})}
        return _done(tx, kind, "restored", sorted(reasons), actor, before=before)


def tag(workspace: Workspace, kind: ItemKind, chosen: PersonaFilter | SampleFilter, *, word: str, actor: Actor) -> Done:
    """Put a tag on the items of a filter that do not have it.

    Raises:
        BadInputError: The tag is empty or too long.
    """
    name = identity_text(word)
    if not 1 <= len(name) <= MAX_TAG_CHARS:
        raise BadInputError(f"A tag has 1 to {MAX_TAG_CHARS} characters.", "Nothing was tagged.")
    table, item_column, item_name = _TAGS[kind]
    with workspace.write() as tx:
        allow(tx, actor, "select_many")
        has_it = set(tx.exec(select(item_column).where(table.tag == name)))
        ids = [item_id for item_id in _meant(tx, chosen) if item_id not in has_it]
        if ids:
            tx.execute(insert(table), [{item_name: item_id, "tag": name} for item_id in ids])
        return _done(tx, kind, "tagged", ids, actor, more={"tag": name})


def send_to_review(workspace: Workspace, chosen: SampleFilter, *, actor: Actor) -> Done:
    """Put the samples of a filter at the head of everybody's queue."""
    with workspace.write() as tx:
        allow(tx, actor, "select_many")
        ids = sample_ids(tx, chosen.changed(is_wanted=False))
        set_wanted(tx, ids, wanted=True)
        return _done(tx, ItemKind.SAMPLE, "sent_to_review", ids, actor)


def undo_batch(workspace: Workspace, event_id: int, *, actor: Actor) -> int:
    """Take back one act on many by an inverse event; return how many items really changed.

    What somebody changed after the act stays as it is now.

    Raises:
        ConflictError: It was undone already, all of it was changed since, or it is no act of this kind.
    """
    with workspace.write() as tx:
        allow(tx, actor, "select_many")
        event = tx.get(Event, event_id)
        if event is None:
            raise NotFoundError(f"There is no event {event_id}.")
        if tx.exec(select(Event.id).where(Event.undoes == event_id)).first() is not None:
            raise ConflictError("This was undone already.", "Nothing was changed.")
        verb = event.action.partition(".")[2]
        if verb not in _SAME_THING:
            raise ConflictError(f"'{event.action}' cannot be undone from here.", "Nothing was changed.")
        changed = _take_back(tx, ItemKind(event.entity), verb, event)
        if not changed:
            raise ConflictError("All of it was changed again since.", "Nothing was changed now.")
        add_event(
            tx,
            actor_id=actor.id,
            action=f"{event.action}.undone",
            entity=event.entity,
            before=event.after,
            after={**event.after, "ids": changed},
            undoes=event_id,
        )
        return len(changed)


def _take_back(tx: Session, kind: ItemKind, verb: str, event: Event) -> list[int]:
    """Undo an act where nothing came after it; return the items that changed."""
    later = _reached_later(tx, verb, event)
    ids = [item_id for item_id in event.after["ids"] if item_id not in later]
    if verb == "excluded":
        now = _reasons_in_state(tx, kind, ids, ItemState.EXCLUDED)
        ids = [item_id for item_id, reason in now.items() if reason == event.after["reason"]]
        write_reasons(tx, kind, _reasons_before(event, ids), state=ItemState.ACTIVE)
    elif verb == "restored":
        ids = list(_reasons_in_state(tx, kind, ids, ItemState.ACTIVE))
        quarantined = set(event.before.get("quarantined", ()))
        for state in (ItemState.EXCLUDED, ItemState.QUARANTINED):
            of_state = [n for n in ids if (n in quarantined) == (state == ItemState.QUARANTINED)]
            write_reasons(tx, kind, _reasons_before(event, of_state), state=state)
    elif verb == "sent_to_review":
        ids = set_wanted(tx, ids, wanted=False)
    else:
        ids = untag(tx, kind, ids, event.after["tag"])
    return ids


def _reached_later(tx: Session, verb: str, event: Event) -> set[int]:
    """Return which items a later act, or the undoing of one, reached in the same thing."""
    names = [f"{event.entity}.{name}{end}" for name in _SAME_THING[verb] for end in ("", ".undone")]
    later = select(Event.after).where(
        Event.entity == event.entity,
        col(Event.entity_id).is_(None),
        col(Event.id) > event.id,
        col(Event.action).in_(names),
    )
    found = [after for after in tx.exec(later) if after.get("tag") == event.after.get("tag")]
    return {item_id for after in found for item_id in after["ids"]}


def _meant(tx: Session, chosen: PersonaFilter | SampleFilter) -> list[int]:
    return persona_ids(tx, chosen) if isinstance(chosen, PersonaFilter) else sample_ids(tx, chosen)


def _without_checks(tx: Session, kind: ItemKind, ids: Sequence[int]) -> list[int]:
    """Return the items without attention checks, which take part in nothing for good."""
    checks = attention_among(tx, ids) if kind is ItemKind.SAMPLE else set()
    return [item_id for item_id in ids if item_id not in checks]


def _reasons_in_state(tx: Session, kind: ItemKind, ids: Sequence[int], state: ItemState) -> dict[int, str]:
    """Return which of the items have a state, each with the reason for it."""
    now = states_of(tx, kind, ids)
    return {item_id: found[1] for item_id in ids if (found := now.get(item_id)) and found[0] == state}


def _kept(reasons: Mapping[int, str]) -> dict[str, Any]:
    """Return what an event keeps of the reasons before it; most items have none."""
    return {"reasons": {str(item_id): reason for item_id, reason in reasons.items() if reason}}


def _reasons_before(event: Event, ids: Sequence[int]) -> dict[int, str]:
    reasons = event.before["reasons"]
    return {item_id: reasons.get(str(item_id), "") for item_id in ids}


def _done(
    tx: Session,
    kind: ItemKind,
    verb: str,
    ids: Sequence[int],
    actor: Actor,
    *,
    before: dict[str, Any] | None = None,
    more: Mapping[str, str] | None = None,
) -> Done:
    """Write the event of the act, if it reached anything."""
    if not ids:
        return Done(0, None)
    after = {"ids": list(ids), **(more or {})}
    event = add_event(tx, actor_id=actor.id, action=f"{kind}.{verb}", entity=kind, before=before, after=after)
    return Done(len(ids), event.id)
