"""The persona-to-persona scenario: people near a person, each of whom stands alone."""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import zip_longest
from random import Random
from typing import Final, NamedTuple

from curation.providers.demo.hub_attributes import said_age
from curation.providers.demo.hub_people import Casting, describe, put_in, read_wanted, stated_of
from curation.providers.demo.hub_texts import as_json, attribute_rows, in_sentence, read_count
from curation.providers.demo.hub_voice import GENDERS, Gender, Voice, agree
from curation.providers.demo.hub_voices import topics_of, voice_for
from curation.providers.demo.key_phrases import MAX_PHRASE_CHARS, key_phrases
from curation.providers.demo.phrases import set_of
from curation.text import guess_language

MAX_LABEL_CHARS: Final = 40
_CORE_PHRASES: Final = 3
_MARKS_CHARS: Final = 6
_END: Final = r"(?=\s*[.;,:。；，،؛।]|\s(?:and|und|y|et|e|और|و\w+)\s|\Z)"
"""What follows a key phrase with which a reason ends."""


class Tie(NamedTuple):
    """What somebody is to another person.

    Attributes:
        kind: Which reasons are drawn from.
        topic: Where the tie is only thought of for people of a topic.
        source: The topic that the person is drawn from, where it is always the same.
    """

    kind: str
    occupations: frozenset[str]
    gender: Gender | None = None
    topic: str = ""
    source: str = ""


_LOW_PAID: Final = frozenset({"elementary"})
_WORKING: Final = set_of(
    "managers professionals technicians clerical service_sales agriculture craft operators elementary"
)
_OLD: Final = frozenset({"retired"})
_CHILD: Final = frozenset({"child"})
_NO_WORK: Final = frozenset({"not_working"})
_STUDENT: Final = frozenset({"student"})
_GROWN: Final = _WORKING | _OLD | _NO_WORK | _STUDENT | {"armed_forces"}

TIES: Final[Mapping[str, Tie]] = {
    "colleague": Tie("work", _WORKING),
    "neighbour": Tie("home", _GROWN),
    "daughter": Tie("young", _CHILD, "female"),
    "cleaner": Tie("margin", _LOW_PAID),
    "client": Tie("home", _WORKING),
    "supplier": Tie("work", _WORKING - _LOW_PAID),
    "grandmother": Tie("old", _OLD, "female"),
    "day labourer": Tie("margin", _LOW_PAID),
    "rival": Tie("work", _WORKING),
    "friend": Tie("home", _GROWN),
    "landlord": Tie("home", frozenset({"managers", "retired", "professionals"})),
    "friend without work": Tie("margin", _NO_WORK),
    "apprentice": Tie("work", _STUDENT),
    "neighbour's child": Tie("young", _CHILD),
    "old neighbour": Tie("old", _OLD),
    "tenant": Tie("home", _STUDENT | _NO_WORK),
    "grandfather": Tie("old", _OLD, "male"),
    "son": Tie("young", _CHILD, "male"),
    "carer": Tie("margin", frozenset({"service_sales"}), source="health"),
    "sister": Tie("home", _GROWN, gender="female"),
    "brother": Tie("home", _GROWN, gender="male"),
    "patient": Tie("home", _GROWN, topic="health"),
    "pupil": Tie("young", _CHILD, topic="school"),
    "seasonal worker": Tie("margin", _LOW_PAID, topic="growing"),
    "regular customer": Tie("home", _GROWN, topic="food"),
    "passenger": Tie("home", _GROWN, topic="travel"),
    "mother": Tie("home", _WORKING | _NO_WORK, "female"),
    "father": Tie("home", _WORKING | _NO_WORK, "male"),
    "wife": Tie("home", _WORKING, "female"),
    "husband": Tie("home", _WORKING, "male"),
    "teacher": Tie("work", frozenset({"professionals"}), source="school"),
    "boss": Tie("work", frozenset({"managers"})),
    "employee": Tie("work", _WORKING),
    "customer": Tie("home", _GROWN),
}
"""By label; the first twenty-one may come to anybody, and the others where they are asked for or fit."""
_USUAL: Final = tuple(TIES)[:21]
_OF_CHILDREN: Final = (
    *("mother", "father", "grandmother", "grandfather", "teacher", "friend", "neighbour", "old neighbour"),
    *("neighbour's child", "carer", "cleaner"),
)
_NOT_OF_THE_OLD: Final = frozenset({"grandmother", "grandfather", "daughter", "son"})
_GROWN_UP: Final = 18
_OLD_FROM: Final = 58
_OPEN: Final = ("neighbour", "friend", "colleague", "client", "supplier", "rival", "sister", "brother")
"""Ties that a person of any age and work can have."""


