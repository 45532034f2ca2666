"""What an English description says of its person, found by rules; a wrong value is worse than none.

The rules read the first noun phrase, what stands right after it, and little
else: a place, an age or an occupation further on is as often somebody else's.
Every value comes with the words that say so. Other languages are in
`attribute_languages`.
"""

import re
from collections.abc import Callable, Mapping
from typing import Final

from curation.personas.attribute_ages import find_age
from curation.personas.attribute_languages import find_in_language, is_known_language
from curation.personas.attribute_occupations import MAX_NAME_WORDS, NO_GROUP, group_of
from curation.personas.attribute_phrases import (
    GENDER_OF,
    PERSONS,
    Phrase,
    Reading,
    phrase_end,
    read_text,
    tail_before,
    words_of,
)
from curation.personas.attribute_regions import find_region
from curation.personas.attribute_schooling import find_education
from curation.personas.attributes import Attribute
from curation.text.language import UNDETERMINED

MAX_READ_CHARS: Final = 2_000
"""What is read of a long description; it says what the person is at its beginning."""

_NOT_NOW: Final = words_of(
    "former ex formerly one-time onetime erstwhile aspiring wannabe would-be amateur future prospective hobbyist "
    "fictional imaginary failed armchair backyard hobby fake late non-professional semi-professional budding "
    "trainee volunteer beginner turned part-time self-proclaimed self-styled virtual robotic ai"
)
_RETIRED: Final = frozenset({"retired", "retiree", "pensioner", "long-retired", "recently-retired", "newly-retired"})
_RETIRED_FIRST: Final = re.compile(
    r"(?:since |after |having |recently |i (?:am |have )?|i['’]m )?(retir(?:ing|ed)\b)(?! [a-z]+(?:er|or|ist|ian)\b)",
    re.IGNORECASE,
)
_NO_LONGER: Final = re.compile(
    r"\b(?:laid off|out of work|between jobs|no longer able to work|lost (?:his|her|their|my) job)\b", re.IGNORECASE
)
_SAID_OF_THEM: Final = (
    *(",", ";", " is", " am", " i'm", "i’m", " was", " been", " who", " currently", " recently", " just", " now"),
)
"""What comes right before, where "out of work" is said of the person and not of those whom the person helps."""
_OUT_OF_WORK: Final = frozenset({"unemployed", "jobless", "stay-at-home"})
_WORKS: Final = frozenset({"works", "work", "working", "employed", "nights", "days"})
"""Before "as a", these say what somebody does: "who works nights as a guard"."""
_PRONOUNS: Final = {
    **dict.fromkeys(("she", "her", "hers", "herself", "she's"), "female"),
    **dict.fromkeys(("he", "him", "his", "himself", "he's"), "male"),
}
_NONBINARY: Final = frozenset(
    {"nonbinary", "non-binary", "genderqueer", "genderfluid", "gender-fluid", "agender", "bigender", "enby"}
)
_OF_OTHERS: Final = words_of(
    "respects respect admires admire admired supports support supported adores adored loves loved follows "
    "followed helps help helped assists assist mentors mentored inspired idolizes idolized worships praises "
    "criticizes doubts trusts knows met joins accompanies teaches taught coaches guides encourages by with about "
    "against admiring supporting helping"
)
"""Before a pronoun these speak of somebody who was not named: "an investigator who respects her"."""
_NEITHER: Final = re.compile(r"^neither (?:a )?(?:man|woman) nor (?:a )?(?:wo)?man\b", re.IGNORECASE)
_NO_KIN: Final = frozenset(
    {"scout", "scouts", "band", "group", "tongue", "figure", "cave", "nature", "earth", "crush", "lode", "lawyer"}
)
"""After "girl", "mother" or "man" these make another word of it: a girl scout leader."""


def has_rules(language: str) -> bool:
    """Tell whether there are rules for a language; one that is not known is read as English."""
    return language in ("en", UNDETERMINED) or is_known_language(language)


def find_attributes(text: str, language: str) -> dict[str, Attribute]:
    """Return what the rules find in a description; an attribute that is not there is unknown.

    Args:
        text: Cleaned.
        language: ISO 639-1 code, or "und", which is read as English.
    """
    read = text[:MAX_READ_CHARS]
    if not has_rules(language):
        return {}
    if is_known_language(language):
        return find_in_language(read, language)
    reading = read_text(read)
    found: dict[str, Attribute] = {}
    for name, find in _FINDERS.items():
        attribute = find(reading)
        if attribute is not None:
            found[name] = attribute
    age = found.get("age_band")
    if age is not None and age.value == "0-14" and "occupation" not in found:
        found["occupation"] = Attribute("child", age.evidence)
    if age is not None and age.value == "0-14" and found["occupation"].value not in ("child", "student"):
        del found["occupation"], found["age_band"]
    return found


