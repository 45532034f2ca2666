"""The pairs that a join finds, in one shape for every join."""

from collections.abc import Sequence
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray


class Pairs(NamedTuple):
    """Pairs of items with the score of each; sorted by (a, b), every pair once.

    All three arrays have shape (n_pairs,). Within one list of items a < b;
    between two lists a counts in the first and b in the second. As a tuple of
    three its `len` is 3: the number of pairs is `n_pairs`.
    """

    a: NDArray[np.int64]
    b: NDArray[np.int64]
    score: NDArray[np.float64]

    @property
    def n_pairs(self) -> int:
        """Number of pairs."""
        return len(self.a)

    @classmethod
    def within(cls, a: NDArray[np.int64], b: NDArray[np.int64], score: NDArray[np.float64]) -> Self:
        """Turn pairs of one list so that a < b, then sort; of a pair given twice the best score stays."""
        return cls.between(np.minimum(a, b), np.maximum(a, b), score)

    @classmethod
    def between(cls, a: NDArray[np.int64], b: NDArray[np.int64], score: NDArray[np.float64]) -> Self:
        """Sort pairs of two lists by (a, b); of a pair given twice the best score stays."""
        order = np.lexsort((-score, b, a))
        a, b, score = a[order], b[order], score[order]
        is_first = np.ones(len(a), dtype=np.bool_)
        is_first[1:] = (a[1:] != a[:-1]) | (b[1:] != b[:-1])
        return cls(a[is_first], b[is_first], score[is_first])

    def with_ids(self, ids: Sequence[int] | NDArray[np.int64]) -> Self:
        """Return the pairs of one list with each position replaced by the id found there."""
        known = np.asarray(ids, dtype=np.int64)
        return self.within(known[self.a], known[self.b], self.score)
