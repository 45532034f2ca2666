from dataclasses import replace

import pytest
from sqlmodel import select

from curation.errors import ConflictError, NotAllowedError
from curation.models import ReviewClaim, Role, Sample
from curation.review import Answers, RubricForm
from curation.services import people
from curation.services.permissions import Actor
from curation.services.review_many import RowChange, get_rows, keep_on_screen, save_many, undo_many
from curation.services.review_queue import next_samples
from curation.services.rubrics import rubric_for, save_rubric
from curation.services.samples import edit_sample
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


def accept(answers: Answers) -> Answers:
    return answers.decided("accept")


def rate(stars: int, sample_id: int, version: int = 1) -> RowChange:
    return RowChange(sample_id, version, lambda answers: answers.rated(stars), 1.5)


def claimed_by(workspace: Workspace, actor: Actor) -> set[int]:
    with workspace.read() as session:
        return set(session.exec(select(ReviewClaim.sample_id).where(ReviewClaim.annotator_id == actor.id)))


def test_each_change_is_a_review_and_a_decision_an_event_of_its_own(workspace: Workspace, annotator: Actor) -> None:
    ids = add_samples(workspace, 3)
    done = save_many(
        workspace, [rate(4, n) for n in ids] + [RowChange(n, 1, accept, 2.0) for n in ids], actor=annotator
    )
    assert [sample_id for sample_id, _ in done.saved] == ids * 2
    for sample_id in ids:
        assert [(row.overall, row.decision) for row in rows_of(workspace, sample_id)] == [(4, None), (4, "accept")]
        assert rows_of(workspace, sample_id)[-1].seconds_active == pytest.approx(3.5)
        assert [event.action for event in events_in(workspace, sample_id)] == ["review.submitted"]
        assert summary_in(workspace, sample_id) == summary_by_sql(workspace, sample_id) == (1, 4.0, "accept", set())


def test_what_cannot_be_stored_is_told_and_keeps_nothing_else_from_it(workspace: Workspace, annotator: Actor) -> None:
    one, two, three = add_samples(workspace, 3)
    edit_sample(workspace, two, text="Other words.", version=1, actor=annotator)
    done = save_many(workspace, [RowChange(n, 1, accept) for n in (one, two, three, 99)], actor=annotator)
    assert [sample_id for sample_id, _ in done.saved] == [one, three]
    assert "Somebody changed sample" in done.refused[two]
    assert "There is no sample 99" in done.refused[99]
    assert rows_of(workspace, two) == []


def test_a_required_question_holds_for_each_row(workspace: Workspace, admin: Actor) -> None:
    one, two = add_samples(workspace, 2)
    with workspace.read() as session:
        rubric = rubric_for(session, "math")
    questions = tuple(replace(one, is_required=one.id == "valid") for one in rubric.form.questions)
    save_rubric(workspace, "math", RubricForm(questions), actor=admin)
    valid = RowChange(one, 1, lambda answers: answers.answered("valid", True).decided("accept"))
    done = save_many(workspace, [valid, RowChange(two, 1, accept)], actor=admin)
    assert answers_in(workspace, one, admin).decision == "accept"
    assert "must be answered" in done.refused[two]


def test_what_was_decided_together_is_taken_back_together(workspace: Workspace, annotator: Actor) -> None:
    ids = add_samples(workspace, 4)
    save_many(workspace, [rate(5, n) for n in ids], actor=annotator)
    done = save_many(workspace, [RowChange(n, 1, accept) for n in ids], actor=annotator)
    say(workspace, ids[1], annotator, overall=1, decision="reject")
    reviews = [row.review_id for _, row in done.saved]
    undone = undo_many(workspace, reviews, actor=annotator)
    assert [row.sample_id for row in undone] == [ids[0], ids[2], ids[3]]
    assert [answers_in(workspace, n, annotator).decision for n in ids] == [None, "reject", None, None]
    assert answers_in(workspace, ids[0], annotator).overall == 5
    events = events_in(workspace, ids[0])
    assert (events[-1].action, events[-1].undoes) == ("review.withdrawn", events[-2].id)
    with workspace.read() as session:
        assert first_broken_event(session) is None
    with pytest.raises(ConflictError, match="judged anew"):
        undo_many(workspace, reviews, actor=annotator)


def test_nobody_takes_back_what_another_decided(workspace: Workspace, admin: Actor, annotator: Actor) -> None:
    ids = add_samples(workspace, 2)
    done = save_many(workspace, [RowChange(n, 1, accept) for n in ids], actor=annotator)
    with pytest.raises(ConflictError):
        undo_many(workspace, [row.review_id for _, row in done.saved], actor=admin)


def test_rows_are_blind_to_what_others_say(workspace: Workspace, admin: Actor, annotator: Actor) -> None:
    ids = add_samples(workspace, 2)
    say(workspace, ids[0], admin, overall=2, decision="reject")
    rows = get_rows(workspace, ids[::-1], actor=annotator)
    assert [row.sample.id for row in rows] == ids[::-1]
    assert [row.answers for row in rows] == [Answers(), Answers()]
    assert all(row.persona and row.persona.id == row.sample.persona_id for row in rows)


def test_rows_on_the_screen_stay_this_persons_until_they_are_decided(
    workspace: Workspace, admin: Actor, annotator: Actor
) -> None:
    ids = add_samples(workspace, 6)
    mine = next_samples(workspace, limit=3, actor=annotator)
    assert mine == ids[:3]
    assert next_samples(workspace, limit=3, actor=admin) == ids[3:]
    save_many(workspace, [RowChange(mine[0], 1, accept)], on_screen=mine, actor=annotator)
    assert claimed_by(workspace, annotator) == set(mine[1:])
    say(workspace, mine[1], annotator, decision="skip")
    keep_on_screen(workspace, mine, actor=annotator)
    assert claimed_by(workspace, annotator) == {mine[2]}


def test_two_who_accept_the_same_rows_at_once_are_both_kept(workspace: Workspace, admin: Actor) -> None:
    ids = add_samples(workspace, 5)
    actors = [admin, people.join(workspace, "Bea"), people.join(workspace, "Cem")]
    done = in_threads(
        lambda place: save_many(workspace, [RowChange(n, 1, accept) for n in ids], actor=actors[place]), len(actors)
    )
    assert [len(one.saved) for one in done] == [5, 5, 5]  # type: ignore[attr-defined]  # in_threads returns objects
    for sample_id in ids:
        assert summary_in(workspace, sample_id) == summary_by_sql(workspace, sample_id)
        assert sample_in(workspace, sample_id).n_reviews == 3


def test_who_may_not_judge_may_not_judge_many(workspace: Workspace, admin: Actor, annotator: Actor) -> None:
    ids = add_samples(workspace, 2)
    people.change_person(workspace, annotator.id, role=Role.VIEWER, actor=admin)
    with pytest.raises(NotAllowedError):
        save_many(workspace, [RowChange(n, 1, accept) for n in ids], actor=annotator)
    with pytest.raises(NotAllowedError):
        get_rows(workspace, ids, actor=annotator)
    with workspace.read() as session:
        assert [row.n_reviews for row in session.exec(select(Sample))] == [0, 0]
