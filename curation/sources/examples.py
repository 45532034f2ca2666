"""Examples out of a small file: an output in each row, and beside it the person whom it was written for."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any, Final, NamedTuple, cast

from curation.errors import BadInputError
from curation.sources.formats import FormatKind, open_text
from curation.sources.limited_child import run_limited
from curation.sources.records import Row, Skipped, SkipReason
from curation.sources.tables import Table, open_table, text_of
from curation.text import clean_text

MAX_EXAMPLES: Final = 200
"""Rows of one file; few-shot prompts show a handful."""
MAX_FILE_BYTES: Final = 10 * 1024 * 1024
MAX_CHARS: Final = 50_000
"""Longest output; prompts that show it would be longer still."""
_OUTPUTS: Final = ("output", "example", "synthesized text", "text", "answer", "completion")
_PERSONAS: Final = ("persona", "input persona", "input_persona")
_RULE: Final = "---"
"""A line between two examples of a text file."""


class ExampleRecord(NamedTuple):
    """One example of a file; the persona is empty where the file does not say it."""

    line: int
    output: str
    persona: str


class ExamplesRead(NamedTuple):
    """What a file held, and the rows that gave nothing."""

    examples: list[ExampleRecord]
    skipped: list[Skipped]


def read_examples_safely(path: Path) -> ExamplesRead:
    """Read a file in a child with limits on memory and time.

    Args:
        path: JSONL or CSV with a column `output` and, if it is known, `persona`; or a text file with a line of three
            hyphens between two examples.

    Raises:
        BadInputError: It cannot be read, has no column of outputs, or has too many rows.
    """
    if not path.is_file():
        raise BadInputError(f"There is no file {path}.", "Give the path of a file.")
    if path.stat().st_size > MAX_FILE_BYTES:
        raise BadInputError(
            f"{path.name} is larger than {MAX_FILE_BYTES // 1024**2} MB.", f"Give at most {MAX_EXAMPLES} examples."
        )
    found = cast("dict[str, Any]", run_limited(f"{__name__}:examples_as_json", [str(path)]))
    skipped = [Skipped(line, SkipReason(reason), excerpt) for line, reason, excerpt in found["skipped"]]
    return ExamplesRead([ExampleRecord(*row) for row in found["examples"]], skipped)


def examples_as_json(path: str) -> dict[str, object]:
    """Give what a file holds in a form that passes between processes; called in the limited child."""
    read = read_examples(Path(path))
    skipped = [(row.line, row.reason, row.excerpt) for row in read.skipped]
    return {"examples": [list(row) for row in read.examples], "skipped": skipped}


def read_examples(path: Path) -> ExamplesRead:
    """Read a file of our own; what comes from outside is read by `read_examples_safely`.

    Raises:
        BadInputError: As there.
    """
    table = open_table(path)
    if table.format.kind not in (FormatKind.JSONL, FormatKind.CSV, FormatKind.TXT):
        raise BadInputError(f"{path.name} is {table.format.kind}.", "Examples come as JSONL, CSV or text.")
    rows = _blocks(table) if table.format.kind is FormatKind.TXT else _rows(table)
    found = list(islice(rows, MAX_EXAMPLES + 1))
    if len(found) > MAX_EXAMPLES:
        raise BadInputError(f"{path.name} has more than {MAX_EXAMPLES} rows.", "Choose the best of them.")
    return ExamplesRead(
        [row for row in found if isinstance(row, ExampleRecord)], [row for row in found if isinstance(row, Skipped)]
    )


def _rows(table: Table) -> Iterator[ExampleRecord | Skipped]:
    output, persona = _column(table, _OUTPUTS), _column(table, _PERSONAS)
    if output is None and table.columns:
        listed = ", ".join(table.columns[:20])
        raise BadInputError(f"{table.path.name} has no column 'output'.", f"It has: {listed}.")
    for row in table.rows([name for name in (output, persona) if name]):
        yield row if isinstance(row, Skipped) else _record(row, output or _OUTPUTS[0], persona)


def _record(row: Row, output: str, persona: str | None) -> ExampleRecord | Skipped:
    text = text_of(row, output)
    if isinstance(text, Skipped):
        return text
    if len(text) > MAX_CHARS:
        return Skipped(row.line, SkipReason.TOO_LONG, text[:80])
    said = row.cells.get(persona) if persona else None
    return ExampleRecord(row.line, text, clean_text(said) if isinstance(said, str) else "")


def _column(table: Table, names: tuple[str, ...]) -> str | None:
    by_name = {column.strip().casefold(): column for column in reversed(table.columns)}
    return next((by_name[name] for name in names if name in by_name), None)


def _blocks(table: Table) -> Iterator[ExampleRecord | Skipped]:
    """Yield what stands between the lines of three hyphens."""
    with open_text(table.path, table.format, newline=None) as handle:
        lines = handle.read().splitlines()
    start, block = 1, list[str]()
    for number, line in enumerate([*lines, _RULE], start=1):
        if line.strip() != _RULE:
            block.append(line)
            continue
        if any(part.strip() for part in block):
            yield _record(Row(start, {_OUTPUTS[0]: "\n".join(block)}), _OUTPUTS[0], None)
        start, block = number + 1, []
