"""Long texts cut into pieces that end where sentences end, in whichever script they are written."""

import math
import re
import unicodedata
from collections.abc import Iterator
from itertools import takewhile
from typing import Final

_CLOSING: Final = "\"'”’»›)\\]」』）】"
_SENTENCE_END: Final = re.compile(
    # A full stop after one letter is most often an initial, and before a small letter an abbreviation.
    rf"(?:(?<!\b[^\W\d_])\.|[!?…]|[؟۔։።፧])[{_CLOSING}]*\s+(?![a-zß-öø-ÿа-яё])"
    # These marks need no blank after them: Chinese and Japanese, Devanagari, Burmese, Khmer, Tibetan.
    rf"|[。！？｡．।॥။។༎]+[{_CLOSING}]*\s*"
    # Thai and Lao have no mark at all: a blank between two of their letters stands where a sentence or clause ends.
    r"|(?<=[\u0e00-\u0eff])\s+(?=[\u0e00-\u0eff])"
    r"|\n\s*"
)
_BLANK: Final = re.compile(r"\s+")
_JOINERS: Final = "\u200c\u200d"
_FIRST_RADIUS_CHARS: Final = 250
"""Nearly every text has the end of a sentence within so many characters of any place."""


def cut_at_sentences(text: str, *, max_chars: int) -> list[str]:
    """Cut a text into as few pieces of about equal length as the limit allows.

    A piece ends after a sentence or a line, where there is none after a
    word, and where there is neither within the limit between two characters.
    The pieces joined give the text back.

    Args:
        text: Any text; an empty one gives no piece.
        max_chars: Longest piece, in characters; at least 2.

    Raises:
        ValueError: `max_chars` is below 2.

    Source: elementary.
    """
    if max_chars < 2:
        raise ValueError(f"max_chars must be at least 2, got {max_chars}")
    return list(_pieces(text, max_chars))


def has_sentence_end(text: str) -> bool:
    """Tell whether a sentence ends somewhere in the text, its own end included."""
    return _SENTENCE_END.search(f"{text} ".replace("\n", " ")) is not None


def _pieces(text: str, max_chars: int) -> Iterator[str]:
    """Cut off the first piece until what is left fits."""
    start = 0
    while len(text) - start > max_chars:
        left = len(text) - start
        wanted = math.ceil(left / math.ceil(left / max_chars))
        size = _best_cut(text[start : start + max_chars + 1], wanted)
        yield text[start : start + size]
        start += size
    if start < len(text):
        yield text[start:]


def _best_cut(window: str, wanted: int) -> int:
    """Return how much of the window, which has one character more than is allowed, the piece takes."""
    for boundary in (_SENTENCE_END, _BLANK):
        # A cut in the first quarter would leave more pieces than a cut within a sentence is bad.
        if (end := _nearest_end(boundary, window, wanted)) and end * 4 >= len(window):
            return end
    return _between_characters(window)


def _nearest_end(boundary: re.Pattern[str], window: str, wanted: int) -> int | None:
    """Return where the boundary nearest to a place ends within the window; it is looked for around the place first."""
    radius = _FIRST_RADIUS_CHARS
    while True:
        limit = min(wanted + radius, len(window) - 1)
        ends = takewhile(limit.__ge__, (found.end() for found in boundary.finditer(window, max(wanted - radius, 0))))
        near = [end for end in ends if end >= wanted - radius]
        if near:
            return min(near, key=lambda end: abs(end - wanted))
        if radius >= len(window):
            return None
        radius *= 4


def _between_characters(window: str) -> int:
    """Return the last place within the limit that does not part a letter from its marks, else the limit."""
    for end in range(len(window) - 1, len(window) // 2, -1):
        after, before = window[end], window[end - 1]
        if unicodedata.category(after)[0] != "M" and after not in _JOINERS and before not in _JOINERS:
            return end
    return len(window) - 1
