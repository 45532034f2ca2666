"""Run a model's program behind the walls; whatever it does, it ends with an outcome and a reason."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

from curation.sandbox.process import MEMORY_BYTES, SYMPY, TIMEOUT_S, Ended, run_child
from curation.synthesis.program_names import BUILTINS, MODULES
from curation.synthesis.programs import ProgramRefusedError, check_program, modules_of
from curation.text import clean_text

MAX_OUTPUT_CHARS: Final = 10_000

ProgramOutcome = Literal[
    "done", "refused", "failed", "out_of_time", "out_of_memory", "too_much_output", "crashed", "off"
]


@dataclass(frozen=True, slots=True)
class ProgramResult:
    """What became of a program.

    Attributes:
        outcome: `done` only where it came to its end by itself.
        output: What it printed until then, at most `MAX_OUTPUT_CHARS` characters.
        reason: Why it did not come to its end; empty where it did.
    """

    outcome: ProgramOutcome
    output: str = ""
    reason: str = ""


def run_program(source: str, *, timeout_s: float = TIMEOUT_S, memory_bytes: int = MEMORY_BYTES) -> ProgramResult:
    """Check a program, then run it in a process of its own that can reach nothing.

    Args:
        source: Python, as `curation.synthesis.programs` lets it pass.
        timeout_s: Seconds until it is ended.
        memory_bytes: Address space of the process, of which the interpreter takes about 30 MB, sympy 100 MB.
    """
    why_off = sandbox_ready()
    if why_off:
        return ProgramResult("off", reason=why_off)
    try:
        check_program(source)
    except ProgramRefusedError as error:
        return ProgramResult("refused", reason=str(error))
    return run_unchecked(source, modules_of(source), timeout_s=timeout_s, memory_bytes=memory_bytes)


def run_unchecked(
    source: str, modules: frozenset[str], *, timeout_s: float = TIMEOUT_S, memory_bytes: int = MEMORY_BYTES
) -> ProgramResult:
    """Run a program that nobody looked at: the walls of its process are all that holds it.

    Only `run_program` and the tests of the walls call this.
    """
    task = {
        "kind": "program",
        "source": source,
        "modules": {name: sorted(MODULES[name]) for name in modules},
        "builtins": sorted(BUILTINS),
        "max_chars": MAX_OUTPUT_CHARS,
    }
    ended = run_child(task, load=SYMPY if "sympy" in modules else (), timeout_s=timeout_s, memory_bytes=memory_bytes)
    outcome = _outcome(ended)
    output = ended.result.get("output", "")
    return ProgramResult(
        outcome=outcome,
        output=clean_text(str(output))[:MAX_OUTPUT_CHARS],
        reason=_reason(outcome, ended.result, timeout_s=timeout_s, memory_bytes=memory_bytes),
    )


@cache
def sandbox_ready() -> str:
    """Return why programs cannot be run on this system, in a sentence; empty where they can.

    The walls are tried once in each process: where one of them does not hold, no program is run.
    """
    if sys.platform == "win32":
        return "Programs are not run on Windows, which cannot take files and the network away from them."
    detail = str(run_child({"kind": "try_walls"}).result.get("detail", "its process does not start"))
    if detail == _HELD:
        return ""
    return f"Programs are not run here: {detail}."


_HELD: Final = "held"
_OUTCOMES: Final[Mapping[str, ProgramOutcome]] = {
    "done": "done",
    "refused": "refused",
    "failed": "failed",
    "out_of_memory": "out_of_memory",
    "too_much_output": "too_much_output",
    "off": "off",
}


def _outcome(ended: Ended) -> ProgramOutcome:
    if ended.out_of_time:
        return "out_of_time"
    return _OUTCOMES.get(str(ended.result.get("ending")), "crashed")


def _reason(outcome: ProgramOutcome, result: Mapping[str, object], *, timeout_s: float, memory_bytes: int) -> str:
    detail = clean_text(str(result.get("detail", "")))
    line = result.get("line")
    where = f"Line {line}: " if isinstance(line, int) and line > 0 else ""
    reasons: Mapping[ProgramOutcome, str] = {
        "done": "",
        "refused": f"{where}{detail}",
        "failed": f"{where}The program failed: {detail.rstrip('.')}.",
        "out_of_time": f"The program was ended after {timeout_s:g} seconds.",
        "out_of_memory": f"The program needs more than {memory_bytes // 1024**2:,} MB of memory.",
        "too_much_output": f"The program printed more than {MAX_OUTPUT_CHARS:,} characters.",
        "crashed": "The program ended its process before it could say anything.",
        "off": f"Programs are not run here: {detail}.",
    }
    return reasons[outcome]
