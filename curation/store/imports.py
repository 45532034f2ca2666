"""Queries of imports: many rows in one statement each."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import delete, insert, inspect, text
from sqlalchemy.dialects.sqlite import dialect
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlmodel import Session, col, func, select

from curation.models import ItemState, Job, JobKind, Origin, Persona, PersonaSource, Sample, SkippedRow, Source
from curation.personas import Attribute
from curation.text import guess_language, identity_hash, search_text, words

MAX_SKIPPED_ROWS: Final = 100_000
"""So many skipped rows of a source are kept with their line and excerpt; beyond it they are only counted."""

HOW_IMPORTED: Final = "import"
"""What `Persona.how` says of an attribute that a column of its source states."""

_PERSONA_DEFAULTS: Final = Persona(text="", text_hash="", origin=Origin.IMPORTED).model_dump(exclude={"id"})
_PERSONA_COLUMNS: Final = [
    (column.name, column.type.bind_processor(dialect()))
    for column in inspect(Persona).columns
    if column.name in _PERSONA_DEFAULTS
]
"""Each column and what turns a value into what SQLite keeps, None where it is kept as it is."""
_INSERT_PERSONAS: Final = (
    f"insert into persona ({', '.join(name for name, _ in _PERSONA_COLUMNS)})"
    f" values ({', '.join('?' for _ in _PERSONA_COLUMNS)}) on conflict (text_hash) do nothing"
)


class KnownPersona(NamedTuple):
    """A persona that is there already."""

    id: int
    licence: str


def persona_values(
    kept: str,
    *,
    licence: str,
    language: str | None,
    extra: Mapping[str, str],
    attributes: Mapping[str, Attribute],
    now: datetime,
    quarantined: str = "",
) -> dict[str, Any]:
    """Return the values of an imported persona's row.

    It says the same as `new_persona` and makes no object of it, which would
    take as long as everything else.

    Args:
        kept: The text as the readers cleaned it.
        licence: The licence of its source.
        language: ISO 639-1 code; None lets it be guessed.
        extra: Short texts beside it.
        attributes: What columns of its source say of the person.
        now: When it came.
        quarantined: Why it is set aside until a curator decides; empty where it takes part.
    """
    return {
        **_PERSONA_DEFAULTS,
        "text": kept,
        "search_text": search_text(kept),
        "text_hash": identity_hash(kept),
        "language": language or guess_language(kept),
        "n_words": len(words(kept)),
        **{name: found.value for name, found in attributes.items()},
        "evidence": {name: found.evidence or "" for name, found in attributes.items()},
        "how": dict.fromkeys(attributes, HOW_IMPORTED),
        "extra": dict(extra),
        "licence": licence,
        "created_at": now,
        "state": ItemState.QUARANTINED if quarantined else ItemState.ACTIVE,
        "state_reason": quarantined,
    }


def known_personas(session: Session, hashes: Iterable[str]) -> dict[str, KnownPersona]:
    """Return the personas of these texts by hash."""
    found = session.execute(
        text(
            "select persona.text_hash, persona.id, persona.licence"
            " from json_each(:asked) as asked join persona on persona.text_hash = asked.value"
        ),
        {"asked": json.dumps(list(hashes))},
    )
    return {row[0]: KnownPersona(row[1], row[2]) for row in found}


def add_personas(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Store personas; a text that is there already stays as it is."""
    if rows:
        # Past SQLAlchemy, which would take half as long again as the database.
        values = [tuple(form(row[name]) if form else row[name] for name, form in _PERSONA_COLUMNS) for row in rows]
        session.connection().exec_driver_sql(_INSERT_PERSONAS, values)


def link_personas(session: Session, source_id: int, lines: Mapping[int, int]) -> None:
    """Note that the source has these personas, by id, and on which line each was first."""
    rows = [{"persona_id": persona, "source_id": source_id, "line": line} for persona, line in lines.items()]
    if rows:
        session.connection().execute(upsert(PersonaSource).on_conflict_do_nothing(), rows)


def set_licences(session: Session, licences: Mapping[int, str]) -> None:
    """Give personas another licence."""
    rows = [{"id": persona, "licence": licence} for persona, licence in licences.items()]
    if rows:
        session.execute(text("update persona set licence = :licence where id = :id"), rows)


def present_samples(session: Session, identities: Sequence[tuple[int, str]]) -> set[tuple[int, str]]:
    """Return those (persona id, raw text) of which the persona has a sample, word for word."""
    found = session.execute(
        text(
            "select asked.key from json_each(:asked) as asked where exists (select 1 from sample"
            " where persona_id = asked.value ->> 0 and raw = asked.value ->> 1)"
        ),
        {"asked": json.dumps(identities)},
    )
    return {identities[int(row[0])] for row in found}


def present_without_persona(session: Session, raws: Sequence[str]) -> set[str]:
    """Return those raw texts of which there is a sample without a persona, word for word."""
    found = session.execute(
        text(
            "select asked.key from json_each(:asked) as asked where exists (select 1 from sample"
            " where persona_id is null and substr(raw, 1, 200) = substr(asked.value, 1, 200) and raw = asked.value)"
        ),
        {"asked": json.dumps(raws)},
    )
    return {raws[int(row[0])] for row in found}


def add_samples(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Store samples."""
    if rows:
        session.execute(insert(Sample), [dict(row) for row in rows])


def count_skipped(session: Session, source_id: int) -> int:
    """Return how many skipped rows of a source are kept."""
    return session.exec(select(func.count()).where(SkippedRow.source_id == source_id)).one()


def add_skipped(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Keep skipped rows; a line that is kept already stays as it is."""
    if rows:
        session.execute(upsert(SkippedRow).on_conflict_do_nothing(), [dict(row) for row in rows])


def forget_skipped(session: Session, source_id: int, *, limit: int) -> int:
    """Drop some of a source's skipped rows, so that it can be read anew; return how many."""
    some = select(SkippedRow.line).where(SkippedRow.source_id == source_id).limit(limit)
    lines = [int(line) for line in session.exec(some)]
    if lines:
        between = col(SkippedRow.line).between(min(lines), max(lines))
        session.exec(delete(SkippedRow).where(col(SkippedRow.source_id) == source_id, between))
    return len(lines)


def skipped_rows(session: Session, source_id: int, *, limit: int) -> Sequence[SkippedRow]:
    """Return the first skipped rows of a source in the order of the file."""
    wanted = select(SkippedRow).where(SkippedRow.source_id == source_id).order_by(col(SkippedRow.line))
    return session.exec(wanted.limit(limit)).all()


def same_source(session: Session, source: Source) -> Source | None:
    """Return the source that is this one: the same bytes, read in the same way, under the same name and licence."""
    return session.exec(
        select(Source).where(
            Source.sha256 == source.sha256,
            Source.kind == source.kind,
            Source.name == source.name,
            Source.licence == source.licence,
            Source.revision == source.revision,
            Source.hub == source.hub,
            col(Source.column_name).is_not_distinct_from(source.column_name),
        )
    ).first()


def last_import_of(session: Session, source_id: int) -> int | None:
    """Return the id of the newest job that reads or read the source."""
    of_source = func.json_extract(Job.params, "$.source_id") == source_id
    kinds = col(Job.kind).in_((JobKind.IMPORT_PERSONAS, JobKind.IMPORT_SAMPLES, JobKind.IMPORT_TEXTS))
    return session.exec(select(Job.id).where(kinds, of_source).order_by(col(Job.id).desc()).limit(1)).first()
