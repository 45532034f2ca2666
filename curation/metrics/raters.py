"""How one person rates: against known answers, how fast, whether the same at the end as at the begin."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import comb, sqrt
from statistics import NormalDist
from typing import Final, TypeGuard

import numpy as np
from numpy.typing import NDArray

from curation.metrics.intervals import Interval, wilson_interval
from curation.metrics.ratings import UndefinedError
from curation.metrics.resampling import mean_interval

MIN_BLOCK: Final = 20
"""Items of a block; fewer say next to nothing of a mean of ratings."""
MAX_BLOCKS: Final = 10
_MIN_FOR_MEDIAN: Final = 6
"""Of fewer values even the lowest and the highest leave more than 5 % open."""
_EXACT_UP_TO: Final = 1_000


@dataclass(frozen=True, slots=True)
class Known:
    """The right answers of a sample; what is empty is not asked for."""

    decision: str = ""
    overall_low: int | None = None
    overall_high: int | None = None
    answers: Mapping[str, object] | None = None
    must_answer: bool = False
    """Whether what was not answered is wrong, as with an attention check; else it is left out."""


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody answered."""

    decision: str
    overall: int | None
    answers: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Block:
    """Items that somebody rated one after the other."""

    first: int
    """Number of its first item, from 1."""
    last: int
    rating: Interval | None
    """Mean of the ratings; None where fewer than two items have one."""
    accepted: Interval


@dataclass(frozen=True, slots=True)
class Drift:
    """A person's blocks in the order of work, and what changed between the first and the last, in sentences."""

    blocks: tuple[Block, ...]
    changes: tuple[str, ...]


def right_answers(known: Known, given: Given) -> dict[str, bool]:
    """Tell for each question with a known answer whether the given one is right.

    A known list holds several answers of which any is right, or where the
    given answer is itself a list, the one right set of choices.

    Returns:
        Right or wrong by question; empty where nothing that is known was answered.
    """
    found: dict[str, bool] = {}
    if known.decision:
        found["decision"] = given.decision == known.decision
    low, high = known.overall_low or 1, known.overall_high or 5
    if known.overall_low is not None or known.overall_high is not None:
        if given.overall is not None:
            found["overall"] = low <= given.overall <= high
        elif known.must_answer:
            found["overall"] = False
    for question, right in (known.answers or {}).items():
        if question in given.answers:
            found[question] = _is_right(right, given.answers[question])
        elif known.must_answer:
            found[question] = False
    return found


def gold_accuracy(checked: Sequence[Mapping[str, bool]]) -> Interval:
    """Return the share of items on which everything that is known was answered right, with Wilson's interval.

    Args:
        checked: Right or wrong by question, one entry per item.

    Raises:
        UndefinedError: Nothing was answered of which the right answer is known.
    """
    told = [all(item.values()) for item in checked if item]
    if not told:
        raise UndefinedError("no answers to items whose right answers are known")
    return wilson_interval(sum(told), len(told))


def median_interval(values: Sequence[float] | NDArray[np.float64], *, confidence: float = 0.95) -> Interval:
    """Return the median with the interval between two of the values, which holds whatever the distribution is.

    Args:
        values: Shape (n,), n >= 6.
        confidence: At least so much; above 1,000 values by the normal approximation of the binomial.

    Raises:
        UndefinedError: There are fewer than six values.

    Source:
        David and Nagaraja, "Order Statistics" (3rd ed., 2003), section 7.1.
    """
    n = len(values)
    if n < _MIN_FOR_MEDIAN:
        raise UndefinedError(f"a median with an interval needs {_MIN_FOR_MEDIAN} items, not {n}")
    ordered = np.sort(np.asarray(values, dtype=np.float64))
    below = _below_median(n, (1 - confidence) / 2)
    return Interval(float(np.median(ordered)), float(ordered[below]), float(ordered[n - 1 - below]), n)


