"""Votes on pairs: whose turn it is, what a person may know, one vote each, and taking back."""

from collections import Counter

import pytest
from sqlmodel import col, select

from curation.errors import BadInputError, ConflictError, CurationError, NotAllowedError, NotFoundError
from curation.models import Annotator, Choice, Comparison, Event, ItemState, RaterKind, Role, Sample
from curation.services import comparisons, people
from curation.services.comparison_sets import get_set, make_set, open_or_close_set
from curation.services.permissions import Actor
from curation.services.samples import edit_sample
from curation.services.set_ask import SetAsk
from curation.store.events import first_broken_event
from curation.workspace import Workspace
from tests.services.comparing import add_matched, make_models, pair_ids, pair_in, two_models
from tests.services.judging import in_threads


def rows_of(workspace: Workspace, pair_id: int) -> list[Comparison]:
    with workspace.read() as session:
        return list(session.exec(select(Comparison).where(Comparison.pair_id == pair_id).order_by(col(Comparison.id))))


def votes_by_sql(workspace: Workspace, pair_id: int) -> int:
    rows = [row for row in rows_of(workspace, pair_id) if row.superseded_by is None]
    return sum(not row.is_withdrawn and row.choice != Choice.SKIP for row in rows)


@pytest.fixture
def made(workspace: Workspace, admin: Actor) -> tuple[int, list[int]]:
    two_models(workspace, 6)
    return make_models(workspace, admin)


def test_each_pair_comes_once_until_none_waits(
    workspace: Workspace, annotator: Actor, made: tuple[int, list[int]]
) -> None:
    set_id, pairs = made
    given = []
    while (found := comparisons.next_pair(workspace, set_id, actor=annotator)) is not None:
        given.append(found)
        comparisons.submit(workspace, found, Choice.TIE, actor=annotator)
    assert sorted(given) == pairs
    own = get_set(workspace, set_id, actor=annotator)
    assert (own.pairs, own.judged, own.votes, own.voted, own.skipped, own.left) == (6, 6, 6, 6, 0, 0)


def test_the_pair_with_the_fewest_votes_comes_first_and_enough_votes_are_enough(
    workspace: Workspace, admin: Actor, annotator: Actor
) -> None:
    two_models(workspace, 4)
    set_id, pairs = make_models(workspace, admin, overlap=2)
    voted = pairs[:3]
    for pair_id in voted:
        comparisons.submit(workspace, pair_id, Choice.LEFT, actor=admin)
    assert comparisons.next_pair(workspace, set_id, actor=annotator) == pairs[3]
    comparisons.submit(workspace, voted[0], Choice.LEFT, actor=annotator)
    third = people.join(workspace, "Cleo")
    left = {comparisons.next_pair(workspace, set_id, passed=[pairs[3], *voted[1:]], actor=third)}
    assert left == {None}  # the first has its two votes


def test_people_go_through_a_set_in_orders_of_their_own_and_the_same_at_every_look(
    workspace: Workspace, admin: Actor
) -> None:
    two_models(workspace, 30)
    set_id, _ = make_models(workspace, admin)
    crowd = [people.join(workspace, f"Person {number}") for number in range(8)]
    first = [comparisons.next_pair(workspace, set_id, actor=person) for person in crowd]
    assert first == [comparisons.next_pair(workspace, set_id, actor=person) for person in crowd]
    assert len(set(first)) >= 5


def test_what_a_text_is_of_is_told_after_the_vote_and_not_before(
    workspace: Workspace, annotator: Actor, made: tuple[int, list[int]]
) -> None:
    _, (pair_id, *_) = made
    before = comparisons.get_pair(workspace, pair_id, actor=annotator)
    assert (before.revealed, before.choice) == (None, None)
    assert not any(name in str(before) for name in ("big", "small"))
    voted = comparisons.submit(workspace, pair_id, Choice.LEFT, actor=annotator)
    assert voted.revealed is not None
    assert {voted.revealed.left_arm, voted.revealed.right_arm} == {"big", "small"}
    assert voted.arm == voted.revealed.left_arm
    after = comparisons.get_pair(workspace, pair_id, actor=annotator)
    assert (after.left, after.right, after.choice) == (before.left, before.right, Choice.LEFT)
    assert after.revealed == voted.revealed
    with workspace.read() as session:
        assert session.get_one(Sample, voted.revealed.left_sample_id).text == before.left


