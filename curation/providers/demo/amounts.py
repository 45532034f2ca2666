"""Mathematics problems of work, mixtures, prices, counts and journeys."""

from fractions import Fraction
from math import lcm

from curation.providers.demo.problem import Family, Problem, exact
from curation.providers.demo.scene import Scene


def work_together(scene: Scene) -> Problem:
    """Two work at their own rates, and one leaves early."""
    rng, a_name, b_name = scene.rng, scene.hero, scene.cast[1]
    a, b = rng.sample(range(5, 13), 2)
    c = rng.randint(1, 2)
    job = scene.one(*scene.domain.jobs)
    left = 1 - c * (Fraction(1, a) + Fraction(1, b))
    answer = left * a
    story = (
        f"Alone, {a_name} needs {a} hours for {job}, and {b_name} needs {b} hours. They begin together, but after {c}"
        f" h {b_name} is called away. How many more hours does {a_name} need to finish alone?"
    )
    steps = (
        f"In one hour {a_name} does 1/{a} of the work and {b_name} 1/{b}, together"
        f" {exact(Fraction(1, a) + Fraction(1, b))}.",
        f"After {c} h the part that is left is 1 - {c} × {exact(Fraction(1, a) + Fraction(1, b))} = {exact(left)}.",
        f"At 1/{a} an hour this takes {exact(left)} × {a} = {exact(answer)} hours.",
    )
    return Problem(story, steps, f"{exact(answer)} hours")


def mixture(scene: Scene) -> Problem:
    """A weak and a strong mixture make the one that is wanted."""
    rng, liquid = scene.rng, scene.domain.liquid
    weak, wanted, strong = sorted(rng.sample(range(5, 65, 5), 3))
    volume = rng.randint(3, 24)
    answer = Fraction(volume * (wanted - weak), strong - wanted)
    story = (
        f"At {scene.domain.spot} there are {volume} litres of a {weak} % mixture of {liquid} and water. How many"
        f" litres of a {strong} % mixture must be added so that all of it becomes a {wanted} % mixture?"
    )
    steps = (
        f"Let x be the litres added. The {liquid} alone is {weak}/100 × {volume} + {strong}/100 × x.",
        f"It must equal {wanted}/100 × ({volume} + x), so ({strong} - {wanted}) × x = ({wanted} - {weak}) × {volume}.",
        f"Therefore x = {(wanted - weak) * volume}/{strong - wanted} = {exact(answer)} litres.",
    )
    return Problem(story, steps, f"{exact(answer)} litres")


