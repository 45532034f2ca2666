"""Each kind of mathematics problem, solved again from its own words by another way."""

import ast
import operator
import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import cache
from itertools import combinations
from math import comb, factorial, isqrt
from random import Random

import pytest

from curation.providers.demo.amounts import AMOUNTS
from curation.providers.demo.counting import CHANCES, HARD
from curation.providers.demo.geometry import GEOMETRY
from curation.providers.demo.maths import FAMILIES
from curation.providers.demo.problem import Family
from curation.providers.demo.scene import make_scene

_ALL = {family.__name__: family for family in (*AMOUNTS, *CHANCES, *HARD, *GEOMETRY)}
_PERSONAS = ("A beekeeper from Lisbon with a passion for old clocks", "A tram driver", "京都の職人", "A law student")
Solver = Callable[..., Fraction | int | None]


def _only(candidates: list[int]) -> int | None:
    """Return the candidate, if it is the only one."""
    return candidates[0] if len(candidates) == 1 else None


def _rows(a: int, ra: int, b: int, rb: int, c: int, rc: int, below: int) -> int | None:
    return _only([n for n in range(1, below) if (n % a, n % b, n % c) == (ra, rb, rc)])


def _price(up: int, down: int, last: int) -> int | None:
    return _only([p for p in range(1, 5_000) if p * (100 + up) * (100 - down) == last * 10_000])


def _sizes(n: int, small: int, large: int, total: int) -> int | None:
    return _only([many for many in range(n + 1) if small * (n - many) + large * many == total])


def _day(first: int, step: int, target: int) -> int | None:
    return next(n for n in range(1, 1_000) if sum(first + step * k for k in range(n)) > target)


def _visits(a: int, b: int, c: int, days: int) -> int:
    return sum(1 for day in range(1, days + 1) if not (day % a and day % b and day % c))


def _survey(n: int, a: int, b: int, neither: int) -> Fraction | None:
    both = _only([k for k in range(n) if (a - k) + (b - k) + k + neither == n])
    return None if both is None else Fraction(both, a)


def _choosing(n: int, k: int) -> int:
    return sum(1 for chosen in combinations(range(n), k) if not {0, 1} <= set(chosen))


def _damaged(n: int, bad: int, k: int) -> Fraction:
    draws = list(combinations(range(n), k))
    return Fraction(sum(1 for draw in draws if min(draw) < bad), len(draws))


def _border(long: int, short: int, width: int) -> int:
    squares = [(x, y) for x in range(long) for y in range(short)]
    return sum(1 for x, y in squares if min(x, y, long - 1 - x, short - 1 - y) < width)


def _root(square: int) -> int:
    root = isqrt(square)
    assert root * root == square
    return root


def _trapezium(bottom: int, top: int, leg: int) -> Fraction:
    over = Fraction(bottom - top, 2)
    height = _root(int(4 * (leg * leg - over * over)))
    return top * Fraction(height, 2) + over * Fraction(height, 2)


def _triangle(ax: int, ay: int, bx: int, by: int, cx: int, cy: int) -> Fraction:
    return Fraction(abs(ax * by - bx * ay + bx * cy - cx * by + cx * ay - ax * cy), 2)


def _shares(n: int, heads: int, least: int) -> int:
    if heads == 1:
        return int(n >= least)
    return sum(_shares(n - one, heads - 1, least) for one in range(least, n + 1))


@cache
def _boards(length: int, lengths: tuple[int, ...]) -> int:
    if length == 0:
        return 1
    return sum(_boards(length - board, lengths) for board in lengths if board <= length)


def _walks(east: int, north: int, x: int, y: int) -> int:
    ways = {(0, 0): 1}
    for i in range(east + 1):
        for j in range(north + 1):
            if (i, j) != (0, 0):
                ways[i, j] = 0 if (i, j) == (x, y) else ways.get((i - 1, j), 0) + ways.get((i, j - 1), 0)
    return ways[east, north]


