"""From a model's raw answer to its parts, by the contract of the scenario."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from curation.synthesis.parsed import Parsed, UnparseableError
from curation.synthesis.tool_json import parse_tool
from curation.text import clean_text

MAX_PREAMBLE_LINES = 5
"""Lines with text that may stand before the first label ("Sure, here is the problem:")."""


def parse_answer(scenario: str, raw: str) -> Parsed:
    """Read a raw answer.

    Markdown around the labels, a code fence around the whole, blank or a few
    talkative lines before the first label and foreign line breaks are tolerated.

    Args:
        scenario: One of math, logic, instruction, knowledge, npc, tool.
        raw: What the model wrote.

    Raises:
        UnparseableError: The contract is not kept; the sentence says how.
        ValueError: There is no such scenario.
    """
    if scenario not in _READERS:
        raise ValueError(f"unknown scenario {scenario!r}; known: {', '.join(_READERS)}")
    if not clean_text(raw):
        raise UnparseableError(f"expected {_EXPECTED[scenario]}, found nothing")
    return _READERS[scenario](raw)


@dataclass(frozen=True, slots=True)
class _Sections:
    """The text after the first label, and after each of the further ones that was found."""

    first: str
    further: Mapping[str, str]


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


def _sections(raw: str, label: str, further: tuple[str, ...]) -> _Sections:
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
    return _Sections(first, {name: part for name, part in parts.items() if part})


def _tidy(lines: list[str]) -> str:
    """Join the lines, without the half of a bold mark that its label left behind."""
    text = "\n".join(lines).strip()
    if text.endswith("**") and text.count("**") % 2:
        text = text[:-2].rstrip()
    return text


def _parse_problem(raw: str, label: str, steps_label: str) -> Parsed:
    """Read a problem, its steps and its final answer."""
    sections = _sections(raw, label, (steps_label, "Answer"))
    steps, final = sections.further.get(steps_label), sections.further.get("Answer")
    final = _unwrap_bold(final) if final else None
    data: dict[str, object] = {}
    if steps:
        data[steps_label.lower()] = steps
    if final:
        data["final_answer"] = final
    answer = "\n\n".join(part for part in (steps, f"Answer: {final}" if final else None) if part)
    return Parsed(text=sections.first, answer=answer or None, data=data)


def _unwrap_bold(text: str) -> str:
    """Return the text without bold marks around the whole of it."""
    match = re.fullmatch(r"\*\*([^*]+)\*\*", text)
    return match.group(1).strip() if match else text


def _parse_math(raw: str) -> Parsed:
    """Read a mathematics problem."""
    return _parse_problem(raw, "Math problem", "Solution")


def _parse_logic(raw: str) -> Parsed:
    """Read a puzzle."""
    return _parse_problem(raw, "Problem", "Reasoning")


def _parse_instruction(raw: str) -> Parsed:
    """Read a message to an assistant and the reply."""
    sections = _sections(raw, "User prompt", ("Reply",))
    return Parsed(text=sections.first, answer=sections.further.get("Reply"), data={})


def _parse_knowledge(raw: str) -> Parsed:
    """Read an article: its title, then its body."""
    title, body = _headed(raw, "Title")
    if not body:
        raise UnparseableError('expected an article after the line with "Title:", found none')
    return Parsed(text=f"{title}\n\n{body}", answer=None, data={"title": title, "body": body})


def _parse_npc(raw: str) -> Parsed:
    """Read a game character: the name, then lines or paragraphs."""
    name, body = _headed(raw, "Name")
    if not body:
        raise UnparseableError('expected a character after the line with "Name:", found none')
    return Parsed(text=f"Name: {name}\n{body}", answer=None, data={"name": name})


def _headed(raw: str, label: str) -> tuple[str, str]:
    """Return the text on the label's line (or the first one below) and what follows it."""
    lines = _body_lines(raw, label)
    while lines and not lines[0].strip():
        lines = lines[1:]
    if not lines:
        raise UnparseableError(f'expected text after "{label}:", found none')
    return _unwrap_bold(_tidy(lines[:1])), _tidy(lines[1:])


_READERS: Mapping[str, Callable[[str], Parsed]] = {
    "math": _parse_math,
    "logic": _parse_logic,
    "instruction": _parse_instruction,
    "knowledge": _parse_knowledge,
    "npc": _parse_npc,
    "tool": parse_tool,
}
_EXPECTED: Mapping[str, str] = {
    "math": '"Math problem:"',
    "logic": '"Problem:"',
    "instruction": '"User prompt:"',
    "knowledge": '"Title:"',
    "npc": '"Name:"',
    "tool": "a JSON object",
}
