"""Draws that fill up what has least: by hand, against a plain loop, and what is refused."""

from collections import Counter

import numpy as np
import pytest

from curation.personas.coverage_draw import draw_undercovered


def test_the_emptiest_is_levelled_first_and_then_equals_take_turns() -> None:
    cells = np.repeat([0, 1, 2], 10)
    drawn = cells[draw_undercovered(cells, [0, 3, 5], 9, seed=1)].tolist()
    assert drawn[:3] == [0, 0, 0]
    assert sorted(drawn[3:5]) == sorted(drawn[5:7]) == [0, 1]
    # All three are at 5 now.
    assert len(set(drawn[7:])) == 2


def test_a_cell_whose_rows_are_all_drawn_takes_no_more_turns() -> None:
    cells = np.array([0, 1, 1, 1, 1, -1])
    assert Counter(cells[draw_undercovered(cells, [0, 100], 4, seed=1)].tolist()) == {0: 1, 1: 3}


@pytest.mark.parametrize("seed", range(10))
def test_no_draw_is_of_a_cell_that_has_more_than_another_with_rows_left(seed: int) -> None:
    rng = np.random.default_rng(seed)
    cells, covered = rng.integers(-1, 6, 120), rng.integers(0, 15, 6).tolist()
    n = int((cells >= 0).sum())
    rows = draw_undercovered(cells, covered, n, seed=seed)
    assert len(set(rows.tolist())) == n
    left = Counter(cells[cells >= 0].tolist())
    for cell in cells[rows].tolist():
        assert covered[cell] == min(covered[other] for other in left if left[other])
        covered[cell] += 1
        left[cell] -= 1


def test_within_a_cell_those_come_first_that_had_the_fewest_turns() -> None:
    turns = np.array([2, 0, 1, 0, 2])
    rows = draw_undercovered(np.zeros(5, dtype=np.int64), [5], 5, seed=3, turns=turns)
    assert turns[rows].tolist() == [0, 0, 1, 2, 2]


def test_the_seed_draws_among_equals_and_alone_decides() -> None:
    cells = np.repeat(np.arange(8), 5)
    first = {int(cells[draw_undercovered(cells, [0] * 8, 1, seed=seed)][0]) for seed in range(40)}
    assert len(first) > 5
    assert (
        draw_undercovered(cells, [0] * 8, 9, seed=4).tolist() == draw_undercovered(cells, [0] * 8, 9, seed=4).tolist()
    )


@pytest.mark.parametrize("n", [-1, 4])
def test_more_than_the_cells_have_is_refused(n: int) -> None:
    with pytest.raises(ValueError, match="of 3 rows"):
        draw_undercovered(np.array([0, 0, 1, -1]), [0, 0], n, seed=0)
