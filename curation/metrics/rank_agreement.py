"""Whether two raters put items in the same order: Spearman's rho and Kendall's tau-b, ties and all."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from curation.metrics.intervals import Interval
from curation.metrics.ratings import UndefinedError
from curation.metrics.resampling import N_RESAMPLES, measured

_NO_ORDER: Final = "one of the two gave all items the same value, so there is no order"

Floats = NDArray[np.float64]


def spearman(first: Sequence[float], second: Sequence[float], *, seed: int, n_resamples: int = N_RESAMPLES) -> Interval:
    """Return Spearman's rank correlation in [-1, 1] with its bootstrap interval over items; ties get their mean rank.

    Args:
        first: One value for each item.
        second: The other rater's, in the same order.
        seed: Seed of the resamples.
        n_resamples: Draws of items.

    Raises:
        UndefinedError: There are fewer than two items, no order, or too few resamples have one.

    Source:
        Spearman, "The proof and measurement of association between two
        things", American Journal of Psychology 15 (1904); with ties it is the
        correlation of the ranks.
    """
    above_first, above_second, frequency = _kinds(first, second)

    def rho(drawn: Floats) -> Floats:
        # Twice a mean rank less n + 1 is the count of those below less that of those above.
        one, other = drawn @ above_first.T, drawn @ above_second.T
        return _ratio((drawn * one * other).sum(axis=1), (drawn * one**2).sum(axis=1), (drawn * other**2).sum(axis=1))

    return measured(rho, frequency, undefined=_NO_ORDER, chance=1.0, seed=seed, n_resamples=n_resamples)


def kendall_tau_b(
    first: Sequence[float], second: Sequence[float], *, seed: int, n_resamples: int = N_RESAMPLES
) -> Interval:
    """Return Kendall's tau-b in [-1, 1] with its bootstrap interval over items.

    Args:
        first: One value for each item.
        second: The other rater's, in the same order.
        seed: Seed of the resamples.
        n_resamples: Draws of items.

    Raises:
        UndefinedError: As for `spearman`.

    Source:
        Kendall, "The treatment of ties in ranking problems", Biometrika 33 (1945).
    """
    above_first, above_second, frequency = _kinds(first, second)
    both = above_first * above_second

    def tau(drawn: Floats) -> Floats:
        return _ratio(
            ((drawn @ both) * drawn).sum(axis=1),
            ((drawn @ above_first**2) * drawn).sum(axis=1),
            ((drawn @ above_second**2) * drawn).sum(axis=1),
        )

    return measured(tau, frequency, undefined=_NO_ORDER, chance=1.0, seed=seed, n_resamples=n_resamples)


def _kinds(first: Sequence[float], second: Sequence[float]) -> tuple[Floats, Floats, NDArray[np.int64]]:
    """Return which pairs of values lie above which (1, 0 or -1), for each rater, and how often each is there."""
    if len(first) != len(second):
        raise ValueError(f"need a value of both for each item, got {len(first)} and {len(second)}")
    if not len(first):
        raise UndefinedError("no item was answered by both")
    pairs, frequency = np.unique(np.column_stack((first, second)).astype(np.float64), axis=0, return_counts=True)
    above = np.sign(pairs[:, None, :] - pairs[None, :, :])
    return above[:, :, 0], above[:, :, 1], frequency.astype(np.int64)


def _ratio(together: Floats, one: Floats, other: Floats) -> Floats:
    """Return a sum of products over the root of the two sums of squares; NaN where one of them is 0."""
    below = np.sqrt(one * other)
    found = np.full(len(together), np.nan)
    np.divide(together, below, out=found, where=below > 0)
    return found