def write_relatives(persona: str, variables: Mapping[str, str], rng: Random) -> str:
    """Write people near the person, or nothing where the text has no letter.

    Args:
        persona: The description of the person.
        rng: Dice.
        variables: "n", "relations" (labels, or nothing for any), "form" and "gap", as the template was filled.
    """
    if not any(sign.isalpha() for sign in persona):
        return ""
    language = guess_language(persona)
    voice = voice_for(language)
    casting = Casting(voice, rng, known=persona)
    wanted = read_wanted(variables.get("gap", ""))
    themes = _themes(voice, language, persona, rng)
    labels = _labels(voice, persona, variables.get("relations", ""), wanted, rng)
    people = [
        _relative(casting, labels[no % len(labels)], themes[no % len(themes)], wanted)
        for no in range(read_count(variables))
    ]
    if variables.get("form") == "structured":
        return as_json(people)
    return "\n\n".join(f"Relation: {one['relation']}\nPersona: {one['persona']}" for one in people)


def _labels(voice: Voice, persona: str, said: str, wanted: Mapping[str, str], rng: Random) -> list[str]:
    """Return the labels that are asked for, or those that fit the person, in an order of chance."""
    asked = [one.strip()[:MAX_LABEL_CHARS] for one in re.split(r",|\bor\b|\band\b|;|\n", said)]
    labels = list(dict.fromkeys(" ".join(one.split()) for one in asked if any(sign.isalpha() for sign in one)))
    if not labels and {"occupation", "age_band", "gender"} & set(wanted):
        gender = wanted.get("gender")
        labels = [one for one in _OPEN if gender is None or TIES[one].gender in (None, gender)]
    if not labels:
        topics = topics_of(voice, persona)
        usual = _usual(int(said_age(persona) or _GROWN_UP))
        labels = [*usual, *(label for label, tie in TIES.items() if tie.topic in topics and usual is _USUAL)]
    return rng.sample(labels, len(labels))


def _usual(age: int) -> Sequence[str]:
    """Return the labels that somebody of the age may have people for."""
    if age < _GROWN_UP:
        return _OF_CHILDREN
    return [label for label in _USUAL if label not in _NOT_OF_THE_OLD] if age >= _OLD_FROM else _USUAL


def _relative(casting: Casting, label: str, theme: str, wanted: Mapping[str, str]) -> dict[str, object]:
    """Describe one person."""
    voice, rng = casting.voice, casting.rng
    tie = TIES.get(label.lower(), Tie("home", _GROWN))
    topics = topics_of(voice, casting.known if tie.kind == "work" else theme)[:2]
    person = casting.person(
        [tie.source] if tie.source else topics,
        wanted=wanted,
        occupations=() if "age_band" in wanted else tie.occupations,
        gender=tie.gender,
        at_home=bool(tie.source),
    )
    kind = _kind(tie.kind, person.age)
    reason = put_in(casting.reason(kind), theme, person.gender)
    persona = describe(voice, person, casting.habit(person), reason, plain=False, rng=rng)
    stated = attribute_rows(stated_of(voice, person, persona))
    return {"persona": persona, "relation": label, "quote": "", "attributes": stated}


def _kind(kind: str, age: int) -> str:
    """Return the kind of reasons that suits the age."""
    if age < 15:
        return "young"
    if kind in ("young", "old") and age < 60:
        return "home"
    return "old" if age >= 75 else kind


def _themes(voice: Voice, language: str, persona: str, rng: Random) -> list[str]:
    """Return what the person is about and, in turn with it, what else they do, each ready to stand in a sentence.

    Of a description of ours it is the very phrase and the very habit that went
    into it, so that a child of a child is told by one phrase and never by a
    phrase of a phrase.
    """
    before, after = voice.marks
    core = _own_phrases(voice, persona)
    core = core or [in_sentence(voice, one) for one in key_phrases(persona, language, guess=False)[:_CORE_PHRASES]]
    hooks = [one.hook for one in voice.habits if one.hook and one.hook in persona]
    if not hooks and not core:
        hooks = [rng.choice([one.hook for one in voice.habits if one.hook])]
    side = [f"{before}{one}{after}" for one in hooks if f"{before}{one}{after}" not in core]
    themes = [theme for pair in zip_longest(core, side) for theme in pair if theme]
    start = rng.randrange(len(themes))
    return themes[start:] + themes[:start]


def _own_phrases(voice: Voice, persona: str) -> list[str]:
    """Return the key phrases that a description of ours was made with."""
    found = [phrase for pattern in _reason_patterns(voice.language) for phrase in pattern.findall(persona)]
    return [one for one in dict.fromkeys(found) if any(sign.isalpha() for sign in one)][:1]


@cache
def _reason_patterns(language: str) -> list[re.Pattern[str]]:
    """Return what finds the key phrase in each reason of the language."""
    voice, patterns = voice_for(language), []
    before, after = map(re.escape, voice.marks)
    phrase = (
        f"{before}[^“”«»„]{{1,{MAX_PHRASE_CHARS}}}{after}" if before else f".{{2,{MAX_PHRASE_CHARS + _MARKS_CHARS}}}?"
    )
    for reason in (one for reasons in voice.reasons.values() for one in reasons):
        for form in dict.fromkeys(agree(reason, gender) for gender in GENDERS):
            start, end = map(re.escape, form.split("{x}", 1))
            patterns.append(re.compile(f"{start}({phrase}){end or _END}"))
    return patterns
