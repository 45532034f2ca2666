"""Step 2 of Generate alone: how the personas are drawn, the editor of shares, the table of what would be drawn."""

from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from curation.models import PersonaFilter
from curation.services.choosing import DrawSettings
from curation.services.permissions import Actor
from curation.ui.for_whom import HANDED_OVER, ForWhom
from curation.workspace import Workspace
from tests.pages.conftest import TIMEOUT_S
from tests.services.drawing import add_people, add_samples, put_on_map

Opener = Callable[..., AppTest]


def only_the_step() -> None:
    """Run as a script of its own: what it uses is imported within."""
    import streamlit as st

    from curation.ui import page as ui_page
    from curation.ui.for_whom import choose_for_whom
    from curation.ui.nav import menu

    actor = ui_page.current_actor()
    assert actor is not None
    st.navigation(menu(actor.role))
    opened = ui_page.OpenPage(ui_page.get_workspace(), actor)
    st.session_state["chosen"] = choose_for_whom(opened, scenario=st.session_state["scenario"])


@pytest.fixture
def step(admin: Actor, app_workspace: Workspace) -> Opener:  # in this order: the first makes the folder
    def open_step(scenario: str | None = "math", *, how: str | None = None, **state: object) -> AppTest:
        app = AppTest.from_function(only_the_step, default_timeout=TIMEOUT_S)
        for name, value in {"person_id": admin.id, "scenario": scenario, "g_seed": 7, **state}.items():
            app.session_state[name] = value
        app.run()
        return choose(app, "g_how", how) if how else app

    return open_step


def choose(app: AppTest, key: str, value: str) -> AppTest:
    next(group for group in app.button_group if group.key == key).set_value(value)
    return app.run()


def chosen(app: AppTest) -> ForWhom:
    assert not app.exception
    found: ForWhom = app.session_state["chosen"]
    return found


def drawn(app: AppTest) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = app.dataframe[0].value.to_dict("records")
    return rows


def said(app: AppTest) -> str:
    texts = (str(element.value) for element in (*app.markdown, *app.caption, *app.info))
    return "\n".join(texts).replace("\\", "")


def shares_of(app: AppTest) -> dict[str, float]:
    boxes = [box for box in app.number_input if str(box.key).startswith("g_share_")]
    return {box.label.replace("\\", ""): box.value or 0 for box in boxes}


def test_without_a_scenario_nothing_is_offered_that_needs_one(step: Opener, workspace: Workspace) -> None:
    add_people(workspace, ["female"] * 3)
    (how,) = step(None).button_group
    assert how.options == ["All of them", "Some at random", "Some far apart"]
    assert chosen(step(None)).fields == {"personas": PersonaFilter(), "how": "random", "n": 3}


def test_shares_as_they_are_are_shown_and_handed_on(step: Opener, workspace: Workspace) -> None:
    add_people(workspace, ["female"] * 30 + ["male"] * 20 + ["unknown"] * 50)
    app = step(how="stratified")
    app.selectbox(key="g_attribute").set_value("gender")
    app.number_input(key="g_n").set_value(10)
    app.run()
    assert drawn(app) == [
        {"Gender": "Female", "Drawn": 3, "Available": 30},
        {"Gender": "Male", "Drawn": 2, "Available": 20},
        {"Gender": "Unknown", "Drawn": 5, "Available": 50},
    ]
    found = chosen(app)
    assert (found.fields["how"], found.n) == ("stratified", 10)
    assert DrawSettings.model_validate(found.fields["draw"]) == DrawSettings(attribute="gender", scenario="math")


def test_equal_shares_say_what_is_lacking_until_it_is_filled_up(step: Opener, workspace: Workspace) -> None:
    add_people(workspace, ["female"] * 2 + ["male"] * 20)
    app = step(how="stratified", g_attribute="gender", g_n=10)
    app = choose(app, "g_shares", "equal")
    assert drawn(app)[0] == {"Gender": "Female", "Drawn": 2, "Asked": 5, "Available": 2}
    assert "3 of 10 are not drawn" in said(app)
    assert chosen(app).n == 7
    app.checkbox(key="g_fill_up").check().run()
    assert [row["Drawn"] for row in drawn(app)] == [2, 8]
    assert chosen(app).n == 10


