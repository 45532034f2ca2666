"""The run on the Duplicates page: its thresholds and what they mean, its start, its progress, what it came to."""

import secrets
from datetime import datetime
from typing import Final

import streamlit as st

from curation.errors import CurationError
from curation.models import ItemKind, JobState
from curation.services import duplicates, jobs
from curation.services.duplicate_groups import LEXICAL, SEMANTIC, STAGES
from curation.services.duplicates import DedupState
from curation.services.jobs import JobPublic
from curation.services.permissions import may
from curation.ui.nav import link_to
from curation.ui.page import OpenPage
from curation.ui.safe_text import plain_line
from curation.ui.widgets import show_error

STAGE_NAMES: Final = {LEXICAL: "Same words", SEMANTIC: "Same meaning"}
_TOKEN: Final = "dedup_token"  # noqa: S105 - it tells one click from the next and is no secret


def show_run(page: OpenPage, kind: ItemKind, state: DedupState) -> None:
    """Draw the run that works, or what the last one came to and the way to a new one."""
    job = duplicates.newest_dedup(page.workspace, kind)
    if job is not None and job.is_active:
        st.fragment(_show_running, run_every="1s")(page, job.id)
        return
    if job is not None and job.state in (JobState.FAILED, JobState.REFUSED):
        st.error(plain_line(job.error, 600))
    show_last_run(kind, state)
    if not may(page.actor.role, "run_dedup"):
        st.caption("A curator can start a new run.")
        return
    title = "Run again" if state.has_run else f"Find near-duplicates among {state.items:,} {kind}s"
    with st.expander(title, icon=":material/join_inner:", expanded=not state.has_run and not state.counts.groups):
        _show_form(page, kind, state)


def show_last_run(kind: ItemKind, state: DedupState) -> None:
    """Say what the newest run came to, with the interval of its rate."""
    rate = state.rate
    if not state.has_run:
        known = f" The {state.counts.groups:,} groups below were known beforehand." if state.counts.groups else ""
        st.caption(f"Near-duplicate rate of {kind}s: not defined, {rate.not_defined}.{known}")
        return
    share = rate.share
    said = (
        f"{share.value:.1%} of {rate.items:,} {kind}s are near-duplicates of a kept one"
        f" (95 % interval {share.low:.1%} to {share.high:.1%})"
        if share
        else f"rate not defined: {rate.not_defined}"
    )
    st.caption(f"Last run, {datetime.fromisoformat(rate.run_at):%Y-%m-%d %H:%M} UTC: {said}.")
    if rate.labelled:
        st.caption(f"{rate.labelled:,} of them are demo output or hand-written examples.")
    unread = sum(rate.not_embedded.values())
    if unread:
        why = "; ".join(f"{plain_line(reason, 80)}: {count:,}" for reason, count in rate.not_embedded.items())
        st.caption(f"{unread:,} of them were compared by their words only, since the model cannot read them.", help=why)
    if state.new_pairs:
        text = f"{state.new_pairs:,} pairs came since, found on arrival or named by people. A new run groups them."
        st.info(text, icon=":material/fiber_new:")


def _show_running(page: OpenPage, job_id: int) -> None:
    job = jobs.get_job(page.workspace, job_id)
    if not job.is_active:
        st.rerun()
    lines = jobs.job_log(page.workspace, job_id, limit=1)
    text = lines[-1].text if lines else "Waiting for the worker."
    with st.container(border=True):
        st.progress(_share(job), text=plain_line(text, 200))
        link_to("jobs", f"Job {job_id}", icon="pending_actions", query={"job": job_id})


def _share(job: JobPublic) -> float:
    return min(job.done / job.total, 1.0) if job.total else 0.0


def _show_form(page: OpenPage, kind: ItemKind, state: DedupState) -> None:
    rules = state.rate.rules
    stages = st.pills(
        "Stages",
        STAGES,
        selection_mode="multi",
        default=rules.stages,
        format_func=lambda stage: STAGE_NAMES[stage],
        key=f"stages_{kind}",
    )
    words, meaning = st.columns(2, gap="large")
    with words:
        jaccard = _slider("Same words, from", rules.min_jaccard, f"jaccard_{kind}", is_off=LEXICAL not in stages)
        st.caption(_words_mean(kind, state.median_words, jaccard))
    with meaning:
        cosine = _slider("Same meaning, from", rules.min_cosine, f"cosine_{kind}", is_off=SEMANTIC not in stages)
        st.caption(_MEANING)
    if kind is ItemKind.SAMPLE:
        st.caption("Samples are compared with those of the same scenario.")
    token = st.session_state.setdefault(_TOKEN, secrets.token_hex(16))
    st.button(
        f"Find near-duplicates among {state.items:,} {kind}s",
        type="primary",
        key=f"run_{kind}",
        icon=":material/play_arrow:",
        disabled=not stages or not state.items,
        on_click=_start,
        args=(page, kind, tuple(stages), jaccard, cosine, token),
    )
    st.caption("Decisions that people took stay as they are. The other groups are made anew.")


def _start(page: OpenPage, kind: ItemKind, stages: tuple[str, ...], jaccard: float, cosine: float, token: str) -> None:
    try:
        duplicates.start_dedup(
            page.workspace,
            kind,
            stages=stages,
            min_jaccard=jaccard,
            min_cosine=cosine,
            actor=page.actor,
            client_token=token,
        )
    except CurationError as error:
        show_error(error)
    else:
        st.session_state.pop(_TOKEN, None)


def _slider(label: str, value: float, key: str, *, is_off: bool) -> float:
    return float(st.slider(label, 0.7, 1.0, min(max(value, 0.7), 1.0), 0.01, key=key, disabled=is_off))


_MEANING: Final = (
    "Cosine similarity of the two texts' vectors. At 0.90 it finds what was reworded or translated back; lower, it also"
    " takes people of one trade for one person. Texts that the model cannot read have the first stage alone."
)


def _words_mean(kind: ItemKind, n_words: int | None, jaccard: float) -> str:
    """Say what a threshold for words finds in texts as long as those that are here."""
    what = "The share of words that two texts have in common, whatever their order, case and punctuation."
    if not n_words:
        return what
    reach = duplicates.lexical_reach(n_words, jaccard)
    if reach.replaced:
        finds = f"finds up to {reach.replaced} replaced or {reach.added} added words"
    elif reach.added:
        finds = f"misses a single replaced word, and finds up to {reach.added} added"
    else:
        finds = "misses a single replaced word, and a single added one too"
    return f"{what} The {kind} in the middle has {n_words} words: there {jaccard:.2f} {finds}."
