"""kill -9 while personas are made: those that are there in the end are those of a run that nobody killed."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from sqlmodel import col, select

from curation.models import JobState, Persona, PersonaCall, PersonaFilter
from curation.services import people
from curation.services.jobs import get_job
from curation.services.make_personas import start_expansion, start_from_texts
from curation.services.permissions import Actor
from curation.services.persona_counts import persona_counts
from curation.services.persona_plans import ExpandAsk, FromTextsAsk
from curation.workspace import Workspace
from tests.conftest import open_test_workspace
from tests.killing import ROOT, killing

KILLS = (
    ("curation.jobs.make_personas:plan_calls", 1),
    ("curation.jobs.ledger:Ledger._write_together", 1),
    ("curation.jobs.ledger:Ledger._write_together", 2),
    ("curation.jobs.take_personas:new_persona", 5),
    ("curation.jobs.take_personas:add_event", 1),
    ("curation.jobs.make_personas:take_personas", 1),
    ("curation.jobs.make_personas:take_personas", 2),
    ("curation.jobs.make_personas:persona_counts_in", 1),
)
"""Function, and after which call of it: within the plan, after answers, within and after the taking, within the end."""
RUN = """
import sys
from pathlib import Path
from curation.jobs import make_personas
from curation.jobs.running import run_here_or_wait
from tests.conftest import HashEmbedder
from curation.settings import Settings
from curation.workspace import open_workspace
make_personas.ROUND = 10
workspace = open_workspace(Settings(workspace=Path(sys.argv[1]), key_file=None), embedder=HashEmbedder())
run_here_or_wait(workspace, int(sys.argv[2]), on_progress=lambda done, total: None)
"""
Family = list[tuple[str, str | None, int | None, str, str | None]]


def run_in_child(workspace: Workspace, job_id: int, environment: Mapping[str, str]) -> int:
    """Run the job in another process, and return how that ended."""
    command = [sys.executable, "-c", RUN, str(workspace.path), str(job_id)]
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


def made_in(workspace: Workspace, job_id: int) -> Family:
    """Return what a job made, in order: text, relation, depth, state and the parent's text."""
    with workspace.read() as session:
        of_job = select(PersonaCall.id).where(PersonaCall.job_id == job_id)
        found = session.exec(select(Persona).where(col(Persona.call_id).in_(of_job)).order_by(col(Persona.id))).all()
        parents = {row.parent_id: session.get_one(Persona, row.parent_id).text for row in found if row.parent_id}
    return [(row.text, row.relation, row.depth, row.state, parents.get(row.parent_id or 0)) for row in found]


def start(workspace: Workspace, actor: Actor, kind: str) -> int:
    if kind == "texts":
        return start_from_texts(workspace, FromTextsAsk(seed=5), actor=actor)
    ask = ExpandAsk(seed=5, personas=PersonaFilter(ids=tuple(range(1, 13))), steps=2)
    return start_expansion(workspace, ask, actor=actor)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["texts", "people"])
def test_a_job_that_was_killed_again_and_again_makes_the_same_people(tmp_path: Path, kind: str) -> None:
    clean, killed = (open_test_workspace(tmp_path / name, with_starter=True) for name in ("clean", "killed"))
    undisturbed, disturbed = (start(one, people.join(one, "Ada"), kind) for one in (clean, killed))
    assert run_in_child(clean, undisturbed, os.environ) == 0
    for place, call in KILLS:
        environment = killing(tmp_path, place, call=call, within=str(killed.path))
        assert run_in_child(killed, disturbed, environment) == -signal.SIGKILL, f"not killed at {place} {call}"
        assert get_job(killed, disturbed).state == JobState.RUNNING
    assert run_in_child(killed, disturbed, os.environ) == 0
    assert made_in(killed, disturbed) == made_in(clean, undisturbed)
    assert len(made_in(killed, disturbed)) > 40
    counts = [persona_counts(one, job) for one, job in ((clean, undisturbed), (killed, disturbed))]
    assert counts[0].made == counts[1].made
    assert counts[0].calls.state == counts[1].calls.state
    clean.close()
    killed.close()
