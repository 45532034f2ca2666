"""Files that come in: uploaded, looked at, put into the queue."""

import os
import re
import secrets
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final, Literal

from sqlmodel import Session, col, select

from curation.errors import BadInputError, DiskError, WorkspaceError, disk_failure
from curation.exports import safe_name
from curation.models import Job, JobKind, JobState, Source
from curation.services.import_columns import Reading, choose_reading
from curation.services.import_previews import refuse_unreadable_texts
from curation.services.jobs import enqueue
from curation.services.licences import known_licence
from curation.services.permissions import Actor, allow
from curation.sources import SkipReason, file_sha256
from curation.store.events import add_event
from curation.store.imports import same_source
from curation.synthesis import SCENARIOS
from curation.text import identity_text
from curation.workspace import Workspace

Kind = Literal["personas", "samples", "texts"]
MAX_UPLOAD_BYTES: Final = 200 * 1024 * 1024
MAX_NAME_CHARS: Final = 200
UNKNOWN_SCENARIO: Final = "unknown_scenario"
NOT_FETCHED: Final = "not_fetched"
NOT_READ: Final = "not_read"

_UPLOAD_HINT: Final = "See that this program may write there; nothing was changed."
_LANGUAGE = re.compile("[a-z]{2,3}")
_REVISION = re.compile("[A-Za-z0-9._/+-]{0,100}")
_PIECE_BYTES = 1024 * 1024
_FORGOTTEN_AFTER_S = 24 * 3600
_ROW_BYTES: Final[Mapping[str, int]] = {"personas": 150, "samples": 150, "texts": 2_000}
"""A guess, for the size of a job that waits; the job counts the rows itself."""
_JOB_KINDS: Final[Mapping[str, JobKind]] = {
    "personas": JobKind.IMPORT_PERSONAS,
    "samples": JobKind.IMPORT_SAMPLES,
    "texts": JobKind.IMPORT_TEXTS,
}
_REASONS: Final[Mapping[str, str]] = {
    UNKNOWN_SCENARIO: "its description does not say what it is, and no scenario was chosen",
    NOT_FETCHED: "the page could not be fetched",
    NOT_READ: "the page could not be read",
}
"""What only an import can find; the readers' own reasons are those of `SkipReason`."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that waits in the workspace for its import."""

    path: Path
    name: str
    size_bytes: int


def save_upload(workspace: Workspace, content: BinaryIO, name: str, *, actor: Actor) -> Upload:
    """Keep an uploaded file until its import, read and written in pieces.

    Raises:
        BadInputError: It is larger than is taken.
        DiskError: The disk is full.
        WorkspaceError: The folder cannot be written.
    """
    with workspace.read() as session:
        allow(session, actor, "import")
        _remove_forgotten(session, workspace)
    path = workspace.uploads / f"{secrets.token_hex(8)}-{safe_name(name, fallback='upload')}"
    size = 0
    try:
        with path.open("xb") as handle:
            while piece := content.read(_PIECE_BYTES):
                size += len(piece)
                if size > MAX_UPLOAD_BYTES:
                    raise BadInputError(
                        f"The file is larger than {MAX_UPLOAD_BYTES // 1024**2} MB.",
                        "Import it from its path on the command line: import personas PATH.",
                    )
                handle.write(piece)
            handle.flush()
            os.fsync(handle.fileno())
    except BaseException as error:
        path.unlink(missing_ok=True)
        if not isinstance(error, OSError):
            raise
        if failure := disk_failure(error):
            raise DiskError(workspace.uploads, failure) from error
        raise WorkspaceError(f"{workspace.uploads} cannot be written: {error.strerror}.", _UPLOAD_HINT) from error
    return Upload(path, name, size)


def start_import(
    workspace: Workspace,
    path: Path,
    *,
    kind: Kind,
    name: str = "",
    licence: str,
    column: str | None = None,
    hub: str | None = None,
    revision: str = "",
    language: str | None = None,
    scenario: str | None = None,
    actor: Actor,
    client_token: str | None = None,
) -> int:
    """Put the reading of a file into the queue and return the job's id.

    The same bytes, read in the same way under the same name and licence, are
    one source: reading them again renews its counts.

    Args:
        workspace: Where to.
        path: A JSONL, CSV, Parquet or text file; all but Parquet may be gzipped. Texts also come as HTML,
            Markdown, WARC or WET.
        kind: What its rows are.
        name: How the source is called; the file's name if empty.
        licence: An SPDX identifier, or `unknown`.
        column: Which column holds the personas or texts; else the likeliest. `*` reads all persona texts of a hub.
        hub: By which hub's schema personas and samples are read, `none` for none; else by the one it looks like.
        revision: Of which revision of a dataset the file is, such as the commit.
        language: ISO 639-1 code of all rows; else guessed for each.
        scenario: What all samples are; else told by each row's description.
        actor: Who imports.
        client_token: From the form, so that a double click makes one job.

    Raises:
        NotFoundError: There is no such file.
        BadInputError: The file, the column, the hub, the licence, the language or the scenario cannot be used.
    """
    _refuse_unknown_words(language, scenario)
    if kind == "texts":
        refuse_unreadable_texts(path, column=column)
        reading = Reading("", column)
    else:
        reading = choose_reading(path, kind, column=column, hub=hub)
    draft = _draft(path, kind, name, licence, reading, language, actor)
    draft.revision = known_revision(revision)
    with workspace.write() as tx:
        allow(tx, actor, "import")
        known = job_of_token(tx, client_token)
        if known is not None:
            return known
        params = {"language": language, "scenario": scenario}
        rows = 1 + path.stat().st_size // _ROW_BYTES[kind]
        return enqueue_import(tx, draft, params=params, rows=rows, actor=actor, client_token=client_token)


