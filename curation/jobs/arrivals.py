"""New samples against those that are there: the nearest of each, and a pair where it is too near."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import text
from sqlmodel import Session, col, select

from curation.dedup import lexical_pairs_between
from curation.index import Hit
from curation.jobs.context import JobContext
from curation.models import ItemKind, PairOrigin, Sample, utc_now
from curation.services.duplicate_groups import thresholds_of
from curation.services.samples import shown_text
from curation.services.vectors import VectorView, vector_of_item, view_vectors
from curation.store.duplicates import upsert_pairs
from curation.store.samples import samples_by_id

BATCH_ROWS: Final = 100
NEIGHBOURS: Final = 50
"""How many of the nearest are looked through for one that was there before."""
UNREAD_ROWS: Final = 5_000
"""Texts that the model cannot read are compared by words with the newest of their language, up to here."""


@dataclass(frozen=True, slots=True)
class Nearest:
    """The earlier sample most alike a new one, and in which way."""

    sample_id: int
    nearest_id: int | None = None
    score: float | None = None
    origin: str = ""


def compare_arrivals(context: JobContext) -> int:
    """Compare the samples that were not compared yet; return how many are near-duplicates of earlier ones."""
    workspace = context.workspace
    with workspace.read() as session:
        thresholds = thresholds_of(session, ItemKind.SAMPLE)
    view, found = view_vectors(workspace, ItemKind.SAMPLE), 0
    while rows := _next_rows(context):
        nearest = _nearest_of_each(context, view, rows, thresholds["min_jaccard"])
        with workspace.write() as tx:
            found += _store(context, tx, nearest, thresholds)
        context.checkpoint()
    return found


def _next_rows(context: JobContext) -> Sequence[Sample]:
    with context.workspace.read() as session:
        wanted = select(Sample).where(col(Sample.is_compared).is_(False)).order_by(col(Sample.id)).limit(BATCH_ROWS)
        return session.exec(wanted).all()


def _nearest_of_each(
    context: JobContext, view: VectorView, rows: Sequence[Sample], min_jaccard: float
) -> list[Nearest]:
    """Return the nearest of each row among the earlier samples of its own scenario."""
    hits = {row.id or 0: _earlier_hits(context, view, row) for row in rows}
    with context.workspace.read() as session:
        others = samples_by_id(session, sorted({hit.id for found in hits.values() for hit in found or ()}))
    nearest = []
    for row in rows:
        found = hits[row.id or 0]
        if found is None:
            nearest.append(_nearest_by_words(context, row, min_jaccard))
            continue
        same = [hit for hit in found if others[hit.id].scenario == row.scenario]
        best = Nearest(row.id or 0, same[0].id, same[0].score, PairOrigin.SEMANTIC) if same else Nearest(row.id or 0)
        nearest.append(best)
    return nearest


def _earlier_hits(context: JobContext, view: VectorView, row: Sample) -> list[Hit] | None:
    """Return the earlier samples most alike a row by meaning; None where only its words can be compared."""
    if not shown_text(row):
        return []
    vector = vector_of_item(context.workspace, row.text_hash) if row.embedding == "done" else None
    if vector is None:
        return None
    return [hit for hit in view.nearest(vector, k=NEIGHBOURS, exclude=[row.id or 0]) if hit.id < (row.id or 0)]


def _nearest_by_words(context: JobContext, row: Sample, min_jaccard: float) -> Nearest:
    with context.workspace.read() as session:
        wanted = select(Sample).where(
            col(Sample.id) < row.id, Sample.language == row.language, Sample.scenario == row.scenario, Sample.text != ""
        )
        others = session.exec(wanted.order_by(col(Sample.id).desc()).limit(UNREAD_ROWS)).all()
    pairs = lexical_pairs_between([shown_text(row)], [shown_text(other) for other in others], min_jaccard=min_jaccard)
    if not pairs.n_pairs:
        return Nearest(row.id or 0)
    best = int(pairs.score.argmax())
    return Nearest(row.id or 0, others[int(pairs.b[best])].id, float(pairs.score[best]), PairOrigin.LEXICAL)


def _store(context: JobContext, tx: Session, nearest: Sequence[Nearest], thresholds: dict[str, float]) -> int:
    tx.execute(
        text(
            "update sample set is_compared = 1, nearest_id = :nearest_id, nearest_score = :score,"
            " nearest_origin = :origin where id = :sample_id"
        ),
        [{"nearest_id": n.nearest_id, "score": n.score, "origin": n.origin, "sample_id": n.sample_id} for n in nearest],
    )
    floor = {PairOrigin.SEMANTIC: thresholds["min_cosine"], PairOrigin.LEXICAL: thresholds["min_jaccard"]}
    near = [n for n in nearest if n.score is not None and n.score >= floor[PairOrigin(n.origin)]]
    active = samples_by_id(tx, [n.sample_id for n in near])
    upsert_pairs(tx, [_pair(context, n, floor) for n in near if active[n.sample_id].outcome in ("ok", "check_failed")])
    return len(near)


def _pair(context: JobContext, near: Nearest, floor: dict[PairOrigin, float]) -> dict[str, Any]:
    origin = PairOrigin(near.origin)
    return {
        "kind": ItemKind.SAMPLE,
        "a_id": near.nearest_id,
        "b_id": near.sample_id,
        "origin": origin,
        "score": near.score,
        "threshold": floor[origin],
        "model": context.workspace.embedder.model if origin is PairOrigin.SEMANTIC else "",
        "note": "found on arrival",
        "said_by": context.actor.id,
        "created_at": utc_now().isoformat(timespec="microseconds"),
    }
