"""The form of a trial: what differs, for whom, what it costs, and the button that starts all arms at once."""

import secrets
from typing import Any, Final

import streamlit as st

from curation.errors import CurationError
from curation.models import PersonaFilter
from curation.services import choosing, personas, trials
from curation.services.calls import MAX_SEED
from curation.services.make_personas import ShownCall
from curation.services.trials import MAX_ROWS, MIN_ARMS, TrialAsk, TrialPreview
from curation.ui.for_whom import HANDED_OVER
from curation.ui.nav import link_to
from curation.ui.page import OpenPage
from curation.ui.safe_text import plain_line
from curation.ui.start_job import read_ask, show_estimate, show_prompts
from curation.ui.trial_arms import Arms, choose_arms
from curation.ui.widgets import empty_state

TRIAL: Final = "trial"
"""Under which name the address says which trial is read."""
_TOKEN, _PROBLEM, _SEED = "trial_token", "trial_problem", "t_seed"
# Streamlit writes white on a chosen option also where the dark theme's colour is light (WCAG AA).
_HOW: Final = {"random": "At random", "farthest": "Far apart"}
_N_FIRST: Final = 5


def show_form(page: OpenPage) -> None:
    """Draw the steps to a trial."""
    if not personas.count_personas(page.workspace):
        with empty_state("Nobody to write for yet", "Samples are made from personas, and the hub has none."):
            link_to("sources", "Import personas", icon="upload_file")
        return
    with st.container(border=True):
        st.header("1 · What differs", anchor=False)
        arms = choose_arms(page)
    with st.container(border=True):
        st.header("2 · For whom", anchor=False)
        fields = _choose_for_whom(page)
    with st.container(border=True):
        st.header("3 · Check and start", anchor=False)
        settings, params = _choose_settings(is_free=all(arm["provider"] == "demo" for arm in arms))
        if len(arms) < MIN_ARMS:
            st.info("Choose at least two that are compared.")
            return
        asked = {**fields, **settings, "arms": [{**arm, "params": params} for arm in arms]}
        _check_and_start(page, read_ask(TrialAsk, asked), arms)


def _choose_for_whom(page: OpenPage) -> dict[str, Any]:
    handed = st.session_state.get(HANDED_OVER)
    chosen = PersonaFilter.model_validate(handed) if handed else PersonaFilter()
    n_active = choosing.count_active(page.workspace, chosen)
    with st.container(horizontal=True, vertical_alignment="center"):
        where = "your selection" if handed else "the hub"
        st.markdown(f"**{n_active:,} active {'persona' if n_active == 1 else 'personas'}** of {where}")
        link_to("personas", "Select on the Personas page", icon="groups")
    most = max(min(n_active, MAX_ROWS), 1)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        n = st.number_input("How many", 1, most, min(_N_FIRST, most), key=f"t_n_{most}", width=180)
        how = st.segmented_control(
            "Which of them", list(_HOW), default="random", format_func=_HOW.__getitem__, required=True, key="t_how"
        )
    st.caption(f"As many as one reads side by side, at most {MAX_ROWS}: enough to see what a prompt does, too few to"
               " show small differences.")  # fmt: skip
    return {"personas": chosen, "n": n, "how": how or "random"}


def _choose_settings(*, is_free: bool) -> tuple[dict[str, Any], dict[str, Any]]:
    """Let a reader choose how; return what the trial is told and what the models are told."""
    st.session_state.setdefault(_SEED, secrets.randbelow(100_000))
    is_blind = st.toggle(
        "Blind", key="t_blind", help="The texts stand as A, B and so on, in another order for each persona."
    )
    with st.container(horizontal=True):
        seed = st.number_input("Seed", 0, MAX_SEED, key=_SEED, width=180, help="Of the draw and of each row.")
        settings: dict[str, Any] = {"seed": seed, "is_blind": is_blind}
        if is_free:
            return settings, {}
        temperature = st.number_input(
            "Temperature", 0.0, 2.0, None, 0.1, placeholder="the model's own", key="t_temperature", width=180
        )
        longest = st.number_input("Longest answer (tokens)", 16, 64_000, 2_048, 256, key="t_tokens", width=180)
        budget = st.number_input(
            "Budget (US dollars)", 0.01, None, None, 1.0, placeholder="no cap", key="t_budget", width=180,
            help="All arms together never spend more.",
        )  # fmt: skip
    return {**settings, "budget_usd": budget}, {"temperature": temperature, "max_output_tokens": longest}


def _check_and_start(page: OpenPage, ask: TrialAsk | str, arms: Arms) -> None:
    if isinstance(ask, str):
        st.error(plain_line(ask, 600))
        return
    try:
        shown = trials.preview_trial(page.workspace, ask)
    except CurationError as error:
        st.info(plain_line(str(error), 600))
        return
    counts = {"Personas": len(shown.persona_ids), "Samples": shown.n}
    show_estimate(counts, shown.estimate, left_out=shown.left_out, budget_usd=ask.budget_usd)
    token = st.session_state.setdefault(_TOKEN, secrets.token_hex(16))
    st.button(
        f"Try {len(arms)} side by side",
        key=f"try_{token}",
        type="primary",
        icon=":material/compare:",
        on_click=_start,
        args=(page, ask, token),
    )
    if problem := st.session_state.pop(_PROBLEM, None):
        st.error(plain_line(problem, 600))
    show_prompts(_shown_calls(shown))


def _shown_calls(shown: TrialPreview) -> list[ShownCall]:
    return [ShownCall(plain_line(arm.name, 60), arm.prompt.persona, arm.prompt.prompt) for arm in shown.arms]


def _start(page: OpenPage, ask: TrialAsk, token: str) -> None:
    """Put the jobs into the queue and go to the trial; this runs before the page is drawn again.

    The token is a part of the button's identity, so that a second click, which
    the browser sends for the button it still shows, asks for the same trial.
    """
    try:
        found = trials.start_trial(page.workspace, ask, actor=page.actor, client_token=token)
    except CurationError as error:
        st.session_state[_PROBLEM] = str(error)
        return
    st.session_state[_TOKEN] = secrets.token_hex(16)
    st.query_params[TRIAL] = found
