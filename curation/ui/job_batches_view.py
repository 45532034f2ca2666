"""The batches of a job on the screen: what the vendor has, how far it is, and what comes next."""

from datetime import datetime
from typing import Final

import streamlit as st

from curation.services.batches import BatchPublic, list_batches, what_comes_next
from curation.services.jobs import JobPublic
from curation.ui.page import OpenPage
from curation.ui.safe_text import plain_line
from curation.ui.widgets import state_badge

MAX_SHOWN: Final = 20


def show_batches(page: OpenPage, job: JobPublic) -> None:
    """Draw the batches of a job, the newest first; nothing where it makes its calls one by one."""
    if not job.params.get("batch"):
        return
    batches = list_batches(page.workspace, job.id)
    st.header(f"Batches at the vendor ({len(batches):,})", anchor=False)
    if not batches:
        st.caption("None yet. Its calls are handed over together, at half the price; the vendor may take a day.")
        return
    for batch in list(reversed(batches))[:MAX_SHOWN]:
        with st.container(border=True, gap="small"):
            _show_batch(batch, job)
    if len(batches) > MAX_SHOWN:
        st.caption(f"The newest {MAX_SHOWN} are shown.")


def _show_batch(batch: BatchPublic, job: JobPublic) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"**Batch {batch.id}**", width="content")
        state_badge(batch.state)
        name = plain_line(batch.vendor_id or "not named by the vendor yet", 80)
        st.caption(f"{name} · {_calls(batch)}", width="content")
    st.caption(f"Handed over: {_when(batch.submitted_at)} · Last asked: {_when(batch.polled_at)}")
    st.markdown(plain_line(what_comes_next(batch, job), 600))
    if batch.reason:
        st.caption(f"The reason: {plain_line(batch.reason, 400)}")


def _calls(batch: BatchPublic) -> str:
    said = f"{batch.n:,} {'call' if batch.n == 1 else 'calls'}"
    if batch.n_done or batch.n_failed:
        said += f", {batch.n_done:,} answered"
    return said + (f", {batch.n_failed:,} without an answer" if batch.n_failed else "")


def _when(at: datetime | None) -> str:
    return "not yet" if at is None else f"{at:%Y-%m-%d %H:%M} UTC"
