"""Queries about what people did: pages of the event log by its own order, narrowed by indexes."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import text
from sqlmodel import Session

from curation.models import to_json
from curation.store.clock import first_since

MAX_LOOKED: Final = 20_000
"""Where both a person and actions are asked for, so many events of the person are looked through for one page."""
_LONG: Final = ("ids", "attributes", "licences", "reasons", "members", "text", "search_text", "evidence", "how")
"""What events keep to be taken back by, and no sentence tells."""

_SHORT: Final = "json_remove(e.{side}, " + ", ".join(f"'$.{name}'" for name in _LONG) + ")"
_ROWS: Final = f"""
    select e.id, e.at, e.actor_id, coalesce(n.name, '') as who, e.action, e.entity, e.entity_id,
      {_SHORT.format(side="before")} as before, {_SHORT.format(side="after")} as after,
      coalesce(json_array_length(e.after, '$.ids'), 0) as n_items,
      case when e.entity = 'annotator' then (select a.name from annotator a where a.id = e.entity_id) end as about,
      exists (select 1 from event u where u.undoes = e.id) as is_undone,
      case e.action
        when 'review.submitted' then exists (
          select 1 from review r where r.id = json_extract(e.after, '$.review_id') and r.superseded_by is not null)
        when 'comparison.submitted' then exists (
          select 1 from comparison c
          where c.id = json_extract(e.after, '$.comparison_id') and c.superseded_by is not null)
        else 0 end as is_superseded
    from event e left join annotator n on n.id = e.actor_id
    where e.id in (select value from json_each(:ids))
    order by e.id desc"""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which events are meant, and from where on: older than `before`, or newer than `after`, the nearest first."""

    person_id: int | None = None
    actions: Sequence[str] | None = None
    since: datetime | None = None
    until: datetime | None = None
    before: int | None = None
    after: int | None = None


class Found(NamedTuple):
    """The ids of a page, and where the looking ended where it ended early."""

    ids: list[int]
    looked_to: int | None


class EventRow(NamedTuple):
    """An event as a sentence needs it: without the lists by which it can be taken back."""

    id: int
    at: datetime
    actor_id: int | None
    who: str
    action: str
    entity: str
    entity_id: int | None
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    n_items: int
    about: str | None
    is_undone: bool
    is_superseded: bool
    """Whether it is a review or a vote in whose place another one has come."""


def find_events(session: Session, asked: Asked, *, limit: int) -> Found:
    """Return the ids of the events that are meant, the newest first, at the cost of a page whatever the depth.

    Days are found by halving the log, since events come in the order of the clock.
    """
    within, bound = _range(session, asked)
    down = asked.after is None
    order = f"order by id {'desc' if down else 'asc'} limit :limit"
    looked_to = None
    if asked.person_id is not None:
        found, looked_to = _of_person(session, asked, within, {**bound, "person": asked.person_id}, order, limit)
    elif asked.actions is not None:
        # Each action is an index of its own; the first of each are enough to know the first of all.
        each = (
            f"select id from (select id from event indexed by event_by_action where action = :a{{}} {within} {order})"
        )
        union = " union all ".join(each.format(number) for number in range(len(asked.actions)))
        named = {f"a{number}": action for number, action in enumerate(asked.actions)}
        statement = f"select id from ({union}) {order}"
        found = [row[0] for row in session.execute(text(statement), {**bound, **named, "limit": limit})]
    else:
        statement = f"select id from event where 1 {within} {order}"
        found = [row[0] for row in session.execute(text(statement), {**bound, "limit": limit})]
    return Found(sorted(found, reverse=True), looked_to)


def event_rows(session: Session, ids: Sequence[int]) -> list[EventRow]:
    """Return events as sentences need them, the newest first."""
    rows = session.execute(text(_ROWS), {"ids": to_json(list(ids))})
    return [_event_row(dict(row)) for row in rows.mappings()]


def last_events(session: Session) -> dict[int, datetime]:
    """Return when each person did something last."""
    rows = session.execute(
        text(
            "select a.id, e.at from annotator a join event e on e.id = (select max(id) from event"
            " indexed by ix_event_actor_id where actor_id = a.id)"
        )
    )
    return {row[0]: datetime.fromisoformat(row[1]) for row in map(tuple, rows)}


def _event_row(row: Mapping[str, Any]) -> EventRow:
    read: Mapping[str, Callable[[Any], Any]] = {
        "at": datetime.fromisoformat,
        "before": json.loads,
        "after": json.loads,
        "is_undone": bool,
        "is_superseded": bool,
    }
    return EventRow(**{name: read[name](value) if name in read else value for name, value in row.items()})


def _of_person(
    session: Session, asked: Asked, within: str, bound: dict[str, Any], order: str, limit: int
) -> tuple[list[int], int | None]:
    """Walk what a person did; where only some actions are meant, no farther than so many events."""
    source = f"from event indexed by ix_event_actor_id where actor_id = :person {within} {order}"
    if asked.actions is None:
        walked = session.execute(text(f"select id {source}"), {**bound, "limit": limit})
        return [row[0] for row in walked], None
    rows = session.execute(text(f"select id, action {source}"), {**bound, "limit": MAX_LOOKED}).all()
    meant = set(asked.actions)
    found = [row[0] for row in rows if row[1] in meant][:limit]
    ended_early = len(rows) == MAX_LOOKED and len(found) < limit
    return found, rows[-1][0] if ended_early else None


def _range(session: Session, asked: Asked) -> tuple[str, dict[str, Any]]:
    """Return the condition on the id, and what it binds."""
    parts, bound = [], dict[str, Any]()
    if asked.before is not None:
        parts.append("and id < :before")
        bound["before"] = asked.before
    if asked.after is not None:
        parts.append("and id > :after")
        bound["after"] = asked.after
    if asked.since is not None:
        parts.append("and id >= :first")
        bound["first"] = first_since(session, "event", asked.since)
    if asked.until is not None:
        parts.append("and id < :end")
        bound["end"] = first_since(session, "event", asked.until)
    return " ".join(parts), bound
