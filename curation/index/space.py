"""A vector space: the one embedder whose vectors may be compared with each other."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_LENGTH_SLACK = 1e-3
"""How far a row's length may be from 1; rounding in half precision stays within it."""


@dataclass(frozen=True, slots=True)
class VectorSpace:
    """The identity of an embedder. Vectors of different spaces never meet in one index."""

    model: str
    revision: str
    precision: str
    dim: int

    def check(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the rows as a contiguous (n, dim) float32 array if each is a unit vector.

        Raises:
            ValueError: Wrong shape, or a row that is not finite, zero or not of length 1; the row is named.
        """
        if vectors.ndim != 2 or vectors.shape[1] != self.dim:
            raise ValueError(f"need vectors of shape (n, {self.dim}), got {vectors.shape}")
        rows = np.ascontiguousarray(vectors, dtype=np.float32)
        # A row with NaN or infinity has no finite length, so one number per row tells all.
        with np.errstate(over="ignore", invalid="ignore"):
            lengths = np.sqrt(np.einsum("ij,ij->i", rows, rows))
        wrong = np.flatnonzero(~(np.abs(lengths - 1) <= _LENGTH_SLACK))
        if len(wrong):
            row = int(wrong[0])
            raise ValueError(f"row {row} is no unit vector: its length is {lengths[row]}")
        return rows