def find_occupation(reading: Reading) -> Attribute | None:
    """Return the major group of what the person is, or what stands in its place, such as retired."""
    if (begins := _RETIRED_FIRST.match(reading.text)) is not None:
        return Attribute("retired", begins.group(1))
    if (lost := _lost_work(reading)) is not None:
        return lost
    words = reading.words
    for phrase in reading.phrases:
        standing = _not_at_work(reading, phrase)
        if standing is not None:
            return standing
        group = _occupation_in(reading, phrase)
        if group is not None:
            return group
        if any(word.lower in _NOT_NOW for word in words[phrase.first : phrase.last]):
            return None
    return _works_as(reading)


def _lost_work(reading: Reading) -> Attribute | None:
    """Return that the person is out of work, where that is not said of somebody else."""
    match = _NO_LONGER.search(reading.text)
    if match is None:
        return None
    before = reading.text[: match.start()].rstrip().lower()
    at = sum(word.start < match.start() for word in reading.words)
    is_own = not before or before in ("currently", "recently") or before.endswith(_SAID_OF_THEM)
    if not is_own or (at > reading.body and reading.names_another(reading.body, at)):
        return None
    return Attribute("not_working", match.group())


def _not_at_work(reading: Reading, phrase: Phrase) -> Attribute | None:
    words = reading.words
    past = words[phrase.last].lower if phrase.last < len(words) and not words[phrase.last - 1].stop else ""
    for at in range(phrase.first, phrase.last):
        lower = words[at].lower
        if lower in _RETIRED:
            return Attribute("retired", words[at].text)
        if lower in _OUT_OF_WORK:
            return Attribute("not_working", words[at].text)
    if past == "retired":
        return Attribute("retired", words[phrase.last].text)
    return None


def _occupation_in(reading: Reading, phrase: Phrase) -> Attribute | None:
    """Return the group of the longest name that ends the phrase."""
    words = reading.words
    if any(word.lower in _NOT_NOW or word.lower.startswith("ex-") for word in words[phrase.first : phrase.last]):
        return None
    last = tail_before(words, phrase)
    if words[last - 1].lower == "major" and last - phrase.first >= 2 and words[last - 2].lower not in ("army", "drum"):
        return Attribute("student", reading.span(last - 2, last))
    for first in range(max(phrase.first, last - MAX_NAME_WORDS), last):
        name = " ".join(word.lower for word in words[first:last]).replace("-", " ").replace("’", "'")
        group = group_of(name)
        if group is None:
            continue
        is_of_state = name == "secretary" and last < len(words) and words[last].lower == "of"
        if group == NO_GROUP or is_of_state:
            return None
        return Attribute(group, reading.span(first, last))
    return None


def _works_as(reading: Reading) -> Attribute | None:
    """Return the occupation of "who works as a nurse", where nobody else was named before it."""
    words = reading.words
    for at in range(reading.body, len(words) - 3):
        is_said = words[at].lower in _WORKS and words[at + 1].lower == "as"
        is_said = is_said or (words[at].lower == "who" and words[at + 1].lower == "is" and at == reading.body)
        if is_said and words[at + 2].lower in ("a", "an"):
            if reading.names_another(reading.body, at):
                return None
            return _occupation_in(reading, Phrase(at + 3, phrase_end(words, at + 3)))
    return None


def find_gender(reading: Reading) -> Attribute | None:
    """Return the gender that nouns and pronouns say; a name says nothing."""
    neither = _NEITHER.search(reading.text)
    if neither:
        return Attribute("nonbinary", neither.group())
    own = [(at, phrase) for phrase in reading.phrases for at in range(phrase.first, phrase.last)]
    for at, _ in own:
        if reading.words[at].lower in _NONBINARY:
            return Attribute("nonbinary", reading.words[at].text)
    for at, phrase in own:
        gender = _gender_of_noun(reading, at, phrase)
        if gender:
            return Attribute(gender, reading.words[at].text)
    return _gender_of_pronouns(reading)


def _gender_of_noun(reading: Reading, at: int, phrase: Phrase) -> str | None:
    """Return the gender of "woman", or of "female" before a noun for a person; None where the word says none."""
    words, lower = reading.words, reading.words[at].lower
    is_last = at + 1 == phrase.last
    if lower in ("female", "male"):
        return lower if not is_last and words[phrase.last - 1].lower in PERSONS else None
    is_name = not is_last and words[at].text[0].isupper() and words[at + 1].text[0].isupper()  # Prince George
    return GENDER_OF.get(lower) if is_last or not (is_name or words[at + 1].lower in _NO_KIN) else None


def _gender_of_pronouns(reading: Reading) -> Attribute | None:
    """Return what the pronouns say, where they can mean nobody else and all say the same."""
    if reading.is_first_person:
        return None
    said = [(at, _PRONOUNS[word.lower]) for at, word in enumerate(reading.words) if word.lower in _PRONOUNS]
    if not said or len({gender for _, gender in said}) > 1:
        return None
    at, gender = said[0]
    start = reading.body if at >= reading.body else 0
    if reading.names_another(start, at) or any(word.lower in _OF_OTHERS for word in reading.words[max(at - 3, 0) : at]):
        return None
    return Attribute(gender, reading.words[at].text)


_FINDERS: Final[Mapping[str, Callable[[Reading], Attribute | None]]] = {
    "occupation": find_occupation,
    "region": find_region,
    "age_band": find_age,
    "gender": find_gender,
    "education": find_education,
}
