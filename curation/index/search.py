"""The nearest vectors to one: exact where that is fast, through the graph and exactly scored where it is not."""

from collections.abc import Iterator
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from curation.index.snapshot import Snapshot

EXACT_BELOW_ROWS: Final = 50_000
"""A filter that leaves fewer rows is answered exactly."""
_BLOCK_ROWS: Final = 32_768
_SCORE_SLACK: Final = 1e-5
"""More than float32 sums of unit rows can be off; what is that near to the k-th best is scored again."""
_FIRST_SPARE_ROWS: Final = 16
_MOST_FETCHED_SHARE: Final = 0.1

_NO_IDS: Final = np.empty(0, dtype=np.int64)


class Hit(NamedTuple):
    """One of the nearest."""

    id: int
    score: float
    """Cosine, in [-1, 1]."""


class _Scored(NamedTuple):
    """Ids and their exact scores, shape (n,) each."""

    ids: NDArray[np.int64]
    scores: NDArray[np.float64]


def nearest(
    snapshot: Snapshot | None,
    query: NDArray[np.float32],
    *,
    k: int,
    allowed: NDArray[np.int64] | None = None,
    extra_ids: NDArray[np.int64] = _NO_IDS,
    extra_vectors: NDArray[np.float32] | None = None,
    exclude: NDArray[np.int64] = _NO_IDS,
    exact_below_rows: int = EXACT_BELOW_ROWS,
) -> list[Hit]:
    """Return the at most k nearest, the highest score first, of equal ones the lower id.

    Args:
        snapshot: What is searched; None if there is none.
        query: Shape (dim,), of any length above zero.
        k: How many hits at most, >= 1.
        allowed: The ids that may be found, in any order; None if all may.
        extra_ids: Ids that are not in the snapshot yet, or not as they are now: their vector there does not count.
        extra_vectors: Shape (len(extra_ids), dim), unit rows; always searched exactly.
        exclude: Ids that may not be found.
        exact_below_rows: A filter that leaves fewer rows of the snapshot is answered exactly.

    Raises:
        ValueError: k below 1, a query of another dim, zero or not finite, or not one extra vector for each id.
    """
    if k < 1:
        raise ValueError(f"k is {k}, need 1 or more")
    unit = _unit(query)
    found = []
    if len(extra_ids):
        if extra_vectors is None or extra_vectors.shape != (len(extra_ids), len(unit)):
            raise ValueError(f"need {len(extra_ids)} extra vectors of {len(unit)} numbers")
        found.append(_exact(extra_ids, extra_vectors, unit, k, _permitted(extra_ids, allowed, exclude)))
    if snapshot is not None and len(snapshot.ids):
        if snapshot.space.dim != len(unit):
            raise ValueError(f"the query has {len(unit)} numbers, the snapshot {snapshot.space.dim}")
        permitted = _permitted(snapshot.ids, allowed, np.concatenate([exclude, extra_ids]))
        found.append(_in_snapshot(snapshot, unit, k, permitted, 0 if allowed is None else exact_below_rows))
    return _best(found, k)


