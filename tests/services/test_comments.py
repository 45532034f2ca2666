"""Comments: on what there is, told to whom they name, blind where one has still to judge, one event each."""

import pytest
from sqlmodel import col, select

from curation.errors import BadInputError, ConflictError, NotAllowedError, NotFoundError
from curation.models import Event, Role
from curation.services import comments, people
from curation.services.comments import add_comment, list_mentions, mark_read, read_comments
from curation.services.permissions import Actor
from curation.workspace import Workspace
from tests.services.judging import add_samples, say


@pytest.fixture
def sample_id(workspace: Workspace) -> int:
    return add_samples(workspace, 1)[0]


@pytest.fixture
def curator(workspace: Workspace, admin: Actor) -> Actor:
    made = people.join(workspace, "王 伟")
    people.change_person(workspace, made.id, role=Role.CURATOR, actor=admin)
    return made


def texts(workspace: Workspace, sample_id: int, actor: Actor) -> list[str]:
    return [one.text for one in read_comments(workspace, "sample", sample_id, actor=actor).comments]


def actions(workspace: Workspace) -> list[str]:
    with workspace.read() as session:
        found = select(Event.action).where(col(Event.action).startswith("comment.")).order_by(col(Event.id))
        return list(session.exec(found))


def test_comments_stand_in_the_order_in_which_they_were_made(
    workspace: Workspace, admin: Actor, curator: Actor, sample_id: int
) -> None:
    add_comment(workspace, "sample", sample_id, "Is the unit right?", actor=admin)
    add_comment(workspace, "sample", sample_id, "Yes.\nIt is kilograms.", actor=curator)
    assert texts(workspace, sample_id, admin) == ["Is the unit right?", "Yes.\nIt is kilograms."]
    assert texts(workspace, sample_id + 1, admin) == []


@pytest.mark.parametrize("text", ["", "  \n", "x" * 4_001, "\x00"])
def test_a_comment_that_says_nothing_or_too_much_is_refused(
    workspace: Workspace, admin: Actor, sample_id: int, text: str
) -> None:
    with pytest.raises(BadInputError):
        add_comment(workspace, "sample", sample_id, text, actor=admin)
    assert actions(workspace) == []


def test_only_what_is_there_can_be_commented_on(workspace: Workspace, admin: Actor) -> None:
    with pytest.raises(NotFoundError, match="persona 99"):
        add_comment(workspace, "persona", 99, "Who?", actor=admin)
    with pytest.raises(BadInputError, match="cannot be commented on"):
        add_comment(workspace, "price", 1, "Too much.", actor=admin)
    assert set(comments.ENTITIES) == {"sample", "persona", "duplicate_group", "job", "comparison_pair"}


def test_a_viewer_reads_and_does_not_write(
    workspace: Workspace, admin: Actor, annotator: Actor, sample_id: int
) -> None:
    made = add_comment(workspace, "sample", sample_id, "Look.", actor=admin)
    people.change_person(workspace, annotator.id, role=Role.VIEWER, actor=admin)
    assert texts(workspace, sample_id, annotator) == ["Look."]
    with pytest.raises(NotAllowedError):
        add_comment(workspace, "sample", sample_id, "Me too.", actor=annotator)
    with pytest.raises(NotAllowedError):
        comments.resolve_comment(workspace, made.id, actor=annotator)


def test_who_is_named_is_told_once_and_the_author_and_those_who_left_are_not(
    workspace: Workspace, admin: Actor, annotator: Actor, curator: Actor, sample_id: int
) -> None:
    gone = people.join(workspace, "Bea Gone")
    people.change_person(workspace, gone.id, is_active=False, actor=admin)
    made = add_comment(
        workspace, "sample", sample_id, "@bea and @BEA, @Bea Gone, @王 伟看, @Ada: look. @nobody", actor=admin
    )
    assert made.mentions == ("Bea", "王 伟")
    assert [one.id for one in list_mentions(workspace, actor=annotator)] == [made.id]
    assert [one.id for one in list_mentions(workspace, actor=curator)] == [made.id]
    assert list_mentions(workspace, actor=admin) == []
    with pytest.raises(NotAllowedError):
        list_mentions(workspace, actor=gone)


