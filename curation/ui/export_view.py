"""Export on the screen: which samples, in which form, what would leave, and the licence of the whole."""

import secrets
from collections.abc import Mapping
from typing import Any, Final

import streamlit as st

from curation.errors import CurationError
from curation.models import JobState, SampleFilter
from curation.services import exports, jobs, samples
from curation.services.comparison_sets import list_sets
from curation.services.exports import FORMATS, TARGETS, ExportAsk, ExportPlan
from curation.services.licences import COMMON, UNKNOWN
from curation.synthesis import SCENARIOS
from curation.ui.lists import filter_box
from curation.ui.nav import link_to
from curation.ui.page import OpenPage
from curation.ui.safe_text import cell_text, plain_line
from curation.ui.widgets import label_badge, metric_row, state_name, url_ids, url_values

HANDED_OVER: Final = "export_filter"
"""Where the Samples page leaves the fields of its filter."""

_TOKEN, _STARTED, _PROBLEM = "export_token", "export_started", "export_problem"
_FORMATS: Final[Mapping[str, str]] = {
    "messages": "Messages (JSONL)",
    "native": "All columns (JSONL)",
    "parquet": "All columns (Parquet)",
    "csv": "All columns (CSV)",
    "preferences": "Preferences (JSONL)",
}
_FORMATS_TOLD: Final[Mapping[str, str]] = {
    "messages": "One conversation a line, as trainers read it.",
    "native": "One sample a line, with everything that is known of it.",
    "parquet": "The same columns, typed and small.",
    "csv": "For spreadsheets; no cell is run as a formula.",
    "preferences": "One pair a line on which people voted: prompt, chosen, rejected, as DPO and reward models read it.",
}
_TARGETS: Final[Mapping[str, str]] = {
    "prompt": "Prompt → text: the prompt as it was sent, and what came of it",
    "answer": "Problem → answer: the generated problem or instruction, and its answer",
}
_NARROW: Final[Mapping[str, str]] = {
    "scenarios": "Scenario",
    "decisions": "Decision",
    "providers": "Provider",
    "models": "Model",
    "languages": "Language",
    "licences": "Licence",
    "tags": "Tag",
    "ratings": "Rating",
}


def choose_samples(page: OpenPage) -> SampleFilter:
    """Let a reader say which samples are meant: what another page handed over, or facets here."""
    handed = st.session_state.get(HANDED_OVER)
    if handed is not None:
        chosen = SampleFilter.model_validate(handed)
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"The samples chosen on the Samples page: {_say(chosen)}")
            st.button("Choose here instead", type="tertiary", icon=":material/close:", on_click=_drop_handed)
        return chosen
    values = {name: url_values(f"e_{name}") for name in _NARROW}
    chosen = SampleFilter.model_validate({**values, "ratings": url_ids("e_ratings")})
    filter_box(
        "e_",
        _NARROW,
        lambda: samples.sample_facets(page.workspace, chosen),
        lambda: {"scenarios": {name: scenario.title for name, scenario in SCENARIOS.items()}},
    )
    if not chosen.set_fields():
        st.caption("All samples, as far as they are ok, in use and not rejected. Filters narrow them.")
    return chosen


def choose_form(page: OpenPage, chosen: SampleFilter) -> ExportAsk:
    """Ask for the format, what a conversation is made of, and the name."""
    form = st.segmented_control(
        "Format", FORMATS, default="messages", format_func=lambda f: _FORMATS[f], required=True, key="export_format"
    )
    st.caption(_FORMATS_TOLD[form or "messages"])
    target = "prompt"
    if form == "messages":
        target = st.radio("A conversation is", TARGETS, format_func=lambda t: _TARGETS[t], key="export_target")
    sets = choose_sets(page) if form == "preferences" else ()
    name = st.text_input("Name", value="release", max_chars=80, key="export_name", help="Also the name of its folder")
    return ExportAsk(
        chosen=chosen,
        format=form or "messages",
        target=target,
        out=page.workspace.exports / "not-chosen-yet",
        name=name,
        sets=sets,
        licence=st.session_state.get("export_licence") or "",
        licence_reason=st.session_state.get("export_reason") or "",
    )


def choose_sets(page: OpenPage) -> tuple[int, ...]:
    """Let a reader say whose votes leave; none chosen means those of all sets."""
    names = {found.id: found.name for found in list_sets(page.workspace, actor=page.actor)}
    chosen = st.multiselect(
        "Sets of pairs",
        list(names),
        format_func=lambda one: cell_text(names[one], 80),
        key="export_sets",
        placeholder="All",
        help="Pairs whose votes prefer one text, where both texts answer the same prompt",
    )
    return tuple(chosen)


