"""From one corrected text to the replacements that correct the same thing in other texts.

A correction is read as a few changed stretches. Each becomes a span that can
be found elsewhere, with the words around it, so that a changed number or a
changed article is no accident in another text. Put into the original, the
replacements give exactly the corrected text, or there are none.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from curation.text import word_diff
from curation.text.tokens import WORD

MIN_CONTEXT_CHARS: Final = 3
"""Letters and digits that a span has on top of what was changed."""
MAX_CONTEXT_CHARS: Final = 60
"""A span that is still not the right one with so many around it is none."""
MAX_CHANGES: Final = 5
MAX_SPAN_CHARS: Final = 2_000
MIN_KEPT_SHARE: Final = 0.5
"""Where less than this of the longer text stays, it was written anew."""
_PIECES: Final = re.compile(rf"{WORD}|\s+|\S")


@dataclass(frozen=True, slots=True)
class Replacement:
    """A span of a text, with its blanks as they are, and what stands in its place afterwards."""

    before: str
    after: str


class _Stretch(NamedTuple):
    """A changed stretch: from and to before which piece, in the original and in the corrected text."""

    start: int
    end: int
    new_start: int
    new_end: int


def find_replacements(original: str, corrected: str, *, with_context: bool = True) -> tuple[Replacement, ...]:
    """Return the replacements that lead from a text to its corrected form; blanks around the texts do not count.

    Args:
        original: The text as it came.
        corrected: What somebody made of it.
        with_context: Take at least `MIN_CONTEXT_CHARS` of what stands around each change; else the change alone,
            where it takes away at least as many letters and digits.

    Raises:
        ValueError: Nothing was changed, most of the text was, or the change cannot be told apart; says which.
    """
    original, corrected = original.strip(), corrected.strip()
    old, new = _PIECES.findall(original), _PIECES.findall(corrected)
    if old == new:
        raise ValueError("nothing was corrected")
    stretches = _stretches(original, corrected)
    _refuse_rewriting(old, new, stretches)
    wanted = MIN_CONTEXT_CHARS if with_context else 0
    while wanted <= MAX_CONTEXT_CHARS:
        found = _joined(old, new, [_widened(old, new, one, wanted) for one in stretches])
        if _tell(found) and apply_replacements(original, found) == corrected:
            return found
        if not with_context:
            raise ValueError("what was corrected is too short to be found without the words around it")
        wanted += MIN_CONTEXT_CHARS
    raise ValueError("what was corrected stands in the text in more than one place, and not each was")


def apply_replacements(text: str, replacements: Sequence[Replacement]) -> str:
    """Return a text with each of the spans that it holds replaced, once and all at the same time.

    A span counts where it does not begin or end inside a word, and where what
    would come in its place does not stand there already.
    """
    spans = {one.before: one.after for one in replacements}
    pattern = "|".join(re.escape(span) for span in sorted(spans, key=len, reverse=True))
    made, place = [], 0
    for found in re.finditer(pattern, text) if pattern else ():
        start, end, after = found.start(), found.end(), spans[found.group()]
        if _is_border(text, start) and _is_border(text, end) and not _stands(text, start, found.group(), after):
            made += [text[place:start], after]
            place = end
    return "".join([*made, text[place:]])


def _stretches(original: str, corrected: str) -> list[_Stretch]:
    """Return what was changed; changes with nothing but blanks and signs between them are one."""
    joined: list[_Stretch] = []
    place, new_place, is_apart = 0, 0, True
    for part in word_diff(original, corrected):
        n_pieces = len(_PIECES.findall(part.text))
        end, new_end = place + n_pieces * (part.side != "right"), new_place + n_pieces * (part.side != "left")
        if part.side == "both":
            is_apart = _letters([part.text]) > 0
        elif joined and not is_apart:
            joined[-1] = joined[-1]._replace(end=end, new_end=new_end)
        else:
            joined.append(_Stretch(place, end, new_place, new_end))
            is_apart = False
        place, new_place = end, new_end
    return joined


def _refuse_rewriting(old: Sequence[str], new: Sequence[str], stretches: Sequence[_Stretch]) -> None:
    if len(stretches) > MAX_CHANGES:
        raise ValueError(f"the text was corrected in {len(stretches)} places, more than the {MAX_CHANGES} of a fix")
    changed = sum(_letters(old[one.start : one.end]) for one in stretches)
    kept = _letters(old) - changed
    if kept < MIN_KEPT_SHARE * max(_letters(old), _letters(new)):
        raise ValueError("most of the text was written anew")


def _widened(old: Sequence[str], new: Sequence[str], stretch: _Stretch, wanted: int) -> _Stretch:
    """Take in what stands around, on both sides in turn, until there are so many letters and digits of it."""
    start, end, new_start, new_end = stretch
    while _letters(old[start : stretch.start]) + _letters(old[stretch.end : end]) < wanted:
        may_go_left, may_go_right = start > 0 and new_start > 0, end < len(old) and new_end < len(new)
        if may_go_right and (not may_go_left or end - stretch.end < stretch.start - start):
            end, new_end = end + 1, new_end + 1
        elif may_go_left:
            start, new_start = start - 1, new_start - 1
        else:
            break
    while end > stretch.end and old[end - 1].isspace():
        end, new_end = end - 1, new_end - 1
    while start < stretch.start and old[start].isspace():
        start, new_start = start + 1, new_start + 1
    return _Stretch(start, end, new_start, new_end)


def _joined(old: Sequence[str], new: Sequence[str], stretches: Sequence[_Stretch]) -> tuple[Replacement, ...]:
    """Make replacements of stretches, those that grew into each other as one."""
    grown: list[_Stretch] = []
    for one in stretches:
        if grown and one.start <= grown[-1].end:
            grown[-1] = _Stretch(grown[-1].start, max(one.end, grown[-1].end), grown[-1].new_start, one.new_end)
        else:
            grown.append(one)
    made = (Replacement("".join(old[one.start : one.end]), "".join(new[one.new_start : one.new_end])) for one in grown)
    return tuple(dict.fromkeys(made))


def _tell(replacements: Sequence[Replacement]) -> bool:
    """Tell whether each span is one that can be sought, and none asks for two things."""
    spans = [one.before for one in replacements]
    fit = all(_letters([span]) >= MIN_CONTEXT_CHARS and len(span) <= MAX_SPAN_CHARS for span in spans)
    return fit and len(set(spans)) == len(spans)


def _letters(pieces: Sequence[str]) -> int:
    """Count letters and digits."""
    return sum(char.isalnum() for piece in pieces for char in piece)


def _is_border(text: str, place: int) -> bool:
    """Tell whether no word goes on from before a place to behind it."""
    if place in (0, len(text)):
        return True
    return len(_PIECES.findall(text[place - 1 : place + 1])) == 2


def _stands(text: str, start: int, before: str, after: str) -> bool:
    """Tell whether a span at a place is a part of what would replace it: the text reads so already."""
    inside = after.find(before)
    return 0 <= inside <= start and text.startswith(after, start - inside)
