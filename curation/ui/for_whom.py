"""For whom something is made: personas handed over by another page, or those of a filter; all, or some of them."""

from typing import Any, Final, NamedTuple

import streamlit as st

from curation.models import ItemState, PersonaFilter
from curation.personas import VOCABULARY
from curation.services import choosing, personas
from curation.services.choosing import How
from curation.ui.draw_by import choose_draw, show_drawn
from curation.ui.lists import filter_box
from curation.ui.nav import link_to
from curation.ui.page import OpenPage
from curation.ui.widgets import url_values

HANDED_OVER: Final = "generate_for"
"""Where another page leaves the filter of those that it means."""
_HOW: Final[dict[How, str]] = {
    "all": "All of them",
    "random": "Some at random",
    "stratified": "By shares",
    "farthest": "Some far apart",
    "undercovered": "Where least was made",
    "by_yield": "Where it went well",
}
_HOW_TOLD: Final[dict[How, str]] = {
    "all": "Every one of them, once.",
    "random": "Drawn by the seed, each persona at most once.",
    "stratified": "Each value of what you divide them by gets its share; within a value the seed draws.",
    "farthest": "Chosen one by one, each as unlike those before as possible: more variety from fewer of them.",
    "undercovered": "From the clusters of the map with the fewest good samples of this scenario, until they are level. "
    "Good samples passed their checks, are like no earlier one and were not rejected.",
    "by_yield": "More from the clusters of the map whose samples of this scenario came out well, and some from "
    "everywhere, so that what was never tried has its chance.",
}
_WITHOUT_SCENARIO: Final[tuple[How, ...]] = ("all", "random", "farthest")
_NARROW: Final = {"languages": "Language", "occupations": "Occupation", "regions": "Region", "tags": "Tag"}
_N, _N_FIRST = "g_n", 50


class ForWhom(NamedTuple):
    """What was chosen, as the fields of what is asked for, and how many personas that are."""

    fields: dict[str, Any]
    n: int


def choose_for_whom(page: OpenPage, *, scenario: str | None = None) -> ForWhom:
    """Let a reader choose the personas; for a scenario they can also be drawn by what was made for them before."""
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
    how = _how(scenario, "all" if handed or n_active <= 1 else "random", key="g_how_handed" if handed else "g_how")
    if how == "all" or n_active < 1:
        return ForWhom({"personas": chosen, "how": how}, n_active)
    fields: dict[str, Any] = {"personas": chosen, "how": how}
    if scenario is None or how in _WITHOUT_SCENARIO:
        n = _how_many(min(n_active, choosing.MAX_ITEMS))
        return ForWhom({**fields, "n": n}, n)
    row = st.container(horizontal=True)
    with row:
        n = _how_many(min(n_active, choosing.MAX_ITEMS))
    draw = choose_draw(page, chosen, how, scenario, row)
    return ForWhom({**fields, "n": n, "draw": draw}, show_drawn(page, chosen, how, n, draw))


def _how(scenario: str | None, first: How, *, key: str) -> How:
    how = st.pills(
        "Which of them",
        list(_HOW) if scenario is not None else list(_WITHOUT_SCENARIO),
        default=first,
        format_func=lambda name: _HOW[name],
        required=True,
        key=key,
    )
    st.caption(_HOW_TOLD[how or first])
    return how or first


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
