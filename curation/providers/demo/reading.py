"""The knowledge scenario for a reader: something that the persona may want to read, by somebody else."""

from fractions import Fraction

from curation.providers.demo.lessons import LESSONS
from curation.providers.demo.scene import Scene

_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def write_reading(scene: Scene) -> str:
    """Write a title and a text of five or six paragraphs that neither speaks as the persona nor to it."""
    middle = [_numbers(scene), _rule_and_reason(scene), _comparison(scene), _mistake(scene), _trial(scene)]
    scene.rng.shuffle(middle)
    paragraphs = [_start(scene), *middle[: scene.rng.randint(3, 4)], _question(scene)]
    return f"Title: {_title(scene)}\n" + "\n\n".join(paragraphs)


def _title(scene: Scene) -> str:
    """Draw a title that makes one begin."""
    subject, spot = scene.facts.subject, scene.domain.spot
    upper = f"{subject[:1].upper()}{subject[1:]}"
    return scene.one(
        f"{upper}: what happens between two good days",
        f"An hour at {spot}, and what it shows about {scene.facts.topic}",
        f"{upper} by the numbers that nobody writes down",
        f"Why the second try is the difficult one: {scene.facts.topic} looked at slowly",
        f"What {spot} can teach about {scene.facts.topic}",
        f"{upper}, one step further",
        f"Small causes: {scene.facts.topic} when it almost goes wrong",
    )


def _start(scene: Scene) -> str:
    """Begin with something to be seen."""
    thing, spot, topic = scene.thing(), scene.domain.spot, scene.facts.topic
    jobs = scene.rng.sample(scene.domain.jobs, 2)
    first = scene.one(
        f"At {spot} the day begins with {jobs[0]}, and hardly anybody watches. Yet whoever wants to know more about"
        f" {topic} could do worse than stand there for an hour.",
        f"Two people do the same work with the same {thing}, and in the evening one of them is done and the other is"
        f" not. Where {topic} is concerned, such differences are the rule, and they can be explained.",
        f"Much of what is told about {topic} describes the good days. The days in between are better teachers.",
        f"There is a moment between {jobs[0]} and {jobs[1]} in which nothing seems to happen. It decides more about"
        f" {topic} than the hours around it.",
    )
    place = scene.facts.place
    second = scene.one(
        f"What follows needs no apparatus, only the patience to count {thing}.",
        "What follows goes one step beyond the beginnings and takes no step for granted.",
        f"The examples come from {spot}"
        + (f"; around {place} they may look a little different." if place else "; elsewhere they may look different."),
    )
    return f"{first} {second}"


def _numbers(scene: Scene) -> str:
    """Show what a small share adds up to."""
    rng, thing = scene.rng, scene.thing()
    share, steps = rng.choice((2, 5, 10)), rng.randint(3, 5)
    left = Fraction(100 - share, 100) ** steps
    percent = float(100 * (1 - left))
    return (
        f"Take a chain of {_NUMBERS[steps - 1]} steps in which each one spoils {share} in every hundred of the {thing}."
        f" It is tempting to say that {share * steps} in a hundred are lost at the end. In fact each step spoils its"
        f" share of what is left, so {100 - share} % stay each time, and after {_NUMBERS[steps - 1]} steps"
        f" {percent:.1f} % are gone. The point lies elsewhere: making a single step perfect saves only its own part,"
        f" about one in {_NUMBERS[steps - 1]} of what is lost. That is why sudden remedies disappoint here, and why"
        " lists of small ones work."
    )


def _rule_and_reason(scene: Scene) -> str:
    """Give two rules of the walk of life and what stands behind them."""
    one, two = scene.rng.sample(LESSONS[scene.domain.name].rules, 2)
    reason = scene.one(
        "The two belong together. The first makes sure that something is noticed, the second that it is of use to the"
        " next one who comes.",
        "Neither was invented at a desk. Both describe what experienced people do when they think that nobody is"
        " looking.",
        "What they have in common is the order: first something that costs a minute, then something that saves an"
        " hour.",
    )
    return (
        f"Among {scene.domain.people} one hears a sentence that sounds too plain to be helpful: “{one}” The one that"
        f" goes with it is less well known: “{two}” {reason}"
    )


def _comparison(scene: Scene) -> str:
    """Compare two ways of doing the same."""
    rng, thing = scene.rng, scene.thing()
    fixed, slow = rng.randint(12, 40), rng.randint(4, 9)
    fast = slow - rng.randint(1, 2)
    even = Fraction(fixed, slow - fast)
    shown = str(even) if even.denominator == 1 else f"about {float(even):.1f}"
    return (
        f"Preparation pays, but not from the first piece on. Suppose that laying everything out takes {fixed} minutes,"
        f" and that each of the {thing} then takes {fast} minutes instead of {slow}. For n of them the prepared way"
        f" needs {fixed} + {fast} × n minutes and the other one {slow} × n. The two are equal at n = {fixed} ÷"
        f" {slow - fast}, which is {shown}. For fewer it is quicker simply to begin, for more it is not. The same"
        f" weighing stands behind many an argument about {scene.facts.topic}: both sides are right, for different n."
    )


def _mistake(scene: Scene) -> str:
    """Explain why sensible people do what does not work."""
    trap, other = scene.rng.sample(LESSONS[scene.domain.name].traps, 2)
    why = scene.one(
        "It is no foolishness. The reward comes at once and the price comes weeks later, so the two are never seen"
        " together.",
        "On nine days out of ten it does no harm, and nine days are a good school for a bad habit.",
        "It is quickly done, while the better way at first feels like waiting.",
    )
    return (
        f"Why do careful beginners {trap}? {why} Much the same holds when they {other}. In both cases it helps to put"
        f" the price where it can be seen: a mark on the wall of {scene.domain.spot} each time, without names."
    )


def _trial(scene: Scene) -> str:
    """Tell how one can find out for oneself."""
    rng, thing = scene.rng, scene.thing()
    n, days = rng.randint(6, 20), rng.randint(5, 14)
    job = scene.one(*scene.domain.jobs)
    return (
        f"Whether any of this is true at a given place can be tried. One picks {2 * n} of the {thing}, decides by the"
        f" toss of a coin which {n} are handled the new way, and leaves everything else as it is. After {days} days"
        " the two groups are compared by somebody who does not know which is which. Without the coin, one tends to"
        " give the new way the better pieces, and without the stranger one tends to see what one hoped for. During"
        f" {job} the habit is easily kept up, and it costs nothing but honesty."
    )


def _question(scene: Scene) -> str:
    """End with something open."""
    return scene.one(
        f"One question is left open on purpose: how many of the {scene.thing()} does one have to see before a feeling"
        f" for {scene.facts.topic} may be trusted? Those who know it best tend to name the largest number.",
        f"Some of it cannot be put into words. But a good part of {scene.facts.topic} can, and that part is worth"
        " having before the rest arrives by itself.",
        f"On the way home from {scene.domain.spot} it is a fair exercise to name three things that went well and to"
        " find for one of them a cause that was not luck.",
    )
