"""How the calls of a job ended, in numbers that add up to what was asked for."""

from typing import Any

import streamlit as st

from curation.services.estimates import usd
from curation.services.job_counts import JobCounts
from curation.services.jobs import JobPublic
from curation.ui.safe_text import plain_line
from curation.ui.widgets import state_name


def show_counts(job: JobPublic, counts: JobCounts, *, noun: str) -> None:
    """Draw how many ended in which way; `noun` is what was asked for, such as `calls`."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        for state, count in counts.state.items():
            if count:
                waits = job.is_active and state == "not_sent"
                st.badge(f"{count:,} {'waiting' if waits else state_name(state)}", color=_colour(state, waits=waits))
        st.caption(f"of {counts.requested:,} {noun}", width="content")
    if notes := _notes(job, counts):
        st.caption(plain_line(" ".join(notes), 600))


def cost_text(job: JobPublic, counts: JobCounts) -> str:
    """Return what the job cost so far."""
    if job.params["provider"] == "demo":
        return "free"
    return "unknown" if counts.cost_usd is None else usd(counts.cost_usd)


def _notes(job: JobPublic, counts: JobCounts) -> list[str]:
    notes = []
    if counts.under_way:
        notes.append(f"{counts.under_way} calls are under way.")
    if counts.cost_unknown:
        notes.append(f"The cost of {counts.cost_unknown:,} calls is not known and not in the sum.")
    if job.budget_usd is not None:
        notes.append(f"The budget is {usd(job.budget_usd)}.")
    return notes


def _colour(state: str, *, waits: bool) -> Any:  # noqa: ANN401 - Streamlit's literal
    if waits:
        return "blue"
    if state == "ok":
        return "green"
    return "red" if state == "failed" else "gray" if state in ("cancelled", "not_sent") else "orange"
