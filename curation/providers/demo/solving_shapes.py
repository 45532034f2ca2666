"""How the problems of choices and chances and those of lengths, areas and angles are solved."""

from fractions import Fraction
from math import comb, isqrt
from typing import Final

from curation.providers.demo.solving_kind import Kind


def _boards(length: int, long: int) -> int:
    """Count the rows of boards of 1, 2 and `long` metres, by how many of the long and of the middle ones there are."""
    total = 0
    for longs in range(length // long + 1):
        for twos in range((length - longs * long) // 2 + 1):
            ones = length - longs * long - twos * 2
            total += comb(ones + twos + longs, longs) * comb(ones + twos, twos)
    return total


def _nobody_own(n: int) -> int:
    """Count the ways in which n draw names and nobody draws the own one."""
    before, now = 1, 0
    for m in range(2, n + 1):
        before, now = now, (m - 1) * (now + before)
    return now if n else 1


CHANCE_KINDS: Final[tuple[Kind, ...]] = (
    Kind(
        "From {n} …, among them … has to choose {k} for … must not both be chosen.",
        "There are C({n}, {k}) choices; C({n} - 2, {k} - 2) of them have both in them and are taken away.",
        lambda n, k: comb(n, k) - comb(n - 2, k - 2),
        "neither = comb(n - 2, k)\none_of_them = 2 * comb(n - 2, k - 1)\nanswer = neither + one_of_them",
        "{value} ways",
    ),
    Kind(
        "Of {n} … in a …, {bad} are damaged, and nobody can tell from outside. … takes out {k} at the same time.",
        "None is damaged in C({n} - {bad}, {k}) of C({n}, {k}) cases; the rest of the probability is wanted.",
        lambda n, bad, k: 1 - Fraction(comb(n - bad, k), comb(n, k)),
        "none = Fraction(1, 1)\nfor i in range(k):\n    none = none * Fraction(n - bad - i, n - i)\nanswer = 1 - none",
    ),
    Kind(
        "wants to share out {n} …, which look all alike, among {heads} …, so that each of them gets at least {least}.",
        "After {least} for each of the {heads}, the others of the {n} go anywhere: stars and bars.",
        lambda n, heads, least: comb(n - heads * least + heads - 1, heads - 1),
        "ways = [1] + [0] * n\nfor person in range(heads):\n"
        "    ways = [sum(ways[m - share] for share in range(least, m + 1)) for m in range(n + 1)]\nanswer = ways[n]",
        "{value} ways",
    ),
    Kind(
        "one person tells {base} others, each of those tells … new ones, and so on for {exponent} rounds. What is the"
        " remainder when the number of people told in the last round is divided by one hundred?",
        "The last two digits of {base}^{exponent} are wanted; the powers of {base} repeat modulo 100.",
        lambda base, exponent: pow(base, exponent, 100),
        "answer = 1\nfor turn in range(exponent):\n    answer = answer * base % 100",
    ),
    Kind(
        "is {length} metres long. … has plenty of boards of three lengths: 1, 2 and {long} metres.",
        "Sort the rows of {length} metres by how many boards of {long} and of 2 metres are in them, and count the"
        " orders of each.",
        _boards,
        "ways = [1]\nfor n in range(1, length + 1):\n"
        "    ways = ways + [sum(ways[n - b] for b in (1, 2, long) if b <= n)]\nanswer = ways[length]",
        "{value} ways",
    ),
    Kind(
        "it is {east} blocks east and {north} blocks north, and … only ever walks east or north. The crossing {x}"
        " blocks east and {y} blocks north of home is closed.",
        "Of C({east} + {north}, {east}) walks those through the crossing are taken away, C({x} + {y}, {x}) up to it"
        " times the walks after it.",
        lambda east, north, x, y: comb(east + north, east) - comb(x + y, x) * comb(east + north - x - y, east - x),
        "ways = [[0] * (north + 1) for i in range(east + 1)]\nfor i in range(east + 1):\n"
        "    for j in range(north + 1):\n        if i == 0 and j == 0:\n            ways[i][j] = 1\n"
        "        elif i != x or j != y:\n"
        "            ways[i][j] = (ways[i - 1][j] if i else 0) + (ways[i][j - 1] if j else 0)\n"
        "answer = ways[east][north]",
        "{value} walks",
    ),
    Kind(
        "puts the names of {n} … into a hat, and each of them draws one. In how many of the possible outcomes do"
        " exactly {k} of them draw their own name?",
        "C({n}, {k}) choices of who draws the own name, times the ways in which none of the others does.",
        lambda n, k: comb(n, k) * _nobody_own(n - k),
        "m = n - k\nothers = 0\nfor j in range(m + 1):\n    product = 1\n    for f in range(j + 1, m + 1):\n"
        "        product = product * f\n    others = others + (-1) ** j * product\nanswer = comb(n, k) * others",
        "{value} outcomes",
    ),
)
GEOMETRY_KINDS: Final[tuple[Kind, ...]] = (
    Kind(
        "it is a rectangle of {long} m by {short} m. A border {width} m wide along all four sides, inside the"
        " rectangle,",
        "The whole is {long} × {short} m²; the inner part is 2 × {width} m shorter on both sides and is taken away.",
        lambda long, short, width: long * short - (long - 2 * width) * (short - 2 * width),
        "answer = 2 * width * long + 2 * width * (short - 2 * width)",
        "{value} m²",
    ),
    Kind(
        "walks {a} metres due east and then {b} metres due north … The way back goes in a straight line.",
        "The straight way is √({a}² + {b}²); it is taken away from {a} + {b}.",
        lambda a, b: a + b - isqrt(a * a + b * b),
        "straight = 0\nwhile straight * straight < a * a + b * b:\n    straight = straight + 1\n"
        "answer = a + b - straight",
        "{value} metres",
    ),
    Kind(
        "stands a pole of {pole} cm upright, and its shadow is {shade} cm long. … throws a shadow of {long} m on the",
        "Height and shadow are in the same ratio {pole} : {shade} for both, so it is {long} × {pole}/{shade} m.",
        lambda pole, shade, long: Fraction(long * pole, shade),
        "answer = long / Fraction(shade, pole)",
        "{value} m",
    ),
    Kind(
        "The front of {bottom} m and the back of {top} m are parallel, and the two other sides are {leg} m each.",
        "The front sticks out by ({bottom} - {top}) ÷ 2 on each side, which with the side of {leg} m gives the height;"
        " the area is the mean width times the height.",
        lambda bottom, top, leg: Fraction((bottom + top) * isqrt((2 * leg) ** 2 - (bottom - top) ** 2), 4),
        "over = Fraction(bottom - top, 2)\nheight = isqrt(int(leg * leg - over * over))\n"
        "answer = top * height + over * height",
        "{value} m²",
    ),
    Kind(
        "marks three posts at ({ax}, {ay}), ({bx}, {by}) and ({cx}, {cy}) and stretches a rope around them.",
        "Half of the absolute value of ({bx} - {ax}) × ({cy} - {ay}) - ({cx} - {ax}) × ({by} - {ay}).",
        lambda ax, ay, bx, by, cx, cy: Fraction(abs((bx - ax) * (cy - ay) - (cx - ax) * (by - ay)), 2),
        "twice = ax * by - bx * ay + bx * cy - cx * by + cx * ay - ax * cy\nanswer = Fraction(abs(twice), 2)",
        "{value} m²",
    ),
    Kind(
        "that measures {a} cm by {b} cm by {c} cm inside. A thin straight rod has to go in as well.",
        "The rod joins opposite corners; its length is √({a}² + {b}² + {c}²).",
        lambda a, b, c: isqrt(a * a + b * b + c * c),
        "answer = 0\nwhile answer * answer < a * a + b * b + c * c:\n    answer = answer + 1",
        "{value} cm",
    ),
)
SHAPE_KINDS: Final[tuple[Kind, ...]] = (*CHANCE_KINDS, *GEOMETRY_KINDS)
