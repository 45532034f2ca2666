"""Persona: everything known of one, and how to correct it."""

import streamlit as st

from curation.errors import CurationError
from curation.models import ItemKind, PersonaFilter
from curation.services import personas
from curation.services.permissions import may
from curation.ui.act_on_many import Reach, act_on_many
from curation.ui.attributes_view import edit_form
from curation.ui.comments_view import comments_box
from curation.ui.lineage_view import choose_view, show_lineage
from curation.ui.nav import go_to, link_to
from curation.ui.page import open_page
from curation.ui.persona_view import show_persona_in_full
from curation.ui.safe_text import plain_line
from curation.ui.widgets import empty_state, page_header, state_badge, url_id

page = open_page("persona")
try:
    detail = personas.get_persona(page.workspace, url_id("persona") or 0)
except CurationError as error:
    page_header("Persona")
    with empty_state("No such persona", str(error)):
        link_to("personas", "All personas", icon="groups")
    st.stop()

page_header(f"Persona {detail.persona.id}")
with st.container(horizontal=True, vertical_alignment="center"):
    state_badge(detail.persona.state)
    if detail.persona.state_reason:
        st.caption(plain_line(detail.persona.state_reason), width="content")
    link_to("personas", "All personas", icon="groups")
if choose_view() == "lineage":
    show_lineage(page, detail.persona.id or 0)
else:
    show_persona_in_full(page, detail)


def make_from_it() -> None:
    """Offer samples for this persona, and people who are close to it."""
    for label, icon, make in (
        ("Generate for this persona", "auto_awesome", {}),
        ("Find its relations", "family_history", {"make": "people"}),
    ):
        if st.button(label, icon=f":material/{icon}:"):
            st.session_state["generate_for"] = {"ids": [detail.persona.id]}
            go_to("generate", make)


act_on_many(page, ItemKind.PERSONA, Reach.of_ids(PersonaFilter, [detail.persona.id or 0]), more=make_from_it)
if may(page.actor.role, "edit_persona"):
    with st.expander("Correct this persona", icon=":material/edit:"):
        edit_form(page, detail)
comments_box(page, "persona", detail.persona.id or 0)