def drift(ratings: Sequence[float | None], accepted: Sequence[bool], *, seed: int) -> Drift:
    """Cut somebody's items into up to ten blocks of equal length and compare the last with the first.

    Args:
        ratings: In the order of work; None where an item has no rating.
        accepted: In the same order.
        seed: Seed of the intervals of the mean ratings.

    Raises:
        UndefinedError: There are fewer than two blocks of twenty items.
    """
    n = len(ratings)
    n_blocks = min(MAX_BLOCKS, n // MIN_BLOCK)
    if n_blocks < 2:
        raise UndefinedError(f"needs {2 * MIN_BLOCK} items, not {n}")
    edges = [round(place * n / n_blocks) for place in range(n_blocks + 1)]
    blocks = tuple(_block(ratings, accepted, start, end, seed=seed) for start, end in pairwise(edges))
    return Drift(blocks, tuple(_changes(blocks[0], blocks[-1])))


def halo_shift(hidden: Sequence[float], shown: Sequence[float], *, seed: int) -> Interval:
    """Return how much higher the same people rate the same samples once they see the persona: mean of the differences.

    Args:
        hidden: Ratings with the persona hidden.
        shown: Those with the persona in view, of the same person and sample at the same place.
        seed: Seed of the bootstrap over pairs.

    Raises:
        UndefinedError: There are fewer than two pairs.
    """
    if len(hidden) < 2:
        raise UndefinedError("needs two samples that somebody rated with the persona hidden and then shown")
    return mean_interval(np.subtract(shown, hidden), seed=seed)


def overlap(first: Interval, second: Interval) -> bool:
    """Tell whether two intervals have a value in common."""
    return first.low <= second.high and second.low <= first.high


def _is_right(right: object, given: object) -> bool:
    if _is_many(given):
        return _is_many(right) and set(given) == set(right)
    if _is_many(right):
        return any(_is_same(one, given) for one in right)
    return _is_same(right, given)


def _is_many(value: object) -> TypeGuard[Collection[object]]:
    return isinstance(value, Collection) and not isinstance(value, str)


def _is_same(right: object, given: object) -> bool:
    """Compare without taking yes for 1."""
    return right == given and isinstance(right, bool) == isinstance(given, bool)


def _below_median(n: int, tail: float) -> int:
    """Return how many of the lowest values may be left out: P(so many or fewer of n lie below the median) <= tail."""
    if n > _EXACT_UP_TO:
        return max(0, int(n / 2 - 0.5 + NormalDist().inv_cdf(tail) * sqrt(n) / 2))
    chances, below = comb(n, 0), 0
    while chances + comb(n, below + 1) <= tail * 2**n:
        below += 1
        chances += comb(n, below)
    return below


def _block(
    ratings: Sequence[float | None], accepted: Sequence[bool], start: int, end: int, *, seed: int
) -> Block:  # fmt: skip
    rated = [rating for rating in ratings[start:end] if rating is not None]
    return Block(
        first=start + 1,
        last=end,
        rating=mean_interval(rated, seed=seed) if len(rated) >= 2 else None,
        accepted=wilson_interval(sum(accepted[start:end]), end - start),
    )


def _changes(first: Block, last: Block) -> list[str]:
    said = []
    if first.rating and last.rating and not overlap(first.rating, last.rating):
        way = "lower" if last.rating.value < first.rating.value else "higher"
        said.append(
            f"Rates {way} than at first: {_mean(last.rating)} in items {last.first:,} to {last.last:,},"
            f" {_mean(first.rating)} in items {first.first:,} to {first.last:,}."
        )
    if not overlap(first.accepted, last.accepted):
        way = "less" if last.accepted.value < first.accepted.value else "more"
        said.append(
            f"Accepts {way} than at first: {_share(last.accepted)} of items {last.first:,} to {last.last:,},"
            f" {_share(first.accepted)} of items {first.first:,} to {first.last:,}."
        )
    return said


def _mean(found: Interval) -> str:
    return f"{found.value:.2f} ({found.low:.2f} to {found.high:.2f})"


def _share(found: Interval) -> str:
    return f"{found.value:.0%} ({found.low:.0%} to {found.high:.0%})"
