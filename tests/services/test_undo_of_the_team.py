"""Undo from the log of what the team does together: votes, assignments, comments."""

import pytest
from sqlmodel import func, select

from curation.errors import ConflictError, NotAllowedError
from curation.models import Assignment, Choice, Comparison, ComparisonPair, ComparisonSet, PairSource, SampleFilter
from curation.services import comments, comparisons
from curation.services.activity import read_activity
from curation.services.assigning import AssignAsk, assign
from curation.services.permissions import Actor
from curation.services.undo import undo_event
from curation.workspace import Workspace
from tests.services.judging import add_samples, say
from tests.services.test_undo import newest


@pytest.fixture
def pair_id(workspace: Workspace, admin: Actor) -> int:
    """A pair of two samples on which people vote."""
    first, second = add_samples(workspace, 2)
    with workspace.write() as tx:
        of_set = ComparisonSet(name="Which?", source=PairSource.MODELS, created_by=admin.id)
        tx.add(of_set)
        tx.flush()
        pair = ComparisonPair(set_id=of_set.id or 0, a_sample_id=first, b_sample_id=second, a_arm="m", b_arm="n")
        tx.add(pair)
        tx.flush()
        return pair.id or 0


def votes(workspace: Workspace) -> list[str]:
    """Return the votes that stand."""
    with workspace.read() as session:
        rows = session.exec(select(Comparison)).all()
        return [row.choice for row in rows if row.superseded_by is None and not row.is_withdrawn]


def open_assignments(workspace: Workspace) -> int:
    with workspace.read() as session:
        return session.exec(select(func.count()).where(Assignment.is_open)).one()


def test_a_vote_is_taken_back_by_who_gave_it_and_only_while_it_stands(
    workspace: Workspace, admin: Actor, annotator: Actor, pair_id: int
) -> None:
    comparisons.submit(workspace, pair_id, Choice.LEFT, actor=annotator)
    first = newest(workspace, "comparison.submitted")
    comparisons.submit(workspace, pair_id, Choice.TIE, actor=annotator)
    second = newest(workspace, "comparison.submitted")
    undoable = {row.id for row in read_activity(workspace, actor=annotator).rows if row.can_undo}
    assert undoable == {second}
    with pytest.raises(ConflictError, match="no more"):
        undo_event(workspace, first, actor=annotator)
    with pytest.raises(NotAllowedError, match="only that person"):
        undo_event(workspace, second, actor=admin)
    assert votes(workspace) == [Choice.TIE]
    assert "waits for you again" in undo_event(workspace, second, actor=annotator)
    assert votes(workspace) == []


def test_people_are_not_asked_any_more_but_what_was_judged_stays(
    workspace: Workspace, admin: Actor, annotator: Actor
) -> None:
    ids = add_samples(workspace, 3)
    assign(workspace, AssignAsk(SampleFilter(), (annotator.id,), how="each"), actor=admin)
    event_id = newest(workspace, "assignment.made")
    say(workspace, ids[0], annotator, decision="accept")
    assert open_assignments(workspace) == 2
    assert undo_event(workspace, event_id, actor=admin) == (
        "Nobody is asked for 2 of it any more; what was judged stays."
    )
    assert open_assignments(workspace) == 0
    with pytest.raises(ConflictError):
        undo_event(workspace, event_id, actor=admin)


def test_a_comment_that_was_resolved_anew_stays_so(workspace: Workspace, admin: Actor) -> None:
    add_samples(workspace, 1)
    made = comments.add_comment(workspace, "sample", 1, "Is it?", actor=admin)
    comments.resolve_comment(workspace, made.id, actor=admin)
    first = newest(workspace, "comment.resolved")
    comments.reopen_comment(workspace, made.id, actor=admin)
    comments.resolve_comment(workspace, made.id, actor=admin)
    with pytest.raises(ConflictError, match="since"):
        undo_event(workspace, first, actor=admin)
    undo_event(workspace, newest(workspace, "comment.resolved"), actor=admin)
    assert comments.read_comments(workspace, "sample", 1, actor=admin).comments[0].resolved_by is None
    with pytest.raises(ConflictError, match="What was said stays"):
        undo_event(workspace, newest(workspace, "comment.added"), actor=admin)
