"""The right side of the review desk: the questions, each with its key."""

from collections.abc import Callable
from typing import Final, Literal

import streamlit as st

from curation.review import DECISIONS, FLAGS, MAX_NOTE_CHARS, REVIEW_KEYS, decision_on_submit
from curation.services.review import ReviewItem
from curation.ui.keys import Binding, KeyMap, key_button
from curation.ui.local_time import hour_and_minute
from curation.ui.review_desk import DONE, SINGLE_KEYS, Desk
from curation.ui.review_state import Shown
from curation.ui.safe_text import plain_line
from curation.ui.widgets import state_name

KEYS: Final = KeyMap(*(Binding(*key) for key in REVIEW_KEYS))
DECISION_ICONS: Final = {"accept": "check", "reject": "close", "skip": "skip_next"}


def single_keys() -> bool:
    """Tell whether plain letters and digits are keys."""
    return bool(st.session_state.get(SINGLE_KEYS, True))


def action_button(
    action: str,
    label: str,
    callback: Callable[..., None],
    *args: object,
    is_set: bool = False,
    is_quiet: bool = False,
    icon: str | None = None,
    width: Literal["content", "stretch"] = "content",
    help: str | None = None,  # noqa: A002 - Streamlit's name
) -> None:
    """Draw the button of an action of the key map; its widget key is the action, as the guard needs it."""
    key_button(
        label,
        key=action,
        on_click=callback,
        args=args,
        shortcut=KEYS.shortcut(action, single_keys=single_keys()),
        type="primary" if is_set else "tertiary" if is_quiet else "secondary",
        icon=f":material/{icon}:" if icon else None,
        width=width,
        help=help,
    )


def show_questions(desk: Desk, item: ReviewItem, shown: Shown) -> None:
    """Draw what is asked about the sample, and what can be done with it."""
    _show_stored(desk, item)
    _ask_rating(desk, item, shown)
    _ask_decision(desk, item, shown)
    if desk.state.mode == "twin":
        _ask_twin(desk, shown)
    else:
        _ask_flags(desk, item, shown)
    _ask_note(desk, item, shown)
    _show_tools(desk, shown)


def _show_stored(desk: Desk, item: ReviewItem) -> None:
    stored = desk.state.stored
    if stored is not None:
        st.caption(f":material/cloud_done: {stored.text}, saved {hour_and_minute(stored.at)}")
    elif item.saved_at is not None:
        state = DONE.get(item.answers.decision or "", "a draft")
        st.caption(f":material/cloud_done: Yours is {state}, saved {hour_and_minute(item.saved_at)}")
    else:
        st.caption("Each answer is saved at once.")


def _ask_rating(desk: Desk, item: ReviewItem, shown: Shown) -> None:
    takes_digits = desk.state.mode in ("rate", "edit")
    st.markdown("**Rating** 1 poor, 5 excellent")
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="stars"):
        for stars in range(1, 6):
            is_set = item.answers.overall == stars
            if takes_digits:
                action_button(f"digit-{stars}", str(stars), desk.digit, shown, stars, is_set=is_set, width="stretch")
            else:
                kind: Literal["primary", "secondary"] = "primary" if is_set else "secondary"
                st.button(str(stars), key=f"stars-{stars}", disabled=True, type=kind, width="stretch")
        if takes_digits and item.answers.overall is not None:
            action_button("digit-0", "Clear", desk.digit, shown, 0, is_quiet=True)


def _ask_decision(desk: Desk, item: ReviewItem, shown: Shown) -> None:
    with st.container(horizontal=True, gap="xsmall", key="decisions"):
        for decision in DECISIONS:
            action_button(
                decision,
                decision.capitalize(),
                desk.decide,
                shown,
                decision,
                icon=DECISION_ICONS[decision],
                is_set=item.answers.decision == decision,
                width="stretch",
            )
        if desk.state.mode != "edit":
            submits = decision_on_submit(item.answers)
            label = f"Submit: {submits}" if submits else "Submit"
            action_button("submit", label, desk.submit, shown, width="stretch")


def _ask_flags(desk: Desk, item: ReviewItem, shown: Shown) -> None:
    is_asked = desk.state.mode == "flag"
    with st.container(horizontal=True, gap="xsmall", key="flags"):
        action_button("flag", "Which flag?" if is_asked else "Flags", desk.ask_flag, shown, is_quiet=True, icon="flag")
        for number, flag in enumerate(FLAGS, start=1):
            name, is_set = state_name(flag).capitalize(), flag in item.answers.flags
            if is_asked:
                action_button(f"digit-{number}", name, desk.digit, shown, number, is_set=is_set)
            else:
                st.button(
                    name,
                    key=f"flag-{flag}",
                    on_click=desk.toggle_flag,
                    args=(shown, flag),
                    type="primary" if is_set else "secondary",
                )
        if is_asked:
            action_button("digit-0", "None", desk.digit, shown, 0, is_quiet=True)
    if item.answers.near_duplicate_of is not None:
        st.caption(f":material/content_copy: Near-duplicate of sample {item.answers.near_duplicate_of}.")


def _ask_twin(desk: Desk, shown: Shown) -> None:
    st.markdown("**A near-duplicate of which one?**")
    if not desk.state.candidates:
        st.caption("The nearest are not known yet: the worker has not read this text, or the model cannot.")
    for number, candidate in enumerate(desk.state.candidates, start=1):
        score = "" if candidate.score is None else f" ({candidate.score:.2f})"
        label = f"{plain_line(candidate.text, 70)}{score}"
        action_button(f"digit-{number}", label, desk.digit, shown, number, width="stretch")
    with st.container(horizontal=True, gap="xsmall"):
        label = "None of these, flag it only" if desk.state.candidates else "Flag it all the same"
        action_button("digit-0", label, desk.digit, shown, 0)
        action_button("twin", "Cancel", desk.ask_twin, shown, is_quiet=True)


def _ask_note(desk: Desk, item: ReviewItem, shown: Shown) -> None:
    action_button("note", "Note", desk.write_note, shown, is_quiet=True, icon="sticky_note_2")
    st.text_area(
        "Note",
        item.answers.note,
        key=f"note-{shown.sample_id}",
        height=68,
        max_chars=MAX_NOTE_CHARS,
        placeholder="What should others know?",
        label_visibility="collapsed",
        on_change=desk.keep_note,
        args=(shown.sample_id,),
    )


def _show_tools(desk: Desk, shown: Shown) -> None:
    with st.container(horizontal=True, gap="xsmall", key="tools"):
        if desk.state.mode != "twin":
            action_button("twin", "Near-duplicate", desk.ask_twin, shown, is_quiet=True, icon="content_copy")
        if desk.state.mode != "edit":
            action_button("edit", "Edit text", desk.edit, shown, is_quiet=True, icon="edit")
        told = desk.again_help(shown)
        action_button("again", "Generate again", desk.again, shown, is_quiet=True, icon="replay", help=told)
        action_button("save", "Save draft", desk.save_draft, shown, is_quiet=True, icon="save")


def show_moves(desk: Desk, shown: Shown | None) -> None:
    """Draw the way back and forth; undo is there also where nothing waits."""
    with st.container(horizontal=True, gap="small", key="moves", width="content", wrap=False):
        if shown is not None:
            action_button("previous", "Back", desk.go_back, shown, is_quiet=True)
            action_button("next", "Next", desk.go_on, shown, is_quiet=True)
        action_button("undo", "Undo", desk.undo, is_quiet=True)
        action_button("help", "Keys", desk.set_sheet, True, is_quiet=True)
