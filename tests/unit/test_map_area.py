"""An area drawn on the map: few corners, one way to write it, and the same people as the line that was drawn."""

import math

import numpy as np
import pytest

from curation.personas.polygon import MAX_CORNERS, Area, is_area, simplify

SQUARE = [(0, 0), (100, 0), (100, 100), (0, 100)]


def distance_to_line(point: tuple[float, float], corners: list[tuple[int, int]]) -> float:
    """Return how far a point is from a closed line, edge by edge."""
    best = math.inf
    for (x1, y1), (x2, y2) in zip(corners, [*corners[1:], corners[0]], strict=True):
        length = (x2 - x1) ** 2 + (y2 - y1) ** 2
        along = ((point[0] - x1) * (x2 - x1) + (point[1] - y1) * (y2 - y1)) / length if length else 0
        along = min(max(along, 0), 1)
        best = min(best, math.hypot(point[0] - x1 - along * (x2 - x1), point[1] - y1 - along * (y2 - y1)))
    return best


def test_what_is_written_is_read_as_the_same_area() -> None:
    area = Area(7, ((0, 0), (-12, 40), (1001, 3)))
    assert str(area) == "7:0,0;-12,40;1001,3"
    assert Area.parse(str(area)) == area


@pytest.mark.parametrize(
    "written",
    ["", "7", "7:", "7:0,0", "7:0,0;1,1", "0,0;1,1;2,2", "7:0,0;1,1;a,2", "7:0,0;1,1;2,2;", "7:0,0;1,1;2,2) or 1=1",
     "-7:0,0;1,1;2,2", "7:0,0;1,1;2.5,2", "7:٣,0;1,1;2,2", "7:" + ";".join(["1,2"] * (MAX_CORNERS + 1))],
)  # fmt: skip
def test_what_is_no_area_is_refused(written: str) -> None:
    assert not is_area(written)


def test_points_on_a_straight_side_are_no_corners() -> None:
    along = [(0, 0), (25, 0), (50, 0), (100, 0), (100, 60), (100, 100), (30, 100), (0, 100)]
    assert simplify(along, 1.0) == SQUARE


def test_a_line_drawn_by_hand_keeps_its_form_and_few_corners() -> None:
    line = [
        (500 + (300 + 60 * math.sin(9 * turn)) * math.cos(turn), 500 + (300 + 60 * math.sin(9 * turn)) * math.sin(turn))
        for turn in np.linspace(0, 2 * math.pi, 2_000)
    ]
    area = Area.drawn(3, line)
    assert 10 < len(area.corners) <= MAX_CORNERS
    assert max(distance_to_line(point, list(area.corners)) for point in line) < 12


def test_a_short_line_is_not_changed() -> None:
    assert Area.drawn(1, [*SQUARE, SQUARE[0]]).corners == tuple(SQUARE)


def test_a_line_far_outside_the_map_still_fits_an_address() -> None:
    area = Area.drawn(1, [(-1e9, 0), (1e9, 0), (0, 1e9)])
    assert Area.parse(str(area)) == area


@pytest.mark.parametrize("line", [[], [(1, 1)], [(1, 1), (1.2, 0.8), (1, 1)], [(0, 0), (5, 5)]])
def test_a_line_that_encloses_nothing_is_refused(line: list[tuple[float, float]]) -> None:
    with pytest.raises(ValueError, match="corners"):
        Area.drawn(1, line)
