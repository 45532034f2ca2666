"""Sources on the screen: what each one gave, live while one is being read."""

from typing import Any, Final

import streamlit as st

from curation.models import ENDED_STATES, ItemState, JobState
from curation.personas import KINDS, PROBLEMS
from curation.services import imports, jobs, sources
from curation.services.licences import UNKNOWN
from curation.services.sources import SourcePublic
from curation.sources.hubs import hub_named
from curation.ui.nav import link_to
from curation.ui.page import OpenPage
from curation.ui.safe_text import cell_text, plain_line
from curation.ui.times import duration
from curation.ui.widgets import state_badge

MAX_LISTED: Final = 50
MAX_SKIPPED_SHOWN: Final = 200
_KIND_NAMES: Final = {"personas": "Personas", "samples": "Samples with their personas", "texts": "Texts"}


def show_sources(page: OpenPage) -> None:
    """Draw the sources, live while one of them is being read."""
    is_busy = any(_is_active(source) for source in sources.source_reports(page.workspace, limit=MAX_LISTED))
    st.fragment(_sources, run_every="1s" if is_busy else None)(page, is_busy)


def _sources(page: OpenPage, was_busy: bool) -> None:
    listed = sources.source_reports(page.workspace, limit=MAX_LISTED)
    for source in listed:
        with st.container(border=True, gap="small"):
            _show_one(page, source)
    if len(listed) == MAX_LISTED:
        st.caption(f"The newest {MAX_LISTED} are shown.")
    if was_busy and not any(_is_active(source) for source in listed):
        st.rerun()


def _show_one(page: OpenPage, source: SourcePublic) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"**{plain_line(source.name, 80)}**")
        if source.kind in _KIND_NAMES:
            st.badge(_KIND_NAMES[source.kind], color="gray")
        st.badge(plain_line(source.licence, 40), color="orange" if source.licence == UNKNOWN else "blue")
        if not source.is_complete:
            state_badge(_state(source))
    if source.kind == "hand":
        st.caption("Personas that people wrote in this workspace.")
        return
    _show_progress(page, source)
    _show_counts(page, source)
    if not (source.added or source.already_present):
        return
    if source.kind == "texts":
        link_to("sources", "Its documents", icon="article", query={"source": source.id})
    else:
        link_to("personas", "Its personas", icon="groups", query={"p_sources": source.id})


def _show_counts(page: OpenPage, source: SourcePublic) -> None:
    """Draw how it was read, what became of its rows, and what was noticed in them."""
    if source.hub or source.revision:
        st.caption(_read_as(source))
    if source.read:
        st.caption(_account(source))
    if source.noticed:
        _show_noticed(source)
    if source.skipped_total:
        _show_skipped(page, source)


def _show_progress(page: OpenPage, source: SourcePublic) -> None:
    """Draw how far a reading is, or why it stopped and how it goes on."""
    if source.is_complete or source.job_id is None:
        return
    job = jobs.get_job(page.workspace, source.job_id)
    if job.is_active:
        if not job.done:
            st.progress(0.0, text="Its rows are read as soon as the worker comes to it.")
            return
        left = "" if job.left_s is None else f", about {duration(job.left_s)} left"
        total = f" of about {job.total:,}" if job.total else ""
        st.progress(min(job.done / job.total, 1.0) if job.total else 0.0, text=f"{job.done:,}{total} rows{left}")
        return
    why = source.error or "It was cancelled."
    st.warning(f"Stopped after {source.read:,} rows. {plain_line(why, 400)} What was read stays; it can go on there.")
    link_to("jobs", "Go on, or see why", icon="play_circle", query={"job": source.job_id})


def _read_as(source: SourcePublic) -> str:
    """Return by which hub's schema it was read, and of which revision it is."""
    hub = f"Read as {hub_named(source.hub).title}" if source.hub else "Read as a table"
    return f"{hub}, revision {plain_line(source.revision, 100)}" if source.revision else hub


def _show_noticed(source: SourcePublic) -> None:
    """Draw what was noticed in the added personas, and how many of them were set aside for it."""
    counts = sorted(source.noticed.items(), key=lambda item: -item[1])
    st.caption(
        "\n".join(["Noticed in the added ones:", "", *(f"- {count:,}: {_words(name)}" for name, count in counts)])
    )
    if source.quarantined:
        are = "is" if source.quarantined == 1 else "are"
        st.caption(f"{source.quarantined:,} of them {are} in quarantine until a curator decides.")
        query = {"p_sources": source.id, "p_states": ItemState.QUARANTINED}
        link_to("personas", "Those in quarantine", icon="shield", query=query)


def _words(name: str) -> str:
    return PROBLEMS.get(name) or KINDS.get(name) or name.replace("_", " ")


def _show_skipped(page: OpenPage, source: SourcePublic) -> None:
    """Draw why rows were skipped, and the rows themselves on demand."""
    reasons = sorted(source.skipped.items(), key=lambda item: -item[1])
    st.caption("\n".join(f"- {count:,}: {plain_line(imports.skip_label(reason), 120)}" for reason, count in reasons))
    if not st.toggle("Show the skipped rows", key=f"skipped_{source.id}"):
        return
    rows = sources.skipped_rows(page.workspace, source.id, limit=MAX_SKIPPED_SHOWN)
    shown: list[dict[str, Any]] = [
        {"Line": row.line, "Reason": row.reason, "Begins with": cell_text(row.excerpt, 80)} for row in rows
    ]
    st.dataframe(shown, hide_index=True, alt="Skipped rows")
    if source.skipped_total > source.skipped_kept:
        st.caption(f"Of {source.skipped_total:,} skipped rows the first {source.skipped_kept:,} are kept.")
    st.download_button(
        f"Download {source.skipped_kept:,} skipped rows (CSV)",
        sources.skipped_csv(page.workspace, source.id),
        file_name=f"skipped-{source.id}.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
        key=f"download_{source.id}",
    )


def _account(source: SourcePublic) -> str:
    """Return what became of the rows; the parts add up to what was read."""
    parts = {"added": source.added, "already present": source.already_present, "skipped": source.skipped_total}
    said = " + ".join(f"{count:,} {name}" for name, count in parts.items() if count)
    noun = "text" if source.kind == "texts" else "row"
    return f"{source.read:,} {noun}{'' if source.read == 1 else 's'} read: {said}"


def _is_active(source: SourcePublic) -> bool:
    return source.job_state is not None and source.job_state not in ENDED_STATES


def _state(source: SourcePublic) -> str:
    if source.job_state == JobState.RUNNING:
        return "running"
    return "queued" if source.job_state == JobState.QUEUED else "interrupted"
