"""An area that somebody drew on the map: few corners, written in an address, asked of every point."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

MAX_CORNERS: Final = 64
_FARTHEST: Final = 9_999
_WRITTEN: Final = re.compile(r"(\d{1,15}):(-?\d{1,5},-?\d{1,5}(?:;-?\d{1,5},-?\d{1,5})*)", re.ASCII)

Corner = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Area:
    """A polygon on one map; on another map the same corners would mean other people.

    A point is inside by the even-odd rule. What lies exactly on an edge may
    fall to either side.
    """

    map_id: int
    corners: tuple[Corner, ...]

    def __post_init__(self) -> None:
        """Refuse what encloses nothing, and more corners than an address should hold."""
        if not 3 <= len(self.corners) <= MAX_CORNERS:
            raise ValueError(f"an area has 3 to {MAX_CORNERS} corners, got {len(self.corners)}")

    def __str__(self) -> str:
        """Return the form that stands in an address, such as `7:0,0;10,0;10,10`."""
        return f"{self.map_id}:" + ";".join(f"{x},{y}" for x, y in self.corners)

    @classmethod
    def parse(cls, written: str) -> Self:
        """Read the form that stands in an address.

        Raises:
            ValueError: It is not one of ours.
        """
        found = _WRITTEN.fullmatch(written)
        if found is None:
            raise ValueError("this is no area of a map")
        pairs = (pair.split(",") for pair in found[2].split(";"))
        return cls(int(found[1]), tuple((int(x), int(y)) for x, y in pairs))

    @classmethod
    def drawn(cls, map_id: int, line: Sequence[Sequence[float]]) -> Self:
        """Return the area of a line drawn by hand: whole numbers, and no corner that changes little.

        Raises:
            ValueError: The line encloses nothing.
        """
        rounded = [(_whole(x), _whole(y)) for x, y in line]
        corners = [here for here, after in zip(rounded, [*rounded[1:], *rounded[:1]], strict=True) if here != after]
        tolerance = 1.0
        kept = simplify(corners, tolerance)
        while len(kept) > MAX_CORNERS:
            tolerance *= 1.5
            kept = simplify(corners, tolerance)
        return cls(map_id, tuple(kept))


def is_area(written: str) -> bool:
    """Tell whether a text is an area as an address writes it."""
    try:
        Area.parse(written)
    except ValueError:
        return False
    return True


def _whole(number: float) -> int:
    """Return the nearest whole number that an address holds; a line may leave the map a long way."""
    return round(min(max(number, -_FARTHEST), _FARTHEST))


def simplify(corners: Sequence[Corner], tolerance: float) -> list[Corner]:
    """Leave out the corners of a closed line that lie within a distance of the line without them.

    Source:
        D. H. Douglas and T. K. Peucker, "Algorithms for the reduction of the
        number of points required to represent a digitized line",
        Cartographica 10, 1973.
    """
    if len(corners) < 4:
        return list(corners)
    points = np.asarray([*corners, corners[0]], dtype=np.float64)
    # A closed line has no ends: it is cut at its first corner and at the one farthest from it.
    far = int(np.argmax(np.linalg.norm(points - points[0], axis=1)))
    kept = {0, far}
    parts = [(0, far), (far, len(corners))]
    while parts:
        start, end = parts.pop()
        distances = _distances(points[start + 1 : end], points[start], points[end])
        if len(distances) and distances.max() > tolerance:
            middle = start + 1 + int(distances.argmax())
            kept.add(middle)
            parts += [(start, middle), (middle, end)]
    return [corners[position] for position in sorted(kept)]


def _distances(points: NDArray[np.float64], a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how far each point is from the straight line between two others, ends included."""
    along = b - a
    length = float(along @ along)
    share = np.clip((points - a) @ along / length, 0, 1) if length else np.zeros(len(points))
    distances: NDArray[np.float64] = np.linalg.norm(points - (a + share[:, None] * along), axis=1)
    return distances
