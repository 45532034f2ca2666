"""The beginning of a file, read in a limited child process, before anything is stored."""

import contextlib
from collections.abc import Generator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final, cast

from curation.errors import NotFoundError
from curation.sources import Preview, Skipped, safe_preview
from curation.sources.texts import TextRecord, read_texts_safely

PREVIEW_TEXTS: Final = 10


@dataclass(frozen=True, slots=True)
class TextPreview:
    """The first texts of a file as they would be kept, and what is skipped among them."""

    texts: tuple[TextRecord, ...]
    skipped: tuple[Skipped, ...]


def preview_file(path: Path) -> Preview:
    """Return the first rows of a file of rows.

    Raises:
        NotFoundError: There is no such file.
        BadInputError: It cannot be read.
    """
    _refuse_missing(path)
    return safe_preview(path)


def preview_texts(path: Path, *, column: str | None = None, items: int = PREVIEW_TEXTS) -> TextPreview:
    """Return the first texts of a file.

    Raises:
        NotFoundError: There is no such file.
        BadInputError: It cannot be read, or has no such column.
    """
    _refuse_missing(path)
    found = cast(Generator[TextRecord | Skipped, None, None], read_texts_safely(path, column=column))
    with contextlib.closing(found):  # ends the child
        first = list(islice(found, items))
    return TextPreview(
        tuple(item for item in first if isinstance(item, TextRecord)),
        tuple(item for item in first if isinstance(item, Skipped)),
    )


def refuse_unreadable_texts(path: Path, *, column: str | None = None) -> None:
    """Read the first text of a file, to see that it can be read at all.

    Raises:
        NotFoundError: There is no such file.
        BadInputError: It cannot be read, or has no such column.
    """
    _refuse_missing(path)
    found = read_texts_safely(path, column=column, with_languages=False)
    with contextlib.closing(cast(Generator[TextRecord | Skipped, None, None], found)):
        next(found, None)


def _refuse_missing(path: Path) -> None:
    if not path.is_file():
        raise NotFoundError(f"There is no file {path}.", "Give the path of a file.")
