"""What people say to each other about an item: written once, never changed, resolved and reopened."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Row
from sqlmodel import Session, SQLModel, col, select

from curation.errors import BadInputError, ConflictError, NotFoundError
from curation.models import (
    Annotator,
    Comment,
    ComparisonPair,
    DuplicateGroup,
    Job,
    Mention,
    Persona,
    RaterKind,
    Sample,
    utc_now,
)
from curation.services.blind import hidden_from
from curation.services.permissions import Actor, allow
from curation.store import comments as store
from curation.store.events import add_event
from curation.text import clean_text
from curation.text.mentions import find_mentions
from curation.workspace import Workspace

MAX_CHARS: Final = 4_000
MAX_LISTED: Final = 200
ADDED: Final = "comment.added"
RESOLVED: Final = "comment.resolved"
REOPENED: Final = "comment.reopened"
ENTITIES: Final[Mapping[str, type[SQLModel]]] = {
    "sample": Sample,
    "persona": Persona,
    "duplicate_group": DuplicateGroup,
    "job": Job,
    "comparison_pair": ComparisonPair,
}
"""What can be commented on."""


@dataclass(frozen=True, slots=True)
class CommentPublic:
    """A comment with the names of those who have to do with it."""

    id: int
    entity: str
    entity_id: int
    text: str
    author_id: int
    author: str
    at: datetime
    mentions: tuple[str, ...]
    resolved_by: str | None
    resolved_at: datetime | None
    is_unread: bool
    """Whether it names the reader, who has not noted yet that it was seen."""


@dataclass(frozen=True, slots=True)
class Thread:
    """The comments on an item as one person may read them, oldest first."""

    comments: Sequence[CommentPublic]
    n_hidden: int
    """Comments of others on what the reader has still to judge; those that name the reader are shown."""
    n_older: int
    """Comments before those that are listed."""


def add_comment(workspace: Workspace, entity: str, entity_id: int, text: str, *, actor: Actor) -> CommentPublic:
    """Say something about an item; who is named after an @ is told.

    What named the actor in earlier comments on the item counts as seen.

    Raises:
        BadInputError: It is empty or too long, or nothing of the kind can be commented on.
        NotFoundError: There is no such item.
    """
    said = clean_text(text)
    if not 1 <= len(said) <= MAX_CHARS:
        raise BadInputError(f"A comment has 1 to {MAX_CHARS:,} characters.", "Nothing was stored.")
    with workspace.write() as tx:
        allow(tx, actor, "comment")
        _check_item(tx, entity, entity_id)
        row = Comment(entity=entity, entity_id=entity_id, text=said, author_id=actor.id)
        tx.add(row)
        tx.flush()
        named = _named_in(tx, said, but=actor.id)
        tx.add_all(Mention(comment_id=row.id or 0, annotator_id=annotator_id) for annotator_id in named)
        store.mark_read_on(tx, actor.id, entity, entity_id)
        after = {"comment_id": row.id, "text": said, "mentions": named}
        add_event(tx, actor_id=actor.id, action=ADDED, entity=entity, entity_id=entity_id, after=after)
        return _one(tx, row.id or 0, actor)


def read_comments(workspace: Workspace, entity: str, entity_id: int, *, actor: Actor) -> Thread:
    """Return the comments on an item, without those that would tell what others think of it too early.

    Raises:
        BadInputError: Nothing of the kind can be commented on.
    """
    _check_kind(entity)
    with workspace.read() as session:
        allow(session, actor, "look")
        comments = _public(session, store.comments_on(session, entity, entity_id, limit=MAX_LISTED), actor)
        n = len(comments)
        n_older = store.count_on(session, entity, entity_id) - n if n == MAX_LISTED else 0
        if hidden_from(session, actor, entity, [entity_id]):
            comments = [one for one in comments if one.author_id == actor.id or actor.name in one.mentions]
        return Thread(comments[::-1], n - len(comments), n_older)


def resolve_comment(workspace: Workspace, comment_id: int, *, actor: Actor) -> CommentPublic:
    """Note that what a comment asks for is settled.

    Raises:
        NotFoundError: There is no such comment.
        ConflictError: It is resolved already.
    """
    return _settle(workspace, comment_id, actor, is_resolved=True)


def reopen_comment(workspace: Workspace, comment_id: int, *, actor: Actor) -> CommentPublic:
    """Note that what a comment asks for is open after all.

    Raises:
        NotFoundError: There is no such comment.
        ConflictError: It is open already.
    """
    return _settle(workspace, comment_id, actor, is_resolved=False)


def settle_comment(tx: Session, comment_id: int, actor: Actor, *, is_resolved: bool, undoes: int | None = None) -> None:
    """Resolve or reopen a comment, with its event, in the caller's transaction."""
    row = tx.get(Comment, comment_id)
    if row is None:
        raise NotFoundError(f"There is no comment {comment_id}.")
    if (row.resolved_by is not None) == is_resolved:
        raise ConflictError(f"The comment is {'resolved' if is_resolved else 'open'} already.", "Nothing was changed.")
    row.resolved_by = actor.id if is_resolved else None
    row.resolved_at = utc_now() if is_resolved else None
    tx.add(row)
    add_event(
        tx,
        actor_id=actor.id,
        action=RESOLVED if is_resolved else REOPENED,
        entity=row.entity,
        entity_id=row.entity_id,
        after={"comment_id": comment_id},
        undoes=undoes,
    )


