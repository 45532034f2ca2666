"""Personas: find them by facets, words or meaning, then act on one or on many."""

import streamlit as st

from curation.errors import CurationError
from curation.models import ItemKind, PersonaFilter
from curation.services import personas
from curation.services.permissions import may
from curation.ui.act_on_many import act_on_many, scope
from curation.ui.attributes_view import known_box
from curation.ui.lists import current_place, search_row, show_pager
from curation.ui.nav import go_to, link_to
from curation.ui.page import open_page
from curation.ui.persona_view import show_filters, show_rows, write_dialog
from curation.ui.widgets import empty_state, page_header, show_error

page = open_page("personas")
page_header("Personas", "Everybody in the hub. Nothing is deleted: what is not active keeps its row and its reason.")

asked = search_row("p_", list(personas.ORDERS), placeholder="nurse, night shift, 教師 …")
chosen: PersonaFilter = show_filters(page, asked.text)
try:
    shown = personas.list_personas(
        page.workspace, chosen, order=asked.order, place=current_place("personas", (asked, chosen)), mode=asked.mode
    )
except CurationError as error:
    show_error(error)
    st.stop()

if not shown.rows:
    is_narrowed = bool(chosen.set_fields())
    title = "No persona matches" if is_narrowed else "Nobody is here yet"
    advice = (
        "Take a filter away, or search by meaning instead of words." if is_narrowed else "Import a file, or write one."
    )
    with empty_state(title, advice):
        if may(page.actor.role, "import"):
            link_to("sources", "Import personas", icon="upload_file")
else:
    known_box(page, chosen if shown.ranking is None else PersonaFilter(ids=tuple(shown.ranking)))
    selected = show_rows(shown)
    show_pager(shown, "personas")
    reach = scope(ItemKind.PERSONA, chosen, selected, shown)

    def open_or_generate() -> None:
        """Offer what only personas have: their own page, and samples made for them."""
        if len(selected) == 1 and st.button(f"Open persona {selected[0]}", icon=":material/open_in_full:"):
            go_to("persona", {"persona": selected[0]})
        if st.button(f"Generate for {reach.count_text}", icon=":material/auto_awesome:"):
            st.session_state["generate_for"] = reach.meant.set_fields()
            go_to("generate")
        if st.button("Find their relations", icon=":material/family_history:", help="Who is close to them?"):
            st.session_state["generate_for"] = reach.meant.set_fields()
            go_to("generate", {"make": "people"})

    act_on_many(page, ItemKind.PERSONA, reach, more=open_or_generate)

write_dialog(page)
