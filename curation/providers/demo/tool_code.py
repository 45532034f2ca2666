"""The second step of the tool scenario: Python for an interface that the first step wrote."""

import json
import keyword
import re
from collections.abc import Mapping
from random import Random
from string import Template
from textwrap import fill, indent
from typing import Final, NamedTuple

from curation.providers.demo.tool_bodies import Body
from curation.providers.demo.tool_bodies_more import BODIES

_TYPES: Final = (
    ("array of integers", "list[int]"),
    ("array of strings", "list[str]"),
    ("array", "list[dict]"),
    ("integer", "int"),
    ("number", "float"),
    ("boolean", "bool"),
    ("bytes", "bytes"),
    ("string", "str"),
)
_DEFAULT: Final = re.compile(r"default ([\w.+-]+)\s*$")
_UNFIT: Final = re.compile(r"[^\w\s,.;:()°%/+&#'’“”-]")
_KIND_OF_TOOL: Final = re.compile(r" (?:day planner|finder|watch|rule check)$")
_WIDTH: Final = 100
_QUANTITIES: Final = {"°C": (16, 26), "% relative": (35, 70), "dB(A)": (40, 85), "lux": (150, 900), "ppm": (420, 1400)}

_GUARDS: Final[Mapping[str, str]] = {
    "limit": 'if not 1 <= limit <= 500:\n    raise ValueError("The limit must be from 1 to 500.")',
    "time_zone": "# No times are compared here, so the time zone plays no part.",
    "dry_run": "# Nothing is changed in any case, so a dry run is no different.",
    "requested_by": 'if len(requested_by) > 80:\n    raise ValueError("The name is longer than 80 characters.")\n'
    "LOG.append(requested_by)",
    "timeout_s": "if not 1 <= timeout_s <= 120:\n"
    '    raise ValueError("The time limit must be from 1 to 120 seconds.")\n'
    "deadline = time.monotonic() + timeout_s",
    "unit_system": 'if unit_system not in ("metric", "imperial"):\n'
    '    raise ValueError("The unit system must be metric or imperial.")\n'
    "# Each result names its unit and is the same in both systems.",
}
_AFTERWARDS: Final[Mapping[str, str]] = {
    "limit": "result = {key: value[:limit] if isinstance(value, list) else value for key, value in result.items()}",
    "timeout_s": 'if time.monotonic() > deadline:\n    raise TimeoutError("The time limit was passed.")',
}
_FIELDS: Final[Mapping[str, str]] = {
    "warnings": 'result["warnings"] = [f"{key} is empty" for key, value in result.items() if value in ([], "", None)]',
    "computed_at": 'result["computed_at"] = datetime.now(timezone.utc).isoformat(timespec="seconds")',
    "sources": 'result["sources"] = list(SOURCES)',
    "elapsed_s": 'result["elapsed_s"] = round(time.perf_counter() - started, 6)',
}


class _Interface(NamedTuple):
    """What the code is written for."""

    name: str
    description: str
    function_name: str
    args: Mapping[str, str]
    fields: Mapping[str, str]
    depend: tuple[str, ...]


def write_code(so_far: str, rng: Random) -> str:
    """Write a block of Python for the interface, which is the JSON object in the text."""
    tool = _read_interface(so_far)
    body = BODIES.get(tool.function_name.split("_")[0])
    if body is None or not all(arg in tool.args for arg in body.takes):
        return f"```python\n{_module(tool, _lookup(tool), {})}\n```"
    words = {"subject": _KIND_OF_TOOL.sub("", tool.name), "readings": str(_readings(tool, rng))}
    return f"```python\n{_module(tool, body, words)}\n```"


def _read_interface(text: str) -> _Interface:
    """Read the six keys as far as they are there; a text without an object gives an empty interface."""
    start, end = text.find("{"), text.rfind("}")
    try:
        found = json.loads(text[start : end + 1])
    except (ValueError, RecursionError):
        found = {}
    found = found if isinstance(found, dict) else {}
    name = str(found.get("function_name", ""))
    depend = found.get("depend")
    return _Interface(
        _quotable(str(found.get("name", "tool"))),
        _quotable(str(found.get("description", "A tool."))),
        name if name.isidentifier() and name.isascii() and not keyword.iskeyword(name) else "run_tool",
        _named(found.get("input_args")),
        _named(found.get("return")),
        tuple(_quotable(str(part)) for part in depend) if isinstance(depend, list) else (),
    )


def _named(value: object) -> Mapping[str, str]:
    """Return names with what is said of them, where the names can stand in Python."""
    pairs = value.items() if isinstance(value, dict) else ()
    return {
        str(name): _quotable(str(said))
        for name, said in pairs
        if str(name).isidentifier() and str(name).isascii() and not keyword.iskeyword(str(name))
    }


def _quotable(text: str) -> str:
    """Return the text on one line, without what could end a docstring."""
    return " ".join(_UNFIT.sub(" ", text).split())[:400]


def _readings(tool: _Interface, rng: Random) -> list[float]:
    """Draw what a sensor of the interface's unit may have read."""
    said = tool.args.get("minimum", "")
    low, high = next((span for unit, span in _QUANTITIES.items() if unit in said), (10, 20))
    return [round(rng.uniform(low, high), 1) for _ in range(12)]


