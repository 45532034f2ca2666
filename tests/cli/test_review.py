"""Judging from the command line: answers to a rubric, suggestions, and a decision taken back."""

import pytest

from tests.cli.conftest import Run


def test_the_next_sample_comes_with_its_questions_and_what_is_suggested(filled: Run) -> None:
    sample = filled("queue", "next", "--json").json["sample"]
    rubric = sample["rubric"]
    assert (rubric["name"], rubric["version"]) == ("math", 1)
    assert [question["id"] for question in rubric["questions"]][:3] == ["overall", "valid", "answer_right"]
    assert sample["suggestions"] == []
    told = filled("queue", "next").out
    assert "valid: Valid problem (yes no)" in told


def test_answers_by_question_are_stored_and_come_back(filled: Run) -> None:
    answers = '{"overall": 4, "valid": true, "difficulty": 2, "persona_fit": null}'
    ran = filled("review", "submit", "--as", "Bea", "--sample", 1, "--answers", answers, "--json")
    assert ran.code == 0
    saved = ran.json
    assert (saved["overall"], saved["decision"], saved["answers"]) == (4, "accept", {"valid": True, "difficulty": 2})
    again = filled(
        "review", "submit", 1, "--decision", "reject", "--answers", '{"valid": false}', "--as", "Bea", "--json"
    )
    assert (again.json["overall"], again.json["decision"], again.json["answers"]) == (None, "reject", {"valid": False})


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ("{", "no JSON"),
        ("[" * 5_000, "no JSON"),
        ("[4]", "no JSON object"),
        ('{"overall": {"a": 1}}', "no JSON object of answers"),
        ('{"overall": 4, "kinds": [["x"]]}', "no JSON object of answers"),
        ('{"overall": 9}', "a rating is 1 to 5"),
        ('{"overall": true}', "a rating is 1 to 5"),
        ('{"overall": 4, "valid": "perhaps"}', "takes true or false"),
        ('{"overall": 4, "taste": 3}', "no question 'taste'"),
        ('{"valid": true}', "neither a decision nor a rating"),
    ],
)
def test_answers_that_no_question_takes_are_refused_in_words(filled: Run, answers: str, said: str) -> None:
    error = filled("review", "submit", 1, "--answers", answers, "--json").error
    assert error["code"] == "bad_input"
    assert said in error["message"]
    assert filled("queue", "next", "--json").json["counts"]["decided"] == 0


def test_a_sample_is_named_once_and_so_is_a_rating(filled: Run) -> None:
    assert "Two samples" in filled("review", "submit", 1, "--sample", 2, "--overall", 4, "--json").error["message"]
    assert "Which sample" in filled("review", "submit", "--overall", 4, "--json").error["message"]
    two = filled("review", "submit", 1, "--overall", 4, "--answers", '{"overall": 2}', "--json").error
    assert "two ratings" in two["message"]
    assert (
        filled("review", "submit", 1, "--sample", 1, "--overall", 4, "--answers", '{"overall": 4}', "--json").code == 0
    )


def test_a_decision_on_any_sample_is_taken_back_by_its_number(filled: Run) -> None:
    for sample_id in (1, 2):
        filled("review", "submit", sample_id, "--overall", 5, "--json")
    assert filled("review", "back", 1, "--json").json == {"sample_id": 1, "decision": "accept"}
    assert filled("review", "back", 1, "--json").error["code"] == "conflict"
    counts = filled("queue", "next", "--json").json["counts"]
    assert (counts["left"], counts["drafts"], counts["decided"]) == (4, 1, 1)
