"""An import whose process is killed again and again ends as if nothing had happened."""

import json
import random
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from curation.jobs.context import new_context
from curation.jobs.running import run_cpu_job
from curation.models import Job, JobKind, JobState
from curation.services import people
from curation.services.imports import start_import
from curation.services.jobs import get_job
from curation.services.permissions import Actor
from curation.store.jobs import take_job
from curation.workspace import Workspace
from tests.conftest import open_test_workspace

ROWS = 20_000
KILLS = 3
OWNER = "the test"
ROOT = Path(__file__).resolve().parents[2]
_CHILD = """
import sys
from pathlib import Path
from curation.jobs.worker import run_claimed_child
from curation.settings import Settings
from curation.workspace import open_workspace

workspace = open_workspace(Settings(workspace=Path(sys.argv[1]), key_file=None))
run_claimed_child(workspace, int(sys.argv[2]), lease=sys.argv[3])
"""


def write_file(path: Path) -> Path:
    """Write rows of which some repeat, some are empty and some are no JSON."""
    chance = random.Random(11)
    with path.open("w", encoding="utf-8") as handle:
        for number in range(ROWS):
            kind = chance.random()
            if kind < 0.02:
                handle.write(f"no json {number}\n")
            else:
                known = chance.randrange(number + 1) if kind < 0.1 else number
                handle.write(
                    json.dumps({"persona": f"Keeper {known} of {known % 97} hives in valley {known % 13}"}) + "\n"
                )
    return path


def claim(workspace: Workspace, job_id: int) -> Job:
    with workspace.write() as tx:
        job = tx.get_one(Job, job_id)
        take_job(tx, job, owner=OWNER, now_s=time.time())
        return job


def rows_stored(workspace: Workspace) -> int:
    with workspace.read() as session:
        return int(session.execute(text("select max(rows_read) from source")).scalar_one())


def everything(workspace: Workspace) -> list[Any]:
    """Return all that the import wrote, without times and without what another run may number differently."""
    queries = (
        "select id, text, text_hash, language, licence, extra from persona order by id",
        "select persona_id, source_id, line from persona_source order by 1",
        "select line, reason, excerpt from skipped_row order by 1",
        "select name, rows_read, rows_added, rows_present, rows_skipped, is_complete from source",
        "select action, after from event where entity = 'source' and action = 'source.imported'",
    )
    with workspace.read() as session:
        return [session.execute(text(query)).fetchall() for query in queries]


@pytest.fixture
def undisturbed(tmp_path: Path) -> Workspace:
    return open_test_workspace(tmp_path / "undisturbed")


def start(workspace: Workspace, path: Path) -> int:
    actor = people.join(workspace, "Ada")
    return start_import(workspace, path, kind="personas", licence="CC0-1.0", language="en", actor=actor)


def kill_in_the_middle(workspace: Workspace, job_id: int, *, after_rows: int) -> None:
    """Run the job in a process of its own and kill it once so many rows are stored."""
    claim(workspace, job_id)
    command = [sys.executable, "-c", _CHILD, str(workspace.path), str(job_id), OWNER]
    child = subprocess.Popen(command, cwd=ROOT)
    try:
        while rows_stored(workspace) < after_rows:
            assert child.poll() is None, "the import ended before it was killed"
            time.sleep(0.005)
        time.sleep(random.Random(after_rows).random() * 0.05)
    finally:
        child.kill()
        child.wait()


def test_an_import_killed_three_times_equals_an_undisturbed_one(
    workspace: Workspace, admin: Actor, undisturbed: Workspace, tmp_path: Path
) -> None:
    path = write_file(tmp_path / "personas.jsonl")
    job_id = start(workspace, path)
    for number in range(KILLS):
        kill_in_the_middle(workspace, job_id, after_rows=(number + 1) * ROWS // (KILLS + 2))
        assert rows_stored(workspace) < ROWS
        assert get_job(workspace, job_id).state == JobState.RUNNING
    for one, its_job in ((workspace, job_id), (undisturbed, start(undisturbed, path))):
        run_cpu_job(new_context(one, claim(one, its_job), owner=OWNER), JobKind.IMPORT_PERSONAS)
        assert get_job(one, its_job).state == JobState.DONE
    undisturbed_rows = everything(undisturbed)
    undisturbed.close()
    assert everything(workspace) == undisturbed_rows
    assert get_job(workspace, job_id).result["read"] == ROWS
