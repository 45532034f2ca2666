"""Queries about comments: those on an item, those that name somebody, those that leave with a release."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, CursorResult, Row, and_, func, or_, update
from sqlalchemy import select as columns_of
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from curation.models import (
    Annotator,
    Comment,
    ComparisonPair,
    DuplicateGroup,
    DuplicateMember,
    ItemKind,
    Mention,
    Release,
    ReleaseRow,
    Sample,
)

_AUTHOR, _RESOLVER = aliased(Annotator), aliased(Annotator)
_RELEASED_BATCH: Final = 500


def comments_on(session: Session, entity: str, entity_id: int, *, limit: int) -> list[Row[Any]]:
    """Return (comment, author's name, name of who resolved it) of the newest comments on an item, newest first."""
    found = _with_names().where(col(Comment.entity) == entity, col(Comment.entity_id) == entity_id)
    return list(session.execute(found.order_by(col(Comment.id).desc()).limit(limit)))


def comment_by_id(session: Session, comment_id: int) -> Row[Any] | None:
    """Return (comment, author's name, name of who resolved it) of one comment."""
    return session.execute(_with_names().where(col(Comment.id) == comment_id)).first()


def count_on(session: Session, entity: str, entity_id: int) -> int:
    """Return how many comments an item has."""
    found = select(func.count()).where(Comment.entity == entity, Comment.entity_id == entity_id)
    return session.exec(found).one()


def named_in(session: Session, comment_ids: Sequence[int]) -> dict[int, list[tuple[int, str, bool]]]:
    """Return whom comments name: (id, name, whether they have seen it) by comment."""
    found = select(Mention, Annotator.name).join(Annotator, col(Annotator.id) == Mention.annotator_id)
    rows = session.execute(found.where(col(Mention.comment_id).in_(comment_ids)).order_by(col(Annotator.id)))
    named: dict[int, list[tuple[int, str, bool]]] = {}
    for mention, name in rows:
        named.setdefault(mention.comment_id, []).append((mention.annotator_id, name, mention.is_read))
    return named


def comments_for(session: Session, annotator_id: int, *, only_unread: bool, limit: int) -> list[Row[Any]]:
    """Return (comment, author's name, name of who resolved it) of the newest comments that name a person."""
    mine = and_(col(Mention.comment_id) == Comment.id, col(Mention.annotator_id) == annotator_id)
    found = _with_names().join(Mention, mine)
    if only_unread:
        found = found.where(_is_unread())
    return list(session.execute(found.order_by(col(Comment.id).desc()).limit(limit)))


def count_unread(session: Session, annotator_id: int) -> int:
    """Return how many comments name a person who has not seen them."""
    return session.exec(select(func.count()).where(Mention.annotator_id == annotator_id, _is_unread())).one()


def mark_read(session: Session, annotator_id: int, comment_ids: Sequence[int] | None = None) -> int:
    """Note that a person has seen comments, or all; return how many were unread."""
    unread = update(Mention).where(col(Mention.annotator_id) == annotator_id, _is_unread()).values(is_read=True)
    return _changed(session, unread if comment_ids is None else unread.where(col(Mention.comment_id).in_(comment_ids)))


def mark_read_on(session: Session, annotator_id: int, entity: str, entity_id: int) -> int:
    """Note that a person has seen the comments on an item; return how many were unread."""
    on_item = select(Comment.id).where(Comment.entity == entity, Comment.entity_id == entity_id)
    unread = update(Mention).where(
        col(Mention.annotator_id) == annotator_id, _is_unread(), col(Mention.comment_id).in_(on_item)
    )
    return _changed(session, unread.values(is_read=True))


def released_comments(session: Session, release: Release, *, after: int) -> list[Comment]:
    """Return the next comments that leave with a release, in the order in which they were made.

    They are on its samples, or on what its samples hang together with: their
    personas, jobs, groups of near-duplicates, and pairs of two of them. What
    was said after the release was begun is not in it.
    """
    found = select(Comment).where(col(Comment.id) > after, col(Comment.created_at) <= release.created_at)
    found = found.where(or_(*_about(release.id or 0))).order_by(col(Comment.id)).limit(_RELEASED_BATCH)
    return list(session.exec(found))


def released_authors(session: Session, release: Release) -> list[int]:
    """Return who wrote the comments that leave with a release."""
    found = select(Comment.author_id).where(col(Comment.created_at) <= release.created_at)
    return sorted(set(session.exec(found.where(or_(*_about(release.id or 0))))))


def _about(release_id: int) -> list[ColumnElement[bool]]:
    """Return the conditions of being about something in a release; the table of comments is walked, not the samples."""

    def on(entity: str, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
        return and_(col(Comment.entity) == entity, *conditions)

    def is_row(sample_id: Any) -> ColumnElement[bool]:  # noqa: ANN401 - a column
        row = aliased(ReleaseRow)
        return select(row.sample_id).where(row.release_id == release_id, row.sample_id == sample_id).exists()

    def has_row(column: Any, value: Any) -> ColumnElement[bool]:  # noqa: ANN401 - two columns
        sample = select(Sample.id).join(ReleaseRow, col(ReleaseRow.sample_id) == Sample.id)
        return sample.where(ReleaseRow.release_id == release_id, column == value).exists()

    pair = select(ComparisonPair.id).where(ComparisonPair.id == Comment.entity_id)
    pair = pair.where(is_row(ComparisonPair.a_sample_id), is_row(ComparisonPair.b_sample_id))
    group = select(DuplicateGroup.id).join(DuplicateMember, col(DuplicateMember.group_id) == DuplicateGroup.id)
    group = group.where(DuplicateGroup.id == Comment.entity_id)
    of_samples = group.where(DuplicateGroup.kind == ItemKind.SAMPLE, is_row(DuplicateMember.item_id))
    of_personas = group.where(
        DuplicateGroup.kind == ItemKind.PERSONA, has_row(Sample.persona_id, DuplicateMember.item_id)
    )
    return [
        on("sample", is_row(Comment.entity_id)),
        on("persona", has_row(Sample.persona_id, Comment.entity_id)),
        on("job", has_row(Sample.job_id, Comment.entity_id)),
        on("duplicate_group", or_(of_samples.exists(), of_personas.exists())),
        on("comparison_pair", pair.exists()),
    ]


def _with_names() -> Any:  # noqa: ANN401 - SQLAlchemy's type of a select of three columns says no more
    found = columns_of(Comment, col(_AUTHOR.name), col(_RESOLVER.name))
    found = found.join(_AUTHOR, col(_AUTHOR.id) == Comment.author_id)
    return found.outerjoin(_RESOLVER, col(_RESOLVER.id) == Comment.resolved_by)


def _is_unread() -> ColumnElement[bool]:
    """The condition as the partial index of unread mentions has it."""
    return col(Mention.is_read) == 0


def _changed(session: Session, statement: Any) -> int:  # noqa: ANN401 - an update
    result = session.execute(statement)
    return int(result.rowcount) if isinstance(result, CursorResult) else 0
