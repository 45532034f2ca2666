"""Problems solved again on the screen: the runs of a sample, each with how it got there."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Final

import streamlit as st

from curation.models import DEMO_LABEL, Sample, Solution, SolverStyle, Verdict
from curation.services import solving
from curation.services.solve_plan import SOLVED_CHECK, SOLVED_SCENARIO
from curation.services.verdicts import SOLVED, is_of_shown_text
from curation.ui.page import OpenPage
from curation.ui.safe_text import plain_line, show_code, show_text
from curation.ui.widgets import Colour, label_badge

_COLOURS: Final[Mapping[str, Colour]] = {Verdict.AGREED: "green", Verdict.DISAGREED: "orange", Verdict.UNSOLVED: "red"}
_STYLES: Final = {SolverStyle.ASSISTANT: "in words", SolverStyle.PROGRAM: "by a program"}
_SHORTEST_S: Final = 0.05
_NOT_YET: Final = "No run has solved this problem again. A curator can let some do so, below."


def show_solutions(page: OpenPage, sample: Sample) -> None:
    """Draw what independent runs say to a maths problem, those of the newest job first."""
    if sample.scenario != SOLVED_SCENARIO:
        return
    st.header("Solved again", anchor=False)
    runs = solving.solutions_of(page.workspace, sample.id or 0)
    if not runs:
        st.caption(_NOT_YET)
        return
    _show_verdict(sample)
    _show_caveats(runs)
    jobs = [list(of_job) for _, of_job in groupby(runs, key=lambda run: run.job_id)]
    _show_job(jobs[0], _group_of_run(sample, jobs[0]))
    for earlier in jobs[1:]:
        box = st.expander(
            f"Earlier, by job {earlier[0].job_id}", key=f"solved_by_{earlier[0].job_id}", on_change="rerun"
        )
        if box.open:
            with box:
                _show_job(earlier, {})


def solutions_box(page: OpenPage, sample: Sample) -> None:
    """Offer the runs of a sample that has a verdict, folded until wanted, since each costs a reader's time."""
    if not sample.verdict:
        return
    box = st.expander(
        f"Solved again: {sample.verdict}", icon=":material/calculate:", key=f"solved_{sample.id}", on_change="rerun"
    )
    if box.open:
        with box:
            runs = solving.solutions_of(page.workspace, sample.id or 0)
            newest = [run for run in runs if run.job_id == runs[0].job_id]
            _show_caveats(newest)
            _show_job(newest, _group_of_run(sample, newest))


def _show_verdict(sample: Sample) -> None:
    found = next((check for check in sample.checks if check["name"] == SOLVED_CHECK), None)
    if found is None:
        st.caption("There is no verdict yet.")
        return
    if not is_of_shown_text(sample):
        st.caption(":material/edit: The problem was corrected since it was solved; solve it again.")
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.badge(sample.verdict, color=_COLOURS.get(sample.verdict, "gray"))
        st.markdown(plain_line(found["detail"], 400), width="stretch")


def _show_caveats(runs: Sequence[Solution]) -> None:
    if any(run.is_author for run in runs):
        st.caption(
            ":material/warning: A run is of the model that wrote this problem; it may repeat its own mistakes, so that"
            " its agreement says less."
        )
    if any(run.label == DEMO_LABEL for run in runs):
        label_badge(DEMO_LABEL)


def _group_of_run(sample: Sample, runs: Sequence[Solution]) -> Mapping[int, int]:
    """Return in which group of equal answers each run is, the largest first; empty where another job judged."""
    solved = sample.data.get(SOLVED)
    if not isinstance(solved, dict) or solved.get("job_id") != runs[0].job_id:
        return {}
    return {run: number for number, group in enumerate(solved["groups"]) for run in group}


def _show_job(runs: Sequence[Solution], groups: Mapping[int, int]) -> None:
    is_agreed = list(groups.values()).count(0) > max(list(groups.values()).count(1), 1)
    for run in runs:
        with st.container(border=True, gap="small"):
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                said = "**no answer**" if run.final_answer is None else f"**{plain_line(run.final_answer, 200)}**"
                st.markdown(f"Run {run.run_no + 1}: {said}", width="content")
                if is_agreed and run.run_no in groups:
                    agrees = groups[run.run_no] == 0
                    st.badge("agrees" if agrees else "differs", color="green" if agrees else "orange")
            st.caption(_facts(run))
            if run.reason:
                st.caption(f":material/info: {plain_line(run.reason, 400)}")
            _show_way(run)


def _facts(run: Solution) -> str:
    facts = [f"{plain_line(run.provider, 20)} / {plain_line(run.model, 80)}", _STYLES[SolverStyle(run.style)]]
    if run.output_tokens is not None:
        facts.append(f"{run.output_tokens:,} tokens out")
    if run.latency_s and run.latency_s >= _SHORTEST_S:
        facts.append(f"{run.latency_s:.1f} s")
    return " · ".join(facts)


def _show_way(run: Solution) -> None:
    """Draw how a run got to its answer, once that is wanted."""
    box = st.expander("How it got there", key=f"solution_{run.id}", on_change="rerun")
    if not box.open:
        return
    with box:
        if run.program:
            show_code(run.program, language="python")
            st.caption("What it printed")
            show_text(run.printed or "nothing", mode="plain", key=f"printed_{run.id}")
        else:
            show_text(run.raw or "Nothing came.", key=f"solved_raw_{run.id}")
