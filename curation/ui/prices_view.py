"""Prices of models, to be edited, and the hosts to which http is allowed."""

import secrets
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Final

import streamlit as st

from curation.services import prices, providers
from curation.services.prices import PriceDraft
from curation.ui.page import OpenPage
from curation.ui.setting_acts import change

_EDITOR: Final = "price_editor"
_EDITION: Final = "price_editor_edition"


def show_prices(page: OpenPage) -> None:
    """Draw the table of prices, to be edited; what is not in it is unknown."""
    with st.container(border=True):
        st.header("Prices", anchor=False)
        st.caption(
            "US dollars per million tokens. A model without a row has an unknown price: its cost is shown as unknown, "
            "and a budget is refused. Another server than the vendor stands as openai@host."
        )
        rows = [asdict(price) for price in prices.list_prices(page.workspace)]
        edited = st.data_editor(
            rows,
            key=_EDITOR + st.session_state.setdefault(_EDITION, ""),
            num_rows="dynamic",
            hide_index=True,
            height=420,
            alt="Prices of models",
            column_config={
                "provider": st.column_config.TextColumn("Provider", required=True),
                "model": st.column_config.TextColumn("Model", required=True),
                "input_usd_per_mtok": st.column_config.NumberColumn("Input", min_value=0.0, required=True),
                "output_usd_per_mtok": st.column_config.NumberColumn("Output", min_value=0.0, required=True),
                "as_of": st.column_config.TextColumn("As of"),
                "source": st.column_config.TextColumn("Source", width="large"),
            },
        )
        if st.button("Save prices", type="primary", disabled=edited == rows):
            change(lambda: _save_prices(page, rows, edited), "The prices are saved.")


def show_hosts(page: OpenPage) -> None:
    """Draw the hosts to which http is allowed beside this machine."""
    with st.container(border=True):
        st.header("Allowed hosts", anchor=False)
        st.caption("Prompts and the key go to these hosts without encryption. Allow only machines of your own network.")
        with st.form("hosts", border=False):
            written = st.text_input(
                "Hosts", ", ".join(providers.list_allowed_hosts(page.workspace)), placeholder="gpu-server.lan, 10.0.0.7"
            )
            if st.form_submit_button("Save", key="save_hosts"):
                hosts = written.split(",")
                change(lambda: providers.save_allowed_hosts(page.workspace, hosts, actor=page.actor), "Saved.")


def _save_prices(page: OpenPage, before: list[dict[str, Any]], after: list[dict[str, Any]]) -> None:
    """Hand over what differs; the service looks at every value once more."""
    drafts = [_draft(row) for row in after if row not in before]
    kept = {(row["provider"], row["model"]) for row in after}
    removed = [(row["provider"], row["model"]) for row in before if (row["provider"], row["model"]) not in kept]
    prices.set_prices(page.workspace, drafts, removed=removed, actor=page.actor)
    st.session_state[_EDITION] = secrets.token_hex(4)


def _draft(row: Mapping[str, Any]) -> PriceDraft:
    return PriceDraft.model_validate({name: value for name, value in row.items() if value is not None})
