"""Near-duplicates by meaning: pairs of embedding vectors with a high cosine, found exactly.

Rotate the unit rows by principal components, keep the first dimensions (the
head) and the length of what is left (the tail). By Cauchy and Schwarz

    cos(x, y) <= head(x) · head(y) + |tail(x)| |tail(y)|

so that one small matrix product per block leaves few candidates, and those are
scored in full. Beside the input, memory holds the heads, one block and the pairs.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from curation.dedup.pairs import Pairs
from curation.dedup.ragged import Matches, RowPairs, joined

COSINE_SLACK = 1e-6
"""A pair this little below a threshold is at it: more than the rounding of 32-bit rows takes away."""

_BOUND_SLACK = 1e-4  # more than 32-bit products lose against the exact cosine
_BLOCK_ROWS = 512
_BLOCK_COLUMNS = 4_096
_MAX_BASIS_ROWS = 4_096
_NUMBERS_PER_SCORING = 4_000_000


def semantic_pairs(
    vectors: NDArray[np.float32],
    *,
    min_cosine: float = 0.9,
    head_dims: int = 32,
    block_rows: int = _BLOCK_ROWS,
    on_progress: Callable[[float], None] | None = None,
) -> Pairs:
    """Find every pair of rows with at least the given cosine similarity.

    Args:
        vectors: Shape (n, d); the rows need not be unit length.
        min_cosine: The threshold in (0, 1], inclusive with a slack of `COSINE_SLACK`.
        head_dims: Dimensions of the bound; they change the time and never the result.
        block_rows: Rows compared at once.
        on_progress: Called with the share done, from 0 to 1.

    Returns:
        Pairs of row numbers with a < b; the scores are cosines.

    Raises:
        ValueError: A row is zero or not finite, or the shape or another argument is out of range.
    """
    _check_threshold(min_cosine)
    if head_dims < 1 or block_rows < 1:
        raise ValueError(f"head_dims and block_rows are at least 1, got {head_dims} and {block_rows}")
    rows = _directions(vectors)
    heads = _heads(rows, head_dims)
    n = len(vectors)
    found: list[Matches] = []
    for start in range(0, n, block_rows):
        stop = min(start + block_rows, n)
        for i, j in _products_above(heads[start:stop], heads[start:], min_cosine):
            later = j > i
            found.append(_scored(rows, rows, RowPairs(i[later] + start, j[later] + start), min_cosine))
        if on_progress:
            on_progress(1 - ((n - stop) / n) ** 2)
    return Pairs.within(*joined(found))


def semantic_pairs_between(new: NDArray[np.float32], old: NDArray[np.float32], *, min_cosine: float = 0.9) -> Pairs:
    """Find every pair of a new and an old row with at least the given cosine similarity.

    Args:
        new: Shape (n, d), rows that arrive; `a` of a pair is a row number here. They are not compared with each other.
        old: Shape (m, d), rows that are there; `b` of a pair is a row number here.
        min_cosine: The threshold in (0, 1], inclusive with a slack of `COSINE_SLACK`.

    Raises:
        ValueError: A row is zero or not finite, or the shapes or the threshold are out of range.
    """
    _check_threshold(min_cosine)
    news, olds = _directions(new, "new row"), _directions(old, "old row")
    if len(new) and len(old) and new.shape[1] != old.shape[1]:
        raise ValueError(f"new and old rows differ in length: {new.shape[1]} and {old.shape[1]}")
    units = news.unit(slice(None)).astype(np.float32)
    found: list[Matches] = []
    for start in range(0, len(old) if len(new) else 0, _BLOCK_ROWS):
        block = olds.unit(slice(start, start + _BLOCK_ROWS)).astype(np.float32)
        for j, i in _products_above(block, units, min_cosine):
            found.append(_scored(news, olds, RowPairs(i, j + start), min_cosine))
    return Pairs.between(*joined(found))


@dataclass(frozen=True, slots=True)
class _Directions:
    """Rows with their lengths, so that unit rows are made for a block and not kept."""

    vectors: NDArray[np.float32]
    lengths: NDArray[np.float64]

    def unit(self, chosen: slice | NDArray[np.int64]) -> NDArray[np.float64]:
        """Return the chosen rows at length one."""
        return self.vectors[chosen] / self.lengths[chosen, np.newaxis]


def _check_threshold(min_cosine: float) -> None:
    """Refuse a threshold that is no cosine of alike rows."""
    if not 0 < min_cosine <= 1:
        raise ValueError(f"min_cosine is above 0 and at most 1, got {min_cosine}")


def _directions(vectors: NDArray[np.float32], name: str = "row") -> _Directions:
    """Measure the rows, and refuse the first one that has no direction."""
    if vectors.ndim != 2:
        raise ValueError(f"need an (n, d) array, got shape {vectors.shape}")
    lengths = np.empty(len(vectors))
    for start in range(0, len(vectors), _BLOCK_COLUMNS):
        block = vectors[start : start + _BLOCK_COLUMNS].astype(np.float64)
        lengths[start : start + _BLOCK_COLUMNS] = np.sqrt(np.einsum("ij,ij->i", block, block))
    is_bad = ~(np.isfinite(lengths) & (lengths > 0))
    if is_bad.any():
        first = int(np.argmax(is_bad))
        fault = "is zero" if lengths[first] == 0 else "has a value that is not finite"
        raise ValueError(f"{name} {first} {fault}, so it has no cosine with others")
    return _Directions(vectors, lengths)


def _heads(rows: _Directions, head_dims: int) -> NDArray[np.float32]:
    """Return the rotated first dimensions of each unit row, and the length of the rest as one more.

    Any orthonormal basis gives a true bound; the principal components, found
    on an even sample of the rows, give a tight one. Without centring, so that
    products of rows are kept. In 64 bits, since a short tail is the root of a
    small difference.
    """
    n = len(rows.vectors)
    sample = rows.unit(slice(None, None, max(1, -(-n // _MAX_BASIS_ROWS))))
    basis = np.linalg.eigh(sample.T @ sample).eigenvectors[:, ::-1][:, :head_dims]
    heads = np.empty((n, basis.shape[1] + 1), dtype=np.float32)
    for start in range(0, n, _BLOCK_COLUMNS):
        head = rows.unit(slice(start, start + _BLOCK_COLUMNS)) @ basis
        tail = np.sqrt(np.maximum(0, 1 - np.einsum("ij,ij->i", head, head)))
        heads[start : start + _BLOCK_COLUMNS] = np.column_stack((head, tail))
    return heads


def _products_above(left: NDArray[np.float32], right: NDArray[np.float32], min_cosine: float) -> Iterator[RowPairs]:
    """Yield the pairs of a left and a right row whose product may reach the threshold."""
    for start in range(0, len(right), _BLOCK_COLUMNS):
        products = left @ right[start : start + _BLOCK_COLUMNS].T
        places = np.flatnonzero(products >= np.float32(min_cosine - _BOUND_SLACK))
        i, j = np.divmod(places, products.shape[1])
        yield RowPairs(i, j + start)


def _scored(left: _Directions, right: _Directions, candidates: RowPairs, min_cosine: float) -> Matches:
    """Return the candidates whose cosine in full reaches the threshold."""
    cosines = np.empty(len(candidates.i))
    step = max(1, _NUMBERS_PER_SCORING // max(1, left.vectors.shape[1]))
    for start in range(0, len(cosines), step):
        part = slice(start, start + step)
        cosines[part] = np.einsum("ij,ij->i", left.unit(candidates.i[part]), right.unit(candidates.j[part]))
    reaches = cosines >= min_cosine - COSINE_SLACK
    return Matches(candidates.i[reaches], candidates.j[reaches], np.minimum(cosines[reaches], 1.0))
