"""Candidates by MinHash: nearly every pair at or above the threshold is among them.

Source:
    Broder, "On the resemblance and containment of documents", 1997; banding as
    in Leskovec, Rajaraman and Ullman, "Mining of Massive Datasets", section 3.4.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np

from curation.dedup.ragged import RowPairs, pairs_of_equal_keys
from curation.dedup.wordsets import WordSets, mix

NUM_PERM = 128
"""Hash functions at hand; the bands use 128, 125 or 126 of them."""


class Bands(NamedTuple):
    """How a signature is cut: rows that agree in all hashes of a band are candidates."""

    n_bands: int
    hashes_per_band: int


def bands_for(min_jaccard: float) -> Bands:
    """Return the bands for a threshold.

    A pair right at the threshold becomes a candidate with probability
    1 - (1 - t^r)^b: 0.9989 at 0.9, 0.99995 at 0.8, 0.9998 at 0.7; below that it
    falls, to 0.988 at 0.6 and 0.87 at 0.5.
    """
    if min_jaccard >= 0.9:
        return Bands(14, 9)
    return Bands(25, 5) if min_jaccard >= 0.8 else Bands(32, 4)


def minhash_candidates(
    sets: WordSets, min_jaccard: float, seed: int, report: Callable[[float], None]
) -> Iterator[RowPairs]:
    """Yield pairs of rows that agree in a band, block by block."""
    bands = bands_for(min_jaccard)
    rng = np.random.default_rng(seed)
    salts = rng.integers(0, 2**64, size=NUM_PERM, dtype=np.uint64)[: bands.n_bands * bands.hashes_per_band]
    rows = np.arange(len(sets.sizes))
    for number, band in enumerate(salts.reshape(bands)):
        keys = np.zeros(len(rows), dtype=np.uint64)
        for salt in band:
            least = np.minimum.reduceat(mix(sets.hashes ^ salt)[sets.words], sets.starts[:-1])
            keys = mix(keys + least)
        yield from pairs_of_equal_keys(keys, rows)
        report((number + 1) / bands.n_bands)
