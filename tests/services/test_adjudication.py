"""Settling what people differ on: which cases wait, in which order, what is settled, and undo."""

from pathlib import Path

import pytest
from sqlmodel import col, select

from curation.errors import BadInputError, ConflictError, NotAllowedError, NotFoundError
from curation.models import Adjudication, Event, ItemState, Release, Sample, utc_now
from curation.services import adjudication, gold, people
from curation.services.cases import count_cases, get_case, next_case
from curation.services.permissions import Actor
from curation.services.review import take_back as withdraw_review
from curation.services.undo import undo_event
from curation.store.adjudications import CasePlace, Order, released_settlements
from curation.workspace import Workspace
from tests.services.agreeing import rubric_id
from tests.services.exporting import add_exportable, export, lines_of
from tests.services.judging import add_samples, events_in, sample_in, say
from tests.services.settling import curator, differ, judge_says, note


def walk(workspace: Workspace, actor: Actor, order: Order, *, back: bool = False) -> list[int]:
    """Return the cases in the order in which one goes through them."""
    found: list[int] = []
    place = CasePlace(-1, 0) if back else None
    if back and order == "oldest":
        place = CasePlace(0, 10**9)
    while (place := next_case(workspace, order=order, place=place, back=back, actor=actor)) is not None:
        found.append(place.sample_id)
    return found


def test_only_samples_on_which_people_differ_wait_the_largest_difference_first(
    workspace: Workspace, admin: Actor, annotator: Actor
) -> None:
    same, far, near, farthest, crossed = differ(workspace, admin, annotator, (4, 4), (3, 5), (4, 5), (1, 5), (2, 3))
    assert walk(workspace, admin, "largest") == [farthest, crossed, far]
    assert walk(workspace, admin, "oldest") == [far, farthest, crossed]
    assert count_cases(workspace) == (3, False)
    assert {same, near}.isdisjoint(walk(workspace, admin, "largest"))


@pytest.mark.parametrize("order", ["largest", "oldest"])
def test_the_way_back_is_the_way_reversed_with_ties_too(
    workspace: Workspace, admin: Actor, annotator: Actor, order: Order
) -> None:
    differ(workspace, admin, annotator, (3, 5), (1, 5), (3, 5), (1, 4), (1, 5), (3, 5))
    ahead = walk(workspace, admin, order)
    assert len(ahead) == 6
    assert walk(workspace, admin, order, back=True) == ahead[::-1]


def test_what_is_set_aside_or_of_another_scenario_does_not_wait(
    workspace: Workspace, admin: Actor, annotator: Actor
) -> None:
    aside, waits = differ(workspace, admin, annotator, (1, 5), (1, 5))
    with workspace.write() as tx:
        row = tx.get_one(Sample, aside)
        row.state = ItemState.EXCLUDED
        tx.add(row)
    assert walk(workspace, admin, "largest") == [waits]
    assert next_case(workspace, scenario="logic", actor=admin) is None
    assert next_case(workspace, scenario="math", actor=admin) == CasePlace(6, waits)


def test_a_case_shows_everybodys_answers_and_notes_and_the_judges_apart(
    workspace: Workspace, admin: Actor, annotator: Actor
) -> None:
    (case_id,) = differ(workspace, admin, annotator, (5, 2))
    note(workspace, case_id, annotator, "the unit is missing")
    judge_says(workspace, case_id, decision="accept", overall=4)
    case = get_case(workspace, case_id, actor=admin)
    assert [(one.name, one.answers.decision, one.answers.note) for one in case.people] == [
        ("Ada", "accept", ""),
        ("Bea", "reject", "the unit is missing"),
    ]
    assert [(one.name, one.is_judge) for one in case.judges] == [("Judge: m", True)]
    by_id = {row.question_id: row for row in case.differences}
    assert by_id["decision"].said == ("accept", "reject", "accept")
    assert by_id["decision"].differs
    assert (by_id["overall"].said, by_id["overall"].spread) == (("5", "2", "4"), 3)
    assert case.place == CasePlace(5, case_id)


def test_what_a_judge_says_makes_no_difference_between_people(
    workspace: Workspace, admin: Actor, annotator: Actor
) -> None:
    (agreed,) = differ(workspace, admin, annotator, (4, 4))
    judge_says(workspace, agreed, decision="reject", overall=1)
    assert walk(workspace, admin, "largest") == []
    case = get_case(workspace, agreed, actor=admin)
    assert not any(row.differs for row in case.differences)
    assert case.agreed.overall == 4


