"""Providers on the screen: which is ready, with which key, where it points, and the ways to try it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import streamlit as st

from curation.models import DEMO_LABEL
from curation.providers import PRESETS
from curation.services import provider_findings, providers
from curation.services.estimates import usd
from curation.services.provider_findings import Findings
from curation.services.providers import ProviderCheck, ProviderSetup
from curation.ui.jobs_view import show_worker
from curation.ui.page import OpenPage
from curation.ui.provider_form import choose_preset, edit_setup
from curation.ui.provider_models import choose_model, price_words, prices_of, show_models
from curation.ui.safe_text import plain_line
from curation.ui.setting_acts import change_before
from curation.ui.widgets import Colour, label_badge
from curation.workspace import current_holder

_TITLES: Final = {"demo": "Demo", "anthropic": "Anthropic", "openai": "OpenAI or a compatible server"}

_WIDTHS: Final = (0.32, 0.28, 0.16, 0.24)


@dataclass(frozen=True, slots=True)
class _Shown:
    """What is known of one provider; `is_asked`: the worker is looking now."""

    setup: ProviderSetup
    check: ProviderCheck | None
    findings: Findings
    is_asked: bool

    @property
    def found(self) -> Mapping[str, Any]:
        """What the last check found; nothing where there was none."""
        return self.check.found if self.check else {}


def show_providers(page: OpenPage) -> None:
    """Draw every provider as a card of its own; while the worker is asked, look until it has answered."""
    checks, findings = providers.last_checks(page.workspace), provider_findings.list_findings(page.workspace)
    under_way = providers.checks_under_way(page.workspace)
    for setup in providers.list_providers(page.workspace):
        shown = _Shown(setup, checks.get(setup.name), findings[setup.name], setup.name in under_way)
        with st.container(border=True, gap="small"):
            if setup.name == "demo":
                _show_demo()
            else:
                _show_card(page, shown)
    if under_way:
        st.fragment(_wait_for_worker, run_every="1s")(page, under_way)


def _show_demo() -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        _head("demo", "Ready", "green", "check_circle")
        label_badge(DEMO_LABEL)
    st.caption("Writes by rule, to try the whole way: no key, no network, no cost. There is nothing to set.")


def _show_card(page: OpenPage, shown: _Shown) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        _head(shown.setup.name, *_status(shown))
    _show_facts(shown)
    _show_findings(shown)
    if shown.setup.name == "openai":
        choose_preset(page, shown.setup, is_asked=shown.is_asked)
    _show_acts(page, shown)
    show_models(page, shown.setup, shown.findings)
    edit_setup(page, shown.setup, shown.findings)


def _head(name: str, status: str, colour: Colour, icon: str) -> None:
    st.header(_TITLES[name], anchor=False, width="content")
    st.badge(status, color=colour, icon=f":material/{icon}:")


def _status(shown: _Shown) -> tuple[str, Colour, str]:
    if shown.is_asked:
        return "The worker is looking", "blue", "hourglass_top"
    if shown.check is None:
        return "Not checked yet", "gray", "help"
    if not shown.found["is_ready"]:
        return "Not ready", "red", "error"
    if not any(shown.found.get(part, {}).get("ok") for part in ("models", "call", "probe")):
        return "Key found, not tried yet" if shown.found["key_found"] else "Not tried yet", "blue", "help"
    return "Ready", "green", "check_circle"


def _show_facts(shown: _Shown) -> None:
    """Draw the four things to know: the key by its name, the address, the models, the limits."""
    setup, findings = shown.setup, shown.findings
    models = f"{len(findings.models):,} listed" if findings.models_at else f"{len(setup.models):,} suggested"
    facts = {"Key": _key_words(shown), "Points to": _address_words(setup), "Models": models}
    for column, (name, value) in zip(
        st.columns(_WIDTHS), (facts | {"Limits": setup.limits.in_words}).items(), strict=True
    ):
        with column.container(gap=None):
            st.caption(name)
            st.markdown(plain_line(value, 300))


def _key_words(shown: _Shown) -> str:
    """Say which key was found, by the name of its variable only."""
    variable, found = shown.setup.key_variable, shown.found
    if found.get("key_found"):
        where = {"environment": "in the worker's environment", "key file": "in the key file"}.get(
            found.get("key_in", "")
        )
        return f"{variable} found" + (f" {where}" if where else "")
    if found.get("key_found") is False:
        return f"No {variable} found" if not found["is_ready"] else f"None; {variable} is not set"
    return f"{variable}, not looked for yet"


def _address_words(setup: ProviderSetup) -> str:
    if setup.base_url is None:
        return "The vendor itself"
    served_by = next((preset.name for preset in PRESETS if preset.base_url == setup.base_url), "")
    return f"{served_by} at {setup.base_url}" if served_by else setup.base_url


def _show_findings(shown: _Shown) -> None:
    """Draw what the last checks said, beyond that it is ready."""
    if shown.check is None:
        return
    found = shown.found
    if found.get("problem"):
        st.markdown(f":material/error: {plain_line(found['problem'], 400)}")
    listed, call, probe = (found.get(part) or {} for part in ("models", "call", "probe"))
    if listed and not listed["ok"]:
        st.markdown(f":material/error: No list of models: {plain_line(listed['said'], 300)}")
    if call:
        verb = "answered" if call["ok"] else "did not answer"
        st.markdown(_said(call["ok"], f"{_name(call)} {verb}: {plain_line(call['said'], 300)}{_cost_words(call)}"))
    if probe:
        st.markdown(
            _said(probe["ok"], f"Probe of {_name(probe)}: {plain_line(probe['said'], 400)}{_cost_words(probe)}")
        )
        if probe["ok"] and not probe["structured"]:
            st.caption(
                "Jobs write the form into the prompt of this model, and ask once more where the answer is not of it."
            )
    st.caption(f"Checked at {shown.check.finished_at}.")


def _said(ok: bool, text: str) -> str:
    return f":material/{'check' if ok else 'error'}: {text}"


def _name(told: Mapping[str, Any]) -> str:
    return plain_line(str(told["model"]), 80)


def _cost_words(told: Mapping[str, Any]) -> str:
    if not told["ok"]:
        return ""
    cost = told.get("cost_usd")
    return " Cost unknown." if cost is None else f" Cost {plain_line(usd(cost))}."


def _show_acts(page: OpenPage, shown: _Shown) -> None:
    """Draw the ways to try a provider, from what sends nothing to what is billed."""
    name = shown.setup.name
    ask = partial(_ask_worker, page, name)
    with st.container(horizontal=True, gap="small"):
        st.button(
            "Look for the key",
            key=f"check_{name}",
            icon=":material/key:",
            disabled=shown.is_asked,
            help="Sends nothing.",
            on_click=ask,
        )
        st.button(
            "List models",
            key=f"list_{name}",
            icon=":material/list:",
            disabled=shown.is_asked,
            help="One request, of which nothing is billed.",
            on_click=partial(ask, lists_models=True),
        )
        with st.popover("Test a model", icon=":material/bolt:", disabled=shown.is_asked):
            _offer_calls(page, shown, ask)


def _offer_calls(page: OpenPage, shown: _Shown, ask: partial[None]) -> None:
    name = shown.setup.name
    model = choose_model(shown.setup, shown.findings, key=f"try_model_{name}")
    if model:
        st.caption(f"{price_words(prices_of(page, shown.setup).get(model)).capitalize()}.")
    is_off = not model or shown.is_asked
    st.button(
        "Test: send one call",
        key=f"try_{name}",
        type="primary",
        disabled=is_off,
        on_click=partial(ask, with_call=True, model=model),
    )
    st.caption("It may cost a fraction of a cent: one short question, at most 64 tokens of answer.")
    st.button(
        "Probe structured answers",
        key=f"probe_{name}",
        disabled=is_off,
        on_click=partial(ask, probes=True, model=model),
    )
    st.caption("One call, at most 1,024 tokens of answer: does the model keep to a JSON form that it is told of?")


def _ask_worker(page: OpenPage, name: str, **what: Any) -> None:  # noqa: ANN401 - as `check_provider` takes it
    """Ask the worker, one question at a time; this runs before the page is drawn again."""
    if name in providers.checks_under_way(page.workspace):
        return
    change_before(
        lambda: providers.check_provider(page.workspace, name, actor=page.actor, **what), "The worker is asked."
    )


def _wait_for_worker(page: OpenPage, under_way: Mapping[str, int]) -> None:
    """Draw the page anew as soon as the worker has answered; where there is none, say so."""
    if providers.checks_under_way(page.workspace) != under_way:
        st.rerun()
    if current_holder(page.workspace.worker_lock) is None:
        show_worker(page, is_needed=True)
