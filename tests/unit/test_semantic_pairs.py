import itertools

import numpy as np
import pytest
from numpy.typing import NDArray

from curation.dedup import Pairs, semantic_pairs, semantic_pairs_between

Rows = NDArray[np.float32]


def clustered_rows(seed: int, n: int = 120, dims: int = 48) -> Rows:
    """Rows of very unequal length and decaying spread, every third one a neighbour of an earlier one."""
    rng = np.random.default_rng(seed)
    rows = rng.normal(size=(n, dims)) * np.arange(1, dims + 1) ** -0.5
    for row in range(3, n, 3):
        rows[row] = rows[rng.integers(0, row)] + rng.uniform(0.1, 0.9) * rows[row]
    return (rows * rng.uniform(1e-3, 1e3, size=(n, 1))).astype(np.float32)


def cosine(x: Rows, y: Rows) -> float:
    wide_x, wide_y = x.astype(np.float64), y.astype(np.float64)
    return float(wide_x @ wide_y / np.linalg.norm(wide_x) / np.linalg.norm(wide_y))


def as_list(pairs: Pairs) -> list[tuple[int, int]]:
    return list(zip(pairs.a.tolist(), pairs.b.tolist(), strict=True))


@pytest.mark.parametrize("min_cosine", [0.5, 0.7, 0.8, 0.9, 0.99])
@pytest.mark.parametrize("seed", range(3))
def test_agrees_with_every_pair_tried(seed: int, min_cosine: float) -> None:
    rows = clustered_rows(seed)
    scores = {(i, j): cosine(rows[i], rows[j]) for i, j in itertools.combinations(range(len(rows)), 2)}
    expected = [pair for pair, score in scores.items() if score >= min_cosine - 1e-6]
    found = semantic_pairs(rows, min_cosine=min_cosine)
    assert expected
    assert as_list(found) == expected
    assert found.score == pytest.approx([scores[pair] for pair in expected], abs=1e-12)


