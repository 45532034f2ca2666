"""The form for pages of the web: addresses, a licence, and the job that fetches them."""

import secrets
from typing import Final

import streamlit as st

from curation.errors import CurationError
from curation.services import web_imports
from curation.sources.web import KINDS, MAX_LISTED_URLS
from curation.ui.import_form import ask_licence
from curation.ui.page import OpenPage
from curation.ui.safe_text import plain_line

DEFAULT_MOST: Final = 100

_URLS, _NAME, _LICENCE, _MOST = "pages_urls", "pages_name", "pages_licence", "pages_most"
_TOKEN, _PROBLEM = "pages_token", "pages_problem"


def show_url_form(page: OpenPage) -> None:
    """Ask for addresses and start the job that fetches them; the page itself fetches nothing."""
    if problem := st.session_state.pop(_PROBLEM, None):
        st.error(plain_line(problem, 600))
    st.session_state.setdefault(_TOKEN, secrets.token_hex(8))
    with st.form("pages", border=False):
        st.text_area("Addresses, one on each line", placeholder="https://", height=120, key=_URLS)
        left, middle, right = st.columns([2, 2, 1])
        left.text_input("Name of the source", placeholder="The first address", max_chars=200, key=_NAME)
        with middle:
            ask_licence("Licence of the pages", key=_LICENCE)
        right.number_input(
            "At most",
            min_value=1,
            max_value=MAX_LISTED_URLS,
            value=DEFAULT_MOST,
            help="So many pages are fetched, from the top of the list.",
            key=_MOST,
        )
        st.form_submit_button("Fetch pages", icon=":material/language:", on_click=_start, args=(page,))
    st.caption(
        f"Each page is one text, or several where it is long. {KINDS} Only addresses that anybody can reach are asked,"
        " one page after another; a page that cannot be had is a skipped row with its reason."
    )


def _start(page: OpenPage) -> None:
    try:
        if not st.session_state[_LICENCE]:
            st.session_state[_PROBLEM] = "Choose the licence of the pages first; unknown is a choice, too."
            return
        urls = web_imports.written_urls(st.session_state[_URLS])
        most = st.session_state[_MOST]
        web_imports.start_url_import(
            page.workspace,
            urls[:most],
            name=st.session_state[_NAME],
            licence=st.session_state[_LICENCE],
            actor=page.actor,
            client_token=st.session_state[_TOKEN],
        )
    except CurationError as error:
        st.session_state[_PROBLEM] = str(error)
        return
    st.session_state[_URLS] = st.session_state[_NAME] = ""
    st.session_state.pop(_TOKEN)
    left_out = f" The other {len(urls) - most:,} of the list are left out." if len(urls) > most else ""
    st.toast(f"The pages wait for the worker.{left_out}", icon=":material/language:")
