"""Group commit: the small writes of many calls in few transactions, each caller told when its own is safe."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Final, Generic, Self, TypeVar

from sqlmodel import Session

from curation.errors import LockedError
from curation.jobs.context import JobContext, LeaseLostError
from curation.jobs.money import Mark, NoMoney, mark_sent
from curation.store.changes import Change, make_changes

MAX_GROUP: Final = 64
GATHER_S: Final = 0.025
"""How long the first write of a group waits for others; a commit costs a few milliseconds of its own."""
LOCKED_TRIES: Final = 10
"""Each waits as long as a connection does (20 s); by then another program has gone wrong."""
LOG = logging.getLogger(__name__)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Stored(Generic[T]):
    """What a write stores, and what it tells whoever asked for it.

    Attributes:
        result: Handed back once the changes are committed.
        finishes: Items of the job that are finished by it.
        also: Runs in the same transaction, after the changes; it may run twice.
    """

    result: T
    changes: Sequence[Change] = ()
    finishes: int = 0
    also: Callable[[Session], object] | None = None


Prepare = Callable[[], Stored[Any]]


@dataclass(slots=True)
class _Entry:
    future: asyncio.Future[Any]
    operation: Callable[[Session], Any] | None = None
    mark: Mark | None = None
    prepare: Prepare | None = None
    finishes: int = 0
    stored: Stored[Any] | None = field(default=None)


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
        entry = _Entry(asyncio.get_running_loop().create_future(), operation=operation, finishes=finishes)
        self._queue.put_nowait(entry)
        result: T = await entry.future
        return result

    async def mark(self, mark: Mark) -> int | NoMoney:
        """Set money aside and write that a call is sent; return the attempt, or which limit does not allow it.

        Raises:
            LeaseLostError, LockedError: As for `write`.
        """
        entry = _Entry(asyncio.get_running_loop().create_future(), mark=mark)
        self._queue.put_nowait(entry)
        result: int | NoMoney = await entry.future
        return result

    async def store(self, prepare: Callable[[], Stored[T]]) -> T:
        """Store what `prepare` makes, and return its result once that is committed.

        `prepare` runs once, in a thread and before the transaction begins, so
        that long work in it keeps nobody from writing.

        Raises:
            LeaseLostError, LockedError: As for `write`.
        """
        entry = _Entry(asyncio.get_running_loop().create_future(), prepare=prepare)
        self._queue.put_nowait(entry)
        result: T = await entry.future
        return result

    def store_without_waiting(self, prepare: Prepare) -> None:
        """Do the same for a caller that is being cancelled and cannot wait; it is written before the run ends."""
        self._queue.put_nowait(_Entry(asyncio.get_running_loop().create_future(), prepare=prepare))

    async def _serve(self) -> None:
        while group := await self._next_group():
            for entry, result in zip(group, await asyncio.to_thread(self._work_off, group), strict=True):
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

    def _work_off(self, group: Sequence[_Entry]) -> list[Any]:
        """Prepare what is to be prepared, each by itself, then write the group."""
        results: dict[int, Any] = {}
        for number, entry in enumerate(group):
            if entry.prepare is not None:
                try:
                    entry.stored = entry.prepare()
                except Exception as error:  # noqa: BLE001 - it is handed to whoever asked for the write
                    results[number] = error
        ready = [number for number in range(len(group)) if number not in results]
        if ready:
            results.update(zip(ready, self._commit([group[number] for number in ready]), strict=True))
        return [results[number] for number in range(len(group))]

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
        stored = [entry.stored for entry in group if entry.stored is not None]
        done = self._done + sum(entry.finishes for entry in group) + sum(one.finishes for one in stored)
        with self._context.workspace.write() as tx:
            make_changes(tx, [change for one in stored for change in one.changes])
            for one in stored:
                if one.also is not None:
                    one.also(tx)
            marked = iter(mark_sent(tx, self._context.job_id, [entry.mark for entry in group if entry.mark]))
            results = [next(marked) if entry.mark else _result(tx, entry) for entry in group]
            self._context.checkpoint_in(tx, done=done)
        self._done = done
        return results


def _result(tx: Session, entry: _Entry) -> Any:  # noqa: ANN401 - whatever the caller's operation returns
    if entry.stored is not None:
        return entry.stored.result
    return entry.operation(tx) if entry.operation is not None else None
