"""What the demo generator takes from a persona's text: a few phrases, found by light rules."""

import unicodedata
from dataclasses import dataclass
from typing import Final

from curation.providers.demo import phrases
from curation.text import clean_text, one_line, search_text

MAX_READ_CHARS: Final = 600
"""Characters of a persona that are read; the rest changes only the seed."""
MAX_WORD_CHARS: Final = 32
"""Longest word that is quoted whole."""

_SIGNS = frozenset(" '’.,&+#/-")
"""Signs that a phrase may have; those that could be taken for markup, JSON, a template or a label are left out."""
_FOREIGN_WORDS = phrases.set_of(
    "der die das und ein eine mit für ist le les des une un est dans pour qui el los las una con por para que il"
    " della che di een het van voor met och att är som um uma não com em dos bir ve için yang dan untuk"
)
_ENGLISH_WORDS = phrases.set_of("a an the of who and in with for to from is has that my i as on at by")

_SAYS_NOTHING = phrases.set_of("person individual man woman human someone somebody guy lady adult")


@dataclass(frozen=True, slots=True)
class Facts:
    """Phrases that fit into an English sentence.

    Attributes:
        who: A noun phrase with its article ("a retired nurse from Perth").
        role: The same without article and additions ("retired nurse").
        topic: What the person is about ("wound care"), to stand after "on" or "about".
        subject: The topic as the short name of a thing, without article.
        place: A place name from the text, or None.
        lowered: The read text in lower case, to look for cues in.
    """

    who: str
    role: str
    topic: str
    subject: str
    place: str | None
    lowered: str


def read_facts(persona: str) -> Facts:
    """Find the phrases; a text that the rules cannot read is quoted in part."""
    read = one_line(clean_text(persona[: 4 * MAX_READ_CHARS]))[:MAX_READ_CHARS]
    plain = one_line("".join(c if _is_plain(c) else " " for c in read))
    tokens = [token[:MAX_WORD_CHARS] for token in plain.split(" ") if any(c.isalnum() for c in token)]
    telling = _telling(tokens)
    if tokens and _is_english(tokens):
        found = phrases.read_english(tokens)
        if found.role not in _SAYS_NOTHING or not found.topic.endswith(found.role):
            return Facts(found.who, found.role, found.topic, found.subject, found.place, plain.lower())
        return Facts(found.who, found.role, f"“{telling}”", telling, found.place, plain.lower())
    return Facts(f"someone known for “{telling}”", "local enthusiast", f"“{telling}”", telling, None, plain.lower())


def _is_plain(character: str) -> bool:
    """Tell whether a character may stand in a phrase; vowel signs of Indic scripts are marks and no letters."""
    return character.isalnum() or character in _SIGNS or unicodedata.category(character) in {"Mn", "Mc"}


def _is_english(tokens: list[str]) -> bool:
    """Tell English by its small words and its letters; a very short text passes by its letters alone."""
    lowered = [token.lower().strip(".,'’") for token in tokens]
    foreign_letters = sum(not token.isascii() for token in (t.replace("’", "'") for t in tokens))
    if foreign_letters > max(1, len(tokens) // 4) or any(search_text(token) for token in tokens[:3]):
        return False
    english = sum(token in _ENGLISH_WORDS for token in lowered)
    foreign = sum(token in _FOREIGN_WORDS for token in lowered)
    return english > foreign or (foreign == 0 and len(tokens) <= 6 and "".join(tokens).isascii())


def _telling(tokens: list[str]) -> str:
    """Return up to four of the longest words in their order, or the first characters of an unspaced text."""
    if not tokens:
        return "everyday life"
    words = [token.strip(".,'’-&+#/") for token in tokens]
    if any(search_text(word) for word in words):
        return " ".join(words)[:16].strip()
    longest = sorted(range(len(words)), key=lambda i: (-len(words[i]), i))[:3]
    return " ".join(words[i] for i in sorted(longest)) or "everyday life"
