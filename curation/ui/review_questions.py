"""The right side of the review desk: what is asked and what can be done, each with its key, as rows of the panel."""

from typing import Final

import streamlit as st

from curation.review import (
    DECISIONS,
    FLAGS,
    MAX_NOTE_CHARS,
    Answers,
    QuestionKind,
    Queue,
    QueueCounts,
    decision_on_submit,
)
from curation.review.rubric import MAX_TEXT_CHARS
from curation.review.suggestions import taken_over
from curation.services.review import ReviewItem
from curation.ui.local_time import hour_and_minute
from curation.ui.review_acts import start
from curation.ui.review_answering import keep_note, keep_text
from curation.ui.review_desk import DONE, Desk
from curation.ui.review_filter import left_under_filter
from curation.ui.review_keymap import KEYS, keymap_of
from curation.ui.review_panel import Button, Row, show_panel
from curation.ui.review_question_rows import question_rows
from curation.ui.review_state import Shown
from curation.ui.review_tools import DECISION_ICONS, last_row, tools_row
from curation.ui.safe_text import cell_text, escape_label
from curation.ui.widgets import state_name

__all__ = ["KEYS", "rows_of", "show_boxes", "show_questions"]
_SILENT: Final = ("question_before", "question_after")


def show_questions(desk: Desk, item: ReviewItem | None) -> None:
    """Draw how far one has come, what is asked about the sample, and what can be done with it."""
    shown = Shown(item.sample.id or 0, item.sample.version) if item else None
    show_panel(
        rows_of(desk, item, desk.counts()),
        keymap_of(desk.prefs.keys),
        shown=shown,
        answered=desk.state.answered,
        on_press=lambda press: start(desk, press),
        single_keys=desk.prefs.single_keys,
        silent=_SILENT if item else (),
        boxes=_boxes(item) if item else {},
        cursor=desk.state.take_cursor(),
        opens=desk.state.sheet_is_open,
    )


def rows_of(desk: Desk, item: ReviewItem | None, counts: QueueCounts) -> list[Row]:
    """Return the rows of the panel; undo is there also where nothing waits."""
    rows = [_queues(desk, counts), _moves(desk, item, counts)]
    if item is not None:
        if desk.state.mode == "edit":
            rows.insert(0, _edit())
        rows.append(_stored(desk, item))
        rows += question_rows(desk, item, desk.suggestions(item))
        rows += _guideline(desk, item) + _again(desk, item)
        rows.append(_decisions(desk, item))
        rows += _twins(desk) if desk.state.mode == "twin" else _flags(desk, item)
    rows.append(tools_row(desk, item))
    if "last" in desk.state.beside:
        rows.append(last_row(desk))
    return rows


def show_boxes(desk: Desk, item: ReviewItem) -> None:
    """Draw the boxes for texts: one for each question that asks for one, and one for what others should know."""
    sample_id = item.sample.id or 0
    for question in desk.state.asked:
        if question.kind is QuestionKind.TEXT:
            st.text_area(
                escape_label(question.label),
                str(item.answers.answer_to(question.id) or ""),
                key=f"answer-{sample_id}-{question.id}",
                height=68,
                max_chars=MAX_TEXT_CHARS,
                on_change=keep_text,
                args=(desk, sample_id, question.id),
            )
    st.text_area(
        "Note",
        item.answers.note,
        key=f"note-{sample_id}",
        height=68,
        max_chars=MAX_NOTE_CHARS,
        placeholder="What should others know?",
        label_visibility="collapsed",
        on_change=keep_note,
        args=(desk, sample_id),
    )


def _boxes(item: ReviewItem) -> dict[str, str]:
    """Return which action puts the cursor into which box."""
    sample_id = item.sample.id or 0
    texts = [question.id for question in item.rubric.form.questions if question.kind is QuestionKind.TEXT]
    return {"note": f"note-{sample_id}", **{f"write-{name}": f"answer-{sample_id}-{name}" for name in texts}}


def _queues(desk: Desk, counts: QueueCounts) -> Row:
    buttons = []
    for queue in Queue:
        count = counts.of(queue)
        label = f"{queue.capitalize()} {count:,}" if count else queue.capitalize()
        buttons.append(Button(f"queue-{queue}", label, is_set=queue is desk.queue))
    return Row("queues", "Queues", buttons=tuple(buttons))


