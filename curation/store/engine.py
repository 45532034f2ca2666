"""Two engines on one file: writers that begin at once, readers that cannot write."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from pysqlite3 import dbapi2
from sqlalchemy import Connection, Engine, create_engine, event

BUSY_TIMEOUT_MS = 20_000
"""SQLite's waiting is not fair: one writer was seen to wait 3.5 s among eight."""

_PRAGMAS = (
    f"pragma busy_timeout = {BUSY_TIMEOUT_MS}",
    "pragma journal_mode = wal",
    "pragma synchronous = full",
    "pragma foreign_keys = on",
    "pragma trusted_schema = off",
    "pragma secure_delete = on",
    "pragma journal_size_limit = 67108864",
    "pragma mmap_size = 0",
)


def writer_engine(path: Path) -> Engine:
    """Return the engine whose every transaction is BEGIN IMMEDIATE.

    A deferred BEGIN cannot be upgraded once another writer committed, and the
    busy timeout does not help it; read and write outside one transaction lose
    updates without an error.
    """
    return _engine(path, _PRAGMAS, "begin immediate")


def reader_engine(path: Path) -> Engine:
    """Return the engine that sees one state per session and refuses to write."""
    return _engine(path, (*_PRAGMAS, "pragma query_only = on"), "begin")


def _engine(path: Path, pragmas: tuple[str, ...], begin: str) -> Engine:
    engine = create_engine(
        f"sqlite:///{path}",
        module=dbapi2,
        pool_size=8,
        max_overflow=24,
        pool_timeout=10,
        connect_args={"check_same_thread": False},
    )
    event.listen(engine, "connect", _on_connect(pragmas))
    event.listen(engine, "begin", _on_begin(begin))
    return engine


def _on_connect(pragmas: tuple[str, ...]) -> Callable[[Any, object], None]:
    def set_up(connection: Any, _record: object) -> None:  # noqa: ANN401 - a DBAPI connection
        connection.isolation_level = None  # transactions are begun below, not guessed by the driver
        cursor = connection.cursor()
        for pragma in pragmas:
            cursor.execute(pragma)
        cursor.close()

    return set_up


def _on_begin(statement: str) -> Callable[[Connection], None]:
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql(statement)

    return begin
