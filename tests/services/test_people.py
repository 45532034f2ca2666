"""People: the first is admin, a name is one person, permission is read from the database."""

import pytest

from curation.errors import BadInputError, ConflictError, NotAllowedError, NotFoundError
from curation.models import Annotator, RaterKind, Role
from curation.services import people
from curation.services.permissions import LOWEST_ROLE, Actor, allow, may
from curation.workspace import Workspace


def test_the_first_person_is_admin_and_later_ones_are_annotators(workspace: Workspace) -> None:
    assert people.join(workspace, "Ada").role is Role.ADMIN
    assert people.join(workspace, "Bea").role is Role.ANNOTATOR


def test_a_name_is_the_same_person_whatever_its_case_and_blanks(workspace: Workspace) -> None:
    assert people.join(workspace, "Änne  Öz").id == people.join(workspace, " änne öz ").id


@pytest.mark.parametrize("name", ["", "   ", "x" * 81, "Persona Curator"])
def test_a_name_that_is_none_is_refused(workspace: Workspace, name: str) -> None:
    with pytest.raises(BadInputError):
        people.join(workspace, name)


def test_the_program_itself_is_not_among_the_people(starter_workspace: Workspace) -> None:
    people.join(starter_workspace, "Ada")
    assert [row.name for row in people.list_people(starter_workspace)] == ["Ada"]


def test_a_model_that_judges_is_no_person(workspace: Workspace) -> None:
    with workspace.write() as tx:
        judge = Annotator(name="Judge: demo", kind=RaterKind.JUDGE, role=Role.ADMIN)
        tx.add(judge)
        tx.flush()
        judge_id = judge.id or 0
    ada = people.join(workspace, "Ada")
    assert ada.role is Role.ADMIN
    assert [row.name for row in people.list_people(workspace)] == ["Ada"]
    assert people.find_actor(workspace, judge_id) is None
    with pytest.raises(BadInputError, match="a model that judges"):
        people.join(workspace, "judge: DEMO")
    with pytest.raises(NotFoundError):
        people.change_person(workspace, judge_id, is_active=False, actor=ada)
    with pytest.raises(ConflictError, match="needs an active admin"):
        people.change_person(workspace, ada.id, role=Role.CURATOR, actor=ada)


def test_a_role_taken_away_counts_at_once_although_the_page_still_shows_it(
    workspace: Workspace, admin: Actor, annotator: Actor
) -> None:
    people.change_person(workspace, annotator.id, role=Role.CURATOR, actor=admin)
    stale = people.find_actor(workspace, annotator.id)
    assert stale is not None
    people.change_person(workspace, annotator.id, role=Role.VIEWER, actor=admin)
    with workspace.read() as session, pytest.raises(NotAllowedError, match="viewer"):
        allow(session, stale, "import")


def test_somebody_who_left_may_do_nothing(workspace: Workspace, admin: Actor, annotator: Actor) -> None:
    people.change_person(workspace, annotator.id, is_active=False, actor=admin)
    assert people.find_actor(workspace, annotator.id) is None
    with workspace.read() as session, pytest.raises(NotAllowedError, match="not an active member"):
        allow(session, annotator, "look")
    with pytest.raises(NotAllowedError, match="not an active member"):
        people.join(workspace, annotator.name)


def test_the_last_admin_stays(workspace: Workspace, admin: Actor) -> None:
    with pytest.raises(ConflictError, match="needs an active admin"):
        people.change_person(workspace, admin.id, role=Role.CURATOR, actor=admin)
    found = people.find_actor(workspace, admin.id)
    assert found is not None
    assert found.role is Role.ADMIN


def test_only_an_admin_gives_roles(workspace: Workspace, annotator: Actor) -> None:
    with pytest.raises(NotAllowedError):
        people.change_person(workspace, annotator.id, role=Role.ADMIN, actor=annotator)


@pytest.mark.parametrize("verb", LOWEST_ROLE)
def test_each_role_may_all_that_a_lower_one_may(verb: str) -> None:
    allowed = [may(role, verb) for role in Role]
    assert allowed == sorted(allowed)
    assert allowed[-1]


@pytest.mark.parametrize("verb", ["generate", "import", "export", "select_many", "edit_template"])
def test_spending_importing_exporting_and_deciding_for_others_need_a_curator(verb: str) -> None:
    assert not may(Role.ANNOTATOR, verb)
    assert may(Role.CURATOR, verb)