def show_plan(plan: ExportPlan) -> None:
    """Draw what would leave and what would not, each with its reason."""
    metric_row({"Rows that leave": plan.rows, "Left out": sum(plan.left_out.values())})
    if plan.left_out:
        reasons = sorted(plan.left_out.items(), key=lambda item: -item[1])
        st.markdown("\n".join(f"- {count:,}: {exports.left_out_label(reason)}" for reason, count in reasons))
    with st.container(horizontal=True, gap="small"):
        for scenario, count in plan.scenarios.items():
            st.badge(f"{count:,} {plain_line(scenario, 40)}", color="gray")
    for label, count in plan.labels.items():
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            label_badge(plain_line(label, 80))
            st.caption(f"on {count:,} rows; the label goes along", width="content")
    if not plan.rows:
        for problem in plan.problems:
            st.info(plain_line(problem, 600))


def settle_licence(ask: ExportAsk, plan: ExportPlan) -> None:
    """Say which licence the whole has, or let a reader settle it: narrow the rows, or state one."""
    if plan.licence is not None and not ask.licence:
        st.markdown(f"Licence of the whole: **{plain_line(plan.licence.name, 80)}**, that of every row.")
        return
    if not ask.licence:
        st.warning(_why_stopped(plan.licences))
    if HANDED_OVER not in st.session_state:
        with st.container(horizontal=True, gap="small"):
            for name, count in plan.licences.items():
                if name != UNKNOWN and len(plan.licences) > 1:
                    st.button(
                        f"Only the {count:,} rows under {plain_line(name, 60)}",
                        key=f"only_{name}",
                        on_click=_only,
                        args=(name,),
                    )
    stated, reason = st.columns(2)
    stated.selectbox(
        "Or state the licence of the whole",
        [name for name in COMMON if name != UNKNOWN],
        index=None,
        placeholder="Choose one, or type an SPDX identifier",
        accept_new_options=True,
        key="export_licence",
    )
    reason.text_input("By what right", max_chars=300, key="export_reason", placeholder="e.g. agreed with the authors")
    if ask.licence and plan.licence is None:
        st.warning(plain_line(" ".join(plan.problems), 600))
    elif plan.licence is not None and plan.licence.note:
        st.caption(plain_line(f"The card will say: {plan.licence.note}", 600))


def export_button(page: OpenPage, ask: ExportAsk, plan: ExportPlan) -> None:
    """Draw the button that starts the export; its token makes one job of a double click."""
    token = st.session_state.setdefault(_TOKEN, secrets.token_hex(16))
    st.button(
        f"Export {plan.rows:,} {'row' if plan.rows == 1 else 'rows'}",
        key=f"export_{token}",
        type="primary",
        icon=":material/outbox:",
        disabled=not plan.can_start,
        on_click=_start,
        args=(page, ask, token),
    )
    if problem := st.session_state.pop(_PROBLEM, None):
        st.error(plain_line(problem, 600))


def show_started(page: OpenPage) -> None:
    """Draw how far the export is that was started here, then where its files are."""
    job_id = st.session_state.get(_STARTED)
    if job_id is None:
        return
    is_active = jobs.get_job(page.workspace, job_id).is_active
    with st.container(border=True):
        st.fragment(_progress, run_every="1s" if is_active else None)(page, job_id, is_active)


def _progress(page: OpenPage, job_id: int, was_active: bool) -> None:
    job = jobs.get_job(page.workspace, job_id)
    if job.state == JobState.QUEUED:
        st.progress(0.0, text="Waits for the worker, which does one such job at a time.")
        link_to("jobs", "What it does now", icon="pending_actions")
        return
    if job.is_active:
        share = min(job.done / job.total, 1.0) if job.total else 0.0
        st.progress(share, text=f"Writing: {job.done:,} of {job.total:,} rows")
        return
    if was_active:
        st.rerun()
    if "rows" in job.result:
        st.success(f"Exported {job.result['rows']:,} rows.")
        link_to("releases", "Look at it, and download", icon="inventory_2", query={"release": job.result["release_id"]})
    else:
        st.error(plain_line(f"Nothing was exported. {job.error}", 600))
        link_to("jobs", "Its job", icon="pending_actions", query={"job": job_id})


def _start(page: OpenPage, ask: ExportAsk, token: str) -> None:
    try:
        placed = ask.changed(out=exports.page_folder(page.workspace, ask.name))
        st.session_state[_STARTED] = exports.start_export(page.workspace, placed, actor=page.actor, client_token=token)
    except CurationError as error:
        st.session_state[_PROBLEM] = str(error)
        return
    st.session_state.pop(_TOKEN, None)


def _only(licence: str) -> None:
    st.query_params["e_licences"] = [licence]


def _drop_handed() -> None:
    st.session_state.pop(HANDED_OVER, None)


def _why_stopped(licences: Mapping[str, int]) -> str:
    listed = ", ".join(f"**{plain_line(name, 60)}** ({count:,})" for name, count in licences.items())
    if len(licences) > 1:
        return f"These rows are under different licences: {listed}. One dataset has one licence: settle which."
    return f"No licence is known for these rows: {listed}. Nobody could use the dataset by right: settle which."


def _say(chosen: SampleFilter) -> str:
    fields: dict[str, Any] = dict(chosen.set_fields())
    said = [
        f"{state_name(name)}: {len(value):,} of them" if name == "ids" else f"{state_name(name)}: {value}"
        for name, value in fields.items()
    ]
    return plain_line("; ".join(said) or "all of them", 400)
