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
from curation.synthesis import SCENARIOS
from curation.ui.import_hub import LICENCE_KEY, HubAsk, ask_hub, ask_persona_column, is_licence_confirmed
from curation.ui.import_preview import Look, forget_previews, show_rows, show_texts
from curation.ui.page import OpenPage
from curation.ui.safe_text import cell_text, plain_line

UPLOAD_MB: Final = imports.MAX_UPLOAD_BYTES // 1024**2

_UPLOAD, _UPLOADER, _PROBLEM = "upload", "uploader_number", "import_problem"
_KINDS: Final[Mapping[Kind, str]] = {
    "personas": "Personas",
    "samples": "Samples with their personas",
    "texts": "Texts",
}
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
    is_confirmed: bool
    column: str | None
    language: str | None
    scenario: str | None
    hub: HubAsk


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
        "Personas, or samples with their personas: JSONL, CSV, Parquet, or plain text with one persona a line; the"
        " hubs of others are known by their columns. Texts from which personas can be made: these too, and Markdown,"
        " HTML, WARC and WET. A larger file is imported where it lies, and a dataset of the Hugging Face hub by its"
        " name, `hf:OWNER/NAME@COMMIT`, as `import personas`, `import samples` or `import texts`:"
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


def choose_kind(upload: Upload, look: Look) -> Kind:
    """Ask what the rows of the file are, where they can be more than one thing."""
    if len(look.kinds) == 1:
        st.caption("The file holds texts, from which personas can be made.")
        return look.kinds[0]
    kind: Kind = st.segmented_control(
        "What its rows are",
        look.kinds,
        default=look.kinds[0],
        format_func=lambda value: _KINDS[value],
        required=True,
        key=f"kind_{upload.path.name}",
    )
    return kind


def choose_how(upload: Upload, look: Look, kind: Kind) -> ImportAsk:
    """Show how the file begins, and ask how the source is called and which licence it has."""
    if look.table is not None and look.table.notice:
        st.warning(look.table.notice)
    if look.table is not None and kind != "texts":
        show_rows(look.table)
    hub = ask_hub(upload, look.table, kind)
    left, right = st.columns(2)
    name = left.text_input("Name of the source", value=upload.name[:200], max_chars=200, key=f"name_{upload.path.name}")
    with right:
        licence = ask_licence("Licence of the file", key=LICENCE_KEY)
        is_confirmed = is_licence_confirmed(upload, licence, hub.hub)
    if licence == UNKNOWN:
        st.warning(
            "You can browse, generate and review with these rows. An export that holds one of them stops until somebody"
            " states a licence for it."
        )
    column = scenario = None
    with left:
        if kind == "samples":
            scenario = _ask_scenario()
        elif kind == "personas" and look.table is not None and look.table.columns:
            column = ask_persona_column(upload, look.table, hub.hub)
        elif kind == "texts" and look.table is not None and len(look.table.columns) > 1:
            column = _ask_text_column(upload, look.table)
    language = right.selectbox(
        "Language",
        ["", *_LANGUAGES],
        format_func=lambda code: _LANGUAGES[code] if code else "guessed for each row",
        key="import_language",
    )
    if kind == "texts":
        show_texts(upload, column or None)
    return ImportAsk(kind, name, licence, is_confirmed, column or None, language or None, scenario or None, hub)


def import_button(page: OpenPage, upload: Upload, ask: ImportAsk) -> None:
    """Draw the button that starts the import, and what is missing for it."""
    missing = []
    if not ask.licence:
        missing.append("the licence")
    if ask.kind == "personas" and ask.column is None:
        missing.append("the column")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            f"Import {ask.kind}",
            icon=":material/upload_file:",
            type="primary",
            disabled=bool(missing) or not ask.is_confirmed,
            key=f"import_{upload.path.name}",
            on_click=_start,
            args=(page, upload, ask),
        )
        if missing:
            st.caption(f"Choose {' and '.join(missing)} first.", width="content")
        elif not ask.is_confirmed:
            st.caption("The licence is a proposal: confirm it, or choose another one.", width="content")


def ask_licence(label: str, *, key: str) -> str | None:
    """Ask for the licence, which has no default: None until somebody chose one."""
    licence: str | None = st.selectbox(
        label,
        list(COMMON),
        index=None,
        format_func=lambda value: f"{value}: {COMMON[value]}" if value in COMMON else value,
        placeholder="Choose one, or type an SPDX identifier",
        accept_new_options=True,
        key=key,
    )
    return licence


def _ask_scenario() -> str:
    """Ask what the samples are; empty lets each row say so."""
    scenario: str = st.selectbox(
        "Scenario",
        ["", *SCENARIOS],
        format_func=lambda name: SCENARIOS[name].title if name else _BY_ROW,
        key="import_what",
    )
    return scenario


def _ask_text_column(upload: Upload, found: Preview) -> str:
    """Ask which column holds the texts; empty leaves it to the reader, and the preview shows what it took."""
    column: str = st.selectbox(
        "Column with the texts",
        ["", *found.columns],
        format_func=lambda value: cell_text(value, 60) or "the likeliest",
        key=f"text_column_{upload.path.name}",
    )
    return column


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
            hub=ask.hub.schema,
            revision=ask.hub.revision,
            language=ask.language,
            scenario=ask.scenario,
            actor=page.actor,
            client_token=upload.path.name,
        )
    except CurationError as error:
        st.session_state[_PROBLEM] = str(error)
        return
    for key in (_UPLOAD, LICENCE_KEY):
        st.session_state.pop(key, None)
    forget_previews()
    st.toast("The import waits for the worker.", icon=":material/upload_file:")


def _forget(page: OpenPage) -> None:
    upload: Upload | None = st.session_state.pop(_UPLOAD, None)
    st.session_state.pop(LICENCE_KEY, None)
    forget_previews()
    if upload is not None:
        imports.remove_upload(page.workspace, upload.path)


def _size(size_bytes: int) -> str:
    return f"{size_bytes / 1024**2:,.1f} MB" if size_bytes >= 1024**2 else f"{size_bytes / 1024:,.1f} kB"
