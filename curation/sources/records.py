"""What the readers give: one record, or one skipped row with its reason, for each row of a file."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from curation.text import clean_text, one_line

if TYPE_CHECKING:
    from curation.personas import Attribute  # loaded, it brings pydantic into every limited child

MAX_EXCERPT_CHARS = 80
"""How much of a skipped row is kept, so that a person can find it."""

_UNDECODED = re.compile("[\ud800-\udfff]")


class SkipReason(StrEnum):
    """Why a row gave no record."""

    EMPTY = "empty"
    INVALID_JSON = "invalid_json"
    NOT_AN_OBJECT = "not_an_object"
    MISSING_COLUMN = "missing_column"
    NOT_TEXT = "not_text"
    TOO_LONG = "too_long"
    TOO_SHORT = "too_short"
    BAD_ENCODING = "bad_encoding"
    LINE_TOO_LARGE = "line_too_large"
    RAGGED_ROW = "ragged_row"
    UNCLOSED_QUOTE = "unclosed_quote"
    TRUNCATED_FILE = "truncated_file"
    UNREADABLE_REST = "unreadable_rest"
    SHORT_TEXT = "short_text"
    BOILERPLATE = "boilerplate"
    ERROR_PAGE = "error_page"
    PAGE_TOO_LARGE = "page_too_large"
    NO_CONVERSATION = "no_conversation"

    @property
    def label(self) -> str:
        """The reason in plain words."""
        return _LABELS[self]


_LABELS: Mapping[SkipReason, str] = {
    SkipReason.EMPTY: "there is no text",
    SkipReason.INVALID_JSON: "the line is not valid JSON",
    SkipReason.NOT_AN_OBJECT: "the line is JSON, but not an object with named fields",
    SkipReason.MISSING_COLUMN: "the row does not have the column",
    SkipReason.NOT_TEXT: "the value is not text",
    SkipReason.TOO_LONG: "the text is longer than 200,000 characters",
    SkipReason.TOO_SHORT: "the text has fewer than two letters",
    SkipReason.BAD_ENCODING: "the row has bytes that are not valid in the file's encoding",
    SkipReason.LINE_TOO_LARGE: "the line, or a value in it, is longer than 4 MB",
    SkipReason.RAGGED_ROW: "the row has more or fewer cells than the header",
    SkipReason.UNCLOSED_QUOTE: "a quote opened in this row is never closed, so what follows could not be read",
    SkipReason.TRUNCATED_FILE: "the file ends in the middle: it was cut off",
    SkipReason.UNREADABLE_REST: "the rest of the file is damaged and could not be read",
    SkipReason.SHORT_TEXT: "the text has fewer than 200 characters, too few to tell who would read it",
    SkipReason.BOILERPLATE: "there is no running text: menus, a notice, filler, or lines that repeat",
    SkipReason.ERROR_PAGE: "the server answered with an error or a redirect, not with a page",
    SkipReason.PAGE_TOO_LARGE: "the page or the file is larger than 8 MB",
    SkipReason.NO_CONVERSATION: "there is no list of messages with roles and texts",
}


@dataclass(frozen=True, slots=True)
class Record:
    """One text of a file and the short fields beside it; `line` counts from 1 (rows in Parquet)."""

    line: int
    text: str
    extra: Mapping[str, str]
    attributes: "Mapping[str, Attribute]" = field(default_factory=dict)
    """What columns of their own say of the person."""
    language: str | None = None
    """What a column says of the language."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of a conversation; `role` is system, user, assistant or tool."""

    role: str
    content: str


@dataclass(frozen=True, slots=True)
class SampleRecord:
    """One generated text of a file with the persona it was made for.

    `persona` is None where the file does not say for whom it was made, `raw`
    the text as the model gave it, `scenario` what its description says it is,
    or None where that is not known. With `turns` it is a conversation, and
    `raw` all of it as JSON.
    """

    line: int
    persona: str | None
    raw: str
    description: str
    scenario: str | None
    turns: tuple[Turn, ...] = ()
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row that gave no record, why, and its beginning."""

    line: int
    reason: SkipReason
    excerpt: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row as it stands in the file: cells by column name, of whatever type they have."""

    line: int
    cells: Mapping[str, object]


def skip(line: int, reason: SkipReason, content: object = "") -> Skipped:
    """Make a skipped row with the beginning of its content on one line."""
    return Skipped(line, reason, brief(content, MAX_EXCERPT_CHARS))


def brief(value: object, max_chars: int) -> str:
    """Return a cell on one line of bounded length; of a list or an object only its size."""
    match value:
        case None:
            return ""
        case str():
            # Four times as much is cleaned as is kept, since cleaning may shorten it.
            return one_line(clean_text(value[: 4 * max_chars]))[:max_chars]
        case list() | dict():
            return f"{'a list' if isinstance(value, list) else 'an object'} of {len(value)}"
        case _:
            return str(value)[:max_chars]


def has_undecoded_bytes(text: str) -> bool:
    """Tell whether decoding left bytes that the file's encoding does not know (kept as lone surrogates)."""
    return not text.isascii() and _UNDECODED.search(text) is not None
