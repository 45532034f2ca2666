"""The review desk on the screen."""

from typing import Final

import streamlit as st

from curation.review import Emptiness, Queue
from curation.review.keys import FIXED_KEYS
from curation.services.permissions import may
from curation.services.review import ReviewItem
from curation.ui.comments_view import comments_box
from curation.ui.keys import KeyMap, printed_key
from curation.ui.nav import link_to
from curation.ui.review_desk import Desk
from curation.ui.review_keymap import keymap_of
from curation.ui.review_questions import show_boxes, show_questions
from curation.ui.review_record import show_record
from curation.ui.safe_text import plain_line, show_text
from curation.ui.sharing_words import who_holds
from curation.ui.widgets import empty_state

_EMPTY: Final = {
    Emptiness.NO_SAMPLES: ("There is nothing to review yet", "Make samples first; what comes back waits here."),
    Emptiness.ALL_DECIDED: ("You have seen everything", "Each sample has your decision or your skip."),
    Emptiness.FILTERED_OUT: ("Nothing is here under this filter", "Without it, there are samples for you."),
    Emptiness.NONE_ASSIGNED: ("Nothing is assigned to you", "People are asked only about what a curator gave them."),
    Emptiness.ENOUGH_REVIEWS: ("Every sample has enough reviews", "No more people are asked about what is here."),
    Emptiness.ALL_TAKEN: ("The last samples are on other people's screens", "They are free again within minutes."),
    Emptiness.NO_SUBMITTED: ("You have accepted nothing", "What you accept can be opened again from here."),
    Emptiness.NO_REJECTED: ("You have rejected nothing", "What you reject can be opened again from here."),
    Emptiness.NO_DRAFTS: ("You have no drafts", "What you answer without a decision is kept here."),
    Emptiness.NO_SKIPPED: ("You have skipped nothing", "What you skip waits here until you decide."),
}
_DIGITS: Final = (
    "| `1` to `9` | Answer the marked question, 1 is yes and 2 is no; after F or D: choose by number |",
    "| `0` | Clear the answer to the marked question; after F or D: none of them |",
)
# 1. The desk takes the width that there is, and on a narrow screen leaves room for the decisions below.
# 2. The questions stay in view beside a long text.
# 3. Who clicks on the text and goes on with keys needs no frame around the whole page.
_CSS: Final = """<style>
@media(min-width:641px){
[data-testid="stMainBlockContainer"]{padding-inline:2.5rem}
[data-testid="stColumn"]+[data-testid="stColumn"]{position:sticky;top:4rem;align-self:flex-start}}
[data-testid="stColumn"]:has(+[data-testid="stColumn"]) [data-testid="stMarkdownContainer"] p{line-height:1.65}
.st-key-persona::before{content:"Written for";font-size:.875rem;opacity:.8}
[data-testid="stMain"]:focus-visible{outline:none;box-shadow:none}
@media(max-width:640px){[data-testid="stMainBlockContainer"]{padding-bottom:9rem}}
</style>"""


def show_notice(desk: Desk) -> None:
    """Say what the last key could not do, or what it did unseen."""
    notice = desk.state.notice
    if notice is not None:
        (st.error if notice.kind == "error" else st.info)(plain_line(notice.text, 600))


def show_desk(desk: Desk, item: ReviewItem) -> None:
    """Draw one sample with its questions; the sample first, since that is what one waits for."""
    left, right = st.columns([8, 5], gap="medium")
    with left:
        show_record(desk, item)
    with right:
        show_questions(desk, item)
        show_boxes(desk, item)
        if "comments" in desk.state.beside:
            comments_box(desk.page, "sample", item.sample.id or 0)


def apply_desk_style() -> None:
    """Put the desk's CSS on the page; drawn once with it, since no key changes it."""
    st.html(_CSS)


def show_sheet(desk: Desk, item: ReviewItem | None) -> None:
    """Show the sheet of keys where it was asked for, with what raters should know."""
    if desk.state.sheet_is_open:
        _open_sheet(desk, item.rubric.form.guideline if item else "")


def show_empty(desk: Desk, reason: Emptiness) -> None:
    """Say why nothing waits, and offer what changes it."""
    title, text = _EMPTY[reason]
    with empty_state(title, text, icon="task_alt" if reason is Emptiness.ALL_DECIDED else "inbox"):
        if reason is Emptiness.NO_SAMPLES and may(desk.page.actor.role, "generate"):
            link_to("generate", "Generate samples", icon="auto_awesome")
        elif reason is Emptiness.NO_SAMPLES:
            st.caption("A curator can do that.")
        elif reason is Emptiness.FILTERED_OUT:
            link_to("review", "Show everything", icon="filter_alt_off")
        elif desk.queue is Queue.PENDING:
            if reason in (Emptiness.ALL_TAKEN, Emptiness.NONE_ASSIGNED, Emptiness.ENOUGH_REVIEWS):
                st.caption(who_holds(desk.page), text_alignment="center")
            link_to("samples", "Look at the samples", icon="article")
        else:
            link_to("review", "Back to the queue", icon="rate_review")


def _open_sheet(desk: Desk, guideline: str) -> None:
    @st.dialog("Keys", on_dismiss=lambda: desk.set_sheet(False))
    def sheet() -> None:
        if guideline:
            st.caption("Guidelines")
            show_text(guideline, mode="plain", key="guideline")
        st.markdown(_sheet_of(keymap_of(desk.prefs.keys)))
        st.caption("Submit decides by the rating: 3 and more accept, 1 and 2 reject.")
        st.caption("Keys do nothing while you type or while a window is open. A key that is held counts once.")

    sheet()


def _sheet_of(keymap: KeyMap) -> str:
    """Return the table of keys, with one row for the digits."""
    rows = [
        f"| {' or '.join(f'`{printed_key(key)}`' for key in row.keys)} | {row.label} |"
        for row in keymap.bindings
        if row.action not in FIXED_KEYS
    ]
    return "\n".join(("| Key | What it does |", "| --- | --- |", *_DIGITS, *rows))
