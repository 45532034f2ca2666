"""Documents on the screen: the texts of one source, fifty a page, and one text in full."""

from collections.abc import Mapping
from typing import Final

import streamlit as st

from curation.errors import CurationError
from curation.models import Document, ItemState
from curation.services import documents
from curation.ui.document_people import show_text_and_people
from curation.ui.from_texts_view import DOCUMENTS, SOURCES
from curation.ui.lists import PLACE, show_pager
from curation.ui.make_what import MAKE
from curation.ui.nav import link_to
from curation.ui.page import OpenPage
from curation.ui.safe_text import plain_line
from curation.ui.widgets import empty_state, page_header, state_badge

MAX_BEGIN_CHARS: Final = 240


def show_documents(page: OpenPage, source_id: int) -> None:
    """Draw a page of a source's documents, each with its beginning and a way to the whole."""
    try:
        source = documents.get_source(page.workspace, source_id)
        shown = documents.list_documents(page.workspace, source_id, place=st.query_params.get(PLACE))
    except CurationError as error:
        page_header("Documents")
        with empty_state("Not found", plain_line(str(error), 300)):
            link_to("sources", "All sources", icon="source")
        return
    page_header("Documents", f"The texts of {plain_line(source.name, 80)} ({plain_line(source.licence, 40)}).")
    with st.container(horizontal=True, gap="medium"):
        link_to("sources", "All sources", icon="arrow_back")
        if shown.rows:
            _link_to_making("these texts", {SOURCES: source_id})
    if not shown.rows:
        with empty_state("No documents", "Every text of this source came with another one before, or was skipped."):
            link_to("sources", "Look at what was skipped", icon="source")
        return
    with st.container(gap="medium"):
        for document in shown.rows:
            _show_row(document)
    show_pager(shown, "documents")


def show_document(page: OpenPage, document_id: int) -> None:
    """Draw everything known of one document."""
    try:
        found = documents.get_document(page.workspace, document_id)
    except CurationError as error:
        page_header("Document")
        with empty_state("No such document", plain_line(str(error), 300)):
            link_to("sources", "All sources", icon="source")
        return
    document, source = found.document, found.source
    page_header(f"Document {document_id}", plain_line(document.title, 200))
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        state_badge(document.state)
        if document.state_reason:
            st.caption(plain_line(document.state_reason), width="content")
        link_to("sources", "All documents of its source", icon="arrow_back", query={"source": source.id})
        if document.state == ItemState.ACTIVE:
            _link_to_making("this text", {DOCUMENTS: document_id})
    st.caption(
        f"{_facts(document)} · from {plain_line(source.name, 80)} · {plain_line(source.licence, 40)}"
        + (f" · {plain_line(document.url, 300)}" if document.url else "")
    )
    show_text_and_people(page, document)


def _link_to_making(what: str, chosen: Mapping[str, int]) -> None:
    link_to("generate", f"Make personas from {what}", icon="auto_awesome", query={MAKE: "texts", **chosen})


def _show_row(document: Document) -> None:
    with st.container(horizontal=True, vertical_alignment="top", gap="small"):
        with st.container(gap=None):
            if document.title:
                st.markdown(f"**{plain_line(document.title, 120)}**")
            st.markdown(plain_line(document.text, MAX_BEGIN_CHARS))
            state = "" if document.state == ItemState.ACTIVE else f" · {document.state}"
            st.caption(f"{document.id} · {_facts(document)}{state}")
        with st.container(width=88, horizontal_alignment="right"):
            link_to("sources", "Open", query={"document": document.id})


def _facts(document: Document) -> str:
    part = f", part {document.part}" if document.part else ""
    return f"line {document.line:,}{part} · {document.language} · {document.n_words:,} words"
