"""A snapshot of all vectors of one kind on disk: whole, checked, and swapped in at once.

It is a cache: a snapshot that does not match its manifest is not used, and is
made again from the vector store. One process at a time writes to a folder.
"""

import threading
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from curation.errors import DiskError, WorkspaceError, disk_failure
from curation.index.hnsw import SPACE, Hnsw
from curation.index.manifest import (
    ManifestError,
    Stamp,
    file_path,
    manifest_stamp,
    read_manifest,
    remove_others,
    write_file,
    write_manifest,
)
from curation.index.space import VectorSpace

HNSW_MIN_ROWS: Final = 20_000
"""Below this many rows an exact search is so fast that no graph is built."""
_FORMAT: Final = 1
_MATRIX: Final = "matrix.npy"
_IDS: Final = "ids.npy"
_HNSW: Final = "hnsw.bin"


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """The vectors of one kind at one moment, ready to be searched."""

    space: VectorSpace
    ids: NDArray[np.int64]
    """Shape (n,), ascending, each once."""
    vectors: NDArray[np.float32]
    """Shape (n, dim), unit rows in the order of the ids; memory-mapped, read-only."""
    hnsw: Hnsw | None
    high_water: int
    """What the writer said how far the snapshot goes; rows after it are searched beside it."""
    created: str
    """ISO 8601 in UTC, to the second below."""


class SnapshotState(NamedTuple):
    """A snapshot, or the reason why there is none to be used."""

    snapshot: Snapshot | None
    reason: str | None


def save_snapshot(
    directory: Path,
    ids: NDArray[np.int64],
    vectors: NDArray[np.float32],
    *,
    space: VectorSpace,
    high_water: int,
    hnsw_min_rows: int = HNSW_MIN_ROWS,
    created: datetime | None = None,
) -> None:
    """Write a snapshot and put it in the place of the one before.

    Whenever the process is killed, the folder has the old snapshot or the new one.

    Args:
        directory: The folder of this kind; made if it is not there.
        ids: Shape (n,), each once, in any order.
        vectors: Shape (n, dim), unit rows in the order of the ids.
        space: Whose vectors they are.
        high_water: How far the snapshot goes, kept for the reader.
        hnsw_min_rows: From how many rows on the graph is built too.
        created: When the caller read the vectors, so that a reader knows which changes are not in them; now if None.

    Raises:
        ValueError: An id twice, not one row for each id, or a row that is no unit vector.
        WorkspaceError: The graph was not written whole, or the folder may not be written.
        DiskError: The disk is full or failed.
    """
    # Taken before the graph is built, which may last minutes.
    created = created or datetime.now(UTC)
    ids, vectors = _in_order(ids, space.check(vectors))
    try:
        directory.mkdir(parents=True, exist_ok=True)
        files = {
            _MATRIX: write_file(directory, _MATRIX, lambda path: np.save(path, vectors)),
            _IDS: write_file(directory, _IDS, lambda path: np.save(path, ids)),
        }
        if 0 < len(ids) >= hnsw_min_rows:
            files[_HNSW] = write_file(directory, _HNSW, Hnsw.build(vectors).save)
        write_manifest(directory, _facts(len(ids), space, high_water, created), files)
        remove_others(directory, files, roles=(_MATRIX, _IDS, _HNSW))
    except OSError as error:
        # NumPy says of a full disk how much it wrote of how much, and gives no number of the error.
        if failure := disk_failure(error) or (str(error) if error.errno is None else None):
            raise DiskError(directory, failure) from error
        raise WorkspaceError(
            f"{directory} cannot be written: {error.strerror or error}.", "See that this program may write there."
        ) from error


def load_snapshot(directory: Path, *, expect: VectorSpace) -> SnapshotState:
    """Return the folder's snapshot if every byte of it is as written and it is of the expected space.

    It reads all files once to compare their hashes, before any library does.
    """
    while True:
        before = manifest_stamp(directory)
        try:
            return SnapshotState(_load(directory, expect), None)
        except ManifestError as problem:
            # A writer may have put a new snapshot in its place between two reads of ours.
            if manifest_stamp(directory) == before:
                return SnapshotState(None, str(problem))


class LiveSnapshot:
    """The newest snapshot of a folder for all threads of a process, swapped in whole."""

    def __init__(self, directory: Path, *, expect: VectorSpace) -> None:
        """Load nothing yet."""
        self._directory = directory
        self._expect = expect
        self._lock = threading.Lock()
        self._loaded: tuple[Stamp, SnapshotState] | None = None

    def current(self) -> SnapshotState:
        """Return the newest snapshot; while one thread loads it, the others go on with the one before."""
        stamp = manifest_stamp(self._directory)
        loaded = self._loaded
        if loaded and loaded[0] == stamp:
            return loaded[1]
        if not self._lock.acquire(blocking=loaded is None) and loaded:
            return loaded[1]
        try:
            if self._loaded is None or self._loaded[0] != stamp:
                self._loaded = stamp, load_snapshot(self._directory, expect=self._expect)
            return self._loaded[1]
        finally:
            self._lock.release()


def _load(directory: Path, expect: VectorSpace) -> Snapshot:
    """Read the snapshot that the manifest names.

    Raises:
        ManifestError: There is none to be used.
    """
    facts, files = read_manifest(directory)
    for name, wanted in {"format": _FORMAT, "space": SPACE, **asdict(expect)}.items():
        if facts.get(name) != wanted:
            raise ManifestError(f"{name} is {facts.get(name)}, not {wanted}")
    try:
        vectors = np.load(file_path(directory, _MATRIX, files[_MATRIX]), mmap_mode="r", allow_pickle=False)
        ids = np.load(file_path(directory, _IDS, files[_IDS]), allow_pickle=False)
        hnsw = Hnsw.load(file_path(directory, _HNSW, files[_HNSW]), dim=expect.dim) if _HNSW in files else None
    except (KeyError, OSError, ValueError, RuntimeError) as error:
        raise ManifestError(f"a file cannot be read: {error}") from error
    count = facts["count"]
    if vectors.shape != (count, expect.dim) or ids.shape != (count,) or (hnsw and len(hnsw) != count):
        raise ManifestError(f"the files do not have the {count} rows of the manifest")
    return Snapshot(expect, ids, vectors, hnsw, facts["high_water"], facts["created"])


def _facts(count: int, space: VectorSpace, high_water: int, created: datetime) -> dict[str, Any]:
    return {
        "format": _FORMAT,
        "count": count,
        **asdict(space),
        "space": SPACE,
        "high_water": high_water,
        "created": created.astimezone(UTC).isoformat(timespec="seconds"),
    }


def _in_order(ids: NDArray[np.int64], vectors: NDArray[np.float32]) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Return both ordered by id."""
    if ids.shape != (len(vectors),):
        raise ValueError(f"got ids of shape {ids.shape} and {len(vectors)} vectors")
    steps = np.diff(ids)
    if (steps < 0).any():
        order = np.argsort(ids, kind="stable")
        ids, vectors = ids[order], vectors[order]
        steps = np.diff(ids)
    if (steps == 0).any():
        raise ValueError(f"id {ids[np.flatnonzero(steps == 0)[0]]} is there twice")
    return ids.astype(np.int64), vectors
