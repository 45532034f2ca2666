"""Sources: bring a file in, and see what became of every row of it."""

import streamlit as st

from curation.services import sources
from curation.ui.import_form import choose_file, choose_how, import_button, look_at
from curation.ui.nav import link_to
from curation.ui.page import open_page
from curation.ui.sources_view import show_sources
from curation.ui.widgets import empty_state, page_header

page = open_page("sources")
page_header("Sources", "Where the rows of the hub come from. Every row of a file is accounted for.")

with st.container(border=True):
    st.header("Import a file", anchor=False)
    upload = choose_file(page)
    found = look_at(upload) if upload is not None else None
    if upload is not None and found is not None:
        import_button(page, upload, choose_how(upload, found))

st.header("What came in", anchor=False)
if sources.count_sources(page.workspace):
    show_sources(page)
else:
    with empty_state("Nothing came in yet", "Import a file above, or write a persona by hand."):
        link_to("personas", "Write a persona", icon="edit")
