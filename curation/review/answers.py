"""What one person says of one sample, and how a key changes it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Final, Self

from curation.review.rubric import OVERALL, RubricForm, Value

ACCEPT: Final = "accept"
REJECT: Final = "reject"
SKIP: Final = "skip"
DECISIONS: Final = (ACCEPT, REJECT, SKIP)
NEAR_DUPLICATE: Final = "near_duplicate"
FLAGS: Final = ("off_persona", "wrong", "unsafe", NEAR_DUPLICATE, "other")
"""In the order of their keys, 1 to 5."""
LOWEST_ACCEPTED: Final = 3
"""Who submits a rating without a decision accepts from here on and rejects below."""
MAX_NOTE_CHARS: Final = 4_000
_NOTHING: Final[Mapping[str, Value]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Answers:
    """One person's answers on one sample; without a decision they are a draft and count for nothing."""

    overall: int | None = None
    decision: str | None = None
    flags: tuple[str, ...] = ()
    near_duplicate_of: int | None = None
    note: str = ""
    persona_hidden: bool = False
    answers: Mapping[str, Value] = field(default_factory=lambda: _NOTHING)
    """To the other questions of the rubric, by question."""

    def __post_init__(self) -> None:
        """Hold the values to what can be answered.

        Raises:
            ValueError: A value is not one of the answers.
        """
        if self.overall is not None and self.overall not in range(1, 6):
            raise ValueError(f"a rating is 1 to 5, not {self.overall}")
        if self.decision is not None and self.decision not in DECISIONS:
            raise ValueError(f"a decision is {', '.join(DECISIONS)}, not {self.decision}")
        if self.flags != tuple(flag for flag in FLAGS if flag in self.flags):
            raise ValueError(f"flags are some of {', '.join(FLAGS)}, once each and in this order, not {self.flags}")
        if self.near_duplicate_of is not None and NEAR_DUPLICATE not in self.flags:
            raise ValueError("what it is a near-duplicate of goes with the flag")
        if len(self.note) > MAX_NOTE_CHARS:
            raise ValueError(f"a note has at most {MAX_NOTE_CHARS:,} characters, not {len(self.note):,}")

    @property
    def is_decided(self) -> bool:
        """Whether the sample is off this person's queue; a skip is, too."""
        return self.decision is not None

    @property
    def is_judged(self) -> bool:
        """Whether this counts as a review: accepted or rejected."""
        return self.decision in (ACCEPT, REJECT)

    def answer_to(self, question_id: str) -> Value | None:
        """Return what was answered to a question; None where nothing was."""
        return self.overall if question_id == OVERALL else self.answers.get(question_id)

    def answered(self, question_id: str, value: Value | None) -> Self:
        """Return these answers with another one to a question; None clears it."""
        if question_id == OVERALL:
            if value is not None and (isinstance(value, bool) or not isinstance(value, int)):
                raise ValueError(f"a rating is 1 to 5, not {value}")
            return replace(self, overall=value)
        others = {known: said for known, said in self.answers.items() if known != question_id}
        return replace(self, answers=others if value is None else {**others, question_id: value})

    def unanswered(self, form: RubricForm) -> tuple[str, ...]:
        """Return the ids of the required questions that nothing was answered to, in their order."""
        return tuple(one.id for one in form.questions if one.is_required and self.answer_to(one.id) is None)

    def rated(self, overall: int | None) -> Self:
        """Return these answers with another rating; None clears it."""
        return replace(self, overall=overall)

    def decided(self, decision: str | None) -> Self:
        """Return these answers with another decision; None makes them a draft again."""
        return replace(self, decision=decision)

    def submitted(self) -> Self:
        """Return these answers as Enter submits them.

        Raises:
            ValueError: There is neither a decision nor a rating.
        """
        decision = decision_on_submit(self)
        if decision is None:
            raise ValueError("there is neither a decision nor a rating")
        return replace(self, decision=decision)

    def toggled(self, flag: str) -> Self:
        """Return these answers with a flag set or taken back."""
        if flag not in FLAGS:
            raise ValueError(f"a flag is one of {', '.join(FLAGS)}, not {flag}")
        flags = tuple(known for known in FLAGS if (known in self.flags) != (known == flag))
        twin = self.near_duplicate_of if NEAR_DUPLICATE in flags else None
        return replace(self, flags=flags, near_duplicate_of=twin)

    def twin_named(self, sample_id: int | None) -> Self:
        """Return these answers with the near-duplicate flag and what it is a near-duplicate of, where known."""
        flags = tuple(known for known in FLAGS if known in self.flags or known == NEAR_DUPLICATE)
        return replace(self, flags=flags, near_duplicate_of=sample_id)

    def noted(self, note: str) -> Self:
        """Return these answers with another note."""
        return replace(self, note=note)

    def seen(self, *, persona_hidden: bool) -> Self:
        """Return these answers as given with the persona hidden or in view."""
        return replace(self, persona_hidden=persona_hidden)


Change = Callable[[Answers], Answers]
"""What a key does to the answers; a service applies it to those stored at that moment."""


def decision_on_submit(answers: Answers) -> str | None:
    """Return what Enter decides: what was decided, else by the rating, else nothing."""
    if answers.is_judged:
        return answers.decision
    if answers.overall is None:
        return None
    return ACCEPT if answers.overall >= LOWEST_ACCEPTED else REJECT
