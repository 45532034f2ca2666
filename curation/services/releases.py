"""Releases as people find them again: listed, checked, taken along."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sqlmodel import Session

from curation.errors import ConflictError, NotFoundError
from curation.exports import check_manifest
from curation.models import Annotator, Release
from curation.store.releases import newest_releases
from curation.workspace import Workspace

MAX_ZIP_BYTES: Final = 50 * 1024 * 1024
_CARD = "README.md"
_MAX_CARD_CHARS = 200_000
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)
"""The earliest that a zip can say, so that the same files make the same bytes."""


@dataclass(frozen=True, slots=True)
class ReleasePublic:
    """A release as a page or a command shows it; `files` have path, rows and sha256."""

    id: int
    name: str
    format: str
    target: str
    licence: str
    fingerprint: str
    filter: Mapping[str, Any]
    rows: int
    left_out: Mapping[str, int]
    files: Sequence[Mapping[str, Any]]
    folder: Path
    is_complete: bool
    made_by: str
    created_at: datetime


def list_releases(workspace: Workspace, *, limit: int = 100) -> list[ReleasePublic]:
    """Return the newest releases first, also those that were not finished."""
    with workspace.read() as session:
        return [_public(release, name) for release, name in newest_releases(session, limit=limit)]


def get_release(workspace: Workspace, release_id: int) -> ReleasePublic:
    """Return one release.

    Raises:
        NotFoundError: There is none of that id.
    """
    with workspace.read() as session:
        release = session.get(Release, release_id)
        if release is None:
            raise NotFoundError(f"There is no release {release_id}.")
        return _public(release, _maker(session, release))


def check_release(release: ReleasePublic) -> list[str]:
    """Return what is wrong with the files of a release; an empty list where all are as they were written."""
    if not release.is_complete:
        return ["This release was not finished."]
    if not release.folder.is_dir():
        return [f"Its folder is not there any more: {release.folder}."]
    return check_manifest(release.folder)


def release_card(release: ReleasePublic) -> str:
    """Return the dataset card of a release, or an empty text where it is gone."""
    try:
        with (release.folder / _CARD).open(encoding="utf-8") as handle:
            return handle.read(_MAX_CARD_CHARS)
    except (OSError, UnicodeDecodeError):
        return ""


def release_bytes(release: ReleasePublic) -> int:
    """Return how large the files of a release are together; those that are gone count nothing."""
    return sum(path.stat().st_size for path in _paths(release) if path.is_file())


def release_zip(release: ReleasePublic) -> bytes:
    """Return the files of a release as one zip; the same files give the same bytes.

    Raises:
        ConflictError: They are not as they were written, or larger together than `MAX_ZIP_BYTES`.
    """
    problems = check_release(release)
    if problems:
        raise ConflictError(problems[0], "Export again.")
    if release_bytes(release) > MAX_ZIP_BYTES:
        raise ConflictError(
            f"The files are larger than {MAX_ZIP_BYTES // 1024**2} MB together.", f"They lie in {release.folder}."
        )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in _paths(release):
            entry = zipfile.ZipInfo(f"{release.name}/{path.name}", _ZIP_DATE)
            archive.writestr(entry, path.read_bytes(), zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _paths(release: ReleasePublic) -> list[Path]:
    """Return where the files lie; a name is one, and leads nowhere else."""
    return [release.folder / Path(str(file["path"])).name for file in release.files]


def _maker(session: Session, release: Release) -> str:
    return session.get_one(Annotator, release.created_by).name


def _public(release: Release, made_by: str) -> ReleasePublic:
    return ReleasePublic(
        id=release.id or 0,
        name=release.name,
        format=release.format,
        target=release.target,
        licence=release.licence,
        fingerprint=release.fingerprint,
        filter=release.filter,
        rows=release.n_rows,
        left_out=release.left_out,
        files=release.files,
        folder=Path(release.path),
        is_complete=release.is_complete,
        made_by=made_by,
        created_at=release.created_at,
    )
