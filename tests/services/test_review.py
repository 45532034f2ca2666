import contextlib

import numpy as np
import pytest
from pysqlite3 import dbapi2
from sqlmodel import select

from curation.errors import BadInputError, ConflictError, NotAllowedError, NotFoundError
from curation.models import DuplicatePair, Outcome, Role, Sample
from curation.review import Answers
from curation.services import people, samples
from curation.services.permissions import Actor
from curation.services.review import get_item, save_review, undo_last
from curation.services.review_twins import near_candidates
from curation.store.events import first_broken_event
from curation.workspace import Workspace
from tests.services.judging import (
    add_samples,
    answers_in,
    events_in,
    in_threads,
    rows_of,
    sample_in,
    say,
    summary_by_sql,
    summary_in,
)


def pairs_in(workspace: Workspace) -> list[tuple[int, int, str, int]]:
    with workspace.read() as session:
        return [(row.a_id, row.b_id, row.origin, row.said_by) for row in session.exec(select(DuplicatePair))]


def test_every_change_is_a_row_that_supersedes_the_one_before(workspace: Workspace, annotator: Actor) -> None:
    (one,) = add_samples(workspace, 1)
    say(workspace, one, annotator, overall=4)
    say(workspace, one, annotator, overall=2)
    say(workspace, one, annotator, overall=2, decision="reject")
    rows = rows_of(workspace, one)
    assert [(row.overall, row.decision) for row in rows] == [(4, None), (2, None), (2, "reject")]
    assert [row.superseded_by for row in rows] == [rows[1].id, rows[2].id, None]


def test_what_was_answered_cannot_be_rewritten_or_deleted(workspace: Workspace, annotator: Actor) -> None:
    (one,) = add_samples(workspace, 1)
    say(workspace, one, annotator, overall=4)
    connection = dbapi2.connect(str(workspace.database))
    try:
        with pytest.raises(dbapi2.DatabaseError, match="never changed"):
            connection.execute("update review set overall = 5")
        with pytest.raises(dbapi2.DatabaseError, match="never deleted"):
            connection.execute("delete from review")
    finally:
        connection.close()


def test_the_time_spent_adds_up_and_never_goes_back(workspace: Workspace, annotator: Actor) -> None:
    (one,) = add_samples(workspace, 1)
    for seconds in (2.5, -3.0, 4.0):
        save_review(workspace, one, lambda answers: answers, seconds=seconds, actor=annotator)
    rows = rows_of(workspace, one)
    assert [row.seconds_active for row in rows] == [2.5, 2.5, 6.5]
    assert len({row.started_at for row in rows}) == 1


def test_a_draft_counts_for_nothing_and_leaves_no_event(workspace: Workspace, annotator: Actor) -> None:
    (one,) = add_samples(workspace, 1)
    say(workspace, one, annotator, overall=5)
    assert summary_in(workspace, one) == (0, None, "", set())
    assert events_in(workspace, one) == []


def test_the_row_of_a_sample_repeats_what_its_reviews_say(workspace: Workspace, admin: Actor, annotator: Actor) -> None:
    ids = add_samples(workspace, 4)
    rng = np.random.default_rng(5)
    for _ in range(60):
        one, actor = int(rng.choice(ids)), [admin, annotator][int(rng.integers(2))]
        match int(rng.integers(5)):
            case 0:
                with contextlib.suppress(ConflictError):  # nothing was decided yet
                    undo_last(workspace, actor=actor)
            case 1:
                flag = str(rng.choice(["wrong", "unsafe", "other"]))
                save_review(workspace, one, lambda answers, flag=flag: answers.toggled(flag), actor=actor)  # type: ignore[misc]  # a default binds the loop's value
            case _:
                decision = [None, "accept", "reject", "skip"][int(rng.integers(4))]
                say(workspace, one, actor, overall=int(rng.integers(1, 6)), decision=decision)
        assert [summary_in(workspace, found) for found in ids] == [summary_by_sql(workspace, found) for found in ids]
    assert {sample_in(workspace, found).decision for found in ids} - {"accept"}
    with workspace.read() as session:
        assert first_broken_event(session) is None


