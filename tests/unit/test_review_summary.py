import itertools

import pytest

from curation.review import Answers, summarise

ADA = Answers(overall=5, decision="accept", flags=("unsafe",))
BEA = Answers(overall=2, decision="reject", flags=("wrong",))


def test_two_people_who_differ_make_a_mixed_decision_with_the_mean_of_their_ratings() -> None:
    summary = summarise([ADA, BEA])
    assert (summary.n_reviews, summary.rating_mean, summary.decision) == (2, 3.5, "mixed")
    assert summary.flags == " wrong unsafe "


def test_nobody_has_no_mean() -> None:
    summary = summarise([])
    assert (summary.n_reviews, summary.rating_mean, summary.decision, summary.flags) == (0, None, "", "")


def test_a_decision_without_a_rating_counts_and_leaves_the_mean_undefined() -> None:
    summary = summarise([Answers(decision="accept")])
    assert (summary.n_reviews, summary.rating_mean, summary.decision) == (1, None, "accept")


def test_a_draft_changes_nothing() -> None:
    assert summarise([ADA, Answers(overall=1, flags=("wrong",))]) == summarise([ADA])


def test_a_skip_is_no_review_but_its_flags_stay() -> None:
    summary = summarise([Answers(overall=1, decision="skip", flags=("unsafe",))])
    assert (summary.n_reviews, summary.rating_mean, summary.decision) == (0, None, "")
    assert summary.flags == " unsafe "


@pytest.mark.parametrize("order", list(itertools.permutations([0, 1, 2])))
def test_the_order_of_the_people_does_not_matter(order: tuple[int, ...]) -> None:
    people = [ADA, BEA, Answers(decision="skip", flags=("other",))]
    assert summarise([people[place] for place in order]) == summarise(people)
