"""Changes of many items at once, each one statement for all of them."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import text
from sqlmodel import Session

from curation.models import ItemKind, ItemState, to_json

_AMONG: Final = "in (select value from json_each(:ids))"


def write_reasons(session: Session, kind: ItemKind, reasons: Mapping[int, str], *, state: ItemState) -> None:
    """Give items a state with a reason each; a statement for each reason, since many items have few."""
    by_reason: dict[str, list[int]] = {}
    for item_id, reason in reasons.items():
        by_reason.setdefault(reason, []).append(item_id)
    statement = text(f"update {kind} set state = :state, state_reason = :reason where id {_AMONG}")
    for reason, ids in by_reason.items():
        session.execute(statement, {**_bound(ids), "state": state, "reason": reason})


def set_wanted(session: Session, ids: Sequence[int], *, wanted: bool) -> list[int]:
    """Put samples at the head of the queue, or not any more; return those that changed."""
    bound = {**_bound(ids), "wanted": int(wanted)}
    changed = session.execute(text(f"select id from sample where wanted <> :wanted and id {_AMONG}"), bound)
    found = [int(sample_id) for sample_id in changed.scalars()]
    session.execute(text(f"update sample set wanted = :wanted where id {_AMONG}"), {**bound, **_bound(found)})
    return found


def untag(session: Session, kind: ItemKind, ids: Sequence[int], word: str) -> list[int]:
    """Take a tag off items; return those that had it."""
    bound = {**_bound(ids), "tag": word}
    tagged = f"from {kind}_tag where tag = :tag and {kind}_id {_AMONG}"
    found = [int(item_id) for item_id in session.execute(text(f"select {kind}_id {tagged}"), bound).scalars()]
    session.execute(text(f"delete {tagged}"), bound)
    return found


def _bound(ids: Sequence[int]) -> dict[str, Any]:
    return {"ids": to_json(list(ids))}
