"""The editor of a rubric: each question with its words, its help, its choices; add, move, remove."""

import streamlit as st

from curation.review import OVERALL, Question, QuestionKind, RubricForm
from curation.review.rubric import MAX_LABEL_CHARS, MAX_QUESTIONS, MAX_TEXT_CHARS
from curation.review.rubric_changes import KIND_NAMES
from curation.ui.rubric_draft import Desk, reworded
from curation.ui.safe_text import plain_line


def edit_questions(desk: Desk) -> RubricForm | None:
    """Draw the questions as they stand on the desk; return them, or None where they cannot be asked yet."""
    problems = []
    for place, question in enumerate(desk.draft.questions):
        with st.container(border=True, gap="small"):
            _show_moves(desk, place, question)
            try:
                desk.draft.questions[place] = _edit_one(desk, question)
            except ValueError as error:
                problems.append(str(error))
    _show_adding(desk)
    desk.draft.guideline = st.text_area(
        "Guideline: what raters should know before they begin",
        desk.draft.guideline,
        key=desk.key("guideline"),
        max_chars=MAX_TEXT_CHARS,
    ).strip()
    form = None
    try:
        form = RubricForm(tuple(desk.draft.questions), desk.draft.guideline)
    except ValueError as error:
        problems.append(str(error))
    for problem in problems:
        st.error(plain_line(f"{problem[:1].upper()}{problem[1:]}.", 400))
    return None if problems else form


def _show_moves(desk: Desk, place: int, question: Question) -> None:
    last = len(desk.draft.questions) - 1
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(f"{place + 1}. {KIND_NAMES[question.kind]} · `{question.id}`")
        key = desk.key(question.id)
        st.button(
            "Up", key=f"{key}-up", icon=":material/arrow_upward:", type="tertiary", disabled=place == 0,
            on_click=desk.move, args=(place, -1),
        )  # fmt: skip
        st.button(
            "Down", key=f"{key}-down", icon=":material/arrow_downward:", type="tertiary", disabled=place == last,
            on_click=desk.move, args=(place, 1),
        )  # fmt: skip
        st.button(
            "Remove", key=f"{key}-remove", icon=":material/close:", type="tertiary", disabled=question.id == OVERALL,
            on_click=desk.remove, args=(place,), help="Old answers stay." if question.id != OVERALL else
            "Every rubric has this rating: lists sort by it.",
        )  # fmt: skip


def _edit_one(desk: Desk, question: Question) -> Question:
    key = desk.key(question.id)
    label = st.text_input("Question", question.label, key=f"{key}-label", max_chars=MAX_LABEL_CHARS)
    help_text = st.text_input("Help", question.help, key=f"{key}-help", max_chars=500, placeholder="What it means.")
    choices = ""
    if question.choices:
        choices = st.text_area("Choices, one in a line", "\n".join(question.choices), key=f"{key}-choices", height=110)
    is_required = st.checkbox(
        "Must be answered before a sample is accepted", question.is_required, key=f"{key}-required"
    )
    return reworded(question, label=label, help_text=help_text, choices=choices, is_required=is_required)


def _show_adding(desk: Desk) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption("Add a question:", width="content")
        for kind in QuestionKind:
            st.button(
                KIND_NAMES[kind].capitalize(),
                key=desk.key(f"add-{kind}"),
                icon=":material/add:",
                on_click=desk.add,
                args=(kind,),
                disabled=len(desk.draft.questions) >= MAX_QUESTIONS,
            )
