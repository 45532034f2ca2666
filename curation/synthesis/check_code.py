"""Checks of a tool: the name of its function, and its code by the syntax tree alone; nothing is run."""

import ast
import keyword

from curation.synthesis.check_result import CheckResult
from curation.synthesis.parsed import Parsed

Function = ast.FunctionDef | ast.AsyncFunctionDef


def check_tool(parsed: Parsed) -> list[CheckResult]:
    """Check the function's name and, where there is code, the code; what rests on a failed check is left out."""
    name, code = parsed.data.get("function_name"), parsed.data.get("code")
    results = [_check_identifier(name)]
    if not isinstance(code, str):
        return results
    tree = _tree(code)
    if isinstance(tree, str):
        return [*results, CheckResult("code_parses", False, tree)]
    results.append(CheckResult("code_parses", True, "The code is Python."))
    function = _find_function(tree, name)
    if function is None:
        there = [node.name for node in tree.body if isinstance(node, Function)]
        defined = f"it defines {', '.join(there[:8])}" if there else "it defines none"
        detail = f"The code defines no function {str(name)[:60]!r} at its top level; {defined}."
        return [*results, CheckResult("code_defines", False, detail)]
    results.append(CheckResult("code_defines", True, f"The code defines the function {function.name!r}."))
    return [*results, _check_parameters(function, parsed.data.get("input_args"))]


def _check_identifier(name: object) -> CheckResult:
    """Check that the function's name can be a function's name."""
    ok = isinstance(name, str) and name.isidentifier() and not keyword.iskeyword(name)
    shown = repr(name)[:60]
    return CheckResult("identifier", ok, f"{shown} is {'a' if ok else 'not a'} Python identifier.")


def _tree(code: str) -> ast.Module | str:
    """Return the syntax tree, or a sentence that says why there is none."""
    try:
        return ast.parse(code)
    except SyntaxError as error:
        where = "" if error.lineno is None else f" in line {error.lineno}"
        return f"The code is not Python{where}: {' '.join(error.msg.split())[:200]}."
    except (MemoryError, RecursionError):
        return "The code is nested too deeply to be read."
    except ValueError as error:
        return f"The code is not Python: {' '.join(str(error).split())[:200]}."


def _find_function(tree: ast.Module, name: object) -> Function | None:
    """Return the function of that name that holds in the end: the last one at the top level."""
    named = [node for node in tree.body if isinstance(node, Function) and node.name == name]
    return named[-1] if named else None


def _check_parameters(function: Function, input_args: object) -> CheckResult:
    """Compare the parameters with the names of the arguments; a further one needs a default."""
    if not isinstance(input_args, dict):
        return CheckResult("code_matches", True, "Not checked: `input_args` is no object with the names of arguments.")
    taken, needed = _parameters(function)
    missing = [name for name in input_args if name not in taken]
    further = [name for name in needed if name not in input_args]
    said = [f"it lacks {', '.join(missing)}"] if missing else []
    said += [f"it also needs {', '.join(further)}"] if further else []
    if said:
        detail = f"The parameters of {function.name!r} do not match `input_args`: {' and '.join(said)}."
        return CheckResult("code_matches", False, detail[:500])
    return CheckResult("code_matches", True, f"The parameters of {function.name!r} match `input_args`.")


def _parameters(function: Function) -> tuple[set[str], list[str]]:
    """Return the names that can be given by name, and those that have to be."""
    args = function.args
    by_place = [arg.arg for arg in (*args.posonlyargs, *args.args)]
    optional = set(by_place[len(by_place) - len(args.defaults) :])
    by_name = list(zip((arg.arg for arg in args.kwonlyargs), args.kw_defaults, strict=True))
    needed = [name for name in by_place if name not in optional]
    needed += [name for name, default in by_name if default is None]
    named = {arg.arg for arg in args.args} | {name for name, _ in by_name}
    return named, needed
