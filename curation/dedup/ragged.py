"""Arithmetic on rows of unequal length that are laid end to end, without a Python loop over them."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

MAX_PAIRS_PER_BLOCK = 2_000_000
"""Pairs held at once; this, and not the number of pairs, sets the memory that a join needs."""


class RowPairs(NamedTuple):
    """Pairs of row numbers; two arrays of shape (n,), in no order, repeats allowed."""

    i: NDArray[np.int64]
    j: NDArray[np.int64]


class Matches(NamedTuple):
    """Numbers of rows, or of texts, that match; three arrays of shape (n,), in no order."""

    i: NDArray[np.int64]
    j: NDArray[np.int64]
    score: NDArray[np.float64]


def joined(matches: Sequence[Matches]) -> Matches:
    """Return all matches as one."""
    nothing = np.empty(0, dtype=np.int64)
    parts = [Matches(nothing, nothing, np.empty(0)), *matches]
    return Matches(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))


def count_up(lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return 0, 1, .. length - 1 for each length, end to end: [2, 3] gives [0, 1, 0, 1, 2]."""
    ends = np.cumsum(lengths)
    total = int(ends[-1]) if len(ends) else 0
    return np.arange(total, dtype=np.int64) - np.repeat(ends - lengths, lengths)


def blocks_of(costs: NDArray[np.int64], largest: int) -> Iterator[slice]:
    """Cut a row of costs into slices that cost at most `largest` each; a single dearer item stands alone."""
    ends = np.cumsum(costs)
    start, spent = 0, 0
    while start < len(costs):
        stop = max(start + 1, int(np.searchsorted(ends, spent + largest, side="right")))
        yield slice(start, stop)
        start, spent = stop, int(ends[stop - 1])


def pairs_with_followers(followers: NDArray[np.int64]) -> Iterator[RowPairs]:
    """Pair each position p with the `followers[p]` positions right after it, block by block."""
    leads = np.flatnonzero(followers)
    counts = followers[leads]
    for block in blocks_of(counts, MAX_PAIRS_PER_BLOCK):
        left = np.repeat(leads[block], counts[block])
        yield RowPairs(left, left + 1 + count_up(counts[block]))


def pairs_of_equal_keys(keys: NDArray[np.uint64], rows: NDArray[np.int64]) -> Iterator[RowPairs]:
    """Pair all rows that have the same key, block by block.

    Args:
        keys: Shape (n,), one key of each row.
        rows: Shape (n,), the row numbers.
    """
    order = np.argsort(keys)
    ordered = keys[order]
    starts = np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1])))
    lengths = np.diff(np.append(starts, len(keys)))
    followers = np.repeat(lengths, lengths) - 1 - count_up(lengths)
    for left, right in pairs_with_followers(followers):
        yield RowPairs(rows[order[left]], rows[order[right]])


def all_pairs(rows: NDArray[np.int64]) -> Iterator[RowPairs]:
    """Pair every row with every other, block by block."""
    yield from pairs_of_equal_keys(np.zeros(len(rows), dtype=np.uint64), rows)
