"""Which examples a prompt shows, if any: for the Generate page."""

from typing import Any, Final

import streamlit as st

from curation.models import Example, Mode
from curation.services import examples
from curation.services.generation_plan import MAX_EXAMPLES
from curation.ui.nav import link_to
from curation.ui.page import OpenPage
from curation.ui.safe_text import cell_text

_MODES: Final = {
    Mode.ZERO_SHOT: "No examples",
    Mode.FEW_SHOT: "Examples",
    Mode.PERSONA_FEW_SHOT: "Examples with their personas",
}
_TOLD: Final = {
    Mode.ZERO_SHOT: "The prompt stands alone.",
    Mode.FEW_SHOT: "The prompt comes after a few outputs, from which a model takes the form, the level and the care.",
    Mode.PERSONA_FEW_SHOT: "Each output is shown with the persona it was written for, so that a model sees how the one"
    " grows out of the other.",
}
_N_FIRST: Final = 3
"""Examples that are chosen where nobody chose any."""


def choose_examples(page: OpenPage, scenario: str) -> dict[str, Any]:
    """Let a reader choose the mode and the examples, and say what is missing for it.

    Returns:
        `mode` and `example_ids`, as `GenerationAsk` takes them; without a usable example no ids, which it refuses.
    """
    mode = st.segmented_control(
        "Examples in the prompt",
        list(_MODES),
        default=Mode.ZERO_SHOT,
        format_func=_MODES.__getitem__,
        required=True,
        key=f"g_mode_{scenario}",
    )
    mode = Mode(mode or Mode.ZERO_SHOT)
    st.caption(_TOLD[mode])
    if mode is Mode.ZERO_SHOT:
        return {"mode": mode, "example_ids": ()}
    rows = examples.list_examples(page.workspace, scenario, with_set_aside=False)
    usable = {row.id or 0: row for row in rows if row.persona or mode is Mode.FEW_SHOT}
    _tell_missing(scenario, n_rows=len(rows), n_usable=len(usable))
    return {"mode": mode, "example_ids": tuple(_choose(usable, scenario, mode)) if usable else ()}


def _choose(usable: dict[int, Example], scenario: str, mode: Mode) -> list[int]:
    return st.multiselect(
        "Which",
        list(usable),
        default=list(usable)[:_N_FIRST],
        max_selections=MAX_EXAMPLES,
        format_func=lambda row_id: f"{row_id} · {cell_text(usable[row_id].text, 70)}",
        key=f"g_examples_{scenario}_{mode}",
        select_all=False,
        help="They are shown in this order. Each makes every prompt longer, which costs.",
    )


def _tell_missing(scenario: str, *, n_rows: int, n_usable: int) -> None:
    """Say what is missing, with the way to where it is mended."""
    query = {"template": f"{scenario}/", "view": "examples"}
    if not n_rows:
        st.info("There are no examples of this yet. Take accepted or edited samples, or bring a file.")
        link_to("templates", "Add examples", icon="add", query=query)
    elif n_usable < n_rows:
        lacking = n_rows - n_usable
        st.info(f"{lacking:,} of {n_rows:,} examples have no persona yet. It can be derived, or written by hand.")
        link_to("templates", "Derive the personas", icon="person_search", query=query)
    else:
        link_to("templates", "The examples", icon="lightbulb", query=query)
