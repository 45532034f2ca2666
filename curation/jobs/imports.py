"""Read a file into the hub: batch by batch, each with its counts in one transaction, so that a kill loses nothing."""

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any, Final, TypeVar

from sqlmodel import Session

from curation.errors import BadInputError
from curation.jobs.context import JobContext
from curation.jobs.import_rows import Tally, prepare, store_batch
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
from curation.sources.lines import DAMAGE
from curation.store.events import add_event
from curation.store.imports import forget_skipped

BATCH_ROWS: Final[Mapping[str, int]] = {"personas": 200, "samples": 80}
"""Rows of a transaction: others wait for it, so that it must end within some 50 ms."""
FORGET_ROWS: Final = 2_000
_PIECE_BYTES: Final = 1024 * 1024

Item = TypeVar("Item")


def import_file(context: JobContext) -> dict[str, Any]:
    """Read the file of an import job to its end; a second run goes on after the last line that was stored."""
    with context.workspace.read() as session:
        source = session.get_one(Source, context.params["source_id"])
        result = session.get_one(Job, context.job_id).result
    if result and "last_line" not in result:
        return result  # it was killed between its last batch and its end
    path = Path(source.path)
    if file_sha256(path) != source.sha256:
        raise BadInputError(f"{path.name} is not what it was when the import was asked for.", "Import it anew.")
    tally = _continue(result, source) if result else _begin(context, source)
    _read_all(context, source, path, tally)
    remove_upload(context.workspace, path)
    return tally.result()


def _read_all(context: JobContext, source: Source, path: Path, tally: Tally) -> None:
    total = _count_rows(path)
    # A damaged end is told again by a reader that begins after it.
    items = (item for item in _items(path, source, tally.last_line) if item.line > tally.last_line)
    for read, is_last in in_batches(items, BATCH_ROWS[source.kind]):
        batch = prepare(read, source, context.params)
        with context.workspace.write() as tx:
            store_batch(tx, tally, batch, source)
            tally.last_line = max([tally.last_line, *(item.line for item in read)])
            _write_down(tx, context, tally, is_last=is_last)
            context.checkpoint_in(tx, done=tally.read, total=tally.read if is_last else max(total, tally.read))
        if not is_last:
            context.stop_if_asked()


def in_batches(items: Iterator[Item], size: int) -> Iterator[tuple[list[Item], bool]]:
    """Yield the items in lists, and whether a list is the last one; without items one empty list, the last."""
    batch = list(islice(items, size))
    while True:
        following = list(islice(items, size))
        yield batch, not following
        if not following:
            return
        batch = following


def _items(path: Path, source: Source, start_after: int) -> Iterator[Record | SampleRecord | Skipped]:
    if source.kind == "samples":
        return read_samples(path, start_after=start_after)
    return read_personas(path, column=source.column_name, start_after=start_after)


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
        last_line=result["last_line"],
    )


def _write_down(tx: Session, context: JobContext, tally: Tally, *, is_last: bool) -> None:
    """Keep the counts at the source and the place at the job; at the end also the event and the follow-up."""
    source = tx.get_one(Source, tally.source_id)
    source.rows_read, source.rows_added, source.rows_present = tally.read, tally.added, tally.already_present
    source.rows_skipped = dict(tally.skipped)
    source.is_complete = is_last
    tx.add(source)
    job = tx.get_one(Job, context.job_id)
    job.result = tally.result() if is_last else {**tally.result(), "last_line": tally.last_line}
    tx.add(job)
    if is_last:
        enqueue_embedding(tx, actor=context.actor)
        add_event(
            tx,
            actor_id=context.actor.id,
            action="source.imported",
            entity="source",
            entity_id=tally.source_id,
            after=tally.result(),
        )


def _count_rows(path: Path) -> int:
    """Return about how many rows a file has, for the progress: its line breaks; 0 for Parquet, which has none."""
    form = detect_format(path)
    count = 0
    if form.kind is FormatKind.PARQUET:
        return count
    try:
        with open_content(path, gzipped=form.gzipped) as content:
            while piece := content.read1(_PIECE_BYTES):
                count += piece.count(b"\n")
    except (EOFError, *DAMAGE):
        return count
    return count
