"""Preferences: they hold, belong to one person, and are what they can be."""

import pytest
from sqlmodel import func, select

from curation.errors import BadInputError, NotAllowedError
from curation.models import Annotator, Event
from curation.services import people
from curation.services.permissions import Actor
from curation.services.preferences import Preferences, get_preferences, set_preference
from curation.workspace import Workspace, open_workspace


def test_who_set_nothing_has_the_defaults(workspace: Workspace, annotator: Actor) -> None:
    assert get_preferences(workspace, actor=annotator) == Preferences()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("keys", {"accept": "j", "submit": "ctrl+enter", "digit-1": "7"}),
        ("single_keys", False),
        ("auto_advance", False),
        ("hide_persona", True),
        ("halo", True),
        ("hide_suggestions", True),
        ("view", "bulk"),
        ("bulk_rows", 50),
    ],
)
def test_what_is_set_holds_in_a_workspace_opened_anew_and_for_that_person_only(
    workspace: Workspace, admin: Actor, annotator: Actor, name: str, value: object
) -> None:
    assert getattr(set_preference(workspace, name, value, actor=annotator), name) == value
    again = open_workspace(workspace.settings)
    assert getattr(get_preferences(again, actor=annotator), name) == value
    assert get_preferences(again, actor=admin) == Preferences()
    again.close()


def test_two_choices_stand_beside_each_other_and_none_takes_one_back(workspace: Workspace, annotator: Actor) -> None:
    set_preference(workspace, "view", "bulk", actor=annotator)
    set_preference(workspace, "bulk_rows", 25, actor=annotator)
    assert get_preferences(workspace, actor=annotator) == Preferences(view="bulk", bulk_rows=25)
    assert set_preference(workspace, "view", None, actor=annotator) == Preferences(bulk_rows=25)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("colour", "red"),
        ("single_keys", 1),
        ("single_keys", "yes"),
        ("view", "grid"),
        ("view", ["focus"]),
        ("bulk_rows", 11),
        ("bulk_rows", True),
        ("bulk_rows", 10.0),
        ("keys", ["a"]),
        ("keys", {"Accept!": "a"}),
        ("keys", {"accept": ""}),
        ("keys", {"accept": 1}),
        ("keys", {"accept": "<script>"}),
        ("keys", {f"a{number}": "b" for number in range(201)}),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(
    workspace: Workspace, annotator: Actor, name: str, value: object
) -> None:
    with pytest.raises(BadInputError):
        set_preference(workspace, name, value, actor=annotator)
    assert get_preferences(workspace, actor=annotator) == Preferences()


def test_a_stored_value_that_this_version_cannot_read_counts_as_not_set(workspace: Workspace, annotator: Actor) -> None:
    with workspace.write() as tx:
        row = tx.get_one(Annotator, annotator.id)
        row.preferences = {"view": "wall", "bulk_rows": 25, "of_a_later_version": 1}
        tx.add(row)
    assert get_preferences(workspace, actor=annotator) == Preferences(bulk_rows=25)


def test_a_preference_leaves_no_event_since_it_is_nobody_elses_business(workspace: Workspace, annotator: Actor) -> None:
    def events() -> int:
        with workspace.read() as session:
            return session.exec(select(func.count()).select_from(Event)).one()

    before = events()
    set_preference(workspace, "halo", True, actor=annotator)
    assert events() == before


def test_who_has_left_sets_nothing(workspace: Workspace, admin: Actor, annotator: Actor) -> None:
    people.change_person(workspace, annotator.id, is_active=False, actor=admin)
    with pytest.raises(NotAllowedError):
        set_preference(workspace, "halo", True, actor=annotator)
