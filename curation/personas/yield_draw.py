"""Draw where most came out well so far, and some everywhere, so that what was never tried has its chance."""

from collections.abc import Sequence
from math import floor
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from curation.personas.draw_order import shuffled_groups

_BLOCK_DRAWS: Final = 4_096
_Ints = NDArray[np.int64]


class ByYield(NamedTuple):
    """What was drawn, in an order in which both kinds are mixed.

    Attributes:
        rows: Shape (n,), different row numbers.
        is_explored: Shape (n,), whether a row was drawn over all rows, whatever came out before.
    """

    rows: _Ints
    is_explored: NDArray[np.bool_]


def draw_by_yield(
    cells: _Ints,
    good: Sequence[int],
    tried: Sequence[int],
    n: int,
    *,
    explore: float,
    seed: int,
    turns: _Ints | None = None,
) -> ByYield:
    """Draw rows from the cells that are likely to come out well.

    The rule: `explore` of the n, rounded half up, are drawn evenly over all
    rows. Of a cell where `good` of `tried` came out well, the yield is taken to
    be Beta(1 + good, 1 + tried - good): all yields alike before anything is
    known. Each further row is of the cell whose yield is the highest when one
    is drawn at random from each of these distributions, so that a cell has as
    many rows as it is likely to be the best: many if it did well often, some
    if little is known of it, few if it did badly often. Nothing is learnt
    between the draws of one call. A cell whose rows are all drawn takes no
    further part; where no cell has any left, the rest is drawn evenly too.
    Where nothing was tried, all are drawn evenly. Within a cell those rows
    come first that had the fewest turns, equals by the seed.

    Args:
        cells: Shape (rows,), the cell of each row from 0 to len(good) - 1; rows below 0 are in none
            and can only be explored.
        good: How many came out well of each cell.
        tried: How many were tried of each cell, good or not.
        n: How many to draw.
        explore: The share that is drawn evenly, 0 to 1.
        seed: Draws everything.
        turns: Shape (rows,), how often each row was tried before; None for never.

    Raises:
        ValueError: A number is out of range, or there are fewer rows than asked for.

    Source:
        W. R. Thompson, "On the likelihood that one unknown probability exceeds
        another in view of the evidence of two samples", Biometrika 25, 1933.
    """
    _check(len(cells), good, tried, n, explore)
    rng = np.random.default_rng(seed)
    n_explored = floor(n * explore + 0.5) if any(tried) else n
    shuffled = rng.permutation(len(cells))
    explored = shuffled[:n_explored]
    left = cells.copy()
    left[explored] = -1
    groups = shuffled_groups(left, len(good), rng, turns=turns)
    chosen = _draw_cells([len(group) for group in groups], good, tried, n - n_explored, rng)
    best = np.concatenate([group[:count] for group, count in zip(groups, chosen, strict=True)] or [cells[:0]])
    is_taken = np.zeros(len(cells), dtype=np.bool_)
    is_taken[explored] = is_taken[best] = True
    rest = shuffled[~is_taken[shuffled]][: n - n_explored - len(best)]
    rows = np.concatenate([explored, rest, best])
    order = rng.permutation(n)
    return ByYield(rows[order], (np.arange(n) < n - len(best))[order])


def _draw_cells(
    rooms: Sequence[int], good: Sequence[int], tried: Sequence[int], n: int, rng: np.random.Generator
) -> list[int]:
    """Return how many of n draws fall on each cell, no more than it has room for."""
    well = np.asarray(good, dtype=np.float64)
    badly = np.asarray(tried, dtype=np.float64) - well
    left = np.asarray(rooms, dtype=np.int64)
    counts = np.zeros(len(left), dtype=np.int64)
    n = min(n, int(left.sum()))
    for start in range(0, n, _BLOCK_DRAWS):
        yields = rng.beta(1 + well, 1 + badly, size=(min(_BLOCK_DRAWS, n - start), len(left)))
        for drawn in yields:
            drawn[counts == left] = -1.0
            counts[drawn.argmax()] += 1
    return [int(count) for count in counts]


def _check(n_rows: int, good: Sequence[int], tried: Sequence[int], n: int, explore: float) -> None:
    if not 0 <= n <= n_rows:
        raise ValueError(f"cannot draw {n} of {n_rows} rows")
    if not 0 <= explore <= 1:
        raise ValueError(f"a share is from 0 to 1, not {explore}")
    if any(not 0 <= well <= all_ for well, all_ in zip(good, tried, strict=True)):
        raise ValueError("no cell can have more that came out well than were tried")
