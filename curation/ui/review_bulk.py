"""The bulk view of the Review page: many samples at once, each judged on one line with one key."""

from typing import Final, Literal

import streamlit as st

from curation.errors import CurationError
from curation.models import ItemState, SampleFilter
from curation.review import Queue, QueueCounts
from curation.services.preferences import BULK_ROWS, Preferences, get_preferences, set_preference
from curation.services.review_many import BulkRow
from curation.services.review_queue import why_nothing_waits
from curation.services.samples import shown_text
from curation.ui.keys import key_sheet
from curation.ui.local_time import hour_and_minute
from curation.ui.page import OpenPage
from curation.ui.review_bulk_desk import VIEW, Bulk
from curation.ui.review_bulk_panel import Item, Screen, bulk_keymap, show_items
from curation.ui.review_desk import Desk
from curation.ui.review_filter import left_under_filter, queue_in_address
from curation.ui.review_panel import Button, Row
from curation.ui.review_state import Chosen
from curation.ui.review_view import show_empty
from curation.ui.safe_text import MAX_SHOWN_CHARS, cell_text, plain_line
from curation.ui.visible import add_breaks, make_visible
from curation.ui.widgets import show_error, state_name, url_id

View = Literal["focus", "bulk"]
EXCERPT_CHARS: Final = 300
_PERSONA_CHARS: Final = 120
_VIEWS: Final = {"focus": ":material/article: Focus", "bulk": ":material/view_list: Bulk"}
_CHANGED: Final = "Somebody changed this text while it was on your screen. It stands here as it reads now."
_CSS: Final = """<style>
@media(min-width:641px){[data-testid="stMainBlockContainer"]{padding-inline:2.5rem}}
[data-testid="stMain"]:focus-visible{outline:none;box-shadow:none}
</style>"""


def choose_view(page: OpenPage, prefs: Preferences) -> View:
    """Let the person choose between one sample and many; it is kept with the person.

    An address that names a sample is about that one.
    """
    st.session_state.setdefault(VIEW, "focus" if url_id("sample") else prefs.view)
    chosen = st.segmented_control(
        "View", list(_VIEWS), format_func=_VIEWS.__getitem__, key=VIEW, required=True,
        label_visibility="collapsed", on_change=_keep_view, args=(page,),
    )  # fmt: skip
    return "bulk" if chosen == "bulk" else "focus"


def show_bulk(page: OpenPage, queue: Queue, scenario: str | None, chosen: SampleFilter | None) -> None:
    """Draw the rows of a queue, and what can be done with each and with all of them."""
    prefs = get_preferences(page.workspace, actor=page.actor)
    if prefs.halo:
        st.info("You judge each sample first without its persona and then with it, which goes one at a time.")
        st.button("To the focus view", icon=":material/article:", key="r_to_focus", on_click=_to_focus)
        return
    st.html(_CSS)
    try:
        Bulk(page, prefs, Chosen(queue, scenario, chosen)).hold()
    except CurationError as error:
        show_error(error)
    _bulk_desk(page, Chosen(queue, scenario, chosen))


@st.fragment
def _bulk_desk(page: OpenPage, chosen: Chosen) -> None:
    """Draw the view; a press reruns this and nothing else of the page, so what a press may change is read here."""
    try:
        now = chosen._replace(queue=queue_in_address())
        bulk = Bulk(page, get_preferences(page.workspace, actor=page.actor), now)
        if bulk.state.turns_away:
            bulk.state.turns_away = False
            st.rerun()
        _draw(bulk)
    except CurationError as error:
        show_error(error)


def _draw(bulk: Bulk) -> None:
    rows = bulk.rows()
    items = [_item(bulk, row) for row in rows]
    if bulk.state.notice is not None:
        (st.error if bulk.state.notice.kind == "error" else st.info)(plain_line(bulk.state.notice.text, 600))
    show_items(
        items,
        Screen(_head(bulk), bulk.state.page, bulk.state.mark, bulk.prefs.auto_advance, bulk.state.sheet_is_open),
        bulk_keymap(bulk.prefs.keys),
        answered=bulk.state.answered,
        on_press=bulk.start,
        single_keys=bulk.prefs.single_keys,
    )
    if not items:
        queue, scenario, chosen = bulk.chosen
        reason = why_nothing_waits(bulk.page.workspace, bulk.page.actor, queue=queue, scenario=scenario, chosen=chosen)
        show_empty(Desk(bulk.page, bulk.prefs, bulk.chosen), reason)
    if bulk.state.sheet_is_open:
        _open_sheet(bulk)


