"""Text as characters and words: cleaning, identity, tokens and differences.

What builds large patterns is loaded when it is first asked for: a process that
only reads texts starts without it.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from curation.text.boilerplate import is_boilerplate, running_text
from curation.text.cutting import cut_at_sentences
from curation.text.normalise import MAX_TEXT_CHARS, clean_text, identity_hash, identity_text, one_line

if TYPE_CHECKING:
    from curation.text.diff import DiffPart, word_diff
    from curation.text.language import guess_language
    from curation.text.tokens import search_text, words
else:
    _MODULE_OF = {
        "DiffPart": "diff",
        "word_diff": "diff",
        "guess_language": "language",
        "search_text": "tokens",
        "words": "tokens",
    }

    def __getattr__(name: str) -> object:
        if name not in _MODULE_OF:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = globals()[name] = getattr(import_module(f"{__name__}.{_MODULE_OF[name]}"), name)
        return value


__all__ = [
    "MAX_TEXT_CHARS",
    "DiffPart",
    "clean_text",
    "cut_at_sentences",
    "guess_language",
    "identity_hash",
    "identity_text",
    "is_boilerplate",
    "one_line",
    "running_text",
    "search_text",
    "word_diff",
    "words",
]
