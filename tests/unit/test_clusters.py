"""Clusters of like vectors, and the sample that shows each."""

import numpy as np
import pytest
from numpy.typing import NDArray

from curation.personas.clusters import (
    fit_centres,
    nearest_centres,
    number_by_size,
    stratified_sample,
    usual_clusters,
)


def blobs(sizes: list[int], *, dim: int = 16, seed: int = 0) -> NDArray[np.float32]:
    """Return unit rows around as many different directions as there are sizes, group after group."""
    rng = np.random.default_rng(seed)
    middles = np.repeat(np.eye(dim)[: len(sizes)], sizes, axis=0)
    rows = middles + rng.normal(scale=0.05, size=middles.shape)
    unit: NDArray[np.float32] = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    return unit


def test_groups_that_lie_apart_are_found_as_they_are() -> None:
    labels, _ = nearest_centres(blobs([50, 30, 20]), fit_centres(blobs([50, 30, 20]), 3, seed=1))
    assert number_by_size(labels).tolist() == [0] * 50 + [1] * 30 + [2] * 20


def test_the_same_seed_gives_the_same_centres() -> None:
    rows = np.random.default_rng(5).normal(size=(300, 8)).astype(np.float32)
    assert (fit_centres(rows, 6, seed=4) == fit_centres(rows, 6, seed=4)).all()


def test_there_are_never_more_clusters_than_different_rows() -> None:
    rows = np.repeat(np.eye(4, dtype=np.float32)[:2], 10, axis=0)
    assert len(fit_centres(rows, 8, seed=0)) == 2


def test_the_nearest_centre_is_that_of_a_slow_search() -> None:
    rng = np.random.default_rng(2)
    rows, centres = rng.normal(size=(200, 5)).astype(np.float32), rng.normal(size=(7, 5)).astype(np.float32)
    nearest, distances = nearest_centres(rows, centres)
    for row, found, distance in zip(rows, nearest, distances, strict=True):
        slow = [float(((row - centre) ** 2).sum()) for centre in centres]
        assert found == int(np.argmin(slow))
        assert distance + float((row**2).sum()) == pytest.approx(min(slow), abs=1e-4)


def test_the_largest_cluster_has_the_number_0_and_the_first_seen_goes_before_its_equals() -> None:
    labels = np.asarray([9, 4, 4, 7, 9, 4, 7])
    assert number_by_size(labels).tolist() == [1, 0, 0, 2, 1, 0, 2]


@pytest.mark.parametrize(("n", "clusters"), [(5, 3), (400, 4), (2_500, 11), (50_000, 16), (1_000_000, 16)])
def test_a_larger_hub_has_more_clusters_up_to_what_can_be_read(n: int, clusters: int) -> None:
    assert usual_clusters(n) == clusters


def test_a_small_cluster_is_seen_in_a_sample_and_a_large_one_has_its_share() -> None:
    labels = np.repeat([0, 1, 2], [9_000, 950, 50])
    drawn = np.bincount(labels[stratified_sample(labels, 1_000, seed=0)])
    assert drawn.sum() in (998, 999, 1_000)
    assert drawn[2] >= 30
    assert drawn[0] / drawn[1] == pytest.approx(9_000 / 950, rel=0.25)


def test_a_sample_holds_nobody_twice_and_is_the_same_for_a_seed() -> None:
    labels = np.repeat([0, 1], [400, 100])
    drawn = stratified_sample(labels, 90, seed=3)
    assert len(set(drawn.tolist())) == len(drawn) <= 90
    assert (drawn == stratified_sample(labels, 90, seed=3)).all()
    assert (drawn != stratified_sample(labels, 90, seed=4)).any()


def test_of_few_all_are_drawn() -> None:
    assert stratified_sample(np.asarray([0, 1, 0]), 3, seed=0).tolist() == [0, 1, 2]


def test_with_many_clusters_a_sample_is_still_no_larger_than_asked() -> None:
    labels = np.repeat(np.arange(40), 25)
    assert len(stratified_sample(labels, 100, seed=0)) <= 100
