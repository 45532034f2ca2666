"""The file: its schema is the declared one, writers lose nothing, what may not change cannot."""

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from pysqlite3 import dbapi2
from sqlalchemy.exc import DatabaseError, IntegrityError, OperationalError
from sqlmodel import Session, SQLModel, text

from curation.errors import WorkspaceError
from curation.models import Event, Review, Rubric, Setting
from curation.services.permissions import Actor
from curation.store import migrations
from curation.store.declared import DECLARED
from curation.store.engine import writer_engine
from curation.store.events import add_event, first_broken_event
from curation.workspace import Workspace, open_workspace
from tests.services.judging import add_samples

PROCESSES, ADDITIONS = 8, 40
ROOT = Path(__file__).resolve().parents[2]
_WRITER = """
import sys
from pathlib import Path
from curation.models import Setting
from curation.settings import Settings
from curation.workspace import open_workspace

workspace = open_workspace(Settings(workspace=Path(sys.argv[1]), key_file=None))
for _ in range(int(sys.argv[2])):
    with workspace.write() as tx:
        counter = tx.get_one(Setting, "counter")
        counter.value += 1
        tx.add(counter)
print("acknowledged", sys.argv[2])
"""


def connect(path: Path) -> dbapi2.Connection:
    return dbapi2.connect(str(path), isolation_level=None)


@pytest.fixture
def migrated(workspace: Workspace) -> Iterator[dbapi2.Connection]:
    """The file as the migrations make it."""
    with closing(connect(workspace.database)) as connection:
        yield connection


@pytest.fixture
def declared(tmp_path: Path) -> Iterator[dbapi2.Connection]:
    """A file made of SQLModel's tables and the declared list, as the product never makes one."""
    engine = writer_engine(tmp_path / "declared.db")
    SQLModel.metadata.create_all(engine)
    with engine.begin() as connection:
        for statement in DECLARED:
            connection.exec_driver_sql(statement)
    engine.dispose()
    with closing(connect(tmp_path / "declared.db")) as opened:
        yield opened


def own_tables(connection: dbapi2.Connection) -> list[str]:
    names = connection.execute("select name from sqlite_master where type = 'table' order by 1")
    return [row[0] for row in names if "sqlite" not in row[0]]


def pragma(connection: dbapi2.Connection, name: str, of: str) -> list[tuple[Any, ...]]:
    return list(connection.execute(f"select * from pragma_{name}('{of}')"))


def columns(connection: dbapi2.Connection, table: str) -> list[tuple[Any, ...]]:
    """Return name, type, nullability, default, place in the primary key of each column."""
    return [row[1:] for row in pragma(connection, "table_xinfo", table)]


def indexes(connection: dbapi2.Connection, table: str) -> list[Any]:
    """Return each index: whether it is unique, where it comes from, whether it is partial, and its columns."""
    listed = pragma(connection, "index_list", table)
    return sorted((row[2:], tuple(pragma(connection, "index_xinfo", row[1]))) for row in listed)


def foreign_keys(connection: dbapi2.Connection, table: str) -> list[Any]:
    return sorted(row[2:] for row in pragma(connection, "foreign_key_list", table))


def is_strict(connection: dbapi2.Connection, table: str) -> bool:
    (row,) = connection.execute("select strict from pragma_table_list where name = ?", [table]).fetchall()
    return bool(row[0])


def statements(connection: dbapi2.Connection, kind: str) -> dict[str, str]:
    """Return what made each table, index or trigger, white space aside: CHECKs and conditions included."""
    rows = connection.execute("select name, sql from sqlite_master where type = ? and sql is not null", [kind])
    return {name: re.sub(r"\s+", "", sql) for name, sql in rows if "sqlite" not in name}


@pytest.mark.parametrize("look", [columns, indexes, foreign_keys, is_strict])
def test_a_migrated_file_has_the_declared_schema(
    migrated: dbapi2.Connection, declared: dbapi2.Connection, look: Callable[[dbapi2.Connection, str], Any]
) -> None:
    tables = own_tables(declared)
    assert own_tables(migrated) == tables
    assert len(tables) > len(SQLModel.metadata.tables) > 20
    assert {table: look(migrated, table) for table in tables} == {table: look(declared, table) for table in tables}


@pytest.mark.parametrize("kind", ["table", "index", "trigger"])
def test_a_migrated_file_was_made_by_the_declared_statements(
    migrated: dbapi2.Connection, declared: dbapi2.Connection, kind: str
) -> None:
    assert statements(migrated, kind) == statements(declared, kind)


def test_every_table_of_ours_is_strict(migrated: dbapi2.Connection) -> None:
    assert [table for table in SQLModel.metadata.tables if not is_strict(migrated, table)] == []


def test_eight_processes_that_read_and_write_lose_nothing(workspace: Workspace) -> None:
    with workspace.write() as tx:
        tx.add(Setting(name="counter", value=0))
    command = [sys.executable, "-c", _WRITER, str(workspace.path), str(ADDITIONS)]
    writers = [
        subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(PROCESSES)
    ]
    said = [writer.communicate() for writer in writers]
    assert [error.decode() for _, error in said] == [""] * PROCESSES
    assert sum(int(out.split()[1]) for out, _ in said) == PROCESSES * ADDITIONS
    with workspace.read() as session:
        assert session.get_one(Setting, "counter").value == PROCESSES * ADDITIONS


