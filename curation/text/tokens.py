"""Words of a text: Unicode words, and single characters where a script writes no spaces."""

import re
import unicodedata
from typing import Final

# Scripts written without spaces between words: Thai, Lao, Burmese, Khmer, kana, Han (with
# extensions) and the full-width forms of kana. Hangul has spaces and stays whole.
_UNSPACED: Final = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
_UNSPACED_CHAR: Final = re.compile(f"[{_UNSPACED}]")
_WORD: Final = re.compile(f"[{_UNSPACED}]|[^\\W_{_UNSPACED}]+")
_ASCII_WORD: Final = re.compile(r"[a-z0-9]+")


def words(text: str) -> list[str]:
    """Return the words of a text in order, case folded after NFKC.

    A word is a run of letters and digits; in a script without spaces each
    character is a word. Marks that stand alone (a Thai vowel above) are kept
    as words of their own, so that no sign of such a script is lost.
    """
    if text.isascii():
        return _ASCII_WORD.findall(text.lower())
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
