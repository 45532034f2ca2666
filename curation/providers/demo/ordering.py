"""Puzzles whose conditions are drawn until brute force finds a single solution."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import permutations, product

from curation.providers.demo.problem import Family, Problem
from curation.providers.demo.scene import Scene

_PLACES = ("first", "second", "third", "fourth", "fifth")
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")

State = tuple[int, ...]
_Test = Callable[[State], bool]


@dataclass(frozen=True, slots=True)
class _Clue:
    """A condition in words and as a test of a candidate."""

    words: str
    holds: _Test


def _unlike(i: int, value: int) -> _Test:
    """The value at i is not this one."""
    return lambda s: s[i] != value


def _earlier(i: int, j: int) -> _Test:
    """The place at i comes before the one at j."""
    return lambda s: s[i] < s[j]


def _next_after(i: int, j: int) -> _Test:
    """The place at i follows directly on the one at j."""
    return lambda s: s[i] == s[j] + 1


def _apart(i: int, j: int) -> _Test:
    """The places at i and j do not touch."""
    return lambda s: abs(s[i] - s[j]) > 1


def _is(value: int) -> _Test:
    """The first value is this one."""
    return lambda s: s[0] == value


def _compares(guess: State, seen: tuple[int, int]) -> _Test:
    """The code has that much in common with the guess."""
    return lambda s: _compare(guess, s) == seen


def _goes_with(thing: int, room: int) -> _Test:
    """Whoever of the four has the thing is in the room."""
    return lambda s: s[4 + s.index(thing)] == room


def _enough(scene: Scene, truth: State, states: Sequence[State], clues: list[_Clue]) -> list[_Clue]:
    """Choose clues that leave the truth alone, none of which can be left out."""
    true = [clue for clue in clues if clue.holds(truth)]
    scene.rng.shuffle(true)
    chosen: list[_Clue] = []
    left = list(states)
    for clue in true:
        kept = [state for state in left if clue.holds(state)]
        if len(kept) < len(left):
            chosen, left = [*chosen, clue], kept
    for clue in list(chosen):
        others = [other for other in chosen if other is not clue]
        if _solutions(states, others) == [truth]:
            chosen = others
    return chosen


def _solutions(states: Sequence[State], clues: Sequence[_Clue]) -> list[State]:
    """Return every candidate that keeps all conditions."""
    return [state for state in states if all(clue.holds(state) for clue in clues)]


def _narrowing(states: Sequence[State], clues: Sequence[_Clue]) -> tuple[str, ...]:
    """Tell how many candidates each condition leaves."""
    left, steps = list(states), [f"Before any condition there are {len(states)} arrangements."]
    for number, clue in enumerate(clues, start=1):
        left = [state for state in left if clue.holds(state)]
        steps.append(f"Condition {number} leaves {len(left)}.")
    return (*steps, "No other arrangement keeps every condition.")


def _listed(clues: Sequence[_Clue]) -> str:
    """Number the conditions and put them into one text."""
    return " ".join(f"({number}) {clue.words}." for number, clue in enumerate(clues, start=1))


def _order_clues(names: Sequence[str], verb: str) -> list[_Clue]:
    """Make conditions on an order; a state holds the place of each name."""
    clues: list[_Clue] = []
    for i, a in enumerate(names):
        for place, word in enumerate(_PLACES[: len(names)]):
            clues.append(_Clue(f"{a} was not {word}", _unlike(i, place)))
        for j, b in enumerate(names):
            if i == j:
                continue
            clues.append(_Clue(f"{a} {verb} before {b}", _earlier(i, j)))
            clues.append(_Clue(f"{a} {verb} directly after {b}", _next_after(i, j)))
            if i < j:
                clues.append(_Clue(f"{a} and {b} were not next to each other", _apart(i, j)))
    return clues


def arrival_order(scene: Scene) -> Problem:
    """Five people in the order in which they came."""
    names = scene.cast[1:6]
    states = list(permutations(range(5)))
    truth = states[scene.rng.randrange(len(states))]
    clues = _enough(scene, truth, states, _order_clues(names, "came"))
    in_order = [names[truth.index(place)] for place in range(5)]
    story = (
        f"For {scene.domain.event}, {', '.join(names[:4])} and {names[4]} came to {scene.domain.spot} one after the"
        f" other. {scene.hero} remembers only this: {_listed(clues)} In which order did the five come?"
    )
    return Problem(story, _narrowing(states, clues), ", ".join(in_order))


def five_days(scene: Scene) -> Problem:
    """Five jobs on five days."""
    jobs = scene.domain.jobs
    states = list(permutations(range(5)))
    truth = states[scene.rng.randrange(len(states))]
    clues: list[_Clue] = []
    for i, a in enumerate(jobs):
        for day, word in enumerate(_DAYS):
            clues.append(_Clue(f"“{a}” is not on {word}", _unlike(i, day)))
        for j, b in enumerate(jobs):
            if i != j:
                clues.append(_Clue(f"“{a}” comes earlier in the week than “{b}”", _earlier(i, j)))
                clues.append(_Clue(f"“{a}” is on the day after “{b}”", _next_after(i, j)))
    chosen = _enough(scene, truth, states, clues)
    asked = scene.rng.randrange(5)
    listed = ", ".join(f"“{job}”" for job in jobs[:4]) + f" and “{jobs[4]}”"
    story = (
        f"{scene.hero} has five things to do from Monday to Friday, one a day: {listed}. {_listed(chosen)} What is"
        f" done on {_DAYS[asked]}?"
    )
    return Problem(story, _narrowing(states, chosen), jobs[truth.index(asked)])


def who_has_what(scene: Scene) -> Problem:
    """Four people, four things and four places."""
    names, things = scene.cast[1:5], scene.domain.things[:4]
    rooms = ("north", "east", "south", "west")
    states = [(*a, *b) for a, b in product(permutations(range(4)), permutations(range(4)))]
    truth = states[scene.rng.randrange(len(states))]
    clues: list[_Clue] = []
    for i, a in enumerate(names):
        for k in range(4):
            clues.append(_Clue(f"{a} does not have the {things[k]}", _unlike(i, k)))
            clues.append(_Clue(f"{a} does not sit in the {rooms[k]} corner", _unlike(4 + i, k)))
    for thing, room in product(range(4), range(4)):
        words = f"The {things[thing]} are in the {rooms[room]} corner"
        clues.append(_Clue(words, _goes_with(thing, room)))
    chosen = _enough(scene, truth, states, clues)
    asked = scene.rng.randrange(4)
    story = (
        f"Four {scene.domain.people}, {', '.join(names[:3])} and {names[3]}, sit in the four corners of"
        f" {scene.domain.spot}: north, east, south and west. Each has one kind of thing: {', '.join(things[:3])} or"
        f" {things[3]}. {scene.hero} is told: {_listed(chosen)} Who has the {things[asked]}, and in which corner?"
    )
    holder = truth.index(asked)
    return Problem(story, _narrowing(states, chosen), f"{names[holder]}, in the {rooms[truth[4 + holder]]} corner")


def truth_and_lies(scene: Scene) -> Problem:
    """Four speakers who always lie or always tell the truth."""
    names = scene.cast[1:5]
    states = list(product((0, 1), repeat=4))
    while True:
        statements = [_statement(scene, names, speaker) for speaker in range(4)]
        found = [s for s in states if all(said.holds(s) == bool(s[i]) for i, said in enumerate(statements))]
        if len(found) == 1 and 0 < sum(found[0]) < 4:
            break
    honest = [name for name, flag in zip(names, found[0], strict=True) if flag]
    said = " ".join(f"{name} says: “{one.words}.”" for name, one in zip(names, statements, strict=True))
    story = (
        f"In a game at {scene.domain.event}, {scene.hero} meets {', '.join(names[:3])} and {names[3]}. Each of the"
        f" four either always tells the truth or always lies. {said} Who tells the truth?"
    )
    steps = (
        "Each of the four may be honest or a liar, which makes 16 cases.",
        "A case is possible only if every honest one's sentence is true in it and every liar's sentence is false.",
        f"Going through the cases, one alone is possible: {_named(honest)}.",
    )
    return Problem(story, steps, _named(honest))


def _statement(scene: Scene, names: Sequence[str], speaker: int) -> _Clue:
    """Draw what somebody says about the honesty of the four."""
    rng = scene.rng
    a, b = rng.sample([i for i in range(4) if i != speaker], 2)
    count = rng.randint(1, 3)
    return rng.choice(
        (
            _Clue(f"{names[a]} lies", lambda s: not s[a]),
            _Clue(f"{names[a]} and {names[b]} are of the same kind", lambda s: s[a] == s[b]),
            _Clue(f"At least one of {names[a]} and {names[b]} tells the truth", lambda s: s[a] + s[b] >= 1),
            _Clue(f"Exactly {count} of us four tell the truth", lambda s: sum(s) == count),
        )
    )


def _named(names: list[str]) -> str:
    """List one name or several."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def one_true_sentence(scene: Scene) -> Problem:
    """Somebody of four did it, and exactly one sentence is true."""
    names, rng = scene.cast[1:5], scene.rng
    while True:
        said = [rng.choice(_accusations(names, speaker)) for speaker in range(4)]
        found = [who for who in range(4) if sum(clue.holds((who,)) for clue in said) == 1]
        if len(found) == 1 and len({clue.words for clue in said}) == 4:
            break
    quoted = " ".join(f"{name}: “{clue.words}.”" for name, clue in zip(names, said, strict=True))
    story = (
        f"Somebody has moved the {scene.thing()} from {scene.domain.spot}, and {scene.hero} asks the four who had a"
        f" key. {quoted} Exactly one of the four sentences is true, and exactly one of the four did it. Who was it?"
    )
    steps = tuple(
        f"If it was {names[who]}, the number of true sentences is {sum(clue.holds((who,)) for clue in said)}."
        for who in range(4)
    )
    return Problem(story, (*steps, f"So it was {names[found[0]]}."), names[found[0]])


