"""The nearest personas or samples to a text: the snapshot, and beside it what came or changed since."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import func, text
from sqlmodel import Session, col, select

from curation.index import Hit, SnapshotState, nearest
from curation.models import Event, ItemKind
from curation.store.duplicates import TABLES
from curation.store.known import ATTENTION
from curation.workspace import Workspace


class VectorView(NamedTuple):
    """The vectors of one kind as they are now: the snapshot, and what it does not have as it is now."""

    state: SnapshotState
    ids: NDArray[np.int64]
    vectors: NDArray[np.float32]
    gone: NDArray[np.int64]
    """Ids whose vector in the snapshot no longer counts and that have no new one yet."""

    def nearest(
        self, query: NDArray[np.float32], *, k: int, allowed: Sequence[int] | None = None, exclude: Sequence[int] = ()
    ) -> list[Hit]:
        """Return the k items most alike a vector."""
        return nearest(
            self.state.snapshot,
            query,
            k=k,
            allowed=None if allowed is None else np.asarray(allowed, dtype=np.int64),
            extra_ids=self.ids,
            extra_vectors=self.vectors,
            exclude=np.concatenate([self.gone, np.asarray(exclude, dtype=np.int64)]),
        )


def nearest_items(
    workspace: Workspace,
    kind: ItemKind,
    query: NDArray[np.float32],
    *,
    k: int,
    allowed: Sequence[int] | None = None,
    exclude: Sequence[int] = (),
) -> list[Hit]:
    """Return the k items of a kind most alike a vector, exactly as the data is now."""
    return view_vectors(workspace, kind).nearest(query, k=k, allowed=allowed, exclude=exclude)


def neighbours(workspace: Workspace, kind: ItemKind, item_id: int, text_hash: str, *, k: int = 5) -> list[Hit]:
    """Return the k items most alike an item; none while the model has not read it."""
    vector = vector_of_item(workspace, text_hash)
    return [] if vector is None else nearest_items(workspace, kind, vector, k=k, exclude=[item_id])


def vector_of_item(workspace: Workspace, text_hash: str) -> NDArray[np.float32] | None:
    """Return the stored vector of a text, or None while it has none."""
    stored = workspace.vectors.get([text_hash])
    return stored.vectors[0] if len(stored.vectors) else None


def unreadable_counts(session: Session, kind: ItemKind) -> dict[str, int]:
    """Return how many items the model cannot read, by reason, and how many it has not looked at yet."""
    unread = f"select embedding, count(*) from {kind} where embedding not in ('', 'done')"  # noqa: S608 - our own name
    rows = session.execute(text(f"{unread} and embedding <> :check group by 1"), {"check": ATTENTION})
    counts = {str(row[0]): int(row[1]) for row in rows}
    waiting = session.execute(text(f"select count(*) from {kind} where embedding = ''")).scalar_one()  # noqa: S608
    return {**counts, "waits for the worker": int(waiting)} if waiting else counts


def view_vectors(workspace: Workspace, kind: ItemKind) -> VectorView:
    """Return the vectors of a kind as they are now, for any number of queries."""
    state = workspace.live_snapshot(kind).current()
    table, snapshot = TABLES[kind], state.snapshot
    with workspace.read() as session:
        edited = _edited_since(session, kind, snapshot.created) if snapshot else []
        is_new = col(table.id) > (snapshot.high_water if snapshot else 0)
        wanted = select(table.id, table.text_hash).where(is_new | col(table.id).in_(edited), table.embedding == "done")
        rows = [(int(row[0] or 0), str(row[1])) for row in session.exec(wanted)]
    stored = workspace.vectors.get([text_hash for _, text_hash in rows])
    ids = np.asarray([item_id for item_id, _ in rows], dtype=np.int64)[stored.found]
    return VectorView(state, ids, stored.vectors, np.setdiff1d(np.asarray(edited, dtype=np.int64), ids))


def _edited_since(session: Session, kind: ItemKind, created: str) -> list[int]:
    edits = (Event.action == f"{kind}.edited",)
    before = select(func.max(Event.id)).where(*edits, col(Event.at) < datetime.fromisoformat(created))
    since = col(Event.id) > func.coalesce(before.scalar_subquery(), 0)
    edited = session.exec(select(Event.entity_id).where(*edits, since).distinct())
    return [int(item_id) for item_id in edited if item_id is not None]
