"""People who judge the same items, for the tests of agreement."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func
from sqlmodel import col, select, update

from curation.models import Annotator, Gold, Review, Role, Rubric, Sample, utc_now
from curation.services import people
from curation.services.permissions import Actor
from curation.workspace import Workspace
from tests.services.judging import add_samples

QUESTIONS: Sequence[Mapping[str, Any]] = (
    {"id": "overall", "kind": "scale", "label": "Rating"},
    {"id": "valid", "kind": "yes_no", "label": "Valid problem"},
    {"id": "topics", "kind": "choices", "label": "Topics", "choices": ["algebra", "geometry"]},
    {"id": "why", "kind": "text", "label": "Why"},
)


def rubric_id(workspace: Workspace, questions: Sequence[Mapping[str, Any]] = QUESTIONS, name: str = "tested") -> int:
    """Store a version of a rubric and return its id."""
    with workspace.write() as tx:
        version = tx.exec(select(func.count()).select_from(Rubric).where(Rubric.name == name)).one() + 1
        row = Rubric(name=name, version=version, questions=[dict(question) for question in questions])
        tx.add(row)
        tx.flush()
        return row.id or 0


def crew(workspace: Workspace, count: int, *, role: Role = Role.ANNOTATOR) -> list[Actor]:
    """Let people join, after the admin who is there already."""
    joined = [people.join(workspace, f"Rater {chr(65 + number)}") for number in range(count)]
    with workspace.write() as tx:
        for actor in joined:
            tx.exec(update(Annotator).where(col(Annotator.id) == actor.id).values(role=role))
    return [Actor(actor.id, actor.name, role) for actor in joined]


def judge(
    workspace: Workspace,
    sample_id: int,
    actor: Actor,
    *,
    overall: int | None = None,
    decision: str | None = "accept",
    rubric: int = 1,
    supersedes: int | None = None,
    **fields: Any,  # noqa: ANN401 - as the row takes them
) -> int:
    """Store a review as it is, without the service, and return its id."""
    at = fields.pop("at", utc_now())
    with workspace.write() as tx:
        review_id = (tx.exec(select(func.max(Review.id))).one() or 0) + 1
        if supersedes is not None:
            tx.exec(update(Review).where(col(Review.id) == supersedes).values(superseded_by=review_id))
        row = Review(
            id=review_id,
            sample_id=sample_id,
            annotator_id=actor.id,
            rubric_id=rubric,
            overall=overall,
            decision=decision,
            started_at=at,
            saved_at=at,
            **fields,
        )
        tx.add(row)
        return review_id


def judged_by(workspace: Workspace, ratings: Sequence[Sequence[int | None]], raters: Sequence[Actor]) -> list[int]:
    """Store a table of ratings, a row per new item and a column per rater; from 3 on they accept."""
    samples = add_samples(workspace, len(ratings))
    for sample_id, row in zip(samples, ratings, strict=True):
        for actor, overall in zip(raters, row, strict=True):
            if overall is not None:
                decision = "accept" if overall >= 3 else "reject"
                judge(workspace, sample_id, actor, overall=overall, decision=decision)
    return samples


def make_gold(workspace: Workspace, sample_id: int, actor: Actor, *, kind: str = "gold", **fields: Any) -> None:  # noqa: ANN401 - as the row takes them
    """Say what is right of a sample; an attention check is taken out of the data, as it is made."""
    with workspace.write() as tx:
        tx.add(Gold(sample_id=sample_id, kind=kind, created_by=actor.id, **fields))
        if kind == "attention":
            sample = tx.get_one(Sample, sample_id)
            sample.state, sample.state_reason = "excluded", "attention check"
            tx.add(sample)
