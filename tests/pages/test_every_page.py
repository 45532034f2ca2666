"""Each page opens on an empty and on a full workspace, and checks the role itself."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from curation.models import Role
from curation.services import people
from curation.services.permissions import Actor
from curation.ui.nav import ENTRIES, PageEntry
from curation.workspace import Workspace

OpenPage = Callable[..., AppTest]
LOWER = [entry for entry in ENTRIES if entry.role is not Role.VIEWER]


def name_of(entry: PageEntry) -> str:
    return entry.name


@pytest.mark.parametrize("entry", ENTRIES, ids=name_of)
def test_each_page_opens_on_an_empty_workspace(
    page: OpenPage, workspace: Workspace, admin: Actor, entry: PageEntry
) -> None:
    shown = page(entry.name, actor_id=admin.id)
    assert not shown.exception
    assert shown.title


@pytest.mark.parametrize("entry", ENTRIES, ids=name_of)
def test_each_page_opens_on_a_full_workspace(page: OpenPage, starter_workspace: Workspace, entry: PageEntry) -> None:
    ada = people.join(starter_workspace, "Ada")
    shown = page(entry.name, actor_id=ada.id, query={"persona": "1", "sample": "1"})
    assert not shown.exception
    assert not shown.error
    assert shown.title


@pytest.mark.parametrize("entry", LOWER, ids=name_of)
def test_a_page_above_the_role_shows_nothing_but_a_sentence(
    page: OpenPage, workspace: Workspace, admin: Actor, annotator: Actor, entry: PageEntry
) -> None:
    people.change_person(workspace, annotator.id, role=Role.VIEWER, actor=admin)
    shown = page(entry.name, actor_id=annotator.id)
    assert f"needs the role {entry.role}" in shown.error[0].value
    assert not shown.title
    assert not shown.text_input


def test_a_visitor_without_a_name_is_asked_for_one_on_every_page(page: OpenPage, workspace: Workspace) -> None:
    shown = page("personas")
    assert shown.title[0].value == "Persona Curator"
    shown.text_input[0].set_value("Ada")
    shown.button[0].click().run()
    assert shown.title[0].value == "Personas"
    assert [row.name for row in people.list_people(workspace)] == ["Ada"]


def test_somebody_who_was_sent_away_meets_the_question_at_the_next_click(
    page: OpenPage, workspace: Workspace, admin: Actor, annotator: Actor
) -> None:
    shown = page("personas", actor_id=annotator.id)
    assert shown.title[0].value == "Personas"
    people.change_person(workspace, annotator.id, is_active=False, actor=admin)
    shown.run()
    assert shown.title[0].value == "Persona Curator"
