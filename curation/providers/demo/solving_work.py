"""How the harder problems from fields of work are solved."""

from fractions import Fraction
from math import comb, isqrt
from typing import Final

from curation.providers.demo.solving_kind import Kind


def _series(goal: int, own: int, theirs: int, good: int, of: int) -> Fraction:
    """Return the chance of the side with `own` wins, going through the scores from the end."""
    p = Fraction(good, of)
    chance = {(goal, lost): Fraction(1) for lost in range(goal)}
    chance |= {(won, goal): Fraction(0) for won in range(goal)}
    for won in reversed(range(goal)):
        for lost in reversed(range(goal)):
            chance[won, lost] = p * chance[won + 1, lost] + (1 - p) * chance[won, lost + 1]
    return chance[own, theirs]


def _plants(start: int, each: int, years: int) -> int:
    """Let grown plants make young ones year by year."""
    grown, young = start, 0
    for _ in range(years):
        grown, young = grown + young, each * grown
    return grown + young


def _largest_moment(span: int, p: int, a: int, q: int, b: int) -> Fraction:
    """Return the larger one of the moments under the two loads."""
    left = Fraction(p * (span - a) + q * (span - b), span)
    return max(left * a, (p + q - left) * (span - b))


def _seats(n: int, a: int, b: int, c: int) -> int:
    """Give out the seats one by one."""
    votes, won = (a, b, c), [0, 0, 0]
    for _ in range(n):
        quotients = [Fraction(count, seats + 1) for count, seats in zip(votes, won, strict=True)]
        won[quotients.index(max(quotients))] += 1
    return won[0]


def _shown(each: int, n: int, least: int) -> Fraction:
    """Return the chance that at least so many of n show what each shows with 1 in `each`."""
    hidden = [Fraction(comb(n, k) * (each - 1) ** (n - k), each**n) for k in range(least)]
    return 1 - sum(hidden, Fraction(0))


_GENES = "it shows only where an animal has{}the recessive form from both parents. … and have {n} young. What is the"
_GENES += " probability that at least {least} of the"
_GENES_PROGRAM = """
hidden = each - 1
cases = sum(comb(n, k) * hidden ** (n - k) for k in range(least, n + 1))
answer = Fraction(cases, each ** n)
"""


def _gene_kind(genes: str, both: str, each: int) -> Kind:
    """Make the kind for one gene or for two."""
    return Kind(
        f"hangs on {genes}: " + _GENES.replace("{}", both, 1),
        f"One of the young shows it with probability 1/{each}; take the cases with fewer than {{least}} of {{n}} away.",
        lambda n, least: _shown(each, n, least),
        f"each = {each}\n{_GENES_PROGRAM.strip()}",
    )


