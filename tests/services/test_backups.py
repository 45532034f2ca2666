"""Backups: whole while others write, refused when damaged, brought back without losing what was there."""

import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from pysqlite3 import dbapi2
from sqlmodel import func, select

from curation.errors import BadInputError, LockedError, NotAllowedError
from curation.models import Event, Job, JobKind, JobState, Origin, Persona
from curation.services import backups
from curation.services.backups import Restored
from curation.services.jobs import enqueue
from curation.services.permissions import Actor
from curation.store.personas import new_persona
from curation.workspace import Workspace, open_workspace, take_lock
from tests.conftest import HashEmbedder

Spoil = Callable[[Path], object]


def add_persona(workspace: Workspace, text: str) -> None:
    with workspace.write() as tx:
        tx.add(new_persona(text, origin=Origin.IMPORTED, licence="CC0-1.0"))


def texts_in(workspace: Workspace) -> list[str]:
    with workspace.read() as session:
        return list(session.exec(select(Persona.text).order_by(Persona.text)))


def texts_in_file(path: Path) -> list[str]:
    connection = dbapi2.connect(str(path))
    try:
        return [row[0] for row in connection.execute("select text from persona order by 1")]
    finally:
        connection.close()


def restore(workspace: Workspace, path: Path) -> tuple[Restored, Workspace]:
    workspace.close()
    done = backups.restore(workspace.settings, path)
    return done, open_workspace(workspace.settings, embedder=HashEmbedder())


def flip_a_byte(path: Path) -> None:
    """Change a letter of a name, which leaves a readable file; a byte of the file's structure might not."""
    content = bytearray(path.read_bytes())
    content[content.rindex(b"Ada")] ^= 0x01
    path.write_bytes(content)


def set_version(path: Path) -> None:
    connection = dbapi2.connect(str(path), isolation_level=None)
    connection.execute("pragma user_version = 99")
    connection.close()


def test_a_backup_holds_what_was_there_and_counts_it(workspace: Workspace, admin: Actor) -> None:
    add_persona(workspace, "a keeper of bees")
    made = backups.backup(workspace, workspace.backups, actor=admin)
    assert texts_in_file(Path(made.path)) == ["a keeper of bees"]
    assert made.counts["persona"] == 1
    assert backups.check_backup(Path(made.path)) == []
    assert backups.last_backup(workspace) == made
    with workspace.read() as session:
        event = session.exec(select(Event).where(Event.action == "workspace.backed_up")).one()
    assert event.after == {"path": made.path, "sha256": made.sha256}


def test_a_backup_under_load_is_whole_and_holds_all_that_was_stored_before_it(
    workspace: Workspace, admin: Actor
) -> None:
    stored: list[str] = []
    is_over = threading.Event()

    def write() -> None:
        while not is_over.is_set():
            text = f"a keeper of {len(stored)} hives"
            add_persona(workspace, text)
            stored.append(text)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for _ in range(5):
            before = set(stored)
            made = backups.backup(workspace, workspace.backups, actor=admin)
            assert before <= set(texts_in_file(Path(made.path)))
            assert backups.check_backup(Path(made.path)) == []
    finally:
        is_over.set()
        writer.join()
    assert len(backups.list_backups(workspace)) == 5


def test_a_restored_workspace_is_what_it_was_and_the_newer_one_is_kept(workspace: Workspace, admin: Actor) -> None:
    add_persona(workspace, "the first")
    made = backups.backup(workspace, workspace.backups / "one.db", actor=admin)
    add_persona(workspace, "the second")
    done, again = restore(workspace, Path(made.path))
    assert texts_in(again) == ["the first"]
    assert texts_in_file(Path(done.replaced or "")) == ["the first", "the second"]
    assert done.counts == made.counts
    add_persona(again, "a third")
    assert texts_in(again) == ["a third", "the first"]
    again.close()


def test_what_only_the_log_held_is_kept_with_the_replaced_file(workspace: Workspace, admin: Actor) -> None:
    made = backups.backup(workspace, workspace.backups / "one.db", actor=admin)
    code = (
        "import os, sys; from pysqlite3 import dbapi2; c = dbapi2.connect(sys.argv[1], isolation_level=None);"
        "c.execute('pragma wal_autocheckpoint = 0');"
        "c.execute(\"update annotator set name = 'in the log' where name = 'Ada'\"); os._exit(0)"
    )
    subprocess.run([sys.executable, "-c", code, str(workspace.database)], check=True)
    assert workspace.database.with_name("curation.db-wal").stat().st_size > 0
    done, again = restore(workspace, Path(made.path))
    again.close()
    connection = dbapi2.connect(done.replaced)
    assert connection.execute("select count(*) from annotator where name = 'in the log'").fetchone() == (1,)
    connection.close()


