"""The review desk as an annotator uses it, without a browser."""

from collections.abc import Callable

import pytest
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from curation.models import Job, Outcome, Role, Sample
from curation.review import REVIEW_KEYS, Queue
from curation.review.keys import FIXED_KEYS
from curation.services import people, samples
from curation.services.permissions import Actor
from curation.services.review import save_review
from curation.services.review_queue import queue_counts
from curation.workspace import Workspace
from tests.pages.review_panel import buttons_on, panel_text, press, report
from tests.services.judging import add_samples, answers_in, rows_of, sample_in, say

OpenPage = Callable[..., AppTest]


@pytest.fixture
def three(workspace: Workspace) -> list[int]:
    return add_samples(workspace, 3)


def text_on(desk: AppTest) -> str:
    parts = [*desk.markdown, *desk.text, *desk.caption, *desk.info, *desk.error]
    return " ".join([panel_text(desk), *(str(part.value) for part in parts)]).replace("\\", "")


def shown_on(desk: AppTest) -> int:
    """Return which sample is on the screen."""
    (box,) = (box for box in desk.text_area if str(box.key).startswith("note-"))
    return int(str(box.key).removeprefix("note-"))


def changes_on(desk: AppTest) -> str:
    """Return what shows the changes of a corrected text."""
    return " ".join(part.proto.body for part in desk.get("html") if "pc-changes" in part.proto.body)


def test_an_empty_workspace_says_what_to_do(page: OpenPage, workspace: Workspace, annotator: Actor) -> None:
    desk = page("review", actor_id=annotator.id)
    assert not desk.exception
    assert "nothing to review yet" in text_on(desk)
    assert "A curator can do that" in text_on(desk)
    assert set(buttons_on(desk)) == {"undo", "help", "last", *(f"queue-{queue}" for queue in Queue)}


def test_the_starter_samples_are_labelled(page: OpenPage, starter_workspace: Workspace) -> None:
    desk = page("review", actor_id=people.join(starter_workspace, "Ada").id)
    assert not desk.exception
    assert "hand-written example" in text_on(desk)
    assert "Pending 66" in panel_text(desk)
    assert "0 of 66 decided by you" in panel_text(desk)


@pytest.mark.parametrize("decision", ["accept", "reject", "skip"])
def test_a_decision_is_stored_and_the_next_sample_comes(
    page: OpenPage, workspace: Workspace, annotator: Actor, three: list[int], decision: str
) -> None:
    desk = press(page("review", actor_id=annotator.id), decision)
    assert answers_in(workspace, three[0], annotator).decision == decision
    assert shown_on(desk) == three[1]
    assert f"Sample {three[0]}" in text_on(desk)
    assert "saved" in text_on(desk)


def test_a_rating_is_stored_at_once_and_cleared_by_0(
    page: OpenPage, workspace: Workspace, annotator: Actor, three: list[int]
) -> None:
    desk = press(page("review", actor_id=annotator.id), "4")
    assert answers_in(workspace, three[0], annotator).overall == 4
    assert shown_on(desk) == three[0]
    press(desk, "up", "0")
    assert answers_in(workspace, three[0], annotator).overall is None


def test_submit_says_what_it_decides_and_waits_for_something_given(
    page: OpenPage, workspace: Workspace, annotator: Actor, three: list[int]
) -> None:
    desk = press(page("review", actor_id=annotator.id), "submit")
    assert "neither a decision nor a rating" in text_on(desk)
    assert rows_of(workspace, three[0]) == []
    press(desk, "2")
    assert buttons_on(desk)["submit"]["label"] == "Submit: reject"
    press(desk, "submit")
    assert answers_in(workspace, three[0], annotator).decision == "reject"


def test_the_switch_keeps_the_sample_on_the_screen(
    page: OpenPage, workspace: Workspace, annotator: Actor, three: list[int]
) -> None:
    desk = page("review", actor_id=annotator.id)
    desk.toggle(key="r_auto").set_value(False).run()
    press(desk, "accept")
    assert shown_on(desk) == three[0]
    press(desk, "reject")
    assert [row.decision for row in rows_of(workspace, three[0])] == ["accept", "reject"]