def _module(tool: _Interface, body: Body, words: Mapping[str, str]) -> str:
    """Put the module together."""
    extras = "\n".join((*(_GUARDS.get(arg, "") for arg in tool.args), *(_FIELDS.get(f, "") for f in tool.fields)))
    constants = [f"SOURCES = {list(tool.depend)!r}"] if "SOURCES" in extras else []
    constants += ["LOG: list[str] = []"] if "LOG" in extras else []
    before = Template(body.before.strip("\n")).safe_substitute(words)
    lines = _body_lines(tool, body)
    parts = (
        f'"""{tool.name}, as one function."""',
        "\n".join(_imports(body, f"{before}\n{lines}\n{extras}")),
        "\n".join(constants),
        before,
        f"\n{_signature(tool)}\n{indent(_docstring(tool) + lines, '    ')}",
    )
    return "\n\n".join(part for part in parts if part)


def _imports(body: Body, code: str) -> list[str]:
    """Return the imports of the body, and of what was added to it."""
    found = set(body.imports)
    if "time.monotonic" in code or "time.perf_counter" in code:
        found.add("import time")
    if "ZoneInfo(" in code:
        found.add("from zoneinfo import ZoneInfo")
    names = {
        name for line in found if line.startswith("from datetime") for name in line.split(" import ")[1].split(", ")
    }
    names |= {name for name in ("datetime", "timezone") if f"{name}." in code}
    found = {line for line in found if not line.startswith("from datetime")}
    found |= {f"from datetime import {', '.join(sorted(names))}"} if names else set()
    return sorted(found, key=lambda line: (line.startswith("from"), line))


def _signature(tool: _Interface) -> str:
    """Return the line with def; what has no default after one that has can be given by name only."""
    written, with_default = list[str](), False
    for name, said in tool.args.items():
        default = _DEFAULT.search(said)
        if with_default and default is None and "*" not in written:
            written.append("*")
        with_default = with_default or default is not None
        kind = next((python for words, python in _TYPES if said.startswith(words)), "object")
        written.append(f"{name}: {kind}" + (f" = {_literal(default.group(1), kind)}" if default else ""))
    listed = "".join(f"    {argument},\n" for argument in written)
    return f"def {tool.function_name}(\n{listed}) -> dict:" if written else f"def {tool.function_name}() -> dict:"


def _literal(text: str, kind: str) -> str:
    """Write a default as Python has it."""
    if kind == "bool":
        return str(text == "true")
    return text if kind in {"int", "float"} and re.fullmatch(r"-?\d+(\.\d+)?", text) else repr(text)


def _docstring(tool: _Interface) -> str:
    """Return the docstring: arguments and results in the interface's own words."""
    args = "\n".join(_entry(name, said) for name, said in tool.args.items())
    fields = "\n".join(_entry(name, said) for name, said in tool.fields.items())
    return f'"""{fill(tool.description, _WIDTH)}\n\nArgs:\n{args}\n\nReturns:\n{fields}\n"""\n'


def _entry(name: str, said: str) -> str:
    """Write what is said of an argument or a field."""
    return fill(f"{name}: {said}.", _WIDTH, initial_indent="    ", subsequent_indent="        ")


def _body_lines(tool: _Interface, body: Body) -> str:
    """Return the body between the docstring and the end."""
    lines = ["started = time.perf_counter()"] if "elapsed_s" in tool.fields else []
    in_zone, changes = "zone)" in body.lines, "if changes:" in body.lines
    plain = {"time_zone"} if in_zone else set()
    plain |= {"dry_run"} if changes else set()
    lines += [_GUARDS[arg] for arg in tool.args if arg in _GUARDS and arg not in plain]
    if in_zone:
        of_caller = 'timezone.utc if time_zone == "UTC" else ZoneInfo(time_zone)'
        lines.append(f"zone = {of_caller if 'time_zone' in tool.args else 'timezone.utc'}")
    inner = body.lines.strip()
    if changes:
        inner = inner.replace("changes", "not dry_run") if "dry_run" in tool.args else _dedented(inner)
    lines.append(inner)
    lines += [_AFTERWARDS[arg] for arg in tool.args if arg in _AFTERWARDS]
    lines += [_FIELDS[field] for field in tool.fields if field in _FIELDS and field not in _results_of(body)]
    return "\n".join([*lines, "return result"])


def _dedented(lines: str) -> str:
    """Take the line that is under the condition out of it."""
    return re.sub(r"if changes:\n    ", "", lines)


def _results_of(body: Body) -> frozenset[str]:
    """Return which fields the body itself gives."""
    return frozenset(re.findall(r'"(\w+)":', body.lines.rsplit("result = ", 1)[-1]))


def _lookup(tool: _Interface) -> Body:
    """Return a body for any other interface: it looks the answer up in a table and invents none."""
    args = ", ".join(f'"{name}": {name}' for name in tool.args)
    fields = ", ".join(f'"{name}": found.get("{name}")' for name in tool.fields)
    return Body(
        (),
        (),
        'RECORDS: list[dict] = []\n\n\ndef _load_records() -> list[dict]:\n    """Return what is known; here the'
        ' constant RECORDS, in use a database."""\n    return RECORDS\n',
        f"asked = {{{args}}}\nmatching = [r for r in _load_records() if all(r.get(k) == v for k, v in asked.items())]\n"
        'if not matching:\n    raise ValueError("There is no record for these arguments.")\n'
        f"found = matching[-1]\nresult = {{{fields}}}",
    )
