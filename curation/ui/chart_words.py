"""Hostile text in a chart: short, on as many lines as there are, and taken literally."""

import unicodedata
from typing import Final

from curation.ui.safe_text import cell_text

_BROAD: Final = "mwMW@%—"


def chart_line(text: str, columns: int) -> str:
    """Return the begin of a text as one line of a chart, at most so many columns of a letter's width."""
    return (chart_lines(text, columns, 1) or [""])[0]


def chart_lines(text: str, columns: int, max_lines: int) -> list[str]:
    """Return the begin of a text in lines of a chart, broken at blanks where there are any.

    The lines are broken here, since the chart takes Arabic for broader than
    it is. What is left over is told by an ellipsis. A brace is kept from being
    the begin of one of the chart's templates.
    """
    rest = cell_text(text, columns * max_lines)
    lines: list[str] = []
    while rest and len(lines) < max_lines:
        end = _fitting(rest, columns)
        blank = rest.rfind(" ", 1, end + 1)
        if end < len(rest) and len(lines) < max_lines - 1 and blank > 0:
            end = blank
        lines.append(rest[:end].rstrip())
        rest = rest[end:].lstrip()
    if rest:
        lines[-1] = lines[-1][: _fitting(lines[-1], columns - 1)].rstrip() + "…"
    # A template of the chart is a brace and a letter; with a joiner between them it is none.
    return [line.replace("{", "{\u2060") for line in lines]


def _fitting(text: str, columns: int) -> int:
    """Return how many characters of a text fit; at least one."""
    used = 0.0
    for at, char in enumerate(text):
        used += _width(char)
        if used > columns:
            return max(at, 1)
    return len(text)


def _width(char: str) -> float:
    """Return about how many columns a character takes in a proportional font."""
    if unicodedata.combining(char):
        return 0.0
    if unicodedata.east_asian_width(char) in "WF":
        return 2.0
    if char in _BROAD:
        return 1.7
    return 1.2 if char.isupper() else 1.0
