"""The choice of examples as the Generate page draws it: the mode, which of them, and what is missing."""

from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from curation.models import Example, Mode
from curation.services.permissions import Actor
from curation.ui import page as ui_page
from curation.workspace import Workspace

Opener = Callable[..., AppTest]


def choice() -> None:
    """Be the page."""
    import streamlit as st

    from curation.ui.examples_choice import choose_examples
    from curation.ui.page import OpenPage, current_actor, get_workspace

    actor = current_actor()
    assert actor is not None
    st.session_state["chosen"] = choose_examples(OpenPage(get_workspace(), actor), "math")


@pytest.fixture
def drawn(workspace: Workspace, admin: Actor, monkeypatch: pytest.MonkeyPatch) -> Callable[[], AppTest]:
    """Draw the choice for the admin."""
    monkeypatch.setattr(ui_page, "get_workspace", lambda: workspace)
    monkeypatch.setattr("curation.ui.examples_choice.link_to", lambda *_args, **_named: None)

    def draw() -> AppTest:
        app = AppTest.from_function(choice, default_timeout=30)
        app.session_state["person_id"] = admin.id
        return app.run()

    return draw


def choose(app: AppTest, mode: Mode) -> dict[str, Any]:
    app.button_group[0].set_value(mode)
    app.run()
    assert not app.exception
    chosen: dict[str, Any] = app.session_state["chosen"]
    return chosen


def add(workspace: Workspace, *personas: str) -> None:
    with workspace.write() as tx:
        for number, persona in enumerate(personas):
            tx.add(Example(scenario="math", text=f"Output {number}", text_hash=str(number), persona=persona))


def test_without_examples_the_prompt_stands_alone(drawn: Callable[[], AppTest]) -> None:
    app = drawn()
    assert app.session_state["chosen"] == {"mode": Mode.ZERO_SHOT, "example_ids": ()}
    assert choose(app, Mode.FEW_SHOT) == {"mode": Mode.FEW_SHOT, "example_ids": ()}
    assert "There are no examples of this yet" in app.info[0].value


def test_the_first_three_are_chosen_and_those_without_a_person_are_counted(
    drawn: Callable[[], AppTest], workspace: Workspace
) -> None:
    add(workspace, "", "A baker", "", "A judge")
    app = drawn()
    assert choose(app, Mode.FEW_SHOT) == {"mode": Mode.FEW_SHOT, "example_ids": (1, 2, 3)}
    assert choose(app, Mode.PERSONA_FEW_SHOT) == {"mode": Mode.PERSONA_FEW_SHOT, "example_ids": (2, 4)}
    assert "2 of 4 examples have no persona yet" in app.info[0].value
