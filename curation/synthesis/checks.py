"""Automatic checks of a sample: cheap, explainable, and never a judgement of quality."""

import keyword
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from curation.synthesis.parsed import Parsed
from curation.text import search_text, words

MIN_LEAK_WORDS: Final = 12
"""Words of the prompt in a row that count as a leak when the output repeats them."""
MAX_REPEATS: Final = 2
"""Times that one sentence may stand in an output."""
LENGTH_WORDS: Final[Mapping[str, tuple[int, int]]] = {
    "math": (12, 500),
    "logic": (15, 700),
    "instruction": (5, 1_000),
    "knowledge": (60, 3_000),
    "npc": (30, 2_000),
    "tool": (12, 2_000),
}
"""Fewest and most words of the shown text, by scenario; where a script writes no spaces a character is a word."""

_MIN_CONTENT_CHARS = 4
_MIN_SENTENCE_WORDS = 4
_PERSONA_BLOCK = re.compile(r"<persona>.*?</persona>", re.DOTALL)
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+|[。！？\n]+")
# Words of four and more letters that descriptions of all kinds of people share.
_STOP_WORDS = frozenset(
    {
        "about",
        "after",
        "also",
        "always",
        "been",
        "being",
        "both",
        "each",
        "from",
        "have",
        "having",
        "interest",
        "interested",
        "interests",
        "into",
        "know",
        "known",
        "likes",
        "more",
        "most",
        "much",
        "often",
        "only",
        "other",
        "over",
        "people",
        "person",
        "some",
        "someone",
        "such",
        "than",
        "that",
        "their",
        "them",
        "then",
        "there",
        "these",
        "they",
        "this",
        "those",
        "through",
        "very",
        "want",
        "wants",
        "well",
        "were",
        "what",
        "when",
        "where",
        "which",
        "while",
        "will",
        "with",
        "within",
        "without",
        "working",
        "works",
        "would",
        "year",
        "years",
        "your",
    }
)


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What one check found; the detail is one plain sentence."""

    name: str
    ok: bool
    detail: str


def check_sample(scenario: str, parsed: Parsed, *, persona: str, prompt: str) -> tuple[CheckResult, ...]:
    """Run every check of the scenario, in a fixed order.

    Args:
        scenario: One of math, logic, instruction, knowledge, npc, tool.
        parsed: What `parse_answer` made of the answer.
        persona: The description that the sample was made for.
        prompt: The prompt as it was sent.

    Raises:
        ValueError: There is no such scenario.
    """
    if scenario not in LENGTH_WORDS:
        raise ValueError(f"unknown scenario {scenario!r}; known: {', '.join(LENGTH_WORDS)}")
    whole = f"{parsed.text}\n{parsed.answer or ''}"
    results = [
        _check_contract(scenario, parsed),
        _check_length(scenario, parsed.text),
        _check_leak(whole, persona, prompt),
        _check_persona(whole, persona),
        _check_repetition(whole),
    ]
    if scenario == "tool":
        results.append(_check_identifier(parsed.data.get("function_name")))
    if scenario == "math":
        results.append(_check_answer(parsed))
    return tuple(results)


_REQUIRED_TEXTS: Mapping[str, tuple[str, ...]] = {
    "knowledge": ("title", "body"),
    "npc": ("name",),
    "tool": ("name", "description"),
}


def _check_contract(scenario: str, parsed: Parsed) -> CheckResult:
    """Check that each required part is there and has text in it."""
    empty = [key for key in _REQUIRED_TEXTS.get(scenario, ()) if not _has_text(parsed.data.get(key))]
    if not parsed.text.strip():
        empty.insert(0, "text")
    detail = f"It lacks: {', '.join(empty)}." if empty else "All required parts are there."
    return CheckResult("contract", not empty, detail)


def _has_text(value: object) -> bool:
    """Tell whether the value is a text that is not blank."""
    return isinstance(value, str) and bool(value.strip())


def _check_length(scenario: str, text: str) -> CheckResult:
    """Check the number of words against the scenario's bounds."""
    least, most = LENGTH_WORDS[scenario]
    n = len(words(text))
    return CheckResult("length", least <= n <= most, f"It has {n} words; {least} to {most} are expected.")


