"""Known samples on the screen: how people did, a new attention check, and the box on a sample's page."""

from collections.abc import Callable
from typing import Any, Final

import streamlit as st

from curation.errors import CurationError
from curation.models import GoldKind, Sample
from curation.review import ACCEPT, REJECT, Question, QuestionKind
from curation.review.attention import MAX_LEAD_CHARS, instruction
from curation.review.differences import said_in_words
from curation.review.expected import Expected
from curation.services import gold
from curation.services.figures import NotDefined
from curation.services.gold_results import KnownSample, find_gold, list_gold
from curation.services.permissions import may
from curation.services.rubrics import get_rubric
from curation.synthesis import SCENARIOS
from curation.ui.figure_words import share_figure
from curation.ui.nav import link_to
from curation.ui.page import OpenPage
from curation.ui.review_state import Notice
from curation.ui.safe_text import cell_text, escape_label, plain_line
from curation.ui.widgets import empty_state

_NOTICE: Final = "gold_notice"
_PAGE: Final = "gold_before"
_ANY: Final = "Not checked"
_DECISIONS: Final = {_ANY: "", "Accept": ACCEPT, "Reject": REJECT}


def show_known(page: OpenPage) -> None:
    """Draw all known samples, and the form for an attention check."""
    _show_notice()
    with st.expander("Write an attention check", icon=":material/add:"):
        _attention_form(page)
    shown = st.segmented_control(
        "Which", ("In use", "Retired"), default="In use", required=True, key="gold_which", label_visibility="collapsed"
    )
    before: int | None = st.session_state.get(_PAGE)
    rows, following = list_gold(page.workspace, is_active=shown != "Retired", before=before, actor=page.actor)
    if not rows and before is None:
        text = "Settle a case and press G, or open a sample and say under Known answers what is right."
        empty_state("There is no known sample here", text, icon="school")
    for row in rows:
        with st.container(border=True, gap="small"):
            _show_row(page, row)
    with st.container(horizontal=True):
        if before is not None:
            st.button("Newest", key="gold_first", on_click=_turn, args=(None,), icon=":material/first_page:")
        if following is not None:
            st.button("Older", key="gold_on", on_click=_turn, args=(following,), icon=":material/chevron_right:")
    st.caption("How often one comes is set on Sharing. Raters are never told which they are.")


def known_box(page: OpenPage, sample: Sample) -> None:
    """Let a curator say what is right of a sample, on its page; nobody else sees the box."""
    if not may(page.actor.role, "set_gold") or not sample.text:
        return
    found = find_gold(page.workspace, sample.id or 0, actor=page.actor)
    in_use = found is not None and found.is_active
    with st.expander("Known answers" + (" · in use" if in_use else ""), icon=":material/school:", expanded=in_use):
        _show_notice()
        if found is not None:
            _show_row(page, found, is_own_page=True)
        if found is None or found.kind == GoldKind.GOLD:
            _gold_form(page, sample, found.expected if found else Expected())


def _attention_form(page: OpenPage) -> None:
    with st.container(horizontal=True):
        scenario = st.selectbox("Scenario", list(SCENARIOS), key="check_scenario", width=200)
        decision = st.selectbox("It tells people to", (REJECT, ACCEPT), key="check_decision", width=160)
        overall = st.select_slider("and to rate it", range(1, 6), value=2, key="check_overall", width=200)
    lead = st.text_area(
        "Text before the instruction",
        key="check_lead",
        max_chars=MAX_LEAD_CHARS,
        height=110,
        placeholder="Begin like any other text of this scenario, so that only who reads on finds the instruction.",
    )
    st.caption(f"Then it says: {instruction(decision, overall)}")

    def write() -> str:
        gold.make_attention(
            page.workspace, scenario=scenario, decision=decision, overall=overall, lead=lead, actor=page.actor
        )
        return "The attention check is mixed into people's queues. It stands in no list, no statistic and no export."

    st.button("Write it", type="primary", key="check_write", on_click=_do, args=(write,))


