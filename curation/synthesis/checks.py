"""Automatic checks of a sample: cheap, explainable, and never a judgement of quality."""

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from curation.synthesis.check_code import check_tool
from curation.synthesis.check_result import CheckResult
from curation.synthesis.check_talk import check_conversation
from curation.synthesis.check_text import check_language, check_leak, check_persona, check_repetition
from curation.synthesis.contract import Contract
from curation.synthesis.parsed import Parsed
from curation.text import words

LENGTH_WORDS: Final[Mapping[str, tuple[int, int]]] = {
    "math": (12, 500),
    "logic": (15, 700),
    "instruction": (5, 1_000),
    "knowledge": (60, 3_000),
    "npc": (30, 2_000),
    "tool": (12, 2_000),
    "conversation": (10, 10_000),
    "custom": (1, 5_000),
}
"""Fewest and most words of the shown text, by scenario; where a script writes no spaces a character is a word.

A contract of custom has bounds of its own.
"""

_LENGTH_OF_VARIANT = {("logic", "ruozhiba"): (6, 200)}
_NO_VARIABLES: Mapping[str, str] = MappingProxyType({})
_REQUIRED: Mapping[str, tuple[str, ...]] = {
    "knowledge": ("title", "body"),
    "npc": ("name",),
    "tool": ("name", "description"),
    "logic/ruozhiba": ("reasoning", "final_answer"),
    "tool/code": ("code",),
}
_LABEL = re.compile(r"^[A-Z][A-Za-z ]{0,30}:", re.MULTILINE)


def check_sample(
    scenario: str,
    parsed: Parsed,
    *,
    persona: str,
    prompt: str,
    variant: str = "",
    expected_language: str | None = None,
    contract: Contract | None = None,
    variables: Mapping[str, str] = _NO_VARIABLES,
) -> tuple[CheckResult, ...]:
    """Run every check of the scenario, in a fixed order.

    Args:
        scenario: One of math, logic, instruction, knowledge, npc, tool, conversation, custom.
        parsed: What `parse_answer` or `parse_steps` made of the answers.
        persona: The description that the sample was made for.
        prompt: The prompt as it was sent; of several, all of them.
        variant: Some variants have bounds or parts of their own.
        expected_language: The language of the description, an ISO 639-1 code; None leaves the check out.
        contract: For custom only: what it was read by.
        variables: What the template was filled with; `turns` says how many messages a conversation has.

    Raises:
        ValueError: There is no such scenario.
    """
    if scenario not in LENGTH_WORDS:
        raise ValueError(f"unknown scenario {scenario!r}; known: {', '.join(LENGTH_WORDS)}")
    whole = f"{parsed.text}\n{parsed.answer or ''}"
    results = [
        _check_contract(scenario, variant, parsed, contract),
        _check_length(parsed.text, _bounds(scenario, variant, contract)),
        check_leak(whole, persona, prompt),
        check_persona(whole, persona),
        # Code may well say the same thing three times.
        check_repetition(parsed.text if "code" in parsed.data else whole),
    ]
    if expected_language is not None:
        results.append(check_language(_prose(scenario, parsed), expected_language))
    if scenario == "tool":
        results += check_tool(parsed)
    if scenario == "math":
        results.append(_check_answer(parsed))
    if scenario == "conversation":
        results += check_conversation(parsed, variant, variables)
    return tuple(results)


def _check_contract(scenario: str, variant: str, parsed: Parsed, contract: Contract | None) -> CheckResult:
    """Check that each required part is there and has text in it."""
    required = [*_REQUIRED.get(scenario, ()), *_REQUIRED.get(f"{scenario}/{variant}", ())]
    if scenario == "custom" and contract is not None:
        required += contract.text_parts
    empty = [key for key in required if not _has_text(parsed.data.get(key))]
    if not parsed.text.strip():
        empty.insert(0, "text")
    detail = f"It lacks: {', '.join(empty)}." if empty else "All required parts are there."
    return CheckResult("contract", not empty, detail)


def _has_text(value: object) -> bool:
    """Tell whether the value is a text that is not blank."""
    return isinstance(value, str) and bool(value.strip())


def _bounds(scenario: str, variant: str, contract: Contract | None) -> tuple[int, int]:
    """Return the fewest and the most words."""
    if scenario == "custom" and contract is not None:
        return contract.min_words, contract.max_words
    return _LENGTH_OF_VARIANT.get((scenario, variant), LENGTH_WORDS[scenario])


def _check_length(text: str, bounds: tuple[int, int]) -> CheckResult:
    """Check the number of words against the bounds."""
    least, most = bounds
    n = len(words(text))
    return CheckResult("length", least <= n <= most, f"It has {n} words; {least} to {most} are expected.")


def _prose(scenario: str, parsed: Parsed) -> str:
    """Return the running text of a sample, without what is English in every language: labels, keys and code."""
    if scenario == "tool":
        return "\n".join(str(parsed.data.get(key, "")) for key in ("name", "description"))
    return "\n".join(_texts_in(parsed.data)) if _is_json(parsed) else _LABEL.sub("", parsed.text)


def _is_json(parsed: Parsed) -> bool:
    """Tell whether what is shown is an object."""
    return parsed.text.startswith("{") and bool(parsed.data)


def _texts_in(value: object) -> Iterator[str]:
    """Yield the texts of a JSON value, without its keys."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _texts_in(part)


def _check_answer(parsed: Parsed) -> CheckResult:
    """Check that a problem came with a final answer."""
    ok = _has_text(parsed.data.get("final_answer"))
    return CheckResult("answer_given", ok, "A final answer is given." if ok else "No final answer is given.")
