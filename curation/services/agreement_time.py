"""Which time is looked at, and how it is cut."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from curation.errors import BadInputError
from curation.services.agreement_tables import QuestionTable
from curation.store import agreement as store

_BLOCKS: Final = 10
_MIN_PER_BLOCK: Final = 10


class Span(StrEnum):
    """How time is cut: blocks of equally many items, weeks, months."""

    BLOCK = "block"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Period:
    """From the begin of a day to the end of another, in UTC; None is open."""

    since: date | None = None
    until: date | None = None

    def asked(self, scenario: str | None) -> store.Asked:
        """Return what the store is asked for.

        Raises:
            BadInputError: It ends before it begins.
        """
        if self.since and self.until and self.until < self.since:
            raise BadInputError(f"{self.until} is before {self.since}.", "Turn the two days round.")
        until = self.until + timedelta(days=1) if self.until else None
        return store.Asked(scenario, _midnight(self.since), _midnight(until))


def cut(table: QuestionTable, by: Span) -> list[tuple[str, NDArray[np.int64]]]:
    """Return stretches of time in their order: a label, and the items whose last answer came in it."""
    order = table.order
    if by is Span.BLOCK:
        n_blocks = max(1, min(_BLOCKS, len(order) // _MIN_PER_BLOCK))
        edges = [round(place * len(order) / n_blocks) for place in range(n_blocks + 1)]
        return [(f"{a + 1:,} to {b:,}", order[a:b]) for a, b in pairwise(edges)]
    days = table.days[order].astype("datetime64[D]")
    # 1970-01-01 was a Thursday; weeks begin on Monday.
    step = days.astype("datetime64[M]") if by is Span.MONTH else (days.astype(np.int64) + 3) // 7
    _, starts = np.unique(step, return_index=True)
    parts = np.split(order, starts[1:])
    return [
        (str(step[at]) if by is Span.MONTH else _monday(days[at]), part) for at, part in zip(starts, parts, strict=True)
    ]


def _monday(day: np.datetime64) -> str:
    return str(day - (int(day.astype(np.int64)) + 3) % 7)


def _midnight(day: date | None) -> datetime | None:
    return datetime.combine(day, time.min, tzinfo=UTC) if day else None