def _unit(query: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return the query with length 1."""
    wide = np.asarray(query, dtype=np.float64)
    length = float(np.linalg.norm(wide))
    if wide.ndim != 1 or not np.isfinite(length) or length == 0:
        raise ValueError(f"need a query of shape (dim,) with a finite length above zero, got {wide.shape}, {length}")
    return wide / length


def _permitted(
    ids: NDArray[np.int64], allowed: NDArray[np.int64] | None, barred: NDArray[np.int64]
) -> NDArray[np.bool_] | None:
    """Tell for each id whether it may be found, shape of the ids; None if all may."""
    if allowed is None:
        return ~np.isin(ids, barred) if len(barred) else None
    return np.isin(ids, allowed) & ~np.isin(ids, barred)


def _in_snapshot(
    snapshot: Snapshot,
    unit: NDArray[np.float64],
    k: int,
    permitted: NDArray[np.bool_] | None,
    exact_below_rows: int,
) -> _Scored:
    """Search the snapshot through the graph, or exactly where there is none or few rows are left."""
    few = permitted is not None and np.count_nonzero(permitted) < exact_below_rows
    rows = None if few else _rows_by_graph(snapshot, unit, k, permitted)
    if rows is not None:
        return _score(snapshot.ids, snapshot.vectors, unit, rows)
    return _exact(snapshot.ids, snapshot.vectors, unit, k, permitted)


def _rows_by_graph(
    snapshot: Snapshot, unit: NDArray[np.float64], k: int, permitted: NDArray[np.bool_] | None
) -> NDArray[np.int64] | None:
    """Fetch more than k rows, and more again until k of them may be found; None where that does not pay."""
    count = len(snapshot.ids)
    fetched = k + _FIRST_SPARE_ROWS
    while snapshot.hnsw is not None and fetched <= _MOST_FETCHED_SHARE * count:
        rows = snapshot.hnsw.nearest(unit.astype(np.float32), k=fetched)
        if permitted is not None:
            rows = rows[permitted[rows]]
        if len(rows) >= k:
            return rows
        fetched *= 4
    return None


def _exact(
    ids: NDArray[np.int64],
    vectors: NDArray[np.float32],
    unit: NDArray[np.float64],
    k: int,
    permitted: NDArray[np.bool_] | None,
) -> _Scored:
    """Score the permitted rows, or all if None; return the k best and those that may be as good as the k-th."""
    query = unit.astype(np.float32)
    rows = None if permitted is None else np.flatnonzero(permitted)
    candidates, rough = [_NO_IDS], [np.empty(0, dtype=np.float32)]
    for block in _blocks(len(ids), rows):
        scores = vectors[block] @ query
        near = _near_best(scores, k)
        candidates.append(near + block.start if isinstance(block, slice) else block[near])
        rough.append(scores[near])
    kept = _near_best(np.concatenate(rough), k)
    return _score(ids, vectors, unit, np.concatenate(candidates)[kept])


def _blocks(count: int, rows: NDArray[np.int64] | None) -> Iterator[slice | NDArray[np.int64]]:
    """Yield the rows in parts, so that a large matrix is never copied whole."""
    total = count if rows is None else len(rows)
    for start in range(0, total, _BLOCK_ROWS):
        stop = min(start + _BLOCK_ROWS, total)
        yield slice(start, stop) if rows is None else rows[start:stop]


def _near_best(scores: NDArray[np.float32], k: int) -> NDArray[np.int64]:
    """Return the positions of the k best scores and of all that rounding may have put behind them."""
    if len(scores) <= k:
        return np.arange(len(scores))
    kth = np.partition(scores, len(scores) - k)[len(scores) - k]
    return np.flatnonzero(scores >= kth - _SCORE_SLACK)


def _score(
    ids: NDArray[np.int64], vectors: NDArray[np.float32], unit: NDArray[np.float64], rows: NDArray[np.int64]
) -> _Scored:
    """Score rows one by one in float64: the same vector has the same score wherever it lies."""
    scores = np.empty(len(rows), dtype=np.float64)
    for start in range(0, len(rows), _BLOCK_ROWS):
        part = rows[start : start + _BLOCK_ROWS]
        scores[start : start + len(part)] = (vectors[part] * unit).sum(axis=1)
    return _Scored(ids[rows], np.clip(scores, -1.0, 1.0))


def _best(found: list[_Scored], k: int) -> list[Hit]:
    """Return the k best of all that was found."""
    if not found:
        return []
    ids = np.concatenate([part.ids for part in found])
    scores = np.concatenate([part.scores for part in found])
    order = np.lexsort((ids, -scores))[:k]
    return [Hit(int(ids[position]), float(scores[position])) for position in order]
