import itertools

import pytest

from curation.dedup import Choice, Member, choose_keeper


def test_more_evidence_comes_before_a_longer_text() -> None:
    chosen = choose_keeper([Member(1, evidence=1, length=900), Member(2, evidence=3, length=10)])
    assert chosen == Choice(2, "kept: most evidence (3 against 1)")


def test_of_equal_evidence_the_longer_text_stays() -> None:
    chosen = choose_keeper([Member(1, evidence=2, length=80), Member(2, evidence=2, length=96)])
    assert chosen == Choice(2, "kept: as much evidence and the longest text (96 against 80 characters)")


def test_of_equal_members_the_lower_id_stays() -> None:
    chosen = choose_keeper([Member(12, evidence=0, length=5), Member(7, evidence=0, length=5)])
    assert chosen == Choice(7, "kept: as much evidence, as long, and the first (7 before 12)")


def test_the_order_of_the_members_does_not_matter() -> None:
    members = [Member(1, 0, 9), Member(2, 4, 3), Member(3, 4, 3), Member(4, 4, 2)]
    assert {choose_keeper(order) for order in itertools.permutations(members)} == {choose_keeper(members)}
    assert choose_keeper(members).keeper_id == 2


def test_a_single_member_stays() -> None:
    assert choose_keeper([Member(5, 0, 0)]) == Choice(5, "kept: the only one")


@pytest.mark.parametrize("members", [[], [Member(1, 0, 0), Member(1, 2, 3)]])
def test_no_members_and_a_member_given_twice_are_refused(members: list[Member]) -> None:
    with pytest.raises(ValueError, match="distinct ids"):
        choose_keeper(members)
