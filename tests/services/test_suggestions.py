"""What is proposed on the screen, from rows as jobs write them."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event
from sqlmodel import select

from curation.models import Annotator, Event, RaterKind, Review, Sample, Setting
from curation.review.suggestions import Suggestion
from curation.services.permissions import Actor
from curation.services.review import get_item
from curation.services.rubrics import rubric_for, stored_rubric
from curation.services.samples import edit_sample
from curation.services.suggestions import suggestions_for
from curation.workspace import Workspace
from tests.services.judging import add_samples


@pytest.fixture
def one(workspace: Workspace) -> int:
    (sample_id,) = add_samples(workspace, 1)
    return sample_id


def suggested(workspace: Workspace, sample_id: int, actor: Actor) -> tuple[Suggestion, ...]:
    item = get_item(workspace, sample_id, actor=actor)
    with workspace.read() as session:
        return suggestions_for(session, item)


def rate(workspace: Workspace, sample_id: int, *, kind: str, prefills: object = "1", **said: Any) -> int:  # noqa: ANN401
    """Let somebody rate as a job or a person does, and a curator let them pre-fill."""
    with workspace.write() as tx:
        rater = Annotator(name=f"Rater {kind}", kind=kind, role="viewer")
        tx.add(rater)
        tx.flush()
        rubric_id = stored_rubric(tx, rubric_for(tx, "math"))
        row = Review(sample_id=sample_id, annotator_id=rater.id or 0, rubric_id=rubric_id, **said)
        tx.add(row)
        tx.add(Setting(name=f"judge.{rater.id}.prefills", value=prefills))
        tx.flush()
        return row.id or 0


def solved(workspace: Workspace, sample_id: int, *, verdict: str, is_ok: bool) -> None:
    with workspace.write() as tx:
        row = tx.get_one(Sample, sample_id)
        row.verdict = verdict
        row.data = {"solved": {"text_hash": row.text_hash, "job_id": 1, "groups": [[0, 1]], "answer": "7"}}
        row.checks = [
            {"name": "answer_given", "ok": True, "detail": "It is."},
            {"name": "answer_solved", "ok": is_ok, "detail": "2 of 2 say 7."},
        ]


@pytest.mark.parametrize(
    ("verdict", "is_ok", "expected"),
    [("agreed", True, [True]), ("agreed", False, [False]), ("disagreed", False, []), ("unsolved", False, [])],
)
def test_a_verdict_suggests_only_what_it_knows(
    workspace: Workspace, annotator: Actor, one: int, verdict: str, is_ok: bool, expected: list[bool]
) -> None:
    solved(workspace, one, verdict=verdict, is_ok=is_ok)
    assert [found.value for found in suggested(workspace, one, annotator)] == expected


def test_of_a_corrected_text_nothing_older_is_suggested(workspace: Workspace, annotator: Actor, one: int) -> None:
    solved(workspace, one, verdict="agreed", is_ok=True)
    rate(workspace, one, kind=RaterKind.JUDGE, overall=2)
    assert len(suggested(workspace, one, annotator)) == 2
    edit_sample(workspace, one, text="How many wasps?", version=1, actor=annotator)
    assert suggested(workspace, one, annotator) == ()


def test_a_judge_that_read_the_corrected_text_is_heard(workspace: Workspace, annotator: Actor, one: int) -> None:
    edit_sample(workspace, one, text="How many wasps?", version=1, actor=annotator)
    with workspace.read() as session:
        edited = session.exec(select(Event.at).where(Event.action == "sample.edited")).one()
    rate(workspace, one, kind=RaterKind.JUDGE, overall=2, saved_at=edited + timedelta(seconds=1))
    assert [found.value for found in suggested(workspace, one, annotator)] == [2]


def test_a_judge_is_named_with_its_reason_and_checks_come_first(
    workspace: Workspace, annotator: Actor, one: int
) -> None:
    solved(workspace, one, verdict="agreed", is_ok=True)
    rate(workspace, one, kind=RaterKind.JUDGE, answers={"answer_right": False, "difficulty": 4}, note="n" * 900)
    right, difficulty = suggested(workspace, one, annotator)
    assert (right.value, right.by) == (True, "answer solved")
    assert (difficulty.value, difficulty.by, difficulty.detail) == (4, "Rater judge", "n" * 300)


@pytest.mark.parametrize(
    ("kind", "prefills", "said"),
    [
        (RaterKind.PERSON, "1", {"overall": 2}),
        (RaterKind.PROGRAM, "1", {"overall": 2}),
        (RaterKind.JUDGE, "", {"overall": 2}),
        (RaterKind.JUDGE, "1", {"overall": 2, "is_withdrawn": True}),
        (RaterKind.JUDGE, "1", {"answers": {"gone": True, "difficulty": 17, "valid": "yes"}}),
    ],
)
def test_nobody_else_is_heard(
    workspace: Workspace, annotator: Actor, one: int, kind: str, prefills: str, said: dict[str, Any]
) -> None:
    rate(workspace, one, kind=kind, prefills=prefills, **said)
    assert suggested(workspace, one, annotator) == ()


def test_it_costs_one_statement(workspace: Workspace, annotator: Actor, one: int) -> None:
    rate(workspace, one, kind=RaterKind.JUDGE, overall=2)
    item = get_item(workspace, one, actor=annotator)
    statements: list[str] = []
    with workspace.read() as session:
        engine = session.get_bind()
        event.listen(engine, "before_cursor_execute", lambda *said: statements.append(said[2]))
        suggestions_for(session, item)
    assert [statement[:6].lower() for statement in statements if statement != "begin"] == ["select"]
