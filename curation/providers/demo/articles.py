"""The knowledge scenario: an article in the voice of the persona."""

from curation.providers.demo.lessons import LESSONS
from curation.providers.demo.problem import plural
from curation.providers.demo.scene import Scene


def write_article(scene: Scene) -> str:
    """Write a title and an article of four to six paragraphs."""
    middle = [_working(scene), _figures(scene), _traps(scene), _method(scene), _objection(scene)]
    scene.rng.shuffle(middle)
    paragraphs = [_start(scene), *middle[: scene.rng.randint(3, 4)], _end(scene)]
    return f"Title: {_title(scene)}\n" + "\n\n".join(paragraphs)


def _title(scene: Scene) -> str:
    """Draw a title around the topic."""
    topic, thing, n = scene.facts.topic, scene.thing(), scene.rng.randint(3, 7)
    number = ("Three", "Four", "Five", "Six", "Seven")[n - 3]
    return scene.one(
        f"What nobody tells you about {topic}",
        f"{number} lessons from {topic} that I learned the slow way",
        f"How to begin with {topic} and still be at it in a year",
        f"Why {topic} goes wrong on ordinary days, and what to do about it",
        f"A small field guide to {topic}",
        f"From {thing} to {topic}: notes from {scene.domain.spot}",
        f"The part of {topic} that takes practice",
        f"{topic[:1].upper()}{topic[1:]}, seen from {scene.domain.spot}",
        f"Questions about {topic} that I am asked before {scene.domain.event}",
    )


def _start(scene: Scene) -> str:
    """Say who speaks and what about."""
    facts, domain, rng = scene.facts, scene.domain, scene.rng
    years = rng.randint(2, 24)
    here = f" around {facts.place}" if facts.place else ""
    first = scene.one(
        f"People{here} ask me about {facts.topic} so often that I have begun to write the answers down.",
        f"I have spent {years} years close to {facts.topic}, long enough to have made the usual mistakes more than"
        " once.",
        f"The first time {facts.topic} mattered to me was on the evening before {domain.event}, and nothing was ready.",
        f"There are two ways to talk about {facts.topic}: as it stands in brochures, and as it looks at {domain.spot}"
        " on a wet Tuesday.",
        f"If {facts.topic} were easy, {domain.event} would need half the people that it needs.",
    )
    second = scene.one(
        f"I write as {facts.who}, so take what follows as experience and not as a rule book.",
        f"What I can offer is the view of {facts.who}: narrow, but from close up.",
        f"I am {facts.who}, and I will stay with what I have seen myself.",
        f"You need not be {facts.who} to follow this, although it helps to have handled a few {scene.thing()}.",
    )
    return f"{first} {second}"


def _working(scene: Scene) -> str:
    """Explain with two rules of the walk of life."""
    rules = scene.rng.sample(LESSONS[scene.domain.name].rules, 2)
    lead = scene.one(
        f"Two rules carry most of {scene.facts.topic}.",
        "Start with what holds on every day of the week.",
        f"When I show newcomers around {scene.domain.spot}, I begin with two sentences.",
        f"Most of {scene.facts.topic} comes down to habits.",
    )
    reason = scene.one(
        f"The reason is plain: among {scene.thing()} and {scene.domain.people} nobody has time to look twice.",
        f"Both sound small until you have sorted {scene.thing()} at ten in the evening.",
        "Neither costs money, which may be why they are so often skipped.",
        f"I noticed the effect first while {_during(scene)}.",
    )
    return f"{lead} {rules[0]} {rules[1]} {reason}"


def _during(scene: Scene) -> str:
    """Draw a job as something that goes on."""
    return f"busy with {scene.one(*scene.domain.jobs)}"


def _figures(scene: Scene) -> str:
    """Make a small calculation that holds."""
    rng, thing = scene.rng, scene.thing()
    minutes, per_week, weeks = rng.randint(3, 15), rng.randint(4, 30), rng.choice((4, 10, 40, 46, 50, 52))
    total = minutes * per_week * weeks
    hours, rest = divmod(total, 60)
    exact = f"{plural(hours, 'hour')}" + (f" and {plural(rest, 'minute')}" if rest else "")
    return scene.one(
        f"Some figures help. If one of the {thing} takes {minutes} minutes too long and that happens {per_week} times"
        f" a week, then over {weeks} weeks {total} minutes are gone, which is {exact}. That is the budget that you"
        " have for doing it better.",
        f"Count before you improve. I once wrote down every delay with the {thing}: {per_week} a week, about"
        f" {minutes} minutes each. In {weeks} weeks this adds up to {exact}, and nobody had planned a single one of"
        " them.",
        f"Is it worth the trouble? With {per_week} cases a week and {minutes} minutes saved on each, {weeks} weeks"
        f" give back {exact}.",
    )


def _traps(scene: Scene) -> str:
    """Name two things that beginners do."""
    one, two = scene.rng.sample(LESSONS[scene.domain.name].traps, 2)
    turn = scene.one(
        f"I did both, the second one as late as last year before {scene.domain.event}.",
        "There is no shame in either, only time lost.",
        f"The {scene.domain.people} I respect most have all done it and stopped.",
        f"With {scene.facts.topic} the price is paid weeks later, so that the lesson is easily missed.",
    )
    return f"Beginners {one}. They also {two}. {turn}"


def _method(scene: Scene) -> str:
    """Give a way to proceed in numbered steps."""
    jobs = scene.rng.sample(scene.domain.jobs, 2)
    days = scene.rng.randint(3, 14)
    steps = [
        f"1. For {days} days only watch, and note what {jobs[0]} and {jobs[1]} really take.",
        f"2. Pick the one place where {scene.facts.topic} costs you most, and leave the rest alone.",
        f"3. Change one thing there, tell the {scene.domain.people} about it, and write down the date.",
        f"4. After another {days} days compare the notes; keep the change only if you can see it in them.",
    ]
    lead = scene.one(
        "This is how I would start again:", "A way that has worked for me:", "If you want a plan, here is mine:"
    )
    return "\n".join((lead, *steps))


def _objection(scene: Scene) -> str:
    """Take up what a reader may object."""
    said = scene.one(
        f"that {scene.facts.topic} cannot be learned from a page",
        f"that there is no time for this at {scene.domain.spot}",
        f"that other {scene.domain.people} do the opposite and live well with it",
        "that all of this is common sense",
    )
    answer = scene.one(
        "That is true as far as it goes, and still a page can save you the first month.",
        "I would have said the same ten years ago.",
        f"Perhaps, but ask again on the day after {scene.domain.event}.",
        "My answer is to try it for a week on something that does not matter.",
    )
    return f"Some will object {said}. {answer}"


def _end(scene: Scene) -> str:
    """Close with one sentence to act on."""
    return scene.one(
        f"If you take one thing from this, let it be the notebook: {scene.facts.topic} rewards whoever remembers.",
        f"Start tomorrow with {scene.one(*scene.domain.jobs)}, and with nothing else.",
        f"The rest you will find out at {scene.domain.spot}, where I found it out too.",
        f"Do it once for the {scene.thing()}, and the second time it will already feel like the way it was always"
        " done.",
        f"And when it works, show it to somebody who is new to {scene.facts.topic}; that is when you will understand"
        " it.",
    )
