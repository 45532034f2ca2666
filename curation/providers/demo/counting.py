"""Mathematics problems of choices and chances, some of them hard."""

from fractions import Fraction
from math import comb

from curation.providers.demo.problem import Family, Problem, exact
from curation.providers.demo.scene import Scene


def choosing(scene: Scene) -> Problem:
    """A choice in which two do not go together."""
    n, k = scene.rng.randint(7, 13), scene.rng.randint(3, 5)
    x, y = scene.cast[1:3]
    answer = comb(n, k) - comb(n - 2, k - 2)
    story = (
        f"From {n} {scene.domain.people}, among them {x} and {y}, {scene.hero} has to choose {k} for"
        f" {scene.domain.event}. {x} and {y} must not both be chosen. In how many ways can it be done?"
    )
    steps = (
        f"Without the condition there are C({n}, {k}) = {comb(n, k)} ways.",
        f"If both were chosen, {k - 2} of the other {n - 2} would be missing: C({n - 2}, {k - 2}) ="
        f" {comb(n - 2, k - 2)} ways.",
        f"The difference is {answer}.",
    )
    return Problem(story, steps, f"{answer} ways")


def damaged(scene: Scene) -> Problem:
    """The chance to find something damaged."""
    rng, thing = scene.rng, scene.thing()
    n, bad, k = rng.randint(8, 18), rng.randint(2, 4), rng.randint(2, 3)
    none = Fraction(comb(n - bad, k), comb(n, k))
    story = (
        f"Of {n} {thing} in a {scene.domain.box[0]}, {bad} are damaged, and nobody can tell from outside."
        f" {scene.hero} takes out {k} at the same time. What is the probability that at least one of them is damaged?"
    )
    steps = (
        f"There are C({n}, {k}) = {comb(n, k)} ways to take {k}, all equally likely.",
        f"In C({n - bad}, {k}) = {comb(n - bad, k)} of them none is damaged, which has probability {exact(none)}.",
        f"The wanted probability is 1 - {exact(none)} = {exact(1 - none)}.",
    )
    return Problem(story, steps, exact(1 - none))


def sharing_out(scene: Scene) -> Problem:
    """Equal things are shared out with a minimum for each."""
    rng, thing = scene.rng, scene.thing()
    heads, least = rng.randint(3, 5), rng.randint(1, 3)
    n = heads * least + rng.randint(5, 14)
    free = n - heads * least
    answer = comb(free + heads - 1, heads - 1)
    story = (
        f"{scene.hero} wants to share out {n} {thing}, which look all alike, among {heads} {scene.domain.people}, so"
        f" that each of them gets at least {least}. In how many ways can this be done?"
    )
    steps = (
        f"Give {least} to each one first; {free} {thing} are left and may go anywhere.",
        f"Write the {free} as dots and put {heads - 1} bars between the shares: every arrangement is one way.",
        f"There are C({free + heads - 1}, {heads - 1}) = {answer} arrangements.",
    )
    return Problem(story, steps, f"{answer} ways")


def last_digits(scene: Scene) -> Problem:
    """The last two digits of a large power."""
    rng = scene.rng
    base, exponent = rng.choice((3, 7, 9, 11, 13, 17, 19, 21, 23)), rng.randint(200, 2_000)
    cycle, value = 1, base % 100
    while value != 1:
        value, cycle = value * base % 100, cycle + 1
    rest = exponent % cycle
    answer = pow(base, rest, 100)
    story = (
        f"For a riddle at {scene.domain.event}, {scene.hero} imagines a chain of messages: one person tells {base}"
        f" others, each of those tells {base} new ones, and so on for {exponent} rounds. What is the remainder when"
        " the number of people told in the last round is divided by one hundred?"
    )
    steps = (
        f"In the last round {base}^{exponent} people are told.",
        f"Modulo 100 the powers of {base} repeat after {cycle} steps, since {base}^{cycle} leaves 1 and no smaller"
        " one does.",
        f"{exponent} leaves {rest} when divided by {cycle}, so the power leaves the same as {base}^{rest}, which is"
        f" {answer}.",
    )
    return Problem(story, steps, str(answer))


def ways_up(scene: Scene) -> Problem:
    """A row is filled with short and long pieces."""
    rng = scene.rng
    length, long = rng.randint(9, 16), rng.randint(3, 4)
    counts = [1]
    for k in range(1, length + 1):
        counts.append(counts[k - 1] + (counts[k - 2] if k >= 2 else 0) + (counts[k - long] if k >= long else 0))
    story = (
        f"A strip along {scene.domain.plot} is {length} metres long. {scene.hero} has plenty of boards of three"
        f" lengths: 1, 2 and {long} metres. In how many ways, counted from left to right, can the boards fill the"
        " strip exactly?"
    )
    steps = (
        f"Let w(n) be the ways for n metres. The last board has length 1, 2 or {long}, so w(n) = w(n-1) + w(n-2) +"
        f" w(n-{long}).",
        f"With w(0) = 1 and nothing below, the values are {', '.join(map(str, counts))}.",
        f"So w({length}) = {counts[length]}.",
    )
    return Problem(story, steps, f"{counts[length]} ways")


def detour(scene: Scene) -> Problem:
    """Shortest walks through a grid that avoid one crossing."""
    rng = scene.rng
    east, north = rng.randint(4, 8), rng.randint(3, 7)
    x, y = rng.randint(1, east - 1), rng.randint(1, north - 1)
    through = comb(x + y, x) * comb(east + north - x - y, east - x)
    answer = comb(east + north, east) - through
    story = (
        f"From home to {scene.domain.spot} it is {east} blocks east and {north} blocks north, and {scene.hero} only"
        f" ever walks east or north. The crossing {x} blocks east and {y} blocks north of home is closed. How many"
        " different walks are left?"
    )
    steps = (
        f"Without the closure there are C({east + north}, {east}) = {comb(east + north, east)} walks.",
        f"Through the closed crossing go C({x + y}, {x}) × C({east + north - x - y}, {east - x}) = {through} of them.",
        f"There remain {answer}.",
    )
    return Problem(story, steps, f"{answer} walks")


def own_names(scene: Scene) -> Problem:
    """Names are drawn, and exactly some draw their own."""
    rng = scene.rng
    n, k = rng.randint(6, 11), rng.randint(2, 4)
    derangements = [1, 0]
    for m in range(2, n + 1):
        derangements.append((m - 1) * (derangements[m - 1] + derangements[m - 2]))
    others = derangements[n - k]
    story = (
        f"For {scene.domain.event}, {scene.hero} puts the names of {n} {scene.domain.people} into a hat, and each of"
        f" them draws one. In how many of the possible outcomes do exactly {k} of them draw their own name?"
    )
    steps = (
        f"Choose who draws the own name: C({n}, {k}) = {comb(n, k)} ways.",
        f"None of the other {n - k} may do so. With d(0) = 1, d(1) = 0 and d(m) = (m-1) × (d(m-1) + d(m-2)), there"
        f" are d({n - k}) = {others} ways.",
        f"The product is {comb(n, k)} × {others} = {comb(n, k) * others}.",
    )
    return Problem(story, steps, f"{comb(n, k) * others} outcomes")


CHANCES: tuple[Family, ...] = (choosing, damaged)
HARD: tuple[Family, ...] = (sharing_out, last_digits, ways_up, detour, own_names)
