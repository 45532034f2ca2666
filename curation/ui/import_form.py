"""The form of an import: a file chosen, looked at, described and started."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import streamlit as st

from curation.errors import CurationError
from curation.services import imports
from curation.services.imports import Kind, Upload
from curation.services.licences import COMMON, UNKNOWN
from curation.sources import Preview
from curation.sources.samples import PERSONA_COLUMN, TEXT_COLUMN
from curation.synthesis import SCENARIOS
from curation.ui.page import OpenPage
from curation.ui.safe_text import cell_text, plain_line

MAX_CELL_CHARS: Final = 200
UPLOAD_MB: Final = imports.MAX_UPLOAD_BYTES // 1024**2

_UPLOAD, _PREVIEW, _UPLOADER, _PROBLEM = "upload", "upload_preview", "uploader_number", "import_problem"
_KINDS: Final[Mapping[Kind, str]] = {"personas": "Personas", "samples": "Samples with their personas"}
_LANGUAGES: Final[Mapping[str, str]] = {
    "en": "English",
    "zh": "Chinese",
    "es": "Spanish",
    "fr": "French",
    "de": "German",
    "pt": "Portuguese",
    "it": "Italian",
    "nl": "Dutch",
    "ru": "Russian",
    "ja": "Japanese",
    "ko": "Korean",
    "ar": "Arabic",
    "hi": "Hindi",
    "th": "Thai",
    "tr": "Turkish",
    "vi": "Vietnamese",
    "id": "Indonesian",
    "sw": "Swahili",
    "pl": "Polish",
}
_BY_ROW: Final = "as each row's description says"


@dataclass(frozen=True, slots=True)
class ImportAsk:
    """What the form says; a licence of None was not chosen yet."""

    kind: Kind
    name: str
    licence: str | None
    column: str | None
    language: str | None
    scenario: str | None


def choose_file(page: OpenPage) -> Upload | None:
    """Let a reader give a file, which then waits in the workspace and no longer in the server's memory."""
    if problem := st.session_state.pop(_PROBLEM, None):
        st.error(plain_line(problem, 600))
    upload: Upload | None = st.session_state.get(_UPLOAD)
    if upload is not None and upload.path.is_file():
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f":material/draft: **{plain_line(upload.name, 80)}** · {_size(upload.size_bytes)}")
            st.button("Another file", icon=":material/close:", type="tertiary", on_click=_forget, args=(page,))
        return upload
    number = st.session_state.setdefault(_UPLOADER, 0)
    file = st.file_uploader("A file", key=f"uploader_{number}", max_upload_size=UPLOAD_MB, label_visibility="collapsed")
    st.caption(
        "JSONL, CSV, Parquet, or plain text with one persona a line; all but Parquet also gzipped. A larger file is"
        " imported where it lies:"
    )
    st.code(
        f"python -m curation --workspace {page.workspace.path} import personas PATH --licence SPDX",
        language=None,
        wrap_lines=True,
    )
    if file is not None:
        try:
            st.session_state[_UPLOAD] = imports.save_upload(page.workspace, file, file.name, actor=page.actor)
        except CurationError as error:
            st.error(plain_line(str(error), 600))
            return None
        # A new uploader lets go of the file in memory.
        st.session_state[_UPLOADER] = number + 1
        st.rerun()
    return None


def look_at(upload: Upload) -> Preview | None:
    """Show the first rows of the file, read once in a limited process; None where it cannot be read."""
    known = st.session_state.get(_PREVIEW)
    if known is None or known[0] != upload.path:
        with st.spinner("Looking at its first rows …"):
            known = (upload.path, *_read(upload))
        st.session_state[_PREVIEW] = known
    _, found, problem = known
    if found is None:
        st.error(plain_line(problem, 600))
        return None
    if found.notice:
        st.warning(found.notice)
    if found.rows:
        names = found.columns[: len(found.rows[0])]
        rows = [
            {cell_text(name, 60): cell_text(cell, MAX_CELL_CHARS) for name, cell in zip(names, cells, strict=True)}
            for cells in found.rows
        ]
        st.dataframe(rows, hide_index=True, height=248, alt="The first rows of the file")
    if found.skipped:
        said = "; ".join(f"line {row.line:,}: {row.reason.label}" for row in found.skipped[:5])
        st.caption(f":material/warning: Of the first rows, {len(found.skipped)} cannot be used. {said}.")
    return found


