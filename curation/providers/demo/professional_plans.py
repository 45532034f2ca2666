"""Harder mathematics problems from fields of work: layouts, votes, measurements, loads, stocks and choices."""

from fractions import Fraction
from math import comb

from curation.providers.demo.problem import Family, Problem, exact, lowest, plural
from curation.providers.demo.scene import Scene


def best_view(scene: Scene) -> Problem:
    """The distance at which a raised picture looks tallest."""
    rng = scene.rng
    unit = rng.randint(2, 9)
    low, high = sorted(rng.sample(range(2, 7), 2))
    bottom, top = unit * low * low, unit * high * high
    answer = unit * low * high
    story = (
        f"For {scene.domain.event}, {scene.hero} hangs a poster on a wall: its lower edge is {bottom} cm and its upper"
        f" edge {top} cm above the eyes of a visitor. At how many centimetres from the wall does it fill the largest"
        " possible angle of the visitor's view?"
    )
    steps = (
        f"At the distance d the angle is arctan({top}/d) - arctan({bottom}/d), and its tangent is"
        f" ({top} - {bottom}) ÷ (d + {top} × {bottom}/d).",
        "This is largest where the denominator is smallest, and d + c/d is smallest for d² = c.",
        f"So d = √({top} × {bottom}) = √{top * bottom} = {answer} cm.",
    )
    return Problem(story, steps, f"{answer} cm")


def seats(scene: Scene) -> Problem:
    """Seats by the method of largest quotients (D'Hondt)."""
    rng, places = scene.rng, 0
    votes = [0, 0, 0]
    while len(set(_quotients(votes, places + 1))) < 3 * (places + 1):
        places = rng.randint(7, 21)
        votes = [rng.randint(900, 9_000) for _ in range(3)]
    ranked = sorted(_quotients(votes, places), reverse=True)
    last = ranked[places - 1]
    won = [int(count / last) for count in votes]
    story = (
        f"{places} seats of a board are shared out among the lists A, B and C, which have {votes[0]},"
        f" {votes[1]} and {votes[2]} votes. The votes of each list are divided by 1, 2, 3 and so on, and the {places}"
        f" largest quotients get a seat each. {scene.hero} is to check the result. How many seats does list A get?"
    )
    steps = (
        "A list with s seats holds its votes divided by 1 to s, so a quotient q gives each list (votes ÷ q), rounded"
        " down, seats at or above it.",
        f"The quotient that takes the last of the {places} seats is {exact(last)}.",
        f"At or above it lie {won[0]} quotients of A, {won[1]} of B and {won[2]} of C, and {won[0]} + {won[1]} +"
        f" {won[2]} = {places}.",
        f"List A gets {plural(won[0], 'seat')}.",
    )
    return Problem(story, steps, plural(won[0], "seat"))


def _quotients(votes: list[int], most: int) -> list[Fraction]:
    """Return the votes of each list divided by 1, 2, and so on."""
    return [Fraction(count, divisor) for count in votes for divisor in range(1, most + 1)]


def fit_slope(scene: Scene) -> Problem:
    """The slope of the line of least squares."""
    rng = scene.rng
    rise, first = rng.randint(2, 9), rng.randint(5, 60)
    values = [first + rise * k + rng.randint(-4, 4) for k in range(5)]
    parts = [(k - 2) * value for k, value in enumerate(values)]
    answer = Fraction(sum(parts), 10)
    listed = f"{', '.join(map(str, values[:4]))} and {values[4]}"
    story = (
        f"On five days in a row {scene.hero} counts the {scene.thing()} at {scene.domain.spot}: {listed}. Through these"
        " five values, one day apart, goes the straight line with the least sum of squared errors. By how many a day"
        " does it rise?"
    )
    steps = (
        "Number the days -2, -1, 0, 1, 2, so that their sum is 0. Then the slope is Σ(day × value) ÷ Σ(day²).",
        f"The upper sum is {' + '.join(f'({part})' for part in parts)} = {sum(parts)}, the lower one 4 + 1 + 0 + 1 + 4"
        " = 10.",
        f"The slope is {sum(parts)}/10, that is {exact(answer)} a day.",
    )
    return Problem(story, steps, exact(answer))


