"""The right side of the review desk: the questions, each with its key, as rows of the panel."""

from typing import Final

import streamlit as st

from curation.review import DECISIONS, FLAGS, MAX_NOTE_CHARS, REVIEW_KEYS, QueueCounts, decision_on_submit
from curation.services.review import ReviewItem
from curation.ui.keys import Binding, KeyMap
from curation.ui.local_time import hour_and_minute
from curation.ui.review_acts import start
from curation.ui.review_desk import DONE, SINGLE_KEYS, Desk
from curation.ui.review_panel import Button, Row, show_panel
from curation.ui.review_state import Shown
from curation.ui.safe_text import cell_text
from curation.ui.widgets import state_name

KEYS: Final = KeyMap(*(Binding(*key) for key in REVIEW_KEYS))
DECISION_ICONS: Final = {"accept": "check", "reject": "close", "skip": "skip_next"}


def show_questions(desk: Desk, item: ReviewItem | None) -> None:
    """Draw how far one has come, what is asked about the sample, and what can be done with it."""
    shown = Shown(item.sample.id or 0, item.sample.version) if item else None
    show_panel(
        rows_of(desk, item, desk.counts()),
        KEYS,
        shown=shown,
        answered=desk.state.answered,
        on_press=lambda press: start(desk, press),
        single_keys=bool(st.session_state.get(SINGLE_KEYS, True)),
        boxes={"note": f"note-{shown.sample_id}"} if shown else {},
        cursor=desk.state.take_cursor(),
        opens=desk.state.sheet_is_open,
    )


def rows_of(desk: Desk, item: ReviewItem | None, counts: QueueCounts) -> list[Row]:
    """Return the rows of the panel; undo is there also where nothing waits."""
    rows = [_moves(item, counts)]
    if item is not None:
        if desk.state.mode == "edit":
            rows.insert(0, _edit())
        rows += [_stored(desk, item), _rating(desk, item), _decisions(desk, item)]
        rows += _twins(desk) if desk.state.mode == "twin" else _flags(desk, item)
    rows.append(_tools(desk, item))
    if desk.state.shows_last:
        rows.append(_last(desk))
    return rows


def show_note(desk: Desk, item: ReviewItem) -> None:
    """Draw the box for what others should know."""
    sample_id = item.sample.id or 0
    st.text_area(
        "Note",
        item.answers.note,
        key=f"note-{sample_id}",
        height=68,
        max_chars=MAX_NOTE_CHARS,
        placeholder="What should others know?",
        label_visibility="collapsed",
        on_change=desk.keep_note,
        args=(sample_id,),
    )


def _moves(item: ReviewItem | None, counts: QueueCounts) -> Row:
    parts = [f"of {counts.total:,} decided by you"]
    parts += [f"{counts.skipped:,} skipped"] if counts.skipped else []
    parts += [f"{counts.left:,} left"]
    parts += [f"{counts.drafts:,} draft{'s' if counts.drafts > 1 else ''}"] if counts.drafts else []
    gone = counts.decided + counts.skipped
    steps = (Button("previous", "Back", look="quiet"), Button("next", "Next", look="quiet")) if item else ()
    return Row(
        "moves",
        "Progress and moves",
        title=f"{counts.decided:,}",
        text=" · ".join(parts),
        share=gone / counts.total if counts.total else 0.0,
        buttons=(*steps, Button("undo", "Undo", look="quiet"), Button("help", "Keys", look="quiet")),
    )


def _edit() -> Row:
    buttons = (Button("submit", "Save the text", look="main"), Button("edit", "Leave it as it was"))
    return Row("edit", "Correction", buttons=buttons)


def _stored(desk: Desk, item: ReviewItem) -> Row:
    stored = desk.state.stored
    if stored is not None:
        return Row("stored", "Saved", "cloud_done", text=f"{stored.text}, saved {hour_and_minute(stored.at)}")
    if item.saved_at is not None:
        state = DONE.get(item.answers.decision or "", "a draft")
        return Row("stored", "Saved", "cloud_done", text=f"Yours is {state}, saved {hour_and_minute(item.saved_at)}")
    return Row("stored", "Saved", text="Each answer is saved at once.")


