"""The embeddings file: what a text's vector is, so that no text is embedded twice."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from pysqlite3 import dbapi2

from curation.errors import DiskError, WorkspaceError, disk_failure
from curation.index.space import VectorSpace

SCHEMA_VERSION: Final = 1
WRITE_BATCH_ROWS: Final = 500
_READ_BATCH_ROWS: Final = 10_000
_BUSY_TIMEOUT_MS: Final = 20_000
_ITEM: Final = np.dtype("<f4")

_SCHEMA: Final = f"""
CREATE TABLE space (
    id INTEGER PRIMARY KEY,
    model TEXT NOT NULL,
    revision TEXT NOT NULL,
    precision TEXT NOT NULL,
    dim INTEGER NOT NULL CHECK (dim > 0),
    UNIQUE (model, revision, precision)
) STRICT;
CREATE TABLE embedding (
    space_id INTEGER NOT NULL REFERENCES space (id),
    text_hash TEXT NOT NULL,
    vector BLOB NOT NULL CHECK (length(vector) > 0),
    PRIMARY KEY (space_id, text_hash)
) STRICT;
PRAGMA user_version = {SCHEMA_VERSION};
"""
_SELECT: Final = """
SELECT text_hash, {column} FROM embedding
WHERE space_id = ? AND text_hash IN (SELECT value FROM json_each(?))
"""
_INSERT: Final = "INSERT INTO embedding (space_id, text_hash, vector) VALUES (?, ?, ?) ON CONFLICT DO NOTHING"


class StoredVectors(NamedTuple):
    """The vectors found for a list of n hashes: `hashes[found]` are those of the rows."""

    vectors: NDArray[np.float32]
    """Shape (m, dim), one unit row for each hash found, in the order asked."""
    found: NDArray[np.bool_]
    """Shape (n,), whether the hash has a vector."""


class VectorStore:
    """Vectors by hash of text, in one space.

    Every call opens its own connection, so that one store serves all threads
    of a process and none of them holds the file.
    """

    def __init__(self, path: Path, space: VectorSpace) -> None:
        """Open the file, or make it if it is not there.

        Raises:
            WorkspaceError: The file cannot be opened, is damaged or of a newer version, or has this space with
                another dim.
        """
        self.path = path
        self.space = space
        self._space_id = self._register()

    def missing(self, hashes: Sequence[str]) -> list[str]:
        """Return the hashes without a vector, each once, in the order given."""
        wanted = list(dict.fromkeys(hashes))
        with self._connect() as db:
            known = self._known(db, wanted)
        return [text_hash for text_hash in wanted if text_hash not in known]

    def add(self, hashes: Sequence[str], vectors: NDArray[np.float32]) -> int:
        """Keep the vectors of the hashes and return how many are new; a hash that has one keeps it.

        Args:
            hashes: n hashes.
            vectors: Shape (n, dim), unit rows in the order of the hashes.

        Raises:
            ValueError: Not one row for each hash, or a row that is no unit vector. Nothing is kept then.
        """
        rows = self.space.check(vectors)
        if len(rows) != len(hashes):
            raise ValueError(f"got {len(hashes)} hashes and {len(rows)} vectors")
        added = 0
        with self._connect() as db:
            for start in range(0, len(hashes), WRITE_BATCH_ROWS):
                part = slice(start, start + WRITE_BATCH_ROWS)
                values = [
                    (self._space_id, text_hash, row.astype(_ITEM).tobytes())
                    for text_hash, row in zip(hashes[part], rows[part], strict=True)
                ]
                with _transaction(db):
                    added += db.executemany(_INSERT, values).rowcount
        return added

    def get(self, hashes: Sequence[str]) -> StoredVectors:
        """Return the vectors of the hashes that have one; a hash may be asked for more than once."""
        with self._connect() as db:
            known = self._known(db, list(dict.fromkeys(hashes)))
            found = np.fromiter((text_hash in known for text_hash in hashes), dtype=np.bool_, count=len(hashes))
            rows_of: dict[str, list[int]] = {text_hash: [] for text_hash in known}
            for row, position in enumerate(np.flatnonzero(found).tolist()):
                rows_of[hashes[position]].append(row)
            # The rows are filled one by one, so that a million vectors are in memory once.
            vectors = np.empty((int(found.sum()), self.space.dim), dtype=np.float32)
            for text_hash, blob in self._select(db, list(known), column="vector"):
                vectors[rows_of[text_hash]] = np.frombuffer(blob, dtype=_ITEM)
        return StoredVectors(vectors, found)

    def count(self) -> int:
        """Return how many vectors the space has."""
        with self._connect() as db:
            (total,) = db.execute("SELECT count(*) FROM embedding WHERE space_id = ?", [self._space_id]).fetchone()
        return int(total)

    def _known(self, db: dbapi2.Connection, hashes: list[str]) -> set[str]:
        return {text_hash for text_hash, _ in self._select(db, hashes, column="NULL")}

    def _select(self, db: dbapi2.Connection, hashes: list[str], *, column: str) -> Iterator[tuple[str, bytes]]:
        """Yield (hash, column) of those hashes that have a vector."""
        query = _SELECT.format(column=column)
        for start in range(0, len(hashes), _READ_BATCH_ROWS):
            yield from db.execute(query, [self._space_id, json.dumps(hashes[start : start + _READ_BATCH_ROWS])])

    def _register(self) -> int:
        """Make the tables where there are none, and the row of the space; return its id."""
        space = self.space
        with self._connect() as db:
            db.execute("PRAGMA journal_mode = WAL")
            with _transaction(db):
                self._prepare_schema(db)
                db.execute(
                    "INSERT INTO space (model, revision, precision, dim) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
                    [space.model, space.revision, space.precision, space.dim],
                )
                space_id, dim = db.execute(
                    "SELECT id, dim FROM space WHERE (model, revision, precision) = (?, ?, ?)",
                    [space.model, space.revision, space.precision],
                ).fetchone()
        if dim != space.dim:
            raise WorkspaceError(
                f"{self.path.name} holds vectors of {space.model} with {dim} numbers, not {space.dim}."
            )
        return int(space_id)

    def _prepare_schema(self, db: dbapi2.Connection) -> None:
        (version,) = db.execute("PRAGMA user_version").fetchone()
        if version > SCHEMA_VERSION:
            raise WorkspaceError(
                f"{self.path.name} is of version {version}, this program knows {SCHEMA_VERSION}.",
                "Update the program.",
            )
        if version == 0:
            for statement in _SCHEMA.split(";"):
                db.execute(statement)

    @contextmanager
    def _connect(self) -> Iterator[dbapi2.Connection]:
        """Open a connection for one call; what the file itself is wrong about becomes a sentence."""
        try:
            db = dbapi2.connect(str(self.path), timeout=_BUSY_TIMEOUT_MS / 1000, isolation_level=None)
            try:
                db.execute("PRAGMA synchronous = FULL")
                db.execute("PRAGMA foreign_keys = ON")
                db.execute("PRAGMA trusted_schema = OFF")
                yield db
            finally:
                db.close()
        except dbapi2.DatabaseError as error:
            if reason := disk_failure(error):
                raise DiskError(self.path, reason) from error
            raise WorkspaceError(
                f"The embeddings file {self.path} cannot be used: {error}.",
                "If it is damaged, move it away: its content is made again from the texts.",
            ) from error


@contextmanager
def _transaction(db: dbapi2.Connection) -> Iterator[None]:
    """Take the write lock at once, and commit or undo all."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        if db.in_transaction:  # a full disk has undone it already
            db.execute("ROLLBACK")
        raise
    db.execute("COMMIT")
