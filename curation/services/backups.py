"""Copies of a workspace: made while others work, checked before they count, brought back with nothing lost."""

import json
import logging
import os
import shutil
import uuid
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict, dataclass
from itertools import count
from pathlib import Path
from typing import Final, NamedTuple

from pysqlite3 import dbapi2
from sqlmodel import col, select

from curation.errors import BadInputError, DiskError, LockedError, WorkspaceError, disk_failure
from curation.exports import write_text
from curation.exports.files import TEMPORARY_PREFIX, TEMPORARY_SUFFIX, remove_forgotten, sha256_of, sync
from curation.models import Event, utc_now
from curation.services.jobs import enqueue_embedding
from curation.services.people import program_actor
from curation.services.permissions import Actor, allow
from curation.settings import Settings
from curation.store import checks
from curation.store.events import add_event
from curation.store.migrations import SCHEMA_VERSION, is_migration_copy
from curation.workspace import WEB_LOCK, Workspace, make_folders, open_workspace, take_lock
from curation.workspace.workspace import DATABASE

LOG = logging.getLogger(__name__)
WORKER_LOCK: Final = "worker.lock"
_BACKED_UP: Final = "workspace.backed_up"
_REPLACED: Final = "replaced-"
_LOOKED_AT: Final = 20
"""Of the last copies, so many are looked for where they were written."""
_NOTE_SUFFIX: Final = ".json"
_LOG_SUFFIXES: Final = ("-wal", "-shm")


@dataclass(frozen=True, slots=True)
class Backup:
    """A checked copy: its file, what it holds, and when it was made (ISO 8601, UTC)."""

    path: str
    sha256: str
    counts: Mapping[str, int]
    at: str


@dataclass(frozen=True, slots=True)
class KnownBackup:
    """A file in the folder of backups; without a note the program made it, or it was brought from elsewhere."""

    path: Path
    size_bytes: int
    note: Backup | None

    @property
    def is_rotated(self) -> bool:
        """Whether the program made it before a migration, and lets it go when newer ones are there."""
        return is_migration_copy(self.path)

    @property
    def is_replaced(self) -> bool:
        """Whether it is the database in whose place a backup was put; nothing else may hold what it holds."""
        return self.note is None and self.path.name.startswith(_REPLACED)


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did; `replaced` is the file that was there before, kept aside."""

    path: str
    sha256: str
    counts: Mapping[str, int]
    replaced: str | None


def backup(workspace: Workspace, target: Path, *, actor: Actor) -> Backup:
    """Copy the database to a new file, and check the copy before it gets its name.

    Others go on working meanwhile. Vectors are not copied: they can be made
    again. A folder as target gets a file named by the time.

    Raises:
        BadInputError: The target exists, or may not be written.
        DiskError: The disk is full; nothing stands under the name.
        WorkspaceError: The copy is not whole; nothing stands under the name.
    """
    with workspace.read() as session:
        allow(session, actor, "backup")
    path = _target(target)
    with _temporary(path) as copy:
        checks.copy_whole(workspace.database, copy)
        found = _look(copy)
        if found.problems:
            raise WorkspaceError(
                f"The copy is not whole: {'; '.join(found.problems[:3])}.",
                "Run verify: the workspace itself may be damaged. No backup was written.",
            )
        sync(copy)
        made = Backup(str(path), found.sha256, found.counts, utc_now().isoformat(timespec="seconds"))
        _put_with_note(copy, made)
    try:
        _tell(workspace, made, actor)
    except (DiskError, LockedError) as error:
        # Who saves a copy from a disk that is full needs the copy more than the event of it.
        LOG.warning("the backup %s is made and whole, but no event tells of it: %s", made.path, error)
    return made


def default_target(workspace: Workspace) -> Path:
    """Return a new name in the workspace's own folder of backups."""
    return _name_by_time(workspace.backups)


def list_backups(workspace: Workspace) -> list[KnownBackup]:
    """Return what lies in the workspace's folder of backups, the newest first."""
    files = sorted(workspace.backups.glob("*.db"), key=lambda path: path.stat().st_mtime, reverse=True)
    return [KnownBackup(path, path.stat().st_size, _read_note(path)) for path in files]


def last_backup(workspace: Workspace) -> Backup | None:
    """Return the newest checked copy that is still there, in the workspace's own folder or elsewhere; else None."""
    with workspace.read() as session:
        told = select(Event.after).where(Event.action == _BACKED_UP).order_by(col(Event.id).desc()).limit(_LOOKED_AT)
        paths = [Path(after["path"]) for after in session.exec(told)]
    notes = [known.note for known in list_backups(workspace)] + [_read_note(path) for path in paths if path.is_file()]
    return max((note for note in notes if note is not None), key=lambda note: note.at, default=None)


def check_backup(path: Path) -> list[str]:
    """Return what is wrong with a backup; an empty list where it can be restored."""
    return _look(path).problems


