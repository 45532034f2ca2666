"""Rule 14 of CONTRIBUTING.md: a function, a module, a test file and a page fit in one look."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MAX_FUNCTION_LINES = 40
MAX_LINES = {"curation": 300, "benchmarks": 300, ".ci": 300, "tests": 400, "pages": 80}
"""Lines of a file, by its folder at the top."""


def python_files() -> list[Path]:
    return [ROOT / "app.py", *(path for folder in MAX_LINES for path in sorted((ROOT / folder).rglob("*.py")))]


def max_lines(path: Path) -> int:
    return MAX_LINES.get(path.relative_to(ROOT).parts[0], MAX_LINES["curation"])


def long_functions(source: str) -> Iterator[tuple[int, str, int]]:
    """Yield line, name and length of each function over the limit, from its `def` to its last line.

    The docstring does not count: a rule on length must not make it shorter.
    """
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1 - docstring_lines(node)
            if length > MAX_FUNCTION_LINES:
                yield node.lineno, node.name, length


def docstring_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    first = node.body[0]
    if not isinstance(first, ast.Expr) or ast.get_docstring(node) is None:
        return 0
    return (first.end_lineno or first.lineno) - first.lineno + 1


def test_a_docstring_does_not_count() -> None:
    source = "\n".join(["def f():", '    """One.', *[""] * 90, '    """', *["    pass"] * 39])
    assert list(long_functions(source)) == []


def test_the_files_of_every_part_are_looked_at() -> None:
    found = {path.relative_to(ROOT).parts[0] for path in python_files()}
    assert {"app.py", "curation", "pages", "tests"} <= found


def test_no_file_is_longer_than_its_kind_may_be() -> None:
    too_long = [
        f"{path.relative_to(ROOT)}:1 has {lines} lines, at most {max_lines(path)}"
        for path in python_files()
        if (lines := len(path.read_text("utf-8").splitlines())) > max_lines(path)
    ]
    assert not too_long, "\n".join(too_long)


def test_no_function_is_longer_than_forty_lines() -> None:
    too_long = [
        f"{path.relative_to(ROOT)}:{line} {name} has {length} lines, at most {MAX_FUNCTION_LINES}"
        for path in python_files()
        for line, name, length in long_functions(path.read_text("utf-8"))
    ]
    assert not too_long, "\n".join(too_long)


@pytest.mark.parametrize(("body_lines", "is_found"), [(39, False), (40, True)])
def test_the_line_of_the_def_counts(body_lines: int, is_found: bool) -> None:
    source = "\n".join(["class A:", "    async def f(self):", *["        pass"] * body_lines])
    assert list(long_functions(source)) == ([(2, "f", 41)] if is_found else [])
