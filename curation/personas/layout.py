"""Where personas lie on a plane: those that are alike lie near each other."""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

MIN_LAID_OUT: Final = 5
"""Fewer points make no picture."""
_MIN_NEIGHBOURS: Final = 40
"""Below this many points a neighbourhood is the whole, and the two main directions say it better."""
_PERPLEXITY: Final = 30.0
_STEPS: Final = 500
_NEAREST: Final = 5
_BLOCK_ROWS: Final = 2_048
_CELLS: Final = 32


class Projection(NamedTuple):
    """The main directions of some rows: what is left of a row is the part along them."""

    mean: NDArray[np.float32]
    """Shape (dim,)."""
    directions: NDArray[np.float32]
    """Shape (dim, kept), columns of length 1, the widest first."""

    def apply(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the rows along the directions, shape (n, kept)."""
        return ((vectors - self.mean) @ self.directions).astype(np.float32, copy=False)


class Layout(NamedTuple):
    """Points on a plane, shape (n, 2), and the name of the method that put them there."""

    points: NDArray[np.float64]
    method: str


def fit_projection(vectors: NDArray[np.float32], *, kept: int = 50) -> Projection:
    """Find the main directions of rows, shape (n, dim), n >= 1 (principal components).

    The sign of a direction is chosen so that its largest entry is positive,
    since the solver leaves it open.
    """
    mean = vectors.mean(axis=0, dtype=np.float64)
    centred = vectors.astype(np.float64) - mean
    _, directions = np.linalg.eigh(centred.T @ centred)
    widest = directions[:, ::-1][:, :kept]
    largest = widest[np.abs(widest).argmax(axis=0), np.arange(widest.shape[1])]
    return Projection(mean.astype(np.float32), (widest * np.where(largest < 0, -1, 1)).astype(np.float32))


def lay_out(reduced: NDArray[np.float32], *, seed: int) -> Layout:
    """Put rows on a plane so that neighbours stay neighbours.

    Many rows go through t-SNE, which starts from their two main directions;
    few are shown along these two as they are. The same rows and seed give the
    same points on one thread.

    Args:
        reduced: Shape (n, kept), rows along their main directions, kept >= 2, n >= MIN_LAID_OUT.
        seed: For the random parts of t-SNE.

    Source:
        L. van der Maaten, "Accelerating t-SNE using tree-based algorithms",
        JMLR 15, 2014; the start by D. Kobak and P. Berens, "The art of using
        t-SNE for single-cell transcriptomics", Nature Communications 10, 2019.
    """
    if len(reduced) < MIN_LAID_OUT:
        raise ValueError(f"need {MIN_LAID_OUT} rows or more, got {len(reduced)}")
    start = reduced[:, :2].astype(np.float64)
    spread = float(start[:, 0].std())
    if len(reduced) < _MIN_NEIGHBOURS or spread == 0:
        return Layout(start, "principal components")
    # It loads slowly, and only the worker needs it.
    from sklearn.manifold import TSNE

    perplexity = min(_PERPLEXITY, (len(reduced) - 1) / 3)
    tsne = TSNE(
        2,
        perplexity=perplexity,
        init=(start / spread * 1e-4).astype(np.float32),
        learning_rate="auto",
        max_iter=_STEPS,
        random_state=seed,
    )
    points: NDArray[np.float64] = tsne.fit_transform(reduced).astype(np.float64)
    return Layout(points, f"t-SNE, perplexity {perplexity:g}, from {reduced.shape[1]} principal components")


def place_among(
    reduced: NDArray[np.float32], laid_out: NDArray[np.float32], points: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Place further rows where most of their nearest neighbours among those laid out lie.

    Args:
        reduced: Shape (n, kept), the rows to place.
        laid_out: Shape (m, kept), the rows that have a place.
        points: Shape (m, 2), their places.

    Returns:
        Shape (n, 2). On each axis it is the median of the nearest rows, which
        stays within the group of most of them where a mean would fall between two groups.
    """
    k = min(_NEAREST, len(laid_out))
    lengths = (laid_out * laid_out).sum(axis=1)
    placed = np.empty((len(reduced), 2))
    for start in range(0, len(reduced), _BLOCK_ROWS):
        block = slice(start, start + _BLOCK_ROWS)
        distances = lengths - 2 * (reduced[block] @ laid_out.T)
        nearest = np.argpartition(distances, k - 1, axis=1)[:, :k]
        placed[block] = np.median(points[nearest], axis=1)
    return placed


def fit_square(points: NDArray[np.float64], side: float) -> NDArray[np.float64]:
    """Return the points in a square from 0 to side, to a tenth, each axis stretched to fill it."""
    low, high = points.min(axis=0), points.max(axis=0)
    size = np.where(high > low, high - low, 1.0)
    fitted: NDArray[np.float64] = np.round((points - low) / size * side, 1)
    return fitted


def densest_place(points: NDArray[np.float64], side: float) -> tuple[float, float]:
    """Return where most points of a square lie: the middle of those in its fullest neighbourhood."""
    cells = np.minimum((points / side * _CELLS).astype(np.int64), _CELLS - 1)
    counts = np.zeros((_CELLS + 2, _CELLS + 2))
    np.add.at(counts, (cells[:, 0] + 1, cells[:, 1] + 1), 1)
    around = sum(counts[1 + dx : _CELLS + 1 + dx, 1 + dy : _CELLS + 1 + dy] for dx in (-1, 0, 1) for dy in (-1, 0, 1))
    fullest = np.asarray(np.unravel_index(int(np.argmax(around)), (_CELLS, _CELLS)))
    x, y = points[(np.abs(cells - fullest) <= 1).all(axis=1)].mean(axis=0)
    return float(x), float(y)
