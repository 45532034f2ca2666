"""Templates: the prompts, each with its versions, its variables, its contract and its examples."""

import streamlit as st

from curation.ui.page import open_page
from curation.ui.templates_view import NAMED, show_list, show_one

page = open_page("templates")
if name := st.query_params.get(NAMED, ""):
    show_one(page, name)
else:
    show_list(page)
