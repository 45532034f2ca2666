"""The append-only log: what happened, by whom, chained by hash."""

import hashlib
from collections.abc import Iterator
from typing import Any

from sqlmodel import Session, col, select

from curation.models import Event, to_json, utc_now

_FIRST = "0" * 64


def add_event(
    session: Session,
    *,
    actor_id: int | None,
    action: str,
    entity: str,
    entity_id: int | None = None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    undoes: int | None = None,
) -> Event:
    """Write an event in the caller's transaction; its hash covers the one before."""
    last = session.exec(select(Event.hash).order_by(col(Event.id).desc()).limit(1)).first()
    event = Event(
        at=utc_now(),
        actor_id=actor_id,
        action=action,
        entity=entity,
        entity_id=entity_id,
        before=before or {},
        after=after or {},
        undoes=undoes,
        previous_hash=last or _FIRST,
        hash="",
    )
    event.hash = event_hash(event)
    session.add(event)
    session.flush()
    return event


def event_hash(event: Event) -> str:
    """Return the sha256 of everything an event says, the hash before it included."""
    said = [
        event.at.isoformat(timespec="microseconds"),
        event.actor_id,
        event.action,
        event.entity,
        event.entity_id,
        event.before,
        event.after,
        event.undoes,
        event.previous_hash,
    ]
    return hashlib.sha256(to_json(said).encode("utf-8")).hexdigest()


def first_broken_event(session: Session) -> int | None:
    """Return the id of the first event whose hash or chain does not hold, or None."""
    previous = _FIRST
    for event in _all(session):
        if event.previous_hash != previous or event.hash != event_hash(event):
            return event.id
        previous = event.hash
    return None


def _all(session: Session) -> Iterator[Event]:
    yield from session.exec(select(Event).order_by(col(Event.id)).execution_options(yield_per=1000))
