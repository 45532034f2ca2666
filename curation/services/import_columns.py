"""What is read of a file of rows: by which hub's schema, and which column."""

from pathlib import Path
from typing import NamedTuple

from curation.errors import BadInputError
from curation.services.import_previews import preview_file
from curation.sources import Preview
from curation.sources.hubs import ALL_TEXTS, HubSchema, hub_of_file
from curation.sources.samples import PERSONA_COLUMN, TEXT_COLUMN


class Reading(NamedTuple):
    """How a file is read: the name of the hub's schema (empty for none) and the column, where one is chosen."""

    hub: str
    column: str | None


def choose_reading(path: Path, kind: str, *, column: str | None, hub: str | None) -> Reading:
    """Look at a file and return how it is read; refuse one that has not what the kind needs.

    Args:
        path: A file of rows.
        kind: `personas` or `samples`.
        column: The column with the personas, or `ALL_TEXTS`; else the likeliest.
        hub: The name of a hub's schema, or `none`; else the one that it looks like.

    Raises:
        NotFoundError: There is no such file.
        BadInputError: The file, the column or the hub cannot be used.
    """
    found = preview_file(path)
    schema = hub_of_file(found.columns, hub) if found.columns else None
    name = schema.name if schema else ""
    if kind == "personas":
        return Reading(name, _column(found, schema, column))
    _refuse_what_has_no_samples(found, schema)
    return Reading(name, None)


def _column(found: Preview, schema: HubSchema | None, column: str | None) -> str | None:
    """Return the column to read: the one asked for, else the likeliest."""
    listed = ", ".join(found.columns[:20])
    texts = schema.texts(found.columns) if schema else ()
    if column == ALL_TEXTS:
        if len(texts) < 2:
            raise BadInputError("The file has no rows with several persona texts, as Nemotron-Personas has them.")
        return ALL_TEXTS
    likeliest = texts[0] if texts else found.guessed_column
    if schema and not texts and column is None:
        raise BadInputError(f"The file is in the form of {schema.title}, without personas.", "Import it as samples.")
    if column is None and likeliest is None and found.columns:
        raise BadInputError("Which column holds the personas?", f"Name one of: {listed}.")
    if column is not None and found.columns and column not in found.columns:
        raise BadInputError(f"The file has no column '{column[:80]}'.", f"It has: {listed}.")
    return column or likeliest


def _refuse_what_has_no_samples(found: Preview, schema: HubSchema | None) -> None:
    """Refuse a file that has neither the columns of a task file nor the messages of a hub that is known."""
    if schema and schema.has_samples:
        return
    for name in (PERSONA_COLUMN, TEXT_COLUMN):
        if found.columns and name not in found.columns:
            raise BadInputError(
                f"The file has no column '{name}'.",
                f"Samples come with the columns '{PERSONA_COLUMN}' and '{TEXT_COLUMN}', or as the messages of Tulu 3,"
                " SmolTalk or mPersonas; or import it as personas.",
            )
