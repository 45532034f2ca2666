"""What a model's program may hold, told from its syntax tree alone."""

import math

import pytest
import sympy

from curation.synthesis.program_names import METHODS, MODULES
from curation.synthesis.programs import MAX_PROGRAM_CHARS, ProgramRefusedError, check_program, modules_of

ALLOWED = {
    "arithmetic": "a = 3\nb = a ** 2 + 4 // 3\nprint(f'{b:,.2f}', b % 5, -b)",
    "loops": "total = 0\nfor i in range(10):\n    if i % 2:\n        continue\n    total += i\nprint(total)",
    "a function": "def f(n: int) -> int:\n    return 1 if n < 2 else n * f(n=n - 1)\nprint(f(10))",
    "comprehensions": "s = {x * x for x in [1]}\nd = {k: v for k, v in zip('ab', [1, 2])}\nprint(sum(x for x in s), d)",
    "sorting": "print(sorted([3, 1, 2], key=lambda x: -x, reverse=True))",
    "math": "import math\nprint(math.comb(5, 2), math.sqrt(2))",
    "fractions": "from fractions import Fraction as F\nprint(F(1, 3) + F('1/6'), F(3, 4).numerator)",
    "sympy by its name": "import sympy as sp\nx = sp.symbols('x')\nprint(sp.solve(sp.Eq(2 * x, 7), x)[0].evalf())",
    "names of sympy": "from sympy import symbols, Rational\nx, y = symbols('x y', positive=True)\nRational('1/3')",
    "all that is allowed": "from sympy import *\nn = Symbol('n', integer=True)\nprint(summation(n, (n, 1, 10)))",
    "an underscore": "for _ in range(3):\n    print(1)",
}


@pytest.mark.parametrize("source", ALLOWED.values(), ids=ALLOWED.keys())
def test_arithmetic_passes(source: str) -> None:
    check_program(source)


REFUSED = {
    "import os": "Line 1: os may not be imported; math, fractions, sympy may.",
    "x = 1\nfrom os import system": "Line 2: os may not be imported",
    "import os.path as math": "os.path may not be imported",
    "from . import secrets": "may not be imported",
    "import sympy.utilities": "sympy.utilities may not be imported",
    "from sympy.parsing.sympy_parser import parse_expr": "may not be imported",
    "from sympy import sympify": "sympify of sympy may not be used",
    "from sympy import lambdify as solve": "lambdify of sympy may not be used",
    "import sympy\nsympy.core.sympify.sympify('1')": "Line 2: core of sympy may not be used",
    "import sympy\nsympy.preview(1)": "preview of sympy may not be used",
    "import sympy\nf = sympy\nf.lambdify": "sympy may be used with a name of sympy behind it only",
    "import sympy as math\nimport math": "stands for two modules",
    "import math\nmath = 3": "math is a module",
    "import math\ndef f(math):\n    return math": "math is a module",
    "from sympy import solve\nsolve('x - 1')": "solve may not be given text, since it would run it",
    "from sympy import Matrix\nMatrix([['a.b', 1]])": "Matrix may not be given text",
    "from sympy import N\na = 1\nN(f'{a}')": "N may not be given text",
    "from sympy import Rational\nRational('__import__')": "Rational may not be given text",
    "from sympy import S\nS('1/3')": "S may not be given text",
    "from sympy import symbols\nn = 'x'\nsymbols(n)": "has to be given its names as plain text",
    "from sympy import Symbol\nSymbol('a.b()')": "short names of letters and digits",
    "from sympy import symbols\nsymbols('x', cls='y')": "The argument cls may not be given",
    "open('/etc/passwd')": "Line 1: open is not among what a program may use",
    "exec('1')": "exec is not among",
    "eval('1')": "eval is not among",
    "compile('1', '', 'eval')": "compile is not among",
    "input()": "input is not among",
    "globals()": "globals is not among",
    "vars()": "vars is not among",
    "type(1)": "type is not among",
    "getattr(1, 'real')": "getattr is not among",
    "setattr(1, 'real', 2)": "setattr is not among",
    "__import__('os')": "The name __import__ is not allowed",
    "print(__builtins__)": "The name __builtins__ is not allowed",
    "_hidden = 1": "The name _hidden is not allowed",
    "a__b = 1": "The name a__b is not allowed",
    "().__class__": "The attribute __class__ is not allowed",
    "(1)._x": "The attribute _x is not allowed",
    "(x for x in [1]).gi_frame": "The attribute gi_frame may not be used",
    "'{0.a}'.format(1)": "The attribute format may not be used",
    "'{a}'.format_map({})": "The attribute format_map may not be used",
    "print(1, file=2)": "The argument file may not be given",
    "print(**{'end': ''})": "Arguments in a dictionary",
    "x = 1\nx.real = 2": "Line 2: An attribute may not be set",
    "class A:\n    pass": "A class is not allowed here",
    "try:\n    print(1)\nexcept ValueError:\n    pass": "try is not allowed here",
    "with 1:\n    pass": "with is not allowed here",
    "def f():\n    yield 1": "yield is not allowed here",
    "async def f():\n    pass": "async is not allowed here",
    "def f():\n    global x": "global is not allowed here",
    "x = 1\ndel x": "del is not allowed here",
    "raise 1": "raise is not allowed here",
    "match 1:\n    case 1:\n        pass": "match is not allowed here",
    "@print\ndef f():\n    return 1": "A decorator is not allowed",
    "x = b'bytes'": "Only numbers and text",
    "x = ...": "Only numbers and text",
    "": "There is no program",
    "  \n ": "There is no program",
    "1 +": "This is no Python",
    "1\x00": "This is no Python",
    "\ud800": "This is no Python",
}


