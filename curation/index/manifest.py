"""Files that are believed only if they are, byte for byte, what their manifest says.

Every file carries the start of its hash in its name, so a new one never
overwrites one that is being read. The manifest is written last and names the
files that count; it has a hash of itself.
"""

import hashlib
import json
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final, NamedTuple

MANIFEST: Final = "manifest.json"
_TMP: Final = ".tmp-"

Stamp = tuple[int, int, int] | None
"""What changes whenever a manifest is replaced; None where there is none."""


class ManifestError(Exception):
    """The folder's files are not to be used; the message says why."""


class FileSeal(NamedTuple):
    """What the content of a file was when it was written."""

    sha256: str
    size: int


class Manifest(NamedTuple):
    """What a manifest says: facts of the writer's, and the files that count by their role."""

    facts: dict[str, Any]
    files: dict[str, FileSeal]


def file_path(directory: Path, role: str, seal: FileSeal) -> Path:
    """Return where the file of a role lies: `matrix.npy` is `matrix-<start of its sha256>.npy`."""
    stem, suffix = role.rsplit(".", 1)
    return directory / f"{stem}-{seal.sha256[:16]}.{suffix}"


def write_file(directory: Path, role: str, write: Callable[[Path], object]) -> FileSeal:
    """Let the file be written under a name of passage, make it durable, and give it its name.

    Args:
        directory: An existing folder.
        role: What the file is, with its suffix.
        write: Writes the file to the path it is given.
    """
    passage = directory / f"{_TMP}{os.getpid()}-{role}"
    try:
        write(passage)
        with passage.open("rb") as file:
            os.fsync(file.fileno())
        seal = _seal_of(passage)
        passage.replace(file_path(directory, role, seal))
    finally:
        passage.unlink(missing_ok=True)
    return seal


def write_manifest(directory: Path, facts: dict[str, Any], files: dict[str, FileSeal]) -> None:
    """Put a manifest of the files and of further facts in the place of the one before.

    From here on these files count, and they survive a loss of power.
    """
    body = {**facts, "files": {role: seal._asdict() for role, seal in files.items()}}

    # The files' own names must be durable before a manifest speaks of them.
    _sync_folder(directory)
    passage = directory / f"{_TMP}{os.getpid()}-{MANIFEST}"
    with passage.open("w", encoding="utf-8") as file:
        json.dump({**body, "sha256": _digest(body)}, file, indent=2)
        file.flush()
        os.fsync(file.fileno())
    passage.replace(directory / MANIFEST)
    _sync_folder(directory)


def read_manifest(directory: Path) -> Manifest:
    """Return the folder's manifest after comparing every byte of the files.

    Raises:
        ManifestError: There is no manifest, it was changed, or a file is not what it says.
    """
    try:
        body = json.loads((directory / MANIFEST).read_bytes())
        if body.pop("sha256") != _digest(body):
            raise ManifestError("the manifest was changed")
        files = {role: FileSeal(**seal) for role, seal in body.pop("files").items()}
    except FileNotFoundError as error:
        raise ManifestError("there is no snapshot") from error
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ManifestError("the manifest cannot be read") from error
    for role, seal in files.items():
        path = file_path(directory, role, seal)
        try:
            whole = path.stat().st_size == seal.size and _seal_of(path) == seal
        except OSError as error:
            raise ManifestError(f"{role} cannot be read") from error
        if not whole:
            raise ManifestError(f"{role} is not as it was written")
    return Manifest(body, files)


def remove_others(directory: Path, files: dict[str, FileSeal], *, roles: Iterable[str]) -> None:
    """Remove what earlier or killed writers left of these roles; a reader that mapped an old file keeps it."""
    kept = {file_path(directory, role, seal).name for role, seal in files.items()}
    prefixes = (_TMP, *(role.rsplit(".", 1)[0] + "-" for role in roles))
    for path in directory.iterdir():
        if path.name.startswith(prefixes) and path.name not in kept:
            path.unlink(missing_ok=True)


def manifest_stamp(directory: Path) -> Stamp:
    """Return what changes whenever the manifest of the folder is replaced."""
    try:
        stat = (directory / MANIFEST).stat()
    except OSError:
        return None
    return stat.st_mtime_ns, stat.st_ino, stat.st_size


def _seal_of(path: Path) -> FileSeal:
    with path.open("rb") as file:
        return FileSeal(hashlib.file_digest(file, "sha256").hexdigest(), file.tell())


def _digest(body: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode("utf-8")).hexdigest()


def _sync_folder(directory: Path) -> None:
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
