"""Samples on the screen: the filters, the rows, and one sample in full."""

import secrets
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final

import streamlit as st

from curation.errors import CurationError
from curation.models import DEMO_LABEL, ItemKind, ItemState, Outcome, Sample, SampleFilter
from curation.models.filters import NEAR_DUPLICATE_COSINE
from curation.services import generate_again, people, samples
from curation.services.again_cost import cost_of_again
from curation.services.blind_samples import TOLD_BY_OTHERS, reads_blind
from curation.services.judges import list_judges
from curation.services.lists import ListPage
from curation.services.permissions import may
from curation.services.samples import SampleDetail, shown_text
from curation.services.vectors import neighbours
from curation.ui.again import say_cost
from curation.ui.history import show_history
from curation.ui.judge_view import judge_mark, show_judge_notes
from curation.ui.lists import ListRow, filter_box, select_rows
from curation.ui.nav import go_to, link_to
from curation.ui.page import OpenPage
from curation.ui.review_fix import fix_button
from curation.ui.safe_text import cell_text, plain_line, show_diff, show_text
from curation.ui.solve_view import show_solutions
from curation.ui.widgets import state_badge, state_name, url_ids, url_values

_AGAIN_TOKEN, _AGAIN_JOB, _AGAIN_PROBLEM = "again_token", "again_job", "again_problem"
_LABELS: Final[Mapping[str, str]] = {
    "scenarios": "Scenario",
    "outcomes": "Outcome",
    "states": "State",
    "decisions": "Decision",
    "ratings": "Rating",
    "flags": "Flag",
    "failed_checks": "Failed check",
    "verdicts": "Solved again",
    "near_duplicate": "Near-duplicate",
    "templates": "Template",
    "modes": "Examples in the prompt",
    "providers": "Provider",
    "models": "Model",
    "annotators": "Annotator",
    "languages": "Language",
    "licences": "Licence",
    "tags": "Tag",
}


def show_filters(page: OpenPage, text: str) -> SampleFilter:
    """Draw the facets, folded until wanted, and return what they and the search box mean."""
    labels = {name: _LABELS[name] for name in _LABELS if not (reads_blind(page.actor) and name in TOLD_BY_OTHERS)}
    values: dict[str, tuple[object, ...]] = {name: url_values(f"s_{name}") for name in labels}
    values |= {name: url_ids(f"s_{name}") for name in ("templates", "ratings", "annotators") if name in labels}
    near = values.pop("near_duplicate")
    chosen = SampleFilter.model_validate(
        {
            **values,
            "text": text,
            "near_duplicate": None if len(near) != 1 else near[0] == "True",
            "jobs": url_ids("job"),
            "personas": url_ids("of_persona"),
        }
    )
    for noun, ids in (("job", chosen.jobs), ("persona", chosen.personas)):
        if ids:
            st.caption(f"Only samples of {noun} {', '.join(str(item_id) for item_id in ids)}.")
    filter_box("s_", labels, lambda: samples.sample_facets(page.workspace, chosen), lambda: _facet_names(page))
    return chosen


def show_rows(shown: ListPage[Sample]) -> list[int]:
    """Draw a page of samples and return the ids of those selected."""
    return select_rows([_list_row(sample, shown.scores) for sample in shown.rows], page_name="sample")