def skip_label(reason: str) -> str:
    """Return a skip reason in plain words."""
    return SkipReason(reason).label if reason in tuple(SkipReason) else _REASONS.get(reason, reason)


def remove_upload(workspace: Workspace, path: Path) -> None:
    """Remove a file that was uploaded, once its import has ended; other files are left alone."""
    if path.parent == workspace.uploads.resolve():
        path.unlink(missing_ok=True)


def known_revision(written: str) -> str:
    """Return the name of a revision, which has letters, digits, dots, hyphens, underscores and slashes only.

    Raises:
        BadInputError: It has something else.
    """
    if not _REVISION.fullmatch(written.strip()):
        raise BadInputError(
            f"'{written[:80]}' is no name of a revision.", "Give a commit, a tag, or the date of the file."
        )
    return written.strip()


def _refuse_unknown_words(language: str | None, scenario: str | None) -> None:
    if scenario is not None and scenario not in SCENARIOS:
        raise BadInputError(f"'{scenario[:80]}' is no scenario.", f"Known: {', '.join(SCENARIOS)}.")
    if language is not None and not _LANGUAGE.fullmatch(language):
        raise BadInputError(f"'{language[:80]}' is no code of a language.", "Give an ISO 639-1 code, such as en or zh.")


def _draft(
    path: Path, kind: Kind, name: str, licence: str, reading: Reading, language: str | None, actor: Actor
) -> Source:
    """Return the source that a file is."""
    return Source(
        name=(identity_text(name) or path.name)[:MAX_NAME_CHARS],
        kind=kind,
        path=str(path.resolve()),
        licence=known_licence(licence),
        language=language or "und",
        sha256=file_sha256(path),
        hub=reading.hub,
        column_name=reading.column,
        created_by=actor.id,
    )


def job_of_token(tx: Session, client_token: str | None) -> int | None:
    """Return the job that a form started already, or None."""
    return tx.exec(select(Job.id).where(Job.client_token == client_token)).first() if client_token else None


def enqueue_import(
    tx: Session,
    draft: Source,
    *,
    params: Mapping[str, object],
    rows: int,
    actor: Actor,
    client_token: str | None = None,
) -> int:
    """Put the reading of a source into the queue in the caller's transaction and return the job's id.

    Args:
        tx: The caller's.
        draft: What is read; a source that is this one already is taken in its place.
        params: What the job needs beside the source.
        rows: About how many there are.
        actor: Who imports.
        client_token: From the form, so that a double click makes one job.
    """
    source = same_source(tx, draft) or draft
    source.path, source.language = draft.path, draft.language
    tx.add(source)
    tx.flush()
    asked = {"source_id": source.id, "name": source.name, **params}
    kind = _JOB_KINDS[source.kind]
    job = enqueue(tx, kind=kind, params=asked, total=rows, actor=actor, client_token=client_token)
    add_event(
        tx,
        actor_id=actor.id,
        action="source.import_started",
        entity="source",
        entity_id=source.id,
        after={"name": source.name, "licence": source.licence, "sha256": source.sha256, "job": job.id},
    )
    return job.id or 0


def _remove_forgotten(session: Session, workspace: Workspace) -> None:
    """Remove uploads of yesterday and before that no waiting or stopped import needs."""
    jobs = select(Job).where(col(Job.kind).in_(_JOB_KINDS.values()), Job.state != JobState.DONE)
    ids = [job.params.get("source_id") for job in session.exec(jobs)]
    needed = {source.path for source in session.exec(select(Source).where(col(Source.id).in_(ids)))}
    for path in workspace.uploads.iterdir():
        with suppress(FileNotFoundError):  # an import of pages makes and removes files here meanwhile
            is_old = path.stat().st_mtime < time.time() - _FORGOTTEN_AFTER_S
            if path.is_file() and is_old and str(path.resolve()) not in needed:
                path.unlink(missing_ok=True)