def rows_left_over(scene: Scene) -> Problem:
    """A number is found from what is left over in rows of three sizes."""
    rng, thing = scene.rng, scene.thing()
    a, b, c = scene.rng.choice(((3, 4, 5), (3, 5, 7), (4, 5, 7), (5, 7, 8), (4, 7, 9), (3, 7, 8), (5, 6, 7)))
    number = rng.randint(a * b // 2, a * b * c - 1)
    in_ab = number % (a * b)
    story = (
        f"{scene.hero} lays out the {thing}: in rows of {a} there remain {number % a}, in rows of {b} there remain"
        f" {number % b}, and in rows of {c} there remain {number % c}. There are fewer than {a * b * c} {thing}. How"
        " many are there?"
    )
    steps = (
        f"Among the numbers below {a * b}, only {in_ab} leaves {number % a} by {a} and {number % b} by {b}.",
        f"So the number is {in_ab} + {a * b} × k with k from 0 to {c - 1}.",
        f"It leaves {number % c} by {c} only for k = {number // (a * b)}, which gives {in_ab} + {a * b} ×"
        f" {number // (a * b)} = {number}.",
    )
    return Problem(story, steps, f"{number} {thing}")


def price_before(scene: Scene) -> Problem:
    """The first price is found from two changes in per cent."""
    rng, box = scene.rng, scene.domain.box[0]
    up, down = rng.randrange(10, 60, 10), rng.randrange(10, 60, 10)
    first = 100 * rng.randint(1, 40)
    last = first * (100 + up) * (100 - down) // 10_000
    factor = Fraction((100 + up) * (100 - down), 10_000)
    story = (
        f"The price of a {box} of {scene.thing()} went up by {up} %, then the new price went down by {down} %. Now"
        f" {scene.hero} pays {last} francs. What was the price before both changes?"
    )
    steps = (
        f"Going up by {up} % multiplies by {exact(Fraction(100 + up, 100))}, going down by {down} % by"
        f" {exact(Fraction(100 - down, 100))}.",
        f"Together the price was multiplied by {exact(factor)}.",
        f"The first price was {last} ÷ ({exact(factor)}) = {first} francs.",
    )
    return Problem(story, steps, f"{first} francs")


def two_sizes(scene: Scene) -> Problem:
    """Small and large boxes are told apart by their contents."""
    rng, thing, boxes = scene.rng, scene.thing(), scene.domain.box[1]
    small, large = sorted(rng.sample(range(4, 19), 2))
    n = rng.randint(9, 40)
    many = rng.randint(2, n - 2)
    total = small * (n - many) + large * many
    story = (
        f"For {scene.domain.event}, {n} {boxes} are filled with {thing}: each small one takes {small} and each large"
        f" one takes {large}. Altogether {total} {thing} fit in. How many large {boxes} are there?"
    )
    steps = (
        f"If all {n} were small, {n} × {small} = {n * small} {thing} would fit in.",
        f"{total - n * small} more fit in, and a large one takes {large - small} more than a small one.",
        f"So there are {total - n * small} ÷ {large - small} = {many} large {boxes}.",
    )
    return Problem(story, steps, f"{many} large {boxes}")


def growing_days(scene: Scene) -> Problem:
    """Daily work grows evenly, and a total is passed on some day."""
    rng, thing = scene.rng, scene.thing()
    first, step, target = rng.randint(5, 20), rng.randint(2, 9), rng.randint(200, 900)
    day, total = 0, 0
    while total <= target:
        total += first + step * day
        day += 1
    before = total - (first + step * (day - 1))
    story = (
        f"On the first day {scene.hero} and the {scene.domain.people} get {first} {thing} done, and on every later"
        f" day {step} more than on the day before. On which day does the running total first exceed {target}?"
    )
    steps = (
        f"On day k they do {first} + {step} × (k - 1), so the total after n days is n × (2 × {first} + {step} × (n -"
        " 1)) ÷ 2.",
        f"After {day - 1} days it is {before}, which does not exceed {target}.",
        f"After {day} days it is {total}, which does.",
    )
    return Problem(story, steps, str(day))


def visits(scene: Scene) -> Problem:
    """Three visit in rhythms of their own, and days with a visit are counted."""
    rng, (x, y, z) = scene.rng, scene.cast[1:4]
    a, b, c = sorted(rng.sample((2, 3, 4, 5, 6, 7, 8, 9, 10), 3))
    days = lcm(a, b, c)
    singles = [days // a, days // b, days // c]
    pairs = [days // lcm(a, b), days // lcm(a, c), days // lcm(b, c)]
    answer = sum(singles) - sum(pairs) + 1
    story = (
        f"All three helpers came to {scene.domain.spot} today. From now on {x} comes every {a} days, {y} every {b}"
        f" days and {z} every {c} days. {scene.hero} plans the next {days} days. On how many of them does at least"
        " one of the three come?"
    )
    steps = (
        f"In {days} days they come {singles[0]}, {singles[1]} and {singles[2]} times.",
        f"Days with two of them: {pairs[0]} for {x} and {y}, {pairs[1]} for {x} and {z}, {pairs[2]} for {y} and {z}.",
        f"All three meet once, on day {days}.",
        f"By inclusion and exclusion there are {sum(singles)} - {sum(pairs)} + 1 = {answer} days.",
    )
    return Problem(story, steps, f"{answer} days")


def raffle(scene: Scene) -> Problem:
    """The expected gain of one ticket."""
    rng = scene.rng
    tickets, cost = 10 * rng.randint(8, 30), rng.randint(2, 4)
    grand, small, many = 10 * rng.randint(5, 20), rng.randint(5, 20), rng.randint(3, 9)
    answer = Fraction(grand + many * small, tickets) - cost
    story = (
        f"At {scene.domain.event} there is a raffle with {tickets} tickets at {cost} francs each. One ticket wins"
        f" {grand} francs, {many} others win {small} francs each, and all tickets are sold. What is the expected"
        f" gain, in francs, of {scene.hero}, who buys a single ticket?"
    )
    steps = (
        f"All prizes together are worth {grand} + {many} × {small} = {grand + many * small} francs.",
        f"A ticket wins {exact(Fraction(grand + many * small, tickets))} francs on average.",
        f"After the price of the ticket, {exact(answer)} francs remain; a negative gain is a loss.",
    )
    return Problem(story, steps, f"{exact(answer)} francs")


def survey(scene: Scene) -> Problem:
    """A conditional probability from the counts of a survey."""
    rng, people = scene.rng, scene.domain.people
    both, first, second, neither = (rng.randint(3, 30) for _ in range(4))
    n, a, b = both + first + second + neither, both + first, both + second
    answer = Fraction(both, a)
    story = (
        f"{scene.hero} asked {n} {people}. Of these, {a} had read the notes on {scene.facts.topic}, {b} had helped"
        f" with {scene.domain.event}, and {neither} had done neither. One of those who had read the notes is picked"
        " at random. What is the probability that this one also helped?"
    )
    steps = (
        f"{n} - {neither} = {n - neither} had done at least one of the two.",
        f"So {a} + {b} - {n - neither} = {both} had done both.",
        f"Among the {a} readers, {both} count, so the probability is {exact(answer)}.",
    )
    return Problem(story, steps, exact(answer))


def catching_up(scene: Scene) -> Problem:
    """A faster one follows a slower one."""
    rng, other = scene.rng, scene.cast[1]
    slow = rng.randint(4, 14)
    fast, minutes = slow + rng.randint(2, 9), 5 * rng.randint(1, 9)
    answer = Fraction(slow * minutes, fast - slow)
    story = (
        f"{other} leaves {scene.domain.spot} at a steady {slow} km/h. {scene.hero} finds something that {other}"
        f" forgot and follows {minutes} minutes later on the same road at {fast} km/h. How many minutes after setting"
        f" out does {scene.hero} catch up?"
    )
    steps = (
        f"{other} is ahead by what takes {minutes} minutes at {slow} km/h.",
        f"The gap closes at {fast} - {slow} = {fast - slow} km/h.",
        f"It takes {slow} × {minutes} ÷ {fast - slow} = {exact(answer)} minutes.",
    )
    return Problem(story, steps, f"{exact(answer)} minutes")


def mean_without(scene: Scene) -> Problem:
    """One value is found from two means."""
    rng, thing = scene.rng, scene.thing()
    n, mean = rng.randint(5, 15), rng.randint(60, 180)
    later = mean - rng.randint(1, 9)
    answer = n * mean - (n - 1) * later
    story = (
        f"{scene.hero} weighs {n} {thing}, and their mean weight is {mean} grams. One is taken away, and the mean of"
        f" the others is {later} grams. How heavy was the one taken away?"
    )
    steps = (
        f"All of them weigh {n} × {mean} = {n * mean} grams.",
        f"Without the one they weigh {n - 1} × {later} = {(n - 1) * later} grams.",
        f"The difference is {answer} grams.",
    )
    return Problem(story, steps, f"{answer} grams")


AMOUNTS: tuple[Family, ...] = (
    work_together,
    mixture,
    rows_left_over,
    price_before,
    two_sizes,
    growing_days,
    visits,
    raffle,
    survey,
    catching_up,
    mean_without,
)
