"""The questions of a rubric at the review desk: digits, the marked question, what is required, what is suggested."""

from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from curation.models import Annotator, RaterKind, Review, Sample, Setting
from curation.review import Answers, Question, QuestionKind, RubricForm
from curation.review.shipped_rubrics import SHIPPED
from curation.services.permissions import Actor
from curation.services.preferences import set_preference
from curation.services.rubrics import rubric_for, save_rubric, stored_rubric
from curation.services.samples import edit_sample
from curation.workspace import Workspace
from tests.pages.review_panel import buttons_on, panel_on, panel_text, press, report
from tests.services.judging import add_samples, answers_in, rows_of, sample_in

OpenPage = Callable[..., AppTest]
OVERALL = Question("overall", QuestionKind.SCALE, "Rating")
TONES = Question("tones", QuestionKind.CHOICES, "Which **tones**?", choices=("dry", "warm", "<b>loud</b>"))
FORM = RubricForm(
    (
        OVERALL,
        Question("kind", QuestionKind.CHOICE, "What is it?", "Ask yourself.", ("a sum", "a riddle")),
        TONES,
        Question("why", QuestionKind.TEXT, "Why?"),
    ),
    guideline="Be kind.\n[Click](http://evil.invalid)",
)


@pytest.fixture
def two(workspace: Workspace) -> list[int]:
    return add_samples(workspace, 2)


@pytest.fixture
def desk(page: OpenPage, annotator: Actor, two: list[int]) -> AppTest:
    return page("review", actor_id=annotator.id)


def require(workspace: Workspace, actor: Actor, question_id: str) -> None:
    """Ask the questions of maths with one that must be answered."""
    questions = [question.as_row() for question in SHIPPED["math"].questions]
    rows = [{**row, "required": row["required"] or row["id"] == question_id} for row in questions]
    save_rubric(workspace, "math", RubricForm.from_rows(rows), actor=actor)


def marked_on(desk: AppTest) -> str:
    (row,) = (row for row in panel_on(desk)["rows"] if "marked" in row["look"].split())
    return str(row["name"]).removeprefix("question-")


def judge(workspace: Workspace, sample_id: int, name: str = "Solomon", *, prefills: object = "1", **said: Any) -> None:  # noqa: ANN401
    """Let a judge answer as its job does."""
    with workspace.write() as tx:
        rater = Annotator(name=name, kind=RaterKind.JUDGE, role="viewer")
        tx.add(rater)
        tx.flush()
        rubric_id = stored_rubric(tx, rubric_for(tx, "math"))
        tx.add(Review(sample_id=sample_id, annotator_id=rater.id or 0, rubric_id=rubric_id, **said))
        tx.add(Setting(name=f"judge.{rater.id}.prefills", value=prefills))


def test_each_digit_answers_the_marked_question_and_marks_the_next(
    desk: AppTest, workspace: Workspace, annotator: Actor, two: list[int]
) -> None:
    assert marked_on(desk) == "overall"
    press(desk, "4", "1", "2", "3", "5")
    expected = Answers(overall=4, answers={"valid": True, "answer_right": False, "difficulty": 3, "persona_fit": 5})
    assert answers_in(workspace, two[0], annotator) == expected
    assert marked_on(desk) == "persona_fit"
    press(desk, "1")
    assert answers_in(workspace, two[0], annotator).answers["persona_fit"] == 1


def test_arrows_mark_other_questions_and_stay_at_both_ends(desk: AppTest, two: list[int]) -> None:
    press(desk, "up")
    assert marked_on(desk) == "overall"
    press(desk, "down", "down")
    assert marked_on(desk) == "answer_right"
    press(desk, *["down"] * 5)
    assert marked_on(desk) == "persona_fit"
    assert "only this person would ask" in panel_text(desk)


def test_an_answer_by_a_click_marks_the_question_after_it(
    desk: AppTest, workspace: Workspace, annotator: Actor, two: list[int]
) -> None:
    press(desk, "answer-difficulty-2")
    assert marked_on(desk) == "persona_fit"
    press(desk, "mark-valid", "2", "up", "0")
    assert answers_in(workspace, two[0], annotator).answers == {"difficulty": 2}


def test_the_next_sample_begins_with_the_first_question_and_a_draft_where_one_stopped(
    desk: AppTest, two: list[int]
) -> None:
    press(desk, "4", "1", "next")
    assert marked_on(desk) == "overall"
    press(desk, "previous")
    assert marked_on(desk) == "answer_right"