def _gold_form(page: OpenPage, sample: Sample, now: Expected) -> None:
    questions = [
        question
        for question in get_rubric(page.workspace, sample.scenario).form.questions
        if question.id != "overall" and question.kind in (QuestionKind.YES_NO, QuestionKind.CHOICE)
    ]
    with st.form(f"gold_{sample.id}", border=False):
        names = list(_DECISIONS)
        at = list(_DECISIONS.values()).index(now.decision)
        decision = st.selectbox("Right to", names, index=at, width=200)
        low, high = st.select_slider(
            "Right ratings, from and to", range(1, 6), value=(now.overall_low or 1, now.overall_high or 5)
        )
        kept = {name: value for name, value in now.answers.items() if name not in {one.id for one in questions}}
        answers = {**kept, **_asked(questions, now)}
        why = st.text_input("Why, for other curators", now.why, max_chars=gold.MAX_WHY_CHARS)
        expected = Expected(
            _DECISIONS[decision], low if low > 1 else None, high if high < 5 else None, answers, why
        )  # fmt: skip
        if st.form_submit_button("Make it a known sample", icon=":material/school:"):
            _do(lambda: _say(page, sample.id or 0, expected))
            st.rerun()


def _say(page: OpenPage, sample_id: int, expected: Expected) -> str:
    gold.make_gold(page.workspace, sample_id, expected, actor=page.actor)
    return "This is a known sample now; it is mixed into people's queues, and nobody is told."


def _asked(questions: list[Question], now: Expected) -> dict[str, Any]:
    answers: dict[str, Any] = {}
    for question in questions:
        values: list[Any] = [True, False] if question.kind is QuestionKind.YES_NO else list(question.choices)
        before = now.answers.get(question.id)
        chosen = st.selectbox(
            escape_label(question.label),
            [None, *values],
            index=values.index(before) + 1 if before in values else 0,
            format_func=lambda value: _ANY if value is None else cell_text(said_in_words(value), 80),
            width=260,
        )
        if chosen is not None:
            answers[question.id] = chosen
    return answers


def _show_row(page: OpenPage, row: KnownSample, *, is_own_page: bool = False) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        is_check = row.kind == GoldKind.ATTENTION
        st.badge("attention check" if is_check else "known sample", color="orange" if is_check else "blue")
        st.markdown(f"**{row.scenario}** · {plain_line(right_in_words(row.expected), 300)}", width="content")
        st.space("stretch")
        if not is_own_page:
            link_to("sample", f"Sample {row.sample_id}", query={"sample": row.sample_id})
        name, icon = ("Retire", "archive") if row.is_active else ("Use again", "unarchive")
        st.button(
            name, key=f"gold-{row.id}", icon=f":material/{icon}:", on_click=_do, args=(lambda: _switch(page, row),)
        )
    st.markdown(_did(row))
    if not is_own_page:
        st.caption(plain_line(row.text, 200))
    by = f"Said by {plain_line(row.by, 60)}, {row.at:%Y-%m-%d}."
    st.caption(f"{by} {plain_line(row.expected.why, 400)}" if row.expected.why else by)


def right_in_words(expected: Expected) -> str:
    """Return what is right of a known sample, in words."""
    said = [expected.decision] if expected.decision else []
    low, high = expected.overall_low or 1, expected.overall_high or 5
    if expected.overall_low is not None or expected.overall_high is not None:
        said.append(f"rated {low}" if low == high else f"rated {low} to {high}")
    for name, right in expected.answers.items():
        values = right if isinstance(right, list) else [right]
        said.append(f"{name.replace('_', ' ')}: {' or '.join(said_in_words(value) for value in values)}")
    return ", ".join(said)


def _did(row: KnownSample) -> str:
    if isinstance(row.right, NotDefined):
        return "Nobody has answered it yet."
    told = share_figure(row.right)
    wrong = ", ".join(f"{name.replace('_', ' ')} {n:,}" for name, n in row.wrong.items())
    return f"**{row.n_right:,} of {row.n:,}** right ({told.interval})" + (
        f" · wrong: {plain_line(wrong)}" if wrong else ""
    )


def _switch(page: OpenPage, row: KnownSample) -> str:
    gold.set_active(page.workspace, row.id, is_active=not row.is_active, actor=page.actor)
    return f"Known sample {row.id} is {'retired: nobody is asked any more' if row.is_active else 'in use again'}."


def _turn(before: int | None) -> None:
    st.session_state[_PAGE] = before


def _do(act: Callable[[], str]) -> None:
    """Do something and keep the sentence for the run that follows."""
    try:
        st.session_state[_NOTICE] = Notice("info", act())
    except CurationError as error:
        st.session_state[_NOTICE] = Notice("error", str(error))


def _show_notice() -> None:
    if (notice := st.session_state.pop(_NOTICE, None)) is not None:
        (st.error if notice.kind == "error" else st.info)(plain_line(notice.text, 600))