WORK_KINDS: Final[tuple[Kind, ...]] = (
    Kind(
        "takes {dose} mg of a medicine every {every} hours. The amount in the body halves every {half} hours. How many"
        " milligrams are in the body directly after dose number {n}?",
        "Between doses the amount is multiplied by r = (1/2)^({every} ÷ {half}); after dose {n} it is {dose} × (1 + r +"
        " … + r^({n} - 1)).",
        lambda dose, every, half, n: sum(
            (dose * Fraction(1, 2 ** (every // half)) ** k for k in range(n)), Fraction(0)
        ),
        "amount = Fraction(0, 1)\nfor turn in range(n):\n    amount = amount / 2 ** (every // half) + dose\n"
        "answer = amount",
        "{value} mg",
    ),
    Kind(
        "Of every 1000 that are tested, {ill} have the condition. The test is positive for {finds} % of those who have"
        " it and, wrongly, for {alarms} % of those who do not.",
        "Of 100000 tests {ill} × {finds} are rightly positive and (1000 - {ill}) × {alarms} wrongly; the first number"
        " is divided by the sum.",
        lambda ill, finds, alarms: Fraction(ill * finds, ill * finds + (1000 - ill) * alarms),
        "before = Fraction(ill, 1000)\ntrue = before * finds\nfalse = (1 - before) * alarms\n"
        "answer = true / (true + false)",
    ),
    Kind(
        "writes a quiz of {n} questions. Each offers {options} answers, one of which is right, and whoever has at least"
        " {least} right passes.",
        "Add up C({n}, k) × ({options} - 1)^({n} - k) for k from {least} to {n} and divide by {options}^{n}.",
        lambda n, options, least: Fraction(
            sum(comb(n, k) * (options - 1) ** (n - k) for k in range(least, n + 1)), options**n
        ),
        "chances = [Fraction(1, 1)]\nfor question in range(n):\n    chances = [\n"
        "        (chances[k] * (options - 1) if k < len(chances) else 0) + (chances[k - 1] if k else 0)\n"
        "        for k in range(len(chances) + 1)\n    ]\nanswer = sum(chances[least:]) / options ** n",
    ),
    Kind(
        "one try of a call takes {each} ms and fails with probability 1/{failing}, whatever happened before. A failed"
        " call is tried again at once, up to {most} tries altogether.",
        "Try k happens with probability (1/{failing})^(k - 1); these are added for k = 1 to {most} and multiplied by"
        " {each} ms.",
        lambda each, failing, most: each * (1 - Fraction(1, failing) ** most) / (1 - Fraction(1, failing)),
        "answer = sum(each * Fraction(1, failing ** k) for k in range(most))",
        "{value} ms",
    ),
    Kind(
        "has {n} … of one kind. Each runs with probability {up}/{of}, independently of the others, and the whole works"
        " as long as more than half",
        "Add up C({n}, k) × {up}^k × ({of} - {up})^({n} - k) for every k above {n} ÷ 2 and divide by {of}^{n}.",
        lambda n, up, of: Fraction(
            sum(comb(n, k) * up**k * (of - up) ** (n - k) for k in range(n // 2 + 1, n + 1)), of**n
        ),
        "chances = [Fraction(1, 1)]\np = Fraction(up, of)\nfor unit in range(n):\n    chances = [\n"
        "        (chances[k] * (1 - p) if k < len(chances) else 0) + (chances[k - 1] * p if k else 0)\n"
        "        for k in range(len(chances) + 1)\n    ]\nanswer = sum(chances[n // 2 + 1:])",
    ),
    Kind(
        "sets out {start} grown strawberry plants. Every year each grown plant makes {each} young ones, … How many"
        " plants, young and grown together, are there after {years} years?",
        "From {start} grown plants go on year by year, for {years} years: the young ones become grown, and every grown"
        " one makes {each} young ones.",
        _plants,
        "totals = [start, start + each * start]\nwhile len(totals) <= years:\n"
        "    totals = totals + [totals[-1] + each * totals[-2]]\nanswer = totals[years]",
        "{value} plants",
    ),
    Kind(
        "holds {volume} litres of undiluted … draws off {drawn} litres, fills the vessel up with water and stirs; all"
        " of this is done {times} times.",
        "Each time ({volume} - {drawn})/{volume} of it stays, and that {times} times over.",
        lambda volume, drawn, times: Fraction(volume - drawn, volume) ** times,
        "left = Fraction(volume, 1)\nfor turn in range(times):\n    left = left - left * Fraction(drawn, volume)\n"
        "answer = left / volume",
    ),
    Kind(
        "the first side with {goal} wins takes the cup. The side that … has {own} win… and the others have {theirs}."
        " From now on it wins each match with probability {good}/{of},",
        "Go through the scores from the end: at each one the chance is {good}/{of} of the next after a win and the rest"
        " of the next after a loss, from {own} : {theirs} to {goal} wins.",
        _series,
        "p = Fraction(good, of)\nwins = goal - own\nanswer = sum(\n"
        "    comb(wins - 1 + lost, lost) * p ** wins * (1 - p) ** lost for lost in range(goal - theirs)\n)",
    ),
    Kind(
        "writes a pattern of {beats} equal beats that is played over and over. Exactly {rests} beats are rests, and two"
        " rests must never follow each other,",
        "On a circle of {beats} places {rests} can be chosen, no two of them neighbours, in {beats}/({beats} - {rests})"
        " × C({beats} - {rests}, {rests}) ways.",
        lambda beats, rests: Fraction(beats * comb(beats - rests, rests), beats - rests),
        "answer = comb(beats - rests, rests) + comb(beats - rests - 1, rests - 1)",
        "{value} ways",
    ),
    Kind(
        "its lower edge is {bottom} cm and its upper edge {top} cm above the eyes of a visitor.",
        "The angle is largest at the distance √({bottom} × {top}).",
        lambda bottom, top: isqrt(bottom * top),
        "def tangent(d):\n    return Fraction((top - bottom) * d, d * d + top * bottom)\n"
        "answer = max(range(1, top + 1), key=tangent)",
        "{value} cm",
    ),
    Kind(
        "{n} seats of a board are shared out among the lists A, B and C, which have {a}, {b} and {c} votes.",
        "Give out the {n} seats one by one, each to the list with the largest quotient of {a}, {b} and {c} by its seats"
        " plus 1.",
        _seats,
        "quotients = sorted([Fraction(v, d) for v in (a, b, c) for d in range(1, n + 1)], reverse=True)\n"
        "answer = sum(1 for d in range(1, n + 1) if Fraction(a, d) >= quotients[n - 1])",
        "{value} seat{s}",
    ),
    Kind(
        ": {a}, {b}, {c}, {d} and {e}. Through these five values, one day apart, goes the straight line with the least",
        "With the days numbered from -2 to 2 the slope is (-2 × {a} - {b} + {d} + 2 × {e}) ÷ 10; {c} does not count.",
        lambda a, b, c, d, e: Fraction(-2 * a - b + 0 * c + d + 2 * e, 10),
        "values = [a, b, c, d, e]\nx = Fraction(0 + 1 + 2 + 3 + 4, 5)\ny = Fraction(sum(values), 5)\n"
        "upper = sum((i - x) * (values[i] - y) for i in range(5))\n"
        "answer = upper / sum((i - x) ** 2 for i in range(5))",
    ),
    Kind(
        "rests on supports at its two ends, {span} m apart. … has to hang {p} kN from it at {a} m and {q} kN at {b} m"
        " from the left support.",
        "The left force is ({p} × ({span} - {a}) + {q} × ({span} - {b})) ÷ {span}; the moment is largest under one of"
        " the loads.",
        _largest_moment,
        "left = Fraction(p * (span - a) + q * (span - b), span)\n"
        "answer = max(left * x - p * max(x - a, 0) - q * max(x - b, 0) for x in range(span + 1))",
        "{value} kNm",
    ),
    Kind(
        "needs {yearly} <unit> a year, evenly spread. Every order costs a fee of {fee} francs, whatever its size, and"
        " keeping one of … in store for a year costs {holding} francs.",
        "Fees and storage cost least together where they are equal: n² = 2 × {fee} × {yearly} ÷ {holding}.",
        lambda yearly, fee, holding: isqrt(2 * fee * yearly // holding),
        "def cost(n):\n    return Fraction(fee * yearly, n) + Fraction(holding * n, 2)\n"
        "answer = min(range(1, yearly + 1), key=cost)",
        "{value} {unit}",
    ),
    Kind(
        "at gaps of {a}, {b} and {c} minutes, over and over again all day.",
        "The mean wait is ({a}² + {b}² + {c}²) ÷ (2 × ({a} + {b} + {c})).",
        lambda a, b, c: Fraction(a * a + b * b + c * c, 2 * (a + b + c)),
        "answer = sum(Fraction(gap, a + b + c) * Fraction(gap, 2) for gap in (a, b, c))",
        "{value} minutes",
    ),
    Kind(
        "From a sheet of {a} cm by {b} cm … cuts the same square out of each corner and folds the sides up",
        "The volume x × ({a} - 2x) × ({b} - 2x) is largest at the smaller zero of 12x² - 4 × ({a} + {b}) × x + {a} ×"
        " {b}.",
        lambda a, b: Fraction(a + b - isqrt(a * a - a * b + b * b), 6),
        "answer = max(range(1, b), key=lambda x: x * (a - 2 * x) * (b - 2 * x) if 2 * x < b else 0)",
        "{value} cm",
    ),
    _gene_kind("one gene", " ", 4),
    _gene_kind("two genes, inherited independently", ", for both genes, ", 16),
    Kind(
        "holds one of {kinds} picture cards, each equally likely, and nobody can see which. … has {have} different"
        " ones",
        "With k cards the next new one takes {kinds}/({kinds} - k) packets on average; add this for k from {have} to"
        " {kinds} - 1.",
        lambda kinds, have: sum((Fraction(kinds, kinds - k) for k in range(have, kinds)), Fraction(0)),
        "answer = Fraction(0, 1)\nmissing = kinds - have\nwhile missing > 0:\n"
        "    answer = answer + Fraction(kinds, missing)\n    missing = missing - 1",
        "{value} packets",
    ),
    Kind(
        "a committee of {size} is chosen from {old} experienced and {new} new … It must have at least {least} of the"
        " new ones, and one of its experienced members takes the chair.",
        "Add up C({new}, i) × C({old}, {size} - i) × ({size} - i) for i from {least} on.",
        lambda size, old, new, least: sum(comb(new, i) * comb(old, size - i) * (size - i) for i in range(least, size)),
        "answer = sum(old * comb(old - 1, size - 1 - i) * comb(new, i) for i in range(least, size))",
        "{value} ways",
    ),
)
