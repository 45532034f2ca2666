"""Pieces of bytes that come from elsewhere become a file that is whole or not there."""

import contextlib
import hashlib
import os
import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from curation.errors import DiskError, disk_failure

PART_PREFIX = ".part-"
"""How the name of a file begins that a killed process left unfinished."""


class KeptFile(NamedTuple):
    """A file and the sha256 of its bytes (64 hex digits)."""

    path: Path
    sha256: str


def keep_file(pieces: Iterable[bytes], *, folder: Path, suffix: str) -> KeptFile:
    """Write the pieces to the disk, then give the file its name: its sha256 and the suffix.

    Whatever the pieces raise goes through, and nothing stays behind.

    Raises:
        DiskError: The disk is full or failed.
    """
    part = folder / f"{PART_PREFIX}{secrets.token_hex(8)}"
    digest = hashlib.sha256()
    try:
        with part.open("xb") as handle:
            for piece in pieces:
                digest.update(piece)
                handle.write(piece)
            handle.flush()
            os.fsync(handle.fileno())
        path = part.replace(folder / f"{digest.hexdigest()}{suffix}")
        _sync_names(folder)
    except BaseException as error:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        if reason := disk_failure(error):
            raise DiskError(folder, reason) from error
        raise
    return KeptFile(path, digest.hexdigest())


def _sync_names(folder: Path) -> None:
    """Make the names in a folder survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
