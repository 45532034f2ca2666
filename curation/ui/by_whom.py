"""By whom something is made: the provider and its model, what is asked of it, the budget and the seed."""

import secrets
from typing import Any, Final

import streamlit as st

from curation.models import DEMO_LABEL
from curation.services import provider_findings, providers
from curation.services.calls import MAX_SEED
from curation.services.provider_findings import Findings
from curation.services.providers import ProviderSetup
from curation.ui.page import OpenPage
from curation.ui.provider_models import choose_model, form_words, price_words, prices_of
from curation.ui.safe_text import plain_line
from curation.ui.widgets import label_badge

SEED: Final = "g_seed"
_PROVIDER_NAMES: Final = {"demo": "Demo", "anthropic": "Anthropic", "openai": "OpenAI or compatible"}


def choose_by_whom(page: OpenPage) -> dict[str, Any]:
    """Let a reader choose the model, what is asked of it, and how much it may cost."""
    setups = {setup.name: setup for setup in providers.list_providers(page.workspace)}
    name = st.segmented_control(
        "Provider",
        list(setups),
        default="demo",
        format_func=lambda key: _PROVIDER_NAMES[key],
        required=True,
        key="g_provider",
        label_visibility="collapsed",
    )
    if name is None or name == "demo":
        label_badge(DEMO_LABEL)
        st.caption("No language model writes this: texts by rule, at once, free, to try the whole way.")
        return {"provider": "demo", "seed": _seed_box()}
    _tell_of_key(page, name)
    return {"provider": name, **_model_row(page, setups[name])}


def renew_seed() -> None:
    """Draw another seed, so that the same choices give others."""
    st.session_state[SEED] = secrets.randbelow(100_000)


def _model_row(page: OpenPage, setup: ProviderSetup) -> dict[str, Any]:
    findings = provider_findings.list_findings(page.workspace)[setup.name]
    model = choose_model(
        setup, findings, key=f"g_model_{setup.name}", help_text="One of these, or type the name of another."
    )
    _tell_of_model(page, setup, findings, model)
    left, middle, right, last = st.columns(4)
    temperature = left.number_input(
        "Temperature", 0.0, 2.0, None, 0.1, placeholder="the model's own", key="g_temperature"
    )
    longest = middle.number_input("Longest answer (tokens)", 16, 64_000, 2_048, 256, key="g_tokens")
    budget = right.number_input(
        "Budget (US dollars)",
        0.01,
        None,
        None,
        1.0,
        placeholder="no cap",
        key="g_budget",
        help="The job never spends more.",
    )
    with last:
        seed = _seed_box()
    params = {"temperature": temperature, "max_output_tokens": longest}
    return {"model": model, "params": params, "budget_usd": budget, "seed": seed}


def _tell_of_model(page: OpenPage, setup: ProviderSetup, findings: Findings, model: str) -> None:
    """Say in a line what the model costs, whether it keeps to a form, and how often the provider is asked."""
    told = [setup.limits.in_words]
    if model:
        told = [price_words(prices_of(page, setup).get(model)), form_words(findings.capabilities.get(model)), *told]
    line = " · ".join(told)
    st.caption(f"{line[:1].upper()}{line[1:]}.")


def _seed_box() -> int:
    st.session_state.setdefault(SEED, secrets.randbelow(100_000))
    help_text = "The same seed draws the same of the same hub again."
    return int(st.number_input("Seed", 0, MAX_SEED, key=SEED, width=220, help=help_text) or 0)


def _tell_of_key(page: OpenPage, name: str) -> None:
    check = providers.last_checks(page.workspace).get(name)
    if check is None:
        st.caption("The worker looks for the key when the job starts.")
    elif check.found["is_ready"]:
        st.caption(f"Checked at {check.finished_at}: ready.")
    else:
        st.warning(f"Checked at {check.finished_at}: {plain_line(check.found['problem'] or 'not ready', 300)}")
