"""Texts as sets of words: sorted numbers in compressed rows, and the exact Jaccard of pairs of rows."""

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from curation.dedup.ragged import Matches, RowPairs, blocks_of, count_up, joined
from curation.text import words

JACCARD_SLACK = 1e-9
"""A pair this little below a threshold is at it, so that 0.6 + 0.3 means nine tenths."""

_MAX_WORDS_PER_BLOCK = 4_000_000
_MAX_WAITING = 2_000_000
_TEXTS_PER_REPORT = 10_000
_MAX_SKETCH_COLUMNS = 8


@dataclass(frozen=True, slots=True)
class WordSets:
    """The distinct word sets of a list of texts; texts with equal sets share a row.

    Attributes:
        words: Shape (n_words_in_all_rows,), numbers of words, sorted within each row.
        starts: Shape (n_rows + 1,), where each row begins in `words`; no row is empty.
        hashes: Shape (n_vocabulary,), a hash of each word's spelling, the same in every run.
        row_of: Shape (n_texts,), the row of each text, -1 for a text without words.
    """

    words: NDArray[np.int64]
    starts: NDArray[np.int64]
    hashes: NDArray[np.uint64]
    row_of: NDArray[np.int64]

    @property
    def sizes(self) -> NDArray[np.int64]:
        """Number of distinct words of each row."""
        return np.diff(self.starts)

    def words_of(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the words of the given rows, end to end."""
        lengths = self.sizes[rows]
        found: NDArray[np.int64] = self.words[np.repeat(self.starts[rows], lengths) + count_up(lengths)]
        return found


def word_sets(texts: Sequence[str], report: Callable[[float], None]) -> WordSets:
    """Split texts into words and keep each distinct set once, in the order of first sight."""
    number_of: defaultdict[str, int] = defaultdict()
    number_of.default_factory = number_of.__len__
    rows: dict[bytes, int] = {}
    row_of = np.full(len(texts), -1, dtype=np.int64)
    for position, text in enumerate(texts):
        numbers = sorted({number_of[word] for word in words(text)})
        if numbers:
            row_of[position] = rows.setdefault(array("q", numbers).tobytes(), len(rows))
        if position % _TEXTS_PER_REPORT == 0:
            report(position / len(texts))
    sizes = np.fromiter((len(row) // 8 for row in rows), dtype=np.int64, count=len(rows))
    return WordSets(
        words=np.frombuffer(b"".join(rows), dtype=np.int64),
        starts=np.concatenate(([0], np.cumsum(sizes))),
        hashes=np.array([_hash_word(word) for word in number_of], dtype=np.uint64),
        row_of=row_of,
    )


def _hash_word(word: str) -> int:
    """Hash a word to 64 bits; Python's own hash differs from run to run."""
    return int.from_bytes(blake2b(word.encode("utf-8"), digest_size=8).digest(), "little")


def mix(numbers: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Scramble 64-bit numbers one to one, so that near ones fall far apart.

    Source:
        The finaliser of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).
    """
    mixed = (numbers ^ (numbers >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))


def most_differences(size_sums: NDArray[np.int64], min_jaccard: float) -> NDArray[np.int64]:
    """Return how many words two sets of given total size may differ in, and still reach the threshold.

    From |A ∩ B| / |A ∪ B| >= t follows |A Δ B| <= (|A| + |B|) (1 - t) / (1 + t).
    """
    floor_t = min_jaccard - JACCARD_SLACK
    return (size_sums * ((1 - floor_t) / (1 + floor_t))).astype(np.int64)


def verified(sets: WordSets, candidates: Iterable[RowPairs], min_jaccard: float) -> Matches:
    """Return the candidates whose exact Jaccard reaches the threshold; repeats are possible."""
    sketches = _parity_sketches(sets)
    kept: list[Matches] = []
    waiting: list[NDArray[np.int64]] = []
    n_waiting = 0
    for candidate in candidates:
        codes = _plausible_codes(sets.sizes, sketches, candidate, min_jaccard)
        waiting.append(codes)
        n_waiting += len(codes)
        if n_waiting > _MAX_WAITING:
            kept.append(_reaching(sets, waiting, min_jaccard))
            waiting, n_waiting = [], 0
    if waiting:
        kept.append(_reaching(sets, waiting, min_jaccard))
    return joined(kept)


def _reaching(sets: WordSets, codes: list[NDArray[np.int64]], min_jaccard: float) -> Matches:
    """Return the pairs whose exact Jaccard reaches the threshold, each once, from their codes."""
    i, j = np.divmod(np.unique(np.concatenate(codes)), len(sets.sizes))
    score = _exact_jaccard(sets, i, j)
    reaches = score >= min_jaccard - JACCARD_SLACK
    return Matches(i[reaches], j[reaches], score[reaches])


def _parity_sketches(sets: WordSets) -> list[NDArray[np.uint64]]:
    """Return columns of 64 bits; a bit of a row tells whether an odd number of its words falls on it.

    Two rows' sketches differ in at most as many bits as the rows differ in
    words, so that comparing sketches rules pairs out and never loses one.
    Longer rows need more columns before their sketches tell them apart.
    """
    if not len(sets.sizes):
        return []
    n_columns = min(_MAX_SKETCH_COLUMNS, 1 + int(sets.sizes.mean()) // 32)
    scrambled = mix(sets.hashes)
    bits = np.uint64(1) << (scrambled & np.uint64(63))
    column_of = (scrambled >> np.uint64(32)) % np.uint64(n_columns)
    return [
        np.bitwise_xor.reduceat(np.where(column_of == column, bits, np.uint64(0))[sets.words], sets.starts[:-1])
        for column in range(n_columns)
    ]


def _plausible_codes(
    sizes: NDArray[np.int64], sketches: list[NDArray[np.uint64]], candidate: RowPairs, min_jaccard: float
) -> NDArray[np.int64]:
    """Drop pairs whose sizes or sketches rule the threshold out, and code each other one as i * n_rows + j."""
    i, j = np.minimum(*candidate), np.maximum(*candidate)
    allowed = most_differences(sizes[i] + sizes[j], min_jaccard)
    keep = np.abs(sizes[i] - sizes[j]) <= allowed
    i, j, allowed = i[keep], j[keep], allowed[keep]
    differences = np.zeros(len(i), dtype=np.int64)
    for column in sketches:
        differences += np.bitwise_count(column[i] ^ column[j])
        keep = differences <= allowed
        i, j, allowed, differences = i[keep], j[keep], allowed[keep], differences[keep]
    codes: NDArray[np.int64] = i * len(sizes) + j
    return codes


def _exact_jaccard(sets: WordSets, i: NDArray[np.int64], j: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the Jaccard similarity of each pair of rows, by counting the words they share."""
    size_i, size_j = sets.sizes[i], sets.sizes[j]
    shared = np.zeros(len(i), dtype=np.int64)
    for block in blocks_of(size_i + size_j, _MAX_WORDS_PER_BLOCK):
        pair_numbers = np.arange(block.stop - block.start)
        owner = np.concatenate((np.repeat(pair_numbers, size_i[block]), np.repeat(pair_numbers, size_j[block])))
        word = np.concatenate((sets.words_of(i[block]), sets.words_of(j[block])))
        owned = np.sort(owner * len(sets.hashes) + word)
        twice = owned[1:][owned[1:] == owned[:-1]]
        shared[block] = np.bincount(twice // len(sets.hashes), minlength=len(pair_numbers))
    return shared / (size_i + size_j - shared)
