"""Draws that lean towards what came out well: shares against the distributions they come from, and the limits."""

from collections import Counter

import numpy as np
import pytest
from numpy.typing import NDArray

from curation.personas.yield_draw import draw_by_yield

CELLS = np.repeat([0, 1, 2], 3_000)


def drawn_of(cells: NDArray[np.int64], good: list[int], tried: list[int], n: int, **more: float) -> Counter[int]:
    rows = draw_by_yield(cells, good, tried, n, explore=more.get("explore", 0.0), seed=int(more.get("seed", 1))).rows
    assert len(set(rows.tolist())) == n
    return Counter(cells[rows].tolist())


def test_a_cell_that_did_clearly_best_has_all_but_what_is_explored() -> None:
    assert drawn_of(CELLS, [950, 500, 100], [1_000, 1_000, 1_000], 600) == {0: 600}
    drawn = drawn_of(CELLS, [950, 500, 100], [1_000, 1_000, 1_000], 600, explore=0.5)
    assert drawn[0] > 360
    assert drawn[1] > 60
    assert drawn[2] > 60


@pytest.mark.parametrize(("good", "tried"), [([6, 4, 0], [10, 10, 0]), ([1, 0, 30], [1, 3, 40])])
def test_a_cell_has_as_many_as_it_is_likely_to_be_the_best(good: list[int], tried: list[int]) -> None:
    # How likely each is the best, by the integral of its density times the others' distributions on a fine grid.
    grid = (np.arange(20_000) + 0.5) / 20_000
    log_density = [
        well * np.log(grid) + (all_ - well) * np.log1p(-grid) for well, all_ in zip(good, tried, strict=True)
    ]
    density = [np.exp(one - one.max()) / np.exp(one - one.max()).sum() for one in log_density]
    below = [np.cumsum(one) - one / 2 for one in density]
    best = [float((density[i] * np.prod([below[j] for j in range(3) if j != i], axis=0)).sum()) for i in range(3)]
    assert sum(best) == pytest.approx(1, abs=1e-3)
    drawn = drawn_of(CELLS, good, tried, 3_000, seed=5)
    # Three standard deviations of a share of 3,000 draws.
    assert all(abs(drawn[i] / 3_000 - best[i]) < 3 * (0.25 / 3_000) ** 0.5 for i in range(3))


def test_where_nothing_was_tried_all_are_explored() -> None:
    drawn = draw_by_yield(CELLS, [0, 0, 0], [0, 0, 0], 300, explore=0.1, seed=1)
    assert drawn.is_explored.all()


@pytest.mark.parametrize(("explore", "n", "n_explored"), [(0.2, 10, 2), (0.25, 10, 3), (0.0, 10, 0), (1.0, 10, 10)])
def test_the_share_that_is_explored_is_rounded_half_up(explore: float, n: int, n_explored: int) -> None:
    drawn = draw_by_yield(CELLS, [1, 1, 1], [2, 2, 2], n, explore=explore, seed=1)
    assert int(drawn.is_explored.sum()) == n_explored


def test_exploring_reaches_rows_of_no_cell_and_yields_do_not() -> None:
    cells = np.array([0, -1] * 200)
    drawn = draw_by_yield(cells, [5], [5], 100, explore=0.5, seed=2)
    assert set(cells[drawn.rows[drawn.is_explored]].tolist()) == {0, -1}
    assert set(cells[drawn.rows[~drawn.is_explored]].tolist()) == {0}


def test_where_the_cells_have_no_row_left_the_rest_is_drawn_evenly() -> None:
    cells = np.array([0, 0, 1, -1, -1, -1])
    drawn = draw_by_yield(cells, [9, 1], [10, 10], 6, explore=0.0, seed=3)
    assert sorted(drawn.rows.tolist()) == [0, 1, 2, 3, 4, 5]
    assert sorted(drawn.rows[~drawn.is_explored].tolist()) == [0, 1, 2]


def test_within_a_cell_those_come_first_that_were_tried_least() -> None:
    turns = np.array([3, 0, 1, 0, 3, 3])
    drawn = draw_by_yield(np.zeros(6, dtype=np.int64), [1], [7], 3, explore=0.0, seed=1, turns=turns)
    assert sorted(drawn.rows.tolist()) == [1, 2, 3]


def test_both_kinds_are_mixed_and_the_seed_alone_decides() -> None:
    drawn = draw_by_yield(CELLS, [5, 5, 5], [9, 9, 9], 400, explore=0.5, seed=8)
    assert 60 < int(drawn.is_explored[:200].sum()) < 140
    again = draw_by_yield(CELLS, [5, 5, 5], [9, 9, 9], 400, explore=0.5, seed=8)
    other = draw_by_yield(CELLS, [5, 5, 5], [9, 9, 9], 400, explore=0.5, seed=9)
    assert drawn.rows.tolist() == again.rows.tolist() != other.rows.tolist()


@pytest.mark.parametrize(
    ("good", "tried", "n", "explore", "said"),
    [
        ([0], [0], 4, 0.2, "cannot draw 4 of 3"),
        ([0], [0], 1, 1.2, "from 0 to 1"),
        ([3], [2], 1, 0.2, "more that came out well"),
    ],
)
def test_what_cannot_be_is_refused(good: list[int], tried: list[int], n: int, explore: float, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        draw_by_yield(np.zeros(3, dtype=np.int64), good, tried, n, explore=explore, seed=0)
