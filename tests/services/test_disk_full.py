"""A full disk: one sentence, nothing lost that was said to be stored, no half file, and on it goes with more room."""

import errno
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

import numpy as np
import pytest

from curation.errors import DiskError, WorkspaceError
from curation.exports import check_manifest
from curation.index import load_snapshot, save_snapshot, space_of
from curation.jobs import worker as worker_module
from curation.jobs.context import new_context, worker_name
from curation.jobs.worker import Worker, run_claimed_child
from curation.models import Job, JobState, Lane
from curation.services import backups, imports, releases
from curation.services.exports import SAMPLE_FORMATS
from curation.services.health import verify
from curation.services.job_counts import job_counts
from curation.services.jobs import get_job, resume_job
from curation.services.permissions import Actor
from curation.services.providers import CallLimits, save_limits
from curation.services.review import save_review
from curation.store.jobs import claim_job
from curation.workspace import Workspace
from tests.full_disk import fill_at, full_database, small_files
from tests.services.dedup_runs import run_job
from tests.services.exporting import add_exportable, ask_for, export, ids_in, run_export
from tests.services.judging import add_samples, answers_in
from tests.services.scripted import ScriptedProvider, add_personas, set_price, start_paid

AT_ONCE = 4
MOST_NOT_STORED = AT_ONCE + AT_ONCE + AT_ONCE // 2
"""Calls under way, and answers that wait to be stored."""
SENTENCE = r"cannot be written: .*What was stored before is kept; this was not stored\. Make room"


def is_sound(workspace: Workspace) -> bool:
    return all(check.ok for check in verify(workspace))


def test_reviews_that_were_said_to_be_stored_are_and_the_next_is_refused_in_one_sentence(
    workspace: Workspace, admin: Actor
) -> None:
    ids, stored = add_samples(workspace, 200), []
    note = "The sum is wrong. " * 50

    def save(sample_ids: Sequence[int]) -> None:
        for sample_id in sample_ids:
            save_review(workspace, sample_id, lambda answers: answers.noted(note).decided("accept"), actor=admin)
            stored.append(sample_id)

    with full_database(workspace, free_pages=5), pytest.raises(DiskError, match=rf"curation\.db {SENTENCE}"):
        save(ids)
    assert 0 < len(stored) < len(ids)
    refused = ids[len(stored)]
    assert {answers_in(workspace, sample_id, admin).note for sample_id in stored} == {note.strip()}
    assert not answers_in(workspace, refused, admin).is_decided
    assert is_sound(workspace)
    save([refused])
    assert answers_in(workspace, refused, admin).is_decided


def test_reading_goes_on_while_nothing_can_be_written(workspace: Workspace, admin: Actor) -> None:
    (sample_id,) = add_samples(workspace, 1)
    with full_database(workspace), pytest.raises(DiskError):
        add_samples(workspace, 500)
    with full_database(workspace):
        assert answers_in(workspace, sample_id, admin).overall is None
        assert list(releases.list_releases(workspace)) == []


def write_personas(path: Path, count: int) -> Path:
    rows = (json.dumps({"persona": f"A keeper of {number} hives in valley {number % 13}"}) for number in range(count))
    path.write_text("\n".join(rows), encoding="utf-8")
    return path


def start_import(workspace: Workspace, path: Path, actor: Actor) -> int:
    return imports.start_import(workspace, path, kind="personas", licence="CC0-1.0", language="en", actor=actor)


def test_an_import_keeps_its_batches_fails_in_a_sentence_and_goes_on_with_more_room(
    workspace: Workspace, admin: Actor, tmp_path: Path
) -> None:
    job_id = start_import(workspace, write_personas(tmp_path / "personas.jsonl", 3_000), admin)
    with full_database(workspace, free_pages=250):
        run_job(workspace, job_id)
    job = get_job(workspace, job_id)
    assert job.state == JobState.FAILED
    assert job.error.startswith(f"{workspace.database} cannot be written: database or disk is full.")
    kept = job.result["added"]
    assert 0 < kept < 3_000
    with workspace.read() as session:
        assert session.connection().exec_driver_sql("select count(*) from persona").scalar_one() == kept
    resume_job(workspace, job_id, actor=admin)
    run_job(workspace, job_id)
    done = get_job(workspace, job_id)
    assert (done.state, done.result["added"], done.result["already_present"]) == (JobState.DONE, 3_000, 0)
    assert is_sound(workspace)


