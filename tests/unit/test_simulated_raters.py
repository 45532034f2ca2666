"""Raters of known reliability: the measures find what was put in, within their intervals."""

import numpy as np
import pytest

from curation.metrics.agreement import cohen_kappa, fleiss_kappa, krippendorff_alpha, percent_agreement
from curation.metrics.intervals import Interval
from curation.metrics.ratings import Level, Ratings

N_VALUES = 4


def simulated(reliability: float, *, n_items: int, n_raters: int, missing: float, seed: int) -> Ratings:
    """Each rater knows the right one of four values with a probability, and else takes any of them.

    Two raters then agree with probability r² + (1 - r²) / 4, and every
    measure that corrects for chance is r².
    """
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, N_VALUES, n_items)[:, None]
    knows = rng.random((n_items, n_raters)) < reliability
    codes = np.where(knows, truth, rng.integers(0, N_VALUES, (n_items, n_raters)))
    codes[rng.random(codes.shape) < missing] = -1
    return Ratings(codes.astype(np.int16), tuple("abcd"))


def holds(found: Interval, truth: float) -> bool:
    return found.low <= truth <= found.high


@pytest.mark.parametrize("reliability", [0.0, 0.5, 0.8, 0.95])
@pytest.mark.parametrize("missing", [0.0, 0.4])
def test_raters_of_known_reliability_are_recovered_within_their_intervals(reliability: float, missing: float) -> None:
    truth = reliability**2
    found = []
    for seed in range(10):
        ratings = simulated(reliability, n_items=300, n_raters=4, missing=missing, seed=seed)
        found.append(
            [
                holds(krippendorff_alpha(ratings, Level.NOMINAL, seed=seed, n_resamples=500), truth),
                holds(fleiss_kappa(ratings, seed=seed, n_resamples=500), truth),
                holds(cohen_kappa(ratings, 0, 1, seed=seed, n_resamples=500), truth),
                holds(percent_agreement(ratings, seed=seed, n_resamples=500), truth + (1 - truth) / N_VALUES),
            ]
        )
    # Of ten intervals that hold at 95 % each, fewer than seven hold once in a thousand.
    assert np.array(found).sum(axis=0).min() >= 7


def test_noise_on_a_scale_gives_the_share_of_variance_that_is_the_items() -> None:
    # For numbers alpha is the intraclass correlation: var(items) / (var(items) + var(noise)) = 4 / (4 + 1).
    hits = 0
    for seed in range(10):
        rng = np.random.default_rng(seed)
        values = rng.normal(0, 2, (200, 1)) + rng.normal(0, 1, (200, 3))
        points, codes = np.unique(np.round(values, 1), return_inverse=True)
        ratings = Ratings(codes.reshape(values.shape).astype(np.int16), tuple(points.tolist()))
        hits += holds(krippendorff_alpha(ratings, Level.INTERVAL, seed=seed, n_resamples=300), 0.8)
    assert hits >= 7


def test_a_careless_rater_is_told_by_the_pairs() -> None:
    rng = np.random.default_rng(55)
    good = simulated(0.9, n_items=200, n_raters=2, missing=0.0, seed=5)
    careless = rng.integers(0, N_VALUES, (200, 1)).astype(np.int16)
    ratings = Ratings(np.hstack([good.codes, careless]), good.values)
    assert cohen_kappa(ratings, 0, 1, seed=0).low > cohen_kappa(ratings, 0, 2, seed=0).high
