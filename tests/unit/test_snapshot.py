"""Snapshots on disk: whole or not used, whatever happened to the files or to their writer."""

import errno
import json
import random
import subprocess
import sys
import time
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
import pytest
from numpy.typing import NDArray

from curation.errors import DiskError, WorkspaceError
from curation.index import LiveSnapshot, Snapshot, VectorSpace, load_snapshot, save_snapshot
from curation.index.hnsw import Hnsw
from curation.index.manifest import Manifest, read_manifest

SPACE = VectorSpace("model", "r1", "float32", 8)
FILES = ["manifest.json", "matrix-*.npy", "ids-*.npy", "hnsw-*.bin"]


def unit_rows(count: int, *, dim: int = 8, seed: int = 0) -> NDArray[np.float32]:
    rows = np.random.default_rng(seed).normal(size=(count, dim)).astype(np.float32)
    unit: NDArray[np.float32] = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return unit


def save(folder: Path, *, count: int = 40, seed: int = 0, hnsw_min_rows: int = 1) -> None:
    ids = np.arange(count, dtype=np.int64) * 10
    save_snapshot(folder, ids, unit_rows(count, seed=seed), space=SPACE, high_water=seed, hnsw_min_rows=hnsw_min_rows)


def loaded(folder: Path) -> Snapshot:
    state = load_snapshot(folder, expect=SPACE)
    assert state.snapshot is not None, state.reason
    return state.snapshot


def reason(folder: Path, *, expect: VectorSpace = SPACE) -> str:
    state = load_snapshot(folder, expect=expect)
    assert state.snapshot is None
    assert state.reason is not None
    return state.reason


def the_file(folder: Path, pattern: str) -> Path:
    (path,) = folder.glob(pattern)
    return path


def test_what_was_saved_comes_back(tmp_path: Path) -> None:
    save(tmp_path / "personas", seed=7)
    snapshot = loaded(tmp_path / "personas")
    np.testing.assert_array_equal(snapshot.ids, np.arange(40) * 10)
    np.testing.assert_array_equal(snapshot.vectors, unit_rows(40, seed=7))
    assert isinstance(snapshot.vectors, np.memmap)
    assert not snapshot.vectors.flags.writeable
    assert snapshot.hnsw is not None
    assert (len(snapshot.hnsw), snapshot.high_water, snapshot.space) == (40, 7, SPACE)


def test_the_manifest_names_what_the_snapshot_is(tmp_path: Path) -> None:
    save(tmp_path, seed=3)
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    facts = {name: manifest[name] for name in ("count", "dim", "model", "revision", "precision", "space", "high_water")}
    assert facts == {
        "count": 40,
        "dim": 8,
        "model": "model",
        "revision": "r1",
        "precision": "float32",
        "space": "cosine",
        "high_water": 3,
    }
    for role, seal in manifest["files"].items():
        stem, suffix = role.split(".")
        assert (tmp_path / f"{stem}-{seal['sha256'][:16]}.{suffix}").stat().st_size == seal["size"]
    assert manifest["created"].endswith("+00:00")


def test_the_time_is_the_callers_to_the_second_below(tmp_path: Path) -> None:
    at = datetime(2026, 11, 24, 7, 30, 59, 999_999, tzinfo=timezone(timedelta(hours=2)))
    save_snapshot(tmp_path, np.arange(3), unit_rows(3), space=SPACE, high_water=0, created=at)
    assert loaded(tmp_path).created == "2026-11-24T05:30:59+00:00"


def test_rows_are_kept_in_the_order_of_their_ids(tmp_path: Path) -> None:
    rows = unit_rows(4)
    save_snapshot(tmp_path, np.array([30, 5, 20, 1]), rows, space=SPACE, high_water=0)
    snapshot = loaded(tmp_path)
    np.testing.assert_array_equal(snapshot.ids, [1, 5, 20, 30])
    np.testing.assert_array_equal(snapshot.vectors, rows[[3, 1, 2, 0]])


def test_few_rows_have_no_graph(tmp_path: Path) -> None:
    save(tmp_path, hnsw_min_rows=41)
    assert loaded(tmp_path).hnsw is None
    assert not list(tmp_path.glob("hnsw-*"))


def test_no_rows_are_a_snapshot_too(tmp_path: Path) -> None:
    save(tmp_path, count=0)
    assert len(loaded(tmp_path).ids) == 0


