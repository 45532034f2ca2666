"""The nearest vectors: equal to brute force where exact, near to it through the graph, safe between threads."""

import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from curation.index import Hit, LiveSnapshot, Snapshot, VectorSpace, load_snapshot, nearest, save_snapshot
from curation.index.hnsw import Hnsw

DIM = 48
SPACE = VectorSpace("model", "r1", "float32", DIM)
COUNT = 3_000


def unit_rows(count: int, *, seed: int = 0) -> NDArray[np.float32]:
    rows = np.random.default_rng(seed).normal(size=(count, DIM)).astype(np.float32)
    unit: NDArray[np.float32] = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return unit


def snapshot_of(ids: NDArray[np.int64], vectors: NDArray[np.float32], *, graph: bool = False) -> Snapshot:
    return Snapshot(SPACE, ids, vectors, Hnsw.build(vectors) if graph else None, high_water=0, created="")


def brute_force(
    ids: NDArray[np.int64], vectors: NDArray[np.float32], query: NDArray[np.float32], k: int
) -> list[tuple[int, float]]:
    """Score everything in float64 and sort: the oracle."""
    scored = [(int(number), float(row.astype(np.float64) @ query)) for number, row in zip(ids, vectors, strict=True)]
    return sorted(scored, key=lambda pair: (-round(pair[1], 12), pair[0]))[:k]


def assert_same(hits: list[Hit], expected: list[tuple[int, float]]) -> None:
    assert [hit.id for hit in hits] == [number for number, _ in expected]
    assert [hit.score for hit in hits] == pytest.approx([score for _, score in expected], abs=1e-6)


@pytest.fixture(scope="module")
def vectors() -> NDArray[np.float32]:
    return unit_rows(COUNT)


@pytest.fixture(scope="module")
def ids() -> NDArray[np.int64]:
    return np.arange(COUNT, dtype=np.int64) * 3 + 1


@pytest.fixture(scope="module")
def exact(ids: NDArray[np.int64], vectors: NDArray[np.float32]) -> Snapshot:
    return snapshot_of(ids, vectors)


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory, ids: NDArray[np.int64], vectors: NDArray[np.float32]) -> Snapshot:
    folder = tmp_path_factory.mktemp("index")
    save_snapshot(folder, ids, vectors, space=SPACE, high_water=0, hnsw_min_rows=1_000)
    snapshot = load_snapshot(folder, expect=SPACE).snapshot
    assert snapshot is not None
    assert snapshot.hnsw is not None
    return snapshot


def test_exact_search_equals_brute_force(exact: Snapshot, ids: NDArray[np.int64], vectors: NDArray[np.float32]) -> None:
    for query in unit_rows(10, seed=1):
        assert_same(nearest(exact, query, k=12), brute_force(ids, vectors, query, 12))


def test_the_graph_finds_95_of_100_and_scores_them_exactly(graph: Snapshot, exact: Snapshot) -> None:
    found = 0
    for query in unit_rows(100, seed=2):
        right = {hit.id: hit.score for hit in nearest(exact, query, k=10)}
        hits = nearest(graph, query, k=10)
        found += len(right.keys() & {hit.id for hit in hits})
        assert all(right.get(hit.id, hit.score) == hit.score for hit in hits)
        assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert found >= 950


def test_the_graph_is_asked_unless_a_filter_leaves_few(exact: Snapshot, ids: NDArray[np.int64]) -> None:
    blind = replace(exact, hnsw=Hnsw.build(exact.vectors[:500]))
    query = exact.vectors[2_000]
    assert nearest(blind, query, k=1)[0].id < ids[500]
    assert nearest(blind, query, k=1, allowed=ids, exact_below_rows=COUNT)[0].id < ids[500]
    assert nearest(blind, query, k=1, allowed=ids)[0].id == ids[2_000]


@pytest.mark.parametrize("share", [0.002, 0.1, 0.9])
def test_a_filter_equals_brute_force_over_what_it_leaves(
    graph: Snapshot, ids: NDArray[np.int64], vectors: NDArray[np.float32], share: float
) -> None:
    rng = np.random.default_rng(3)
    kept = rng.random(COUNT) < share
    allowed = rng.permutation(np.append(ids[kept], 999_999))
    for query in unit_rows(5, seed=4):
        hits = nearest(graph, query, k=10, allowed=allowed)
        assert_same(hits, brute_force(ids[kept], vectors[kept], query, 10))


@pytest.mark.parametrize("share", [0.01, 0.3, 0.9])
def test_a_filter_through_the_graph_keeps_the_filter_and_the_recall(
    graph: Snapshot, exact: Snapshot, ids: NDArray[np.int64], share: float
) -> None:
    allowed = ids[np.random.default_rng(5).random(COUNT) < share]
    found = 0
    for query in unit_rows(50, seed=6):
        right = {hit.id for hit in nearest(exact, query, k=10, allowed=allowed)}
        hits = {hit.id for hit in nearest(graph, query, k=10, allowed=allowed, exact_below_rows=0)}
        assert hits <= set(allowed.tolist())
        assert len(hits) == 10
        found += len(right & hits)
    assert found >= 475


def test_an_empty_filter_finds_nothing(graph: Snapshot) -> None:
    assert nearest(graph, unit_rows(1)[0], k=5, allowed=np.empty(0, dtype=np.int64)) == []


@pytest.mark.parametrize("which", ["exact", "graph"])
def test_excluded_ids_are_not_found(which: str, request: pytest.FixtureRequest, vectors: NDArray[np.float32]) -> None:
    snapshot: Snapshot = request.getfixturevalue(which)
    first, second, third = nearest(snapshot, vectors[7], k=3)
    assert first.id == 22
    assert nearest(snapshot, vectors[7], k=1, exclude=np.array([22, second.id])) == [third]


