"""kill -9 of the worker in the middle of an export: the folder is whole or not there, and the next worker ends it."""

import json
import shutil
import signal
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import func, select

from curation.exports import check_manifest
from curation.models import Event, JobState, ReleaseRow
from curation.services import exports, people, releases
from curation.services.jobs import get_job
from curation.workspace import Workspace
from tests.conftest import open_test_workspace
from tests.killing import Victims, killing
from tests.services.exporting import add_exportable, ask_for
from tests.services.judging import say
from tests.slow.workers import work_to_the_end, worker_until_killed

ROWS = 4_500
"""Three transactions of frozen rows, and nine times that the writing says how far it is."""

FILES = {"samples.jsonl", "ratings.jsonl", "README.md", "manifest.json"}

FROZEN = ("curation.jobs.export:store.add_release_rows", 2)
WRITING = ("curation.jobs.context:JobContext.checkpoint", 4)
WITH_MANIFEST = ("curation.jobs.export:write_manifest", 1)
IN_PLACE = ("curation.exports.manifest:_put_in_place", 1)
TOLD = ("curation.jobs.export:add_event", 1)
STORED = ("curation.jobs.export:_finish", 1)
BOTH: Victims = "parent,self"
KILLS: tuple[tuple[tuple[str, int], Victims], ...] = (
    (("curation.jobs.export:_begin", 1), BOTH),
    (FROZEN, BOTH),
    (FROZEN, "parent"),
    (WRITING, BOTH),
    (WRITING, "parent"),
    (("curation.jobs.export:rating_rows", 1), BOTH),
    (("curation.jobs.export:write_text", 1), BOTH),
    (WITH_MANIFEST, BOTH),
    (WITH_MANIFEST, "parent"),
    (IN_PLACE, BOTH),
    (IN_PLACE, "parent"),
    (TOLD, BOTH),
    (STORED, BOTH),
)
"""Function, after which call of it, and who: the worker with its child, or the worker alone, whose child finds out."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with an export that was asked for and not begun; a test gets its own copy of the closed files."""
    workspace = open_test_workspace(tmp_path_factory.mktemp("made") / "workspace")
    ada = people.join(workspace, "Ada")
    ids = add_exportable(workspace, ROWS)
    for sample_id in ids[::500]:
        say(workspace, sample_id, ada, overall=4)
    workspace.close()
    return workspace.path


def copied(made: Path, path: Path) -> Workspace:
    shutil.copytree(made, path)
    return open_test_workspace(path)


def start(workspace: Workspace, out: Path) -> int:
    return exports.start_export(workspace, ask_for(out, name="data"), actor=people.join(workspace, "Ada"))


@pytest.fixture(scope="module")
def undisturbed(made: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What a worker writes that nobody kills."""
    folder = tmp_path_factory.mktemp("undisturbed")
    workspace = copied(made, folder / "workspace")
    job_id = start(workspace, folder / "out")
    assert work_to_the_end(workspace, job_id).state == JobState.DONE
    workspace.close()
    return said_in(folder / "out")


def said_in(out: Path) -> dict[str, Any]:
    """Return what the manifest of a whole export says, without when it was made."""
    assert check_manifest(out) == []
    manifest: dict[str, Any] = json.loads((out / "manifest.json").read_text("utf-8"))
    del manifest["created_at"]
    manifest["files"] = [file for file in manifest["files"] if file["path"] != "README.md"]
    return manifest


def count(workspace: Workspace, table: type[Any], *where: Any) -> int:  # noqa: ANN401
    with workspace.read() as session:
        return session.exec(select(func.count()).select_from(table).where(*where)).one()


def kill(workspace: Workspace, place: tuple[str, int], victims: Victims) -> None:
    """Let a worker take the job up and be killed."""
    environment = killing(workspace.path.parent, place[0], call=place[1], within="run-job", victims=victims)
    assert worker_until_killed(workspace, environment) == -signal.SIGKILL, f"not killed at {place}"


@pytest.mark.slow
def test_an_export_whose_workers_are_killed_is_whole_or_not_there_and_is_ended_by_the_next(
    made: Path, undisturbed: dict[str, Any], tmp_path: Path
) -> None:
    workspace, out = copied(made, tmp_path / "workspace"), tmp_path / "out"
    job_id = start(workspace, out)
    for place, victims in KILLS:
        kill(workspace, place, victims)
        assert get_job(workspace, job_id).state == JobState.RUNNING
        assert out.exists() is (place in (IN_PLACE, TOLD, STORED)), place
        if out.exists():
            assert said_in(out) == undisturbed
        (release,) = releases.list_releases(workspace)
        assert release.is_complete is (place == STORED)
        assert (releases.check_release(release) == []) is (place == STORED)
    assert work_to_the_end(workspace, job_id).state == JobState.DONE
    assert said_in(out) == undisturbed
    (release,) = releases.list_releases(workspace)
    assert release.is_complete
    assert releases.check_release(release) == []
    assert count(workspace, ReleaseRow) == ROWS
    assert count(workspace, Event, Event.action == "release.written") == 1
    assert {path.name for path in tmp_path.iterdir()} == {"workspace", "hooks", "out"}
    assert {path.name for path in out.iterdir()} == FILES
    workspace.close()


@pytest.mark.slow
def test_where_an_earlier_export_is_replaced_a_kill_leaves_one_that_says_it_is_not_finished(
    made: Path, undisturbed: dict[str, Any], tmp_path: Path
) -> None:
    workspace, out = copied(made, tmp_path / "workspace"), tmp_path / "out"
    first = start(workspace, out)
    work_to_the_end(workspace, first)
    (out / "mine.txt").write_text("notes")
    job_id = start(workspace, out)
    for place in (WRITING, WITH_MANIFEST):
        kill(workspace, place, BOTH)
        assert said_in(out) == undisturbed
    for moved in range(3):
        # Each of the four new files was renamed once when it was whole, and the manifest when it said "not finished".
        kill(workspace, ("pathlib:Path.replace", 5 + moved), BOTH)
        assert check_manifest(out) == [f"The export in {out} was not finished; export again."]
    assert work_to_the_end(workspace, job_id).state == JobState.DONE
    assert said_in(out)["files"] == undisturbed["files"]
    assert said_in(out)["options"] == {**undisturbed["options"], "name": "data-2"}
    assert {path.name for path in out.iterdir()} == {*FILES, "mine.txt"}
    workspace.close()
