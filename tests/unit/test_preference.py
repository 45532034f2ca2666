"""Strengths of arms from votes: closed forms, an independent oracle, simulated voters, and what is not defined."""

from itertools import permutations
from math import exp, log, sqrt

import numpy as np
import pytest

from curation.metrics.preference import (
    NotDefinedError,
    Said,
    Vote,
    bradley_terry,
    share_for_left,
    share_for_longer,
)

Z = 1.959964


def votes(*counts: tuple[str, str, int], ties: int = 0) -> list[Vote]:
    """Return for each (winner, loser, n) so many votes, each about a pair of its own, sides in turn."""
    said = [(won, lost) for won, lost, n in counts for _ in range(n)]
    rows = [
        Vote(at, won, lost, "left") if at % 2 else Vote(at, lost, won, "right") for at, (won, lost) in enumerate(said)
    ]
    one, other, _ = counts[0]
    return rows + [Vote(len(rows) + at, one, other, "tie") for at in range(ties)]


def strengths(found: list[Vote], **options: float) -> dict[str, float]:
    return {arm.name: arm.log_odds.value for arm in bradley_terry(found, **options).arms}


@pytest.mark.parametrize(("won", "lost"), [(30, 10), (7, 0), (5, 5), (1, 400)])
def test_of_two_arms_the_strengths_are_the_log_odds_with_half_a_vote_for_each(won: int, lost: int) -> None:
    found = strengths(votes(("a", "b", won), ("b", "a", lost)))
    odds = log((won + 0.5) / (lost + 0.5))
    assert found == pytest.approx({"a": odds / 2, "b": -odds / 2})


@pytest.mark.parametrize(("won", "lost"), [(30, 10), (7, 0), (3, 5)])
def test_of_two_arms_the_interval_is_the_one_of_the_log_odds(won: int, lost: int) -> None:
    found = bradley_terry(votes(("a", "b", won), ("b", "a", lost)))
    (duel,) = found.duels
    odds, half = log((won + 0.5) / (lost + 0.5)), Z * sqrt(1 / (won + 0.5) + 1 / (lost + 0.5))
    expected = [1 / (1 + exp(-at)) for at in (abs(odds), abs(odds) - half, abs(odds) + half)]
    chance = duel.chance
    assert [chance.value, chance.low, chance.high] == pytest.approx(expected, rel=0.02)
    assert chance.low <= expected[1] + 1e-6
    first = found.arms[0].chance
    assert [first.value, first.low, first.high] == pytest.approx([chance.value, chance.low, chance.high])


def test_a_tie_is_half_a_win_for_each() -> None:
    assert strengths(votes(("a", "b", 8), ties=4)) == pytest.approx(strengths(votes(("a", "b", 10), ("b", "a", 2))))
    (first, second) = bradley_terry(votes(("a", "b", 8), ties=4)).arms
    assert (first.wins, first.losses, first.ties, first.log_odds.n) == (8, 0, 4, 12)
    assert (second.wins, second.losses, second.ties, second.log_odds.n) == (0, 8, 4, 12)


def test_who_calls_both_bad_says_nothing_of_which_is_better() -> None:
    found = votes(("a", "b", 6), ("b", "a", 2))
    assert bradley_terry([*found, Vote(99, "a", "b", "both_bad")]) == bradley_terry(found)


def test_the_maximum_is_that_of_the_old_iteration_by_minorising() -> None:
    """Zermelo's iteration needs no derivative: it shares nothing with Newton's method but the likelihood."""
    counts = [("a", "b", 9), ("b", "a", 4), ("b", "c", 7), ("c", "b", 6), ("c", "d", 3), ("d", "a", 2), ("a", "d", 8)]
    found = strengths(votes(*counts))
    names = "abcd"
    wins = np.zeros((4, 4))
    for won, lost, n in counts:
        wins[names.index(won), names.index(lost)] += n
    wins += 0.5 * ((wins + wins.T) > 0)
    met, worth = wins + wins.T, np.ones(4)
    for _ in range(20_000):
        worth = wins.sum(axis=1) / (met / (worth[:, None] + worth[None, :])).sum(axis=1)
        worth /= np.exp(np.log(worth).mean())
    assert found == pytest.approx(dict(zip(names, np.log(worth).tolist(), strict=True)), abs=1e-6)


def test_the_published_strengths_of_the_baseball_teams_are_found() -> None:
    """Agresti, "Categorical Data Analysis" (2002), table 10.10: games of 1987; Milwaukee is 1.58 above Baltimore."""
    teams = ["Milwaukee", "Detroit", "Toronto", "New York", "Boston", "Cleveland", "Baltimore"]
    wins = [
        [0, 7, 9, 7, 7, 9, 11],
        [6, 0, 7, 5, 11, 9, 9],
        [4, 6, 0, 7, 7, 8, 12],
        [6, 8, 6, 0, 6, 7, 10],
        [6, 2, 6, 7, 0, 7, 12],
        [4, 4, 5, 6, 6, 0, 6],
        [2, 4, 1, 3, 1, 7, 0],
    ]
    games = [(teams[i], teams[j], wins[i][j]) for i, j in permutations(range(7), 2)]
    found = strengths(votes(*games), prior_votes=1e-6)
    above = {team: round(found[team] - found["Baltimore"], 2) for team in teams}
    published = [1.58, 1.44, 1.29, 1.25, 1.11, 0.68, 0.0]
    assert above == pytest.approx(dict(zip(teams, published, strict=True)), abs=0.011)


