"""Personas from texts: which texts, who has to do with them, by whom, and a look at it before it starts."""

from typing import Any, Final

import streamlit as st

from curation.personas import TEXT_RELATIONS
from curation.services import sources
from curation.services.make_personas import preview_from_texts, start_from_texts
from curation.services.persona_plans import MAX_CALLS, FromTextsAsk, variables_of
from curation.services.texts_to_ask import text_facets
from curation.services.whom_to_ask import count_texts
from curation.synthesis import TEXT_TO_PERSONA
from curation.ui.by_whom import choose_by_whom
from curation.ui.lists import filter_box
from curation.ui.make_personas_view import check_and_start, choose_form, per_call_box
from curation.ui.nav import link_to
from curation.ui.page import OpenPage
from curation.ui.prompt_editor import show_prompt_editor
from curation.ui.safe_text import cell_text
from curation.ui.start_job import read_ask
from curation.ui.widgets import empty_state, url_ids, url_values

DOCUMENTS: Final = "t_documents"
"""Where the address says that only some texts are meant."""
SOURCES: Final = "t_sources"
"""The same for sources."""
_NARROW: Final = {"sources": "Source", "languages": "Language"}
_DETAILS: Final = {"fine": "Specific", "coarse": "General"}
_DETAILS_TOLD: Final = {
    "fine": "As specific as the text allows: a field within a field, a habit, a place, a stage of life.",
    "coarse": "People of whom there are many thousands: a trade, a role, a stage of life.",
}


def make_from_texts(page: OpenPage) -> None:
    """Draw the four steps from texts to personas."""
    if not count_texts(page.workspace, FromTextsAsk(again=True, max_texts=1)):
        with empty_state("No texts yet", "Personas are made from texts that people read and write: import some first."):
            link_to("sources", "Import texts", icon="upload_file")
        return
    with st.container(border=True):
        st.header("1 · From which texts", anchor=False)
        which = _choose_texts(page)
    with st.container(border=True):
        st.header("2 · Who has to do with them", anchor=False)
        who = _choose_who()
    with st.container(border=True):
        st.header("3 · By whom", anchor=False)
        by_whom = choose_by_whom(page)
    ask = read_ask(FromTextsAsk, {**which, **who, **by_whom})
    with st.container(border=True):
        st.header("4 · Check and start", anchor=False)
        check_and_start(
            page,
            ask,
            preview=preview_from_texts,
            start=start_from_texts,
            counts=lambda shown: {"Texts": shown.n},
        )
    if isinstance(ask, FromTextsAsk):
        show_prompt_editor(page, TEXT_TO_PERSONA, ask.detail, variables_of(ask))


def _choose_texts(page: OpenPage) -> dict[str, Any]:
    documents = url_ids(DOCUMENTS)
    # Whoever points at one text means it, whether it was asked about before or not.
    again = bool(st.session_state.setdefault("t_again", bool(documents)))
    chosen = FromTextsAsk(
        sources=url_ids(SOURCES), languages=url_values("t_languages"), document_ids=documents, again=again
    )
    _say_how_many(page, chosen)
    st.toggle("Also those that were asked about before", key="t_again")
    if not documents:
        filter_box("t_", _NARROW, lambda: text_facets(page.workspace, chosen), lambda: {"sources": _source_names(page)})
    most = st.number_input(
        "How many at most", 1, MAX_CALLS, 50, key="t_most", width=220, help="The oldest of them; one call for each."
    )
    fields = {"sources": chosen.sources, "languages": chosen.languages, "document_ids": documents}
    return {**fields, "again": again, "max_texts": most}


def _say_how_many(page: OpenPage, chosen: FromTextsAsk) -> None:
    n = count_texts(page.workspace, chosen)
    count = f"{n:,}{' and more' if n == MAX_CALLS else ''} {'text' if n == 1 else 'texts'}"
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{count}**" + ("" if chosen.again else " not asked about yet"))
        if not chosen.document_ids:
            link_to("sources", "Look at the texts on Sources", icon="article")
            return
        for document_id in chosen.document_ids[:3]:
            link_to("sources", f"Document {document_id}", icon="description", query={"document": document_id})
        st.button("Choose others", icon=":material/close:", type="tertiary", on_click=_forget_documents)


def _choose_who() -> dict[str, Any]:
    relations = st.pills(
        "They",
        TEXT_RELATIONS,
        selection_mode="multi",
        default=TEXT_RELATIONS,
        format_func=lambda relation: f"{relation} it",
        key="t_relations",
    )
    detail = st.segmented_control(
        "Described",
        list(_DETAILS),
        default="fine",
        format_func=lambda name: _DETAILS[name],
        required=True,
        key="t_detail",
    )
    st.caption(_DETAILS_TOLD[detail or "fine"])
    per_text = per_call_box("People for each text")
    return {"relations": tuple(relations), "detail": detail, "per_call": per_text, "form": choose_form()}


def _source_names(page: OpenPage) -> dict[str, str]:
    return {str(source.id): cell_text(source.name, 40) for source in sources.list_sources(page.workspace)}


def _forget_documents() -> None:
    st.query_params.pop(DOCUMENTS, None)
