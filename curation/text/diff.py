"""What changed between two texts, word by word."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from curation.text.tokens import WORD

_PIECES = re.compile(rf"{WORD}|\s+|\S")
MAX_DIFF_PIECES = 4_000
"""Pieces compared on each side, between the common start and the common end; the rest counts as changed."""

Side = Literal["both", "left", "right"]


@dataclass(frozen=True, slots=True)
class DiffPart:
    """A stretch of text and whether both sides, only the left or only the right has it."""

    side: Side
    text: str


def word_diff(left: str, right: str) -> list[DiffPart]:
    """Return the parts that lead from the left text to the right one, in reading order.

    As many pieces (words, blanks, signs) as possible are common. No character
    is lost: the parts of "both" and "left" are the left text, those of "both"
    and "right" the right one.
    """
    a, b = _PIECES.findall(left), _PIECES.findall(right)
    start = _common_start(a, b)
    end = _common_start(a[start:][::-1], b[start:][::-1])
    a_middle, b_middle = a[start : len(a) - end], b[start : len(b) - end]
    sides: list[tuple[Side, str]] = [("both", piece) for piece in a[:start]]
    sides += _middle(a_middle[:MAX_DIFF_PIECES], b_middle[:MAX_DIFF_PIECES])
    sides += [("left", piece) for piece in a_middle[MAX_DIFF_PIECES:]]
    sides += [("right", piece) for piece in b_middle[MAX_DIFF_PIECES:]]
    sides += [("both", piece) for piece in a[len(a) - end :]]
    return list(_parts(sides))


def _common_start(a: Sequence[str], b: Sequence[str]) -> int:
    """Count the pieces that both begin with."""
    return next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))


def _middle(a: Sequence[str], b: Sequence[str]) -> list[tuple[Side, str]]:
    """Align two rows of pieces by a longest common subsequence.

    Row i of the table is one whole number; its bit j is 0 where the common
    length grows from b[:j] to b[:j + 1]. So a row costs a few operations on
    a long number, also for texts made to be slow (one word over and over).

    Source:
        Hyyrö, "Bit-parallel LCS-length computation revisited", AWOCA 2004.
    """
    places: dict[str, int] = {}
    for j, piece in enumerate(b):
        places[piece] = places.get(piece, 0) | 1 << j
    everywhere = (1 << len(b)) - 1
    table = [everywhere]
    for piece in a:
        row = table[-1]
        hits = row & places.get(piece, 0)
        table.append(((row + hits) | (row - hits)) & everywhere)
    sides: list[tuple[Side, str]] = []
    i, j = len(a), len(b)
    while i or j:
        if j and (not i or table[i] >> (j - 1) & 1):
            j -= 1
            sides.append(("right", b[j]))
        elif not j or not table[i - 1] >> (j - 1) & 1:
            i -= 1
            sides.append(("left", a[i]))
        else:
            i, j = i - 1, j - 1
            sides.append(("both", a[i]))
    return sides[::-1]


def _parts(sides: Sequence[tuple[Side, str]]) -> Iterator[DiffPart]:
    """Put pieces together; in a changed stretch what left comes before what came."""
    for is_common, stretch in groupby(sides, key=lambda item: item[0] == "both"):
        pieces = list(stretch)
        wanted: tuple[Side, ...] = ("both",) if is_common else ("left", "right")
        for side in wanted:
            text = "".join(piece for kept, piece in pieces if kept == side)
            if text:
                yield DiffPart(side, text)
