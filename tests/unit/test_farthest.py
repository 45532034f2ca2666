"""Points far from each other: by hand, against a plain loop, and what is refused."""

import numpy as np
import pytest
from numpy.typing import NDArray

from curation.personas.farthest import farthest_points


def unit_rows(n: int, dim: int = 6, seed: int = 3) -> NDArray[np.float32]:
    rows = np.random.default_rng(seed).normal(size=(n, dim)).astype(np.float32)
    unit: NDArray[np.float32] = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return unit


def test_the_next_point_is_the_one_least_like_those_chosen() -> None:
    # Three directions a quarter turn apart, and copies of the first that differ by little.
    rows = np.array([[1, 0], [0.999, 0.045], [0, 1], [0.998, 0.063], [-1, 0]], dtype=np.float32)
    chosen = farthest_points(rows, 3, seed=0).tolist()
    assert len(set(chosen)) == 3
    assert {2, 4} <= set(chosen)


def test_agrees_with_a_loop_over_all_pairs() -> None:
    rows = unit_rows(200)
    found = farthest_points(rows, 20, seed=5).tolist()
    expected = found[:1]
    while len(expected) < 20:
        rest = [i for i in range(200) if i not in expected]
        nearest = {i: max(float(rows[i] @ rows[j]) for j in expected) for i in rest}
        expected.append(min(rest, key=nearest.__getitem__))
    assert found == expected


def test_blocks_do_not_change_the_choice() -> None:
    rows = unit_rows(20_000, dim=4)
    assert len(set(farthest_points(rows, 30, seed=1).tolist())) == 30


def test_equal_rows_are_still_chosen_once_each() -> None:
    rows = np.repeat(np.array([[1.0, 0.0]], dtype=np.float32), 5, axis=0)
    assert sorted(farthest_points(rows, 5, seed=2).tolist()) == [0, 1, 2, 3, 4]


def test_the_seed_draws_the_first() -> None:
    rows = unit_rows(50)
    assert len({int(farthest_points(rows, 1, seed=seed)[0]) for seed in range(30)}) > 5
    assert farthest_points(rows, 8, seed=4).tolist() == farthest_points(rows, 8, seed=4).tolist()


@pytest.mark.parametrize("n", [0, -1, 4])
def test_more_than_there_are_is_refused(n: int) -> None:
    with pytest.raises(ValueError, match="of 3 rows"):
        farthest_points(unit_rows(3), n, seed=0)
