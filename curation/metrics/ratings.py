"""Who gave which answer to which item: the form that measures of agreement read."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

MISSING: Final = -1


class Level(StrEnum):
    """What the answers of a question are: names, an order, or numbers with distances."""

    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    INTERVAL = "interval"


class UndefinedError(ValueError):
    """A number that these answers leave without a meaning; the text is the reason, without a full stop."""


@dataclass(frozen=True, slots=True)
class Ratings:
    """The answers to one question.

    Attributes:
        codes: Shape (n_items, n_raters); a place in `values`, or -1 where a rater did not answer.
        values: What can be answered, in its order; numbers where the level is interval.
    """

    codes: NDArray[np.int16]
    values: tuple[float | str, ...]

    def __post_init__(self) -> None:
        """Hold the codes to the values.

        Raises:
            ValueError: It is no table, a code names no value, or a value stands twice.
        """
        if self.codes.ndim != 2:
            raise ValueError(f"need a row per item and a column per rater, got shape {self.codes.shape}")
        if self.codes.size and not (self.codes.min() >= MISSING and self.codes.max() < len(self.values)):
            raise ValueError(f"codes are -1 to {len(self.values) - 1}")
        if len(set(self.values)) < len(self.values):
            raise ValueError(f"a value stands twice in {self.values}")

    @classmethod
    def of(cls, rows: Sequence[Sequence[float | str | None]]) -> Self:
        """Return the ratings of a table with a row per item and a column per rater; None is no answer."""
        numbers = sorted({value for row in rows for value in row if isinstance(value, int | float)})
        names = sorted({value for row in rows for value in row if isinstance(value, str)})
        values: tuple[float | str, ...] = (*numbers, *names)
        place = {value: code for code, value in enumerate(values)}
        codes = [[MISSING if value is None else place[value] for value in row] for row in rows]
        width = len(rows[0]) if rows else 0
        return cls(np.array(codes, dtype=np.int16).reshape(len(rows), width), values)

    @property
    def n_raters(self) -> int:
        """How many raters gave at least one answer."""
        return int((self.codes >= 0).any(axis=0).sum())

    def counts(self) -> NDArray[np.int64]:
        """Return how often each item with two answers or more was given each value, shape (n_paired, n_values)."""
        found = [(self.codes == code).sum(axis=1) for code in range(len(self.values))]
        table = np.stack(found, axis=1) if found else np.zeros((len(self.codes), 0))
        counts: NDArray[np.int64] = table[table.sum(axis=1) >= 2].astype(np.int64)
        return counts

    def both(self, first: int, second: int) -> NDArray[np.int64]:
        """Return how often two raters gave which values to the same item, shape (n_values, n_values).

        Args:
            first: Column of the rater whose answers are the rows.
            second: Column of the rater whose answers are the columns.
        """
        left, right = self.codes[:, first].astype(np.int64), self.codes[:, second].astype(np.int64)
        together = (left >= 0) & (right >= 0)
        n = len(self.values)
        table: NDArray[np.int64] = np.bincount(left[together] * n + right[together], minlength=n * n).reshape(n, n)
        return table

    def points(self) -> NDArray[np.float64]:
        """Return the values as numbers, or their places in the order where they are names."""
        numbers = [value for value in self.values if not isinstance(value, str)]
        if len(numbers) < len(self.values):
            return np.arange(len(self.values), dtype=np.float64)
        return np.array(numbers, dtype=np.float64)
