"""The language of a document, by a detector whose model comes with its package.

`curation.text.guess_language` is made for one or two sentences: it knows few
languages and says "und" at the least doubt. A document is long enough for a
statistical model that tells about 120 languages apart, neighbours such as
Bulgarian and Russian or Marathi and Hindi among them.
"""

from functools import cache
from typing import Any, Final

UNDETERMINED: Final = "und"

MIN_CONFIDENCE: Final = 0.5
"""A language that the model holds for less likely is no answer."""

_JUDGED_CHARS: Final = 300
_JUDGED_BYTES: Final = 450
"""More of a text takes longer and does not change the answer; the model goes from byte to byte."""

# Varieties that ISO 639-3 counts to a language with a code of two letters.
_MACROLANGUAGES: Final = {"arz": "ar", "ary": "ar", "yue": "zh", "wuu": "zh", "uzs": "uz", "gug": "gn", "sdh": "ku"}


def document_language(text: str) -> str:
    """Return the ISO 639-1 code of a document's language, or "und" where the model is not sure."""
    # The middle is judged: a document often begins with a title or a name in another language.
    start = max(0, (len(text) - _JUDGED_CHARS) // 2)
    judged = text[start : start + _JUDGED_CHARS].encode(errors="replace")[:_JUDGED_BYTES].decode(errors="ignore")
    code, _confidence = _detector().classify(judged)
    code = _MACROLANGUAGES.get(code, code)
    return code if len(code) == 2 else UNDETERMINED


@cache
def _detector() -> Any:  # noqa: ANN401 - py3langid has no types
    """Load the model once; it takes half a second."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True, min_confidence=MIN_CONFIDENCE)
