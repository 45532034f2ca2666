"""What people say to each other about an item: read, write, resolve; a box that any page can draw."""

from collections.abc import Callable
from functools import partial
from typing import Final

import streamlit as st

from curation.errors import CurationError
from curation.services import comments, people
from curation.services.comments import MAX_CHARS, CommentPublic, Thread
from curation.services.permissions import may
from curation.ui.local_time import day_and_minute
from curation.ui.page import OpenPage
from curation.ui.safe_text import plain_line, show_text

_MAX_NAMES: Final = 12


@st.fragment
def comments_box(page: OpenPage, entity: str, entity_id: int, *, is_open: bool = False) -> None:
    """Draw the comments on an item, folded where there are none, and let an annotator add one.

    Args:
        page: The page that draws it; inside another fragment it belongs to that one.
        entity: What it is, one of `curation.services.comments.ENTITIES`.
        entity_id: Which one.
        is_open: Whether it is unfolded also where there are no comments.
    """
    thread = comments.read_comments(page.workspace, entity, entity_id, actor=page.actor)
    key = f"comments_{entity}_{entity_id}"
    n = len(thread.comments) + thread.n_older
    label = f"Comments ({n:,})" if n else "Comments"
    unfolded = bool(is_open or n or thread.n_hidden)
    box = st.expander(label, icon=":material/forum:", expanded=unfolded, key=key, on_change="rerun")
    if not box.open:
        return
    with box:
        _say_what_is_left_out(thread)
        for comment in thread.comments:
            show_comment(page, comment, key=key)
        if may(page.actor.role, "comment"):
            _write_form(page, entity, entity_id, key)
        if problem := st.session_state.pop(f"{key}_problem", None):
            st.error(plain_line(problem, 600))


def show_comment(page: OpenPage, comment: CommentPublic, *, key: str, about: Callable[[], None] | None = None) -> None:
    """Draw one comment with what can be done with it.

    Args:
        page: The page.
        comment: The comment.
        key: Tells two places on one page apart.
        about: Draws what it is about, where the page does not say so.
    """
    with st.container(border=True, gap="small", key=f"{key}_{comment.id}"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(f"**{plain_line(comment.author, 60)}**", width="content")
            st.caption(day_and_minute(comment.at), width="content")
            if comment.is_unread:
                st.badge("names you", color="orange", icon=":material/alternate_email:")
            if comment.resolved_by is not None:
                by = plain_line(comment.resolved_by, 40)
                st.badge(f"resolved by {by}", color="green", icon=":material/check:")
            if about is not None:
                about()
        show_text(comment.text, mode="plain", key=f"{key}_{comment.id}_rest")
        _acts(page, comment, key)


def _acts(page: OpenPage, comment: CommentPublic, key: str) -> None:
    def button(label: str, icon: str, act: Callable[[], object]) -> None:
        name = f"{key}_{comment.id}_{icon}"
        st.button(label, key=name, icon=f":material/{icon}:", type="tertiary", on_click=_tried, args=(key, act))

    with st.container(horizontal=True, gap="medium"):
        if comment.is_unread:
            read = partial(comments.mark_read, page.workspace, [comment.id], actor=page.actor)
            button("Mark as read", "done_all", read)
        if may(page.actor.role, "comment"):
            is_open = comment.resolved_by is None
            settle = comments.resolve_comment if is_open else comments.reopen_comment
            act = partial(settle, page.workspace, comment.id, actor=page.actor)
            button("Resolve" if is_open else "Reopen", "check" if is_open else "replay", act)


def _say_what_is_left_out(thread: Thread) -> None:
    if thread.n_hidden:
        said = (
            "1 comment of somebody else is" if thread.n_hidden == 1 else f"{thread.n_hidden:,} comments of others are"
        )
        st.caption(f"{said} shown to you once you have judged this yourself.")
    if thread.n_older:
        st.caption(f"{thread.n_older:,} older ones are not listed here.")


def _write_form(page: OpenPage, entity: str, entity_id: int, key: str) -> None:
    with st.form(f"{key}_form", border=False):
        st.text_area("Your comment", key=f"{key}_text", max_chars=MAX_CHARS, height=90)
        others = [row.name for row in people.list_people(page.workspace) if row.is_active and row.id != page.actor.id]
        if others:
            named = ", ".join(f"@{plain_line(name, 40)}" for name in others[:_MAX_NAMES])
            more = f" and {len(others) - _MAX_NAMES:,} more" if len(others) > _MAX_NAMES else ""
            st.caption(f"To tell somebody, write a name after an @: {named}{more}.")
        st.form_submit_button("Comment", icon=":material/send:", on_click=_add, args=(page, entity, entity_id, key))


def _add(page: OpenPage, entity: str, entity_id: int, key: str) -> None:
    """Store what was typed; it stays in the box where it is refused."""
    text = str(st.session_state.get(f"{key}_text", ""))

    def add() -> None:
        comments.add_comment(page.workspace, entity, entity_id, text, actor=page.actor)
        st.session_state[f"{key}_text"] = ""

    _tried(key, add)


def _tried(key: str, act: Callable[[], object]) -> None:
    try:
        act()
    except CurationError as error:
        st.session_state[f"{key}_problem"] = str(error)
