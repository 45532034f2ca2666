"""Quotes in the text that they were taken from: where they stand, and what stands around them."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Mark:
    """A piece of a text that is quoted, from `start` to before `end`; the pieces of a text do not overlap."""

    start: int
    end: int
    by: tuple[int, ...]
    """Who quotes it."""


class Marks(NamedTuple):
    """The quoted pieces of a text in its order, and whose quote does not stand in it."""

    marks: tuple[Mark, ...]
    lost: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class QuotedText:
    """Words of a text in their place."""

    before: str
    quote: str
    """Empty where the words do not stand in the text; then `before` is how the text begins."""
    after: str
    is_begin: bool
    """Whether `before` starts with the text."""
    is_end: bool
    """Whether `after` ends with the text."""


def mark_quotes(text: str, quotes: Mapping[int, str]) -> Marks:
    """Return where quotes first stand in a text; where they overlap, a piece has several owners.

    Args:
        text: The text.
        quotes: By owner; an empty quote marks nothing and is not lost.
    """
    starts = {owner: text.find(quote) for owner, quote in quotes.items() if quote}
    spans = {owner: (start, start + len(quotes[owner])) for owner, start in starts.items() if start >= 0}
    borders = sorted({border for span in spans.values() for border in span})
    marks = (
        Mark(start, end, tuple(owner for owner, span in spans.items() if span[0] <= start and end <= span[1]))
        for start, end in pairwise(borders)
    )
    return Marks(tuple(mark for mark in marks if mark.by), tuple(o for o, start in starts.items() if start < 0))


def quote_in_place(text: str, quote: str, *, around_chars: int) -> QuotedText:
    """Return a quote with up to `around_chars` characters before and after it; without it, how the text begins."""
    start = text.find(quote) if quote else -1
    if start < 0:
        return QuotedText(text[: 2 * around_chars], "", "", is_begin=True, is_end=len(text) <= 2 * around_chars)
    end = start + len(quote)
    left, right = max(start - around_chars, 0), min(end + around_chars, len(text))
    return QuotedText(text[left:start], quote, text[end:right], is_begin=left == 0, is_end=right == len(text))
