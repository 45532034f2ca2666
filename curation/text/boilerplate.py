"""Text that nobody wrote to be read: menus, notices, filler, lines over and over."""

from typing import Final

from curation.text.cutting import has_sentence_end

MAX_REPEATED_SHARE: Final = 0.3
"""Share of a text's characters that may stand in lines that were there before."""

MAX_NOTICE_CHARS: Final = 1_000
"""A longer text may speak of cookies or JavaScript; a shorter one that does is most often a notice."""

MIN_LINE_CHARS: Final = 40
"""A shorter line of a page is a menu entry, a button or a caption."""

MIN_UNMARKED_CHARS: Final = 120
"""A line of so many characters is running text even where no sentence visibly ends in it."""

_FILLER: Final = "lorem ipsum dolor"
_NOTICES: Final = (
    "enable javascript",
    "javascript is disabled",
    "javascript is required",
    "this site uses cookies",
    "this website uses cookies",
    "we use cookies",
    "verwendet cookies",
    "javascript aktivieren",
    "utilise des cookies",
    "activer javascript",
    "utiliza cookies",
    "access denied",
    "page not found",
    "checking your browser",
    "are you a robot",
)


def is_boilerplate(text: str) -> bool:
    """Tell whether a text is filler, a short notice of a web site, or lines that repeat.

    Source:
        Filler and notices: the cleaning of C4 (Raffel et al., JMLR 2020,
        section 2.2). Repeated lines: Rae et al., "Scaling language models"
        (Gopher), 2021, table A1, with its limit of 0.3 applied to characters.
    """
    folded = text.casefold()
    is_notice = len(text) <= MAX_NOTICE_CHARS and any(notice in folded for notice in _NOTICES)
    return is_notice or _FILLER in folded or _repeated_share(folded) > MAX_REPEATED_SHARE


def running_text(text: str) -> str:
    """Return the lines of a page's plain text that are running text, one per line.

    A line is kept if it is long enough and a sentence ends in it. The rest of
    the page (menus, buttons, captions) goes.

    Source:
        The rule of C4 (Raffel et al., JMLR 2020, section 2.2) that a line
        must end in a sentence mark, loosened to scripts without such marks.
    """
    lines = (line.strip() for line in text.splitlines())
    return "\n".join(line for line in lines if _is_running(line))


def _is_running(line: str) -> bool:
    if len(line) < MIN_LINE_CHARS:
        return False
    return len(line) >= MIN_UNMARKED_CHARS or has_sentence_end(line)


def _repeated_share(text: str) -> float:
    """Return the share of characters in lines that stood before; 0 for a text without lines."""
    seen: set[str] = set()
    all_chars = repeated_chars = 0
    for line in filter(None, map(str.strip, text.splitlines())):
        all_chars += len(line)
        repeated_chars += len(line) if line in seen else 0
        seen.add(line)
    return repeated_chars / all_chars if all_chars else 0.0