@pytest.mark.parametrize(("source", "words"), REFUSED.items(), ids=map(repr, REFUSED))
def test_anything_else_is_refused_with_its_line_and_reason(source: str, words: str) -> None:
    with pytest.raises(ProgramRefusedError) as refused:
        check_program(source)
    assert words in str(refused.value)
    assert str(refused.value).count("\n") == 0


def test_the_first_place_is_named() -> None:
    with pytest.raises(ProgramRefusedError, match="Line 2: open") as refused:
        check_program("x = 1\ny = open\nimport os\n")
    assert refused.value.line == 2


@pytest.mark.parametrize(
    "source",
    [
        "-" * 19_000 + "1",
        "(" * 9_000 + "1" + ")" * 9_000,
        "[" * 19_000,
        "a" + ".real" * 3_900,
        "1" + "**1" * 6_000,
        "not " * 4_900 + "1",
        "x = 1; " * 4_000,
    ],
)
def test_a_program_made_to_exhaust_its_reader_is_refused(source: str) -> None:
    with pytest.raises(ProgramRefusedError):
        check_program(source)


def test_a_program_of_the_longest_length_is_looked_at() -> None:
    check_program("#" * MAX_PROGRAM_CHARS)
    with pytest.raises(ProgramRefusedError, match="more than 20,000 characters"):
        check_program("#" * (MAX_PROGRAM_CHARS + 1))


def test_the_modules_of_a_program_are_those_that_it_imports() -> None:
    assert modules_of("import math\nfrom sympy import solve") == {"math", "sympy"}
    assert modules_of("print(1)") == frozenset()


def test_every_name_that_may_be_used_is_there_and_none_evaluates_text() -> None:
    assert [name for name in MODULES["sympy"] if not hasattr(sympy, name)] == []
    assert [name for name in MODULES["math"] if not hasattr(math, name)] == []
    unsafe = {"sympify", "parse_expr", "lambdify", "var", "Function", "nsolve", "plot", "preview", "test", "doctest"}
    assert not unsafe & (MODULES["sympy"] | METHODS)
    assert not {"format", "format_map", "func", "save", "load", "eval", "mro"} & METHODS
    assert not [name for name in METHODS if name.startswith("_")]
