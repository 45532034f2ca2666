"""What can be asked of the file itself: whether it is whole, what it holds, a copy of it."""

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final, NamedTuple

from pysqlite3 import dbapi2
from sqlmodel import Session, text

from curation.models import ItemKind
from curation.store.engine import BUSY_TIMEOUT_MS
from curation.store.known import ATTENTION
from curation.store.migrations import APPLICATION_ID, apply_migrations
from curation.text import identity_hash

MAX_NAMED: Final = 5
_HASH_ROWS: Final = 2_000
HASHED: Final[Mapping[str, str]] = {
    "document": "text",
    "persona": "text",
    "sample": "coalesce(edited_text, text)",
}
"""The tables whose rows have the hash of a text, and which text it is."""


class FileFacts(NamedTuple):
    """What a database file says of itself: problems, schema, and rows by table."""

    problems: list[str]
    schema_version: int
    counts: dict[str, int]


def sqlite_version() -> str:
    """Return the version of the one SQLite library that opens workspace files."""
    return str(dbapi2.sqlite_version)


def copy_whole(source: Path, target: Path) -> None:
    """Write a copy of the database as it is at one moment; the target must not exist.

    Writers go on meanwhile. Copying the file itself would miss what lies in
    the write-ahead log.
    """
    with _opened(source) as connection:
        connection.execute("vacuum into ?", (str(target),))


def inspect_file(path: Path) -> FileFacts:
    """Look a database file through that nobody else has open.

    Raises:
        dbapi2.DatabaseError: It is none, or too damaged to be read at all.
    """
    with _opened(path) as connection:
        problems = [row[0] for row in connection.execute("pragma integrity_check(20)") if row[0] != "ok"]
        broken = connection.execute("pragma foreign_key_check").fetchmany(20)
        problems += [f"table {row[0]}, row {row[1]}: {row[2]} is missing" for row in broken]
        if connection.execute("pragma application_id").fetchone()[0] != APPLICATION_ID:
            problems.append("it is no workspace of this program")
        version = int(connection.execute("pragma user_version").fetchone()[0])
        return FileFacts(problems, version, _table_counts(connection))


def integrity_problems(session: Session) -> list[str]:
    """Return what SQLite finds wrong with the file, its full-text tables included."""
    return [str(row[0]) for row in session.execute(text("pragma integrity_check(20)")) if row[0] != "ok"]


def foreign_key_problems(session: Session) -> list[str]:
    """Return rows that point at nothing."""
    broken = session.execute(text("pragma foreign_key_check")).fetchmany(20)
    return [f"table {row[0]}, row {row[1]}: {row[2]} is missing" for row in broken]


def fulltext_problems(session: Session) -> list[str]:
    """Return which full-text tables do not have one entry for each row."""
    problems = []
    for kind in ItemKind:
        rows = session.execute(text(f"select count(*) from {kind}")).scalar_one()
        entries = session.execute(text(f"select count(*) from {kind}_fts_docsize")).scalar_one()
        if rows != entries:
            problems.append(f"{rows:,} {kind}s, but {entries:,} entries in the full-text index")
    return problems


def spend_problems(session: Session) -> list[str]:
    """Return the days and jobs whose sum of money is not that of their calls, beyond the last digits of floats."""
    rows = session.execute(text(_SPEND_DIFFERENCES), {"limit": MAX_NAMED + 1}).all()
    named = [f"{row[0] or 'no day'}, job {row[1]}: ${row[2]:,.6f} instead of ${row[3]:,.6f}" for row in rows]
    return named if len(named) <= MAX_NAMED else [*named[:MAX_NAMED], "and more"]


def bad_text_ids(session: Session, table: str, *, after: int) -> tuple[list[int], int | None]:
    """Check the next rows of a table: return those whose text is not what its hash says, and the last id looked at.

    The last id is None behind the end. Texts are read as bytes, since one
    that is no UTF-8 any more could not be read as text.
    """
    rows = session.execute(
        text(
            f"select id, cast({HASHED[table]} as blob), text_hash from {table}"
            " where id > :after order by id limit :limit"
        ),
        {"after": after, "limit": _HASH_ROWS},
    ).all()
    bad = [row[0] for row in rows if not _is_as_hashed(row[1], row[2])]
    return bad, rows[-1][0] if rows else None


