"""Each kind of puzzle, solved again from its own words."""

import re
from collections.abc import Callable, Mapping
from itertools import permutations, product
from random import Random

import pytest

from curation.providers.demo.logic import FAMILIES
from curation.providers.demo.moving import MOVES, SPATIAL
from curation.providers.demo.ordering import ORDERING
from curation.providers.demo.problem import Family
from curation.providers.demo.scene import Scene, make_scene

_ALL = {family.__name__: family for family in (*ORDERING, *MOVES, *SPATIAL)}
_WORDS = {"first": 0, "second": 1, "third": 2, "fourth": 3, "fifth": 4}
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
_ROOMS = ("north", "east", "south", "west")
_STEPS = {"north": 1j, "south": -1j, "east": 1 + 0j, "west": -1 + 0j}
Places = dict[str, int]


def _conditions(story: str) -> list[str]:
    """Return the numbered conditions."""
    told = re.findall(r"\(\d+\) (.*?)\.(?= \(\d+\)| [A-Z])", story)
    assert told
    return told


def _order_holds(condition: str, at: Places) -> bool:
    """Read one condition of an order."""
    if match := re.fullmatch(r"(\w+) was not (\w+)", condition):
        return at[match[1]] != _WORDS[match[2]]
    if match := re.fullmatch(r"(\w+) and (\w+) were not next to each other", condition):
        return abs(at[match[1]] - at[match[2]]) != 1
    if match := re.fullmatch(r"(\w+) came directly after (\w+)", condition):
        return at[match[1]] - at[match[2]] == 1
    match = re.fullmatch(r"(\w+) came before (\w+)", condition)
    assert match is not None
    return at[match[1]] < at[match[2]]


def _arrival_order(scene: Scene, story: str) -> set[str]:
    orders = permutations(scene.cast[1:6])
    told = _conditions(story)
    return {
        ", ".join(order)
        for order in orders
        if all(_order_holds(one, {name: i for i, name in enumerate(order)}) for one in told)
    }


def _week_holds(condition: str, at: Places) -> bool:
    """Read one condition of a week."""
    a, *more = re.findall("“(.*?)”", condition)
    if "is not on" in condition:
        return at[a] != _DAYS.index(condition.rsplit(" ", 1)[1])
    return at[a] < at[more[0]] if "earlier in the week" in condition else at[a] - at[more[0]] == 1


def _five_days(scene: Scene, story: str) -> set[str]:
    told = _conditions(story)
    asked = re.search(r"What is done on (\w+)\?", story)
    assert asked is not None
    weeks = [{job: day for day, job in enumerate(week)} for week in permutations(scene.domain.jobs)]
    fitting = [week for week in weeks if all(_week_holds(one, week) for one in told)]
    assert len(fitting) == 1
    return {job for week in fitting for job, day in week.items() if _DAYS[day] == asked[1]}


def _corner_holds(condition: str, has: dict[str, str], sits: dict[str, str]) -> bool:
    """Read one condition of who has what."""
    if match := re.fullmatch(r"(\w+) does not have the (.+)", condition):
        return has[match[1]] != match[2]
    if match := re.fullmatch(r"(\w+) does not sit in the (\w+) corner", condition):
        return sits[match[1]] != match[2]
    match = re.fullmatch(r"The (.+) are in the (\w+) corner", condition)
    assert match is not None
    return any(has[name] == match[1] and sits[name] == match[2] for name in has)


def _who_has_what(scene: Scene, story: str) -> set[str]:
    names, told = scene.cast[1:5], _conditions(story)
    asked = re.search(r"Who has the (.+), and in which corner\?", story)
    assert asked is not None
    answers = []
    for things, rooms in product(permutations(scene.domain.things[:4]), permutations(_ROOMS)):
        has, sits = dict(zip(names, things, strict=True)), dict(zip(names, rooms, strict=True))
        if all(_corner_holds(one, has, sits) for one in told):
            answers += [f"{name}, in the {sits[name]} corner" for name in names if has[name] == asked[1]]
    assert len(answers) == 1
    return set(answers)


