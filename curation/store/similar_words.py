"""Which samples hold words in the order of a span, by the full-text index."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import text
from sqlmodel import Session

from curation.models import ItemState
from curation.text import search_text

MAX_PHRASE_CHARS: Final = 200
"""So much of a span is sought; who finds a text by it looks for the whole span there."""


def phrases_expression(spans: Sequence[str]) -> str | None:
    """Return an FTS5 expression that finds the words of one of the spans, in their order; None where none has any.

    Each span is quoted, so that operators and signs are plain text.
    """
    heads = (span if len(span) <= MAX_PHRASE_CHARS else _whole_words(span) for span in spans)
    quoted = ['"' + (search_text(head) or head).replace('"', '""') + '"' for head in heads if _has_word(head)]
    return " OR ".join(quoted) or None


def samples_with_words(session: Session, expression: str, *, scenario: str, limit: int) -> list[int]:
    """Return the newest active samples of a scenario that an expression finds."""
    statement = (
        "select sample.id from sample_fts join sample on sample.id = sample_fts.rowid"
        " where sample_fts match :expression and sample.scenario = :scenario and sample.state = :state"
        " order by sample_fts.rowid desc limit :limit"
    )
    bound = {"expression": expression, "scenario": scenario, "state": ItemState.ACTIVE, "limit": limit}
    return [int(found) for found in session.execute(text(statement), bound).scalars()]


def _whole_words(span: str) -> str:
    """Return the begin of a span without its last word, which may be cut."""
    return span[:MAX_PHRASE_CHARS].rpartition(" ")[0] or span[:MAX_PHRASE_CHARS]


def _has_word(span: str) -> bool:
    return any(char.isalnum() for char in span)
