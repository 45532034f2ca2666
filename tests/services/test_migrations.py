"""A workspace of an earlier version: every row of it is there afterwards, and what kept rows together still does."""

from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from pysqlite3 import dbapi2

from curation.errors import WorkspaceError
from curation.settings import Settings
from curation.store import migrations
from curation.workspace import open_workspace

REBUILT = ("template", "job", "attempt", "sample", "persona_call", "annotator", "rubric", "review", "review_claim")
NOW = "2026-11-20T10:00:00.000000+00:00"


def fill(connection: dbapi2.Connection, table: str, **values: object) -> None:
    """Insert a row; what is not given is 0 or empty where the column must have something."""
    columns = connection.execute(f"select name, type, \"notnull\" from pragma_table_info('{table}')").fetchall()
    empty = {"INTEGER": 0, "REAL": 0.0, "TEXT": ""}
    row = {name: values.get(name, empty[kind] if needed else None) for name, kind, needed in columns}
    connection.execute(f"insert into {table} values ({', '.join('?' * len(row))})", list(row.values()))


def made_before(path: Path) -> None:
    """Make a workspace file of the first schema, with rows in every table that is made anew since."""
    with closing(dbapi2.connect(str(path), isolation_level=None)) as connection:
        connection.execute("pragma journal_mode = wal")
        migrations.apply_migrations(connection, stop_before="m002_synthesis")
        fill(connection, "annotator", id=1, name="Ada", role="admin", created_at=NOW, is_active=1)
        fill(connection, "template", id=1, scenario="math", variant="plain", version=1, title="M", text="{{ persona }}")
        fill_persona(connection)
        job = {"kind": "generate", "lane": "provider", "state": "done", "params": "{}", "result": "{}", "owner": 1}
        fill(connection, "job", id=1, client_token="t1", created_at=NOW, **job)
        fill(connection, "job_log", id=1, job_id=1, at=NOW, text="begun")
        fill_attempts(connection)
        fill(connection, "persona_call", id=1, job_id=1, item_no=1, outcome="ok", persona_id=1, created_at=NOW)
        fill_samples(connection)
        fill_reviews(connection)


def fill_persona(connection: dbapi2.Connection) -> None:
    fill(
        connection,
        "persona",
        id=1,
        text="A beekeeper.",
        text_hash="a" * 64,
        origin="imported",
        state="active",
        created_at=NOW,
        occupation="unknown",
        region="unknown",
        age_band="unknown",
        gender="unknown",
        education="unknown",
    )


def fill_attempts(connection: dbapi2.Connection) -> None:
    for number, (state, cost, reserved) in enumerate(
        [("done", 0.25, 1.0), ("unknown", None, 0.5), ("failed", None, 9.0), ("done", None, 0.125)], start=1
    ):
        fill(
            connection,
            "attempt",
            id=number,
            job_id=1,
            item_no=number,
            try_no=1,
            state=state,
            cost_usd=cost,
            reserved_usd=reserved,
            sent_at=NOW,
        )


def fill_samples(connection: dbapi2.Connection) -> None:
    for number in (1, 2):
        fill(
            connection,
            "sample",
            id=number,
            job_id=1,
            item_no=number,
            scenario="math",
            template_id=1,
            persona_id=1,
            text=f"hexagon {number}",
            parent_id=1 if number == 2 else None,
            outcome="ok",
            state="active",
            params="{}",
            data="{}",
            checks="[]",
            counts=1,
            created_at=NOW,
        )


def fill_reviews(connection: dbapi2.Connection) -> None:
    """Two people who differ, and a draft."""
    fill(connection, "annotator", id=2, name="Persona Curator", role="viewer", created_at=NOW)
    fill(connection, "annotator", id=3, name="Bo", role="annotator", created_at=NOW, is_active=1)
    fill(connection, "rubric", id=1, name="overall", version=1, questions='[{"id":"overall"}]', created_at=NOW)
    said = [(1, 1, 5, "accept", None), (1, 3, 2, None, 3), (1, 3, 2, "reject", None), (2, 3, 4, None, None)]
    for number, (sample_id, annotator_id, overall, decision, superseded_by) in enumerate(said, start=1):
        fill(
            connection,
            "review",
            id=number,
            sample_id=sample_id,
            annotator_id=annotator_id,
            rubric_id=1,
            overall=overall,
            decision=decision,
            flags="[]",
            started_at=NOW,
            saved_at=NOW,
            superseded_by=superseded_by,
        )
    fill(connection, "review_claim", annotator_id=3, sample_id=2, claimed_at=NOW)
    connection.execute("update sample set n_reviews = 2, decision = 'mixed' where id = 1")


