"""Where the hub's rows come from."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, func, select

from curation.errors import NotFoundError
from curation.exports.csv_file import neutral_text
from curation.models import Job, JobState, Source
from curation.services.imports import skip_label
from curation.store import imports as store
from curation.workspace import Workspace


@dataclass(frozen=True, slots=True)
class SourcePublic:
    """A source and how far its reading is.

    `quarantined` are those of the added personas that were set aside, and
    `noticed` what was noticed in the added ones by its name. `job_id`,
    `job_state` and `error` are of the import that is not through yet; None and
    empty where there is none.
    """

    id: int
    name: str
    kind: str
    licence: str
    language: str
    sha256: str
    hub: str
    revision: str
    is_complete: bool
    read: int
    added: int
    already_present: int
    skipped: Mapping[str, int]
    skipped_kept: int
    quarantined: int
    noticed: Mapping[str, int]
    job_id: int | None
    job_state: JobState | None
    error: str

    @property
    def skipped_total(self) -> int:
        """Rows that gave nothing."""
        return sum(self.skipped.values())


@dataclass(frozen=True, slots=True)
class SkippedPublic:
    """A row that gave nothing: where it stands, why, and its beginning."""

    line: int
    reason: str
    excerpt: str


def list_sources(workspace: Workspace) -> Sequence[Source]:
    """Return all sources, the newest first."""
    with workspace.read() as session:
        return session.exec(select(Source).order_by(col(Source.id).desc())).all()


def source_reports(workspace: Workspace, *, limit: int = 200) -> list[SourcePublic]:
    """Return the newest sources with what their reading gave."""
    with workspace.read() as session:
        newest = session.exec(select(Source).order_by(col(Source.id).desc()).limit(limit)).all()
        return [_public(session, source) for source in newest]


def source_report(workspace: Workspace, source_id: int) -> SourcePublic:
    """Return a source with what its reading gave.

    Raises:
        NotFoundError: There is no such source.
    """
    with workspace.read() as session:
        source = session.get(Source, source_id)
        if source is None:
            raise NotFoundError(f"There is no source {source_id}.")
        return _public(session, source)


def count_sources(workspace: Workspace) -> int:
    """Return how many sources there are."""
    with workspace.read() as session:
        return session.exec(select(func.count()).select_from(Source)).one()


def skipped_rows(workspace: Workspace, source_id: int, *, limit: int) -> list[SkippedPublic]:
    """Return the first skipped rows of a source with their reasons in plain words.

    Raises:
        NotFoundError: There is no such source.
    """
    with workspace.read() as session:
        if session.get(Source, source_id) is None:
            raise NotFoundError(f"There is no source {source_id}.")
        found = store.skipped_rows(session, source_id, limit=limit)
        return [SkippedPublic(row.line, skip_label(row.reason), row.excerpt) for row in found]


def skipped_csv(workspace: Workspace, source_id: int) -> str:
    """Return all skipped rows that are kept as CSV, in which no cell is a formula."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["line", "reason", "excerpt"])
    for row in skipped_rows(workspace, source_id, limit=store.MAX_SKIPPED_ROWS):
        writer.writerow([row.line, neutral_text(row.reason), neutral_text(row.excerpt)])
    return text.getvalue()


def _public(session: Session, source: Source) -> SourcePublic:
    source_id = source.id or 0
    job = None if source.is_complete else _import_job(session, source_id)
    return SourcePublic(
        id=source_id,
        name=source.name,
        kind=source.kind,
        licence=source.licence,
        language=source.language,
        sha256=source.sha256,
        hub=source.hub,
        revision=source.revision,
        is_complete=source.is_complete,
        read=source.rows_read,
        added=source.rows_added,
        already_present=source.rows_present,
        skipped=source.rows_skipped,
        skipped_kept=_skipped_kept(session, source),
        quarantined=source.rows_quarantined,
        noticed=source.rows_noticed,
        job_id=job.id if job else None,
        job_state=JobState(job.state) if job else None,
        error=job.error if job else "",
    )


def _skipped_kept(session: Session, source: Source) -> int:
    """Return how many skipped rows can be shown; of a line of which several pieces were skipped one is kept."""
    total = sum(source.rows_skipped.values())
    if source.kind == "texts" and total:
        return store.count_skipped(session, source.id or 0)
    return min(total, store.MAX_SKIPPED_ROWS)


def _import_job(session: Session, source_id: int) -> Job | None:
    job_id = store.last_import_of(session, source_id)
    return None if job_id is None else session.get(Job, job_id)
