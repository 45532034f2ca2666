"""The embeddings file: keyed by text and space, whole or not at all, and plain about what is wrong."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from pysqlite3 import dbapi2

from curation.errors import WorkspaceError
from curation.index import VectorSpace, VectorStore

SPACE = VectorSpace("model", "r1", "float32", 4)


def unit_rows(count: int, *, dim: int = 4, seed: int = 0) -> NDArray[np.float32]:
    rows = np.random.default_rng(seed).normal(size=(count, dim)).astype(np.float32)
    unit: NDArray[np.float32] = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return unit


@pytest.fixture
def store(tmp_path: Path) -> VectorStore:
    return VectorStore(tmp_path / "embeddings.db", SPACE)


def test_what_was_added_comes_back_to_the_bit_in_the_order_asked(store: VectorStore) -> None:
    rows = unit_rows(3)
    assert store.add(["a", "b", "c"], rows) == 3
    got = store.get(["c", "nobody", "a", "c"])
    np.testing.assert_array_equal(got.found, [True, False, True, True])
    np.testing.assert_array_equal(got.vectors, rows[[2, 0, 2]])
    assert store.count() == 3


def test_missing_names_each_unknown_hash_once_in_order(store: VectorStore) -> None:
    store.add(["b"], unit_rows(1))
    assert store.missing(["c", "b", "a", "c"]) == ["c", "a"]
    assert store.missing([]) == []


def test_adding_again_keeps_the_first_vector(store: VectorStore) -> None:
    first = unit_rows(2)
    store.add(["a", "b"], first)
    assert store.add(["b", "c"], unit_rows(2, seed=1)) == 1
    np.testing.assert_array_equal(store.get(["b"]).vectors, first[1:])


def test_many_batches_lose_nothing(store: VectorStore) -> None:
    rows = unit_rows(1_501)
    hashes = [f"{number:064x}" for number in range(1_501)]
    assert store.add(hashes, rows) == 1_501
    np.testing.assert_array_equal(store.get(hashes).vectors, rows)


@pytest.mark.parametrize(
    "other",
    [
        VectorSpace("another", "r1", "float32", 4),
        VectorSpace("model", "r2", "float32", 4),
        VectorSpace("model", "r1", "bfloat16", 4),
    ],
)
def test_spaces_never_mix(store: VectorStore, other: VectorSpace) -> None:
    store.add(["a"], unit_rows(1))
    beside = VectorStore(store.path, other)
    assert beside.count() == 0
    assert beside.missing(["a"]) == ["a"]
    assert not beside.get(["a"]).found.any()


def test_one_space_has_one_dim(store: VectorStore) -> None:
    with pytest.raises(WorkspaceError, match="4 numbers, not 5"):
        VectorStore(store.path, VectorSpace("model", "r1", "float32", 5))


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf, 0.0, 1e30])
def test_a_bad_row_is_named_and_nothing_is_kept(store: VectorStore, bad: float) -> None:
    rows = unit_rows(3)
    rows[1] = bad
    with pytest.raises(ValueError, match="row 1 is no unit vector"):
        store.add(["a", "b", "c"], rows)
    assert store.count() == 0


def test_one_nan_in_a_row_is_enough(store: VectorStore) -> None:
    rows = unit_rows(2)
    rows[0, 3] = np.nan
    with pytest.raises(ValueError, match="row 0"):
        store.add(["a", "b"], rows)


def test_another_dim_and_another_count_are_refused(store: VectorStore) -> None:
    with pytest.raises(ValueError, match=r"shape \(n, 4\), got \(1, 5\)"):
        store.add(["a"], unit_rows(1, dim=5))
    with pytest.raises(ValueError, match="2 hashes and 1 vectors"):
        store.add(["a", "b"], unit_rows(1))


def test_the_file_is_as_durable_as_said(store: VectorStore) -> None:
    db = dbapi2.connect(str(store.path))
    facts = [db.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "user_version", "quick_check")]
    strict = db.execute("SELECT name, strict FROM pragma_table_list WHERE schema = 'main' AND name NOT LIKE 'sqlite_%'")
    assert facts == ["wal", 1, "ok"]
    assert sorted(strict) == [("embedding", 1), ("space", 1)]
    db.close()


def test_a_file_that_is_no_database_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "embeddings.db").write_bytes(b"not a database " * 500)
    with pytest.raises(WorkspaceError, match="move it away"):
        VectorStore(tmp_path / "embeddings.db", SPACE)


def test_a_newer_file_is_refused(store: VectorStore) -> None:
    db = dbapi2.connect(str(store.path))
    db.execute("PRAGMA user_version = 2")
    db.close()
    with pytest.raises(WorkspaceError, match="of version 2"):
        VectorStore(store.path, SPACE)


def test_four_processes_writing_lose_nothing(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; import numpy as np; from curation.index import VectorSpace, VectorStore;"
        "store = VectorStore(Path(sys.argv[1]), VectorSpace('model', 'r1', 'float32', 2));"
        "rows = np.tile(np.array([[1, 0]], dtype=np.float32), (600, 1));"
        "store.add([f'{sys.argv[2]}-{i}' for i in range(600)], rows)"
    )
    path = tmp_path / "embeddings.db"
    writers = [subprocess.Popen([sys.executable, "-c", code, str(path), str(number)]) for number in range(4)]
    assert [writer.wait() for writer in writers] == [0] * 4
    assert VectorStore(path, VectorSpace("model", "r1", "float32", 2)).count() == 2_400
