"""Files that are whole or not there: written under another name, synced, then renamed."""

import contextlib
import errno
import hashlib
import os
import re
import time
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from curation.errors import BadInputError, DiskError, disk_failure

TEMPORARY_PREFIX = ".curation-"
TEMPORARY_SUFFIX = ".tmp"
_FORGOTTEN = re.compile(
    rf"{re.escape(TEMPORARY_PREFIX)}[0-9a-f]{{32}}{re.escape(TEMPORARY_SUFFIX)}(?:-wal|-shm|-journal)?"
)
_FORGOTTEN_AFTER_S = 24 * 3600

_MAY_NOT_WRITE = frozenset(
    {errno.EROFS, errno.EACCES, errno.EPERM, errno.ENOTDIR, errno.ENAMETOOLONG}
    | {errno.EEXIST, errno.ENOTEMPTY, errno.EISDIR}
)
_MAX_NAME_BYTES = 100
_UNSAFE = re.compile(r"[^\w.-]+")
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """A file of an export: where it lies, its rows (None where it has none), and what was left out of it."""

    path: Path
    rows: int | None
    sha256: str
    left_out: Mapping[str, int] = field(default_factory=dict)


@contextlib.contextmanager
def whole_file(path: Path) -> Iterator[IO[bytes]]:
    """Open a file that appears under its name only when the block ends without an error.

    Killed at any moment it leaves the old file, or none, under the name; what
    it may leave beside it begins with `TEMPORARY_PREFIX`.
    """
    temporary = path.parent / f"{TEMPORARY_PREFIX}{uuid.uuid4().hex}{TEMPORARY_SUFFIX}"
    try:
        with temporary.open("xb") as handle:
            yield handle
            handle.flush()
            os.fsync(handle.fileno())
        temporary.replace(path)
        sync(path.parent)
    except BaseException:
        with contextlib.suppress(OSError):  # where the folder itself cannot be had, there is nothing to take away
            temporary.unlink(missing_ok=True)
        raise


def remove_forgotten(folder: Path) -> None:
    """Remove what a killed process left half written in a folder: files named as we name them, of yesterday and before.

    What is younger may be another process at work.
    """
    for path in folder.glob(f"{TEMPORARY_PREFIX}*"):
        with contextlib.suppress(OSError):  # gone meanwhile, or not ours to remove
            if _FORGOTTEN.fullmatch(path.name) and path.stat().st_mtime < time.time() - _FORGOTTEN_AFTER_S:
                path.unlink()


@contextlib.contextmanager
def as_sentence(path: Path) -> Iterator[None]:
    """Turn what keeps a path from being written into an error that people can act on.

    Raises:
        DiskError: The disk is full or failed.
        BadInputError: One may not write there.
    """
    try:
        yield
    except OSError as error:
        if reason := disk_failure(error):
            raise DiskError(path, reason) from error
        if error.errno in _MAY_NOT_WRITE:
            raise BadInputError(
                f"{path} cannot be written: {error.strerror}.", "Nothing stands under its name that is not whole."
            ) from error
        raise


def write_text(path: Path, text: str) -> WrittenFile:
    """Write a text file whole."""
    with whole_file(path) as handle:
        handle.write(text.encode("utf-8"))
    return WrittenFile(path, None, sha256_of(path))


def sha256_of(path: Path) -> str:
    """Return the sha256 (64 hex digits) of a file, read in pieces."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def safe_name(text: str, *, fallback: str = "export") -> str:
    """Return a name that any file system takes and that stays in its folder, made from any text."""
    name = _UNSAFE.sub("-", text).strip(".-_")
    name = name.encode("utf-8", "ignore")[:_MAX_NAME_BYTES].decode("utf-8", "ignore")
    if not name:
        return fallback
    return f"_{name}" if _RESERVED.fullmatch(name) else name


def sync(path: Path) -> None:
    """Make a file, or the names in a folder, survive a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
