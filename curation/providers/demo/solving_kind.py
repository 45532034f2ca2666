"""One kind of problem as a solver knows it: how it is worded, and two ways to its result."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Final

_NUMBER: Final = re.compile(r"\\\{(\w+)\\\}")
_MAX_GAP_CHARS: Final = 300


@dataclass(frozen=True, slots=True)
class Read:
    """What was read from a problem: its numbers by name, and the unit where the problem names it."""

    numbers: Mapping[str, int]
    unit: str


@dataclass(frozen=True, slots=True)
class Kind:
    """How to solve one kind of problem.

    Attributes:
        told: The wording, with "{name}" for a whole number, "<unit>" for the word of the answer and "…" for anything.
        how: The way of solving it, with "{name}" for the numbers.
        value: Computes the result from the numbers, by the formula.
        program: Python that sets `answer` from the numbers, by another route where there is one.
        answer: How the result is worded, with "{value}", "{unit}" and the "{s}" of a plural.
    """

    told: str
    how: str
    value: Callable[..., Fraction | int]
    program: str
    answer: str = "{value}"

    def read(self, problem: str) -> Read | None:
        """Return the numbers of a problem of this kind, or None where it is another one."""
        found = _pattern(self.told).search(problem)
        if found is None:
            return None
        groups = found.groupdict()
        unit = groups.pop("unit", "")
        return Read({name: int(digits) for name, digits in groups.items()}, unit)

    def program_for(self, read: Read) -> str:
        """Return the program for these numbers, without the line that prints."""
        imports = [f"from {module} import {name}" for module, name in _IMPORTS if f"{name}(" in self.program]
        given = [f"{name} = {number}" for name, number in read.numbers.items()]
        return "\n".join([*imports, *given, self.program.strip()])

    def worded(self, read: Read, value: str) -> str:
        """Put the result into the words of an answer."""
        return self.answer.format(value=value, unit=read.unit, s="" if value == "1" else "s")


_IMPORTS: Final = (("fractions", "Fraction"), ("math", "comb"), ("math", "isqrt"))


@cache
def _pattern(told: str) -> re.Pattern[str]:
    """Turn a wording into a pattern; a gap is bounded, so that no text makes it slow."""
    fixed = re.escape(told).replace("…", rf".{{0,{_MAX_GAP_CHARS}}}?").replace("<unit>", r"(?P<unit>[^.,?]{1,60}?)")
    return re.compile(_NUMBER.sub(r"(?P<\1>[0-9]{1,9})", fixed))
