"""The persona-attributes scenario: what a description says of its person, found by the words of the demo's tables."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Final

from curation.providers.demo.hub_people import Stated, band_of, span_of
from curation.providers.demo.hub_texts import attribute_rows
from curation.providers.demo.hub_voice import GENDERS, Gender, Voice, agree
from curation.providers.demo.hub_voices import voice_for
from curation.text import guess_language

_AGE: Final = re.compile(
    r"(?<![\w.,])(?:(?<=, )(\d{1,2})(?=[,;.:])|(?<=[Aa]t )(\d{1,2})(?=,)|(?<= of )(\d{1,2})(?= who)"
    r"|(\d{1,2})(?=[- ]years?[- ]old| Jahre| años| ans\b| anos| ?岁| साल| عام))"
)
_SAID_GENDER: Final = {"female": "she her woman", "male": "he his man"}


def write_attributes(persona: str) -> str:
    """Write the attributes that the description states; an empty list where it states none."""
    voice = voice_for(guess_language(persona))
    found: dict[str, Stated] = {}
    for one in (*_of_work(voice, persona), *_of_words(voice, persona), *_of_age(persona)):
        found.setdefault(one.name, one)
    return json.dumps({"attributes": attribute_rows(list(found.values()))}, ensure_ascii=False)


def _of_work(voice: Voice, text: str) -> Iterator[Stated]:
    """Find the longest walk of life, and the gender that its form tells."""
    best: tuple[int, str, str, Gender | None] = (0, "", "", None)
    for walk in (walk for people in voice.people.values() for walk in people):
        forms = [agree(walk.noun, gender) for gender in GENDERS[:2]]
        for gender, form in zip(GENDERS, forms, strict=False):
            if len(form) > best[0] and (words := span_of(form, text)):
                best = (len(form), walk.occupation, words, gender if forms[0] != forms[1] else None)
    _, occupation, words, told = best
    if words:
        yield Stated("occupation", occupation, words)
    if told:
        yield Stated("gender", told, words)


def _of_words(voice: Voice, text: str) -> Iterator[Stated]:
    """Find places, levels of education and words for the gender."""
    tables: dict[str, Mapping[str, tuple[str, ...]]] = {
        "gender": {value: (said,) for value, said in voice.genders.items()},
        "education": {value: (agree(said, "male"), agree(said, "female")) for value, said in voice.education.items()},
        "region": voice.places,
    }
    for name, table in tables.items():
        for value, phrases in table.items():
            yield from (Stated(name, value, words) for one in phrases if (words := span_of(one, text)))
    for value, said in _SAID_GENDER.items() if voice.language == "en" else ():
        yield from (Stated("gender", value, words) for one in said.split() if (words := span_of(one, text)))


def _of_age(text: str) -> Iterator[Stated]:
    """Find an age in years."""
    if said := said_age(text):
        yield Stated("age_band", band_of(int(said)), said)


def said_age(text: str) -> str:
    """Return the digits of an age in years, or nothing where none is told."""
    match = _AGE.search(text)
    return match.group() if match else ""