def test_undo_brings_the_answers_back_as_a_draft(workspace: Workspace, annotator: Actor) -> None:
    one, two = add_samples(workspace, 2)
    say(workspace, one, annotator, overall=4, decision="accept")
    say(workspace, two, annotator, overall=1, decision="reject")
    undone = undo_last(workspace, actor=annotator)
    assert (undone.sample_id, undone.decision) == (two, "reject")
    assert answers_in(workspace, two, annotator) == Answers(overall=1)
    assert rows_of(workspace, two)[-1].is_withdrawn
    assert summary_in(workspace, two) == (0, None, "", set())
    assert undo_last(workspace, actor=annotator).sample_id == one


def test_undo_is_an_inverse_event(workspace: Workspace, annotator: Actor) -> None:
    (one,) = add_samples(workspace, 1)
    say(workspace, one, annotator, decision="accept")
    undo_last(workspace, actor=annotator)
    say(workspace, one, annotator, decision="reject")
    undo_last(workspace, actor=annotator)
    first, second, third, fourth = events_in(workspace, one)
    assert [event.action for event in (first, second)] == ["review.submitted", "review.withdrawn"]
    assert [second.undoes, fourth.undoes] == [first.id, third.id]


def test_undo_without_a_decision_is_refused(workspace: Workspace, admin: Actor, annotator: Actor) -> None:
    (one,) = add_samples(workspace, 1)
    say(workspace, one, annotator, decision="accept")
    with pytest.raises(ConflictError, match="not decided anything"):
        undo_last(workspace, actor=admin)


def test_a_decision_on_another_version_of_the_text_is_refused(
    workspace: Workspace, admin: Actor, annotator: Actor
) -> None:
    (one,) = add_samples(workspace, 1)
    samples.edit_sample(workspace, one, text="How many bees, corrected?", version=1, actor=admin)
    with pytest.raises(ConflictError, match="changed sample"):
        save_review(workspace, one, lambda answers: answers.decided("accept"), version=1, actor=annotator)
    save_review(workspace, one, lambda answers: answers.noted("typed before"), actor=annotator)
    assert answers_in(workspace, one, annotator).note == "typed before"


def test_two_people_at_once_both_count(workspace: Workspace, admin: Actor, annotator: Actor) -> None:
    (one,) = add_samples(workspace, 1)
    both = [admin, annotator]
    results = in_threads(lambda place: say(workspace, one, both[place], overall=2 + 2 * place, decision="accept"), 2)
    assert results == [None, None]
    assert summary_in(workspace, one) == (2, 3.0, "accept", set())


def test_keys_of_one_person_at_once_are_all_kept(workspace: Workspace, annotator: Actor) -> None:
    (one,) = add_samples(workspace, 1)
    flags = ["off_persona", "wrong", "unsafe", "other"]
    results = in_threads(
        lambda place: save_review(workspace, one, lambda a: a.toggled(flags[place]), actor=annotator), len(flags)
    )
    assert not [error for error in results if isinstance(error, Exception)]
    assert answers_in(workspace, one, annotator).flags == tuple(flags)
    assert sum(row.superseded_by is None for row in rows_of(workspace, one)) == 1


def test_naming_a_twin_makes_a_pair_that_the_person_said(workspace: Workspace, annotator: Actor) -> None:
    one, two, three = add_samples(workspace, 3)
    save_review(workspace, two, lambda answers: answers.twin_named(three), actor=annotator)
    assert pairs_in(workspace) == [(two, three, "human", annotator.id)]
    save_review(workspace, two, lambda answers: answers.twin_named(one), actor=annotator)
    assert pairs_in(workspace) == [(one, two, "human", annotator.id)]
    save_review(workspace, two, lambda answers: answers.toggled("near_duplicate"), actor=annotator)
    assert pairs_in(workspace) == []


def test_a_pair_that_another_person_said_is_not_taken_back(
    workspace: Workspace, admin: Actor, annotator: Actor
) -> None:
    one, two = add_samples(workspace, 2)
    for actor in (admin, annotator):
        save_review(workspace, one, lambda answers: answers.twin_named(two), actor=actor)
    save_review(workspace, one, lambda answers: answers.toggled("near_duplicate"), actor=annotator)
    assert pairs_in(workspace) == [(one, two, "human", admin.id)]


