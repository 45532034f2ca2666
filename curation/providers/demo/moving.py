"""Puzzles of moves and space, solved by search."""

from collections import deque
from collections.abc import Callable, Hashable, Iterable
from functools import partial
from itertools import combinations, permutations
from typing import TypeVar

from curation.providers.demo.problem import Family, Problem, plural
from curation.providers.demo.scene import Scene

_S = TypeVar("_S", bound=Hashable)
_CORNER = (4, 4)
_HEADINGS = (("north", 0, 1), ("east", 1, 0), ("south", 0, -1), ("west", -1, 0))


def _shortest(start: _S, moves: Callable[[_S], Iterable[_S]], done: Callable[[_S], bool]) -> list[_S] | None:
    """Return a shortest path from the start to a state that is done, by breadth-first search."""
    before: dict[_S, _S | None] = {start: None}
    queue = deque([start])
    while queue:
        state = queue.popleft()
        if done(state):
            path: list[_S] = []
            step: _S | None = state
            while step is not None:
                path, step = [step, *path], before[step]
            return path
        for following in moves(state):
            if following not in before:
                before[following] = state
                queue.append(following)
    return None


def two_jugs(scene: Scene) -> Problem:
    """An amount is measured with two jugs."""
    rng = scene.rng
    while True:
        large, small = sorted(rng.sample(range(3, 14), 2), reverse=True)
        wanted = rng.randint(1, large - 1)
        path = _shortest((0, 0), partial(_pourings, large, small), partial(_has, wanted))
        if path and len(path) > 4:
            break
    answer = len(path) - 1
    story = (
        f"{scene.hero} has a jug of {large} litres and a jug of {small} litres, without marks, and a tap of"
        f" {scene.domain.liquid} at {scene.domain.spot}. Filling a jug to the brim, emptying a jug, and pouring from"
        " one into the other until it is full or the first is empty count as one step each. What is the smallest"
        f" number of steps after which one of the jugs holds exactly {wanted} litres?"
    )
    chain = ", ".join(f"({a}, {b})" for a, b in path)
    steps = (
        "Write a state as (large jug, small jug) and search all states step by step, shortest first.",
        f"A shortest way is {chain}.",
        f"No state with {wanted} litres is reached in fewer than {plural(answer, 'step')}.",
    )
    return Problem(story, steps, plural(answer, "step"))


def _pourings(large: int, small: int, state: tuple[int, int]) -> list[tuple[int, int]]:
    """Return what one step can make of the jugs."""
    a, b = state
    over, back = min(a, small - b), min(b, large - a)
    return [(large, b), (a, small), (0, b), (a, 0), (a - over, b + over), (a + back, b - back)]


def _has(wanted: int, state: tuple[int, int]) -> bool:
    """Tell whether one of the jugs holds the amount."""
    return wanted in state


def night_bridge(scene: Scene) -> Problem:
    """Four cross a bridge with one lamp; the least time is found by trying every order."""
    times = sorted(scene.rng.sample(range(1, 21), 4))
    names = scene.cast[1:5]
    answer = _least_minutes(frozenset(range(4)), times)
    told = ", ".join(f"{name} {minutes}" for name, minutes in zip(names[:3], times[:3], strict=True))
    story = (
        f"After {scene.domain.event} four {scene.domain.people} have to cross a narrow footbridge in the dark. They"
        " have one lamp, at most two may be on the bridge together, nobody crosses without the lamp, and two go at"
        f" the pace of the slower one. In minutes a crossing takes {told} and {names[3]} {times[3]}. {scene.hero}"
        " holds the watch. In how many minutes can all four be across at the earliest?"
    )
    a, b, c, d = times
    escort, pairs = 2 * a + b + c + d, a + 3 * b + d
    steps = (
        f"Either {names[0]} walks each of the others over: {d} + {a} + {c} + {a} + {b} = {escort} minutes.",
        f"Or the two slowest cross together while {names[1]} brings the lamp back once: {b} + {a} + {d} + {b} + {b} ="
        f" {pairs} minutes.",
        f"Trying every order of crossings gives nothing below {answer} minutes.",
    )
    return Problem(story, steps, f"{answer} minutes")


def _least_minutes(here: frozenset[int], times: list[int]) -> int:
    """Return the least time to bring everybody over, the lamp being on this side."""
    if len(here) <= 2:
        return max(times[i] for i in here)
    best = []
    for pair in combinations(sorted(here), 2):
        there = frozenset(range(len(times))) - here | set(pair)
        for back in there:
            minutes = max(times[i] for i in pair) + times[back]
            best.append(minutes + _least_minutes(here - set(pair) | {back}, times))
    return min(best)


def robot_walk(scene: Scene) -> Problem:
    """Commands are followed on a grid."""
    rng = scene.rng
    heading, x, y, told = rng.randrange(4), 0, 0, []
    start = _HEADINGS[heading][0]
    for _ in range(rng.randint(5, 7)):
        steps, turn = rng.randint(1, 6), rng.choice(("left", "right"))
        x, y = x + steps * _HEADINGS[heading][1], y + steps * _HEADINGS[heading][2]
        heading = (heading + (1 if turn == "right" else 3)) % 4
        told.append(f"{plural(steps, 'square')} forward and a quarter turn {turn}")
    story = (
        f"A small cart for {scene.thing()} stands on a floor of square tiles at {scene.domain.spot} and faces"
        f" {start}. {scene.hero} sends it: {'; '.join(told)}. How many squares east or west and north or south of its"
        " start does it stand then, and where does it face?"
    )
    answer = f"{_offset(x, 'east', 'west')}, {_offset(y, 'north', 'south')}, facing {_HEADINGS[heading][0]}"
    reasons = (
        "Count squares to the east as positive in x and squares to the north as positive in y.",
        f"Following the commands one by one, the cart ends at x = {x}, y = {y}.",
        f"After its last turn it faces {_HEADINGS[heading][0]}.",
    )
    return Problem(story, reasons, answer)


