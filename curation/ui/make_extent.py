"""How many samples are made: one for each persona and prompt, or as many as it takes until so many are good."""

from typing import Any, Final

import streamlit as st

from curation.services.generation_plan import MAX_ITEMS, MAX_TARGET, TRIES_PER_TARGET

_EXTENT: Final = {"each": "One for each", "target": "Until so many are good"}
_TOLD: Final = {
    "each": "Each persona that is chosen above gets one sample by each prompt.",
    "target": "Good ones pass all their checks and are like no earlier sample. The job goes round the personas "
    "chosen above, and stops by itself when there are enough, when the tries are used up, or when the budget is.",
}


def choose_extent(*, can_be_batch: bool) -> dict[str, Any]:
    """Let a reader choose how many samples are made, as the fields of what is asked for."""
    extent = st.segmented_control(
        "How many samples",
        list(_EXTENT),
        default="each",
        format_func=_EXTENT.__getitem__,
        required=True,
        key="g_extent",
    )
    st.caption(_TOLD[extent or "each"])
    if extent == "target":
        left, right = st.columns(2)
        target = int(left.number_input("Good samples wanted", 1, MAX_TARGET, 50, key="g_target"))
        most = right.number_input(
            "At most so many tries",
            target,
            MAX_ITEMS,
            None,
            placeholder=f"{min(target * TRIES_PER_TARGET, MAX_ITEMS):,}",
            key="g_max_tries",
        )
        return {"target": target, "max_tries": most}
    if not can_be_batch:
        return {}
    is_batch = st.toggle(
        "At the price of a batch",
        key="g_batch",
        help="The vendor answers within a day, at half the price. The job waits for it, also over restarts.",
    )
    return {"batch": bool(is_batch)}
