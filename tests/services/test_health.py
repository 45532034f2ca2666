"""Verify names what is not as it was written; doctor tells what the machine lacks and shows no key."""

import json
import socket
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from pysqlite3 import dbapi2

from curation.models import AttemptState, JobKind, Origin
from curation.services import doctor as doctor_module
from curation.services import health
from curation.services.backups import backup
from curation.services.doctor import Check, doctor
from curation.services.jobs import enqueue
from curation.services.permissions import Actor
from curation.services.spending import spending
from curation.store.attempts import add_sent_attempt, end_attempt
from curation.store.personas import new_persona
from curation.workspace import Workspace, take_lock
from tests.services.exporting import add_exportable, export

Damage = Callable[[Workspace, dbapi2.Connection], object]


def unsound(workspace: Workspace) -> dict[str, str]:
    """Return what verify finds fault with."""
    return {check.name: check.detail for check in health.verify(workspace) if not check.ok}


def run(*statements: str) -> Damage:
    """Return damage by statements that no constraint stops."""

    def damage(_: Workspace, connection: dbapi2.Connection) -> None:
        for statement in ("pragma foreign_keys = off", "pragma writable_schema = on", *statements):
            connection.execute(statement)

    return damage


def spoil_index(workspace: Workspace, _: dbapi2.Connection) -> None:
    folder = workspace.index_folder("persona")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "manifest.json").write_text('{"count": 1, "files": {}, "sha256": "0"}')


def spoil_export(workspace: Workspace, _: dbapi2.Connection) -> None:
    with (workspace.exports / "out" / "samples.jsonl").open("a") as handle:
        handle.write("{}\n")


@pytest.fixture
def whole(workspace: Workspace, admin: Actor) -> Workspace:
    """A workspace with a persona, samples, an export and events."""
    with workspace.write() as tx:
        tx.add(new_persona("a keeper of bees", origin=Origin.IMPORTED, licence="CC0-1.0"))
    add_exportable(workspace, 3)
    export(workspace, admin, workspace.exports / "out")
    return workspace


def test_a_workspace_at_work_is_sound_at_every_point(whole: Workspace) -> None:
    assert unsound(whole) == {}
    assert {check.name for check in health.verify(whole)} == {
        *("database", "foreign keys", "full text", "texts", "events", "schema", "search index", "exports"),
        *("spend", "embeddings"),
    }


def test_the_starter_workspace_is_sound(starter_workspace: Workspace) -> None:
    assert unsound(starter_workspace) == {}


