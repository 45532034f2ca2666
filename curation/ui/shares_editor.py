"""Own shares of a draw: one box for each value, with how many are there, and the sum."""

from collections.abc import Mapping
from typing import Final

import streamlit as st

from curation.personas import VOCABULARY
from curation.personas.stratified import apportion
from curation.services.draws import value_name
from curation.ui.safe_text import plain_line

MOST_VALUES: Final = 24
"""Values that are offered where the vocabulary is open; the most frequent."""
_TOLERANCE_PERCENT: Final = 0.5
_KEPT: Final = "shares_given"


def edit_shares(attribute: str, counts: Mapping[str, int]) -> dict[str, float]:
    """Let a reader give each value a share; they begin as they are.

    Args:
        attribute: What is divided by.
        counts: How many there are of each value.

    Returns:
        The shares of values that were given one, from 0 to 1; their sum may still be wrong.
    """
    values = list(VOCABULARY.get(attribute) or counts)[:MOST_VALUES]
    keys = {value: f"g_share_{attribute}_{value}" for value in values}
    first = _whole_percents([counts.get(value, 0) for value in values])
    # Streamlit forgets a box as soon as it is not drawn; what was given stays for whoever looks at other shares.
    kept: dict[str, float] = st.session_state.setdefault(_KEPT, {})
    for key, percent in zip(keys.values(), first, strict=True):
        st.session_state.setdefault(key, kept.get(key, percent))
    st.caption("Per cent of those that are drawn; how many there are stands in brackets.")
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="g_shares_own"):
        given = {value: _box(attribute, value, counts.get(value, 0), key) for value, key in keys.items()}
    kept.update({keys[value]: percent for value, percent in given.items()})
    _say_sum(sum(given.values()), list(keys.values()))
    return {value: percent / 100 for value, percent in given.items() if percent}


def _box(attribute: str, value: str, count: int, key: str) -> float:
    name = plain_line(value_name(attribute, value), 60)
    label = f"{name} ({count:,})"
    return float(st.number_input(label, 0.0, 100.0, step=1.0, format="%.4g", key=key, width=150) or 0.0)


def _say_sum(total: float, keys: list[str]) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if abs(total - 100) <= _TOLERANCE_PERCENT:
            st.markdown(f":material/check: **{total:.4g} % in all**", width="content")
            return
        missing = f"{100 - total:.4g} % left to give" if total < 100 else f"{total - 100:.4g} % too much"
        st.markdown(f":orange[:material/warning:] **{total:.4g} % in all**: {missing}", width="content")
        st.button("Scale to 100 %", key="g_scale", on_click=_scale, args=(keys,), disabled=not total)


def _scale(keys: list[str]) -> None:
    given = [st.session_state[key] or 0.0 for key in keys]
    for key, percent in zip(keys, _whole_percents(given), strict=True):
        st.session_state[key] = percent


def _whole_percents(weights: list[float] | list[int]) -> list[float]:
    """Return shares in whole per cent that add up to 100; none where there is nothing to share."""
    return [float(part) for part in apportion(100, weights)] if any(weights) else [0.0] * len(weights)
