"""Personas out of a file: each row gives one record, or one skipped row with its reason."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from curation.sources.records import Record, Skipped
from curation.sources.tables import Table, choose_column, open_table, text_of
from curation.text import clean_text

MAX_EXTRA_KEYS = 16
MAX_EXTRA_CHARS = 500
"""A longer text beside the persona is left out of `extra`: it is no short field."""

_MAX_KEY_CHARS = 100
_ELITE_FIELDS = frozenset(
    f"{scope} domain (top {share} percent)" for scope in ("general", "specific") for share in ("1", "0.1")
)
_ELITE_MISSING = "None"


def read_personas(path: Path, *, column: str | None = None, start_after: int = 0) -> Iterator[Record | Skipped]:
    """Yield every row of a file after the line `start_after`, as a record or as skipped.

    Args:
        path: A JSONL, CSV, Parquet or text file; all but Parquet may be gzipped.
        column: The column with the persona; the likeliest one if not given.
        start_after: The last line that was dealt with before, to go on after it.

    Raises:
        NotFoundError: There is no such file.
        BadInputError: The file, or the column, cannot be used at all.

    Source:
        The elite fields and their "None" for a missing value are those of
        Persona Hub's elite_persona configuration.
    """
    table = open_table(path)
    chosen = choose_column(table, column)
    return _records(table, chosen, start_after)


def _records(table: Table, column: str, start_after: int) -> Iterator[Record | Skipped]:
    """Turn rows into records."""
    beside = [name for name in table.text_columns if name != column]
    for row in table.rows([column, *beside[:MAX_EXTRA_KEYS]], start_after=start_after):
        if isinstance(row, Skipped):
            yield row
            continue
        text = text_of(row, column)
        yield text if isinstance(text, Skipped) else Record(row.line, text, _extra(row.cells, column))


def _extra(cells: Mapping[str, object], column: str) -> dict[str, str]:
    """Return the short texts beside the persona."""
    extra: dict[str, str] = {}
    for name, value in cells.items():
        if name == column or len(name) > _MAX_KEY_CHARS or not isinstance(value, str) or len(value) > MAX_EXTRA_CHARS:
            continue
        if name in _ELITE_FIELDS and value == _ELITE_MISSING:
            continue
        if len(extra) == MAX_EXTRA_KEYS:
            break
        if text := clean_text(value):
            extra[clean_text(name)] = text
    return extra
