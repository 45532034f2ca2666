import pytest

from curation.review import SHIPPED, Answers
from curation.review.suggestions import Checked, Suggestion, fitting, suggest_from_checks, taken_over
from curation.services.solve_plan import SOLVED_CHECK
from curation.synthesis import SCENARIOS


def said(*checks: Checked, is_agreed: bool = False) -> dict[str, object]:
    return {one.question_id: one.value for one in suggest_from_checks(checks, is_agreed=is_agreed)}


def test_runs_that_agree_say_whether_the_answer_is_right() -> None:
    assert said(Checked(SOLVED_CHECK, True, "3 of 3"), is_agreed=True) == {"answer_right": True}
    assert said(Checked(SOLVED_CHECK, False, "It says 5, 3 of 3 say 7"), is_agreed=True) == {"answer_right": False}


def test_runs_that_differ_say_nothing() -> None:
    assert said(Checked(SOLVED_CHECK, False, "1 of 3"), is_agreed=False) == {}


@pytest.mark.parametrize("scenario", ["math", "logic", "instruction", "conversation", "tool"])
def test_a_missing_part_is_suggested_as_a_fault_in_the_rubric_of_its_scenario(scenario: str) -> None:
    found = fitting(SHIPPED[scenario], suggest_from_checks([Checked("contract", False, "x")], is_agreed=False))
    assert [one.value for one in found] == [False]


@pytest.mark.parametrize("name", ["contract", "answer_given", "turn_count", "language", "persona_used", "nothing"])
def test_a_check_that_holds_says_nothing(name: str) -> None:
    assert said(Checked(name, True, "x")) == {}


def test_a_length_a_language_and_a_persona_are_no_answer_to_a_question() -> None:
    assert said(*(Checked(name, False, "x") for name in ("length", "language", "persona_used"))) == {}


def test_the_first_suggestion_for_a_question_counts_and_what_does_not_fit_is_left_out() -> None:
    found = fitting(
        SHIPPED["math"],
        [
            Suggestion("difficulty", 9, "a", ""),
            Suggestion("difficulty", 4, "b", "why"),
            Suggestion("difficulty", 5, "c", ""),
            Suggestion("nobody_asks", True, "a", ""),
            Suggestion("overall", True, "a", ""),
            Suggestion("valid", False, "d", ""),
        ],
    )
    assert [(one.question_id, one.value, one.by) for one in found] == [("valid", False, "d"), ("difficulty", 4, "b")]


def test_only_questions_that_were_left_are_taken_over() -> None:
    answers = Answers(overall=4, answers={"valid": False})
    after = taken_over(answers, [("overall", 1), ("valid", True), ("difficulty", 3)])
    assert after == Answers(overall=4, answers={"valid": False, "difficulty": 3})
    assert taken_over(answers, []) == answers


def test_every_shipped_scenario_has_a_rubric() -> None:
    assert set(SCENARIOS) - set(SHIPPED) <= {"custom"}
