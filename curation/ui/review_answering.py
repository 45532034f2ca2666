"""Acts on the questions of the rubric: answer one, clear it, mark another, write a text."""

import streamlit as st

from curation.errors import BadInputError, CurationError
from curation.review import OVERALL, Answers, Change, QuestionKind
from curation.services import review
from curation.ui.review_desk import Desk
from curation.ui.review_state import Notice, Shown, Stored, act


@act
def answer(desk: Desk, shown: Shown, question_id: str, digit: int) -> None:
    """Store an answer as it stood on the button, and mark the next question; of several choices one adds more."""
    question = next((asked for asked in desk.state.asked if asked.id == question_id), None)
    if question is None:
        return

    def change(answers: Answers) -> Answers:
        return answers.answered(question_id, question.of_digit(digit, answers.answer_to(question_id)))

    if digit and question_id == OVERALL and desk.prefs.rate_decides and desk.state.mode == "rate":
        _decide_by_rating(desk, shown, change)
        return
    desk.save(shown, change)
    desk.state.mode = "edit" if desk.state.mode == "edit" else "rate"
    desk.state.mark(question_id, by=int(digit != 0 and question.kind is not QuestionKind.CHOICES))


def _decide_by_rating(desk: Desk, shown: Shown, change: Change) -> None:
    """Let a rating decide, also against an earlier decision; where something is still required, keep the rating."""
    try:
        desk.decide_with(shown, lambda answers: change(answers).decided(None).submitted())
    except BadInputError:
        desk.save(shown, change)
        raise


@act
def clear(desk: Desk, shown: Shown) -> None:
    """Forget the answer to the marked question."""
    marked = desk.state.marked()
    if marked is not None:
        desk.save(shown, lambda answers: answers.answered(marked.id, None))


@act
def mark(desk: Desk, _shown: Shown, question_id: str) -> None:
    """Mark a question, so that the digits answer it."""
    desk.state.mode = "edit" if desk.state.mode == "edit" else "rate"
    desk.state.mark(question_id)


@act
def step(desk: Desk, _shown: Shown, by: int) -> None:
    """Mark the question before or after the marked one."""
    desk.state.mark(desk.state.question, by=by)


def keep_note(desk: Desk, sample_id: int) -> None:
    """Store the note that was typed, also for a sample that has left the screen meanwhile."""
    note = _typed(f"note-{sample_id}")
    _keep(desk, sample_id, f"Note on sample {sample_id}", lambda answers: answers.noted(note))


def keep_text(desk: Desk, sample_id: int, question_id: str) -> None:
    """Store the text that answers a question, also for a sample that has left the screen meanwhile."""
    said = _typed(f"answer-{sample_id}-{question_id}")
    text = said if said.strip() else None
    _keep(desk, sample_id, f"Your text on sample {sample_id}", lambda answers: answers.answered(question_id, text))


def _typed(widget: str) -> str:
    return str(st.session_state.get(widget) or "")


def _keep(desk: Desk, sample_id: int, what: str, change: Change) -> None:
    try:
        saved = review.save_review(desk.page.workspace, sample_id, change, actor=desk.page.actor)
    except CurationError as error:
        lost = "" if isinstance(error, BadInputError) else " What you typed is not stored yet."
        desk.state.notice = Notice("error", f"{error}{lost}")
    else:
        desk.state.stored = Stored(what, saved.saved_at)
