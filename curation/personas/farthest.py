"""Points that lie far from each other, chosen one by one."""

import numpy as np
from numpy.typing import NDArray

_BLOCK_ROWS = 8_192


def farthest_points(vectors: NDArray[np.float32], n: int, *, seed: int) -> NDArray[np.int64]:
    """Choose rows so that each is as unlike those before it as any row can be.

    The first row is drawn by the seed. Each next one is the row whose cosine
    with its nearest chosen row is the lowest; of equals, the first. The cost is
    O(n · rows · dim), and no matrix of all pairs is made.

    Args:
        vectors: Shape (rows, dim), unit rows.
        n: How many to choose, 1 <= n <= rows.
        seed: Draws the first row.

    Returns:
        n different row numbers, in the order of choice.

    Raises:
        ValueError: There are fewer rows than asked for.

    Source:
        T. F. Gonzalez, "Clustering to minimize the maximum intercluster
        distance", Theoretical Computer Science 38, 1985.
    """
    rows = len(vectors)
    if not 1 <= n <= rows:
        raise ValueError(f"cannot choose {n} of {rows} rows")
    chosen = np.empty(n, dtype=np.int64)
    chosen[0] = np.random.default_rng(seed).integers(rows)
    nearest = np.full(rows, -np.inf, dtype=np.float32)
    for position in range(1, n):
        last = chosen[position - 1]
        for start in range(0, rows, _BLOCK_ROWS):
            block = slice(start, start + _BLOCK_ROWS)
            np.maximum(nearest[block], vectors[block] @ vectors[last], out=nearest[block])
        nearest[last] = np.inf
        chosen[position] = int(nearest.argmin())
    return chosen
