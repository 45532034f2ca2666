"""Personal data in a text: what kind, and where.

The checks are our own rules, no model: each kind has a form, and wherever the
form has check digits they must hold. They are meant to set a text aside for a
person to look at, so they prefer what can be proved. How much they find, and
how often rightly, is measured on the labelled texts of
`tests/unit/test_privacy_measured.py`.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from curation.personas.privacy_addresses import find_addresses
from curation.personas.privacy_contact import find_emails, find_ip_addresses, find_profiles
from curation.personas.privacy_names import find_names
from curation.personas.privacy_numbers import find_cards, find_ibans, find_national_ids, find_phones

KINDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "profile": "link to a personal profile",
        "email": "e-mail address",
        "iban": "bank account",
        "card": "payment card",
        "national_id": "national id",
        "phone": "telephone number",
        "ip_address": "IP address",
        "address": "street address",
        "name": "name of a person",
    }
)
"""Kinds of personal data and their names; where two claim the same characters, the first of this order has them."""

_NUMBERS: Final[Mapping[str, Callable[[str], Iterable[tuple[int, int]]]]] = {
    "iban": find_ibans,
    "card": find_cards,
    "national_id": find_national_ids,
    "phone": find_phones,
}
_FIND: Final[Mapping[str, Callable[[str], Iterable[tuple[int, int]]]]] = {
    "profile": find_profiles,
    "email": find_emails,
    **_NUMBERS,
    "ip_address": find_ip_addresses,
    "address": find_addresses,
    "name": find_names,
}
_LEAST_DIGITS: Final = 7
"""A number of any of these kinds has at least so many."""
_ASCII_SIGNS: Final = {
    **{first + value: str(value) for first in (0x660, 0x6F0, 0x966, 0xFF10) for value in range(10)},
    **{ord(wide): narrow for wide, narrow in zip("＠＋－．／（）", "@+-./()", strict=True)},
    **dict.fromkeys((0xA0, 0x2007, 0x2009, 0x202F, 0x3000), " "),
    **dict.fromkeys((0x2010, 0x2011, 0x2012, 0x2013), "-"),
}
"""Digits and signs of other scripts by those that the patterns know, one for one so that the places stay."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Personal data of a kind in `text[start:end]`."""

    kind: str
    start: int
    end: int


def find_personal_data(text: str) -> list[Finding]:
    """Return the personal data of a text in the order of their places, none within another."""
    plain = text if text.isascii() else text.translate(_ASCII_SIGNS)
    has_numbers = _has_digits(plain, _LEAST_DIGITS)
    found: list[Finding] = []
    for kind in KINDS:
        if kind not in _NUMBERS or has_numbers:
            found.extend(Finding(kind, start, end) for start, end in _FIND[kind](plain))
    return _without_overlaps(found)


def mask_personal_data(text: str) -> str:
    """Return the text with the name of its kind, in brackets, in the place of each piece of personal data."""
    masked, end = [], 0
    for finding in sorted(find_personal_data(text), key=lambda one: one.start):
        masked += [text[end : finding.start], f"[{KINDS[finding.kind]}]"]
        end = finding.end
    return "".join((*masked, text[end:]))


def _has_digits(text: str, n: int) -> bool:
    return sum(map(text.count, "0123456789")) >= n


def _without_overlaps(found: list[Finding]) -> list[Finding]:
    """Keep of overlapping findings the first that was found; the list comes in the order of the kinds."""
    kept: list[Finding] = []
    end_of_kept = bytearray()
    for finding in found:
        end_of_kept.extend(bytes(max(0, finding.end - len(end_of_kept))))
        if not any(end_of_kept[finding.start : finding.end]):
            end_of_kept[finding.start : finding.end] = b"\x01" * (finding.end - finding.start)
            kept.append(finding)
    return sorted(kept, key=lambda finding: finding.start)
