"""Text as characters and words: cleaning, identity, tokens and differences."""

from curation.text.boilerplate import is_boilerplate, running_text
from curation.text.cutting import cut_at_sentences
from curation.text.diff import DiffPart, word_diff
from curation.text.language import guess_language
from curation.text.normalise import MAX_TEXT_CHARS, clean_text, identity_hash, identity_text, one_line
from curation.text.tokens import search_text, words

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
