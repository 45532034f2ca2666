"""Review: one sample at a time, one key to decide and go on."""

import streamlit as st

from curation.errors import CurationError
from curation.review import Queue
from curation.services.review_queue import why_nothing_waits
from curation.synthesis import SCENARIOS
from curation.ui.page import OpenPage, open_page
from curation.ui.review_desk import Desk
from curation.ui.review_questions import show_questions
from curation.ui.review_view import (
    apply_desk_style,
    show_desk,
    show_empty,
    show_notice,
    show_sheet,
    show_switches,
)
from curation.ui.widgets import page_header, show_error, url_id

QUEUES = {"To review": Queue.OPEN, "Drafts": Queue.DRAFTS, "Skipped": Queue.SKIPPED}


def choose_queue() -> tuple[Queue, str | None]:
    """Let the person choose what to work on; the choice stands in the address."""
    chosen = st.segmented_control(
        "Queue", list(QUEUES), default="To review", required=True, key="r_queue", bind="query-params",
        label_visibility="collapsed",
    )  # fmt: skip
    scenario = st.selectbox(
        "Scenario", list(SCENARIOS), index=None, key="r_scenario", bind="query-params", width=180,
        label_visibility="collapsed", placeholder="All scenarios",
    )  # fmt: skip
    return QUEUES[chosen or "To review"], scenario


def draw_desk(page: OpenPage, queue: Queue, scenario: str | None) -> None:
    """Draw what is to be judged, or say why there is nothing."""
    desk = Desk(page, queue=queue, scenario=scenario)
    desk.follow_address()
    item = desk.item()
    show_notice(desk)
    if item is not None:
        show_desk(desk, item)
    else:
        show_questions(desk, None)
        show_empty(desk, why_nothing_waits(page.workspace, page.actor, queue=queue, scenario=scenario))
    show_sheet(desk)


@st.fragment
def review_desk(page: OpenPage, queue: Queue, scenario: str | None) -> None:
    """Draw the desk; a key reruns this and nothing else of the page, so nothing stands here that a key leaves alone."""
    try:
        draw_desk(page, queue, scenario)
    except CurationError as error:
        show_error(error)


page = open_page("review")
page_header("Review")
if url_id("sample") is None:
    st.query_params.pop("sample", None)
with st.container(horizontal=True, vertical_alignment="center"):
    queue, scenario = choose_queue()
    show_switches()
apply_desk_style()
review_desk(page, queue, scenario)
