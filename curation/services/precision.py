"""The number format in which the model reads texts: one for a workspace, since vectors of two are not comparable."""

import shutil
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Final

from sqlmodel import Session, col, func, select, update

from curation.errors import BadInputError
from curation.index import PRECISIONS
from curation.models import ItemKind, Setting
from curation.services.jobs import enqueue_embedding
from curation.services.permissions import Actor, allow
from curation.store.duplicates import TABLES
from curation.store.events import add_event
from curation.workspace import Workspace, take_lock
from curation.workspace.workspace import PRECISION_SETTING

PRECISION_WORDS: Final[Mapping[str, str]] = {
    "float32": "exact, on every processor",
    "bfloat16": "about twice as fast where the processor has instructions for it, slower elsewhere",
}


@dataclass(frozen=True, slots=True)
class PrecisionChosen:
    """What a workspace reads in now, and how many texts are read anew for it."""

    precision: str
    texts_to_read: int


def set_precision(workspace: Workspace, precision: str, *, actor: Actor) -> PrecisionChosen:
    """Let the model read in a number format from now on; every text it has read before waits to be read anew.

    Vectors made before in that format are used again. The server and the
    worker must be stopped, since they would go on in the old one.

    Raises:
        BadInputError: There is no such format.
        NotAllowedError: The actor is no admin.
        LockedError: The server or the worker runs.
    """
    if precision not in PRECISIONS:
        raise BadInputError(f"'{precision[:80]}' is no precision.", f"Known: {', '.join(PRECISIONS)}.")
    with ExitStack() as stack:
        stack.callback(take_lock(workspace.web_lock, "server").close)
        stack.callback(take_lock(workspace.worker_lock, "worker").close)
        tx = stack.enter_context(workspace.write())
        allow(tx, actor, "set_precision")
        before = chosen_precision(tx)
        if precision == before:
            return PrecisionChosen(precision, 0)
        waiting = sum(_let_wait(tx, kind) for kind in ItemKind)
        tx.merge(Setting(name=PRECISION_SETTING, value=precision))
        add_event(
            tx,
            actor_id=actor.id,
            action="setting.changed",
            entity="setting",
            before={PRECISION_SETTING: before},
            after={PRECISION_SETTING: precision},
        )
        enqueue_embedding(tx, actor=actor)
        # The snapshots are of the old format; the next job makes them anew.
        shutil.rmtree(workspace.path / "index", ignore_errors=True)
    return PrecisionChosen(precision, waiting)


def chosen_precision(session: Session) -> str:
    """Return the number format of a workspace."""
    chosen = session.get(Setting, PRECISION_SETTING)
    return PRECISIONS[0] if chosen is None else str(chosen.value)


def _let_wait(tx: Session, kind: ItemKind) -> int:
    """Let all items of a kind that were read wait again; return how many."""
    table = TABLES[kind]
    count = tx.exec(select(func.count()).select_from(table).where(table.embedding == "done")).one()
    tx.execute(update(table).where(col(table.embedding) == "done").values(embedding=""))
    return count