def test_an_upload_that_does_not_fit_leaves_nothing(workspace: Workspace, admin: Actor, tmp_path: Path) -> None:
    path = write_personas(tmp_path / "personas.jsonl", 3_000)
    with path.open("rb") as content, small_files(50_000), pytest.raises(DiskError, match=SENTENCE):
        imports.save_upload(workspace, content, path.name, actor=admin)
    assert list(workspace.uploads.iterdir()) == []


def test_an_upload_that_may_not_be_written_is_not_called_a_full_disk(
    workspace: Workspace, admin: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_handle: int) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr("curation.services.imports.os.fsync", refuse)
    with pytest.raises(WorkspaceError, match="Permission denied") as told:
        imports.save_upload(workspace, io.BytesIO(b"{}"), "personas.jsonl", actor=admin)
    assert not isinstance(told.value, DiskError)


@pytest.mark.parametrize("room", [0, 6_000])
@pytest.mark.parametrize("form", SAMPLE_FORMATS)
def test_an_export_leaves_no_folder_fails_in_a_sentence_and_goes_on_with_more_room(
    workspace: Workspace, admin: Actor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str, room: int
) -> None:
    ids, out = add_exportable(workspace, 60), tmp_path / "exports" / "data"
    with monkeypatch.context() as patched:
        fill_at(patched, ".curation-", room)
        job = run_export(workspace, admin, ask_for(out, format=form))
    assert job.state == JobState.FAILED
    assert job.error.startswith(f"{out} cannot be written: No space left on device. What was stored before is kept")
    assert [*out.parent.iterdir()] == []
    (release,) = releases.list_releases(workspace)
    assert releases.check_release(release) == ["This release was not finished."]
    resume_job(workspace, job.id, actor=admin)
    run_job(workspace, job.id)
    assert get_job(workspace, job.id).result["rows"] == len(ids)
    assert check_manifest(out) == []


