"""The bulk view of the Review page, without a browser."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from curation.models import Sample
from curation.review.bulk_keys import BULK_KEYS
from curation.services import people
from curation.services.answers import set_text
from curation.services.permissions import Actor
from curation.services.preferences import get_preferences, set_preference
from curation.services.review_queue import next_samples
from curation.services.samples import edit_sample
from curation.ui.review_bulk_panel import KEYS, bulk_keymap, read_press
from curation.workspace import Workspace
from tests.pages.bulk_panel import bulk_on, items_on, on, press, report, stored_on
from tests.services.judging import add_samples, answers_in, rows_of, sample_in, say

OpenPage = Callable[..., AppTest]
Opened = Callable[[], AppTest]


@pytest.fixture
def ids(workspace: Workspace) -> list[int]:
    return add_samples(workspace, 23)


@pytest.fixture
def opened(page: OpenPage, workspace: Workspace, annotator: Actor, ids: list[int]) -> Opened:
    """Open the bulk view for somebody who has chosen it before."""
    assert ids
    set_preference(workspace, "view", "bulk", actor=annotator)
    return lambda: page("review", actor_id=annotator.id)


def notices(app: AppTest) -> str:
    return " ".join(str(part.value) for part in [*app.info, *app.error]).replace("\\", "")


def choose_view(app: AppTest, view: str) -> AppTest:
    (switch,) = (part for part in app.segmented_control if part.key == "r_view")
    switch.set_value(view).run()
    return app


def test_the_view_is_chosen_on_the_page_and_kept_with_the_person(
    page: OpenPage, workspace: Workspace, annotator: Actor, ids: list[int]
) -> None:
    app = page("review", actor_id=annotator.id)
    choose_view(app, "bulk")
    assert [item["id"] for item in items_on(app)] == ids[:10]
    assert get_preferences(workspace, actor=annotator).view == "bulk"
    choose_view(app, "focus")
    assert get_preferences(workspace, actor=annotator).view == "focus"


def test_rows_show_text_persona_and_failed_checks_and_nothing_that_others_said(
    opened: Opened, workspace: Workspace, admin: Actor, ids: list[int]
) -> None:
    say(workspace, ids[0], admin, overall=1, decision="reject")
    with workspace.write() as tx:
        row = set_text(tx.get_one(Sample, ids[1]), "word " * 100 + "\n\n<b>last</b>")
        row.checks = [{"name": "answer_given", "ok": False, "detail": "There is <none>."}]
    app = opened()
    first = next(item for item in items_on(app) if item["id"] == ids[1])
    assert first["text"].endswith("…")
    assert len(first["text"]) <= 300
    assert first["is_cut"]
    assert "keeper of bees" in first["persona"]
    assert ["failed", "answer given", "There is <none>."] in first["facts"]
    press(app, on(first, "whole"))
    assert next(item for item in items_on(app) if item["id"] == ids[1])["text"].endswith("word \n\n<b>last</b>")
    assert all(item["rating"] is None and item["decision"] is None for item in items_on(app))


def test_several_presses_of_one_report_are_stored_in_their_order(
    opened: Opened, workspace: Workspace, annotator: Actor, ids: list[int]
) -> None:
    app = opened()
    one, two, three = items_on(app)[:3]
    press(app, on(one, "rate-4", 2.0), on(one, "submit", 1.0), on(two, "reject"), on(three, "rate-5"))
    assert [answers_in(workspace, n, annotator).decision for n in ids[:3]] == ["accept", "reject", None]
    assert [item["rating"] for item in items_on(app)[:3]] == [4, None, 5]
    assert "4 changes saved" in stored_on(app)
    assert rows_of(workspace, ids[0])[-1].seconds_active == pytest.approx(3.0)
    press(app, on(three, "rate-0"))
    assert items_on(app)[2]["rating"] is None


def test_a_report_that_comes_twice_is_done_once(opened: Opened, workspace: Workspace, ids: list[int]) -> None:
    app = opened()
    for _ in range(2):
        press(app, on(items_on(app)[0], "accept"), turn="same")
        assert bulk_on(app)["answered"] == "same"
    assert len(rows_of(workspace, ids[0])) == 1


def test_time_at_a_row_is_capped(opened: Opened, workspace: Workspace, ids: list[int]) -> None:
    app = opened()
    press(app, on(items_on(app)[0], "accept", 7_000.0), on(items_on(app)[1], "accept", -5.0))
    assert [rows_of(workspace, n)[-1].seconds_active for n in ids[:2]] == [60.0, 0.0]


def test_all_that_were_rated_high_are_accepted_and_taken_back_in_one_act(
    opened: Opened, workspace: Workspace, annotator: Actor, ids: list[int]
) -> None:
    app = opened()
    items = items_on(app)
    press(app, *(on(item, f"rate-{stars}") for item, stars in zip(items, (3, 5, 2), strict=False)))
    edit_sample(workspace, ids[1], text="Other words.", version=1, actor=annotator)
    meant = {"action": "accept_rated", "rows": [[item["id"], item["version"]] for item in items[:3]], "seconds": 3}
    press(app, meant)
    assert [answers_in(workspace, n, annotator).decision for n in ids[:3]] == ["accept", None, None]
    assert "1 accepted. Undo takes all of them back together. 2 could not be; the rows say why." in notices(app)
    assert "Somebody changed" in items_on(app)[1]["refused"]
    assert "not rated 3 or more" in items_on(app)[2]["refused"]
    press(app, "undo")
    assert answers_in(workspace, ids[0], annotator).decision is None
    assert answers_in(workspace, ids[0], annotator).overall == 3
    assert bulk_on(app)["mark"]["id"] == ids[0]


def test_undo_goes_back_act_by_act_and_beyond_this_visit(
    opened: Opened, workspace: Workspace, annotator: Actor, ids: list[int]
) -> None:
    say(workspace, ids[20], annotator, decision="skip")
    app = opened()
    press(app, on(items_on(app)[0], "accept"), on(items_on(app)[1], "reject"))
    for expected in ([None, "accept"], [None, None]):
        press(app, "undo")
        assert [answers_in(workspace, n, annotator).decision for n in ids[:2]][::-1] == expected
    press(app, "undo")
    assert answers_in(workspace, ids[20], annotator).decision is None
    assert items_on(app)[0]["id"] == ids[20]
    press(app, "undo")
    assert "not decided anything" in notices(app)


def test_a_row_that_changed_says_so_and_is_drawn_as_it_reads_now(
    opened: Opened, workspace: Workspace, annotator: Actor, ids: list[int]
) -> None:
    app = opened()
    stale = items_on(app)[0]
    edit_sample(workspace, ids[0], text="Other words.", version=1, actor=annotator)
    press(app, on(stale, "accept"))
    now = items_on(app)[0]
    assert answers_in(workspace, ids[0], annotator).decision is None
    assert (now["text"], now["version"]) == ("Other words.", 2)
    assert "Somebody changed" in now["refused"]
    press(app, on(now, "accept"))
    assert items_on(app)[0]["refused"] == ""
    assert answers_in(workspace, ids[0], annotator).decision == "accept"


def test_next_rows_come_and_those_without_a_decision_come_again(
    opened: Opened, workspace: Workspace, admin: Actor, ids: list[int]
) -> None:
    app = opened()
    press(app, on(items_on(app)[0], "accept"), "more")
    assert [item["id"] for item in items_on(app)] == ids[10:20]
    assert set(ids[1:10]) <= set(next_samples(workspace, limit=12, actor=admin))
    press(app, "more")
    assert [item["id"] for item in items_on(app)] == ids[20:]
    press(app, "more")
    assert ids[0] not in [item["id"] for item in items_on(app)]
    assert len(items_on(app)) == 10


def test_so_many_rows_as_chosen_are_shown(opened: Opened, workspace: Workspace, annotator: Actor) -> None:
    app = opened()
    press(app, "rows-25")
    assert len(items_on(app)) == 23
    assert get_preferences(workspace, actor=annotator).bulk_rows == 25
    press(app, "rows-7")
    assert get_preferences(workspace, actor=annotator).bulk_rows == 25


def test_a_row_opens_in_the_focus_view_and_the_rows_are_there_again(opened: Opened, ids: list[int]) -> None:
    app = opened()
    press(app, on(items_on(app)[0], "accept"), on(items_on(app)[4], "open"))
    assert not app.exception
    assert any(str(box.key) == f"note-{ids[4]}" for box in app.text_area)
    choose_view(app, "bulk")
    assert [item["id"] for item in items_on(app)] == ids[:10]
    assert items_on(app)[0]["decision"] == "accept"


def test_an_address_of_a_sample_opens_it_alone(
    page: OpenPage, workspace: Workspace, annotator: Actor, ids: list[int]
) -> None:
    set_preference(workspace, "view", "bulk", actor=annotator)
    app = page("review", actor_id=annotator.id, query={"sample": str(ids[3])})
    assert any(str(box.key) == f"note-{ids[3]}" for box in app.text_area)


def test_another_queue_shows_its_rows(opened: Opened, workspace: Workspace, annotator: Actor, ids: list[int]) -> None:
    say(workspace, ids[7], annotator, overall=2, decision="reject")
    app = opened()
    press(app, "queue-rejected")
    assert [(item["id"], item["decision"]) for item in items_on(app)] == [(ids[7], "reject")]
    press(app, "queue-drafts")
    assert items_on(app) == []
    assert any("You have no drafts" in str(part.value) for part in app.markdown)
    assert set(bulk_on(app)["keys"].values()) == {"undo", "help"}


def test_a_hidden_persona_stays_hidden_and_the_answer_says_so(
    opened: Opened, workspace: Workspace, annotator: Actor, ids: list[int]
) -> None:
    set_preference(workspace, "hide_persona", True, actor=annotator)
    app = opened()
    assert items_on(app)[0]["persona"] == "The persona is hidden."
    press(app, on(items_on(app)[0], "accept"))
    assert rows_of(workspace, ids[0])[-1].persona_hidden


def test_judging_twice_goes_one_at_a_time(opened: Opened, workspace: Workspace, annotator: Actor) -> None:
    set_preference(workspace, "halo", True, actor=annotator)
    app = opened()
    assert "one at a time" in notices(app)
    app.button(key="r_to_focus").click().run()
    assert any(str(box.key).startswith("note-") for box in app.text_area)


def test_two_people_get_different_rows(page: OpenPage, opened: Opened, workspace: Workspace, ids: list[int]) -> None:
    other = people.join(workspace, "Cem")
    set_preference(workspace, "view", "bulk", actor=other)
    mine, others = opened(), page("review", actor_id=other.id)
    assert [item["id"] for item in items_on(mine)] == ids[:10]
    assert [item["id"] for item in items_on(others)] == ids[10:20]


@pytest.mark.parametrize(
    "said",
    [
        None, "accept", {"acts": "accept", "turn": "1"}, {"acts": [{}], "turn": "1"}, {"acts": [], "turn": 1},
        {"acts": [{"action": "accept_rated", "rows": [[1]], "seconds": 0}], "turn": "1"},
        {"acts": [{"action": "accept_rated", "rows": [[True, 1]], "seconds": 0}], "turn": "1"},
        {"acts": [{"action": "undo"}] * 501, "turn": "1"},
    ],
)  # fmt: skip
def test_what_the_panel_does_not_say_is_not_read(said: object) -> None:
    assert read_press(said) is None


def test_a_forged_report_changes_nothing(opened: Opened, workspace: Workspace, ids: list[int]) -> None:
    app = opened()
    for act in ("accept", "open", "rate-9", "rows-x", "queue-none", "no such act"):
        press(app, {"action": act, "id": 10**6, "version": 1, "seconds": 1})
        press(app, act)
        assert not app.exception
    report(app, {"acts": [{"action": "accept", "id": str(ids[0]), "version": 1, "seconds": 1}], "turn": "x"})
    assert not app.exception
    assert sum(len(rows_of(workspace, n)) for n in ids) == 0
    assert sample_in(workspace, ids[0]).n_reviews == 0


def test_an_own_key_of_the_desk_holds_here_where_it_is_free() -> None:
    own = bulk_keymap({"accept": "q", "reject": "w", "note": "k", "undo": "z"})
    assert own.live()["q"] == "accept"
    assert "a" not in own.live()
    assert own.live()["w"] == "whole"
    assert own.live()["x"] == "reject"
    assert own.live()["z"] == own.live()["backspace"] == "undo"
    assert bulk_keymap({}).live() == KEYS.live()
    assert len({key.action for key in BULK_KEYS}) == len(BULK_KEYS)
