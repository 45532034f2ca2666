"""The process behind the walls: it runs a program, or compares answers, and dies.

It is started by its path, without this project, its environment or any
third-party package on its path, so that little stands open in it. What the
task needs is loaded first; then the walls go up, which nobody inside can take
down; only then anything of a model is looked at.

The walls: namespaces of its own, without a network interface and without another
process; a root folder that is empty and gone; no file, socket or pipe can be
opened, no process or thread begun; memory, processor time and output are
limited. A superuser becomes nobody before that, since the limit on processes
does not hold for one.
"""

import contextlib
import ctypes
import errno
import importlib
import json
import os
import re
import resource
import sys
import traceback
from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any, Final

FILE_NAME: Final = "<program>"

_NOBODY: Final = 65_534
_CLONE_NEWUSER: Final = 0x1000_0000
_CLONE_NEWPID: Final = 0x2000_0000
_CLONE_NEWNET: Final = 0x4000_0000
_CAPABILITY_VERSION_3: Final = 0x2008_0522
_PR_SET_PDEATHSIG: Final = 1
_PR_SET_NO_NEW_PRIVS: Final = 38
_SIGKILL: Final = 9
_MANY_FILES: Final = 256
_MAX_DETAIL_CHARS: Final = 300
_WARM_UP: Final = r"$\left\{\frac{1}{2}, \sqrt{x + 1}, 2^{x} \cdot \sin(\pi x)\right\}$"
_WALL_HIT: Final[Mapping[int, str]] = {
    errno.EMFILE: "it tried to open a file or a connection",
    errno.EAGAIN: "it tried to begin a process",
}
_NUMBERS: Final = re.compile(r"(?:[-+*/(). 0-9]|sqrt|log|exp|pi|E){1,500}")
_PAIR_S: Final = 3
"""How long a comparison may take; the library's alarm works, since this is the main thread."""


class OutputFullError(Exception):
    """The program printed more than is kept."""


class NotAllowedHereError(Exception):
    """The program got past its check, and stands before the second wall."""


def main() -> None:
    """Do the one task that stands on standard input, and write one JSON object."""
    out = os.dup(1)
    os.dup2(2, 1)  # what a library prints must not mix with the result
    task = json.load(sys.stdin)
    try:
        for needed in task.get("load", ()):
            importlib.import_module(needed)
        result = _TASKS[task["kind"]](task)
    except MemoryError:
        result = {"ending": "out_of_memory"}
    text = json.dumps(result).encode()
    while text:
        text = text[os.write(out, text) :]


def run_program(task: Mapping[str, Any]) -> dict[str, Any]:
    """Run a program; what it printed comes back, and how it ended."""
    modules = {name: _facade(name, names) for name, names in task["modules"].items()}
    if "sympy" in modules:
        _forbid_evaluation()
    why = raise_walls(task, needs_namespaces=True)
    if why:
        return {"ending": "off", "detail": why}
    printed = _Printed(task["max_chars"])
    ending: dict[str, Any] = {"ending": "done"}
    try:
        code = compile(task["source"], FILE_NAME, "exec", dont_inherit=True)
        exec(code, {"__builtins__": _builtins(task["builtins"], modules, printed), "__name__": "program"})  # noqa: S102
    except MemoryError:
        ending = {"ending": "out_of_memory"}
    except OutputFullError:
        ending = {"ending": "too_much_output"}
    except NotAllowedHereError as error:
        ending = {"ending": "refused", "detail": str(error), "line": _line_of(error)}
    except BaseException as error:  # noqa: BLE001 - whatever a program does ends here
        ending = {"ending": "failed", "detail": _describe(error), "line": _line_of(error)}
    return {**ending, "output": printed.text()}


