"""Each kind of harder problem, solved again from its own words by another way."""

import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import cache
from itertools import combinations, product
from random import Random

import pytest

from curation.providers.demo.domains import DOMAINS
from curation.providers.demo.maths import AT_WORK
from curation.providers.demo.problem import Family, lowest
from curation.providers.demo.professional import CHANCES_AT_WORK
from curation.providers.demo.professional_plans import PLANS_AT_WORK
from curation.providers.demo.scene import make_scene

_ALL = {family.__name__: family for family in (*CHANCES_AT_WORK, *PLANS_AT_WORK)}
_PERSONAS = ("A beekeeper from Lisbon with a passion for old clocks", "A tram driver", "京都の職人", "A law student")
Solver = Callable[..., Fraction | int]


def _dose(dose: int, every: int, half: int, n: int) -> Fraction:
    """Follow the amount hour by hour in steps of a half-life."""
    amount = Fraction(dose)
    for _ in range(n - 1):
        for _ in range(every // half):
            amount /= 2
        amount += dose
    return amount


def _at_least(n: int, p: Fraction, least: int) -> Fraction:
    """Return the chance of at least so many successes, by listing all outcomes."""
    total = Fraction(0)
    for outcome in product((0, 1), repeat=n):
        if sum(outcome) >= least:
            total += p ** sum(outcome) * (1 - p) ** (n - sum(outcome))
    return total


def _retries(each: int, one: int, failing: int, most: int) -> Fraction:
    """Take the mean over how many tries there are."""
    q, mean = Fraction(one, failing), Fraction(0)
    for tries in range(1, most + 1):
        chance = q ** (tries - 1) * ((1 - q) if tries < most else 1)
        mean += chance * tries * each
    return mean


def _plants(start: int, each: int, years: int) -> int:
    """Keep a list of plants with their age."""
    ages = [1] * start
    for _ in range(years):
        ages = [age + 1 for age in ages] + [0] * (each * sum(age > 0 for age in ages))
    return len(ages)


def _comeback(goal: int, own: int, theirs: int, good: int, of: int) -> Fraction:
    @cache
    def chance(won: int, lost: int) -> Fraction:
        if won == goal or lost == goal:
            return Fraction(int(won == goal))
        return Fraction(good, of) * chance(won + 1, lost) + Fraction(of - good, of) * chance(won, lost + 1)

    return chance(own, theirs)


def _rhythms(beats: int, rests: int) -> int:
    return sum(
        all((beat + 1) % beats not in chosen for beat in chosen)
        for chosen in map(set, combinations(range(beats), rests))
    )


def _view(low: int, high: int) -> int:
    return max(range(1, high), key=lambda d: Fraction((high - low) * d, d * d + high * low))


def _seats(n: int, *votes_and_more: int) -> int:
    """Give out the seats one by one."""
    won = [0, 0, 0]
    for _ in range(n):
        best = max(range(3), key=lambda at: Fraction(votes_and_more[at], won[at] + 1))
        won[best] += 1
    return won[0]


def _slope(*values: int) -> Fraction:
    days, mean = range(5), Fraction(sum(values), 5)
    return sum(((d - 2) * (v - mean) for d, v in zip(days, values, strict=True)), Fraction(0)) / 10


def _moment(span: int, p: int, a: int, q: int, b: int) -> Fraction:
    left = Fraction(p * (span - a) + q * (span - b), span)
    return max(left * x - p * max(0, x - a) - q * max(0, x - b) for x in range(span + 1))


def _order(yearly: int, fee: int, holding: int) -> int:
    return min(range(1, yearly + 1), key=lambda n: Fraction(fee * yearly, n) + Fraction(holding * n, 2))


def _wait(*gaps: int) -> Fraction:
    """Average over every half minute of the round."""
    waits = [Fraction(2 * gap - half, 2) - Fraction(1, 4) for gap in gaps for half in range(2 * gap)]
    return sum(waits, Fraction(0)) / len(waits)


def _tray(a: int, b: int) -> int:
    return max(range(1, (b + 1) // 2), key=lambda x: x * (a - 2 * x) * (b - 2 * x))


def _cards(kinds: int, have: int) -> Fraction:
    if have == kinds:
        return Fraction(0)
    return Fraction(kinds, kinds - have) + _cards(kinds, have + 1)


def _committee(size: int, old: int, new: int, least: int) -> int:
    people = [("old", i) for i in range(old)] + [("new", i) for i in range(new)]
    chosen = [c for c in combinations(people, size) if sum(kind == "new" for kind, _ in c) >= least]
    return sum(sum(kind == "old" for kind, _ in c) for c in chosen)


_SOLVERS: Mapping[str, Solver] = {
    "repeated_dose": _dose,
    "positive_test": lambda n, ill, finds, alarms: 1 / (1 + Fraction((n - ill) * alarms, ill * finds)),
    "passing_by_guessing": lambda n, options, least: _at_least(n, Fraction(1, options), least),
    "retries": _retries,
    "quorum": lambda n, up, of: _at_least(n, Fraction(up, of), n // 2 + 1),
    "runners": _plants,
    "drawn_and_filled": lambda volume, drawn, times: (1 - Fraction(drawn, volume)) ** times,
    "comeback": _comeback,
    "rhythms": _rhythms,
    "best_view": _view,
    "seats": lambda n, a, b, c, *_: _seats(n, a, b, c),
    "fit_slope": _slope,
    "beam": _moment,
    "order_quantity": _order,
    "waiting": _wait,
    "tray_of_sheet": _tray,
    "two_genes": lambda n, least, *_: _at_least(n, Fraction(1, 4), least),
    "collecting": _cards,
    "committee": _committee,
}


def test_every_kind_has_its_solver_and_every_walk_of_life_its_kinds() -> None:
    assert _SOLVERS.keys() == _ALL.keys()
    assert AT_WORK.keys() == {domain.name for domain in DOMAINS}
    assert {family.__name__ for families in AT_WORK.values() for family in families} == _ALL.keys()
    assert all(len(families) >= 2 for families in AT_WORK.values())


@pytest.mark.parametrize("family", _ALL.values(), ids=_ALL.keys())
def test_the_answer_is_what_the_words_of_the_problem_give(family: Family) -> None:
    solve = _SOLVERS[family.__name__]
    for seed in range(40):
        problem = family(make_scene(_PERSONAS[seed % len(_PERSONAS)], Random(seed)))
        story = problem.story
        numbers = [int(digits) for digits in re.findall(r"\d+", re.sub(r"divided by 1, 2, 3.*", "", story))]
        expected = solve(*numbers)
        if "two genes" in story:
            expected = _at_least(numbers[0], Fraction(1, 16), numbers[1])
        stated = re.search(r"-?\d+(?:/\d+)?", problem.answer)
        assert stated is not None
        assert Fraction(stated.group()) == expected, problem
        assert story.endswith("?")
        assert stated.group() in problem.steps[-1]


@pytest.mark.parametrize("family", _ALL.values(), ids=_ALL.keys())
def test_a_kind_has_many_answers(family: Family) -> None:
    answers = {family(make_scene("A tram driver", Random(seed))).answer for seed in range(80)}
    assert len(answers) >= (8 if family.__name__ == "seats" else 12)


@pytest.mark.parametrize("family", _ALL.values(), ids=_ALL.keys())
def test_no_sentence_of_a_solution_has_a_one_with_a_plural(family: Family) -> None:
    for seed in range(60):
        problem = family(make_scene("A tram driver", Random(seed)))
        for sentence in (problem.story, *problem.steps):
            assert not re.search(r"(?<![\d.+=(/] )(?<![\d/])\b1 (?:wins|rests|ways|times|hours|seats)\b", sentence), (
                sentence
            )


def test_a_fraction_in_lowest_terms_is_written_once() -> None:
    assert lowest(3, 4) == "3/4"
    assert lowest(6, 8) == "6/8, in lowest terms 3/4"
    assert lowest(8, 4) == "8/4, in lowest terms 2"
