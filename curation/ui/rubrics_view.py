"""Rubrics: the questions of every scenario, one of them on the desk, its history."""

from typing import Final

import streamlit as st

from curation.errors import CurationError
from curation.review import RUBRIC_OF_ALL, Question, QuestionKind, RubricForm
from curation.review.rubric_changes import KIND_NAMES, changes_between
from curation.services import rubrics
from curation.services.permissions import may
from curation.services.rubrics import SavedRubric
from curation.synthesis import SCENARIOS
from curation.ui.nav import link_to
from curation.ui.page import OpenPage
from curation.ui.rubric_draft import Desk, forget, open_desk
from curation.ui.rubric_editor import edit_questions
from curation.ui.safe_text import plain_line
from curation.ui.widgets import page_header, show_error

NAMED: Final = "rubric"
_SAID: Final = "rubric_said"


def show_list(page: OpenPage) -> None:
    """Draw the questions of every scenario."""
    page_header("Rubrics", "The questions that people are asked about a sample. Old answers keep their version.")
    for name in rubrics.rubric_names():
        found = rubrics.get_rubric(page.workspace, name)
        with st.container(border=True, gap="small"):
            with st.container(horizontal=True, vertical_alignment="center"):
                st.header(plain_line(rubric_title(name), 80), anchor=False)
                version = f"version {found.version}" if found.name == name else "asks the questions of all scenarios"
                st.caption(version, width="content")
                link_to("rubrics", "Open", icon="edit", query={NAMED: name})
            st.caption(plain_line(" · ".join(question.label for question in found.form.questions), 400))


def show_one(page: OpenPage, name: str) -> None:
    """Draw one rubric: the editor beside what raters see, and its history."""
    try:
        asked = rubrics.get_rubric(page.workspace, name).form
        versions = rubrics.list_history(page.workspace, name)
    except CurationError as error:
        page_header("Rubrics")
        show_error(error)
        link_to("rubrics", "All rubrics", icon="arrow_back")
        return
    desk = open_desk(page, name, versions, asked)
    page_header(f"Questions: {rubric_title(name)}")
    link_to("rubrics", "All rubrics", icon="arrow_back")
    if said := st.session_state.pop(_SAID, ""):
        st.success(plain_line(said, 300))
    if not versions:
        st.info("This scenario asks the questions of all scenarios. Save here, and it has its own.")
    left, right = st.columns([3, 2], gap="large")
    with left:
        form = edit_questions(desk)
    with right:
        _show_acts(desk, form)
        _show_preview(form)
        _show_history(desk)


def rubric_title(name: str) -> str:
    """Return what a rubric is for, as people read it."""
    if name == RUBRIC_OF_ALL:
        return "All other scenarios"
    return SCENARIOS[name].title if name in SCENARIOS else name


def _show_acts(desk: Desk, form: RubricForm | None) -> None:
    changes = changes_between(desk.asked, form) if form else []
    for change in changes:
        st.caption(f":material/edit: {plain_line(change, 300)}")
    can_save = may(desk.page.actor.role, "edit_rubric")
    with st.container(horizontal=True):
        is_ready = form is not None and bool(changes or not desk.versions)
        if st.button("Save a new version", type="primary", disabled=not (is_ready and can_save)) and form:
            _save(desk, form)
        st.button("Discard", on_click=desk.discard, disabled=not changes and form is not None)
    if not can_save:
        st.caption("Saving needs the role curator.")


def _save(desk: Desk, form: RubricForm) -> None:
    try:
        version = rubrics.save_rubric(
            desk.page.workspace, desk.name, form, seen_version=desk.draft.seen_version, actor=desk.page.actor
        )
    except CurationError as error:
        show_error(error)
        return
    forget(desk.name)
    st.session_state[_SAID] = f"Version {version} is saved and asked from now on."
    st.rerun()


def _show_preview(form: RubricForm | None) -> None:
    st.header("What raters see", anchor=False)
    if form is None:
        st.caption("Mend what is said on the left first.")
        return
    with st.container(border=True, gap="small"):
        for question in form.questions:
            required = " :red[required]" if question.is_required else ""
            st.markdown(f"**{plain_line(question.label, 200)}**{required}")
            st.caption(plain_line(_answers_of(question), 500))
        if form.guideline:
            st.markdown(f":material/menu_book: {plain_line(form.guideline, 1_000)}")


def _answers_of(question: Question) -> str:
    keys = {
        QuestionKind.SCALE: "1  2  3  4  5",
        QuestionKind.YES_NO: "[1] Yes  [2] No",
        QuestionKind.TEXT: "a text",
    }.get(question.kind) or "  ".join(f"[{key}] {choice}" for key, choice in enumerate(question.choices, start=1))
    return f"{keys}. {question.help}" if question.help else keys


def _show_history(desk: Desk) -> None:
    if not desk.versions:
        return
    st.header("History", anchor=False)
    for place, saved in enumerate(desk.versions):
        older = desk.versions[place + 1].rubric.form if place + 1 < len(desk.versions) else None
        with st.expander(_headline(saved)):
            for change in changes_between(older, saved.rubric.form) if older else ["The first version."]:
                st.caption(plain_line(change, 300))
            for question in saved.rubric.form.questions:
                st.markdown(f"- {plain_line(question.label, 200)} ({KIND_NAMES[question.kind]})")
            if place:
                st.button(
                    "Put it on the desk",
                    key=desk.key(f"again-{saved.rubric.version}"),
                    on_click=desk.begin_with,
                    args=(saved.rubric.form,),
                )


def _headline(saved: SavedRubric) -> str:
    when = f", {saved.at:%Y-%m-%d %H:%M} UTC" if saved.at else ""
    reviews = f"{saved.n_reviews:,} review{'' if saved.n_reviews == 1 else 's'}"
    return f"Version {saved.rubric.version} by {plain_line(saved.by, 60)}{when} · {reviews}"