def test_a_draft_of_another_person_is_not_shown(workspace: Workspace, admin: Actor, annotator: Actor) -> None:
    (sample_id,) = add_samples(workspace, 1)
    say(workspace, sample_id, annotator, overall=2)
    assert get_case(workspace, sample_id, actor=admin).people == ()


def test_what_is_settled_holds_and_leaves_the_cases_with_its_author(
    workspace: Workspace, admin: Actor, annotator: Actor
) -> None:
    (case_id,) = differ(workspace, admin, annotator, (5, 2))
    settled = adjudication.settle(
        workspace, case_id, decision="reject", overall=2, answers={"valid": False}, note="No unit.", actor=admin
    )
    row = sample_in(workspace, case_id)
    assert (row.decision, row.is_adjudicated, row.rating_mean, row.n_reviews) == ("reject", True, 3.5, 2)
    assert walk(workspace, admin, "largest") == []
    shown = get_case(workspace, case_id, actor=admin).settled
    assert shown == settled
    assert (settled.by, settled.note, settled.answers) == ("Ada", "No unit.", {"valid": False})
    event = events_in(workspace, case_id)[-1]
    assert (event.action, event.actor_id, event.after["decision"]) == ("adjudication.settled", admin.id, "reject")


def test_a_later_review_does_not_move_what_is_settled(workspace: Workspace, admin: Actor, annotator: Actor) -> None:
    (case_id,) = differ(workspace, admin, annotator, (5, 2))
    adjudication.settle(workspace, case_id, decision="reject", actor=admin)
    third = people.join(workspace, "Cleo")
    say(workspace, case_id, third, overall=5, decision="accept")
    withdraw_review(workspace, case_id, actor=annotator)
    row = sample_in(workspace, case_id)
    assert (row.decision, row.is_adjudicated, row.n_reviews) == ("reject", True, 2)


def test_a_settlement_that_is_taken_back_waits_again_and_every_row_stays(
    workspace: Workspace, admin: Actor, annotator: Actor
) -> None:
    (case_id,) = differ(workspace, admin, annotator, (5, 2))
    adjudication.settle(workspace, case_id, decision="accept", actor=admin)
    back = adjudication.undo_last(workspace, actor=admin)
    assert (back.sample_id, back.decision) == (case_id, "accept")
    assert (sample_in(workspace, case_id).decision, sample_in(workspace, case_id).is_adjudicated) == ("mixed", False)
    assert walk(workspace, admin, "largest") == [case_id]
    with workspace.read() as session:
        rows = session.exec(select(Adjudication).order_by(col(Adjudication.id))).all()
    assert [(row.is_withdrawn, row.superseded_by) for row in rows] == [(False, 2), (True, None)]
    settled, withdrawn = events_in(workspace, case_id)[-2:]
    assert (withdrawn.action, withdrawn.undoes) == ("adjudication.withdrawn", settled.id)
    with pytest.raises(ConflictError, match="not settled anything"):
        adjudication.undo_last(workspace, actor=admin)


def test_it_can_be_taken_back_from_the_log_and_only_once(workspace: Workspace, admin: Actor, annotator: Actor) -> None:
    (case_id,) = differ(workspace, admin, annotator, (5, 2))
    adjudication.settle(workspace, case_id, decision="accept", actor=admin)
    with workspace.read() as session:
        event = session.exec(select(Event).where(Event.action == "adjudication.settled")).one()
    assert "not settled any more" in undo_event(workspace, event.id or 0, actor=admin)
    with pytest.raises(ConflictError, match="undone already"):
        undo_event(workspace, event.id or 0, actor=admin)


def test_who_does_not_see_what_another_curator_settled_does_not_overwrite_it(
    workspace: Workspace, admin: Actor, annotator: Actor
) -> None:
    (case_id,) = differ(workspace, admin, annotator, (5, 2))
    first = adjudication.settle(workspace, case_id, decision="accept", actor=admin)
    with pytest.raises(ConflictError, match="Ada settled sample 1 as accepted already"):
        adjudication.settle(workspace, case_id, decision="reject", actor=admin)
    second = adjudication.settle(workspace, case_id, decision="reject", instead_of=first.id, actor=admin)
    assert sample_in(workspace, case_id).decision == "reject"
    with pytest.raises(ConflictError, match="rejected already"):
        adjudication.take_back(workspace, case_id, adjudication_id=first.id, actor=admin)
    adjudication.take_back(workspace, case_id, actor=admin)
    with pytest.raises(ConflictError, match="taken back meanwhile"):
        adjudication.settle(workspace, case_id, decision="accept", instead_of=second.id, actor=admin)


