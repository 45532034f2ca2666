"""A job that makes personas: what its answers held, how well they are grounded, and each call as it was made."""

from typing import Final

import streamlit as st

from curation.errors import CurationError
from curation.metrics import wilson_interval
from curation.models import ItemState, JobKind, Outcome, PersonaCall
from curation.services.calls_made import list_calls
from curation.services.estimates import usd
from curation.services.jobs import JobPublic
from curation.services.persona_counts import Made, PersonaCounts, persona_counts
from curation.ui.job_counts_view import show_counts
from curation.ui.lists import PLACE, show_pager
from curation.ui.nav import link_to
from curation.ui.page import OpenPage
from curation.ui.safe_text import plain_line, show_text
from curation.ui.widgets import show_error, state_name

_REASONS: Final = {
    "more than asked for": "more than were asked for",
    "like an ancestor": "like an ancestor, so it leads in a circle",
}


def show_made(job: JobPublic, counts: PersonaCounts) -> None:
    """Draw how the calls ended and what the answers held; what was read is the sum of the rest."""
    show_counts(job, counts.calls, noun="calls")
    made = counts.made
    if job.kind == JobKind.DERIVE_EXAMPLES:
        _show_derived(made)
    elif job.kind != JobKind.PERSONA_ATTRIBUTES:
        _show_account(job, made)
    if job.kind == JobKind.TEXTS_TO_PERSONAS or made.attributes_stated:
        where = "the text" if job.kind == JobKind.TEXTS_TO_PERSONAS else "the description"
        st.markdown(f"**Grounded attributes**: {grounding(made, where)}")


def grounding(made: Made, where: str) -> str:
    """Return the share of stated values whose words stand where they should, or why there is none."""
    if not made.attributes_stated:
        return "not defined: no attribute was stated."
    share = wilson_interval(made.attributes_grounded, made.attributes_stated)
    return (
        f"{share.value:.0%} (95 % interval {share.low:.0%} to {share.high:.0%}, n = {share.n:,}) of the stated values "
        f"have words in {where} that prove them. A value without such words is kept as unknown."
    )


def show_calls(page: OpenPage, job: JobPublic) -> None:
    """Draw the calls fifty a page, each with its prompt and its raw answer, once they are wanted."""
    counts = persona_counts(page.workspace, job.id).calls
    if n_unknown := counts.state[Outcome.UNKNOWN]:
        risk = "an unknown amount" if counts.at_risk_usd is None else f"up to {usd(counts.at_risk_usd)}"
        st.warning(
            plain_line(
                f"{n_unknown:,} were sent and no answer was stored. They may have been billed: {risk}. "
                "Nothing sends them again by itself; they are listed below.",
                400,
            )
        )
    box = st.expander("What was asked and answered", icon=":material/forum:", key="calls_box", on_change="rerun")
    if not box.open:
        return
    with box:
        found = [state for state, count in counts.state.items() if count]
        outcome = None
        if len(found) > 1:
            outcome = st.pills(
                "Only", found, format_func=lambda s: f"{state_name(s)} ({counts.state[s]:,})", key="calls_of"
            )
        _show_page(page, job, outcome)


def _show_derived(made: Made) -> None:
    """Draw of how many examples the persona is known now."""
    st.markdown(f"**{made.added:,} {'example has' if made.added == 1 else 'examples have'} a derived persona now**")
    for reason, count in made.skipped.items():
        st.caption(f"- {count:,} skipped: {plain_line(reason, 120)}")
    link_to("templates", "The templates and their examples", icon="edit_note")


def _show_account(job: JobPublic, made: Made) -> None:
    parts = {"added": made.added, "already present": made.already_present, "skipped": sum(made.skipped.values())}
    said = " + ".join(f"{count:,} {name}" for name, count in parts.items() if count)
    if made.read:
        st.markdown(f"**{made.read:,} {'persona' if made.read == 1 else 'personas'} read**: {said}")
    for reason, count in sorted(made.skipped.items(), key=lambda item: -item[1]):
        words = _REASONS.get(reason, reason.replace("_", " "))
        st.caption(f"- {count:,} skipped: {plain_line(words, 120)}")
    if not (made.added or made.skipped):
        return
    with st.container(horizontal=True, gap="small"):
        link_to("personas", "The personas of this job", icon="groups", query={"job": job.id})
        if made.quarantined:
            query = {"job": job.id, "p_states": ItemState.QUARANTINED}
            link_to("personas", f"{made.quarantined:,} in quarantine", icon="shield", query=query)


def _show_page(page: OpenPage, job: JobPublic, outcome: str | None) -> None:
    try:
        shown = list_calls(page.workspace, job.id, outcome=outcome, place=st.query_params.get(PLACE))
    except CurationError as error:
        show_error(error)
        return
    if not shown.rows:
        st.caption("None yet.")
        return
    for call in shown.rows:
        _show_call(call)
    show_pager(shown, "calls")


def _show_call(call: PersonaCall) -> None:
    about = f"text {call.document_id}" if call.document_id else f"persona {call.persona_id}"
    about = f"example {call.example_id}" if call.example_id else about
    step = f"step {call.step} · " if call.step > 1 else ""
    gave = f" · {call.counts['added']:,} added" if call.counts.get("added") else ""
    title = f"{call.item_no + 1} · {step}{about} · {state_name(call.outcome)}{gave}"
    box = st.expander(title, key=f"call_{call.id}", on_change="rerun")
    if call.reason:
        box.caption(plain_line(call.reason, 300))
    if not box.open:
        return
    with box:
        if call.document_id:
            link_to("sources", f"Document {call.document_id}", icon="description", query={"document": call.document_id})
        elif call.persona_id:
            link_to("persona", f"Persona {call.persona_id}", icon="person", query={"persona": call.persona_id})
        st.caption(" · ".join(_facts(call)))
        st.markdown("**As it was sent**")
        show_text(call.prompt or "It was not sent.", mode="plain", key=f"call_prompt_{call.id}")
        st.markdown("**As it came**")
        show_text(call.raw or "Nothing came.", mode="plain", key=f"call_raw_{call.id}")


def _facts(call: PersonaCall) -> list[str]:
    facts = [plain_line(f"{call.provider} / {call.model}", 120)]
    if call.seed is not None:
        facts.append(f"seed {call.seed}")
    if call.input_tokens is not None and call.output_tokens is not None:
        facts.append(f"{call.input_tokens:,} tokens in, {call.output_tokens:,} out")
    if call.cost_usd:
        facts.append(plain_line(usd(call.cost_usd)))
    if call.latency_s is not None:
        facts.append(f"{call.latency_s:.2f} s")
    if call.label:
        facts.append(plain_line(call.label))
    return facts