def choose_how(upload: Upload, found: Preview) -> ImportAsk:
    """Ask what the rows are, how the source is called, and which licence it has."""
    kind = _ask_kind(found)
    left, right = st.columns(2)
    name = left.text_input("Name of the source", value=upload.name[:200], max_chars=200, key=f"name_{upload.path.name}")
    with right:
        licence = _ask_licence()
    if licence == UNKNOWN:
        st.warning(
            "You can browse, generate and review with these rows. An export that holds one of them stops until somebody"
            " states a licence for it."
        )
    column = scenario = None
    with left:
        if kind == "samples":
            scenario = st.selectbox(
                "Scenario",
                ["", *SCENARIOS],
                format_func=lambda name: SCENARIOS[name].title if name else _BY_ROW,
                key="import_what",
            )
        elif found.columns:
            column = _ask_column(upload, found)
    language = right.selectbox(
        "Language",
        ["", *_LANGUAGES],
        format_func=lambda code: _LANGUAGES[code] if code else "guessed for each row",
        key="import_language",
    )
    return ImportAsk(kind, name, licence, column, language or None, scenario or None)


def _ask_kind(found: Preview) -> Kind:
    """Ask whether the rows are personas or samples, where they can be both."""
    if not {PERSONA_COLUMN, TEXT_COLUMN} <= set(found.columns):
        return "personas"
    kind: Kind = st.segmented_control(
        "What its rows are",
        list(_KINDS),
        default="samples",
        format_func=lambda value: _KINDS[value],
        required=True,
        key="import_kind",
    )
    return kind


def import_button(page: OpenPage, upload: Upload, ask: ImportAsk) -> None:
    """Draw the button that starts the import, and what is missing for it."""
    missing = []
    if not ask.licence:
        missing.append("the licence")
    if ask.kind == "personas" and ask.column is None:
        missing.append("the column")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            f"Import {'samples' if ask.kind == 'samples' else 'personas'}",
            icon=":material/upload_file:",
            type="primary",
            disabled=bool(missing),
            key=f"import_{upload.path.name}",
            on_click=_start,
            args=(page, upload, ask),
        )
        if missing:
            st.caption(f"Choose {' and '.join(missing)} first.", width="content")


def _ask_licence() -> str | None:
    """Ask for the licence, which has no default: None until somebody chose one."""
    licence: str | None = st.selectbox(
        "Licence of the file",
        list(COMMON),
        index=None,
        format_func=lambda value: f"{value}: {COMMON[value]}" if value in COMMON else value,
        placeholder="Choose one, or type an SPDX identifier",
        accept_new_options=True,
        key="import_licence",
    )
    return licence


def _ask_column(upload: Upload, found: Preview) -> str | None:
    """Ask which column holds the personas; the likeliest is chosen where one stands out."""
    column: str | None = st.selectbox(
        "Column with the personas",
        found.columns,
        index=found.columns.index(found.guessed_column) if found.guessed_column in found.columns else None,
        format_func=lambda value: cell_text(value, 60),
        key=f"column_{upload.path.name}",
    )
    return column


def _read(upload: Upload) -> tuple[Preview | None, str]:
    try:
        return imports.preview_file(upload.path), ""
    except CurationError as error:
        return None, str(error)


def _start(page: OpenPage, upload: Upload, ask: ImportAsk) -> None:
    # The name of an upload is drawn once, so that a second click asks for the same job.
    try:
        imports.start_import(
            page.workspace,
            upload.path,
            kind=ask.kind,
            name=ask.name or upload.name,
            licence=ask.licence or "",
            column=ask.column,
            language=ask.language,
            scenario=ask.scenario,
            actor=page.actor,
            client_token=upload.path.name,
        )
    except CurationError as error:
        st.session_state[_PROBLEM] = str(error)
        return
    for key in (_UPLOAD, _PREVIEW, "import_licence"):
        st.session_state.pop(key, None)
    st.toast("The import waits for the worker.", icon=":material/upload_file:")


def _forget(page: OpenPage) -> None:
    upload: Upload | None = st.session_state.pop(_UPLOAD, None)
    st.session_state.pop(_PREVIEW, None)
    if upload is not None:
        imports.remove_upload(page.workspace, upload.path)


def _size(size_bytes: int) -> str:
    return f"{size_bytes / 1024**2:,.1f} MB" if size_bytes >= 1024**2 else f"{size_bytes / 1024:,.1f} kB"