def _own_names(n: int, k: int) -> int:
    m = n - k
    return comb(n, k) * sum((1 - 2 * (i % 2)) * (factorial(m) // factorial(i)) for i in range(m + 1))


_SOLVERS: Mapping[str, Solver] = {
    "work_together": lambda a, b, c: (1 - Fraction(c, a) - Fraction(c, b)) / Fraction(1, a),
    "mixture": lambda v, weak, strong, wanted: v * Fraction(wanted - weak, strong - wanted),
    "rows_left_over": _rows,
    "price_before": _price,
    "two_sizes": _sizes,
    "growing_days": _day,
    "visits": _visits,
    "raffle": lambda n, cost, grand, many, small: sum(
        (Fraction(prize - cost, n) for prize in [grand] + [small] * many + [0] * (n - many - 1)), Fraction(0)
    ),
    "survey": _survey,
    "catching_up": lambda slow, minutes, fast: Fraction(slow * minutes, 60) / Fraction(fast - slow, 60),
    "mean_without": lambda n, mean, later: mean + (n - 1) * (mean - later),
    "choosing": _choosing,
    "damaged": _damaged,
    "border": _border,
    "straight_back": lambda a, b: a + b - _root(a * a + b * b),
    "shadow": lambda pole, shade, long: long / Fraction(shade, pole),
    "even_trapezium": _trapezium,
    "three_posts": _triangle,
    "longest_rod": lambda a, b, c: _root(a * a + b * b + c * c),
    "sharing_out": _shares,
    "last_digits": lambda base, again, exponent: pow(base, exponent, 100) if base == again else None,
    "ways_up": lambda length, *lengths: _boards(length, lengths),
    "detour": _walks,
    "own_names": _own_names,
}


def test_every_kind_has_its_solver_and_plain_has_at_least_twelve() -> None:
    assert _SOLVERS.keys() == _ALL.keys()
    assert len(FAMILIES["plain"]) >= 12
    assert set(FAMILIES["focus"]) == set(GEOMETRY)
    assert {family.__name__ for families in FAMILIES.values() for family in families} == _ALL.keys()


@pytest.mark.parametrize("family", _ALL.values(), ids=_ALL.keys())
def test_the_answer_is_what_the_words_of_the_problem_give(family: Family) -> None:
    solve = _SOLVERS[family.__name__]
    for seed in range(150):
        problem = family(make_scene(_PERSONAS[seed % len(_PERSONAS)], Random(seed)))
        numbers = [int(digits) for digits in re.findall(r"\d+", problem.story)]
        stated = re.search(r"-?\d+(?:/\d+)?", problem.answer)
        assert stated is not None
        assert Fraction(stated.group()) == solve(*numbers), problem
        assert problem.story.endswith("?")
        assert stated.group() in problem.steps[-1]


@pytest.mark.parametrize("family", _ALL.values(), ids=_ALL.keys())
def test_a_kind_has_many_answers(family: Family) -> None:
    answers = {family(make_scene("A tram driver", Random(seed))).answer for seed in range(60)}
    assert len(answers) >= 12


def _value(sum_: str) -> Fraction | None:
    """Compute a sum that is written with × and ÷, or None where the text is a piece of something else."""
    try:
        tree = ast.parse(sum_.strip().replace("×", "*").replace("÷", "/"), mode="eval")
    except SyntaxError:
        return None
    return _of(tree.body)


def _of(node: ast.expr) -> Fraction:
    """Compute a node with fractions."""
    if isinstance(node, ast.BinOp):
        return _OPERATORS[type(node.op)](_of(node.left), _of(node.right))
    if isinstance(node, ast.UnaryOp):
        return -_of(node.operand)
    assert isinstance(node, ast.Constant)
    return Fraction(str(node.value))


_OPERATORS: Mapping[type[ast.operator], Callable[[Fraction, Fraction], Fraction]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


@pytest.mark.parametrize("family", _ALL.values(), ids=_ALL.keys())
def test_every_equation_of_a_solution_holds(family: Family) -> None:
    found = 0
    for seed in range(60):
        for step in family(make_scene("A tram driver", Random(seed))).steps:
            for equation in re.findall(r"(?<![\w^(√])[\d(][\d ()×÷+/-]*(?: = -?[\d ()×÷+/-]+)+", step):
                values = [_value(side) for side in equation.split("=")]
                if None not in values:
                    assert len(set(values)) == 1, step
                    found += 1
    assert (found > 0) is (family.__name__ not in _WITHOUT_EQUATIONS)


_WITHOUT_EQUATIONS = {
    "growing_days",
    "choosing",
    "three_posts",
    "sharing_out",
    "last_digits",
    "ways_up",
    "detour",
    "longest_rod",
}
