"""The gaps of the hub, to choose from: values that few people are known to have."""

from itertools import groupby, islice
from typing import Final

import streamlit as st

from curation.personas import label_of
from curation.services.gaps import Gap, find_gaps
from curation.ui.page import OpenPage

MAX_SHOWN: Final = 5
"""Values of each attribute that are offered: the rarest."""


def choose_gap(page: OpenPage) -> dict[str, str]:
    """Let a reader choose what the new people shall be, one value of each attribute at most."""
    if not st.toggle("Fill a gap: ask for people whom the hub lacks", key="m_fill_gap"):
        return {}
    st.caption(
        "Counted among those whose description says it; anybody else may have any value. "
        "The model is asked that each description says so in words."
    )
    rare = [gap for gap in find_gaps(page.workspace) if gap.is_rare]
    if not rare:
        st.caption("No value is rare: of each there is at least half of an equal share.")
    chosen = {}
    for attribute, found in groupby(rare, key=lambda gap: gap.attribute):
        if value := _pills(attribute, {gap.value: gap for gap in islice(found, MAX_SHOWN)}):
            chosen[attribute] = value
    return chosen


def _pills(attribute: str, shown: dict[str, Gap]) -> str | None:
    one = next(iter(shown.values()))
    name = attribute.replace("_", " ").capitalize()
    n_people = one.n_known + one.unknown
    value: str | None = st.pills(
        f"{name}: said of {one.n_known:,} of {n_people:,} {'persona' if n_people == 1 else 'personas'}",
        list(shown),
        format_func=lambda value: f"{label_of(attribute, value)}: {shown[value].n:,}",
        key=f"m_gap_{attribute}",
    )
    return value