def _offset(n: int, positive: str, negative: str) -> str:
    """Write a distance along one axis."""
    return f"{plural(abs(n), 'square')} {positive if n >= 0 else negative}"


def blocked_floor(scene: Scene) -> Problem:
    """The shortest way over a floor with blocked squares."""
    rng, columns = scene.rng, "ABCDE"
    cells = [(x, y) for x in range(5) for y in range(5)]
    while True:
        blocked = frozenset(rng.sample(cells[1:-1], 7))
        path = _shortest((0, 0), partial(_neighbours, blocked), _CORNER.__eq__)
        if path and len(path) > 9:
            break
    names = sorted(f"{columns[x]}{y + 1}" for x, y in blocked)
    story = (
        f"The floor of {scene.domain.spot} is a square of 5 by 5 tiles, columns A to E and rows 1 to 5. On the tiles"
        f" {', '.join(names)} stand {scene.domain.box[1]} of {scene.thing()}. {scene.hero} starts on A1 and moves"
        " only to a free tile that shares an edge. What is the smallest number of moves to E5?"
    )
    answer = len(path) - 1
    shown = ", ".join(f"{columns[x]}{y + 1}" for x, y in path)
    steps = (
        "Without obstacles 8 moves would do, 4 to the right and 4 up; here every such way is closed.",
        f"Marking the tiles by their distance from A1 shows a shortest way: {shown}.",
        f"It has {answer} moves, and E5 gets no smaller mark.",
    )
    return Problem(story, steps, f"{answer} moves")


def _neighbours(blocked: frozenset[tuple[int, int]], tile: tuple[int, int]) -> list[tuple[int, int]]:
    """Return the free tiles that share an edge."""
    x, y = tile
    around = ((x + 1, y), (x - 1, y), (x, y + 1), (x, y - 1))
    return [(a, b) for a, b in around if 0 <= a < 5 and 0 <= b < 5 and (a, b) not in blocked]


def rolling_cube(scene: Scene) -> Problem:
    """A cube with six labels is rolled over its edges."""
    rng = scene.rng
    top, north, east = 1, 2, 3
    rolls = [rng.choice(("north", "east", "south", "west")) for _ in range(rng.randint(4, 7))]
    for roll in rolls:
        if roll == "north":
            top, north = 7 - north, top
        elif roll == "south":
            top, north = north, 7 - top
        elif roll == "east":
            top, east = 7 - east, top
        else:
            top, east = east, 7 - top
    story = (
        f"A die, on which opposite faces add up to 7, lies on a map of {scene.domain.spot}: the 1 is on top, the 2"
        f" faces north and the 3 faces east. {scene.hero} tips it over its lower edges without sliding:"
        f" {', '.join(rolls)}. Which number is on top at the end?"
    )
    steps = (
        "Tipping the die north brings the face that looked south to the top; the other directions work alike.",
        f"After all {len(rolls)} moves the {top} is on top, the {north} faces north and the {east} faces east.",
    )
    return Problem(story, steps, str(top))


def round_table(scene: Scene) -> Problem:
    """Six sit around a table, and one seating alone fits."""
    names, rng = scene.cast[1:7], scene.rng
    seatings = [(0, *rest) for rest in permutations(range(1, 6))]
    truth = seatings[rng.randrange(len(seatings))]
    left, told = seatings, list[str]()
    pairs = [(a, b, gap) for a in range(6) for b in range(6) for gap in (1, 2, 3) if a != b]
    rng.shuffle(pairs)
    for a, b, gap in pairs:
        kept = [s for s in left if (s.index(b) - s.index(a)) % 6 == gap]
        if truth in kept and len(kept) < len(left):
            left, told = kept, [*told, f"{names[b]} sits {_GAPS[gap]} {names[a]}"]
    asked = rng.randrange(6)
    opposite = truth[(truth.index(asked) + 3) % 6]
    neighbour = truth[(truth.index(asked) + 1) % 6]
    story = (
        f"Six {scene.domain.people} sit evenly around a round table at {scene.domain.spot}, and {scene.hero} looks"
        f" on: {'; '.join(told)}. Left and right are meant as the sitters see it. Who sits opposite {names[asked]},"
        f" and who is the left-hand neighbour of {names[asked]}?"
    )
    steps = (
        f"Put {names[0]} on any chair, since only places relative to each other count; 120 seatings remain for the"
        " others.",
        f"Entering the statements one after the other leaves a single one; from {names[0]} leftwards it is"
        f" {', '.join(names[i] for i in truth)}.",
    )
    return Problem(story, steps, f"{names[opposite]} opposite, {names[neighbour]} on the left")


_GAPS = {1: "directly to the left of", 2: "two places to the left of", 3: "opposite"}

MOVES: tuple[Family, ...] = (two_jugs, night_bridge)
SPATIAL: tuple[Family, ...] = (robot_walk, blocked_floor, rolling_cube, round_table)
