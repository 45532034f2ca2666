"""Read a file into the hub: batch by batch, each with its counts in one transaction, so that a kill loses nothing."""

import gc
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, Generic, Protocol, TypeVar

from sqlmodel import Session

from curation.errors import BadInputError
from curation.jobs.context import JobContext
from curation.jobs.import_rows import Batch, Tally, prepare, store_batch
from curation.models import Job, Source
from curation.services.imports import remove_upload
from curation.services.jobs import enqueue_embedding
from curation.sources import (
    FormatKind,
    Record,
    SampleRecord,
    Skipped,
    detect_format,
    file_sha256,
    read_personas,
    read_samples,
)
from curation.sources.formats import open_content
from curation.sources.hubs import NO_HUB
from curation.sources.lines import DAMAGE
from curation.sources.personas import records_per_row
from curation.store.events import add_event
from curation.store.imports import forget_skipped
from curation.workspace import Workspace

BATCH_ROWS: Final[Mapping[str, int]] = {"personas": 500, "samples": 80}
"""Rows of a transaction, by kind of source."""
FORGET_ROWS: Final = 2_000
_PIECE_BYTES: Final = 1024 * 1024


class HasLine(Protocol):
    """What a reader gives: it has a position in the source, from 1."""

    @property
    def line(self) -> int:
        """The row; what shares a line is stored together."""


Item = TypeVar("Item", bound=HasLine)
Ready = TypeVar("Ready")


class Reading(ABC, Generic[Item, Ready]):
    """How one kind of source is read, made ready and stored."""

    def __init__(self, workspace: Workspace, source: Source, params: Mapping[str, Any]) -> None:
        """Keep what is read and what the job was asked."""
        self.workspace = workspace
        self.source = source
        self.params = params
        self.path = Path(source.path)

    @property
    @abstractmethod
    def batch_rows(self) -> int:
        """Rows of a transaction: others wait for it, so that it must end within some 50 ms."""

    def refuse_changed(self) -> None:
        """Refuse what is not what it was when the import was asked for."""
        if file_sha256(self.path) != self.source.sha256:
            raise BadInputError(
                f"{self.path.name} is not what it was when the import was asked for.", "Import it anew."
            )

    @abstractmethod
    def count(self) -> int:
        """Return about how many rows there are, for the progress; 0 where that is not known."""

    @abstractmethod
    def items(self, start_after: int) -> Iterator[Item]:
        """Yield what comes after a line."""

    def batches(self, start_after: int) -> Iterator[tuple[list[Item], bool]]:
        """Yield what comes after a line in lists, each one a transaction, and whether a list is the last one."""
        # A damaged end is told again by a reader that begins after it.
        items = (item for item in self.items(start_after) if item.line > start_after)
        return in_batches(items, self.batch_rows)

    @abstractmethod
    def prepare(self, items: Sequence[Item]) -> Ready:
        """Do what takes time, before the transaction."""

    @abstractmethod
    def store(self, tx: Session, tally: Tally, ready: Ready) -> None:
        """Store what is not there yet, and count all of it."""


def run_import(
    context: JobContext, kind: Callable[[Workspace, Source, Mapping[str, Any]], Reading[Item, Ready]]
) -> dict[str, Any]:
    """Read a source to its end; a second run goes on after the last line that was stored."""
    with context.workspace.read() as session:
        source = session.get_one(Source, context.params["source_id"])
        result = session.get_one(Job, context.job_id).result
    if result and "last_line" not in result:
        return result  # it was killed between its last batch and its end
    reading = kind(context.workspace, source, context.params)
    reading.refuse_changed()
    tally = _continue(result, source) if result else _begin(context, source)
    _read_all(context, reading, tally)
    remove_upload(context.workspace, reading.path)
    return tally.result()


def _read_all(context: JobContext, reading: Reading[Item, Ready], tally: Tally) -> None:
    total = reading.count()
    gc.freeze()  # what the program has loaded stays; to look through it again and again takes a twentieth of an import
    for read, is_last in reading.batches(tally.last_line):
        ready = reading.prepare(read)
        with context.workspace.write() as tx:
            reading.store(tx, tally, ready)
            tally.last_line = max([tally.last_line, *(item.line for item in read)])
            _write_down(tx, context, tally, is_last=is_last)
            context.checkpoint_in(tx, done=tally.read, total=tally.read if is_last else max(total, tally.read))
        if not is_last:
            context.stop_if_asked()


