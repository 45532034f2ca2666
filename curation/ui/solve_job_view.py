"""A job that solves problems again: how many are agreed on, how often two runs agree, how the runs ended."""

from typing import Any, Final

import streamlit as st

from curation.services.estimates import usd
from curation.services.jobs import JobPublic
from curation.services.solve_plan import SOLVED_CHECK
from curation.services.solving import SolveCounts, solve_counts
from curation.ui.nav import link_to
from curation.ui.page import OpenPage
from curation.ui.safe_text import cell_text, plain_line
from curation.ui.widgets import metric_row, state_name

_OK: Final = "ok"


def show_solved(page: OpenPage, job: JobPublic) -> None:
    """Draw what the runs of a job came to so far."""
    counts = solve_counts(page.workspace, job.id)
    cost = "unknown" if counts.cost_usd is None else usd(counts.cost_usd) if counts.cost_usd else "free"
    if counts.cost_unknown and counts.cost_usd is not None:
        cost += f" + {counts.cost_unknown:,} unknown"
    verdicts = {word.capitalize(): count for word, count in counts.verdicts.items()}
    metric_row({"Problems": counts.samples, **verdicts, "Cost": cost})
    st.markdown(f"**Retained**: {_retained(counts)}")
    _show_outcomes(counts)
    _show_pairs(counts)
    if any(count for word, count in counts.verdicts.items() if word != "agreed"):
        with st.container(horizontal=True, gap="small"):
            link_to("review", "Review them", icon="rate_review")
            query = {"s_failed_checks": SOLVED_CHECK}
            link_to("samples", "All problems whose answer is not agreed", icon="article", query=query)


def _retained(counts: SolveCounts) -> str:
    kept = counts.retained
    if kept is None:
        return "not defined: no problem has a verdict yet."
    return (
        f"{kept.value:.0%} (95 % interval {kept.low:.0%} to {kept.high:.0%}, n = {kept.n:,}) of the problems with a"
        " verdict have an answer on which at least two runs agree."
    )


def _show_outcomes(counts: SolveCounts) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        for outcome, count in counts.outcomes.items():
            st.badge(f"{count:,} {state_name(outcome)}", color="green" if outcome == _OK else "orange")
        st.caption(f"of {counts.samples * len(counts.runs):,} runs", width="content")


def _show_pairs(counts: SolveCounts) -> None:
    """Draw how often two runs agree, of the problems that both gave an answer to."""
    rows: list[dict[str, Any]] = [
        {
            "Agree": f"{pair.n_same:,} of {pair.n_both:,}" if pair.n_both else "not defined: no answer of both",
            "Run": cell_text(f"{pair.first + 1}. {counts.runs[pair.first]}", 100),
            "And run": cell_text(f"{pair.second + 1}. {counts.runs[pair.second]}", 100),
        }
        for pair in counts.pairs
    ]
    st.dataframe(rows, hide_index=True, alt="How often two runs agree")
    if counts.verdicts["agreed"] and len(set(counts.runs)) < len(counts.runs):
        st.caption(plain_line("Runs of the same model in the same style agree more easily than others.", 120))
