"""Compare: two texts side by side and one key for the better one; curators make the sets and read the results."""

import streamlit as st

from curation.errors import CurationError
from curation.services.comparison_sets import SetPublic, list_sets
from curation.services.permissions import may
from curation.ui.compare_desk import Desk
from curation.ui.compare_sets_view import show_sets
from curation.ui.compare_view import apply_compare_style, show_desk, show_no_set, show_switches
from curation.ui.page import OpenPage, open_page
from curation.ui.widgets import page_header, show_error

TABS = ("Vote", "Sets")


def choose_tab(page: OpenPage) -> str:
    """Let a curator go to the sets; for others there is the vote alone."""
    if not may(page.actor.role, "make_pairs"):
        return "Vote"
    chosen = st.segmented_control(
        "Show", TABS, default="Vote", required=True, key="c_tab", bind="query-params", label_visibility="collapsed"
    )
    return chosen or "Vote"


def choose_set(sets: list[SetPublic]) -> SetPublic:
    """Let the person choose a set; the one that has something left for them stands first."""
    names = [found.name for found in sorted(sets, key=lambda found: (found.left == 0, -found.id))]
    name = st.selectbox("Set", names, key="c_set", bind="query-params", label_visibility="collapsed", width=320)
    return next(found for found in sets if found.name == (name or names[0]))


@st.fragment
def compare_desk(page: OpenPage, set_id: int) -> None:
    """Draw the pair; a key reruns this and nothing else of the page."""
    try:
        show_desk(Desk(page, set_id))
    except CurationError as error:
        show_error(error)


page = open_page("compare")
page_header("Compare")
sets = list_sets(page.workspace, actor=page.actor, is_open=True)
with st.container(horizontal=True, vertical_alignment="center"):
    tab = choose_tab(page)
    chosen = choose_set(sets) if tab == "Vote" and sets else None
    if chosen is not None:
        show_switches(page)
if tab == "Sets":
    show_sets(page)
elif chosen is None:
    show_no_set(page)
else:
    apply_compare_style()
    compare_desk(page, chosen.id)
