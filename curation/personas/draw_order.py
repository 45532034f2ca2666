"""The order in which the rows of a group are drawn: shuffled by a seed, those first that had the fewest turns."""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]


def shuffled_groups(groups: Ints, n_groups: int, rng: np.random.Generator, *, turns: Ints | None = None) -> list[Ints]:
    """Return the row numbers of each group in the order in which they are drawn.

    Args:
        groups: Shape (rows,), the group of each row from 0 to n_groups - 1; rows below 0 are in none.
        n_groups: How many groups there are; some may be empty.
        rng: Shuffles the rows that had equally many turns.
        turns: Shape (rows,), how often each row was drawn before; None where none ever was.
    """
    order = rng.permutation(len(groups))
    keys = (groups[order],) if turns is None else (turns[order], groups[order])
    order = order[np.lexsort(keys)]
    bounds = np.searchsorted(groups[order], np.arange(n_groups + 1))
    return [order[start:end] for start, end in pairwise(bounds)]
