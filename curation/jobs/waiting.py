"""The items of a run that wait for their turn, made in portions, so that a large job takes hardly more memory."""

import asyncio
import heapq
import time
from array import array
from collections import deque
from collections.abc import Iterable, Sequence
from typing import Final, Generic

from curation.jobs.context import JobContext
from curation.jobs.work import C, Item, Work
from curation.store.attempts import tries_by_item

PORTION: Final = 1_000


class Waiting(Generic[C]):
    """A queue: what comes again at once stands at its front, what waits is let in when its time has come."""

    def __init__(self, context: JobContext, work: Work[C]) -> None:
        """Begin with nothing; `add` brings the items."""
        self._context = context
        self._work = work
        self._numbers = array("q")
        self._n_made = 0
        self._now: deque[Item] = deque()
        self._later: list[tuple[float, int, Item]] = []

    def __bool__(self) -> bool:
        """Tell whether any item waits, now or for later."""
        return bool(self._n_now or self._later)

    @property
    def due(self) -> float:
        """When the first turn is, by the monotonic clock; 0.0 where one is now, or none at all."""
        return self._later[0][0] if self._later and not self._n_now else 0.0

    @property
    def _n_now(self) -> int:
        return len(self._now) + len(self._numbers) - self._n_made

    async def add(self, numbers: Iterable[int]) -> None:
        """Take up the items that are not there yet."""
        self._numbers = self._numbers[self._n_made :] + await asyncio.to_thread(self._missing, numbers)
        self._n_made = 0

    async def take(self, n: int) -> list[Item]:
        """Return the next items whose turn it is: so many, or as many as there are."""
        while self._later and self._later[0][0] <= time.monotonic():
            self.put_back(heapq.heappop(self._later)[2])
        while len(self._now) < n and self._n_made < len(self._numbers):
            portion = self._numbers[self._n_made : self._n_made + PORTION]
            self._now.extend(await asyncio.to_thread(self._items, portion))
            self._n_made += len(portion)
        return [self._now.popleft() for _ in range(min(n, len(self._now)))]

    def put_back(self, item: Item) -> None:
        """Let an item be the next one."""
        self._now.appendleft(item)

    def put_off(self, item: Item, wait_s: float) -> None:
        """Let an item come again after a wait."""
        heapq.heappush(self._later, (time.monotonic() + wait_s, item.no, item))

    def _missing(self, numbers: Iterable[int]) -> "array[int]":
        with self._context.workspace.read() as session:
            there = self._work.finished(session)
        return array("q", (no for no in numbers if no not in there))

    def _items(self, numbers: Sequence[int]) -> list[Item]:
        with self._context.workspace.read() as session:
            tries = tries_by_item(session, self._context.job_id, numbers)
        return [tried_item(no, tries.get(no, (0, 0))) for no in numbers]


def tried_item(no: int, tries: tuple[int, int]) -> Item:
    """Return an item with its tries of all runs, none of them in this one, and its answers."""
    return Item(no, tries[0], 0, tries[1])
