"""What the limited child loads before it reads: it starts for every file, and pays for each module."""

import subprocess
import sys

import pytest

import curation.sources
import curation.text
from curation.sources import run_limited

HEAVY = (
    "pydantic",
    "numpy",
    "pyarrow",
    "sqlmodel",
    "curation.personas",
    "curation.text.tokens",
    "curation.text.language",
)


def test_the_reader_of_texts_loads_nothing_that_it_does_not_use() -> None:
    script = f"import curation.sources.texts, sys; print([name for name in {HEAVY!r} if name in sys.modules])"
    shown = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    assert shown.stdout.strip() == "[]"


@pytest.mark.parametrize("package", [curation.sources, curation.text])
def test_every_public_name_is_there_and_no_other(package: object) -> None:
    public = package.__all__  # type: ignore[attr-defined] # it is a module
    assert all(getattr(package, name) is not None for name in public)
    with pytest.raises(AttributeError, match="no_such_name"):
        getattr(package, "no_such_name")  # noqa: B009 - a name that mypy would refuse


@pytest.mark.parametrize("text", ["plain", "Größe 大小 \U0001f41d", "\ud800 alone", "two\u2028lines\n\x85\x00"])
def test_a_text_in_any_script_comes_out_of_the_child_as_it_was(text: str) -> None:
    assert run_limited("operator:concat", [text, ""]) == text
