"""In what several people's answers on one sample differ, question by question."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from curation.review.answers import Answers
from curation.review.rubric import OVERALL, Question, QuestionKind, RubricForm, Value

DECISION: Final = "decision"
FLAGS: Final = "flags"
FAR_APART: Final = 2
"""From so many points on, two ratings are told apart as people who differ, and not as two readings of a scale."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What each person says to one question, in the order of the people; empty where somebody says nothing.

    Attributes:
        question_id: The question; `decision` and `flags` stand beside those of the rubric.
        label: Its words.
        said: One answer for each person, as people read it.
        differs: Whether two of them say something else; never so for free text.
        spread: The highest less the lowest of the ratings on a scale; None elsewhere.
    """

    question_id: str
    label: str
    said: tuple[str, ...]
    differs: bool
    spread: int | None = None

    @property
    def is_far(self) -> bool:
        """Whether they differ so far that somebody should settle it; that one raises a flag is no such difference."""
        return self.differs and self.question_id != FLAGS and (self.spread is None or self.spread >= FAR_APART)


def differences(form: RubricForm, given: Sequence[Answers]) -> list[Difference]:
    """Return what people say to each question that somebody answered: the decision, the rubric's questions, flags.

    A question that the form does not ask any more stands after those that it asks, under its id.
    """
    asked = {question.id: question for question in form.questions}
    old = sorted({name for answers in given for name in answers.answers} - set(asked))
    rows = [_decisions(given)]
    rows += [_row(question.id, question.label, question.kind, given) for question in form.questions]
    rows += [_row(name, name.replace("_", " "), None, given) for name in old]
    rows.append(_flags(given))
    return [row for row in rows if any(row.said)]


def agreed_answers(form: RubricForm, given: Sequence[Answers]) -> Answers:
    """Return what all people who answered a question say to it, where they are of one mind; no decision and no text."""
    agreed = Answers()
    for question in form.questions:
        values = {value for answers in given if (value := answers.answer_to(question.id)) is not None}
        if len(values) == 1 and question.kind is not QuestionKind.TEXT and _is_asked_so(question, values):
            agreed = agreed.answered(question.id, values.pop())
    return agreed


def said_in_words(value: Value | None) -> str:
    """Return an answer as people read it; nothing where there is none."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(value) if isinstance(value, tuple) else str(value)


def _is_asked_so(question: Question, values: set[Value]) -> bool:
    """Tell whether answers are possible now; those of an older version may not be."""
    try:
        for value in values:
            question.check(value)
    except ValueError:
        return False
    return True


def _decisions(given: Sequence[Answers]) -> Difference:
    judged = {answers.decision for answers in given if answers.is_judged}
    return Difference(DECISION, "Decision", tuple(answers.decision or "" for answers in given), len(judged) > 1)


def _flags(given: Sequence[Answers]) -> Difference:
    said = tuple(", ".join(flag.replace("_", " ") for flag in answers.flags) for answers in given)
    return Difference(FLAGS, "Flags", said, differs=len(set(said)) > 1)


def _row(question_id: str, label: str, kind: QuestionKind | None, given: Sequence[Answers]) -> Difference:
    values: Mapping[int, Value] = {
        place: value for place, answers in enumerate(given) if (value := answers.answer_to(question_id)) is not None
    }
    said = tuple(said_in_words(values.get(place)) for place in range(len(given)))
    numbers = [value for value in values.values() if isinstance(value, int) and not isinstance(value, bool)]
    is_scale = kind is QuestionKind.SCALE or question_id == OVERALL
    spread = max(numbers) - min(numbers) if is_scale and numbers else None
    differs = kind is not QuestionKind.TEXT and len({repr(value) for value in values.values()}) > 1
    return Difference(question_id, label, said, differs, spread)
