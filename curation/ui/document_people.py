"""A document with the people made from it: the text with their quotes marked, and who they are."""

import streamlit as st

from curation.errors import CurationError
from curation.models import Document, ItemState, Persona
from curation.services import lineage
from curation.ui.lineage_view import VIEW
from curation.ui.lists import PLACE, show_pager
from curation.ui.marked_text import show_marked
from curation.ui.nav import link_to
from curation.ui.page import OpenPage
from curation.ui.safe_text import plain_line, show_text
from curation.ui.widgets import show_error, state_name


def show_text_and_people(page: OpenPage, document: Document) -> None:
    """Draw the text, its quotes marked where there are any, and the personas from it."""
    try:
        made = lineage.of_document(page.workspace, document.id or 0, place=st.query_params.get(PLACE))
    except CurationError as error:
        show_error(error)
        return
    with st.container(border=True):
        if made.quoted.marks:
            show_marked(document.text, made.quoted.marks, key="document_text")
        else:
            show_text(document.text, key="document_text")
    st.header(f"Personas from this text ({made.people.total_text})", anchor=False)
    if not made.people.rows:
        st.caption("Nobody was made from this text yet.")
        return
    if made.quoted.marks:
        st.caption("A number in the text is that of the persona that rests on the marked words.")
    for persona in made.people.rows:
        _show_persona(persona, is_lost=persona.id in made.quoted.lost)
    if made.people.total > len(made.people.rows):
        show_pager(made.people, "document_people")


def _show_persona(persona: Persona, *, is_lost: bool) -> None:
    with st.container(horizontal=True, vertical_alignment="top", gap="small"):
        with st.container(gap=None):
            st.markdown(plain_line(persona.text, 320))
            facts = [f"persona {persona.id}"]
            if persona.relation:
                facts.append(f"**{plain_line(persona.relation, 40)}**")
            if persona.state != ItemState.ACTIVE:
                facts.append(f"**{state_name(persona.state)}**: {plain_line(persona.state_reason, 120)}")
            if is_lost:
                facts.append(f"its quote does not stand in the text: “{plain_line(persona.quote, 120)}”")
            elif not persona.quote:
                facts.append("rests on no quoted words")
            st.caption(" · ".join(facts))
        with st.container(width=88, horizontal_alignment="right"):
            link_to("persona", "Open", query={"persona": persona.id, VIEW: "lineage"})
