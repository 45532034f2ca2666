"""The left side of the review desk: the persona, and the sample that was made for it."""

import streamlit as st

from curation.models import ItemState, Persona, Sample
from curation.models.filters import NEAR_DUPLICATE_COSINE
from curation.services.review import ReviewItem
from curation.services.samples import shown_text
from curation.ui.review_desk import Desk
from curation.ui.review_fix import fix_button
from curation.ui.safe_text import escape_label, plain_line, show_diff, show_text
from curation.ui.solve_view import solutions_box
from curation.ui.text_changes import show_changes
from curation.ui.widgets import state_name


def show_record(desk: Desk, item: ReviewItem) -> None:
    """Draw what is judged in as few elements as it takes: each costs time between two samples."""
    _show_persona(desk, item.persona)
    if desk.state.mode == "edit":
        _edit_text(desk, item.sample)
    else:
        _show_text(desk, item.sample)
    _show_facts(item.sample)
    solutions_box(desk.page, item.sample)


def _show_persona(desk: Desk, persona: Persona | None) -> None:
    if persona is None:
        return
    if desk.state.hides_persona:
        later = " You see it after your decision." if desk.prefs.halo else ""
        st.caption(
            f":material/visibility_off: The persona is hidden. Your answers say that you judged without it.{later}"
        )
        return
    with st.container(border=True, key="persona", gap="small"):  # the desk's style writes above it what it is
        show_text(persona.text, key="persona_text")


def _show_text(desk: Desk, sample: Sample) -> None:
    if "raw" in desk.state.beside:
        show_text(sample.raw, mode="plain", key="sample_raw")
        return
    if "changes" in desk.state.beside and sample.edited_text is not None:
        show_changes(sample.text, sample.edited_text)
        fix_button(desk.page, sample.id or 0)
    else:
        show_text(shown_text(sample), key="sample_text")
    if sample.answer and "answer" in desk.state.beside:
        st.caption(":material/key: The answer that came with it")
        show_text(sample.answer, key="sample_answer")


def _show_facts(sample: Sample) -> None:
    """Draw what is known of the sample at a glance."""
    failed = [check for check in sample.checks if not check["ok"]]
    passed = len(sample.checks) - len(failed)
    facts = [f":violet-badge[{sample.scenario}]"]
    facts += [f":orange-badge[:material/info: {escape_label(sample.label)}]"] if sample.label else []
    facts += [f":orange-badge[:material/error: {state_name(check['name'])}]" for check in failed]
    facts += [f":green-badge[:material/check: {passed} checks passed]"] if passed else []
    facts += [f":gray-badge[{sample.state}]"] if sample.state != ItemState.ACTIVE else []
    facts += [f":small[[Sample {sample.id} :material/open_in_new:](sample?sample={sample.id})]"]
    reasons = [f"{state_name(check['name'])}: {check['detail']}" for check in failed if check["detail"]]
    reasons += [sample.state_reason] if sample.state != ItemState.ACTIVE and sample.state_reason else []
    if reasons:
        st.caption(plain_line("; ".join(reasons), 300))
    if sample.edited_text is not None:
        st.caption(":material/edit: This text was corrected; the original is on the sample's page.")
    if sample.nearest_id and (sample.nearest_score or 0.0) >= NEAR_DUPLICATE_COSINE:
        st.caption(f":material/content_copy: Close to sample {sample.nearest_id} ({sample.nearest_score:.2f}).")
    st.markdown(" ".join(facts))


def _edit_text(desk: Desk, sample: Sample) -> None:
    box = f"text-{sample.id}"
    st.session_state.setdefault(box, shown_text(sample))
    typed = st.text_area("Corrected text", key=box, height=320)
    st.caption("Ctrl + Enter saves from inside the box. The original is kept.")
    if sample.version != desk.state.edited_version:
        st.warning("Somebody changed this text meanwhile. First what stands there now, then what you typed.")
        show_diff(shown_text(sample), typed)
