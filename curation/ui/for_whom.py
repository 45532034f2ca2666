"""For whom something is made: personas handed over by another page, or those of a filter; all, or some of them."""

from typing import Any, Final, NamedTuple

import streamlit as st

from curation.models import ItemState, PersonaFilter
from curation.personas import VOCABULARY
from curation.services import choosing, personas
from curation.ui.lists import filter_box
from curation.ui.nav import link_to
from curation.ui.page import OpenPage
from curation.ui.widgets import url_values

HANDED_OVER: Final = "generate_for"
"""Where another page leaves the filter of those that it means."""
_HOW: Final = {"all": "All of them", "random": "Some at random", "farthest": "Some far apart"}
_HOW_TOLD: Final = {
    "all": "Every one of them, once.",
    "random": "Drawn by the seed, each persona at most once.",
    "farthest": "Chosen one by one, each as unlike those before as possible: more variety from fewer of them.",
}
_NARROW: Final = {"languages": "Language", "occupations": "Occupation", "regions": "Region", "tags": "Tag"}
_N, _N_FIRST = "g_n", 50


class ForWhom(NamedTuple):
    """What was chosen, as the fields of what is asked for, and how many personas that are."""

    fields: dict[str, Any]
    n: int


def choose_for_whom(page: OpenPage) -> ForWhom:
    """Let a reader choose the personas."""
    handed = st.session_state.get(HANDED_OVER)
    chosen = PersonaFilter.model_validate(handed) if handed else _narrow(page)
    n_active = choosing.count_active(page.workspace, chosen)
    with st.container(horizontal=True, vertical_alignment="center"):
        where = "your selection" if handed else "the hub" if not chosen.set_fields() else "what you narrowed to"
        st.markdown(f"**{n_active:,} active {'persona' if n_active == 1 else 'personas'}** of {where}")
        if handed:
            st.button("Choose others", icon=":material/close:", type="tertiary", on_click=_forget_selection)
        else:
            link_to("personas", "Select on the Personas page", icon="groups")
    how = st.segmented_control(
        "Which of them",
        list(_HOW),
        default="all" if handed or n_active <= 1 else "random",
        format_func=lambda name: _HOW[name],
        required=True,
        key="g_how" if not handed else "g_how_handed",
    )
    st.caption(_HOW_TOLD[how or "all"])
    if how == "all" or n_active < 1:
        return ForWhom({"personas": chosen, "how": how}, n_active)
    n = _how_many(min(n_active, choosing.MAX_ITEMS))
    return ForWhom({"personas": chosen, "how": how, "n": n}, n)


def _how_many(most: int) -> int:
    """Draw the box for a number, which stays what it was while the hub grows."""
    st.session_state[_N] = min(st.session_state.get(_N) or _N_FIRST, most)
    return int(st.number_input("How many", 1, most, key=_N, width=220) or 1)


def _narrow(page: OpenPage) -> PersonaFilter:
    values = {name: url_values(f"g_{name}") for name in _NARROW}
    active = PersonaFilter.model_validate({**values, "states": (ItemState.ACTIVE,)})
    filter_box(
        "g_",
        _NARROW,
        lambda: personas.persona_facets(page.workspace, active),
        lambda: {"occupations": VOCABULARY["occupation"], "regions": VOCABULARY["region"]},
    )
    return active.changed(states=())


def _forget_selection() -> None:
    st.session_state.pop(HANDED_OVER, None)
