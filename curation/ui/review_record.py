"""The left side of the review desk: the persona, and the sample that was made for it."""

import streamlit as st

from curation.models import ItemState, Persona, Sample
from curation.models.filters import NEAR_DUPLICATE_COSINE
from curation.services.review import ReviewItem
from curation.services.samples import shown_text
from curation.ui.nav import link_to
from curation.ui.review_desk import HIDE_PERSONA, Desk
from curation.ui.review_questions import action_button
from curation.ui.review_state import Shown
from curation.ui.safe_text import escape_label, plain_line, show_text
from curation.ui.widgets import state_name


def show_record(desk: Desk, item: ReviewItem, shown: Shown) -> None:
    """Draw what is judged."""
    _show_persona(item.persona)
    _show_badges(item.sample)
    if desk.state.mode == "edit":
        _edit_text(desk, item.sample, shown)
    else:
        _show_text(item.sample)


def _show_persona(persona: Persona | None) -> None:
    if persona is None:
        return
    if st.session_state.get(HIDE_PERSONA, False):
        st.caption(":material/visibility_off: The persona is hidden. Your answers say that you judged without it.")
        return
    with st.container(border=True, key="persona", gap="small"):
        st.caption(":material/person: Written for")
        show_text(persona.text, key="persona_text")


def _show_badges(sample: Sample) -> None:
    """Draw in one element what is known of the sample at a glance: each element costs time between two samples."""
    failed = [check for check in sample.checks if not check["ok"]]
    passed = len(sample.checks) - len(failed)
    badges = [f":violet-badge[{sample.scenario}]"]
    badges += [f":orange-badge[:material/info: {escape_label(sample.label)}]"] if sample.label else []
    badges += [f":orange-badge[:material/error: {state_name(check['name'])}]" for check in failed]
    badges += [f":green-badge[:material/check: {passed} checks passed]"] if passed else []
    badges += [f":gray-badge[{sample.state}]"] if sample.state != ItemState.ACTIVE else []
    st.markdown(" ".join(badges))
    reasons = [f"{state_name(check['name'])}: {check['detail']}" for check in failed if check["detail"]]
    reasons += [sample.state_reason] if sample.state != ItemState.ACTIVE and sample.state_reason else []
    if reasons:
        st.caption(plain_line("; ".join(reasons), 300))


def _show_text(sample: Sample) -> None:
    view = st.segmented_control(
        "View", ["Text", "Raw answer"], default="Text", required=True, key="r_view", label_visibility="collapsed"
    )
    if view == "Text":
        show_text(shown_text(sample), key="sample_text")
    else:
        show_text(sample.raw, mode="plain", key="sample_raw")
    if sample.answer and view == "Text":
        box = st.expander("Answer", icon=":material/key:", key="answer", on_change="rerun")
        if box.open:
            with box:
                show_text(sample.answer, key="sample_answer")
    if sample.edited_text is not None:
        st.caption(":material/edit: This text was corrected; the original is on the sample's page.")
    if sample.nearest_id and (sample.nearest_score or 0.0) >= NEAR_DUPLICATE_COSINE:
        st.caption(f":material/content_copy: Close to sample {sample.nearest_id} ({sample.nearest_score:.2f}).")
    link_to("sample", f"Sample {sample.id}", icon="open_in_new", query={"sample": sample.id})


def _edit_text(desk: Desk, sample: Sample, shown: Shown) -> None:
    st.text_area("Corrected text", shown_text(sample), key=f"text-{sample.id}", height=320)
    with st.container(horizontal=True):
        action_button("submit", "Save the text", desk.submit, shown, is_set=True)
        action_button("edit", "Leave it as it was", desk.edit, shown)
    st.caption("Ctrl + Enter saves from inside the box. The original is kept.")
