"""One batch of an import: made ready before its transaction, stored and counted within it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, NamedTuple

from sqlmodel import Session

from curation.models import Outcome, Sample, Source, utc_now
from curation.services.answers import fill_sample, read_answer
from curation.services.imports import UNKNOWN_SCENARIO
from curation.services.licences import strictest
from curation.sources import Record, SampleRecord, Skipped
from curation.store import imports as store

PROVIDER: Final = "imported"
MODEL: Final = "unknown"
_MAX_EXCERPT_CHARS: Final = 80


@dataclass(slots=True)
class Tally:
    """What became of the rows so far; `read` is the sum of the rest."""

    source_id: int
    added: int = 0
    already_present: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    personas_added: int | None = None
    last_line: int = 0

    @property
    def read(self) -> int:
        """Rows that were dealt with."""
        return self.added + self.already_present + self.skipped.total()

    def result(self) -> dict[str, Any]:
        """Return what the job says of itself."""
        said = {
            "source_id": self.source_id,
            "read": self.read,
            "added": self.added,
            "already_present": self.already_present,
            "skipped": dict(self.skipped),
        }
        return said if self.personas_added is None else {**said, "personas_added": self.personas_added}


class Row(NamedTuple):
    """A persona's values, and those of its sample where the file has one."""

    line: int
    persona: dict[str, Any]
    sample: dict[str, Any] | None


class Left(NamedTuple):
    """A row that is not taken, why, and its beginning."""

    line: int
    reason: str
    excerpt: str


class Batch(NamedTuple):
    """Rows of a file, ready to be stored."""

    rows: list[Row]
    left: list[Left]


def prepare(items: Sequence[Record | SampleRecord | Skipped], source: Source, params: Mapping[str, Any]) -> Batch:
    """Do what takes time: hashes, languages, parsing and checks."""
    batch = Batch([], [])
    language, now = params.get("language"), utc_now()
    for item in items:
        match item:
            case Skipped():
                batch.left.append(Left(item.line, item.reason, item.excerpt))
            case Record():
                values = store.persona_values(
                    item.text, licence=source.licence, language=language, extra=item.extra, now=now
                )
                batch.rows.append(Row(item.line, values, None))
            case SampleRecord():
                row = _sample_row(item, source, params.get("scenario") or item.scenario, language, now)
                (batch.rows if isinstance(row, Row) else batch.left).append(row)  # type: ignore[arg-type]  # by kind
    return batch


def store_batch(tx: Session, tally: Tally, batch: Batch, source: Source) -> None:
    """Store the rows of a batch that are not there yet, and count every one of them."""
    ids, licences, added = _store_personas(tx, batch.rows, source)
    if source.kind == "samples":
        tally.personas_added = (tally.personas_added or 0) + added
        added = _store_samples(tx, batch.rows, ids, licences)
    tally.added += added
    tally.already_present += len(batch.rows) - added
    tally.skipped.update(left.reason for left in batch.left)
    if batch.left:
        room = max(store.MAX_SKIPPED_ROWS - store.count_skipped(tx, tally.source_id), 0)
        store.add_skipped(tx, [{"source_id": tally.source_id, **left._asdict()} for left in batch.left[:room]])


def _sample_row(
    record: SampleRecord, source: Source, scenario: str | None, language: str | None, now: datetime
) -> Row | Left:
    if scenario is None:
        return Left(record.line, UNKNOWN_SCENARIO, record.description[:_MAX_EXCERPT_CHARS])
    persona = store.persona_values(record.persona, licence=source.licence, language=language, extra={}, now=now)
    sample = Sample(
        source_id=source.id,
        scenario=scenario,
        provider=PROVIDER,
        model=MODEL,
        outcome=Outcome.OK,
        created_at=now,
    )
    fill_sample(sample, read_answer(scenario, record.raw, persona=record.persona, prompt=""), raw=record.raw)
    sample.language = language or sample.language
    return Row(record.line, persona, sample.model_dump(exclude={"id"}))


def _store_personas(tx: Session, rows: Sequence[Row], source: Source) -> tuple[dict[str, int], dict[str, str], int]:
    """Return the ids and licences of the rows' personas by hash, and how many of them are new."""
    first: dict[str, Row] = {}
    for row in rows:
        first.setdefault(row.persona["text_hash"], row)
    before = store.known_personas(tx, first)
    new = [row.persona for text_hash, row in first.items() if text_hash not in before]
    store.add_personas(tx, new)
    known = {**before, **store.known_personas(tx, [values["text_hash"] for values in new])}
    store.link_personas(tx, source.id or 0, {known[text_hash].id: row.line for text_hash, row in first.items()})
    licences = {text_hash: strictest((found.licence, source.licence)) for text_hash, found in known.items()}
    stricter = {found.id: licences[h] for h, found in known.items() if licences[h] != found.licence}
    store.set_licences(tx, stricter)
    return {text_hash: found.id for text_hash, found in known.items()}, licences, len(new)


def _store_samples(tx: Session, rows: Sequence[Row], ids: Mapping[str, int], licences: Mapping[str, str]) -> int:
    """Store the samples that their personas do not have yet, word for word; return how many."""
    new: dict[tuple[int, str], dict[str, Any]] = {}
    for row in rows:
        if row.sample is not None:
            text_hash = row.persona["text_hash"]
            values = {**row.sample, "persona_id": ids[text_hash], "licence": licences[text_hash]}
            new.setdefault((ids[text_hash], row.sample["raw"]), values)
    present = store.present_samples(tx, list(new))
    fresh = [values for identity, values in new.items() if identity not in present]
    store.add_samples(tx, fresh)
    return len(fresh)
