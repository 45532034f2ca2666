"""Rows of Parquet files, read in a limited child: a file below 1 kB can unpack to gigabytes.

`describe` and `read_rows` run in the child, the others call them from outside.
"""

from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple, cast, get_args

from curation.errors import BadInputError
from curation.sources.formats import open_bytes
from curation.sources.limited_child import in_limited_child, run_limited, stream_limited
from curation.sources.record_limits import read_past
from curation.sources.records import Row, Skipped, SkipReason, skip
from curation.text import MAX_TEXT_CHARS

MAX_ROWS = 20_000_000
"""A file that claims more rows is refused."""

_BATCH_ROWS = 64
_MAX_BATCH_BYTES = 512 * 1024 * 1024
_MAX_TEXT_BYTES = 4 * (MAX_TEXT_CHARS + 1)
_MAX_LIST_CHARS: Final = 1_000_000
_MAX_VALUE_BYTES: Final = 4 * 1024 * 1024
_ROWS_CPU_S = 3_600
_DAMAGED_HINT = "It is damaged or cut off; save it again, or save it as JSONL."

# What the child sends for one row: its number and its cells, or its number, a reason and an excerpt.
_Message = list[Any]


Holds = Literal["text", "value", "other"]
"""What a column holds: plain text; numbers, or lists of texts, numbers or messages; or what is not read."""


class ParquetColumn(NamedTuple):
    """A top-level column and what it holds."""

    name: str
    holds: Holds


class _ValueTooLargeError(Exception):
    """A list in a cell is larger than is held."""


def parquet_columns(path: Path) -> list[ParquetColumn]:
    """Return the file's columns.

    Raises:
        BadInputError: The file is damaged, too large, or names two columns alike.
    """
    with open_bytes(path):
        pass
    found = describe(str(path)) if in_limited_child() else run_limited(f"{__name__}:describe", [str(path)])
    known = dict(zip(get_args(Holds), get_args(Holds), strict=True))
    return [ParquetColumn(str(name), known[holds]) for name, holds in cast(list[list[str]], found)]


def parquet_rows(path: Path, columns: Sequence[str], *, start_after: int = 0) -> Iterator[Row | Skipped]:
    """Yield a row or a skipped row for each row after the row `start_after`.

    Raises:
        BadInputError: Nothing of the file could be read.
    """
    last = start_after
    messages = _messages(path, columns, start_after)
    with closing(messages):
        try:
            for message in messages:
                last = message[0]
                yield _understand(message)
        except BadInputError as error:
            if last == start_after:
                raise
            yield skip(last + 1, SkipReason.UNREADABLE_REST, error.message)


def _messages(path: Path, columns: Sequence[str], start_after: int) -> Generator[_Message, None, None]:
    """Read the rows in a limited child, or here where this is one."""
    args = (str(path), [*columns], start_after)
    here = in_limited_child()
    sent = read_rows(*args) if here else stream_limited(f"{__name__}:read_rows", args, cpu_s=_ROWS_CPU_S)
    with closing(sent):
        for messages in sent:
            yield from cast(list[_Message], messages)


def _understand(message: _Message) -> Row | Skipped:
    """Turn what the child sent into a row."""
    if len(message) == 2:
        return Row(message[0], message[1])
    return skip(message[0], SkipReason(message[1]), message[2])


def describe(path: str) -> list[list[object]]:
    """Return [name, what it holds] for each top-level column."""
    with closing(_open(path)) as file:
        schema = file.schema_arrow
        return [[schema.field(i).name, _holds(schema.field(i).type)] for i in range(len(schema.names))]


def read_rows(path: str, columns: list[str], start_after: int) -> Generator[list[_Message], None, None]:
    """Yield lists of the rows after `start_after`: [row, cells], or [row, reason, excerpt] where it cannot be used."""
    import pyarrow as pa

    with closing(_open(path)) as file:
        row = 0
        for group in range(file.metadata.num_row_groups):
            rows = file.metadata.row_group(group).num_rows
            if row + rows <= start_after:
                row += rows
                continue
            try:
                # One group after the other: damage in one must not cost the rows of the group before.
                for batch in _batches(file, group, columns):
                    if row + batch.num_rows <= start_after:
                        read_past(0)
                    places = range(max(0, start_after - row), batch.num_rows)
                    yield from _lists(_message(row + place + 1, batch, place) for place in places)
                    row += batch.num_rows
            except (pa.ArrowInvalid, pa.ArrowNotImplementedError, OSError):
                yield [[max(row, start_after) + 1, SkipReason.UNREADABLE_REST, ""]]
                return


