"""Votes on a trial: what is kept, what counts, and what a blind one hides."""

from collections.abc import Sequence

import pytest
from sqlmodel import col, func, select

from curation.errors import NotAllowedError, NotFoundError
from curation.models import Event, Role
from curation.services import people
from curation.services.permissions import Actor
from curation.services.trial_votes import VOTED, Vote, row_order, tally
from curation.services.trials import TrialAsk, TrialView, reveal_trial, start_trial, trial, vote
from curation.workspace import Workspace
from tests.services.scripted import add_personas

ARMS = [{"name": "one", "scenario": "math"}, {"name": "two", "scenario": "math", "variant": "focus"}]


def begun(workspace: Workspace, admin: Actor, *, is_blind: bool) -> str:
    """Start a trial of three personas; votes need no text to be there."""
    add_personas(workspace, admin, 3)
    ask = {"arms": ARMS, "n": 3, "seed": 5, "is_blind": is_blind}
    return start_trial(workspace, TrialAsk.model_validate(ask), actor=admin)


def arms_at(shown: TrialView, row: int) -> list[int | None]:
    return [cell.arm for cell in shown.rows[row].cells]


def won(shown: TrialView) -> Sequence[int]:
    assert shown.tally is not None
    return [round(share.value * share.n) for share in shown.tally.for_arm]


def test_the_last_vote_of_a_reader_on_a_row_counts_and_every_one_is_kept(workspace: Workspace, admin: Actor) -> None:
    token = begun(workspace, admin, is_blind=False)
    for row, place in ((0, 0), (0, 1), (1, None), (2, 1)):
        vote(workspace, token, row, place, actor=admin)
    shown = trial(workspace, token, actor=admin)
    assert shown.my_votes == {0: 1, 1: None, 2: 1}
    assert shown.tally is not None
    assert (won(shown), shown.tally.n, shown.tally.n_none, shown.tally.n_rows) == ([0, 2], 3, 1, 3)
    assert shown.tally.for_arm[1].low < 2 / 3 < shown.tally.for_arm[1].high
    with workspace.read() as session:
        assert session.exec(select(func.count()).where(Event.action == VOTED)).one() == 4


def test_a_place_of_a_blind_row_is_the_arm_that_stands_there(
    workspace: Workspace, admin: Actor, annotator: Actor
) -> None:
    token = begun(workspace, admin, is_blind=True)
    for row in range(3):
        vote(workspace, token, row, 0, actor=annotator)
    hidden = trial(workspace, token, actor=annotator)
    assert (hidden.tally, hidden.my_votes) == (None, {0: 0, 1: 0, 2: 0})
    reveal_trial(workspace, token, actor=admin)
    vote(workspace, token, 0, 1, actor=admin)
    shown = trial(workspace, token, actor=admin)
    firsts = [arms_at(shown, row)[0] for row in range(3)] + [arms_at(shown, 0)[1]]
    assert won(shown) == [firsts.count(0), firsts.count(1)]
    assert shown.tally is not None
    assert (shown.tally.n, shown.tally.n_readers, shown.tally.n_blind) == (4, 2, 3)
    assert len({tuple(row_order(5, row, 2, is_blind=True)) for row in range(20)}) == 2


def test_what_is_not_there_cannot_be_voted_for_nor_by_one_who_only_looks(workspace: Workspace, admin: Actor) -> None:
    token = begun(workspace, admin, is_blind=False)
    for row, place in ((3, 0), (-1, 0), (0, 2), (0, -1)):
        with pytest.raises(NotFoundError, match="no such text"):
            vote(workspace, token, row, place, actor=admin)
    with pytest.raises(NotFoundError, match="There is no trial"):
        vote(workspace, "nowhere", 0, 0, actor=admin)
    viewer = people.join(workspace, "Vera")
    people.change_person(workspace, viewer.id, role=Role.VIEWER, actor=admin)
    with pytest.raises(NotAllowedError):
        vote(workspace, token, 0, 0, actor=viewer)
    with workspace.read() as session:
        assert session.exec(select(Event.id).where(col(Event.action) == VOTED)).all() == []


def test_no_vote_has_no_share() -> None:
    assert tally([], 2).for_arm == []
    one = tally([Vote(actor_id=1, row=0, arm=None, is_blind=True)], 2)
    assert [share.value for share in one.for_arm] == [0.0, 0.0]
    assert one.for_arm[0].high > 0.5
