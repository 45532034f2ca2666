"""Rubrics: the questions that people are asked about samples, each scenario's with its versions."""

import streamlit as st

from curation.ui.page import open_page
from curation.ui.rubrics_view import NAMED, show_list, show_one

page = open_page("rubrics")
if name := st.query_params.get(NAMED, ""):
    show_one(page, name)
else:
    show_list(page)
