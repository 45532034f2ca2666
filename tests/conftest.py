"""Workspaces to test on: real SQLite files, and an embedder that needs no weights."""

import hashlib
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from curation.services import people
from curation.services.permissions import Actor
from curation.services.setup import init_workspace
from curation.settings import Settings
from curation.text import words
from curation.workspace import Workspace, open_workspace


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let somebody keep pictures of what the browser tests see."""
    parser.addoption("--screenshots", metavar="DIR", default=None, help="keep screenshots of the pages in this folder")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the browser tests last: Playwright keeps an event loop in the main thread, where asyncio.run then fails."""
    items.sort(key=lambda item: "browser" in item.path.parts)


class HashEmbedder:
    """Texts with the same words have the same vector, texts that share words have like ones."""

    model = "hash-of-words"
    revision = "1"
    precision = "float32"
    dim = 64

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        rows = np.zeros((len(texts), self.dim), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in sorted(set(words(text))) or [""]:
                seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:4], "big")
                row += np.random.default_rng(seed).normal(size=self.dim).astype(np.float32)
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        unit: NDArray[np.float32] = (rows / lengths).astype(np.float32)
        return unit

    def unreadable(self, text: str, language: str | None) -> str | None:
        return None if text.isascii() else "the model reads English"


def open_test_workspace(path: Path, *, with_starter: bool = False) -> Workspace:
    settings = Settings(workspace=path, key_file=None)
    init_workspace(settings, with_starter=with_starter)
    return open_workspace(settings, embedder=HashEmbedder())


@pytest.fixture(scope="session")
def made_workspaces(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty and a starter workspace, made once; a test gets its own copy of the closed files."""
    folder = tmp_path_factory.mktemp("made")
    for name in ("empty", "starter"):
        open_test_workspace(folder / name, with_starter=name == "starter").close()
    return folder


@pytest.fixture
def workspace(tmp_path: Path, made_workspaces: Path) -> Iterator[Workspace]:
    """A workspace with templates and no rows."""
    yield from _copied(made_workspaces / "empty", tmp_path / "workspace")


@pytest.fixture
def starter_workspace(tmp_path: Path, made_workspaces: Path) -> Iterator[Workspace]:
    """A workspace as a newcomer finds it."""
    yield from _copied(made_workspaces / "starter", tmp_path / "workspace")


def _copied(made: Path, path: Path) -> Iterator[Workspace]:
    shutil.copytree(made, path, dirs_exist_ok=True)
    opened = open_workspace(Settings(workspace=path, key_file=None), embedder=HashEmbedder())
    yield opened
    opened.close()


@pytest.fixture
def admin(workspace: Workspace) -> Actor:
    """The first person, who is admin."""
    return people.join(workspace, "Ada")


@pytest.fixture
def annotator(workspace: Workspace, admin: Actor) -> Actor:
    """The second person, who is annotator."""
    return people.join(workspace, "Bea")
