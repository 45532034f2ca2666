"""Draw where least was made so far: cells are filled up from the emptiest."""

from collections.abc import Sequence
from heapq import heapify, heappop, heapreplace

import numpy as np
from numpy.typing import NDArray

from curation.personas.draw_order import shuffled_groups


def draw_undercovered(
    cells: NDArray[np.int64], covered: Sequence[int], n: int, *, seed: int, turns: NDArray[np.int64] | None = None
) -> NDArray[np.int64]:
    """Draw rows one by one, each from the cell that has the least by then.

    A cell has what was made for it before and what was drawn of it since, so
    that the emptiest are levelled first and equals take turns, in an order
    that the seed draws. A cell whose rows are all drawn takes no more turns.
    Within a cell those rows come first that had the fewest turns, equals by
    the seed.

    Args:
        cells: Shape (rows,), the cell of each row from 0 to len(covered) - 1; rows below 0 are in none.
        covered: How much each cell had before.
        n: How many to draw.
        seed: Draws among equals.
        turns: Shape (rows,), how much each row had before; None for nothing.

    Returns:
        n different row numbers in the order in which they were drawn: whoever
        stops early has filled the emptiest.

    Raises:
        ValueError: The cells have fewer rows than asked for.
    """
    rng = np.random.default_rng(seed)
    groups = shuffled_groups(cells, len(covered), rng, turns=turns)
    if not 0 <= n <= sum(map(len, groups)):
        raise ValueError(f"cannot draw {n} of {sum(map(len, groups))} rows")
    order = rng.permutation(len(covered))
    waiting = [(int(has), int(order[cell]), cell) for cell, has in enumerate(covered) if len(groups[cell])]
    heapify(waiting)
    taken = [0] * len(covered)
    drawn = np.empty(n, dtype=np.int64)
    for place in range(n):
        has, turn, cell = waiting[0]
        drawn[place] = groups[cell][taken[cell]]
        taken[cell] += 1
        if taken[cell] < len(groups[cell]):
            heapreplace(waiting, (has + 1, turn, cell))
        else:
            heappop(waiting)
    return drawn
