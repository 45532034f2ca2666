"""Profiles of a DeepPersona file: one JSON object whose members are persons, read one at a time."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final, TextIO

from curation.sources.formats import Format, open_text
from curation.sources.lines import DAMAGE, MAX_LINE_CHARS
from curation.sources.records import Row, Skipped, SkipReason, has_undecoded_bytes, skip

NAME_COLUMN: Final = "Profile"
"""The column with the name of the member, such as `Profile_7`."""

_FIRST_CHARS: Final = 65_536
_MEMBER = re.compile(r"Profile_\d{1,9}")
_WHITE = re.compile(r"\s*")


class _DamagedError(Exception):
    """What follows is no member of an object."""


class _Members:
    """The members of a JSON object, of which one is held at a time; the text is read as far as it is needed."""

    def __init__(self, handle: TextIO) -> None:
        self._handle = handle
        self._text = ""
        self._decoder = json.JSONDecoder()

    def __iter__(self) -> Iterator[tuple[str, object]]:
        self._skip("{")
        while not self._next_is("}"):
            name = self._value()
            self._skip(":")
            yield str(name), self._value()
            if not self._next_is("}"):
                self._skip(",")

    def _value(self) -> object:
        """Read one value; twice as much text is looked at each time, so that the work stays in proportion."""
        chars = _FIRST_CHARS
        while True:
            whole = self._fill(chars)
            try:
                value, end = self._decoder.raw_decode(self._text)
            except RecursionError as error:
                raise _DamagedError from error
            except ValueError as error:
                if whole or chars >= MAX_LINE_CHARS:
                    raise _DamagedError from error
                chars *= 2
                continue
            self._text = self._text[end:]
            return value

    def _skip(self, mark: str) -> None:
        if not self._next_is(mark):
            raise _DamagedError if self._text else EOFError
        self._text = self._text[1:]

    def _next_is(self, mark: str) -> bool:
        self._fill(_FIRST_CHARS)
        return self._text.startswith(mark)

    def _fill(self, chars: int) -> bool:
        """Hold at least so many characters, without white space before them; tell whether that is all there is."""
        while True:
            self._text = self._text[_WHITE.match(self._text).end() :]  # type: ignore[union-attr]  # it always matches
            if len(self._text) >= chars:
                return False
            more = self._handle.read(chars)
            if not more:
                return True
            self._text += more


def profile_rows(path: Path, form: Format, *, start_after: int = 0) -> Iterator[Row | Skipped]:
    """Yield a row or a skipped row for each profile after so many; what is in the file beside them is passed over."""
    number = 0
    with open_text(path, form, newline=None) as handle:
        try:
            for name, value in _Members(handle):
                if _MEMBER.fullmatch(name):
                    number += 1
                    if number > start_after:
                        yield _row(number, name, value)
        except EOFError:
            yield skip(number + 1, SkipReason.TRUNCATED_FILE)
        except (_DamagedError, *DAMAGE):
            yield skip(number + 1, SkipReason.UNREADABLE_REST)


def _row(number: int, name: str, value: object) -> Row | Skipped:
    if not isinstance(value, dict):
        return skip(number, SkipReason.NOT_AN_OBJECT, value)
    if has_undecoded_bytes(str(value.get("Summary", ""))):
        return skip(number, SkipReason.BAD_ENCODING, value.get("Summary"))
    return Row(number, {NAME_COLUMN: name, **value})
