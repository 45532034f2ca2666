"""What a person sets for good at the review desk: the switches, and own keys."""

from typing import Final

import streamlit as st

from curation.errors import CurationError
from curation.services.preferences import Preferences, get_preferences, set_preference
from curation.ui.keys import printed_key
from curation.ui.page import OpenPage
from curation.ui.review_keymap import CHANGEABLE, KEYS, keymap_of, rebound
from curation.ui.safe_text import plain_line

_SWITCHES: Final = {
    "auto_advance": ("r_auto", "Go to the next sample after a decision", ""),
    "rate_decides": (
        "r_rate",
        "A rating decides: 3 and more accept, 1 and 2 reject",
        "One key for each sample. Without it, a rating waits for A, X or Enter.",
    ),
    "single_keys": ("r_keys", "Letter and digit keys", ""),
    "hide_persona": ("r_hide", "Hide the persona while I judge", ""),
    "halo": (
        "r_halo",
        "Judge first without the persona, then with it",
        "Each sample comes twice; how much the persona moves you is reported.",
    ),
    "hide_suggestions": ("r_no_suggestions", "Hide suggestions of checks and judges", "They can lead you."),
}
_BOX, _OPEN, _SAID, _ACTION, _KEY = "r_settings", "r_keys_open", "r_keys_said", "r_keys_action", "r_keys_key"


def show_settings(page: OpenPage, prefs: Preferences) -> None:
    """Draw what one sets once; it is kept with the person, here and in every other browser."""
    with st.popover("Settings", icon=":material/tune:", type="tertiary", key=_BOX, on_change="rerun"):
        for name, (key, label, told) in _SWITCHES.items():
            st.toggle(
                label,
                value=bool(getattr(prefs, name)),
                key=key,
                help=told or None,
                on_change=_keep_switch,
                args=(page, name, key),
            )
        st.button("Change my keys", icon=":material/keyboard:", key="r_change_keys", on_click=_open, args=(True,))
    if st.session_state.get(_OPEN):
        _keys_dialog(page)


def _keep_switch(page: OpenPage, name: str, key: str) -> None:
    set_preference(page.workspace, name, bool(st.session_state[key]), actor=page.actor)


def _open(is_open: bool) -> None:
    st.session_state[_OPEN] = is_open
    st.session_state[_BOX] = False  # the box would lie over the dialog
    st.session_state.pop(_SAID, None)


@st.dialog("My keys", on_dismiss=lambda: _open(False))
def _keys_dialog(page: OpenPage) -> None:
    """Draw the keys of the person, and let each have another one."""
    own = get_preferences(page.workspace, actor=page.actor).keys
    said = st.session_state.get(_SAID)
    if said is not None:
        (st.success if said[0] else st.error)(plain_line(said[1], 400))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox("What it does", list(CHANGEABLE), format_func=lambda name: CHANGEABLE[name], key=_ACTION)
        st.text_input("New key", key=_KEY, placeholder="Q, F2, Shift+A, Space", max_chars=20, width=170)
        st.button("Set", key="r_keys_set", type="primary", on_click=_set, args=(page,))
    st.markdown(_table(own))
    st.button("All as they were", key="r_keys_reset", icon=":material/restart_alt:", disabled=not own,
              on_click=_reset, args=(page,))  # fmt: skip
    st.caption("Digits, Backspace, Ctrl + Enter and ? stay what they are. Keys are yours, in every browser.")


def _table(own: object) -> str:
    keymap = keymap_of(own if isinstance(own, dict) else {})
    rows = []
    for row in keymap.bindings:
        if row.action in CHANGEABLE:
            was = next(shipped.key for shipped in KEYS.bindings if shipped.action == row.action)
            changed = f" instead of `{printed_key(was)}`" if was != row.key else ""
            rows.append(f"| `{printed_key(row.key)}`{changed} | {row.label} |")
    return "\n".join(("| Key | What it does |", "| --- | --- |", *rows))


def _set(page: OpenPage) -> None:
    action, written = st.session_state[_ACTION], str(st.session_state.get(_KEY) or "").strip()
    try:
        own = rebound(get_preferences(page.workspace, actor=page.actor).keys, action, written)
        set_preference(page.workspace, "keys", own, actor=page.actor)
    except CurationError as error:
        st.session_state[_SAID] = (False, str(error))
    else:
        st.session_state[_KEY] = ""
        st.session_state[_SAID] = (True, f"{printed_key(written)}: {CHANGEABLE[action]}.")


def _reset(page: OpenPage) -> None:
    set_preference(page.workspace, "keys", None, actor=page.actor)
    st.session_state[_SAID] = (True, "All keys are as they were.")