def restore(settings: Settings, path: Path) -> Restored:
    """Put a backup in the place of the workspace's database.

    The server and the worker must be stopped. The file that was there is kept
    in the folder of backups. Jobs that were under way when the backup was made
    are paused, since they may have gone on, and been billed, after it.

    Raises:
        LockedError: The server or the worker runs.
        BadInputError: There is no such file, or it is not whole.
    """
    if not path.is_file():
        raise BadInputError(f"There is no backup {path}.", "Give the path of a backup file.")
    make_folders(settings)
    with ExitStack() as locks:
        locks.callback(take_lock(settings.workspace / WEB_LOCK, "server").close)
        locks.callback(take_lock(settings.workspace / WORKER_LOCK, "worker").close)
        found = _look(path)
        if found.problems:
            raise BadInputError(f"{path} cannot be restored: {'; '.join(found.problems)}.", "Nothing was changed.")
        database = settings.workspace / DATABASE
        with _temporary(database) as copy:
            checks.copy_whole(path, copy)
            checks.settle_restored(copy)
            sync(copy)
            replaced = _set_aside(database, settings.workspace / "backups")
            copy.replace(database)
            sync(settings.workspace)
        # A snapshot of vectors speaks of ids that the restored file may give to other texts.
        shutil.rmtree(settings.workspace / "index", ignore_errors=True)
        _reopen(settings, found.sha256)
    return Restored(str(path), found.sha256, found.counts, None if replaced is None else str(replaced))


def _put_with_note(copy: Path, made: Backup) -> None:
    """Give a copy its name, which no file has, and a note of what it is."""
    path = Path(made.path)
    try:
        os.link(copy, path)
    except FileExistsError as error:  # two people can choose a name at the same time
        raise _taken(path) from error
    except OSError:  # some file systems have no links
        copy.replace(path)
    try:
        write_text(_note_of(path), json.dumps(asdict(made), indent=2, sort_keys=True) + "\n")
    except BaseException:
        path.unlink()
        raise


def _tell(workspace: Workspace, made: Backup, actor: Actor) -> None:
    with workspace.write() as tx:
        after = {"path": made.path, "sha256": made.sha256}
        add_event(tx, actor_id=actor.id, action=_BACKED_UP, entity="workspace", after=after)


def _reopen(settings: Settings, sha256: str) -> None:
    """Open the restored workspace, migrate it where it is older, and note where it came from."""
    workspace = open_workspace(settings)
    try:
        with workspace.write() as tx:
            program = program_actor(tx)
            enqueue_embedding(tx, actor=program)
            add_event(
                tx,
                actor_id=program.id,
                action="workspace.restored",
                entity="workspace",
                after={"sha256": sha256},
            )
    finally:
        workspace.close()


def _set_aside(database: Path, folder: Path) -> Path | None:
    """Move the present database and its log out of the way."""
    if not database.exists():
        return None
    # It may be damaged, which is why a backup is restored; then its log goes along as it is.
    with suppress(dbapi2.DatabaseError):
        checks.empty_log(database)
    kept = folder / f"{_REPLACED}{utc_now():%Y%m%d-%H%M%S%f}.db"
    for suffix in (*_LOG_SUFFIXES, ""):
        part = database.with_name(database.name + suffix)
        if part.exists():
            part.replace(kept.with_name(kept.name + suffix))
    return kept


def _target(target: Path) -> Path:
    path = _name_by_time(target) if target.is_dir() else target
    if path.exists():
        raise _taken(path)
    return path.resolve()


def _taken(path: Path) -> BadInputError:
    return BadInputError(f"{path} exists already.", "A backup never replaces a file; choose another name.")


def _name_by_time(folder: Path) -> Path:
    """Return a path in a folder that says when it was, and is not taken."""
    stem = f"curation-{utc_now():%Y%m%d-%H%M%S}"
    names = (f"{stem}{'' if number == 1 else f'-{number}'}.db" for number in count(1))
    return next(folder / name for name in names if not (folder / name).exists())


@contextmanager
def _temporary(path: Path) -> Iterator[Path]:
    """Give a name beside the path for the time of the work, with a sentence for what can go wrong."""
    temporary = path.with_name(f"{TEMPORARY_PREFIX}{uuid.uuid4().hex}{TEMPORARY_SUFFIX}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        remove_forgotten(path.parent)
        yield temporary
        sync(path.parent)
    except (OSError, dbapi2.OperationalError) as error:
        if failure := disk_failure(error):
            raise DiskError(path, failure) from error
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise BadInputError(
            f"{path} cannot be written: {reason}.", "Is there room, and may one write there?"
        ) from error
    finally:
        for suffix in ("", *_LOG_SUFFIXES, "-journal"):
            with suppress(OSError):
                temporary.with_name(temporary.name + suffix).unlink()


class _Look(NamedTuple):
    """What was found in a backup file."""

    problems: list[str]
    sha256: str
    counts: dict[str, int]


def _look(path: Path) -> _Look:
    """Read a backup through and compare it with its note."""
    try:
        facts = checks.inspect_file(path)
    except dbapi2.DatabaseError as error:
        return _Look([f"it is not a readable SQLite file ({error})"], "", {})
    problems, sha256, note = [*facts.problems], sha256_of(path), _read_note(path)
    if facts.schema_version > SCHEMA_VERSION:
        problems.append(f"it has schema {facts.schema_version}, newer than this program's {SCHEMA_VERSION}")
    if note is not None and sha256 != note.sha256:
        problems.append("it is not as it was written: its sha256 differs")
    return _Look(problems, sha256, facts.counts)


def _note_of(path: Path) -> Path:
    return path.with_name(path.name + _NOTE_SUFFIX)


def _read_note(path: Path) -> Backup | None:
    try:
        return Backup(**json.loads(_note_of(path).read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None
