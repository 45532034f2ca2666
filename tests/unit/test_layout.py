"""Places on the map: like rows near each other, the same for a seed, and the rest among their neighbours."""

import numpy as np
import pytest
from numpy.typing import NDArray

from curation.personas.layout import densest_place, fit_projection, fit_square, lay_out, place_among
from tests.unit.test_clusters import blobs


def reduced(sizes: list[int]) -> NDArray[np.float32]:
    rows = blobs(sizes)
    return fit_projection(rows).apply(rows)


def test_neighbours_on_the_map_are_of_one_group() -> None:
    sizes = [40, 40, 40]
    points = lay_out(reduced(sizes), seed=0).points
    groups = np.repeat(np.arange(3), sizes)
    distances = np.linalg.norm(points[:, None] - points[None], axis=2) + np.diag(np.full(120, np.inf))
    assert (groups[distances.argmin(axis=1)] == groups).mean() > 0.98


def test_the_same_rows_and_seed_give_the_same_map() -> None:
    rows = reduced([30, 30])
    first, again = lay_out(rows, seed=7), lay_out(rows, seed=7)
    assert (first.points == again.points).all()
    assert first.method.startswith("t-SNE")


def test_few_rows_lie_along_their_two_main_directions() -> None:
    rows = reduced([4, 3])
    laid_out = lay_out(rows, seed=0)
    assert laid_out.method == "principal components"
    assert laid_out.points == pytest.approx(rows[:, :2])


def test_rows_that_are_all_the_same_have_a_place_too() -> None:
    rows = np.ones((60, 3), dtype=np.float32)
    points = fit_square(lay_out(fit_projection(rows).apply(rows), seed=0).points, 1000)
    assert np.isfinite(points).all()


def test_too_few_rows_are_refused() -> None:
    with pytest.raises(ValueError, match="5 rows or more, got 4"):
        lay_out(np.zeros((4, 2), dtype=np.float32), seed=0)


def test_the_main_directions_are_those_of_a_singular_value_decomposition() -> None:
    rows = np.random.default_rng(0).normal(size=(80, 6)).astype(np.float32) * np.asarray([5, 3, 2, 1, 0.5, 0.1])
    projection = fit_projection(rows.astype(np.float32), kept=3)
    _, _, directions = np.linalg.svd(rows - rows.mean(axis=0), full_matrices=False)
    assert np.abs(projection.directions.T @ directions[:3].T) == pytest.approx(np.eye(3), abs=1e-4)
    assert (projection.directions.max(axis=0) > -projection.directions.min(axis=0)).all()


def test_a_further_row_lies_where_most_of_its_neighbours_lie() -> None:
    laid_out = np.asarray([[0.0], [0.1], [0.2], [0.9], [1.0], [50.0]], dtype=np.float32)
    points = np.asarray([[1, 1], [2, 2], [3, 3], [900, 900], [910, 910], [500, 500]], dtype=np.float64)
    assert place_among(np.asarray([[0.15]], dtype=np.float32), laid_out, points).tolist() == [[3, 3]]


def test_the_nearest_neighbours_are_those_of_a_slow_search() -> None:
    rng = np.random.default_rng(1)
    rows, laid_out = rng.normal(size=(50, 4)).astype(np.float32), rng.normal(size=(80, 4)).astype(np.float32)
    points = rng.random((80, 2))
    slow = [np.median(points[np.argsort(((laid_out - row) ** 2).sum(axis=1))[:5]], axis=0) for row in rows]
    assert place_among(rows, laid_out, points) == pytest.approx(np.asarray(slow))


def test_a_square_is_filled_on_both_axes_and_its_places_are_tenths() -> None:
    fitted = fit_square(np.asarray([[-3.0, 10.0], [1.0, 10.0], [-1.0, 30.0]]), 1000)
    assert fitted.tolist() == [[0, 0], [1000, 0], [500, 1000]]
    assert fit_square(np.asarray([[2.0, 5.0], [2.0, 6.0]]), 1000)[:, 0].tolist() == [0, 0]


def test_the_name_of_a_cluster_stands_where_most_of_it_lies() -> None:
    many = np.random.default_rng(0).normal((200, 800), 12, size=(60, 2))
    few = np.random.default_rng(1).normal((900, 100), 12, size=(20, 2))
    x, y = densest_place(np.concatenate([few, many]), 1000)
    assert (x, y) == pytest.approx((200, 800), abs=25)
