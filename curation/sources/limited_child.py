"""Run one function in a child process that a hostile file cannot make large, slow or fatal.

Limits inside one process protect neither against native code that crashes nor
against one allocation that is too large; a child with resource limits does.
What it returns comes back as JSON lines, and a child that dies is one sentence.
"""

import contextlib
import importlib
import json
import os
import resource
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from pathlib import Path
from typing import BinaryIO, Literal, NamedTuple, cast

from curation.errors import BadInputError, CurationError

MEMORY_BYTES = 2 * 1024**3
CPU_S = 60
WALL_S = 90.0

_MAX_LINE_BYTES = 64 * 1024 * 1024
_MAX_OPEN_FILES = 64
# No key of a provider, and nothing else that the reading does not need, goes to the child.
_KEPT_ENVIRONMENT = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "LANG", "LC_ALL", "TMPDIR", "VIRTUAL_ENV")
_PACKAGE_ROOT = Path(__file__).resolve().parents[2]

# Processor time, and the clock that a reader sets for one record.
_OUT_OF_TIME = (-signal.SIGXCPU, -signal.SIGALRM)

# A letter of any script takes two to four bytes, and six as an escape.
_ENCODE = json.JSONEncoder(ensure_ascii=False).encode

Ending = Literal["done", "refused", "memory", "died"]


class _Line(NamedTuple):
    """One message of the child: an item, or how it ended."""

    ending: Ending | None
    value: object


def run_limited(
    function_path: str,
    args: Sequence[object],
    *,
    memory_bytes: int = MEMORY_BYTES,
    cpu_s: int = CPU_S,
    wall_s: float = WALL_S,
) -> object:
    """Call a module-level function in a limited child and return its result.

    Args:
        function_path: `package.module:function`, written in our code and never given by a user.
        args: Positional arguments that JSON can carry.
        memory_bytes: Address space of the child.
        cpu_s: Seconds of processor time.
        wall_s: Seconds on the clock.

    Raises:
        BadInputError: The child died or met a limit.
        CurationError: What the function itself refused, as a BadInputError with its words.
    """
    items = stream_limited(function_path, [*args], memory_bytes=memory_bytes, cpu_s=cpu_s, wall_s=wall_s)
    with contextlib.closing(items):
        return next(items)


def stream_limited(
    function_path: str,
    args: Sequence[object],
    *,
    memory_bytes: int = MEMORY_BYTES,
    cpu_s: int = CPU_S,
    wall_s: float | None = None,
) -> Generator[object, None, None]:
    """Like `run_limited`, for a function that yields: its items come as they are made.

    Without `wall_s` the child waits for a slow consumer, and only its processor time ends it.
    """
    limits = {"memory_bytes": memory_bytes, "cpu_s": cpu_s}
    with _child() as process:
        with _alarm(process, wall_s) as rang:
            _send(process, {"function": function_path, "args": [*args], "limits": limits})
            while (line := _receive(process)).ending is None:
                yield line.value
        if line.ending != "done":
            process.wait()
            raise _explain(line, timed_out=rang.is_set() or process.returncode in _OUT_OF_TIME)


def in_limited_child() -> bool:
    """Tell whether this process is such a child, so that it need not start another."""
    return _ENVIRONMENT_MARK in os.environ


_ENVIRONMENT_MARK = "CURATION_LIMITED_CHILD"


