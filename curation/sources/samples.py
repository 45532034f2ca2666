"""Samples out of a file in the form of Persona Hub's task files."""

import json
from collections.abc import Iterator
from pathlib import Path

from curation.errors import BadInputError
from curation.sources.records import Row, SampleRecord, Skipped, SkipReason, skip
from curation.sources.tables import Table, open_table, text_of
from curation.text import clean_text

PERSONA_COLUMN = "input persona"
TEXT_COLUMN = "synthesized text"
DESCRIPTION_COLUMN = "description"

_SCENARIO_BY_WORD = {
    "tool": "tool",
    "logic": "logic",
    "reasoning": "logic",
    "math": "math",
    "instruction": "instruction",
    "knowledge": "knowledge",
    "npc": "npc",
}


def read_samples(path: Path, *, start_after: int = 0) -> Iterator[SampleRecord | Skipped]:
    """Yield every row of a task file after the line `start_after`, as a record or as skipped.

    Raises:
        NotFoundError: There is no such file.
        BadInputError: The file cannot be read, or has not the columns of a task file.

    Source:
        The three columns are those of the task files of Persona Hub; the
        texts of its tool file are JSON that was encoded a second time.
    """
    table = open_table(path)
    missing = [name for name in (PERSONA_COLUMN, TEXT_COLUMN) if name not in table.columns]
    if table.columns and missing:
        hint = (
            f"It needs the columns {PERSONA_COLUMN!r}, {TEXT_COLUMN!r} and, for the scenario, {DESCRIPTION_COLUMN!r}."
        )
        raise BadInputError(f"{path.name} has no column {missing[0]!r}.", hint)
    return _records(table, start_after)


def scenario_of(description: str) -> str | None:
    """Return the scenario that a task file's description names, or None."""
    folded = description.casefold()
    return next((scenario for word, scenario in _SCENARIO_BY_WORD.items() if word in folded), None)


def _records(table: Table, start_after: int) -> Iterator[SampleRecord | Skipped]:
    """Turn rows into records."""
    wanted = [n for n in (PERSONA_COLUMN, TEXT_COLUMN, DESCRIPTION_COLUMN) if n in table.columns]
    for row in table.rows(wanted, start_after=start_after):
        yield row if isinstance(row, Skipped) else _record(row)


def _record(row: Row) -> SampleRecord | Skipped:
    """Turn one row into a record."""
    persona = text_of(row, PERSONA_COLUMN)
    if isinstance(persona, Skipped):
        return persona
    text = text_of(row, TEXT_COLUMN, min_letters=0)
    if isinstance(text, Skipped):
        return text
    described = row.cells.get(DESCRIPTION_COLUMN)
    description = clean_text(described[:1_000]) if isinstance(described, str) else ""
    scenario = scenario_of(description)
    raw = _decoded_once(text) if scenario == "tool" else text
    if not raw:
        return skip(row.line, SkipReason.EMPTY, text)
    return SampleRecord(row.line, persona, raw, description, scenario)


def _decoded_once(text: str) -> str:
    """Return the text within a JSON string, or the text itself where it is none."""
    try:
        inner = json.loads(text)
    except (ValueError, RecursionError):
        return text
    return clean_text(inner) if isinstance(inner, str) else text