def _spoken_true(sentence: str, honest: Mapping[str, bool]) -> bool:
    """Read one sentence of the honest and the liars."""
    named = [name for name in re.findall(r"\w+", sentence) if name in honest]
    if sentence.endswith("lies"):
        return not honest[named[0]]
    if sentence.endswith("of the same kind"):
        return honest[named[0]] == honest[named[1]]
    if sentence.startswith("At least one"):
        return honest[named[0]] or honest[named[1]]
    return sum(honest.values()) == int(sentence.split()[1])


def _truth_and_lies(scene: Scene, story: str) -> set[str]:
    said = dict(re.findall(r"(\w+) says: “(.*?)\.”", story))
    worlds = [dict(zip(said, flags, strict=True)) for flags in product((True, False), repeat=4)]
    fitting = [w for w in worlds if all(_spoken_true(said[name], w) is w[name] for name in said)]
    honest = [[name for name in said if world[name]] for world in fitting]
    return {" and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names) for names in honest}


def _accused(sentence: str, speaker: str, who: str) -> bool:
    """Read one sentence about who did it."""
    named = re.sub(r"\bme\b", speaker, sentence).removeprefix("It was ").removeprefix("not ").split(" or ")
    return (who in named) is not sentence.startswith("It was not")


def _one_true_sentence(scene: Scene, story: str) -> set[str]:
    said = re.findall(r"(\w+): “(.*?)\.”", story)
    names = [name for name, _ in said]
    return {who for who in names if sum(_accused(text, name, who) for name, text in said) == 1}


def _door_code(scene: Scene, story: str) -> set[str]:
    told = re.findall(r"(\d{3}) has (\d) right in place and (\d) right but", story)
    fitting = set()
    for digits in permutations("0123456789", 3):
        seen = []
        for guess, right, moved in told:
            exact = [a == b for a, b in zip(guess, digits, strict=True)].count(True)
            seen.append((exact, len(set(guess) & set(digits)) - exact) == (int(right), int(moved)))
        if all(seen):
            fitting.add("".join(digits))
    return fitting


def _two_jugs(scene: Scene, story: str) -> set[str]:
    large, small, wanted = (int(n) for n in re.findall(r"(\d+) litres", story))
    reached, steps = {(0, 0)}, 0
    while not any(wanted in state for state in reached):
        for a, b in list(reached):
            reached |= {(large, b), (a, small), (0, b), (a, 0)}
            reached |= {(max(0, a + b - small), min(small, a + b)), (min(large, a + b), max(0, a + b - large))}
        steps += 1
    return {f"{steps} steps"}


def _night_bridge(scene: Scene, story: str) -> set[str]:
    a, b, c, d = sorted(int(n) for n in re.findall(r"\d+", story))
    return {f"{min(2 * a + b + c + d, a + 3 * b + d)} minutes"}


def _robot_walk(scene: Scene, story: str) -> set[str]:
    start = re.search(r"faces (\w+)\.", story)
    assert start is not None
    heading, at = _STEPS[start[1]], 0j
    for squares, turn in re.findall(r"(\d+) squares? forward and a quarter turn (\w+)", story):
        at += int(squares) * heading
        heading *= 1j if turn == "left" else -1j
    faces = next(name for name, step in _STEPS.items() if step == heading)
    parts = [(at.real, "east" if at.real >= 0 else "west"), (at.imag, "north" if at.imag >= 0 else "south")]
    told = [f"{abs(n):.0f} {'square' if abs(n) == 1 else 'squares'} {side}" for n, side in parts]
    return {f"{', '.join(told)}, facing {faces}"}


def _blocked_floor(scene: Scene, story: str) -> set[str]:
    listed = re.search(r"On the tiles ([A-E1-5, ]+) stand", story)
    assert listed is not None
    free = {f"{c}{r}" for c in "ABCDE" for r in "12345"} - set(listed[1].split(", "))
    reached, moves = {"A1"}, 0
    while "E5" not in reached:
        near = {t for t in free for s in reached if abs(ord(t[0]) - ord(s[0])) + abs(int(t[1]) - int(s[1])) == 1}
        assert near - reached
        reached, moves = reached | near, moves + 1
    return {f"{moves} moves"}


def _rolling_cube(scene: Scene, story: str) -> set[str]:
    rolls = re.search(r"without sliding: ([a-z, ]+)\.", story)
    assert rolls is not None
    die = {"top": 1, "bottom": 6, "north": 2, "south": 5, "east": 3, "west": 4}
    back = {"north": "south", "south": "north", "east": "west", "west": "east"}
    for roll in rolls[1].split(", "):
        ring = ("top", roll, "bottom", back[roll])
        turned = {after: die[before] for before, after in zip(ring, (*ring[1:], ring[0]), strict=True)}
        die |= turned
    return {str(die["top"])}


def _seat_holds(statement: str, seats: tuple[str, ...]) -> bool:
    """Read one statement on a seating, which is listed leftwards."""
    match = re.fullmatch(r"(\w+) sits (directly to the left of|two places to the left of|opposite) (\w+)", statement)
    assert match is not None
    gap = {"directly to the left of": 1, "two places to the left of": 2, "opposite": 3}[match[2]]
    return seats[(seats.index(match[3]) + gap) % 6] == match[1]


def _round_table(scene: Scene, story: str) -> set[str]:
    told = re.search(r"looks on: (.*?)\. Left and right", story)
    asked = re.search(r"Who sits opposite (\w+),", story)
    assert told is not None
    assert asked is not None
    first, *others = scene.cast[1:7]
    seatings = [(first, *rest) for rest in permutations(others)]
    fitting = [s for s in seatings if all(_seat_holds(one, s) for one in told[1].split("; "))]
    assert len(fitting) == 1
    at = fitting[0].index(asked[1])
    return {f"{fitting[0][(at + 3) % 6]} opposite, {fitting[0][(at + 1) % 6]} on the left"}


_SOLVERS: Mapping[str, Callable[[Scene, str], set[str]]] = {
    "arrival_order": _arrival_order,
    "five_days": _five_days,
    "who_has_what": _who_has_what,
    "truth_and_lies": _truth_and_lies,
    "one_true_sentence": _one_true_sentence,
    "door_code": _door_code,
    "two_jugs": _two_jugs,
    "night_bridge": _night_bridge,
    "robot_walk": _robot_walk,
    "blocked_floor": _blocked_floor,
    "rolling_cube": _rolling_cube,
    "round_table": _round_table,
}


def test_every_kind_has_its_solver_and_plain_has_at_least_eight() -> None:
    assert _SOLVERS.keys() == _ALL.keys()
    assert len(FAMILIES["plain"]) >= 8
    assert set(FAMILIES["spatial"]) == set(SPATIAL)
    assert not set(FAMILIES["plain"]) & set(FAMILIES["spatial"])


@pytest.mark.parametrize("family", _ALL.values(), ids=_ALL.keys())
def test_the_words_of_a_puzzle_have_one_solution_and_it_is_the_answer(family: Family) -> None:
    for seed in range(40):
        scene = make_scene("A tram driver who collects clocks", Random(seed))
        puzzle = family(scene)
        assert _SOLVERS[family.__name__](scene, puzzle.story) == {puzzle.answer}, puzzle
        assert puzzle.story.endswith("?")


@pytest.mark.parametrize("seed", range(10))
def test_no_condition_of_an_order_can_be_left_out(seed: int) -> None:
    scene = make_scene("A tram driver", Random(seed))
    told = _conditions(_ALL["arrival_order"](scene).story)
    for left_out in told:
        rest = [one for one in told if one is not left_out]
        fitting = [
            order
            for order in permutations(scene.cast[1:6])
            if all(_order_holds(one, {name: i for i, name in enumerate(order)}) for one in rest)
        ]
        assert len(fitting) > 1
