"""Jobs on the screen: the queue, one job in full, and who does the work."""

from collections.abc import Mapping
from typing import Any, Final

import streamlit as st

from curation.errors import CurationError
from curation.models import JobKind
from curation.services import generate_again, job_counts, jobs
from curation.services.attributes import RULES
from curation.services.estimates import usd
from curation.services.jobs import JobPublic
from curation.services.permissions import may
from curation.services.persona_counts import PERSONA_JOBS, persona_counts
from curation.ui.job_acts import show_acts
from curation.ui.job_batches_view import show_batches
from curation.ui.job_counts_view import cost_text, show_counts
from curation.ui.judge_job_view import show_judged, show_judgements
from curation.ui.nav import go_to, link_to
from curation.ui.page import OpenPage
from curation.ui.persona_job_view import show_calls, show_made
from curation.ui.safe_text import cell_text, plain_line
from curation.ui.solve_job_view import show_solved
from curation.ui.times import duration
from curation.ui.widgets import metric_row, state_badge, state_name
from curation.workspace import current_holder

MAX_LISTED: Final = 50
_KINDS: Final[Mapping[JobKind, str]] = {
    JobKind.IMPORT_PERSONAS: "Import of personas",
    JobKind.IMPORT_SAMPLES: "Import of samples",
    JobKind.IMPORT_TEXTS: "Import of texts",
    JobKind.GENERATE: "Generation",
    JobKind.TEXTS_TO_PERSONAS: "Personas from texts",
    JobKind.EXPAND_PERSONAS: "Personas from personas",
    JobKind.PERSONA_ATTRIBUTES: "Attributes of personas",
    JobKind.DERIVE_EXAMPLES: "Personas of examples",
    JobKind.EMBED: "Reading of new texts",
    JobKind.DEDUP: "Search for near-duplicates",
    JobKind.EXPORT: "Export",
    JobKind.MAP: "Map of the hub",
    JobKind.PROVIDER_CHECK: "Check of a provider",
    JobKind.SOLVE: "Problems solved again",
    JobKind.JUDGE: "Judging",
}
_STOPPED_BY: Final[Mapping[str, str]] = {
    "budget": "It stopped since its budget was used up.",
    "target": "It stopped by itself: there were enough good ones.",
    "max_tries": "It stopped since its tries were used up.",
    "total_cap": "It stopped since the workspace's cap was used up.",
    "no_price": "It stopped since a cap is set and the model has no price.",
}


def show_worker(page: OpenPage, *, is_needed: bool) -> None:
    """Say who does the jobs, and what to do where nobody does."""
    holder = current_holder(page.workspace.worker_lock)
    if holder is not None:
        st.caption(f":material/engineering: The worker runs: process {holder.pid} on {plain_line(holder.host, 60)}.")
        return
    command = f"python -m curation --workspace {page.workspace.path} worker"
    text = "No worker runs, so jobs stay where they are. The app starts one by itself; else start it by hand:"
    (st.warning if is_needed else st.caption)(text)
    st.code(command, language=None, wrap_lines=True)


def show_queue(page: OpenPage) -> None:
    """Draw the newest jobs, live while one of them may still change."""
    st.fragment(_queue, run_every="1s" if jobs.any_active(page.workspace) else None)(page)


def show_one(page: OpenPage, job_id: int) -> None:
    """Draw one job in full, live while it may still change."""
    is_active = jobs.get_job(page.workspace, job_id).is_active
    st.fragment(_live_part, run_every="1s" if is_active else None)(page, job_id, is_active)
    job = jobs.get_job(page.workspace, job_id)
    if job.kind == JobKind.GENERATE:
        _show_unknown(page, job)
    elif _asks_a_model(job):
        show_calls(page, job)
    elif job.kind == JobKind.JUDGE:
        show_judgements(page, job)
    elif job.result and job.kind != JobKind.SOLVE:
        st.header("Result", anchor=False)
        _show_fields(job.result)
    with st.expander("What it was told"):
        _show_fields(_told(job))


def back_button() -> None:
    """Offer the way back to the queue."""
    if st.button("All jobs", icon=":material/arrow_back:", type="tertiary"):
        go_to("jobs")


