"""Is a text fit to be a persona? Named rules, each with its threshold, and what becomes of a text that breaks one."""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from curation.personas.privacy import KINDS, find_personal_data
from curation.text import guess_language, words

MIN_WORDS: Final = 3
MAX_WORDS: Final = 1_500
"""Descriptions of one person in known hubs have up to a thousand words; an article has more."""
MIN_LETTER_SHARE: Final = 0.5
"""Of the signs that are no blanks: below it the text is a table, code or an address."""
MAX_REPEATED_SHARE: Final = 0.4
"""How much of the text its most frequent run of three words may make up."""
MIN_WORDS_JUDGED: Final = 12
"""A shorter text may repeat itself: "bread, bread, bread" is a motto."""
MIN_WORDS_OF_LANGUAGE: Final = 8
"""The language of a shorter text is not held against it."""

PROBLEMS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "boilerplate": "a refusal or an introduction of a model, not a persona",
        "leaked_prompt": "instructions or tags of a prompt",
        "repeated_tokens": "the same words over and over",
        "too_short": f"fewer than {MIN_WORDS} words",
        "too_long": f"more than {MAX_WORDS:,} words",
        "not_a_person": "a question, a thing or signs without words, not a person",
        "language_mismatch": "another language than was stated",
    }
)
"""Names of the problems and their words, the worst first."""
QUARANTINED: Final = frozenset({"boilerplate", "leaked_prompt", "repeated_tokens"})
"""What sets a persona aside: texts that a machine broke. The others are only counted, since hubs are what they are."""

_SELF_DESCRIPTION: Final = re.compile(
    r"(?i:\bas an? (?:ai|artificial intelligence|(?:large )?language model)(?:,| (?:language model|assistant|model)\b)"
    r"|\b(?:als (?:ki|sprachmodell)|en tant qu(?:['’]ia|e modèle)|como (?:un )?modelo de lengua|"
    r"como uma? (?:ia|modelo de)|come modello linguistico)\b|作为(?:一个|一名)?(?:人工智能|AI|语言模型))"
)
_SELF_MARKS: Final = ("as a", "als ", "en tant", "como ", "come m", "作为")
_OPENING: Final = re.compile(
    r"(?i:(?:i['’]m sorry|i am sorry|sorry|i apologi[sz]e),? (?:but )?(?:i|as)\b"
    r"|i (?:cannot|can['’]t|am unable to|am not able to|won['’]t) "
    r"(?:help|assist|provide|create|generate|fulfil|comply|write)"
    r"|(?:(?:sure|certainly|of course|absolutely)\b[,!.: ]{1,3})?here(?: is|['’]s| are) "
    r"(?:an?|the|one|two|three|four|five|your|some|[1-9]\w?)(?: [\w-]{1,20}){0,4}? personas?\b"
    r"|(?:sure|certainly|of course|absolutely)[,!] here"
    r"|(?:es tut mir leid|je suis désolée?|lo siento|desculpe|mi dispiace), (?:aber|mais|pero|mas|ma)\b"
    r"|(?:很)?抱歉，我(?:不能|无法)|申し訳ありませんが、|以下是.{0,12}(?:人物|角色|画像))"
)
_LEAKED_MARKS: Final = ("<", "[", "{", "#", ":", "likely to", "your ", "do not", "json", "ignore")
_LEAKED: Final = re.compile(
    r"(?i:<\|?/?(?:im_start|im_end|system|user|assistant|endoftext|eot_id|start_header_id|end_header_id)\b\|?>"
    r"|</?(?:persona|text|document|instructions?|prompt|example|output|thinking|source)>"
    r"|\[/?inst\]|<<sys>>|<\|[a-z_]{2,24}\|>"
    r"|^#{1,4} ?(?:instructions?|response|input|system)\b|^(?:system|user|assistant|human) ?: "
    r"|\{\{ ?\w{1,24} ?\}\}|\{(?:persona|text|input|document)\}"
    r"|\b(?:who is likely to (?:read|write|like|dislike) the (?:following |above )?text|"
    r"your (?:task|output) (?:is|must|should)\b.{0,40}\bpersona|"
    r"do not (?:include|mention) (?:any )?(?:names|explanations?)\b|"
    r"(?:answer|respond|reply|return) only (?:with|in) (?:valid )?json\b|ignore (?:all )?previous instructions))"
)
_NO_PERSON: Final = re.compile(
    r"(?i:(?:(?:how|what|why|where|when|which) (?:do|does|did|is|are|can|could|should|would|to)\b.{0,300}[?？]$"
    r"|(?:this|the) (?:article|text|document|website|page|passage|study|paper|email|company)\b"
    r"|(?:https?://|www\.)\S{3,300}$))"
)


