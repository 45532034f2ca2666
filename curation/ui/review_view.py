"""The review desk on the screen."""

from typing import Final

import streamlit as st

from curation.review import Emptiness, Queue, QueueCounts
from curation.services import review_queue
from curation.services.permissions import may
from curation.services.review import ReviewItem
from curation.ui.focus_box import focus_box
from curation.ui.key_order import keep_key_order
from curation.ui.keys import key_sheet, mount_keys
from curation.ui.local_time import hour_and_minute
from curation.ui.nav import link_to
from curation.ui.review_desk import AUTO_ADVANCE, DONE, HIDE_PERSONA, SINGLE_KEYS, Desk
from curation.ui.review_questions import DECISION_ICONS, KEYS, show_questions, single_keys
from curation.ui.review_record import show_record
from curation.ui.review_state import Shown
from curation.ui.safe_text import plain_line
from curation.ui.widgets import empty_state

_EMPTY: Final = {
    Emptiness.NO_SAMPLES: ("There is nothing to review yet", "Make samples first; what comes back waits here."),
    Emptiness.ALL_DECIDED: ("You have seen everything", "Each sample has your decision or your skip."),
    Emptiness.FILTERED_OUT: ("Nothing waits under this filter", "Other scenarios still have samples for you."),
    Emptiness.NO_DRAFTS: ("You have no drafts", "What you answer without a decision is kept here."),
    Emptiness.NO_SKIPPED: ("You have skipped nothing", "What you skip waits here until you decide."),
}
# 1. The desk takes the width that there is, and small buttons take less height.
# 2. The questions stay in view beside a long text; on a narrow screen the decisions stay within reach of the thumb.
# 3. The digit on a rating is its key already.
# 4. Who clicks on the text and goes on with keys needs no frame around the whole page.
_CSS: Final = """<style>
@media(min-width:641px){
[data-testid="stMainBlockContainer"]{padding-inline:2.5rem}
[data-testid="stColumn"]+[data-testid="stColumn"]{position:sticky;top:4rem;align-self:flex-start}}
.st-key-record [data-testid="stMarkdownContainer"] p{line-height:1.65}
.st-key-stars kbd{display:none}
.st-key-questions button{padding-inline:.5rem}
.st-key-questions [data-testid="stBaseButton-tertiary"],:is(.st-key-flags,.st-key-moves) button{
min-height:2rem;padding-block:0}
.st-key-decisions>*{min-width:40%}
.st-key-last_decisions button{justify-content:flex-start;text-align:left}
[data-testid="stMain"]:focus-visible{outline:none;box-shadow:none}
@media(max-width:640px){
:is(.st-key-questions,.st-key-moves) kbd{display:none}
.st-key-decisions{position:fixed;bottom:0;left:0;right:0;width:auto;z-index:100;padding:.6rem 1rem;
background:var(--st-background-color,Canvas);border-top:1px solid color-mix(in srgb,currentColor 18%,transparent)}
[data-testid="stMainBlockContainer"]{padding-bottom:9rem}}
</style>"""


def show_switches() -> None:
    """Draw what one sets once; it holds across samples and pages."""
    with st.popover("Settings", icon=":material/tune:", type="tertiary"):
        st.toggle("Go to the next sample after a decision", value=True, key=AUTO_ADVANCE, persist_state="session")
        st.toggle("Letter and digit keys", value=True, key=SINGLE_KEYS, persist_state="session")
        st.toggle("Hide the persona while I judge", value=False, key=HIDE_PERSONA, persist_state="session")


def show_progress(counts: QueueCounts) -> None:
    """Draw how far the person has come."""
    parts = [f"**{counts.decided:,}** of {counts.total:,} decided by you"]
    parts += [f"{counts.skipped:,} skipped"] if counts.skipped else []
    parts += [f"{counts.left:,} left"]
    parts += [f"{counts.drafts:,} draft{'s' if counts.drafts > 1 else ''}"] if counts.drafts else []
    gone = counts.decided + counts.skipped
    st.progress(gone / counts.total if counts.total else 0.0, text=" · ".join(parts))


def show_notice(desk: Desk) -> None:
    """Say what the last key could not do, or what it did unseen."""
    notice = desk.state.notice
    if notice is not None:
        (st.error if notice.kind == "error" else st.info)(plain_line(notice.text, 600))


def show_desk(desk: Desk, item: ReviewItem) -> None:
    """Draw one sample with its questions."""
    shown = Shown(item.sample.id or 0, item.sample.version)
    left, right = st.columns([2, 1], gap="large")
    with left, st.container(key="record"):
        show_record(desk, item, shown)
    with right, st.container(key="questions", gap="small"):
        show_questions(desk, item, shown)
        show_last_decisions(desk)
    if desk.state.wants_cursor():
        focus_box(desk.state.focus, desk.state.focus_no)


def mount_desk_keys() -> None:
    """Let the keys work; drawn once with the page, since no key changes it."""
    st.html(_CSS)
    keep_key_order(KEYS.guard_data(single_keys=single_keys())["keys"])
    mount_keys(KEYS, single_keys=single_keys())


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


def show_last_decisions(desk: Desk) -> None:
    """Draw the person's newest decisions; each opens again."""
    box = st.expander("Your last decisions", icon=":material/history:", key="last_decisions", on_change="rerun")
    if not box.open:
        return
    last = review_queue.last_decisions(desk.page.workspace, desk.page.actor)
    with box:
        if not last:
            st.caption("None yet.")
        for row in last:
            stars = f" {row.overall}/5" if row.overall else ""
            st.button(
                f"**{DONE[row.decision].capitalize()}**{stars} · {plain_line(row.text, 32)}",
                key=f"reopen-{row.sample_id}",
                on_click=desk.show,
                args=(row.sample_id,),
                type="tertiary",
                icon=f":material/{DECISION_ICONS[row.decision]}:",
                help=f"Sample {row.sample_id}, {hour_and_minute(row.saved_at)}. Open it again.",
            )


def _open_sheet(desk: Desk) -> None:
    @st.dialog("Keys", on_dismiss=lambda: desk.set_sheet(False))
    def sheet() -> None:
        key_sheet(KEYS)
        st.caption("Submit decides by the rating: 3 and more accept, 1 and 2 reject.")
        st.caption("Keys do nothing while you type or while a window is open. A key that is held counts once.")

    sheet()
