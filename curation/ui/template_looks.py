"""A prompt looked at from all sides: as it would be sent, what changed, how an answer is read, its versions."""

from collections.abc import Sequence
from typing import Final

import streamlit as st

from curation.errors import CurationError
from curation.models import Template
from curation.services import templates
from curation.services.answers import ReadAnswer
from curation.services.filling import steps_for
from curation.services.template_preview import (
    N_SHOWN,
    ShownFor,
    example_answers,
    first_person,
    preview_three,
    try_answer,
)
from curation.services.template_rules import check_template, material_of, warnings_about
from curation.services.templates import Change, TemplateVersion, changes_between, draft_of
from curation.ui.safe_text import cell_text, plain_line, show_text
from curation.ui.template_draft import Desk
from curation.ui.template_editor import act
from curation.ui.text_changes import show_changes
from curation.ui.widgets import show_error, state_badge, state_name

_TURN: Final = "template_turn"


def show_preview(desk: Desk) -> None:
    """Draw what would be sent for three, or the one sentence why nothing can be."""
    st.header("What would be sent", anchor=False)
    try:
        shown = preview_three(desk.page.workspace, desk.draft, turn=st.session_state.get(_TURN, 0))
    except CurationError as error:
        show_error(error)
        return
    for warning in warnings_about(desk.draft):
        st.warning(plain_line(warning, 300))
    for place, (tab, one) in enumerate(zip(st.tabs([_title(desk, one) for one in shown]), shown, strict=True)):
        with tab:
            _show_one(one, place)
    if len(shown) == N_SHOWN:
        st.button("Other three", icon=":material/casino:", type="tertiary", on_click=_turn)


def show_draft_changes(desk: Desk) -> None:
    """Draw what would be saved against what is used now."""
    changes = changes_between(draft_of(desk.newest), desk.draft)
    if changes:
        title = f"Changed against version {desk.newest.version}"
        with st.expander(title, icon=":material/difference:", expanded=True, key=desk.key("changes")):
            _show_parts(changes)


def show_history(desk: Desk) -> None:
    """Draw all versions, what one changed against another, and the way back."""
    for one in desk.versions:
        row = one.template
        st.markdown(f"**Version {row.version}** · {plain_line(one.by, 60)} · {row.created_at:%Y-%m-%d %H:%M} UTC")
    numbers = [one.template.version for one in desk.versions]
    if len(numbers) == 1:
        st.caption("There is one version so far. Each save adds one; none is ever lost.")
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        old = _choose_version("From", numbers, 1, desk.key("old"))
        new = _choose_version("To", numbers, 0, desk.key("new"))
        if old != desk.newest.version:
            _offer_restore(desk, old)
    by_number = {one.template.version: one.template for one in desk.versions}
    changes = changes_between(draft_of(by_number[old]), draft_of(by_number[new]))
    if changes:
        _show_parts(changes)
    else:
        st.caption("They are the same.")


def show_try(desk: Desk) -> None:
    """Let an author paste a raw answer and see what the program makes of it."""
    st.caption(
        "Paste what a model wrote. It is read and checked as a job would do it, with what you typed; nothing is kept."
    )
    draft = desk.draft
    try:
        check_template(draft)
    except CurationError as error:
        show_error(error)
        return
    st.session_state.setdefault(desk.key("try_persona"), first_person(desk.page.workspace, draft))
    left, right = st.columns(2, gap="medium")
    with left:
        persona = st.text_area("The person it is for", key=desk.key("try_persona"), height=100)
        raws = _raw_boxes(desk, draft)
        st.button(
            "Fill in the example",
            icon=":material/lightbulb:",
            key=desk.key("try_example"),
            on_click=_fill_example,
            args=(desk, draft),
        )
    with right:
        if not any(raw.strip() for raw in raws):
            st.caption("What is read of it comes here.")
        else:
            _show_read(try_answer(draft, raws, persona=persona or ""), desk)


def version_line(one: TemplateVersion) -> str:
    """Return version, author and time as one line."""
    row = one.template
    return f"version {row.version} · {plain_line(one.by, 60)} · {row.created_at:%Y-%m-%d %H:%M} UTC"


def _title(desk: Desk, one: ShownFor) -> str:
    return f"{material_of(desk.newest.scenario).capitalize()} {one.row_id}" if one.row_id else "An example"


def _show_one(one: ShownFor, place: int) -> None:
    if one.row_id is None:
        st.caption("There is nobody in the hub yet, so it is filled in for the person of the example.")
    st.caption(plain_line(one.about, 300))
    for number, (step, prompt) in enumerate(one.steps):
        name = f"Call {number + 1} of {len(one.steps)}: {plain_line(state_name(step), 40)}"
        is_only = len(one.steps) == 1
        with st.container(border=True) if is_only else st.expander(name, expanded=number == 0):
            show_text(prompt, mode="plain", key=f"shown_{place}_{number}")
    if len(one.steps) > 1:
        st.caption("Earlier answers are those of the example here; a job puts in what the model wrote.")


def _turn() -> None:
    st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1


def _show_parts(changes: Sequence[Change]) -> None:
    for change in changes:
        if change.part != "text":
            st.markdown(f"**{plain_line(change.part, 60).capitalize()}**")
        show_changes(change.before, change.after)


def _choose_version(label: str, numbers: Sequence[int], index: int, key: str) -> int:
    name = "Version {}".format
    return int(st.selectbox(label, numbers, index=index, format_func=name, key=key, width=160) or numbers[index])


def _offer_restore(desk: Desk, number: int) -> None:
    newest, page = desk.newest, desk.page
    st.button(
        f"Restore version {number}",
        key=desk.key("restore"),
        icon=":material/history:",
        disabled=desk.is_changed,
        help="Saves it as the newest version." + (" Save or discard your changes first." if desk.is_changed else ""),
        on_click=act,
        args=(
            lambda: templates.restore_version(
                page.workspace, newest.scenario, newest.variant, number, actor=page.actor
            ),
            desk,
        ),
    )


def _raw_boxes(desk: Desk, draft: Template) -> list[str]:
    """Draw a box for each call and return what stands in them."""
    steps = steps_for(draft, {})
    height = 320 if len(steps) == 1 else 130
    raws = []
    for number, step in enumerate(steps):
        label = f"Answer {number + 1}: {state_name(step)}" if step else "The answer as it came"
        raws.append(st.text_area(label, key=desk.key(f"try_{number}"), height=height) or "")
    return raws


def _fill_example(desk: Desk, draft: Template) -> None:
    for number, raw in enumerate(example_answers(draft)):
        st.session_state[desk.key(f"try_{number}")] = raw


def _show_read(read: ReadAnswer, desk: Desk) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        state_badge(read.outcome)
        st.caption(plain_line(read.reason or "It is read and passes its checks.", 400), width="content")
    if read.text:
        st.markdown("**What is shown and rated**")
        with st.container(border=True):
            show_text(read.text, key=desk.key("read_text"))
    if read.answer:
        st.markdown("**What answers it**")
        with st.container(border=True):
            show_text(read.answer, key=desk.key("read_answer"))
    parts = {name: value for name, value in read.data.items() if name != "turns"}
    if parts:
        st.markdown("**Its parts**")
        rows = [{"Name": cell_text(name, 60), "Value": cell_text(str(value), 300)} for name, value in parts.items()]
        st.dataframe(rows, hide_index=True, alt="The parts of the answer")
    for check in read.checks:
        icon = ":material/check_circle:" if check["ok"] else ":material/error:"
        st.markdown(f"{icon} **{state_name(check['name']).capitalize()}**: {plain_line(check['detail'], 300)}")
