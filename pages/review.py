"""Review: one sample at a time or many at once, one key to decide and go on."""

import streamlit as st

from curation.errors import CurationError
from curation.models import SampleFilter
from curation.services.preferences import Preferences, get_preferences
from curation.services.review_queue import why_nothing_waits
from curation.synthesis import SCENARIOS
from curation.ui.page import OpenPage, open_page
from curation.ui.review_bulk import choose_view, show_bulk
from curation.ui.review_desk import Desk
from curation.ui.review_filter import choose_filter, queue_in_address
from curation.ui.review_questions import show_questions
from curation.ui.review_settings import show_settings
from curation.ui.review_state import Chosen
from curation.ui.review_view import apply_desk_style, show_desk, show_empty, show_notice, show_sheet
from curation.ui.widgets import show_error, url_id


def choose_scenario() -> str | None:
    """Let the person choose a scenario; the choice stands in the address."""
    return st.selectbox(
        "Scenario", list(SCENARIOS), index=None, key="r_scenario", bind="query-params", width=180,
        label_visibility="collapsed", placeholder="All scenarios",
    )  # fmt: skip


def draw_desk(desk: Desk) -> None:
    """Draw what is to be judged, or say why there is nothing."""
    desk.follow_address()
    item = desk.item()
    show_notice(desk)
    if item is not None:
        show_desk(desk, item)
    else:
        show_questions(desk, None)
        reason = why_nothing_waits(
            desk.page.workspace, desk.page.actor, queue=desk.queue, scenario=desk.scenario, chosen=desk.filter
        )
        show_empty(desk, reason)
    show_sheet(desk, item)


@st.fragment
def review_desk(page: OpenPage, prefs: Preferences, scenario: str | None, chosen: SampleFilter | None) -> None:
    """Draw the desk; a key reruns this and nothing else of the page, so nothing stands here that a key leaves alone."""
    try:
        draw_desk(Desk(page, prefs, Chosen(queue_in_address(), scenario, chosen)))
    except CurationError as error:
        show_error(error)


page = open_page("review")
prefs = get_preferences(page.workspace, actor=page.actor)
if url_id("sample") is None:
    st.query_params.pop("sample", None)
with st.container(horizontal=True, vertical_alignment="center"):
    st.title("Review", anchor=False)
    scenario = choose_scenario()
    chosen = choose_filter(page)
    show_settings(page, prefs)
    view = choose_view(page, prefs)
if view == "bulk":
    show_bulk(page, queue_in_address(), scenario, chosen)
else:
    apply_desk_style()
    review_desk(page, prefs, scenario, chosen)
