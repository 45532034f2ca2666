"""A tool's two parts: its interface, which is JSON with six keys, and the code that implements it."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from curation.synthesis.json_object import read_object, require_keys, show_object
from curation.synthesis.parsed import Parsed, UnparseableError
from curation.text import clean_text

TOOL_KEYS: Final = ("name", "description", "function_name", "input_args", "return", "depend")
"""The keys of a tool's interface, all required, no others allowed."""
MAX_CODE_CHARS: Final = 100_000
"""Longest answer that is read as code."""

_OPENING = re.compile(r"[ \t]*```([\w+.-]*)")
_PYTHON = frozenset({"python", "python3", "py"})
_STATEMENT = re.compile(r"^(?:def|async def|class|import|from|@)\s?\w", re.MULTILINE)


def parse_tool(raw: str) -> Parsed:
    """Read an interface: one JSON object with the six keys; a fence and a second encoding are tolerated.

    Raises:
        UnparseableError: It is not such an object; the sentence says why.
    """
    value = read_object(raw)
    require_keys(value, TOOL_KEYS)
    return Parsed(text=show_object(value), answer=None, data=value)


def parse_code(raw: str) -> str:
    """Return the code of an answer: its block of Python, its first block, or all of it where it is bare code.

    Whether it is Python at all is for a check to say.

    Raises:
        UnparseableError: There is no code in it, or too much.
    """
    text = clean_text(raw).lstrip("\ufeff")
    if len(text) > MAX_CODE_CHARS:
        raise UnparseableError(f"expected at most {MAX_CODE_CHARS} characters of Python, found {len(text)}")
    blocks = list(_blocks(text))
    if blocks:
        code = next((block.code for block in blocks if block.language in _PYTHON), blocks[0].code)
    else:
        code = text if _STATEMENT.search(text) else ""
    if not code.strip():
        opening = repr(text[:60].split("\n")[0]) if text else "nothing"
        raise UnparseableError(f"expected a block of Python, found {opening}")
    return code


class _Block(NamedTuple):
    """A fenced block of code."""

    language: str
    code: str


def _blocks(text: str) -> Iterator[_Block]:
    """Yield the fenced blocks; one that is never closed goes to the end, as where an answer was cut off."""
    language, inside = "", list[str]()
    is_open = False
    for line in text.split("\n"):
        if is_open and line.strip() == "```":
            yield _Block(language, "\n".join(inside).strip("\n").rstrip())
            is_open = False
        elif is_open:
            inside.append(line)
        elif match := _OPENING.match(line):
            is_open, language, inside = True, match.group(1).lower(), []
    if is_open:
        yield _Block(language, "\n".join(inside).strip("\n").rstrip())