def beam(scene: Scene) -> Problem:
    """The largest bending moment of a beam with two loads."""
    rng = scene.rng
    span = rng.randint(6, 14)
    a, b = sorted(rng.sample(range(1, span), 2))
    p, q = rng.randint(2, 20), rng.randint(2, 20)
    left = Fraction(p * (span - a) + q * (span - b), span)
    right = p + q - left
    under_p, under_q = left * a, right * (span - b)
    answer = max(under_p, under_q)
    story = (
        f"A light beam over {scene.domain.plot} rests on supports at its two ends, {span} m apart. {scene.hero} has to"
        f" hang {p} kN from it at {a} m and {q} kN at {b} m from the left support. What is the largest bending moment"
        " in the beam, in kNm?"
    )
    steps = (
        f"About the right support: left force × {span} = {p} × ({span} - {a}) + {q} × ({span} - {b}), so the left force"
        f" is {exact(left)} kN and the right one {p} + {q} - {exact(left)} = {exact(right)} kN.",
        "Between the loads the moment runs in straight lines, so it is largest under one of them.",
        f"Under the first load it is {exact(left)} × {a} = {exact(under_p)} kNm, under the second {exact(right)} ×"
        f" ({span} - {b}) = {exact(under_q)} kNm.",
        f"The largest is {exact(answer)} kNm.",
    )
    return Problem(story, steps, f"{exact(answer)} kNm")


def order_quantity(scene: Scene) -> Problem:
    """The order size with the least yearly cost."""
    rng, thing = scene.rng, scene.thing()
    while True:
        size, holding, fee = 10 * rng.randint(4, 40), rng.randint(2, 8), rng.randint(6, 60)
        yearly = Fraction(size * size * holding, 2 * fee)
        if yearly.denominator == 1 and size < yearly < 40 * size:
            break
    story = (
        f"{scene.hero} needs {yearly} {thing} a year, evenly spread. Every order costs a fee of {fee} francs, whatever"
        f" its size, and keeping one of the {thing} in store for a year costs {holding} francs. Each order arrives when"
        " the store has just become empty. How many should be ordered at a time so that fees and storage together cost"
        " least?"
    )
    steps = (
        f"With n per order there are {yearly}/n orders a year, and n/2 lie in store on average.",
        f"The yearly cost is {fee} × {yearly}/n + {holding} × n/2, a sum of two parts whose product does not depend on"
        " n; it is least where they are equal.",
        f"So n² = 2 × {fee} × {yearly} ÷ {holding} = {size * size}, and n = {size} {thing}.",
    )
    return Problem(story, steps, f"{size} {thing}")


def waiting(scene: Scene) -> Problem:
    """The mean wait for a bus with uneven gaps."""
    rng = scene.rng
    gaps = [rng.randint(4, 15), rng.randint(16, 25), rng.randint(26, 40)]
    rng.shuffle(gaps)
    squares, total = sum(gap * gap for gap in gaps), sum(gaps)
    answer = Fraction(squares, 2 * total)
    story = (
        f"Buses leave near {scene.domain.spot} at gaps of {gaps[0]}, {gaps[1]} and {gaps[2]} minutes, over and over"
        f" again all day. {scene.hero} comes to the stop at a moment that has nothing to do with the timetable. How"
        " many minutes is the wait on average?"
    )
    steps = (
        f"The round lasts {gaps[0]} + {gaps[1]} + {gaps[2]} = {total} minutes, and a moment falls into a gap of g"
        f" minutes with probability g/{total}.",
        "In a gap of g minutes the mean wait is g/2, so long gaps count twice over: they are met more often, and one"
        " waits longer in them.",
        f"The mean is ({gaps[0]}² + {gaps[1]}² + {gaps[2]}²)/(2 × {total}), that is"
        f" {lowest(squares, 2 * total)} minutes.",
    )
    return Problem(story, steps, f"{exact(answer)} minutes")


