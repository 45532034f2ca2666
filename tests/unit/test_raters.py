"""How one person rates: against known answers, how fast, whether it drifts, whether the persona sways."""

import random
from collections.abc import Mapping
from fractions import Fraction
from math import comb
from statistics import median

import numpy as np
import pytest

from curation.metrics.intervals import Interval, bootstrap_mean, wilson_interval
from curation.metrics.raters import (
    Given,
    Known,
    drift,
    gold_accuracy,
    halo_shift,
    median_interval,
    right_answers,
)
from curation.metrics.ratings import UndefinedError
from curation.metrics.resampling import mean_interval


def given(decision: str = "accept", overall: int | None = 4, **answers: object) -> Given:
    return Given(decision, overall, answers)


@pytest.mark.parametrize(
    ("known", "answered", "right"),
    [
        (Known(decision="accept"), given("accept"), {"decision": True}),
        (Known(decision="reject"), given("accept"), {"decision": False}),
        (Known(overall_low=4), given(overall=4), {"overall": True}),
        (Known(overall_low=4), given(overall=3), {"overall": False}),
        (Known(overall_high=2), given(overall=1), {"overall": True}),
        (Known(overall_low=2, overall_high=3), given(overall=4), {"overall": False}),
        (Known(answers={"valid": True}), given(valid=True), {"valid": True}),
        (Known(answers={"valid": True}), given(valid=1), {"valid": False}),
        (Known(answers={"level": [2, 3]}), given(level=3), {"level": True}),
        (Known(answers={"level": [2, 3]}), given(level=4), {"level": False}),
        (Known(answers={"level": [0, 1]}), given(level=True), {"level": False}),
        (Known(answers={"topics": ["a", "b"]}), given(topics=["b", "a"]), {"topics": True}),
        (Known(answers={"topics": ["a", "b"]}), given(topics=["a"]), {"topics": False}),
        (Known(answers={"topics": "a"}), given(topics=["a"]), {"topics": False}),
        (Known(decision="accept", answers={"valid": True}), given(valid=False), {"decision": True, "valid": False}),
        (Known(), given(valid=True), {}),
    ],
)
def test_each_question_with_a_known_answer_is_right_or_wrong(
    known: Known, answered: Given, right: Mapping[str, bool]
) -> None:
    assert right_answers(known, answered) == right


def test_what_was_not_answered_is_left_out_of_gold_and_wrong_in_an_attention_check() -> None:
    gold = Known(overall_low=4, answers={"valid": True})
    check = Known(overall_low=4, answers={"valid": True}, must_answer=True)
    assert right_answers(gold, given(overall=None)) == {}
    assert right_answers(check, given(overall=None)) == {"overall": False, "valid": False}


def test_an_item_counts_as_right_when_all_that_is_known_of_it_is() -> None:
    checked = [{"decision": True, "valid": True}, {"decision": True, "valid": False}, {}, {"overall": True}]
    assert gold_accuracy(checked) == wilson_interval(2, 3)
    with pytest.raises(UndefinedError, match="no answers"):
        gold_accuracy([{}])


@pytest.mark.parametrize("n", [6, 7, 8, 9, 30, 401, 1_000])
def test_the_interval_of_a_median_leaves_out_as_much_as_the_binomial_allows(n: int) -> None:
    def chance_of_at_most(k: int) -> Fraction:
        return Fraction(sum(comb(n, i) for i in range(k + 1)), 2**n)

    found = median_interval(list(range(n)))
    below = int(found.low)
    assert (found.value, found.high) == (median(range(n)), n - 1 - below)
    assert chance_of_at_most(below) <= Fraction(1, 40) < chance_of_at_most(below + 1)


def test_above_a_thousand_values_the_interval_hardly_jumps() -> None:
    small, large = median_interval(list(range(1_000))), median_interval(list(range(1_001)))
    assert abs((small.high - small.low) - (large.high - large.low)) <= 2


def test_the_interval_of_a_median_holds_about_as_often_as_it_says() -> None:
    rng = np.random.default_rng(4)
    hits = 0
    for _ in range(400):
        found = median_interval(rng.lognormal(3, 1, 25))
        hits += found.low <= np.exp(3) <= found.high
    assert hits >= 370  # 95 % of 400 is 380


def test_a_median_of_five_has_no_interval() -> None:
    with pytest.raises(UndefinedError, match="6 items, not 5"):
        median_interval([1.0] * 5)


def test_the_mean_of_ratings_is_that_of_the_bootstrap_over_each() -> None:
    values = [float(value) for value in np.random.default_rng(1).integers(1, 6, 300)]
    few, each = mean_interval(values, seed=0), bootstrap_mean(values, seed=0)
    assert few.value == pytest.approx(each.value)
    assert (few.low, few.high) == pytest.approx((each.low, each.high), abs=0.03)
    with pytest.raises(UndefinedError, match="two values, not 1"):
        mean_interval([3.0], seed=0)


def test_who_becomes_stricter_is_told_in_a_sentence() -> None:
    chance = random.Random(0)
    ratings = [chance.choice((4, 5)) for _ in range(60)] + [chance.choice((1, 2)) for _ in range(60)]
    found = drift(ratings, [rating >= 3 for rating in ratings], seed=0)
    assert (found.blocks[0].first, found.blocks[0].last) == (1, 20)
    assert (len(found.blocks), found.blocks[-1].last) == (6, 120)
    lower, less = found.changes
    assert lower.startswith("Rates lower than at first: 1.")
    assert lower.endswith("in items 1 to 20.")
    assert (
        less == "Accepts less than at first: 0% (0% to 16%) of items 101 to 120, 100% (84% to 100%) of items 1 to 20."
    )


def test_who_stays_the_same_has_not_changed() -> None:
    chance = random.Random(2)
    ratings = [chance.randint(1, 5) for _ in range(400)]
    found = drift(ratings, [rating >= 3 for rating in ratings], seed=0)
    assert (len(found.blocks), found.changes) == (10, ())
    assert sum(block.last - block.first + 1 for block in found.blocks) == 400


def test_drift_needs_two_blocks_and_ratings_may_be_missing() -> None:
    with pytest.raises(UndefinedError, match="needs 40 items, not 39"):
        drift([3] * 39, [True] * 39, seed=0)
    found = drift([None] * 40, [True] * 20 + [False] * 20, seed=0)
    assert [block.rating for block in found.blocks] == [None, None]
    assert [said[:12] for said in found.changes] == ["Accepts less"]


def test_the_halo_is_the_mean_of_the_differences_of_pairs() -> None:
    found = halo_shift([2, 3, 3, 4], [3, 3, 4, 4], seed=0)
    assert (found.value, found.n) == (0.5, 4)
    assert 0 <= found.low < 0.5 < found.high <= 1
    swapped = halo_shift([3, 3, 4, 4], [2, 3, 3, 4], seed=0)
    assert swapped.value == -0.5
    assert halo_shift([1, 2], [2, 3], seed=0) == Interval(1.0, 1.0, 1.0, 2)
    with pytest.raises(UndefinedError, match="two samples"):
        halo_shift([1], [2], seed=0)


def test_a_halo_that_was_put_in_lies_in_its_interval() -> None:
    hits = 0
    for seed in range(20):
        rng = np.random.default_rng(seed)
        hidden = rng.integers(1, 5, 150)
        shown = hidden + (rng.random(150) < 0.3)
        found = halo_shift(hidden.tolist(), shown.tolist(), seed=seed)
        hits += found.low <= 0.3 <= found.high
    assert hits >= 16