def test_old_files_and_those_of_killed_writers_go_and_others_stay(tmp_path: Path) -> None:
    save(tmp_path, seed=1)
    (tmp_path / ".tmp-999-matrix.npy").write_bytes(b"half")
    (tmp_path / "notes.txt").write_text("mine")
    save(tmp_path, seed=2)
    assert loaded(tmp_path).high_water == 2
    assert len(list(tmp_path.iterdir())) == len(FILES) + 1
    assert (tmp_path / "notes.txt").exists()


@pytest.mark.parametrize("bad", [np.nan, np.inf, 0.0])
def test_a_row_that_is_no_unit_vector_is_refused_and_the_old_snapshot_stays(tmp_path: Path, bad: float) -> None:
    save(tmp_path, seed=1)
    rows = unit_rows(3)
    rows[2] = bad
    with pytest.raises(ValueError, match="row 2 is no unit vector"):
        save_snapshot(tmp_path, np.arange(3), rows, space=SPACE, high_water=2)
    assert loaded(tmp_path).high_water == 1


def test_an_id_twice_and_a_wrong_count_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="id 4 is there twice"):
        save_snapshot(tmp_path, np.array([4, 1, 4]), unit_rows(3), space=SPACE, high_water=0)
    with pytest.raises(ValueError, match="2 vectors"):
        save_snapshot(tmp_path, np.array([4, 1, 3]), unit_rows(2), space=SPACE, high_water=0)


def test_an_empty_folder_and_a_missing_one_have_no_snapshot(tmp_path: Path) -> None:
    assert reason(tmp_path) == "there is no snapshot"
    assert reason(tmp_path / "nowhere") == "there is no snapshot"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"model": "another"}, "model is model, not another"),
        ({"revision": "r2"}, "revision is r1, not r2"),
        ({"precision": "bfloat16"}, "precision is float32, not bfloat16"),
        ({"dim": 16}, "dim is 8, not 16"),
    ],
)
def test_a_snapshot_of_another_space_is_not_used(tmp_path: Path, change: dict[str, Any], said: str) -> None:
    save(tmp_path)
    assert reason(tmp_path, expect=replace(SPACE, **change)) == said


@pytest.mark.parametrize("pattern", FILES)
@pytest.mark.parametrize("damage", ["empty", "truncated", "longer", "missing"])
def test_a_damaged_file_is_not_used(tmp_path: Path, pattern: str, damage: str) -> None:
    save(tmp_path)
    path = the_file(tmp_path, pattern)
    whole = path.read_bytes()
    if damage == "missing":
        path.unlink()
    else:
        path.write_bytes({"empty": b"", "truncated": whole[:-5], "longer": whole + b"}"}[damage])
    role = "manifest" if "manifest" in pattern else pattern.replace("-*", "")
    expected = "there is no snapshot" if (damage, role) == ("missing", "manifest") else role
    assert expected in reason(tmp_path)


@pytest.mark.parametrize("pattern", FILES)
def test_one_flipped_bit_anywhere_is_never_searched_in(tmp_path: Path, pattern: str) -> None:
    save(tmp_path)
    path = the_file(tmp_path, pattern)
    whole = path.read_bytes()
    facts = json.loads((tmp_path / "manifest.json").read_bytes())
    rng = random.Random(5)
    for position in [0, len(whole) - 1, *(rng.randrange(len(whole)) for _ in range(60))]:
        flipped = bytearray(whole)
        flipped[position] ^= 1 << rng.randrange(8)
        path.write_bytes(flipped)
        state = load_snapshot(tmp_path, expect=SPACE)
        if state.snapshot is not None:
            # The one flip that may pass is a blank of the manifest that became another blank.
            assert json.loads((tmp_path / "manifest.json").read_bytes()) == facts
            assert pattern == "manifest.json"
    path.write_bytes(whole)
    assert loaded(tmp_path).high_water == 0


def test_files_of_another_folder_are_not_used(tmp_path: Path) -> None:
    save(tmp_path / "a", seed=1)
    save(tmp_path / "b", seed=2)
    the_file(tmp_path / "b", "matrix-*.npy").replace(the_file(tmp_path / "a", "matrix-*.npy"))
    assert reason(tmp_path / "a") == "matrix.npy is not as it was written"


def test_a_rebuild_after_damage_is_whole_again(tmp_path: Path) -> None:
    save(tmp_path, seed=1)
    the_file(tmp_path, "hnsw-*.bin").write_bytes(b"")
    assert reason(tmp_path) == "hnsw.bin is not as it was written"
    save(tmp_path, seed=1)
    assert loaded(tmp_path).hnsw is not None