def job_title(job: JobPublic) -> str:
    """Return what a job is, in words for a label."""
    title = _KINDS.get(job.kind, job.kind)
    if job.kind == JobKind.GENERATE:
        what = job.params.get("scenario") or "samples again"
        title = f"{title}: {what} by {job.params.get('provider')} / {job.params.get('model')}"
    elif _asks_a_model(job) or job.kind == JobKind.JUDGE:
        title = f"{title} by {job.params.get('provider')} / {job.params.get('model')}"
    elif job.kind == JobKind.PROVIDER_CHECK:
        title = f"{title}: {job.params.get('provider')}"
    return plain_line(f"{job.id} · {title}", 120)


def _queue(page: OpenPage) -> None:
    listed = jobs.list_jobs(page.workspace, limit=MAX_LISTED)
    for job in listed:
        with st.container(border=True, gap="small"):
            with st.container(horizontal=True, vertical_alignment="center"):
                if st.button(job_title(job), key=f"open_{job.id}", type="tertiary", icon=":material/chevron_right:"):
                    go_to("jobs", {"job": job.id})
                state_badge(_state(job))
                st.caption(" · ".join(_facts(job)), width="content")
            if job.is_active and job.total:
                st.progress(min(job.done / job.total, 1.0))
            if job.error:
                st.caption(plain_line(job.error, 300))
    if len(listed) == MAX_LISTED:
        st.caption(f"The newest {MAX_LISTED} are shown.")
    if not any(job.is_active for job in listed) and st.session_state.pop("queue_was_active", False):
        st.rerun()
    st.session_state["queue_was_active"] = any(job.is_active for job in listed)


def _live_part(page: OpenPage, job_id: int, was_active: bool) -> None:
    job = jobs.get_job(page.workspace, job_id)
    with st.container(horizontal=True, vertical_alignment="center"):
        state_badge(_state(job))
        st.caption(f"asked for by {plain_line(job.owner, 60)}, {job.created_at:%Y-%m-%d %H:%M} UTC", width="content")
    if job.error:
        (st.warning if job.is_active else st.error)(plain_line(job.error, 600))
    if job.total:
        st.progress(min(job.done / job.total, 1.0))
    _show_numbers(page, job)
    show_acts(page, job)
    show_batches(page, job)
    with st.expander("Log"):
        lines = jobs.job_log(page.workspace, job_id)
        st.text("\n".join(f"{line.at:%H:%M:%S}  {cell_text(line.text, 600)}" for line in lines) or "Nothing yet.")
    if was_active != job.is_active:  # a job that goes on again is drawn live again
        st.rerun()


def _asks_a_model(job: JobPublic) -> bool:
    """Tell whether a job calls a model about texts or personas; rules call nobody."""
    return job.kind in PERSONA_JOBS and job.params.get("provider") != RULES


def _show_numbers(page: OpenPage, job: JobPublic) -> None:
    """Draw how far the job is, what it cost, and what it made."""
    if job.kind == JobKind.GENERATE:
        counts = job_counts.job_counts(page.workspace, job.id)
        metric_row(_numbers(job) | _good(page, job) | {"Cost": cost_text(job, counts)})
        show_counts(job, counts, noun="asked for")
        if job.done:
            link_to("samples", "The samples of this job", icon="article", query={"job": job.id})
    elif _asks_a_model(job):
        found = persona_counts(page.workspace, job.id)
        metric_row(_numbers(job) | {"Cost": cost_text(job, found.calls)})
        show_made(job, found)
    elif job.kind == JobKind.SOLVE:
        metric_row(_numbers(job))
        show_solved(page, job)
    elif job.kind == JobKind.JUDGE:
        metric_row(_numbers(job))
        show_judged(page, job)
    else:
        metric_row(_numbers(job))
    if told := _STOPPED_BY.get(job.stopped_by):
        st.caption(told)


def _good(page: OpenPage, job: JobPublic) -> dict[str, str | int]:
    found = job_counts.target_progress(page.workspace, job)
    return {} if found is None else {"Good": f"{found.good:,} of {job.params['target']:,} wanted"}


