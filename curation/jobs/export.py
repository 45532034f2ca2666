"""Write a release: its rows frozen first, then its files beside their place, which they take when all are whole."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeVar

from sqlmodel import Session, col

from curation import __version__
from curation.errors import BadInputError, ConflictError
from curation.exports import (
    ManifestFacts,
    WrittenFile,
    dataset_card,
    refuse_foreign,
    safe_name,
    staged_export,
    write_comments_csv,
    write_comments_jsonl,
    write_comments_parquet,
    write_csv,
    write_manifest,
    write_messages,
    write_native_jsonl,
    write_parquet,
    write_preferences,
    write_ratings_csv,
    write_ratings_jsonl,
    write_ratings_parquet,
    write_text,
)
from curation.jobs.context import JobContext
from curation.models import Job, Release, Sample, to_json, utc_now
from curation.services.export_card import card_facts
from curation.services.export_comments import comment_rows
from curation.services.export_preferences import preference_rows
from curation.services.export_rows import QUESTION, rating_rows, sample_rows
from curation.services.exports import (
    PREFERENCES,
    SETS,
    ExportAsk,
    WholeLicence,
    ask_of,
    choice_of,
    whole_licence,
)
from curation.services.preference_pairs import preferred_pairs
from curation.store import releases as store
from curation.store.comparisons import newest_vote
from curation.store.events import add_event
from curation.store.migrations import SCHEMA_VERSION

FREEZE_ROWS: Final = 2_000
PROGRESS_ROWS: Final = 500
MAX_NAME_CHARS: Final = 80
_ENDINGS: Final = {"messages": "jsonl", "native": "jsonl", "parquet": "parquet", "csv": "csv", "preferences": "jsonl"}
_WRITERS: Final = {"jsonl": write_native_jsonl, "parquet": write_parquet, "csv": write_csv}
_RATING_WRITERS: Final = {"jsonl": write_ratings_jsonl, "parquet": write_ratings_parquet, "csv": write_ratings_csv}
_COMMENT_WRITERS: Final = {"jsonl": write_comments_jsonl, "parquet": write_comments_parquet, "csv": write_comments_csv}
_FINGERPRINT_CHARS: Final = 16

Row = TypeVar("Row")


def export(context: JobContext) -> dict[str, Any]:
    """Write the files of an export; killed at any moment it can be run again, and writes the same rows."""
    ask = ask_of(context.params)
    with context.workspace.read() as session:
        job = session.get_one(Job, context.job_id)
        result, asked_at = job.result, job.created_at
    if "files" in result:
        return result  # it was killed between its last transaction and its end
    refuse_foreign(ask.out)
    release = _frozen(context, ask, result)
    with context.workspace.read() as session:
        other = store.written_since(session, release, asked_at)
        licences = dict(store.released_counts(session, release.id or 0, col(Sample.licence)))
    if other is not None:  # to replace that one was not asked for
        raise ConflictError(f"{ask.out} holds the release {other} since.", "Export again, to another folder.")
    licence = whole_licence(licences, ask)
    with staged_export(ask.out, name=release.fingerprint) as staging:
        files = _write_files(context, ask, release, licence, staging)
        files.append(write_manifest(staging, files, _manifest_facts(ask, release)))
        context.checkpoint()  # the files stand in their place only for who still has the job
    return _finish(context, ask, release, licence, files)


def _frozen(context: JobContext, ask: ExportAsk, result: dict[str, Any]) -> Release:
    """Return the release of this job with its rows chosen, once and for all."""
    if result.get("is_frozen"):
        with context.workspace.read() as session:
            return session.get_one(Release, result["release_id"])
    with context.workspace.read() as session:
        chosen = _choose(session, ask)
    if not chosen.ids:
        raise BadInputError("There is no row to export.", "Look at the counts by reason, and change the filter.")
    licence = whole_licence(chosen.licences, ask)
    release_id = result.get("release_id") or _begin(context, ask)
    _store_ids(context, release_id, chosen.ids)
    with context.workspace.write() as tx:
        release = tx.get_one(Release, release_id)
        release.n_rows, release.left_out, release.licence = chosen.n_rows, dict(chosen.left_out), licence.name
        release.fingerprint = _fingerprint(ask, release.filter, licence, chosen)
        release.last_review_id = store.newest_review(tx)
        tx.add(release)
        _note(tx, context, {"release_id": release_id, "is_frozen": True, "last_vote": chosen.last_vote})
        return release


class _Chosen(NamedTuple):
    """What leaves: the samples, how many rows they make, and for preferences which text is preferred in which pair."""

    ids: list[int]
    n_rows: int
    left_out: Mapping[str, int]
    licences: Mapping[str, int]
    last_vote: int = 0
    preferred: Sequence[tuple[int, int]] = ()


def _choose(session: Session, ask: ExportAsk) -> _Chosen:
    choice = choice_of(session, ask)
    if ask.format == PREFERENCES:
        plan = preferred_pairs(session, choice, ask.sets)
        preferred = [(pair.pair_id, pair.chosen.id) for pair in plan.pairs]
        last_vote = newest_vote(session)
        return _Chosen(plan.sample_ids, len(plan.pairs), plan.left_out, plan.licences, last_vote, preferred)
    ids = store.leaving_ids(session, choice)
    left_out = store.left_out_counts(session, choice)
    left_out.pop(store.LEAVES, None)
    return _Chosen(ids, len(ids), left_out, store.counts_of(session, choice, col(Sample.licence)))


def _begin(context: JobContext, ask: ExportAsk) -> int:
    said = ask.chosen.set_fields()
    with context.workspace.write() as tx:
        if ask.release:
            earlier = store.release_named(tx, ask.release)
            said = {**(earlier.filter if earlier else {}), "release": ask.release}
        if ask.sets:
            said = {**said, SETS: list(ask.sets)}
        release = Release(
            name=_free_name(tx, ask.name or ask.out.name),
            filter=said,
            format=ask.format,
            target=ask.target,
            licence="",
            seed=ask.seed,
            path=str(ask.out.resolve()),
            created_by=context.actor.id,
            created_at=utc_now(),
        )
        tx.add(release)
        tx.flush()
        _note(tx, context, {"release_id": release.id})
        return release.id or 0


def _free_name(tx: Session, wanted: str) -> str:
    stem = safe_name(wanted, fallback="release")[:MAX_NAME_CHARS]
    taken, name, number = store.names_like(tx, stem), stem, 1
    while name in taken:
        number += 1
        name = f"{stem}-{number}"
    return name


def _store_ids(context: JobContext, release_id: int, ids: list[int]) -> None:
    while True:
        with context.workspace.write() as tx:
            if not store.forget_release_rows(tx, release_id, limit=FREEZE_ROWS):
                break
    for start in range(0, len(ids), FREEZE_ROWS):
        with context.workspace.write() as tx:
            store.add_release_rows(tx, release_id, ids[start : start + FREEZE_ROWS])
            context.checkpoint_in(tx, done=0, total=len(ids))
        context.stop_if_asked()


def _fingerprint(ask: ExportAsk, said: dict[str, Any], licence: WholeLicence, chosen: _Chosen) -> str:
    """Return what the same rows, chosen in the same way, have in common."""
    preferred = [chosen.preferred] if chosen.preferred else []
    written = to_json([said, ask.target, ask.seed, licence.name, chosen.ids, *preferred])
    return hashlib.sha256(written.encode("utf-8")).hexdigest()[:_FINGERPRINT_CHARS]


def _write_files(
    context: JobContext, ask: ExportAsk, release: Release, licence: WholeLicence, out: Path
) -> list[WrittenFile]:
    ending = _ENDINGS[ask.format]
    data = _write_data(context, ask, release, out)
    rated = _RATING_WRITERS[ending](rating_rows(context.workspace, release), out / f"ratings.{ending}")
    beside = [rated, *_write_comments(context, release, out / f"comments.{ending}")]
    release.n_rows = data.rows or 0
    release.left_out = dict(Counter(release.left_out) + Counter(data.left_out))
    with context.workspace.read() as session:
        names = [file.path.name for file in (data, *beside)]
        facts = card_facts(session, release, ask, licence, ratings=rated.rows or 0, data_files=names)
    return [data, *beside, write_text(out / "README.md", dataset_card(facts))]


def _write_data(context: JobContext, ask: ExportAsk, release: Release, out: Path) -> WrittenFile:
    if ask.format == PREFERENCES:
        with context.workspace.read() as session:
            until = int(session.get_one(Job, context.job_id).result["last_vote"])
        pairs = preference_rows(context.workspace, release, ask, until=until)
        return write_preferences(_watched(context, pairs, release.n_rows), out / "preferences.jsonl")
    rows = _watched(context, sample_rows(context.workspace, release), release.n_rows)
    if ask.format == "messages":
        return write_messages(rows, out / "messages.jsonl", target=ask.target)
    ending = _ENDINGS[ask.format]
    return _WRITERS[ending](rows, out / f"samples.{ending}", questions=[QUESTION])


def _write_comments(context: JobContext, release: Release, path: Path) -> list[WrittenFile]:
    """Write what people said beside their ratings; no file where nobody said anything."""
    rows = list(comment_rows(context.workspace, release))
    return [_COMMENT_WRITERS[path.suffix[1:]](rows, path)] if rows else []


def _watched(context: JobContext, rows: Iterable[Row], total: int) -> Iterator[Row]:
    """Pass the rows on, and say how far it is."""
    for count, row in enumerate(rows, start=1):
        yield row
        if count % PROGRESS_ROWS == 0 or count == total:
            context.checkpoint(done=count, total=total)


def _finish(
    context: JobContext, ask: ExportAsk, release: Release, licence: WholeLicence, files: list[WrittenFile]
) -> dict[str, Any]:
    """Say in the database what stands in the folder now."""
    out = ask.out.resolve()
    result = {
        "release_id": release.id,
        "rows": release.n_rows,
        "left_out": dict(release.left_out),
        "files": [{"path": str(out / file.path.name), "rows": file.rows, "sha256": file.sha256} for file in files],
    }
    with context.workspace.write() as tx:
        row = tx.get_one(Release, release.id)
        row.n_rows, row.left_out, row.is_complete = release.n_rows, release.left_out, True
        row.files = [{"path": file.path.name, "rows": file.rows, "sha256": file.sha256} for file in files]
        tx.add(row)
        said = {"release": row.name, "filter": row.filter, "format": row.format, "target": row.target}
        counts = {"rows": row.n_rows, "left_out": row.left_out, "files": row.files, "path": row.path}
        stated = {"licence": licence.name, "licence_note": licence.note}
        add_event(
            tx,
            actor_id=context.actor.id,
            action="release.written",
            entity="release",
            entity_id=row.id,
            after={**said, **counts, **stated},
        )
        _note(tx, context, result)
        context.checkpoint_in(tx)
    return result


def _manifest_facts(ask: ExportAsk, release: Release) -> ManifestFacts:
    return ManifestFacts(
        release_id=release.fingerprint,
        created_at=release.created_at,
        licence=release.licence,
        rows=release.n_rows,
        left_out=release.left_out,
        filter=release.filter,
        seed=release.seed,
        versions={"program": __version__, "schema": str(SCHEMA_VERSION)},
        options={"format": ask.format, "target": ask.target, "name": release.name},
    )


def _note(tx: Session, context: JobContext, result: dict[str, Any]) -> None:
    """Keep at the job how far it is."""
    job = tx.get_one(Job, context.job_id)
    job.result = result
    tx.add(job)
