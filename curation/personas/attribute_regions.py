"""Where the person of an English description is, by the words for places and for those who live there.

"A Kenyan nurse", "a nurse in Nairobi" and "living in Kenya" say it; "a teacher
of Japanese", "a fan of the Italian league" and "an immigrant from Syria" do not.
Where the person lives goes before where they come from.
"""

from typing import Final

from curation.personas.attribute_occupations import MAX_NAME_WORDS, group_of
from curation.personas.attribute_phrases import DETERMINERS, PERSONS, Phrase, Reading, Word, words_of
from curation.personas.attribute_places import MAX_PLACE_WORDS, region_of_people, region_of_place
from curation.personas.attributes import Attribute

MAX_RUN_WORDS: Final = 10
"""So many words after "in" may belong to the name of a place."""

_LIVES: Final = words_of(
    "living lives live based residing resides reside located stationed settled working works studying studies "
    "born raised teaching employed posted abroad farming practicing practising serving running"
)
_DWELLS: Final = words_of("living lives live residing resides reside based settled born raised")
_TURNS: Final = words_of("who whose which that and but while where with for to")
_ONCE: Final = words_of("to used dreams dreaming hopes planning wants previously formerly once never originally")
_MOVED_AWAY: Final = words_of(
    "immigrant immigrants migrant refugee expat expatriate emigrant émigré exile descendant diaspora descent "
    "asylum-seeker newcomer tourist traveler traveller"
)
_TEACHES_IT: Final = words_of(
    "teacher professor tutor translator interpreter instructor lecturer scholar linguist lover fan enthusiast "
    "major learner speaker student restaurateur critic blogger expert specialist historian collector trader "
    "importer"
)
"""A French teacher teaches French; what the word says of the person's own place is not known."""
_PLACED: Final = frozenset({"from", "in", "at", "near", "outside", "on"})
_IS_OF: Final = words_of("resident native citizen inhabitant mayor governor senator people villager")
_NO_PLACE_OF_WORK: Final = words_of("expert specialist interest major degree investor investing interested")
_WORKPLACES: Final = words_of(
    "factory mill school restaurant hospital hotel club university company station clinic farm shop store bank "
    "library museum branch office bakery court prison church temple mosque market cannery mine port airport "
    "warehouse lab laboratory theatre theater studio bar cafe café college academy plant workshop garage kitchen "
    "salon gym pharmacy agency newspaper firm startup orphanage shelter monastery nursery vineyard ranch brewery "
    "lighthouse basement"
)
_AMONG: Final = words_of(
    "a an the of in on at from near north south east west northern southern eastern western central rural urban "
    "small large little big tiny remote coastal inner outer downtown inner-city mountainous hills highlands "
    "lowlands islands island coast village town city suburb suburbs outskirts neighborhood neighbourhood district "
    "province region state county capital area part heart middle port border mountains countryside valley bay "
    "shores university college hospital school shop unit market station harbour harbor farm above outside"
)
_MODIFIERS: Final = words_of(
    "young old older elderly middle-aged female male retired former professional senior junior local immigrant "
    "aging ageing single married divorced widowed working-class rural urban freelance experienced renowned "
    "independent amateur teenage first-generation second-generation indigenous conservative liberal progressive "
    "proud passionate successful black white muslim christian jewish hindu catholic buddhist civil small-scale"
)


def find_region(reading: Reading) -> Attribute | None:
    """Return the region where the person lives, else that which a word such as "Kenyan" or a place beside it says."""
    return _lives_in(reading) or _placed(reading) or _works_at(reading) or _called(reading) or _begins_in(reading)


def _lives_in(reading: Reading) -> Attribute | None:
    """Return the place of "living in", unless somebody else was named before it."""
    words = reading.words
    for at in range(len(words) - 2):
        is_said = words[at].lower in _LIVES and words[at + 1].lower in ("in", "at", "on", "near", "outside")
        if not is_said or words[at].stop or (at and words[at - 1].lower in _ONCE):
            continue
        if at >= reading.body and reading.names_another(reading.body, at):
            return None
        found = _place_after(reading, at + 2, is_loose=words[at].lower in _DWELLS)
        if found is not None:
            return found
    return None


def _placed(reading: Reading) -> Attribute | None:
    """Return the place that stands right after the noun phrase, such as "a nurse, 45, from Nairobi"."""
    words = reading.words
    for phrase in reading.phrases:
        head = words[phrase.last - 1].lower
        at = _past_age(words, phrase.last)
        if at >= len(words) or head in _NO_PLACE_OF_WORK:
            continue
        preposition = words[at].lower
        if preposition == "hailing" and at + 1 < len(words):
            at, preposition = at + 1, words[at + 1].lower
        is_placed = preposition in _PLACED or (preposition == "of" and head in _IS_OF)
        if preposition == "from" and any(word.lower in _MOVED_AWAY for word in words[phrase.first : phrase.last]):
            continue
        if is_placed:
            found = _place_after(reading, at + 1)
            if found is not None:
                return found
    return None


