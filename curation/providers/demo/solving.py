"""The scenario "solve": answers to the problems of our own grammars, worked out again from their words.

About one run in ten makes a slip, by its seed, so that runs disagree now and
then as those of models do. A problem of another origin is not guessed at.
"""

from fractions import Fraction
from random import Random
from typing import Final

from curation.providers.demo.problem import exact
from curation.providers.demo.solving_amounts import AMOUNT_KINDS
from curation.providers.demo.solving_kind import Kind
from curation.providers.demo.solving_shapes import SHAPE_KINDS
from curation.providers.demo.solving_work import WORK_KINDS
from curation.text import clean_text, one_line

SLIP_SHARE: Final = 0.1
"""Share of runs that end with a wrong answer."""
MAX_PROBLEM_CHARS: Final = 4_000
"""Characters of a problem that are read."""
CANNOT: Final = "I cannot solve this. The demo generator solves no problems but those of its own grammars."

KINDS: Final[tuple[Kind, ...]] = (*AMOUNT_KINDS, *SHAPE_KINDS, *WORK_KINDS)


def solve_problem(problem: str, style: str, rng: Random) -> str:
    """Solve a problem, or say that it cannot be solved.

    Args:
        problem: The text of the problem.
        style: "program" gives a Python program that prints the result; any other style gives steps and a last line
            with the answer.
        rng: Decides whether this run makes a slip, and which.
    """
    told = one_line(clean_text(problem[:MAX_PROBLEM_CHARS]))
    slips, step = rng.random() < SLIP_SHARE, rng.choice((1, -1, 2))
    for kind in KINDS:
        read = kind.read(told)
        if read is None:
            continue
        right = kind.value(**read.numbers)
        last = _slip(right, step) if slips else "answer"
        if style == "program":
            return f"```python\n{kind.program_for(read)}\nprint({last})\n```"
        value = exact(_slipped(right, last))
        return f"{kind.how.format(**read.numbers)}\nThis comes to {value}.\nAnswer: {kind.worded(read, value)}"
    return CANNOT


def _slip(right: Fraction | int, step: int) -> str:
    """Return what the last line makes of the right result; a probability is taken for that of the opposite."""
    if 0 < right < 1:
        return "1 - answer" if right != Fraction(1, 2) else "answer / 2"
    return f"answer + {step}" if step > 0 else f"answer - {-step}"


def _slipped(right: Fraction | int, last: str) -> Fraction:
    """Compute the last line."""
    value = Fraction(right)
    if last == "1 - answer":
        return 1 - value
    if last == "answer / 2":
        return value / 2
    return value + int(last.removeprefix("answer").replace(" ", "") or 0)
