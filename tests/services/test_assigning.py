"""Who is asked to judge what: dealt evenly, to several, by language; never twice; taken back and handed over."""

from collections import Counter

import pytest
from sqlalchemy import update
from sqlmodel import col, select

from curation.errors import BadInputError, ConflictError, NotAllowedError, NotFoundError
from curation.models import Annotator, Assignment, Event, ItemState, RaterKind, Role, Sample, SampleFilter
from curation.services import people
from curation.services.assigning import (
    AssignAsk,
    assign,
    hand_over,
    list_assignments,
    preview_assignment,
    take_back,
)
from curation.services.permissions import Actor
from curation.services.review_policy import ReviewPolicy, set_review_policy
from curation.services.review_queue import next_samples
from curation.workspace import Workspace
from tests.services.judging import add_samples, say

EVERYTHING = SampleFilter()


@pytest.fixture
def three(workspace: Workspace, admin: Actor, annotator: Actor) -> tuple[int, int, int]:
    """Three people who can be asked."""
    return admin.id, annotator.id, people.join(workspace, "Cem").id


def asked_of(workspace: Workspace) -> list[tuple[int, int]]:
    with workspace.read() as session:
        found = select(Assignment.annotator_id, Assignment.sample_id).where(Assignment.is_open)
        return sorted((row[0], row[1]) for row in session.exec(found))


def test_everybody_is_asked_about_everything(workspace: Workspace, admin: Actor, three: tuple[int, ...]) -> None:
    ids = add_samples(workspace, 4)
    done = assign(workspace, AssignAsk(EVERYTHING, three, "each"), actor=admin)
    assert done.count == 12
    assert asked_of(workspace) == [(person, sample_id) for person in three for sample_id in ids]


def test_each_sample_goes_to_one_person_and_the_seed_says_to_whom(
    workspace: Workspace, admin: Actor, three: tuple[int, ...]
) -> None:
    ids = add_samples(workspace, 31)
    ask = AssignAsk(EVERYTHING, three, "evenly", seed=7)
    preview = preview_assignment(workspace, ask, actor=admin)
    assert asked_of(workspace) == []
    done = assign(workspace, ask, actor=admin)
    assert done.dealt == preview
    first = asked_of(workspace)
    assert sorted(sample_id for _, sample_id in first) == ids
    assert sorted(Counter(person for person, _ in first).values()) == [10, 10, 11]
    take_back(workspace, event_id=done.event_id, actor=admin)
    assign(workspace, ask, actor=admin)
    assert asked_of(workspace) == first
    take_back(workspace, person_id=three[0], actor=admin)
    take_back(workspace, person_id=three[1], actor=admin)
    take_back(workspace, person_id=three[2], actor=admin)
    assign(workspace, AssignAsk(EVERYTHING, three, "evenly", seed=8), actor=admin)
    assert asked_of(workspace) != first


def test_so_many_people_are_asked_about_each_sample(workspace: Workspace, admin: Actor, three: tuple[int, ...]) -> None:
    ids = add_samples(workspace, 30)
    assign(workspace, AssignAsk(EVERYTHING, three, "per_item", per_item=2), actor=admin)
    found = asked_of(workspace)
    assert Counter(sample_id for _, sample_id in found) == dict.fromkeys(ids, 2)
    assert Counter(person for person, _ in found) == dict.fromkeys(three, 20)
    with pytest.raises(BadInputError, match="3 are named"):
        assign(workspace, AssignAsk(EVERYTHING, three, "per_item", per_item=4), actor=admin)


def test_samples_go_to_who_reads_their_language(workspace: Workspace, admin: Actor, three: tuple[int, ...]) -> None:
    german, chinese, french = (add_samples(workspace, count) for count in (6, 4, 3))
    with workspace.write() as tx:
        for language, ids in (("de", german), ("zh", chinese), ("fr", french)):
            tx.execute(update(Sample).where(col(Sample.id).in_(ids)).values(language=language))
    one, two, both = three
    ask = AssignAsk(EVERYTHING, languages={"de": (one, both), "zh": (two, both)})
    done = assign(workspace, ask, actor=admin)
    assert (done.dealt.samples, done.dealt.in_other_languages) == (13, 3)
    found = asked_of(workspace)
    assert {sample_id for person, sample_id in found if person == one} < set(german)
    assert {sample_id for person, sample_id in found if person == two} < set(chinese)
    assert Counter(person for person, _ in found) == {one: 3, two: 2, both: 5}


