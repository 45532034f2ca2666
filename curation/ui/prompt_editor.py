"""The prompt behind what is made: read here, changed on the Templates page."""

from collections.abc import Mapping

import streamlit as st

from curation.services import templates
from curation.ui.nav import link_to
from curation.ui.page import OpenPage
from curation.ui.safe_text import plain_line, show_text
from curation.ui.template_looks import version_line


def show_prompt_editor(page: OpenPage, scenario: str, variant: str, variables: Mapping[str, str]) -> None:  # noqa: ARG001 - the choices show in what would be sent
    """Draw the prompt, folded until wanted, with the way to where it is changed."""
    newest = templates.list_history(page.workspace, scenario, variant)[0]
    box = st.expander(
        f"The prompt (version {newest.template.version})",
        icon=":material/edit_note:",
        key=f"prompt_box_{scenario}_{variant}",
        on_change="rerun",
    )
    if not box.open:
        return
    with box:
        st.caption(f"{plain_line(newest.template.title, 120)} · {version_line(newest)}")
        show_text(newest.template.text, mode="plain", key="prompt_shown")
        link_to("templates", "Change it, with a preview", icon="edit", query={"template": f"{scenario}/{variant}"})
