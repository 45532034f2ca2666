"""Sources: bring a file in, see what became of every row of it, and read its texts."""

import streamlit as st

from curation.services import sources
from curation.ui.documents_view import show_document, show_documents
from curation.ui.import_form import choose_file, choose_how, choose_kind, import_button
from curation.ui.import_preview import look_at
from curation.ui.nav import link_to
from curation.ui.page import open_page
from curation.ui.sources_view import show_sources
from curation.ui.url_form import show_url_form
from curation.ui.widgets import empty_state, page_header, url_id

page = open_page("sources")
document_id, source_id = url_id("document"), url_id("source")
if document_id is not None:
    show_document(page, document_id)
    st.stop()
if source_id is not None:
    show_documents(page, source_id)
    st.stop()

page_header("Sources", "Where the rows of the hub come from. Every row of a file is accounted for.")

with st.container(border=True):
    st.header("Import a file", anchor=False)
    upload = choose_file(page)
    look = look_at(upload) if upload is not None else None
    if upload is not None and look is not None:
        kind = choose_kind(upload, look)
        import_button(page, upload, choose_how(upload, look, kind))

with st.expander("Fetch pages of the web", icon=":material/language:"):
    show_url_form(page)

st.header("What came in", anchor=False)
if sources.count_sources(page.workspace):
    show_sources(page)
else:
    with empty_state("Nothing came in yet", "Import a file above, or write a persona by hand."):
        link_to("personas", "Write a persona", icon="edit")
