"""Names after an @ in what people write to each other, in whatever script."""

import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

_UNSPACED: Final = ("CJK", "HIRAGANA", "KATAKANA", "THAI", "LAO", "KHMER", "MYANMAR", "TIBETAN")
"""Scripts whose words stand without blanks between them: there a name may be followed by a letter at once."""
_OF_ADDRESSES: Final = "._%+-"


class Mentioned(NamedTuple):
    """A name in a text: `text[start:end]` is the @ and the name as somebody typed it."""

    start: int
    end: int
    name: str


def find_mentions(text: str, names: Iterable[str]) -> list[Mentioned]:
    """Return where a text names somebody of a list after an @, in the order of the text.

    Case and the width of characters do not count, a run of white space is a
    blank. Where several names fit, the longest is meant. A name that goes on
    as another word is not meant, nor is an @ within an address of e-mail.

    Args:
        text: In NFC, as texts are stored.
        names: In NFC with single blanks, as names are stored.
    """
    by_first: dict[str, list[tuple[str, str]]] = {}
    for name in names:
        if folded := "".join(_folded(character) for character in name):
            by_first.setdefault(folded[0], []).append((folded, name))
    for found in by_first.values():
        found.sort(key=lambda pair: -len(pair[0]))
    return list(_mentions(text, by_first))


def _mentions(text: str, by_first: dict[str, list[tuple[str, str]]]) -> Iterator[Mentioned]:
    place = text.find("@")
    while place >= 0:
        end = place + 1
        if end < len(text) and (place == 0 or not _is_address(text[place - 1])):
            for folded, name in by_first.get(_folded(text[end])[:1], ()):
                stop = _end_of(folded, text, place + 1)
                if stop is not None and (stop == len(text) or not _goes_on(text[stop - 1], text[stop])):
                    yield Mentioned(place, stop, name)
                    end = stop
                    break
        place = text.find("@", end)


def _end_of(folded: str, text: str, start: int) -> int | None:
    """Return where a folded name ends that begins at a place; None where another text stands there."""
    done, place = 0, start
    while done < len(folded):
        if place >= len(text):
            return None
        piece = _folded(text[place])
        place += 1
        if piece == " ":
            while place < len(text) and text[place].isspace():
                place += 1
        if not piece or not folded.startswith(piece, done):
            return None
        done += len(piece)
    return place


def _folded(character: str) -> str:
    return " " if character.isspace() else unicodedata.normalize("NFKC", character).casefold()


def _is_address(before: str) -> bool:
    """Tell whether the character before an @ makes it part of an address."""
    return before in _OF_ADDRESSES or (before.isalnum() and not _is_unspaced(before))


def _goes_on(last: str, following: str) -> bool:
    """Tell whether a word goes on from one character to the next."""
    if unicodedata.category(following).startswith("M"):
        return True
    is_word = following.isalnum() or following == "_"
    return is_word and not (_is_unspaced(last) or _is_unspaced(following))


def _is_unspaced(character: str) -> bool:
    return unicodedata.name(character, "").startswith(_UNSPACED)
