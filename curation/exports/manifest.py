"""The manifest of an export: its files with their hashes, and how it was made."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any

from curation.errors import BadInputError
from curation.exports.files import TEMPORARY_PREFIX, TEMPORARY_SUFFIX, WrittenFile, sha256_of, write_text

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


def prepare_out_dir(path: Path) -> Path:
    """Make a folder ready for an export, and mark it as one that is not finished.

    Raises:
        BadInputError: It is no folder, or holds something that is no export of ours.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
        is_empty = not any(path.iterdir())
    except OSError as error:
        raise BadInputError(f"{path} cannot be used as a folder: {error.strerror}.") from error
    manifest = _read(path)
    if not is_empty and manifest is None:
        raise BadInputError(f"{path} is not empty and holds no export.", "Choose an empty folder, or a new one.")
    for left in path.rglob(f"{TEMPORARY_PREFIX}*{TEMPORARY_SUFFIX}"):
        left.unlink()
    # The old files stay until the new ones are there; the list says which ones they are.
    old = _listed_paths(manifest or {})
    _write(path, {"state": "unfinished", "files": [{"path": name} for name in old]})
    return path


def write_manifest(directory: Path, files: Sequence[WrittenFile], facts: ManifestFacts) -> Path:
    """Write the manifest, which finishes the export, and remove the files of the export that it replaces.

    Raises:
        ValueError: A file is named twice, lies outside the folder, or the time has no zone.
    """
    names = [file.path.relative_to(directory).as_posix() for file in files]
    if len(set(names)) < len(names) or not all(_is_inside(name) for name in names):
        raise ValueError(f"the files of an export need different names within it: {names}")
    if facts.created_at.tzinfo is None:
        raise ValueError("created_at needs a time zone")
    replaced = [name for name in _listed_paths(_read(directory) or {}) if name not in names]
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
    _write(directory, content)
    for name in replaced:
        if _stays_inside(directory, name):
            (directory / name).unlink(missing_ok=True)
    return directory / MANIFEST_NAME


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


def _write(directory: Path, content: Mapping[str, object]) -> None:
    """Write a manifest of ours with the given content."""
    whole = {"application": _APPLICATION, "manifest_version": _VERSION, **content}
    text = json.dumps(whole, ensure_ascii=False, indent=2, sort_keys=True, allow_nan=False)
    write_text(directory / MANIFEST_NAME, text + "\n")


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
