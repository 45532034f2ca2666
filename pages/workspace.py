"""Workspace: what is in it, its backups, whether it and the machine are sound."""

import streamlit as st

from curation.services import health
from curation.ui.page import open_page
from curation.ui.widgets import page_header
from curation.ui.workspace_view import show_backups, show_checks, show_status, show_verify

page = open_page("workspace")
page_header("Workspace", "Where everything is kept, and whether it is sound.")
show_status(health.status(page.workspace))

st.header("Backups", anchor=False)
show_backups(page)

st.header("Is it as it was written?", anchor=False)
show_verify(page)

st.header("The machine", anchor=False)
show_checks(health.doctor(page.workspace.settings, with_keys=False))
