"""Correct the text of a sample; who corrects what somebody changed meanwhile is told, and keeps what was typed."""

import streamlit as st

from curation.errors import ConflictError, CurationError
from curation.services import samples
from curation.services.permissions import may
from curation.services.samples import SampleDetail, shown_text
from curation.ui.page import OpenPage
from curation.ui.safe_text import show_diff
from curation.ui.widgets import show_error


def edit_form(page: OpenPage, detail: SampleDetail) -> None:
    """Let an annotator correct the text; the original stays.

    The version is that of the text which was put into the box, not of what is
    stored when the form is sent: between the two, somebody may have changed it.
    """
    sample = detail.sample
    if not may(page.actor.role, "review") or not sample.text:
        return
    box, version, differs = (f"edit_{name}_{sample.id}" for name in ("text", "version", "differs"))
    if box not in st.session_state:  # Streamlit forgets the box, and with it what was typed, when one leaves the page
        st.session_state[box], st.session_state[version] = shown_text(sample), sample.version
        st.session_state.pop(differs, None)
    with st.expander("Correct the text", icon=":material/edit:"):
        with st.form("edit_sample", border=False):
            typed = st.text_area("Text", height=260, key=box)
            is_sent = st.form_submit_button("Save", type="primary")
        if is_sent:
            _save(page, sample.id or 0, typed, st.session_state[version])
        if (now := st.session_state.get(differs)) is not None:
            st.caption("First what stands there now, then what you typed.")
            show_diff(shown_text(sample), typed)
            if st.button("Save mine in its place", key=f"edit_over_{sample.id}"):
                _save(page, sample.id or 0, typed, now)


def _save(page: OpenPage, sample_id: int, typed: str, version: int) -> None:
    differs = f"edit_differs_{sample_id}"
    try:
        samples.edit_sample(page.workspace, sample_id, text=typed, version=version, actor=page.actor)
    except ConflictError as error:
        show_error(error)
        st.session_state[differs] = samples.get_sample(page.workspace, sample_id).sample.version
    except CurationError as error:
        show_error(error)
    else:
        for name in ("text", "version", "differs"):
            st.session_state.pop(f"edit_{name}_{sample_id}", None)
        st.rerun()