def test_what_cannot_be_settled_is_refused(workspace: Workspace, admin: Actor, annotator: Actor) -> None:
    (case_id,) = differ(workspace, admin, annotator, (5, 2))
    for wrong, said in (
        ({"decision": "skip"}, "'accept' or 'reject'"),
        ({"decision": "accept", "overall": 6}, "1 to 5"),
        ({"decision": "accept", "answers": {"nonsense": 1}}, "nonsense"),
        ({"decision": "accept", "answers": {"valid": "perhaps"}}, "true or false"),
    ):
        with pytest.raises(BadInputError, match=said):
            adjudication.settle(workspace, case_id, actor=admin, **wrong)
    with pytest.raises(ConflictError, match="Nobody has judged"):
        adjudication.settle(workspace, add_samples(workspace, 1)[0], decision="accept", actor=admin)
    with pytest.raises(NotFoundError):
        adjudication.settle(workspace, 999, decision="accept", actor=admin)
    with pytest.raises(NotAllowedError):
        adjudication.settle(workspace, case_id, decision="accept", actor=annotator)
    with pytest.raises(NotAllowedError):
        get_case(workspace, case_id, actor=annotator)


def test_settled_ones_are_listed_the_newest_first_and_page_by_page(
    workspace: Workspace, admin: Actor, annotator: Actor
) -> None:
    ids = differ(workspace, admin, annotator, (5, 2), (5, 1), (4, 1))
    for case_id in ids:
        adjudication.settle(workspace, case_id, decision="accept", actor=admin)
    adjudication.take_back(workspace, ids[1], actor=admin)
    first, before = adjudication.list_settled(workspace, limit=1, actor=admin)
    rest, end = adjudication.list_settled(workspace, before=before, limit=1, actor=admin)
    assert [row.settled.sample_id for row in (*first, *rest)] == [ids[2], ids[0]]
    assert end is None


def test_old_answers_are_compared_by_the_question_that_they_answered(
    workspace: Workspace, admin: Actor, annotator: Actor
) -> None:
    (case_id,) = differ(workspace, admin, annotator, (5, 2))
    rubric_id(workspace, [{"id": "overall", "kind": "scale", "label": "How good"}], name="math")
    rows = {row.question_id: row.label for row in get_case(workspace, case_id, actor=admin).differences}
    assert rows["overall"] == "How good"


def test_an_export_carries_what_was_settled_under_a_pseudonym_beside_the_ratings(
    workspace: Workspace, admin: Actor, annotator: Actor, tmp_path: Path
) -> None:
    (case_id,) = add_exportable(workspace, 1)
    say(workspace, case_id, admin, overall=5, decision="accept")
    say(workspace, case_id, annotator, overall=2, decision="reject")
    cleo = curator(workspace, admin, "Cleo")
    adjudication.settle(
        workspace, case_id, decision="accept", overall=4, answers={"valid": True}, note="Fine.", actor=cleo
    )
    gold.make_gold_of_settled(workspace, case_id, actor=cleo)
    export(workspace, admin, tmp_path / "out", name="one")
    rows = lines_of(tmp_path / "out" / "ratings.jsonl")
    settled = {row["question_id"]: row for row in rows if row["question_id"].startswith("settled_")}
    said = {question: (row["value"], row["value_number"], row["comment"]) for question, row in settled.items()}
    assert said == {
        "settled_overall": ("4", 4.0, "Fine."),
        "settled_decision": ("accept", None, "Fine."),
        "settled_valid": ("yes", None, "Fine."),
    }
    people_said = [row for row in rows if row["question_id"] == "decision"]
    assert {row["value"] for row in people_said} == {"accept", "reject"}
    assert {row["is_gold"] for row in people_said} == {True}
    (author,) = {row["rater"] for row in settled.values()}
    assert author not in {row["rater"] for row in people_said}
    assert "Cleo" not in (tmp_path / "out" / "ratings.jsonl").read_text("utf-8")


def test_what_is_taken_back_is_in_no_later_export_and_stays_in_the_earlier_one(
    workspace: Workspace, admin: Actor, annotator: Actor
) -> None:
    (case_id,) = add_exportable(workspace, 1)
    say(workspace, case_id, admin, overall=5, decision="accept")
    say(workspace, case_id, annotator, overall=2, decision="reject")
    adjudication.settle(workspace, case_id, decision="accept", actor=admin)
    earlier = utc_now()
    adjudication.take_back(workspace, case_id, actor=admin)
    with workspace.read() as session:
        for frozen, expected in ((earlier, ["accept"]), (utc_now(), [])):
            release = Release(name="r", format="native", target="answer", licence="x", path="p", created_by=1)
            release.created_at = frozen
            found = released_settlements(session, release, [case_id])
            assert [row.decision for row, _ in found] == expected
