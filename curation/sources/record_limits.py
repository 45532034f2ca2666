"""So much time for one record and no more, in a limited child that reads many of them.

A limit for the whole file would be too short for a large file or too long for
one hostile record in it. The kernel ends the child, since no check of ours
runs while native code is at work.
"""

import contextlib
import resource
import signal
from typing import Final

from curation.sources.limited_child import in_limited_child

RECORD_CPU_S: Final = 30
"""Processor time for one record. Most take milliseconds; to read past one of 2 GB takes seconds."""

_PAST_AT_ONCE: Final = 100

RECORD_WALL_S: Final = 120
"""Time on the clock for one record, also if it is spent waiting for a disk."""


def allow_next_record() -> None:
    """Give the next record its time; does nothing outside a limited child."""
    if not in_limited_child():
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    # The kernel counts whole seconds, so one more is given than is used.
    until = int(used.ru_utime + used.ru_stime) + 1 + RECORD_CPU_S
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CPU, (until if hard == resource.RLIM_INFINITY else min(until, hard), hard))
    signal.alarm(RECORD_WALL_S)


def read_past(number: int) -> None:
    """Give time anew now and then while records that were dealt with before are read past; `number` counts them.

    They are as many as the file is long, and would be charged to the record after them.
    """
    if number % _PAST_AT_ONCE == 0 and signal.getitimer(signal.ITIMER_REAL)[0] > 0:
        allow_next_record()


def stop_clock() -> None:
    """Stop the clock while a record waits to be taken; does nothing outside a limited child."""
    if in_limited_child():
        signal.alarm(0)