def test_an_accept_without_a_required_answer_is_refused_and_marks_the_question(
    page: OpenPage, workspace: Workspace, admin: Actor, annotator: Actor, two: list[int]
) -> None:
    require(workspace, admin, "difficulty")
    desk = press(page("review", actor_id=annotator.id), "4", "a")
    assert "'Difficulty' must be answered" in desk.error[0].value.replace("\\", "")
    assert marked_on(desk) == "difficulty"
    assert "Difficulty\N{NO-BREAK SPACE}*" in panel_text(desk)
    assert "Needed before a sample is accepted" in panel_text(desk)
    assert answers_in(workspace, two[0], annotator) == Answers(overall=4)
    press(desk, "3", "a")
    assert answers_in(workspace, two[0], annotator).decision == "accept"
    press(desk, "x")
    assert answers_in(workspace, two[1], annotator).decision == "reject"


def test_choices_texts_and_guidelines_of_people_are_only_characters(
    page: OpenPage, workspace: Workspace, admin: Actor, annotator: Actor, two: list[int]
) -> None:
    save_rubric(workspace, "math", FORM, actor=admin)
    desk = press(page("review", actor_id=annotator.id), "5", "2", "1", "3", "2", "1")
    answers = answers_in(workspace, two[0], annotator)
    assert answers == Answers(overall=5, answers={"kind": "a riddle", "tones": ("warm", "<b>loud</b>")})
    assert marked_on(desk) == "tones"  # more of them may follow
    assert "Which **tones**?" in panel_text(desk)
    press(desk, "guideline")
    assert "[Click](http://evil.invalid)" in panel_text(desk)
    press(desk, "help")
    assert not [part for part in desk.markdown if "[Click](http" in str(part.value).replace("\\", "")]


def test_a_text_is_written_in_its_box_and_stored_when_it_is_left(
    page: OpenPage, workspace: Workspace, admin: Actor, annotator: Actor, two: list[int]
) -> None:
    save_rubric(workspace, "math", FORM, actor=admin)
    desk = press(page("review", actor_id=annotator.id), "mark-why")
    assert panel_on(desk)["keys"]["1"] == "write-why"
    assert panel_on(desk)["boxes"]["write-why"] == f"answer-{two[0]}-why"
    desk.text_area(key=f"answer-{two[0]}-why").set_value("It is *too* easy").run()
    assert answers_in(workspace, two[0], annotator).answers == {"why": "It is *too* easy"}
    assert "It is *too* easy" in panel_text(desk)
    desk.text_area(key=f"answer-{two[0]}-why").set_value("  ").run()
    assert answers_in(workspace, two[0], annotator).answers == {}


def test_an_older_version_is_said_and_its_answer_stays_in_its_row(
    page: OpenPage, workspace: Workspace, admin: Actor, annotator: Actor, two: list[int]
) -> None:
    press(page("review", actor_id=annotator.id), "4", "1")
    save_rubric(workspace, "math", FORM, actor=admin)
    desk = page("review", actor_id=annotator.id)
    assert "Answered under version 1 of the questions, now 2" in panel_text(desk)
    assert marked_on(desk) == "kind"
    press(desk, "1")
    assert "Answered under version" not in panel_text(desk)
    assert [row.answers for row in rows_of(workspace, two[0])][1:] == [{"valid": True}, {"kind": "a sum"}]


def test_what_a_check_says_is_suggested_and_enter_takes_it_over(
    page: OpenPage, workspace: Workspace, annotator: Actor, two: list[int]
) -> None:
    with workspace.write() as tx:
        row = tx.get_one(Sample, two[0])
        row.checks = [{"name": "answer_given", "ok": False, "detail": "No final answer is given."}]
    desk = page("review", actor_id=annotator.id)
    shown = buttons_on(desk)["answer-answer_right-2"]
    assert (shown["icon"], shown["look"], shown["is_set"]) == ("auto_awesome", "suggested", False)
    assert shown["help"] == "Suggested by answer given: No final answer is given."
    press(desk, "4")
    assert answers_in(workspace, two[0], annotator) == Answers(overall=4)
    press(desk, "enter")
    assert answers_in(workspace, two[0], annotator).answers == {"answer_right": False}
    assert rows_of(workspace, two[0])[-1].suggested == {"answer_right": False}


