"""kill -9 in the middle of a run: the pairs and the groups are those of a run that nobody killed."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
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
from tests.killing import ROOT, killing
from tests.services.dedup_runs import add_personas, groups_in, pairs_in, states_in

PAIRS_AT_ONCE = 50
STORING = "curation.jobs.dedup:upsert_pairs_of_texts"
STORED = "curation.jobs.dedup:time.sleep"
KILLS = (
    ("curation.jobs.embed:_embed_rows", 3),
    (STORING, 1),
    (STORED, 2),
    (STORING, 17),
    (STORED, 60),
    (STORING, 111),
    ("curation.jobs.dedup:semantic_pairs", 1),
    ("curation.jobs.dedup:regroup", 1),
    ("curation.jobs.dedup:add_event", 1),
)
"""Function, and after which call of it: within the transaction of a batch, after it, between stages, within the end."""
RUN = """
import sys
from pathlib import Path
from curation.jobs import dedup
from curation.jobs.running import run_here_or_wait
from tests.conftest import HashEmbedder
from curation.settings import Settings
from curation.workspace import open_workspace
dedup.PAIRS_AT_ONCE = int(sys.argv[3])
workspace = open_workspace(Settings(workspace=Path(sys.argv[1]), key_file=None), embedder=HashEmbedder())
run_here_or_wait(workspace, int(sys.argv[2]), on_progress=lambda done, total: None)
"""


def fill(workspace: Workspace) -> Actor:
    """Add the starter hub in six wordings of the same words, so that there are thousands of pairs to store."""
    texts = [row.text for row in starter_personas()]
    for sign in ("", ".", "!", "?", "…", ";"):
        add_personas(workspace, [f"{text} {sign}" for text in texts])
    return people.join(workspace, "Ada")


def run_in_child(workspace: Workspace, job_id: int, environment: Mapping[str, str]) -> int:
    """Run the job in another process, and return how that ended."""
    command = [sys.executable, "-c", RUN, str(workspace.path), str(job_id), str(PAIRS_AT_ONCE)]
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


@pytest.mark.slow
def test_a_run_that_was_killed_again_and_again_ends_like_one_that_was_not(tmp_path: Path) -> None:
    clean, killed = (open_test_workspace(tmp_path / name) for name in ("clean", "killed"))
    actors = fill(clean), fill(killed)
    options: dict[str, Any] = {"min_cosine": 0.6}
    job_id, other_id = (
        duplicates.start_dedup(workspace, ItemKind.PERSONA, actor=actor, **options)
        for workspace, actor in zip((clean, killed), actors, strict=True)
    )
    assert run_in_child(clean, job_id, os.environ) == 0
    n_stored = []
    for place, call in KILLS:
        environment = killing(tmp_path, place, call=call, within=str(killed.path))
        assert run_in_child(killed, other_id, environment) == -signal.SIGKILL, f"not killed at {place} {call}"
        n_stored.append(len(pairs_in(killed)))
        assert get_job(killed, other_id).state == "running"
        assert {state for state, _ in states_in(killed).values()} == {"active"}
        assert groups_in(killed) == {}
    # A batch whose transaction had not ended is not there; one that had is.
    assert n_stored[:6] == [PAIRS_AT_ONCE * batches for batches in (0, 0, 2, 16, 60, 110)]
    assert run_in_child(killed, other_id, os.environ) == 0
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
