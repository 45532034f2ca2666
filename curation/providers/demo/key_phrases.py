"""Short phrases that tell what a text is about, with the words around each as they stand in the text.

Candidates come from rules for the text's language (`noun_finders`) and are
weighted by how often their longest word occurs, how early they stand and how
long they are. Weights by frequency and position are those of Rose et al.,
"Automatic keyword extraction from individual documents" (RAKE), 2010, and
Campos et al., "YAKE!", 2020, in a much simpler form.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from curation.providers.demo.noun_finders import Found, find_anything, finder_for, is_negated
from curation.text import is_boilerplate

MAX_READ_CHARS: Final = 20_000
MAX_PHRASES: Final = 12
MAX_PHRASE_CHARS: Final = 40
MAX_QUOTE_CHARS: Final = 100
_LONG_CHARS: Final = 14
"""A phrase gains nothing by being longer than this."""

# Control characters, separators of lines, marks that are not seen and lone surrogates end a clause.
_UNSEEN: Final = "\x00-\x1f\x7f-\x9f\u00ad\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufffc\ufffd\ud800-\udfff"
_SENTENCE: Final = re.compile(rf"(?:[^.!?…。！？।؟۔{_UNSEEN}]|\.(?=\S))+")
_CLAUSE: Final = re.compile(r"(?:[^,，、،;；؛:：()（）\[\]\"“”„«»「」『』‹›|\\–—]|(?<=\d),(?=\d)|(?<=\d):(?=\d))+")
_MARKUP: Final = re.compile(r"[<>{}@]|://|www\.|&\w+;|```|#\w")
_NOTICE: Final = re.compile(
    r"(?i)cookie|javascript|all rights reserved|©|subscribe|newsletter|sign in|log ?in\b|click here|share this|"
    r"privacy policy|terms of use|alle rechte vorbehalten|tous droits réservés|todos los derechos|"
    r"todos os direitos|版权所有|सर्वाधिकार|جميع الحقوق"
)
_EDGES: Final = " \t'’‘`*_-–·•/+=~^%$&.!?…。！？"


@dataclass(frozen=True, slots=True)
class KeyPhrase:
    """A phrase of a text.

    Attributes:
        text: The phrase, at most 40 characters, as it stands in the text.
        said: How one speaks of it: in English with "the" or in the plural, in other languages the phrase itself.
        quote: A piece of the text with the phrase in it, on one line, at most 100 characters.
    """

    text: str
    said: str
    quote: str


def key_phrases(text: str, language: str, *, guess: bool = True) -> list[KeyPhrase]:
    """Return up to twelve phrases of a text, the most telling first; no two share a word.

    What the text says is not so is left out, and so are markup, notices of
    web sites and whatever is no word. A text without words has no phrase.

    Args:
        text: Any text; the first 20,000 characters are read.
        language: ISO 639-1; another one than the rules know is read by its letters alone.
        guess: Read a text by its letters too where the rules of its language find nothing.
    """
    read = text[:MAX_READ_CHARS]
    clauses = [clause for clause in _clauses(read) if not is_negated(clause, language)]
    finder = finder_for(language)
    found = [(clause, one) for clause in clauses for one in finder(clause)]
    if not found and guess:
        found = [(clause, one) for clause in clauses for one in find_anything(clause)]
    return _chosen(read, found)


def _clauses(text: str) -> Iterator[str]:
    """Yield the parts of sentences that somebody wrote to be read."""
    for sentence in _SENTENCE.finditer(text):
        written = sentence.group()
        if _MARKUP.search(written) or _NOTICE.search(written) or is_boilerplate(written):
            continue
        yield from (clause.group() for clause in _CLAUSE.finditer(written) if clause.group().strip())


def _chosen(text: str, found: list[tuple[str, Found]]) -> list[KeyPhrase]:
    """Return the best candidates, none of which resembles a better one."""
    folded = text.casefold()
    scored = [
        (_score(folded, one, at / len(found)), -at, clause, one)
        for at, (clause, one) in enumerate(found)
        if len(one.text) <= MAX_PHRASE_CHARS
    ]
    chosen: list[KeyPhrase] = []
    taken: set[str] = set()
    for _, _, clause, one in sorted(scored, key=lambda row: row[:2], reverse=True):
        stems = {word[:5] for word in one.text.casefold().split()}
        if taken & stems or any(one.text in other.text or other.text in one.text for other in chosen):
            continue
        taken |= stems
        chosen.append(KeyPhrase(one.text, one.said, _quote(clause, one.text)))
        if len(chosen) == MAX_PHRASES:
            break
    return chosen


def _score(folded: str, found: Found, position: float) -> float:
    """Weigh a candidate by frequency, position (0 for the first, 1 for the last) and length."""
    longest = max(found.text.casefold().split(), key=len)
    frequency = 1 + 0.5 * (min(folded.count(longest), 4) - 1)
    return found.weight * frequency * (1 - 0.3 * position) * (0.5 + min(len(found.text), _LONG_CHARS) / _LONG_CHARS)


def _quote(clause: str, phrase: str) -> str:
    """Return the clause, or as many whole words around the phrase as there is room for."""
    whole = clause.strip(_EDGES)
    if len(whole) <= MAX_QUOTE_CHARS:
        return whole
    at = whole.find(phrase)
    start = max(0, at - (MAX_QUOTE_CHARS - len(phrase)) // 2)
    end = min(len(whole), start + MAX_QUOTE_CHARS)
    if start and (blank := whole.find(" ", start, at)) >= 0:
        start = blank
    if end < len(whole) and (blank := whole.rfind(" ", at + len(phrase), end)) >= 0:
        end = blank
    return whole[start:end].strip(_EDGES)
