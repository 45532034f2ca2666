"""One page of a long list: rows by key, a total that is exact or says it is capped, facet counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, select

from curation.errors import BadInputError
from curation.store.paging import Order, Place
from curation.text.ids import read_id

PAGE_ROWS = 50
RANKED_ROWS = 200
"""A search by meaning shows so many of the best."""
COUNT_CAP = 100_000
"""A total is counted up to here; beyond it is said to be more."""

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class ListPage(Generic[Row]):
    """Rows of a list and the places next to them; None where there is no such page."""

    rows: Sequence[Row]
    total: int
    total_is_capped: bool
    previous: str | None
    next: str | None
    last: str | None
    scores: Mapping[int, float] | None = None
    """With semantic search: how alike each row is to the query."""
    ranking: Sequence[int] | None = None
    """With semantic search: the ids of all its pages; None where the filter alone says what matches."""

    @property
    def total_text(self) -> str:
        """The total as people read it."""
        return f"more than {self.total:,}" if self.total_is_capped else f"{self.total:,}"


def read_page(
    session: Session,
    table: type[Row],
    where: Sequence[ColumnElement[bool]],
    order: Order,
    *,
    place: str | None,
    size: int = PAGE_ROWS,
) -> ListPage[Row]:
    """Return the page at a place: None the first, "last" the last, else what an earlier page said."""
    at = None if place in (None, "", "last") else Place.parse(str(place))
    reverse = place == "last" or (at is not None and at.side == "before")
    wanted = select(table).where(*where)
    if at is not None:
        wanted = wanted.where(order.beyond(at, reverse=reverse))
    found = list(session.exec(wanted.order_by(*order.clauses(reverse=reverse)).limit(size + 1)))
    more, found = len(found) > size, found[:size]
    if reverse:
        found.reverse()
    total, is_capped = count_rows(session, table, where)
    has_next = more if not reverse else at is not None
    has_previous = more if reverse else at is not None
    return ListPage(
        rows=found,
        total=total,
        total_is_capped=is_capped,
        previous=str(_place(found[0], order, "before")) if found and has_previous else None,
        next=str(_place(found[-1], order, "after")) if found and has_next else None,
        last="last" if has_next else None,
    )


def ranked_page(
    session: Session, table: type[Row], ids: Sequence[int], scores: Mapping[int, float], *, place: str | None
) -> ListPage[Row]:
    """Return a page of rows in the order of a ranking, which is as long as it is: its end is the last page."""
    last = max((len(ids) - 1) // PAGE_ROWS * PAGE_ROWS, 0)
    start = last if place == "last" else _start_of(place)
    wanted = ids[start : start + PAGE_ROWS]
    identity: Any = table
    rows = {row.id: row for row in session.exec(select(identity).where(col(identity.id).in_(wanted)))}
    return ListPage(
        rows=[rows[item_id] for item_id in wanted if item_id in rows],
        total=len(ids),
        total_is_capped=False,
        previous=f"rank~{start - PAGE_ROWS}" if start >= PAGE_ROWS else None,
        next=f"rank~{start + PAGE_ROWS}" if start + PAGE_ROWS < len(ids) else None,
        last="last" if start < last else None,
        scores=scores,
        ranking=ids,
    )


def _start_of(place: str | None) -> int:
    kind, _, written = (place or "rank~0").partition("~")
    start = read_id(written)
    if kind != "rank" or start is None:
        raise BadInputError("The place in the list is not readable.", "Start at the first page.")
    return start


def count_rows(session: Session, table: type[Any], where: Sequence[ColumnElement[bool]]) -> tuple[int, bool]:
    """Return the number of rows, counted up to the cap, and whether the cap was reached."""
    some = select(table.id).where(*where).limit(COUNT_CAP + 1).subquery()
    count = session.exec(select(func.count()).select_from(some)).one()
    return min(count, COUNT_CAP), count > COUNT_CAP


def facet_counts(
    session: Session,
    column: Any,  # noqa: ANN401 - a column of any type
    where: Sequence[ColumnElement[bool]],
    *,
    limit: int = 60,
) -> dict[Any, int]:
    """Return the most frequent values of a column under a filter, and how many rows each has."""
    counted = func.count()
    rows = session.exec(select(column, counted).where(*where).group_by(column).order_by(counted.desc()).limit(limit))
    return {row[0]: int(row[1]) for row in rows if row[0] is not None}


def _place(row: Any, order: Order, side: Literal["after", "before"]) -> Place:  # noqa: ANN401 - a row of any table
    is_by_id = order.column is order.id_column
    return Place(None if is_by_id else getattr(row, order.column.key), row.id, side)
