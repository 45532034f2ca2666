"""Whose text?: tell for which of four personas a text was written; what all guesses come to, beside drawing lots."""

import streamlit as st

from curation.errors import CurationError
from curation.services.whose_results import By
from curation.synthesis import SCENARIOS
from curation.ui.page import OpenPage, open_page
from curation.ui.whose_desk import Desk
from curation.ui.whose_view import BY, show_desk, show_results, ways_to_sum
from curation.ui.widgets import page_header, show_error

TABS = ("Guess", "Results")
ALL = "All scenarios"


def choose_by(page: OpenPage) -> By:
    """Let a reader choose by what the results are summed up."""
    chosen = st.segmented_control(
        "By", ways_to_sum(page.actor.role), format_func=BY.__getitem__, default="template", required=True,
        key="w_by", label_visibility="collapsed",
    )  # fmt: skip
    return chosen or "template"


def choose_scenario() -> str | None:
    """Let the person choose of which scenario the texts are."""
    scenario = st.selectbox(
        "Scenario", (ALL, *SCENARIOS), key="w_scenario", bind="query-params", label_visibility="collapsed", width=200
    )
    return None if scenario == ALL else scenario


@st.fragment
def desk(page: OpenPage, scenario: str | None) -> None:
    """Draw a text with four personas; a key reruns this and nothing else of the page."""
    try:
        show_desk(Desk(page, scenario))
    except CurationError as error:
        show_error(error)


page = open_page("whose")
page_header("Whose text?", "A text shows its persona where people can tell, out of four, for whom it was written.")
with st.container(horizontal=True, vertical_alignment="center"):
    tab = st.segmented_control(
        "Show", TABS, default="Guess", required=True, key="w_tab", bind="query-params", label_visibility="collapsed"
    )
    by, scenario = (choose_by(page), None) if tab == "Results" else (None, choose_scenario())
if by is not None:
    show_results(page, by)
else:
    desk(page, scenario)
