"""What is read out of a raw answer."""

from dataclasses import dataclass


class UnparseableError(ValueError):
    """The raw answer does not keep its contract; the sentence names what was expected and found."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """A raw answer in its parts.

    Attributes:
        text: What is shown and rated.
        answer: What answers it (a solution, a reply), or None where there is none.
        data: The structured rest, by name.
    """

    text: str
    answer: str | None
    data: dict[str, object]
