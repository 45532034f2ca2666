"""Several people at one queue: who is given what, and how it is counted, against slow oracles."""

import itertools
import random
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlmodel import select

from curation.models import Assignment, ItemState, Review, ReviewClaim, Sample, SampleFilter
from curation.review import Emptiness, Queue
from curation.services import people
from curation.services.permissions import Actor
from curation.services.review import save_review, take_back, undo_last
from curation.services.review_policy import ReviewPolicy, set_review_policy
from curation.services.review_queue import (
    count_under_filter,
    next_sample,
    next_samples,
    on_other_screens,
    put_on_screen,
    queue_counts,
    release_screen,
    why_nothing_waits,
)
from curation.store import review_queue
from curation.store.samples import where_samples
from curation.workspace import Workspace
from tests.services.judging import add_samples, in_threads, rows_of, sample_in, say


@pytest.fixture
def team(workspace: Workspace, admin: Actor, annotator: Actor) -> list[Actor]:
    """Four people, of whom the first is admin."""
    return [admin, annotator, people.join(workspace, "Cem"), people.join(workspace, "Dai")]


def share(workspace: Workspace, actor: Actor, **policy: object) -> None:
    set_review_policy(workspace, ReviewPolicy.model_validate(policy), actor=actor)


def assign_by_hand(workspace: Workspace, actor: Actor, *sample_ids: int) -> None:
    with workspace.write() as tx:
        tx.add_all([Assignment(sample_id=sample_id, annotator_id=actor.id) for sample_id in sample_ids])


def let_time_pass(workspace: Workspace, minutes: int) -> None:
    """Let what is on the screens have been put there earlier."""
    with workspace.write() as tx:
        for row in tx.exec(select(ReviewClaim)):
            row.claimed_at -= timedelta(minutes=minutes)
            tx.add(row)


@pytest.mark.parametrize(("overlap", "count"), list(itertools.product((1, 2, 3), (2, 3, 4))))
def test_people_at_once_are_given_nothing_twice_and_no_sample_goes_to_more_than_the_overlap(
    workspace: Workspace, team: list[Actor], overlap: int, count: int
) -> None:
    ids = add_samples(workspace, 9)
    share(workspace, team[0], overlap=overlap)
    given: list[list[int]] = [[] for _ in range(count)]

    def work(place: int) -> None:
        while (found := next_sample(workspace, actor=team[place])) is not None:
            given[place].append(found)
            say(workspace, found, team[place], overall=3 + place % 2, decision="accept")

    while any(next_sample(workspace, actor=actor) is not None for actor in team[:count]):
        assert in_threads(work, count) == [None] * count
    for mine in given:
        assert len(mine) == len(set(mine))
    together = [sample_id for mine in given for sample_id in mine]
    assert {together.count(sample_id) for sample_id in ids} == {min(overlap, count)}
    assert {sample_in(workspace, sample_id).n_reviews for sample_id in ids} == {min(overlap, count)}


@pytest.mark.parametrize("overlap", [1, 2])
def test_pages_of_several_people_at_once_hold_nothing_that_too_many_are_given(
    workspace: Workspace, team: list[Actor], overlap: int
) -> None:
    ids = add_samples(workspace, 10)
    share(workspace, team[0], overlap=overlap)
    pages = in_threads(lambda place: next_samples(workspace, limit=4, actor=team[place]), 4)
    together = [sample_id for page in pages if isinstance(page, list) for sample_id in page]
    assert max(together.count(sample_id) for sample_id in ids) <= overlap
    assert len(together) == min(10 * overlap, 16)
    assert next_samples(workspace, limit=4, actor=team[0]) == pages[0]


def test_two_who_submit_the_same_sample_at_once_are_both_kept(workspace: Workspace, team: list[Actor]) -> None:
    (one,) = add_samples(workspace, 1)
    share(workspace, team[0], overlap=1)
    outcome = in_threads(lambda place: say(workspace, one, team[place], overall=2 + place, decision="accept"), 4)
    assert outcome == [None] * 4
    assert {(row.annotator_id, row.overall) for row in rows_of(workspace, one)} == {
        (actor.id, 2 + place) for place, actor in enumerate(team)
    }
    assert sample_in(workspace, one).n_reviews == 4


def test_what_its_holder_has_decided_on_keeps_no_place(workspace: Workspace, team: list[Actor]) -> None:
    (one,) = add_samples(workspace, 1)
    share(workspace, team[0], overlap=2)
    assert next_sample(workspace, actor=team[0]) == one
    say(workspace, one, team[0], decision="accept")
    assert on_other_screens(workspace, team[1]) == []
    assert next_sample(workspace, actor=team[1]) == one
    assert next_sample(workspace, actor=team[2]) is None


