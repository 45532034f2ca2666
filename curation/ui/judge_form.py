"""The form that has a model judge: what, by whom, what it costs, and the button that starts it."""

import secrets
from typing import Any, Final

import streamlit as st

from curation.errors import CurationError
from curation.models import DEMO_LABEL, SampleFilter
from curation.services import comparison_sets, judging, provider_findings, providers
from curation.services.judge_plan import ENOUGH_SHARED, JudgeAsk
from curation.services.permissions import may
from curation.synthesis import SCENARIOS
from curation.ui.nav import link_to
from curation.ui.page import OpenPage
from curation.ui.provider_models import choose_model, form_words, price_words, prices_of
from curation.ui.safe_text import cell_text, plain_line
from curation.ui.start_job import read_ask, show_estimate
from curation.ui.widgets import label_badge, show_error

SAMPLES, PAIRS = "samples", "pairs"
_WHAT: Final = {SAMPLES: "Samples", PAIRS: "Pairs of a set"}
_PROVIDER_NAMES: Final = {"demo": "Demo", "anthropic": "Anthropic", "openai": "OpenAI or compatible"}
_TOKEN, _STARTED, _PROBLEM, _OPEN = "judge_token", "judge_started", "judge_problem", "judge_open"


def judge_box(page: OpenPage, *, is_open: bool) -> None:
    """Offer to have a model judge, folded until wanted where there are judges; only for those who may spend money.

    How it is at first stays for the session: the first job makes the first judge, and must not fold what says so.
    """
    if not may(page.actor.role, "generate"):
        return
    box = st.expander(
        "Have a model judge",
        icon=":material/gavel:",
        key="judge_box",
        expanded=st.session_state.setdefault(_OPEN, is_open),
        on_change="rerun",
    )
    if not box.open:
        return
    with box:
        fields = _choose_what(page)
        if fields is None:
            return
        ask = read_ask(JudgeAsk, {**fields, **_choose_by_whom(page)})
        if isinstance(ask, str):
            st.caption(plain_line(ask, 300))
            return
        _offer(page, ask)


def _choose_what(page: OpenPage) -> dict[str, Any] | None:
    """Let a reader choose what is judged; None where there is nothing of the kind."""
    what = st.segmented_control(
        "What it judges", list(_WHAT), default=SAMPLES, format_func=_WHAT.__getitem__, required=True, key="judge_what"
    )
    chosen = _choose_set(page) if what == PAIRS else _choose_samples()
    if chosen is None:
        return None
    left, middle, right = st.columns(3, vertical_alignment="bottom")
    n = left.number_input("At most", 1, 10_000, 50, 10, key="judge_n", help="Drawn at random, by the seed of the job.")
    only = middle.checkbox(
        "Only what people judged",
        key="judge_only",
        help=f"So that both can be compared: {ENOUGH_SHARED} samples that both have judged say something.",
    )
    again = right.checkbox("Also what it judged before", key="judge_again")
    return {**chosen, "n": n, "only_judged_by_people": only, "again": again}


def _choose_samples() -> dict[str, Any]:
    scenarios = st.multiselect(
        "Scenarios", list(SCENARIOS), format_func=_title, placeholder="All", key="judge_scenarios"
    )
    hides = st.checkbox("Hide the persona from the judge", key="judge_hides")
    return {"samples": SampleFilter(scenarios=tuple(scenarios)), "shows_persona": not hides}


def _title(scenario: str) -> str:
    return SCENARIOS[scenario].title


def _choose_set(page: OpenPage) -> dict[str, Any] | None:
    sets = {row.id: row for row in comparison_sets.list_sets(page.workspace, actor=page.actor, is_open=True)}
    if not sets:
        st.caption("There is no open set of pairs. Make one on the page Compare.")
        return None
    chosen = st.selectbox(
        "Comparison set", list(sets), format_func=lambda key: cell_text(sets[key].name, 100), key="judge_set"
    )
    st.caption("Each pair is shown twice, with its sides swapped. A choice that turns with them counts as a tie.")
    return {"set_id": chosen}


def _choose_by_whom(page: OpenPage) -> dict[str, Any]:
    setups = {setup.name: setup for setup in providers.list_providers(page.workspace)}
    name = st.segmented_control(
        "Judge",
        list(setups),
        default="demo",
        format_func=lambda key: _PROVIDER_NAMES[key],
        required=True,
        key="judge_provider",
    )
    if name is None or name == "demo":
        label_badge(DEMO_LABEL)
        st.caption("It counts words and failed checks: free, to try the whole way.")
        return {"provider": "demo"}
    setup = setups[name]
    findings = provider_findings.list_findings(page.workspace)[setup.name]
    left, right = st.columns([2, 1], vertical_alignment="bottom")
    with left:
        model = choose_model(setup, findings, key=f"judge_model_{name}")
    budget = right.number_input("Budget (US dollars)", 0.01, None, None, 1.0, placeholder="no cap", key="judge_budget")
    if model:
        told = [price_words(prices_of(page, setup).get(model)), form_words(findings.capabilities.get(model))]
        st.caption(" · ".join(told))
    return {"provider": name, "model": model, "budget_usd": budget}


def _offer(page: OpenPage, ask: JudgeAsk) -> None:
    """Draw what it will cost and what to beware of, and the button."""
    if _show_started(ask):
        return
    try:
        found = judging.preview(page.workspace, ask)
    except CurationError as error:
        show_error(error)
        return
    noun = "Pairs" if ask.set_id else "Samples"
    counts = {noun: found.n, "Calls": found.n_calls}
    show_estimate(counts, found.estimate, left_out=found.left_out, budget_usd=ask.budget_usd)
    for warning in found.warnings:
        st.warning(plain_line(warning, 400))
    token = st.session_state.setdefault(_TOKEN, secrets.token_hex(16))
    label = f"Judge {found.n:,} {noun.lower() if found.n > 1 else noun.lower().removesuffix('s')}"
    st.button(
        label, key=f"judge_{token}", type="primary", icon=":material/gavel:", on_click=_start, args=(page, ask, token)
    )
    if problem := st.session_state.pop(_PROBLEM, None):
        st.error(plain_line(problem, 600))


def _show_started(ask: JudgeAsk) -> bool:
    started = st.session_state.get(_STARTED)
    if started is None or started[0] != ask:
        return False
    with st.container(horizontal=True, vertical_alignment="center"):
        st.success(f"Job {started[1]} is in the queue. You can leave this page; the worker goes on.", width="stretch")
        link_to("jobs", "Watch it", icon="pending_actions", query={"job": started[1]})
    return True


def _start(page: OpenPage, ask: JudgeAsk, token: str) -> None:
    """Put the job into the queue; this runs before the page is drawn again."""
    try:
        job_id = judging.start_judging(page.workspace, ask, actor=page.actor, client_token=token)
    except CurationError as error:
        st.session_state[_PROBLEM] = str(error)
        return
    st.session_state[_STARTED] = (ask, job_id)
    st.session_state[_TOKEN] = secrets.token_hex(16)
