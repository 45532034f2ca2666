"""The npc scenario: the persona as an inhabitant of Ninth Orchard."""

from collections.abc import Mapping

from curation.providers.demo.phrases import with_article
from curation.providers.demo.scene import Scene

_FIRST = (
    "Adri",
    "Bexley",
    "Cato",
    "Dunya",
    "Eskil",
    "Fenna",
    "Ilo",
    "Juno",
    "Kestrin",
    "Lomi",
    "Merle",
    "Ottil",
    "Ruan",
)
_LAST = (
    *("Seedhand", "Lampwell", "Ringer", "Coldframe", "Graft", "Waterlot", "Underdeck", "Spoke"),
    *("Pippin", "Turnover", "Halfspin", "Lot-Eleven"),
)
_DECKS = (
    ("Root", "the third water gallery of Root"),
    ("Root", "the heat exchangers of Root"),
    ("Trunk", "the long workshop of Trunk"),
    ("Trunk", "the school deck of Trunk"),
    ("Trunk", "the drawing hall of Trunk, where the lots are kept"),
    ("Crown", "the fifth orchard of Crown"),
    ("Crown", "the dim orchard of Crown"),
    ("Rind", "the suit lockers of Rind"),
    ("Rind", "the inner hatch of Rind"),
)
_TRADES: Mapping[str, str] = {
    "health": "ward keeper",
    "teaching": "first-season teacher",
    "software": "reader of the Steward's logs",
    "growing": "pruner of the upper rows",
    "kitchen": "galley hand for the night shift",
    "sport": "runner of the spokes",
    "music": "caller of the shift songs",
    "arts": "painter of season charts",
    "public": "counsel to those whose lot is drawn",
    "science": "keeper of the seed tests",
    "engineering": "hull mender",
    "trade": "clerk of the shift book",
    "travel": "guide between the decks",
    "craft": "joiner of pruned wood",
    "animals": "keeper of the bees",
    "home": "warden of a sleeping row",
    "community": "host of the long table",
}
_WANTS = (
    "to hear why the launch was brought forward by a year",
    "one whole season in an orchard that is not dimmed",
    "to be struck from the shift book's page of debts",
    "a vote on the moon before the next lots are drawn",
    "a look at the lamp tables that the Steward does not show",
    "never to have the lot fall on the same family twice",
    "to taste a fruit whose tree has not been planted for sixty years",
)
_HIDES = (
    "has swapped a lot with a neighbour and sat in the council under the wrong name",
    "keeps a row of seedlings in Rind that no list knows of",
    "asks the Steward a question every night and writes down the answers, yes or no",
    "was told the secret of the twelve eldest and has promised to keep it",
    "uses less air than the allowance says and saves the rest for somebody",
    "is a Lander by conviction and a Stayer by everything that is said aloud",
    "once left a hatch on the wrong side open for four minutes",
)


def write_orchardist(scene: Scene) -> str:
    """Write the lines of a character sheet."""
    rng = scene.rng
    name = rng.choice(_FIRST)
    whole = f"{name} {rng.choice(_LAST)}"
    (deck, home), (_, other) = rng.sample(_DECKS, 2)
    want, trade = rng.choice(_WANTS), _TRADES[scene.domain.name]
    lines = [
        f"Name: {whole}",
        f"Role: {trade[:1].upper()}{trade[1:]}, to be found at {home}",
        f"Appearance: {_appearance(scene, deck)}",
        f"Background: {_background(scene, name, trade)} {name} wants {want}.",
        f"Secret: {name} {rng.choice(_HIDES)}.",
        f"With players: {_meeting(scene, name, other)}",
        f"Dialogue: {_lines(scene)}",
    ]
    return "\n".join(lines)


