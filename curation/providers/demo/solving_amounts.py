"""How the problems of work, mixtures, prices, counts and journeys are solved."""

from fractions import Fraction
from math import lcm
from typing import Final

from curation.providers.demo.solving_kind import Kind


def _rows(a: int, ra: int, b: int, rb: int, c: int, rc: int, below: int) -> int:
    """Put the three remainders together, one after the other."""
    number, step = ra, a
    for size, rest in ((b, rb), (c, rc)):
        while number % size != rest:
            number += step
            if number >= below * size:
                return 0
        step = lcm(step, size)
    return number


def _day(first: int, step: int, target: int) -> int:
    """Return the first day whose running total exceeds the target."""
    day = 0
    while day * (2 * first + step * (day - 1)) // 2 <= target:
        day += 1
    return day


def _visits(a: int, b: int, c: int, days: int) -> int:
    """Count the days with a visit by inclusion and exclusion."""
    pairs = days // lcm(a, b) + days // lcm(a, c) + days // lcm(b, c)
    return days // a + days // b + days // c - pairs + days // lcm(a, b, c)


AMOUNT_KINDS: Final[tuple[Kind, ...]] = (
    Kind(
        "Alone, … needs {a} hours for …, and … needs {b} hours. They begin together, but after {c} h … is called away.",
        "In an hour they do 1/{a} and 1/{b} of the work. After {c} h there is 1 - {c} × (1/{a} + 1/{b}) of it left, and"
        " alone that part takes {a} times as many hours.",
        lambda a, b, c: (1 - c * (Fraction(1, a) + Fraction(1, b))) * a,
        "done = Fraction(c, a) + Fraction(c, b)\nanswer = (1 - done) / Fraction(1, a)",
        "{value} hours",
    ),
    Kind(
        "there are {volume} litres of a {weak} % mixture of … and water. How many litres of a {strong} % mixture must"
        " be added so that all of it becomes a {wanted} % mixture?",
        "If x litres are added, {weak} × {volume} + {strong} × x = {wanted} × ({volume} + x), so x = {volume} ×"
        " ({wanted} - {weak}) ÷ ({strong} - {wanted}).",
        lambda volume, weak, strong, wanted: Fraction(volume * (wanted - weak), strong - wanted),
        "missing = Fraction(volume * (wanted - weak), 100)\nanswer = missing / Fraction(strong - wanted, 100)",
        "{value} litres",
    ),
    Kind(
        "in rows of {a} there remain {ra}, in rows of {b} there remain {rb}, and in rows of {c} there remain {rc}."
        " There are fewer than {below} <unit>. How many are there?",
        "The number leaves {ra} by {a}, {rb} by {b} and {rc} by {c}; below {below} one number alone does so.",
        _rows,
        "answer = [n for n in range(1, below) if n % a == ra and n % b == rb and n % c == rc][0]",
        "{value} {unit}",
    ),
    Kind(
        "went up by {up} %, then the new price went down by {down} %. Now … pays {last} francs. What was the price",
        "The price was multiplied by (100 + {up})/100 and by (100 - {down})/100, so {last} has to be divided by both.",
        lambda up, down, last: Fraction(last * 10_000, (100 + up) * (100 - down)),
        "middle = Fraction(last * 100, 100 - down)\nanswer = middle * 100 / (100 + up)",
        "{value} francs",
    ),
    Kind(
        ", {n} … are filled with …: each small one takes {small} and each large one takes {large}. Altogether {total} …"
        " fit in. How many <unit> are there?",
        "{n} small ones would take {n} × {small}; what {total} is above that is shared among the large ones, at {large}"
        " - {small} each.",
        lambda n, small, large, total: Fraction(total - n * small, large - small),
        "answer = [k for k in range(n + 1) if small * (n - k) + large * k == total][0]",
        "{value} {unit}",
    ),
    Kind(
        "get {first} … done, and on every later day {step} more than on the day before. On which day does the running"
        " total first exceed {target}?",
        "After n days the total is n × (2 × {first} + {step} × (n - 1)) ÷ 2, and the smallest n is wanted for which"
        " this is above {target}.",
        _day,
        "answer = 0\ntotal = 0\nwhile total <= target:\n    total = total + first + step * answer\n"
        "    answer = answer + 1",
    ),
    Kind(
        "From now on … comes every {a} days, … every {b} days and … every {c} days. … plans the next {days} days. On"
        " how many of them does at least one of the three come?",
        "Count the multiples of {a}, {b} and {c} up to {days}, take away those of two of them, and add those of all"
        " three again.",
        _visits,
        "answer = sum(1 for day in range(1, days + 1) if day % a == 0 or day % b == 0 or day % c == 0)",
        "{value} days",
    ),
    Kind(
        "there is a raffle with {tickets} tickets at {cost} francs each. One ticket wins {grand} francs, {many} others"
        " win {small} francs each, and all tickets are sold.",
        "The prizes are worth {grand} + {many} × {small} francs; divide by {tickets} tickets and take away the price of"
        " {cost}.",
        lambda tickets, cost, grand, many, small: Fraction(grand + many * small, tickets) - cost,
        "prizes = [grand] + [small] * many + [0] * (tickets - many - 1)\n"
        "answer = sum(Fraction(prize - cost, tickets) for prize in prizes)",
        "{value} francs",
    ),
    Kind(
        "asked {n} … Of these, {a} had read the notes on …, {b} had helped with …, and {neither} had done neither.",
        "{n} - {neither} had done one thing at least, so {a} + {b} less that many had done both; divide by {a}.",
        lambda n, a, b, neither: Fraction(a + b - (n - neither), a),
        "both = [k for k in range(a + 1) if (a - k) + (b - k) + k + neither == n][0]\nanswer = Fraction(both, a)",
    ),
    Kind(
        "at a steady {slow} km/h. … and follows {minutes} minutes later on the same road at {fast} km/h.",
        "The lead is what takes {minutes} minutes at {slow} km/h, and it shrinks at {fast} - {slow} km/h.",
        lambda slow, minutes, fast: Fraction(slow * minutes, fast - slow),
        "lead = Fraction(slow * minutes, 60)\nanswer = lead / (fast - slow) * 60",
        "{value} minutes",
    ),
    Kind(
        "weighs {n} …, and their mean weight is {mean} grams. One is taken away, and the mean of the others is {later}"
        " grams.",
        "All weigh {n} × {mean} grams and the others ({n} - 1) × {later} grams; the difference is the one taken away.",
        lambda n, mean, later: n * mean - (n - 1) * later,
        "answer = mean + (n - 1) * (mean - later)",
        "{value} grams",
    ),
)
