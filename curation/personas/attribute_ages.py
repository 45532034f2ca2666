"""How old the person of an English description is, as one of the bands; a decade that spans two bands is unknown."""

import re
from typing import Final

from curation.personas.attribute_phrases import Reading, words_of
from curation.personas.attributes import Attribute

MAX_AGE_YEARS: Final = 110

_BANDS: Final = ((15, "0-14"), (25, "15-24"), (35, "25-34"), (45, "35-44"), (55, "45-54"), (65, "55-64"), (75, "65-74"))
_ONES: Final = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TEENS: Final = (
    *("ten", "eleven", "twelve", "thirteen", "fourteen"),
    *("fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS: Final = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
NUMBERS: Final = {
    **{word: number for number, word in enumerate(_ONES, start=1)},
    **{word: number for number, word in enumerate(_TEENS, start=10)},
    **{word: number for number, word in zip(range(20, 100, 10), _TENS, strict=True)},
    **{
        f"{tens}-{ones}": ten + one
        for ten, tens in zip(range(20, 100, 10), _TENS, strict=True)
        for one, ones in enumerate(_ONES, start=1)
    },
}
"""English words for 1 to 99."""

_OF_LIFE: Final = {
    "0-14": "toddler infant kindergartner kindergartener preschooler preteen tween schoolchild first-grader"
    " second-grader third-grader fourth-grader fifth-grader sixth-grader",
    "15-24": "teenager teenage teen teenaged",
    "75+": "octogenarian nonagenarian centenarian",
}
_STAGES: Final = {word: band for band, listed in _OF_LIFE.items() for word in listed.split()}
_SCHOOLS: Final = re.compile(
    r"\b(?:(?:elementary|primary|grade|middle)[ -]school (?:student|pupil|child|girl|boy|kid)|little (?:girl|boy)"
    r"|(?:first|second|third|fourth|fifth|sixth|1st|2nd|3rd|4th|5th|6th)[ -]grade(?:r| student| pupil))\b"
)
_NUMBER: Final = rf"\d{{1,3}}|(?:{'|'.join(_TENS)})-(?:{'|'.join(_ONES)})|{'|'.join((*_TEENS, *_TENS, *_ONES))}"
_YEAR_OLD: Final = re.compile(rf"\b({_NUMBER})[- ]years?[- ](?:old|of age)\b(?!['’]s)", re.IGNORECASE)
_STATED: Final = re.compile(
    r"(?:^|(?<=[,;:—–(] )|(?<=\bnow )|(?<=\bI am )|(?<=\bI'm )|(?<=\bhe is )|(?<=\bshe is )|(?<=\bhe's )"
    r"|(?<=\bshe's )|(?<=\bnearly )|(?<=\bonly )|(?<=\bturned )|(?<=\baged )|(?<=\bage ))"
    rf"({_NUMBER})(?= ?(?:[,;:.)—–]|and (?!a half\b)|who\b|years? old\b|years? of age\b|$))",
    re.IGNORECASE,
)
_BEFORE_PAST: Final = "".join(f"(?<!{verb} )" for verb in ("learned", "married", "started", "began", "divorced"))
_AT: Final = re.compile(
    rf"{_BEFORE_PAST}(?<![\w-])(?:at|by) ({_NUMBER})(?=,| (?:an?|the|s?he|and|still|has|is)\b|[.;:]|$)", re.IGNORECASE
)
_OF: Final = re.compile(
    rf"(?<= )of ({_NUMBER})(?=[,;.:]| (?:who|in|from|with|whose|and|at|still|on)\b|$)", re.IGNORECASE
)
_DECADE: Final = re.compile(
    r"\b(?:in (?:his|her|their|my) )(early|late)?[- ]?(?:(twenties|thirties|forties|fifties|sixties|seventies|eighties"
    r"|nineties)|([2-9]0)['’]?s)\b",
    re.IGNORECASE,
)
_DECADES: Final = {f"{word[:-1]}ies": 20 + 10 * number for number, word in enumerate(_TENS)}
_BEFORE: Final = ("i am", "i'm", "this", "at")
_THING: Final = re.compile(
    r"[\w\s'-]{0,40}?\b(?:house|company|business|building|firm|tree|tradition|club|restaurant|son|daughter)\b"
)
_LEAST_AT: Final = 25
"""Below it "at nine" is rather a time of the day, unless the text begins with it."""
_PARENTS: Final = words_of("mother father mom dad parent grandmother grandfather mum group team family")


def band_of(age: int) -> str | None:
    """Return the band of an age in years; None where nobody is that old."""
    if not 0 < age <= MAX_AGE_YEARS:
        return None
    return next((band for limit, band in _BANDS if age < limit), "75+")


def find_age(reading: Reading) -> Attribute | None:
    """Return the band of the age that the text gives the person."""
    if not any(word.lower[0].isdigit() or word.lower.partition("-")[0] in NUMBERS for word in reading.words):
        return _of_stage(reading) or _of_decade(reading)
    return _of_years(reading) or _stated(reading) or _of_stage(reading) or _of_decade(reading)


def _of_years(reading: Reading) -> Attribute | None:
    """Read "34-year-old" within what says who the person is."""
    match = _YEAR_OLD.search(reading.text)
    if match is None:
        return None
    starts = [reading.words[phrase.first].start for phrase in reading.phrases]
    ends = [reading.words[phrase.last - 1].end for phrase in reading.phrases]
    inside = any(start <= match.start() <= end for start, end in zip(starts, ends, strict=True))
    before = reading.text[: match.start()].rstrip().lower()
    is_said = inside or not before or before in _BEFORE or before.endswith((",", " is", " i am", " i'm", "who's"))
    if not is_said or _is_a_thing(reading, match.end()):
        return None
    return _attribute(match.group(1), match.group())


def _is_a_thing(reading: Reading, end: int) -> bool:
    """Tell whether what is so old is a house or a firm: the noun that follows is no person."""
    return _THING.match(reading.text[end : end + 80].lower()) is not None


def _stated(reading: Reading) -> Attribute | None:
    """Read an age that stands by itself: "a nurse, 45, ...", "At 53, ...", "a shoemaker of fifty-eight"."""
    text = reading.text
    for match in _STATED.finditer(text):
        if _is_about_the_person(reading, match.start()):
            return _attribute(match.group(1), match.group(1))
    for match in _AT.finditer(text):
        number = _number(match.group(1))
        is_first = match.start() == 0
        if (is_first or number >= _LEAST_AT) and _is_about_the_person(reading, match.start()):
            return _attribute(match.group(1), match.group())
    head = reading.words[reading.body - 1] if reading.body else None
    for match in _OF.finditer(text):
        if head is not None and match.start() == head.end + 1 and head.lower not in _PARENTS:
            return _attribute(match.group(1), match.group(1))
    return None


def _is_about_the_person(reading: Reading, start: int) -> bool:
    """Tell whether nobody else was named before a place in the text."""
    at = sum(word.start < start for word in reading.words)
    if at <= reading.body:
        return True
    return not reading.names_another(reading.body, at)


def _of_stage(reading: Reading) -> Attribute | None:
    for phrase in reading.phrases:
        for at in range(phrase.first, phrase.last):
            band = _STAGES.get(reading.words[at].lower)
            if band:
                return Attribute(band, reading.words[at].text)
        match = _SCHOOLS.search(reading.span(phrase.first, phrase.last).lower())
        if match:
            start = reading.words[phrase.first].start + match.start()
            return Attribute("0-14", reading.text[start : start + len(match.group())])
    return None


def _of_decade(reading: Reading) -> Attribute | None:
    match = _DECADE.search(reading.text)
    if match is None or not _is_about_the_person(reading, match.start()):
        return None
    part, word, digits = (found.lower() if found else "" for found in match.groups())
    decade = _DECADES.get(word) or int(digits)
    age = {"early": decade + 1, "late": decade + 8}.get(part, 0 if decade < 80 else decade)
    band = band_of(age)
    return None if band is None else Attribute(band, match.group())


def _number(written: str) -> int:
    return NUMBERS.get(written.lower()) or int(written)


def _attribute(written: str, evidence: str) -> Attribute | None:
    band = band_of(_number(written))
    return None if band is None else Attribute(band, evidence)