def test_a_lease_that_ran_out_goes_to_another_and_its_holder_is_given_something_else(
    workspace: Workspace, team: list[Actor]
) -> None:
    one, two = add_samples(workspace, 2)
    share(workspace, team[0], overlap=1, lease_minutes=5)
    assert next_sample(workspace, actor=team[0]) == one
    let_time_pass(workspace, 4)
    assert next_sample(workspace, actor=team[1]) == two
    let_time_pass(workspace, 2)
    assert [taken.sample_id for taken in on_other_screens(workspace, team[0])] == [two]
    assert next_sample(workspace, actor=team[2]) == one
    assert next_sample(workspace, actor=team[0]) is None
    assert why_nothing_waits(workspace, team[0]) is Emptiness.ALL_TAKEN


def test_who_goes_on_answering_keeps_what_is_on_the_screen(workspace: Workspace, team: list[Actor]) -> None:
    (one,) = add_samples(workspace, 1)
    share(workspace, team[0], overlap=1)
    assert next_sample(workspace, actor=team[0]) == one
    let_time_pass(workspace, 11)
    say(workspace, one, team[0], overall=4)
    assert next_sample(workspace, actor=team[1]) is None
    assert [(t.sample_id, t.name) for t in on_other_screens(workspace, team[1])] == [(one, "Ada")]
    assert next_sample(workspace, actor=team[0]) == one


def test_what_is_freed_goes_to_another_and_what_its_holder_still_says_is_kept(
    workspace: Workspace, team: list[Actor]
) -> None:
    (one,) = add_samples(workspace, 1)
    share(workspace, team[0], overlap=1)
    assert next_sample(workspace, actor=team[1]) == one
    say(workspace, one, team[1], overall=4)
    assert release_screen(workspace, team[1].id, actor=team[0]) == 1
    assert next_sample(workspace, actor=team[2]) == one
    say(workspace, one, team[1], overall=5, decision="accept")
    say(workspace, one, team[2], overall=1, decision="reject")
    assert sample_in(workspace, one).n_reviews == 2


def test_what_was_taken_back_and_stands_on_the_screen_is_not_given_away(
    workspace: Workspace, team: list[Actor]
) -> None:
    (one,) = add_samples(workspace, 1)
    share(workspace, team[0], overlap=1)
    say(workspace, one, team[0], overall=4, decision="accept")
    put_on_screen(workspace, undo_last(workspace, actor=team[0]).sample_id, actor=team[0])
    assert next_sample(workspace, actor=team[1]) is None


def test_a_skip_that_is_opened_again_is_on_the_screen(workspace: Workspace, team: list[Actor]) -> None:
    (one,) = add_samples(workspace, 1)
    share(workspace, team[0], overlap=1)
    say(workspace, one, team[0], decision="skip")
    assert next_sample(workspace, actor=team[1]) == one
    release_screen(workspace, team[1].id, actor=team[1])
    assert next_sample(workspace, queue=Queue.SKIPPED, actor=team[0]) == one
    assert next_sample(workspace, actor=team[1]) is None


def test_only_what_was_assigned_is_given_and_only_as_long_as_it_is(workspace: Workspace, team: list[Actor]) -> None:
    one, two, three = add_samples(workspace, 3)
    share(workspace, team[0], only_assigned=True)
    assert next_sample(workspace, actor=team[1]) is None
    assert why_nothing_waits(workspace, team[1]) is Emptiness.NONE_ASSIGNED
    assign_by_hand(workspace, team[1], three, two)
    assert next_samples(workspace, limit=5, actor=team[1]) == [three, two]
    assert count_under_filter(workspace, team[1], SampleFilter(ids=(one, two))) == (1, False)
    say(workspace, three, team[1], decision="accept")
    assert next_sample(workspace, actor=team[1]) == two
    with workspace.write() as tx:
        tx.execute(text("delete from assignment where is_open = 1"))
    assert next_sample(workspace, actor=team[1]) is None
    assert queue_counts(workspace, team[1]).pending == 0


def test_what_is_assigned_comes_first_also_where_it_has_enough_reviews(workspace: Workspace, team: list[Actor]) -> None:
    one, two, three = add_samples(workspace, 3)
    share(workspace, team[0], overlap=1)
    say(workspace, three, team[0], decision="accept")
    assign_by_hand(workspace, team[1], three, two)
    assert queue_counts(workspace, team[1]).pending == 3
    assert next_samples(workspace, limit=3, actor=team[1]) == [three, two, one]


def test_a_filter_holds_also_for_what_is_on_the_screen_already(workspace: Workspace, annotator: Actor) -> None:
    one, two = add_samples(workspace, 2)
    assert next_sample(workspace, actor=annotator) == one
    assert next_sample(workspace, chosen=SampleFilter(ids=(two,)), actor=annotator) == two
    assert next_sample(workspace, scenario="tool", actor=annotator) is None


