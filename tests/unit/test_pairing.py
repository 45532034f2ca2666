"""Which samples stand side by side, and on which side, without a store."""

import random
from collections import Counter

import pytest

from curation.review.pairing import Candidate, left_side, pair_alike, pair_arms


def candidates(*rows: tuple[str, object], likeness: str = "") -> list[Candidate]:
    """Return candidates of (arm, key), their texts all different unless they are said to be alike."""
    return [Candidate(at, arm, key, likeness or f"text {at}", at % 7) for at, (arm, key) in enumerate(rows, start=1)]


MANY = candidates(*((arm, key) for key in range(40) for arm in "abc"))


def test_only_samples_of_one_key_and_different_arms_stand_side_by_side() -> None:
    found = pair_arms(MANY, "abc", n=1_000, seed=1)
    assert found.available == len(found.pairs) == 120
    assert all(pair.a.key == pair.b.key and pair.a.arm < pair.b.arm for pair in found.pairs)
    assert found.by_arms == {("a", "b"): 40, ("a", "c"): 40, ("b", "c"): 40}


def test_fewer_than_there_are_come_from_each_two_arms_alike() -> None:
    found = pair_arms(MANY, "abc", n=30, seed=1)
    assert (len(found.pairs), found.available) == (30, 120)
    assert found.by_arms == {("a", "b"): 10, ("a", "c"): 10, ("b", "c"): 10}


def test_of_two_arms_a_sample_stands_in_one_pair_only() -> None:
    rows = candidates(("a", 1), ("a", 1), ("a", 1), ("b", 1), ("b", 1))
    found = pair_arms(rows, "ab", n=10, seed=3)
    used = Counter(one.sample_id for pair in found.pairs for one in pair)
    assert len(found.pairs) == 2
    assert set(used.values()) == {1}
    assert found.no_partner == 1


def test_the_same_seed_draws_the_same_in_whatever_order_the_samples_come() -> None:
    turned = random.Random(5).sample(MANY, len(MANY))
    assert pair_arms(MANY, "abc", n=30, seed=8) == pair_arms(turned, "abc", n=30, seed=8)
    assert pair_arms(MANY, "abc", n=30, seed=8).pairs != pair_arms(MANY, "abc", n=30, seed=9).pairs


def test_the_same_text_twice_is_nothing_to_compare() -> None:
    found = pair_arms(candidates(("a", 1), ("b", 1), likeness="same"), "ab", n=10, seed=0)
    assert (found.pairs, found.same_text, found.no_partner) == ([], 1, 0)


def test_two_of_a_kind_are_the_earlier_and_the_later_one_and_each_stands_once() -> None:
    rows = candidates(*(("x", key) for key in (1, 1, 1, 2, 2, 3)))
    found = pair_alike(rows, ("first", "later"), n=10, seed=2)
    assert len(found.pairs) == found.available == 2
    assert all((a.arm, b.arm) == ("first", "later") and a.sample_id < b.sample_id for a, b in found.pairs)
    assert all(a.key == b.key for a, b in found.pairs)
    assert found.no_partner == 2


@pytest.mark.parametrize("rows", [[], candidates(("a", 1)), candidates(("a", 1), ("b", 2))])
def test_without_counterparts_there_is_no_pair(rows: list[Candidate]) -> None:
    found = pair_arms(rows, "ab", n=5, seed=0)
    assert (list(found.pairs), found.available, found.no_partner) == ([], 0, len(rows))


def test_the_side_is_the_same_at_every_look_and_comes_out_even_over_pairs_and_over_people() -> None:
    assert len({left_side(4, 17, 3) for _ in range(20)}) == 1
    by_pair = Counter(left_side(4, pair, 3) for pair in range(2_000))
    by_person = Counter(left_side(4, 17, person) for person in range(2_000))
    by_set = Counter(left_side(seed, 17, 3) for seed in range(2_000))
    assert all(900 < counts["a"] < 1_100 for counts in (by_pair, by_person, by_set))


def test_each_arm_stands_on_either_side_equally_often_for_each_person_and_each_pair() -> None:
    for other in range(20):
        assert Counter(left_side(4, pair, other) for pair in range(40)) == {"a": 20, "b": 20}
        assert Counter(left_side(4, other, person) for person in range(40)) == {"a": 20, "b": 20}
    in_a_row = [left_side(4, pair, 3) for pair in range(0, 400, 2)]
    assert 70 < in_a_row.count("a") < 130  # which of two comes first is still by chance
