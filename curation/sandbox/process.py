"""Start the process behind the walls, give it its task, and end it in time whatever it does."""

import contextlib
import json
import math
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, BinaryIO, Final, cast

MEMORY_BYTES: Final = 512 * 1024**2
TIMEOUT_S: Final = 10.0
SYMPY: Final = (
    "sympy",
    "sympy.assumptions.wrapper",
    "sympy.combinatorics",
    "sympy.concrete.delta",
    "sympy.integrals.heurisch",
    "sympy.integrals.manualintegrate",
    "sympy.integrals.prde",
    "sympy.physics.units",
    "sympy.polys.domains.old_fractionfield",
    "sympy.polys.domains.old_polynomialring",
    "sympy.polys.polymatrix",
    "sympy.sets.handlers.functions",
    "sympy.sets.handlers.issubset",
    "sympy.sets.setexpr",
    "sympy.tensor.tensor",
)
"""The parts of sympy that a task may need. What it loads only when it is used would come too late behind the walls."""

_CHILD: Final = Path(__file__).with_name("child.py")
_MAX_RESULT_BYTES: Final = 4 * 1024**2
_CHUNK: Final = 65_536


@dataclass(frozen=True, slots=True)
class Ended:
    """How a child ended.

    Attributes:
        result: What it wrote; empty where that is no JSON object.
        out_of_time: It was ended by the clock.
    """

    result: Mapping[str, Any]
    out_of_time: bool


def run_child(
    task: Mapping[str, object],
    *,
    load: Sequence[str] = (),
    timeout_s: float = TIMEOUT_S,
    memory_bytes: int = MEMORY_BYTES,
) -> Ended:
    """Let a new process do one task.

    It has no environment, an empty folder, and a session of its own, so that all
    it may have started ends with it. It reads its task from a file without a
    name, so that nothing waits for it to listen.

    Args:
        task: What `curation.sandbox.child` is to do, as JSON.
        load: Third-party modules that are loaded before the walls are up.
        timeout_s: Seconds on the clock, and of processor time, until it is ended.
        memory_bytes: Its address space.
    """
    # The clock rings first; the limit on processor time ends a child whose parent is gone.
    limits = {"memory_bytes": memory_bytes, "cpu_s": math.ceil(timeout_s) + 1}
    deadline = time.monotonic() + timeout_s
    with tempfile.TemporaryFile() as given, _folder() as folder:
        given.write(json.dumps({**task, **limits, "load": list(load)}).encode())
        given.seek(0)
        process = subprocess.Popen(  # noqa: S603 - our own interpreter and file
            [sys.executable, "-I", "-S", "-B", "-c", _start(packages=bool(load))],
            stdin=given,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
            cwd=folder,
            start_new_session=True,
        )
        try:
            written, is_late = _read(cast(BinaryIO, process.stdout), deadline)
        finally:
            _end(process)
    return Ended(_as_object(written), out_of_time=is_late)


@contextlib.contextmanager
def _folder() -> Iterator[str]:
    """Make an empty folder for a child, which removes it itself where it can."""
    folder = tempfile.mkdtemp()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@cache
def _start(*, packages: bool) -> str:
    """Return what the child is started with: its own file, and the folder of the packages where they are needed."""
    spec = find_spec("sympy") if packages else None
    paths = [str(Path(spec.origin).parents[1])] if spec and spec.origin else []
    return f"import runpy, sys; sys.path.extend({paths!r}); runpy.run_path({str(_CHILD)!r}, run_name='__main__')"


def _read(pipe: BinaryIO, deadline: float) -> tuple[bytes, bool]:
    """Return what a child wrote until its end, and whether the clock ended it.

    Only its end closes the pipe; what writes too much has nothing to say.
    """
    written = bytearray()
    while len(written) <= _MAX_RESULT_BYTES:
        ready, _, _ = select.select([pipe], [], [], max(deadline - time.monotonic(), 0.0))
        if not ready:
            return b"", True
        chunk = os.read(pipe.fileno(), _CHUNK)
        if not chunk:
            return bytes(written), False
        written += chunk
    return b"", False


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End a child and all that belongs to its session."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    if process.stdout:
        process.stdout.close()
    process.wait()


def _as_object(written: bytes) -> Mapping[str, Any]:
    try:
        found = json.loads(written)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
