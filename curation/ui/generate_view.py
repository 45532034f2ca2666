"""The four steps of Generate: what, for whom, by whom, and a look at it before it starts."""

import secrets
from collections.abc import Mapping
from typing import Any, Final

import streamlit as st
from pydantic import ValidationError

from curation.errors import CurationError
from curation.models import DEMO_LABEL, ItemState, PersonaFilter, Template
from curation.personas import VOCABULARY
from curation.services import choosing, generation, personas, providers
from curation.services.estimates import usd
from curation.services.generation import GenerationAsk, Preview
from curation.services.providers import ProviderSetup
from curation.synthesis import SCENARIOS
from curation.ui.lists import filter_box
from curation.ui.nav import link_to
from curation.ui.page import OpenPage
from curation.ui.safe_text import cell_text, plain_line, show_text
from curation.ui.times import duration
from curation.ui.widgets import label_badge, metric_row, url_values

HANDED_OVER: Final = "generate_for"
_TOKEN, _STARTED, _SEED = "generate_token", "generate_started", "g_seed"
_HOW: Final = {"all": "All of them", "random": "Some at random", "farthest": "Some far apart"}
_HOW_TOLD: Final = {
    "all": "One sample for each.",
    "random": "Drawn by the seed, each persona at most once.",
    "farthest": "Chosen one by one, each as unlike those before as possible: more variety from fewer samples.",
}
_PROVIDER_NAMES: Final = {"demo": "Demo", "anthropic": "Anthropic", "openai": "OpenAI or compatible"}
_NARROW: Final = {"languages": "Language", "occupations": "Occupation", "regions": "Region", "tags": "Tag"}


def choose_what(page: OpenPage) -> dict[str, Any]:
    """Let a reader choose the scenario and its variant."""
    by_scenario: dict[str, list[Template]] = {}
    for template in generation.list_templates(page.workspace):
        by_scenario.setdefault(template.scenario, []).append(template)
    titles = {name: SCENARIOS[name].title if name in SCENARIOS else name for name in by_scenario}
    scenario = st.pills(
        "Scenario",
        list(by_scenario),
        default=next(iter(by_scenario)),
        format_func=lambda name: plain_line(titles[name], 40),
        required=True,
        key="g_scenario",
        label_visibility="collapsed",
    )
    if scenario in SCENARIOS:
        st.caption(SCENARIOS[scenario].description)
    variants = {row.variant: row for row in by_scenario[scenario or next(iter(by_scenario))]}
    if len(variants) == 1:
        return {"scenario": scenario, "variant": next(iter(variants))}
    variant = st.segmented_control(
        "Variant",
        list(variants),
        default=next(iter(variants)),
        format_func=lambda name: plain_line(variants[name].title.split(": ", 1)[-1], 60),
        required=True,
        key=f"g_variant_{scenario}",
    )
    return {"scenario": scenario, "variant": variant}


def choose_for_whom(page: OpenPage) -> dict[str, Any]:
    """Let a reader choose the personas: those handed over by another page, or those of a filter."""
    handed = st.session_state.get(HANDED_OVER)
    chosen = PersonaFilter.model_validate(handed) if handed else _narrow(page)
    n_active = choosing.count_active(page.workspace, chosen)
    with st.container(horizontal=True, vertical_alignment="center"):
        where = "your selection" if handed else "the hub" if not chosen.set_fields() else "what you narrowed to"
        st.markdown(f"**{n_active:,} active {'persona' if n_active == 1 else 'personas'}** of {where}")
        if handed:
            st.button("Choose others", icon=":material/close:", type="tertiary", on_click=_forget_selection)
        else:
            link_to("personas", "Select on the Personas page", icon="groups")
    how = st.segmented_control(
        "Which of them",
        list(_HOW),
        default="all" if handed or n_active <= 1 else "random",
        format_func=lambda name: _HOW[name],
        required=True,
        key="g_how" if not handed else "g_how_handed",
    )
    st.caption(_HOW_TOLD[how or "all"])
    if how == "all" or n_active < 1:
        return {"personas": chosen, "how": how}
    most = min(n_active, choosing.MAX_ITEMS)
    n = st.number_input("How many", 1, most, min(50, most), key=f"g_n_{most}", width=220)
    return {"personas": chosen, "how": how, "n": n}


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
    return {"provider": name, **_model_row(setups[name])}


def show_estimate(shown: Preview, budget_usd: float | None) -> None:
    """Draw what the job will do, in numbers."""
    guess = shown.estimate
    cost = "unknown" if guess.cost_low_usd is None else _range(guess.cost_low_usd, guess.cost_high_usd or 0.0)
    if guess.input_tokens is None:
        cost = "free"
    time = "not known yet" if guess.seconds is None else f"≈ {duration(guess.seconds)}"
    metric_row({"Samples": shown.n, "Cost": cost, "Time": time})
    if guess.input_tokens is not None and guess.output_tokens is not None:
        st.caption(f"About {guess.input_tokens:,} tokens in and {guess.output_tokens:,} tokens out.")
    if guess.no_price_for:
        st.caption(f"No price is known for {plain_line(guess.no_price_for, 80)}; an admin can set it under Providers.")
    elif guess.cost_high_usd:
        st.caption("The first number is what to expect; the second is the most that these calls can cost.")
    if budget_usd is not None and (guess.cost_high_usd or 0.0) > budget_usd:
        st.caption(f"Should the answers be that long, the job ends when {plain_line(usd(budget_usd))} are used up.")
    for reason, count in shown.left_out.items():
        st.caption(f"{count:,} left out: {plain_line(reason, 120)}.")


