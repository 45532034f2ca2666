"""The first rows of a file, to choose a column by; for uploads, read in a limited child."""

from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, cast

from curation.sources.hubs import recognise
from curation.sources.limited_child import run_limited
from curation.sources.records import Skipped, SkipReason, brief
from curation.sources.tables import guess_column, open_table

PREVIEW_ROWS = 20
MAX_CELL_CHARS = 300
MAX_SHOWN_COLUMNS = 50


@dataclass(frozen=True, slots=True)
class Preview:
    """What a person sees of a file before the import.

    `rows` holds the cells of the first `MAX_SHOWN_COLUMNS` columns, each cut at
    `MAX_CELL_CHARS`; `skipped` the rows among the first that cannot be used;
    `notice` what is to be known about the reading; `hub` the name of the hub
    that the file looks like.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    guessed_column: str | None
    skipped: tuple[Skipped, ...] = ()
    notice: str = ""
    hub: str | None = None


def preview(path: Path, *, rows: int = PREVIEW_ROWS) -> Preview:
    """Return the first rows of a file, skipped ones included.

    Raises:
        NotFoundError: There is no such file.
        BadInputError: It cannot be read.
    """
    table = open_table(path)
    shown = table.columns[:MAX_SHOWN_COLUMNS]
    good: list[tuple[str, ...]] = []
    skipped: list[Skipped] = []
    readable = [name for name in shown if name in table.readable]
    for row in islice(table.rows(readable, start_after=0), rows):
        if isinstance(row, Skipped):
            skipped.append(row)
        else:
            good.append(tuple(brief(row.cells.get(name), MAX_CELL_CHARS) for name in shown))
    hub = recognise(table.columns)
    return Preview(
        table.columns,
        tuple(good),
        guess_column(table),
        tuple(skipped),
        table.format.notice,
        hub.name if hub else None,
    )


def safe_preview(path: Path, *, rows: int = PREVIEW_ROWS) -> Preview:
    """Like `preview`, in a limited child: a hostile upload cannot take the web server down.

    Raises:
        NotFoundError: There is no such file.
        BadInputError: It cannot be read, or not within the limits.
    """
    found = cast(dict[str, Any], run_limited(f"{__name__}:preview_as_json", [str(path), rows]))
    return Preview(
        columns=tuple(found["columns"]),
        rows=tuple(tuple(cells) for cells in found["rows"]),
        guessed_column=found["guessed_column"],
        skipped=tuple(Skipped(line, SkipReason(reason), excerpt) for line, reason, excerpt in found["skipped"]),
        notice=found["notice"],
        hub=found["hub"],
    )


def preview_as_json(path: str, rows: int) -> dict[str, object]:
    """Give a preview in a form that passes between processes."""
    found = preview(Path(path), rows=rows)
    return {
        "columns": found.columns,
        "rows": found.rows,
        "guessed_column": found.guessed_column,
        "skipped": [(row.line, row.reason, row.excerpt) for row in found.skipped],
        "notice": found.notice,
        "hub": found.hub,
    }
