"""hnswlib, kept to what is safe: built whole, read-only afterwards, checked in a child process."""

import subprocess
import sys
import threading
from pathlib import Path
from typing import Final, Self

import hnswlib
import numpy as np
from numpy.typing import NDArray

from curation.errors import WorkspaceError

SPACE: Final = "cosine"
_M: Final = 16
_EF_CONSTRUCTION: Final = 100
_SEED: Final = 20_406
_MIN_EF: Final = 100
_ROWS_PER_EF: Final = 10_000
"""The search width grows with the rows, since a fixed one loses recall: at a million rows ef is 100."""
_CHECK_TIMEOUT_S: Final = 600
_CHECK: Final = """
import sys, hnswlib
index = hnswlib.Index(space=sys.argv[2], dim=int(sys.argv[3]))
index.load_index(sys.argv[1])
print(index.get_current_count())
"""


class Hnsw:
    """A graph over the rows of a matrix; the label of a row is its position."""

    def __init__(self, index: hnswlib.Index) -> None:
        """Take a finished index; nothing is added to it from here on."""
        self._index = index
        self._lock = threading.Lock()

    @classmethod
    def build(cls, vectors: NDArray[np.float32]) -> Self:
        """Build the graph of unit rows, shape (n >= 1, dim), with room for just these."""
        index = hnswlib.Index(space=SPACE, dim=vectors.shape[1])
        index.init_index(max_elements=len(vectors), M=_M, ef_construction=_EF_CONSTRUCTION, random_seed=_SEED)
        index.add_items(vectors, np.arange(len(vectors)))
        return cls(index)

    @classmethod
    def load(cls, path: Path, *, dim: int) -> Self:
        """Load a file of ours whose sha256 was compared before: a flipped bit can crash the process here.

        Raises:
            RuntimeError: The library cannot read the file.
        """
        index = hnswlib.Index(space=SPACE, dim=dim)
        index.load_index(str(path))
        return cls(index)

    def save(self, path: Path) -> None:
        """Write the file and see in a child process that it loads, since a full disk raises nothing here.

        Raises:
            WorkspaceError: The file that was written cannot be loaded.
        """
        self._index.save_index(str(path))
        command = [sys.executable, "-c", _CHECK, str(path), SPACE, str(self._index.dim)]
        child = subprocess.run(command, capture_output=True, text=True, timeout=_CHECK_TIMEOUT_S, check=False)  # noqa: S603 (our own interpreter and script)
        if child.returncode != 0 or child.stdout.strip() != str(len(self)):
            raise WorkspaceError(
                "The search index was not written whole.", "See that the disk has room; nothing else is lost."
            )

    def __len__(self) -> int:
        """Return the number of rows."""
        return int(self._index.get_current_count())

    def nearest(self, query: NDArray[np.float32], *, k: int) -> NDArray[np.int64]:
        """Return the positions of about the k nearest rows; fewer or none where the graph does not lead to k."""
        k = min(k, len(self))
        with self._lock:
            self._index.set_ef(max(k, _MIN_EF, len(self) // _ROWS_PER_EF))
            try:
                labels, _ = self._index.knn_query(query, k=k, num_threads=1)
            except RuntimeError:
                # The library's way to say that it reached fewer than k rows.
                return np.empty(0, dtype=np.int64)
        return np.asarray(labels[0], dtype=np.int64)
