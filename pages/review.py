"""Review: one sample at a time, one key to decide and go on."""

import streamlit as st

from curation.errors import CurationError
from curation.review import Queue
from curation.services.review_queue import queue_counts, why_nothing_waits
from curation.synthesis import SCENARIOS
from curation.ui.page import OpenPage, open_page
from curation.ui.review_desk import Desk
from curation.ui.review_view import show_desk, show_empty, show_last_decisions, show_progress, show_switches
from curation.ui.widgets import page_header

QUEUES = {"To review": Queue.OPEN, "Drafts": Queue.DRAFTS, "Skipped": Queue.SKIPPED}


@st.fragment
def review_desk(page: OpenPage) -> None:
    """Draw the desk; a key reruns this and nothing else of the page."""
    with st.container(horizontal=True, vertical_alignment="center"):
        queue = st.segmented_control(
            "Queue", list(QUEUES), default="To review", required=True, key="r_queue", bind="query-params",
            label_visibility="collapsed",
        )  # fmt: skip
        scenario = st.selectbox(
            "Scenario", list(SCENARIOS), index=None, key="r_scenario", bind="query-params", width=180,
            label_visibility="collapsed", placeholder="All scenarios",
        )  # fmt: skip
        show_switches()
    desk = Desk(page, queue=QUEUES[queue or "To review"], scenario=scenario)
    desk.follow_address()
    try:
        item = desk.item()
        show_progress(queue_counts(page.workspace, page.actor, scenario=scenario))
        if item is not None:
            show_desk(desk, item)
        else:
            show_empty(desk, why_nothing_waits(page.workspace, page.actor, queue=desk.queue, scenario=scenario))
            show_last_decisions(desk)
    except CurationError as error:
        st.error(str(error))


page = open_page("review")
page_header("Review")
review_desk(page)
