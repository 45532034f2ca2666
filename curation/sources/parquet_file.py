"""Rows of Parquet files, read in a limited child: a file below 1 kB can unpack to gigabytes.

`describe` and `read_rows` run in the child, the others call them from outside.
"""

from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple, cast

from curation.errors import BadInputError
from curation.sources.formats import open_bytes
from curation.sources.limited_child import in_limited_child, run_limited, stream_limited
from curation.sources.records import Row, Skipped, SkipReason, skip
from curation.text import MAX_TEXT_CHARS

MAX_ROWS = 20_000_000
"""A file that claims more rows is refused."""

_BATCH_ROWS = 64
_MAX_BATCH_BYTES = 512 * 1024 * 1024
_MAX_TEXT_BYTES = 4 * (MAX_TEXT_CHARS + 1)
_ROWS_CPU_S = 3_600
_DAMAGED_HINT = "It is damaged or cut off; save it again, or save it as JSONL."

# What the child sends for one row: its number and its cells, or its number, a reason and an excerpt.
_Message = list[Any]


class ParquetColumn(NamedTuple):
    """A top-level column; `is_text` says whether its values are plain text."""

    name: str
    is_text: bool


def parquet_columns(path: Path) -> list[ParquetColumn]:
    """Return the file's columns.

    Raises:
        BadInputError: The file is damaged, too large, or names two columns alike.
    """
    with open_bytes(path):
        pass
    found = describe(str(path)) if in_limited_child() else run_limited(f"{__name__}:describe", [str(path)])
    return [ParquetColumn(str(name), bool(is_text)) for name, is_text in cast(list[list[object]], found)]


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
    if in_limited_child():
        return read_rows(str(path), [*columns], start_after)
    args = [str(path), [*columns], start_after]
    return cast(Generator[_Message, None, None], stream_limited(f"{__name__}:read_rows", args, cpu_s=_ROWS_CPU_S))


def _understand(message: _Message) -> Row | Skipped:
    """Turn what the child sent into a row."""
    if len(message) == 2:
        return Row(message[0], message[1])
    return skip(message[0], SkipReason(message[1]), message[2])


def describe(path: str) -> list[list[object]]:
    """Return [name, is text] for each top-level column."""
    with closing(_open(path)) as file:
        schema = file.schema_arrow
        return [[schema.field(i).name, _is_text(schema.field(i).type)] for i in range(len(schema.names))]


def read_rows(path: str, columns: list[str], start_after: int) -> Generator[_Message, None, None]:
    """Yield the rows after `start_after`: [row, cells], or [row, reason, excerpt] where it cannot be used."""
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
                    for place in range(max(0, start_after - row), batch.num_rows):
                        yield _message(row + place + 1, batch, place)
                    row += batch.num_rows
            except (pa.ArrowInvalid, pa.ArrowNotImplementedError, OSError):
                yield [max(row, start_after) + 1, SkipReason.UNREADABLE_REST, ""]
                return


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
        scalar = column[place]
        try:
            cells[name] = _cell(getattr(scalar, "value", scalar))
        except UnicodeDecodeError:
            return [row, SkipReason.BAD_ENCODING, ""]
    return [row, cells]


def _cell(scalar: Any) -> object:  # noqa: ANN401 - pyarrow has no types
    """Return a text, or None; text that is too long to be kept is not made whole."""
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


def _is_text(kind: Any) -> bool:  # noqa: ANN401 - pyarrow has no types
    """Tell whether a column's values are plain text."""
    from pyarrow import types

    value = kind.value_type if types.is_dictionary(kind) else kind
    return bool(types.is_string(value) or types.is_large_string(value) or types.is_string_view(value))
