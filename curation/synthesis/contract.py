"""The contract of a template of one's own: the form in which its answers are read, as data."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Final, Literal, cast

Form = Literal["text", "labels", "json"]

FORMS: Final[tuple[Form, ...]] = ("text", "labels", "json")
KEY_TYPES: Final[Mapping[str, tuple[type, ...]]] = {
    "string": (str,),
    "number": (int, float),
    "boolean": (bool,),
    "list": (list,),
    "object": (dict,),
    "any": (str, int, float, bool, list, dict, type(None)),
}
"""What the value of a key may be, by the name of its type."""
MAX_PARTS: Final = 30
"""Most labels or keys of one contract."""
MAX_NAME_CHARS: Final = 60
"""Longest label or key."""
MAX_WORDS: Final = 50_000
"""Highest bound of the length."""


@dataclass(frozen=True, slots=True)
class Contract:
    """How an answer is read.

    Attributes:
        form: As a whole text, as parts that open with labels, or as one JSON object.
        labels: The labels in their order, all of them required; the answer opens with the first.
        keys: The keys of the object with the types of their values, all required and no others allowed; none means
            any object.
        min_words: Fewest words of the shown text.
        max_words: Most words of the shown text.

    Raises:
        ValueError: The parts do not fit together; the message is one sentence.
    """

    form: Form = "text"
    labels: tuple[str, ...] = ()
    keys: tuple[tuple[str, str], ...] = ()
    min_words: int = 1
    max_words: int = 5000

    def __post_init__(self) -> None:
        """Refuse what no answer could be read by."""
        if self.form not in FORMS:
            raise ValueError(f"The form {str(self.form)[:60]!r} is not known; it is one of {', '.join(FORMS)}.")
        if self.form == "labels" and not self.labels:
            raise ValueError("The form “labels” needs at least one label.")
        _require_names("label", self.labels)
        _require_names("key", tuple(name for name, _ in self.keys))
        if strange := next((label for label in self.labels if not _is_label(label)), None):
            raise ValueError(
                f"The label {strange!r} must be one line that starts with a letter and holds no colon or Markdown."
            )
        if untyped := next((pair for pair in self.keys if pair[1] not in KEY_TYPES), None):
            raise ValueError(f"The key {untyped[0]!r} has the type {untyped[1][:60]!r}; known: {', '.join(KEY_TYPES)}.")
        if not 1 <= self.min_words <= self.max_words <= MAX_WORDS:
            raise ValueError(
                f"The length must be from 1 to {MAX_WORDS} words, the lower bound first; "
                f"it is {self.min_words} to {self.max_words}."
            )

    @classmethod
    def from_fields(cls, given: Mapping[str, object]) -> "Contract":
        """Read a contract from JSON, as `as_fields` gives it; what is left out has its default.

        Raises:
            ValueError: It is no contract; the message is one sentence.
        """
        known = [field.name for field in fields(cls)]
        if strange := sorted(str(name) for name in given if name not in known):
            raise ValueError(f"A contract has no field {strange[0][:60]!r}; it has {', '.join(known)}.")
        return cls(
            form=cast("Form", given.get("form", "text")),
            labels=_read_labels(given.get("labels", [])),
            keys=_read_keys(given.get("keys", [])),
            min_words=_read_bound("min_words", given.get("min_words", 1)),
            max_words=_read_bound("max_words", given.get("max_words", 5000)),
        )

    @property
    def text_parts(self) -> tuple[str, ...]:
        """The labels or keys under which an answer has text."""
        if self.form == "json":
            return tuple(name for name, kind in self.keys if kind == "string")
        return self.labels if self.form == "labels" else ()

    def as_fields(self) -> dict[str, object]:
        """Return the contract as JSON can hold it."""
        return {
            "form": self.form,
            "labels": list(self.labels),
            "keys": [list(pair) for pair in self.keys],
            "min_words": self.min_words,
            "max_words": self.max_words,
        }


def _read_labels(given: object) -> tuple[str, ...]:
    """Return labels from JSON."""
    if not isinstance(given, list | tuple) or not all(isinstance(label, str) for label in given):
        raise ValueError("“labels” must be a list of texts.")
    return tuple(label.strip().removesuffix(":").rstrip() for label in given)


def _read_keys(given: object) -> tuple[tuple[str, str], ...]:
    """Return keys and their types from JSON."""
    return tuple(map(_read_pair, given if isinstance(given, list | tuple) else [given]))


def _read_pair(given: object) -> tuple[str, str]:
    """Return one key and its type from JSON."""
    match given:
        case [str(name), str(kind)]:
            return name.strip(), kind.strip()
    raise ValueError("“keys” must be a list of pairs, each of a name and a type.")


def _read_bound(name: str, given: object) -> int:
    """Return a bound of the length from JSON, where `true` is no number."""
    if not isinstance(given, int) or isinstance(given, bool):
        raise ValueError(f"“{name}” must be a whole number.")
    return given


def _require_names(what: str, names: tuple[str, ...]) -> None:
    """Refuse too many names, empty or long ones, and two that are the same to a reader."""
    if len(names) > MAX_PARTS:
        raise ValueError(f"A contract has at most {MAX_PARTS} {what}s, not {len(names)}.")
    if wrong := next((name for name in names if not 0 < len(name) <= MAX_NAME_CHARS), None):
        raise ValueError(f"The {what} {wrong[:20]!r}… is longer than {MAX_NAME_CHARS} characters.")
    if "" in names:
        raise ValueError(f"A {what} is empty.")
    if twice := next((name for name, times in Counter(map(str.casefold, names)).items() if times > 1), None):
        raise ValueError(f"The {what} {twice!r} stands in the contract twice.")


def _is_label(text: str) -> bool:
    """Tell whether a line can open with the text: it starts with a letter and has no colon, mark or line break."""
    return text[:1].isalpha() and not re.search(r"[:：*#>`\n]", text)
