"""The lists of personas and samples as people use them."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from curation.models import PersonaFilter
from curation.services import people, personas
from curation.services.permissions import Actor
from curation.workspace import Workspace

OpenPage = Callable[..., AppTest]


@pytest.fixture
def ada(starter_workspace: Workspace) -> Actor:
    return people.join(starter_workspace, "Ada")


def rows_on(shown: AppTest, noun: str) -> list[str]:
    return [box.label for box in shown.checkbox if str(box.key).removeprefix(f"{noun}_row_").isdigit()]


def said(shown: AppTest) -> str:
    return " ".join(caption.value for caption in shown.caption)


def test_a_search_stands_in_the_address_and_narrows_the_list(
    page: OpenPage, starter_workspace: Workspace, ada: Actor
) -> None:
    shown = page("personas", actor_id=ada.id, query={"p_q": "Yerevan"})
    assert len(rows_on(shown, "persona")) == 1
    assert "Yerevan" in rows_on(shown, "persona")[0]


def test_a_facet_in_the_address_narrows_the_list(page: OpenPage, starter_workspace: Workspace, ada: Actor) -> None:
    shown = page("personas", actor_id=ada.id, query={"p_languages": "fr"})
    french = personas.list_personas(starter_workspace, PersonaFilter(languages=("fr",))).total
    assert len(rows_on(shown, "persona")) == french
    assert f"{french} shown of {french}" in said(shown)


def test_the_next_page_goes_on_where_the_first_ended(page: OpenPage, starter_workspace: Workspace, ada: Actor) -> None:
    shown = page("personas", actor_id=ada.id)
    first = rows_on(shown, "persona")
    shown.button(key="personas-next").click().run()
    second = rows_on(shown, "persona")
    assert len(first) == len(second) == 50
    assert not set(first) & set(second)
    shown.button(key="personas-previous").click().run()
    assert rows_on(shown, "persona") == first


def test_excluding_the_selected_ones_can_be_undone_on_the_page(
    page: OpenPage, starter_workspace: Workspace, ada: Actor
) -> None:
    shown = page("personas", actor_id=ada.id)
    chosen = [box for box in shown.checkbox if str(box.key).removeprefix("persona_row_").isdigit()][:2]
    for box in chosen:
        box.check()
    shown.run()
    shown.button(key="persona_exclude").click().run()
    assert "Excluded 2." in shown.success[0].value
    assert personas.list_personas(starter_workspace, PersonaFilter(states=("excluded",))).total == 2
    shown.button(key="undo_batch_button").click().run()
    assert personas.list_personas(starter_workspace, PersonaFilter(states=("excluded",))).total == 0


def test_a_search_that_finds_nothing_says_what_to_do(page: OpenPage, starter_workspace: Workspace, ada: Actor) -> None:
    shown = page("personas", actor_id=ada.id, query={"p_q": "zyzzyva"})
    assert "Take a filter away" in said(shown)


def test_a_place_that_is_not_readable_is_one_sentence(page: OpenPage, starter_workspace: Workspace, ada: Actor) -> None:
    shown = page("personas", actor_id=ada.id, query={"place": "x"})
    assert "not readable" in shown.error[0].value
    assert not shown.exception


@pytest.mark.parametrize("noun", ["persona", "sample"])
@pytest.mark.parametrize("wanted", ["", "0", "999999", "-1", "1e3", "\u202e1", "²", "1; drop"])
def test_an_address_of_nothing_is_one_sentence(
    page: OpenPage, starter_workspace: Workspace, ada: Actor, noun: str, wanted: str
) -> None:
    shown = page(noun, actor_id=ada.id, query={noun: wanted})
    assert not shown.exception
    assert f"There is no {noun}" in said(shown)


def test_a_viewer_sees_the_list_without_the_actions(page: OpenPage, starter_workspace: Workspace, ada: Actor) -> None:
    bea = people.join(starter_workspace, "Bea")
    shown = page("personas", actor_id=bea.id)
    assert rows_on(shown, "persona")
    assert not [button for button in shown.button if button.key in ("persona_exclude", "persona_restore")]