@pytest.mark.parametrize(("head_dims", "block_rows"), [(1, 7), (5, 1), (47, 64), (48, 119), (500, 1_000)])
def test_head_and_blocks_change_nothing(head_dims: int, block_rows: int, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = clustered_rows(5)
    plain = semantic_pairs(rows, min_cosine=0.8)
    monkeypatch.setattr("curation.dedup.semantic._NUMBERS_PER_SCORING", 100)
    other = semantic_pairs(rows, min_cosine=0.8, head_dims=head_dims, block_rows=block_rows)
    assert as_list(other) == as_list(plain)


def test_the_order_and_the_length_of_the_rows_do_not_matter() -> None:
    rows = clustered_rows(6)
    order = np.random.default_rng(0).permutation(len(rows))
    factors = np.float32(2) ** np.random.default_rng(1).integers(-30, 30, size=(len(rows), 1))
    moved = semantic_pairs((rows * factors.astype(np.float32))[order], min_cosine=0.8).with_ids(order)
    assert as_list(moved) == as_list(semantic_pairs(rows, min_cosine=0.8))


def test_a_pair_right_at_the_threshold_counts_and_one_below_does_not() -> None:
    angle = np.arccos(0.9)
    rows = np.array([[1, 0], [np.cos(angle), np.sin(angle)], [np.cos(angle), -np.sin(angle)]], dtype=np.float32)
    assert as_list(semantic_pairs(rows, min_cosine=0.9)) == [(0, 1), (0, 2)]
    assert as_list(semantic_pairs(rows, min_cosine=0.90001)) == []


def test_equal_rows_have_the_score_one_and_opposite_rows_are_no_pair() -> None:
    row = np.random.default_rng(2).normal(size=384).astype(np.float32)
    found = semantic_pairs(np.stack((row, -row, 3 * row)), min_cosine=1.0)
    assert as_list(found) == [(0, 2)]
    assert found.score[0] == pytest.approx(1.0, abs=1e-12)
    assert found.score[0] <= 1.0


def test_a_chain_gives_the_two_near_pairs_only() -> None:
    degrees = np.deg2rad([0, 20, 40])
    rows = np.column_stack((np.cos(degrees), np.sin(degrees))).astype(np.float32)
    assert as_list(semantic_pairs(rows, min_cosine=0.9)) == [(0, 1), (1, 2)]


def test_a_group_of_150_gives_all_its_pairs_across_blocks() -> None:
    rng = np.random.default_rng(3)
    middle = rng.normal(size=64)
    rows = (middle + 0.05 * rng.normal(size=(150, 64))).astype(np.float32)
    assert as_list(semantic_pairs(rows, block_rows=40)) == list(itertools.combinations(range(150), 2))


def test_more_rows_than_one_block_of_columns_are_all_compared() -> None:
    rows = np.random.default_rng(4).normal(size=(9_000, 24)).astype(np.float32)
    for a, b in [(0, 8_999), (10, 4_096), (4_095, 4_097), (511, 512)]:
        rows[b] = rows[a] * 2
    assert as_list(semantic_pairs(rows, min_cosine=0.999)) == [(0, 8_999), (10, 4_096), (511, 512), (4_095, 4_097)]


@pytest.mark.parametrize("shape", [(0, 8), (1, 8), (0, 0)])
def test_fewer_than_two_rows_have_no_pairs(shape: tuple[int, int]) -> None:
    assert semantic_pairs(np.ones(shape, dtype=np.float32)).n_pairs == 0


def test_between_gives_new_and_old_pairs_only() -> None:
    rows = clustered_rows(7)
    new, old = rows[::4], rows[1::2]
    expected = [
        (i, j) for i, j in itertools.product(range(len(new)), range(len(old))) if cosine(new[i], old[j]) >= 0.8 - 1e-6
    ]
    found = semantic_pairs_between(new, old, min_cosine=0.8)
    assert expected
    assert as_list(found) == expected
    assert found.score == pytest.approx([cosine(new[i], old[j]) for i, j in expected], abs=1e-12)


def test_between_goes_through_all_blocks_of_both() -> None:
    rows = np.random.default_rng(8).normal(size=(9_500, 24)).astype(np.float32)
    new, old = rows[:4_500].copy(), rows[4_500:].copy()
    old[4_999], old[511], old[512] = new[4_499], new[0], new[4_096]
    assert as_list(semantic_pairs_between(new, old, min_cosine=0.999)) == [(0, 511), (4_096, 512), (4_499, 4_999)]


def test_between_with_nothing_on_a_side_has_no_pairs() -> None:
    some, none = np.ones((2, 8), dtype=np.float32), np.empty((0, 8), dtype=np.float32)
    assert semantic_pairs_between(some, none).n_pairs == semantic_pairs_between(none, some).n_pairs == 0


def test_progress_rises_to_one() -> None:
    shares: list[float] = []
    semantic_pairs(clustered_rows(9), block_rows=50, on_progress=shares.append)
    assert shares == sorted(shares)
    assert len(shares) == 3
    assert shares[-1] == 1.0


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf")])
def test_the_first_row_with_a_value_that_is_not_finite_is_named(value: float) -> None:
    rows = np.ones((6, 4), dtype=np.float32)
    rows[3, 2] = rows[5, 0] = value
    with pytest.raises(ValueError, match=r"^row 3 has a value that is not finite"):
        semantic_pairs(rows)
    with pytest.raises(ValueError, match=r"^old row 3 has a value that is not finite"):
        semantic_pairs_between(rows[:2], rows)


def test_a_zero_row_is_named_and_a_tiny_one_is_no_zero() -> None:
    rows = np.full((5, 4), 1e-38, dtype=np.float32)
    assert semantic_pairs(rows).n_pairs == 10
    rows[2] = 0
    with pytest.raises(ValueError, match=r"^row 2 is zero"):
        semantic_pairs(rows)
    with pytest.raises(ValueError, match=r"^new row 2 is zero"):
        semantic_pairs_between(rows, rows[:2])


@pytest.mark.parametrize("min_cosine", [0.0, -0.5, 1.01, float("nan")])
def test_a_threshold_out_of_range_is_refused(min_cosine: float) -> None:
    with pytest.raises(ValueError, match="min_cosine"):
        semantic_pairs(clustered_rows(0), min_cosine=min_cosine)
    with pytest.raises(ValueError, match="min_cosine"):
        semantic_pairs_between(clustered_rows(0), clustered_rows(0), min_cosine=min_cosine)


def test_wrong_shapes_and_sizes_are_refused() -> None:
    with pytest.raises(ValueError, match=r"\(n, d\) array, got shape \(3,\)"):
        semantic_pairs(np.ones(3, dtype=np.float32))
    with pytest.raises(ValueError, match="4 and 5"):
        semantic_pairs_between(np.ones((1, 4), dtype=np.float32), np.ones((1, 5), dtype=np.float32))
    with pytest.raises(ValueError, match="head_dims"):
        semantic_pairs(np.ones((2, 4), dtype=np.float32), head_dims=0)
    with pytest.raises(ValueError, match="block_rows"):
        semantic_pairs(np.ones((2, 4), dtype=np.float32), block_rows=0)
