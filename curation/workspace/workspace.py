"""A workspace: one folder, its database, its vectors and who may write to it."""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TypeVar, cast

from pysqlite3 import dbapi2
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, text

from curation.errors import DiskError, LockedError, WorkspaceError, disk_failure
from curation.index import PRECISIONS, Embedder, LiveSnapshot, MiniLmEmbedder, Precision, VectorStore, space_of
from curation.models import Setting
from curation.settings import Settings
from curation.store.engine import reader_engine, writer_engine
from curation.store.migrations import migrate, schema_version

DATABASE = "curation.db"
WEB_LOCK = "web.lock"
PRECISION_SETTING = "embedding.precision"
MAX_CACHED = 200
_LOCKED = ("database is locked", "database table is locked")
T = TypeVar("T")
FOLDERS = ("index", "exports", "backups", "uploads")


class Workspace:
    """What a process needs to work on a workspace; built once and shared between its threads."""

    def __init__(self, settings: Settings, *, embedder: Embedder | None = None) -> None:
        """Open the two engines; the file must exist and have the newest schema."""
        self.settings = settings
        self.path = settings.workspace
        self._embedder = embedder
        self._writer = writer_engine(self.database)
        self._reader = reader_engine(self.database)
        self._cache: OrderedDict[Hashable, object] = OrderedDict()
        self._cache_lock = Lock()
        self._snapshots: dict[str, LiveSnapshot] = {}

    @property
    def database(self) -> Path:
        """The file with everything that cannot be made again."""
        return self.path / DATABASE

    @property
    def backups(self) -> Path:
        """Where backups go."""
        return self.path / "backups"

    @property
    def exports(self) -> Path:
        """Where the pages write releases."""
        return self.path / "exports"

    @property
    def uploads(self) -> Path:
        """Where uploaded files wait for their import."""
        return self.path / "uploads"

    @property
    def web_lock(self) -> Path:
        """The lock of the server."""
        return self.path / WEB_LOCK

    @property
    def worker_lock(self) -> Path:
        """The lock of the worker."""
        return self.path / "worker.lock"

    def index_folder(self, kind: str) -> Path:
        """Where the snapshot of a kind's vectors lies."""
        return self.path / "index" / kind

    @cached_property
    def embedder(self) -> Embedder:
        """The model that turns texts into vectors; its weights load at the first use."""
        return self._embedder or MiniLmEmbedder(self._precision())

    def _precision(self) -> Precision:
        with self.read() as session:
            chosen = session.get(Setting, PRECISION_SETTING)
        return next((known for known in PRECISIONS if chosen and known == chosen.value), PRECISIONS[0])

    @cached_property
    def vectors(self) -> VectorStore:
        """The vectors made so far, which can be made again."""
        return VectorStore(self.path / "embeddings.db", space_of(self.embedder))

    def live_snapshot(self, kind: str) -> LiveSnapshot:
        """The newest snapshot of a kind's vectors, loaded once for all threads."""
        with self._cache_lock:
            if kind not in self._snapshots:
                self._snapshots[kind] = LiveSnapshot(self.index_folder(kind), expect=space_of(self.embedder))
            return self._snapshots[kind]

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Open a session that sees one state and cannot write.

        Raises:
            LockedError: The database was busy for longer than a connection waits.
            DiskError: The disk is full or failed.
        """
        with self._as_sentence(), Session(self._reader, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Open a session on BEGIN IMMEDIATE; commit at the end, roll back on any error.

        Raises:
            LockedError: Another one wrote for longer than a connection waits; nothing was changed.
            DiskError: The disk is full or failed; nothing was changed.
        """
        with self._as_sentence(), Session(self._writer, expire_on_commit=False) as session, session.begin():
            yield session

    @property
    def writer(self) -> Engine:
        """The writing engine, for bulk loading."""
        return self._writer

    def data_version(self) -> tuple[int, int, int]:
        """Return what changes with every change of the data: the newest event, persona and sample."""
        with self.read() as session:
            row = session.exec(
                text(  # type: ignore[call-overload]  # SQLModel types exec for select() only
                    "select coalesce((select max(id) from event), 0), coalesce((select max(id) from persona), 0), "
                    "coalesce((select max(id) from sample), 0)"
                )
            ).one()
        return (int(row[0]), int(row[1]), int(row[2]))

    def cached(self, key: Hashable, compute: Callable[[], T]) -> T:
        """Return what `compute` gives, kept until the data changes; the least recently used fall out."""
        versioned = (self.data_version(), key)
        with self._cache_lock:
            if versioned in self._cache:
                self._cache.move_to_end(versioned)
                return cast("T", self._cache[versioned])
        value = compute()
        with self._cache_lock:
            self._cache[versioned] = value
            while len(self._cache) > MAX_CACHED:
                self._cache.popitem(last=False)
        return value

    def close(self) -> None:
        """Give the connections back."""
        self._writer.dispose()
        self._reader.dispose()

    @contextmanager
    def _as_sentence(self) -> Iterator[None]:
        """Turn what SQLite says of a lock or of the disk into an error that people can act on."""
        try:
            yield
        except (OperationalError, dbapi2.OperationalError) as error:
            # The whole message of SQLAlchemy has the parameters in it, which are people's texts.
            said = error.orig if isinstance(error, OperationalError) and error.orig else error
            if str(said).startswith(_LOCKED):
                raise LockedError(
                    "The workspace is busy: something else writes to it.", "Try again in a moment."
                ) from error
            if reason := disk_failure(said):
                raise DiskError(self.database, reason) from error
            raise


def make_folders(settings: Settings) -> None:
    """Make the folder of a workspace and those in it."""
    path = settings.workspace
    try:
        for folder in (path, *(path / name for name in FOLDERS)):
            folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WorkspaceError(f"{path} cannot be made: {error.strerror}.", "Choose another --workspace.") from error


def create_files(settings: Settings) -> bool:
    """Make the folder and bring its database to the newest schema; tell whether it was new."""
    make_folders(settings)
    path = settings.workspace
    is_new = schema_version(path / DATABASE) == 0
    migrate(path / DATABASE, backups=path / "backups", keep=settings.backups_kept)
    return is_new


def open_workspace(settings: Settings, *, embedder: Embedder | None = None) -> Workspace:
    """Open an existing workspace, migrating it where it is older.

    Raises:
        WorkspaceError: There is none at the path, or it is newer or damaged.
    """
    if not (settings.workspace / DATABASE).is_file():
        raise WorkspaceError(
            f"{settings.workspace} holds no workspace.",
            f"Make one: python -m curation --workspace {settings.workspace} init.",
        )
    create_files(settings)
    return Workspace(settings, embedder=embedder)
