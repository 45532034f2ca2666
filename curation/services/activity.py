"""What people did, read from the event log in sentences, and which of it the reader can take back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlmodel import Session

from curation.errors import BadInputError
from curation.models import Annotator, Role
from curation.services.activity_words import NOUNS, Said, actions_of, tell
from curation.services.blind import PAIR, SAMPLE, hidden_from
from curation.services.permissions import Actor, allow
from curation.services.undo import may_undo
from curation.store import activity as store
from curation.store.activity import EventRow
from curation.workspace import Workspace

PAGE_ROWS: Final = 50
_PROGRAM: Final = "The program"


@dataclass(frozen=True, slots=True)
class Activity:
    """One thing that somebody did."""

    id: int
    at: datetime
    who_id: int | None
    who: str
    sentence: str
    entity: str
    entity_id: int | None
    is_undone: bool
    can_undo: bool
    """Whether the reader may take it back, as far as the event says; what builds on it may still speak against it."""


@dataclass(frozen=True, slots=True)
class ActivityPage:
    """A page of the feed, the newest first; the ids by which the pages beside it are asked for."""

    rows: Sequence[Activity]
    newer: int | None
    """Ask for what is `after` this; None at the newest page."""
    older: int | None
    """Ask for what is `before` this; None at the oldest page."""
    is_cut: bool = False
    """Whether the looking ended early, so that `older` may give more although this page is not full."""


def read_activity(
    workspace: Workspace,
    *,
    person_id: int | None = None,
    noun: str | None = None,
    days: tuple[datetime, datetime] | None = None,
    before: int | None = None,
    after: int | None = None,
    size: int = PAGE_ROWS,
    actor: Actor,
) -> ActivityPage:
    """Return a page of what happened.

    Annotators are not told what others decided on what they have still to judge.

    Args:
        workspace: Where.
        person_id: Only what this person did.
        noun: Only what is of one of `NOUNS`.
        days: Only from the first moment on, and before the second.
        before: Older than this event.
        after: Newer than this event, and next to it.
        size: Rows of a page.
        actor: Who reads.

    Raises:
        BadInputError: There is no such noun.
    """
    if noun is not None and noun not in NOUNS:
        raise BadInputError(f"There is no '{noun[:40]}' in what people do.", f"Known: {', '.join(NOUNS)}.")
    asked = store.Asked(
        person_id=person_id,
        actions=None if noun is None else actions_of(noun),
        since=days[0] if days else None,
        until=days[1] if days else None,
        before=before,
        after=after,
    )
    with workspace.read() as session:
        allow(session, actor, "look")
        found = store.find_events(session, asked, limit=size + 1)
        is_up = after is not None
        ids = found.ids[-size:] if is_up else found.ids[:size]
        has_more = len(found.ids) > size
        rows = _told(session, store.event_rows(session, ids), actor)
    if is_up:
        return ActivityPage(rows, ids[0] if has_more and ids else None, ids[-1] if ids else None)
    older = ids[-1] if has_more else found.looked_to
    return ActivityPage(rows, ids[0] if before is not None and ids else None, older, found.looked_to is not None)


def read_event(workspace: Workspace, event_id: int, *, actor: Actor) -> Activity | None:
    """Return one event in words; None where there is none."""
    with workspace.read() as session:
        allow(session, actor, "look")
        return next(iter(_told(session, store.event_rows(session, [event_id]), actor)), None)


def _told(session: Session, rows: Sequence[EventRow], actor: Actor) -> list[Activity]:
    person = session.get(Annotator, actor.id)
    role = Role(person.role) if person else Role.VIEWER
    hidden = {entity: _hidden(session, rows, entity, actor) for entity in (SAMPLE, PAIR)}
    return [_activity(row, hidden, actor, role) for row in rows]


def _hidden(session: Session, rows: Sequence[EventRow], entity: str, actor: Actor) -> set[int]:
    ids = {row.entity_id for row in rows if row.entity == entity and row.entity_id is not None}
    return hidden_from(session, actor, entity, ids)


def _activity(row: EventRow, hidden: Mapping[str, set[int]], actor: Actor, role: Role) -> Activity:
    said = Said(
        entity=row.entity,
        entity_id=row.entity_id,
        before=row.before,
        after=row.after,
        n_items=row.n_items,
        about=row.about or "",
        is_blind=row.actor_id != actor.id and row.entity_id in hidden.get(row.entity, ()),
    )
    can_undo = not (row.is_undone or row.is_superseded) and may_undo(
        row.action, said, is_own=row.actor_id == actor.id, role=role
    )
    return Activity(
        id=row.id,
        at=row.at,
        who_id=row.actor_id,
        who=row.who or _PROGRAM,
        sentence=tell(row.action, said),
        entity=row.entity,
        entity_id=row.entity_id,
        is_undone=row.is_undone,
        can_undo=can_undo,
    )
