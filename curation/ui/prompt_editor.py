"""The prompt behind what is made: read it, change it, see what would be sent, go back to an earlier version."""

from collections.abc import Callable, Mapping

import streamlit as st

from curation.errors import CurationError
from curation.models import Template
from curation.services import templates
from curation.ui.page import OpenPage
from curation.ui.safe_text import plain_line, show_text

_SAID, _PROBLEM = "prompt_saved", "prompt_problem"


def show_prompt_editor(page: OpenPage, scenario: str, variant: str, variables: Mapping[str, str]) -> None:
    """Draw the prompt, folded until wanted; `variables` are what the choices of the page fill in."""
    versions = templates.list_versions(page.workspace, scenario, variant)
    newest, *earlier = versions
    box = st.expander(
        f"The prompt (version {newest.version})",
        icon=":material/edit_note:",
        key=f"prompt_box_{scenario}_{variant}",
        on_change="rerun",
    )
    if said := st.session_state.pop(_SAID, None):
        st.success(said)
    if not box.open:
        return
    with box:
        _tell_variables(scenario)
        typed = st.text_area("Prompt", newest.text, height=420, key=f"prompt_{newest.id}", label_visibility="collapsed")
        _show_preview(page, newest, typed or "", variables)
        _offer_save(page, newest, typed or "")
        if earlier:
            _offer_earlier(page, newest, [row.version for row in earlier])


def _tell_variables(scenario: str) -> None:
    told = templates.variables_told(scenario)
    st.caption(
        "The demo generator writes by rule and reads no prompt; models do. "
        "What stands between double braces is filled in for each call:"
    )
    st.markdown("\n".join(f"- `{{{{ {name} }}}}`: {plain_line(what, 200)}" for name, what in told.items()))


def _show_preview(page: OpenPage, newest: Template, typed: str, variables: Mapping[str, str]) -> None:
    """Draw what was typed, filled in, or the one sentence why it cannot be."""
    if typed == newest.text:
        return
    try:
        filled = templates.preview_template(page.workspace, newest.scenario, typed, variables=variables)
    except CurationError as error:
        st.error(plain_line(str(error), 600))
        return
    st.markdown("**What would be sent**")
    with st.container(border=True):
        show_text(filled, mode="plain", key="prompt_preview")
    for warning in templates.warnings_about(newest.scenario, typed):
        st.warning(plain_line(warning, 300))


def _offer_save(page: OpenPage, newest: Template, typed: str) -> None:
    scenario, variant = newest.scenario, newest.variant
    st.button(
        "Save as a new version",
        key=f"save_prompt_{newest.id}",
        type="primary",
        icon=":material/save:",
        disabled=typed == newest.text,
        help="Used from then on by everybody; earlier versions stay, and what was made keeps its own.",
        on_click=_do,
        args=(lambda: templates.save_template(page.workspace, scenario, variant, typed, actor=page.actor),),
    )
    if problem := st.session_state.pop(_PROBLEM, None):
        st.error(plain_line(problem, 600))


def _offer_earlier(page: OpenPage, newest: Template, earlier: list[int]) -> None:
    scenario, variant = newest.scenario, newest.variant
    with st.container(horizontal=True, vertical_alignment="bottom"):
        wanted = st.selectbox(
            "Earlier version",
            earlier,
            index=len(earlier) - 1,
            key=f"earlier_{newest.id}",
            format_func=lambda number: f"Version {number}",
            width=180,
        )
        st.button(
            f"Back to version {wanted}",
            key=f"back_prompt_{newest.id}",
            icon=":material/history:",
            help="Saves its text as the newest version.",
            on_click=_do,
            args=(
                lambda: templates.restore_version(
                    page.workspace, scenario, variant, int(wanted or 1), actor=page.actor
                ),
            ),
        )


def _do(save: Callable[[], int]) -> None:
    """Save before the page is drawn again; what was typed stays where it cannot be."""
    try:
        version = save()
    except CurationError as error:
        st.session_state[_PROBLEM] = str(error)
    else:
        st.session_state[_SAID] = f"Saved as version {version}. It is used from now on."