@pytest.mark.parametrize("which", ["exact", "graph"])
def test_a_new_row_is_found_at_once(which: str, request: pytest.FixtureRequest) -> None:
    snapshot: Snapshot = request.getfixturevalue(which)
    new = unit_rows(2, seed=9)
    hits = nearest(snapshot, new[1], k=3, extra_ids=np.array([50_000, 50_001]), extra_vectors=new)
    assert (hits[0].id, len(hits)) == (50_001, 3)
    assert hits[0].score == pytest.approx(1.0)
    without = nearest(
        snapshot, new[1], k=3, extra_ids=np.array([50_000, 50_001]), extra_vectors=new, exclude=np.array([50_001])
    )
    assert 50_001 not in {hit.id for hit in without}


@pytest.mark.parametrize("which", ["exact", "graph"])
def test_the_old_vector_of_a_changed_row_does_not_count(
    which: str, request: pytest.FixtureRequest, vectors: NDArray[np.float32]
) -> None:
    snapshot: Snapshot = request.getfixturevalue(which)
    changed = unit_rows(1, seed=10)
    hits = nearest(snapshot, vectors[7], k=5, extra_ids=np.array([22]), extra_vectors=changed)
    assert 22 not in {hit.id for hit in hits}
    assert nearest(snapshot, changed[0], k=1, extra_ids=np.array([22]), extra_vectors=changed)[0].id == 22


def test_without_a_snapshot_the_new_rows_are_searched() -> None:
    rows = unit_rows(4)
    assert nearest(None, rows[0], k=9) == []
    hits = nearest(None, rows[2], k=9, extra_ids=np.array([8, 6, 4, 2]), extra_vectors=rows)
    assert hits[0].id == 4
    assert len(hits) == 4


@pytest.mark.parametrize("graph_built", [False, True])
def test_k_above_the_count_gives_all(graph_built: bool) -> None:
    snapshot = snapshot_of(np.array([5, 6, 7]), unit_rows(3), graph=graph_built)
    assert {hit.id for hit in nearest(snapshot, unit_rows(1)[0], k=100)} == {5, 6, 7}
    assert len(Hnsw.build(unit_rows(3)).nearest(unit_rows(1)[0], k=100)) == 3


def test_of_equal_scores_the_lower_id_comes_first() -> None:
    # More copies than a block of the search, so that rounding by position would show.
    copies = np.repeat(unit_rows(3), 12_000, axis=0)
    snapshot = snapshot_of(np.arange(36_000, dtype=np.int64), copies)
    hits = nearest(snapshot, copies[20_000], k=4, extra_ids=np.array([-5]), extra_vectors=copies[20_000:20_001])
    assert [hit.id for hit in hits] == [-5, 12_000, 12_001, 12_002]
    assert len({hit.score for hit in hits}) == 1


def test_scores_are_cosines_whatever_the_length_of_the_query(exact: Snapshot, vectors: NDArray[np.float32]) -> None:
    (hit,) = nearest(exact, 7 * vectors[3], k=1)
    assert hit.id == 10
    assert hit.score == pytest.approx(1.0, abs=1e-6)
    both_ends = nearest(exact, -vectors[3], k=COUNT)
    assert both_ends[-1].id == 10
    assert all(-1 <= one.score <= 1 for one in both_ends)


@pytest.mark.parametrize("bad", [np.zeros(DIM), np.full(DIM, np.nan), np.ones((1, DIM)), np.full(DIM, np.inf)])
def test_a_query_without_direction_is_refused(exact: Snapshot, bad: NDArray[np.float64]) -> None:
    with pytest.raises(ValueError, match="need a query"):
        nearest(exact, bad.astype(np.float32), k=1)


def test_other_wrong_arguments_are_refused(exact: Snapshot) -> None:
    query = unit_rows(1)[0]
    with pytest.raises(ValueError, match="k is 0"):
        nearest(exact, query, k=0)
    with pytest.raises(ValueError, match="the query has 47 numbers, the snapshot 48"):
        nearest(exact, query[:-1], k=1)
    with pytest.raises(ValueError, match="need 2 extra vectors"):
        nearest(exact, query, k=1, extra_ids=np.array([1, 2]), extra_vectors=unit_rows(1))


def test_threads_search_while_snapshots_are_swapped_in(tmp_path: Path) -> None:
    """Every answer is whole and of one snapshot: row i of snapshot s has the id 1000 s + i."""

    def save(number: int) -> None:
        ids = np.arange(300, dtype=np.int64) + 1_000 * number
        save_snapshot(tmp_path, ids, unit_rows(300, seed=number), space=SPACE, high_water=number, hnsw_min_rows=1)

    save(1)
    live, stop, wrong, seen = LiveSnapshot(tmp_path, expect=SPACE), threading.Event(), [], set()

    def search(seed: int) -> None:
        rng = np.random.default_rng(seed)
        while not stop.is_set():
            try:
                snapshot = live.current().snapshot
                assert snapshot is not None
                seen.add(snapshot.high_water)
                row = int(rng.integers(300))
                hits = nearest(snapshot, snapshot.vectors[row], k=5)
                assert hits[0].id == 1_000 * snapshot.high_water + row
                assert len(hits) == 5
            except Exception as error:  # noqa: BLE001 (a thread must hand its failure over)
                wrong.append(error)
                return

    threads = [threading.Thread(target=search, args=(seed,)) for seed in range(4)]
    for thread in threads:
        thread.start()
    for number in range(2, 8):
        save(number)
    stop.set()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert len(seen) >= 2
