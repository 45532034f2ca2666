"""Whether a workspace and its surroundings are sound, each point by itself."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pysqlite3 import dbapi2
from sqlalchemy.exc import DatabaseError
from sqlmodel import Session, col, select

from curation import __version__
from curation.errors import CurationError
from curation.exports import check_manifest
from curation.index.manifest import ManifestError, manifest_stamp, read_manifest
from curation.models import ItemKind, Release
from curation.services.backups import Backup, last_backup
from curation.services.doctor import Check, doctor
from curation.store import checks
from curation.store.duplicates import TABLES
from curation.store.events import first_broken_event
from curation.store.migrations import SCHEMA_VERSION, schema_version
from curation.workspace import Holder, Workspace, current_holder

__all__ = ["Check", "Status", "doctor", "status", "verify"]

_HASHES_AT_ONCE: Final = 10_000
_COUNTED: Final[Mapping[str, tuple[str, str]]] = {
    "documents": ("document", "state"),
    "personas": ("persona", "state"),
    "samples": ("sample", "state"),
    "sample_outcomes": ("sample", "outcome"),
    "jobs": ("job", "state"),
    "reviews": (
        "review",
        "case when superseded_by is not null then 'superseded' when is_withdrawn then 'withdrawn' else 'current' end",
    ),
    "duplicate_groups": ("duplicate_group", "case when is_current then decision else 'retired' end"),
    "sources": ("source", "case when is_complete then 'complete' else 'incomplete' end"),
    "releases": ("release", "case when is_complete then 'complete' else 'incomplete' end"),
    "people": ("annotator", "case when kind = 'judge' then kind when is_active then role else 'inactive' end"),
}


@dataclass(frozen=True, slots=True)
class Status:
    """A workspace at a glance; `counts` is by noun, then by state."""

    workspace: str
    versions: Mapping[str, str]
    counts: Mapping[str, Mapping[str, int]]
    locks: Mapping[str, Holder | None]
    index: Mapping[str, Mapping[str, Any]]
    last_backup: Backup | None


def status(workspace: Workspace) -> Status:
    """Return what there is, who works on it, and how old the newest backup is."""
    with workspace.read() as session:
        counts = {noun: checks.counts_by(session, table, by) for noun, (table, by) in _COUNTED.items()}
    return Status(
        workspace=str(workspace.path),
        versions={
            "program": __version__,
            "schema": str(schema_version(workspace.database)),
            "sqlite": checks.sqlite_version(),
        },
        counts=counts,
        locks={"web": current_holder(workspace.web_lock), "worker": current_holder(workspace.worker_lock)},
        index={kind: _index_facts(workspace, kind) for kind in ItemKind},
        last_backup=last_backup(workspace),
    )


def verify(workspace: Workspace) -> list[Check]:
    """Check everything that is kept, point by point.

    It reads every row, and changes nothing. A check that breaks off is one
    that failed.
    """
    return [_check(workspace, name, look) for name, look in _CHECKS.items()]


def _check(workspace: Workspace, name: str, look: Callable[[Workspace], "Found"]) -> Check:
    try:
        return Check(name, *look(workspace))
    except (DatabaseError, dbapi2.DatabaseError, CurationError, OSError, ValueError) as error:
        cause = error.orig if isinstance(error, DatabaseError) and error.orig else error
        return Check(name, ok=False, detail=f"could not be read: {cause}")


Found = tuple[bool, str]


def _of_session(find: Callable[[Session], list[str]], sound: str) -> Callable[[Workspace], Found]:
    """Make a check of a query that returns problems."""

    def look(workspace: Workspace) -> Found:
        with workspace.read() as session:
            problems = find(session)
        return not problems, "; ".join(problems) or sound

    return look


def _check_texts(workspace: Workspace) -> Found:
    """Hash every text anew: a flipped bit in a value is nothing that SQLite itself would notice."""
    problems = []
    for table in checks.HASHED:
        bad: list[int] = []
        after: int | None = 0
        while after is not None:
            with workspace.read() as session:
                found, after = checks.bad_text_ids(session, table, after=after)
            bad += found
        if bad:
            more = f" and {len(bad) - checks.MAX_NAMED:,} more" if len(bad) > checks.MAX_NAMED else ""
            problems.append(
                f"{table} {', '.join(map(str, bad[: checks.MAX_NAMED]))}{more}: not the text that was stored"
            )
    return not problems, "; ".join(problems) or "every text is what its sha256 says"


def _check_events(workspace: Workspace) -> Found:
    with workspace.read() as session:
        broken = first_broken_event(session)
    if broken is not None:
        return False, f"event {broken} was changed, or one before it is missing"
    return True, "each event says the hash of the one before"


def _check_schema(workspace: Workspace) -> Found:
    version = schema_version(workspace.database)
    with workspace.read() as session:
        differences = checks.schema_differences(session)
    if version != SCHEMA_VERSION:
        differences.insert(0, f"schema {version} instead of {SCHEMA_VERSION}")
    return not differences, "; ".join(differences[:10]) or f"schema {version}, with all its indexes and triggers"


def _check_index(workspace: Workspace) -> Found:
    problems, said = [], []
    for kind in ItemKind:
        folder = workspace.index_folder(kind)
        if manifest_stamp(folder) is None:
            said.append(f"{kind}s: none yet, searched exactly")
            continue
        try:
            said.append(f"{kind}s: {read_manifest(folder).facts['count']:,} vectors")
        except ManifestError as error:
            problems.append(f"{kind}s: {error}; it is not used, and made anew by the next job that reads new texts")
    return not problems, "; ".join(problems or said)


def _check_exports(workspace: Workspace) -> Found:
    with workspace.read() as session:
        releases = session.exec(select(Release).where(col(Release.is_complete)).order_by(col(Release.id))).all()
    newest = {release.path: release for release in releases}
    problems, moved = [], 0
    for path, release in newest.items():
        folder = workspace.exports.parent / path
        if folder.is_dir():
            problems += [f"{release.name}: {problem}" for problem in check_manifest(folder)]
        elif folder.is_relative_to(workspace.exports):
            problems.append(f"{release.name}: its folder is gone")
        else:
            moved += 1
    elsewhere = f"; {moved} lie elsewhere now and were not looked at" if moved else ""
    return not problems, ("; ".join(problems) or f"{len(newest) - moved} as they were written") + elsewhere


def _check_embeddings(workspace: Workspace) -> Found:
    missing = 0
    with workspace.read() as session:
        hashes = {
            str(text_hash)
            for kind in ItemKind
            for text_hash in session.exec(select(TABLES[kind].text_hash).where(TABLES[kind].embedding == "done"))
        }
    wanted = sorted(hashes)
    for start in range(0, len(wanted), _HASHES_AT_ONCE):
        missing += len(workspace.vectors.missing(wanted[start : start + _HASHES_AT_ONCE]))
    if missing:
        return (
            False,
            f"{missing:,} of {len(wanted):,} texts that were read have no vector; they are not found by meaning",
        )
    return True, f"{len(wanted):,} texts have their vector"


_CHECKS: Final[Mapping[str, Callable[[Workspace], Found]]] = {
    "database": _of_session(checks.integrity_problems, "SQLite finds the file whole, its full-text tables included"),
    "foreign keys": _of_session(checks.foreign_key_problems, "no row points at nothing"),
    "full text": _of_session(checks.fulltext_problems, "one entry for each row"),
    "texts": _check_texts,
    "spend": _of_session(checks.spend_problems, "what was spent is what the calls cost and may still cost"),
    "events": _check_events,
    "schema": _check_schema,
    "search index": _check_index,
    "exports": _check_exports,
    "embeddings": _check_embeddings,
}


def _index_facts(workspace: Workspace, kind: ItemKind) -> dict[str, Any]:
    """Return what a snapshot says of itself; its files are not compared here."""
    state = workspace.live_snapshot(kind).current()
    if state.snapshot is None:
        return {"vectors": 0, "usable": False, "reason": state.reason}
    return {"vectors": len(state.snapshot.ids), "usable": True, "created": state.snapshot.created}
