"""kill -9 of the worker while it finds attributes: it ends as if nothing had happened."""

import signal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from curation.models import JobState, Origin, PersonaFilter
from curation.services import attributes, people
from curation.services.jobs import get_job
from curation.store.events import first_broken_event
from curation.store.personas import new_persona
from curation.workspace import Workspace
from tests.conftest import open_test_workspace
from tests.killing import Victims, killing
from tests.slow.workers import work_to_the_end, worker_until_killed

ROWS = 2_000
BATCH_ROWS = 300
BOTH: Victims = "parent,self"
WRITING = "curation.jobs.attributes:store.write_described"
TELLING = "curation.jobs.attributes:add_event"
STORED = "curation.jobs.context:JobContext.stop_if_asked"
KILLS: tuple[tuple[str, int, Victims, int], ...] = (
    (WRITING, 1, BOTH, 0),
    (STORED, 2, BOTH, 2),
    (TELLING, 1, "parent", 2),
    (TELLING, 2, BOTH, 3),
    (STORED, 2, "parent", 5),
)
"""Function, after which call of it, who, and how many batches are stored then."""
PLACES = ("Lagos", "Lima", "Oslo", "Suva", "Utrecht", "Atlantis")
WORK = ("nurse", "welder", "retired judge", "stranger", "student", "farmer")


def fill(workspace: Workspace) -> None:
    with workspace.write() as tx:
        for number in range(ROWS):
            said = f"A {WORK[number % 6]} from {PLACES[number // 7 % 6]}, {number % 83 + 8}, with {number} letters"
            persona = new_persona(said, origin=Origin.IMPORTED, licence="CC0-1.0")
            persona.embedding = "done"
            tx.add(persona)


def everything(workspace: Workspace) -> list[Any]:
    """Return all that the job wrote, without times and hashes."""
    queries = (
        "select id, occupation, region, age_band, gender, education, evidence, how, version from persona order by id",
        "select before, after from event where action = 'persona.attributes_found' order by id",
        "select result from job where kind = 'persona_attributes'",
    )
    with workspace.read() as session:
        return [session.execute(text(query)).fetchall() for query in queries]


def n_stored(workspace: Workspace) -> int:
    with workspace.read() as session:
        return int(session.execute(text("select done from job where kind = 'persona_attributes'")).scalar_one())


@pytest.mark.slow
def test_a_job_whose_workers_are_killed_equals_an_undisturbed_one(tmp_path: Path) -> None:
    killed, clean = (open_test_workspace(tmp_path / name) for name in ("killed", "clean"))
    jobs = {}
    for workspace in (killed, clean):
        fill(workspace)
        jobs[workspace] = attributes.start_attributes(workspace, PersonaFilter(), actor=people.join(workspace, "Ada"))
    for place, call, victims, batches in KILLS:
        environment = killing(tmp_path, place, call=call, within="run-job", victims=victims)
        assert worker_until_killed(killed, environment) == -signal.SIGKILL, f"not killed at {place}"
        assert n_stored(killed) == BATCH_ROWS * batches, place
        assert get_job(killed, jobs[killed]).state == JobState.RUNNING
    for workspace, job_id in jobs.items():
        assert work_to_the_end(workspace, job_id).state == JobState.DONE
    assert get_job(killed, jobs[killed]).result["read"] == ROWS
    assert everything(killed) == everything(clean)
    with killed.read() as session:
        assert first_broken_event(session) is None
    killed.close()
    clean.close()
