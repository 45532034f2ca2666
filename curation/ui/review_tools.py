"""What the panel offers beside the questions: the text, the notes, the newest decisions."""

from typing import Final

from curation.services.review import ReviewItem
from curation.ui.local_time import hour_and_minute
from curation.ui.review_desk import DONE, Desk
from curation.ui.review_panel import Button, Row
from curation.ui.review_text import again_help
from curation.ui.safe_text import cell_text

DECISION_ICONS: Final = {"accept": "check", "reject": "close", "skip": "skip_next"}


def tools_row(desk: Desk, item: ReviewItem | None) -> Row:
    """Return what can be done beside judging."""
    buttons = _tools(desk, item) if item is not None else []
    buttons.append(Button("last", "Last decisions", "history", is_set="last" in desk.state.beside, look="quiet"))
    if item is not None:
        buttons.append(Button("note", "Note", "sticky_note_2", look="quiet"))
    return Row("tools", "Tools", buttons=tuple(buttons))


def last_row(desk: Desk) -> Row:
    """Return the person's newest decisions; each opens again."""
    last = desk.last_decisions()
    buttons = []
    for row in last:
        said = f"{DONE[row.decision].capitalize()} {row.overall}/5" if row.overall else DONE[row.decision].capitalize()
        help_text = f"Sample {row.sample_id}, {hour_and_minute(row.saved_at)}. Open it again."
        label, icon = f"{said} · {cell_text(row.text, 32)}", DECISION_ICONS[row.decision]
        buttons.append(Button(f"reopen-{row.sample_id}", label, icon, look="quiet", help=help_text))
    return Row("last", "Your last decisions", text="" if last else "No decisions yet.", buttons=tuple(buttons))


def _tools(desk: Desk, item: ReviewItem) -> list[Button]:
    state, buttons = desk.state, []
    if item.rubric.form.guideline:
        buttons.append(Button("guideline", "Guidelines", "menu_book", is_set="guideline" in state.beside, look="quiet"))
    if state.mode != "twin":
        buttons.append(Button("twin", "Near-duplicate", "content_copy", look="quiet"))
    if state.mode != "edit":
        buttons += _about_text(desk, item)
    told = again_help(desk, item.sample.id or 0)
    buttons.append(Button("again", "Generate again", "replay", look="quiet", help=told))
    buttons.append(Button("save", "Save draft", "save", look="quiet"))
    buttons.append(Button("comments", "Comments", "forum", is_set="comments" in state.beside, look="quiet"))
    return buttons


def _about_text(desk: Desk, item: ReviewItem) -> list[Button]:
    state = desk.state
    buttons = [
        Button("edit", "Edit text", "edit", look="quiet"),
        Button("raw", "Raw answer", "data_object", is_set="raw" in state.beside, look="quiet"),
    ]
    if item.sample.answer and "raw" not in state.beside:
        buttons.append(Button("answer", "Answer", "key", is_set="answer" in state.beside, look="quiet"))
    if item.sample.edited_text is not None:
        buttons.append(Button("changes", "Changes", "difference", is_set="changes" in state.beside, look="quiet"))
    return buttons
