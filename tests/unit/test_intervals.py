import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curation.metrics import Interval, bootstrap_mean, wilson_interval


def test_wilson_gives_the_published_values() -> None:
    # Newcombe, Statistics in Medicine 17 (1998), table I, method 3.
    for successes, n, low, high in [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (1, 29, 0.0061, 0.1718)]:
        found = wilson_interval(successes, n)
        assert (round(found.low, 4), round(found.high, 4)) == (low, high)


def test_193_of_200_leave_0_930_to_0_983() -> None:
    found = wilson_interval(193, 200)
    assert (found.value, round(found.low, 3), round(found.high, 3), found.n) == (0.965, 0.930, 0.983, 200)


def test_none_and_all_touch_the_ends_and_keep_a_width() -> None:
    none, every = wilson_interval(0, 20), wilson_interval(20, 20)
    assert (none.value, none.low, round(none.high, 4)) == (0.0, 0.0, 0.1611)
    assert (every.value, round(every.low, 4), every.high) == (1.0, 0.8389, 1.0)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 10**9).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_failures_mirror_successes_and_the_share_lies_inside(counts: tuple[int, int]) -> None:
    successes, n = counts
    found, mirrored = wilson_interval(successes, n), wilson_interval(n - successes, n)
    assert 0 <= found.low <= found.value <= found.high <= 1
    assert found.low == pytest.approx(1 - mirrored.high, abs=1e-9)


def test_more_confidence_is_wider_and_more_trials_narrower() -> None:
    plain = wilson_interval(8, 10)
    sure, many = wilson_interval(8, 10, confidence=0.99), wilson_interval(80, 100)
    assert sure.low < plain.low < many.low < 0.8 < many.high < plain.high < sure.high


@pytest.mark.parametrize(("successes", "n"), [(0, 0), (-1, 5), (6, 5), (0, -1)])
def test_an_impossible_count_is_refused(successes: int, n: int) -> None:
    with pytest.raises(ValueError, match=f"got {successes} of {n}"):
        wilson_interval(successes, n)


@pytest.mark.parametrize("confidence", [0.0, 1.0, 95.0, float("nan")])
def test_a_confidence_that_is_no_share_is_refused(confidence: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        wilson_interval(1, 2, confidence=confidence)
    with pytest.raises(ValueError, match="between 0 and 1"):
        bootstrap_mean([1.0, 2.0], seed=1, confidence=confidence)


def test_the_bootstrap_agrees_with_the_normal_interval_of_a_large_sample() -> None:
    sample = np.random.default_rng(3).normal(5, 2, size=4_000)
    found = bootstrap_mean(sample, seed=1)
    half = 1.96 * sample.std() / np.sqrt(len(sample))
    assert found.value == pytest.approx(sample.mean())
    assert (found.low, found.high) == pytest.approx((found.value - half, found.value + half), abs=0.1 * half)
    assert found.n == 4_000


def test_the_same_seed_gives_the_same_interval_and_another_one_another() -> None:
    values = [1.0, 2.0, 2.0, 5.0, 9.0]
    assert bootstrap_mean(values, seed=4) == bootstrap_mean(values, seed=4)
    assert bootstrap_mean(values, seed=4, n_resamples=50) != bootstrap_mean(values, seed=5, n_resamples=50)


def test_equal_values_leave_nothing_open() -> None:
    assert bootstrap_mean([3.0, 3.0, 3.0], seed=0) == Interval(3.0, 3.0, 3.0, 3)


@pytest.mark.parametrize("values", [[], [1.0], [1.0, float("nan")], [1.0, float("inf")]])
def test_a_sample_without_a_spread_is_refused(values: list[float]) -> None:
    with pytest.raises(ValueError, match="two or more finite values"):
        bootstrap_mean(values, seed=0)


def test_no_resamples_are_refused() -> None:
    with pytest.raises(ValueError, match="n_resamples"):
        bootstrap_mean([1.0, 2.0], seed=0, n_resamples=0)
