"""One persona on stage: its facts, its walk of life, a cast of names and the dice."""

import re
from dataclasses import dataclass
from random import Random

from curation.providers.demo.domains import Domain, find_domain
from curation.providers.demo.facts import Facts, read_facts
from curation.providers.demo.phrases import set_of, with_article

_THEIRS = re.compile(r"\b(?:their|his|her)\b")
_MINE = re.compile(r"\bmy\b")
_NAMES = sorted(
    set_of(
        "Adaeze Aiko Alma Amir Anouk Bao Beatriz Callum Chiara Dalia Dmitri Efua Elif Emeka Farah Freya Goran Hana"
        " Idris Ines Jarek Jia Kavya Kofi Leila Lior Luca Maeve Malik Mireille Naveen Nilufar Noor Olek Paloma Petra"
        " Quentin Rania Rasmus Rosa Samir Sanna Sione Tamar Tarek Thuy Uma Vesna Wiremu Xiomara Yara Yusuf Zanele"
        " Zoltan"
    )
)


@dataclass(frozen=True, slots=True)
class Scene:
    """What every grammar draws from."""

    facts: Facts
    domain: Domain
    cast: tuple[str, ...]
    rng: Random

    @property
    def hero(self) -> str:
        """The name that the persona goes by in the text."""
        return self.cast[0]

    @property
    def spoken_topic(self) -> str:
        """The topic as it stands within quotation marks, where marks of its own become single ones."""
        return self.facts.topic.replace("“", "‘").replace("”", "’")

    @property
    def own_topic(self) -> str:
        """The topic in the persona's own mouth; where there is none, what one could tell of such a life."""
        if self.facts.topic.startswith("the daily life of "):
            return f"my notes on life as {with_article(self.facts.role)}"
        return _THEIRS.sub("my", self.facts.topic)

    @property
    def your_topic(self) -> str:
        """The same, said to the persona."""
        return _MINE.sub("your", self.own_topic)

    def one(self, *options: str) -> str:
        """Draw one of the options."""
        return options[self.rng.randrange(len(options))]

    def thing(self) -> str:
        """Draw a countable thing of the walk of life, in the plural."""
        return self.one(*self.domain.things)


def make_scene(persona: str, rng: Random) -> Scene:
    """Read the persona and draw the cast."""
    facts = read_facts(persona)
    return Scene(facts, find_domain(facts.role, facts.lowered), tuple(rng.sample(_NAMES, 7)), rng)


def opening(scene: Scene) -> str:
    """Introduce the persona in one sentence."""
    hero, facts = scene.hero, scene.facts
    options = [
        f"{hero} is {facts.who}, and has a lot to say about {facts.topic}.",
        f"{hero}, {facts.who}, is asked about {facts.topic} all the time.",
        f"{hero} is {facts.who}, and is getting ready for {scene.domain.event}, where {facts.topic} will come up.",
        f"Before {scene.domain.event}, {hero}, {facts.who}, checks every figure, even in the notes on {facts.topic}.",
        f"As {facts.who}, {hero} thinks a lot about {facts.topic}.",
        f"{hero} keeps a notebook on {facts.topic} and is, as everybody at {scene.domain.spot} knows, {facts.who}.",
    ]
    if facts.place:
        options.append(f"Around {facts.place}, people know {hero} as {facts.who}.")
    return scene.one(*options)
