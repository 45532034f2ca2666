"""Parquet, a thousand rows at a time."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
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
    arrow_schema,
    comment_cells,
    rating_cells,
    sample_cells,
    sample_columns,
)

BATCH_ROWS = 1_000


def write_parquet(rows: Iterable[SampleRow], path: Path, *, questions: Sequence[str] = ()) -> WrittenFile:
    """Write one sample a row, with every column."""
    left_out: Counter[str] = Counter()
    cells = (sample_cells(row, questions) for row in kept_rows(rows, left_out))
    return _write(path, sample_columns(questions), cells, left_out)


def write_ratings_parquet(rows: Iterable[RatingRow], path: Path) -> WrittenFile:
    """Write one rating a row."""
    return _write(path, RATING_COLUMNS, (rating_cells(row) for row in rows), Counter())


def write_comments_parquet(rows: Iterable[CommentRow], path: Path) -> WrittenFile:
    """Write one comment a row."""
    return _write(path, COMMENT_COLUMNS, (comment_cells(row) for row in rows), Counter())


def _write(
    path: Path, columns: Sequence[Column], rows: Iterable[Mapping[str, object]], left_out: Counter[str]
) -> WrittenFile:
    """Write the rows; `left_out` is read when they are all through."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = arrow_schema(columns)
    count = 0
    remaining = iter(rows)
    # The page checksums let a reader notice a damaged file instead of reading it wrongly.
    with (
        whole_file(path) as handle,
        pq.ParquetWriter(handle, schema, compression="zstd", write_page_checksum=True) as writer,
    ):
        while batch := [_without_surrogates(cells) for cells in islice(remaining, BATCH_ROWS)]:
            writer.write_table(pa.Table.from_pylist(batch, schema=schema))
            count += len(batch)
    return WrittenFile(path, count, sha256_of(path), dict(left_out))


def _without_surrogates(cells: Mapping[str, object]) -> dict[str, object]:
    """Return the cells with "?" for lone surrogates in texts, which Parquet cannot hold."""
    return {name: _mended(value) for name, value in cells.items()}


def _mended(value: object) -> object:
    """Mend a text, or the texts within a list or an object."""
    match value:
        case str():
            return value if value.isascii() else value.encode("utf-8", "replace").decode("utf-8")
        case list():
            return [_mended(item) for item in value]
        case dict():
            return {key: _mended(item) for key, item in value.items()}
        case _:
            return value
