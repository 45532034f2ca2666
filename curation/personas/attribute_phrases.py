"""The words of an English description, and the noun phrases in it that name the person.

"A retired Malaysian historian and author, specialising in ..." is about a
historian; "the daughter of a nurse who ..." is about a daughter. What the
person is stands in the first noun phrase, and its last noun says it; a
preposition, a relative pronoun or a verb ends the phrase.
"""

import re
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from curation.personas.attribute_occupations import OCCUPATIONS
from curation.personas.attribute_places import MAX_PLACE_WORDS, region_of_people, region_of_place

_WORD: Final = re.compile(r"([^\W_]+(?:['’.-][^\W_]+)*)([\W_]*)")
_QUIET: Final = " \"“”'‘’*\n\t"
"""Signs after a word that end nothing."""


def words_of(listed: str) -> frozenset[str]:
    """Return the words of a list that is written with blanks."""
    return frozenset(listed.split())


DETERMINERS: Final = frozenset({"a", "an", "the", "one", "this"})
_JOINS: Final = frozenset({"and", "or"})
_ENDS: Final = words_of(
    "who whose whom that which where when while with without in at from of for to by on about into near under "
    "over during after before since as than through across around between against along behind beyond inside "
    "outside within throughout until upon via is are was were has have had does did do will would can could may "
    "might must should who's who've he's she's but because if so then not never always often now still just once "
    "also currently recently originally formerly"
)
_PARTICIPLES: Final = words_of(
    "specializing specialising specialized specialised looking seeking working trying struggling advocating "
    "leading using studying researching conducting running facing living exploring transitioning aiming hoping "
    "preparing dealing collaborating attending serving representing investigating focusing focused developing "
    "responsible committed dedicated interested intrigued known based passionate fascinated concerned tasked born "
    "employed assigned inspired eager keen skilled experienced familiar able unable willing new proud fond "
    "curious versed trained involved engaged obsessed captivated determined devoted driven frustrated excited "
    "adept renowned famous undergoing hosting overseeing providing emphasizing emphasising navigating making "
    "creating writing building managing majoring aspiring residing teaching enrolled training learning starting "
    "practicing practising participating relying utilizing utilising presenting drafting analyzing analysing "
    "supporting organizing organising competing balancing juggling raising caring fighting recovering suffering "
    "diagnosed hired appointed turned retired unemployed aged saving wrestling dreaming compelled wanting wishing "
    "needing thinking believing planning promoting producing coordinating covering designing helping offering "
    "sharing taking trapped stationed helping having traveling travelling visiting moving dodging clueless "
    "optimistic skeptical sceptical worried afraid tired deployed posted nearing facing pursuing"
)
"""Words that go on about the noun before them; before another noun they would be part of its name."""

_LEAD_IN: Final = re.compile(
    r"(?:i am|i['’]m|s?he is|s?he['’]s|they are|this is|meet|as|you are)\s+(?=(?:an?|the|one|currently|now|just)\s)",
    re.IGNORECASE,
)
_NAMED: Final = re.compile(r"(?:[A-Z][\w.'’-]*\s+){1,4}is (?=(?:an?|the|one)\s)")
KIN: Final = {
    "female": (
        "woman girl mother mom mum mama grandmother grandma granny great-grandmother wife widow daughter sister "
        "aunt niece lady bride mother-in-law granddaughter girlfriend matriarch heiress housewife businesswoman "
        "actress waitress policewoman saleswoman sportswoman schoolgirl congresswoman councilwoman stuntwoman "
        "fisherwoman countess duchess princess queen nun ballerina seamstress stepmother godmother goddaughter "
        "spokeswoman laywoman businesswomen barmaid headmistress postmistress postwoman horsewoman shepherdess "
        "abbess frenchwoman englishwoman irishwoman mother-to-be grandmother-to-be"
    ),
    "male": (
        "man boy father dad papa grandfather grandpa great-grandfather husband widower son brother uncle nephew "
        "gentleman groom father-in-law grandson boyfriend patriarch businessman salesman policeman fisherman "
        "fireman sportsman schoolboy congressman councilman stuntman cameraman barman postman mailman nobleman "
        "monk king prince duke sheikh stepfather godfather spokesman househusband headmaster waiter horseman "
        "frenchman englishman irishman scotsman welshman dutchman father-to-be"
    ),
}
GENDER_OF: Final = {word: gender for gender, listed in KIN.items() for word in listed.split()}
_OTHERS: Final = words_of(
    "person people someone somebody individual parent parents child children kid kids friend friends partner "
    "spouse colleague colleagues client clients customer customers patient patients guest guests neighbour "
    "neighbor boss mentor protagonist character player players team fan fans user users owner member members "
    "leader expert specialist officer worker employee employer cousin relative family teenager teen toddler baby "
    "infant victim suspect star celebrity hero heroine idol king queen president minister candidate opponent "
    "rival teammate roommate classmate peer stranger someone's captain host artist's citizen citizens resident "
    "residents villager elder ancestor predecessor founder professional professionals supporter follower "
    "enthusiast lover hobbyist descendant contractor provider agent"
)
PERSONS: Final = frozenset({*GENDER_OF, *_OTHERS, *(name for name in OCCUPATIONS if " " not in name)})
"""Single words for people; after one of them a pronoun may mean somebody else."""

_TAIL: Final = words_of(
    "father mother dad mom mum parent woman man lady gentleman person individual guy grandmother grandfather mum "
    "wife husband sister brother son daughter by"
)
"""What may follow the name of an occupation within the phrase: "a professor father"."""


