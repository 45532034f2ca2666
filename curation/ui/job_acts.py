"""What a reader can do with a job: stop it, take it up again, give it more money."""

import streamlit as st

from curation.errors import CurationError
from curation.services import jobs
from curation.services.estimates import usd
from curation.services.jobs import JobPublic
from curation.services.permissions import may
from curation.ui.nav import link_to
from curation.ui.page import OpenPage
from curation.ui.safe_text import plain_line

_PROBLEM = "job_problem"


def show_acts(page: OpenPage, job: JobPublic) -> None:
    """Draw the buttons that fit the state of a job, and what went wrong with the last one."""
    if not may(page.actor.role, "steer_job"):
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        _show_buttons(page, job)
    if problem := st.session_state.pop(_PROBLEM, None):
        st.error(plain_line(problem, 600))


def _show_buttons(page: OpenPage, job: JobPublic) -> None:
    if job.is_active:
        st.button(
            "Stopping …" if job.cancel_requested else "Cancel",
            icon=":material/stop_circle:",
            disabled=job.cancel_requested,
            key=f"cancel_{job.id}",
            on_click=_cancel,
            args=(page, job.id),
        )
    if job.can_be_resumed:
        _show_resume(page, job)


def _show_resume(page: OpenPage, job: JobPublic) -> None:
    budget = _budget_box(job) if job.stopped_by == "budget" else None
    if job.stopped_by == "total_cap":
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.caption("It goes on where it stopped once an admin has raised the workspace's cap.", width="content")
            link_to("providers", "Providers", icon="key")
    st.button(
        "Resume",
        icon=":material/play_circle:",
        type="primary",
        key=f"resume_{job.id}",
        disabled=job.stopped_by == "budget" and budget is None,
        on_click=_resume,
        args=(page, job.id, budget),
    )


def _budget_box(job: JobPublic) -> float | None:
    """Let a reader say how much more the job may spend; None until then."""
    had = job.budget_usd or 0.0
    return st.number_input(
        "Higher budget (US dollars)",
        had,
        None,
        None,
        1.0,
        format="%.2f",
        placeholder=f"more than {usd(had)}",
        key=f"budget_{job.id}",
        width=280,
        help="For the whole job, what it has spent so far included. It goes on where it stopped.",
    )


def _cancel(page: OpenPage, job_id: int) -> None:
    try:
        jobs.cancel_job(page.workspace, job_id, actor=page.actor)
    except CurationError as error:
        st.session_state[_PROBLEM] = str(error)


def _resume(page: OpenPage, job_id: int, budget_usd: float | None) -> None:
    try:
        jobs.resume_job(page.workspace, job_id, actor=page.actor, budget_usd=budget_usd)
    except CurationError as error:
        st.session_state[_PROBLEM] = str(error)