def _accusations(names: Sequence[str], speaker: int) -> list[_Clue]:
    """Return what one of the four may say."""
    others = [i for i in range(4) if i != speaker]
    clues = [_Clue("It was not me", lambda s: s[0] != speaker)]
    clues += [_Clue(f"It was {names[i]}", _is(i)) for i in others]
    clues += [_Clue(f"It was not {names[i]}", _unlike(0, i)) for i in others]
    a, b = others[:2]
    return [*clues, _Clue(f"It was {names[a]} or {names[b]}", lambda s: s[0] in (a, b))]


def door_code(scene: Scene) -> Problem:
    """A code of three different digits from what tries have in common with it."""
    states = list(permutations(range(10), 3))
    truth = states[scene.rng.randrange(len(states))]
    tries: list[_Clue] = []
    left: list[State] = list(states)
    while len(left) > 1:
        guess = states[scene.rng.randrange(len(states))]
        right, moved = _compare(guess, truth)
        clue = _Clue(
            f"{''.join(map(str, guess))} has {right} right in place and {moved} right but out of place",
            _compares(guess, (right, moved)),
        )
        kept = [state for state in left if clue.holds(state)]
        if 0 < len(kept) < len(left) and guess != truth:
            tries, left = [*tries, clue], kept
    story = (
        f"The lock at {scene.domain.spot} has a code of three different digits. {scene.hero} found a note of earlier"
        f" tries: {_listed(tries)} What is the code?"
    )
    return Problem(story, _narrowing(states, tries), "".join(map(str, truth)))


def _compare(guess: State, code: State) -> tuple[int, int]:
    """Count the digits in place, and those that are elsewhere in the code."""
    right = sum(g == c for g, c in zip(guess, code, strict=True))
    return right, sum(g in code for g in guess) - right


ORDERING: tuple[Family, ...] = (arrival_order, five_days, who_has_what, truth_and_lies, one_true_sentence, door_code)