def _check_leak(whole: str, persona: str, prompt: str) -> CheckResult:
    """Look for a long run of the prompt's own words, the persona's description left out."""
    stretches = _PERSONA_BLOCK.split(prompt)
    if persona.strip():
        stretches = [piece for stretch in stretches for piece in stretch.split(persona.strip())]
    of_prompt = {run for stretch in stretches for run in _runs(stretch)}
    leaked = next((run for run in _runs(whole) if run in of_prompt), None)
    if leaked is None:
        return CheckResult("prompt_leak", True, f"It repeats no {MIN_LEAK_WORDS} words in a row of the prompt.")
    return CheckResult("prompt_leak", False, f"It repeats the prompt: “{' '.join(leaked)}”.")


def _runs(text: str) -> Iterator[tuple[str, ...]]:
    """Yield every run of `MIN_LEAK_WORDS` words."""
    in_order = words(text)
    for start in range(len(in_order) - MIN_LEAK_WORDS + 1):
        yield tuple(in_order[start : start + MIN_LEAK_WORDS])


def _check_persona(whole: str, persona: str) -> CheckResult:
    """Look for a content word of the description, or two neighbouring characters where a script has no spaces."""
    wanted = _content_words(persona)
    if not wanted:
        return CheckResult("persona_used", True, "The description has no word that could be looked for.")
    in_output = {stem for word in _content_words(whole) for stem in _stems(word)}
    shared = sorted(word for word in wanted if _stems(word) & in_output)
    if not shared:
        return CheckResult("persona_used", False, "It shares no telling word with the description.")
    return CheckResult("persona_used", True, f"It takes up: {', '.join(shared[:5])}.")


def _stems(word: str) -> set[str]:
    """Return the word and its beginnings up to three letters shorter, so that "nurse" meets "nursing"."""
    shortest = min(len(word), max(_MIN_CONTENT_CHARS, len(word) - 3))
    return {word[:n] for n in range(shortest, len(word) + 1)}


def _content_words(text: str) -> set[str]:
    """Return the telling words: long ones without the stop list, and pairs of unspaced characters."""
    in_order = words(text)
    long = {word for word in in_order if len(word) >= _MIN_CONTENT_CHARS and word not in _STOP_WORDS}
    return long | {a + b for a, b in pairwise(in_order) if _is_unspaced(a) and _is_unspaced(b)}


def _is_unspaced(word: str) -> bool:
    """Tell whether the word is one character of a script without spaces."""
    return len(word) == 1 and search_text(word) is not None


def _check_repetition(whole: str) -> CheckResult:
    """Look for a sentence that comes again and again; very short ones do not count."""
    sentences = (tuple(words(sentence)) for sentence in _SENTENCE_END.split(whole))
    counts = Counter(sentence for sentence in sentences if len(sentence) >= _MIN_SENTENCE_WORDS)
    sentence, times = max(counts.items(), key=lambda item: item[1], default=((), 0))
    if times <= MAX_REPEATS:
        return CheckResult("repetition", True, f"No sentence stands in it more than {MAX_REPEATS} times.")
    return CheckResult("repetition", False, f"One sentence stands in it {times} times: “{' '.join(sentence[:12])}”.")


def _check_identifier(name: object) -> CheckResult:
    """Check that the function's name can be a function's name."""
    ok = isinstance(name, str) and name.isidentifier() and not keyword.iskeyword(name)
    shown = repr(name)[:60]
    return CheckResult("identifier", ok, f"{shown} is {'a' if ok else 'not a'} Python identifier.")


def _check_answer(parsed: Parsed) -> CheckResult:
    """Check that a problem came with a final answer."""
    ok = _has_text(parsed.data.get("final_answer"))
    return CheckResult("answer_given", ok, "A final answer is given." if ok else "No final answer is given.")