def test_a_skip_tells_nothing_and_comes_again_only_when_asked_for(
    workspace: Workspace, annotator: Actor, made: tuple[int, list[int]]
) -> None:
    set_id, pairs = made
    assert comparisons.submit(workspace, pairs[0], Choice.SKIP, actor=annotator).revealed is None
    assert comparisons.get_pair(workspace, pairs[0], actor=annotator).revealed is None
    assert comparisons.next_pair(workspace, set_id, passed=pairs[1:], actor=annotator) is None
    assert comparisons.next_pair(workspace, set_id, skipped=True, actor=annotator) == pairs[0]
    assert pair_in(workspace, pairs[0]).n_votes == 0
    comparisons.submit(workspace, pairs[0], Choice.RIGHT, actor=annotator)
    assert comparisons.next_pair(workspace, set_id, skipped=True, actor=annotator) is None
    assert pair_in(workspace, pairs[0]).n_votes == 1


def test_sides_are_drawn_for_each_person_and_a_vote_says_which_text_it_is_for(
    workspace: Workspace, admin: Actor
) -> None:
    two_models(workspace, 1)
    _, (pair_id,) = make_models(workspace, admin, overlap=50)
    on_the_left = Counter[str]()
    for number in range(24):
        person = people.join(workspace, f"Person {number}")
        voted = comparisons.submit(workspace, pair_id, Choice.LEFT, actor=person)
        (row,) = [row for row in rows_of(workspace, pair_id) if row.annotator_id == person.id]
        stored = pair_in(workspace, pair_id)
        assert voted.arm == (stored.a_arm if row.left_is == "a" else stored.b_arm)
        on_the_left[row.left_is] += 1
    assert min(on_the_left["a"], on_the_left["b"]) >= 5
    assert pair_in(workspace, pair_id).n_votes == 24


def test_a_second_vote_takes_the_place_of_the_first_and_counts_once(
    workspace: Workspace, annotator: Actor, made: tuple[int, list[int]]
) -> None:
    _, (pair_id, *_) = made
    for choice in (Choice.LEFT, Choice.RIGHT, Choice.BOTH_BAD):
        comparisons.submit(workspace, pair_id, choice, note="because", seconds=3, actor=annotator)
    rows = rows_of(workspace, pair_id)
    assert [row.choice for row in rows] == ["left", "right", "both_bad"]
    assert [row.superseded_by for row in rows] == [rows[1].id, rows[2].id, None]
    assert len({row.left_is for row in rows}) == 1
    assert (rows[2].note, rows[2].seconds_active) == ("because", 3)
    assert pair_in(workspace, pair_id).n_votes == votes_by_sql(workspace, pair_id) == 1


def test_undo_takes_back_the_newest_vote_and_the_pair_waits_again(
    workspace: Workspace, annotator: Actor, made: tuple[int, list[int]]
) -> None:
    set_id, pairs = made
    for pair_id in pairs[:2]:
        comparisons.submit(workspace, pair_id, Choice.LEFT, actor=annotator)
    undone = comparisons.undo_last(workspace, actor=annotator)
    assert (undone.pair_id, undone.choice) == (pairs[1], Choice.LEFT)
    assert pair_in(workspace, pairs[1]).n_votes == 0
    assert comparisons.get_pair(workspace, pairs[1], actor=annotator).revealed is None
    assert comparisons.next_pair(workspace, set_id, passed=pairs[2:], actor=annotator) == pairs[1]
    assert comparisons.undo_last(workspace, actor=annotator).pair_id == pairs[0]
    with pytest.raises(ConflictError):
        comparisons.undo_last(workspace, actor=annotator)
    with workspace.read() as session:
        events = session.exec(select(Event).where(Event.entity == "comparison_pair").order_by(col(Event.id))).all()
        assert first_broken_event(session) is None
    assert [event.action for event in events] == ["comparison.submitted"] * 2 + ["comparison.withdrawn"] * 2
    assert [event.undoes for event in events[2:]] == [events[1].id, events[0].id]
    assert len(rows_of(workspace, pairs[0])) == 2  # nothing is deleted


