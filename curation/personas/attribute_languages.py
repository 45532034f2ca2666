"""What descriptions in other languages say of their person, by the commonest words, where they can mean nobody else.

A language either begins with the noun that says what the person is (Spanish,
Swahili) or ends its first clause with it (Chinese, Turkish). The lists are
short on purpose: what they do not know stays unknown.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from curation.personas.attribute_ages import band_of
from curation.personas.attribute_language_words import WORDS
from curation.personas.attribute_places import region_of_place
from curation.personas.attributes import Attribute

_HAN_DIGITS: Final = {char: number for number, char in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2, "二": 2}
_HAN_NUMBER: Final = "[〇零一二两三四五六七八九十]{1,4}|[0-9０-９]{1,3}"
_CLAUSE: Final = re.compile(r"[,.;:!?()—–،؛؟।、，。；：！？（）]|\n")
_RETIRED: Final = re.compile(
    r"\b(?:jubilad[ao]|retraitée?|aposentad[ao]|pensioniert\w*|pensiunan|emekli|Emekli|mstaafu)\b|退休|定年退職|引退した|은퇴한|सेवानिवृत्त|रिटायर्ड|متقاعد",
    re.IGNORECASE,
)
_NOT_NOW: Final = re.compile(
    r"\b(?:anciene?n?e?|futur[aoe]?|ehemalig\w*|frühere?r?|angehend\w*|antigu[ao]|antig[ao]|aspirante|ex|mantan|calon|eski|aday|no|not?)\b"
    r"|前(?!台)|原|实习|未来|元|전직|예비|पूर्व|भावी|बेरोज़गार|سابق|^[他她我](?!是)",
    re.IGNORECASE,
)
"""Before the name of an occupation: somebody who had it once, or wants to."""
_CAPITALISED: Final = r"[A-ZÀ-ÖØ-ÞĀ-ŽİŞÇĞ][\w'’-]*(?:[ -](?:d[aeo]s? |del |la )?[A-ZÀ-ÖØ-ÞİŞ][\w'’-]*){0,3}"


@dataclass(frozen=True, slots=True)
class _Language:
    """How a language is read.

    `names` finds what the person is in the first clause; `age` has a group
    with the number; `places` has groups with names of places.
    """

    groups: Mapping[str, str]
    genders: Mapping[str, str]
    names: re.Pattern[str]
    nouns: re.Pattern[str] | None
    """Words for women and men in the place of such a name."""
    age: re.Pattern[str]
    places: re.Pattern[str] | None


_FRAMES: Final = {
    "es": (
        r"(?:soy |es )?(?:una? |el |la |un )?(?:[\w-]+ )?{}(?![\w-])",
        r"(?:^|, |de |tiene |tengo )({}) años(?=[,.;:]| que|$)",
    ),
    "fr": (
        r"(?:je suis |c'est )?(?:une? |le |la |l')?(?:[\w-]+ )?{}(?![\w-])",
        r"(?:^|, |à |de |a |ai )({}) ans(?=[ ]?[,.;:]| qui|$)",
    ),
    "de": (
        r"(?:ich bin )?(?:eine? |der |die )?(?:[\w-]+ )?{}(?![\w-])",
        r"(?:^|, |mit |von |bin |ist )({})(?= jahren?(?: alt)?\b|-jährig|,|:)",
    ),
    "pt": (
        r"(?:sou |é )?(?:uma? |o |a )?(?:[\w-]+ )?{}(?![\w-])",
        r"(?:^|, |de |aos |tem |tenho )({}) anos(?=[,.;:]| que|$)",
    ),
    "id": (
        r"(?:saya adalah |seorang |aku )?{}(?!\w)",
        r"(?:, |berusia |umurku |berumur |^\w+ )({}) tahun(?=[,.;: ]|$)",
    ),
    "sw": (r"(?:mimi ni |mama )?{}(?!\w)", r"(?:mwenye |umri wa )miaka ({})(?=[,.;: ]|$)"),
    "tr": (r".*?(?<!\w){}(?:yim|yım|yüm|yum|ım|im|um|üm|y?im)?$", r"(?:^|, |\w )({}) yaş(?:ında(?:ki)?)(?!\w)"),
    "ar": (r"(?:أنا )?{}(?!\w)", r"عمر(?:ه|ها|ي) ({})(?: سنة| عام)"),
    "hi": (r".*?{}$", r"(?:उम्र |, |^)({}) (?:साल|वर्ष)(?=[ ,।]|$)"),
    "zh": (r"(?:.*?){}$", rf"(?:^|，|、|位)({_HAN_NUMBER})岁(?=[，。的、]|$)"),
    "ja": (r"(?:.*?){}(?:で|として働き|である|です|だ)?$", rf"({_HAN_NUMBER})歳(?=[、。の]|$)"),
    "ko": (r"(?:.*?){}(?:입니다|이다|으로|로|인데|이며)?$", r"(?:^|, |는 |은 )({})(?: ?살|세)(?=[ ,.]|의|$)"),
}
_PLACED: Final = {
    "es": r"(en|de) (?:la ciudad de |el sur de |la costa de )?(%s)",
    "fr": r"(à|en|de) (%s)",
    "de": r"(in|aus) (%s)",
    "pt": r"(em|de) (%s)",
    "id": r"(di|dari|asal)(?: sebuah \w+ di)? (%s)",
    "sw": r"(huko|mjini|jijini|wa) (%s)",
    "tr": r"^()(%s)['’](?:da|de|ta|te|dan|den)(?!\w)",
}
"""Only the first clause is read for a place, and only a name that English has too."""
_OF: Final = ("de", "wa")
"""These go with a subject, too, so they count only right after the noun: not in "profesor de historia de Chile"."""
_PRONOUNS: Final = {
    "es": {"ella ": "female"},
    "fr": {"elle ": "female", "il ": "male"},
    "zh": {"她": "female", "他": "male"},
    "ja": {"彼女": "female", "彼は": "male"},
    "ko": {"그녀": "female"},
}
"""At the very beginning these can mean nobody else."""


def is_known_language(language: str) -> bool:
    """Tell whether there are words of the language."""
    return language in WORDS


def find_in_language(text: str, language: str) -> dict[str, Attribute]:
    """Return what the words of a language other than English say; what is missing is unknown."""
    rules = _LANGUAGES[language]
    clause = _CLAUSE.split(text, maxsplit=1)[0].strip()
    lowered = clause.replace("İ", "i").lower()
    if len(lowered) != len(clause):
        return {}
    name = rules.names.match(lowered)
    noun = rules.nouns.match(lowered) if rules.nouns else None
    found = {
        "occupation": _occupation(clause, name, rules),
        "region": _region(clause, name or noun, rules),
        "age_band": _age(text, rules),
        "gender": _gender(clause, name, noun, rules) or _pronoun(clause, lowered, language),
    }
    return {attribute: one for attribute, one in found.items() if one is not None}


def _occupation(clause: str, name: re.Match[str] | None, rules: _Language) -> Attribute | None:
    retired = _RETIRED.search(clause)
    if retired:
        return Attribute("retired", retired.group())
    if name is None or _NOT_NOW.search(clause[: name.start(1)]):
        return None
    return Attribute(rules.groups[name.group(1)], clause[name.start(1) : name.end(1)])


def _gender(clause: str, name: re.Match[str] | None, noun: re.Match[str] | None, rules: _Language) -> Attribute | None:
    """Return the gender of a form that is used of women only, or of a noun such as "woman"."""
    for match in (name, noun):
        if match is not None and (gender := rules.genders.get(match.group(1))):
            return Attribute(gender, clause[match.start(1) : match.end(1)])
    return None


def _pronoun(clause: str, lowered: str, language: str) -> Attribute | None:
    for word, gender in _PRONOUNS.get(language, {}).items():
        if lowered.startswith(word):
            return Attribute(gender, clause[: len(word.strip())])
    return None


def _region(clause: str, head: re.Match[str] | None, rules: _Language) -> Attribute | None:
    for match in rules.places.finditer(clause) if rules.places else ():
        if match.group(1) in _OF and (head is None or match.start() != head.end(1) + 1):
            continue
        words = match.group(2).split()
        for last in range(len(words), 0, -1):
            name = " ".join(words[:last])
            region = region_of_place(name)
            if region is not None:
                return Attribute(region, name)
    return None


def _age(text: str, rules: _Language) -> Attribute | None:
    match = rules.age.search(text)
    if match is None:
        return None
    band = band_of(_number(match.group(1)))
    return None if band is None else Attribute(band, match.group(1))


def _number(written: str) -> int:
    """Return the number of digits or of Han numerals up to 99; 0 where it is neither."""
    if written.isdecimal():
        return int(written)
    tens, ten, ones = written.partition("十")
    if not ten:
        return _HAN_DIGITS.get(written, 0)
    return (_HAN_DIGITS.get(tens, 0) if tens else 1) * 10 + (_HAN_DIGITS.get(ones, 0) if ones else 0)


def _build(language: str) -> _Language:
    groups: dict[str, str] = {}
    genders: dict[str, str] = {}
    for key, listed in WORDS[language].items():
        for word in (" ".join(name.split()) for name in listed.split(";")):
            target = genders if key in ("female", "male", "nonbinary") else groups
            target[word.lstrip("+")] = key
            if word.startswith("+"):
                genders[word[1:]] = "female"
    frame, age = _FRAMES[language]
    names = "|".join(sorted(map(re.escape, groups), key=len, reverse=True))
    nouns = "|".join(sorted(map(re.escape, (word for word in genders if word not in groups)), key=len, reverse=True))
    placed = _PLACED.get(language)
    return _Language(
        groups=groups,
        genders=genders,
        names=re.compile(frame.format(f"({names})")),
        nouns=re.compile(frame.format(f"({nouns})")) if nouns else None,
        age=re.compile(age.replace("{}", r"\d{1,3}"), re.IGNORECASE),
        places=re.compile(placed % _CAPITALISED) if placed else None,
    )


_LANGUAGES: Final = {language: _build(language) for language in WORDS}