def show_prompts(shown: Preview) -> None:
    """Draw three prompts as they will be sent, each with its persona."""
    st.markdown("**As they will be sent**")
    for tab, prompt in zip(
        st.tabs([f"Persona {prompt.persona_id}" for prompt in shown.prompts]), shown.prompts, strict=True
    ):
        with tab:
            st.caption(plain_line(prompt.persona, 300))
            show_text(prompt.prompt, mode="plain", key=f"prompt_{prompt.persona_id}")


def start_button(page: OpenPage, ask: GenerationAsk, n: int) -> None:
    """Draw the button that starts the job, or where it is once it was pressed.

    The token is a part of the button's identity, so that a second click, which
    the browser sends for the button it still shows, asks for the same job.
    """
    started = st.session_state.get(_STARTED)
    if started is not None and started[0] == ask:
        _show_started(started[1])
        return
    token = st.session_state.setdefault(_TOKEN, secrets.token_hex(16))
    st.button(
        f"Make {n:,} {'sample' if n == 1 else 'samples'}",
        key=f"make_{token}",
        type="primary",
        icon=":material/auto_awesome:",
        on_click=_start,
        args=(page, ask, token),
    )
    if problem := st.session_state.pop("generate_problem", None):
        st.error(plain_line(problem, 600))


def read_ask(fields: Mapping[str, Any]) -> GenerationAsk | str:
    """Return what the steps say, or the sentence why it cannot be."""
    try:
        return GenerationAsk.model_validate(dict(fields))
    except ValidationError as error:
        return "; ".join(f"{'.'.join(map(str, problem['loc']))}: {problem['msg']}" for problem in error.errors())


def _narrow(page: OpenPage) -> PersonaFilter:
    values = {name: url_values(f"g_{name}") for name in _NARROW}
    active = PersonaFilter.model_validate({**values, "states": (ItemState.ACTIVE,)})
    filter_box(
        "g_",
        _NARROW,
        lambda: personas.persona_facets(page.workspace, active),
        lambda: {"occupations": VOCABULARY["occupation"], "regions": VOCABULARY["region"]},
    )
    return active.changed(states=())


def _model_row(setup: ProviderSetup) -> dict[str, Any]:
    model = st.selectbox(
        "Model",
        list(setup.models),
        accept_new_options=True,
        format_func=lambda name: cell_text(name, 80),
        key=f"g_model_{setup.name}",
        help="One of these, or type the name of another.",
    )
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
    return {"model": model or "", "params": params, "budget_usd": budget, "seed": seed}


def _seed_box() -> int:
    st.session_state.setdefault(_SEED, secrets.randbelow(100_000))
    return int(
        st.number_input(
            "Seed", 0, generation.MAX_SEED, key=_SEED, width=220, help="The same seed chooses the same personas again."
        )
        or 0
    )


def _tell_of_key(page: OpenPage, name: str) -> None:
    check = providers.last_checks(page.workspace).get(name)
    if check is None:
        st.caption("The worker looks for the key when the job starts.")
    elif check.found["is_ready"]:
        st.caption(f"Checked at {check.finished_at}: ready.")
    else:
        st.warning(f"Checked at {check.finished_at}: {plain_line(check.found['problem'] or 'not ready', 300)}")


def _range(low: float, high: float) -> str:
    return usd(low) if high <= low else f"{usd(low)} to {usd(high)}"


def _start(page: OpenPage, ask: GenerationAsk, token: str) -> None:
    """Put the job into the queue; this runs before the page is drawn again."""
    try:
        job_id = generation.start_generation(page.workspace, ask, actor=page.actor, client_token=token)
    except CurationError as error:
        st.session_state["generate_problem"] = str(error)
        return
    st.session_state[_STARTED] = (ask, job_id)
    st.session_state[_TOKEN] = secrets.token_hex(16)


def _show_started(job_id: int) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.success(f"Job {job_id} is in the queue. You can leave this page; the worker goes on.", width="stretch")
        link_to("jobs", "Watch it", icon="pending_actions", query={"job": job_id})
        st.button("Make others", icon=":material/casino:", on_click=_renew_seed, help="With a new seed")


def _renew_seed() -> None:
    st.session_state[_SEED] = secrets.randbelow(100_000)
    st.session_state.pop(_STARTED, None)


def _forget_selection() -> None:
    st.session_state.pop(HANDED_OVER, None)
