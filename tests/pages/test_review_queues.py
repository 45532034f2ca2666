"""Queues, filter, settings for good and the second look at the review desk."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from curation.models import Sample, SampleTag
from curation.review import Answers, Queue
from curation.services.permissions import Actor
from curation.services.preferences import get_preferences, set_preference
from curation.services.review_queue import queue_counts
from curation.workspace import Workspace
from tests.pages.review_panel import buttons_on, panel_on, panel_text, press
from tests.services.judging import add_samples, answers_in, rows_of, say

OpenPage = Callable[..., AppTest]


@pytest.fixture
def three(workspace: Workspace) -> list[int]:
    return add_samples(workspace, 3)


def shown_on(desk: AppTest) -> int:
    return int(panel_on(desk)["shown"][0])


def text_on(desk: AppTest) -> str:
    return " ".join(str(part.value) for part in [*desk.markdown, *desk.caption, *desk.info, *desk.error, *desk.success])


def test_the_queues_are_tabs_with_counts_and_the_address_names_the_open_one(
    page: OpenPage, workspace: Workspace, annotator: Actor, three: list[int]
) -> None:
    desk = press(page("review", actor_id=annotator.id), "a", "x", "queue-rejected")
    labels = {name: button["label"] for name, button in buttons_on(desk).items() if name.startswith("queue-")}
    assert list(labels.values()) == ["Pending 1", "Drafts", "Submitted 1", "Skipped", "Rejected 1"]
    assert shown_on(desk) == three[1]
    assert desk.query_params["r_queue"] == "Rejected"
    assert buttons_on(desk)["queue-rejected"]["is_set"]
    press(desk, "queue-pending")
    assert shown_on(desk) == three[2]
    assert "r_queue" not in desk.query_params


@pytest.mark.parametrize(
    ("decision", "queue"), [("accept", Queue.SUBMITTED), ("reject", Queue.REJECTED), ("skip", Queue.SKIPPED)]
)
def test_p_takes_any_decision_back_and_keeps_the_answers(
    page: OpenPage, workspace: Workspace, annotator: Actor, three: list[int], decision: str, queue: Queue
) -> None:
    say(workspace, three[1], annotator, overall=4, decision=decision)
    desk = page("review", actor_id=annotator.id, query={"r_queue": queue.capitalize()})
    assert shown_on(desk) == three[1]
    press(desk, "p")
    assert answers_in(workspace, three[1], annotator) == Answers(overall=4)
    assert queue_counts(workspace, annotator).pending == 3
    assert f"Sample {three[1]} is back among those that wait" in text_on(desk)
    assert "p" not in panel_on(desk)["keys"]  # the queue is empty, nothing can be taken back


def test_what_was_decided_again_in_its_queue_does_not_come_at_once_again(
    page: OpenPage, workspace: Workspace, annotator: Actor, three: list[int]
) -> None:
    for sample_id in three:
        say(workspace, sample_id, annotator, decision="accept")
    desk = page("review", actor_id=annotator.id, query={"r_queue": "Submitted"})
    seen = [shown_on(desk), shown_on(press(desk, "a")), shown_on(press(desk, "a"))]
    assert seen == three[::-1]


def test_a_filter_in_the_address_narrows_the_queue_is_counted_and_cleared(
    page: OpenPage, workspace: Workspace, annotator: Actor, three: list[int]
) -> None:
    with workspace.write() as tx:
        tx.add_all([SampleTag(sample_id=sample_id, tag="odd") for sample_id in (three[0], three[2])])
    desk = page("review", actor_id=annotator.id, query={"r_tags": "odd"})
    assert "2 left under the filter" in panel_text(desk)
    press(desk, "a")
    assert shown_on(desk) == three[2]
    assert "1 left under the filter" in panel_text(desk)
    press(desk, "undo")
    assert "2 left under the filter" in panel_text(desk)
    press(desk, "a", "a")
    assert "Nothing is here under this filter" in text_on(desk)
    desk.button(key="r_clear").click().run()
    assert shown_on(desk) == three[1]
    assert "r_tags" not in desk.query_params


def test_words_and_facets_are_chosen_in_the_box(
    page: OpenPage, workspace: Workspace, annotator: Actor, three: list[int]
) -> None:
    with workspace.write() as tx:
        tx.get_one(Sample, three[1]).model = "[b](c)*"
    desk = page("review", actor_id=annotator.id)
    desk.session_state["r_filter"] = True  # the box is open
    desk.run()
    desk.multiselect(key="facet_r_models").select("[b](c)*")
    desk.session_state["r_filter"] = True
    desk.run()
    assert shown_on(desk) == three[1]
    desk.session_state["r_filter"] = True
    desk.run()
    desk.text_input(key="field_r_text").set_value("wasps").run()
    assert "Nothing is here under this filter" in text_on(desk)
    assert desk.query_params["r_text"] == "wasps"


def test_switches_hold_for_good(page: OpenPage, workspace: Workspace, annotator: Actor, three: list[int]) -> None:
    desk = page("review", actor_id=annotator.id)
    switches = {"r_auto": False, "r_keys": False, "r_hide": True, "r_halo": True, "r_no_suggestions": True}
    for key, value in switches.items():
        desk.toggle(key=key).set_value(value).run()
    prefs = get_preferences(workspace, actor=annotator)
    assert (prefs.auto_advance, prefs.single_keys) == (False, False)
    assert (prefs.hide_persona, prefs.halo, prefs.hide_suggestions) == (True, True, True)
    another = page("review", actor_id=annotator.id)
    assert {key: another.toggle(key=key).value for key in switches} == switches


def test_own_keys_are_printed_and_count_in_the_place_of_the_old_ones(
    page: OpenPage, workspace: Workspace, annotator: Actor, three: list[int]
) -> None:
    set_preference(workspace, "keys", {"accept": "q", "note": "x", "flag": "ctrl+z", "gone": "b"}, actor=annotator)
    desk = page("review", actor_id=annotator.id)
    assert buttons_on(desk)["accept"]["hint"] == "Q"
    assert buttons_on(desk)["note"]["hint"] == "N"  # X is the key of reject: a stored clash is left out
    assert "a" not in panel_on(desk)["keys"]
    press(desk, "q")
    assert answers_in(workspace, three[0], annotator).decision == "accept"
    press(desk, "help")
    assert "| `Q` | Accept, and next |" in text_on(desk)


def open_keys(page: OpenPage, annotator: Actor) -> AppTest:
    return page("review", actor_id=annotator.id).button(key="r_change_keys").click().run()


def set_key(desk: AppTest, action: str, key: str) -> str:
    desk.selectbox(key="r_keys_action").set_value(action)
    desk.text_input(key="r_keys_key").set_value(key)
    desk.button(key="r_keys_set").click().run()
    return text_on(desk).replace("\\", "")


def test_a_key_is_chosen_in_the_dialog_and_what_cannot_be_one_is_refused_in_words(
    page: OpenPage, workspace: Workspace, annotator: Actor, three: list[int]
) -> None:
    desk = open_keys(page, annotator)
    assert "X is already the key for: Reject, and next" in set_key(desk, "accept", "x")
    assert "Streamlit keeps C for itself" in set_key(desk, "accept", "Ctrl+C")
    assert "cannot be bound" in set_key(desk, "accept", "<b>")
    assert get_preferences(workspace, actor=annotator).keys == {}
    assert "`Ctrl + K` instead of `A`" in set_key(desk, "accept", "ctrl + K")
    assert get_preferences(workspace, actor=annotator).keys == {"accept": "ctrl+k"}
    set_key(desk, "reject", "a")  # free now
    assert get_preferences(workspace, actor=annotator).keys == {"accept": "ctrl+k", "reject": "a"}
    desk.button(key="r_keys_reset").click().run()
    assert get_preferences(workspace, actor=annotator).keys == {}


def halo(page: OpenPage, workspace: Workspace, annotator: Actor) -> AppTest:
    set_preference(workspace, "halo", True, actor=annotator)
    return page("review", actor_id=annotator.id)


def test_a_sample_is_judged_without_its_persona_and_then_with_it(
    page: OpenPage, workspace: Workspace, annotator: Actor, three: list[int]
) -> None:
    desk = halo(page, workspace, annotator)
    assert "keeper of bees" not in text_on(desk)
    assert "mark-persona_fit" not in buttons_on(desk)
    press(desk, "4", "a")
    assert shown_on(desk) == three[0]
    assert "keeper of bees" in text_on(desk)
    assert "Same judgement? Without the persona you said accept, 4 of 5." in panel_text(desk)
    press(desk, "enter")
    rows = [(row.decision, row.overall, row.persona_hidden) for row in rows_of(workspace, three[0])]
    assert rows == [(None, 4, True), ("accept", 4, True), ("accept", 4, False)]
    assert shown_on(desk) == three[1]
    assert "keeper of bees" not in text_on(desk)


def test_the_second_look_can_change_the_judgement(
    page: OpenPage, workspace: Workspace, annotator: Actor, three: list[int]
) -> None:
    desk = press(halo(page, workspace, annotator), "4", "a", "mark-overall", "1", "x")
    rows = [(row.decision, row.overall, row.persona_hidden) for row in rows_of(workspace, three[0])]
    assert rows[1:] == [("accept", 4, True), ("accept", 1, False), ("reject", 1, False)]
    assert shown_on(desk) == three[1]


def test_a_skip_has_no_second_look(page: OpenPage, workspace: Workspace, annotator: Actor, three: list[int]) -> None:
    assert shown_on(press(halo(page, workspace, annotator), "space")) == three[1]


def test_who_leaves_between_the_looks_finds_the_second_one_again(
    page: OpenPage, workspace: Workspace, annotator: Actor, three: list[int]
) -> None:
    press(halo(page, workspace, annotator), "a")
    desk = page("review", actor_id=annotator.id)
    assert shown_on(desk) == three[0]
    assert "Same judgement?" in panel_text(desk)
    press(desk, "x")
    assert shown_on(desk) == three[1]


def test_undo_works_at_both_looks_and_a_persona_that_was_seen_stays_in_sight(
    page: OpenPage, workspace: Workspace, annotator: Actor, three: list[int]
) -> None:
    desk = press(halo(page, workspace, annotator), "a", "undo")
    assert shown_on(desk) == three[0]
    assert not answers_in(workspace, three[0], annotator).is_decided
    assert "keeper of bees" in text_on(desk)
    desk = page("review", actor_id=annotator.id)  # nor after a reload
    assert shown_on(desk) == three[0]
    assert "keeper of bees" in text_on(desk)
    press(desk, "a")
    assert not answers_in(workspace, three[0], annotator).persona_hidden
    assert shown_on(desk) == three[1]
    press(desk, "a", "enter", "undo")
    assert shown_on(desk) == three[1]
    assert not answers_in(workspace, three[1], annotator).is_decided
    assert "keeper of bees" in text_on(desk)
