"""The language of a document, by a detector whose model comes with its package.

`curation.text.guess_language` is made for one or two sentences: it knows few
languages and says "und" at the least doubt. A document is long enough for a
statistical model that tells about 120 languages apart, neighbours such as
Bulgarian and Russian or Marathi and Hindi among them.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from curation.sources.language_model import Guess

UNDETERMINED: Final = "und"

MIN_CONFIDENCE: Final = 0.5
"""A language that the model holds for less likely is no answer."""

_JUDGED_CHARS: Final = 300
_JUDGED_BYTES: Final = 450
"""More of a text takes longer and does not change the answer; the model goes from byte to byte."""

# Varieties that ISO 639-3 counts to a language with a code of two letters.
_MACROLANGUAGES: Final = {"arz": "ar", "ary": "ar", "yue": "zh", "wuu": "zh", "uzs": "uz", "gug": "gn", "sdh": "ku"}


def document_languages(texts: Sequence[str], *, keep_model_in: Path | None = None) -> list[str]:
    """Return the ISO 639-1 code of each document's language, or "und" where the model is not sure.

    Many at once take a third of the time. In the folder, if one is given, the model is kept unpacked.
    """
    from curation.sources.language_model import language_model  # numpy with it, which the limited child never needs

    return [_code(guess) for guess in language_model(keep_model_in).guess([_judged(text) for text in texts])]


def document_language(text: str) -> str:
    """Return the ISO 639-1 code of a document's language, or "und" where the model is not sure."""
    return document_languages([text])[0]


def _judged(text: str) -> str:
    """Return the middle: a document often begins with a title or a name in another language."""
    start = max(0, (len(text) - _JUDGED_CHARS) // 2)
    return text[start : start + _JUDGED_CHARS].encode(errors="replace")[:_JUDGED_BYTES].decode(errors="ignore")


def _code(guess: "Guess") -> str:
    """Return the code of two letters where the guess is sure enough and has one."""
    code = _MACROLANGUAGES.get(guess.code, guess.code)
    return code if guess.confidence >= MIN_CONFIDENCE and len(code) == 2 else UNDETERMINED
