"""How far people agree beyond chance: percent agreement, Cohen's and Fleiss' kappa, Krippendorff's alpha."""

from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from curation.metrics.intervals import Interval, wilson_interval
from curation.metrics.ratings import Level, Ratings, UndefinedError
from curation.metrics.resampling import CONFIDENCE, N_RESAMPLES, Measure, measured, resampled

FIRM: Final = 0.80
TENTATIVE: Final = 0.667
Weights = Literal["none", "linear", "quadratic"]
_NO_VARIATION: Final = "all answers are the same, so nothing tells agreement from chance"
_MAX_KEY: Final = 2**62
_NONE_TWICE: Final = "no item was answered by two raters"


def percent_agreement(ratings: Ratings, *, seed: int, n_resamples: int = N_RESAMPLES) -> Interval:
    """Return the share of pairs of answers to the same item that are equal, as the mean over items.

    The interval is Wilson's where each item is agreed on or not, as with two
    raters, and a bootstrap interval over items otherwise.

    Raises:
        UndefinedError: No item has two answers.

    Source:
        Fleiss, "Measuring nominal scale agreement among many raters",
        Psychological Bulletin 76 (1971), equation 2.
    """
    kinds, frequency = _kinds(ratings.counts())
    if not len(frequency):
        raise UndefinedError(_NONE_TWICE)
    share, n = _agreeing(kinds), int(frequency.sum())
    if np.isin(share, (0.0, 1.0)).all():
        return wilson_interval(int(frequency[share == 1.0].sum()), n)
    value = float(frequency @ share / n)
    drawn = resampled(lambda drawn: drawn @ share / n, frequency, seed=seed, n_resamples=n_resamples)
    low, high = np.quantile(drawn, ((1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2))
    return Interval(value, float(low), float(high), n)


def cohen_kappa(
    ratings: Ratings,
    first: int,
    second: int,
    *,
    weights: Weights = "none",
    seed: int,
    n_resamples: int = N_RESAMPLES,
) -> Interval:
    """Return Cohen's kappa of two raters over the items that both answered.

    Args:
        ratings: The answers.
        first: Column of a rater.
        second: Column of another.
        weights: `none` counts any difference alike; `linear` and `quadratic` by the distance of the values, squared.
        seed: Seed of the resamples.
        n_resamples: Draws of items.

    Raises:
        UndefinedError: Fewer than two items, both gave the same one value throughout, or there is no interval.

    Source:
        Cohen, "A coefficient of agreement for nominal scales", Educational and
        Psychological Measurement 20 (1960); weighted: Psychological Bulletin 70 (1968).
    """
    table = ratings.both(first, second)
    rows, columns = np.nonzero(table)
    frequency = table[rows, columns]
    distance = _distances(ratings.points(), weights)
    by_row, by_column = np.eye(len(table))[rows], np.eye(len(table))[columns]

    def kappa(drawn: NDArray[np.float64]) -> NDArray[np.float64]:
        expected = np.einsum("bi,ij,bj->b", drawn @ by_row, distance, drawn @ by_column)
        return _one_minus(drawn @ distance[rows, columns] * drawn.sum(axis=1), expected)

    chance = _chance(table.sum(axis=1), table.sum(axis=0))
    return measured(
        kappa, frequency, undefined=_NO_VARIATION, chance=chance, seed=seed, n_resamples=n_resamples
    )  # fmt: skip


def fleiss_kappa(ratings: Ratings, *, seed: int, n_resamples: int = N_RESAMPLES) -> Interval:
    """Return Fleiss' kappa over the items with two answers or more.

    With equally many answers to each item it is Fleiss' own; otherwise each
    item counts alike, as in Gwet's form.

    Raises:
        UndefinedError: Fewer than two items, no variation, or there is no interval.

    Source:
        Fleiss, Psychological Bulletin 76 (1971); unequal numbers: Gwet,
        "Handbook of Inter-Rater Reliability" (4th ed., 2014), section 2.4.
    """
    kinds, frequency = _kinds(ratings.counts())
    agreeing, shares = _agreeing(kinds), kinds / kinds.sum(axis=1, keepdims=True)

    def kappa(drawn: NDArray[np.float64]) -> NDArray[np.float64]:
        n = drawn.sum(axis=1)
        by_chance = ((drawn @ shares / n[:, None]) ** 2).sum(axis=1)
        return _one_minus(1 - drawn @ agreeing / n, 1 - by_chance)

    given = frequency @ shares
    return measured(
        kappa, frequency, undefined=_NO_VARIATION, chance=_chance(given, given), seed=seed, n_resamples=n_resamples
    )  # fmt: skip


def krippendorff_alpha(
    ratings: Ratings, level: Level, *, seed: int, n_resamples: int = N_RESAMPLES
) -> Interval:  # fmt: skip
    """Return Krippendorff's alpha over the items with two answers or more; any answer may be missing.

    Args:
        ratings: The answers; the values in their order where the level is ordinal, numbers where it is interval.
        level: How far apart two values are: different or not, by how many answers lie between, or by their difference.
        seed: Seed of the resamples.
        n_resamples: Draws of items; each has its own expected disagreement and, where ordinal, its own distances.

    Raises:
        UndefinedError: Fewer than two items, no variation, or there is no interval.
        ValueError: The level is interval and the values are no numbers.

    Source:
        Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011).
    """
    if level is Level.INTERVAL and any(isinstance(value, str) for value in ratings.values):
        raise ValueError("names have no distances; the level is nominal or ordinal")
    kinds, frequency = _kinds(ratings.counts())
    measure = _alpha(kinds, level, ratings.points())
    given = frequency @ kinds
    return measured(
        measure, frequency, undefined=_NO_VARIATION, chance=_chance(given, given), seed=seed, n_resamples=n_resamples
    )  # fmt: skip


def read_alpha(alpha: Interval) -> str:
    """Return the word for an alpha by the usual reading, and whether its interval reaches below.

    Source:
        Krippendorff, "Content Analysis" (2nd ed., 2004), p. 241: firm
        conclusions from .800, tentative ones from .667.
    """
    if alpha.value >= FIRM:
        return "firm" if alpha.low >= TENTATIVE else "firm, but its interval reaches below .667"
    return "tentative" if alpha.value >= TENTATIVE else "too low to build on"


def _kinds(counts: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the different rows, and how often each is there."""
    if not len(counts):
        return counts, np.zeros(0, dtype=np.int64)
    base = int(counts.max()) + 1
    if base ** counts.shape[1] < _MAX_KEY:
        # One number for a row sorts faster than the row.
        key = counts @ base ** np.arange(counts.shape[1])
        _, first, frequency = np.unique(key, return_index=True, return_counts=True)
        return counts[first], frequency.astype(np.int64)
    kinds, frequency = np.unique(counts, axis=0, return_counts=True)
    return kinds, frequency.astype(np.int64)


def _agreeing(kinds: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return for each kind of item the share of its pairs of answers that are equal."""
    given = kinds.sum(axis=1)
    share: NDArray[np.float64] = (kinds * (kinds - 1)).sum(axis=1) / (given * (given - 1))
    return share


def _alpha(kinds: NDArray[np.int64], level: Level, points: NDArray[np.float64]) -> Measure:
    """Return alpha as a measure of how often each kind of item is there.

    The coincidences of two values count once; both orders would double what
    is above and what is below the line.
    """
    low, high = np.triu_indices(kinds.shape[1], k=1)
    coincidences = kinds[:, low] * kinds[:, high] / (kinds.sum(axis=1, keepdims=True) - 1)

    def alpha(drawn: NDArray[np.float64]) -> NDArray[np.float64]:
        given = drawn @ kinds
        place = np.cumsum(given, axis=1) - given / 2 if level is Level.ORDINAL else points[None]
        apart = 1.0 if level is Level.NOMINAL else (place[:, high] - place[:, low]) ** 2
        observed = (drawn @ coincidences * apart).sum(axis=1)
        expected = (given[:, low] * given[:, high] * apart).sum(axis=1)
        return _one_minus(observed * (given.sum(axis=1) - 1), expected)

    return alpha


def _distances(points: NDArray[np.float64], weights: Weights) -> NDArray[np.float64]:
    """Return how much a difference between two values counts, shape (n_values, n_values)."""
    apart = np.abs(points[:, None] - points[None])
    by_name = {"none": (apart > 0).astype(np.float64), "linear": apart, "quadratic": apart**2}
    return by_name[weights]


def _chance(first: NDArray[np.float64] | NDArray[np.int64], second: NDArray[np.float64] | NDArray[np.int64]) -> float:
    """Return how often two answers differ where each follows its own distribution; 1 where there are no answers."""
    total = float(first.sum() * second.sum())
    return 1 - float(first @ second) / total if total else 1.0


def _one_minus(observed: NDArray[np.float64], expected: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return 1 - observed / expected, and NaN where nothing is expected to differ."""
    is_defined = expected > 1e-12
    found = np.full(len(expected), np.nan)
    found[is_defined] = 1 - observed[is_defined] / expected[is_defined]
    return found
