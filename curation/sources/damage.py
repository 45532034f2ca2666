"""A file that cannot be read to its end: one error that says where, what was found and what was expected."""

from pathlib import Path

from curation.errors import BadInputError


class FileDamage(Exception):  # noqa: N818 - what is found in a file, not yet what the user is told
    """Why the reading cannot go on; `position` names the place, such as "line 7" or "record 3"."""

    def __init__(self, position: str, *, found: str, expected: str) -> None:
        """Keep the three parts of the sentence."""
        super().__init__(f"{position}: found {found}, expected {expected}")
        self.position = position
        self.found = found
        self.expected = expected


def stopped_reading(path: Path, damage: FileDamage, *, kept: int) -> BadInputError:
    """Make the error that names file, position, found, expected and what was kept."""
    texts = "1 text that was" if kept == 1 else f"{kept:,} texts that were"
    return BadInputError(
        f"{path.name} cannot be read to its end. Position: {damage.position}. Found: {damage.found}."
        f" Expected: {damage.expected}. Kept: the {texts} read before it.",
        "Save or download the file anew, or split it and leave this place out.",
    )
