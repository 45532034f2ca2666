"""The worker process: tied to its starter, alone on its workspace."""

import subprocess
import sys
from pathlib import Path

import pytest

from curation.errors import LockedError
from curation.jobs.worker import work
from curation.workspace import Workspace, take_lock


def test_a_worker_whose_starter_is_gone_already_ends_by_itself(workspace: Workspace) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    command = [sys.executable, "-m", "curation", "--workspace", str(workspace.path), "worker"]
    ended = subprocess.run([*command, "--tied-to", str(gone.pid)], timeout=60, cwd=Path.cwd(), check=False)
    assert ended.returncode == 0


def test_a_second_worker_is_refused_and_hears_who_the_first_is(workspace: Workspace) -> None:
    lock = take_lock(workspace.worker_lock, "worker")
    try:
        with pytest.raises(LockedError, match=r"process \d+ on \S+, since"):
            work(workspace, tied_to=None)
    finally:
        lock.close()