def test_a_restore_pauses_jobs_and_lets_texts_be_read_anew(workspace: Workspace, admin: Actor) -> None:
    add_persona(workspace, "a keeper of bees")
    with workspace.write() as tx:
        job_id = enqueue(tx, kind=JobKind.GENERATE, params={}, total=1, actor=admin).id
        tx.get_one(Job, job_id).state = JobState.RUNNING
        tx.get_one(Persona, 1).embedding = "done"
    (workspace.index_folder("persona")).mkdir(parents=True)
    (workspace.index_folder("persona") / "manifest.json").write_text("{}")
    made = backups.backup(workspace, workspace.backups / "one.db", actor=admin)
    _, again = restore(workspace, Path(made.path))
    with again.read() as session:
        job = session.get_one(Job, job_id)
        assert (job.state, job.lease_until) == (JobState.PAUSED, None)
        assert "before you resume" in job.error
        assert session.exec(select(Persona.embedding)).all() == [""]
        assert session.exec(select(func.count()).where(Job.kind == JobKind.EMBED)).one() == 1
    assert not again.index_folder("persona").exists()
    again.close()


def test_a_backup_makes_a_workspace_where_there_is_none(workspace: Workspace, admin: Actor, tmp_path: Path) -> None:
    add_persona(workspace, "a keeper of bees")
    made = backups.backup(workspace, tmp_path / "elsewhere.db", actor=admin)
    settings = type(workspace.settings)(workspace=tmp_path / "new" / "place", key_file=None)
    assert backups.restore(settings, Path(made.path)).replaced is None
    again = open_workspace(settings, embedder=HashEmbedder())
    assert texts_in(again) == ["a keeper of bees"]
    again.close()


@pytest.mark.parametrize("lock", ["web_lock", "worker_lock"])
def test_a_restore_is_refused_while_somebody_works(workspace: Workspace, admin: Actor, lock: str) -> None:
    made = backups.backup(workspace, workspace.backups / "one.db", actor=admin)
    add_persona(workspace, "later")
    held = take_lock(getattr(workspace, lock), "server")
    try:
        with pytest.raises(LockedError, match="already works"):
            backups.restore(workspace.settings, Path(made.path))
    finally:
        held.close()
    assert texts_in(workspace) == ["later"]


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (flip_a_byte, "sha256 differs"),
        (lambda path: path.write_bytes(path.read_bytes()[:5_000]), "restored"),
        (lambda path: path.write_bytes(b"no database at all" * 99), "not a readable SQLite file"),
        (set_version, "newer than this program"),
        (Path.unlink, "no backup"),
    ],
)
def test_a_backup_that_is_not_whole_is_refused_and_nothing_is_changed(
    workspace: Workspace, admin: Actor, spoil: Spoil, words: str
) -> None:
    made = Path(backups.backup(workspace, workspace.backups / "one.db", actor=admin).path)
    add_persona(workspace, "later")
    spoil(made)
    with pytest.raises(BadInputError, match=words):
        backups.restore(workspace.settings, made)
    assert texts_in(workspace) == ["later"]
    assert not list(workspace.backups.glob("replaced-*"))


def test_a_database_of_another_program_is_no_backup(workspace: Workspace, tmp_path: Path) -> None:
    other = dbapi2.connect(str(tmp_path / "other.db"))
    other.execute("create table persona (id integer primary key)")
    other.close()
    assert backups.check_backup(tmp_path / "other.db") == ["it is no workspace of this program"]


def test_a_backup_never_takes_the_place_of_a_file(workspace: Workspace, admin: Actor, tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("mine")
    with pytest.raises(BadInputError, match="exists already"):
        backups.backup(workspace, tmp_path / "mine", actor=admin)
    assert (tmp_path / "mine").read_text() == "mine"


def test_a_backup_that_cannot_be_written_leaves_nothing(workspace: Workspace, admin: Actor, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(BadInputError, match="cannot be written"):
        backups.backup(workspace, tmp_path / "file" / "below.db", actor=admin)
    assert backups.last_backup(workspace) is None


def test_a_damaged_workspace_can_be_replaced_by_its_backup(workspace: Workspace, admin: Actor) -> None:
    add_persona(workspace, "a keeper of bees")
    made = backups.backup(workspace, workspace.backups / "one.db", actor=admin)
    workspace.close()
    workspace.database.write_bytes(b"x" * 20_000)
    _, again = restore(workspace, Path(made.path))
    assert texts_in(again) == ["a keeper of bees"]
    again.close()


def test_a_backup_needs_an_admin(workspace: Workspace, annotator: Actor) -> None:
    with pytest.raises(NotAllowedError):
        backups.backup(workspace, workspace.backups, actor=annotator)
    assert not list(workspace.backups.iterdir())