def test_f_turns_the_digits_into_flags_for_one_key(
    page: OpenPage, workspace: Workspace, annotator: Actor, three: list[int]
) -> None:
    desk = press(page("review", actor_id=annotator.id), "flag", "2", "5")
    answers = answers_in(workspace, three[0], annotator)
    assert (answers.flags, answers.overall) == (("wrong",), 5)
    press(desk, "flag-wrong", "flag-unsafe")
    assert answers_in(workspace, three[0], annotator).flags == ("unsafe",)


def test_d_asks_of_which_and_a_digit_names_it(
    page: OpenPage, workspace: Workspace, annotator: Actor, three: list[int]
) -> None:
    with workspace.write() as tx:
        row = tx.get_one(Sample, three[0])
        row.nearest_id, row.nearest_score = three[2], 0.95
    desk = page("review", actor_id=annotator.id)
    assert f"Close to sample {three[2]}" in text_on(desk)
    press(desk, "twin")
    assert "near-duplicate of which one" in text_on(desk)
    press(desk, "1")
    answers = answers_in(workspace, three[0], annotator)
    assert (answers.flags, answers.near_duplicate_of, answers.overall) == (("near_duplicate",), three[2], None)
    press(desk, "twin")
    assert answers_in(workspace, three[0], annotator).flags == ()


def test_a_near_duplicate_of_nothing_known_is_flagged_only(
    page: OpenPage, workspace: Workspace, annotator: Actor, three: list[int]
) -> None:
    desk = press(page("review", actor_id=annotator.id), "flag-near_duplicate")
    assert "not known yet" in text_on(desk)
    press(desk, "0")
    answers = answers_in(workspace, three[0], annotator)
    assert (answers.flags, answers.near_duplicate_of) == (("near_duplicate",), None)


def test_a_note_is_stored_when_it_is_left(
    page: OpenPage, workspace: Workspace, annotator: Actor, three: list[int]
) -> None:
    desk = page("review", actor_id=annotator.id)
    desk.text_area(key=f"note-{three[0]}").set_value("the units are missing").run()
    assert answers_in(workspace, three[0], annotator).note == "the units are missing"


def test_a_note_typed_before_a_decision_goes_with_it(
    page: OpenPage, workspace: Workspace, annotator: Actor, three: list[int]
) -> None:
    desk = page("review", actor_id=annotator.id)
    desk.text_area(key=f"note-{three[0]}").set_value("late")
    press(desk, "accept")
    answers = answers_in(workspace, three[0], annotator)
    assert (answers.note, answers.decision) == ("late", "accept")
    assert desk.text_area(key=f"note-{three[1]}").value == ""


def test_a_corrected_text_keeps_the_original(
    page: OpenPage, workspace: Workspace, annotator: Actor, three: list[int]
) -> None:
    desk = press(page("review", actor_id=annotator.id), "edit")
    desk.text_area(key=f"text-{three[0]}").set_value("How many bees are left?")
    press(desk, "submit")
    row = sample_in(workspace, three[0])
    assert (row.text, row.edited_text) == ("How many bees, no. 0?", "How many bees are left?")
    assert shown_on(desk) == three[0]
    assert "<del>0</del><ins>left</ins>?" in changes_on(desk)
    press(desk, "changes")
    assert "How many bees are left" in text_on(desk)
    assert changes_on(desk) == ""


def test_a_text_changed_by_another_person_meanwhile_loses_nothing_typed(
    page: OpenPage, workspace: Workspace, admin: Actor, annotator: Actor, three: list[int]
) -> None:
    desk = press(page("review", actor_id=annotator.id), "edit")
    samples.edit_sample(workspace, three[0], text="How many wasps?", version=1, actor=admin)
    desk.text_area(key=f"text-{three[0]}").set_value("How many hornets?")
    press(desk, "submit")
    assert "Somebody changed this sample" in text_on(desk)
    assert desk.text_area(key=f"text-{three[0]}").value == "How many hornets?"
    assert sample_in(workspace, three[0]).edited_text == "How many wasps?"


