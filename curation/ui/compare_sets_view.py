"""The sets of pairs on the screen: which there are, what they come to, and a new one."""

from typing import Final

import streamlit as st

from curation.errors import CurationError
from curation.services.comparison_sets import SetPublic, list_sets, open_or_close_set
from curation.services.set_ask import SOURCES
from curation.ui.compare_results_view import show_results
from curation.ui.compare_set_form import PROBLEM, show_form
from curation.ui.nav import link_to
from curation.ui.page import OpenPage
from curation.ui.safe_text import plain_line
from curation.ui.widgets import empty_state, url_id

SHOWN: Final = "results"
_MOST: Final = 50


def show_sets(page: OpenPage) -> None:
    """Draw the form for a new set, the sets, and the results of the one that the address names."""
    sets = list_sets(page.workspace, actor=page.actor)
    if problem := st.session_state.pop(PROBLEM, None):
        st.error(plain_line(problem, 600))
    with st.expander("Make a set of pairs", icon=":material/add:", expanded=not sets):
        show_form(page)
    if not sets:
        empty_state(
            "There is no set yet", "People vote on the pairs of a set, one pair after the other.", icon="compare"
        )
    chosen = url_id(SHOWN)
    for found in sets[:_MOST]:
        with st.container(border=True, gap="small"):
            _show_set(page, found, is_chosen=found.id == chosen)
    if len(sets) > _MOST:
        st.caption(f"The newest {_MOST} of {len(sets):,} sets.")


def _show_set(page: OpenPage, found: SetPublic, *, is_chosen: bool) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.header(plain_line(found.name, 120), anchor=False, width="content")
        st.badge("open" if found.is_open else "closed", color="green" if found.is_open else "gray")
        st.space("stretch")
        st.button(
            "Hide the results" if is_chosen else "Results",
            key=f"results_{found.id}",
            icon=":material/monitoring:",
            on_click=_choose,
            args=(None if is_chosen else found.id,),
        )
        st.button(
            "Close" if found.is_open else "Open again",
            key=f"close_{found.id}",
            icon=":material/lock:" if found.is_open else ":material/lock_open:",
            on_click=_open_or_close,
            args=(page, found),
        )
    st.caption(_told(found))
    if is_chosen:
        show_results(page, found.id)
        link_to("export", "Export the votes as preference data", icon="outbox")


def _told(found: SetPublic) -> str:
    source = next((words.partition(":")[0] for known, words in SOURCES.items() if known == found.source), found.source)
    arms = plain_line(" | ".join(map(str, found.params.get("arms", []))), 300)
    people = f"{found.overlap:,} {'vote' if found.overlap == 1 else 'votes'} asked for each"
    persona = "persona shown" if found.shows_persona else "persona hidden"
    made = f"made by {plain_line(found.made_by, 60)}, {found.created_at:%Y-%m-%d %H:%M} UTC"
    judged = f"{found.judged:,} of {found.pairs:,} pairs judged, {found.votes:,} votes"
    return " · ".join([f"{source}: {arms}", judged, people, persona, made])


def _choose(set_id: int | None) -> None:
    if set_id is None:
        st.query_params.pop(SHOWN, None)
    else:
        st.query_params[SHOWN] = str(set_id)


def _open_or_close(page: OpenPage, found: SetPublic) -> None:
    try:
        open_or_close_set(page.workspace, found.id, is_open=not found.is_open, actor=page.actor)
    except CurationError as error:
        st.session_state[PROBLEM] = str(error)