def _moves(desk: Desk, item: ReviewItem | None, counts: QueueCounts) -> Row:
    left = left_under_filter(desk, counts)
    gone = counts.decided + counts.skipped
    steps = (Button("previous", "Back", look="quiet"), Button("next", "Next", look="quiet")) if item else ()
    return Row(
        "moves",
        "Progress and moves",
        title=f"{counts.decided:,}",
        text=" · ".join([f"of {counts.total:,} decided by you", *([left] if left else [])]),
        share=gone / counts.total if counts.total else 0.0,
        buttons=(*steps, Button("undo", "Undo", look="quiet"), Button("help", "Keys", look="quiet")),
    )


def _edit() -> Row:
    buttons = (Button("submit", "Save the text", look="main"), Button("edit", "Leave it as it was"))
    return Row("edit", "Correction", buttons=buttons)


def _stored(desk: Desk, item: ReviewItem) -> Row:
    stored = desk.state.stored
    if stored is not None:
        text = f"{stored.text}, saved {hour_and_minute(stored.at)}"
    elif item.saved_at is not None:
        state = DONE.get(item.answers.decision or "", "a draft")
        text = f"Yours is {state}, saved {hour_and_minute(item.saved_at)}"
    else:
        return Row("stored", "Saved", text="Each answer is saved at once.")
    return Row("stored", "Saved", "cloud_done", text=text + _other_version(item))


def _other_version(item: ReviewItem) -> str:
    before, now = item.answered_version, item.rubric.version
    if before is None:
        return ""
    if before == now:
        return ". You answered other questions than those asked now"
    return f". Answered under version {before} of the questions, now {now}"


def _guideline(desk: Desk, item: ReviewItem) -> list[Row]:
    if "guideline" not in desk.state.beside or not item.rubric.form.guideline:
        return []
    return [Row("guideline", "Guidelines", text=item.rubric.form.guideline)]


def _again(desk: Desk, item: ReviewItem) -> list[Row]:
    """Ask, once the persona is in sight, whether the judgement that was given without it stays."""
    if not desk.asks_again(item):
        return []
    said = item.answers.decision or ""
    rated = f", {item.answers.overall} of 5" if item.answers.overall else ""
    text = f"Without the persona you said {said}{rated}. Enter keeps it; or answer and decide anew."
    return [Row("same", "Second look", "visibility", title="Same judgement?", text=text)]


def _decisions(desk: Desk, item: ReviewItem) -> Row:
    answers = item.answers
    buttons = [
        Button(decision, decision.capitalize(), DECISION_ICONS[decision], is_set=answers.decision == decision)
        for decision in DECISIONS
    ]
    if desk.state.mode != "edit":
        buttons.append(_submit(desk, answers))
    if answers.is_decided and not desk.asks_again(item):
        buttons.append(Button("take_back", "Back to pending", "undo", look="quiet"))
    return Row("decisions", "Decision", buttons=tuple(buttons))


def _submit(desk: Desk, answers: Answers) -> Button:
    given = taken_over(answers, tuple(desk.state.suggested.items()))
    submits = decision_on_submit(given)
    return Button("submit", f"Submit: {submits}" if submits else "Submit", "auto_awesome" if given != answers else "")


def _flags(desk: Desk, item: ReviewItem) -> list[Row]:
    is_asked = desk.state.mode == "flag"
    buttons = [Button("flag", "Which flag?" if is_asked else "Flags", "flag", look="quiet")]
    for number, flag in enumerate(FLAGS, start=1):
        label, key = state_name(flag).capitalize(), f"digit-{number}" if is_asked else ""
        buttons.append(Button(f"flag-{flag}", label, is_set=flag in item.answers.flags, key=key))
    if is_asked:
        buttons.append(Button("flag-none", "None", look="quiet", key="digit-0"))
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
    choices = (Button(f"twin-{number}", label, key=f"digit-{number}") for number, label in enumerate(labels, start=1))
    rows[0] = rows[0]._replace(buttons=tuple(choices))
    if not candidates:
        unknown = "The nearest are not known yet: the worker has not read this text, or the model cannot."
        rows.append(Row("twin_unknown", "Near-duplicate", text=unknown))
    none = "None of these, flag it only" if candidates else "Flag it all the same"
    others = (Button("twin-0", none, key="digit-0"), Button("twin", "Cancel", look="quiet"))
    return [*rows, Row("twin_none", "No other sample", buttons=others)]
