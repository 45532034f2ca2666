"""Providers on the screen: what the worker found, where they listen, what their models cost."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any, Final

import streamlit as st
from pydantic import ValidationError

from curation.errors import CurationError
from curation.models import DEMO_LABEL
from curation.services import jobs, prices, providers
from curation.services.estimates import usd
from curation.services.prices import PriceDraft
from curation.services.providers import ProviderCheck, ProviderSetup
from curation.ui.nav import go_to
from curation.ui.page import OpenPage
from curation.ui.safe_text import cell_text, plain_line
from curation.ui.widgets import label_badge

_TITLES: Final = {"demo": "Demo", "anthropic": "Anthropic", "openai": "OpenAI, or a server that speaks its interface"}
_DONE: Final = "providers_done"
_EDITOR: Final = "price_editor"


def show_provider(page: OpenPage, setup: ProviderSetup, check: ProviderCheck | None) -> None:
    """Draw one provider: how it stands, where it listens, and the ways to try it."""
    with st.container(border=True):
        st.header(_TITLES[setup.name], anchor=False)
        if setup.name == "demo":
            label_badge(DEMO_LABEL)
            st.caption("Built in: no key, no network, no cost. There is nothing to set.")
            return
        _show_check(setup, check)
        with st.form(f"setup_{setup.name}", border=False):
            base_url = st.text_input(
                "Base URL", setup.base_url or "", placeholder="the vendor's own", key=f"url_{setup.name}"
            )
            st.caption("Empty for the vendor. Else https, or http to this machine or to an allowed host.")
            models = st.text_input("Models to suggest", ", ".join(setup.models), key=f"models_{setup.name}")
            if st.form_submit_button("Save", key=f"save_{setup.name}"):
                _do(lambda: _save(page, setup.name, base_url, models), "Saved.")
        _show_tests(page, setup)


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
                _do(lambda: providers.save_allowed_hosts(page.workspace, hosts, actor=page.actor), "Saved.")


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
            key=_EDITOR + st.session_state.setdefault("price_editor_token", ""),
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
            _do(lambda: _save_prices(page, rows, edited), "The prices are saved.")


def show_done() -> None:
    """Say what the last act did."""
    if said := st.session_state.pop(_DONE, None):
        st.success(said)


def _show_check(setup: ProviderSetup, check: ProviderCheck | None) -> None:
    if check is None:
        st.markdown(
            f":material/help: Not checked yet. The worker looks for **{setup.key_variable}** in its environment "
            "and in its key file; this page never sees the key."
        )
        return
    found = check.found
    if found["is_ready"]:
        with_key = "A key was found." if found["key_found"] else "Without a key."
        st.markdown(f":material/check_circle: **Ready.** {with_key}")
    else:
        st.markdown(f":material/error: **Not ready.** {plain_line(found['problem'], 400)}")
    if call := found.get("call"):
        cost = call.get("cost_usd")
        money = "" if not call["ok"] else " Cost unknown." if cost is None else f" Cost {plain_line(usd(cost))}."
        verb = "answered" if call["ok"] else "did not answer"
        st.markdown(f"{plain_line(call['model'], 80)} {verb}: {plain_line(call['said'], 300)}.{money}")
    st.caption(f"Checked at {check.finished_at}.")


def _show_tests(page: OpenPage, setup: ProviderSetup) -> None:
    with st.container(horizontal=True):
        if st.button("Look for the key", key=f"check_{setup.name}", icon=":material/key:"):
            _check(page, setup.name)
        with st.popover("Try it with one call", icon=":material/bolt:"):
            st.write("One tiny call. It may cost a fraction of a cent.")
            model = st.selectbox(
                "Model",
                list(setup.models),
                accept_new_options=True,
                format_func=lambda name: cell_text(name, 80),
                key=f"try_model_{setup.name}",
            )
            if st.button("Send it", key=f"try_{setup.name}", type="primary", disabled=not model):
                _check(page, setup.name, model=model)


def _check(page: OpenPage, name: str, *, model: str | None = None) -> None:
    """Ask the worker, one question at a time, and watch its job."""
    is_asked = any(
        job.kind == "provider_check" and job.params["provider"] == name
        for job in jobs.list_jobs(page.workspace, only_active=True)
    )
    if is_asked:
        st.info("The worker is already asked; see Jobs.")
        return
    try:
        job_id = providers.check_provider(
            page.workspace, name, with_call=model is not None, model=model, actor=page.actor
        )
    except CurationError as error:
        st.error(plain_line(str(error), 600))
    else:
        go_to("jobs", {"job": job_id})


def _save(page: OpenPage, name: str, base_url: str, models: str) -> None:
    providers.save_provider(page.workspace, name, base_url=base_url, models=models.split(","), actor=page.actor)


def _save_prices(page: OpenPage, before: list[dict[str, Any]], after: list[dict[str, Any]]) -> None:
    """Hand over what differs; the service looks at every value once more."""
    drafts = [_draft(row) for row in after if row not in before]
    kept = {(row["provider"], row["model"]) for row in after}
    removed = [(row["provider"], row["model"]) for row in before if (row["provider"], row["model"]) not in kept]
    prices.set_prices(page.workspace, drafts, removed=removed, actor=page.actor)
    st.session_state["price_editor_token"] = secrets.token_hex(4)


def _draft(row: Mapping[str, Any]) -> PriceDraft:
    return PriceDraft.model_validate({name: value for name, value in row.items() if value is not None})


def _do(act: Callable[[], None], said: str) -> None:
    try:
        act()
    except CurationError as error:
        st.error(plain_line(str(error), 600))
    except ValidationError as error:
        st.error(plain_line("; ".join(f"{p['loc'][0]}: {p['msg']}" for p in error.errors()), 600))
    else:
        st.session_state[_DONE] = said
        st.rerun()
