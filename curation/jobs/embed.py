"""Read new and changed texts: their vectors, what they are too alike to, and the snapshot for searching."""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from sqlalchemy import func, text
from sqlmodel import Session, col, select

from curation.index import save_snapshot, space_of
from curation.jobs.arrivals import compare_arrivals
from curation.jobs.context import JobContext
from curation.models import ItemKind, Persona, Sample, utc_now
from curation.store.duplicates import TABLES
from curation.store.events import add_event

BATCH_ROWS: Final = 256
MIN_NEW_ROWS: Final = 1_000
"""A snapshot is made anew when this many rows, or a tenth of it, came since: until then they are searched exactly."""


def embed(context: JobContext) -> dict[str, Any]:
    """Embed what waits, compare the samples among it with what was there, and renew the snapshots.

    It stores after each batch, so that a killed run goes on where it stopped.
    """
    result: dict[str, Any] = {}
    waiting = {kind: _count_waiting(context, kind) for kind in ItemKind}
    total, done = sum(waiting.values()), 0
    for kind in ItemKind:
        embedded = 0
        while rows := _next_waiting(context, kind):
            embedded += _embed_rows(context, kind, rows)
            done += len(rows)
            context.checkpoint(done=done, total=max(total, done))
        result[f"{kind}s_embedded"] = embedded
        _renew_snapshot(context, kind)
    arrivals = compare_arrivals(context)
    if done or arrivals.n_compared or context.runs > 1:
        _say_so(context, {"read": done, "compared": arrivals.n_compared})
    return {**result, "near_duplicates_found": arrivals.n_near}


def read_samples_of(context: JobContext, job_id: int) -> None:
    """Embed and compare the samples of a job that wait for it, from within that job, whose next step needs to know."""
    while rows := _next_waiting(context, ItemKind.SAMPLE, of_job=job_id):
        _embed_rows(context, ItemKind.SAMPLE, rows)
    compare_arrivals(context, of_job=job_id)


def _say_so(context: JobContext, counts: dict[str, Any]) -> None:
    """Write the event by which everybody sees that what they computed before is out of date.

    A job that was started before may have written then and ended before its event.
    """
    with context.workspace.write() as tx:
        add_event(
            tx, actor_id=context.actor.id, action="texts.read", entity="job", entity_id=context.job_id, after=counts
        )


def _count_waiting(context: JobContext, kind: ItemKind) -> int:
    with context.workspace.read() as session:
        table = TABLES[kind]
        return session.exec(select(func.count()).select_from(table).where(table.embedding == "")).one()


def _next_waiting(context: JobContext, kind: ItemKind, *, of_job: int | None = None) -> Sequence[Persona | Sample]:
    table: Any = TABLES[kind]
    with context.workspace.read() as session:
        waiting = select(table).where(table.embedding == "").order_by(col(table.id)).limit(BATCH_ROWS)
        if of_job is not None:
            waiting = waiting.where(table.job_id == of_job)
        rows: Sequence[Persona | Sample] = session.exec(waiting).all()
        return rows


def _embed_rows(context: JobContext, kind: ItemKind, rows: Sequence[Persona | Sample]) -> int:
    """Embed what the model can read; write for each row that it is done, or why not. Return how many are done."""
    embedder, vectors = context.workspace.embedder, context.workspace.vectors
    texts = {row.text_hash: _text_of(row) for row in rows if _text_of(row)}
    reasons = {row.text_hash: embedder.unreadable(_text_of(row), row.language) for row in rows if _text_of(row)}
    readable = [text_hash for text_hash in vectors.missing(list(texts)) if not reasons[text_hash]]
    if readable:
        vectors.add(readable, embedder.embed([texts[text_hash] for text_hash in readable]))
    outcomes = [(row, (reasons[row.text_hash] or "done") if _text_of(row) else "no text") for row in rows]
    with context.workspace.write() as tx:
        # A row that was edited meanwhile keeps waiting: its hash is another one now.
        tx.execute(
            text(f"update {kind} set embedding = :outcome where id = :id and text_hash = :hash"),  # noqa: S608 - our kind
            [{"outcome": outcome, "id": row.id, "hash": row.text_hash} for row, outcome in outcomes],
        )
        context.checkpoint_in(tx)
    return sum(outcome == "done" for _, outcome in outcomes)


def _renew_snapshot(context: JobContext, kind: ItemKind) -> None:
    workspace = context.workspace
    started = utc_now()
    snapshot = workspace.live_snapshot(kind).current().snapshot
    with workspace.read() as session:
        highest, count = _extent(session, kind)
        known = len(snapshot.ids) if snapshot else 0
        if count - known < max(MIN_NEW_ROWS if snapshot else 1, known // 10):
            return
        table = TABLES[kind]
        rows = session.exec(select(table.id, table.text_hash).where(table.embedding == "done").order_by(col(table.id)))
        pairs = [(int(row[0] or 0), str(row[1])) for row in rows]
    stored = workspace.vectors.get([text_hash for _, text_hash in pairs])
    ids = np.asarray([item_id for item_id, _ in pairs], dtype=np.int64)[stored.found]
    save_snapshot(
        workspace.index_folder(kind),
        ids,
        stored.vectors,
        space=space_of(workspace.embedder),
        high_water=highest,
        created=started,
    )
    context.log(f"The search index of {kind}s was made anew with {len(ids):,} vectors.")


def _extent(session: Session, kind: ItemKind) -> tuple[int, int]:
    table = TABLES[kind]
    highest = session.exec(select(func.max(col(table.id)))).one() or 0
    count = session.exec(select(func.count()).select_from(table).where(table.embedding == "done")).one()
    return highest, count


def _text_of(row: Persona | Sample) -> str:
    return (row.edited_text or row.text) if isinstance(row, Sample) else row.text
