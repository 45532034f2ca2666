"""Queries about documents: the texts of sources."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy.dialects.sqlite import insert as upsert
from sqlmodel import Session, col, select

from curation.models import Document
from curation.text import clean_text, guess_language, identity_hash, one_line, words

MAX_TITLE_CHARS: Final = 300
MAX_URL_CHARS: Final = 2_000

_DEFAULTS: Final = Document(source_id=0, line=0, text="", text_hash="").model_dump(exclude={"id"})


def document_values(
    text: str,
    *,
    source_id: int,
    line: int,
    part: int,
    title: str,
    url: str,
    language: str | None,
    now: datetime,
) -> dict[str, Any]:
    """Return the values of a document's row, with what follows from the text: identity and length.

    Args:
        text: As the readers cleaned it.
        source_id: The source it came with.
        line: Its position there, from 1.
        part: 0 for a whole text, from 1 for a piece of a long one.
        title: Its title, or empty.
        url: Where it stands on the web, or empty.
        language: ISO 639-1 code; None lets it be guessed.
        now: When it came.
    """
    return {
        **_DEFAULTS,
        "source_id": source_id,
        "line": line,
        "part": part,
        "title": one_line(clean_text(title))[:MAX_TITLE_CHARS],
        "url": one_line(clean_text(url))[:MAX_URL_CHARS],
        "text": text,
        "text_hash": identity_hash(text),
        "language": language or guess_language(text),
        "n_words": len(words(text)),
        "created_at": now,
    }


def known_documents(session: Session, hashes: Iterable[str]) -> set[str]:
    """Return which of these hashes a document has."""
    asked = list(hashes)
    known: set[str] = set()
    for start in range(0, len(asked), 500):
        portion = select(Document.text_hash).where(col(Document.text_hash).in_(asked[start : start + 500]))
        known.update(session.exec(portion))
    return known


def add_documents(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Store documents; a text that is there already stays as it is."""
    if rows:
        session.execute(upsert(Document).on_conflict_do_nothing(index_elements=["text_hash"]), [dict(r) for r in rows])