def test_undo_is_of_ones_own_votes_only(
    workspace: Workspace, admin: Actor, annotator: Actor, made: tuple[int, list[int]]
) -> None:
    _, (pair_id, *_) = made
    comparisons.submit(workspace, pair_id, Choice.LEFT, actor=admin)
    with pytest.raises(ConflictError):
        comparisons.undo_last(workspace, actor=annotator)
    assert pair_in(workspace, pair_id).n_votes == 1


def test_one_vote_among_several_is_taken_back_while_it_stands_and_by_nobody_else(
    workspace: Workspace, admin: Actor, annotator: Actor, made: tuple[int, list[int]]
) -> None:
    _, pairs = made
    first, _ = (comparisons.submit(workspace, one, Choice.LEFT, actor=annotator).comparison_id for one in pairs[:2])
    with pytest.raises(NotAllowedError):
        comparisons.take_back(workspace, first, actor=admin)
    assert comparisons.take_back(workspace, first, actor=annotator).pair_id == pairs[0]
    assert [pair_in(workspace, one).n_votes for one in pairs[:2]] == [0, 1]
    with pytest.raises(ConflictError, match="stands no more"):
        comparisons.take_back(workspace, first, actor=annotator)


def test_two_who_vote_at_once_are_both_kept(workspace: Workspace, made: tuple[int, list[int]]) -> None:
    _, (pair_id, *_) = made
    crowd = [people.join(workspace, f"Person {number}") for number in range(4)]
    results = in_threads(lambda at: comparisons.submit(workspace, pair_id, Choice.TIE, actor=crowd[at]), 4)
    assert all(isinstance(result, comparisons.Voted) for result in results), results
    assert pair_in(workspace, pair_id).n_votes == votes_by_sql(workspace, pair_id) == 4


def test_one_who_votes_twice_at_once_has_one_vote(workspace: Workspace, made: tuple[int, list[int]]) -> None:
    _, (pair_id, *_) = made
    person = people.join(workspace, "Person")
    in_threads(lambda _at: comparisons.submit(workspace, pair_id, Choice.TIE, actor=person), 4)
    assert pair_in(workspace, pair_id).n_votes == votes_by_sql(workspace, pair_id) == 1


def test_a_closed_set_takes_no_vote_and_gives_none_back(
    workspace: Workspace, admin: Actor, annotator: Actor, made: tuple[int, list[int]]
) -> None:
    set_id, pairs = made
    comparisons.submit(workspace, pairs[0], Choice.LEFT, actor=annotator)
    open_or_close_set(workspace, set_id, is_open=False, actor=admin)
    assert comparisons.next_pair(workspace, set_id, actor=annotator) is None
    with pytest.raises(ConflictError, match="closed"):
        comparisons.submit(workspace, pairs[1], Choice.LEFT, actor=annotator)
    with pytest.raises(ConflictError, match="closed"):
        comparisons.undo_last(workspace, actor=annotator)
    assert pair_in(workspace, pairs[0]).n_votes == 1