def _item(bulk: Bulk, row: BulkRow) -> Item:
    """Return a row as it is drawn; remember which version that was."""
    state, sample = bulk.state, row.sample
    sample_id, text = sample.id or 0, shown_text(sample)
    if state.seen.setdefault(sample_id, sample.version) != sample.version:
        state.seen[sample_id] = sample.version
        state.refused.setdefault(sample_id, _CHANGED)
    excerpt, is_whole = cell_text(text, EXCERPT_CHARS), sample_id in state.whole
    (state.hidden.add if row.persona and bulk.prefs.hide_persona else state.hidden.discard)(sample_id)
    persona = "" if row.persona is None else cell_text(row.persona.text, _PERSONA_CHARS)
    return Item(
        id=sample_id,
        version=sample.version,
        persona="The persona is hidden." if sample_id in state.hidden else persona,
        text=_whole(text) if is_whole else excerpt,
        facts=_facts(row, bulk.chosen.scenario),
        is_whole=is_whole,
        is_cut="\n" in text or excerpt != make_visible(text),
        rating=row.answers.overall,
        decision=row.answers.decision,
        refused=state.refused.get(sample_id, ""),
    )


def _whole(text: str) -> str:
    shown = add_breaks(make_visible(text[:MAX_SHOWN_CHARS]))
    return shown if len(text) <= MAX_SHOWN_CHARS else f"{shown} … Open the row for the rest."


def _facts(row: BulkRow, scenario: str | None) -> tuple[tuple[str, str, str], ...]:
    """Return what is known of a sample at a glance, in words: nothing that others said of it."""
    sample, answers = row.sample, row.answers
    facts = [] if scenario else [("fact", sample.scenario, "")]
    facts += [("fact", cell_text(sample.label, 60), "")] if sample.label else []
    facts += [("fact", sample.state, cell_text(sample.state_reason, 200))] if sample.state != ItemState.ACTIVE else []
    facts += [
        ("failed", state_name(check["name"]), cell_text(check["detail"], 300))
        for check in sample.checks
        if not check["ok"]
    ]
    facts += [("fact", "corrected", "The original is on the sample's page.")] if sample.edited_text is not None else []
    facts += [("fact", f"your flag: {state_name(flag)}", "") for flag in answers.flags]
    facts += [("fact", "your note", cell_text(answers.note, 300))] if answers.note else []
    return tuple(facts)


def _head(bulk: Bulk) -> list[Row]:
    desk = Desk(bulk.page, bulk.prefs, bulk.chosen)
    counts = desk.counts()
    return [_queues(bulk, counts), _moves(counts, left_under_filter(desk, counts)), _stored(bulk), _sizes(bulk)]


def _queues(bulk: Bulk, counts: QueueCounts) -> Row:
    buttons = []
    for queue in Queue:
        label = f"{queue.capitalize()} {counts.of(queue):,}" if counts.of(queue) else queue.capitalize()
        buttons.append(Button(f"queue-{queue}", label, is_set=queue is bulk.chosen.queue))
    return Row("queues", "Queues", buttons=tuple(buttons))


def _moves(counts: QueueCounts, left: str) -> Row:
    gone = counts.decided + counts.skipped
    return Row(
        "moves",
        "Progress and moves",
        title=f"{counts.decided:,}",
        text=" · ".join([f"of {counts.total:,} decided by you", *([left] if left else [])]),
        share=gone / counts.total if counts.total else 0.0,
        buttons=(Button("undo", "Undo", look="quiet"), Button("help", "Keys", look="quiet")),
    )


def _stored(bulk: Bulk) -> Row:
    stored = bulk.state.stored
    if stored is None:
        return Row("stored", "Saved", text="Each answer is saved at once. Keys mean the marked row.")
    return Row("stored", "Saved", "cloud_done", text=f"{stored.text}, {hour_and_minute(stored.at)}")


def _sizes(bulk: Bulk) -> Row:
    buttons = (Button(f"rows-{size}", str(size), is_set=size == bulk.prefs.bulk_rows) for size in BULK_ROWS)
    return Row("size", "Rows at once", text="Rows at once", buttons=tuple(buttons))


def _open_sheet(bulk: Bulk) -> None:
    @st.dialog("Keys", on_dismiss=lambda: bulk.set_sheet(False))
    def sheet() -> None:
        key_sheet(bulk_keymap(bulk.prefs.keys))
        st.caption("A key means the marked row. Click on a text to mark its row.")
        st.caption("Keys do nothing while you type or while a window is open. A key that is held counts once.")

    sheet()


def _keep_view(page: OpenPage) -> None:
    set_preference(page.workspace, "view", st.session_state[VIEW], actor=page.actor)
    st.query_params.pop("sample", None)


def _to_focus() -> None:
    st.session_state[VIEW] = "focus"
