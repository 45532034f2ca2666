"""Select many, then act: exclude, restore, tag; each a single event that can be undone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import delete, insert, text
from sqlmodel import Session, col, select

from curation.errors import BadInputError, ConflictError, NotFoundError
from curation.models import Event, ItemKind, ItemState, PersonaFilter, PersonaTag, SampleFilter, SampleTag
from curation.services.permissions import Actor, allow
from curation.store.duplicates import TABLES, set_state
from curation.store.events import add_event
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


def exclude(
    workspace: Workspace, kind: ItemKind, chosen: PersonaFilter | SampleFilter, *, reason: str, actor: Actor
) -> Done:
    """Set the active items of a filter aside, with a reason."""
    said = identity_text(reason) or "excluded by hand"
    with workspace.write() as tx:
        allow(tx, actor, "select_many")
        ids = _ids_in_state(tx, kind, _meant(tx, chosen), ItemState.ACTIVE)
        set_state(tx, kind, [(item_id, said) for item_id in ids], state=ItemState.EXCLUDED, only=ItemState.ACTIVE)
        return _done(tx, kind, "excluded", ids, {"reason": said}, actor)


def restore(workspace: Workspace, kind: ItemKind, chosen: PersonaFilter | SampleFilter, *, actor: Actor) -> Done:
    """Take the excluded items of a filter back."""
    with workspace.write() as tx:
        allow(tx, actor, "select_many")
        ids = _ids_in_state(tx, kind, _meant(tx, chosen), ItemState.EXCLUDED)
        set_state(tx, kind, [(item_id, "") for item_id in ids], state=ItemState.ACTIVE, only=ItemState.EXCLUDED)
        return _done(tx, kind, "restored", ids, {}, actor)


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
        return _done(tx, kind, "tagged", ids, {"tag": name}, actor)


def send_to_review(workspace: Workspace, chosen: SampleFilter, *, actor: Actor) -> Done:
    """Put the samples of a filter at the head of everybody's queue."""
    with workspace.write() as tx:
        allow(tx, actor, "select_many")
        ids = sample_ids(tx, chosen.changed(is_wanted=False))
        _set_wanted(tx, ids, wanted=True)
        return _done(tx, ItemKind.SAMPLE, "sent_to_review", ids, {}, actor)


def undo_batch(workspace: Workspace, event_id: int, *, actor: Actor) -> int:
    """Take back one act on many by an inverse event; return how many items it reached.

    Raises:
        ConflictError: It was undone already, or it is no act of this kind.
    """
    with workspace.write() as tx:
        allow(tx, actor, "select_many")
        event = tx.get(Event, event_id)
        if event is None:
            raise NotFoundError(f"There is no event {event_id}.")
        if tx.exec(select(Event.id).where(Event.undoes == event_id)).first() is not None:
            raise ConflictError("This was undone already.", "Nothing was changed.")
        verb = event.action.partition(".")[2]
        if verb not in ("excluded", "restored", "tagged", "sent_to_review"):
            raise ConflictError(f"'{event.action}' cannot be undone from here.", "Nothing was changed.")
        kind, ids = ItemKind(event.entity), [int(item_id) for item_id in event.after["ids"]]
        _take_back(tx, kind, verb, ids, event)
        add_event(
            tx,
            actor_id=actor.id,
            action=f"{kind}.{verb}.undone",
            entity=kind,
            before=event.after,
            undoes=event_id,
        )
        return len(ids)


def _take_back(tx: Session, kind: ItemKind, verb: str, ids: Sequence[int], event: Event) -> None:
    if verb == "excluded":
        set_state(tx, kind, [(item_id, "") for item_id in ids], state=ItemState.ACTIVE, only=ItemState.EXCLUDED)
    elif verb == "restored":
        again = [(item_id, "excluded again by undo") for item_id in ids]
        set_state(tx, kind, again, state=ItemState.EXCLUDED, only=ItemState.ACTIVE)
    elif verb == "sent_to_review":
        _set_wanted(tx, ids, wanted=False)
    else:
        table, item_column, _ = _TAGS[kind]
        for start in range(0, len(ids), 500):
            portion = col(item_column).in_(ids[start : start + 500])
            tx.execute(delete(table).where(portion, table.tag == event.after["tag"]))


def _meant(tx: Session, chosen: PersonaFilter | SampleFilter) -> list[int]:
    return persona_ids(tx, chosen) if isinstance(chosen, PersonaFilter) else sample_ids(tx, chosen)


def _ids_in_state(tx: Session, kind: ItemKind, ids: Sequence[int], state: ItemState) -> list[int]:
    table = TABLES[kind]
    found: list[int] = []
    for start in range(0, len(ids), 500):
        portion = col(table.id).in_(ids[start : start + 500])
        found.extend(item_id for item_id in tx.exec(select(table.id).where(portion, table.state == state)) if item_id)
    return found


def _set_wanted(tx: Session, ids: Sequence[int], *, wanted: bool) -> None:
    if ids:
        changes = [{"wanted": int(wanted), "id": item_id} for item_id in ids]
        tx.execute(text("update sample set wanted = :wanted where id = :id"), changes)


def _done(tx: Session, kind: ItemKind, verb: str, ids: Sequence[int], more: dict[str, str], actor: Actor) -> Done:
    """Write the event of the act, if it reached anything."""
    if not ids:
        return Done(0, None)
    event = add_event(tx, actor_id=actor.id, action=f"{kind}.{verb}", entity=kind, after={"ids": list(ids), **more})
    return Done(len(ids), event.id)