def compare(task: Mapping[str, Any]) -> dict[str, Any]:
    """Tell of each pair of answers whether they are equal as mathematics; None where it cannot be told."""
    library = importlib.import_module("math_verify")
    _equal(library, _WARM_UP, _WARM_UP)  # what it loads when it is first used has to be there before the walls are
    raise_walls(task, needs_namespaces=False)
    found: list[bool | None] = []
    for one, other in task["pairs"]:
        try:
            found.append(_equal(library, one, other))
        except BaseException:  # noqa: BLE001 - a library that fails on hostile text, or is late, has told us nothing
            found.append(None)
    return {"ending": "done", "same": found}


def _equal(library: ModuleType, one: str, other: str) -> bool | None:
    """Compare two answers in LaTeX both ways round, since the library takes the first for the truth."""
    forms = [library.LatexExtractionConfig()]
    read = [
        library.parse(text, forms, fallback_mode="no_fallback", parsing_timeout=_PAIR_S, raise_on_error=True)
        for text in (one, other)
    ]
    if not all(read):
        return None
    return any(library.verify(*pair, timeout_seconds=_PAIR_S, raise_on_error=True) for pair in (read, read[::-1]))


def try_walls(task: Mapping[str, Any]) -> dict[str, Any]:
    """Raise the walls and run against them; the result says which of them did not hold."""
    socket = importlib.import_module("socket")
    why = raise_walls(task, needs_namespaces=True)
    if why:
        return {"ending": "off", "detail": why}
    attacks: dict[str, Callable[[], object]] = {
        "opening a file": lambda: os.open(os.devnull, os.O_RDONLY),
        "opening a connection": socket.socket,
        "beginning a process": _fork,
        "taking more memory": lambda: bytearray(2 * task["memory_bytes"]),
    }
    for name, attack in attacks.items():
        with contextlib.suppress(OSError, MemoryError):  # which says that the wall holds
            attack()
            return {"ending": "off", "detail": f"{name} is not stopped on this system"}
    return {"ending": "done", "detail": "held"}


_TASKS: Final[Mapping[str, Callable[[Mapping[str, Any]], dict[str, Any]]]] = {
    "program": run_program,
    "compare": compare,
    "try_walls": try_walls,
}


def raise_walls(task: Mapping[str, Any], *, needs_namespaces: bool) -> str:
    """Shut this process in for good; return why it cannot be done, or an empty text.

    The order matters: what takes rights away comes after what needs them, and
    the limits on files and processes come last.
    """
    _limit(resource.RLIMIT_AS, task["memory_bytes"])
    _limit(resource.RLIMIT_CPU, task["cpu_s"])
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, 0)
    why = _go_away() if sys.platform == "linux" else "only Linux can take files and the network away from a program"
    if why and needs_namespaces:
        return why
    _limit(resource.RLIMIT_NPROC, 0)
    _limit(resource.RLIMIT_NOFILE, 0)
    return ""


def _limit(kind: int, value: int) -> None:
    with contextlib.suppress(OSError, ValueError):  # a system may not know it; programs run where the walls were tried
        resource.setrlimit(kind, (value, value))


def _go_away() -> str:
    """Go where there is no network, no other process and no file, as nobody; return why that cannot be done."""
    libc = ctypes.CDLL(None, use_errno=True)
    apart = _CLONE_NEWNET | _CLONE_NEWPID
    is_apart = os.geteuid() == 0 and libc.unshare(apart) == 0
    # All that is left to see is a folder that is gone, in which nothing can be made.
    os.rmdir(os.getcwd())  # noqa: PTH106, PTH109 - the fewer modules are loaded here, the better
    if is_apart:
        os.chroot(".")
    if os.geteuid() == 0:
        os.setgroups([])
        os.setresgid(_NOBODY, _NOBODY, _NOBODY)
        os.setresuid(_NOBODY, _NOBODY, _NOBODY)
    # A user namespace of its own also keeps a process from reading the memory of others of the same user.
    if libc.unshare(_CLONE_NEWUSER | (0 if is_apart else apart)) and not is_apart:
        return f"this system does not let it have namespaces of its own ({os.strerror(ctypes.get_errno())})"
    if not is_apart:
        os.chroot(".")
    _fork_and_wait(libc)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    if libc.capset((ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0), (ctypes.c_uint32 * 6)()):
        return f"it cannot give up its rights ({os.strerror(ctypes.get_errno())})"
    return ""


