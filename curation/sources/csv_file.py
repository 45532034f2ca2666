"""Rows of CSV files: one record is held at a time, and a quote that is never closed is noticed."""

import csv
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple, TextIO

from curation.errors import BadInputError
from curation.sources.formats import Format, open_text
from curation.sources.lines import DAMAGE, MAX_LINE_CHARS, drain
from curation.sources.record_limits import read_past
from curation.sources.records import Row, Skipped, SkipReason, has_undecoded_bytes, skip

# The library's limit holds for the process; above the longest record that is let through here
# it never strikes, since an error inside a field would leave the reader in its middle.
csv.field_size_limit(2 * MAX_LINE_CHARS)

_DELIMITERS = ",;\t"
_SNIFFED_LINES = 20
_MAX_NAME_CHARS = 60
_MAX_NAME_WORDS = 6


class _Record(NamedTuple):
    """The cells of one record and the line it begins on."""

    line: int
    cells: list[str]


class _RecordTooLargeError(Exception):
    """A record grew beyond what is held."""


class _Lines:
    """Hands lines to the CSV reader and knows what the current record took."""

    def __init__(self, handle: TextIO) -> None:
        self.number = 0
        self.record_lines = 0
        self.at_end = False
        self._handle = handle
        self._chars = 0

    def start_record(self) -> int:
        """Begin to count anew; return the number of the next line."""
        self.record_lines = self._chars = 0
        return self.number + 1

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        text = self._handle.readline(MAX_LINE_CHARS + 1)
        if not text:
            self.at_end = True
            raise StopIteration
        self.number += 1
        self.record_lines += 1
        self._chars += len(text)
        if self._chars > MAX_LINE_CHARS:
            if not text.endswith(("\n", "\r")):
                drain(self._handle)
            raise _RecordTooLargeError
        return text


def csv_columns(path: Path, form: Format) -> tuple[str, ...]:
    """Return the names of the columns; a name that stands twice gets a number.

    Raises:
        BadInputError: There is no first line with names.
    """
    with open_text(path, form, newline="") as handle:
        header = next(_records(handle, _delimiter(path, form)), None)
    if not isinstance(header, _Record) or not any(cell.strip() for cell in header.cells):
        raise BadInputError(f"The first line of {path.name} cannot be read as column names.", _HEADER_HINT)
    if not all(_may_be_name(cell) for cell in header.cells):
        raise BadInputError(f"The first line of {path.name} looks like a row, not like column names.", _HEADER_HINT)
    return _unique_names(header.cells)


_HEADER_HINT = "Add a first line with the names of the columns, such as persona."


def csv_rows(path: Path, form: Format, *, start_after: int = 0) -> Iterator[Row | Skipped]:
    """Yield a row or a skipped row for each record that begins after the line `start_after`."""
    columns = csv_columns(path, form)
    with open_text(path, form, newline="") as handle:
        for number, record in enumerate(islice(_records(handle, _delimiter(path, form)), 1, None), start=1):
            if record.line > start_after:
                yield record if isinstance(record, Skipped) else _row(record, columns)
            else:
                read_past(number)


def _row(record: _Record, columns: tuple[str, ...]) -> Row | Skipped:
    """Name the cells of a record."""
    if not any(cell.strip() for cell in record.cells):
        return skip(record.line, SkipReason.EMPTY)
    content = ", ".join(record.cells)
    if has_undecoded_bytes(content):
        return skip(record.line, SkipReason.BAD_ENCODING, content)
    if len(record.cells) != len(columns):
        return skip(record.line, SkipReason.RAGGED_ROW, content)
    return Row(record.line, dict(zip(columns, record.cells, strict=True)))


def _records(handle: TextIO, delimiter: str) -> Iterator[_Record | Skipped]:
    """Yield the records of an open file; what cannot be read is one skipped row, and ends it where it must."""
    lines = _Lines(handle)
    reader = csv.reader(lines, delimiter=delimiter)
    while True:
        line = lines.start_record()
        try:
            cells = next(reader, None)
        except _RecordTooLargeError:
            within_quotes = lines.record_lines > 1
            yield skip(line, SkipReason.UNCLOSED_QUOTE if within_quotes else SkipReason.LINE_TOO_LARGE)
            if within_quotes:
                return
            continue
        except EOFError:
            yield skip(line, SkipReason.TRUNCATED_FILE)
            return
        except (csv.Error, *DAMAGE):
            yield skip(line, SkipReason.UNREADABLE_REST)
            return
        if cells is None:
            return
        if lines.at_end:
            # A record is done at the end of its line, so one that asked for a line after the last is still open.
            yield skip(line, SkipReason.UNCLOSED_QUOTE, ", ".join(cells))
            return
        yield _Record(line, cells)


def _delimiter(path: Path, form: Format) -> str:
    """Return the delimiter by which most of the first records are as wide as the header; else the comma."""
    with open_text(path, form, newline="") as handle:
        head = _head(handle)
    return max(_DELIMITERS, key=lambda delimiter: _fit(head, delimiter))


def _head(handle: TextIO) -> list[str]:
    """Return the first lines, as many as a damaged file still gives, each cut at a bounded length."""
    head: list[str] = []
    try:
        while len(head) < _SNIFFED_LINES and (text := handle.readline(MAX_LINE_CHARS)):
            head.append(text[:65_536])
    except (EOFError, *DAMAGE):
        return head
    return head


def _fit(head: Sequence[str], delimiter: str) -> tuple[int, int]:
    """Rank a delimiter: records as wide as the header, then the header's width; one column is no fit."""
    widths = [len(cells) for cells in csv.reader(head, delimiter=delimiter) if cells]
    if not widths or widths[0] < 2:
        return (0, 0)
    return (widths.count(widths[0]), widths[0])


def _may_be_name(cell: str) -> bool:
    """Tell a column's name from a sentence."""
    text = cell.strip()
    return len(text) <= _MAX_NAME_CHARS and len(text.split()) <= _MAX_NAME_WORDS and not text.endswith((".", "。"))


def _unique_names(cells: Sequence[str]) -> tuple[str, ...]:
    """Return the names, numbered where one is blank or stands twice."""
    names: list[str] = []
    seen: set[str] = set()
    for place, cell in enumerate(cells, start=1):
        base = cell.strip() or f"column {place}"
        name, count = base, 1
        while name in seen:
            count += 1
            name = f"{base} ({count})"
        seen.add(name)
        names.append(name)
    return tuple(names)