@dataclass(frozen=True, slots=True)
class Problem:
    """A rule that a text breaks, and in words what is wrong."""

    name: str
    words: str


@dataclass(frozen=True, slots=True)
class Screened:
    """What was noticed in a text.

    Attributes:
        reason: Why it is set aside, naming kinds and never the text; empty where it is not.
        noticed: Names of kinds of personal data and of a problem.
    """

    reason: str
    noticed: tuple[str, ...]


def quality_problem(text: str, *, language: str) -> Problem | None:
    """Return the worst that is wrong with a text as a persona, or None.

    Args:
        text: Cleaned.
        language: ISO 639-1 code that was stated for it; "und" or empty where none was.
    """
    found, lowered = words(text), text.lower()
    checks: dict[str, Callable[[], object]] = {
        "boilerplate": lambda: _OPENING.match(text) or _finds(_SELF_DESCRIPTION, _SELF_MARKS, lowered),
        "leaked_prompt": lambda: _finds(_LEAKED, _LEAKED_MARKS, lowered),
        "repeated_tokens": lambda: repeated_share(found) > MAX_REPEATED_SHARE,
        "too_short": lambda: len(found) < MIN_WORDS,
        "too_long": lambda: len(found) > MAX_WORDS,
        "not_a_person": lambda: _letter_share(text) < MIN_LETTER_SHARE or _NO_PERSON.match(text),
        "language_mismatch": lambda: len(found) >= MIN_WORDS_OF_LANGUAGE and _is_other_language(text, language),
    }
    return next((Problem(name, PROBLEMS[name]) for name, is_broken in checks.items() if is_broken()), None)


def screen(text: str, *, language: str) -> Screened:
    """Return whether a persona is to be set aside, and all that was noticed.

    Args:
        text: Cleaned.
        language: ISO 639-1 code that was stated for it; "und" or empty where none was.
    """
    kinds = {finding.kind for finding in find_personal_data(text)}
    personal = [kind for kind in KINDS if kind in kinds]
    problem = quality_problem(text, language=language)
    said = [f"may hold personal data ({', '.join(KINDS[kind] for kind in personal)})"] if personal else []
    if problem and problem.name in QUARANTINED:
        said.append(f"may be no persona ({problem.words})")
    return Screened("; ".join(said), (*personal, *([problem.name] if problem else [])))


def _finds(pattern: re.Pattern[str], marks: tuple[str, ...], lowered: str) -> bool:
    """Search a text that has one of the marks; most have none, and looking for a mark costs little."""
    return any(mark in lowered for mark in marks) and pattern.search(lowered) is not None


def repeated_share(found: list[str]) -> float:
    """Return how much of the words the most frequent run of three makes up, in [0, 1]; 0 for a short text."""
    if len(found) < MIN_WORDS_JUDGED or len(set(found)) > (1 - MAX_REPEATED_SHARE) * len(found) + 3:
        return 0.0
    times = Counter(zip(found, found[1:], found[2:], strict=False)).most_common(1)[0][1]
    return min(1.0, 3 * times / len(found)) if times > 1 else 0.0


def _letter_share(text: str) -> float:
    signs = "".join(text.split())
    return sum(map(str.isalpha, signs)) / len(signs) if signs and not signs.isalpha() else 1.0


def _is_other_language(text: str, language: str) -> bool:
    """Tell whether the text is clearly in another language; none stated and none recognised are no contradiction."""
    return language not in ("", "und") and guess_language(text) not in ("und", language)