def _fork_and_wait(libc: ctypes.CDLL) -> None:
    """Go on in a new process, the first of its namespace, whose end ends all in it; the old one waits for it.

    Each of the two ends when the one that started it does.
    """
    child = os.fork()
    libc.prctl(_PR_SET_PDEATHSIG, _SIGKILL, 0, 0, 0)
    if child:
        os.closerange(0, _MANY_FILES)  # who waits for a result must not wait for this process
        _, status = os.waitpid(child, 0)
        os._exit(os.waitstatus_to_exitcode(status) & 0x7F)


def _fork() -> None:
    if os.fork() == 0:
        os._exit(0)


def _facade(name: str, names: list[str]) -> ModuleType:
    """Return a module that holds no more than what may be used of another one."""
    whole = importlib.import_module(name)
    facade = ModuleType(name)
    for shown in names:
        setattr(facade, shown, getattr(whole, shown))
    facade.__dict__["__all__"] = names
    return facade


def _forbid_evaluation() -> None:
    """Take from sympy what turns a text into code, wherever it is called from.

    It writes numbers and roots as text itself, so that those are still read.
    """
    parser = importlib.import_module("sympy.parsing.sympy_parser")
    parse: Callable[..., object] = parser.parse_expr

    def parse_numbers(text: str, *args: object, **kwargs: object) -> object:
        if not _NUMBERS.fullmatch(text):
            raise NotAllowedHereError("sympy may not be given text, since it would run it.")
        return parse(text, *args, **kwargs)

    parser.__dict__["parse_expr"] = parse_numbers


def _builtins(names: list[str], modules: Mapping[str, ModuleType], printed: "_Printed") -> dict[str, Any]:
    """Return what is there without an import: what may be used, with our own `print` and `import`."""
    own = sys.modules["builtins"]

    def import_one(name: str, *_args: object, **_kwargs: object) -> ModuleType:
        if name not in modules:
            raise NotAllowedHereError(f"{name} may not be imported.")
        return modules[name]

    return {**{name: getattr(own, name) for name in names}, "print": printed.print, "__import__": import_one}


class _Printed:
    """What a program printed, up to a number of characters."""

    def __init__(self, max_chars: int) -> None:
        self._max_chars = max_chars
        self._parts: list[str] = []
        self._chars = 0

    def print(self, *values: object, sep: str | None = None, end: str | None = None) -> None:
        text = (" " if sep is None else str(sep)).join(map(str, values)) + ("\n" if end is None else str(end))
        room = self._max_chars - self._chars
        self._parts.append(text[:room])
        self._chars += len(text)
        if self._chars > self._max_chars:
            raise OutputFullError

    def text(self) -> str:
        return "".join(self._parts)


def _describe(error: BaseException) -> str:
    if isinstance(error, RecursionError):
        return "it calls itself too deeply"
    if isinstance(error, OSError):
        return _WALL_HIT.get(error.errno or 0, "it tried to reach out of its walls")
    with contextlib.suppress(Exception):
        return f"{type(error).__name__}: {error}"[:_MAX_DETAIL_CHARS]
    return type(error).__name__


def _line_of(error: BaseException) -> int:
    """Return the line of the program in which it happened; 0 where that is not known."""
    if isinstance(error, SyntaxError):
        return error.lineno or 0
    places = (line for frame, line in traceback.walk_tb(error.__traceback__) if frame.f_code.co_filename == FILE_NAME)
    return [0, *places][-1]


if __name__ == "__main__":
    main()
