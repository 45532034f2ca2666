"""Try out: the same personas through several prompts, models or modes, side by side, before a large job."""

import streamlit as st

from curation.errors import CurationError
from curation.ui.nav import link_to
from curation.ui.page import open_page
from curation.ui.trial_form import TRIAL, show_form
from curation.ui.trial_view import show_trial, show_trials
from curation.ui.widgets import empty_state, page_header

page = open_page("trial")
token = st.query_params.get(TRIAL, "")
page_header("Try out", "The same personas through two to four prompts, models or modes, side by side, before you run.")
if not token:
    show_form(page)
    show_trials(page)
    st.stop()

link_to("trial", "All trials", icon="arrow_back")
try:
    show_trial(page, token)
except CurationError as error:
    with empty_state("No such trial", str(error)):
        link_to("trial", "Try something", icon="compare")