def schema_differences(session: Session) -> list[str]:
    """Return what of tables, indexes and triggers is missing, foreign or not as the migrations make it."""
    found = {(row[0], row[1]): row[2] for row in session.execute(text(_SCHEMA))}
    with closing(dbapi2.connect(":memory:", isolation_level=None)) as fresh:
        apply_migrations(fresh)
        declared = {(row[0], row[1]): row[2] for row in fresh.execute(_SCHEMA)}
    missing = [f"{kind} {name} is missing" for kind, name in declared.keys() - found.keys()]
    foreign = [f"{kind} {name} is not ours" for kind, name in found.keys() - declared.keys()]
    changed = [
        f"{kind} {name} was changed"
        for kind, name in declared.keys() & found.keys()
        if declared[kind, name] != found[kind, name]
    ]
    return sorted(missing + foreign + changed)


def counts_by(session: Session, table: str, column: str) -> dict[str, int]:
    """Return how many rows of a table of ours have each value of a column."""
    rows = session.execute(text(f"select {column}, count(*) from {table} group by 1 order by 1"))
    return {str(row[0]): int(row[1]) for row in rows}


def settle_restored(path: Path) -> None:
    """Make a file that was brought back safe to work on: no job goes on by itself, every text is read anew.

    A job that was under way when the copy was made may have gone on since,
    and been billed; the vectors that the copy speaks of may not be here.
    """
    with _opened(path) as connection:
        connection.execute("begin immediate")
        connection.execute(
            "update job set state = 'paused', lease_owner = null, lease_until = null,"
            " error = 'A backup was restored. Look at what the job has done before you resume it.'"
            " where state in ('queued', 'running') and kind <> 'embed'"
        )
        for kind in ItemKind:
            connection.execute(f"update {kind} set embedding = '' where embedding not in ('', ?)", [ATTENTION])
        connection.execute("commit")


def empty_log(path: Path) -> None:
    """Bring what lies in the write-ahead log into the file."""
    with _opened(path) as connection:
        connection.execute("pragma wal_checkpoint(truncate)")


_SCHEMA: Final = (
    "select type, name, sql from sqlite_master where sql is not null and name not like 'sqlite_%'"
    " and name not like '_sqlite_utils%' order by 1, 2"
)


_OWED: Final = "case state when 'failed' then coalesce(cost_usd, 0.0) else coalesce(cost_usd, reserved_usd, 0.0) end"
_SPEND_DIFFERENCES: Final = (
    "select day, job_id, sum(kept), sum(owed) from ("
    " select day, job_id, owed_usd as kept, 0.0 as owed from spend"
    f" union all select coalesce(substr(sent_at, 1, 10), ''), job_id, 0.0, {_OWED} from attempt"
    ") group by day, job_id having abs(sum(kept) - sum(owed)) > 1e-6 + 1e-9 * abs(sum(owed))"
    " order by day, job_id limit :limit"
)
"""What triggers on the calls keep beside what the calls themselves say: what they cost, else what was set aside."""


def _is_as_hashed(raw: bytes | None, text_hash: str) -> bool:
    try:
        kept = (raw or b"").decode("utf-8")
    except UnicodeDecodeError:
        return False
    return identity_hash(kept) == text_hash if kept else text_hash == ""


def _table_counts(connection: dbapi2.Connection) -> dict[str, int]:
    named = connection.execute(
        "select name from pragma_table_list where type = 'table' and schema = 'main' and name not like '%sqlite%'"
        " order by 1"
    )
    tables = [row[0] for row in named]
    return {table: int(connection.execute(f'select count(*) from "{table}"').fetchone()[0]) for table in tables}


@contextmanager
def _opened(path: Path) -> Iterator[dbapi2.Connection]:
    connection = dbapi2.connect(str(path), isolation_level=None)
    try:
        connection.execute(f"pragma busy_timeout = {BUSY_TIMEOUT_MS}")
        connection.execute("pragma trusted_schema = off")
        yield connection
    finally:
        connection.close()
