"""What is known of models: what they cost, and whether they keep to a form that is asked for."""

from collections.abc import Mapping
from typing import Final

import streamlit as st

from curation.providers import Price
from curation.services import prices
from curation.services.estimates import usd
from curation.services.prices import price_name
from curation.services.provider_findings import Capability, Findings, suggested_models
from curation.services.providers import ProviderSetup
from curation.ui.page import OpenPage
from curation.ui.safe_text import cell_text, plain_line

NAME_CHARS: Final = 200
"""A name is shown whole: what is chosen from a list is found again by what stands there."""
_TABLE_PX: Final = 320


def choose_model(
    setup: ProviderSetup, findings: Findings, *, key: str, label: str = "Model", help_text: str | None = None
) -> str:
    """Let a reader choose one of the models that are known, or type another; empty where none is chosen."""
    options = suggested_models(setup, findings)
    if options and not st.session_state.get(key):  # a box that was drawn before there were any stays empty by itself
        st.session_state[key] = options[0]
    chosen = st.selectbox(
        label,
        options,
        accept_new_options=True,
        format_func=lambda name: cell_text(name, NAME_CHARS),
        placeholder="Type the name of a model",
        key=key,
        help=help_text,
    )
    return chosen or ""


def prices_of(page: OpenPage, setup: ProviderSetup) -> dict[str, Price]:
    """Return the prices that hold where a provider is reached, by model."""
    name = price_name(setup.name, setup.base_url)
    return {price.model: price for price in prices.list_prices(page.workspace) if price.provider == name}


def price_words(price: Price | None) -> str:
    """Return a price as Markdown that shows it as it is."""
    if price is None:
        return "price unknown"
    cost = f"{usd(price.input_usd_per_mtok)} in and {usd(price.output_usd_per_mtok)} out per million tokens"
    return plain_line(f"{cost}, as of {price.as_of or 'an unknown day'}", 200)


def form_words(capability: Capability | None) -> str:
    """Return in a phrase where the form of a structured answer goes."""
    if capability is None:
        return "structured answers not probed"
    return "keeps to structured answers" if capability.structured else "structured answers by prompt only"


def show_models(page: OpenPage, setup: ProviderSetup, findings: Findings) -> None:
    """Offer the table of the models that are known, folded until wanted."""
    names = list(dict.fromkeys((*suggested_models(setup, findings), *findings.capabilities)))
    box = st.expander(f"Models ({len(names):,})", icon=":material/list:", key=f"box_{setup.name}", on_change="rerun")
    if not box.open:
        return
    with box:
        if findings.models_at:
            st.caption(
                f"{len(findings.models):,} listed by the provider at {findings.models_at}; suggested ones first."
            )
        if not names:
            st.caption("None yet. Ask for the list, or type a name under Set up.")
            return
        known = prices_of(page, setup)
        st.dataframe(
            [_row(name, known.get(name), findings.capabilities) for name in names],
            hide_index=True,
            height=min(_TABLE_PX, 38 + 35 * len(names)),
            column_config={"Price": st.column_config.TextColumn(help="In and out, per million tokens")},
            alt="Models with price and what was probed",
        )


def _row(name: str, price: Price | None, capabilities: Mapping[str, Capability]) -> dict[str, object]:
    found = capabilities.get(name)
    return {
        "Model": cell_text(name, NAME_CHARS),
        "Price": "unknown" if price is None else f"{usd(price.input_usd_per_mtok)} / {usd(price.output_usd_per_mtok)}",
        "As of": "" if price is None else cell_text(price.as_of, 40),
        "Structured": "" if found is None else "yes" if found.structured else "by prompt only",
        "Probe": "not probed" if found is None else f"{found.at}: {cell_text(found.detail, 200)}",
    }
