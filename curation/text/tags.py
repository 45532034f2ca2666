"""Blocks of a prompt that the text inside them cannot close."""

import re
from functools import cache
from typing import Final

from curation.text.normalise import clean_text

_INVISIBLE: Final = "[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]*"


def hold_tags(text: str, *names: str) -> str:
    """Return the cleaned text with the angle bracket of each tag of these names as `‹`, so that it closes no block."""
    cleaned = clean_text(text)
    for name in names:
        cleaned = _tag(name).sub("‹", cleaned)
    return cleaned


@cache
def _tag(name: str) -> re.Pattern[str]:
    """Match the angle bracket of a tag, whatever white space and invisible characters its name is stretched with."""
    stretched = _INVISIBLE.join(map(re.escape, name))
    return re.compile(rf"[<＜﹤](?=(?:\s|/|{_INVISIBLE[:-1]})*{stretched})", re.IGNORECASE)
