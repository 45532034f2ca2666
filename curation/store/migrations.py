"""Numbered migrations; a released one is never edited, a change is a new function below."""

import os
import re
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pysqlite3 import dbapi2

from curation.errors import DiskError, WorkspaceError, disk_failure
from curation.models import utc_now
from curation.settings import BACKUPS_KEPT
from curation.store.engine import BUSY_TIMEOUT_MS

if TYPE_CHECKING:
    from sqlite_utils import Database

SCHEMA_VERSION = 3
"""The number of the newest migration, which also sets it: a kill in between leaves the old or the new state."""

APPLICATION_ID = 0x50_43_55_52  # "PCUR"
_COPY_NAME: Final = re.compile(r"before-migration-from-\d+-(\d{8}T\d{6})\.db", re.ASCII)


def _run_script(db: "Database", name: str) -> None:
    """Run a script statement by statement, since executescript would commit in between."""
    for statement in files("curation.store").joinpath(name).read_text("utf-8").split(";;\n"):
        if statement.strip():
            db.conn.execute(statement)


def m001_first_schema(db: "Database") -> None:
    """The tables, full-text tables and triggers of the first version."""
    _run_script(db, "m001_first_schema.sql")
    db.conn.execute("pragma user_version = 1")


def m002_synthesis(db: "Database") -> None:
    """Examples, solutions, batches and what is spent; templates, jobs, attempts and samples know more."""
    _rebuild(db, "m002_synthesis.sql")
    db.conn.execute("pragma user_version = 2")


def m003_review(db: "Database") -> None:
    """Rubrics, assignments, gold, comparisons, judges, what is settled and said; the size of the queue is kept."""
    _rebuild(db, "m003_review.sql")
    db.conn.execute("pragma user_version = 3")


def _rebuild(db: "Database", name: str) -> None:
    """Run a script in which changed tables are made anew and filled from the old ones.

    SQLite changes no CHECK in place. While the old table is renamed, the
    references to its name must stay as they are, which is SQLite's older way.

    Raises:
        WorkspaceError: A row names one that is not there.
    """
    db.conn.execute("pragma legacy_alter_table = on")
    try:
        _run_script(db, name)
    finally:
        db.conn.execute("pragma legacy_alter_table = off")
    if broken := db.conn.execute("pragma foreign_key_check").fetchone():
        raise WorkspaceError(
            f"Row {broken[1]} of {broken[0]} names a row of {broken[2]} that is not there; nothing was migrated.",
            "Restore a backup: python -m curation --workspace DIR restore BACKUP.",
        )


def apply_migrations(connection: dbapi2.Connection, *, stop_before: str | None = None) -> None:
    """Run the migrations that a file has not had, or only those before the one of that name."""
    from sqlite_utils import Database, Migrations  # pandas with it, which a file of today's schema need not wait for

    migrations = Migrations("curation")
    for migration in (m001_first_schema, m002_synthesis, m003_review):
        migrations()(migration)
    migrations.apply(Database(connection), stop_before=stop_before)


def schema_version(path: Path) -> int:
    """Return the file's user_version; 0 for a file that does not exist."""
    if not path.exists():
        return 0
    try:
        connection = _connect(path)
        try:
            return int(connection.execute("pragma user_version").fetchone()[0])
        finally:
            connection.close()
    except dbapi2.DatabaseError as error:
        raise _in_words(path, error) or WorkspaceError(
            f"{path} cannot be opened: {error}.", "May one read and write its folder, and has its disk room?"
        ) from error


def migrate(path: Path, *, backups: Path, keep: int = BACKUPS_KEPT) -> Path | None:
    """Bring the file to the newest schema; return the backup made before, if there was something to back up.

    Args:
        path: The database.
        backups: Where the backup goes.
        keep: How many backups of this kind stay there, this one included.

    Raises:
        WorkspaceError: The file was written by a newer version, or is damaged.
        DiskError: The disk is full; the file is as it was.
    """
    version = schema_version(path)
    if version > SCHEMA_VERSION:
        raise WorkspaceError(
            f"{path} has schema {version}, newer than this program's {SCHEMA_VERSION}.",
            "Update Persona Curator; nothing was changed.",
        )
    if version == SCHEMA_VERSION:
        return None
    connection = _connect(path)
    try:
        backup = _backup_before(connection, backups, version, keep) if version else None
        connection.execute(f"pragma application_id = {APPLICATION_ID}")
        apply_migrations(connection)
        return backup
    except (OSError, dbapi2.DatabaseError) as error:
        if known := _in_words(path, error):
            raise known from error
        raise
    finally:
        connection.close()


def _in_words(path: Path, error: Exception) -> WorkspaceError | None:
    """Return what people can do about a full disk or a damaged file; None for everything else."""
    if reason := disk_failure(error):
        return DiskError(path, reason)
    if str(getattr(error, "sqlite_errorname", "")).startswith(("SQLITE_NOTADB", "SQLITE_CORRUPT")):
        return WorkspaceError(
            f"{path} is not a readable SQLite file ({error}).",
            "Restore it from a backup: python -m curation --workspace DIR restore BACKUP.",
        )
    return None


def is_migration_copy(path: Path) -> bool:
    """Tell whether the program made a file before a migration: its name says so, and it has no note of a person's."""
    return _COPY_NAME.fullmatch(path.name) is not None and not path.with_name(f"{path.name}.json").exists()


def _backup_before(connection: dbapi2.Connection, backups: Path, version: int, keep: int) -> Path:
    """Copy the file as it is, see that the copy is whole, and let the oldest of these copies go."""
    backups.mkdir(parents=True, exist_ok=True)
    target = backups / f"before-migration-from-{version}-{utc_now():%Y%m%dT%H%M%S}.db"
    passage = target.with_name(f".curation-{os.getpid()}-{target.name}.tmp")
    try:
        connection.execute("vacuum into ?", (str(passage),))
        _refuse_unsound(passage)
        passage.replace(target)
    finally:
        passage.unlink(missing_ok=True)
    made = sorted(filter(is_migration_copy, backups.iterdir()), key=lambda path: path.name.rsplit("-", 1)[1])
    for old in made[: -max(keep, 1)]:
        old.unlink()
    return target


def _refuse_unsound(copy: Path) -> None:
    """Make a copy durable, and raise where it is not whole."""
    connection = _connect(copy, journal_mode="delete")
    try:
        found = connection.execute("pragma integrity_check(1)").fetchone()[0]
    finally:
        connection.close()
    if found != "ok":
        raise WorkspaceError(
            f"The copy made before the migration is not whole ({found}); nothing was migrated.",
            "The workspace itself may be damaged: restore a backup.",
        )
    with copy.open("rb") as handle:
        os.fsync(handle.fileno())


def _connect(path: Path, *, journal_mode: str = "wal") -> dbapi2.Connection:
    connection = dbapi2.connect(str(path), isolation_level=None)
    for pragma in (f"busy_timeout = {BUSY_TIMEOUT_MS}", f"journal_mode = {journal_mode}", "synchronous = full"):
        try:
            connection.execute(f"pragma {pragma}")
        except dbapi2.DatabaseError:
            connection.close()
            raise
    return connection
