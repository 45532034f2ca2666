"""A file of any accepted kind as one thing: named columns and rows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from curation.errors import BadInputError
from curation.sources.csv_file import csv_columns, csv_rows
from curation.sources.formats import Format, FormatKind, detect_format
from curation.sources.hub_profiles import profile_rows
from curation.sources.lines import TEXT_COLUMN, jsonl_rows, text_rows
from curation.sources.parquet_file import Holds, parquet_columns, parquet_rows
from curation.sources.records import Row, Skipped, SkipReason, skip
from curation.text import MAX_TEXT_CHARS, clean_text

MAX_COLUMNS = 2_000
MIN_LETTERS = 2

_SAMPLED_LINES = 100
_LIKELY_COLUMNS = ("persona", "input persona", "input_persona", "meta_persona", "text", "description", "profile")


@dataclass(frozen=True, slots=True)
class Table:
    """A file, how it is read, its columns, and which of them hold text (in JSONL: in the first lines).

    `readable` are those whose values can be read at all: in Parquet no bytes, dates or deeply nested ones.
    """

    path: Path
    format: Format
    columns: tuple[str, ...]
    text_columns: tuple[str, ...]
    readable: tuple[str, ...]

    def rows(self, columns: Sequence[str], *, start_after: int = 0) -> Iterator[Row | Skipped]:
        """Yield what is in the file after the line `start_after`; only Parquet leaves other columns out."""
        match self.format.kind:
            case FormatKind.JSONL:
                return jsonl_rows(self.path, self.format, start_after=start_after)
            case FormatKind.CSV:
                return csv_rows(self.path, self.format, start_after=start_after)
            case FormatKind.PARQUET:
                return parquet_rows(self.path, columns, start_after=start_after)
            case FormatKind.TXT:
                return text_rows(self.path, self.format, start_after=start_after)
            case FormatKind.PROFILES:
                return profile_rows(self.path, self.format, start_after=start_after)


def open_table(path: Path) -> Table:
    """Find out what a file is and which columns it has.

    Raises:
        NotFoundError: There is no such file.
        BadInputError: It cannot be read as a table.
    """
    form = detect_format(path)
    holds = _columns(path, form)
    if len(holds) > MAX_COLUMNS:
        raise BadInputError(f"{path.name} has {len(holds):,} columns; at most {MAX_COLUMNS:,} are read.")
    return Table(
        path,
        form,
        tuple(holds),
        text_columns=tuple(name for name, kind in holds.items() if kind == "text"),
        readable=tuple(name for name, kind in holds.items() if kind != "other"),
    )


def _columns(path: Path, form: Format) -> dict[str, Holds]:
    """Return for each column of a file what it holds."""
    match form.kind:
        case FormatKind.JSONL:
            return _columns_of_rows(jsonl_rows(path, form))
        case FormatKind.CSV:
            return dict.fromkeys(csv_columns(path, form), "text")
        case FormatKind.PARQUET:
            return {column.name: column.holds for column in parquet_columns(path)}
        case FormatKind.TXT:
            return {TEXT_COLUMN: "text"}
        case FormatKind.PROFILES:
            return _columns_of_rows(profile_rows(path, form))


def _columns_of_rows(rows: Iterator[Row | Skipped]) -> dict[str, Holds]:
    """Return for each key of the first rows whether all its values are texts."""
    is_text: dict[str, bool] = {}
    for row in islice(rows, _SAMPLED_LINES):
        if isinstance(row, Row):
            for name, value in row.cells.items():
                is_text[name] = is_text.get(name, True) and (value is None or isinstance(value, str))
    return {name: "text" if text else "value" for name, text in is_text.items()}


def guess_column(table: Table) -> str | None:
    """Return the column that most likely holds the persona, or None where none stands out."""
    by_name: dict[str, str] = {}
    # A column of Parquet has one type; in JSONL the text may stand beside other values of the same column.
    possible = table.text_columns if table.format.kind is FormatKind.PARQUET else table.columns
    for column in possible:
        by_name.setdefault(column.strip().casefold(), column)
    for name in _LIKELY_COLUMNS:
        if name in by_name:
            return by_name[name]
    return table.text_columns[0] if len(table.text_columns) == 1 else None


def choose_column(table: Table, wanted: str | None) -> str:
    """Return the column to read, the wanted one or the likeliest.

    Raises:
        BadInputError: It does not exist, holds no text, or none stands out.
    """
    listed = ", ".join(table.columns[:20])
    if wanted is None:
        # Where no line is an object there is nothing to choose from, and each line says why it is skipped.
        wanted = guess_column(table) if table.columns else "persona"
    if wanted is None:
        raise BadInputError(f"Which column of {table.path.name} holds the text?", f"Name one of: {listed}.")
    if table.columns and wanted not in table.columns:
        raise BadInputError(f"{table.path.name} has no column {wanted!r}.", f"It has: {listed}.")
    if table.format.kind is FormatKind.PARQUET and wanted not in table.text_columns:
        texts = ", ".join(table.text_columns[:20]) or "none"
        raise BadInputError(f"Column {wanted!r} of {table.path.name} is not text.", f"Columns of text: {texts}.")
    return wanted


def text_of(row: Row, column: str, *, min_letters: int = MIN_LETTERS) -> str | Skipped:
    """Return a row's text, cleaned, or why it cannot be used."""
    if column not in row.cells:
        return skip(row.line, SkipReason.MISSING_COLUMN, ", ".join(row.cells))
    value = row.cells[column]
    if value is None:
        return skip(row.line, SkipReason.EMPTY)
    if not isinstance(value, str):
        return skip(row.line, SkipReason.NOT_TEXT, value)
    if len(value) > MAX_TEXT_CHARS:
        return skip(row.line, SkipReason.TOO_LONG, value)
    text = clean_text(value)
    if not text:
        return skip(row.line, SkipReason.EMPTY)
    if len(list(islice(filter(str.isalpha, text), min_letters))) < min_letters:
        return skip(row.line, SkipReason.TOO_SHORT, text)
    return text
