"""The npc scenario: the persona in a world that people wrote themselves, as far as its names tell."""

import re
from typing import Final, NamedTuple

from curation.providers.demo.phrases import set_of, with_article
from curation.providers.demo.scene import Scene

MAX_READ_CHARS: Final = 5_000

_CALLED: Final = re.compile(
    r"\b(?:is called|called|named|is named|in the world of|welcome to)\s+([A-Z][\w'’-]*(?: [A-Z][\w'’-]*){0,2})"
)
_NAMES: Final = re.compile(r"\b(?:the )?[A-Z][\w'’-]{2,}(?: (?:of )?[A-Z][\w'’-]{2,}){0,2}")
_NO_NAMES: Final = set_of(
    "The This That These Those There Then They Their Players Player Nobody Nothing Everyone Everybody Each Every When"
    " Where While What Who Why How But And For From With Without After Before Some Most All One Two Three Four Five"
    " Many Here Magic Once Only Since Its Our Your You She His Her Years Hundred World Decisions Below Above"
)
_SYLLABLES: Final = (
    "ka",
    "ren",
    "tol",
    "mi",
    "sa",
    "vor",
    "el",
    "da",
    "ni",
    "bru",
    "lan",
    "eth",
    "o",
    "ri",
    "zu",
    "pel",
)


class _World(NamedTuple):
    """What a text says of its world: how it is called, and names of places or powers in it."""

    name: str
    names: tuple[str, ...]


def write_inhabitant(scene: Scene, world: str) -> str:
    """Write the lines of a character sheet with the names that the world's text has."""
    rng, facts = scene.rng, scene.facts
    found = _read_world(world)
    name = "".join(rng.sample(_SYLLABLES, 3)).capitalize()
    home, other = rng.sample(found.names, 2) if len(found.names) > 1 else (found.name, "the far side of it")
    task = scene.one(
        f"find out what is said about {facts.topic} at {other} and to bring it back word for word",
        f"carry a parcel to {other} and to leave without waiting for thanks",
        f"settle a quarrel about {facts.topic} that has gone on for too long",
        f"keep watch for one night and to count who comes from {other}",
    )
    lines = (
        f"Name: {name}",
        f"Role: {facts.role[:1].upper()}{facts.role[1:]}, or what comes closest to it in {found.name}",
        f"Appearance: {_appearance(scene)}",
        f"Background: {_background(scene, name, found.name, home)}",
        f"Secret: {name} {_secret(scene, other)}.",
        f"With players: {name} asks them to {task}. In return they get {_gift(scene)}.",
        f"Dialogue: {_speech(scene, home)}",
    )
    return "\n".join(lines)


def _read_world(world: str) -> _World:
    """Find the name of the world, and names that stand within its sentences."""
    text = " ".join(world[:MAX_READ_CHARS].split())
    called = _CALLED.search(text)
    name = called.group(1) if called else "this world"
    found: dict[str, None] = {}
    for match in _NAMES.finditer(text):
        plain = match.group().removeprefix("the ").removeprefix("The ")
        opens = match.start() == 0 or text[match.start() - 2 : match.start() - 1] in set(".!?:")
        if plain.split()[0] in _NO_NAMES or (opens and " " not in plain) or plain in name or name in plain:
            continue
        found.setdefault(plain if match.group() == plain else f"the {plain}")
    return _World(name, tuple(found)[:8])


def _appearance(scene: Scene) -> str:
    """Describe the figure without anything that a world might not have."""
    wears = scene.one("a coat with many pockets", "plain clothes that have been mended well", "a scarf in two colours")
    feature = scene.one("a calm voice", "quick hands", "grey at the temples", "a way of looking past people")
    return f"Wears {wears}, has {feature} and is rarely seen without a small notebook."


def _background(scene: Scene, name: str, world: str, home: str) -> str:
    """Carry the persona over."""
    facts = scene.facts
    first = scene.one(
        f"In another world one would have called {name} {with_article(facts.role)}.",
        f"{name} came to be known in {world} for one thing: {facts.topic}.",
        f"People who need help with {facts.topic} are sent to {name}.",
    )
    second = scene.one(
        f"{home[:1].upper()}{home[1:]} is where {name} learned what matters and whom to ask.",
        f"Nobody speaks for {home} more often, and nobody less gladly.",
        f"There is an old debt to {home}, and {name} pays it with work.",
    )
    third = scene.one(
        f"{name} wants to see {facts.topic} in safe hands.",
        f"{name} wants to be asked, for once, about something other than {facts.topic}.",
        f"{name} wants an apprentice who stays.",
    )
    return f"{first} {second} {third}"


def _secret(scene: Scene, other: str) -> str:
    """Draw what is hidden."""
    return scene.one(
        f"writes letters to {other} and burns the answers",
        "once gave a wrong answer on purpose, and it was believed",
        "cannot read one of the two scripts and has somebody do it",
        "has been promised a place elsewhere and has told nobody",
    )


def _gift(scene: Scene) -> str:
    """Draw what players get."""
    return scene.one(
        "a name that opens one door",
        "a map with one mistake in it, and the mistake explained",
        "three lessons and a meal",
        f"one honest answer about {scene.facts.topic}",
    )


def _speech(scene: Scene, home: str) -> str:
    """Write two lines of speech."""
    one = scene.one(
        f"“You came about {scene.spoken_topic}. They all do.”",
        "“Sit where I can see your hands, and then we can be friends.”",
        f"“Before we talk about {scene.spoken_topic}: who sent you?”",
    )
    two = scene.one(
        f"“Say nothing against {home} while I am here.”",
        "“Come back when you have tried it twice.”",
        "“I do not give advice. I tell what happened, and you do as you like.”",
    )
    return f"{one} {two}"
