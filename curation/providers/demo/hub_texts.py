"""The text-to-persona scenario: people who read, write, like or dislike a text, told by its own key phrases."""

import json
import re
from collections.abc import Mapping, Sequence
from random import Random
from typing import Final

from curation.providers.demo.hub_people import Casting, Stated, describe, mention_of, put_in
from curation.providers.demo.hub_voice import Voice
from curation.providers.demo.hub_voices import topics_of, voice_for
from curation.providers.demo.key_phrases import KeyPhrase, key_phrases
from curation.providers.demo.phrases import set_of
from curation.text import guess_language

RELATIONS: Final = ("read", "write", "like", "dislike")
MAX_PEOPLE: Final = 20
_TOP_PHRASES: Final = 4
_ADULTS: Final = set_of(
    "armed_forces managers professionals technicians clerical service_sales agriculture craft operators elementary"
    " student retired not_working"
)


def write_readers(text: str, variant: str, variables: Mapping[str, str], rng: Random) -> str:
    """Write the people of a text, or nothing where the text has no words to speak of.

    Args:
        text: The text.
        variant: "coarse" for general descriptions, anything else for specific ones.
        variables: "n", "relations" and "form", as the template was filled.
        rng: Dice.
    """
    language = guess_language(text)
    voice = voice_for(language)
    phrases = key_phrases(text, language)
    if not phrases:
        return ""
    n = read_count(variables)
    topics = topics_of(voice, text)[:2]
    phrases.sort(key=lambda one: not set(topics) & set(topics_of(voice, one.text)))
    best = phrases[: max(_TOP_PHRASES, n)]
    order = rng.sample(best, len(best))
    relations = _relations(variables.get("relations", ""))
    first = rng.randrange(len(relations))
    casting = Casting(voice, rng, text=text)
    people = [
        _reader(casting, text, order[no % len(order)], relations[(first + no) % len(relations)], variant == "coarse")
        for no in range(n)
    ]
    if variables.get("form") == "structured":
        return as_json(people)
    return "\n\n".join(
        f"Persona: {one['persona']}\nRelation: {one['relation']}\nQuote: {one['quote']}" for one in people
    )


def read_count(variables: Mapping[str, str]) -> int:
    """Return how many people are asked for: 1 to 20."""
    said = variables.get("n", "")
    n = int(said) if said.isdecimal() and said.isascii() and len(said) < 4 else 1
    return min(max(n, 1), MAX_PEOPLE)


def as_json(people: Sequence[Mapping[str, object]]) -> str:
    """Return the structured form of an answer."""
    return json.dumps({"personas": people}, ensure_ascii=False)


def attribute_rows(stated: Sequence[Stated]) -> list[dict[str, str]]:
    """Return attributes as the structured form has them."""
    return [one._asdict() for one in stated]


def in_sentence(voice: Voice, phrase: KeyPhrase) -> str:
    """Return the phrase as it stands in a sentence of the voice: as English says it, or between marks."""
    before, after = voice.marks
    return f"{before}{phrase.text}{after}" if before else phrase.said


def _relations(said: str) -> list[str]:
    """Return the relations that are asked for, all four where none can be read."""
    asked = re.findall(r"[a-z]+", said.lower())
    return [one for one in RELATIONS if one in asked] or list(RELATIONS)


def _reader(casting: Casting, text: str, phrase: KeyPhrase, relation: str, coarse: bool) -> dict[str, object]:
    """Describe one person."""
    voice, rng = casting.voice, casting.rng
    topics = topics_of(voice, phrase.text)[:1] + topics_of(voice, text)[:2]
    # A child may be fond of something, but answers no questions and has nothing to decide.
    occupations = () if relation == "like" and not coarse else _ADULTS
    person = casting.person(topics, wanted={}, occupations=occupations, at_home=relation == "write")
    reason = put_in(casting.reason(relation), in_sentence(voice, phrase), person.gender)
    habit = casting.habit(person, plain=coarse)
    persona = describe(voice, person, habit, reason, plain=coarse, rng=rng)
    told = mention_of(voice, person.walk, text)
    stated = [Stated("occupation", person.walk.occupation, told)] if told else []
    return {"persona": persona, "relation": relation, "quote": phrase.quote, "attributes": attribute_rows(stated)}
