"""Duplicates: find texts that are too alike, then decide group by group which one stays."""

import streamlit as st

from curation.errors import CurationError
from curation.models import ItemKind
from curation.services.duplicate_state import count_groups, dedup_state
from curation.ui.duplicates_desk import SHOW, Desk
from curation.ui.duplicates_run import show_run
from curation.ui.duplicates_view import (
    ORDER_NAMES,
    mount_desk_keys,
    show_group,
    show_head,
    show_keys,
    show_list,
    show_nothing,
    show_notice,
    show_progress,
)
from curation.ui.page import OpenPage, open_page
from curation.ui.widgets import page_header, show_error, url_id

KINDS = {"Personas": ItemKind.PERSONA, "Samples": ItemKind.SAMPLE}
LIST = "d_list"


def choose_walk() -> tuple[str, str, bool]:
    """Let the person choose which groups, in which order, one by one or as a list; all stands in the address."""
    show = st.segmented_control(
        "Groups", list(SHOW), default="To decide", required=True, key="d_show", bind="query-params",
        label_visibility="collapsed",
    )  # fmt: skip
    order = st.selectbox(
        "Order", list(ORDER_NAMES), format_func=ORDER_NAMES.__getitem__, key="d_order", bind="query-params",
        label_visibility="collapsed", width=210,
    )  # fmt: skip
    as_list = st.toggle("As a list", key=LIST)
    show_keys()
    return show or "To decide", order, as_list


@st.fragment
def duplicates_desk(page: OpenPage, kind: ItemKind) -> None:
    """Draw one group, or the list of them; a key reruns this and nothing else of the page."""
    show_progress(count_groups(page.workspace, kind))
    with st.container(horizontal=True, vertical_alignment="center"):
        show, order, as_list = choose_walk()
    desk = Desk(page, kind, order=order, show=show)
    if as_list:
        show_list(desk, switch=LIST)
        return
    group = desk.group()
    show_head(desk, group)
    show_notice(desk)
    if group is None:
        show_nothing(desk, dedup_state(page.workspace, kind))
    else:
        show_group(desk, group)
    mount_desk_keys()


page = open_page("duplicates")
page_header(
    "Duplicates",
    "Texts that are too alike. One of each group stays; nothing is deleted, and every decision can be taken back.",
)
if url_id("group") is None:
    st.query_params.pop("group", None)
chosen = st.segmented_control(
    "Kind", list(KINDS), default="Personas", required=True, key="d_kind", bind="query-params",
    label_visibility="collapsed",
)  # fmt: skip
kind = KINDS[chosen or "Personas"]
try:
    show_run(page, kind, dedup_state(page.workspace, kind))
    duplicates_desk(page, kind)
except CurationError as error:
    show_error(error)