def test_an_answer_of_ones_own_is_not_replaced_and_accept_takes_nothing_over(
    page: OpenPage, workspace: Workspace, annotator: Actor, two: list[int]
) -> None:
    for sample_id, name in zip(two, ("One", "Two"), strict=True):
        judge(workspace, sample_id, name, overall=2, answers={"valid": False, "difficulty": 5}, note="It *drifts*")
    desk = press(page("review", actor_id=annotator.id), "5")
    assert "Suggested by One: It *drifts*" in panel_text(desk)
    press(desk, "enter")
    kept = answers_in(workspace, two[0], annotator)
    assert (kept.overall, kept.decision, kept.answers) == (5, "accept", {"valid": False, "difficulty": 5})
    press(desk, "a")
    assert answers_in(workspace, two[1], annotator) == Answers(decision="accept")


def test_hidden_suggestions_are_neither_shown_nor_taken_nor_stored(
    page: OpenPage, workspace: Workspace, annotator: Actor, two: list[int]
) -> None:
    judge(workspace, two[0], overall=2, answers={"valid": False})
    desk = page("review", actor_id=annotator.id)
    assert buttons_on(desk)["submit"]["label"] == "Submit: reject"
    desk.toggle(key="r_no_suggestions").set_value(True).run()
    assert buttons_on(desk)["submit"]["label"] == "Submit"
    assert "suggested" not in {button["look"] for button in buttons_on(desk).values()}
    press(desk, "3", "enter")
    assert answers_in(workspace, two[0], annotator) == Answers(overall=3, decision="accept")
    assert {str(row.suggested) for row in rows_of(workspace, two[0]) if row.annotator_id == annotator.id} == {"{}"}


def test_a_judge_that_may_not_pre_fill_suggests_nothing(
    page: OpenPage, workspace: Workspace, annotator: Actor, two: list[int]
) -> None:
    judge(workspace, two[0], prefills="", overall=2)
    assert buttons_on(page("review", actor_id=annotator.id))["submit"]["label"] == "Submit"


def test_a_rating_decides_where_that_is_set_and_the_next_sample_comes(
    page: OpenPage, workspace: Workspace, annotator: Actor, two: list[int]
) -> None:
    set_preference(workspace, "rate_decides", True, actor=annotator)
    desk = press(page("review", actor_id=annotator.id), "4")
    assert answers_in(workspace, two[0], annotator) == Answers(overall=4, decision="accept")
    assert panel_on(desk)["shown"][0] == two[1]
    press(desk, "2")
    assert answers_in(workspace, two[1], annotator) == Answers(overall=2, decision="reject")
    assert [len(rows_of(workspace, sample_id)) for sample_id in two] == [1, 1]


def test_a_rating_that_decides_is_kept_where_another_answer_is_still_required(
    page: OpenPage, workspace: Workspace, admin: Actor, annotator: Actor, two: list[int]
) -> None:
    require(workspace, admin, "valid")
    set_preference(workspace, "rate_decides", True, actor=annotator)
    desk = press(page("review", actor_id=annotator.id), "5")
    assert answers_in(workspace, two[0], annotator) == Answers(overall=5)
    assert "must be answered before a sample is accepted" in "".join(error.value for error in desk.error)
    assert (panel_on(desk)["shown"][0], marked_on(desk)) == (two[0], "valid")


def test_who_corrects_what_somebody_changed_sees_both_and_saves_once_more(
    desk: AppTest, workspace: Workspace, admin: Actor, annotator: Actor, two: list[int]
) -> None:
    press(desk, "e")
    (box,) = (area for area in desk.text_area if area.label == "Corrected text")
    box.set_value("Mine.")
    version = panel_on(desk)["shown"][1]
    edit_sample(workspace, two[0], text="Theirs.", version=version, actor=admin)
    report(desk, {"action": "submit", "shown": [two[0], version], "turn": "t1"})
    assert "Somebody changed" in "".join(error.value for error in desk.error)
    assert "Somebody changed this text meanwhile" in "".join(warning.value for warning in desk.warning)
    assert [area.value for area in desk.text_area if area.label == "Corrected text"] == ["Mine."]
    press(desk, "submit")
    assert sample_in(workspace, two[0]).edited_text == "Mine."