def test_mentions_wait_until_they_are_marked_or_answered(
    workspace: Workspace, admin: Actor, annotator: Actor, sample_id: int
) -> None:
    other = add_samples(workspace, 1)[0]
    first = add_comment(workspace, "sample", sample_id, "@Bea one", actor=admin)
    add_comment(workspace, "sample", sample_id, "@Bea two", actor=admin)
    add_comment(workspace, "sample", other, "@Bea three", actor=admin)
    assert comments.count_unread(workspace, actor=annotator) == 3
    assert mark_read(workspace, [first.id], actor=annotator) == 1
    assert mark_read(workspace, [first.id], actor=annotator) == 0
    assert [one.text for one in list_mentions(workspace, only_unread=True, actor=annotator)] == [
        "@Bea three",
        "@Bea two",
    ]
    add_comment(workspace, "sample", sample_id, "Done, @Ada.", actor=annotator)
    assert comments.count_unread(workspace, actor=annotator) == 1
    assert comments.count_unread(workspace, actor=admin) == 1
    assert mark_read(workspace, actor=annotator) == 1
    assert len(list_mentions(workspace, actor=annotator)) == 3


def test_an_annotator_does_not_read_what_others_say_before_judging_but_for_what_is_meant_for_them(
    workspace: Workspace, admin: Actor, annotator: Actor, curator: Actor, sample_id: int
) -> None:
    add_comment(workspace, "sample", sample_id, "I would reject it.", actor=admin)
    add_comment(workspace, "sample", sample_id, "@Bea please hurry.", actor=admin)
    add_comment(workspace, "sample", sample_id, "I am at it.", actor=annotator)
    seen = read_comments(workspace, "sample", sample_id, actor=annotator)
    assert ([one.text for one in seen.comments], seen.n_hidden) == (["@Bea please hurry.", "I am at it."], 1)
    assert len(texts(workspace, sample_id, curator)) == 3
    say(workspace, sample_id, annotator, decision="skip")
    assert read_comments(workspace, "sample", sample_id, actor=annotator).n_hidden == 1
    say(workspace, sample_id, annotator, decision="accept")
    seen = read_comments(workspace, "sample", sample_id, actor=annotator)
    assert (len(seen.comments), seen.n_hidden) == (3, 0)


def test_what_is_settled_is_resolved_and_can_be_reopened_by_anybody_with_an_event_each(
    workspace: Workspace, admin: Actor, annotator: Actor, sample_id: int
) -> None:
    made = add_comment(workspace, "sample", sample_id, "Is it?", actor=admin)
    done = comments.resolve_comment(workspace, made.id, actor=annotator)
    assert (done.resolved_by, done.resolved_at is not None) == ("Bea", True)
    with pytest.raises(ConflictError, match="resolved already"):
        comments.resolve_comment(workspace, made.id, actor=admin)
    again = comments.reopen_comment(workspace, made.id, actor=admin)
    assert (again.resolved_by, again.resolved_at) == (None, None)
    with pytest.raises(ConflictError, match="open already"):
        comments.reopen_comment(workspace, made.id, actor=admin)
    with pytest.raises(NotFoundError):
        comments.reopen_comment(workspace, 99, actor=admin)
    assert actions(workspace) == ["comment.added", "comment.resolved", "comment.reopened"]


def test_of_very_many_the_newest_are_listed_and_the_others_counted(
    workspace: Workspace, admin: Actor, sample_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(comments, "MAX_LISTED", 2)
    for number in range(5):
        add_comment(workspace, "sample", sample_id, f"no. {number}", actor=admin)
    seen = read_comments(workspace, "sample", sample_id, actor=admin)
    assert ([one.text for one in seen.comments], seen.n_older) == (["no. 3", "no. 4"], 3)