def kinds_in(folder: Path) -> list[str]:
    """What the files are, without their hashes: threads build a graph in no fixed order."""
    return sorted(path.name.partition("-")[0] for path in folder.iterdir())


def test_a_graph_that_was_not_written_whole_leaves_the_old_snapshot(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(tmp_path, seed=1)
    kinds = kinds_in(tmp_path)
    real = subprocess.run

    def cut_first(command: list[str], **options: Any) -> Any:  # noqa: ANN401 (stands in for subprocess.run)
        written = Path(command[3])
        written.write_bytes(written.read_bytes()[:-40])
        return real(command, **options)

    monkeypatch.setattr("curation.index.hnsw.subprocess.run", cut_first)
    with pytest.raises(WorkspaceError, match="not written whole"):
        save(tmp_path, seed=2)
    monkeypatch.undo()
    assert loaded(tmp_path).high_water == 1
    assert not list(tmp_path.glob(".tmp-*"))
    save(tmp_path, seed=1)
    assert kinds_in(tmp_path) == kinds


def test_a_live_snapshot_follows_the_folder(tmp_path: Path) -> None:
    live = LiveSnapshot(tmp_path, expect=SPACE)
    assert live.current().reason == "there is no snapshot"
    save(tmp_path, seed=1)
    first = live.current().snapshot
    assert first is not None
    assert live.current().snapshot is first
    save(tmp_path, seed=2)
    second = live.current().snapshot
    assert second is not None
    assert second.high_water == 2
    # The old one stays usable for who holds it, though its files are gone.
    np.testing.assert_array_equal(first.vectors, unit_rows(40, seed=1))


WRITER = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from test_snapshot import save
number = int(sys.argv[3])
while True:
    number += 1
    save(Path(sys.argv[1]), count=200, seed=number)
    print(number, flush=True)
"""


def test_kill_9_during_save_leaves_the_last_snapshot_or_the_next(tmp_path: Path) -> None:
    folder, log, rng = tmp_path / "index", tmp_path / "log", random.Random(8)
    acknowledged = 0
    for _ in range(8):
        command = [sys.executable, "-c", WRITER, str(folder), str(Path(__file__).parent), str(acknowledged)]
        with log.open("wb") as out, subprocess.Popen(command, stdout=out) as writer:
            while not log.read_bytes():
                assert writer.poll() is None, "the writer ended by itself"
                time.sleep(0.01)
            time.sleep(rng.uniform(0, 0.3))
            writer.kill()
        acknowledged = int(log.read_text().split()[-1])
        snapshot = loaded(folder)
        assert snapshot.high_water in (acknowledged, acknowledged + 1)
        acknowledged = snapshot.high_water
        expected = unit_rows(200, seed=acknowledged)
        np.testing.assert_array_equal(snapshot.vectors, expected)
        assert isinstance(snapshot.hnsw, Hnsw)
        assert snapshot.hnsw.nearest(expected[17], k=1).tolist() == [17]
    save(folder, seed=1)
    assert len(list(folder.iterdir())) == len(FILES)


def test_a_reader_that_meets_a_swap_gets_the_new_snapshot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save(tmp_path, seed=1)
    real, reads = read_manifest, []

    def read_then_swap(folder: Path) -> Manifest:
        manifest = real(folder)
        reads.append(manifest.facts["high_water"])
        if len(reads) == 1:
            save(folder, seed=2)
        return manifest

    monkeypatch.setattr("curation.index.snapshot.read_manifest", read_then_swap)
    assert loaded(tmp_path).high_water == 2
    assert reads == [1, 2]


def test_a_full_disk_at_the_last_step_leaves_the_old_snapshot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save(tmp_path, seed=1)

    def refuse(*args: object) -> NoReturn:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("curation.index.snapshot.write_manifest", refuse)
    with pytest.raises(DiskError, match=r"cannot be written: No space left.*is kept.*Make room"):
        save(tmp_path, seed=2)
    assert loaded(tmp_path).high_water == 1


def test_a_folder_that_may_not_be_written_is_not_called_a_full_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: object) -> NoReturn:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr("curation.index.snapshot.write_manifest", refuse)
    with pytest.raises(WorkspaceError, match=r"cannot be written: Permission denied.*may write there") as told:
        save(tmp_path, seed=1)
    assert not isinstance(told.value, DiskError)
