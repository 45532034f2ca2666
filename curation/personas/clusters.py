"""Clusters of personas that are alike, and a sample that shows each of them."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

MIN_CLUSTERS: Final = 2
MAX_CLUSTERS: Final = 40
FITTED: Final = 50_000
"""Centres are found on at most this many rows; every row is then given to its nearest centre."""
_STARTS: Final = 4
_EACH: Final = 30
"""So many of each cluster are in a sample, if it has them, however small its share is."""


def usual_clusters(n: int) -> int:
    """Return how many clusters n personas have where nobody says: few enough to read, more for a larger hub."""
    return int(np.clip(round(np.sqrt(n / 20)), 3, 16))


def fit_centres(vectors: NDArray[np.float32], n_clusters: int, *, seed: int) -> NDArray[np.float32]:
    """Find the centres of k-means on unit rows, of several starts those with the least spread.

    Args:
        vectors: Shape (n, dim), unit rows, n >= 1.
        n_clusters: How many at most; there are never more than different rows.
        seed: Draws the starts. The same rows and seed give the same centres on one thread.

    Returns:
        Shape (k, dim), the means of the rows of each cluster.

    Source:
        S. P. Lloyd, "Least squares quantization in PCM", IEEE Transactions on
        Information Theory 28, 1982; starts by D. Arthur and S. Vassilvitskii,
        "k-means++", SODA 2007.
    """
    # It loads slowly, and only the worker needs it.
    from sklearn.cluster import KMeans

    n_different = len({row.tobytes() for row in vectors})
    fitted = KMeans(min(n_clusters, n_different), n_init=_STARTS, random_state=seed).fit(vectors)
    centres: NDArray[np.float32] = fitted.cluster_centers_.astype(np.float32)
    return centres


def nearest_centres(
    vectors: NDArray[np.float32], centres: NDArray[np.float32]
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Return for each row which centre is nearest, of equals the first, and how far: the lower, the nearer.

    How far is the squared distance without the row's own length, which is the same to each centre.
    """
    distances = (centres * centres).sum(axis=1) - 2 * (vectors @ centres.T)
    nearest = distances.argmin(axis=1)
    return nearest, distances[np.arange(len(vectors)), nearest]


def number_by_size(labels: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the labels as numbers from 0 without a gap, the largest cluster first; of equals, the one seen first."""
    _, first, inverse, counts = np.unique(labels, return_index=True, return_inverse=True, return_counts=True)
    order = np.lexsort((first, -counts))
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    numbers: NDArray[np.int64] = rank[inverse]
    return numbers


def stratified_sample(labels: NDArray[np.int64], n: int, *, seed: int) -> NDArray[np.int64]:
    """Draw positions so that each cluster has its share, and a small one enough to be seen.

    Args:
        labels: Shape (rows,), cluster numbers from 0 without a gap.
        n: How many to draw; all where there are no more.
        seed: Draws within each cluster.

    Returns:
        At most n positions, ascending.
    """
    if len(labels) <= n:
        return np.arange(len(labels))
    sizes = np.bincount(labels)
    least = np.minimum(sizes, min(_EACH, n // len(sizes)))
    share = (n - least.sum()) / (len(labels) - least.sum())
    quota = least + np.floor((sizes - least) * share).astype(np.int64)
    rng = np.random.default_rng(seed)
    drawn = [rng.choice(np.flatnonzero(labels == label), size=size, replace=False) for label, size in enumerate(quota)]
    return np.sort(np.concatenate(drawn))
