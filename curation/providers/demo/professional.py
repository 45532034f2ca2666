"""Harder mathematics problems from fields of work: doses, tests, networks, crops, mixtures and matches."""

from fractions import Fraction
from math import comb

from curation.providers.demo.problem import Family, Problem, exact, lowest, plural
from curation.providers.demo.scene import Scene


def repeated_dose(scene: Scene) -> Problem:
    """What a repeated dose adds up to in the body."""
    rng = scene.rng
    half_life, halvings, n = rng.randint(2, 8), rng.randint(1, 2), rng.randint(3, 6)
    dose, every = 40 * rng.randint(1, 20), half_life * halvings
    kept = Fraction(1, 2**halvings)
    amount = sum((dose * kept**k for k in range(n)), Fraction(0))
    story = (
        f"In a plan at {scene.domain.spot}, somebody takes {dose} mg of a medicine every {every} hours. The amount in"
        f" the body halves every {half_life} hours. How many milligrams are in the body directly after dose number {n}?"
    )
    steps = (
        f"Two doses are {every} hours apart, which is {halvings} × {half_life} hours, so {exact(kept)} of the amount is"
        " left by then.",
        f"After dose number n the body holds {dose} × (1 + r + … + r^(n-1)), where r = {exact(kept)}.",
        f"For n = {n} the sum in brackets is (1 - ({exact(kept)})^{n}) ÷ (1 - {exact(kept)}) = {exact(amount / dose)}.",
        f"The body holds {dose} × {exact(amount / dose)} = {exact(amount)} mg.",
    )
    return Problem(story, steps, f"{exact(amount)} mg")


def positive_test(scene: Scene) -> Problem:
    """How much a positive test says (Bayes)."""
    rng = scene.rng
    ill, finds, alarms = rng.randint(2, 60), rng.randint(75, 98), rng.randint(2, 12)
    true, false = ill * finds, (1000 - ill) * alarms
    answer = Fraction(true, true + false)
    story = (
        f"{scene.hero} has to explain a quick test. Of every 1000 that are tested, {ill} have the condition. The test"
        f" is positive for {finds} % of those who have it and, wrongly, for {alarms} % of those who do not. One test is"
        " positive. What is the probability that the condition is really there?"
    )
    steps = (
        f"Take 100000 tests: {ill} × 100 = {ill * 100} concern the condition, {1000 - ill} × 100 = {100 * (1000 - ill)}"
        " do not.",
        f"Of the first, {true} are positive, of the second {false}.",
        f"So the probability is {true}/({true} + {false}) = {exact(answer)}.",
    )
    return Problem(story, steps, exact(answer))


