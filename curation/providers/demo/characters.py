"""The npc scenario: the persona as an inhabitant of Hollowtide."""

from collections.abc import Mapping

from curation.providers.demo.scene import Scene

_FIRST = ("Oru", "Ysmae", "Tilden", "Corvel", "Maris", "Edda", "Halloran", "Isk", "Brannoc", "Sefi", "Undine", "Pell")
_MIDDLE = ("Salt", "Bell", "Gull", "Low", "Glass", "Rope", "Reed", "Pearl", "Fog", "Kelp", "Lantern", "Ebb")
_LAST = ("water", "wick", "hand", "mere", "tower", "song", "step", "ward", "light", "hollow")
_PLACES = (
    "the Nine Bells",
    "Gullhollow Stair",
    "the Roof Gardens of Ammery",
    "Lantern Shoal",
    "the Half-Drowned Library",
    "Ropewalk Island",
    "the Dry Street",
    "Mirrorwick",
    "the Salt Choir's landing",
    "the House of Open Ledgers",
)
_TRADES: Mapping[str, str] = {
    "health": "tide-physician",
    "teaching": "keeper of the children's bell",
    "software": "mender of counting-glass",
    "growing": "roof-gardener",
    "kitchen": "kettle-keeper of the ferry inn",
    "sport": "runner of the dry streets",
    "music": "singer of depth songs",
    "arts": "painter of the drowned facades",
    "public": "speaker before the Tidewardens",
    "science": "reader of currents",
    "engineering": "ropewright of the ferries",
    "trade": "agent of a Ledger House",
    "travel": "pilot between the towers",
    "craft": "glass-binder",
    "animals": "keeper of the message gulls",
    "home": "hearth-warden of a tower floor",
    "community": "host of the ebb-hour market",
}
_WANTS = (
    "a bell that has been silent since the Night of the Rise",
    "the name that was paid for a spell long ago",
    "passage to the palace of the Drowned Court",
    "the missing page of the tide tables",
    "one evening without the song in the ears",
    "a seat at the table of the Ledger Houses",
    "a pearl that remembers a voice",
    "proof that the sea is falling by a finger a year",
)
_HIDES = (
    "has sold a memory that belonged to somebody else",
    "rings the wrong hour once a month, on purpose",
    "writes letters to a herald of the Drowned Court",
    "cannot swim and has never told anybody",
    "keeps a debt book of promises",
    "found the wreck of the players' ship before they woke",
    "hears the drowned streets breathe",
)


def write_character(scene: Scene) -> str:
    """Write the lines of a character sheet."""
    rng = scene.rng
    name = f"{rng.choice(_FIRST)} {rng.choice(_MIDDLE)}{rng.choice(_LAST)}"
    home, other = rng.sample(_PLACES, 2)
    want, hidden = rng.choice(_WANTS), rng.choice(_HIDES)
    trade = _TRADES[scene.domain.name]
    lines = [
        f"Name: {name}",
        f"Role: {trade[:1].upper()}{trade[1:]} at {home}",
        f"Appearance: {_appearance(scene)}",
        f"Background: {_background(scene, name, trade, home)} {name} wants {want}.",
        f"Secret: {name} {hidden}.",
        f"With players: {_meeting(scene, name, other)}",
        f"Dialogue: {_lines(scene, want)}",
    ]
    return "\n".join(lines)


def _appearance(scene: Scene) -> str:
    """Describe the figure."""
    coat = scene.one(
        "a coat of oiled sailcloth", "a grey shawl with bell-bronze pins", "a diver's jerkin", "three scarves, all damp"
    )
    feature = scene.one(
        "salt-bleached hair", "ink to the elbows", "a scar like a tide line", "very still hands", "one blue glass eye"
    )
    carries = scene.one(
        f"carries {scene.thing()} in a net bag", "never lets go of a short brass rod", "keeps a slate on a cord"
    )
    return f"Wears {coat}, has {feature} and {carries}."


def _background(scene: Scene, name: str, trade: str, home: str) -> str:
    """Carry the persona over into the world."""
    facts = scene.facts
    first = scene.one(
        f"In dry times one would have called {name} {facts.who}.",
        f"Before the wreck that brought the family to {home}, {name} was {facts.who}, and the habit has stayed.",
        f"The old people of {home} have a word for {name} that means “{facts.who}”.",
        f"{name} came to {home} as {facts.who} and found that the islands had a use for that.",
    )
    second = scene.one(
        f"What {name} knows of {facts.topic} now serves the work of a {trade}.",
        f"Whoever needs advice on {facts.topic} climbs the stairs after the second bell.",
        f"Nobody between the towers understands more of {facts.topic}, and nobody talks about it at greater length.",
        f"Each spell of salt and glass has cost a memory, but never yet one of {facts.topic}.",
    )
    third = scene.one(
        "The Tidewardens trust the exact hours, the Salt Choir the honest prices.",
        "Two Ledger Houses have offered a contract; both were sent back with corrections.",
        "When the tide draws breath, half the street comes by to ask something.",
    )
    return f"{first} {second} {third}"


def _meeting(scene: Scene, name: str, other: str) -> str:
    """Say how players meet the character and what there is to do."""
    n = scene.rng.randint(3, 9)
    thing = scene.thing()
    task = scene.one(
        f"bring back {n} {thing} from the flooded floor below {other} before the bells end the ebb",
        f"carry a sealed message to {other} without hearing the song on the way",
        f"find out who has changed {n} entries in the tide tables at {other}",
        f"stand watch for one night at {other} and count the lights under the water",
        f"settle a quarrel about {scene.facts.topic} between two divers at {other}",
    )
    gift = scene.one(
        "a glass bead that holds one forgotten word",
        "a free crossing on every rope ferry",
        "a page of corrected tide tables",
        "a depth song of three notes, with a warning about its price",
        "credit of twelve pearls at a Ledger House",
    )
    return (
        f"{name} asks them to {task}. In return {name} gives {gift}; those who lie about the task find the door"
        " barred at high water."
    )


def _lines(scene: Scene, want: str) -> str:
    """Write two lines of speech."""
    one = scene.one(
        f"“You want to talk about {scene.spoken_topic}? Sit. The bell gives us a quarter of an hour.”",
        f"“Mind the third step, it remembers the flood. And do not touch the {scene.thing()}.”",
        "“Wet boots outside, wet stories inside.”",
        f"“I have forgotten my mother's face, but ask me anything about {scene.spoken_topic}.”",
    )
    two = scene.one(
        f"“Some evenings I would give every pearl I own for {want}.”",
        "“The sea is not cruel. It only never returns a thing in the order in which you lent it.”",
        "“Come back at ebb, and come back with both hands empty.”",
        "“If the heralds ask, you never saw me counting.”",
    )
    return f"{one} {two}"