def test_an_export_that_does_not_fit_leaves_the_one_that_it_was_to_replace(
    workspace: Workspace, admin: Actor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids, out = add_exportable(workspace, 5), tmp_path / "out"
    export(workspace, admin, out)
    add_exportable(workspace, 60)
    with monkeypatch.context() as patched:
        fill_at(patched, ".curation-", 6_000)
        assert run_export(workspace, admin, ask_for(out)).state == JobState.FAILED
    assert ids_in(out) == ids
    assert check_manifest(out) == []


def test_an_export_whose_rows_do_not_fit_into_the_database_fails_in_a_sentence(
    workspace: Workspace, admin: Actor, tmp_path: Path
) -> None:
    add_exportable(workspace, 3_000)
    with full_database(workspace, free_pages=2):
        job = run_export(workspace, admin, ask_for(tmp_path / "out"))
    assert (job.state, job.error.split(":")[0]) == (JobState.FAILED, f"{workspace.database} cannot be written")
    assert not (tmp_path / "out").exists()
    resume_job(workspace, job.id, actor=admin)
    run_job(workspace, job.id)
    assert get_job(workspace, job.id).result["rows"] == 3_000


def test_a_backup_that_does_not_fit_leaves_nothing(workspace: Workspace, admin: Actor, tmp_path: Path) -> None:
    folder = tmp_path / "stick"
    folder.mkdir()
    with small_files(20_000), pytest.raises(DiskError, match=rf"one\.db {SENTENCE}"):
        backups.backup(workspace, folder / "one.db", actor=admin)
    assert [*folder.iterdir()] == []
    assert backups.last_backup(workspace) is None
    made = backups.backup(workspace, folder / "one.db", actor=admin)
    assert backups.check_backup(Path(made.path)) == []


def test_a_backup_whose_note_does_not_fit_leaves_nothing(
    workspace: Workspace, admin: Actor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill_at(monkeypatch, ".curation-", 10)
    with pytest.raises(DiskError, match="No space left"):
        backups.backup(workspace, tmp_path / "stick" / "one.db", actor=admin)
    assert [*(tmp_path / "stick").iterdir()] == []


def test_a_backup_can_be_saved_from_a_disk_that_is_full(workspace: Workspace, admin: Actor, tmp_path: Path) -> None:
    add_samples(workspace, 10)
    with full_database(workspace), pytest.raises(DiskError):
        add_samples(workspace, 500)
    with full_database(workspace):
        made = backups.backup(workspace, tmp_path / "one.db", actor=admin)
    assert made.counts["sample"] == 10
    assert backups.check_backup(Path(made.path)) == []


@pytest.mark.parametrize("count", [40, 400])
def test_a_search_index_that_does_not_fit_leaves_the_old_one(workspace: Workspace, tmp_path: Path, count: int) -> None:
    space, folder = space_of(workspace.embedder), tmp_path / "index"

    def save(rows: int) -> None:
        vectors = workspace.embedder.embed([f"bees {number}" for number in range(rows)])
        save_snapshot(folder, np.arange(rows), vectors, space=space, high_water=rows)

    save(3)
    with small_files(3_000), pytest.raises(DiskError, match=rf"index {SENTENCE}"):
        save(count)
    found = load_snapshot(folder, expect=space).snapshot
    assert found is not None
    assert found.high_water == 3
    assert not list(folder.glob(".tmp-*"))


def test_vectors_that_do_not_fit_are_no_damaged_file(workspace: Workspace) -> None:
    vectors = workspace.embedder.embed([f"bees {number}" for number in range(400)])
    hashes = [str(number) for number in range(400)]
    known = workspace.vectors.count()
    with (
        small_files(workspace.vectors.path.stat().st_size),
        pytest.raises(DiskError, match=rf"embeddings\.db {SENTENCE}"),
    ):
        workspace.vectors.add(hashes, vectors)
    assert workspace.vectors.count() == known
    assert workspace.vectors.add(hashes, vectors) == 400


def test_paid_calls_stop_at_once_and_none_is_paid_twice(
    workspace: Workspace, admin: Actor, provider: ScriptedProvider
) -> None:
    add_personas(workspace, admin, 200)
    set_price(workspace, admin)
    save_limits(workspace, "openai", CallLimits(max_in_flight=AT_ONCE), actor=admin)
    job_id = start_paid(workspace, admin)
    with full_database(workspace, free_pages=20):
        run_job(workspace, job_id)
    job, counts = get_job(workspace, job_id), job_counts(workspace, job_id)
    assert (job.state, job.error.split(":")[0]) == (JobState.FAILED, f"{workspace.database} cannot be written")
    assert 0 < counts.state["ok"] < 200
    assert len(provider.seen) - counts.state["ok"] <= MOST_NOT_STORED
    resume_job(workspace, job_id, actor=admin)
    run_job(workspace, job_id)
    counts = job_counts(workspace, job_id)
    assert len({request.persona for request in provider.seen}) == len(provider.seen)
    assert counts.state["ok"] + counts.state["unknown"] == 200
    assert 0 < counts.state["unknown"] <= MOST_NOT_STORED
    # What was marked and turned away before it was sent could not be marked anew on a full disk: unknown, too.
    assert 200 - AT_ONCE <= len(provider.seen) <= 200


def no_room(*_args: object, **_named: object) -> NoReturn:
    raise DiskError("curation.db", "database or disk is full")


def test_a_job_whose_end_cannot_be_written_is_taken_up_again(
    workspace: Workspace, admin: Actor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    job_id = start_import(workspace, write_personas(tmp_path / "personas.jsonl", 10), admin)
    with workspace.write() as tx:
        claim_job(tx, lane=Lane.CPU, owner=worker_name(), now_s=0.0)
    with monkeypatch.context() as patched:
        patched.setattr("curation.jobs.imports.store_batch", no_room)
        patched.setattr("curation.jobs.running.end_job", no_room)
        with pytest.raises(DiskError):
            run_claimed_child(workspace, job_id, lease=worker_name())
        Worker(workspace, tied_to=None)._after_child(job_id, 1)
    assert get_job(workspace, job_id).state == JobState.RUNNING
    run_job(workspace, job_id)
    assert get_job(workspace, job_id).result["added"] == 10


def test_a_worker_on_a_full_disk_waits_for_room(
    workspace: Workspace, admin: Actor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    job_id = start_import(workspace, write_personas(tmp_path / "personas.jsonl", 10), admin)
    waited: list[float] = []
    worker = Worker(workspace, tied_to=None)
    with monkeypatch.context() as patched:
        patched.setattr(worker_module, "claim_job", no_room)
        patched.setattr(worker_module, "end_job", no_room)
        patched.setattr("curation.jobs.worker.time.sleep", waited.append)
        assert worker._claim_now(Lane.CPU) is None
        assert waited == [worker_module.FULL_DISK_PAUSE_S]
        with workspace.write() as tx:
            job = tx.get_one(Job, job_id)
            job.state, job.lease_owner, job.runs = JobState.RUNNING, worker_name(), 20
        worker._after_child(job_id, 1)
        context = new_context(workspace, job, owner=worker_name())
        patched.setattr(context, "heartbeat", no_room)
        worker_module._beat(context)
    assert get_job(workspace, job_id).state == JobState.RUNNING
