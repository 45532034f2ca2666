"""Shares as whole numbers, and rows drawn by them: by hand, against exact fractions, and what is refused."""

from collections import Counter
from fractions import Fraction

import numpy as np
import pytest

from curation.personas.stratified import allot, apportion, draw_stratified

WEIGHTS = [[5, 3, 1], [0.29, 0.71], [1, 1, 1], [0, 0.5, 0.2, 0.3], [322_757, 217_524, 3, 1]]


def test_the_largest_remainders_get_what_is_left() -> None:
    # 10 by 5 : 3 : 1 is 5.56, 3.33 and 1.11: whole parts 5, 3, 1, and the one that is left goes to .56.
    assert apportion(10, [5, 3, 1]) == [6, 3, 1]
    assert apportion(100, [0.29, 0.71]) == [29, 71]


def test_of_equal_remainders_the_first_get_more() -> None:
    assert apportion(5, [1, 1, 1]) == [2, 2, 1]


@pytest.mark.parametrize("weights", WEIGHTS)
@pytest.mark.parametrize("n", [0, 1, 7, 100, 9_999])
def test_each_is_less_than_one_from_its_exact_share_and_all_add_up(weights: list[float], n: int) -> None:
    parts = apportion(n, weights)
    exact = [Fraction(str(weight)) * n / sum(Fraction(str(one)) for one in weights) for weight in weights]
    assert sum(parts) == n
    assert all(abs(part - share) < 1 for part, share in zip(parts, exact, strict=True))


@pytest.mark.parametrize("n", [3, 10, 41])
def test_only_the_proportions_count_and_no_order(n: int) -> None:
    weights = [0.55, 0.13, 0.32]
    assert apportion(n, [weight * 4 for weight in weights]) == apportion(n, weights)
    assert apportion(n, weights[::-1]) == apportion(n, weights)[::-1]


@pytest.mark.parametrize("weights", [[], [0, 0], [1, -1], [1, float("nan")], [1, float("inf")]])
def test_no_share_for_anybody_or_a_number_that_is_none_is_refused(weights: list[float]) -> None:
    with pytest.raises(ValueError, match="cannot split 3"):
        apportion(3, weights)


def test_what_is_not_there_stays_undrawn() -> None:
    parts = allot(10, [1, 1], [2, 50])
    assert [tuple(part) for part in parts] == [(5, 2), (5, 5)]


def test_what_is_not_there_is_drawn_from_the_others_where_that_is_wanted() -> None:
    # 12 by 1 : 1 : 2 : 0 is 3, 3, 6, 0. The first lacks 2, which is 0.67 and 1.33 by 1 : 2, so one more for each.
    parts = allot(12, [1, 1, 2, 0], [1, 50, 50, 50], fill_up=True)
    assert [part.asked for part in parts] == [3, 3, 6, 0]
    assert [part.drawn for part in parts] == [1, 4, 7, 0]


def test_filling_up_ends_where_nobody_with_a_share_is_left() -> None:
    assert [part.drawn for part in allot(10, [1, 1, 0], [2, 3, 50], fill_up=True)] == [2, 3, 0]


@pytest.mark.parametrize("seed", range(20))
def test_filling_up_draws_all_that_can_be_drawn_and_never_more_than_is_there(seed: int) -> None:
    rng = np.random.default_rng(seed)
    weights, available = rng.random(6).tolist(), rng.integers(0, 30, 6).tolist()
    parts = allot(60, weights, available, fill_up=True)
    assert sum(part.drawn for part in parts) == min(60, sum(available))
    assert all(part.drawn <= have for part, have in zip(parts, available, strict=True))
    short = allot(60, weights, available)
    assert all(more.drawn >= less.drawn for more, less in zip(parts, short, strict=True))


def test_each_stratum_gives_as_many_different_rows_as_said() -> None:
    strata = np.random.default_rng(1).integers(-1, 3, 500)
    rows = draw_stratified(strata, [10, 0, 25], seed=4)
    assert len(set(rows.tolist())) == 35
    assert Counter(strata[rows].tolist()) == {0: 10, 2: 25}


def test_the_strata_are_mixed_so_that_half_of_the_draw_has_about_the_shares() -> None:
    strata = np.repeat([0, 1], 1_000)
    first_half = strata[draw_stratified(strata, [400, 400], seed=2)][:400]
    assert 150 < int(first_half.sum()) < 250


def test_every_row_of_a_stratum_has_the_same_chance() -> None:
    strata = np.array([0, 0, 0, 0, 1])
    counts = Counter(row for seed in range(2_000) for row in draw_stratified(strata, [2, 1], seed=seed).tolist())
    assert counts[4] == 2_000
    # Half of 2,000 draws each, standard deviation 22.
    assert all(900 < counts[row] < 1_100 for row in range(4))


def test_the_seed_alone_decides() -> None:
    strata = np.random.default_rng(1).integers(0, 3, 500)
    assert draw_stratified(strata, [5, 5, 5], seed=4).tolist() == draw_stratified(strata, [5, 5, 5], seed=4).tolist()
    assert draw_stratified(strata, [5, 5, 5], seed=4).tolist() != draw_stratified(strata, [5, 5, 5], seed=5).tolist()


@pytest.mark.parametrize("counts", [[4, 0], [-1, 1]])
def test_more_than_a_stratum_has_is_refused(counts: list[int]) -> None:
    with pytest.raises(ValueError, match="of 3 rows"):
        draw_stratified(np.array([0, 0, 0, 1]), counts, seed=0)
