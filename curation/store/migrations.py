"""Numbered migrations; a released one is never edited, a change is a new function below."""

from importlib.resources import files
from pathlib import Path

from pysqlite3 import dbapi2
from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from curation.errors import WorkspaceError
from curation.models import utc_now
from curation.store.engine import BUSY_TIMEOUT_MS

SCHEMA_VERSION = 1
"""The number of the newest migration, which also sets it: a kill in between leaves the old or the new state."""

APPLICATION_ID = 0x50_43_55_52  # "PCUR"
MIGRATIONS = Migrations("curation")


def _run_script(db: Database, name: str) -> None:
    """Run a script statement by statement, since executescript would commit in between."""
    for statement in files("curation.store").joinpath(name).read_text("utf-8").split(";;\n"):
        if statement.strip():
            db.conn.execute(statement)


@MIGRATIONS()
def m001_first_schema(db: Database) -> None:
    """The tables, full-text tables and triggers of the first version."""
    _run_script(db, "m001_first_schema.sql")
    db.conn.execute("pragma user_version = 1")


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
        raise WorkspaceError(
            f"{path} is not a readable SQLite file ({error}).",
            "Restore it from a backup: python -m curation --workspace DIR restore BACKUP.",
        ) from error


def migrate(path: Path, *, backups: Path) -> Path | None:
    """Bring the file to the newest schema; return the backup made before, if there was something to back up.

    Raises:
        WorkspaceError: The file was written by a newer version, or is damaged.
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
        backup = _backup_before(connection, backups, version) if version else None
        connection.execute(f"pragma application_id = {APPLICATION_ID}")
        MIGRATIONS.apply(Database(connection))
        return backup
    finally:
        connection.close()


def _backup_before(connection: dbapi2.Connection, backups: Path, version: int) -> Path:
    backups.mkdir(parents=True, exist_ok=True)
    target = backups / f"before-migration-from-{version}-{utc_now():%Y%m%dT%H%M%S}.db"
    connection.execute("vacuum into ?", (str(target),))
    return target


def _connect(path: Path) -> dbapi2.Connection:
    connection = dbapi2.connect(str(path), isolation_level=None)
    for pragma in (f"busy_timeout = {BUSY_TIMEOUT_MS}", "journal_mode = wal", "synchronous = full"):
        try:
            connection.execute(f"pragma {pragma}")
        except dbapi2.DatabaseError:
            connection.close()
            raise
    return connection
