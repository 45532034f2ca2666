"""Where a moment stands in a table whose rows come in the order of the clock."""

from datetime import datetime
from typing import Literal

from sqlalchemy import text
from sqlmodel import Session

_TIMES = {"event": "at", "review": "saved_at"}


def first_since(session: Session, table: Literal["event", "review"], at: datetime) -> int:
    """Return the id of the first row at a time or later, found by halving; one beyond the last where there is none.

    Where the clock of the machine was set back, rows of that time are found
    with the later ones.
    """
    nearest = text(f"select id, {_TIMES[table]} from {table} where id >= :id order by id limit 1")
    low, high = 1, int(session.execute(text(f"select coalesce(max(id), 0) + 1 from {table}")).scalar_one())
    wanted = at.isoformat(timespec="microseconds")
    while low < high:
        middle = (low + high) // 2
        row = session.execute(nearest, {"id": middle}).first()
        if row is None or row[1] >= wanted:
            high = middle
        else:
            low = row[0] + 1
    return low