def test_own_shares_begin_as_they_are_and_have_to_add_up(step: Opener, workspace: Workspace) -> None:
    add_people(workspace, ["female"] * 2 + ["male"] * 1)
    app = choose(step(how="stratified", g_attribute="gender"), "g_shares", "own")
    assert shares_of(app) == {"Female (2)": 67, "Male (1)": 33, "Nonbinary (0)": 0, "Unknown (0)": 0}
    assert "100 % in all" in said(app)
    app.number_input(key="g_share_gender_female").set_value(17).run()
    assert "50 % in all**: 50 % left to give" in said(app)
    assert not app.dataframe
    app.button(key="g_scale").click().run()
    assert shares_of(app) == {"Female (2)": 34, "Male (1)": 66, "Nonbinary (0)": 0, "Unknown (0)": 0}
    assert chosen(app).fields["draw"]["shares"] == {"female": 0.34, "male": 0.66}
    assert app.dataframe


def test_own_shares_are_still_there_after_a_look_at_others(step: Opener, workspace: Workspace) -> None:
    add_people(workspace, ["female"] * 2 + ["male"] * 2)
    app = choose(step(how="stratified", g_attribute="gender"), "g_shares", "own")
    app.number_input(key="g_share_gender_female").set_value(80).run()
    app.number_input(key="g_share_gender_male").set_value(20).run()
    app = choose(choose(app, "g_shares", "equal"), "g_shares", "own")
    assert list(shares_of(app).values())[:2] == [80, 20]


def test_languages_are_offered_as_far_as_they_are_there(step: Opener, workspace: Workspace) -> None:
    add_people(workspace, ["fr", "fr", "und", "[x](y)"], attribute="language")
    app = choose(step(how="stratified", g_attribute="language"), "g_shares", "own")
    assert list(shares_of(app)) == ["fr (2)", "[x](y) (1)", "Unknown (1)"]


@pytest.mark.parametrize("how", ["undercovered", "by_yield"])
def test_without_a_map_it_is_said_what_to_do(step: Opener, workspace: Workspace, how: str) -> None:
    add_people(workspace, ["female"] * 3)
    app = step(how=how)
    assert "There is no map of the hub yet" in said(app)
    assert "Draw the map first" in said(app)
    assert not app.dataframe


def test_what_was_made_of_each_cluster_stands_beside_what_would_be_drawn(
    step: Opener, workspace: Workspace, admin: Actor
) -> None:
    ids = add_people(workspace, ["female"] * 8)
    put_on_map(workspace, admin, [ids[:4], ids[4:]], names=["nurse *b* <i>", "sailor"])
    add_samples(workspace, ids[:4])
    app = step(how="undercovered", g_n=4)
    assert drawn(app) == [
        {"Cluster": "nurse *b* <i>", "Drawn": 0, "Available": 4, "Good": 4, "Tried": 4},
        {"Cluster": "sailor", "Drawn": 4, "Available": 4, "Good": 0, "Tried": 0},
    ]
    assert "1 of 2 clusters have no good math samples yet" in said(app)
    app = choose(app, "g_how", "by_yield")
    app.number_input(key="g_explore").set_value(50).run()
    assert "2 by yield, 2 explored" in said(app)
    assert chosen(app).fields["draw"] == {"scenario": "math", "explore": 0.5}


def test_a_selection_of_another_page_can_be_drawn_from_too(step: Opener, workspace: Workspace) -> None:
    ids = add_people(workspace, ["female"] * 4 + ["male"] * 4)
    handed = PersonaFilter(ids=tuple(ids[2:6]))
    app = step(**{HANDED_OVER: handed.set_fields(), "g_attribute": "gender", "g_n": 2})
    app = choose(app, "g_how_handed", "stratified")
    assert [(row["Gender"], row["Drawn"], row["Available"]) for row in drawn(app)] == [("Female", 1, 2), ("Male", 1, 2)]
    assert chosen(app).fields["personas"] == handed
