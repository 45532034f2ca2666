"""The scenario "judge": ratings and choices by what can be counted, so that judging can be tried without a model.

It looks at three things: how many words of the persona stand in the text, how
long the text is, and whether its checks failed. Where two texts are nearly as
good it takes the one that stands first, as models do now and then.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from curation.text import one_line, words

MIN_WORDS: Final = 12
MAX_WORDS: Final = 400
ALL_WORDS: Final = 6
NEARLY: Final = 0.15
"""Texts whose scores differ by less than this are nearly as good."""
_SHORTEST_WORD: Final = 4
_NUMBER: Final = re.compile(r"\d+")


@dataclass(frozen=True)
class Looked:
    """What is counted of a text."""

    text: str
    persona: str
    failed_checks: str

    @cached_property
    def words(self) -> list[str]:
        """Its words."""
        return words(self.text)

    @cached_property
    def n_shared(self) -> int:
        """How many different longer words of the persona stand in it."""
        return len({word for word in words(self.persona) if len(word) >= _SHORTEST_WORD} & set(self.words))

    @property
    def n_failed(self) -> int:
        """How many checks it failed."""
        return len(self.failed_checks.split())

    @property
    def fit(self) -> float:
        """How much of its persona is in it, 0 to 1; six words are all that is asked for."""
        return min(self.n_shared / ALL_WORDS, 1.0) if self.persona else 0.5

    @property
    def length(self) -> float:
        """How good its length is, 0 to 1."""
        n = len(self.words)
        return n / MIN_WORDS if n < MIN_WORDS else MAX_WORDS / n if n > MAX_WORDS else 1.0

    @property
    def score(self) -> float:
        """All of it together, 0 to 1."""
        return max(0.55 * self.fit + 0.45 * self.length - 0.35 * self.n_failed, 0.0)

    @property
    def is_good(self) -> bool:
        """Whether it would stand in the data."""
        return self.score >= 0.5 and not self.n_failed

    def described(self) -> str:
        """Say what was counted."""
        shared = f"{self.n_shared} words of the persona stand in it, " if self.persona else ""
        return f"{shared}it has {len(self.words)} words, and {self.n_failed or 'none'} of its checks failed"


def write_judgement(variant: str, persona: str, variables: Mapping[str, str]) -> str:
    """Write a judgement of one text, or a choice between two.

    Args:
        variant: "pair" for two texts; anything else for one.
        persona: For whom they were made; empty where that is not shown.
        variables: `text` and `failed_checks`; for one text `questions` as JSON, for two `other_text` and
            `other_failed_checks`.
    """
    one = Looked(variables.get("text", ""), persona, variables.get("failed_checks", ""))
    if variant == "pair":
        other = Looked(variables.get("other_text", ""), persona, variables.get("other_failed_checks", ""))
        return json.dumps(_chosen(one, other))
    answers = {str(asked["id"]): _answer(asked, one) for asked in json.loads(variables.get("questions", "[]"))}
    decision = "accept" if one.is_good else "reject"
    return json.dumps({"reason": f"By rule: {one.described()}.", "answers": answers, "decision": decision})


def _chosen(one: Looked, other: Looked) -> dict[str, str]:
    said = f"By rule: of A, {one.described()}; of B, {other.described()}."
    if not one.is_good and not other.is_good and max(one.score, other.score) < 0.3:
        return {"reason": said, "choice": "both_bad"}
    if one.score == other.score:
        return {"reason": said, "choice": "tie"}
    if abs(one.score - other.score) < NEARLY:
        return {"reason": f"{said} They are nearly as good, so the first is taken.", "choice": "a"}
    return {"reason": said, "choice": "a" if one.score > other.score else "b"}


def _answer(asked: Mapping[str, Any], text: Looked) -> Any:  # noqa: ANN401 - what the question takes
    """Answer a question by its kind; of choices the first, or the last where the text is poor."""
    by_kind: Mapping[str, Callable[[], Any]] = {
        "scale": lambda: _scale(str(asked["id"]), text),
        "yes_no": lambda: not text.n_failed,
        "choice": lambda: asked["choices"][0 if text.is_good else -1],
        "choices": lambda: [asked["choices"][0 if text.is_good else -1]],
        "text": lambda: one_line(text.described()).capitalize() + ".",
    }
    return by_kind[str(asked["kind"])]()


def _scale(question: str, text: Looked) -> int:
    if question == "difficulty":
        return min(1 + len(_NUMBER.findall(text.text)) // 2, 5)
    share = text.fit if question == "persona_fit" else text.score
    return 1 + round(4 * share)