class Word(NamedTuple):
    """A word and where it stands; `stop` says that punctuation follows."""

    text: str
    lower: str
    start: int
    end: int
    stop: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase: positions of its first and past its last word, the determiner left out."""

    first: int
    last: int


@dataclass(slots=True)
class Reading:
    """A description taken apart once for all rules."""

    text: str
    words: list[Word]
    phrases: list[Phrase] = field(default_factory=list)
    """Those that say what the person is, the first one first."""
    is_first_person: bool = False

    def span(self, first: int, last: int) -> str:
        """Return the text from one word to before another."""
        return self.text[self.words[first].start : self.words[last - 1].end]

    @property
    def body(self) -> int:
        """The position of the first word after the phrases."""
        return self.phrases[-1].last if self.phrases else 0

    def names_another(self, first: int, last: int) -> bool:
        """Tell whether a person who is not the described one may stand between two positions.

        A word with a capital may be a name, unless it is that of a place or begins a sentence.
        """
        at = first
        while at < last:
            word = self.words[at]
            if word.lower in PERSONS:
                return True
            if not word.text[:1].isupper() or word.lower == "i":
                at += 1
                continue
            past = self._past_place(at, last)
            if past == at and at and self.words[at - 1].stop not in _SENTENCE:
                return True
            at = max(past, at + 1)
        return False

    def _past_place(self, first: int, last: int) -> int:
        """Return the position past the name of a place that begins here, or the same position."""
        for end in range(min(first + MAX_PLACE_WORDS, last), first, -1):
            name = self.span(first, end).removesuffix("'s").removesuffix("’s")
            if region_of_place(name) or region_of_people(name):
                return end
        return first


_SENTENCE: Final = frozenset(".!?:")


def read_text(text: str) -> Reading:
    """Take a description apart."""
    words = _words(text)
    reading = Reading(text, words)
    if not words:
        return reading
    reading.is_first_person = any(word.lower in ("i", "i'm", "i’m", "my", "me") for word in words)
    start = _start(text, words)
    if start is not None:
        reading.phrases = _phrases(words, start)
    return reading


def _words(text: str) -> list[Word]:
    found: list[Word] = []
    first = _WORD.search(text)
    at = first.start() if first else len(text)
    for word, gap in _WORD.findall(text):
        end = at + len(word)
        stop = "" if gap == " " else gap.strip(_QUIET)[:1]
        found.append(Word(word, word.lower(), at, end, stop))
        at = end + len(gap)
    if found and not found[-1].stop:
        found[-1] = found[-1]._replace(stop=".")
    return found


def _start(text: str, words: list[Word]) -> int | None:
    """Return where the first noun phrase begins; None where the text does not begin with one."""
    lead = _LEAD_IN.match(text) or _NAMED.match(text)
    if lead:
        return next(number for number, word in enumerate(words) if word.start >= lead.end())
    if words[0].lower not in _ENDS and words[0].lower not in (
        "i",
        "he",
        "she",
        "they",
        "it",
        "my",
        "her",
        "his",
        "not",
    ):
        return 0
    for number, word in enumerate(words[1:12], start=1):
        if words[number - 1].stop == "," and word.lower in ("a", "an", "the"):
            return number
    return None


def _phrases(words: list[Word], start: int) -> list[Phrase]:
    """Return the noun phrase that begins at a word and those that "and" or an apposition add to it."""
    found: list[Phrase] = []
    at = start
    while at < len(words) and len(found) < 4:
        first = at
        while first < len(words) and words[first].lower in DETERMINERS:
            first += 1
        last = phrase_end(words, first)
        if last == first:
            break
        found.append(Phrase(first, last))
        following = _next(words, last)
        if following is None:
            break
        at = following
    return found


def phrase_end(words: list[Word], first: int) -> int:
    """Return the position past the last word of the phrase."""
    at = first
    while at < len(words):
        lower = words[at].lower
        if lower in _ENDS or lower in _JOINS or (at > first and lower in DETERMINERS):
            break
        if at > first and lower in _PARTICIPLES and (at + 1 == len(words) or not _is_noun_here(words, at)):
            break
        at += 1
        if words[at - 1].stop:
            break
    return at


def _is_noun_here(words: list[Word], at: int) -> bool:
    """Tell whether "training" or "managing" belongs to the name that follows, as in "a teacher training officer"."""
    following = words[at + 1].lower
    if words[at].stop or following in _ENDS or following in DETERMINERS:
        return False
    return following in PERSONS or (at + 2 < len(words) and words[at + 2].lower in PERSONS)


def _next(words: list[Word], last: int) -> int | None:
    """Return where a phrase that says more of the same person begins, or None."""
    if last >= len(words):
        return None
    if words[last].lower in _JOINS and not words[last - 1].stop:
        return last + 1
    before, word = words[last - 1], words[last]
    if before.stop == "/":
        return last
    if before.stop not in (",", "—", "–", ":"):
        return None
    is_open = before.lower not in PERSONS and before.lower.rpartition("-")[2] not in PERSONS
    if word.lower in ("a", "an", "the") or (is_open and word.lower not in _ENDS and word.lower not in _PARTICIPLES):
        return last
    return None


def tail_before(words: list[Word], phrase: Phrase) -> int:
    """Return the position past the name of an occupation: before a noun such as "father" at the end of the phrase."""
    last = phrase.last
    while last - phrase.first > 1 and words[last - 1].lower in _TAIL:
        last -= 1
    return last
