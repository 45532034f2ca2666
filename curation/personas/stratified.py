"""Draw from strata so that each has its share: whole numbers for the shares, then rows at random within each."""

from collections.abc import Sequence
from fractions import Fraction
from math import floor, isfinite
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from curation.personas.draw_order import shuffled_groups

_FINEST_SHARE: Final = 1_000_000
"""Shares are told apart to a millionth, so that 0.29 of 100 is 29 however the machine writes 0.29."""


class Allotted(NamedTuple):
    """How many of a stratum its share asks for, and how many can be drawn."""

    asked: int
    drawn: int


def apportion(n: int, weights: Sequence[float]) -> list[int]:
    """Split n into whole numbers that add up to n, each less than one from its exact share.

    Each gets the whole part of its share; what is left goes one by one to those
    with the largest remainders, of equals to the first.

    Args:
        n: What is split, at least 0.
        weights: Not negative, not all 0; only their proportions count.

    Raises:
        ValueError: A number is out of range.

    Source:
        The method of largest remainders (Hamilton): M. L. Balinski and
        H. P. Young, "Fair Representation", 1982.
    """
    if n < 0 or any(not isfinite(weight) or weight < 0 for weight in weights):
        raise ValueError(f"cannot split {n} by {list(weights)}")
    exact = [Fraction(weight).limit_denominator(_FINEST_SHARE) for weight in weights]
    total = sum(exact)
    if not total:
        raise ValueError(f"cannot split {n} by {list(weights)}: nothing has a share")
    shares = [n * weight / total for weight in exact]
    parts = [floor(share) for share in shares]
    by_remainder = sorted(range(len(shares)), key=lambda i: (parts[i] - shares[i], i))
    for i in by_remainder[: n - sum(parts)]:
        parts[i] += 1
    return parts


def allot(n: int, weights: Sequence[float], available: Sequence[int], *, fill_up: bool = False) -> list[Allotted]:
    """Say how many are drawn of each stratum, no more than it has.

    Args:
        n: How many in all.
        weights: The share of each stratum; only their proportions count.
        available: How many each stratum has.
        fill_up: Whether what a stratum lacks is drawn from the others that were
            given a share, by their shares. Otherwise it stays undrawn: the
            shares are not moved silently, and fewer than n are drawn.

    Raises:
        ValueError: A number is out of range.
    """
    asked = apportion(n, weights)
    drawn = [min(pair) for pair in zip(asked, available, strict=True)]
    while fill_up and (lacking := n - sum(drawn)):
        rooms = [have - taken for have, taken in zip(available, drawn, strict=True)]
        still = [weight if room else 0 for weight, room in zip(weights, rooms, strict=True)]
        if not any(still):
            break
        more = apportion(lacking, still)
        drawn = [taken + min(pair) for taken, *pair in zip(drawn, more, rooms, strict=True)]
    return [Allotted(*pair) for pair in zip(asked, drawn, strict=True)]


def draw_stratified(strata: NDArray[np.int64], counts: Sequence[int], *, seed: int) -> NDArray[np.int64]:
    """Draw so many different rows of each stratum, each row of a stratum with the same chance.

    Args:
        strata: Shape (rows,), the stratum of each row from 0 to len(counts) - 1; rows below 0 are in none.
        counts: How many of each stratum.
        seed: Draws the rows and their order.

    Returns:
        Row numbers in an order in which the strata are mixed, so that whoever
        stops early has about the same shares.

    Raises:
        ValueError: A stratum has fewer rows than asked for.
    """
    rng = np.random.default_rng(seed)
    groups = shuffled_groups(strata, len(counts), rng)
    for group, count in zip(groups, counts, strict=True):
        if not 0 <= count <= len(group):
            raise ValueError(f"cannot draw {count} of {len(group)} rows")
    drawn = np.concatenate([group[:count] for group, count in zip(groups, counts, strict=True)] or [strata[:0]])
    return rng.permutation(drawn)