@pytest.mark.parametrize("other_way", [False, True])
def test_who_said_a_pair_first_may_take_it_back_and_another_still_says_it(
    workspace: Workspace, admin: Actor, annotator: Actor, other_way: bool
) -> None:
    one, two = add_samples(workspace, 2)
    save_review(workspace, one, lambda answers: answers.twin_named(two), actor=admin)
    asked, meant = (two, one) if other_way else (one, two)
    save_review(workspace, asked, lambda answers: answers.twin_named(meant), actor=annotator)
    save_review(workspace, one, lambda answers: answers.toggled("near_duplicate"), actor=admin)
    assert pairs_in(workspace) == [(one, two, "human", annotator.id)]
    save_review(workspace, asked, lambda answers: answers.toggled("near_duplicate"), actor=annotator)
    assert pairs_in(workspace) == []


def test_who_said_a_pair_of_both_samples_takes_back_one_and_still_says_the_other(
    workspace: Workspace, annotator: Actor
) -> None:
    one, two = add_samples(workspace, 2)
    save_review(workspace, one, lambda answers: answers.twin_named(two), actor=annotator)
    save_review(workspace, two, lambda answers: answers.twin_named(one), actor=annotator)
    save_review(workspace, one, lambda answers: answers.toggled("near_duplicate"), actor=annotator)
    assert pairs_in(workspace) == [(one, two, "human", annotator.id)]


@pytest.mark.parametrize("twin", ["itself", "nobody"])
def test_a_twin_that_cannot_be_is_refused_and_nothing_is_kept(
    workspace: Workspace, annotator: Actor, twin: str
) -> None:
    (one,) = add_samples(workspace, 1)
    other = one if twin == "itself" else 999
    with pytest.raises(BadInputError, match="cannot be a near-duplicate"):
        save_review(workspace, one, lambda answers: answers.twin_named(other), actor=annotator)
    assert rows_of(workspace, one) == []


def test_the_nearest_found_on_arrival_is_offered_first(workspace: Workspace) -> None:
    one, two, three = add_samples(workspace, 3)
    rows = [sample_in(workspace, sample_id) for sample_id in (one, two, three)]
    workspace.vectors.add([row.text_hash for row in rows], workspace.embedder.embed([row.text for row in rows]))
    with workspace.write() as tx:
        for sample_id in (one, two, three):
            tx.get_one(Sample, sample_id).embedding = "done"
        last = tx.get_one(Sample, three)
        last.nearest_id, last.nearest_score = two, 0.93
    found = near_candidates(workspace, three)
    assert [candidate.sample_id for candidate in found] == [two, one]
    assert found[0].score == 0.93


def test_a_sample_that_nobody_has_read_has_no_candidates(workspace: Workspace) -> None:
    (one,) = add_samples(workspace, 1)
    assert near_candidates(workspace, one) == []


def test_a_person_never_sees_the_answers_of_another(workspace: Workspace, admin: Actor, annotator: Actor) -> None:
    (one,) = add_samples(workspace, 1)
    say(workspace, one, admin, overall=5, decision="accept")
    assert answers_in(workspace, one, annotator) == Answers()


def test_a_viewer_may_not_review(workspace: Workspace, admin: Actor, annotator: Actor) -> None:
    (one,) = add_samples(workspace, 1)
    people.change_person(workspace, annotator.id, role=Role.VIEWER, actor=admin)
    with pytest.raises(NotAllowedError):
        say(workspace, one, annotator, decision="accept")
    with pytest.raises(NotAllowedError):
        undo_last(workspace, actor=annotator)
    assert rows_of(workspace, one) == []


def test_what_holds_no_text_cannot_be_judged(workspace: Workspace, annotator: Actor) -> None:
    (refused,) = add_samples(workspace, 1, outcome=Outcome.REFUSED)
    with pytest.raises(ConflictError, match="ended as 'refused'"):
        get_item(workspace, refused, actor=annotator)
    with pytest.raises(NotFoundError):
        get_item(workspace, 999, actor=annotator)


def test_a_rating_beyond_the_scale_is_a_sentence_and_not_a_crash(workspace: Workspace, annotator: Actor) -> None:
    (one,) = add_samples(workspace, 1)
    with pytest.raises(BadInputError, match="a rating is 1 to 5"):
        say(workspace, one, annotator, overall=9)
