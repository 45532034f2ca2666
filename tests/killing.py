"""Kill -9 at a place in the program instead of at a moment, so that it strikes the same on every machine.

A process that is started with `killing(...)` as its environment counts the
calls of one function, and strikes as soon as the wanted one has returned. Nothing in the
program knows of it: Python imports `sitecustomize` by itself when it starts.
"""

import os
from pathlib import Path
from typing import Literal

ROOT = Path(__file__).resolve().parents[1]
Victims = Literal["self", "parent", "parent,self"]

_HOOK = """
import importlib, os, signal, sys, time

def strike(victims):
    parent = os.getppid()
    if "parent" in victims:
        os.kill(parent, signal.SIGKILL)
        while os.getppid() == parent:
            time.sleep(0.001)
    if "self" in victims:
        os.kill(os.getpid(), signal.SIGKILL)

def watch(place, wanted, victims):
    module, _, path = place.partition(":")
    owner = importlib.import_module(module)
    *outer, name = path.split(".")
    for part in outer:
        owner = getattr(owner, part)
    real, calls = getattr(owner, name), 0

    def counted(*args, **named):
        nonlocal calls
        result = real(*args, **named)
        calls += 1
        if calls == wanted:
            strike(victims)
        return result

    setattr(owner, name, counted)

if os.environ["KILL_IN"] in sys.orig_argv:
    watch(os.environ["KILL_AT"], int(os.environ["KILL_CALL"]), os.environ["KILL_VICTIMS"])
"""


def killing(folder: Path, place: str, *, call: int, within: str, victims: Victims = "self") -> dict[str, str]:
    """Return the environment of a process that is killed when the n-th call of a function returns.

    Args:
        folder: Where the hook is written.
        place: The function as the caller finds it, `module:name` or `module:Class.name`.
        call: Which call, from 1.
        within: Only a process with this among its arguments counts.
        victims: Who is killed: the process itself, the one that started it, or both.
    """
    hooks = folder / "hooks"
    hooks.mkdir(exist_ok=True)
    (hooks / "sitecustomize.py").write_text(_HOOK, encoding="utf-8")
    told = {"KILL_AT": place, "KILL_CALL": str(call), "KILL_IN": within, "KILL_VICTIMS": victims}
    return {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": f"{hooks}{os.pathsep}{ROOT}", **told}
