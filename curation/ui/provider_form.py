"""How a provider is set up: where it listens, which models are suggested, how often it may be asked."""

from collections.abc import Sequence
from functools import partial
from typing import Final

import streamlit as st

from curation.providers import PRESETS
from curation.services import providers
from curation.services.provider_findings import Findings, suggested_models
from curation.services.providers import MAX_IN_FLIGHT, CallLimits, ProviderSetup
from curation.ui.page import OpenPage
from curation.ui.provider_models import NAME_CHARS
from curation.ui.safe_text import cell_text, plain_line
from curation.ui.setting_acts import change, change_before, emptiable_box

VENDOR: Final = "OpenAI itself"


def choose_preset(page: OpenPage, setup: ProviderSetup, *, is_asked: bool) -> None:
    """Offer servers on this machine in one click each, which also asks them for their models."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption("On this machine:", width="content")
        for preset in PRESETS:
            is_there = preset.base_url == setup.base_url
            st.button(
                preset.name,
                key=f"preset_{preset.name}",
                type="primary" if is_there else "secondary",
                icon=":material/check:" if is_there else ":material/computer:",
                disabled=is_asked,
                help=f"{preset.base_url}. {preset.note}",
                on_click=_point_to,
                args=(page, setup, preset.base_url, preset.name),
            )
        if setup.base_url:
            st.button(
                VENDOR, key="preset_vendor", disabled=is_asked, on_click=_point_to, args=(page, setup, "", VENDOR)
            )
    for preset in PRESETS:
        if preset.base_url == setup.base_url:
            st.caption(f"{preset.name}: {preset.note}")


def edit_setup(page: OpenPage, setup: ProviderSetup, findings: Findings) -> None:
    """Draw the form of what can be set."""
    name = setup.name
    with st.expander("Set up", icon=":material/tune:", key=f"setup_box_{name}"), st.form(f"setup_{name}", border=False):
        st.session_state.setdefault(f"url_{name}", setup.base_url or "")  # a preset changes both, too
        st.session_state.setdefault(f"models_{name}", list(setup.models))
        base_url = st.text_input("Base URL", placeholder="the vendor's own", key=f"url_{name}")
        st.caption("Empty for the vendor. Else https, or http to this machine or to an allowed host.")
        models = st.multiselect(
            "Models to suggest",
            suggested_models(setup, findings),
            accept_new_options=True,
            format_func=lambda model: cell_text(model, NAME_CHARS),
            placeholder="Choose from the list, or type a name",
            help="They stand first wherever a model is chosen. None: those that are known of the vendor.",
            key=f"models_{name}",
        )
        limits = _edit_limits(name, setup.limits)
        if st.form_submit_button("Save", key=f"save_{name}"):
            change(partial(_save, page, setup, base_url, models, limits), "Saved.")


def _edit_limits(name: str, limits: CallLimits) -> CallLimits:
    left, middle, right = st.columns(3)
    at_once = left.number_input("Calls at once", 1, MAX_IN_FLIGHT, limits.max_in_flight, key=f"at_once_{name}")
    with middle:
        requests = emptiable_box(
            "Requests a minute", limits.requests_per_minute, 1, key=f"rpm_{name}", empty="no limit"
        )
    with right:
        tokens = emptiable_box("Tokens a minute", limits.tokens_per_minute, 1, key=f"tpm_{name}", empty="no limit")
    st.caption(
        "Over all jobs together. Calls at once are the most; fewer are made where the provider asks for patience."
    )
    return CallLimits(int(at_once), requests, tokens)


def _save(page: OpenPage, setup: ProviderSetup, base_url: str, models: Sequence[str], limits: CallLimits) -> None:
    providers.save_provider(page.workspace, setup.name, base_url=base_url, models=models, actor=page.actor)
    providers.save_limits(page.workspace, setup.name, limits, actor=page.actor)


def _point_to(page: OpenPage, setup: ProviderSetup, base_url: str, title: str) -> None:
    """Point to a server and ask it for its models; other models are not its own, so none of those are suggested."""

    def act() -> None:
        providers.save_provider(page.workspace, setup.name, base_url=base_url, models=(), actor=page.actor)
        (there,) = (one for one in providers.list_providers(page.workspace) if one.name == setup.name)
        st.session_state[f"url_{setup.name}"] = there.base_url or ""
        st.session_state[f"models_{setup.name}"] = list(there.models)
        providers.check_provider(page.workspace, setup.name, actor=page.actor, lists_models=True)

    change_before(act, f"Calls go to {plain_line(title, 60)} now. The worker asks it for its models.")
