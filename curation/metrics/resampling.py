"""Intervals of measures that items enter by what was said of them: items that look the same are drawn together."""

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from curation.metrics.intervals import Interval, wilson_interval
from curation.metrics.ratings import UndefinedError

N_RESAMPLES: Final = 2_000
CONFIDENCE: Final = 0.95
MIN_DEFINED: Final = 0.5
"""So large a share of the resamples must have a value, or there is no interval."""
_CELLS_PER_BLOCK: Final = 2_000_000

Measure = Callable[[NDArray[np.float64]], NDArray[np.float64]]
"""From how often each kind of item is there, shape (n_draws, n_kinds), to one value a draw; NaN where undefined."""


def resampled(
    measure: Measure, frequency: NDArray[np.int64], *, seed: int, n_resamples: int = N_RESAMPLES
) -> NDArray[np.float64]:
    """Return a measure of items drawn with replacement, shape (n_resamples,); NaN where it is undefined.

    To draw n items from n is to draw from the multinomial distribution of
    their kinds, so the cost follows the kinds and not the items.

    Args:
        measure: What is measured.
        frequency: Shape (n_kinds,): how many items are of each kind.
        seed: The same seed and data give the same values.
        n_resamples: At least 1.

    Raises:
        ValueError: There are no items, or no resamples.

    Source:
        Efron and Tibshirani, "An Introduction to the Bootstrap" (1993), chapter 6.
    """
    n = int(frequency.sum())
    if n < 1 or n_resamples < 1:
        raise ValueError(f"need items and resamples, got {n} and {n_resamples}")
    rng = np.random.default_rng(seed)
    share = frequency / n
    found = np.empty(n_resamples)
    step = max(1, _CELLS_PER_BLOCK // len(frequency))
    for start in range(0, n_resamples, step):
        size = min(step, n_resamples - start)
        found[start : start + size] = measure(rng.multinomial(n, share, size=size).astype(np.float64))
    return found


def measured(
    measure: Measure, frequency: NDArray[np.int64], *, undefined: str, chance: float, seed: int, n_resamples: int
) -> Interval:
    """Return a coefficient 1 - observed / expected disagreement with its percentile bootstrap interval over items.

    Where nobody differs, resampling would leave nothing open, however few the
    items are. The low end is then what it would be if items differed as often
    as Wilson's interval for n of n leaves open, and as far as by chance.

    Args:
        measure: The coefficient.
        frequency: Shape (n_kinds,): how many items are of each kind.
        undefined: The reason where the coefficient has no value.
        chance: How often two answers would differ by chance.
        seed: Seed of the resamples.
        n_resamples: At least 1.

    Raises:
        UndefinedError: There are fewer than two items, the coefficient has no value, or too few resamples have one.
    """
    n = int(frequency.sum())
    if n < 2:
        raise UndefinedError(f"{'no item' if n == 0 else 'only one item'} was answered by two raters")
    value = float(measure(frequency[None].astype(np.float64))[0])
    if np.isnan(value):
        raise UndefinedError(undefined)
    if value >= 1 - 1e-12:
        return Interval(1.0, max(-1.0, 1 - (1 - wilson_interval(n, n).low) / chance), 1.0, n)
    drawn = resampled(measure, frequency, seed=seed, n_resamples=n_resamples)
    defined = drawn[~np.isnan(drawn)]
    if len(defined) < MIN_DEFINED * n_resamples:
        raise UndefinedError("too few items vary for an interval")
    low, high = np.quantile(defined, ((1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2))
    return Interval(value, float(low), float(high), n)


def mean_interval(values: Sequence[float] | NDArray[np.float64], *, seed: int) -> Interval:
    """Return the mean of values of which few are different, such as ratings, with a percentile bootstrap interval.

    It is what `bootstrap_mean` draws, at a cost that follows how many
    different values there are.

    Raises:
        UndefinedError: There are fewer than two values.
    """
    if len(values) < 2:
        raise UndefinedError(f"a mean with an interval needs two values, not {len(values)}")
    points, frequency = np.unique(np.asarray(values, dtype=np.float64), return_counts=True)
    n = len(values)
    drawn = resampled(lambda drawn: drawn @ points / n, frequency.astype(np.int64), seed=seed)
    low, high = np.quantile(drawn, ((1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2))
    return Interval(float(frequency @ points / n), float(low), float(high), n)
