"""The syntax tree of a program: its nodes with their places, and what its names stand for."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from curation.synthesis.program_names import MODULES


class Found(NamedTuple):
    """A node and where it stands; what has no place of its own stands where its parent does.

    Attributes:
        place: Line and column of its begin, then of its end, so that the first part of an expression comes first.
    """

    node: ast.AST
    place: tuple[int, int, int, int]

    @property
    def line(self) -> int:
        """Where it begins, counted from 1."""
        return self.place[0]


def walk_program(tree: ast.Module) -> Iterator[Found]:
    """Return every node, without recursion, so that depth is no danger."""
    waiting = [Found(tree, (1, 0, 1, 0))]
    while waiting:
        found = waiting.pop()
        yield found
        waiting.extend(Found(child, _place(child) or found.place) for child in ast.iter_child_nodes(found.node))


def _place(node: ast.AST) -> tuple[int, int, int, int] | None:
    if not isinstance(node, ast.expr | ast.stmt | ast.arg | ast.keyword | ast.alias):
        return None
    end_line, end_column = node.end_lineno or node.lineno, node.end_col_offset or node.col_offset
    return node.lineno, node.col_offset, end_line, end_column


@dataclass(slots=True)
class Names:
    """What the names of a program stand for."""

    bound: set[str] = field(default_factory=set)
    """Given a value by the program."""
    parameters: set[str] = field(default_factory=set)
    modules: dict[str, str] = field(default_factory=dict)
    """The module that a name stands for."""
    from_sympy: dict[str, str] = field(default_factory=dict)
    """What of sympy a name stands for."""
    owners: set[ast.AST] = field(default_factory=set)
    """What stands before the dot of an attribute."""

    @classmethod
    def of(cls, nodes: list[ast.AST]) -> "Names":
        """Collect them from all nodes of a program."""
        names = cls()
        for node in nodes:
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                names.bound.add(node.id)
            elif isinstance(node, ast.FunctionDef):
                names.bound.add(node.name)
            elif isinstance(node, ast.arg):
                names.bound.add(node.arg)
                names.parameters.add(node.arg)
            elif isinstance(node, ast.Attribute):
                names.owners.add(node.value)
            elif isinstance(node, ast.Import):
                names.modules |= {alias.asname or alias.name: alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                names._import_from(node)
        return names

    def _import_from(self, node: ast.ImportFrom) -> None:
        for alias in node.names:
            found = MODULES.get(node.module or "", frozenset()) if alias.name == "*" else {alias.name}
            given = {(alias.asname or name): name for name in found}
            self.bound |= given.keys()
            if node.module == "sympy":
                self.from_sympy |= given
