"""Words of a text: Unicode words, and single characters where a script writes no spaces."""

import re
import unicodedata
from typing import Final

# Scripts written without spaces between words. Hangul has spaces and stays whole.
_UNSPACED: Final = (
    "\u0e00-\u0eff"  # Thai, Lao
    "\u1000-\u109f\u1780-\u17ff"  # Burmese, Khmer
    "\u3040-\u30ff\u31f0-\u31ff\uff66-\uff9f"  # kana, also of half width
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # Han
)
_UNSPACED_CHAR: Final = re.compile(f"[{_UNSPACED}]")
# To Python's \w a vowel sign of Devanagari or Tamil and a vowel point of Arabic or Hebrew is no part of a word.
# The variation selectors (U+FE00 to U+FE0F), which only choose a look, are left out.
_MARKS: Final = _UNSPACED_CHAR.sub(
    "", "".join(c for c in map(chr, range(0x300, 0xFE00)) if unicodedata.category(c)[0] == "M")
)
_LETTERS: Final = f"[^\\W_{_UNSPACED}]"
WORD: Final = f"[{_UNSPACED}]|{_LETTERS}+(?:[{_MARKS}]+{_LETTERS}*)*"
"""The pattern of one word."""

_WORD: Final = re.compile(WORD)
_LETTERS_OR_BLANK: Final = str.maketrans({chr(code): " " for code in range(128) if not chr(code).isalnum()})


def words(text: str) -> list[str]:
    """Return the words of a text in order, case folded after NFKC.

    A word is a run of letters, digits and the marks on them; in a script
    without spaces each character is a word, a mark (a Thai vowel above) too, so
    that no sign is lost.
    """
    if text.isascii():
        return text.lower().translate(_LETTERS_OR_BLANK).split()
    folded = unicodedata.normalize("NFKC", text).casefold()
    return _WORD.findall(folded)


def search_text(text: str) -> str | None:
    """Return the text with blanks around unspaced characters, or None where there are none.

    The full-text index splits words at blanks, so it finds a Chinese or a Thai
    word only as the phrase of its characters.
    """
    if text.isascii() or not _UNSPACED_CHAR.search(text):
        return None
    return _UNSPACED_CHAR.sub(lambda match: f" {match.group()} ", text)
