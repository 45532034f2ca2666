"""The examples of a scenario: where each is from, whom it is for, and the ways to more of them."""

from collections.abc import Callable
from functools import partial
from typing import Final

import streamlit as st

from curation.errors import CurationError
from curation.models import Example, ItemState, PersonaHow
from curation.services import examples, imports
from curation.services.derive_examples import preview_deriving, start_deriving
from curation.services.examples import Added
from curation.services.licences import COMMON, UNKNOWN
from curation.services.persona_plans import DeriveAsk
from curation.ui.by_whom import choose_by_whom
from curation.ui.nav import link_to
from curation.ui.page import OpenPage
from curation.ui.safe_text import cell_text, plain_line, show_text
from curation.ui.start_job import read_ask, show_estimate, show_prompts, show_started, start_button
from curation.ui.widgets import empty_state

_SAID, _PROBLEM, _FILE = "examples_said", "examples_problem", "examples_file"
_HOW: Final = {
    PersonaHow.NONE: "no persona yet",
    PersonaHow.GIVEN: "persona given",
    PersonaHow.DERIVED: "persona derived from the text",
    PersonaHow.HAND: "persona written by hand",
}
MAX_UPLOAD_MB: Final = 10
MAX_SHOWN: Final = 100


def show_examples(page: OpenPage, scenario: str) -> None:
    """Draw the examples of a scenario, and how to get more."""
    st.caption(
        "Few-shot prompts show some of these before the task, with or without the persona each was written for. All"
        " prompts of the scenario share them."
    )
    _show_said()
    rows = examples.list_examples(page.workspace, scenario)
    if not rows:
        with empty_state("No examples yet", "Take accepted or edited samples, or bring a file."):
            link_to(
                "samples", "Choose samples", icon="article", query={"s_scenarios": scenario, "s_decisions": "accept"}
            )
    for row in rows[:MAX_SHOWN]:
        _show_example(page, row)
    if len(rows) > MAX_SHOWN:
        st.caption(f"The first {MAX_SHOWN} of {len(rows):,} are shown; `examples list` gives all.")
    _offer_file(page, scenario)
    if any(row.persona_how == PersonaHow.NONE and row.state == ItemState.ACTIVE for row in rows):
        _offer_deriving(page, scenario)


def told(added: Added) -> str:
    """Return what became of outputs that were to be examples, as sentences."""
    n = len(added.ids)
    parts = [f"{n:,} {'example' if n == 1 else 'examples'} added."]
    if added.present:
        parts.append(f"{added.present:,} already there.")
    parts += [f"{count:,} not taken: {reason}." for reason, count in (added.refused or {}).items()]
    if added.unreadable:
        parts.append(
            f"{added.unreadable:,} of them do not keep the form of the answers, so a model would learn another one."
        )
    return " ".join(parts)


def keep_said(text: str) -> None:
    """Let a sentence stand above the examples when the page is drawn again."""
    st.session_state[_SAID] = text


def _show_said() -> None:
    if said := st.session_state.pop(_SAID, None):
        st.success(plain_line(said, 600))
    if problem := st.session_state.pop(_PROBLEM, None):
        st.error(plain_line(problem, 600))


def _show_example(page: OpenPage, row: Example) -> None:
    is_active = row.state == ItemState.ACTIVE
    aside = "" if is_active else " · set aside"
    title = f"{row.id} · {cell_text(row.text, 90)} · {_HOW[PersonaHow(row.persona_how)]}{aside}"
    box = st.expander(plain_line(title, 200), key=f"example_{row.id}", on_change="rerun")
    if not box.open:
        return
    with box:
        with st.container(border=True):
            show_text(row.text, mode="plain", key=f"example_text_{row.id}")
        _show_origin(row)
        persona = st.text_area(
            "The person it was written for",
            row.persona,
            height=90,
            max_chars=examples.MAX_PERSONA_CHARS,
            key=f"example_persona_{row.id}_{hash(row.persona)}",
        )
        with st.container(horizontal=True):
            write = partial(examples.set_persona, page.workspace, row.id or 0, persona or "", actor=page.actor)
            _button("Save the persona", "save", f"example_save_{row.id}", write, "The persona is written down.")
            change = examples.set_aside if is_active else examples.restore
            turn = partial(change, page.workspace, row.id or 0, actor=page.actor)
            _button(
                "Set aside" if is_active else "Restore",
                "block" if is_active else "undo",
                f"example_turn_{row.id}",
                turn,
                "It is shown no more; nothing is deleted." if is_active else "It can be shown again.",
            )


