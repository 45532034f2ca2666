"""Rows of line-based files, JSONL and plain text: one line is held at a time, whatever its length in the file."""

import gzip
import json
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple, TextIO

from curation.sources.formats import Format, open_text
from curation.sources.record_limits import read_past
from curation.sources.records import Row, Skipped, SkipReason, has_undecoded_bytes, skip

MAX_LINE_CHARS = 4 * 1024 * 1024
"""A longer line is skipped; its rest is read past in pieces."""

TEXT_COLUMN = "text"
"""The one column of a plain text file."""

DAMAGE = (zlib.error, gzip.BadGzipFile, UnicodeError, OSError)
"""What reading raises where a file is damaged (a file that is cut off raises EOFError)."""

_DRAIN_CHARS = 65_536


class _Line(NamedTuple):
    """A line without its break."""

    number: int
    text: str


class _DuplicateKeyError(ValueError):
    """A JSON object names one key twice, so that its value is not known."""


def text_rows(path: Path, form: Format, *, start_after: int = 0) -> Iterator[Row | Skipped]:
    """Yield a row or a skipped row for each line of a plain text file after the line `start_after`."""
    for line in _lines(path, form, start_after=start_after):
        yield line if isinstance(line, Skipped) else Row(line.number, {TEXT_COLUMN: line.text})


def jsonl_rows(path: Path, form: Format, *, start_after: int = 0) -> Iterator[Row | Skipped]:
    """Yield a row or a skipped row for each line of a JSONL file after the line `start_after`."""
    for line in _lines(path, form, start_after=start_after):
        yield line if isinstance(line, Skipped) else _parse(line)


def _parse(line: _Line) -> Row | Skipped:
    """Read one line as a JSON object."""
    try:
        value = json.loads(line.text, object_pairs_hook=_object)
    except (ValueError, RecursionError):
        return skip(line.number, SkipReason.INVALID_JSON, line.text)
    if not isinstance(value, dict):
        return skip(line.number, SkipReason.NOT_AN_OBJECT, line.text)
    return Row(line.number, value)


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Make an object of its pairs; a key that stands twice is refused."""
    made = dict(pairs)
    if len(made) != len(pairs):
        raise _DuplicateKeyError
    return made


def _lines(path: Path, form: Format, *, start_after: int) -> Iterator[_Line | Skipped]:
    """Yield each line that is neither blank, too long nor badly encoded, and a skipped row for each that is."""
    number = 0
    with open_text(path, form, newline=None) as handle:
        while True:
            try:
                text = handle.readline(MAX_LINE_CHARS + 1)
                whole = len(text) <= MAX_LINE_CHARS or text.endswith("\n")
                if not whole:
                    drain(handle)
            except EOFError:
                yield skip(number + 1, SkipReason.TRUNCATED_FILE)
                return
            except DAMAGE:
                yield skip(number + 1, SkipReason.UNREADABLE_REST)
                return
            if not text:
                return
            number += 1
            if number > start_after:
                yield _judge(number, text, whole=whole)
            else:
                read_past(number)


def _judge(number: int, text: str, *, whole: bool) -> _Line | Skipped:
    """Tell whether a line can be used at all."""
    if not whole:
        return skip(number, SkipReason.LINE_TOO_LARGE, text)
    if has_undecoded_bytes(text):
        return skip(number, SkipReason.BAD_ENCODING, text)
    if not text.strip():
        return skip(number, SkipReason.EMPTY)
    return _Line(number, text.removesuffix("\n"))


def drain(handle: TextIO) -> None:
    """Read past the rest of the current line in pieces."""
    while (piece := handle.readline(_DRAIN_CHARS)) and not piece.endswith(("\n", "\r")):
        pass
