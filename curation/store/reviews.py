"""Reviews as rows: what is current, what stands in whose place, which rubric, which near-duplicate."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, delete, func, or_, text, update
from sqlmodel import Session, col, select

from curation.models import (
    Adjudication,
    Annotator,
    Assignment,
    DuplicatePair,
    ItemKind,
    PairOrigin,
    RaterKind,
    Review,
    Rubric,
)


def current_review(session: Session, sample_id: int, annotator_id: int) -> Review | None:
    """Return the person's newest row on a sample."""
    return session.exec(
        select(Review).where(
            Review.sample_id == sample_id, Review.annotator_id == annotator_id, col(Review.superseded_by).is_(None)
        )
    ).first()


def current_reviews(session: Session, sample_id: int) -> list[Review]:
    """Return each person's newest row on a sample that is no withdrawn one; what a model judges is not among them."""
    found = (
        select(Review)
        .join(Annotator, col(Annotator.id) == Review.annotator_id)
        .where(Review.sample_id == sample_id, col(Review.superseded_by).is_(None), ~col(Review.is_withdrawn))
        .where(Annotator.kind == RaterKind.PERSON)
    )
    return list(session.exec(found.order_by(col(Review.annotator_id))))


def settled_decision(session: Session, sample_id: int) -> str:
    """Return what somebody decided who settled a sample; empty where nobody did."""
    found = select(Adjudication.decision).where(
        Adjudication.sample_id == sample_id,
        col(Adjudication.superseded_by).is_(None),
        ~col(Adjudication.is_withdrawn),
    )
    return session.exec(found).first() or ""


def mark_assignment(session: Session, sample_id: int, annotator_id: int, *, is_open: bool) -> None:
    """Note whether a person who was asked to judge a sample still is."""
    mine = (col(Assignment.annotator_id) == annotator_id, col(Assignment.sample_id) == sample_id)
    session.exec(update(Assignment).where(*mine).values(is_open=is_open))


def add_review(session: Session, row: Review, *, supersedes: Review | None) -> Review:
    """Store a row in the place of the one before.

    One row per person and sample is current, so the old one must step back
    before the new one is there: it names the id that the new one is given.
    """
    row.id = (session.exec(select(func.max(col(Review.id)))).one() or 0) + 1
    if supersedes is not None:
        session.exec(update(Review).where(col(Review.id) == supersedes.id).values(superseded_by=row.id))
    session.add(row)
    session.flush()
    return row


def last_decided(session: Session, annotator_id: int, *, limit: int) -> list[Any]:
    """Return (review_id, sample_id, decision, overall, saved_at, scenario, text) of the person's newest decisions."""
    statement = (
        "select r.id, r.sample_id, r.decision, r.overall, r.saved_at, s.scenario,"
        " substr(coalesce(s.edited_text, s.text), 1, 200) as text"
        " from review r indexed by review_by_annotator join sample s on s.id = r.sample_id"
        " where r.annotator_id = :me and r.superseded_by is null and r.decision is not null"
        " order by r.id desc limit :limit"
    )
    return list(session.execute(text(statement), {"me": annotator_id, "limit": limit}))


def newest_rubric(session: Session, name: str) -> Rubric | None:
    """Return the newest version of a rubric."""
    return session.exec(select(Rubric).where(Rubric.name == name).order_by(col(Rubric.version).desc()).limit(1)).first()


def count_answered(session: Session, rubric_ids: Sequence[int]) -> dict[int, int]:
    """Return how many reviews that count were given under each of some versions."""
    given = (col(Review.rubric_id).in_(rubric_ids), col(Review.superseded_by).is_(None), ~col(Review.is_withdrawn))
    found = select(Review.rubric_id, func.count()).where(*given).group_by(col(Review.rubric_id))
    return {int(rubric_id): int(count) for rubric_id, count in session.exec(found)}


def take_back_pair(session: Session, sample_id: int, other_id: int, *, said_by: int) -> None:
    """Forget that a person called two samples alike; where another review still does, it is what keeps the pair.

    The person's own review of `sample_id` does not count, since it is the one
    that takes the statement back.
    """
    a_id, b_id = sorted((sample_id, other_id))
    mine = (
        col(DuplicatePair.kind) == ItemKind.SAMPLE,
        col(DuplicatePair.a_id) == a_id,
        col(DuplicatePair.b_id) == b_id,
        col(DuplicatePair.origin) == PairOrigin.HUMAN,
        col(DuplicatePair.said_by) == said_by,
    )
    names_it = or_(
        and_(col(Review.sample_id) == a_id, col(Review.near_duplicate_of) == b_id),
        and_(col(Review.sample_id) == b_id, col(Review.near_duplicate_of) == a_id),
    )
    is_this_one = and_(col(Review.sample_id) == sample_id, col(Review.annotator_id) == said_by)
    others = select(Review.annotator_id).where(names_it, col(Review.superseded_by).is_(None), ~is_this_one)
    other = session.exec(others.order_by(col(Review.id)).limit(1)).first()
    if other is None:
        session.exec(delete(DuplicatePair).where(*mine))
    else:
        session.exec(update(DuplicatePair).where(*mine).values(said_by=other))