def list_mentions(
    workspace: Workspace, *, only_unread: bool = False, limit: int = MAX_LISTED, actor: Actor
) -> list[CommentPublic]:
    """Return the newest comments that name the actor, newest first."""
    with workspace.read() as session:
        allow(session, actor, "look")
        rows = store.comments_for(session, actor.id, only_unread=only_unread, limit=limit)
        return _public(session, rows, actor)


def count_unread(workspace: Workspace, *, actor: Actor) -> int:
    """Return how many comments name the actor and wait to be seen."""
    with workspace.read() as session:
        return store.count_unread(session, actor.id)


def mark_read(workspace: Workspace, comment_ids: Sequence[int] | None = None, *, actor: Actor) -> int:
    """Note that the actor has seen comments, or all that name them; return how many were unread."""
    with workspace.write() as tx:
        allow(tx, actor, "look")
        return store.mark_read(tx, actor.id, comment_ids)


def active_names(session: Session) -> dict[str, int]:
    """Return the people who work here, by name."""
    found = select(Annotator).where(Annotator.kind == RaterKind.PERSON, col(Annotator.is_active))
    return {row.name: row.id or 0 for row in session.exec(found)}


def _settle(workspace: Workspace, comment_id: int, actor: Actor, *, is_resolved: bool) -> CommentPublic:
    with workspace.write() as tx:
        allow(tx, actor, "comment")
        settle_comment(tx, comment_id, actor, is_resolved=is_resolved)
        return _one(tx, comment_id, actor)


def _named_in(tx: Session, text: str, *, but: int) -> list[int]:
    """Return who works here and is named in a text, the author not among them."""
    known = active_names(tx)
    named = [known[found.name] for found in find_mentions(text, known)]
    return [annotator_id for annotator_id in dict.fromkeys(named) if annotator_id != but]


def _check_kind(entity: str) -> type[SQLModel]:
    if entity not in ENTITIES:
        raise BadInputError(f"'{entity[:40]}' cannot be commented on.", f"What can: {', '.join(ENTITIES)}.")
    return ENTITIES[entity]


def _check_item(tx: Session, entity: str, entity_id: int) -> None:
    if tx.get(_check_kind(entity), entity_id) is None:
        raise NotFoundError(f"There is no {entity.replace('_', ' ')} {entity_id}.", "Nothing was stored.")


def _one(session: Session, comment_id: int, actor: Actor) -> CommentPublic:
    row = store.comment_by_id(session, comment_id)
    return _public(session, [row] if row is not None else [], actor)[0]


def _public(session: Session, rows: Sequence[Row[Any]], actor: Actor) -> list[CommentPublic]:
    named = store.named_in(session, [row[0].id for row in rows])
    return [
        CommentPublic(
            id=comment.id,
            entity=comment.entity,
            entity_id=comment.entity_id,
            text=comment.text,
            author_id=comment.author_id,
            author=author,
            at=comment.created_at,
            mentions=tuple(name for _, name, _ in named.get(comment.id, ())),
            resolved_by=resolver,
            resolved_at=comment.resolved_at,
            is_unread=any(who == actor.id and not is_read for who, _, is_read in named.get(comment.id, ())),
        )
        for comment, author, resolver in map(tuple, rows)
    ]
