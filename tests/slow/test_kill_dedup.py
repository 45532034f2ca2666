"""kill -9 in the middle of a run: the pairs and the groups are those of a run that nobody killed."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from curation.models import ItemKind
from curation.services import duplicates, people
from curation.services.jobs import JobPublic, get_job
from curation.services.permissions import Actor
from curation.sources.starter import starter_personas
from curation.workspace import Workspace
from tests.conftest import open_test_workspace
from tests.services.dedup_runs import add_personas, groups_in, pairs_in, states_in

ROOT = Path(__file__).resolve().parents[2]
KILLS = 8
RUN = """
import sys
from pathlib import Path
from curation.jobs import dedup
from curation.jobs.running import run_here_or_wait
from tests.conftest import HashEmbedder
from curation.settings import Settings
from curation.workspace import open_workspace
dedup.PAIRS_AT_ONCE = 50
workspace = open_workspace(Settings(workspace=Path(sys.argv[1]), key_file=None), embedder=HashEmbedder())
print("ready", flush=True)
run_here_or_wait(workspace, int(sys.argv[2]), on_progress=lambda done, total: None)
"""


def fill(workspace: Workspace) -> Actor:
    """Add the starter hub in six wordings of the same words, so that there are thousands of pairs to store."""
    texts = [row.text for row in starter_personas()]
    for sign in ("", ".", "!", "?", "…", ";"):
        add_personas(workspace, [f"{text} {sign}" for text in texts])
    return people.join(workspace, "Ada")


def run_in_child(workspace: Workspace, job_id: int, *, kill_after_s: float | None = None) -> None:
    """Run the job in another process; kill that after a while, if it has not ended before.

    The words of a text are summed in the order of a set, which is the same for one hash seed only.
    """
    command = [sys.executable, "-c", RUN, str(workspace.path), str(job_id)]
    environment = {**os.environ, "PYTHONHASHSEED": "0"}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        if kill_after_s is not None:
            time.sleep(kill_after_s)
            process.send_signal(signal.SIGKILL)


@pytest.mark.slow
def test_a_run_that_was_killed_again_and_again_ends_like_one_that_was_not(tmp_path: Path) -> None:
    clean, killed = (open_test_workspace(tmp_path / name) for name in ("clean", "killed"))
    actors = fill(clean), fill(killed)
    options: dict[str, Any] = {"min_cosine": 0.6}
    job_id, other_id = (
        duplicates.start_dedup(workspace, ItemKind.PERSONA, actor=actor, **options)
        for workspace, actor in zip((clean, killed), actors, strict=True)
    )
    run_in_child(clean, job_id)
    dice, caught = random.Random(5), set()
    for _ in range(KILLS):
        run_in_child(killed, other_id, kill_after_s=dice.uniform(0.05, 1.5))
        caught.add(len(pairs_in(killed)))
        assert get_job(killed, other_id).state == "running"
        assert {state for state, _ in states_in(killed).values()} == {"active"}
    run_in_child(killed, other_id)
    assert len(caught) > 2, "no run was killed while it stored pairs"
    assert pairs_in(killed) == pairs_in(clean)
    assert states_in(killed) == states_in(clean)
    assert groups_in(killed) == groups_in(clean)
    assert counts_of(get_job(killed, other_id)) == counts_of(get_job(clean, job_id))
    clean.close()
    killed.close()


def counts_of(job: JobPublic) -> dict[str, Any]:
    """Return what a job that is done came to, without the seconds."""
    assert job.state == "done"
    return {key: value for key, value in job.result.items() if key != "seconds"}
