"""Queries about what happened to one item."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import text
from sqlmodel import Session

from curation.models import ItemKind, to_json

MAX_BATCHES: Final = 200
"""So many of the newest acts on many are searched for an item."""

_OF_ITEM: Final = """
    with own as (
      select id from event where entity = :kind and entity_id = :item order by id desc limit :limit
    ), batch as (
      select id, after from event
      where entity = :kind and entity_id is null and action in (select value from json_each(:batches))
      order by id desc limit :most
    )
    select e.id, e.at, e.action, coalesce(n.name, ''), e.before,
      case when e.entity_id is null then json_remove(e.after, '$.ids') else e.after end,
      (select u.id from event u where u.undoes = e.id)
    from event e left join annotator n on n.id = e.actor_id
    where e.id in (
      select id from own
      union all
      select id from batch where exists (select 1 from json_each(batch.after, '$.ids') i where i.value = :item))
    order by e.id desc limit :limit"""


def events_of(session: Session, kind: ItemKind, item_id: int, *, batches: Sequence[str], limit: int) -> Sequence[Any]:
    """Return (id, at, action, who, before, after, undone by) of what happened to an item, newest first.

    The acts on many are those of `batches` that name it; `before` and `after`
    are JSON, without the list of the items.
    """
    bound = {"kind": kind, "item": item_id, "batches": to_json(list(batches)), "limit": limit, "most": MAX_BATCHES}
    return session.execute(text(_OF_ITEM), bound).all()
