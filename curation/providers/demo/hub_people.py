"""People of the demo generator: who they are, what is asked of them, and the sentences that say it."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Final, NamedTuple

from curation.personas.attributes import UNKNOWN, VOCABULARY
from curation.providers.demo.hub_voice import GENDERS, Gender, Habit, Voice, Walk, agree
from curation.providers.demo.phrases import set_of, with_article
from curation.text import search_text

_AGES: Final[Mapping[str, range]] = {
    "child": range(11, 14),
    "professionals": range(28, 64),
    "managers": range(31, 64),
    "student": range(18, 28),
    "retired": range(66, 85),
}
_WORKING_AGES: Final = range(22, 64)
_BANDS: Final[Mapping[str, range]] = {
    "0-14": range(11, 15),
    "15-24": range(18, 25),
    "25-34": range(25, 35),
    "35-44": range(35, 45),
    "45-54": range(45, 55),
    "55-64": range(55, 65),
    "65-74": range(66, 75),
    "75+": range(75, 89),
}
_GROWN_UP: Final = 15
_HEAD_LAST: Final = frozenset({"en", "de", "zh", "hi"})
_MIN_HEAD_CHARS: Final = 5
_VAGUE_HEADS: Final = set_of(
    "worker labourer operator manager technician assistant student firm parent guard agente técnico técnica empleado"
    " empleada ayudante estudiante director directora responsable employé employée agent garde aide maître directeur"
    " directrice élève professeur professeure étudiant étudiante gerente auxiliar operador diretor diretora pequeno"
    " pequena assistente कर्मचारी मज़दूर वाला वाली छात्र छात्रा माता पिता"
)
_SLOT: Final = re.compile(r"\{(a who|who|age|habit|reason)\}")
_OUT_OF_WORK: Final = frozenset({"child", "student", "retired"})
_WITHOUT_JOB: Final = _OUT_OF_WORK | {"not_working"}


class Stated(NamedTuple):
    """A value of an attribute and the words that say it."""

    name: str
    value: str
    quote: str


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is to be described.

    Attributes:
        details: Words beside occupation and age, each the value of an attribute.
    """

    walk: Walk
    gender: Gender
    age: int
    details: tuple[Stated, ...] = ()

    @property
    def noun(self) -> str:
        """What the person is called."""
        return agree(self.walk.noun, self.gender)


@dataclass(slots=True)
class Casting:
    """Draws people who differ from each other and from those that were there before.

    Attributes:
        known: A text whose people and habits are not drawn again.
        text: A text whose people are drawn sooner than others.
    """

    voice: Voice
    rng: Random
    known: str = ""
    text: str = ""
    _named: list[Walk] | None = None
    _walks: set[str] = field(default_factory=set)
    _habits: set[str] = field(default_factory=set)
    _reasons: set[str] = field(default_factory=set)

    def person(
        self,
        topics: Sequence[str],
        *,
        wanted: Mapping[str, str],
        occupations: Collection[str] = (),
        gender: Gender | None = None,
        at_home: bool = False,
    ) -> Person:
        """Draw somebody.

        Args:
            topics: Where to look first; people of any other walk come too.
            wanted: Attribute to value; what contradicts the age is left out, a schoolchild of fifty.
            occupations: Those to draw from where `wanted` says none; empty for all.
            gender: The one that is meant where `wanted` says none.
            at_home: Look among the topics only, as long as there is somebody.
        """
        band = wanted.get("age_band", "")
        occupation = _fitting_occupation(wanted.get("occupation", ""), band)
        allowed = {occupation} if occupation else set(occupations) or _of_band(band)
        walk = self._walk(topics, allowed, at_home=at_home)
        asked = wanted.get("gender", "")
        drawn: Gender = self.rng.choice(GENDERS[:2])
        sex: Gender = next((one for one in GENDERS if one == asked), drawn if gender is None else gender)
        ages = _BANDS.get(band) or _AGES.get(walk.occupation, _WORKING_AGES)
        return Person(walk, sex, self.rng.choice(ages), self._details(wanted, sex))

    def habit(self, person: Person, *, plain: bool = False) -> Habit:
        """Draw a habit that suits the person and that nobody has had yet."""
        every = self.voice.plain_habits if plain else self.voice.habits
        pool = [one for one in every if person.age >= _GROWN_UP or not one.grown_up]
        fresh = [one for one in pool if one.text not in self._habits and not (one.hook and one.hook in self.known)]
        chosen = self.rng.choice(fresh or list(pool))
        self._habits.add(chosen.text)
        return chosen

    def reason(self, kind: str) -> str:
        """Draw what somebody does about the key phrase."""
        pool = self.voice.reasons[kind]
        chosen = self.rng.choice([one for one in pool if one not in self._reasons] or list(pool))
        self._reasons.add(chosen)
        return chosen

    def _walk(self, topics: Sequence[str], allowed: Collection[str], *, at_home: bool) -> Walk:
        """Draw a walk of life: of the topics four times in five, where they have one that is allowed."""
        near = [walk for topic in topics for walk in self.voice.people.get(topic, ()) if _may(walk, allowed)]
        far = [walk for walk in self.voice.people["any"] if _may(walk, allowed)]
        everywhere = [walk for people in self.voice.people.values() for walk in people if _may(walk, allowed)]
        pools = [near, far] if at_home or self.rng.random() < 0.8 else [far, near]
        if self.text and self.rng.random() < 0.5:
            pools.insert(0, [walk for walk in self._told() if walk in everywhere])
        for pool in (*pools, everywhere):
            fresh = [walk for walk in pool if walk.noun not in self._walks and not self._is_known(walk)]
            if fresh:
                chosen = self.rng.choice(fresh)
                self._walks.add(chosen.noun)
                return chosen
        return self.rng.choice(everywhere)

    def _told(self) -> list[Walk]:
        """Return the walks of life that the text names."""
        if self._named is None:
            every = [walk for people in self.voice.people.values() for walk in people]
            self._named = [walk for walk in every if mention_of(self.voice, walk, self.text)]
        return self._named

    def _is_known(self, walk: Walk) -> bool:
        folded = self.known.casefold()
        return any(agree(walk.noun, gender).casefold() in folded for gender in GENDERS)

    def _details(self, wanted: Mapping[str, str], gender: Gender) -> tuple[Stated, ...]:
        """Return the words for what was asked for beside occupation and age."""
        found: list[Stated] = []
        if value := wanted.get("gender"):
            found.append(Stated("gender", value, self.voice.genders[value]))
        if value := wanted.get("education"):
            found.append(Stated("education", value, agree(self.voice.education[value], gender)))
        if value := wanted.get("region"):
            found.append(Stated("region", value, self.rng.choice(self.voice.places[value])))
        return tuple(found)


