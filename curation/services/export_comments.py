"""The comments that leave with a release: their authors, and those whom they name, under pseudonyms."""

from collections.abc import Iterator, Mapping

from sqlmodel import Session, select

from curation.exports import CommentRow
from curation.models import Annotator, RaterKind, Release
from curation.services.export_rows import release_pseudonyms
from curation.store import comments as store
from curation.text.mentions import find_mentions
from curation.workspace import Workspace

_OTHER = "somebody"
"""Whoever is named in a comment and neither rated nor commented."""


def comment_rows(workspace: Workspace, release: Release) -> Iterator[CommentRow]:
    """Yield what people said about the samples of a release, and about what these hang together with."""
    with workspace.read() as session:
        raters = release_pseudonyms(session, release)
        shown_as = _shown_as(session, raters)
    after = 0
    while True:
        with workspace.read() as session:
            comments = store.released_comments(session, release, after=after)
        if not comments:
            return
        for comment in comments:
            yield CommentRow(
                comment_id=str(comment.id),
                about=comment.entity,
                about_id=str(comment.entity_id),
                author=raters[comment.author_id],
                text=without_names(comment.text, shown_as),
                created_at=comment.created_at,
                is_resolved=comment.resolved_at is not None and comment.resolved_at <= release.created_at,
            )
        after = comments[-1].id or 0


def without_names(text: str, shown_as: Mapping[str, str]) -> str:
    """Return a text in which every name after an @ is the pseudonym of that person."""
    parts, done = [], 0
    for found in find_mentions(text, shown_as):
        parts += [text[done : found.start], f"@{shown_as[found.name]}"]
        done = found.end
    return "".join((*parts, text[done:]))


def _shown_as(session: Session, raters: Mapping[int, str]) -> dict[str, str]:
    """Return under which pseudonym each person is named, those who have left included."""
    people = session.exec(select(Annotator).where(Annotator.kind == RaterKind.PERSON))
    return {row.name: raters.get(row.id or 0, _OTHER) for row in people}
