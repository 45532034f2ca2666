"""A problem with its worked solution, and the small arithmetic of writing one down."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from curation.providers.demo.scene import Scene


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem whose answer was computed.

    Attributes:
        story: The conditions and the question; the sentence that introduces the persona comes before it.
        steps: The solution, one sentence or two a step.
        answer: The result with its unit.
    """

    story: str
    steps: tuple[str, ...]
    answer: str


Family = Callable[[Scene], Problem]
"""Makes one problem of a kind with numbers drawn from the scene's dice."""


def exact(value: Fraction | int) -> str:
    """Write a number without rounding: "7" or "7/3"."""
    return str(Fraction(value))


def lowest(over: int, under: int) -> str:
    """Write a fraction, and how it looks in lowest terms where it is not in them already."""
    plain = f"{over}/{under}"
    return (
        plain if exact(Fraction(over, under)) == plain else f"{plain}, in lowest terms {exact(Fraction(over, under))}"
    )


def plural(n: int, noun: str) -> str:
    """Write a count with its noun, whose plural takes an s."""
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"