@contextlib.contextmanager
def _child() -> Iterator["subprocess.Popen[bytes]"]:
    """Start the child, and end it whatever happens."""
    environment = {name: os.environ[name] for name in _KEPT_ENVIRONMENT if name in os.environ}
    environment |= {
        "PYTHONPATH": str(_PACKAGE_ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
        "OMP_NUM_THREADS": "1",
        "ARROW_DEFAULT_MEMORY_POOL": "system",
        _ENVIRONMENT_MARK: "1",
    }
    process = subprocess.Popen(
        [sys.executable, "-c", "from curation.sources.limited_child import main; main()"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
    )
    try:
        yield process
    finally:
        process.kill()
        for pipe in (process.stdin, process.stdout):
            if pipe:
                with contextlib.suppress(OSError):
                    pipe.close()
        process.wait()


@contextlib.contextmanager
def _alarm(process: "subprocess.Popen[bytes]", wall_s: float | None) -> Iterator[threading.Event]:
    """End the child after so many seconds; the event tells whether that was done."""
    rang = threading.Event()

    def ring() -> None:
        rang.set()
        process.kill()

    timer = threading.Timer(threading.TIMEOUT_MAX if wall_s is None else wall_s, ring)
    timer.daemon = True
    timer.start()
    try:
        yield rang
    finally:
        timer.cancel()


def _send(process: "subprocess.Popen[bytes]", request: Mapping[str, object]) -> None:
    """Give the child its task; a child that is already gone is noticed when its answer is read."""
    stdin = cast(BinaryIO, process.stdin)
    with contextlib.suppress(BrokenPipeError):
        stdin.write(json.dumps(request).encode())
        stdin.close()


def _receive(process: "subprocess.Popen[bytes]") -> _Line:
    """Read the child's next message; anything that is not one counts as its death."""
    text = cast(BinaryIO, process.stdout).readline(_MAX_LINE_BYTES)
    try:
        message = json.loads(text.decode("utf-8", "surrogatepass"))
    except (ValueError, RecursionError):
        return _Line("died", None)
    return _Line(message.get("ending"), message.get("value")) if isinstance(message, dict) else _Line("died", None)


def _explain(line: _Line, *, timed_out: bool) -> CurationError:
    """Say in a sentence why there is no result."""
    if line.ending == "refused" and isinstance(line.value, dict):
        return BadInputError(str(line.value.get("message")), str(line.value.get("hint") or ""))
    if line.ending == "memory":
        return BadInputError("Reading this file needs more memory than is allowed.", _HINT)
    if timed_out:
        return BadInputError("Reading this file takes longer than is allowed.", _HINT)
    return BadInputError("This file stopped its reader.", _HINT)


_HINT = "It is damaged, or made to exhaust the machine; split it, or save it anew from a program you trust."


def main() -> None:
    """Read the task from standard input, do it within the limits, write JSON lines."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not mix with the answer
    request = json.loads(sys.stdin.buffer.read())
    _limit(**request["limits"])
    try:
        _answer(out, request["function"], request["args"])
        ending, value = "done", None
    except CurationError as error:
        ending, value = "refused", {"message": error.message, "hint": error.hint}
    except MemoryError:
        ending, value = "memory", None
    _write(out, {"ending": ending, "value": value})
    os._exit(0)  # to take everything down in order would cost some ten pages' time, and nothing is left to do


def _answer(out: BinaryIO, function_path: str, args: Sequence[object]) -> None:
    """Call the function and write its result, or its items one by one."""
    module, _, name = function_path.partition(":")
    function: Callable[..., object] = getattr(importlib.import_module(module), name)
    result = function(*args)
    for item in result if isinstance(result, Iterator) else [result]:
        _write(out, {"value": item})


def _write(out: BinaryIO, message: Mapping[str, object]) -> None:
    """Write one JSON line and pass it on at once."""
    out.write(_ENCODE(message).encode("utf-8", "surrogatepass") + b"\n")
    out.flush()


def _limit(*, memory_bytes: int, cpu_s: int) -> None:
    """Set the limits; a system that does not know one of them goes without it."""
    limits = (
        (resource.RLIMIT_AS, memory_bytes, memory_bytes),
        (resource.RLIMIT_CPU, cpu_s, cpu_s + 1),  # the signal at the lower limit says why; the upper one kills
        (resource.RLIMIT_FSIZE, 0, 0),
        (resource.RLIMIT_NOFILE, _MAX_OPEN_FILES, _MAX_OPEN_FILES),
        (resource.RLIMIT_CORE, 0, 0),
    )
    for kind, soft, hard in limits:
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(kind, (soft, hard))
