"""CSV that a spreadsheet opens as data: no text in it is run as a formula."""

import csv
import io
import json
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from curation.exports.checks import kept_rows
from curation.exports.files import WrittenFile, sha256_of, whole_file
from curation.exports.rows import (
    COMMENT_COLUMNS,
    RATING_COLUMNS,
    Column,
    CommentRow,
    RatingRow,
    SampleRow,
    comment_cells,
    rating_cells,
    sample_cells,
    sample_columns,
)

_FORMULA_STARTS = frozenset("=+-@")
_SHIFTING_STARTS = ("\t", "\r")


def write_csv(rows: Iterable[SampleRow], path: Path, *, questions: Sequence[str] = ()) -> WrittenFile:
    """Write one sample a row; lists and objects stand as JSON in their cells."""
    left_out: Counter[str] = Counter()
    cells = (sample_cells(row, questions) for row in kept_rows(rows, left_out))
    return _write(path, sample_columns(questions), cells, left_out)


def write_ratings_csv(rows: Iterable[RatingRow], path: Path) -> WrittenFile:
    """Write one rating a row."""
    return _write(path, RATING_COLUMNS, (rating_cells(row) for row in rows), Counter())


def write_comments_csv(rows: Iterable[CommentRow], path: Path) -> WrittenFile:
    """Write one comment a row."""
    return _write(path, COMMENT_COLUMNS, (comment_cells(row) for row in rows), Counter())


def neutral_text(text: str) -> str:
    """Return the text with an apostrophe in front if a spreadsheet would take it for a formula.

    It does so for = + - @ and their full-width forms, also after blanks and
    invisible characters, and for a tab or a carriage return at the start.

    Source:
        OWASP ASVS 5, 1.2.10.
    """
    if text.startswith(_SHIFTING_STARTS):
        return f"'{text}"
    first = next((c for c in text if not (c.isspace() or unicodedata.category(c) in ("Cf", "Cc"))), "")
    return f"'{text}" if unicodedata.normalize("NFKC", first) in _FORMULA_STARTS else text


def _cell(value: object) -> object:
    """Return a cell: numbers as they are, everything else as harmless text."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case int() | float():
            return value
        case datetime():
            return value.isoformat()
        case str():
            return neutral_text(value)
        case _:
            return neutral_text(json.dumps(value, ensure_ascii=False))


def _write(
    path: Path, columns: Sequence[Column], rows: Iterable[Mapping[str, object]], left_out: Counter[str]
) -> WrittenFile:
    """Write the rows; `left_out` is read when they are all through."""
    count = 0
    with whole_file(path) as handle:
        text = io.TextIOWrapper(handle, encoding="utf-8", errors="replace", newline="")
        # All text is quoted, so that a reader can tell it from numbers.
        writer = csv.writer(text, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n")
        writer.writerow([neutral_text(column.name) for column in columns])
        for cells in rows:
            writer.writerow([_cell(value) for value in cells.values()])
            count += 1
        text.flush()
        text.detach()
    return WrittenFile(path, count, sha256_of(path), dict(left_out))