def test_nobody_is_asked_twice_nor_about_what_was_decided(workspace: Workspace, admin: Actor, annotator: Actor) -> None:
    one, two, three, four = add_samples(workspace, 4)
    say(workspace, one, annotator, decision="accept")
    say(workspace, two, annotator, overall=3)
    ask = AssignAsk(SampleFilter(ids=(one, two, three)), (annotator.id,), "each")
    assert assign(workspace, ask, actor=admin).dealt.by_person == {annotator.id: (2, 1)}
    again = assign(workspace, ask, actor=admin)
    assert (again.count, again.event_id) == (0, None)
    wider = assign(workspace, AssignAsk(EVERYTHING, (annotator.id,), "each"), actor=admin)
    assert wider.dealt.by_person == {annotator.id: (1, 3)}
    assert [sample_id for _, sample_id in asked_of(workspace)] == [two, three, four]


def test_what_nobody_can_judge_is_counted_and_left_out(workspace: Workspace, admin: Actor) -> None:
    add_samples(workspace, 2)
    add_samples(workspace, 3, state=ItemState.EXCLUDED)
    done = assign(workspace, AssignAsk(EVERYTHING, (admin.id,)), actor=admin)
    assert (done.dealt.samples, done.dealt.cannot, done.count) == (2, 3, 2)


def test_what_is_open_is_taken_back_and_what_was_judged_stays(
    workspace: Workspace, admin: Actor, annotator: Actor
) -> None:
    one, two, three = add_samples(workspace, 3)
    set_review_policy(workspace, ReviewPolicy(only_assigned=True), actor=admin)
    done = assign(workspace, AssignAsk(EVERYTHING, (annotator.id,)), actor=admin)
    assert next_samples(workspace, limit=9, actor=annotator) == [one, two, three]
    say(workspace, two, annotator, decision="accept")
    (row,) = list_assignments(workspace, actor=admin)
    assert (row.name, row.total, row.open, row.event_id) == ("Bea", 3, 2, done.event_id)
    assert take_back(workspace, event_id=done.event_id, actor=admin) == 2
    assert next_samples(workspace, limit=9, actor=annotator) == []
    (row,) = list_assignments(workspace, actor=admin)
    assert (row.total, row.open) == (1, 0)
    with pytest.raises(ConflictError):
        take_back(workspace, event_id=done.event_id, actor=admin)
    with pytest.raises(NotFoundError):
        take_back(workspace, event_id=1, actor=admin)
    with workspace.read() as session:
        (event,) = session.exec(select(Event).where(Event.action == "assignment.taken_back"))
    assert (event.undoes, event.after["count"]) == (done.event_id, 2)


def test_what_is_open_moves_to_another_who_does_not_know_it(
    workspace: Workspace, admin: Actor, annotator: Actor
) -> None:
    one, two, three, four = add_samples(workspace, 4)
    assign(workspace, AssignAsk(EVERYTHING, (annotator.id,)), actor=admin)
    assign(workspace, AssignAsk(SampleFilter(ids=(two,)), (admin.id,)), actor=admin)
    say(workspace, one, annotator, decision="accept")
    say(workspace, three, admin, decision="accept")
    people.change_person(workspace, annotator.id, is_active=False, actor=admin)
    found = hand_over(workspace, annotator.id, admin.id, actor=admin)
    assert (found.moved, found.ended) == (1, 2)
    assert asked_of(workspace) == [(admin.id, two), (admin.id, four)]
    with pytest.raises(ConflictError):
        hand_over(workspace, annotator.id, admin.id, actor=admin)


def test_who_cannot_judge_is_not_asked(workspace: Workspace, admin: Actor, annotator: Actor) -> None:
    add_samples(workspace, 1)
    cem, dai = people.join(workspace, "Cem"), people.join(workspace, "Dai")
    people.change_person(workspace, cem.id, is_active=False, actor=admin)
    people.change_person(workspace, dai.id, role=Role.VIEWER, actor=admin)
    with workspace.write() as tx:
        judge = Annotator(name="judge-1", kind=RaterKind.JUDGE, role=Role.ANNOTATOR)
        tx.add(judge)
        tx.flush()
        judge_id = judge.id or 0
    for person_id, why in ((cem.id, "gone"), (dai.id, "viewer"), (judge_id, "a model")):
        with pytest.raises(BadInputError, match=why):
            assign(workspace, AssignAsk(EVERYTHING, (admin.id, person_id)), actor=admin)
    with pytest.raises(NotFoundError):
        assign(workspace, AssignAsk(EVERYTHING, (999,)), actor=admin)
    with pytest.raises(BadInputError, match="Nobody"):
        assign(workspace, AssignAsk(EVERYTHING), actor=admin)
    with pytest.raises(NotAllowedError):
        assign(workspace, AssignAsk(EVERYTHING, (admin.id,)), actor=annotator)
    assert asked_of(workspace) == []
