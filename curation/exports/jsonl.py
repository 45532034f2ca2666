"""JSON lines: training messages, samples with every column, ratings. What is written reads back the same."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from curation.exports.checks import LeftOut, Target, kept_rows, training_messages
from curation.exports.files import WrittenFile, sha256_of, whole_file
from curation.exports.rows import CommentRow, RatingRow, SampleRow, comment_cells, rating_cells, sample_cells

# Valid inside JSON, but many programs take them for the end of a line.
_LINE_BREAKS = {"\u2028": "\\u2028", "\u2029": "\\u2029", "\x85": "\\u0085"}
_BREAK_TABLE = str.maketrans(_LINE_BREAKS)


def write_messages(rows: Iterable[SampleRow], path: Path, *, target: Target) -> WrittenFile:
    """Write one conversation a line, in the form that trainers read.

    Args:
        rows: The samples.
        path: The file; it appears when it is whole.
        target: What the assistant says: the output to the `prompt`, or the `answer` to the generated problem.
    """
    left_out: Counter[str] = Counter()
    return write_lines(path, _message_lines(rows, target, left_out), left_out)


def _message_lines(rows: Iterable[SampleRow], target: Target, left_out: Counter[str]) -> Iterator[dict[str, object]]:
    """Yield the objects of the lines; count what has none."""
    for row in kept_rows(rows, left_out):
        turns = training_messages(row, target)
        if isinstance(turns, LeftOut):
            left_out[turns] += 1
            continue
        yield {
            "messages": [turn._asdict() for turn in turns],
            "id": row.id,
            "persona_id": row.persona_id,
            "licence": row.licence,
            "label": row.label,
            "persona_label": row.persona_label,
        }


def write_native_jsonl(rows: Iterable[SampleRow], path: Path, *, questions: Sequence[str] = ()) -> WrittenFile:
    """Write one sample a line, with every column."""
    left_out: Counter[str] = Counter()
    return write_lines(path, (sample_cells(row, questions) for row in kept_rows(rows, left_out)), left_out)


def write_ratings_jsonl(rows: Iterable[RatingRow], path: Path) -> WrittenFile:
    """Write one rating a line."""
    return write_lines(path, (rating_cells(row) for row in rows), Counter())


def write_comments_jsonl(rows: Iterable[CommentRow], path: Path) -> WrittenFile:
    """Write one comment a line."""
    return write_lines(path, (comment_cells(row) for row in rows), Counter())


def json_line(cells: Mapping[str, object]) -> bytes:
    """Return one object as a line of JSON in UTF-8.

    Raises:
        ValueError: A number is not finite.
    """
    text = json.dumps(cells, ensure_ascii=False, allow_nan=False, default=_time_text)
    try:
        return text.translate(_BREAK_TABLE).encode("utf-8") + b"\n"
    except UnicodeEncodeError:  # a lone surrogate, which only an escape can carry
        return json.dumps(cells, ensure_ascii=True, allow_nan=False, default=_time_text).encode("ascii") + b"\n"


def _time_text(value: object) -> str:
    """Return a time as ISO 8601."""
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"no JSON for {type(value).__name__}")


def write_lines(path: Path, lines: Iterable[Mapping[str, object]], left_out: Counter[str]) -> WrittenFile:
    """Write the lines; `left_out` is read when they are all through."""
    rows = 0
    with whole_file(path) as handle:
        for cells in lines:
            handle.write(json_line(cells))
            rows += 1
    return WrittenFile(path, rows, sha256_of(path), dict(left_out))
