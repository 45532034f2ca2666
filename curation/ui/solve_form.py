"""The form that has problems solved again: by whom, in which style, what it costs, and the button that starts it."""

import secrets
from collections.abc import Sequence
from typing import Final

import streamlit as st

from curation.errors import CurationError
from curation.models import SampleFilter, SolverStyle
from curation.services import provider_findings, providers, solving
from curation.services.permissions import may
from curation.services.provider_findings import suggested_models
from curation.services.solve_plan import MAX_RUNS, MIN_RUNS, SolveAsk, SolverRun
from curation.ui.nav import link_to
from curation.ui.page import OpenPage
from curation.ui.safe_text import cell_text, plain_line
from curation.ui.start_job import read_ask, show_estimate
from curation.ui.widgets import show_error

_STYLES: Final = {SolverStyle.ASSISTANT: "in words", SolverStyle.PROGRAM: "by a program"}
_N_FIRST: Final = 3
_TOKEN, _STARTED, _PROBLEM = "solve_token", "solve_started", "solve_problem"


def solve_box(page: OpenPage, meant: SampleFilter, count_text: str = "") -> None:
    """Offer to have problems solved by independent runs, folded until wanted; only for those who may spend money.

    Args:
        page: Where it stands.
        meant: Which samples.
        count_text: How many these are, as people read it; empty for the one whose page this is.
    """
    if not may(page.actor.role, "generate"):
        return
    box = st.expander("Solve again", icon=":material/calculate:", key="solve_box", on_change="rerun")
    if not box.open:
        return
    with box:
        st.caption(
            f"Independent runs solve {_what(count_text)}. Where at least two agree and no other answer has as many, a"
            " problem is agreed; the others come first in the review queue."
        )
        runs, settings = _choose_runs(page), _settings(is_one=not count_text)
        ask = runs if isinstance(runs, str) else read_ask(SolveAsk, {"samples": meant, "runs": runs, **settings})
        if isinstance(ask, str):
            st.caption(plain_line(ask, 300))
            return
        _offer(page, ask)


def _choose_runs(page: OpenPage) -> Sequence[SolverRun] | str:
    """Let a reader choose who solves, run by run; a text says what is wrong with the choice."""
    why_none = solving.why_no_programs()
    styles = [SolverStyle.ASSISTANT] if why_none else list(SolverStyle)
    options = _options(page, styles)
    n = st.segmented_control(
        "Runs of each problem", range(MIN_RUNS, MAX_RUNS + 1), default=_N_FIRST, required=True, key="solve_n"
    )
    chosen = [
        column.selectbox(
            f"Run {number + 1}",
            options,
            index=number % len(styles),
            format_func=_name_of,
            key=f"solve_run_{number}",
            accept_new_options=True,
            help="One of these, or type another as PROVIDER:MODEL:STYLE." if number == 0 else None,
        )
        for number, column in enumerate(st.columns(n or _N_FIRST))
    ]
    if why_none:
        st.caption(f":material/info: {plain_line(why_none, 300)}")
    try:
        return [SolverRun.parse(written or "") for written in chosen]
    except ValueError as error:
        return str(error)


def _options(page: OpenPage, styles: Sequence[SolverStyle]) -> list[str]:
    """Return the runs that are offered: by each model that is known here or at its provider, in each style."""
    findings = provider_findings.list_findings(page.workspace)
    return [
        str(SolverRun(provider=setup.name, model=model, style=style))
        for setup in providers.list_providers(page.workspace)
        for model in (("",) if setup.name == "demo" else suggested_models(setup, findings[setup.name]))
        for style in styles
    ]


def _name_of(written: str) -> str:
    try:
        run = SolverRun.parse(written)
    except ValueError:
        return cell_text(written, 80)
    return cell_text(f"{run.model_name} {_STYLES[run.style]} ({run.provider})", 80)


def _what(count_text: str) -> str:
    return f"the maths problems among these {plain_line(count_text, 20)}" if count_text else "this problem"


def _settings(*, is_one: bool) -> dict[str, object]:
    left, right = st.columns(2, vertical_alignment="bottom")
    budget = left.number_input("Budget (US dollars)", 0.01, None, None, 1.0, placeholder="no cap", key="solve_budget")
    again = is_one or right.checkbox("Also those that have a verdict", key="solve_again")
    return {"budget_usd": budget, "again": again}


def _offer(page: OpenPage, ask: SolveAsk) -> None:
    """Draw what it will cost and what to beware of, and the button."""
    if _show_started(ask):
        return
    try:
        found = solving.preview(page.workspace, ask)
    except CurationError as error:
        show_error(error)
        return
    counts = {"Problems": found.n, "Runs": found.n * len(ask.runs)}
    show_estimate(counts, found.estimate, left_out=found.left_out, budget_usd=ask.budget_usd)
    for warning in found.warnings:
        st.warning(plain_line(warning, 400))
    token = st.session_state.setdefault(_TOKEN, secrets.token_hex(16))
    label = "Solve this problem" if found.n == 1 else f"Solve {found.n:,} problems"
    st.button(label, key=f"solve_{token}", type="primary", on_click=_start, args=(page, ask, token))
    if problem := st.session_state.pop(_PROBLEM, None):
        st.error(plain_line(problem, 600))


def _show_started(ask: SolveAsk) -> bool:
    started = st.session_state.get(_STARTED)
    if started is None or started[0] != ask:
        return False
    with st.container(horizontal=True, vertical_alignment="center"):
        st.success(f"Job {started[1]} is in the queue. You can leave this page; the worker goes on.", width="stretch")
        link_to("jobs", "Watch it", icon="pending_actions", query={"job": started[1]})
    return True


def _start(page: OpenPage, ask: SolveAsk, token: str) -> None:
    """Put the job into the queue; this runs before the page is drawn again."""
    try:
        job_id = solving.start_solving(page.workspace, ask, actor=page.actor, client_token=token)
    except CurationError as error:
        st.session_state[_PROBLEM] = str(error)
        return
    st.session_state[_STARTED] = (ask, job_id)
    st.session_state[_TOKEN] = secrets.token_hex(16)
