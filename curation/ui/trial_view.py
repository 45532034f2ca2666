"""A trial on the screen: one persona at a time, the texts of the arms side by side, and what they came to."""

from typing import Final

import streamlit as st

from curation.errors import CurationError
from curation.services import jobs, trials
from curation.services.estimates import usd
from curation.services.trial_reading import TrialArm, TrialCell, TrialRow, TrialView
from curation.services.trial_summary import ArmSummary
from curation.ui.keys import Binding, KeyMap, key_button, mount_keys
from curation.ui.nav import go_to, link_to
from curation.ui.page import OpenPage
from curation.ui.safe_text import cell_text, plain_line, show_text
from curation.ui.trial_form import TRIAL
from curation.ui.trial_votes import show_tally, show_vote
from curation.ui.widgets import label_badge, show_error, state_badge, state_name

KEYS: Final = KeyMap(
    Binding("left", "trial_back", "Persona before"),
    Binding("right", "trial_on", "Next persona"),
)
_ROW, _PROBLEM = "trial_row", "trial_stop_problem"
_MODES: Final = {"zero-shot": "no examples", "few-shot": "examples", "persona-few-shot": "examples with persons"}
_WHO: Final = {"persona": "for the persona", "another": "for the persona of the next row", "nobody": "for nobody"}


def show_trials(page: OpenPage) -> None:
    """Draw the trials that were made, the newest first."""
    found = trials.list_trials(page.workspace)
    if not found:
        return
    st.header("Earlier trials", anchor=False)
    for row in found:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            title = plain_line(" | ".join(row.names), 120)
            if st.button(title, key=f"trial_{row.token}", type="tertiary", icon=":material/chevron_right:"):
                go_to("trial", {TRIAL: row.token})
            facts = [f"{row.n:,} {'persona' if row.n == 1 else 'personas'}", plain_line(row.owner, 60)]
            facts += ["blind"] if row.is_blind else []
            facts += ["under way"] if row.is_active else []
            st.caption(" · ".join([*facts, f"{row.created_at:%Y-%m-%d %H:%M} UTC"]), width="content")


def show_trial(page: OpenPage, token: str) -> None:
    """Draw one trial, live while a job of it may still change."""
    is_active = trials.trial(page.workspace, token, actor=page.actor).is_active
    st.fragment(_live, run_every="1s" if is_active else None)(page, token, is_active)


def _live(page: OpenPage, token: str, was_active: bool) -> None:
    try:
        shown = trials.trial(page.workspace, token, actor=page.actor)
    except CurationError as error:
        show_error(error)
        return
    if was_active and not shown.is_active:
        st.rerun()
    _show_acts(page, shown)
    _show_arms(shown)
    _show_row(page, shown)
    _show_summaries(shown)
    mount_keys(KEYS)


def _show_acts(page: OpenPage, shown: TrialView) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if shown.is_active:
            st.button("Stop", icon=":material/stop_circle:", on_click=_stop, args=(page, shown), key="trial_stop")
        if shown.is_hidden:
            st.button(
                "Say which is which",
                icon=":material/visibility:",
                on_click=_reveal,
                args=(page, shown.token),
                key="trial_reveal",
                help="For you; it is noted, and the others still read blind.",
            )
        for label in shown.labels:
            label_badge(label)
        if shown.is_blind and shown.revealed_by:
            names = ", ".join(plain_line(name, 60) for name in shown.revealed_by)
            st.caption(f"Blind; which is which was said to {names}.", width="content")
    if problem := st.session_state.pop(_PROBLEM, None):
        st.error(plain_line(problem, 600))


def _show_arms(shown: TrialView) -> None:
    """Draw how far it is, and what was compared; of a blind trial that is told, which is which is not."""
    n = len(shown.arms) * len(shown.rows)
    made = sum(arm.made for arm in shown.arms)
    if shown.is_active:
        st.progress(min(made / n, 1.0), text=f"{made:,} of {n:,} samples")
    with st.expander(f"What is compared ({len(shown.arms)})", icon=":material/compare:"):
        for arm in shown.arms:
            st.markdown(f"**{plain_line(arm.name, 80)}**: {_told(arm)}")
            if arm.error:
                st.caption(plain_line(arm.error, 300))
            if not shown.is_hidden:  # a job shows its samples
                link_to("jobs", f"Job {arm.job_id}", icon="pending_actions", query={"job": arm.job_id})


def _told(arm: TrialArm) -> str:
    maker = plain_line(f"{arm.template}, by {arm.provider} / {arm.model}", 200)
    return f"{maker}, {_MODES[arm.mode]}, {_WHO[arm.who]}; {state_name(arm.state)}, {arm.made:,} made"


