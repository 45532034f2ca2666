"""Checks of what a text says: its language, what it repeats, and whether it takes up the persona."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from curation.synthesis.check_result import CheckResult
from curation.text import guess_language, search_text, words

MIN_LEAK_WORDS: Final = 12
"""Words of the prompt in a row that count as a leak when the output repeats them."""
MAX_REPEATS: Final = 2
"""Times that one sentence may stand in an output."""
MIN_LANGUAGE_WORDS: Final = 8
"""Fewest words whose language is judged."""
UNDETERMINED: Final = "und"

_MIN_CONTENT_CHARS = 4
_MIN_SENTENCE_WORDS = 4
_BLOCKS = re.compile(r"<(?:persona>.*?</persona|other_persona>.*?</other_persona|so_far>.*?</so_far)>", re.DOTALL)
"""What a prompt has from outside: descriptions, and what the item itself came to so far."""
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+|[。！？\n]+")
# Languages that the guess names with confidence; it knows others only by their script or takes them for one of these.
_NAMES = {
    "ar": "Arabic",
    "bn": "Bengali",
    "de": "German",
    "el": "Greek",
    "en": "English",
    "es": "Spanish",
    "fr": "French",
    "he": "Hebrew",
    "hi": "Hindi",
    "id": "Indonesian",
    "it": "Italian",
    "ja": "Japanese",
    "ko": "Korean",
    "nl": "Dutch",
    "pl": "Polish",
    "pt": "Portuguese",
    "ru": "Russian",
    "sw": "Swahili",
    "ta": "Tamil",
    "th": "Thai",
    "tr": "Turkish",
    "vi": "Vietnamese",
    "zh": "Chinese",
}
# Words of four and more letters that descriptions of all kinds of people share.
_STOP_WORDS = frozenset(
    words(
        "about after also always been being both each from have having interest interested interests into know "
        "known likes more most much often only other over people person some someone such than that their them then "
        "there these they this those through very want wants well were what when where which while will with within "
        "without working works would year years your"
    )
)


def check_language(text: str, expected: str) -> CheckResult:
    """Compare the language of a text with the one that is expected, where it can be told.

    Args:
        text: The running text, without labels, keys or code.
        expected: The language of the description, as an ISO 639-1 code.
    """
    n, wanted = len(words(text)), expected.strip().split("-")[0].lower() or UNDETERMINED
    if n < MIN_LANGUAGE_WORDS:
        return CheckResult("language", True, f"Not checked: too short, {n} words.")
    found = guess_language(text)
    if UNDETERMINED in (wanted, found):
        whose = "description" if wanted == UNDETERMINED else "text"
        return CheckResult("language", True, f"Not checked: the language of the {whose} is not clear.")
    if found == wanted:
        return CheckResult("language", True, f"It is in the language of the description, {_named(found)}.")
    if found != "en" and wanted not in _NAMES:
        # To the guess, a language that it does not know may look like a neighbour.
        return CheckResult("language", True, f"Not checked: {_named(wanted)} cannot be told from its neighbours.")
    return CheckResult("language", False, f"It is in {_named(found)}, and the description in {_named(wanted)}.")


def _named(language: str) -> str:
    """Name a language, or give its code."""
    return _NAMES.get(language, f"“{language}”")


def check_leak(whole: str, persona: str, prompt: str) -> CheckResult:
    """Look for a long run of the prompt's own words, the persona's description left out."""
    stretches = _BLOCKS.split(prompt)
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


def check_persona(whole: str, persona: str) -> CheckResult:
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


def check_repetition(whole: str) -> CheckResult:
    """Look for a sentence that comes again and again; very short ones do not count."""
    sentences = (tuple(words(sentence)) for sentence in _SENTENCE_END.split(whole))
    counts = Counter(sentence for sentence in sentences if len(sentence) >= _MIN_SENTENCE_WORDS)
    sentence, times = max(counts.items(), key=lambda item: item[1], default=((), 0))
    if times <= MAX_REPEATS:
        return CheckResult("repetition", True, f"No sentence stands in it more than {MAX_REPEATS} times.")
    return CheckResult("repetition", False, f"One sentence stands in it {times} times: “{' '.join(sentence[:12])}”.")