def _numbers(job: JobPublic) -> dict[str, str | int]:
    rate = job.items_per_s
    numbers: dict[str, str | int] = {"Done": f"{job.done:,}" + (f" of {job.total:,}" if job.total else "")}
    if rate is not None or job.is_active:
        numbers["Rate"] = "not known yet" if rate is None else f"{rate:,.1f} / s"
    if job.is_active:
        numbers["Time left"] = "not known yet" if job.left_s is None else f"≈ {duration(job.left_s)}"
    elif job.started_at and job.finished_at:
        numbers["Took"] = duration((job.finished_at - job.started_at).total_seconds())
    return numbers


def _show_unknown(page: OpenPage, job: JobPublic) -> None:
    """Draw the calls whose end is not known; only a person sends them again."""
    counts = job_counts.job_counts(page.workspace, job.id)
    n_unknown = counts.state["unknown"]
    if not n_unknown:
        return
    st.header(f"Of unknown end ({n_unknown:,})", anchor=False)
    risk = "an unknown amount" if counts.at_risk_usd is None else f"up to {usd(counts.at_risk_usd)}"
    st.markdown(
        plain_line(f"These were sent and no answer was stored. They may have been billed: {risk}. ", 400)
        + " Nothing sends them again by itself."
    )
    _show_not_asked_again(page, job, n_unknown)


def _show_not_asked_again(page: OpenPage, job: JobPublic, n_unknown: int) -> None:
    """Draw those that nobody asked for again, and offer to; of very many, one press takes the first."""
    calls = job_counts.list_unknown_calls(page.workspace, job.id)
    if not calls:
        st.caption("All of them were asked for again.")
        return
    for call in calls[:20]:
        with st.container(horizontal=True, vertical_alignment="center"):
            link_to("sample", f"Sample {call.sample.id}", icon="description", query={"sample": call.sample.id})
            at_risk = "amount unknown" if call.at_risk_usd is None else f"up to {usd(call.at_risk_usd)}"
            st.caption(plain_line(f"{at_risk} · {call.sample.reason}", 300), width="content")
    if len(calls) > 20:
        st.caption(f"and {n_unknown - 20:,} more" if n_unknown == len(calls) else "and more")
    ids = [call.sample.id or 0 for call in calls]
    if may(page.actor.role, "generate") and not job.is_active:
        label = f"Generate {len(ids):,} again"
        if st.button(label, icon=":material/replay:", key=f"again_{job.id}", help="As new samples; it may cost again"):
            _again(page, job.id, ids)


def _again(page: OpenPage, job_id: int, ids: list[int]) -> None:
    token = f"again-{job_id}-{ids[0]}-{ids[-1]}-{len(ids)}"
    try:
        again = generate_again.generate_again(page.workspace, ids, actor=page.actor, client_token=token)
    except CurationError as error:
        st.error(plain_line(str(error), 600))
    else:
        go_to("jobs", {"job": again})


def _show_fields(fields: Mapping[str, Any]) -> None:
    rows = [{"Name": state_name(name), "Value": cell_text(plain_value(value), 600)} for name, value in fields.items()]
    st.dataframe(rows, hide_index=True, alt="Names and values")


def plain_value(value: Any) -> str:  # noqa: ANN401 - a JSON value
    """Return a JSON value as a cell shows it."""
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {plain_value(inner)}" for key, inner in value.items()) or "none"
    if isinstance(value, list):
        return f"{len(value):,} values" if len(value) > 10 else ", ".join(map(str, value)) or "none"
    return "none" if value in (None, "") else str(value)


def _told(job: JobPublic) -> dict[str, Any]:
    return {"kind": job.kind, "budget_usd": job.budget_usd, **job.params}


def _facts(job: JobPublic) -> list[str]:
    facts = [f"{job.done:,} of {job.total:,}" if job.total else f"{job.done:,} done"] if job.total or job.done else []
    if job.is_active and job.items_per_s:
        facts.append(f"{job.items_per_s:,.1f} / s")
    if job.left_s is not None:
        facts.append(f"≈ {duration(job.left_s)} left")
    if job.cost_usd:
        facts.append(f"cost {plain_line(usd(job.cost_usd))}")
    facts.append(f"{plain_line(job.owner, 40)}, {job.created_at:%Y-%m-%d %H:%M} UTC")
    return facts


def _state(job: JobPublic) -> str:
    return "cancelling" if job.cancel_requested and job.is_active else job.state
