"""In what people differ, question by question; what follows from what was settled; four personas in a drawn order."""

import itertools

import pytest

from curation.review import Answers, Question, QuestionKind, RubricForm
from curation.review.attention import attention_text, instruction
from curation.review.differences import agreed_answers, differences
from curation.review.expected import Expected, check_expected, expected_from
from curation.review.guessing import dice, distinct_texts, drawn_ids, shuffled

FORM = RubricForm(
    (
        Question("overall", QuestionKind.SCALE, "Rating"),
        Question("valid", QuestionKind.YES_NO, "Valid"),
        Question("hard", QuestionKind.SCALE, "How hard"),
        Question("topics", QuestionKind.CHOICES, "Topics", choices=("algebra", "geometry")),
        Question("why", QuestionKind.TEXT, "Why"),
    )
)


def said(overall: int, decision: str, **answers: object) -> Answers:
    flags = ("wrong",) if answers.pop("wrong", False) else ()
    return Answers(overall=overall, decision=decision, flags=flags, answers=answers)  # type: ignore[arg-type]  # values


def test_each_question_tells_who_said_what_and_how_far_apart_they_are() -> None:
    given = [
        said(5, "accept", valid=True, hard=2, why="fine"),
        said(2, "reject", valid=True, hard=3, why="no", wrong=True),
    ]
    rows = {row.question_id: row for row in differences(FORM, given)}
    assert list(rows) == ["decision", "overall", "valid", "hard", "why", "flags"]
    assert (rows["overall"].said, rows["overall"].spread, rows["overall"].is_far) == (("5", "2"), 3, True)
    assert (rows["valid"].said, rows["valid"].differs) == (("yes", "yes"), False)
    assert (rows["hard"].spread, rows["hard"].differs, rows["hard"].is_far) == (1, True, False)
    assert (rows["why"].said, rows["why"].differs) == (("fine", "no"), False)
    assert (rows["flags"].said, rows["flags"].differs, rows["flags"].is_far) == (("", "wrong"), True, False)
    assert rows["decision"].is_far


def test_the_order_of_the_people_does_not_change_who_differs() -> None:
    given = [said(5, "accept", valid=True), said(4, "accept", valid=False), said(1, "skip", hard=5)]
    found = {
        tuple((row.question_id, row.differs, row.spread) for row in differences(FORM, order))
        for order in itertools.permutations(given)
    }
    assert len(found) == 1


def test_a_skip_is_no_other_decision_and_an_old_question_is_kept() -> None:
    rows = differences(FORM, [said(4, "accept", old_one="a"), said(4, "skip", old_one="b")])
    by_id = {row.question_id: row for row in rows}
    assert not by_id["decision"].differs
    assert (by_id["old_one"].label, by_id["old_one"].differs) == ("old one", True)


def test_yes_is_not_the_number_one() -> None:
    (_, row) = differences(RubricForm((FORM.questions[0],)), [said(1, "accept", x=True), said(1, "accept", x=1)])[1:]
    assert row.differs


def test_what_all_agree_on_is_filled_in_and_nothing_else() -> None:
    given = [
        said(4, "accept", valid=True, hard=2, topics=("algebra",), why="x"),
        said(4, "reject", valid=False, topics=("algebra",), why="x"),
    ]
    agreed = agreed_answers(FORM, given)
    assert (agreed.overall, agreed.decision) == (4, None)
    assert dict(agreed.answers) == {"hard": 2, "topics": ("algebra",)}
    assert agreed_answers(FORM, []) == Answers()


@pytest.mark.parametrize(("stars", "low", "high"), [(1, 1, 2), (3, 2, 4), (5, 4, 5)])
def test_a_rating_beside_the_settled_one_is_right_too(stars: int, low: int, high: int) -> None:
    settled = said(stars, "accept", hard=stars, topics=("algebra", "geometry"), why="x", valid=False)
    expected = expected_from(settled, FORM, why="")
    assert (expected.overall_low, expected.overall_high) == (low, high)
    assert expected.answers == {
        "hard": [near for near in (stars - 1, stars, stars + 1) if 1 <= near <= 5],
        "topics": ["algebra", "geometry"],
        "valid": False,
    }
    check_expected(expected, FORM)


def test_a_text_has_no_right_answer() -> None:
    with pytest.raises(ValueError, match="no answer to check"):
        check_expected(Expected(answers={"why": "x"}), FORM)


def test_an_attention_check_ends_with_what_is_to_be_pressed() -> None:
    assert attention_text("  A farmer.  ", "accept", 4).startswith("A farmer.\n\n")
    assert attention_text("A farmer.", "accept", 4).endswith(instruction("accept", 4))
    assert "Rate it 4 and accept it" in attention_text("", "accept", 4)


def test_every_order_of_four_comes_and_the_same_one_for_the_same_person() -> None:
    orders = {tuple(shuffled(1, [2, 3, 4], sample_id=n, annotator_id=7)) for n in range(600)}
    assert len(orders) == 24
    assert shuffled(1, [2, 3, 4], sample_id=5, annotator_id=7) == shuffled(1, [2, 3, 4], sample_id=5, annotator_id=7)


def test_drawn_ids_are_in_range_and_come_once() -> None:
    drawn = drawn_ids(dice("x"), 50, 200)
    assert len(drawn) == len(set(drawn)) > 40
    assert min(drawn) >= 1
    assert max(drawn) <= 50
    assert drawn_ids(dice("x"), 0, 10) == []


def test_the_same_words_in_another_dress_are_one_text() -> None:
    others = [(1, "A  BAKER."), (2, "a smith"), (3, "A smith!"), (4, "a nurse")]
    assert distinct_texts("a baker", others) == [2, 4]