def show_badges(sample: Sample) -> None:
    """Draw what a sample is and how it stands."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.badge(sample.scenario, color="violet")
        state_badge(sample.outcome)
        if sample.state != ItemState.ACTIVE:
            state_badge(sample.state)
        if sample.decision:
            state_badge({"accept": "accepted", "reject": "rejected"}.get(sample.decision, sample.decision))
        if sample.is_adjudicated:
            st.badge("settled", color="blue", icon=":material/gavel:")
        if sample.label:
            st.badge(sample.label, color="orange", icon=":material/info:")


def show_sample_in_full(page: OpenPage, detail: SampleDetail) -> None:
    """Draw everything known of one sample."""
    left, right = st.columns([3, 2], gap="large")
    with left:
        _show_text_and_answer(detail.sample)
        fix_button(page, detail.sample.id or 0)
        show_solutions(page, detail.sample)
        _show_neighbours(page, detail)
    with right:
        _show_persona(detail)
        _show_checks(detail.sample)
        _show_reviews(page, detail)
        _show_making(detail)


def _list_row(sample: Sample, scores: Mapping[int, float] | None) -> ListRow:
    facts = [f"**{sample.scenario}**", f"{sample.provider}/{plain_line(sample.model, 40)}"]
    if sample.outcome != Outcome.OK:
        facts.append(f"**{state_name(sample.outcome)}**")
    if sample.state != ItemState.ACTIVE:
        facts.append(f"**{sample.state}**")
    if sample.rating_mean is not None:
        facts.append(f"rated {sample.rating_mean:.1f} (n = {sample.n_reviews})")
    if sample.decision:
        facts.append(sample.decision)
    facts.extend(sample.flags.replace("_", " ").split("  "))
    if sample.nearest_score is not None and sample.nearest_score >= NEAR_DUPLICATE_COSINE:
        facts.append(f"near-duplicate {sample.nearest_score:.2f}")
    if sample.label:
        facts.append("demo generator" if sample.label == DEMO_LABEL else sample.label)
    if scores:
        facts.append(f"score {scores.get(sample.id or 0, 0.0):.3f}")
    text = _in_brief(sample) or sample.reason or "no text"
    return ListRow(sample.id or 0, plain_line(text, 320), " · ".join(fact.strip() for fact in facts if fact.strip()))


def _in_brief(sample: Sample) -> str:
    """Return what a row of a list shows: of a tool its name and purpose, since its text is JSON."""
    name, purpose = sample.data.get("name"), sample.data.get("description")
    if sample.scenario == "tool" and sample.edited_text is None and isinstance(name, str) and isinstance(purpose, str):
        return f"{name}: {purpose}"
    return shown_text(sample)


def _facet_names(page: OpenPage) -> dict[str, dict[str, str]]:
    raters = [*people.list_people(page.workspace), *list_judges(page.workspace)]
    return {
        "templates": {str(key): cell_text(title, 60) for key, title in samples.template_titles(page.workspace).items()},
        "annotators": {str(row.id): cell_text(row.name, 60) for row in raters},
        "near_duplicate": {"True": "Near an earlier one", "False": "Not near another"},
    }


def _show_text_and_answer(sample: Sample) -> None:
    with st.container(border=True):
        if sample.text:
            show_text(shown_text(sample), key="sample_text")
        else:
            st.warning(plain_line(sample.reason or "There is no text.", 600))
    if sample.answer:
        with st.expander("Answer", expanded=True):
            show_text(sample.answer, key="sample_answer")
    if sample.edited_text is not None:
        with st.expander("What was edited"):
            show_diff(sample.text, sample.edited_text)


def _show_persona(detail: SampleDetail) -> None:
    if detail.persona is None:
        return
    st.header("Made for", anchor=False)
    show_text(detail.persona.text, key="persona_text")
    link_to("persona", f"Persona {detail.persona.id}", icon="person", query={"persona": detail.persona.id})


def _show_checks(sample: Sample) -> None:
    st.header("Checks", anchor=False)
    for check in sample.checks:
        icon = ":material/check_circle:" if check["ok"] else ":material/error:"
        st.markdown(f"{icon} **{state_name(check['name']).capitalize()}**: {plain_line(check['detail'], 300)}")
    if not sample.checks:
        st.caption("None ran: there was no text to check.")
    if sample.persona_score is not None:
        st.caption(f"Likeness to its persona (cosine): {sample.persona_score:.2f}.")


def _show_reviews(page: OpenPage, detail: SampleDetail) -> None:
    st.header(f"Reviews ({len(detail.reviews)})", anchor=False)
    if reads_blind(page.actor) and not any(one.review.annotator_id == page.actor.id for one in detail.reviews):
        st.caption("What others said is shown once you have judged it yourself.")
    for review, name, is_judge in detail.reviews:
        said = [part for part in (review.decision, f"{review.overall} of 5" if review.overall else None) if part]
        said.extend(state_name(word) for word in review.flags)
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(f"**{plain_line(name, 90)}**: {', '.join(said) or 'draft'}", width="content")
            if is_judge:
                judge_mark()
        if review.note:
            st.caption(plain_line(review.note, 400))
    if any(one.is_judge for one in detail.reviews):
        st.caption("What a model says counts for nothing among what people say.")
        show_judge_notes(page, detail.sample.id or 0)
    link_to("review", "Review this sample", icon="rate_review", query={"sample": detail.sample.id})


def _show_making(detail: SampleDetail) -> None:
    sample = detail.sample
    st.header("How it was made", anchor=False)
    template = "" if detail.template is None else f" · template v{detail.template.version}"
    st.markdown(
        f"{sample.provider} · **{plain_line(sample.model, 60)}**{template} · licence {plain_line(sample.licence)}"
    )
    cost = "unknown" if sample.cost_usd is None else f"${sample.cost_usd:.4f}"
    tokens = "not reported" if sample.output_tokens is None else f"{sample.input_tokens} in, {sample.output_tokens} out"
    seconds = "" if sample.latency_s is None else f" · {sample.latency_s:.1f} s"
    st.caption(f"Cost {cost} · tokens {tokens} · finish {plain_line(sample.finish_reason or 'none', 40)}{seconds}")
    if detail.job is not None:
        link_to("jobs", f"Job {detail.job.id}", icon="pending_actions", query={"job": detail.job.id})
    for word, other in (("Again from", detail.parent), *(("Made again as", child) for child in detail.children)):
        if other is not None:
            link_to("sample", f"{word} sample {other.id}", query={"sample": other.id})
    with st.expander("Prompt as sent"):
        show_text(sample.prompt, mode="plain", key="sample_prompt")
    with st.expander("Raw answer"):
        show_text(sample.raw or "empty", mode="plain", key="sample_raw")
    with st.expander(f"Calls and history ({len(detail.attempts) + len(detail.events)})"):
        for attempt in detail.attempts:
            st.caption(f"Call {attempt.try_no}: {attempt.state}. {plain_line(attempt.reason, 300)}")
        show_history(detail.events)


def _show_neighbours(page: OpenPage, detail: SampleDetail) -> None:
    sample = detail.sample
    if not sample.text:
        return
    st.header("Most alike", anchor=False)
    hits = neighbours(page.workspace, ItemKind.SAMPLE, sample.id or 0, sample.text_hash)
    found = samples.samples_by_id(page.workspace, [hit.id for hit in hits])
    for hit in hits:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.badge(f"{hit.score:.2f}", color="orange" if hit.score >= NEAR_DUPLICATE_COSINE else "gray")
            link_to("sample", plain_line(shown_text(found[hit.id]), 100), query={"sample": hit.id})
    if not hits:
        st.caption("Not known yet: the worker has not read this text, or the model cannot.")


def again_button(page: OpenPage, ids: Sequence[int]) -> None:
    """Offer to make samples again with another seed; the old ones stay. What costs money asks once more.

    The token is a part of the button's identity, so that a second click, which
    the browser sends for the button it still shows, asks for the same job.
    """
    if (job_id := st.session_state.pop(_AGAIN_JOB, None)) is not None:
        go_to("jobs", {"job": job_id})
    if not ids or not may(page.actor.role, "generate"):
        return
    cost, token = cost_of_again(page.workspace, ids), st.session_state.setdefault(_AGAIN_TOKEN, secrets.token_hex(16))
    said = plain_line(say_cost(cost), 200)
    button = partial(st.button, key=f"again_{token}", on_click=_again, args=(page, tuple(ids), token))
    if cost is None or cost.is_free:
        button("Generate again", icon=":material/replay:", help=f"With a new seed; the old stays. {said}")
    else:
        with st.popover("Generate again", icon=":material/replay:"):
            st.write(f"{said} The old {'sample stays' if len(ids) == 1 else 'samples stay'}.")
            button(f"Make {len(ids):,} again", type="primary")
    if problem := st.session_state.pop(_AGAIN_PROBLEM, None):
        st.error(plain_line(problem, 600))


def _again(page: OpenPage, ids: Sequence[int], token: str) -> None:
    """Put the job into the queue; this runs before the page is drawn again."""
    try:
        job_id = generate_again.generate_again(page.workspace, ids, actor=page.actor, client_token=token)
    except CurationError as error:
        st.session_state[_AGAIN_PROBLEM] = str(error)
        return
    st.session_state[_AGAIN_JOB] = job_id
    st.session_state[_AGAIN_TOKEN] = secrets.token_hex(16)