def _lists(messages: Iterator[_Message]) -> Iterator[list[_Message]]:
    """Put messages together, since passing each by itself takes longer than reading it; a list stays short."""
    together: list[_Message] = []
    chars = 0
    for message in messages:
        together.append(message)
        chars += sum(map(_chars, message[1].values())) if len(message) == 2 else 0
        if chars > _MAX_LIST_CHARS:
            yield together
            together, chars = [], 0
    yield together


def _chars(value: object) -> int:
    """Return how long a value is at most; that of a list is not known, so that nothing is put after it."""
    return len(value) if isinstance(value, str) else _MAX_LIST_CHARS + 1 if isinstance(value, list) else 0


def _batches(file: Any, group: int, columns: list[str]) -> Iterator[Any]:  # noqa: ANN401 - pyarrow has no types
    """Yield a row group in small batches, none of them larger than is allowed."""
    for batch in file.iter_batches(batch_size=_BATCH_ROWS, row_groups=[group], columns=columns, use_threads=False):
        if batch.nbytes > _MAX_BATCH_BYTES:
            raise MemoryError
        yield batch


def _message(row: int, batch: Any, place: int) -> _Message:  # noqa: ANN401 - pyarrow has no types
    """Take one row out of a batch; a text that is too long is cut to where that can still be seen."""
    cells: dict[str, object] = {}
    for name, column in zip(batch.schema.names, batch.columns, strict=True):
        try:
            cells[name] = _text(column[place]) if _is_text(column.type) else _value(column[place])
        except UnicodeDecodeError:
            return [row, SkipReason.BAD_ENCODING, ""]
        except _ValueTooLargeError:
            return [row, SkipReason.LINE_TOO_LARGE, name]
    return [row, cells]


def _value(scalar: Any) -> object:  # noqa: ANN401 - pyarrow has no types
    """Return a number or a list, or None."""
    if not scalar.is_valid:
        return None
    if hasattr(scalar, "values") and scalar.values.nbytes > _MAX_VALUE_BYTES:
        raise _ValueTooLargeError
    return scalar.as_py()


def _text(cell: Any) -> object:  # noqa: ANN401 - pyarrow has no types
    """Return a text, or None; text that is too long to be kept is not made whole."""
    scalar = getattr(cell, "value", cell)
    if scalar is None or not scalar.is_valid:
        return None
    data = scalar.as_buffer()
    if data.size <= _MAX_TEXT_BYTES:
        return scalar.as_py()
    return data[:_MAX_TEXT_BYTES].to_pybytes().decode("utf-8", "ignore")


def _open(path: str) -> Any:  # noqa: ANN401 - pyarrow has no types
    """Open the file and check what it claims of itself."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    name = Path(path).name
    try:
        file = pq.ParquetFile(path, memory_map=False, buffer_size=1 << 20, page_checksum_verification=True)
        rows, names = file.metadata.num_rows, file.schema_arrow.names
    except (pa.ArrowException, OSError, ValueError, UnicodeError) as error:
        raise BadInputError(f"{name} cannot be read as Parquet.", _DAMAGED_HINT) from error
    if rows > MAX_ROWS:
        raise BadInputError(f"{name} claims {rows:,} rows; at most {MAX_ROWS:,} are read.", "Split the file.")
    if len(set(names)) < len(names):
        raise BadInputError(f"{name} has two columns of the same name.", "Rename one of them.")
    return file


def _holds(kind: Any) -> Holds:  # noqa: ANN401 - pyarrow has no types
    """Tell what a column of a type holds."""
    from pyarrow import types

    if _is_text(kind):
        return "text"
    if types.is_integer(kind) or types.is_floating(kind) or types.is_boolean(kind):
        return "value"
    if not (types.is_list(kind) or types.is_large_list(kind)):
        return "other"
    of = kind.value_type
    is_message = types.is_struct(of) and all(_is_text(field.type) for field in of)
    return "value" if _is_text(of) or types.is_integer(of) or is_message else "other"


def _is_text(kind: Any) -> bool:  # noqa: ANN401 - pyarrow has no types
    """Tell whether a column's values are plain text."""
    from pyarrow import types

    value = kind.value_type if types.is_dictionary(kind) else kind
    return bool(types.is_string(value) or types.is_large_string(value) or types.is_string_view(value))
