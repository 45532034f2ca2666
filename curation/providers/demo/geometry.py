"""Mathematics problems of lengths, areas and angles."""

from fractions import Fraction

from curation.providers.demo.problem import Family, Problem, exact
from curation.providers.demo.scene import Scene

_TRIPLES = ((3, 4, 5), (5, 12, 13), (8, 15, 17), (7, 24, 25), (20, 21, 29))
_QUADRUPLES = ((1, 2, 2, 3), (2, 3, 6, 7), (1, 4, 8, 9), (4, 4, 7, 9), (2, 6, 9, 11), (6, 6, 7, 11))


def border(scene: Scene) -> Problem:
    """A border of even width around a rectangle."""
    rng = scene.rng
    long, short, width = rng.randint(12, 40), rng.randint(6, 11), rng.randint(1, 2)
    inner = (long - 2 * width) * (short - 2 * width)
    answer = long * short - inner
    story = (
        f"{scene.hero} measures {scene.domain.plot}: it is a rectangle of {long} m by {short} m. A border {width} m"
        " wide along all four sides, inside the rectangle, is to stay free. What is the area of this border?"
    )
    steps = (
        f"The whole area is {long} × {short} = {long * short} m².",
        f"Inside the border remain {long} - {2 * width} by {short} - {2 * width} metres, which is {inner} m².",
        f"The border has {long * short} - {inner} = {answer} m².",
    )
    return Problem(story, steps, f"{answer} m²")


def straight_back(scene: Scene) -> Problem:
    """A way along two legs, and the straight way back."""
    k = scene.rng.randint(2, 30)
    a, b, c = (k * side for side in scene.rng.choice(_TRIPLES))
    if scene.rng.random() < 0.5:
        a, b = b, a
    answer = a + b - c
    story = (
        f"From {scene.domain.spot}, {scene.hero} walks {a} metres due east and then {b} metres due north with a"
        f" {scene.domain.box[0]} of {scene.thing()}. The way back goes in a straight line. By how many metres is it"
        " shorter than the way out?"
    )
    steps = (
        "The two legs meet at a right angle, so the straight way is the hypotenuse.",
        f"Its length is √({a}² + {b}²) = √{c * c} = {c} metres.",
        f"The way out was {a + b} metres, so it is shorter by {a + b} - {c} = {answer} metres.",
    )
    return Problem(story, steps, f"{answer} metres")


def shadow(scene: Scene) -> Problem:
    """A height from two shadows."""
    rng = scene.rng
    pole, pole_shadow, long = rng.randint(110, 190), rng.randint(60, 240), rng.randint(5, 20)
    answer = Fraction(pole * long, pole_shadow)
    story = (
        f"In the afternoon sun {scene.hero} stands a pole of {pole} cm upright, and its shadow is {pole_shadow} cm"
        f" long. At the same time the flagpole beside {scene.domain.spot} throws a shadow of {long} m on the level"
        " ground. How high is the flagpole, in metres?"
    )
    steps = (
        "The sun's rays are parallel, so the two triangles of pole and shadow are similar.",
        f"Height and shadow stand in the ratio {pole} : {pole_shadow}, that is {exact(Fraction(pole, pole_shadow))}.",
        f"The flagpole is {long} × {exact(Fraction(pole, pole_shadow))} = {exact(answer)} m high.",
    )
    return Problem(story, steps, f"{exact(answer)} m")


def even_trapezium(scene: Scene) -> Problem:
    """The area of an isosceles trapezium from its sides."""
    k = scene.rng.randint(1, 6)
    half, height, leg = (k * side for side in scene.rng.choice(_TRIPLES))
    top = scene.rng.randint(3, 20)
    bottom = top + 2 * half
    answer = (top + bottom) * height // 2
    story = (
        f"For {scene.domain.event}, {scene.hero} marks out a stand with four straight sides. The front of {bottom} m"
        f" and the back of {top} m are parallel, and the two other sides are {leg} m each. What is its area?"
    )
    steps = (
        f"The shape is symmetric, so the front sticks out by ({bottom} - {top}) ÷ 2 = {half} m on each side.",
        f"The height is √({leg}² - {half}²) = {height} m.",
        f"The area is ({bottom} + {top}) ÷ 2 × {height} = {answer} m².",
    )
    return Problem(story, steps, f"{answer} m²")


def three_posts(scene: Scene) -> Problem:
    """The area of a triangle from coordinates."""
    rng = scene.rng
    while True:
        (ax, ay), (bx, by), (cx, cy) = ((rng.randint(0, 12), rng.randint(0, 12)) for _ in range(3))
        twice = (bx - ax) * (cy - ay) - (cx - ax) * (by - ay)
        if abs(twice) > 8:
            break
    answer = Fraction(abs(twice), 2)
    story = (
        f"On a plan of {scene.domain.plot} with a grid of metres, {scene.hero} marks three posts at ({ax}, {ay}),"
        f" ({bx}, {by}) and ({cx}, {cy}) and stretches a rope around them. What area does the rope enclose?"
    )
    steps = (
        f"From the first post the others lie at ({bx - ax}, {by - ay}) and ({cx - ax}, {cy - ay}).",
        f"The parallelogram on these two has the area |({bx - ax}) × ({cy - ay}) - ({cx - ax}) × ({by - ay})| ="
        f" {abs(twice)} m².",
        f"The triangle is half of it: {exact(answer)} m².",
    )
    return Problem(story, steps, f"{exact(answer)} m²")


def longest_rod(scene: Scene) -> Problem:
    """The diagonal of a box."""
    k = scene.rng.randint(4, 20)
    a, b, c, d = (k * side for side in scene.rng.choice(_QUADRUPLES))
    story = (
        f"{scene.hero} has a closed chest for {scene.thing()} that measures {a} cm by {b} cm by {c} cm inside. A thin"
        " straight rod has to go in as well. How long can it be at most, in centimetres?"
    )
    steps = (
        "The longest straight line in a box joins two opposite corners.",
        f"By Pythagoras twice its square is {a}² + {b}² + {c}² = {d * d}.",
        f"The rod can be {d} cm long.",
    )
    return Problem(story, steps, f"{d} cm")


GEOMETRY: tuple[Family, ...] = (border, straight_back, shadow, even_trapezium, three_posts, longest_rod)
