"""Which of several arms people prefer, and whether they only prefer a side or the longer text."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log
from statistics import NormalDist
from typing import Final, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from curation.metrics.intervals import Interval, wilson_interval

Said = Literal["left", "right", "tie", "both_bad"]

PRIOR_VOTES: Final = 0.5
"""What each of two arms that were compared is given against the other: a unanimous vote has a finite strength, too."""
_MOST_STEPS: Final = 100
_SMALL: Final = 1e-10

Floats = NDArray[np.float64]


class NotDefinedError(ValueError):
    """There is no such number; the message is the reason, as it goes on after "not defined: "."""


class Vote(NamedTuple):
    """What one person said of two texts, as they stood on the screen.

    `pair` tells which votes are about the same two texts; lengths are in characters.
    """

    pair: int
    left: str
    right: str
    said: Said
    left_chars: int = 0
    right_chars: int = 0


@dataclass(frozen=True, slots=True)
class ArmStrength:
    """How an arm came out.

    Attributes:
        name: Of the arm.
        wins: Votes for it.
        losses: Votes for what stood beside it.
        ties: Votes for neither, half a win for each.
        log_odds: Its strength in natural log odds; the strengths of all arms add up to 0.
        chance: The probability that it is preferred over another arm drawn at random; of two arms over the other one.
    """

    name: str
    wins: int
    losses: int
    ties: int
    log_odds: Interval
    chance: Interval


@dataclass(frozen=True, slots=True)
class Duel:
    """The probability that one arm is preferred over another, with how many votes were between just these two."""

    winner: str
    loser: str
    chance: Interval


@dataclass(frozen=True, slots=True)
class Strengths:
    """The arms, the strongest first, and each two of them with the stronger one first."""

    arms: tuple[ArmStrength, ...]
    duels: tuple[Duel, ...]


def bradley_terry(votes: Sequence[Vote], *, confidence: float = 0.95, prior_votes: float = PRIOR_VOTES) -> Strengths:
    """Return the strengths by which P(i is preferred over j) = 1 / (1 + exp(s_j - s_i)).

    A tie is half a win for each side; who called both bad said nothing of
    which is better, and is left out. Newton's method finds the one maximum.

    Votes about the same two texts are no independent draws. So the variance
    is the larger of two: that of the likelihood (inverse Hessian), and the one
    that holds each pair of texts for one observation (sandwich). The first
    alone is too small where several people judge few pairs; the second alone
    is 0 where all agree. People are not taken for a sample of other people.

    Args:
        votes: In any order, the order changes nothing.
        confidence: Between 0 and 1.
        prior_votes: Above 0; of two arms with w and l votes the log odds are log((w + prior) / (l + prior)).

    Raises:
        NotDefinedError: No vote decides between two arms, or some arms were never compared with the others.
        ValueError: An argument is out of range.

    Source:
        Bradley and Terry, "Rank analysis of incomplete block designs", Biometrika 39 (1952); half a vote for each
        side as in Gart and Zweifel, Biometrika 54 (1967); the sandwich after White, Econometrica 48 (1980).
    """
    if prior_votes <= 0 or not 0 < confidence < 1:
        raise ValueError(f"need prior_votes > 0 and 0 < confidence < 1, got {prior_votes} and {confidence}")
    table = _tally(votes)
    found = _maximum(table.wins + prior_votes * table.met)
    spread = _covariances(found, table, prior_votes)
    z = NormalDist().inv_cdf(0.5 + confidence / 2)
    arms = [_arm(place, found, spread, table, z) for place in np.argsort(-found, kind="stable")]
    order = [table.names.index(arm.name) for arm in arms]
    duels = [_duel(one, other, found, spread, table, z) for at, one in enumerate(order) for other in order[at + 1 :]]
    return Strengths(tuple(arms), tuple(duels))


def share_for_left(votes: Sequence[Vote], *, confidence: float = 0.95) -> Interval:
    """Return the share of deciding votes that went to the left text; sides are drawn, so no preference is 0.5.

    Raises:
        NotDefinedError: No vote decides.

    Source:
        Elementary; Wilson's interval.
    """
    decided = [vote.said for vote in votes if vote.said in ("left", "right")]
    if not decided:
        raise NotDefinedError("no vote is for one of the sides")
    return wilson_interval(decided.count("left"), len(decided), confidence=confidence)


def share_for_longer(votes: Sequence[Vote], *, confidence: float = 0.95) -> Interval:
    """Return the share of deciding votes that went to the longer text, among pairs of texts of different lengths.

    Raises:
        NotDefinedError: No vote decides between texts of different lengths.

    Source:
        Elementary; Wilson's interval.
    """
    decided = [
        (vote.said == "left") == (vote.left_chars > vote.right_chars)
        for vote in votes
        if vote.said in ("left", "right") and vote.left_chars != vote.right_chars
    ]
    if not decided:
        raise NotDefinedError("no vote decides between texts of different lengths")
    return wilson_interval(sum(decided), len(decided), confidence=confidence)


class _Table(NamedTuple):
    """Votes by arm: `wins[i, j]` of i over j (ties are half), `met[i, j]` 1 where they met, and a row for each vote."""

    names: list[str]
    wins: Floats
    met: Floats
    ties: Floats
    rows: list[tuple[int, int, int, float]]
    """Of each vote the pair, its two arms, and the share of the vote that the first of them has."""


def _tally(votes: Sequence[Vote]) -> _Table:
    counted = sorted(vote for vote in votes if vote.said != "both_bad" and vote.left != vote.right)
    names = sorted({name for vote in counted for name in (vote.left, vote.right)})
    if not counted:
        if any(vote.said != "both_bad" for vote in votes):
            raise NotDefinedError("both texts of every pair are of the same arm")
        raise NotDefinedError("every vote says that both are bad" if votes else "there are no votes")
    at = {name: place for place, name in enumerate(names)}
    share = {"left": 1.0, "right": 0.0, "tie": 0.5}
    rows = [(vote.pair, at[vote.left], at[vote.right], share[vote.said]) for vote in counted]
    wins, ties = np.zeros((2, len(names), len(names)))
    for (_, left, right, won), vote in zip(rows, counted, strict=True):
        wins[left, right] += won
        wins[right, left] += 1 - won
        ties[left, right] += vote.said == "tie"
        ties[right, left] += vote.said == "tie"
    met = ((wins + wins.T) > 0).astype(np.float64)
    _check_connected(names, met)
    return _Table(names, wins, met, ties, rows)


def _check_connected(names: Sequence[str], met: Floats) -> None:
    """Refuse arms that fall apart into groups without a vote between them."""
    left, groups = set(range(len(names))), []
    while left:
        group, edge = set[int](), {min(left)}
        while edge:
            group |= edge
            edge = {other for one in edge for other in np.flatnonzero(met[one]).tolist()} - group
        groups.append(", ".join(names[place] for place in sorted(group)))
        left -= group
    if len(groups) > 1:
        raise NotDefinedError(f"no vote is between {' and '.join(f'({group})' for group in groups)}")


def _maximum(wins: Floats) -> Floats:
    """Return the strengths at the maximum of the likelihood, with the sum 0."""
    strengths = np.zeros(len(wins))
    for _ in range(_MOST_STEPS):
        chance = _chances(strengths)
        gradient = (wins * (1 - chance)).sum(axis=1) - (wins * (1 - chance)).sum(axis=0)
        step = _inverse(_information(wins, chance)) @ gradient
        # Far from the maximum a whole step can overshoot; one of at most 1 cannot, since the curvature is bounded.
        strengths = strengths + step / max(1.0, float(np.abs(step).max()))
        if np.abs(step).max() < _SMALL:
            centred: Floats = strengths - strengths.mean()
            return centred
    raise NotDefinedError("the strengths could not be found")


def _chances(strengths: Floats) -> Floats:
    """Return the probability of each row's arm over each column's."""
    chance: Floats = 1 / (1 + np.exp(strengths[None, :] - strengths[:, None]))
    return chance


def _information(wins: Floats, chance: Floats) -> Floats:
    """Return the Hessian of the negative log likelihood, which has the null vector of equal entries."""
    weights = (wins + wins.T) * chance * (1 - chance)
    return np.diag(weights.sum(axis=1)) - weights


def _inverse(information: Floats) -> Floats:
    """Return the inverse among vectors with the sum 0, as the arms are connected."""
    n = len(information)
    found: Floats = np.linalg.inv(information + 1 / n).astype(np.float64) - 1 / n
    return found


class _Spread(NamedTuple):
    """The two covariances of the strengths; of any number that follows from them the larger variance counts."""

    model: Floats
    robust: Floats

    def deviation(self, direction: Floats) -> float:
        """Return the standard deviation along a direction."""
        return float(np.sqrt(max(float(direction @ found @ direction) for found in self)))


def _covariances(strengths: Floats, table: _Table, prior_votes: float) -> _Spread:
    chance = _chances(strengths)
    inverse = _inverse(_information(table.wins + prior_votes * table.met, chance))
    scores: dict[int, Floats] = {}
    for pair, one, other, won in table.rows:
        score = scores.setdefault(pair, np.zeros(len(strengths)))
        score[one] += won - chance[one, other]
        score[other] -= won - chance[one, other]
    outer = np.array(list(scores.values()))
    correction = len(outer) / max(len(outer) - 1, 1)
    return _Spread(inverse, correction * inverse @ (outer.T @ outer) @ inverse)


def _arm(place: int, strengths: Floats, spread: _Spread, table: _Table, z: float) -> ArmStrength:
    n, others = len(strengths), np.arange(len(strengths)) != place
    ties = int(table.ties[place].sum())
    wins = table.wins[place].sum() - ties / 2
    losses = table.wins[:, place].sum() - ties / 2
    votes = round(wins + losses + ties)
    unit = np.eye(n)[place] - 1 / n
    half = z * spread.deviation(unit)
    chances = _chances(strengths)[place]
    slopes = np.where(others, -chances * (1 - chances), 0.0) / (n - 1)
    slopes[place] = -slopes.sum()
    mean = float(chances[others].mean())
    value = float(strengths[place])
    return ArmStrength(
        name=table.names[place],
        wins=round(wins),
        losses=round(losses),
        ties=ties,
        log_odds=Interval(value, value - half, value + half, votes),
        chance=_chance(mean, z * spread.deviation(slopes) / (mean * (1 - mean)), votes),
    )


def _duel(one: int, other: int, strengths: Floats, spread: _Spread, table: _Table, z: float) -> Duel:
    unit = np.eye(len(strengths))
    half = z * spread.deviation(unit[one] - unit[other])
    votes = round(table.wins[one, other] + table.wins[other, one])
    mean = _logistic(float(strengths[one] - strengths[other]))
    return Duel(table.names[one], table.names[other], _chance(mean, half, votes))


def _chance(mean: float, half: float, n: int) -> Interval:
    """Return a probability with an interval that is symmetric in log odds, and so stays between 0 and 1."""
    odds = log(mean / (1 - mean))
    return Interval(mean, _logistic(odds - half), _logistic(odds + half), n)


def _logistic(odds: float) -> float:
    return 1 / (1 + exp(-odds))
