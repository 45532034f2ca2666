"""Rank correlations against slow ones by their definitions, and what they refuse."""

from itertools import combinations
from math import sqrt

import numpy as np
import pytest

from curation.metrics.rank_agreement import kendall_tau_b, spearman
from curation.metrics.ratings import UndefinedError


def ratings(seed: int, n: int = 60) -> tuple[list[float], list[float]]:
    """Return two raters' numbers of 1 to 5 with many ties, the second following the first loosely."""
    rng = np.random.default_rng(seed)
    first = rng.integers(1, 6, n)
    second = np.clip(first + rng.integers(-2, 3, n), 1, 5)
    return [float(value) for value in first], [float(value) for value in second]


def mean_ranks(values: list[float]) -> list[float]:
    """Return each value's rank; those that are equal share the mean of their ranks."""
    places: dict[float, list[int]] = {}
    for place, value in enumerate(sorted(values), start=1):
        places.setdefault(value, []).append(place)
    return [float(np.mean(places[value])) for value in values]


def slow_tau_b(first: list[float], second: list[float]) -> float:
    """Count pairs one by one, as the definition says."""
    together = untied_first = untied_second = 0
    for (a, x), (b, y) in combinations(zip(first, second, strict=True), 2):
        together += int(np.sign(a - b) * np.sign(x - y))
        untied_first += a != b
        untied_second += x != y
    return together / sqrt(untied_first * untied_second)


@pytest.mark.parametrize("seed", range(4))
def test_both_equal_those_by_the_definition(seed: int) -> None:
    first, second = ratings(seed)
    by_ranks = np.corrcoef(mean_ranks(first), mean_ranks(second))[0, 1]
    assert spearman(first, second, seed=0).value == pytest.approx(by_ranks)
    assert kendall_tau_b(first, second, seed=0).value == pytest.approx(slow_tau_b(first, second))


def test_the_published_example_of_kendall() -> None:
    # Kendall, Rank Correlation Methods, chapter 3: two rankings of ten with ties.
    first = [1, 2.5, 2.5, 4.5, 4.5, 6.5, 6.5, 8, 9.5, 9.5]
    second = [1, 2, 4.5, 4.5, 4.5, 4.5, 8, 8, 8, 10]
    assert kendall_tau_b(first, second, seed=0).value == pytest.approx(0.859, abs=5e-4)


def test_only_the_order_counts() -> None:
    first, second = ratings(9)
    other = [10 * value**3 for value in second]
    assert spearman(first, other, seed=1) == spearman(first, second, seed=1)
    assert kendall_tau_b(first, other, seed=1) == kendall_tau_b(first, second, seed=1)


def test_the_opposite_order_gives_the_opposite_number() -> None:
    first, second = ratings(5)
    turned = [6 - value for value in second]
    assert spearman(first, turned, seed=1).value == pytest.approx(-spearman(first, second, seed=1).value)


def test_the_interval_holds_the_number_and_narrows_with_more_items() -> None:
    few, many = (kendall_tau_b(*ratings(3, n), seed=2) for n in (20, 500))
    for found in (few, many):
        assert found.low < found.value < found.high
    assert many.high - many.low < few.high - few.low
    assert (few.n, many.n) == (20, 500)


@pytest.mark.parametrize("measure", [spearman, kendall_tau_b])
def test_where_there_is_no_order_there_is_no_number(measure: object) -> None:
    assert callable(measure)
    with pytest.raises(UndefinedError, match="no order"):
        measure([3, 3, 3], [1, 2, 3], seed=0)
    with pytest.raises(UndefinedError, match="no item"):
        measure([], [], seed=0)
    with pytest.raises(UndefinedError, match="only one item"):
        measure([1], [2], seed=0)
    with pytest.raises(ValueError, match="value of both"):
        measure([1, 2], [2], seed=0)


def test_two_raters_who_always_agree_leave_something_open() -> None:
    found = spearman([1, 2, 3, 4], [1, 2, 3, 4], seed=0)
    assert found.value == 1.0
    assert found.low < 0.6
