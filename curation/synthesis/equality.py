"""Whether two final answers say the same, as far as their form tells.

What form cannot tell (whether two expressions are equal) is left to a computer
algebra system, which `curation.sandbox` asks behind walls.
"""

import re
from dataclasses import dataclass
from typing import Final, Literal

from curation.synthesis.answer_form import PlainAnswer, plain_answer

How = Literal["text", "number", "mathematics", "unit", "different", "not_compared"]


@dataclass(frozen=True, slots=True)
class Equality:
    """Whether two answers are the same, and what told so.

    Attributes:
        how: `text`, `number`: equal once both are written in one way; `mathematics`: a computer algebra system
            found them equal; `unit`: their units differ; `different`: nothing makes them equal;
            `not_compared`: they are written differently, and no computer algebra system could compare them.
    """

    same: bool
    how: How


_DIFFERENT: Final = Equality(same=False, how="different")


def same_by_form(one: str, other: str) -> Equality | None:
    """Compare two answers as they are written; None where only mathematics can tell.

    A unit that one of them leaves out makes no difference, and a percentage is
    both its number and its share. Only units that are known and differ do.
    """
    first, second = plain_answer(one), plain_answer(other)
    if not first.value or not second.value:
        return _DIFFERENT
    if first.unit and second.unit and first.unit != second.unit and "%" not in (first.unit, second.unit):
        return Equality(same=False, how="unit")
    if _same_number(first, second):
        return Equality(same=True, how="number")
    if _as_text(first.value) == _as_text(second.value):
        return Equality(same=True, how="text")
    return None if _is_mathematics(first.value) and _is_mathematics(second.value) else _DIFFERENT


def as_mathematics(text: str) -> str:
    """Return an answer as LaTeX for a computer algebra system: without unit, and several values with commas."""
    value = plain_answer(text).value
    for pattern, instead in _TO_LATEX:
        value = pattern.sub(instead, value)
    return value


_TO_LATEX: Final = tuple(
    (re.compile(pattern), instead)
    for pattern, instead in (
        (r"\s*(?:,\s*)?\b(?:and|or)\b\s*", ", "),
        (r"\*\*", "^"),
        (r"\*", r" \\cdot "),
        (r"\^\s*(-?\d+)", r"^{\1}"),
        (r"\^\s*\(([^()]*)\)", r"^{\1}"),
        (r"(?<![\\a-zA-Z])sqrt\s*\(([^()]*)\)", r"\\sqrt{\1}"),
        (r"√\s*(?:\(([^()]*)\)|(\d+|[a-zA-Z]))", r"\\sqrt{\1\2}"),
        (r"(?<![\\a-zA-Z])(sin|cos|tan|cot|sec|csc|log|ln|exp|pi)(?![a-zA-Z])", r"\\\1 "),
    )
)


def _same_number(first: PlainAnswer, second: PlainAnswer) -> bool:
    if first.number is None or second.number is None:
        return False
    if first.number == second.number:
        return True
    if first.unit != "%" and second.unit != "%":
        return False
    percents = (first, second) if first.unit == "%" else (second, first)
    return percents[1].unit != "%" and percents[0].number == 100 * (percents[1].number or 0)


def _as_text(value: str) -> str:
    return re.sub(r"[\s*]+", "", value).casefold()


def _is_mathematics(value: str) -> bool:
    """Tell whether an answer can be read as an expression; words would be read as products of letters."""
    rest = re.sub(r"\\[a-zA-Z]+", " ", value)
    rest = _KNOWN_WORDS.sub(" ", rest)
    return re.search(r"[^\W\d_]{3,}|[^\x00-\u024f°√≤≥≠∞∪∩]", rest) is None


_KNOWN_WORDS: Final = re.compile(
    r"(?:arc|a)?(?:sin|cos|tan|cot|sec|csc)h?|log|ln|exp|sqrt|root|pi|inf|and|or|mod|max|min|frac", re.IGNORECASE
)
