"""What changed between two texts, word by word."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

_PIECES = re.compile(r"\w+|\s+|[^\w\s]")
MAX_DIFF_PIECES = 4_000
"""Pieces compared on each side; a longer text is compared up to there, since the method is quadratic."""


@dataclass(frozen=True, slots=True)
class DiffPart:
    """A stretch of text and whether both sides, only the left or only the right has it."""

    side: Literal["both", "left", "right"]
    text: str


def word_diff(left: str, right: str) -> list[DiffPart]:
    """Return the parts that lead from the left text to the right one, in reading order."""
    a, b = _PIECES.findall(left)[:MAX_DIFF_PIECES], _PIECES.findall(right)[:MAX_DIFF_PIECES]
    parts: list[DiffPart] = []
    for tag, a_from, a_to, b_from, b_to in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if tag == "equal":
            parts.append(DiffPart("both", "".join(a[a_from:a_to])))
            continue
        if a_to > a_from:
            parts.append(DiffPart("left", "".join(a[a_from:a_to])))
        if b_to > b_from:
            parts.append(DiffPart("right", "".join(b[b_from:b_to])))
    return parts
