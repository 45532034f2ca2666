"""Group commit: the small writes of many calls in few transactions, each caller told when its own is safe."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Final, Self, TypeVar

from sqlmodel import Session

from curation.errors import LockedError
from curation.jobs.context import JobContext, LeaseLostError

MAX_GROUP: Final = 64
GATHER_S: Final = 0.01
"""How long the first write of a group waits for others; a commit costs a few milliseconds of its own."""
LOCKED_TRIES: Final = 10
"""Each waits as long as a connection does (20 s); by then another program has gone wrong."""
LOG = logging.getLogger(__name__)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Entry:
    operation: Callable[[Session], Any]
    finishes: int
    future: asyncio.Future[Any]


class Ledger:
    """The one writer of a job's run.

    What it writes stands in the same transaction as the job's progress and
    lease. `async with` starts and ends it.
    """

    def __init__(self, context: JobContext, *, done: int) -> None:
        """Prepare; `done` items were finished by earlier runs."""
        self._context = context
        self._done = done
        self._queue: asyncio.Queue[_Entry | None] = asyncio.Queue()

    async def __aenter__(self) -> Self:
        """Start the writer."""
        self._writer = asyncio.create_task(self._serve())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Write what is still in the queue, also for callers that were cancelled, and end the writer."""
        self._queue.put_nowait(None)
        await self._writer

    @property
    def done(self) -> int:
        """Items that are finished, those of earlier runs included."""
        return self._done

    async def write(self, operation: Callable[[Session], T], *, finishes: int = 0) -> T:
        """Run an operation in the next transaction, and return its result once that is committed.

        The operation may run twice, where another one of its group failed, so
        it must do nothing but read and write through the session it is given.

        Args:
            operation: Runs in a thread.
            finishes: Items of the job that are finished by it.

        Raises:
            LeaseLostError: The job belongs to another worker; nothing was written.
            LockedError: The database stayed locked; nothing was written.
        """
        entry = _Entry(operation, finishes, asyncio.get_running_loop().create_future())
        self._queue.put_nowait(entry)
        result: T = await entry.future
        return result

    async def _serve(self) -> None:
        while group := await self._next_group():
            for entry, result in zip(group, await asyncio.to_thread(self._commit, group), strict=True):
                if entry.future.done():  # whoever asked was cancelled meanwhile
                    continue
                if isinstance(result, Exception):
                    entry.future.set_exception(result)
                else:
                    entry.future.set_result(result)

    async def _next_group(self) -> list[_Entry]:
        """Wait for a write and gather those that come with it; an empty group is the end."""
        first = await self._queue.get()
        if first is None:
            return []
        if self._queue.qsize() < MAX_GROUP - 1:
            await asyncio.sleep(GATHER_S)
        group = [first]
        while len(group) < MAX_GROUP and not self._queue.empty():
            entry = self._queue.get_nowait()
            if entry is None:
                self._queue.put_nowait(None)
                break
            group.append(entry)
        return group

    def _commit(self, group: Sequence[_Entry]) -> list[Any]:
        """Write a group as one transaction; if that fails, each write by itself, so that one harms no other."""
        try:
            return self._write_when_free(group)
        except Exception as error:  # noqa: BLE001 - it is handed to whoever asked for the write
            if len(group) == 1 or isinstance(error, LeaseLostError | LockedError):
                return [error] * len(group)
        return [result for entry in group for result in self._commit([entry])]

    def _write_when_free(self, group: Sequence[_Entry]) -> list[Any]:
        """Write a group as one transaction; what was paid for is worth waiting for a database that is locked."""
        for _ in range(LOCKED_TRIES - 1):
            try:
                return self._write_together(group)
            except LockedError as error:
                LOG.warning("job %s writes %d results again: %s", self._context.job_id, len(group), error)
        return self._write_together(group)

    def _write_together(self, group: Sequence[_Entry]) -> list[Any]:
        done = self._done + sum(entry.finishes for entry in group)
        with self._context.workspace.write() as tx:
            results = [entry.operation(tx) for entry in group]
            self._context.checkpoint_in(tx, done=done)
        self._done = done
        return results