def test_a_decision_on_a_changed_text_is_not_stored(
    page: OpenPage, workspace: Workspace, admin: Actor, annotator: Actor, three: list[int]
) -> None:
    desk = page("review", actor_id=annotator.id)
    samples.edit_sample(workspace, three[0], text="How many wasps?", version=1, actor=admin)
    press(desk, "accept")
    assert "while it was on your screen" in text_on(desk)
    assert "How many wasps" in text_on(desk)
    assert rows_of(workspace, three[0]) == []


def test_undo_shows_the_sample_again_with_what_was_answered(
    page: OpenPage, workspace: Workspace, annotator: Actor, three: list[int]
) -> None:
    desk = press(page("review", actor_id=annotator.id), "4", "accept", "undo")
    assert shown_on(desk) == three[0]
    assert buttons_on(desk)["submit"]["label"] == "Submit: accept"
    assert "no longer accepted" in text_on(desk)
    assert sample_in(workspace, three[0]).decision == ""


def test_arrows_walk_and_keep_the_draft(
    page: OpenPage, workspace: Workspace, annotator: Actor, three: list[int]
) -> None:
    desk = press(page("review", actor_id=annotator.id), "3", "next")
    assert shown_on(desk) == three[1]
    press(desk, "previous")
    assert shown_on(desk) == three[0]
    assert buttons_on(desk)["submit"]["label"] == "Submit: accept"
    press(desk, "next", "next", "next")
    assert shown_on(desk) == three[0]  # what was gone past comes again when nothing else waits


def test_s_keeps_a_sample_among_the_drafts(
    page: OpenPage, workspace: Workspace, annotator: Actor, three: list[int]
) -> None:
    press(page("review", actor_id=annotator.id), "save")
    desk = page("review", actor_id=annotator.id, query={"r_queue": "Drafts"})
    assert shown_on(desk) == three[0]


def test_what_was_skipped_waits_in_its_own_queue(
    page: OpenPage, workspace: Workspace, annotator: Actor, three: list[int]
) -> None:
    press(page("review", actor_id=annotator.id), "skip")
    desk = press(page("review", actor_id=annotator.id, query={"r_queue": "Skipped"}), "accept")
    assert answers_in(workspace, three[0], annotator).decision == "accept"
    assert "You have skipped nothing" in text_on(desk)


def test_everything_decided_is_said_and_can_be_taken_back(
    page: OpenPage, workspace: Workspace, annotator: Actor, three: list[int]
) -> None:
    desk = press(page("review", actor_id=annotator.id), "accept", "reject", "accept")
    assert "You have seen everything" in text_on(desk)
    press(desk, "undo")
    assert shown_on(desk) == three[2]


def test_a_scenario_in_the_address_narrows_the_queue(
    page: OpenPage, workspace: Workspace, annotator: Actor, three: list[int]
) -> None:
    (tool,) = add_samples(workspace, 1, scenario="tool")
    desk = page("review", actor_id=annotator.id, query={"r_scenario": "tool"})
    assert shown_on(desk) == tool
    press(desk, "accept")
    assert "Nothing is here under this filter" in text_on(desk)


def test_an_address_shows_its_sample_and_then_the_queue(
    page: OpenPage, workspace: Workspace, annotator: Actor, three: list[int]
) -> None:
    desk = page("review", actor_id=annotator.id, query={"sample": str(three[2])})
    assert shown_on(desk) == three[2]
    press(desk, "accept")
    assert shown_on(desk) == three[0]
    assert "sample" not in desk.query_params


@pytest.mark.parametrize("asked", ["999", "abc", "-1", "٣"])
def test_an_address_of_nothing_is_no_crash(
    page: OpenPage, workspace: Workspace, annotator: Actor, three: list[int], asked: str
) -> None:
    desk = page("review", actor_id=annotator.id, query={"sample": asked})
    assert not desk.exception
    assert shown_on(desk) == three[0]


