"""The overview on the screen."""

from typing import Final

import streamlit as st

from curation.services.overview import Overview
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


def show_next_step(seen: Overview) -> None:
    """Say the one thing to do next, and how far the first way through the loop is."""
    step = seen.next_step
    if step is None:
        _show_waiting(seen)
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
            "Personas": seen.personas,
            "Samples": seen.samples,
            "Ratings": seen.reviews,
            "Releases": seen.releases,
        }
    )


def show_progress(seen: Overview) -> None:
    """Show for each scenario how far its samples are."""
    if not seen.progress:
        return
    st.header("How far the samples are", anchor=False)
    rows = [
        {"scenario": scenario, "stage": stage, "samples": count} for (scenario, stage), count in seen.progress.items()
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


def _show_waiting(seen: Overview) -> None:
    """After the first loop: what waits for this person."""
    waiting = [
        (seen.queue.left, "review", "rate_review", "samples wait for your rating"),
        (seen.open_groups, "duplicates", "content_copy", "groups of near-duplicates wait for a decision"),
        (seen.running_jobs, "jobs", "pending_actions", "jobs are at work"),
    ]
    with st.container(border=True, gap="small"):
        st.header("What waits for you", anchor=False)
        for count, page, icon, text in waiting:
            if count:
                link_to(page, f"{count:,} {text}", icon=icon)
        if not any(count for count, *_ in waiting):
            st.write("Nothing. Make more samples, or release what is accepted.")