def test_a_sample_that_left_takes_its_pair_along(
    workspace: Workspace, annotator: Actor, made: tuple[int, list[int]]
) -> None:
    set_id, pairs = made
    with workspace.write() as tx:
        tx.get_one(Sample, pair_in(workspace, pairs[0]).b_sample_id).state = ItemState.QUARANTINED
    assert comparisons.next_pair(workspace, set_id, passed=pairs[1:], actor=annotator) is None
    with pytest.raises(ConflictError, match="in use no more"):
        comparisons.submit(workspace, pairs[0], Choice.LEFT, actor=annotator)
    assert get_set(workspace, set_id, actor=annotator).left == 5


def test_models_are_judged_by_what_they_wrote_and_not_by_what_was_corrected(
    workspace: Workspace, admin: Actor, made: tuple[int, list[int]]
) -> None:
    _, (pair_id, *_) = made
    before = comparisons.get_pair(workspace, pair_id, actor=admin)
    edit_sample(workspace, pair_in(workspace, pair_id).a_sample_id, text="Corrected.", version=1, actor=admin)
    assert comparisons.get_pair(workspace, pair_id, actor=admin) == before


def test_a_text_corrected_once_more_is_not_the_one_that_was_to_be_judged(workspace: Workspace, admin: Actor) -> None:
    (ids,) = add_matched(workspace, 2, {})
    for sample_id in ids:
        edit_sample(workspace, sample_id, text=f"Better, no. {sample_id}.", version=1, actor=admin)
    set_id = make_set(workspace, SetAsk(name="e", source="edited_or_original", seed=1), actor=admin)
    edit_sample(workspace, ids[0], text="Better still.", version=2, actor=admin)
    (changed,) = [one for one in pair_ids(workspace, set_id) if pair_in(workspace, one).a_sample_id == ids[0]]
    given = comparisons.next_pair(workspace, set_id, actor=admin)
    assert given not in (None, changed)
    assert comparisons.next_pair(workspace, set_id, passed=[given or 0], actor=admin) is None
    with pytest.raises(ConflictError, match="changed the edited text"):
        comparisons.submit(workspace, changed, Choice.LEFT, actor=admin)


@pytest.mark.parametrize("shows_persona", [True, False])
def test_the_persona_is_shown_or_hidden_by_the_set_and_the_vote_says_so(
    workspace: Workspace, admin: Actor, shows_persona: bool
) -> None:
    two_models(workspace, 1)
    _, (pair_id,) = make_models(workspace, admin, shows_persona=shows_persona)
    assert (comparisons.get_pair(workspace, pair_id, actor=admin).persona is not None) == shows_persona
    comparisons.submit(workspace, pair_id, Choice.LEFT, actor=admin)
    assert [row.persona_hidden for row in rows_of(workspace, pair_id)] == [not shows_persona]


def test_who_may_not_vote_is_refused(workspace: Workspace, admin: Actor, made: tuple[int, list[int]]) -> None:
    _, (pair_id, *_) = made
    viewer = people.join(workspace, "Vera")
    people.change_person(workspace, viewer.id, role=Role.VIEWER, actor=admin)
    with pytest.raises(NotAllowedError):
        comparisons.submit(workspace, pair_id, Choice.LEFT, actor=viewer)
    judge = people.join(workspace, "A model")
    with workspace.write() as tx:
        tx.get_one(Annotator, judge.id).kind = RaterKind.JUDGE
    with pytest.raises(NotAllowedError, match="no person"):
        comparisons.submit(workspace, pair_id, Choice.LEFT, actor=judge)
    assert rows_of(workspace, pair_id) == []


@pytest.mark.parametrize(("pair_id", "note", "error"), [(999, "", NotFoundError), (1, "x" * 4_001, BadInputError)])
def test_what_cannot_be_stored_is_refused(
    workspace: Workspace, admin: Actor, made: tuple[int, list[int]], pair_id: int, note: str, error: type[CurationError]
) -> None:
    assert made[1][0] == 1
    with pytest.raises(error):
        comparisons.submit(workspace, pair_id, Choice.LEFT, note=note, actor=admin)