def _works_at(reading: Reading) -> Attribute | None:
    """Return the place of "a clerk at a sugar mill in Mauritius": a place of work and then where it is."""
    words, at = reading.words, reading.body
    if not at or at >= len(words) or words[at - 1].stop or words[at].lower not in ("at", "in", "of", "for", "on"):
        return None
    for past in range(at + 2, min(at + 9, len(words) - 1)):
        if words[past].stop or words[past].text[0].isupper() or words[past].lower in ("who", "that", "which", "and"):
            return None
        if words[past].lower in ("in", "near", "outside", "at") and words[past - 1].lower in _WORKPLACES:
            return _place_after(reading, past + 1)
    return None


def _called(reading: Reading) -> Attribute | None:
    """Return the region of "a Kenyan nurse", "a Lagos-based designer" or "a New York cab driver"."""
    words = reading.words
    for phrase in reading.phrases:
        if any(word.lower in _MOVED_AWAY for word in words[phrase.first : phrase.last]):
            return None
        for first in range(phrase.first, phrase.last):
            found = _name_at(reading, first, phrase)
            if found is not None:
                return found
    return None


def _name_at(reading: Reading, first: int, phrase: Phrase) -> Attribute | None:
    words = reading.words
    text = words[first].text
    if not text[0].isupper():
        return None
    if text.endswith("-based"):
        region = region_of_place(text.removesuffix("-based"))
        return None if region is None else Attribute(region, text)
    for last in range(min(first + MAX_PLACE_WORDS, phrase.last), first, -1):
        name = reading.span(first, last)
        region = region_of_people(name)
        is_people = region is not None
        region = region or region_of_place(name)
        if region is not None:
            return Attribute(region, name) if _is_of_person(words, last, phrase, is_people=is_people) else None
    return None


def _is_of_person(words: list[Word], last: int, phrase: Phrase, *, is_people: bool) -> bool:
    """Tell whether a word such as "Kenyan" goes with the person: only adjectives and the noun come after it."""
    if last == phrase.last:
        return is_people
    head = words[phrase.last - 1].lower
    if head in _TEACHES_IT:
        return head == "student" and phrase.last - last == 1 and is_people
    at = last
    while at < phrase.last - 1 and words[at].lower in _MODIFIERS:
        at += 1
    if at == phrase.last - 1:
        return head in PERSONS or head in ("local", "national", "expatriate") or group_of(head) is not None
    if phrase.last - at > MAX_NAME_WORDS:
        return False
    name = " ".join(word.lower for word in words[at : phrase.last]).replace("-", " ")
    if group_of(name):
        return True
    inner = " ".join(word.lower for word in words[at : phrase.last - 1]).replace("-", " ")
    return bool(group_of(inner)) and head in PERSONS


def _begins_in(reading: Reading) -> Attribute | None:
    """Return the place at the very beginning, such as "In Nairobi, a ...", or right after a first comma."""
    words = reading.words
    for at in range(min(len(words) - 1, 16)):
        is_first = at == 0 or (words[at - 1].stop in (",", ";", ":") and not reading.names_another(reading.body, at))
        if is_first and words[at].lower in ("in", "at", "from"):
            return _place_after(reading, at + 1)
    return None


def _past_age(words: list[Word], at: int) -> int:
    """Return the position past an age in commas, or past "of fifty" and "of three children"."""
    if at < len(words) and words[at - 1].stop == "," and words[at].stop == "," and words[at].lower not in DETERMINERS:
        return at + 1
    if at + 1 < len(words) and words[at].lower == "of" and _is_number(words[at + 1].lower):
        return at + 2 + (at + 2 < len(words) and words[at + 2].lower in ("children", "kids", "twins"))
    return at


_NUMBERS: Final = words_of(
    "one two three four five six seven eight nine ten twins triplets twenty thirty forty fifty sixty seventy "
    "eighty ninety"
)


def _is_number(word: str) -> bool:
    return word.isdecimal() or word.split("-")[0] in _NUMBERS


def _place_after(reading: Reading, first: int, *, is_loose: bool = False) -> Attribute | None:
    """Return the last place in the run of names and small words that begins here: of "Dayton, Ohio" it is Ohio.

    A loose run may have other words, too, as in "living in a flat above a bakery in Lyon", but no people.
    """
    words, found = reading.words, None
    at, limit = first, min(first + MAX_RUN_WORDS, len(words))
    while at < limit:
        word = words[at]
        is_other = is_loose and not found and word.lower not in PERSONS and word.lower not in _TURNS
        is_small = is_other or word.lower in _AMONG
        if not word.text[0].isupper() and not is_small:
            break
        name = _longest_place(reading, at, limit)
        if name is not None:
            last, region, evidence = name
            found = Attribute(region, evidence)
            at = last
        else:
            at += 1
        stop = words[at - 1].stop
        if stop and not (stop == "," and at < limit and _longest_place(reading, at, limit)):
            break
    return found


def _longest_place(reading: Reading, first: int, limit: int) -> tuple[int, str, str] | None:
    words = reading.words
    if not words[first].text[0].isupper():
        return None
    for last in range(min(first + MAX_PLACE_WORDS, limit), first, -1):
        if any(words[at].stop not in ("", "-") for at in range(first, last - 1)):
            continue
        name = reading.span(first, last)
        for ending in ("'s", "’s", "-based"):
            name = name.removesuffix(ending)
        region = region_of_place(name)
        if region is not None:
            return last, region, name
    return None
