"""What is right to say of a sample: where it was written down, and where it follows from what was settled."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

from curation.review.answers import ACCEPT, REJECT, Answers
from curation.review.rubric import OVERALL, QuestionKind, RubricForm

TOLERANCE: Final = 1
"""A rating so many points from the settled one is right, too: two people who read a scale alike still differ by one."""
_NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Expected:
    """What is right; what is not named is not checked.

    Attributes:
        decision: Accept or reject.
        overall_low: The lowest right rating.
        overall_high: The highest right rating.
        answers: By question. Where a rating or one choice is asked for, a list holds several right ones; where
            some choices are, it is the one right set.
        why: For other curators.
    """

    decision: str = ""
    overall_low: int | None = None
    overall_high: int | None = None
    answers: Mapping[str, Any] = field(default_factory=lambda: _NOTHING)
    why: str = ""


def expected_from(settled: Answers, form: RubricForm, *, why: str) -> Expected:
    """Return the right answers that follow from what was settled: a rating one point away is right, too; no text is."""
    scales = {question.id for question in form.questions if question.kind is QuestionKind.SCALE}
    texts = {question.id for question in form.questions if question.kind is QuestionKind.TEXT}
    answers: dict[str, Any] = {}
    for name, value in settled.answers.items():
        if name in scales and isinstance(value, int):
            answers[name] = [near for near in range(value - TOLERANCE, value + TOLERANCE + 1) if 1 <= near <= 5]
        elif name not in texts:
            answers[name] = list(value) if isinstance(value, tuple) else value
    return Expected(
        decision=settled.decision or "",
        overall_low=None if settled.overall is None else max(settled.overall - TOLERANCE, 1),
        overall_high=None if settled.overall is None else min(settled.overall + TOLERANCE, 5),
        answers=answers,
        why=why,
    )


def check_expected(expected: Expected, form: RubricForm) -> None:
    """Hold what is said to be right to what can be answered.

    Raises:
        ValueError: Nothing is said, or it is no answer, in one sentence without a full stop.
    """
    low, high = expected.overall_low, expected.overall_high
    if expected.decision not in ("", ACCEPT, REJECT):
        raise ValueError(f"a sample is right to accept or to reject, not to '{expected.decision[:40]}'")
    if not all(end is None or end in range(1, 6) for end in (low, high)) or (low or 1) > (high or 5):
        raise ValueError(f"ratings are right from 1 to 5, the lower one first, not from {low} to {high}")
    if not (expected.decision or low or high or expected.answers):
        raise ValueError("nothing is said: name a decision, a range of ratings or an answer")
    for question_id, right in expected.answers.items():
        _check_answer(form, question_id, right)


def _check_answer(form: RubricForm, question_id: str, right: object) -> None:
    question = form.question(question_id)
    if question.kind is QuestionKind.TEXT or question_id == OVERALL:
        raise ValueError(f"'{question.label}' has no answer to check; of the rating, give the range")
    is_set = question.kind is QuestionKind.CHOICES or not isinstance(right, list)
    for one in right if isinstance(right, list) and not is_set else [right]:
        question.check(one)