def test_a_newer_file_is_refused_and_left_as_it_is(workspace: Workspace) -> None:
    workspace.close()
    with closing(connect(workspace.database)) as connection:
        connection.execute("pragma user_version = 99")
    before = workspace.database.read_bytes()
    with pytest.raises(WorkspaceError, match="newer than this program"):
        open_workspace(workspace.settings)
    assert workspace.database.read_bytes() == before
    assert not list(workspace.backups.iterdir())


@pytest.mark.parametrize("content", [b"no database" * 500, b"SQLite format 3\0" + b"\xff" * 4_000])
def test_a_damaged_file_is_refused_with_the_way_to_a_backup(workspace: Workspace, content: bytes) -> None:
    workspace.close()
    workspace.database.write_bytes(content)
    with pytest.raises(WorkspaceError, match="restore"):
        open_workspace(workspace.settings)


def test_a_folder_without_a_file_is_no_workspace_and_gets_none(workspace: Workspace, tmp_path: Path) -> None:
    settings = type(workspace.settings)(workspace=tmp_path / "nothing", key_file=None)
    with pytest.raises(WorkspaceError, match="init"):
        open_workspace(settings)
    assert not (tmp_path / "nothing").exists()


@pytest.mark.parametrize("after", [1, 20, 60])
def test_a_migration_that_breaks_off_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    def break_off(db: Any, name: str) -> None:  # noqa: ANN401 - a sqlite-utils database
        script = (Path(migrations.__file__).parent / name).read_text("utf-8").split(";;\n")
        for statement in script[:after]:
            db.conn.execute(statement)
        raise OSError("the machine stops")

    path = tmp_path / "a.db"
    with monkeypatch.context() as patched:
        patched.setattr(migrations, "_run_script", break_off)
        with pytest.raises(OSError, match="stops"):
            migrations.migrate(path, backups=tmp_path)
    assert migrations.schema_version(path) == 0
    migrations.migrate(path, backups=tmp_path)
    assert migrations.schema_version(path) == migrations.SCHEMA_VERSION


def test_an_older_file_is_backed_up_before_it_is_migrated(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrations, "SCHEMA_VERSION", migrations.SCHEMA_VERSION + 1)
    made = migrations.migrate(workspace.database, backups=workspace.backups)
    assert made is not None
    assert migrations.schema_version(made) == migrations.SCHEMA_VERSION - 1


def test_a_reader_cannot_write(workspace: Workspace) -> None:
    with workspace.read() as session, pytest.raises(OperationalError, match="readonly"):
        session.execute(text("delete from persona"))


@pytest.mark.parametrize(
    "statement",
    [
        "update event set action = 'other'",
        "delete from event",
        "update review set overall = 1",
        "update review set note = 'other', saved_at = '2026-01-01'",
        "delete from review",
    ],
)
def test_what_was_said_cannot_be_changed(workspace: Workspace, admin: Actor, statement: str) -> None:
    (sample_id,) = add_samples(workspace, 1)
    with workspace.write() as tx:
        rubric = tx.exec(text("select min(id) from rubric")).scalar_one()  # type: ignore[call-overload]  # typed for select()
        tx.add(Review(sample_id=sample_id, annotator_id=admin.id, rubric_id=rubric, overall=4))
    with pytest.raises(IntegrityError, match="never"), workspace.write() as tx:
        tx.execute(text(statement))


@pytest.mark.parametrize(
    "statement",
    [
        "update annotator set role = 'king'",
        "insert into setting values ('a', x'00')",
        "update sample set wanted = 2",
        "update sample set persona_id = 12345",
        "update persona set text_hash = 'short'",
        "update sample set rating_mean = 'five'",
    ],
)
def test_a_value_that_cannot_be_is_refused_by_the_file_itself(
    workspace: Workspace, admin: Actor, statement: str
) -> None:
    add_samples(workspace, 1)
    with pytest.raises(DatabaseError, match=r"constraint|cannot store"), workspace.write() as tx:
        tx.execute(text(statement))


def write_events(session: Session, count: int) -> list[Event]:
    return [
        add_event(session, actor_id=None, action="test.done", entity="test", entity_id=number, after={"n": number})
        for number in range(count)
    ]


def test_the_chain_of_events_holds_until_one_is_touched(workspace: Workspace, admin: Actor) -> None:
    with workspace.write() as tx:
        events = write_events(tx, 6)
        assert len({event.hash for event in events}) == 6
    with workspace.read() as session:
        assert first_broken_event(session) is None
    for number, statement in enumerate(("after = '{\"n\":9}'", "actor_id = 1", "action = 'x'", "previous_hash = hash")):
        with closing(connect(workspace.database)) as connection:
            connection.execute("begin")
            connection.execute("drop trigger event_no_update")
            touched = events[4 - number].id
            connection.execute(f"update event set {statement} where id = ?", [touched])
            connection.execute("commit")
            connection.execute(next(s for s in DECLARED if "event_no_update" in s))
        with workspace.read() as session:
            assert first_broken_event(session) == touched


def test_an_event_stands_or_falls_with_its_change(workspace: Workspace, admin: Actor) -> None:
    def change_and_break_off() -> None:
        with workspace.write() as tx:
            write_events(tx, 2)
            tx.add(Rubric(name="new", version=1))
            raise RuntimeError("the machine stops")

    with pytest.raises(RuntimeError, match="stops"):
        change_and_break_off()
    with workspace.read() as session:
        assert session.execute(text("select count(*) from event where action = 'test.done'")).scalar_one() == 0
        assert session.execute(text("select count(*) from rubric where name = 'new'")).scalar_one() == 0
