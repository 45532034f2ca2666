"""Whether a model's program does arithmetic and nothing else, told from its syntax tree.

This is the first wall. What passes it still runs in a child process with its
own walls (see `curation.sandbox`), since no list of names is proof by itself.
"""

import ast
import re
from collections.abc import Callable, Mapping
from typing import Final

from curation.synthesis.program_names import BUILTINS, KEYWORDS, METHODS, MODULES, NAMERS, NUMBERS_FROM_TEXT
from curation.synthesis.program_tree import Names, walk_program

MAX_PROGRAM_CHARS: Final = 20_000
"""Longest program that is looked at."""

_PERMITTED: Final = (
    ast.Module,
    *(ast.Expr, ast.Assign, ast.AugAssign, ast.AnnAssign, ast.For, ast.While, ast.If, ast.Break, ast.Continue),
    *(ast.Pass, ast.FunctionDef, ast.Return, ast.Import, ast.ImportFrom, ast.alias),
    *(ast.Lambda, ast.arguments, ast.arg, ast.Call, ast.keyword, ast.Starred, ast.IfExp, ast.NamedExpr),
    *(ast.Name, ast.Constant, ast.Tuple, ast.List, ast.Dict, ast.Set, ast.Subscript, ast.Slice, ast.Attribute),
    *(ast.BinOp, ast.UnaryOp, ast.BoolOp, ast.Compare, ast.operator, ast.unaryop, ast.boolop, ast.cmpop),
    *(ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp, ast.comprehension),
    *(ast.JoinedStr, ast.FormattedValue, ast.Load, ast.Store),
)
_WORDS: Final[Mapping[type[ast.AST], str]] = {
    ast.ClassDef: "A class",
    ast.Try: "try",
    ast.With: "with",
    ast.Global: "global",
    ast.Nonlocal: "nonlocal",
    ast.Delete: "del",
    ast.Raise: "raise",
    ast.Assert: "assert",
    ast.Yield: "yield",
    ast.YieldFrom: "yield",
    ast.Await: "await",
    ast.AsyncFunctionDef: "async",
    ast.Match: "match",
}
_SYMBOL_NAMES = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,20}(?:[ ,:]+[A-Za-z0-9][A-Za-z0-9_]{0,20}){0,40},?")
_NUMBER = re.compile(r"[-+]?[0-9.]{1,60}(?:[eE][-+]?[0-9]{1,3})?(?:/[0-9]{1,60})?")


class ProgramRefusedError(ValueError):
    """A program does more than arithmetic; the sentence names the line and what stands there."""

    def __init__(self, why: str, *, line: int = 0) -> None:
        """Keep the line, counted from 1; 0 where the program as a whole is meant."""
        super().__init__(f"Line {line}: {why}" if line else why)
        self.line = line


def check_program(source: str) -> None:
    """Let a program pass that consists of arithmetic, names, loops, functions, and print.

    It may import what stands in `program_names.MODULES`, of which only the
    names listed there may be used.

    Raises:
        ProgramRefusedError: Something else stands in it; the first such place is named.
    """
    tree = _parse(source)
    nodes = sorted(walk_program(tree), key=lambda found: found.place)
    names = Names.of([found.node for found in nodes])
    for found in nodes:
        why = _why_refused(found.node, names)
        if why:
            raise ProgramRefusedError(why, line=found.line)


def modules_of(source: str) -> frozenset[str]:
    """Return which modules a checked program imports."""
    imports = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Import | ast.ImportFrom)]
    plain = {alias.name for node in imports if isinstance(node, ast.Import) for alias in node.names}
    return frozenset(plain | {node.module or "" for node in imports if isinstance(node, ast.ImportFrom)})


def _parse(source: str) -> ast.Module:
    if len(source) > MAX_PROGRAM_CHARS:
        raise ProgramRefusedError(f"The program has more than {MAX_PROGRAM_CHARS:,} characters.")
    if not source.strip():
        raise ProgramRefusedError("There is no program.")
    try:
        return ast.parse(source)
    except SyntaxError as error:
        raise ProgramRefusedError(f"This is no Python: {error.msg}.", line=error.lineno or 0) from None
    except (RecursionError, MemoryError):
        raise ProgramRefusedError("The program is nested too deeply.") from None
    except ValueError as error:
        raise ProgramRefusedError(f"This is no Python: {error}.") from None


def _why_refused(node: ast.AST, names: Names) -> str:
    """Return why a node is refused, or an empty text."""
    if not isinstance(node, _PERMITTED):
        return f"{_WORDS.get(type(node), type(node).__name__)} is not allowed here."
    check = _CHECKS.get(type(node))
    return check(node, names) if check else ""


def _is_hidden(name: str) -> bool:
    """Tell whether a name is one of Python's own works, or could lead to them."""
    return (name != "_" and name.startswith("_")) or "__" in name


