"""Generate: choose what, for whom and by whom, look at it, then start the job."""

import streamlit as st

from curation.errors import CurationError
from curation.services import generation, personas
from curation.ui.generate_view import (
    choose_by_whom,
    choose_for_whom,
    choose_what,
    read_ask,
    show_estimate,
    show_prompts,
    start_button,
)
from curation.ui.nav import link_to
from curation.ui.page import open_page
from curation.ui.safe_text import plain_line
from curation.ui.widgets import empty_state, page_header

page = open_page("generate")
page_header("Generate", "One sample for each chosen persona. Nothing is sent before you press the button in step 4.")

if not personas.count_personas(page.workspace):
    with empty_state("Nobody to write for yet", "Samples are made from personas, and the hub has none."):
        link_to("sources", "Import personas", icon="upload_file")
    st.stop()

with st.container(border=True):
    st.header("1 · What", anchor=False)
    what = choose_what(page)
with st.container(border=True):
    st.header("2 · For whom", anchor=False)
    for_whom = choose_for_whom(page)
with st.container(border=True):
    st.header("3 · By whom", anchor=False)
    by_whom = choose_by_whom(page)
with st.container(border=True):
    st.header("4 · Check and start", anchor=False)
    ask = read_ask({**what, **for_whom, **by_whom})
    if isinstance(ask, str):
        st.error(plain_line(ask, 600))
        st.stop()
    try:
        shown = generation.preview(page.workspace, ask)
    except CurationError as error:
        st.info(plain_line(str(error), 600))
        st.stop()
    show_estimate(shown, ask.budget_usd)
    start_button(page, ask, shown.n)
    show_prompts(shown)
