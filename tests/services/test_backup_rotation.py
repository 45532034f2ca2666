"""Copies before a migration: whole, few, and never at the cost of what a person made."""

import os
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from pysqlite3 import dbapi2

from curation.errors import BadInputError, DiskError, WorkspaceError
from curation.services import backups
from curation.services.permissions import Actor
from curation.settings import BACKUPS_KEPT, load_settings
from curation.store import migrations
from curation.workspace import Workspace
from tests.full_disk import small_files

FIRST = datetime(2026, 11, 8, 23, 59, 58, tzinfo=UTC)


@pytest.fixture
def older(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A workspace one schema behind the program, which takes each look at the clock a second later."""
    seconds = count()
    monkeypatch.setattr(migrations, "SCHEMA_VERSION", migrations.SCHEMA_VERSION + 1)
    monkeypatch.setattr(migrations, "utc_now", lambda: FIRST + timedelta(seconds=next(seconds)))
    return workspace


def migrate(workspace: Workspace, *, keep: int) -> Path:
    made = migrations.migrate(workspace.database, backups=workspace.backups, keep=keep)
    assert made is not None
    return made


def names_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_the_newest_copies_before_a_migration_are_kept_and_what_people_made_always_is(
    older: Workspace, admin: Actor
) -> None:
    like_ours = "before-migration-from-1-20200101T000000.db"
    for name in ("mine.db", like_ours):
        backups.backup(older, older.backups / name, actor=admin)
    others = ("replaced-20200101-000000000000.db", "before-migration-mine.db", "before-migration-from-1.db.txt")
    for name in others:
        (older.backups / name).write_text("something else")
    there = names_in(older.backups)
    made = [migrate(older, keep=3) for _ in range(5)]
    assert names_in(older.backups) == there | {path.name for path in made[-3:]}
    assert made[1].name.endswith("20261108T235959.db")
    assert made[2].name.endswith("20261109T000000.db")
    known = {one.path.name: one for one in backups.list_backups(older)}
    assert {name for name, one in known.items() if one.is_rotated} == {path.name for path in made[-3:]}
    assert [name for name, one in known.items() if one.is_replaced] == [others[0]]
    assert all(backups.check_backup(path) == [] for path in made[-3:])


def test_the_copy_that_was_just_made_stays_whatever_is_to_be_kept(older: Workspace) -> None:
    for keep in (1, 0, -1):
        made = migrate(older, keep=keep)
        assert names_in(older.backups) == {made.name}


@pytest.mark.parametrize("room", [20_000, 100_000])
def test_a_copy_before_a_migration_that_does_not_fit_leaves_all_as_it_was(older: Workspace, room: int) -> None:
    before = migrations.schema_version(older.database)
    older.close()
    with small_files(room), pytest.raises(DiskError, match=r"cannot be written.*Make room"):
        migrate(older, keep=3)
    assert names_in(older.backups) == set()
    assert migrations.schema_version(older.database) == before


def test_nothing_is_migrated_whose_copy_is_not_whole(older: Workspace, admin: Actor) -> None:
    older.close()
    connection = dbapi2.connect(str(older.database), isolation_level=None)
    connection.execute("pragma ignore_check_constraints = on")
    connection.execute("update annotator set role = 'emperor' where id = ?", (admin.id,))
    connection.close()
    with pytest.raises(
        WorkspaceError, match=r"not whole \(CHECK constraint failed in annotator\); nothing was migrated"
    ):
        migrate(older, keep=3)
    assert names_in(older.backups) == set()


@pytest.mark.parametrize(
    ("told", "kept"),
    [({}, BACKUPS_KEPT), ({"CURATION_BACKUPS_KEPT": "12"}, 12)]
    + [({"CURATION_BACKUPS_KEPT": wrong}, BACKUPS_KEPT) for wrong in ("", "0", "-3", "many", "²")],
)
def test_how_many_are_kept_is_a_setting(told: dict[str, str], kept: int) -> None:
    assert load_settings(environ=told).backups_kept == kept


def test_two_backups_of_one_name_at_the_same_time_are_one_backup_and_one_refusal(
    workspace: Workspace, admin: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = workspace.backups / "one.db"
    look = backups._look

    def look_while_another_is_faster(copy: Path) -> object:
        monkeypatch.setattr(backups, "_look", look)
        backups.backup(workspace, path, actor=admin)
        return look(copy)

    monkeypatch.setattr(backups, "_look", look_while_another_is_faster)
    with pytest.raises(BadInputError, match="exists already"):
        backups.backup(workspace, path, actor=admin)
    assert backups.check_backup(path) == []
    assert names_in(workspace.backups) == {"one.db", "one.db.json"}


@pytest.mark.parametrize("fails", [False, True])
def test_a_file_system_without_links_takes_a_backup_as_well(
    workspace: Workspace, admin: Actor, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, *, fails: bool
) -> None:
    def no_links(*_args: object) -> None:
        raise OSError(95, "Operation not supported")

    if fails:
        monkeypatch.setattr("curation.services.backups.os.link", no_links)
    made = backups.backup(workspace, tmp_path / "stick" / "one.db", actor=admin)
    assert backups.check_backup(Path(made.path)) == []
    assert names_in(tmp_path / "stick") == {"one.db", "one.db.json"}


def test_what_a_killed_backup_left_yesterday_goes_with_the_next_one_and_nothing_else(
    workspace: Workspace, admin: Actor
) -> None:
    forgotten = f".curation-{'a1' * 16}.tmp"
    left = {forgotten, f"{forgotten}-wal", f".curation-{'b2' * 16}.tmp", ".curation-notes.tmp", "hand.tmp"}
    for name in left:
        (workspace.backups / name).write_text("half")
        os.utime(workspace.backups / name, (0, 0))
    (workspace.backups / f".curation-{'b2' * 16}.tmp").touch()  # another backup is at work
    backups.backup(workspace, workspace.backups / "one.db", actor=admin)
    kept = names_in(workspace.backups) - {"one.db", "one.db.json"}
    assert kept == {f".curation-{'b2' * 16}.tmp", ".curation-notes.tmp", "hand.tmp"}
