"""What a text is kept as, and when two texts are the same one."""

import hashlib
import re
import unicodedata

MAX_TEXT_CHARS = 200_000
"""Longest text a row may keep; importers skip a longer one with a reason."""

_BREAKS = re.compile(r"\r\n?|\u2028|\u2029|\x0b|\x0c|\x85")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
"""All of Unicode's category Cc but tab and newline."""
_SURROGATE = re.compile("[\ud800-\udfff]")
_UNCLEAN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
"""All that is replaced or dropped; most texts have none of it, which one look tells."""


def clean_text(raw: str) -> str:
    """Return the text as it is stored: NFC, trimmed, without what no column or page can hold.

    Lone surrogates become U+FFFD, NUL and other control characters are
    dropped, every kind of line break becomes one newline. Bidirectional
    controls stay, since right-to-left texts need some of them; the page makes
    them visible.
    """
    if raw.isascii() and raw.isprintable():
        return raw.strip()
    kept = _without_unclean(raw) if _UNCLEAN.search(raw) else raw
    return unicodedata.normalize("NFC", kept).strip()


def _without_unclean(raw: str) -> str:
    """Replace lone surrogates and line breaks, and drop control characters."""
    whole = raw.encode("utf-16", "surrogatepass").decode("utf-16", "replace") if _SURROGATE.search(raw) else raw
    return _CONTROLS.sub("", _BREAKS.sub("\n", whole))


def identity_text(text: str) -> str:
    """Return the form under which two texts count as the same: cleaned, white space as one blank."""
    return one_line(clean_text(text))


def one_line(text: str) -> str:
    """Return the text with every run of white space as one blank."""
    return " ".join(text.split())


def identity_hash(text: str) -> str:
    """Return the sha256 (64 hex digits) of the text's identity form."""
    return hashlib.sha256(identity_text(text).encode("utf-8")).hexdigest()
