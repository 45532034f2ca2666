"""The questions that are asked about a sample, and what can be answered to each."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, Self

Value = int | bool | str | tuple[str, ...]
"""A number from 1 to 5, yes or no, one choice or a text, some choices."""
OVERALL: Final = "overall"
"""The question that every rubric holds; its answer is the sample's rating."""
RUBRIC_OF_ALL: Final = "overall"
"""The rubric of every scenario without its own."""
MAX_QUESTIONS: Final = 20
MAX_CHOICES: Final = 9
"""Each is one digit key."""
MAX_LABEL_CHARS: Final = 200
MAX_TEXT_CHARS: Final = 4_000
STARS: Final = range(1, 6)
_ID: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")
_RESERVED: Final = frozenset({"decision", "flags", "note", "near_duplicate_of", "persona_hidden"})


class QuestionKind(StrEnum):
    """What an answer is."""

    SCALE = "scale"
    YES_NO = "yes_no"
    CHOICE = "choice"
    CHOICES = "choices"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Question:
    """One question; its id stays while its words change, so that old and new answers can be compared."""

    id: str
    kind: QuestionKind
    label: str
    help: str = ""
    choices: tuple[str, ...] = ()
    is_required: bool = False

    def __post_init__(self) -> None:
        """Hold the question to what can be asked.

        Raises:
            ValueError: It cannot, in one sentence without a full stop.
        """
        if not _ID.fullmatch(self.id) or self.id in _RESERVED:
            raise ValueError(f"'{self.id}' cannot name a question: small letters, digits and _ can, at most 40")
        if not 1 <= len(self.label) <= MAX_LABEL_CHARS:
            raise ValueError(f"the question '{self.id}' needs words, at most {MAX_LABEL_CHARS} characters")
        if len(self.help) > MAX_TEXT_CHARS:
            raise ValueError(f"the help of '{self.label}' has more than {MAX_TEXT_CHARS:,} characters")
        has_choices = self.kind in (QuestionKind.CHOICE, QuestionKind.CHOICES)
        if has_choices != bool(self.choices):
            raise ValueError(f"'{self.label}' {'needs' if has_choices else 'takes no'} choices")
        if has_choices:
            self._check_choices()

    def _check_choices(self) -> None:
        if not 2 <= len(self.choices) <= MAX_CHOICES or len(set(self.choices)) < len(self.choices):
            raise ValueError(f"'{self.label}' needs 2 to {MAX_CHOICES} choices, each once")
        if not all(1 <= len(choice) <= MAX_LABEL_CHARS for choice in self.choices):
            raise ValueError(f"each choice of '{self.label}' has 1 to {MAX_LABEL_CHARS} characters")

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> Self:
        """Read a question as the table keeps it; what an old version did not have is what it was then."""
        return cls(
            id=str(row["id"]),
            kind=QuestionKind(row["kind"]),
            label=str(row.get("label") or _named(str(row["id"]))),
            help=str(row.get("help", "")),
            choices=tuple(str(choice) for choice in row.get("choices", ())),
            is_required=bool(row.get("required", False)),
        )

    def as_row(self) -> dict[str, Any]:
        """Return the question as the table keeps it."""
        return {
            "id": self.id,
            "kind": self.kind.value,
            "label": self.label,
            "help": self.help,
            "choices": list(self.choices),
            "required": self.is_required,
        }

    def check(self, value: object) -> Value:
        """Return an answer as it is kept.

        Raises:
            ValueError: It is no answer to this question.
        """
        match self.kind, value:
            case QuestionKind.SCALE, int() if not isinstance(value, bool) and value in STARS:
                return value
            case QuestionKind.YES_NO, bool():
                return value
            case QuestionKind.CHOICE, str() if value in self.choices:
                return value
            case QuestionKind.CHOICES, list() | tuple() if value and all(one in self.choices for one in value):
                return tuple(choice for choice in self.choices if choice in value)
            case QuestionKind.TEXT, str() if value.strip() and len(value) <= MAX_TEXT_CHARS:
                return value
        raise ValueError(f"'{self.label}' takes {self._takes()}, not {str(value)[:60]!r}")

    def of_digit(self, digit: int, before: Value | None) -> Value | None:
        """Return the answer that a digit key gives; of several choices it adds or takes away one.

        Raises:
            ValueError: The digit stands for nothing here.
        """
        if digit == 0:
            return None
        if self.kind is QuestionKind.SCALE and digit in STARS:
            return digit
        if self.kind is QuestionKind.YES_NO and digit in (1, 2):
            return digit == 1
        if self.kind is QuestionKind.CHOICE and digit <= len(self.choices):
            return self.choices[digit - 1]
        if self.kind is QuestionKind.CHOICES and digit <= len(self.choices):
            had = before if isinstance(before, tuple) else ()
            named = self.choices[digit - 1]
            return tuple(choice for choice in self.choices if (choice in had) != (choice == named)) or None
        raise ValueError(f"{digit} stands for nothing at '{self.label}'")

    def _takes(self) -> str:
        return {
            QuestionKind.SCALE: "1 to 5",
            QuestionKind.YES_NO: "true or false",
            QuestionKind.CHOICE: f"one of {', '.join(self.choices)}",
            QuestionKind.CHOICES: f"some of {', '.join(self.choices)}",
            QuestionKind.TEXT: f"a text of at most {MAX_TEXT_CHARS:,} characters",
        }[self.kind]


def _named(question_id: str) -> str:
    """Return the words of a question that was stored without any."""
    return "Rating" if question_id == OVERALL else question_id.replace("_", " ").capitalize()


@dataclass(frozen=True, slots=True)
class RubricForm:
    """The questions of one version, in their order, and what raters should know."""

    questions: tuple[Question, ...]
    guideline: str = ""

    def __post_init__(self) -> None:
        """Hold the questions together.

        Raises:
            ValueError: They cannot be asked, in one sentence without a full stop.
        """
        ids = [question.id for question in self.questions]
        if len(set(ids)) < len(ids):
            raise ValueError("two questions have the same id")
        if len(ids) > MAX_QUESTIONS:
            raise ValueError(f"a rubric has at most {MAX_QUESTIONS} questions, not {len(ids)}")
        if OVERALL not in ids or self.question(OVERALL).kind is not QuestionKind.SCALE:
            raise ValueError(f"every rubric asks '{OVERALL}' as a scale from 1 to 5: lists sort by it")
        if len(self.guideline) > MAX_TEXT_CHARS:
            raise ValueError(f"a guideline has at most {MAX_TEXT_CHARS:,} characters")

    @classmethod
    def from_rows(cls, rows: Iterable[Mapping[str, Any]], guideline: str = "") -> Self:
        """Read the questions as the table keeps them."""
        return cls(tuple(Question.from_row(row) for row in rows), guideline)

    def as_rows(self) -> list[dict[str, Any]]:
        """Return the questions as the table keeps them."""
        return [question.as_row() for question in self.questions]

    def question(self, question_id: str) -> Question:
        """Return a question.

        Raises:
            ValueError: There is none with this id.
        """
        found = next((question for question in self.questions if question.id == question_id), None)
        if found is None:
            raise ValueError(f"there is no question '{question_id}' in this rubric")
        return found

    def checked(self, answers: Mapping[str, object]) -> dict[str, Value]:
        """Return answers by question as they are kept, in the order of the questions.

        Raises:
            ValueError: One is no answer to its question, or there is no such question.
        """
        found = {question_id: self.question(question_id).check(value) for question_id, value in answers.items()}
        return {question.id: found[question.id] for question in self.questions if question.id in found}