def test_a_sample_without_a_text_is_explained(
    page: OpenPage, workspace: Workspace, annotator: Actor, three: list[int]
) -> None:
    (refused,) = add_samples(workspace, 1, outcome=Outcome.REFUSED)
    desk = page("review", actor_id=annotator.id, query={"sample": str(refused)})
    assert "ended as 'refused'" in text_on(desk)


def test_a_last_decision_opens_again(page: OpenPage, workspace: Workspace, annotator: Actor, three: list[int]) -> None:
    desk = press(page("review", actor_id=annotator.id), "accept", "last", f"reopen-{three[0]}")
    assert shown_on(desk) == three[0]
    press(desk, "reject")
    assert answers_in(workspace, three[0], annotator).decision == "reject"
    assert queue_counts(workspace, annotator).decided == 1


def test_a_hidden_persona_is_not_on_the_page_and_the_answers_say_so(
    page: OpenPage, workspace: Workspace, annotator: Actor, three: list[int]
) -> None:
    desk = page("review", actor_id=annotator.id)
    assert "keeper of bees" in text_on(desk)
    desk.toggle(key="r_hide").set_value(True).run()
    assert "keeper of bees" not in text_on(desk)
    press(desk, "accept")
    assert answers_in(workspace, three[0], annotator).persona_hidden


def test_an_annotator_is_told_why_it_is_not_made_again(
    page: OpenPage, workspace: Workspace, annotator: Actor, three: list[int]
) -> None:
    desk = press(page("review", actor_id=annotator.id), "again")
    assert "needs the role curator" in text_on(desk)
    with workspace.read() as session:
        assert session.exec(select(Job)).all() == []


def test_who_lost_the_role_is_stopped_at_the_next_key(
    page: OpenPage, workspace: Workspace, admin: Actor, annotator: Actor, three: list[int]
) -> None:
    desk = page("review", actor_id=annotator.id)
    people.change_person(workspace, annotator.id, role=Role.VIEWER, actor=admin)
    report(desk, {"action": "accept", "shown": [three[0], 1], "turn": "t"})
    assert rows_of(workspace, three[0]) == []
    assert ["needs the role annotator" in error.value for error in desk.error] == [True]


def test_a_late_key_for_a_sample_that_has_gone_changes_nothing(
    page: OpenPage, workspace: Workspace, annotator: Actor, three: list[int]
) -> None:
    desk = page("review", actor_id=annotator.id)
    state = desk.session_state[f"review_desk_{annotator.id}"]
    state.walk.show(three[1])  # what a first press of the same key has done meanwhile
    press(desk, "accept")
    assert "came too late" in text_on(desk)
    assert rows_of(workspace, three[0]) == rows_of(workspace, three[1]) == []


def test_the_sheet_names_every_key(page: OpenPage, workspace: Workspace, annotator: Actor, three: list[int]) -> None:
    desk = press(page("review", actor_id=annotator.id), "help")
    assert [key for key in REVIEW_KEYS if key.action not in FIXED_KEYS and key.label not in text_on(desk)] == []
    assert "`1` to `9`" in text_on(desk)
    assert "What is right and dull gets a low rating" in text_on(desk)


def test_hostile_texts_do_not_become_markdown(
    page: OpenPage, workspace: Workspace, annotator: Actor, three: list[int]
) -> None:
    evil = "![x](http://evil.invalid/x.png) **bold**"
    with workspace.write() as tx:
        for sample_id in three:
            row = tx.get_one(Sample, sample_id)
            row.text = evil
            row.nearest_id, row.nearest_score = three[0] if sample_id != three[0] else three[1], 0.99
    say(workspace, three[2], annotator, decision="accept")
    save_review(workspace, three[0], lambda answers: answers.noted(evil), actor=annotator)
    desk = page("review", actor_id=annotator.id)
    press(desk, "last", "twin")
    labels = [button["label"] for button in buttons_on(desk).values() if "evil" in button["label"]]
    assert len(labels) == 2  # the panel draws them as characters, whatever they say
    assert not [part for part in (*desk.markdown, *desk.caption) if "![x](http" in str(part.value).replace("\\", "")]
