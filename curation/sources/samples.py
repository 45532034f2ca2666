"""Samples out of a file: Persona Hub's task files, and conversations of other people's hubs."""

import json
from collections.abc import Iterator
from pathlib import Path

from curation.errors import BadInputError
from curation.sources.hub_cells import language_of
from curation.sources.hub_messages import as_json, turns_of
from curation.sources.hubs import HubSchema, hub_of_file
from curation.sources.records import Row, SampleRecord, Skipped, SkipReason, skip
from curation.sources.tables import Table, open_table, text_of
from curation.text import MAX_TEXT_CHARS, clean_text

PERSONA_COLUMN = "input persona"
TEXT_COLUMN = "synthesized text"
DESCRIPTION_COLUMN = "description"

_CONVERSATION = "instruction"
"""The scenario of a conversation of which nothing says that it is about mathematics."""
_ID_COLUMN = "id"
_SCENARIO_BY_WORD = {
    "tool": "tool",
    "logic": "logic",
    "reasoning": "logic",
    "math": "math",
    "instruction": "instruction",
    "knowledge": "knowledge",
    "npc": "npc",
}


def read_samples(path: Path, *, hub: str | None = None, start_after: int = 0) -> Iterator[SampleRecord | Skipped]:
    """Yield every row of a file after the line `start_after`, as a record or as skipped.

    Args:
        path: A task file, or one of a hub with conversations.
        hub: By which hub's schema it is read; the one that it looks like if not given.
        start_after: The last line that was dealt with before.

    Raises:
        NotFoundError: There is no such file.
        BadInputError: The file cannot be read, or holds no samples in a form that is known.

    Source:
        The three columns are those of the task files of Persona Hub; the
        texts of its tool file are JSON that was encoded a second time.
    """
    table = open_table(path)
    schema = hub_of_file(table.columns, hub) if table.columns else None
    if schema is not None and schema.messages:
        return _conversations(table, schema, start_after)
    missing = [name for name in (PERSONA_COLUMN, TEXT_COLUMN) if name not in table.columns]
    if table.columns and missing:
        hint = (
            f"It needs the columns {PERSONA_COLUMN!r}, {TEXT_COLUMN!r} and, for the scenario, {DESCRIPTION_COLUMN!r};"
            " or 'messages', with what Tulu 3, SmolTalk or mPersonas have beside it."
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


def _conversations(table: Table, schema: HubSchema, start_after: int) -> Iterator[SampleRecord | Skipped]:
    """Turn rows with messages into records."""
    wanted = (schema.messages, schema.persona, schema.language, _ID_COLUMN)
    for row in table.rows([name for name in wanted if name in table.columns], start_after=start_after):
        yield row if isinstance(row, Skipped) else _conversation(row, schema)


def _conversation(row: Row, schema: HubSchema) -> SampleRecord | Skipped:
    """Turn one row into a record; where the file has no persona, neither has the record."""
    persona = text_of(row, schema.persona) if schema.persona in row.cells else None
    if isinstance(persona, Skipped):
        return persona
    value = row.cells.get(schema.messages)
    turns = turns_of(value)
    if turns is None:
        return skip(row.line, SkipReason.NO_CONVERSATION, value)
    raw = as_json(turns)
    if len(raw) > MAX_TEXT_CHARS:
        return skip(row.line, SkipReason.TOO_LONG, raw)
    row_id = row.cells.get(_ID_COLUMN)
    description = clean_text(row_id[:200]) if isinstance(row_id, str) else ""
    scenario = "math" if "math" in description.casefold() else _CONVERSATION
    language = language_of(row.cells.get(schema.language)) if schema.language else None
    return SampleRecord(row.line, persona, raw, description, scenario, turns, language)