def passing_by_guessing(scene: Scene) -> Problem:
    """The chance to pass a quiz by guessing."""
    rng = scene.rng
    n, options = rng.randint(5, 8), rng.randint(2, 4)
    least = rng.randint(n // 2 + 1, n - 1)
    ways = [comb(n, k) * (options - 1) ** (n - k) for k in range(least, n + 1)]
    answer = Fraction(sum(ways), options**n)
    story = (
        f"{scene.hero} writes a quiz of {n} questions. Each offers {options} answers, one of which is right, and"
        f" whoever has at least {least} right passes. What is the probability that somebody passes who marks one"
        " answer to every question blindly?"
    )
    steps = (
        f"There are {options}^{n} = {options**n} equally likely ways to mark the sheet.",
        f"Exactly k are right in C({n}, k) × {options - 1}^({n} - k) of them.",
        f"From k = {least} to {n} this is {' + '.join(map(str, ways))} = {sum(ways)}.",
        f"The probability is {lowest(sum(ways), options**n)}.",
    )
    return Problem(story, steps, exact(answer))


def retries(scene: Scene) -> Problem:
    """The mean time of a call that is tried again."""
    rng = scene.rng
    failing, most, each = rng.randint(3, 9), rng.randint(3, 5), 10 * rng.randint(3, 60)
    q = Fraction(1, failing)
    mean_tries = (1 - q**most) / (1 - q)
    answer = each * mean_tries
    story = (
        f"In a system that {scene.hero} looks after, one try of a call takes {each} ms and fails with probability"
        f" 1/{failing}, whatever happened before. A failed call is tried again at once, up to {most} tries"
        " altogether. How many milliseconds does a call take on average?"
    )
    steps = (
        f"Try number k happens only if the k - 1 tries before it failed, that is with probability (1/{failing})^(k-1).",
        f"So the mean number of tries is the sum of these for k = 1 to {most}, which is {exact(mean_tries)}.",
        f"The mean time is {each} × {exact(mean_tries)} = {exact(answer)} ms.",
    )
    return Problem(story, steps, f"{exact(answer)} ms")


def quorum(scene: Scene) -> Problem:
    """The chance that more than half of some units run."""
    rng = scene.rng
    n, of = rng.choice((3, 5, 7)), rng.randint(3, 10)
    up = of - 1
    enough = n // 2 + 1
    ways = [comb(n, k) * up**k for k in range(enough, n + 1)]
    answer = Fraction(sum(ways), of**n)
    units = scene.one("pumps", "servers", "transmitters", "sensors")
    story = (
        f"An installation that {scene.hero} plans has {n} {units} of one kind. Each runs with probability {up}/{of},"
        f" independently of the others, and the whole works as long as more than half of the {units} run. What is the"
        " probability that it works?"
    )
    steps = (
        f"More than half of {n} means {enough} or more.",
        f"Each stands still with probability 1/{of}, so exactly k run with probability C({n}, k) × {up}^k ÷ {of}^{n}.",
        f"Over k = {enough} to {n} the numerators add up: {' + '.join(map(str, ways))} = {sum(ways)}.",
        f"The probability is {lowest(sum(ways), of**n)}.",
    )
    return Problem(story, steps, exact(answer))


def runners(scene: Scene) -> Problem:
    """A population of young and grown plants."""
    rng = scene.rng
    start, each, years = rng.randint(2, 30), rng.randint(2, 4), rng.randint(4, 7)
    grown, young, told = start, 0, list[str]()
    for year in range(1, years + 1):
        grown, young = grown + young, each * grown
        told.append(f"year {year}: {grown} grown, {young} young")
    story = (
        f"{scene.hero} sets out {start} grown strawberry plants. Every year each grown plant makes {each} young ones,"
        " and young plants of one year are grown in the next. None is lost. How many plants, young and grown"
        f" together, are there after {years} years?"
    )
    steps = (
        f"Let G and Y be the grown and young plants. A year later there are G + Y grown and {each} × G young ones.",
        f"From G = {start}, Y = 0 this gives {'; '.join(told)}.",
        f"Together they are {grown} + {young} = {grown + young} plants.",
    )
    return Problem(story, steps, f"{grown + young} plants")


def drawn_and_filled(scene: Scene) -> Problem:
    """A vessel is thinned step by step."""
    rng, liquid = scene.rng, scene.domain.liquid
    volume = 10 * rng.randint(2, 12)
    drawn, times = rng.randint(2, volume // 4), rng.randint(3, 4)
    kept = Fraction(volume - drawn, volume)
    answer = kept**times
    story = (
        f"A vessel at {scene.domain.spot} holds {volume} litres of undiluted {liquid}. {scene.hero} draws off {drawn}"
        f" litres, fills the vessel up with water and stirs; all of this is done {times} times. What fraction of the"
        f" content is {liquid} in the end?"
    )
    steps = (
        f"Each time the {liquid} that is drawn off is {drawn}/{volume} of what was left, because it is well stirred.",
        f"So each time it is multiplied by ({volume} - {drawn})/{volume} = {exact(kept)}.",
        f"After {times} times the fraction is ({exact(kept)})^{times} = {exact(answer)}.",
    )
    return Problem(story, steps, exact(answer))


def comeback(scene: Scene) -> Problem:
    """The chance to win a series from behind."""
    rng = scene.rng
    goal, of = rng.randint(3, 5), rng.randint(3, 7)
    good = rng.randint(1, of - 1)
    behind, ahead = rng.randint(0, goal - 2), rng.randint(1, goal - 1)
    own, theirs = goal - behind, goal - ahead
    p = Fraction(good, of)
    parts = [comb(own - 1 + lost, lost) * p**own * (1 - p) ** lost for lost in range(theirs)]
    answer = sum(parts, Fraction(0))
    story = (
        f"In a series without draws the first side with {goal} wins takes the cup. The side that {scene.hero} supports"
        f" has {plural(behind, 'win')} and the others have {ahead}. From now on it wins each match with probability"
        f" {good}/{of}, whatever happened before. What is the probability that it takes the cup?"
    )
    steps = (
        f"It needs {plural(own, 'more win')} before the others win {theirs} more.",
        f"If it loses k matches on the way, its last match is a win and the k losses fall anywhere before:"
        f" C({own} - 1 + k, k) × ({good}/{of})^{own} × ({of - good}/{of})^k.",
        f"For k = 0 to {theirs - 1} this is {', '.join(map(exact, parts))}.",
        f"The sum is {exact(answer)}.",
    )
    return Problem(story, steps, exact(answer))


def rhythms(scene: Scene) -> Problem:
    """Rhythms in a loop without two rests in a row."""
    rng = scene.rng
    beats = rng.randint(7, 18)
    rests = rng.randint(2, min(5, beats // 2 - 1))
    answer = comb(beats - rests, rests) + comb(beats - rests - 1, rests - 1)
    story = (
        f"{scene.hero} writes a pattern of {beats} equal beats that is played over and over. Exactly {rests} beats are"
        " rests, and two rests must never follow each other, not even from the last beat to the first of the next"
        " round. In how many ways can the rests be placed, the first beat being marked?"
    )
    steps = (
        f"If the last beat is a note, place each rest with the note after it as one block: C({beats - rests},"
        f" {rests}) = {comb(beats - rests, rests)} ways.",
        "If the last beat is a rest, its two neighbours in the loop are notes, and the others are placed in the same"
        f" way: C({beats - rests - 1}, {rests - 1}) = {comb(beats - rests - 1, rests - 1)} ways.",
        f"Together these are {answer} ways.",
    )
    return Problem(story, steps, f"{answer} ways")


CHANCES_AT_WORK: tuple[Family, ...] = (
    repeated_dose,
    positive_test,
    passing_by_guessing,
    retries,
    quorum,
    runners,
    drawn_and_filled,
    comeback,
    rhythms,
)
