"""The keys of one person on the Compare page: those of the table, and own keys of acts that Review has, too."""

import functools
from collections.abc import Mapping
from typing import Final

from curation.review.compare_keys import COMPARE_KEYS
from curation.ui.keys import Binding, KeyMap

KEYS: Final = KeyMap(*(Binding(*key) for key in COMPARE_KEYS))
"""As they are where nobody has changed any."""
_SHARED: Final = frozenset({"skip", "undo", "previous", "next", "help"})


def keymap_of(own: Mapping[str, str]) -> KeyMap:
    """Return the keys of a person; an own key that is another act's here is left out."""
    return _keymap_of(tuple((action, key) for action, key in own.items() if action in _SHARED))


@functools.lru_cache(maxsize=64)
def _keymap_of(own: tuple[tuple[str, str], ...]) -> KeyMap:
    found, fits = KEYS, dict[str, str]()
    for action, key in own:
        try:
            found = _built({**fits, action: key})
        except ValueError:
            continue
        fits[action] = key
    return found


def _built(own: Mapping[str, str]) -> KeyMap:
    """Build a map.

    Raises:
        ValueError: A key cannot be bound, or belongs to two actions.
    """
    rows = []
    for row in COMPARE_KEYS:
        key = own.get(row.action, row.key)
        rows.append(Binding(key, row.action, row.label, tuple(other for other in row.also if other != key)))
    return KeyMap(*rows)
