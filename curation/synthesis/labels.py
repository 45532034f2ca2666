"""Reading answers whose parts open with labels, in the dress that models give them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from curation.synthesis.parsed import UnparseableError
from curation.text import clean_text

MAX_PREAMBLE_LINES: Final = 5
"""Lines with text that may stand before the first label ("Sure, here is the problem:")."""


@dataclass(frozen=True, slots=True)
class Sections:
    """The text after the first label, and after each of the further ones that was found."""

    first: str
    further: Mapping[str, str]


def read_sections(raw: str, label: str, further: tuple[str, ...]) -> Sections:
    """Split the answer at its labels.

    A further label counts at its first occurrence, "Answer" at its last, since
    a solution may speak of answers on the way.

    Raises:
        UnparseableError: The first label is missing or nothing follows it.
    """
    lines = _body_lines(raw, label)
    starts: dict[str, int] = {}
    rests: dict[str, str] = {}
    for index, line in enumerate(lines[1:], start=1):
        for name in further:
            rest = _match_label(name, line)
            if rest is not None and (name not in starts or name == "Answer"):
                starts[name], rests[name] = index, rest
    ends = sorted([*starts.values(), len(lines)])
    first = _tidy(lines[: ends[0]])
    if not first:
        raise UnparseableError(f'expected text after "{label}:", found none')
    parts = {}
    for name, start in starts.items():
        end = next(e for e in ends if e > start)
        parts[name] = _tidy([rests[name], *lines[start + 1 : end]])
    return Sections(first, {name: part for name, part in parts.items() if part})


@dataclass(frozen=True, slots=True)
class Headed:
    """The text on the label's line, or the first one below, and what follows it, which may be nothing."""

    head: str
    body: str


def read_headed(raw: str, label: str) -> Headed:
    """Split the answer into its first line and the rest.

    Raises:
        UnparseableError: The label is missing or nothing follows it.
    """
    lines = _body_lines(raw, label)
    while lines and not lines[0].strip():
        lines = lines[1:]
    if not lines:
        raise UnparseableError(f'expected text after "{label}:", found none')
    return Headed(unwrap_bold(_tidy(lines[:1])), _tidy(lines[1:]))


def unwrap_bold(text: str) -> str:
    """Return the text without bold marks around the whole of it."""
    match = re.fullmatch(r"\*\*([^*]+)\*\*", text)
    return match.group(1).strip() if match else text


def strip_fence(text: str) -> str:
    """Return what stands inside the one code fence around the whole, or the text where there is none."""
    opening, _, rest = text.partition("\n")
    inside = rest.removesuffix("```")
    is_one = re.fullmatch(r"```[\w-]*[ \t]*", opening) and inside != rest and "```" not in inside
    return inside.strip() if is_one else text


@cache
def _label_pattern(label: str) -> re.Pattern[str]:
    """Match a line that opens with the label, plain, quoted, bold or as a heading."""
    words = r"[ \t]+".join(map(re.escape, label.split()))
    with_colon = rf"[#>*_ \t]*{words}[*_ \t]*[:：][*_]*(?P<rest>.*)"
    as_heading = rf"[ \t]*(?:#+[ \t]*[*_]*|\*\*){words}[*_ \t]*"
    return re.compile(rf"(?:{with_colon}|{as_heading})$", re.IGNORECASE)


def _match_label(label: str, line: str) -> str | None:
    """Return what follows the label on its line, or None where the line does not open with it."""
    match = _label_pattern(label).match(line)
    return None if match is None else (match.group("rest") or "")


def _body_lines(raw: str, label: str) -> list[str]:
    """Return the lines from the label on, the first one without the label.

    Raises:
        UnparseableError: The label is not there, or too much stands before it.
    """
    lines = clean_text(raw).lstrip("\ufeff").split("\n")
    before = 0
    for index, line in enumerate(lines):
        rest = _match_label(label, line)
        if rest is not None:
            fenced = any(earlier.lstrip().startswith("```") for earlier in lines[:index])
            return _unfenced([rest, *lines[index + 1 :]], fenced=fenced)
        before += bool(line.strip())
        if before > MAX_PREAMBLE_LINES:
            break
    opening = next((line.strip() for line in lines if line.strip()), "")[:60]
    raise UnparseableError(f'expected a line that starts with "{label}:", found {opening!r}')


def _unfenced(lines: list[str], *, fenced: bool) -> list[str]:
    """Cut the lines at the closing fence, where a fence was opened before them."""
    if fenced:
        closings = [index for index, line in enumerate(lines) if line.strip() == "```"]
        if closings:
            return lines[: closings[-1]]
    return lines


def _tidy(lines: list[str]) -> str:
    """Join the lines, without the half of a bold mark that its label left behind."""
    text = "\n".join(lines).strip()
    if text.endswith("**") and text.count("**") % 2:
        text = text[:-2].rstrip()
    return text
