"""The command line in this process: a folder, arguments, and what came of them."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from curation.cli import common, jobs, workspaces
from curation.cli.main import main
from curation.settings import Settings
from curation.workspace import Workspace, open_workspace
from tests.conftest import HashEmbedder

PERSONAS = [
    "A beekeeper in Slovenia who weighs every hive on the first day of the month.",
    "A tram driver in Melbourne who collects lost gloves and returns them in pairs.",
    "A retired judge in Lagos who teaches chess to children on Saturdays.",
    "A nurse on the night shift who solves crosswords between two rounds.",
    "A student of marine biology who counts limpets on the same rock each spring.",
]


@dataclass(frozen=True)
class Ran:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        """The one JSON object on stdout; more or less than one is an error."""
        value = json.loads(self.out)
        assert isinstance(value, dict)
        return value

    @property
    def error(self) -> dict[str, str]:
        """What a failure says to a program."""
        assert set(self.json) == {"error"}
        said: dict[str, str] = self.json["error"]
        assert set(said) == {"code", "message", "hint"}
        return said


Run = Callable[..., Ran]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the workspace of the commands is, or is to be."""
    return tmp_path / "workspace"


@pytest.fixture
def run(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command on the folder, as Ada unless another person is named; texts are read without a model."""

    def open_light(settings: Settings) -> Workspace:
        return open_workspace(settings, embedder=HashEmbedder())

    for module in (common, jobs, workspaces):
        monkeypatch.setattr(module, "open_workspace", open_light)
    monkeypatch.setenv("LOGNAME", "Ada")
    monkeypatch.setenv("CURATION_WORKSPACE", str(folder))

    def run_command(*arguments: object) -> Ran:
        capsys.readouterr()
        code = main([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        return Ran(code, out, err)

    return run_command


@pytest.fixture
def empty(run: Run) -> Run:
    """The command line on a workspace without rows."""
    assert run("init", "--empty").code == 0
    return run


@pytest.fixture
def persona_file(tmp_path: Path) -> Path:
    """A file with five personas, one to a line."""
    path = tmp_path / "personas.txt"
    path.write_text("\n".join(PERSONAS) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def filled(empty: Run, persona_file: Path) -> Run:
    """The command line on a workspace with five personas and a sample for each."""
    assert empty("import", "personas", persona_file, "--licence", "CC0-1.0").code == 0
    assert empty("generate", "--scenario", "math", "--personas", 5, "--seed", 1, "--wait").code == 0
    return empty
