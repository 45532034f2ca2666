"""One batch of an import: made ready before its transaction, stored and counted within it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, NamedTuple

from sqlmodel import Session

from curation.models import Outcome, Sample, Source, utc_now
from curation.personas import screen
from curation.services.answers import ReadAnswer, check_answer, fill_sample, read_answer
from curation.services.imports import UNKNOWN_SCENARIO
from curation.services.licences import strictest
from curation.sources import Record, SampleRecord, Skipped
from curation.sources.hub_messages import question_and_answer
from curation.store import imports as store
from curation.store.events import add_event
from curation.synthesis import Parsed
from curation.text.language import UNDETERMINED

PROVIDER: Final = "imported"
MODEL: Final = "unknown"
_MAX_EXCERPT_CHARS: Final = 80
_SET_ASIDE: Final = "set aside at the import"


@dataclass(slots=True)
class Tally:
    """What became of the rows so far; `read` is the sum of those added, already present and skipped.

    `quarantined` counts the personas among the added that were set aside, and
    `noticed` what was noticed in the added ones by its name.
    """

    source_id: int
    added: int = 0
    already_present: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    personas_added: int | None = None
    quarantined: int = 0
    noticed: Counter[str] = field(default_factory=Counter)
    last_line: int = 0

    @property
    def read(self) -> int:
        """Rows that were dealt with."""
        return self.added + self.already_present + self.skipped.total()

    def result(self) -> dict[str, Any]:
        """Return what the job says of itself; nothing of what was noticed where nothing was."""
        said: dict[str, Any] = {
            "source_id": self.source_id,
            "read": self.read,
            "added": self.added,
            "already_present": self.already_present,
            "skipped": dict(self.skipped),
        }
        if self.personas_added is not None:
            said["personas_added"] = self.personas_added
        if self.noticed:
            said |= {"quarantined": self.quarantined, "noticed": dict(self.noticed)}
        return said


class Row(NamedTuple):
    """A persona's values, what was noticed in its text, and the values of its sample; one of the two may be missing."""

    line: int
    persona: dict[str, Any] | None
    noticed: tuple[str, ...]
    sample: dict[str, Any] | None

    @property
    def persona_hash(self) -> str:
        """The hash of the persona's text; empty where there is none."""
        return "" if self.persona is None else str(self.persona["text_hash"])


class Left(NamedTuple):
    """A row that is not taken, why, and its beginning."""

    line: int
    reason: str
    excerpt: str


class _Stored(NamedTuple):
    """Ids and licences of the personas of a batch by hash, and the rows that brought a new one."""

    ids: dict[str, int]
    licences: dict[str, str]
    new: list[Row]


class Batch(NamedTuple):
    """Rows of a file, ready to be stored."""

    rows: list[Row]
    left: list[Left]


def prepare(items: Sequence[Record | SampleRecord | Skipped], source: Source, params: Mapping[str, Any]) -> Batch:
    """Do what takes time: hashes, languages, parsing and checks; a persona that breaks a rule is set aside."""
    batch = Batch([], [])
    language, now = params.get("language"), utc_now()
    for item in items:
        match item:
            case Skipped():
                batch.left.append(Left(item.line, item.reason, item.excerpt))
            case Record():
                batch.rows.append(_persona_row(item, source, language, now))
            case SampleRecord():
                row = _sample_row(item, source, params.get("scenario") or item.scenario, language, now)
                (batch.rows if isinstance(row, Row) else batch.left).append(row)  # type: ignore[arg-type]  # by kind
    return batch


def store_batch(tx: Session, tally: Tally, batch: Batch, source: Source) -> None:
    """Store the rows of a batch that are not there yet, and count every one of them."""
    stored = _store_personas(tx, batch.rows, source)
    _count_noticed(tx, tally, stored, source)
    added = len(stored.new)
    if source.kind == "samples":
        tally.personas_added = (tally.personas_added or 0) + added
        added = _store_samples(tx, batch.rows, stored, source)
    tally.added += added
    tally.already_present += len(batch.rows) - added
    store_left(tx, tally, batch.left)


def store_left(tx: Session, tally: Tally, left: Sequence[Left]) -> None:
    """Count the rows that are not taken, and keep as many of them as a source has room for."""
    tally.skipped.update(row.reason for row in left)
    if left:
        room = max(store.MAX_SKIPPED_ROWS - store.count_skipped(tx, tally.source_id), 0)
        store.add_skipped(tx, [{"source_id": tally.source_id, **row._asdict()} for row in left[:room]])