def tray_of_sheet(scene: Scene) -> Problem:
    """The tray with the largest volume from a sheet."""
    rng = scene.rng
    long, short, cut = rng.choice(((8, 5, 1), (21, 16, 3), (24, 9, 2), (30, 14, 3), (40, 33, 6), (45, 24, 5)))
    unit = rng.randint(1, 120 // long)
    a, b, x = unit * long, unit * short, unit * cut
    other = Fraction(a + b, 3) - x
    story = (
        f"From a sheet of {a} cm by {b} cm {scene.hero} cuts the same square out of each corner and folds the sides up"
        f" to make an open tray for {scene.thing()}. How many centimetres high must the tray be to hold as much as"
        " possible?"
    )
    steps = (
        f"With the height x the volume is V = x × ({a} - 2x) × ({b} - 2x), where 0 < x < {exact(Fraction(b, 2))}.",
        f"Its derivative is 12x² - 4 × {a + b} × x + {a * b}, with the zeros {x} and {exact(other)}.",
        f"Of these only {x} leaves sides above 0, and there V passes from rising to falling: the height is {x} cm.",
    )
    return Problem(story, steps, f"{x} cm")


def two_genes(scene: Scene) -> Problem:
    """Hidden traits among the young of two carriers."""
    rng = scene.rng
    trait = rng.choice(("a smooth coat", "a curled tail", "a pale nose", "a white blaze"))
    n, genes = rng.randint(3, 6), rng.randint(1, 2)
    least = rng.randint(1, 2)
    each = 4**genes
    none = [comb(n, k) * (each - 1) ** (n - k) for k in range(least)]
    answer = 1 - Fraction(sum(none), each**n)
    rule = (
        "one gene: it shows only where an animal has the recessive form from both parents"
        if genes == 1
        else "two genes, inherited independently: it shows only where an animal has, for both genes, the recessive"
        " form from both parents"
    )
    story = (
        f"In a breed that {scene.hero} knows well, {trait} hangs on {rule}. Two parents without it carry the recessive"
        f" form once each, {'' if genes == 1 else 'for either gene, '}and have {n} young. What is the probability that"
        f" at least {least} of the {n} show{'s' if least == 1 else ''} {trait}?"
    )
    steps = (
        f"For one gene the young gets the recessive form twice with probability 1/4, so the trait shows with"
        f" probability 1/{each}.",
        f"Exactly k of {n} show it in C({n}, k) × {each - 1}^({n} - k) of {each}^{n} = {each**n} equally likely cases.",
        f"For fewer than {least} this makes {' + '.join(map(str, none))} cases, so the probability is 1 -"
        f" {sum(none)}/{each**n} = {exact(answer)}.",
    )
    return Problem(story, steps, exact(answer))


def collecting(scene: Scene) -> Problem:
    """The mean number of packets for a whole set."""
    rng = scene.rng
    kinds = rng.randint(5, 12)
    have = rng.randint(1, kinds - 3)
    means = [Fraction(kinds, kinds - k) for k in range(have, kinds)]
    answer = sum(means, Fraction(0))
    story = (
        f"Every packet of tea holds one of {kinds} picture cards, each equally likely, and nobody can see which."
        f" {scene.hero} has {have} different ones and wants the whole set, without swapping. How many more packets does"
        " that take on average?"
    )
    steps = (
        f"With k different cards a packet brings a new one with probability ({kinds} - k)/{kinds}, so the next new card"
        f" takes {kinds}/({kinds} - k) packets on average.",
        f"For k = {have} to {kinds - 1} these means are {', '.join(map(exact, means))}.",
        f"They add up to {exact(answer)} packets.",
    )
    return Problem(story, steps, f"{exact(answer)} packets")


def committee(scene: Scene) -> Problem:
    """Committees with a chair and a condition on who is in them."""
    rng, people = scene.rng, scene.domain.people
    old, new = rng.randint(5, 9), rng.randint(4, 8)
    size = rng.randint(4, 5)
    least = rng.randint(1, 2)
    parts = [comb(new, i) * comb(old, size - i) * (size - i) for i in range(least, min(new, size - 1) + 1)]
    story = (
        f"For {scene.domain.event} a committee of {size} is chosen from {old} experienced and {new} new {people}. It"
        f" must have at least {least} of the new ones, and one of its experienced members takes the chair."
        f" {scene.hero} wonders about the choice. In how many ways can committee and chair be chosen?"
    )
    steps = (
        f"With i new members there are C({new}, i) × C({old}, {size} - i) committees, and {size} - i choices of the"
        " chair.",
        f"For i = {least} to {least + len(parts) - 1} this makes {' + '.join(map(str, parts))} = {sum(parts)}.",
        f"So there are {sum(parts)} ways.",
    )
    return Problem(story, steps, f"{sum(parts)} ways")


PLANS_AT_WORK: tuple[Family, ...] = (
    best_view,
    seats,
    fit_slope,
    beam,
    order_quantity,
    waiting,
    tray_of_sheet,
    two_genes,
    collecting,
    committee,
)
