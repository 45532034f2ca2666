"""Licences: which are known, which of two is stricter."""

import difflib
from collections.abc import Iterable, Mapping
from typing import Final

from curation.errors import BadInputError

UNKNOWN: Final = "unknown"
OWN_PREFIX: Final = "LicenseRef-"
"""How SPDX begins the name of a licence that is not on its list."""

_BY_STRICTNESS: Final[tuple[tuple[str, str], ...]] = (
    ("public domain", "CC0-1.0 PDDL-1.0 CC-PDDC Unlicense 0BSD MIT-0"),
    (
        "free with attribution",
        "CC-BY-4.0 CC-BY-3.0 CC-BY-2.5 CC-BY-2.0 ODC-BY-1.0 MIT Apache-2.0 BSD-2-Clause BSD-3-Clause ISC Zlib"
        " CDLA-Permissive-1.0 CDLA-Permissive-2.0 OGL-UK-3.0 etalab-2.0 DL-DE-BY-2.0 AFL-3.0 BSL-1.0 PostgreSQL",
    ),
    (
        "share alike",
        "CC-BY-SA-4.0 CC-BY-SA-3.0 CC-BY-SA-2.5 CC-BY-SA-2.0 ODbL-1.0 CDLA-Sharing-1.0 MPL-2.0 EPL-2.0 EUPL-1.2"
        " GPL-2.0-only GPL-2.0-or-later GPL-3.0-only GPL-3.0-or-later LGPL-2.1-only LGPL-2.1-or-later LGPL-3.0-only"
        " LGPL-3.0-or-later AGPL-3.0-only AGPL-3.0-or-later GFDL-1.3-only GFDL-1.3-or-later OSL-3.0",
    ),
    ("terms of a model", "llama2 llama3 llama3.1 llama3.2 llama3.3 llama4 gemma openrail bigscience-openrail-m"),
    ("no commercial use", "CC-BY-NC-4.0 CC-BY-NC-3.0 CC-BY-NC-2.0"),
    ("no commercial use, share alike", "CC-BY-NC-SA-4.0 CC-BY-NC-SA-3.0 CC-BY-NC-SA-2.0"),
    ("no derived works", "CC-BY-ND-4.0 CC-BY-ND-3.0"),
    ("no derived works, no commercial use", "CC-BY-NC-ND-4.0 CC-BY-NC-ND-3.0"),
)
"""From the freest to the strictest; after these come licences of one's own, and last the unknown one.

What one may do with the whole of two rows is what both permit, so each group
counts as stricter than those before it: a person who keeps to the stricter
licence does not break the other one. It is a rule of caution and no legal
advice; licences of one group are ordered by name, so that the result does not
depend on which came first.
"""

_RANK: Final[Mapping[str, int]] = {
    name: rank for rank, (_, names) in enumerate(_BY_STRICTNESS) for name in names.split()
}
_SPELLING: Final[Mapping[str, str]] = {name.casefold(): name for name in (*_RANK, UNKNOWN)}

COMMON: Final[Mapping[str, str]] = {
    name: _BY_STRICTNESS[_RANK[name]][0]
    for name in (
        *("CC0-1.0", "CC-BY-4.0", "CC-BY-SA-4.0", "CC-BY-NC-4.0", "CC-BY-NC-SA-4.0", "CC-BY-ND-4.0"),
        *("ODC-BY-1.0", "ODbL-1.0", "MIT", "Apache-2.0", "CDLA-Permissive-2.0", "llama3", "gemma"),
    )
} | {UNKNOWN: "cannot be exported until somebody states a licence"}
"""What a form offers, with what each means."""


def known_licence(written: str) -> str:
    """Return a licence as SPDX spells it.

    Raises:
        BadInputError: It is no identifier that is known here; the hint names the nearest ones.
    """
    wanted = written.strip()
    found = _SPELLING.get(wanted.casefold())
    if found is not None:
        return found
    for prefix in (OWN_PREFIX, "LicenceRef-"):
        name = wanted[len(prefix) :]
        if wanted.casefold().startswith(prefix.casefold()) and name and _is_plain(name):
            return OWN_PREFIX + name
    near = difflib.get_close_matches(wanted.casefold(), _SPELLING, n=3, cutoff=0.5)
    say = f"Did you mean {' or '.join(_SPELLING[name] for name in near)}? " if near else ""
    raise BadInputError(
        f"'{wanted[:80]}' is no licence known here.",
        f"{say}Give an SPDX identifier, {OWN_PREFIX}NAME for a licence of your own, or {UNKNOWN}.",
    )


def strictness(licence: str) -> int:
    """Return how strict a licence is: 0 for the public domain, the highest for the unknown one."""
    if licence == UNKNOWN or not licence:
        return len(_BY_STRICTNESS) + 1
    return _RANK.get(licence, len(_BY_STRICTNESS))


def strictest(licences: Iterable[str]) -> str:
    """Return the strictest of the licences; of none it is the unknown one."""
    return max(licences, key=lambda licence: (strictness(licence), licence), default=UNKNOWN)


def _is_plain(name: str) -> bool:
    """Tell whether a name has letters, digits, dots and hyphens only, as SPDX asks."""
    return len(name) <= 80 and all(c.isascii() and (c.isalnum() or c in ".-") for c in name)
