"""The first choice of Generate, which stands in its address: samples, or personas from texts or from personas."""

from typing import Final, Literal

import streamlit as st

MAKE: Final = "make"
Make = Literal["samples", "texts", "people"]
_TITLES: Final[dict[Make, str]] = {
    "samples": "Samples",
    "texts": "Personas from texts",
    "people": "Personas from personas",
}
_TOLD: Final[dict[Make, str]] = {
    "samples": "Tasks, texts and tools, one for each chosen persona.",
    "texts": "Who is likely to read, write, like or dislike a text? Each answer quotes the words that it rests on.",
    "people": "Who is close to a person: family, colleagues, clients? And who is close to those, for up to six steps.",
}
_KEY: Final = "g_make"


def choose_make() -> Make:
    """Let a reader choose what is made; the address says it, so that other pages can link to each."""
    said: Make = next((name for name in _TITLES if name == st.query_params.get(MAKE)), "samples")
    st.session_state[_KEY] = said
    st.segmented_control(
        "Make",
        list(_TITLES),
        format_func=lambda name: _TITLES[name],
        required=True,
        key=_KEY,
        on_change=_write,
        label_visibility="collapsed",
    )
    st.caption(_TOLD[said])
    return said


def _write() -> None:
    st.query_params[MAKE] = st.session_state[_KEY]
