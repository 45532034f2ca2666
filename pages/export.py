"""Export: choose samples, see what would leave, settle the licence, write a release."""

import streamlit as st

from curation.services import exports
from curation.ui.export_view import (
    choose_form,
    choose_samples,
    export_button,
    settle_licence,
    show_plan,
    show_started,
)
from curation.ui.nav import link_to
from curation.ui.page import open_page
from curation.ui.widgets import empty_state, page_header

page = open_page("export")
page_header("Export", "A dataset with its card, its ratings and a manifest. Each export is kept as a release.")
show_started(page)

with st.container(border=True):
    st.header("1 · Which samples", anchor=False)
    chosen = choose_samples(page)
with st.container(border=True):
    st.header("2 · In which form", anchor=False)
    ask = choose_form(page, chosen)
plan = exports.plan_export(page.workspace, ask)
if not plan.rows and not plan.left_out:
    what = "pair" if ask.format == exports.PREFERENCES else "sample"
    with empty_state(f"No {what} to export", f"Make {what}s, or take a filter away."):
        link_to("samples", "Look at the samples", icon="article")
    st.stop()
with st.container(border=True):
    st.header("3 · What would leave", anchor=False)
    show_plan(plan)
    if plan.rows:
        settle_licence(ask, plan)
        export_button(page, ask, plan)
