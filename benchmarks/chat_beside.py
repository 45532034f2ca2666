"""What all sides of a benchmark of generation share; nothing of the program, which the bare sides do not load."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MODEL = "bench-model"


@contextmanager
def chat_server(*options: str) -> Iterator[int]:
    """Run `chat_server.py` with these options, and give its port."""
    command = [sys.executable, str(ROOT / "benchmarks" / "chat_server.py"), *options]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        yield int((process.stdout or sys.stdin).readline())
    finally:
        process.terminate()
        process.wait()


def personas(n: int) -> list[str]:
    """Return so many different descriptions."""
    trades = ("beekeeper", "welder", "midwife", "surveyor", "luthier", "baker", "geologist", "tram driver")
    return [f"A {trades[i % len(trades)]} of the valley number {i} who counts what others forget." for i in range(n)]
