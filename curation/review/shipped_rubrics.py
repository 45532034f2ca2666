"""The rubrics that a workspace begins with, one for each scenario; people change them by saving a new version."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from curation.review.rubric import OVERALL, RUBRIC_OF_ALL, Question, QuestionKind, RubricForm

_OVERALL: Final = Question(OVERALL, QuestionKind.SCALE, "Rating", "1 poor, 5 excellent")
_PERSONA_FIT: Final = Question(
    "persona_fit",
    QuestionKind.SCALE,
    "Fits the persona",
    "1: anybody's. 3: the persona's field. 5: only this person would ask, say or need it.",
)


def _yes_no(question_id: str, label: str, help_text: str) -> Question:
    return Question(question_id, QuestionKind.YES_NO, label, help_text)


def _scale(question_id: str, label: str, help_text: str) -> Question:
    return Question(question_id, QuestionKind.SCALE, label, help_text)


def _form(*questions: Question, guideline: str = "") -> RubricForm:
    return RubricForm((_OVERALL, *questions), guideline)


SHIPPED: Final[Mapping[str, RubricForm]] = MappingProxyType(
    {
        RUBRIC_OF_ALL: _form(
            _PERSONA_FIT, guideline="Judge the text as it would stand in the data. Flag what is unsafe."
        ),
        "math": _form(
            _yes_no("valid", "Valid problem", "It can be solved with what it says, and in one way."),
            _yes_no(
                "answer_right",
                "Answer right",
                "The one that came with it, or that runs agree on.",
            ),
            _scale("difficulty", "Difficulty", "1: primary school. 3: secondary school. 5: competition or university."),
            _PERSONA_FIT,
            guideline="Accept what is valid and has the right answer. What is right and dull gets a low rating.",
        ),
        "logic": _form(
            _yes_no("valid", "Valid puzzle", "It has one solution, and what it says does not contradict itself."),
            _yes_no("answer_right", "Answer right", "The answer that came with it."),
            _scale("difficulty", "Difficulty", "1: seen at once. 5: needs paper."),
            _PERSONA_FIT,
        ),
        "instruction": _form(
            _yes_no("clear", "Clear request", "One knows what is asked without asking back."),
            _scale("usefulness", "Worth answering", "1: nobody would ask. 5: a real user would ask it."),
            _PERSONA_FIT,
        ),
        "conversation": _form(
            _yes_no("coherent", "Coherent", "Each turn answers the one before."),
            _scale("naturalness", "Natural", "1: two machines. 5: two people."),
            _PERSONA_FIT,
        ),
        "knowledge": _form(
            _yes_no("correct", "Correct as far as you know", "No claim that you know to be wrong."),
            _scale("depth", "Depth", "1: a commonplace. 5: one learns something."),
            _PERSONA_FIT,
        ),
        "npc": _form(
            _yes_no("in_world", "Fits the world", "Nothing in it contradicts the game world."),
            _scale("originality", "Original", "1: a stock figure. 5: one would remember it."),
            _PERSONA_FIT,
        ),
        "tool": _form(
            _yes_no("complete", "Interface complete", "Each input and the result are named and described."),
            _scale("usefulness", "Useful", "1: nobody would call it. 5: the persona would use it daily."),
            _PERSONA_FIT,
        ),
    }
)
"""By scenario; what is not named here is asked the rubric of all."""
