"""Import of a million personas from Parquet into a workspace, against a bare executemany of the same rows.

Both sides fill a new workspace, each in a process of its own, and are charged
all the processor time that they and their children use. The bare side is
given finished rows and puts them into the same table, with the same indexes
and the same full-text index, 10,000 in a transaction. The import is the whole
job: reading in the limited child, cleaning, hashing, finding what is there
already, judging language, quality and privacy, the link to the source, and
every transaction with its counts. The machine may be busy: only the ratio of
one run means anything.

Run: python benchmarks/bench_persona_import.py [rows]; it writes results/persona_import.json for the full million.
"""

import argparse
import json
import os
import platform
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from pysqlite3 import dbapi2
from sqlmodel import text as sql

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.processor_time import peak_memory_mb, used_s  # noqa: E402 - the path is set above
from curation.jobs.context import new_context, worker_name  # noqa: E402
from curation.jobs.running import run_cpu_job  # noqa: E402
from curation.models import JobKind, Lane, Persona, utc_now  # noqa: E402
from curation.services.imports import start_import  # noqa: E402
from curation.services.people import join  # noqa: E402
from curation.services.setup import init_workspace  # noqa: E402
from curation.settings import Settings  # noqa: E402
from curation.sources.starter import starter_personas  # noqa: E402
from curation.store.imports import persona_values  # noqa: E402
from curation.store.jobs import claim_job  # noqa: E402
from curation.workspace import Workspace, open_workspace  # noqa: E402

ROWS = 1_000_000
BARE_ROWS = 10_000
REPEATED_SHARE = 0.05
TARGET = 0.4
MAX_MEMORY_MB = 1_000
SEED = 20_406
SIDES = ("bare", "import")
RESULT = ROOT / "benchmarks" / "results" / "persona_import.json"


