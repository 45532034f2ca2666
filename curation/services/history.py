"""What happened to a persona or a sample: when, by whom, and what stood there before."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlmodel import Session

from curation.models import ItemKind
from curation.store.history import events_of

MAX_EVENTS: Final = 50
_MAX_VALUE_CHARS: Final = 160
_ON_MANY: Final = (
    "quarantined",
    "excluded",
    "restored",
    "tagged",
    "sent_to_review",
    "attributes_found",
    "made",
    "found_again",
)
_UNDOABLE: Final = ("persona.attributes_set",)
_TOLD: Final = {
    "text": "text",
    "edited_text": "text",
    "occupation": "occupation",
    "region": "region",
    "age_band": "age band",
    "gender": "gender",
    "education": "education",
    "decision": "decision",
    "overall": "rating",
    "near_duplicate_of": "near-duplicate of",
}
"""Which of the values that an event keeps say something to people, and their names."""


@dataclass(frozen=True, slots=True)
class Happened:
    """One thing that happened to an item; `detail` is what stood there before, or why, and may be empty."""

    at: datetime
    action: str
    by: str
    detail: str
    undo_id: int | None = None
    """The event, where it can be taken back from the page of the item."""


def history_of(session: Session, kind: ItemKind, item_id: int) -> list[Happened]:
    """Return the newest things that happened to an item, acts on many included, newest first."""
    batches = [f"{kind}.{verb}{end}" for verb in _ON_MANY for end in ("", ".undone")]
    rows = events_of(session, kind, item_id, batches=batches, limit=MAX_EVENTS)
    return [
        Happened(
            datetime.fromisoformat(at),
            action,
            who,
            _detail(json.loads(before), json.loads(after), item_id),
            event_id if action in _UNDOABLE and undone_by is None else None,
        )
        for event_id, at, action, who, before, after, undone_by in rows
    ]


def _detail(before: Mapping[str, Any], after: Mapping[str, Any], item_id: int) -> str:
    """Return in a few words what an event replaced."""
    if str(item_id) in after.get("attributes", {}):
        was, is_now = before["attributes"][str(item_id)], after["attributes"][str(item_id)]
        return "; ".join(f"{_TOLD[name]} {was[name][0]} to {now[0]}" for name, now in is_now.items())
    was = [
        f"{name} {str(before[field])[:_MAX_VALUE_CHARS]}"
        for field, name in _TOLD.items()
        if before.get(field) not in (None, "") and before[field] != after.get(field)
    ]
    if was:
        return f"before: {'; '.join(was)}"
    reason = before.get("reasons", {}).get(str(item_id), "") if "reasons" in before else ""
    said = after.get("reason") or after.get("tag") or (f"before: {reason}" if reason else "")
    return str(said)[:_MAX_VALUE_CHARS]
