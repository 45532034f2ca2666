"""What can be proposed for a question before anybody answers it: what the checks of a sample say, or a judge."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from curation.review.answers import Answers
from curation.review.rubric import RubricForm, Value

SOLVED: Final = "answer_solved"
"""The check that says whether independent runs agree with the answer that came with a problem."""
_FAILED: Final[Mapping[str, tuple[str, ...]]] = {
    "contract": ("valid", "clear", "coherent", "complete"),
    "answer_given": ("answer_right",),
    "turn_count": ("coherent",),
    "turn_repeated": ("coherent",),
    "identifier": ("complete",),
    "code_matches": ("complete",),
}
"""A failed check of this name says no to these questions; a check that holds says nothing about them."""


class Checked(NamedTuple):
    """What one check found of a sample."""

    name: str
    is_ok: bool
    detail: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A proposed answer, by whom, and why."""

    question_id: str
    value: Value
    by: str
    detail: str


def suggest_from_checks(checks: Iterable[Checked], *, is_agreed: bool) -> list[Suggestion]:
    """Return what checks say about questions that ask for yes or no.

    Only what a check really knows is proposed: that a required part is
    missing, or that independent runs came to another answer or to the same.
    Where the runs differ among themselves, nothing is.

    Args:
        checks: What was found of the sample.
        is_agreed: Independent runs agree on an answer to the text as it reads now.
    """
    found = []
    for check in checks:
        by = check.name.replace("_", " ")
        if check.name == SOLVED and is_agreed:
            found.append(Suggestion("answer_right", check.is_ok, by, check.detail))
        if not check.is_ok:
            found += [Suggestion(name, False, by, check.detail) for name in _FAILED.get(check.name, ())]
    return found


def fitting(form: RubricForm, suggestions: Iterable[Suggestion]) -> tuple[Suggestion, ...]:
    """Return for each question of a rubric the first suggestion that can be an answer to it, in their order."""
    first: dict[str, Suggestion] = {}
    for suggestion in suggestions:
        try:
            value = form.question(suggestion.question_id).check(suggestion.value)
        except ValueError:
            continue
        first.setdefault(
            suggestion.question_id,
            Suggestion(suggestion.question_id, value, suggestion.by, suggestion.detail),
        )
    return tuple(first[question.id] for question in form.questions if question.id in first)


def taken_over(answers: Answers, suggestions: Sequence[tuple[str, Value]]) -> Answers:
    """Return answers with what was suggested for the questions that were left."""
    for question_id, value in suggestions:
        if answers.answer_to(question_id) is None:
            answers = answers.answered(question_id, value)
    return answers
