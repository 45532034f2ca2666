"""What a text holds that the eye does not see: dropped, or shown as a tag.

The tags keep a reader from being fooled: a right-to-left override turns
`gpj.exe` into `exe.jpg`, and tag characters carry a whole hidden message.
"""

import re
import unicodedata
from typing import Final

from curation.text import clean_text

MAX_MARKS: Final = 8
"""Combining marks kept on one character; more of them climb over the lines above."""
MAX_UNBROKEN_CHARS: Final = 200
"""Longest run without white space that is left as it is; a longer one may break every 100 characters."""

_BIDI: Final = {
    0x061C: "[ALM]",
    0x200E: "[LRM]",
    0x200F: "[RLM]",
    0x202A: "[LRE]",
    0x202B: "[RLE]",
    0x202C: "[PDF]",
    0x202D: "[LRO]",
    0x202E: "[RLO]",
    0x2066: "[LRI]",
    0x2067: "[RLI]",
    0x2068: "[FSI]",
    0x2069: "[PDI]",
}
# Zero-width space, invisible operators, byte order mark, soft hyphen, Mongolian
# separator, interlinear annotations, grapheme joiner, variation selectors except
# the one that makes an emoji colourful.
_INVISIBLE: Final = re.compile(
    "[\u00ad\u034f\u180b-\u180e\u200b\u2060-\u2065\u206a-\u206f\ufe00-\ufe0e\ufeff\ufff0-\ufffb\U000e0100-\U000e01ef]"
)
# Joiners mean something between letters of other scripts and inside an emoji, nothing in ASCII.
_STRAY_JOINER: Final = re.compile("(?<![^\x00-\x7f])[\u200c\u200d]+|[\u200c\u200d]+(?![^\x00-\x7f])")
_TAG_RUN: Final = re.compile("[\U000e0000-\U000e007f]+")
_UNBROKEN: Final = re.compile(rf"\S{{{MAX_UNBROKEN_CHARS + 1},}}")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_BREAK: Final = "\u200b"


def make_visible(text: str) -> str:
    """Return the text as a reader should see it: nothing hidden, nothing that cannot be sent or drawn.

    Lone surrogates become U+FFFD; control characters go; bidirectional
    controls become tags such as [RLO]; invisible characters go, a message in
    tag characters is spelled out; at most MAX_MARKS combining marks stay on
    one character.
    """
    clean = clean_text(_SURROGATE.sub("\ufffd", text))
    if clean.isascii():
        return clean
    shown = _STRAY_JOINER.sub("", _INVISIBLE.sub("", clean))
    return _cut_marks(_TAG_RUN.sub(_spell_tags, shown).translate(_BIDI))


def add_breaks(text: str) -> str:
    """Return the text with a place to break every 100 characters in runs that have none."""
    return _UNBROKEN.sub(lambda run: _BREAK.join(re.findall(".{1,100}", run.group())), text)


def _spell_tags(run: re.Match[str]) -> str:
    """Write a run of tag characters as the ASCII that it stands for."""
    spelled = "".join(chr(ord(c) - 0xE0000) for c in run.group())
    return f"[hidden: {''.join(c for c in spelled if c.isprintable())}]"


def _cut_marks(text: str) -> str:
    """Drop the combining marks beyond the first MAX_MARKS of each run."""
    kept: list[str] = []
    run = 0
    for char in text:
        run = run + 1 if unicodedata.category(char).startswith("M") else 0
        if run <= MAX_MARKS:
            kept.append(char)
    return "".join(kept)
