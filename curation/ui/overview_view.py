"""The overview on the screen."""

from typing import Final

import streamlit as st

from curation.models import Role
from curation.services.overview import Overview
from curation.services.permissions import may
from curation.ui.nav import go_to, link_to
from curation.ui.widgets import metric_row

_STAGES: Final = {
    "accepted": "#2f7d4f",
    "rejected": "#b4532a",
    "disputed": "#c98a1b",
    "not rated": "#4e93b8",
    "set aside": "#8b8680",
    "failed": "#8d5483",
}


def show_next_step(seen: Overview, role: Role) -> None:
    """Say the one thing to do next, and how far the first way through the loop is."""
    step = seen.next_step
    if step is None:
        _show_waiting(seen, role)
        return
    with st.container(border=True, gap="small"):
        done = sum(other.is_done for other in seen.steps)
        st.caption(f"Your next step · {done} of {len(seen.steps)} of the first loop done")
        st.header(step.title, anchor=False)
        st.write(step.text)
        if st.button(step.title, type="primary", icon=":material/arrow_forward:"):
            go_to(step.page)
        others = [other for other in seen.steps if other is not step]
        with st.container(horizontal=True, gap="medium"):
            for other in others:
                icon = "check_circle" if other.is_done else "radio_button_unchecked"
                link_to(other.page, other.title, icon=icon)


def show_numbers(seen: Overview) -> None:
    """Show what is there as numbers that lead on."""
    metric_row(
        {
            "Personas": seen.counts.personas,
            "Samples": seen.counts.samples,
            "Ratings": seen.counts.reviews,
            "Releases": seen.counts.releases,
        }
    )
    if seen.counts.samples_labelled:
        st.caption(
            f"{seen.counts.samples_labelled:,} of the samples are hand-written examples or of the demo generator;"
            " each says so, also in an export, and statistics leave them out beside others."
        )


def show_progress(seen: Overview) -> None:
    """Show for each scenario how far its samples are."""
    if not seen.counts.progress:
        return
    st.header("How far the samples are", anchor=False)
    rows = [
        {"scenario": scenario, "stage": stage, "samples": count}
        for (scenario, stage), count in seen.counts.progress.items()
    ]
    stages = [stage for stage in _STAGES if any(row["stage"] == stage for row in rows)]
    wide: dict[str, dict[str, object]] = {}
    for row in rows:
        wide.setdefault(str(row["scenario"]), {"scenario": row["scenario"], **dict.fromkeys(stages, 0)})
        wide[str(row["scenario"])][str(row["stage"])] = row["samples"]
    st.bar_chart(
        list(wide.values()),
        x="scenario",
        y=stages,
        color=[_STAGES[stage] for stage in stages],
        horizontal=True,
        stack=True,
        height=60 + 38 * len(wide),
        x_label="",
        y_label="samples",
    )
    with st.expander("The same as a table"):
        st.table(list(wide.values()))


def _show_waiting(seen: Overview, role: Role) -> None:
    """After the first loop, and for those who have no step in it: what waits that this person may do."""
    groups = "groups of near-duplicates wait for a decision"
    waiting = [
        ("review", seen.queue.pending, "review", "rate_review", "samples wait for your rating"),
        ("decide_duplicates", seen.counts.open_groups, "duplicates", "content_copy", groups),
        ("look", seen.running_jobs, "jobs", "pending_actions", "jobs are at work"),
    ]
    reachable = [row for row in waiting if may(role, row[0]) and row[1]]
    with st.container(border=True, gap="small"):
        st.header("What waits for you", anchor=False)
        for _, count, page, icon, text in reachable:
            link_to(page, f"{count:,} {text}", icon=icon)
        if not reachable:
            more = " Make more samples, or release what is accepted." if may(role, "generate") else ""
            st.write(f"Nothing.{more}")