def _rating(desk: Desk, item: ReviewItem) -> Row:
    """Return the ratings; while the digits mean something else, they are not to be pressed."""
    takes_digits = desk.state.mode in ("rate", "edit")
    stars = [
        Button(
            f"digit-{number}" if takes_digits else f"stars-{number}",
            str(number),
            is_set=item.answers.overall == number,
            is_off=not takes_digits,
        )
        for number in range(1, 6)
    ]
    if takes_digits and item.answers.overall is not None:
        stars.append(Button("digit-0", "Clear", look="quiet"))
    return Row("rating", "Rating", title="Rating", text="1 poor, 5 excellent", buttons=tuple(stars))


def _decisions(desk: Desk, item: ReviewItem) -> Row:
    buttons = [
        Button(decision, decision.capitalize(), DECISION_ICONS[decision], is_set=item.answers.decision == decision)
        for decision in DECISIONS
    ]
    if desk.state.mode != "edit":
        submits = decision_on_submit(item.answers)
        buttons.append(Button("submit", f"Submit: {submits}" if submits else "Submit"))
    return Row("decisions", "Decision", buttons=tuple(buttons))


def _flags(desk: Desk, item: ReviewItem) -> list[Row]:
    is_asked = desk.state.mode == "flag"
    buttons = [Button("flag", "Which flag?" if is_asked else "Flags", "flag", look="quiet")]
    for number, flag in enumerate(FLAGS, start=1):
        action = f"digit-{number}" if is_asked else f"flag-{flag}"
        buttons.append(Button(action, state_name(flag).capitalize(), is_set=flag in item.answers.flags))
    if is_asked:
        buttons.append(Button("digit-0", "None", look="quiet"))
    rows = [Row("flags", "Flags", buttons=tuple(buttons))]
    if item.answers.near_duplicate_of is not None:
        known = f"Near-duplicate of sample {item.answers.near_duplicate_of}."
        rows.append(Row("twin_known", "Near-duplicate", "content_copy", text=known))
    return rows


def _twins(desk: Desk) -> list[Row]:
    rows, candidates = [Row("twins", "Near-duplicate", title="A near-duplicate of which one?")], desk.state.candidates
    labels = [
        cell_text(candidate.text, 70) + ("" if candidate.score is None else f" ({candidate.score:.2f})")
        for candidate in candidates
    ]
    choices = (Button(f"digit-{number}", label) for number, label in enumerate(labels, start=1))
    rows[0] = rows[0]._replace(buttons=tuple(choices))
    if not candidates:
        unknown = "The nearest are not known yet: the worker has not read this text, or the model cannot."
        rows.append(Row("twin_unknown", "Near-duplicate", text=unknown))
    none = "None of these, flag it only" if candidates else "Flag it all the same"
    others = (Button("digit-0", none), Button("twin", "Cancel", look="quiet"))
    return [*rows, Row("twin_none", "No other sample", buttons=others)]


def _tools(desk: Desk, item: ReviewItem | None) -> Row:
    state, buttons = desk.state, []
    if item is not None:
        shown = Shown(item.sample.id or 0, item.sample.version)
        if state.mode != "twin":
            buttons.append(Button("twin", "Near-duplicate", "content_copy", look="quiet"))
        if state.mode != "edit":
            buttons.append(Button("edit", "Edit text", "edit", look="quiet"))
            buttons.append(Button("raw", "Raw answer", "data_object", is_set=state.shows_raw, look="quiet"))
            if item.sample.answer and not state.shows_raw:
                buttons.append(Button("answer", "Answer", "key", is_set=state.shows_answer, look="quiet"))
        told = desk.again_help(shown)
        buttons.append(Button("again", "Generate again", "replay", look="quiet", help=told or ""))
        buttons.append(Button("save", "Save draft", "save", look="quiet"))
    buttons.append(Button("last", "Last decisions", "history", is_set=state.shows_last, look="quiet"))
    if item is not None:
        buttons.append(Button("note", "Note", "sticky_note_2", look="quiet"))
    return Row("tools", "Tools", buttons=tuple(buttons))


def _last(desk: Desk) -> Row:
    """Return the person's newest decisions; each opens again."""
    last = desk.last_decisions()
    buttons = []
    for row in last:
        said = f"{DONE[row.decision].capitalize()} {row.overall}/5" if row.overall else DONE[row.decision].capitalize()
        help_text = f"Sample {row.sample_id}, {hour_and_minute(row.saved_at)}. Open it again."
        label, icon = f"{said} · {cell_text(row.text, 32)}", DECISION_ICONS[row.decision]
        buttons.append(Button(f"reopen-{row.sample_id}", label, icon, look="quiet", help=help_text))
    return Row("last", "Your last decisions", text="" if last else "No decisions yet.", buttons=tuple(buttons))