def simulated(true: dict[str, float], *, n: int, per_pair: int, seed: int) -> list[Vote]:
    """Return votes of people who differ by chance only, several about each pair of texts, on random sides."""
    rng = np.random.default_rng(seed)
    names, found = sorted(true), []
    for pair in range(n):
        one, other = rng.choice(names, 2, replace=False)
        texts = rng.normal(0, 1)  # how much better the one text happened to come out than its arm
        for _ in range(per_pair):
            wins = rng.random() < 1 / (1 + exp(true[other] - true[one] - texts))
            said: Said = "left" if wins else "right"
            found.append(Vote(pair, str(one), str(other), said))
    return found


def test_simulated_strengths_lie_within_nearly_all_intervals_also_where_each_pair_has_many_votes() -> None:
    true = {"a": 0.8, "b": 0.2, "c": -0.3, "d": -0.7}
    odds = [(true[one], true[other]) for one, other in permutations(true, 2)]
    hits = total = 0
    for seed in range(30):
        for duel in bradley_terry(simulated(true, n=60, per_pair=8, seed=seed)).duels:
            # Texts that come out better or worse by chance bring the probabilities nearer to a half.
            expected = _mean_chance(true[duel.winner] - true[duel.loser])
            hits += duel.chance.low <= expected <= duel.chance.high
            total += 1
    assert len(odds) == 12
    assert hits / total >= 0.9


def _mean_chance(gap: float) -> float:
    drawn = np.random.default_rng(0).normal(0, 1, 200_000)
    return float((1 / (1 + np.exp(-gap - drawn))).mean())


def test_many_votes_about_few_pairs_leave_a_wider_interval_than_as_many_about_pairs_of_their_own() -> None:
    few = [Vote(pair, "a", "b", "left" if pair < 6 else "right") for pair in range(10) for _ in range(10)]
    many = [vote._replace(pair=at) for at, vote in enumerate(few)]
    (one,), (other,) = bradley_terry(few).duels, bradley_terry(many).duels
    assert one.chance.value == pytest.approx(other.chance.value)
    assert one.chance.high - one.chance.low > 2 * (other.chance.high - other.chance.low)


def test_unanimous_votes_still_leave_something_open() -> None:
    (duel,) = bradley_terry(votes(("a", "b", 5))).duels
    assert duel.winner == "a"
    assert 0.01 < duel.chance.low < 0.5 < duel.chance.value < duel.chance.high < 1


def test_the_order_of_the_votes_and_the_sides_change_nothing() -> None:
    found = votes(("a", "b", 6), ("b", "c", 4), ("c", "a", 3), ("b", "a", 2), ties=2)
    other_way: dict[Said, Said] = {"left": "right", "right": "left", "tie": "tie"}
    turned = [vote._replace(left=vote.right, right=vote.left, said=other_way[vote.said]) for vote in reversed(found)]
    one, other = bradley_terry(found), bradley_terry(turned)
    assert [arm.name for arm in one.arms] == [arm.name for arm in other.arms]
    assert [arm.log_odds.low for arm in one.arms] == pytest.approx([arm.log_odds.low for arm in other.arms])


def test_the_strengths_add_up_to_nothing_and_the_strongest_comes_first() -> None:
    arms = bradley_terry(votes(("b", "a", 6), ("b", "c", 4), ("a", "c", 3))).arms
    assert [arm.name for arm in arms] == ["b", "a", "c"]
    assert sum(arm.log_odds.value for arm in arms) == pytest.approx(0)


@pytest.mark.parametrize(
    ("found", "why"),
    [
        ([], "there are no votes"),
        ([Vote(1, "a", "b", "both_bad")], "both are bad"),
        ([Vote(1, "a", "a", "left")], "of the same arm"),
        ([Vote(1, "a", "b", "left"), Vote(2, "d", "c", "tie")], r"no vote is between \(a, b\) and \(c, d\)"),
    ],
)
def test_what_is_not_defined_says_why(found: list[Vote], why: str) -> None:
    with pytest.raises(NotDefinedError, match=why):
        bradley_terry(found)


@pytest.mark.parametrize("options", [{"prior_votes": 0.0}, {"confidence": 1.0}, {"confidence": 0.0}])
def test_arguments_out_of_range_are_refused(options: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="need prior_votes > 0"):
        bradley_terry(votes(("a", "b", 3)), **options)


def test_the_share_for_the_left_is_of_deciding_votes_and_has_wilsons_interval() -> None:
    counts: dict[Said, int] = {"left": 9, "right": 1, "tie": 5, "both_bad": 7}
    found = share_for_left([Vote(1, "a", "b", said) for said, n in counts.items() for _ in range(n)])
    assert (found.value, found.n) == (0.9, 10)
    assert (found.low, found.high) == pytest.approx((0.5958, 0.9821), abs=1e-4)


def test_the_share_for_the_longer_text_leaves_out_texts_of_one_length() -> None:
    found = [
        Vote(1, "a", "b", "left", 100, 50),
        Vote(2, "a", "b", "right", 100, 50),
        Vote(3, "a", "b", "right", 10, 50),
        Vote(4, "a", "b", "left", 70, 70),
        Vote(5, "a", "b", "tie", 10, 50),
    ]
    share = share_for_longer(found)
    assert share.value == pytest.approx(2 / 3)
    assert share.n == 3


@pytest.mark.parametrize("share", [share_for_left, share_for_longer])
def test_shares_of_nothing_are_not_defined(share: object) -> None:
    with pytest.raises(NotDefinedError):
        share([Vote(1, "a", "b", "tie", 1, 2)])  # type: ignore[operator]  # either of two functions
