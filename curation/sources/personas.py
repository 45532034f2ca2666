"""Personas out of a file: each row gives a record, or a skipped row with its reason."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from curation.errors import BadInputError
from curation.sources.hub_cells import MAX_EXTRA_CHARS, beside, language_of
from curation.sources.hubs import ALL_TEXTS, HubSchema, hub_of_file
from curation.sources.records import Record, Row, Skipped
from curation.sources.tables import Table, choose_column, open_table, text_of
from curation.text import clean_text

MAX_EXTRA_KEYS = 16
MAX_HUB_KEYS = 32
"""So many fields beside the persona are kept of a hub whose columns are known."""

_MAX_KEY_CHARS = 100
_MISSING = "None"
_WHICH_TEXT = "persona text"


def read_personas(
    path: Path, *, column: str | None = None, hub: str | None = None, start_after: int = 0
) -> Iterator[Record | Skipped]:
    """Yield every row of a file after the line `start_after`, as a record or as skipped.

    Args:
        path: A JSONL, CSV, Parquet or text file, or DeepPersona's JSON; all but Parquet may be gzipped.
        column: The column with the persona; the likeliest one if not given, and where it is `ALL_TEXTS` all that a
            hub has, so that one row gives several records with one line.
        hub: By which hub's schema it is read (`none` for none); the one that it looks like if not given.
        start_after: The last line that was dealt with before, to go on after it.

    Raises:
        NotFoundError: There is no such file.
        BadInputError: The file, the column or the hub cannot be used at all.
    """
    table = open_table(path)
    schema = hub_of_file(table.columns, hub) if table.columns else None
    if schema is None:
        return _records(table, choose_column(table, column), start_after)
    return _hub_records(table, schema, persona_columns(table, schema, column), start_after)


def records_per_row(path: Path, *, column: str | None, hub: str | None) -> int:
    """Return how many records a row gives.

    Raises:
        NotFoundError: There is no such file.
        BadInputError: The file or the hub cannot be used at all.
    """
    if column != ALL_TEXTS:
        return 1
    columns = open_table(path).columns
    schema = hub_of_file(columns, hub) if columns else None
    return max(len(schema.texts(columns)), 1) if schema else 1


def persona_columns(table: Table, schema: HubSchema, wanted: str | None) -> Sequence[str]:
    """Return the columns of a hub's file that are read as personas.

    Raises:
        BadInputError: It has none, or not the wanted one.
    """
    texts = schema.texts(table.columns)
    if wanted is None and not texts:
        hint = "Import it as samples." if schema.has_samples else "Name a column."
        raise BadInputError(f"{table.path.name} is in the form of {schema.title}, without personas.", hint)
    if wanted == ALL_TEXTS:
        return texts
    return [choose_column(table, wanted or texts[0])]


def _records(table: Table, column: str, start_after: int) -> Iterator[Record | Skipped]:
    """Turn rows into records."""
    others = [name for name in table.text_columns if name != column]
    for row in table.rows([column, *others[:MAX_EXTRA_KEYS]], start_after=start_after):
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
        if len(extra) == MAX_EXTRA_KEYS:
            break
        if text := clean_text(value):
            extra[clean_text(name)] = text
    return extra


def _hub_records(
    table: Table, schema: HubSchema, columns: Sequence[str], start_after: int
) -> Iterator[Record | Skipped]:
    """Turn the rows of a hub into records, one for each column with a persona."""
    apart = {*columns, *schema.texts(table.columns), *schema.left_out, schema.messages, schema.language}
    others = [name for name in table.readable if name not in apart][:MAX_HUB_KEYS]
    also = [name for name in (schema.language,) if name]
    for row in table.rows([*columns, *others, *also], start_after=start_after):
        if isinstance(row, Skipped):
            yield row
        else:
            yield from _of_row(row, schema, columns, others)


def _of_row(row: Row, schema: HubSchema, columns: Sequence[str], others: Sequence[str]) -> Iterator[Record | Skipped]:
    """Yield the records of one row."""
    extra = _hub_extra(row.cells, schema, others)
    attributes = schema.attributes(row.cells) if schema.attributes else {}
    language = language_of(row.cells.get(schema.language)) if schema.language else None
    for column in columns:
        text = text_of(row, column)
        if isinstance(text, Skipped):
            yield text
        else:
            which = {_WHICH_TEXT: column} if len(columns) > 1 else {}
            yield Record(row.line, text, {**which, **extra}, attributes, language)


def _hub_extra(cells: Mapping[str, object], schema: HubSchema, names: Sequence[str]) -> dict[str, str]:
    """Return what stands beside the personas of a row; lists become texts, what is missing is left out."""
    extra: dict[str, str] = {}
    for name in names:
        value = cells.get(name)
        if value is None or len(name) > _MAX_KEY_CHARS or (value == _MISSING and name in schema.none_in):
            continue
        if text := beside(value, is_list=name in schema.lists, may_be_cut=name in schema.cut):
            extra[clean_text(name)] = text
    return extra
