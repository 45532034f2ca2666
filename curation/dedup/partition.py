"""Candidates by partition: every pair at or above the threshold is among them.

Two sets at the threshold differ in at most k words, and k follows from their
sizes. Deal the words into k + m parts by a hash: at most k parts can differ,
so at least m are equal, and rows that agree in m parts are candidates.

Source:
    Arasu, Ganti and Kaushik, "Efficient exact set-similarity joins", VLDB 2006.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import combinations
from math import comb

import numpy as np
from numpy.typing import NDArray

from curation.dedup.ragged import RowPairs, all_pairs, pairs_of_equal_keys
from curation.dedup.wordsets import WordSets, mix, most_differences

_MAX_KEYS_BY_TWO = 66
_PART_SALT = np.uint64(0x9E3779B97F4A7C15)


def partition_candidates(sets: WordSets, min_jaccard: float, report: Callable[[float], None]) -> Iterator[RowPairs]:
    """Yield pairs of rows, every one at or above the threshold among them, block by block."""
    by_size = np.argsort(sets.sizes, kind="stable")
    ordered = sets.sizes[by_size]
    buckets = _sizes_by_differences(ordered, min_jaccard)
    for number, (differences, sizes) in enumerate(buckets.items()):
        ranges = zip(np.searchsorted(ordered, sizes), np.searchsorted(ordered, sizes, side="right"), strict=True)
        rows = np.concatenate([by_size[start:stop] for start, stop in ranges])
        yield from _bucket_candidates(sets, rows, differences)
        report((number + 1) / len(buckets))


def _sizes_by_differences(ordered_sizes: NDArray[np.int64], min_jaccard: float) -> dict[int, list[int]]:
    """Return, for each number of differences that occurs, the sizes of the rows that can meet at it.

    Zero is left out: equal sets are one row.
    """
    sizes = np.unique(ordered_sizes)
    buckets: defaultdict[int, list[int]] = defaultdict(list)
    for size in sizes.tolist():
        allowed = most_differences(size + sizes, min_jaccard)
        meets = (np.abs(sizes - size) <= allowed) & (allowed > 0)
        for differences in np.unique(_rounded_up(allowed[meets])).tolist():
            buckets[differences].append(size)
    return dict(buckets)


def _rounded_up(differences: NDArray[np.int64]) -> NDArray[np.int64]:
    """Round up to four binary digits, so that long texts of many sizes share few buckets."""
    digits = np.floor(np.log2(np.maximum(differences, 1))).astype(np.int64)
    step = np.int64(1) << np.maximum(digits - 3, 0)
    rounded: NDArray[np.int64] = -(-differences // step) * step
    return rounded


def _bucket_candidates(sets: WordSets, rows: NDArray[np.int64], differences: int) -> Iterator[RowPairs]:
    """Yield the pairs of rows that agree in enough parts, or all pairs where that is less work."""
    n_equal = 2 if comb(differences + 2, 2) <= _MAX_KEYS_BY_TWO else 1
    n_parts = differences + n_equal
    n_pairs = len(rows) * (len(rows) - 1) // 2
    n_left = n_pairs - len(rows) * comb(n_parts, n_equal)
    if n_left > 0:
        parts = _part_sums(sets, rows, n_parts)
        for chosen in combinations(range(n_parts), n_equal):
            keys = np.zeros(len(rows), dtype=np.uint64)
            for part in chosen:
                keys = mix(keys + parts[part])
            for found in pairs_of_equal_keys(keys, rows):
                yield found
                n_left -= len(found.i)
            if n_left <= 0:
                break
    if n_left <= 0:
        yield from all_pairs(rows)


def _part_sums(sets: WordSets, rows: NDArray[np.int64], n_parts: int) -> NDArray[np.uint64]:
    """Return, in shape (n_parts, n_rows), a hash of the words of each row that fall into each part."""
    part_of = ((mix(sets.hashes + _PART_SALT) >> np.uint64(32)) % np.uint64(n_parts)).astype(np.int64)
    words = sets.words_of(rows)
    owner = np.repeat(np.arange(len(rows)), sets.sizes[rows])
    sums = np.zeros(n_parts * len(rows), dtype=np.uint64)
    np.add.at(sums, part_of[words] * len(rows) + owner, sets.hashes[words])
    return sums.reshape(n_parts, len(rows))
