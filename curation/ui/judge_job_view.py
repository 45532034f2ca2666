"""A job in which a model judges: how far it is, what it said, how its calls ended."""

import streamlit as st

from curation.services.estimates import usd
from curation.services.jobs import JobPublic
from curation.services.judge_counts import JudgeCounts, judge_counts, latest_judgements
from curation.services.judge_overview import judge_overview
from curation.ui.judge_view import N_LATEST, show_latest
from curation.ui.nav import link_to
from curation.ui.page import OpenPage
from curation.ui.widgets import metric_row, state_name


def show_judged(page: OpenPage, job: JobPublic) -> None:
    """Draw what a judge came to so far."""
    counts = judge_counts(page.workspace, job.id)
    cost = "unknown" if counts.cost_usd is None else usd(counts.cost_usd) if counts.cost_usd else "free"
    if counts.cost_unknown and counts.cost_usd is not None:
        cost += f" + {counts.cost_unknown:,} unknown"
    noun = "Pairs" if counts.is_of_pairs else "Samples"
    metric_row({noun: counts.wanted, "Judged": counts.judged, **_of_kind(counts), "Cost": cost})
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        for word, count in counts.said.items():
            st.badge(f"{count:,} {state_name(word)}", color="violet")
        for outcome, count in counts.outcomes.items():
            if outcome != "ok":
                st.badge(f"{count:,} {state_name(outcome)}", color="orange")
    if page.actor.role in ("curator", "admin"):
        link_to("judges", "All judges, and how far they agree with people", icon="gavel")


def show_judgements(page: OpenPage, job: JobPublic) -> None:
    """Draw the last judgements of a job, each with what was asked and what came."""
    found = latest_judgements(page.workspace, job_id=job.id, limit=N_LATEST)
    if found:
        st.header("Last judgements", anchor=False)
        show_latest(judge_overview(page.workspace), found)


def _of_kind(counts: JudgeCounts) -> dict[str, str | int]:
    if counts.is_of_pairs:
        return {"By position": counts.position_dependent}
    return {"Mean rating": "none yet" if counts.mean_overall is None else f"{counts.mean_overall:.2f}"}
