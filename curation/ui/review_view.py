"""The review desk on the screen."""

from typing import Final

import streamlit as st

from curation.review import Emptiness, Queue
from curation.services.permissions import may
from curation.services.review import ReviewItem
from curation.ui.keys import key_sheet
from curation.ui.nav import link_to
from curation.ui.review_desk import AUTO_ADVANCE, HIDE_PERSONA, SINGLE_KEYS, Desk
from curation.ui.review_questions import KEYS, show_note, show_questions
from curation.ui.review_record import show_record
from curation.ui.safe_text import plain_line
from curation.ui.widgets import empty_state

_EMPTY: Final = {
    Emptiness.NO_SAMPLES: ("There is nothing to review yet", "Make samples first; what comes back waits here."),
    Emptiness.ALL_DECIDED: ("You have seen everything", "Each sample has your decision or your skip."),
    Emptiness.FILTERED_OUT: ("Nothing waits under this filter", "Other scenarios still have samples for you."),
    Emptiness.NO_DRAFTS: ("You have no drafts", "What you answer without a decision is kept here."),
    Emptiness.NO_SKIPPED: ("You have skipped nothing", "What you skip waits here until you decide."),
}
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


def show_switches() -> None:
    """Draw what one sets once; it holds across samples and pages."""
    with st.popover("Settings", icon=":material/tune:", type="tertiary"):
        st.toggle("Go to the next sample after a decision", value=True, key=AUTO_ADVANCE, persist_state="session")
        st.toggle("Letter and digit keys", value=True, key=SINGLE_KEYS, persist_state="session")
        st.toggle("Hide the persona while I judge", value=False, key=HIDE_PERSONA, persist_state="session")


def show_notice(desk: Desk) -> None:
    """Say what the last key could not do, or what it did unseen."""
    notice = desk.state.notice
    if notice is not None:
        (st.error if notice.kind == "error" else st.info)(plain_line(notice.text, 600))


def show_desk(desk: Desk, item: ReviewItem) -> None:
    """Draw one sample with its questions; the sample first, since that is what one waits for."""
    left, right = st.columns([2, 1], gap="large")
    with left:
        show_record(desk, item)
    with right:
        show_questions(desk, item)
        show_note(desk, item)


def apply_desk_style() -> None:
    """Put the desk's CSS on the page; drawn once with it, since no key changes it."""
    st.html(_CSS)


def show_sheet(desk: Desk) -> None:
    """Show the sheet of keys where it was asked for."""
    if desk.state.sheet_is_open:
        _open_sheet(desk)


def show_empty(desk: Desk, reason: Emptiness) -> None:
    """Say why nothing waits, and offer what changes it."""
    title, text = _EMPTY[reason]
    with empty_state(title, text, icon="task_alt" if reason is Emptiness.ALL_DECIDED else "inbox"):
        if reason is Emptiness.NO_SAMPLES and may(desk.page.actor.role, "generate"):
            link_to("generate", "Generate samples", icon="auto_awesome")
        elif reason is Emptiness.NO_SAMPLES:
            st.caption("A curator can do that.")
        elif reason is Emptiness.FILTERED_OUT:
            link_to("review", "Show all scenarios", icon="filter_alt_off")
        elif desk.queue is Queue.OPEN:
            link_to("samples", "Look at the samples", icon="article")
        else:
            link_to("review", "Back to the queue", icon="rate_review")


def _open_sheet(desk: Desk) -> None:
    @st.dialog("Keys", on_dismiss=lambda: desk.set_sheet(False))
    def sheet() -> None:
        key_sheet(KEYS)
        st.caption("Submit decides by the rating: 3 and more accept, 1 and 2 reject.")
        st.caption("Keys do nothing while you type or while a window is open. A key that is held counts once.")

    sheet()
