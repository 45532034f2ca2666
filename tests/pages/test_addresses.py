"""What an address or a cookie says is no error of the program, whatever it says."""

from collections.abc import Callable

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from curation.models import Role
from curation.services import people
from curation.services.permissions import Actor
from curation.workspace import Workspace

OpenPage = Callable[..., AppTest]
TOO_LONG = "9" * 20
"""More than an integer of SQLite holds."""


@pytest.fixture
def ada(starter_workspace: Workspace) -> Actor:
    return people.join(starter_workspace, "Ada")


def said(shown: AppTest) -> str:
    return " ".join(str(part.value) for part in (*shown.markdown, *shown.caption, *shown.error)).replace("\\", "")


def pages_linked(shown: AppTest) -> set[str]:
    return {link.proto.page for link in shown.get("page_link")}


@pytest.mark.parametrize(
    ("name", "key"), [("persona", "persona"), ("sample", "sample"), ("jobs", "job"), ("releases", "release")]
)
def test_an_id_that_can_be_none_finds_nothing(page: OpenPage, ada: Actor, name: str, key: str) -> None:
    shown = page(name, actor_id=ada.id, query={key: TOO_LONG})
    assert not shown.exception
    assert f"No such {key}" in said(shown)


@pytest.mark.parametrize(("name", "key"), [("review", "sample"), ("duplicates", "group")])
@pytest.mark.parametrize("wanted", [TOO_LONG, "-1", "x"])
def test_a_desk_takes_the_first_where_the_address_names_none(
    page: OpenPage, ada: Actor, name: str, key: str, wanted: str
) -> None:
    shown = page(name, actor_id=ada.id, query={key: wanted})
    assert not shown.exception
    assert not shown.error
    assert wanted not in shown.query_params.get(key, [])


@pytest.mark.parametrize(
    "place", [f"after~~{TOO_LONG}", "after~~-1", "after~~1_0", "after~~x", "after", f"rank~{TOO_LONG}"]
)
@pytest.mark.parametrize("name", ["personas", "samples"])
def test_a_place_that_is_none_is_said(page: OpenPage, ada: Actor, name: str, place: str) -> None:
    shown = page(name, actor_id=ada.id, query={"place": place})
    assert not shown.exception
    assert "The place in the list is not readable" in said(shown)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("personas", "p_sources"),
        ("samples", "s_templates"),
        ("samples", "s_ratings"),
        ("samples", "s_annotators"),
        ("samples", "job"),
        ("samples", "of_persona"),
        ("export", "e_ratings"),
    ],
)
@pytest.mark.parametrize("value", ["abc", TOO_LONG, "1.5", ""])
def test_a_filter_value_that_can_be_none_narrows_nothing(
    page: OpenPage, ada: Actor, name: str, key: str, value: str
) -> None:
    shown = page(name, actor_id=ada.id, query={key: value})
    assert not shown.exception
    assert not shown.error
    assert key not in shown.query_params


def test_a_good_filter_value_beside_a_bad_one_still_narrows(page: OpenPage, ada: Actor) -> None:
    shown = page("samples", actor_id=ada.id, query={"of_persona": ["x", "1"]})
    assert "Only samples of persona 1." in said(shown)
    assert shown.query_params["of_persona"] == "1"


@pytest.mark.parametrize("cookie", [TOO_LONG, "x", "-1"])
def test_a_cookie_that_can_be_nobodys_leads_to_the_question_for_a_name(
    page: OpenPage, ada: Actor, cookie: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(st.context), "cookies", {"pc_person": cookie})
    shown = page("personas")
    assert not shown.exception
    assert shown.title[0].value == "Persona Curator"


def test_a_name_is_no_markdown_in_the_sentence_of_a_closed_page(
    page: OpenPage, workspace: Workspace, admin: Actor
) -> None:
    eve = people.join(workspace, "![x](http://evil.example/a.png)")
    shown = page("export", actor_id=eve.id)
    assert "needs the role curator" in shown.error[0].value
    assert "![x]" not in shown.error[0].value


def test_a_place_in_one_list_survives_a_look_at_the_other(page: OpenPage, ada: Actor) -> None:
    shown = page("personas", actor_id=ada.id)
    shown.switch_page("../../../pages/samples.py")
    shown.query_params["place"] = "last"
    shown.run()
    assert shown.query_params["place"] == "last"


def test_a_viewer_is_led_nowhere_that_is_closed(page: OpenPage, starter_workspace: Workspace, ada: Actor) -> None:
    bea = people.join(starter_workspace, "Bea")
    people.change_person(starter_workspace, bea.id, role=Role.VIEWER, actor=ada)
    shown = page("overview", actor_id=bea.id)
    assert shown.header[0].value == "What waits for you"
    assert "review" in pages_linked(page("overview", actor_id=ada.id))
    assert pages_linked(shown) <= {"jobs", "person"}  # what waits, and one's own work