def read_wanted(phrase: str) -> dict[str, str]:
    """Read "occupation: Managers; region: Africa", in labels or in values; what is no attribute is passed over."""
    wanted: dict[str, str] = {}
    for part in phrase.split(";"):
        name, _, said = (piece.strip().lower() for piece in part.partition(":"))
        for value, label in VOCABULARY.get(name.replace(" ", "_"), {}).items():
            if said in (value, label.lower()) and value != UNKNOWN:
                wanted[name.replace(" ", "_")] = value
    return wanted


def describe(voice: Voice, person: Person, habit: Habit, reason: str, *, plain: bool, rng: Random) -> str:
    """Put a person into words: `reason` has the key phrase in its place, a `plain` description leaves the age out."""
    frames = voice.plain_frames if plain else voice.frames[: 1 if person.details else None]
    age = voice.age.replace("{n}", str(person.age))
    parts = {
        "who": person.noun,
        "a who": with_article(person.noun),
        "age": voice.comma.join([age, *(one.quote for one in person.details)]),
        "habit": agree(habit.text, person.gender),
        "reason": reason,
    }
    frame = agree(frames[rng.randrange(len(frames))], person.gender)
    return _capitals(_SLOT.sub(lambda slot: parts[slot[1]], frame))


def put_in(reason: str, phrase: str, gender: Gender) -> str:
    """Put the key phrase into its place; the phrase is never read as a pattern."""
    return phrase.join(agree(reason, gender).split("{x}"))


def stated_of(voice: Voice, person: Person, text: str) -> list[Stated]:
    """Return the attributes that the description states, each with its words there."""
    claims = [
        Stated("occupation", person.walk.occupation, person.noun),
        *person.details,
        Stated("age_band", band_of(person.age), voice.age.replace("{n}", str(person.age))),
    ]
    if agree(person.walk.noun, "male") != agree(person.walk.noun, "female") and person.gender != "nonbinary":
        claims.append(Stated("gender", person.gender, person.noun))
    found: dict[str, Stated] = {}
    for claim in claims:
        if claim.name not in found and (words := span_of(claim.quote, text)):
            found[claim.name] = claim._replace(quote=words)
    return list(found.values())


def mention_of(voice: Voice, walk: Walk, text: str) -> str:
    """Return the words of the text that name the walk of life, or its general kind: "driver" for a bus driver."""
    for gender in GENDERS[:2]:
        noun = agree(walk.noun, gender)
        pieces = noun.split()
        head = pieces[-1 if voice.language in _HEAD_LAST else 0]
        tells = len(head) >= _MIN_HEAD_CHARS and head not in _VAGUE_HEADS and walk.occupation not in _WITHOUT_JOB
        general = head if tells else ""
        if words := span_of(noun, text) or span_of(general, text):
            return words
    return ""


def span_of(words: str, text: str) -> str:
    """Return the words as they stand in the text, in whatever case, or nothing."""
    if not words or words.casefold() not in text.casefold():
        return ""
    match = re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text, re.IGNORECASE)
    if match:
        return match.group()
    return words if words in text and search_text(words) else ""  # Chinese has no blanks between words


def band_of(age: int) -> str:
    """Return the age band of an age in years."""
    if age >= 75:
        return "75+"
    starts = (0, 15, 25, 35, 45, 55, 65)
    start = max(one for one in starts if one <= age)
    return f"{start}-{start + (14 if start == 0 else 9)}"


def _fitting_occupation(occupation: str, band: str) -> str:
    """Return the occupation, unless nobody of the age has it."""
    young = band == "0-14"
    if not occupation or not band:
        return occupation
    return "child" if young else "" if occupation == "child" else occupation


def _of_band(band: str) -> set[str]:
    """Return the occupations that go with an age band where none is asked for; empty for all."""
    if band in ("65-74", "75+"):
        return {"retired"}
    if band == "0-14":
        return {"child"}
    return set(VOCABULARY["occupation"]) - _OUT_OF_WORK - {UNKNOWN} if band else set()


def _may(walk: Walk, allowed: Collection[str]) -> bool:
    return not allowed or walk.occupation in allowed


def _capitals(text: str) -> str:
    """Begin each sentence with a capital."""
    return re.sub(r"(?:\A|(?<=[.] ))\w", lambda first: first.group().upper(), text)
