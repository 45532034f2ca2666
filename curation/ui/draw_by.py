"""What a draw goes by, chosen by a reader, and a table of what it comes to before anything is made."""

import secrets
from collections.abc import Sequence
from typing import Any, Final

import streamlit as st
from pydantic import ValidationError
from streamlit.delta_generator import DeltaGenerator

from curation.errors import CurationError
from curation.models import PersonaFilter
from curation.services import draws
from curation.services.choosing import STRATIFIED_BY, DrawnRow, DrawSettings, How, choose_personas
from curation.services.draw_counts import value_counts
from curation.ui.by_whom import SEED
from curation.ui.nav import link_to
from curation.ui.page import OpenPage
from curation.ui.safe_text import cell_text, plain_line
from curation.ui.shares_editor import edit_shares

_SHARES: Final = {"": "As they are", "equal": "Equal", "own": "My own"}
_EXPLORE, _EXPLORE_FIRST_PERCENT = "g_explore", 20


def choose_draw(page: OpenPage, meant: PersonaFilter, how: How, scenario: str, row: DeltaGenerator) -> dict[str, Any]:
    """Draw the controls of one way of drawing, and return the fields of `DrawSettings`; they may still be wrong.

    Args:
        page: Where.
        meant: Who may be drawn.
        how: The way of drawing.
        scenario: Whose samples are counted.
        row: Where the small controls go, beside how many.
    """
    if how == "stratified":
        return {"scenario": scenario, **_choose_shares(page, meant, row)}
    if how == "by_yield":
        st.session_state.setdefault(_EXPLORE, _EXPLORE_FIRST_PERCENT)
        percent = row.number_input(
            "Drawn evenly from all (%)",
            0,
            100,
            step=5,
            key=_EXPLORE,
            width=220,
            help="For this share it does not matter what came out before; the rest goes by it.",
        )
        return {"scenario": scenario, "explore": (percent or 0) / 100}
    return {"scenario": scenario}


def show_drawn(page: OpenPage, meant: PersonaFilter, how: How, n: int, fields: dict[str, Any]) -> int:
    """Draw a table of what would be drawn, and return how many that are."""
    st.session_state.setdefault(SEED, secrets.randbelow(100_000))
    try:
        settings = DrawSettings.model_validate(fields)
        chosen = choose_personas(
            page.workspace, meant, how=how, n=n, seed=st.session_state[SEED] or 0, settings=settings
        )
    except ValidationError:
        return n  # The editor and the last step say what is wrong.
    except CurationError as error:
        st.info(plain_line(str(error), 600))
        if how != "stratified":
            link_to("map", "To the map", icon="scatter_plot")
        return n
    if chosen.told.rows:
        show_rows(chosen.told.rows, named=settings.attribute or "cluster")
    for sentence in chosen.told.sentences:
        st.caption(plain_line(sentence, 300))
    return len(chosen.ids)


def _choose_shares(page: OpenPage, meant: PersonaFilter, row: DeltaGenerator) -> dict[str, Any]:
    attribute = row.selectbox("Divided by", STRATIFIED_BY, format_func=_attribute_name, key="g_attribute", width=220)
    shares = row.segmented_control(
        "Shares", list(_SHARES), format_func=lambda name: _SHARES[name], default="", required=True, key="g_shares"
    )
    fields: dict[str, Any] = {"attribute": attribute}
    if not shares:
        return fields
    if shares == "equal":
        fields["shares"] = draws.equal_shares(page.workspace, meant, attribute)
    else:
        fields["shares"] = edit_shares(attribute, value_counts(page.workspace, meant, attribute))
    fields["fill_up"] = st.checkbox(
        "Draw from the others what a value lacks",
        key="g_fill_up",
        help="This moves the shares of the others. Otherwise fewer are drawn than you ask for.",
    )
    return fields


def show_rows(rows: Sequence[DrawnRow], *, named: str) -> None:
    """Draw a table of what becomes of each value or cluster; names of clusters are words of personas.

    Args:
        rows: At least one.
        named: What the rows are: an attribute, or `cluster`.
    """
    has_shares = any(row.asked != row.drawn for row in rows)
    has_history = any(row.tried is not None for row in rows)
    shown = [
        {
            _attribute_name(named): cell_text(row.name, 60),
            "Drawn": row.drawn,
            **({"Asked": row.asked} if has_shares else {}),
            "Available": row.available,
            **({"Good": row.good, "Tried": row.tried} if has_history else {}),
        }
        for row in rows
    ]
    most = max(row.drawn for row in rows) or 1
    st.dataframe(
        shown,
        hide_index=True,
        alt="What would be drawn",
        column_config={
            "Available": st.column_config.NumberColumn(help="Active personas meant", format="localized"),
            "Good": st.column_config.NumberColumn(help="Good samples made before", format="localized"),
            "Tried": st.column_config.NumberColumn(help="Samples asked for that got an answer", format="localized"),
            "Drawn": st.column_config.ProgressColumn(
                width=110, min_value=0, max_value=most, format="localized", color="primary"
            ),
        },
    )


def _attribute_name(attribute: str) -> str:
    return attribute.replace("_", " ").capitalize()
