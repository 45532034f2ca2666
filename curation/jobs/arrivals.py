"""New and edited samples against those that are there: the nearest of each, and a pair where it is too near."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np
from sqlalchemy import ColumnElement, text
from sqlmodel import Session, col, select

from curation.dedup import lexical_pairs_between
from curation.index import Hit
from curation.jobs.context import JobContext
from curation.models import ItemKind, PairOrigin, Sample, utc_now
from curation.services.duplicate_groups import thresholds_of
from curation.services.samples import shown_text
from curation.services.vectors import VectorView, vector_of_item, view_vectors
from curation.store.duplicates import upsert_pairs_of_texts
from curation.store.personas import personas_by_id
from curation.store.samples import compare_again, ids_nearest_to, samples_by_id, write_persona_scores

BATCH_ROWS: Final = 100
NEIGHBOURS: Final = 50
"""How many of the nearest are looked through for one that was there before."""
UNREAD_ROWS: Final = 5_000
"""Texts that the model cannot read are compared by words with the newest of their language, up to here."""


@dataclass(frozen=True, slots=True)
class Nearest:
    """The earlier sample most alike a new one, and in which way."""

    sample: Sample
    nearest: Sample | None = None
    score: float | None = None
    origin: str = ""


class Arrivals(NamedTuple):
    """What came of a comparison of the new samples."""

    n_compared: int
    n_near: int
    """Those that are near-duplicates of earlier ones."""


def compare_arrivals(context: JobContext, *, of_job: int | None = None) -> Arrivals:
    """Compare the samples that were read and not compared yet, all or those of a job, with earlier ones.

    An edited text makes old what was found of later samples beside it, so
    these are compared once more.
    """
    workspace = context.workspace
    with workspace.read() as session:
        thresholds = thresholds_of(session, ItemKind.SAMPLE)
    view, n_compared, n_near = view_vectors(workspace, ItemKind.SAMPLE), 0, 0
    again: set[int] = set()
    while rows := _next_rows(context, of_job):
        nearest = _nearest_of_each(context, view, rows, thresholds["min_jaccard"])
        edited = [row for row in rows if row.version > 1 and row.id not in again]
        outdated = _outdated_by(context, view, edited, thresholds["min_jaccard"]) - {row.id or 0 for row in rows}
        fidelity = _likeness_to_persona(context, rows)
        with workspace.write() as tx:
            n_near += _store(context, tx, nearest, thresholds)
            write_persona_scores(tx, fidelity)
            compare_again(tx, outdated)
        again.update(outdated)
        n_compared += len(rows)
        context.checkpoint()
    return Arrivals(n_compared, n_near)


def _likeness_to_persona(context: JobContext, rows: Sequence[Sample]) -> dict[int, float]:
    """Return the cosine of each sample and its persona, where the model reads both."""
    read = [row for row in rows if row.persona_id and row.embedding == "done"]
    with context.workspace.read() as session:
        people = personas_by_id(session, sorted({row.persona_id or 0 for row in read}))
    hashes = [people[row.persona_id or 0].text_hash for row in read]
    own, theirs = (context.workspace.vectors.get(found) for found in ([row.text_hash for row in read], hashes))
    both = own.found & theirs.found
    cosines = np.sum(own.vectors[both[own.found]] * theirs.vectors[both[theirs.found]], axis=1)
    known = [row.id or 0 for row, has_both in zip(read, both, strict=True) if has_both]
    return dict(zip(known, map(float, cosines), strict=True))


def _next_rows(context: JobContext, of_job: int | None) -> Sequence[Sample]:
    """Return the next rows; one that is edited meanwhile waits to be read and is left to the job that reads it."""
    with context.workspace.read() as session:
        wanted = select(Sample).where(text("is_compared = 0"), Sample.embedding != "")
        if of_job is not None:
            wanted = wanted.where(Sample.job_id == of_job)
        return session.exec(wanted.order_by(col(Sample.id)).limit(BATCH_ROWS)).all()


def _nearest_of_each(
    context: JobContext, view: VectorView, rows: Sequence[Sample], min_jaccard: float
) -> list[Nearest]:
    """Return the nearest of each row among the earlier samples of its own scenario."""
    hits = {row.id or 0: _hits(context, view, row) for row in rows}
    with context.workspace.read() as session:
        others = samples_by_id(session, sorted({hit.id for found in hits.values() for hit in found or ()}))
    nearest = []
    for row in rows:
        found = hits[row.id or 0]
        if found is None:
            nearest.append(_nearest_by_words(context, row, min_jaccard))
            continue
        same = [hit for hit in found if hit.id < (row.id or 0) and _counts(others[hit.id], row)]
        best = same[0] if same else None
        nearest.append(Nearest(row, others[best.id], best.score, PairOrigin.SEMANTIC) if best else Nearest(row))
    return nearest


def _counts(other: Sample, row: Sample) -> bool:
    """A text that was edited since its vector was read waits for a new one: its score is not that of its text."""
    return other.scenario == row.scenario and other.embedding == "done"


def _hits(context: JobContext, view: VectorView, row: Sample) -> list[Hit] | None:
    """Return the samples most alike a row by meaning; None where only its words can be compared."""
    if not shown_text(row):
        return []
    vector = vector_of_item(context.workspace, row.text_hash) if row.embedding == "done" else None
    return None if vector is None else view.nearest(vector, k=NEIGHBOURS, exclude=[row.id or 0])


def _nearest_by_words(context: JobContext, row: Sample, min_jaccard: float) -> Nearest:
    alike = _alike_by_words(context, row, min_jaccard, col(Sample.id) < row.id)
    if not alike:
        return Nearest(row)
    other, score = max(alike, key=lambda found: found[1])
    return Nearest(row, other, score, PairOrigin.LEXICAL)


def _alike_by_words(
    context: JobContext, row: Sample, min_jaccard: float, side: ColumnElement[bool]
) -> list[tuple[Sample, float]]:
    """Return the samples on one side of a row that have enough words in common with it, and the share of these."""
    with context.workspace.read() as session:
        wanted = select(Sample).where(
            side, Sample.language == row.language, Sample.scenario == row.scenario, Sample.text != ""
        )
        others = session.exec(wanted.order_by(col(Sample.id).desc()).limit(UNREAD_ROWS)).all()
    pairs = lexical_pairs_between([shown_text(row)], [shown_text(other) for other in others], min_jaccard=min_jaccard)
    return [(others[int(at)], float(score)) for at, score in zip(pairs.b, pairs.score, strict=True)]


def _outdated_by(context: JobContext, view: VectorView, edited: Sequence[Sample], min_jaccard: float) -> set[int]:
    """Return the later samples whose nearest was one of these before its edit, or is one of them now."""
    if not edited:
        return set()
    with context.workspace.read() as session:
        outdated = set(ids_nearest_to(session, [row.id or 0 for row in edited]))
    for row in edited:
        later = _later_alike(context, view, row, min_jaccard)
        outdated.update(other.id or 0 for other, score in later if score > (other.nearest_score or 0.0))
    return outdated


def _later_alike(context: JobContext, view: VectorView, row: Sample, min_jaccard: float) -> list[tuple[Sample, float]]:
    hits = _hits(context, view, row)
    if hits is None:
        return _alike_by_words(context, row, min_jaccard, col(Sample.id) > row.id)
    with context.workspace.read() as session:
        others = samples_by_id(session, [hit.id for hit in hits if hit.id > (row.id or 0)])
    return [(others[hit.id], hit.score) for hit in hits if hit.id in others and _counts(others[hit.id], row)]


def _store(context: JobContext, tx: Session, nearest: Sequence[Nearest], thresholds: dict[str, float]) -> int:
    """Write what was found, where the texts still are those that were compared."""
    tx.execute(
        text(
            "update sample set is_compared = 1, nearest_id = :nearest_id, nearest_score = :score,"
            " nearest_origin = :origin where id = :sample_id and text_hash = :hash"
        ),
        [
            {
                "nearest_id": n.nearest.id if n.nearest else None,
                "score": n.score,
                "origin": n.origin,
                "sample_id": n.sample.id,
                "hash": n.sample.text_hash,
            }
            for n in nearest
        ],
    )
    floor = {PairOrigin.SEMANTIC: thresholds["min_cosine"], PairOrigin.LEXICAL: thresholds["min_jaccard"]}
    near = [n for n in nearest if n.score is not None and n.score >= floor[PairOrigin(n.origin)]]
    usable = [(n, n.nearest) for n in near if n.nearest and n.sample.outcome in ("ok", "check_failed")]
    upsert_pairs_of_texts(tx, ItemKind.SAMPLE, [_pair(context, n, earlier, floor) for n, earlier in usable])
    return len(near)


def _pair(context: JobContext, near: Nearest, earlier: Sample, floor: dict[PairOrigin, float]) -> dict[str, Any]:
    origin = PairOrigin(near.origin)
    return {
        "kind": ItemKind.SAMPLE,
        "a_id": earlier.id,
        "a_hash": earlier.text_hash,
        "b_id": near.sample.id,
        "b_hash": near.sample.text_hash,
        "origin": origin,
        "score": near.score,
        "threshold": floor[origin],
        "model": context.workspace.embedder.model if origin is PairOrigin.SEMANTIC else "",
        "note": "found on arrival",
        "said_by": context.actor.id,
        "created_at": utc_now().isoformat(timespec="microseconds"),
    }