def in_batches(items: Iterator[Item], size: int) -> Iterator[tuple[list[Item], bool]]:
    """Yield the items in lists, and whether a list is the last one; without items one empty list, the last.

    A list may be longer than the size, since a line is never split: the place
    to go on from is a line. Where a damaged file ends in an error, what came
    before it is yielded first.
    """
    batch: list[Item] = []
    damage: BadInputError | None = None
    try:
        for item in items:
            if len(batch) >= size and item.line != batch[-1].line:
                yield batch, False
                batch = []
            batch.append(item)
    except BadInputError as error:
        damage = error
    yield batch, damage is None
    if damage is not None:
        raise damage


def _begin(context: JobContext, source: Source) -> Tally:
    """Start from the first line; what an earlier reading skipped is told anew."""
    source_id = source.id or 0
    while True:
        with context.workspace.write() as tx:
            if not forget_skipped(tx, source_id, limit=FORGET_ROWS):
                break
    return Tally(source_id, personas_added=0 if source.kind == "samples" else None)


def _continue(result: Mapping[str, Any], source: Source) -> Tally:
    """Go on from what the last committed batch wrote down."""
    return Tally(
        source.id or 0,
        added=result["added"],
        already_present=result["already_present"],
        skipped=Counter(result["skipped"]),
        personas_added=result.get("personas_added"),
        quarantined=result.get("quarantined", 0),
        noticed=Counter(result.get("noticed", {})),
        last_line=result["last_line"],
    )


def _write_down(tx: Session, context: JobContext, tally: Tally, *, is_last: bool) -> None:
    """Keep the counts at the source and the place at the job; at the end also the event and the follow-up."""
    source = tx.get_one(Source, tally.source_id)
    source.rows_read, source.rows_added, source.rows_present = tally.read, tally.added, tally.already_present
    source.rows_skipped, source.rows_noticed = dict(tally.skipped), dict(tally.noticed)
    source.rows_quarantined = tally.quarantined
    source.is_complete = is_last
    tx.add(source)
    job = tx.get_one(Job, context.job_id)
    job.result = tally.result() if is_last else {**tally.result(), "last_line": tally.last_line}
    tx.add(job)
    if is_last:
        if source.kind != "texts":
            enqueue_embedding(tx, actor=context.actor)
        add_event(
            tx,
            actor_id=context.actor.id,
            action="source.imported",
            entity="source",
            entity_id=tally.source_id,
            after=tally.result(),
        )


class FileRows(Reading[Record | SampleRecord | Skipped, Batch]):
    """Rows of a file that are personas, or samples with their personas."""

    @property
    def batch_rows(self) -> int:
        """A sample is parsed and checked, so that fewer go into one transaction."""
        return BATCH_ROWS[self.source.kind]

    def count(self) -> int:
        """Return the line breaks, as many times as a row has texts."""
        if self.source.kind == "samples":
            return count_rows(self.path)
        per_row = records_per_row(self.path, column=self.source.column_name, hub=self.source.hub or NO_HUB)
        return per_row * count_rows(self.path)

    def items(self, start_after: int) -> Iterator[Record | SampleRecord | Skipped]:
        """Yield the rows of the file."""
        hub = self.source.hub or NO_HUB
        if self.source.kind == "samples":
            return read_samples(self.path, hub=hub, start_after=start_after)
        return read_personas(self.path, column=self.source.column_name, hub=hub, start_after=start_after)

    def prepare(self, items: Sequence[Record | SampleRecord | Skipped]) -> Batch:
        """Do hashes, languages, parsing and checks."""
        return prepare(items, self.source, self.params)

    def store(self, tx: Session, tally: Tally, ready: Batch) -> None:
        """Store the personas, and the samples where there are any."""
        store_batch(tx, tally, ready, self.source)


def import_file(context: JobContext) -> dict[str, Any]:
    """Read the file of an import of personas or samples to its end."""
    return run_import(context, FileRows)


def count_rows(path: Path) -> int:
    """Return about how many rows a file has, for the progress: its line breaks; 0 where they say nothing of it."""
    form = detect_format(path)
    count = 0
    if form.kind in (FormatKind.PARQUET, FormatKind.PROFILES):
        return count
    try:
        with open_content(path, gzipped=form.gzipped) as content:
            while piece := content.read1(_PIECE_BYTES):
                count += piece.count(b"\n")
    except (EOFError, *DAMAGE):
        return count
    return count