def _import(node: ast.Import, names: Names) -> str:
    for alias in node.names:
        if alias.name not in MODULES:
            return _no_module(alias.name)
        if names.modules.get(alias.asname or alias.name) != alias.name:
            return f"{alias.asname} stands for two modules."
    return _new_names([alias.asname or alias.name for alias in node.names], names, is_import=True)


def _import_from(node: ast.ImportFrom, names: Names) -> str:
    module = "." * node.level + (node.module or "")
    if module not in MODULES:
        return _no_module(module)
    for alias in node.names:
        if alias.name != "*" and alias.name not in MODULES[module]:
            return f"{alias.name} of {module} may not be used."
    return _new_names([alias.asname or alias.name for alias in node.names if alias.name != "*"], names)


def _no_module(name: str) -> str:
    return f"{name} may not be imported; {', '.join(MODULES)} may."


def _new_names(new: list[str], names: Names, *, is_import: bool = False) -> str:
    for name in new:
        if _is_hidden(name):
            return f"The name {name} is not allowed."
        if name in names.modules and (not is_import or name in names.bound):
            return f"{name} is a module, so nothing else may be called so."
    return ""


def _name(node: ast.Name, names: Names) -> str:
    if isinstance(node.ctx, ast.Store):
        return _new_names([node.id], names)
    if _is_hidden(node.id):
        return f"The name {node.id} is not allowed."
    if node.id in names.modules:
        module = names.modules[node.id]
        return "" if node in names.owners else f"{node.id} may be used with a name of {module} behind it only."
    if node.id in names.bound or node.id in BUILTINS:
        return ""
    return f"{node.id} is not among what a program may use."


def _attribute(node: ast.Attribute, names: Names) -> str:
    if _is_hidden(node.attr):
        return f"The attribute {node.attr} is not allowed."
    if not isinstance(node.ctx, ast.Load):
        return "An attribute may not be set."
    if isinstance(node.value, ast.Name) and node.value.id in names.modules:
        module = names.modules[node.value.id]
        return "" if node.attr in MODULES[module] else f"{node.attr} of {module} may not be used."
    return "" if node.attr in METHODS else f"The attribute {node.attr} may not be used."


def _function(node: ast.FunctionDef, names: Names) -> str:
    return "A decorator is not allowed." if node.decorator_list else _new_names([node.name], names)


def _argument(node: ast.arg, names: Names) -> str:
    return _new_names([node.arg], names)


def _constant(node: ast.Constant, _names: Names) -> str:
    known = node.value is None or isinstance(node.value, bool | int | float | complex | str)
    return "" if known else "Only numbers and text may stand in a program."


def _call(node: ast.Call, names: Names) -> str:
    for keyword in node.keywords:
        if keyword.arg is None:
            return "Arguments in a dictionary (**) are not allowed."
        if keyword.arg not in KEYWORDS | names.parameters:
            return f"The argument {keyword.arg} may not be given."
    function = _sympy_name(node.func, names)
    if function in NAMERS:
        return _namer(function, node)
    if function is None:
        return ""
    values = [*node.args, *(keyword.value for keyword in node.keywords)]
    texts = [text for value in values for text in _texts(value)]
    if function in NUMBERS_FROM_TEXT and all(_is_number(text) for text in texts):
        return ""
    return f"sympy's {function} may not be given text, since it would run it." if texts else ""


def _namer(function: str, node: ast.Call) -> str:
    """Check the call of a function that takes the names of symbols."""
    first = node.args[0] if node.args else None
    if not (isinstance(first, ast.Constant) and isinstance(first.value, str)):
        return f"{function} has to be given its names as plain text."
    if not _SYMBOL_NAMES.fullmatch(first.value.strip()):
        return f"{function} has to be given short names of letters and digits."
    others = [*node.args[1:], *(keyword.value for keyword in node.keywords)]
    return f"{function} may be given one text only." if any(_texts(value) for value in others) else ""


def _sympy_name(function: ast.expr, names: Names) -> str | None:
    """Return which function of sympy is called, if one is called by its name."""
    if isinstance(function, ast.Name):
        return names.from_sympy.get(function.id)
    if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name):
        return function.attr if names.modules.get(function.value.id) == "sympy" else None
    return None


def _texts(value: ast.expr) -> list[ast.expr]:
    """Return the texts that stand in a value; those given to calls within it are looked at with their calls."""
    waiting: list[ast.AST] = [value]
    texts: list[ast.expr] = []
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str)):
            texts.append(node)
        elif not isinstance(node, ast.Call):
            waiting.extend(ast.iter_child_nodes(node))
    return texts


def _is_number(text: ast.expr) -> bool:
    return isinstance(text, ast.Constant) and _NUMBER.fullmatch(str(text.value).strip()) is not None


_CHECKS: Mapping[type[ast.AST], Callable[..., str]] = {
    ast.Import: _import,
    ast.ImportFrom: _import_from,
    ast.Name: _name,
    ast.Attribute: _attribute,
    ast.FunctionDef: _function,
    ast.arg: _argument,
    ast.Constant: _constant,
    ast.Call: _call,
}