@pytest.mark.parametrize(
    ("damage", "point", "words"),
    [
        (run("update persona set text = 'a keeper of beds' where id = 1"), "texts", "persona 1:"),
        (run("update persona set text = cast(x'61ff62' as text) where id = 1"), "texts", "persona 1:"),
        (run("update sample set edited_text = 'other' where id in (1, 3)"), "texts", "sample 1, 3:"),
        (run("insert into persona_fts(persona_fts) values('delete-all')"), "full text", "personas, but"),
        (run("delete from persona_fts where rowid = 1"), "full text", "but"),
        (run("update sample set persona_id = 999 where id = 1"), "foreign keys", "sample"),
        (run("drop trigger event_no_update", "update event set after = '{}' where id = 2"), "events", "event 2"),
        (run("drop trigger event_no_delete", "delete from event where id = 1"), "events", "event 2"),
        (run("drop trigger persona_fts_update"), "schema", "persona_fts_update is missing"),
        (run("drop index persona_state_id"), "schema", "persona_state_id is missing"),
        (run("create table foreign_one (id integer)"), "schema", "foreign_one is not ours"),
        (run("pragma user_version = 98"), "schema", "schema 98"),
        (run("insert into spend values ('2026-11-24', 1, 0.5)"), "spend", "job 1: $0.500000 instead of $0.000000"),
        (run("update persona_fts_data set block = zeroblob(9) where id > 10"), "database", "fts5"),
        (
            run("update persona set embedding = 'done', text_hash = replace(text_hash, 'a', 'b')"),
            "embeddings",
            "no vector",
        ),
        (spoil_index, "search index", "persona"),
        (spoil_export, "exports", "samples.jsonl"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_damage_is_found_at_its_point_and_named(whole: Workspace, damage: Damage, point: str, words: str) -> None:
    with closing(dbapi2.connect(str(whole.database), isolation_level=None)) as connection:
        damage(whole, connection)
    assert words in unsound(whole)[point]


def test_sums_of_money_agree_with_calls_of_every_end_and_a_missing_trigger_shows(
    whole: Workspace, admin: Actor
) -> None:
    with whole.write() as tx:
        job_id = enqueue(tx, kind=JobKind.GENERATE, params={}, total=9, actor=admin).id or 0
        ends = [(AttemptState.DONE, 0.1), (AttemptState.DONE, None), (AttemptState.FAILED, None), (None, None)]
        ends += [(AttemptState.UNKNOWN, None), (AttemptState.NOT_SENT, 0.0)]
        for item_no, (state, cost) in enumerate(ends):
            attempt = add_sent_attempt(tx, job_id=job_id, item_no=item_no, try_no=1, reserved_usd=0.3)
            if state is not None:
                end_attempt(tx, attempt, state=state, cost_usd=cost)
    assert unsound(whole) == {}
    assert spending(whole).total_usd == pytest.approx(0.1 + 3 * 0.3)
    with closing(dbapi2.connect(str(whole.database), isolation_level=None)) as connection:
        connection.execute("drop trigger attempt_spends_otherwise")
        connection.execute("update attempt set cost_usd = 0.2 where cost_usd = 0.1")
    assert f"job {job_id}: $1.000000 instead of $1.100000" in unsound(whole)["spend"]


def test_an_export_whose_folder_is_gone_is_a_fault_and_one_that_was_taken_away_is_not(
    whole: Workspace, admin: Actor, tmp_path: Path
) -> None:
    export(whole, admin, tmp_path / "outside", name="outside")
    (tmp_path / "outside").rename(tmp_path / "taken")
    (check,) = [check for check in health.verify(whole) if check.name == "exports"]
    assert check.ok
    assert "1 lie elsewhere" in check.detail
    (whole.exports / "out").rename(tmp_path / "moved")
    assert "its folder is gone" in unsound(whole)["exports"]


def test_status_counts_every_row_once_by_its_state(whole: Workspace, admin: Actor) -> None:
    made = backup(whole, whole.backups, actor=admin)
    lock = take_lock(whole.worker_lock, "worker")
    try:
        status = health.status(whole)
    finally:
        lock.close()
    assert status.counts["personas"] == {"active": 2}
    assert (status.counts["samples"], status.counts["sample_outcomes"]) == ({"active": 3}, {"ok": 3})
    assert status.counts["releases"] == {"complete": 1}
    assert status.counts["people"]["admin"] == 1
    assert (status.locks["web"], status.locks["worker"] is not None) == (None, True)
    assert status.last_backup == made
    assert set(status.versions) == {"program", "schema", "sqlite"}


def test_doctor_looks_at_each_point_without_a_workspace_and_makes_none(workspace: Workspace, tmp_path: Path) -> None:
    settings = type(workspace.settings)(workspace=tmp_path / "not" / "there", key_file=None)
    found = {check.name: check for check in doctor(settings, environ={})}
    assert [name for name, check in found.items() if not check.ok and name not in ("port", "free disk")] == []
    assert {"python", "sqlite", "one sqlite", "folder", "file system", "free disk", "packages", "keys"} <= set(found)
    assert not (tmp_path / "not").exists()
    assert not list(tmp_path.glob(".curation-*"))


def test_doctor_says_that_a_key_is_there_and_never_what_it_is(workspace: Workspace, tmp_path: Path) -> None:
    key_file = tmp_path / "keys"
    key_file.write_text("OPENAI_API_KEY=sk-canary-file\n")
    key_file.chmod(0o600)
    settings = type(workspace.settings)(workspace=workspace.path, key_file=key_file)
    found = doctor(settings, environ={"ANTHROPIC_API_KEY": "sk-canary-environment"})
    assert "canary" not in json.dumps([check.detail for check in found])
    assert Check("keys", ok=True, detail="anthropic: found, openai: found") in found
    assert "keys" not in {check.name for check in doctor(settings, environ={}, with_keys=False)}


def point(workspace: Workspace, name: str, **environ: str) -> Check:
    return next(check for check in doctor(workspace.settings, environ=environ) if check.name == name)


def test_doctor_refuses_an_old_sqlite(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor_module, "sqlite_version", lambda: "3.51.2")
    assert not point(workspace, "sqlite").ok
    monkeypatch.setattr(doctor_module, "sqlite_version", lambda: "3.100.0")
    assert point(workspace, "sqlite").ok


@pytest.mark.parametrize(("kind", "ok"), [("ext4", True), ("nfs4", False), ("9p", False), ("", True)])
def test_doctor_warns_of_a_folder_over_the_network(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, kind: str, ok: bool
) -> None:
    monkeypatch.setattr(doctor_module, "_mount_kind", lambda _: kind)
    assert point(workspace, "file system").ok is ok


def test_doctor_tells_another_program_on_the_port_from_the_app_itself(workspace: Workspace) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        assert not point(workspace, "port", STREAMLIT_SERVER_PORT=port).ok
        lock = take_lock(workspace.web_lock, "server")
        assert point(workspace, "port", STREAMLIT_SERVER_PORT=port).ok
        lock.close()


def test_a_check_that_breaks_off_has_failed(whole: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    def break_off(*_: object) -> None:
        raise OSError("unreadable")

    monkeypatch.setattr(health, "check_manifest", break_off)
    assert unsound(whole) == {"exports": "could not be read: unreadable"}
