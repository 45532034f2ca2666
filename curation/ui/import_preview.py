"""The beginning of an upload on the screen, before anything is stored: its rows, or its texts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import streamlit as st

from curation.errors import CurationError
from curation.services.import_previews import TextPreview, preview_file, preview_texts
from curation.services.imports import Kind, Upload
from curation.sources import Preview, Skipped
from curation.sources.hubs import hub_named
from curation.ui.safe_text import cell_text, plain_line

MAX_CELL_CHARS: Final = 200

_ROWS, _TEXTS = "upload_preview", "upload_texts"


@dataclass(frozen=True, slots=True)
class Look:
    """What a file can be: rows of a table, or texts only."""

    table: Preview | None

    @property
    def kinds(self) -> Sequence[Kind]:
        """What its rows can be, the likeliest first."""
        if self.table is None:
            return ("texts",)
        hub = hub_named(self.table.hub) if self.table.hub else None
        if hub is None or not hub.has_samples:
            return ("personas", "texts")
        return ("samples", "personas", "texts") if hub.texts(self.table.columns) else ("samples", "texts")


def look_at(upload: Upload) -> Look | None:
    """Read the beginning of the file, once; None where it cannot be read, which is said."""
    known = st.session_state.get(_ROWS)
    if known is None or known[0] != upload.path:
        with st.spinner("Looking at its beginning …"):
            known = (upload.path, *_read(upload))
        st.session_state[_ROWS] = known
    _, look, problem = known
    if look is None:
        st.error(plain_line(problem, 600))
        return None
    found: Look = look
    return found


def show_rows(found: Preview) -> None:
    """Draw the first rows of a table."""
    if found.rows:
        names = found.columns[: len(found.rows[0])]
        rows = [
            {cell_text(name, 60): cell_text(cell, MAX_CELL_CHARS) for name, cell in zip(names, cells, strict=True)}
            for cells in found.rows
        ]
        st.dataframe(rows, hide_index=True, height=248, alt="The first rows of the file")
    _say_skipped(found.skipped, "rows")


def show_texts(upload: Upload, column: str | None) -> None:
    """Draw the first texts as they would be kept, read once for each column."""
    known = st.session_state.get(_TEXTS)
    if known is None or known[:2] != (upload.path, column):
        with st.spinner("Reading its first texts …"):
            known = (upload.path, column, *_read_texts(upload, column))
        st.session_state[_TEXTS] = known
    found: TextPreview | None = known[2]
    if found is None:
        st.error(plain_line(known[3], 600))
        return
    rows = [
        {
            "Title": cell_text(text.title, 80),
            "Begins with": cell_text(text.text, MAX_CELL_CHARS),
            "Characters": len(text.text),
            "Language": text.language,
        }
        for text in found.texts
    ]
    if rows:
        st.dataframe(rows, hide_index=True, alt="The first texts of the file as they would be kept")
    else:
        st.warning("None of its first texts can be kept.")
    _say_skipped(found.skipped, "texts")


def forget_previews() -> None:
    """Let go of what was read, for the next file."""
    for key in (_ROWS, _TEXTS):
        st.session_state.pop(key, None)


def _read(upload: Upload) -> tuple[Look | None, str]:
    """Look at a table first; what is none may still hold texts, and then the reader of texts says why not."""
    try:
        return Look(preview_file(upload.path)), ""
    except CurationError:
        _, problem = _read_texts(upload, None)
        return None if problem else Look(None), problem


def _read_texts(upload: Upload, column: str | None) -> tuple[TextPreview | None, str]:
    try:
        return preview_texts(upload.path, column=column), ""
    except CurationError as error:
        return None, str(error)


def _say_skipped(skipped: Sequence[Skipped], noun: str) -> None:
    if skipped:
        said = "; ".join(f"line {row.line:,}: {row.reason.label}" for row in skipped[:5])
        st.caption(f":material/warning: Of the first {noun}, {len(skipped)} cannot be used. {said}.")
