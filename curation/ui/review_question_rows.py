"""The questions of the rubric as rows of the panel: the words on the left, what can be answered on the right.

The words are made by people: they are drawn as text and never read as Markdown.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from curation.review import Answers, Question, QuestionKind, Value
from curation.review.suggestions import Suggestion
from curation.services.review import ReviewItem
from curation.ui.review_desk import Desk
from curation.ui.review_panel import Button, Row
from curation.ui.safe_text import cell_text

PERSONA_FIT: Final = "persona_fit"
"""Nobody can answer it while the persona is out of sight."""
_HIDDEN: Final = "The persona is hidden."
_MAX_NAME_CHARS: Final = 200
_MAX_TOLD_CHARS: Final = 600


def question_rows(desk: Desk, item: ReviewItem, suggestions: Sequence[Suggestion]) -> list[Row]:
    """Return a row for each question and one that explains the marked one; settle which one is marked.

    The digits stand on the answers of the marked question, unless they mean a
    flag or another sample at the moment.
    """
    state, answers = desk.state, item.answers
    state.asked = tuple(
        question
        for question in item.rubric.form.questions
        if not (state.hides_persona and question.id == PERSONA_FIT and not question.is_required)
    )
    marked = state.marked() or _first_open(state.asked, answers)
    state.question = marked.id
    takes_digits = state.mode in ("rate", "edit")
    by_question = {suggestion.question_id: suggestion for suggestion in suggestions}
    rows = [
        _row(
            question,
            answers,
            by_question,
            is_off=question not in state.asked,
            is_marked=takes_digits and question == marked,
        )
        for question in item.rubric.form.questions
    ]
    return [*rows, _told(marked, answers, by_question.get(marked.id), takes_digits)]


def said_as_people_read(value: Value) -> str:
    """Return an answer in words."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(value) if isinstance(value, tuple) else str(value)


def _first_open(asked: Sequence[Question], answers: Answers) -> Question:
    """Return the question that one begins with: the first without an answer, where there is one."""
    return next((question for question in asked if answers.answer_to(question.id) is None), asked[0])


def _row(
    question: Question, answers: Answers, suggested: Mapping[str, Suggestion], *, is_off: bool, is_marked: bool
) -> Row:
    name = cell_text(question.label, _MAX_NAME_CHARS) + ("\N{NO-BREAK SPACE}*" if question.is_required else "")
    told = _HIDDEN if is_off else cell_text(question.help, _MAX_TOLD_CHARS)
    words = Button(f"mark-{question.id}", name, look="name", is_off=is_off, help=told)
    answer = answers.answer_to(question.id)
    buttons = _options(question, answer, suggested.get(question.id), is_off=is_off, is_marked=is_marked)
    text = cell_text(answer, 120) if question.kind is QuestionKind.TEXT and isinstance(answer, str) else ""
    looks = f"question {question.kind}{' marked' if is_marked else ''}"
    return Row(f"question-{question.id}", question.label, text=text, buttons=(words, *buttons), look=looks)


def _options(
    question: Question, answer: Value | None, suggestion: Suggestion | None, *, is_off: bool, is_marked: bool
) -> list[Button]:
    if question.kind is QuestionKind.TEXT:
        key = "digit-1" if is_marked else ""
        return [Button(f"write-{question.id}", "Write", "edit_note", is_off=is_off, key=key)]
    buttons = []
    for digit, (label, value) in enumerate(_values(question), start=1):
        is_suggested = suggestion is not None and _has(suggestion.value, value)
        buttons.append(
            Button(
                f"answer-{question.id}-{digit}",
                label,
                "auto_awesome" if is_suggested else "",
                is_set=_has(answer, value),
                look="suggested" if is_suggested else "",
                is_off=is_off,
                help=_why(suggestion) if suggestion is not None and is_suggested else "",
                key=f"digit-{digit}" if is_marked else "",
            )
        )
    return buttons


def _values(question: Question) -> list[tuple[str, Value]]:
    if question.kind is QuestionKind.SCALE:
        return [(str(stars), stars) for stars in range(1, 6)]
    if question.kind is QuestionKind.YES_NO:
        return [("Yes", True), ("No", False)]
    return [(cell_text(choice, 80), choice) for choice in question.choices]


def _has(answer: Value | None, value: Value) -> bool:
    """Tell whether an answer is a value, or has it among its choices; yes is not the number one."""
    if isinstance(answer, tuple):
        return value in answer
    return type(answer) is type(value) and answer == value


def _why(suggestion: Suggestion) -> str:
    detail = f": {cell_text(suggestion.detail, 300)}" if suggestion.detail else ""
    return f"Suggested by {cell_text(suggestion.by, 60)}{detail}"


def _told(marked: Question, answers: Answers, suggestion: Suggestion | None, takes_digits: bool) -> Row:
    """Return what the marked question means, in a place that does not move, and a way to clear its answer."""
    has_answer = answers.answer_to(marked.id) is not None
    parts = [cell_text(marked.help, _MAX_TOLD_CHARS)] if marked.help else []
    parts += ["* Needed before a sample is accepted."] if marked.is_required and not has_answer else []
    if suggestion is not None and not has_answer:
        parts.append(f"{_why(suggestion)} Enter takes it over.")
    buttons = (Button("clear", "Clear", look="quiet", key="digit-0"),) if has_answer and takes_digits else ()
    name = cell_text(marked.label, _MAX_NAME_CHARS)
    return Row("told", "What the marked question means", title=name, text=" ".join(parts), buttons=buttons)
