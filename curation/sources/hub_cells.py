"""Cells of other people's hubs: lists that came as texts, JSON within JSON, and what of it is kept beside a persona."""

import json
import re
from collections.abc import Iterable, Sequence
from typing import Final

from curation.text import clean_text, one_line

MAX_EXTRA_CHARS: Final = 500
"""A longer text beside the persona is left out of `extra`: it is no short field."""

_MAX_PARSED_CHARS: Final = 4_000
_MAX_ITEMS: Final = 100
_SEPARATOR: Final = "; "
_QUOTED = re.compile(r"'((?:[^'\\]|\\.)*)'|\"((?:[^\"\\]|\\.)*)\"")
_ESCAPED = re.compile(r"\\(.)")
_LANGUAGE = re.compile("[a-z]{2,3}")


def as_list(value: object) -> list[str]:
    """Return the texts of a list, whether it is one, or JSON or a Python literal of one, or words with commas between.

    What is neither text nor number within it is left out; what is no list at
    all comes back as one text.
    """
    parsed = _parsed(value.strip()) if isinstance(value, str) else value
    if isinstance(parsed, str):
        text = one_line(clean_text(parsed))
        return [text] if text else []
    if not isinstance(parsed, list | tuple):
        return []
    return [text for item in parsed[:_MAX_ITEMS] if (text := plain(item))]


def plain(value: object) -> str:
    """Return a text or a number on one line; of anything else, and of a text that is too long, nothing."""
    match value:
        case str() if len(value) <= _MAX_PARSED_CHARS:
            return one_line(clean_text(value))
        case bool():
            return "yes" if value else "no"
        case int() if abs(value) < 10**15:  # Python refuses to write out an integer of thousands of digits
            return str(value)
        case float():
            return f"{value:g}"
        case _:
            return ""


def beside(value: object, *, is_list: bool = False, may_be_cut: bool = False) -> str:
    """Return what is kept of a cell beside the persona; empty where it is nothing short.

    Args:
        value: The cell, of whatever type.
        is_list: Whether it is a list in some writing.
        may_be_cut: Whether its beginning is worth keeping where it is too long.
    """
    if is_list or isinstance(value, list):
        return joined(as_list(value))
    text = clean_text(value[: 4 * MAX_EXTRA_CHARS]) if isinstance(value, str) else plain(value)
    if len(text) <= MAX_EXTRA_CHARS and not (isinstance(value, str) and len(value) > 4 * MAX_EXTRA_CHARS):
        return text
    return f"{text[: MAX_EXTRA_CHARS - 1].rstrip()}…" if may_be_cut else ""


def joined(items: Iterable[str]) -> str:
    """Join texts as long as they fit beside a persona."""
    kept: list[str] = []
    size = 0
    for item in items:
        size += len(item) + len(_SEPARATOR)
        if size > MAX_EXTRA_CHARS + len(_SEPARATOR):
            break
        kept.append(item)
    return _SEPARATOR.join(kept)


def language_of(value: object) -> str | None:
    """Return the ISO 639-1 code that a cell begins with, such as `pt` of `pt-BR`, or None."""
    code = re.split("[-_]", value[:20].strip(), maxsplit=1)[0].lower() if isinstance(value, str) else ""
    return code if _LANGUAGE.fullmatch(code) else None


def _parsed(text: str) -> object:
    """Read a list that was written as a text; a text that is no list stays one."""
    if len(text) > _MAX_PARSED_CHARS:
        return text
    if not text.startswith("["):
        return _split(text) if "," in text else text
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        # A Python literal, whose texts are read without being evaluated.
        quoted = [_ESCAPED.sub(r"\1", one or other) for one, other in _QUOTED.findall(text)]
        return quoted or _split(text.strip("[]"))


def _split(text: str) -> Sequence[str]:
    return [part.strip(" '\"") for part in text.split(",")]
