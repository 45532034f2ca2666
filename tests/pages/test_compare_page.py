"""The Compare page: votes as people cast them, what stays hidden, and sets as curators make and read them."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from curation.models import DEMO_LABEL, Choice
from curation.services import comparisons
from curation.services.comparison_sets import get_set, list_sets
from curation.services.permissions import Actor
from curation.services.preferences import get_preferences, set_preference
from curation.ui.compare_desk import VOTES
from curation.workspace import Workspace
from tests.pages.review_panel import buttons_on, panel_on, panel_text, press, report
from tests.services.comparing import add_matched, make_models, pair_in, two_models, vote_for

OpenPage = Callable[..., AppTest]


@pytest.fixture
def made(workspace: Workspace, admin: Actor) -> tuple[int, list[int]]:
    two_models(workspace, 3)
    return make_models(workspace, admin)


@pytest.fixture
def desk(page: OpenPage, annotator: Actor, made: tuple[int, list[int]]) -> AppTest:
    return page("compare", actor_id=annotator.id)


def shown(desk: AppTest) -> int:
    """Return which pair is on the screen."""
    return int(panel_on(desk)["shown"][0])


def everything_on(desk: AppTest) -> str:
    """Return all that is written on the page."""
    parts = [*desk.markdown, *desk.caption, *desk.text, *desk.info, *desk.error, *desk.selectbox]
    return " ".join(str(part.value) for part in parts).replace("\\", "") + panel_text(desk)


@pytest.mark.parametrize(("action", "choice"), VOTES.items())
def test_each_button_stores_its_vote_and_goes_on(
    desk: AppTest, workspace: Workspace, annotator: Actor, action: str, choice: Choice
) -> None:
    first = shown(desk)
    press(desk, action)
    assert comparisons.get_pair(workspace, first, actor=annotator).choice == choice
    assert shown(desk) != first


def test_the_models_are_nowhere_before_the_vote_and_told_after_it(desk: AppTest) -> None:
    before = everything_on(desk)
    assert not any(name in before.replace("which model", "") for name in ("big", "small", "[sample"))
    press(desk, "prefer_left")
    assert "left was" in panel_text(desk)
    assert all(name in panel_text(desk) for name in ("big", "small", "you said left"))
    press(desk, "skip")
    assert not any(name in panel_text(desk) for name in ("big", "small"))


def test_undo_brings_the_pair_back_without_its_arms(desk: AppTest, workspace: Workspace, annotator: Actor) -> None:
    first = shown(desk)
    press(desk, "both_bad", "undo")
    assert shown(desk) == first
    assert "taken back" in desk.info[0].value
    assert comparisons.get_pair(workspace, first, actor=annotator).choice is None
    assert "was big" not in panel_text(desk)


def test_one_goes_back_to_a_vote_sees_it_and_can_change_it(
    desk: AppTest, workspace: Workspace, annotator: Actor
) -> None:
    first = shown(desk)
    press(desk, "prefer_left", "previous")
    assert shown(desk) == first
    assert buttons_on(desk)["prefer_left"]["is_set"]
    assert "big" in " ".join(part.value for part in desk.markdown)
    press(desk, "tie")
    assert comparisons.get_pair(workspace, first, actor=annotator).choice == Choice.TIE
    assert pair_in(workspace, first).n_votes == 1


def test_next_leaves_a_pair_without_a_vote_and_it_comes_again(desk: AppTest, workspace: Workspace) -> None:
    first = shown(desk)
    press(desk, "next")
    assert shown(desk) != first
    press(desk, "prefer_left", "prefer_left")
    assert shown(desk) == first
    assert pair_in(workspace, first).n_votes == 0


def test_a_late_press_for_a_pair_that_is_gone_changes_nothing(desk: AppTest, workspace: Workspace) -> None:
    first = shown(desk)
    press(desk, "prefer_left")
    report(desk, {"action": "prefer_right", "shown": [first, 0], "turn": "late"})
    assert "too late" in desk.info[0].value
    assert panel_on(desk)["answered"] == "late"
    assert sum(pair_in(workspace, pair_id).n_votes for pair_id in (1, 2, 3)) == 1


def test_the_end_is_said_and_what_was_skipped_can_be_gone_through(
    desk: AppTest, workspace: Workspace, made: tuple[int, list[int]], annotator: Actor
) -> None:
    press(desk, "skip", "prefer_left", "prefer_right")
    assert panel_on(desk)["shown"] is None
    assert set(buttons_on(desk)) == {"undo", "help"}
    assert "No pair waits" in " ".join(part.value for part in desk.markdown)
    next(button for button in desk.button if "skipped" in button.label).click().run()
    press(desk, "tie")
    assert "Nothing skipped is left" in " ".join(part.value for part in desk.markdown)
    own = get_set(workspace, made[0], actor=annotator)
    assert (own.voted, own.skipped, own.left) == (3, 0, 0)


def test_a_set_that_hides_the_persona_does_not_show_it(
    page: OpenPage, workspace: Workspace, admin: Actor, annotator: Actor
) -> None:
    two_models(workspace, 1)
    make_models(workspace, admin, shows_persona=False)
    assert "keeper of bees, no" not in everything_on(page("compare", actor_id=annotator.id))
    make_models(workspace, admin, name="shown")
    desk = page("compare", actor_id=annotator.id, query={"c_set": "shown"})
    assert "keeper of bees, no" in everything_on(desk)


def test_the_label_of_one_text_does_not_say_which_it_is_of(page: OpenPage, workspace: Workspace, admin: Actor) -> None:
    add_matched(workspace, 1, {"model": "big", "label": DEMO_LABEL}, {"model": "small"})
    make_models(workspace, admin)
    said = everything_on(page("compare", actor_id=admin.id))
    assert DEMO_LABEL in said
    assert "which one is told after your vote" in said


def test_letters_can_be_switched_off_and_it_is_kept(
    desk: AppTest, workspace: Workspace, annotator: Actor, page: OpenPage
) -> None:
    assert "1" in panel_on(desk)["keys"]
    desk.toggle(key="c_keys").set_value(False).run()
    assert set(panel_on(desk)["keys"]) == {"space", "backspace", "left", "right"}
    assert not get_preferences(workspace, actor=annotator).single_keys
    assert "1" not in panel_on(page("compare", actor_id=annotator.id))["keys"]


def test_an_own_key_of_the_review_page_holds_here_unless_it_is_a_vote(
    workspace: Workspace, annotator: Actor, made: tuple[int, list[int]], page: OpenPage
) -> None:
    set_preference(workspace, "keys", {"undo": "z", "skip": "1", "next": "q", "accept": "2"}, actor=annotator)
    keys = panel_on(page("compare", actor_id=annotator.id))["keys"]
    assert {keys[key] for key in ("z", "backspace")} == {"undo"}
    assert (keys["1"], keys["2"], keys["space"], keys["q"]) == ("prefer_left", "prefer_right", "skip", "next")
    assert "u" not in keys


def test_without_a_set_the_page_says_who_makes_one(page: OpenPage, admin: Actor, annotator: Actor) -> None:
    assert "A curator makes one" in " ".join(p.value for p in page("compare", actor_id=annotator.id).caption)
    assert "Make one under Sets" in " ".join(p.value for p in page("compare", actor_id=admin.id).caption)


def test_an_annotator_sees_no_sets_and_no_results(
    page: OpenPage, annotator: Actor, made: tuple[int, list[int]]
) -> None:
    asked = page("compare", actor_id=annotator.id, query={"c_tab": "Sets", "results": "1"})
    assert not [button for button in asked.button if button.label in ("Results", "Close", "Hide the results")]
    assert panel_on(asked)["shown"] is not None


def test_a_curator_makes_a_set_as_it_was_counted(page: OpenPage, workspace: Workspace, admin: Actor) -> None:
    two_models(workspace, 4)
    sets = page("compare", actor_id=admin.id, query={"c_tab": "Sets"})
    assert "two models or more" in " ".join(part.value for part in sets.caption)
    sets.multiselect(key="c_arms_models").set_value(["big", "small"]).run()
    assert [metric.value for metric in sets.metric] == ["4 of 4", "4"]
    assert sets.button(key="c_make").disabled
    sets.text_input(key="c_name").set_value("new set").run()
    sets.button(key="c_make").click().run()
    assert not sets.exception
    (made,) = list_sets(workspace, actor=admin)
    assert (made.name, made.pairs, made.source) == ("new set", 4, "models")
    assert sets.button(key="results_1").label == "Hide the results"


def test_a_curator_reads_the_results_and_closes_the_set(
    page: OpenPage, workspace: Workspace, admin: Actor, made: tuple[int, list[int]]
) -> None:
    sets = page("compare", actor_id=admin.id, query={"c_tab": "Sets"})
    sets.button(key="results_1").click().run()
    assert "is not defined\\: there are no votes" in " ".join(part.value for part in sets.markdown)
    vote_for(workspace, made[1], "big", admin)
    sets.run()
    (table,) = sets.dataframe
    assert list(table.value["Arm"]) == ["big", "small"]
    assert list(table.value["Wins"]) == ["3", "0"]
    sets.button(key="close_1").click().run()
    assert not get_set(workspace, made[0], actor=admin).is_open
    assert "There is no open set" in " ".join(part.value for part in page("compare", actor_id=admin.id).markdown)


def test_the_votes_of_a_set_are_counted_on_the_export_page(
    page: OpenPage, workspace: Workspace, admin: Actor, made: tuple[int, list[int]]
) -> None:
    vote_for(workspace, made[1][:2], "big", admin)
    form = page("export", actor_id=admin.id)
    form.button_group(key="export_format").set_value("preferences").run()
    assert not form.exception
    assert [metric.value for metric in form.metric] == ["2", "1"]
    assert "nobody has voted on the pair" in " ".join(part.value for part in form.markdown)
    form.multiselect(key="export_sets").set_value([made[0]]).run()
    assert [metric.value for metric in form.metric] == ["2", "1"]