def _appearance(scene: Scene, deck: str) -> str:
    """Describe the figure."""
    wears = scene.one(
        f"the grey work suit of {deck} with the sleeves cut off",
        f"a patched coat from before the launch over the colours of {deck}",
        "two aprons, the cleaner one underneath",
        "a suit liner with the name of an earlier owner on it",
    )
    feature = scene.one(
        "bark under the fingernails", "a pale band where a suit collar sits", "reading lenses mended with wire",
        "hands that are never quite still", "a burn from a lamp housing along one arm",
    )  # fmt: skip
    carries = scene.one(
        "carries a shift slate with a cracked corner",
        "keeps a pruning knife on a cord",
        "keeps a pocket full of labels that fell off their trees",
        "is never without a tin cup",
    )
    return f"Wears {wears}, has {feature} and {carries}."


def _background(scene: Scene, name: str, trade: str) -> str:
    """Carry the persona over into the world."""
    role, topic = with_article(scene.facts.role), scene.facts.topic
    first = scene.one(
        f"The old files have a word for what {name} would have been in another place: {role}.",
        f"“{role[:1].upper()}{role[1:]}”, somebody once wrote beside {name}'s name in the shift book, and it stuck.",
        f"When trades were given out {name} said “{role}” and nothing else, and was told to make of it what the deck"
        " could use.",
        f"There is a page in the old files that reads like a portrait of {name}; it is headed “{role}”.",
    )
    second = scene.one(
        f"What there is to read about {topic}, {name} has read, down to the pages that were printed by mistake.",
        f"For the work of a {trade} it helps more than one would think to know about {topic}.",
        f"In the shift book half a page stands under {name}'s name, all of it favours that had to do with {topic}.",
        f"Since the lamps went dim, people come by in the evening to hear about {topic} and to think of something"
        " else.",
    )
    third = scene.one(
        "The Stayers count on that steadiness, the Landers on that impatience, and both are told to wait.",
        "Two of the twelve eldest say good morning; the others look away.",
        "The lot has fallen on that name once, and the two hundred days are still talked about.",
        "On probation days apprentices are sent along, because nothing has ever gone wrong there twice.",
    )
    return f"{first} {second} {third}"


def _meeting(scene: Scene, name: str, other: str) -> str:
    """Say how players meet the character and what there is to do."""
    n, rng = scene.rng.randint(3, 9), scene.rng
    task = scene.one(
        f"carry a sealed tray of cuttings to {other} without letting it warm by more than {n} degrees",
        f"ask the Steward {n} questions that can be answered with yes or no, and bring back the answers in order",
        f"find out which of {n} entries in the shift book was written by another hand, and ask at {other}",
        f"stand a watch at {other} and count how often the lamps falter",
        f"take a message about {scene.facts.topic} to somebody at {other} who does not wish to be seen reading it",
        f"check {n} seals at {other} that were signed for and perhaps never touched",
    )
    gift = scene.one(
        f"enters a favour of {rng.randint(2, 5)} shifts in the book",
        "lends them a suit that fits",
        "shows them a door that is on no apprentice's plan",
        "gives them a fruit from the fifth orchard, and looks away while they eat",
        "puts in a word at the next drawing of lots",
    )
    return (
        f"Apprentices are sent to {name} in their first season. {name} asks them to {task}. In return {name} {gift}; an"
        " apprentice who reports more than was seen is not asked again."
    )


def _lines(scene: Scene) -> str:
    """Write two lines of speech."""
    topic = scene.spoken_topic
    one = scene.one(
        f"“Ask me about {topic} when the lamps are down. By day I have trees.”",
        "“Close the hatch first, then say good morning. In that order, always.”",
        f"“You think {topic} is a thing of the old files? Then hold this and do not let go.”",
        "“Nothing here is lost. It is only in use somewhere else.”",
    )
    two = scene.one(
        "“The Steward said yes. I would feel better if I knew what I had asked.”",
        "“Ninety-one years, and nobody has yet pruned a lamp.”",
        "“Write it in the book. What is in the book, nobody has to remember kindly.”",
        "“Stay or land, somebody has to water on Thursday.”",
    )
    return f"{one} {two}"