def _show_row(page: OpenPage, shown: TrialView) -> None:
    """Draw the persona, the texts beside each other, and the way to the other personas."""
    key = f"{_ROW}_{shown.token}"
    number = min(st.session_state.get(key, 0), len(shown.rows) - 1)
    row = shown.rows[number]
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.header(f"Persona {number + 1} of {len(shown.rows)}", anchor=False, width="content")
        st.space("stretch")
        with st.container(horizontal=True, gap="small", width="content"):
            _move("trial_back", "Back", key, number - 1, len(shown.rows), icon="chevron_left")
            _move("trial_on", "Next", key, number + 1, len(shown.rows), icon="chevron_right")
    with st.container(border=True):
        show_text(shown.personas.get(row.persona_id, "This persona is gone."), key="trial_persona")
        if not shown.is_hidden:
            link_to("persona", f"Persona {row.persona_id}", icon="person", query={"persona": row.persona_id})
    for place, (column, cell) in enumerate(zip(st.columns(len(row.cells)), row.cells, strict=True)):
        with column, st.container(border=True):
            _show_cell(shown, row, cell, place)
    show_vote(page, shown, row)


def _move(action: str, label: str, key: str, to: int, n: int, *, icon: str) -> None:
    """Draw the button to another persona; its widget key is the action, as the guard of the keys needs it."""
    key_button(
        label,
        key=action,
        on_click=_go,
        args=(key, to),
        shortcut=KEYS.shortcut(action),
        icon=f":material/{icon}:",
        disabled=not 0 <= to < n,
    )


def _show_cell(shown: TrialView, row: TrialRow, cell: TrialCell, place: int) -> None:
    name = "" if cell.arm is None else plain_line(shown.arms[cell.arm].name, 80)
    st.subheader(" · ".join(part for part in (cell.letter, name) if part), anchor=False)
    if cell.persona_id not in (None, row.persona_id):
        st.caption(f"For: {plain_line(shown.personas.get(cell.persona_id or 0, ''), 300)}")
    state_badge(cell.state)
    if cell.text:
        show_text(cell.text, key=f"trial_text_{row.number}_{place}")
    elif cell.reason:
        st.caption(plain_line(cell.reason, 400))
    if cell.answer:
        st.markdown(f"**Answer**: {plain_line(cell.answer, 300)}")
    _show_checks(cell)
    if cell.sample_id is not None:
        link_to("sample", f"Sample {cell.sample_id}", icon="description", query={"sample": cell.sample_id})


def _show_checks(cell: TrialCell) -> None:
    """Draw the checks that failed, and how many did not."""
    for check in cell.checks:
        if not check["ok"]:
            words = state_name(check["name"]).capitalize()
            st.markdown(f":material/error: **{words}**: {plain_line(check['detail'], 300)}")
    n_ok = sum(bool(check["ok"]) for check in cell.checks)
    if cell.checks:
        st.caption(f":material/check_circle: {n_ok} of {len(cell.checks)} checks passed")


def _show_summaries(shown: TrialView) -> None:
    st.header("What they came to", anchor=False)
    if shown.compared is None:
        st.caption("The numbers would tell which is which, so they stand here once that is said.")
        return
    st.markdown(plain_line(shown.compared.sentence, 600))
    st.dataframe(
        [_summary_row(summary) for summary in shown.summaries],
        hide_index=True,
        alt="How each arm came out",
        column_config={
            "95 %": st.column_config.TextColumn(help="Wilson's interval of the share that passed"),
            "Alike": st.column_config.TextColumn(help="Texts with a near-duplicate in the same arm, of those read"),
        },
    )
    show_tally(shown)


def _summary_row(summary: ArmSummary) -> dict[str, str]:
    kept = summary.ok
    cost = "unknown" if summary.cost_usd is None else usd(summary.cost_usd)
    if summary.cost_usd is not None and summary.cost_unknown:
        cost += f" and {summary.cost_unknown} unknown"
    failed = ", ".join(f"{state_name(name)} {count}" for name, count in summary.failed_checks.items())
    return {
        "Arm": cell_text(summary.name, 80),
        "Passed": "" if kept is None else f"{kept.value:.0%} of {kept.n}",
        "95 %": "" if kept is None else f"{kept.low:.0%} to {kept.high:.0%}",
        "Words": "" if summary.words is None else f"{summary.words:,.0f}",
        "Alike": f"{summary.alike} of {summary.read}" if summary.read else "not read yet",
        "Cost": cost,
        "Failed checks": cell_text(failed, 200),
    }


def _go(key: str, number: int) -> None:
    st.session_state[key] = max(number, 0)


def _reveal(page: OpenPage, token: str) -> None:
    try:
        trials.reveal_trial(page.workspace, token, actor=page.actor)
    except CurationError as error:
        st.session_state[_PROBLEM] = str(error)


def _stop(page: OpenPage, shown: TrialView) -> None:
    """Stop what is still under way; an arm that ended meanwhile is no problem."""
    for arm in shown.arms:
        try:
            if jobs.get_job(page.workspace, arm.job_id).is_active:
                jobs.cancel_job(page.workspace, arm.job_id, actor=page.actor)
        except CurationError as error:
            st.session_state[_PROBLEM] = str(error)
