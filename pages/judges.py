"""Judges: let a model judge, see how far it agrees with people, and whether it may propose answers."""

import streamlit as st

from curation.services.judge_counts import latest_judgements
from curation.services.judge_overview import judge_overview
from curation.ui.judge_form import judge_box
from curation.ui.judge_view import N_LATEST, show_judge, show_latest
from curation.ui.page import open_page
from curation.ui.widgets import empty_state, page_header

page = open_page("judges")
page_header("Judges", "Models that judge beside people: marked wherever they speak, and never counted among them.")

judges = judge_overview(page.workspace)
judge_box(page, is_open=not judges)
if not judges:
    empty_state("No model has judged here yet", "How far one agrees with people shows here once it has.", icon="gavel")
    st.stop()

for judge in judges:
    show_judge(page, judge)

st.header("Last judgements", anchor=False)
show_latest(judges, latest_judgements(page.workspace, limit=N_LATEST))
