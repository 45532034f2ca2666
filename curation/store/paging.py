"""Pages by key: the next rows after a place, whatever the depth, at the cost of the first."""

from dataclasses import dataclass
from typing import Any, Literal, Self

from sqlalchemy import ColumnElement, and_, or_
from sqlalchemy.orm import InstrumentedAttribute
from sqlmodel import col

from curation.errors import BadInputError
from curation.text.ids import read_id


@dataclass(frozen=True, slots=True)
class Order:
    """A column to sort by, with the id to break ties in the same direction."""

    column: Any
    id_column: Any
    is_descending: bool

    def clauses(self, *, reverse: bool) -> list[ColumnElement[Any]]:
        """Return the ORDER BY terms; SQLite sorts NULL below everything."""
        down = self.is_descending != reverse
        terms = [self.id_column] if self._is_by_id else [self.column, self.id_column]
        return [col(term).desc() if down else col(term).asc() for term in terms]

    def beyond(self, place: "Place", *, reverse: bool) -> ColumnElement[bool]:
        """Return the condition that a row comes after the place (before it, if reversed)."""
        down = self.is_descending != reverse
        column, row_id = col(self.column), col(self.id_column)
        by_id = row_id < place.id if down else row_id > place.id
        if self._is_by_id:
            return by_id
        if place.value is None:
            tie = and_(column.is_(None), by_id)
            return tie if down else or_(tie, column.is_not(None))
        tie = and_(column == place.value, by_id)
        if down:
            return or_(column < place.value, column.is_(None), tie)
        return or_(column > place.value, tie)

    @property
    def _is_by_id(self) -> bool:
        same: InstrumentedAttribute[Any] = self.id_column
        return self.column is same


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page starts: the sort value and the id of the row before it."""

    value: float | None
    id: int
    side: Literal["after", "before"] = "after"

    def __str__(self) -> str:
        """Return the form that stands in a URL, such as `after~4.5~17`."""
        return f"{self.side}~{'' if self.value is None else repr(self.value)}~{self.id}"

    @classmethod
    def parse(cls, written: str) -> Self:
        """Read the form that stands in a URL.

        Raises:
            BadInputError: It is not one of ours.
        """
        try:
            side, value, written_id = written.split("~")
            row_id = read_id(written_id)
            if side not in ("after", "before") or row_id is None:
                raise ValueError(written)
            return cls(float(value) if value else None, row_id, side)  # type: ignore[arg-type]  # checked above
        except ValueError as error:
            raise BadInputError("The place in the list is not readable.", "Start at the first page.") from error
