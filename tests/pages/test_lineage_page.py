"""The lineage of a persona and the people of a text, as they are shown."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from curation.models import ItemState, Role
from curation.services import people
from curation.services.permissions import Actor
from curation.ui import lineage_view
from curation.workspace import Workspace
from tests.attacks import ATTACKS
from tests.pages.test_sources_page import said
from tests.services.families import (
    GROWER,
    TITLE,
    add_document,
    add_generations,
    add_grower,
    add_many,
    add_person,
    set_parent,
)

OpenPage = Callable[..., AppTest]


@pytest.fixture
def lineage(page: OpenPage, admin: Actor) -> Callable[..., AppTest]:
    """Open the lineage of a persona."""

    def open_lineage(persona_id: int, *, actor_id: int | None = None, **query: str) -> AppTest:
        address = {"persona": str(persona_id), "view": "lineage", **query}
        shown = page("persona", actor_id=actor_id or admin.id, query=address)
        assert not shown.exception
        return shown

    return open_lineage


def captions(shown: AppTest) -> list[str]:
    """Return the captions without what keeps Markdown from being read in them."""
    return [caption.value.replace("\u2060", "").replace("\\", "") for caption in shown.caption]


def steps(shown: AppTest) -> list[str]:
    """Return the facts of each row of the list."""
    return [line for line in captions(shown) if line.startswith(("Text ", "Step "))]


def links(shown: AppTest) -> list[tuple[str, str]]:
    """Return label and query of each link."""
    return [(link.proto.label, link.proto.query_string) for link in shown.get("page_link")]


def test_a_family_is_told_drawn_and_listed(lineage: OpenPage, workspace: Workspace, admin: Actor) -> None:
    grower = add_grower(workspace, add_document(workspace, admin))
    first = add_generations(workspace, grower, [2, 1])[0]
    shown = lineage(first[0])
    assert f"Made from “{TITLE}” (read), 2 steps, 5 people." in captions(shown)
    assert len(shown.get("echarts_chart")) == 1
    assert steps(shown) == [
        "Text 1 · active",
        f"Step 0 · **read** · persona {grower} · active",
        f"Step 1 · **colleague** · persona {first[0]} · active",
        f"Step 2 · **colleague** · persona {first[1] + 1} · active",
        f"Step 1 · **neighbour** · persona {first[1]} · active",
        f"Step 2 · **colleague** · persona {first[1] + 2} · active",
    ]
    opened = [query for label, query in links(shown) if label == "Open"]
    assert f"persona={grower}&view=lineage" in opened
    assert "document=1" in opened
    assert not [query for query in opened if query.startswith(f"persona={first[0]}&")]
    assert [badge for badge in shown.markdown if "You are here" in badge.value]
    marked = "".join(element.proto.body for element in shown.get("html"))
    assert "<mark>Whoever sells them at the market in April</mark>" in marked


def test_the_view_stands_in_the_address(page: OpenPage, workspace: Workspace, admin: Actor) -> None:
    alone = add_person(workspace, GROWER)
    shown = page("persona", actor_id=admin.id, query={"persona": str(alone)})
    assert "Where it comes from" in [header.value for header in shown.header]
    shown.segmented_control(key="persona_view").set_value("lineage").run()
    assert shown.query_params["view"] == "lineage"
    assert "No family yet" in said(shown)
    shown.segmented_control(key="persona_view").set_value("about").run()
    assert "Where it comes from" in [header.value for header in shown.header]
    assert "Where it comes from" in [
        header.value
        for header in page("persona", actor_id=admin.id, query={"persona": str(alone), "view": "<b>"}).header
    ]


def test_a_persona_without_anybody_says_so_and_draws_nothing(lineage: OpenPage, workspace: Workspace) -> None:
    shown = lineage(add_person(workspace, GROWER))
    assert "was made neither from a text nor from another persona" in said(shown)
    assert not shown.get("echarts_chart")


def test_who_was_set_aside_is_shown_with_the_reason(lineage: OpenPage, workspace: Workspace) -> None:
    root = add_person(workspace, GROWER)
    aside = {"state": ItemState.QUARANTINED, "state_reason": "may hold personal data (phone number)"}
    add_person(workspace, "A vet", parent=root, relation="friend", **aside)
    assert steps(lineage(root))[1].endswith("**quarantined**: may hold personal data (phone number)")


def test_a_large_family_is_listed_by_pages_and_says_what_is_left_out(lineage: OpenPage, workspace: Workspace) -> None:
    root = add_person(workspace, GROWER)
    add_many(workspace, root, 300)
    shown = lineage(root)
    assert "1 step, 301 people, of whom 200 are listed." in captions(shown)
    assert steps(shown)[0].endswith("101 more children not drawn")
    assert len(steps(shown)) == lineage_view.LIST_ROWS
    assert "It has 40 of the 200 people of the list." in said(shown)
    shown.button(key="lineage_list-last").click().run()
    assert shown.query_params["rows"] == "4"
    assert len(steps(shown)) == lineage_view.LIST_ROWS
    assert f"All 300 made from persona {root}" in [header.value for header in shown.header]
    shown.button(key="lineage_children-last").click().run()
    assert f"persona {root + 300} · **cousin**" in captions(shown)


def test_the_list_opens_where_the_persona_stands(lineage: OpenPage, workspace: Workspace) -> None:
    root = add_person(workspace, GROWER)
    add_many(workspace, root, 120)
    shown = lineage(root + 115)
    assert "Page 3 of 3" in captions(shown)
    assert [badge for badge in shown.markdown if "You are here" in badge.value]
    assert "Page 1 of 3" in captions(lineage(root + 115, rows="1"))
    assert "Page 3 of 3" in captions(lineage(root + 115, rows="99"))
    assert "Page 3 of 3" in captions(lineage(root + 115, rows="²"))


def test_rows_in_a_circle_are_said_to_be_one(lineage: OpenPage, workspace: Workspace) -> None:
    first = add_person(workspace, "The hen")
    egg = add_person(workspace, "The egg", parent=first)
    set_parent(workspace, first, egg)
    shown = lineage(first)
    assert "in a circle" in shown.warning[0].value
    assert len(steps(shown)) == 2


def test_hostile_texts_are_shown_without_effect(lineage: OpenPage, workspace: Workspace, admin: Actor) -> None:
    text = f"{ATTACKS['image']} {ATTACKS['script']} A letter about sheds."
    document = add_document(workspace, admin, text=text, title=ATTACKS["image by HTML"])
    root = add_person(workspace, ATTACKS["script"], document_id=document, relation=ATTACKS["link"], quote=text[:30])
    add_person(workspace, ATTACKS["image"], parent=root, relation=ATTACKS["image"], label=ATTACKS["heading"])
    for shown in (lineage(root), lineage(root + 1)):
        drawn = "\n".join(element.value for element in [*shown.markdown, *shown.caption])
        assert "![" not in drawn.replace("\\!", "").replace("!\\[", "")
        assert "<script" not in drawn.replace("\\<", "")
        html = "".join(element.proto.body for element in shown.get("html"))
        assert "<script" not in html
        assert "<img" not in html


def test_a_viewer_sees_the_words_but_no_way_to_the_sources(
    lineage: OpenPage, workspace: Workspace, admin: Actor
) -> None:
    bea = people.join(workspace, "Bea")
    people.change_person(workspace, bea.id, role=Role.VIEWER, actor=admin)
    grower = add_grower(workspace, add_document(workspace, admin))
    shown = lineage(grower, actor_id=bea.id)
    assert f"Made from “{TITLE}” (read), 0 steps, 1 person." in captions(shown)
    assert not [query for _, query in links(shown) if query.startswith("document=")]


def test_a_text_shows_its_people_with_their_words_marked(page: OpenPage, workspace: Workspace, admin: Actor) -> None:
    document = add_document(workspace, admin)
    grower = add_grower(workspace, document)
    lost = add_person(workspace, "A sailor", document_id=document, quote="words of another text")
    shown = page("sources", actor_id=admin.id, query={"document": str(document)})
    assert not shown.exception
    assert "Personas from this text (2)" in [header.value for header in shown.header]
    html = "".join(element.proto.body for element in shown.get("html"))
    assert f"<mark>Whoever sells them at the market in April<sup>{grower}</sup></mark>" in html
    assert f"persona {grower} · **read**" in captions(shown)
    assert f"persona {lost} · its quote does not stand in the text: “words of another text”" in captions(shown)
    assert ("Open", f"persona={grower}&view=lineage") in links(shown)


def test_a_text_without_people_says_so_and_is_shown_as_before(
    page: OpenPage, workspace: Workspace, admin: Actor
) -> None:
    shown = page("sources", actor_id=admin.id, query={"document": str(add_document(workspace, admin))})
    assert "Nobody was made from this text yet." in captions(shown)
    assert any("Seed potatoes want a cool" in element.value for element in shown.markdown)
    broken = page("sources", actor_id=admin.id, query={"document": "1", "place": "x"})
    assert not broken.exception
    assert "not readable" in broken.error[0].value
