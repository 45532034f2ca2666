"""Adjudication: what people differ on, settled case by case; what was settled; samples whose answers are known."""

import streamlit as st

from curation.errors import CurationError
from curation.services.cases import ORDERS
from curation.synthesis import SCENARIOS
from curation.ui.adjudication_desk import SAMPLE, Desk
from curation.ui.adjudication_view import show_desk, show_settled
from curation.ui.gold_view import show_known
from curation.ui.page import OpenPage, open_page
from curation.ui.widgets import page_header, show_error, url_id

TABS = ("To settle", "Settled", "Known samples")
ALL = "All scenarios"


def choose_cases(page: OpenPage) -> None:
    """Let a curator choose which cases and in which order, and draw the first of them."""
    with st.container(horizontal=True):
        order = st.selectbox(
            "Order", list(ORDERS), format_func=ORDERS.__getitem__, key="case_order", bind="query-params",
            label_visibility="collapsed", width=240,
        )  # fmt: skip
        scenario = st.selectbox(
            "Scenario", (ALL, *SCENARIOS), key="case_scenario", bind="query-params",
            label_visibility="collapsed", width=200,
        )  # fmt: skip
    if url_id(SAMPLE) is None:
        st.query_params.pop(SAMPLE, None)
    desk(page, order or "largest", None if scenario == ALL else scenario)


@st.fragment
def desk(page: OpenPage, order: str, scenario: str | None) -> None:
    """Draw the case; a key reruns this and nothing else of the page."""
    try:
        show_desk(
            Desk(page, order="oldest" if order == "oldest" else "largest", scenario=scenario, opens=url_id(SAMPLE))
        )
    except CurationError as error:
        show_error(error)


page = open_page("adjudication")
page_header(
    "Adjudication",
    "Where people differ, a curator settles what holds. Everybody's answers stay; a settlement can be taken back.",
)
tab = st.segmented_control(
    "Show", TABS, default="To settle", required=True, key="case_tab", bind="query-params", label_visibility="collapsed"
)
if tab == "Settled":
    show_settled(page)
elif tab == "Known samples":
    show_known(page)
else:
    choose_cases(page)