def _button(label: str, icon: str, key: str, do: Callable[[], object], said: str) -> None:
    st.button(label, icon=f":material/{icon}:", key=key, on_click=_do, args=(do, said))


def _do(do: Callable[[], object], said: str) -> None:
    """Act before the page is drawn again."""
    try:
        do()
    except CurationError as error:
        st.session_state[_PROBLEM] = str(error)
    else:
        st.session_state[_SAID] = said


def _show_origin(row: Example) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        if row.sample_id is not None:
            link_to("sample", f"Sample {row.sample_id}", icon="description", query={"sample": row.sample_id})
        else:
            st.caption(f"from {plain_line(row.source or 'a file', 80)}", width="content")
        st.caption(f"licence {plain_line(row.licence, 40)}", width="content")


def _offer_file(page: OpenPage, scenario: str) -> None:
    with st.expander("Add from a file", icon=":material/upload_file:"):
        st.caption(
            "JSONL or CSV with a column `output` and, where it is known, `persona`; or plain text with a line of three"
            f" hyphens between two examples. At most 200 rows and {MAX_UPLOAD_MB} MB."
        )
        number = st.session_state.setdefault(_FILE, 0)
        file = st.file_uploader(
            "A file", key=f"examples_file_{number}", max_upload_size=MAX_UPLOAD_MB, label_visibility="collapsed"
        )
        licence = st.selectbox(
            "Licence", [UNKNOWN, *COMMON], accept_new_options=True, key="examples_licence", width=260
        )
        if file is not None:
            st.button(
                "Add them",
                type="primary",
                key="examples_add",
                icon=":material/add:",
                on_click=_add_file,
                args=(page, scenario, file, licence or UNKNOWN),
            )


def _add_file(page: OpenPage, scenario: str, file: st.runtime.uploaded_file_manager.UploadedFile, licence: str) -> None:
    """Read an uploaded file; it is kept no longer than that."""
    try:
        upload = imports.save_upload(page.workspace, file, file.name, actor=page.actor)
        try:
            added = examples.add_from_file(
                page.workspace, upload.path, scenario=scenario, name=file.name, licence=licence, actor=page.actor
            )
        finally:
            imports.remove_upload(page.workspace, upload.path)
    except CurationError as error:
        st.session_state[_PROBLEM] = str(error)
    else:
        st.session_state[_SAID] = told(added)
        st.session_state[_FILE] = st.session_state.get(_FILE, 0) + 1


def _offer_deriving(page: OpenPage, scenario: str) -> None:
    box = st.expander(
        "Derive the missing personas", icon=":material/person_search:", key="derive_box", on_change="rerun"
    )
    if not box.open:
        return
    with box:
        st.caption(
            "A model reads each example without a persona and says who would write it; that becomes its persona. What"
            " people wrote stays."
        )
        ask = read_ask(DeriveAsk, {"scenario": scenario, "form": "structured", **choose_by_whom(page)})
        if isinstance(ask, str):
            st.error(plain_line(ask, 400))
            return
        if show_started(ask):
            return
        try:
            shown = preview_deriving(page.workspace, ask)
        except CurationError as error:
            st.info(plain_line(str(error), 400))
            return
        show_estimate({"Examples": shown.n}, shown.estimate, left_out={}, budget_usd=ask.budget_usd)
        start_button(f"Derive {shown.n:,} {'persona' if shown.n == 1 else 'personas'}", ask, partial(_start, page, ask))
        show_prompts(shown.shown)


def _start(page: OpenPage, ask: DeriveAsk, token: str) -> int:
    return start_deriving(page.workspace, ask, actor=page.actor, client_token=token)