def texts(rows: int) -> Iterator[str]:
    """Yield personas: two halves of known ones with a fifth of the words changed; some come twice."""
    chance = random.Random(SEED)
    known = [persona.text.split() for persona in starter_personas() if persona.language == "en"]
    vocabulary = sorted({word for parts in known for word in parts})
    before: list[str] = []
    for _ in range(rows):
        if before and chance.random() < REPEATED_SHARE:
            yield chance.choice(before)
            continue
        first, second = chance.sample(known, 2)
        parts = first[: len(first) // 2] + second[len(second) // 2 :]
        made = " ".join(chance.choice(vocabulary) if chance.random() < 0.2 else word for word in parts)
        before = [*before[-999:], made]
        yield made


def write_file(path: Path, rows: int) -> None:
    """Write a Parquet file of so many personas."""
    made, schema = texts(rows), pa.schema([("persona", pa.string())])
    with pq.ParquetWriter(path, schema) as writer:
        while part := list(islice(made, 50_000)):
            writer.write_table(pa.table({"persona": part}, schema=schema))


def opened(folder: Path) -> Workspace:
    """Open a workspace, or make it."""
    settings = Settings(workspace=folder, key_file=None)
    if not folder.exists():
        init_workspace(settings, with_starter=False)
    return open_workspace(settings)


def bare(folder: Path, rows: int) -> float:
    """Put finished rows into the table, each once; return the processor time of that alone."""
    workspace, spent, now = opened(folder), 0.0, utc_now()
    dialect = workspace.writer.dialect
    table = Persona.__table__  # type: ignore[attr-defined] # SQLModel makes it
    columns = [column for column in table.columns if column.name != "id"]
    forms = [(column.name, column.type.dialect_impl(dialect).bind_processor(dialect)) for column in columns]
    names, marks = ", ".join(name for name, _ in forms), ", ".join("?" for _ in forms)
    insert = f"insert into persona ({names}) values ({marks}) on conflict do nothing"
    made = texts(rows)
    connection = workspace.writer.raw_connection().driver_connection
    assert connection is not None
    while part := list(islice(made, BARE_ROWS)):
        values = [
            persona_values(one, licence="CC0-1.0", language=None, extra={}, attributes={}, now=now) for one in part
        ]
        ready = [tuple(form(row[name]) if form else row[name] for name, form in forms) for row in values]
        start = used_s()
        connection.execute("begin immediate")
        connection.executemany(insert, ready)
        connection.commit()
        spent += used_s() - start
    return spent


def queued(folder: Path, path: Path) -> None:
    """Make a workspace in which the import of the file waits."""
    workspace = opened(folder)
    start_import(workspace, path, kind="personas", licence="CC0-1.0", actor=join(workspace, "Ada"))
    workspace.close()


def whole(folder: Path) -> float:
    """Do the import that waits in a workspace; return the processor time."""
    workspace, start = opened(folder), used_s()
    with workspace.write() as tx:
        job = claim_job(tx, lane=Lane.CPU, owner=worker_name(), now_s=time.time(), kind=JobKind.IMPORT_PERSONAS)
    assert job is not None
    run_cpu_job(new_context(workspace, job, owner=worker_name()), JobKind.IMPORT_PERSONAS)
    return used_s() - start


def side(name: str, folder: Path, rows: int) -> dict[str, Any]:
    """Run one side in a process of its own; return its processor time, memory and what it left."""
    command = [sys.executable, __file__, "--side", name, str(folder), str(rows)]
    found: dict[str, Any] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    workspace = opened(folder)
    with workspace.read() as session:
        found["personas"] = session.execute(sql("select count(*) from persona")).scalar_one()
        found["found"] = session.execute(
            sql("select count(*) from persona_fts where persona_fts match 'retired'")
        ).scalar_one()
    workspace.close()
    return found


def measured(folder: Path, rows: int) -> dict[str, Any]:
    """Fill a workspace from each side."""
    file = folder / "personas.parquet"
    write_file(file, rows)
    queued(folder / "import", file)
    found = {name: side(name, folder / name, rows) for name in SIDES}
    assert found["bare"]["found"] == found["import"]["found"] > 0, found
    assert found["bare"]["personas"] == found["import"]["personas"], found
    rates = {name: rows / found[name]["cpu_s"] for name in SIDES}
    return {
        "rows": rows,
        "personas_kept": found["import"]["personas"],
        "rows_per_cpu_s": {name: round(rate) for name, rate in rates.items()},
        "ratio_to_bare": round(rates["import"] / rates["bare"], 3),
        "peak_memory_mb": found["import"]["peak_memory_mb"],
    }


def main() -> None:
    """Compare both sides and write what was measured."""
    parser = argparse.ArgumentParser()
    parser.add_argument("rows", nargs="?", type=int, default=ROWS)
    parser.add_argument("--folder", type=Path, help="where the two workspaces are made, some 3 GB; then removed")
    parser.add_argument("--side", nargs=3)
    told = parser.parse_args()
    if told.side:
        name, folder, rows = told.side
        spent = bare(Path(folder), int(rows)) if name == "bare" else whole(Path(folder))
        print(json.dumps({"cpu_s": spent, "peak_memory_mb": peak_memory_mb()}))
        return
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="bench-personas-", dir=told.folder) as folder:
        found = measured(Path(folder), told.rows)
    result = {
        "what": "rows per second of processor time, all children included; the ratio is what counts",
        "setup": f"{platform.system()}, {os.cpu_count()} cores, load {load:.1f} before,"
        f" Python {platform.python_version()}, SQLite {dbapi2.sqlite_version}, pyarrow {pa.__version__}, one run",
        **found,
        "target": {"ratio_to_bare": TARGET, "peak_memory_mb": MAX_MEMORY_MB},
    }
    print(json.dumps(result, indent=2))
    if told.rows == ROWS:  # fewer are for looking where the time goes
        RESULT.parent.mkdir(exist_ok=True)
        RESULT.write_text(json.dumps(result, indent=2) + "\n")


if __name__ == "__main__":
    main()
