"""What the demo generator writes under a label or key whose name people chose, and sentences to go on with."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from curation.providers.demo.lessons import LESSONS
from curation.providers.demo.scene import Scene

_DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")


def sentences(scene: Scene) -> Iterator[str]:
    """Yield sentences that the persona might write, without end: news first, then entries of a notebook."""
    rng, domain, topic = scene.rng, scene.domain, scene.own_topic
    lessons, jobs = LESSONS[domain.name], rng.sample(domain.jobs, 2)
    n = rng.randint(20, 90)
    yield scene.one(
        f"There is news about {topic}, and for once it is good.",
        f"I have spent the week on {topic}, and most of it went as it should.",
        f"It is time that I write down how things stand with {topic}.",
    )
    yield f"{jobs[0][:1].upper()}{jobs[0][1:]} takes longer than I thought, and {domain.event} is closer than I like."
    yield f"Of the {n} {scene.thing()} that were at {domain.spot}, {n - rng.randint(3, 15)} are left."
    yield f"What helps is an old sentence: {rng.choice(lessons.rules)}"
    yield f"Beginners {rng.choice(lessons.traps)}, and I was no exception."
    yield f"The other {domain.people} ask less than they used to, which I take as a good sign."
    yield f"On {rng.choice(_DAYS)} I shall be busy with {jobs[1]}, and after that with {topic} again."
    for number in range(1, 1_000_000):
        count, left = rng.randint(10, 99), rng.randint(1, 9)
        yield (
            f"Note {number}: {count} {domain.things[number % len(domain.things)]} by {rng.randint(9, 17)}:"
            f"{rng.randrange(10, 60):02d}, {left} of them set aside for {_DAYS[(number + left) % len(_DAYS)]}."
        )


def text_for(scene: Scene, name: str) -> str:
    """Return a short text that fits under a label or a key of this name; a name that says nothing gets a sentence."""
    said = name.casefold()
    for cues, write in _BY_NAME.items():
        if any(cue in said for cue in cues.split()):
            return write(scene)
    more = sentences(scene)
    return " ".join(next(more) for _ in range(scene.rng.randint(2, 4)))


def number_for(scene: Scene, name: str) -> int:
    """Return a whole number that fits a key of this name."""
    said = name.casefold()
    for cues, (low, high) in _NUMBERS.items():
        if any(cue in said for cue in cues.split()):
            return scene.rng.randint(low, high)
    return scene.rng.randint(1, 20)


def list_for(scene: Scene, name: str) -> list[str]:
    """Return three short texts that fit a key of this name."""
    said = name.casefold()
    if any(cue in said for cue in ("step", "plan", "task", "todo", "job")):
        return scene.rng.sample(scene.domain.jobs, 3)
    if any(cue in said for cue in ("question", "prompt")):
        return [_question(scene) for _ in range(3)]
    if any(cue in said for cue in ("tip", "rule", "advice", "lesson", "fact", "point")):
        return scene.rng.sample(LESSONS[scene.domain.name].rules, 3)
    return [scene.facts.subject, *scene.rng.sample(scene.domain.things, 2)]


def _title(scene: Scene) -> str:
    """Name what it is about."""
    return scene.one(
        f"News about {scene.facts.topic}",
        f"How things stand with {scene.facts.topic}",
        f"{scene.facts.topic[:1].upper()}{scene.facts.topic[1:]} before {scene.domain.event}",
        f"A word about {scene.facts.topic} and {scene.thing()}",
    )


def _question(scene: Scene) -> str:
    """Ask something about the topic."""
    job, thing = scene.one(*scene.domain.jobs), scene.thing()
    return scene.one(
        f"How do I find time for {scene.own_topic} beside {job}?",
        f"What should one know about {scene.own_topic} before {scene.domain.event}?",
        f"How many {thing} are enough for {scene.domain.event}, and who decides that?",
    )


def _advice(scene: Scene) -> str:
    """Give a rule of the walk of life."""
    return scene.one(*LESSONS[scene.domain.name].rules)


def _steps(scene: Scene) -> str:
    """List three jobs in an order."""
    one, two, three = scene.rng.sample(scene.domain.jobs, 3)
    return f"First {one}, then {two}, and {three} at the end, when it is quiet."


def _reason(scene: Scene) -> str:
    """Say why it matters."""
    return scene.one(
        f"Without it, {scene.own_topic} would come too late every time.",
        f"Because it saves an hour at {scene.domain.spot}, and the hour is needed for {scene.own_topic}.",
    )


def _summary(scene: Scene) -> str:
    """Say who it is and what about."""
    return f"{scene.hero} is {scene.facts.who}, and this is about {scene.facts.topic}."


def _quote(scene: Scene) -> str:
    """Say something aloud."""
    return scene.one(
        f"“Ask me about {scene.spoken_topic} tomorrow, today there is {scene.one(*scene.domain.jobs)}.”",
        f"“You cannot hurry {scene.spoken_topic}, and I have tried.”",
    )


def _goal(scene: Scene) -> str:
    """Say what is wanted."""
    return f"To have {scene.own_topic} in good order before {scene.domain.event}."


_BY_NAME: Final[Mapping[str, Callable[[Scene], str]]] = {
    "title headline subject topic theme heading": _title,
    "question prompt problem query ask": _question,
    "answer reply response advice tip rule lesson solution recommend": _advice,
    "step plan task procedure": _steps,
    "reason why explanation because rationale": _reason,
    "quote dialogue line says speech": _quote,
    "goal aim want wish objective purpose": _goal,
    "summary description about abstract bio background profile": _summary,
    "place location setting where": lambda scene: scene.facts.place or scene.domain.spot,
    "date day when deadline": lambda scene: scene.one(*_DAYS),
    "role occupation profession who": lambda scene: scene.facts.who,
    "name author character speaker": lambda scene: scene.hero,
}
"""Names, by parts of their words, and what is written for them; the first that fits."""

_NUMBERS: Final[Mapping[str, tuple[int, int]]] = {
    "age": (18, 79),
    "year": (1990, 2026),
    "score rating stars level difficulty": (1, 5),
    "percent share": (5, 95),
    "price cost budget amount": (5, 400),
    "minute duration": (5, 90),
    "hour": (1, 12),
    "count number people quantity": (2, 60),
}
