"""Numbers with the interval that their sample leaves open."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

_DRAWS_PER_BLOCK = 1_000_000


@dataclass(frozen=True, slots=True)
class Interval:
    """A number, the interval around it, and how many observations it rests on."""

    value: float
    low: float
    high: float
    n: int


def wilson_interval(successes: int, n: int, *, confidence: float = 0.95) -> Interval:
    """Return the share of successes with Wilson's score interval.

    Args:
        successes: Count in [0, n].
        n: Count of trials, at least 1: of nothing there is no share.
        confidence: Between 0 and 1.

    Raises:
        ValueError: A count or the confidence is out of range.

    Source:
        Wilson, "Probable inference, the law of succession, and statistical
        inference", JASA 22 (1927).
    """
    if n < 1 or not 0 <= successes <= n:
        raise ValueError(f"need n >= 1 and 0 <= successes <= n, got {successes} of {n}")
    z = NormalDist().inv_cdf(0.5 + _checked(confidence) / 2)
    share = successes / n
    centre = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    # At the ends the formula gives 0 and 1 exactly; rounding would not.
    low = 0.0 if successes == 0 else centre - half
    high = 1.0 if successes == n else centre + half
    return Interval(share, low, high, n)


def bootstrap_mean(
    values: Sequence[float] | NDArray[np.float64], *, seed: int, n_resamples: int = 2_000, confidence: float = 0.95
) -> Interval:
    """Return the mean with a percentile bootstrap interval.

    Args:
        values: Shape (n,), n >= 2: one value says nothing of its spread.
        seed: The same seed and values give the same interval.
        n_resamples: Means of n values drawn with replacement.
        confidence: Between 0 and 1.

    Raises:
        ValueError: Fewer than two values, one that is not finite, or an argument out of range.

    Source:
        Efron and Tibshirani, "An Introduction to the Bootstrap" (1993), chapter 13.
    """
    sample = np.asarray(values, dtype=np.float64)
    if sample.ndim != 1 or len(sample) < 2 or not np.isfinite(sample).all():
        raise ValueError(f"need two or more finite values in one row, got shape {sample.shape}")
    if n_resamples < 1:
        raise ValueError(f"n_resamples is at least 1, got {n_resamples}")
    tail = (1 - _checked(confidence)) / 2
    rng = np.random.default_rng(seed)
    means = np.empty(n_resamples)
    step = max(1, _DRAWS_PER_BLOCK // len(sample))
    for start in range(0, n_resamples, step):
        size = min(step, n_resamples - start)
        means[start : start + size] = sample[rng.integers(0, len(sample), (size, len(sample)))].mean(axis=1)
    low, high = np.quantile(means, (tail, 1 - tail))
    return Interval(float(sample.mean()), float(low), float(high), len(sample))


def _checked(confidence: float) -> float:
    """Return the confidence, or refuse one that leaves nothing or everything open."""
    if not 0 < confidence < 1:
        raise ValueError(f"confidence is between 0 and 1, got {confidence}")
    return confidence