def test_a_queue_is_empty_for_the_reason_that_holds(workspace: Workspace, team: list[Actor]) -> None:
    share(workspace, team[0], overlap=2)
    assert why_nothing_waits(workspace, team[0]) is Emptiness.NO_SAMPLES
    (one,) = add_samples(workspace, 1)
    say(workspace, one, team[0], decision="accept")
    assert why_nothing_waits(workspace, team[0]) is Emptiness.ALL_DECIDED
    say(workspace, one, team[1], decision="accept")
    assert why_nothing_waits(workspace, team[2]) is Emptiness.ENOUGH_REVIEWS


def pending_by_oracle(workspace: Workspace, actor: Actor, policy: ReviewPolicy, scenario: str | None) -> int:
    """Count what waits for somebody, sample by sample, from the rows of reviews."""
    with workspace.read() as session:
        asked = select(Assignment.sample_id).where(Assignment.annotator_id == actor.id, Assignment.is_open)
        assigned = set(session.exec(asked))
        found = 0
        for sample in session.exec(select(Sample)).all():
            rows = session.exec(select(Review).where(Review.sample_id == sample.id)).all()
            said = {row.annotator_id: row.decision for row in rows if row.superseded_by is None}
            judged = sum(decision in ("accept", "reject") for decision in said.values())
            is_asked = sample.id in assigned
            if not policy.only_assigned:
                is_asked = is_asked or judged < policy.most_reviews
            takes_part = sample.state == ItemState.ACTIVE and scenario in (None, sample.scenario)
            found += bool(takes_part and is_asked and said.get(actor.id) is None)
        return found


@pytest.mark.parametrize("seed", [1, 2])
def test_counts_hold_after_any_history(workspace: Workspace, team: list[Actor], seed: int) -> None:
    rng = random.Random(seed)
    ids = [*add_samples(workspace, 8), *add_samples(workspace, 4, scenario="tool")]
    for actor in team[1:]:
        assign_by_hand(workspace, actor, *rng.sample(ids, 5))
    for _ in range(60):
        sample_id, actor = rng.choice(ids), rng.choice(team)
        decision = rng.choice(["accept", "reject", "skip", None, "back", "out"])
        if decision == "out":
            with workspace.write() as tx:
                row = tx.get_one(Sample, sample_id)
                row.state = rng.choice([ItemState.ACTIVE, ItemState.EXCLUDED])
                tx.add(row)
        elif decision == "back":
            if any(row.decision and row.superseded_by is None and row.annotator_id == actor.id
                   for row in rows_of(workspace, sample_id)):  # fmt: skip
                take_back(workspace, sample_id, actor=actor)
        else:
            save_review(workspace, sample_id, lambda answers, said=decision: answers.decided(said), actor=actor)  # type: ignore[misc]  # a default binds the loop's value
    for overlap, only_assigned in itertools.product((0, 1, 2, 3), (False, True)):
        policy = ReviewPolicy(overlap=overlap, only_assigned=only_assigned)
        set_review_policy(workspace, policy, actor=team[0])
        for actor, scenario in itertools.product(team, (None, "tool")):
            expected = pending_by_oracle(workspace, actor, policy, scenario)
            assert queue_counts(workspace, actor, scenario=scenario).pending == expected
            release_screen(workspace, actor.id, actor=actor)
            given = next_samples(workspace, scenario=scenario, limit=50, actor=actor)
            assert len(given) == len(set(given)) == expected
            release_screen(workspace, actor.id, actor=actor)


@pytest.mark.parametrize(
    "chosen",
    [
        SampleFilter(scenarios=("tool",)),
        SampleFilter(states=("active",), languages=("en",), text="bees"),
        SampleFilter(decisions=("accept",), is_wanted=False),
        SampleFilter(text="nowhere"),
    ],
)
def test_a_filter_gives_the_same_sorted_or_along_the_queue(
    workspace: Workspace, team: list[Actor], monkeypatch: pytest.MonkeyPatch, chosen: SampleFilter
) -> None:
    ids = [*add_samples(workspace, 6), *add_samples(workspace, 6, scenario="tool")]
    share(workspace, team[0], overlap=2)
    for sample_id in ids[::3]:
        say(workspace, sample_id, team[0], decision="accept")
    assign_by_hand(workspace, team[1], ids[9], ids[2])
    found = []
    for few in (0, 2_000):
        monkeypatch.setattr(review_queue, "_FEW", few)
        release_screen(workspace, team[1].id, actor=team[1])
        found.append(next_samples(workspace, chosen=chosen, limit=20, actor=team[1]))
    assert found[0] == found[1]
    with workspace.read() as session:
        meant = set(session.exec(select(Sample.id).where(*where_samples(chosen))))
    assert set(found[0]) == meant & set(ids)
    mine = [next_samples(workspace, queue=queue, chosen=chosen, limit=20, actor=team[0]) for queue in Queue]
    assert {sample_id for page in mine[1:] for sample_id in page} == meant & set(ids[::3])
