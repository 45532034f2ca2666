"""Ids as an address, a cookie or a command line writes them."""

from typing import Final

_MOST_DIGITS: Final = 18
"""So many always fit SQLite's integers of 64 bits."""


def read_id(written: str) -> int | None:
    """Return the id that a text is, or None where it can be none: only ASCII digits are, and few enough."""
    is_id = written.isascii() and written.isdigit() and len(written) <= _MOST_DIGITS
    return int(written) if is_id else None
