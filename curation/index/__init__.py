"""Embeddings and the search among them: adapters that know neither workspace nor database."""

from curation.index.embedder import PRECISIONS, Embedder, MiniLmEmbedder, Precision, space_of
from curation.index.search import Hit, nearest
from curation.index.snapshot import HNSW_MIN_ROWS, LiveSnapshot, Snapshot, SnapshotState, load_snapshot, save_snapshot
from curation.index.space import VectorSpace
from curation.index.vectors import StoredVectors, VectorStore

__all__ = [
    "HNSW_MIN_ROWS",
    "PRECISIONS",
    "Embedder",
    "Hit",
    "LiveSnapshot",
    "MiniLmEmbedder",
    "Precision",
    "Snapshot",
    "SnapshotState",
    "StoredVectors",
    "VectorSpace",
    "VectorStore",
    "load_snapshot",
    "nearest",
    "save_snapshot",
    "space_of",
]