def _persona_row(record: Record, source: Source, language: str | None, now: datetime) -> Row:
    language = language or record.language
    screened = screen(record.text, language=language or UNDETERMINED)
    values = store.persona_values(
        record.text,
        licence=source.licence,
        language=language,
        extra=record.extra,
        attributes=record.attributes,
        now=now,
        quarantined=screened.reason,
    )
    return Row(record.line, values, screened.noticed, None)


def _sample_row(
    record: SampleRecord, source: Source, scenario: str | None, language: str | None, now: datetime
) -> Row | Left:
    if scenario is None:
        return Left(record.line, UNKNOWN_SCENARIO, record.description[:_MAX_EXCERPT_CHARS])
    persona = record.persona and _persona_row(Record(record.line, record.persona, {}), source, language, now)
    sample = Sample(
        source_id=source.id,
        scenario=scenario,
        provider=PROVIDER,
        model=MODEL,
        outcome=Outcome.OK,
        created_at=now,
    )
    fill_sample(sample, _read(record, scenario), raw=record.raw)
    sample.language = language or record.language or sample.language
    values = sample.model_dump(exclude={"id"})
    return persona._replace(sample=values) if persona else Row(record.line, None, (), values)


def _read(record: SampleRecord, scenario: str) -> ReadAnswer:
    """Parse a generated text by its contract; a conversation has no contract, and its parts are known already."""
    both = question_and_answer(record.turns)
    if both is None:
        return read_answer(scenario, record.raw, persona=record.persona or "", prompt="")
    turns = [{"role": turn.role, "content": turn.content} for turn in record.turns]
    parsed = Parsed(both[0], both[1], {"turns": turns} if len(turns) > len(both) else {})
    return check_answer(scenario, parsed, persona=record.persona or "", prompt="")


def _count_noticed(tx: Session, tally: Tally, stored: _Stored, source: Source) -> None:
    """Count what was noticed in the new personas; one event says which of them are set aside and why."""
    tally.noticed.update(name for row in stored.new for name in row.noticed)
    aside = {stored.ids[row.persona_hash]: row.persona["state_reason"] for row in stored.new if row.persona}
    aside = {persona_id: reason for persona_id, reason in aside.items() if reason}
    tally.quarantined += len(aside)
    if aside:
        kept = {"ids": list(aside), "reason": _SET_ASIDE, "source": source.id, "counts": dict(Counter(aside.values()))}
        add_event(tx, actor_id=source.created_by, action="persona.quarantined", entity="persona", after=kept)


def _store_personas(tx: Session, rows: Sequence[Row], source: Source) -> _Stored:
    first: dict[str, Row] = {}
    for row in rows:
        if row.persona is not None:
            first.setdefault(row.persona_hash, row)
    before = store.known_personas(tx, first)
    new = [row for text_hash, row in first.items() if text_hash not in before]
    store.add_personas(tx, [row.persona for row in new if row.persona is not None])
    known = {**before, **store.known_personas(tx, [row.persona_hash for row in new])}
    store.link_personas(tx, source.id or 0, {known[text_hash].id: row.line for text_hash, row in first.items()})
    licences = {text_hash: strictest((found.licence, source.licence)) for text_hash, found in known.items()}
    stricter = {found.id: licences[h] for h, found in known.items() if licences[h] != found.licence}
    store.set_licences(tx, stricter)
    return _Stored({text_hash: found.id for text_hash, found in known.items()}, licences, new)


def _store_samples(tx: Session, rows: Sequence[Row], stored: _Stored, source: Source) -> int:
    """Store the samples that their personas do not have yet, word for word; return how many.

    One without a persona is known by its own text.
    """
    new: dict[tuple[int | None, str], dict[str, Any]] = {}
    for row in rows:
        if row.sample is not None:
            persona_id = stored.ids.get(row.persona_hash)
            licence = stored.licences.get(row.persona_hash, source.licence)
            values = {**row.sample, "persona_id": persona_id, "licence": licence}
            new.setdefault((persona_id, row.sample["raw"]), values)
    present: set[tuple[int | None, str]] = set()
    present |= store.present_samples(tx, [(persona_id, raw) for persona_id, raw in new if persona_id is not None])
    alone = [raw for persona_id, raw in new if persona_id is None]
    present |= {(None, raw) for raw in store.present_without_persona(tx, alone)}
    fresh = [values for identity, values in new.items() if identity not in present]
    store.add_samples(tx, fresh)
    return len(fresh)