def rows_of(connection: dbapi2.Connection, table: str, columns: list[str] | None = None) -> list[dict[str, Any]]:
    connection.row_factory = dbapi2.Row
    found = [dict(row) for row in connection.execute(f"select * from {table} order by 1")]
    return [{name: row[name] for name in columns or row} for row in found]


@pytest.fixture
def old_file(tmp_path: Path) -> Path:
    path = tmp_path / "w" / "curation.db"
    path.parent.mkdir()
    made_before(path)
    return path


def test_every_row_of_an_earlier_version_is_there_after_the_migration(old_file: Path) -> None:
    with closing(dbapi2.connect(str(old_file))) as connection:
        before = {table: rows_of(connection, table) for table in REBUILT}
    backup = migrations.migrate(old_file, backups=old_file.parent / "backups")
    assert backup is not None
    assert migrations.schema_version(backup) == 1
    with closing(dbapi2.connect(str(old_file))) as connection:
        for table, rows in before.items():
            assert rows
            assert rows_of(connection, table, list(rows[0])) == rows
        assert connection.execute("select count(*) from persona").fetchone()[0] == 1
        assert connection.execute("pragma integrity_check").fetchone()[0] == "ok"
        assert connection.execute("pragma foreign_key_check").fetchall() == []


def test_what_calls_cost_before_counts_in_the_spend_of_their_day(old_file: Path) -> None:
    migrations.migrate(old_file, backups=old_file.parent)
    with closing(dbapi2.connect(str(old_file))) as connection:
        assert connection.execute("select day, job_id, owed_usd from spend").fetchall() == [("2026-11-20", 1, 0.875)]


def test_who_is_a_person_and_how_far_ratings_lie_apart_is_known_of_earlier_rows(old_file: Path) -> None:
    migrations.migrate(old_file, backups=old_file.parent)
    with closing(dbapi2.connect(str(old_file), isolation_level=None)) as connection:
        assert connection.execute("select kind from annotator order by id").fetchall() == [
            ("person",), ("program",), ("person",),
        ]  # fmt: skip
        assert connection.execute("select id, rating_spread, is_adjudicated from sample").fetchall() == [
            (1, 3, 0), (2, None, 0),
        ]  # fmt: skip
        with pytest.raises(dbapi2.IntegrityError, match="only superseded"):
            connection.execute("update review set overall = 1 where id = 1")


def test_the_size_of_the_queue_follows_the_samples_after_the_migration(old_file: Path) -> None:
    migrations.migrate(old_file, backups=old_file.parent)
    with closing(dbapi2.connect(str(old_file), isolation_level=None)) as connection:

        def sizes() -> list[tuple[str, int, int]]:
            found = connection.execute("select scenario, n_reviews, n from queue_size where n <> 0 order by 1, 2")
            return list(found.fetchall())

        assert sizes() == [("math", 0, 1), ("math", 2, 1)]
        connection.execute("update sample set n_reviews = 1 where id = 2")
        assert sizes() == [("math", 1, 1), ("math", 2, 1)]
        connection.execute("update sample set state = 'excluded' where id = 2")
        assert sizes() == [("math", 2, 1)]
        connection.execute("update sample set state = 'active', scenario = 'logic' where id = 2")
        assert sizes() == [("logic", 1, 1), ("math", 2, 1)]


def test_search_and_triggers_go_on_after_the_migration(old_file: Path) -> None:
    workspace = open_workspace(Settings(workspace=old_file.parent, key_file=None))
    with closing(dbapi2.connect(str(workspace.database), isolation_level=None)) as connection:
        connection.execute("update sample set text = 'octagon' where id = 2")
        found = connection.execute("select rowid from sample_fts where sample_fts match 'octagon'").fetchall()
        assert found == [(2,)]
        fill(connection, "sample", id=3, scenario="math", persona_id=1, outcome="ok", state="active", created_at=NOW)
        assert connection.execute("select sample_count from persona").fetchone()[0] == 3
        connection.execute("pragma foreign_keys = on")
        with pytest.raises(dbapi2.IntegrityError):
            connection.execute("update job_log set job_id = 99")


def test_a_file_whose_rows_do_not_hang_together_is_left_as_it_is(old_file: Path) -> None:
    with closing(dbapi2.connect(str(old_file), isolation_level=None)) as connection:
        connection.execute("update job_log set job_id = 99")
    with pytest.raises(WorkspaceError, match="job_log names a row of job that is not there; nothing was migrated"):
        migrations.migrate(old_file, backups=old_file.parent)
    assert migrations.schema_version(old_file) == 1
    with closing(dbapi2.connect(str(old_file))) as connection:
        assert len(rows_of(connection, "attempt")) == 4
