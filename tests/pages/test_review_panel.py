"""What the panel of the review desk is given, and what the desk makes of what it reports."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from curation.models import Sample
from curation.review import REVIEW_KEYS
from curation.services.permissions import Actor
from curation.workspace import Workspace
from tests.pages.review_panel import buttons_on, panel_on, panel_text, press, report
from tests.services.judging import add_samples, answers_in, rows_of

OpenPage = Callable[..., AppTest]


@pytest.fixture
def two(workspace: Workspace) -> list[int]:
    return add_samples(workspace, 2)


@pytest.fixture
def desk(page: OpenPage, annotator: Actor, two: list[int]) -> AppTest:
    return page("review", actor_id=annotator.id)


@pytest.mark.parametrize(
    "reported",
    [
        None,
        "accept",
        {},
        {"action": "accept"},
        {"action": "accept", "shown": None, "turn": "t"},
        {"action": "accept", "shown": [1], "turn": "t"},
        {"action": "accept", "shown": ["1", "1"], "turn": "t"},
        {"action": "accept", "shown": [1, 1], "turn": 7},
        {"action": ["accept"], "shown": [1, 1], "turn": "t"},
        {"action": "set_sheet", "shown": [1, 1], "turn": "t"},
        {"action": "answer-overall-9", "shown": [1, 1], "turn": "t"},
        {"action": "answer-nobody_asked-1", "shown": [1, 1], "turn": "t"},
        {"action": "mark-nobody_asked", "shown": [1, 1], "turn": "t"},
        {"action": "reopen-99999999999999999999", "shown": [1, 1], "turn": "t"},
        {"action": "twin-9", "shown": [1, 1], "turn": "t"},
        {"action": "reopen-1; drop", "shown": [1, 1], "turn": "t"},
    ],
    ids=str,
)
def test_what_no_panel_reports_changes_nothing(
    desk: AppTest, workspace: Workspace, two: list[int], reported: object
) -> None:
    assert two[0] == 1
    report(desk, reported)
    assert not desk.exception
    assert panel_on(desk)["shown"] == [1, 1]
    assert rows_of(workspace, 1) == []


def test_a_click_on_a_sample_that_has_left_the_screen_changes_nothing(
    desk: AppTest, workspace: Workspace, annotator: Actor, two: list[int]
) -> None:
    press(desk, "accept")
    report(desk, {"action": "reject", "shown": [two[0], 1], "turn": "late"})
    assert f"it was meant for sample {two[0]}" in desk.info[0].value
    assert panel_on(desk)["answered"] == "late"  # or the panel would wait for it
    assert answers_in(workspace, two[0], annotator).decision == "accept"
    assert rows_of(workspace, two[1]) == []


def test_each_action_of_the_key_map_has_its_button_and_its_key_in_some_state(desk: AppTest) -> None:
    found: set[str] = set()
    for pressed in (("1",), ("up",), ("accept", "previous")):
        press(desk, *pressed)
        keys = panel_on(desk)["keys"]
        assert set(keys.values()) - set(buttons_on(desk)) == {"question_before", "question_after"}
        found |= set(keys)
    many_choices = {"6", "7", "8", "9"}  # of a question with so many; the rubric of maths has none
    assert found == {key for row in REVIEW_KEYS for key in (row.key, *row.also)} - many_choices


def test_while_a_flag_is_asked_for_the_digits_stand_on_the_flags(desk: AppTest) -> None:
    assert panel_on(desk)["keys"]["2"] == "answer-overall-2"
    press(desk, "flag")
    assert [panel_on(desk)["keys"][digit] for digit in "120"] == ["flag-off_persona", "flag-wrong", "flag-none"]
    assert [buttons_on(desk)[f"flag-{flag}"]["hint"] for flag in ("off_persona", "wrong")] == ["1", "2"]
    assert buttons_on(desk)["answer-overall-2"]["shortcuts"] == ""


def test_without_single_keys_none_is_printed_and_none_counts(desk: AppTest) -> None:
    assert buttons_on(desk)["accept"]["hint"] == "A"
    desk.toggle(key="r_keys").set_value(False).run()
    accept, undo = buttons_on(desk)["accept"], buttons_on(desk)["undo"]
    assert (accept["hint"], accept["shortcuts"]) == ("", "")
    assert (undo["hint"], undo["shortcuts"]) == ("", "Backspace")
    assert set(panel_on(desk)["keys"]) == {"space", "enter", "ctrl+enter", "backspace", "left", "right", "up", "down"}


def test_the_cursor_goes_into_the_text_once(desk: AppTest, two: list[int]) -> None:
    assert panel_on(desk)["boxes"] == {"note": f"note-{two[0]}"}
    press(desk, "edit")
    assert panel_on(desk)["cursor"] == f"text-{two[0]}"
    desk.run()
    assert panel_on(desk)["cursor"] == ""


def test_the_answer_and_the_raw_answer_are_shown_when_asked_for(
    page: OpenPage, workspace: Workspace, annotator: Actor, two: list[int]
) -> None:
    with workspace.write() as tx:
        row = tx.get_one(Sample, two[0])
        row.answer, row.raw = "forty-two", "Math problem: raw bees"

    def text_on(desk: AppTest) -> str:
        return " ".join(str(part.value) for part in [*desk.markdown, *desk.text])

    desk = page("review", actor_id=annotator.id)
    assert "forty" not in text_on(desk)
    assert "forty" in text_on(press(desk, "answer"))
    press(desk, "raw")
    assert "raw bees" in text_on(desk)
    assert "answer" not in buttons_on(desk)
    assert "raw bees" not in text_on(press(desk, "raw"))


def test_no_decisions_yet_is_said(desk: AppTest) -> None:
    assert "No decisions yet" in panel_text(press(desk, "last"))
    assert "No decisions yet" not in panel_text(press(desk, "last"))


def test_comments_open_beside_the_questions_and_close_with_the_sample(desk: AppTest) -> None:
    assert "Comments" not in [box.label for box in desk.expander]
    press(desk, "comments")
    assert "Comments" in [box.label for box in desk.expander]
    press(desk, "next")
    assert "Comments" not in [box.label for box in desk.expander]
