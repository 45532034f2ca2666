"""The manifest of an export: its files with their hashes, how it was made, and how its folder comes to hold it."""

import json
import shutil
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any

from curation.errors import BadInputError
from curation.exports.files import (
    TEMPORARY_PREFIX,
    TEMPORARY_SUFFIX,
    WrittenFile,
    as_sentence,
    sha256_of,
    sync,
    write_text,
)

MANIFEST_NAME = "manifest.json"

_APPLICATION = "persona-curator"
_VERSION = 1
_MAX_MANIFEST_BYTES = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class ManifestFacts:
    """What an export says of itself beside its files."""

    release_id: str
    created_at: datetime
    licence: str
    rows: int
    left_out: Mapping[str, int]
    filter: Mapping[str, object]
    seed: int | None
    versions: Mapping[str, str]
    options: Mapping[str, object] = field(default_factory=dict)


@contextmanager
def staged_export(out: Path, *, name: str) -> Iterator[Path]:
    """Give a folder to write an export into, and put it in the place of `out` when the block ends without an error.

    Killed at any moment before, `out` is as it was: absent, or the export of
    before. A new folder appears at once. In one that is there already the
    files change one after the other, while its manifest says that it is not
    finished.

    Args:
        out: Where the export goes: a new folder, an empty one, or one with an earlier export.
        name: What tells this export from others; what a killed writing of it has left is cleared away.

    Raises:
        BadInputError: `out` is no folder, holds something that is no export of ours, or may not be written.
        DiskError: The disk is full.
    """
    refuse_foreign(out)
    parent = out if out.is_dir() else out.parent
    # No two processes share one: the child of a killed worker may still write for a moment.
    staging = parent / f"{TEMPORARY_PREFIX}{name}-{uuid.uuid4().hex}{TEMPORARY_SUFFIX}"
    with as_sentence(out):
        parent.mkdir(parents=True, exist_ok=True)
        for left in parent.glob(f"{TEMPORARY_PREFIX}{name}-*{TEMPORARY_SUFFIX}"):
            shutil.rmtree(left, ignore_errors=True)
        try:
            staging.mkdir()
            yield staging
            _put_in_place(staging, out)
        finally:
            shutil.rmtree(staging, ignore_errors=True)


def refuse_foreign(out: Path) -> None:
    """Raise where a folder holds something that no export of ours has written.

    Raises:
        BadInputError: It does, or it is no folder.
    """
    try:
        is_free = not out.exists() or all(_is_temporary(path) for path in out.iterdir())
    except OSError as error:
        raise BadInputError(f"{out} cannot be used as a folder: {error.strerror}.") from error
    if not is_free and _read(out) is None:
        raise BadInputError(f"{out} is not empty and holds no export.", "Choose an empty folder, or a new one.")


def _put_in_place(staging: Path, out: Path) -> None:
    """Make a finished export stand where it belongs."""
    sync(staging)
    if not out.exists():
        staging.rename(out)
        sync(out.parent)
        return
    refuse_foreign(out)  # somebody may have filled it meanwhile
    new, old = _listed_paths(_read(staging) or {}), _listed_paths(_read(out) or {})
    _write(out, {"state": "unfinished", "files": [{"path": name} for name in dict.fromkeys((*old, *new))]})
    for name in (*new, MANIFEST_NAME):
        (staging / name).replace(out / name)
    sync(out)
    for name in old:
        if name not in new and _stays_inside(out, name):
            (out / name).unlink(missing_ok=True)


def _is_temporary(path: Path) -> bool:
    return path.name.startswith(TEMPORARY_PREFIX) and path.name.endswith(TEMPORARY_SUFFIX)


def write_manifest(directory: Path, files: Sequence[WrittenFile], facts: ManifestFacts) -> WrittenFile:
    """Write the manifest, which says what the export is and that it is finished.

    Raises:
        ValueError: A file is named twice, lies outside the folder, or the time has no zone.
    """
    names = [file.path.relative_to(directory).as_posix() for file in files]
    if len(set(names)) < len(names) or not all(_is_inside(name) for name in names):
        raise ValueError(f"the files of an export need different names within it: {names}")
    if facts.created_at.tzinfo is None:
        raise ValueError("created_at needs a time zone")
    content = {
        "state": "complete",
        "release_id": facts.release_id,
        "created_at": facts.created_at.astimezone(UTC).isoformat(),
        "licence": facts.licence,
        "rows": facts.rows,
        "left_out": dict(facts.left_out),
        "filter": dict(facts.filter),
        "seed": facts.seed,
        "options": dict(facts.options),
        "versions": dict(facts.versions),
        "files": [
            {"path": name, "rows": file.rows, "sha256": file.sha256} for name, file in zip(names, files, strict=True)
        ],
    }
    return _write(directory, content)


def check_manifest(directory: Path) -> list[str]:
    """Return what is wrong with an export; an empty list where every file is as it was written."""
    manifest = _read(directory)
    if manifest is None:
        return [f"{directory} has no {MANIFEST_NAME} of an export."]
    if manifest.get("state") != "complete":
        return [f"The export in {directory} was not finished; export again."]
    problems: list[str] = []
    for entry in _entries(manifest):
        name = entry.get("path")
        if not isinstance(name, str) or not _stays_inside(directory, name):
            problems.append(f"The manifest names a file outside the export: {name!r}.")
        elif not (directory / name).is_file():
            problems.append(f"{name} is missing.")
        elif sha256_of(directory / name) != entry.get("sha256"):
            problems.append(f"{name} is not as it was written: its sha256 differs.")
    return problems


def _write(directory: Path, content: Mapping[str, object]) -> WrittenFile:
    """Write a manifest of ours with the given content."""
    whole = {"application": _APPLICATION, "manifest_version": _VERSION, **content}
    text = json.dumps(whole, ensure_ascii=False, indent=2, sort_keys=True, allow_nan=False)
    return write_text(directory / MANIFEST_NAME, text + "\n")


def _read(directory: Path) -> dict[str, Any] | None:
    """Return the folder's manifest, or None where it has none of ours."""
    path = directory / MANIFEST_NAME
    try:
        with path.open("rb") as handle:
            content = json.loads(handle.read(_MAX_MANIFEST_BYTES))
    except (OSError, ValueError, RecursionError):
        return None
    return content if isinstance(content, dict) and content.get("application") == _APPLICATION else None


def _entries(manifest: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the manifest's files, as far as they have the form of such."""
    files = manifest.get("files")
    return [entry for entry in files if isinstance(entry, dict)] if isinstance(files, list) else []


def _listed_paths(manifest: Mapping[str, Any]) -> list[str]:
    """Return the paths of the manifest's files that lie within the export."""
    names = [entry.get("path") for entry in _entries(manifest)]
    return [name for name in names if isinstance(name, str) and _is_inside(name)]


def _is_inside(name: str) -> bool:
    """Tell whether a path, by its words alone, names a file below the folder."""
    parts = PurePosixPath(name).parts
    outside = not parts or name.startswith("/") or "\\" in name or "\0" in name or ".." in parts
    return not outside and name != MANIFEST_NAME


def _stays_inside(directory: Path, name: str) -> bool:
    """Tell whether a path also stays below the folder when links are followed."""
    return _is_inside(name) and (directory / name).resolve().is_relative_to(directory.resolve())
