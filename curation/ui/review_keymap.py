"""The keys of one person at the review desk: those of the table, and what the person has put in their place."""

import functools
from collections.abc import Mapping
from typing import Final

from curation.errors import BadInputError
from curation.review import REVIEW_KEYS
from curation.review.keys import FIXED_KEYS
from curation.ui.keys import Binding, KeyMap, normal_key, printed_key

KEYS: Final = KeyMap(*(Binding(*key) for key in REVIEW_KEYS))
"""As they are where nobody has changed any."""
CHANGEABLE: Final = {key.action: key.label for key in REVIEW_KEYS if key.action not in FIXED_KEYS}
"""Actions that can have another key, in the words of the table."""
_SHIPPED: Final = {key.action: normal_key(key.key) for key in REVIEW_KEYS}
_MAPS_KEPT: Final = 64


def keymap_of(own: Mapping[str, str]) -> KeyMap:
    """Return the keys of a person, built once for each table of own keys.

    A stored key that does not fit any more, as one that a newer version of
    the program gives to something else, is left out rather than refused.
    """
    return _keymap_of(tuple(own.items()))


def rebound(own: Mapping[str, str], action: str, written: str) -> dict[str, str]:
    """Return the table of own keys with another key for an action; the key it had from the start needs no row.

    Raises:
        BadInputError: The key cannot be bound, or it is another action's.
    """
    try:
        key = normal_key(written)
    except ValueError as error:
        raise BadInputError(f"{error}.", "Write a letter, F2, Space, or Ctrl+K.") from error
    if action not in CHANGEABLE:
        raise BadInputError("This key cannot be changed.", "Digits stand on the answers themselves.")
    others = {name: kept for name, kept in own.items() if name != action}
    owner = next((row for row in _rows(others) if row.action != action and key in row.keys), None)
    if owner is not None:
        raise BadInputError(
            f"{printed_key(key)} is already the key for: {owner.label}.", "Give that one another key first."
        )
    return others if key == _SHIPPED[action] else {**others, action: key}


@functools.lru_cache(maxsize=_MAPS_KEPT)
def _keymap_of(own: tuple[tuple[str, str], ...]) -> KeyMap:
    if not own:
        return KEYS
    try:
        return _built(dict(own))
    except ValueError:
        fits: dict[str, str] = {}
        for action, key in own:
            try:
                _built({**fits, action: key})
            except ValueError:
                continue
            fits[action] = key
        return _built(fits)


def _built(own: Mapping[str, str]) -> KeyMap:
    """Build a map.

    Raises:
        ValueError: A key cannot be bound, or belongs to two actions.
    """
    return KeyMap(*_rows(own))


def _rows(own: Mapping[str, str]) -> list[Binding]:
    rows = []
    for row in REVIEW_KEYS:
        key = own.get(row.action, row.key) if row.action in CHANGEABLE else row.key
        rows.append(Binding(key, row.action, row.label, tuple(other for other in row.also if other != key)))
    return rows
