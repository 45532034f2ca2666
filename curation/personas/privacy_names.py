"""Names of private people, by what stands beside them.

A capital letter proves nothing: places, theories and brands have one too. So a
name is found only after words that announce one ("my name is", "named", a
title), or before words that are said of one person (an age, where somebody
lives), and most of these ask for a given name that is widely borne.
"""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from curation.personas.privacy_name_lists import GIVEN_NAMES, NO_SURNAMES, PARTICLES

Span = tuple[int, int]

_MAX_NAME_WORDS: Final = 4
_NEXT: Final = re.compile(r"[ \u00a0]{0,2}(?:[\"“«])?([^\W\d_](?:[\w'’-]|\.(?=[A-Z ])){0,24})")
_LETTERS: Final = re.compile(r"[^\W\d_]+")

_SELF: Final = re.compile(
    r"(?i:\b(?:(?:my|whose|his|her|their) (?:full |real )?name is|my name's|i am called|i go by the name|"
    r"mi nombre es|me llamo|cuyo nombre es|je m['’]appelle|mon nom est|"
    r"ich hei(?:ß|ss)e|mein name ist|mi chiamo|il mio nome è|meu nome é|me chamo|chamo-me|"
    r"ik heet|mijn naam is|nazywam się|mam na imię|jina langu ni|nama saya|namaku|benim adım|tôi tên là|tên tôi là|"
    r"меня зовут|моё имя|اسمي|मेरा नाम)[ :,])"
)
_SELF_MARKS: Final = (
    *(
        "name",
        "called",
        "nombre",
        "llam",
        "nom ",
        "appelle",
        "heiße",
        "heisse",
        "chiam",
        "nome",
        "chamo",
        "heet",
        "naam",
    ),
    *("nazywam", "imię", "jina", "nama", "adım", "tên", "зовут", "имя", "اسمي", "नाम"),
)
"""One of these is in every text that `_SELF` finds something in; most texts have none and need no search."""
_TITLE: Final = re.compile(
    r"\b(?:Mr|Mrs|Ms|Mx|Miss|Dr|Prof|Professor|Mister|Doctor|Herrn?|Frau|Señora?|Sra|Doña|Monsieur|Madame|Mme|Mlle|"
    r"Signora?|Dottor|Dottoressa|Senhora?|Dona|[Mm]eneer|[Mm]evrouw|pani|pana|panem)\b\.?(?= [^\W\d_])"
)
_NAMED: Final = re.compile(
    r"(?i:\b(?:named|called|by the name of|llamad[oa]|se llama|de nombre|nommée?|appelée?|s['’]appelle|du nom de|"
    r"namens|genannt|mit namen|hei(?:ß|ss)t|di nome|chiamat[oa]|si chiama|chamad[oa]|de nome|genaamd|o imieniu|"
    r"imieniem|jina lake|bernama|adlı|adında|tên là|по имени)\b)"
)
_SAID_OF_ONE: Final = re.compile(
    r",? (?:aged )?\(?[1-9][0-9](?=[,).;]| years)"
    r"|,? (?:who )?(?:lives|resides|was born|grew up|works) (?:at|in|on|as|for|with|near)\b"
    r"|,? (?:lebt|wohnt|arbeitet|habite|travaille|est née?|vive|trabaja|nació|lavora|abita|è nat[oa]|mora|trabalha|"
    r"nasceu|woont|werkt|mieszka|pracuje|урождённая|живёт|работает)\b"
)
_HAN_NAME: Final = re.compile(
    r"(?:我叫|我的名字(?:是|叫)|名叫|名字(?:是|叫)|姓名[:：是])([王李张張刘劉陈陳杨楊赵趙黄黃周吴吳徐孙孫胡朱高林何郭马馬罗羅梁宋郑鄭"
    r"谢謝韩韓唐冯馮于董萧程曹袁邓鄧许許傅沈曾彭吕呂苏蘇卢盧蒋蔡贾丁魏薛叶葉阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆"
    r"郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文][\u4e00-\u9fff](?:(?![的是在和与及也])[\u4e00-\u9fff])?)"
)
_ASIAN_NAME: Final = re.compile(
    r"(?:私の名前は|名前は|わたしは)([\u3040-\u30ff\u4e00-\u9fff]{2,10}?)(?=です|と申し|といい|だ)"
    r"|(?:제 이름은|내 이름은|이름은) ?([\uac00-\ud7af]{2,4}?)(?=입니다|이에요|예요|이고|이다)"
)

_ARTICLE: Final = re.compile(
    r"(?i:\b(?:eine?r?|die|der|das|jede[rn]?|diese[rn]?|keine?|junge|alte|ältere|jüngere|una?|la|el|le|il|a|the) )$"
)
_NO_PERSON: Final = re.compile(
    r"(?i:\b(?:dog|cat|horse|pony|parrot|puppy|kitten|rabbit|hamster|goldfish|tortoise|goat|cow|donkey|pet|ship|boat|robot|bot|"
    r"assistant|company|band|brand|song|book|novel|film|movie|show|series|game|restaurant|café|bar|street|village|town|city|"
    r"hurricane|storm|project|software|library|award|prize|perro|gata|gato|caballo|barco|chien|chat|bateau|hund|katze|"
    r"pferd|schiff|cane|gatto|nave|cão|hond|kat|pies|kot|character|syndrome|disease|theorem|asteroid|comet)\b[^.;!?]{0,24}$)"
)
_BACK_WORDS: Final = re.compile(r"([^\W\d_][\w'’-]{1,24}) ([^\W\d_][\w'’-]{1,24})(?: ([^\W\d_][\w'’-]{1,24}))?$")
_WINDOW_CHARS: Final = 80


def find_names(text: str) -> Iterator[Span]:
    """Yield where names of people stand."""
    lowered = text.lower()
    if any(mark in lowered for mark in _SELF_MARKS):
        for cue in _SELF.finditer(text):
            if name := _name_after(text, cue.end()):
                yield name
    yield from _by_title(text)
    if not GIVEN_NAMES.isdisjoint(_LETTERS.findall(lowered)):
        yield from _by_given_name(text)
    if not text.isascii():
        for form in (_HAN_NAME, _ASIAN_NAME):
            yield from (match.span(match.lastindex or 0) for match in form.finditer(text))


def _by_title(text: str) -> Iterator[Span]:
    for cue in _TITLE.finditer(text):
        name = _name_after(text, cue.end())
        if name and _first(text, name) not in NO_SURNAMES and not _has_article(text, cue):
            yield cue.start(), name[1]


def _by_given_name(text: str) -> Iterator[Span]:
    """Yield the names that must have a widely borne given name."""
    for cue in _NAMED.finditer(text):
        name = _name_after(text, cue.end())
        before = text[max(0, cue.start() - _WINDOW_CHARS) : cue.start()]
        if name and _is_full(text, name) and not _NO_PERSON.search(before):
            yield name
    for cue in _SAID_OF_ONE.finditer(text):
        yield from _names_before(text, cue.start())


def _name_after(text: str, start: int) -> Span | None:
    """Return the run of words from here on that are written as a name is; a script without capitals gives one word."""
    first = end = None
    for _ in range(_MAX_NAME_WORDS):
        word = _NEXT.match(text, start)
        if word is None:
            break
        start, written = word.end(), word.group(1)
        if written[0].isupper():
            first, end = first if first is not None else word.start(1), word.end(1)
        elif first is None and not written[0].islower():
            return word.span(1)
        elif first is None or written not in PARTICLES:
            break
    return None if first is None or end is None else (first, end)


def _names_before(text: str, end: int) -> Iterator[Span]:
    """Yield the given and family name that end here."""
    found = _BACK_WORDS.search(text, max(0, end - _WINDOW_CHARS), end)
    if found is None:
        return
    words = [(found.start(n), found.group(n)) for n in (1, 2, 3) if found.group(n)]
    for (start, given), (_, family) in pairwise(words):
        if given.lower() in GIVEN_NAMES and given[0].isupper() and family[0].isupper():
            yield start, end
            return


def _is_full(text: str, name: Span) -> bool:
    """Tell whether a name has a widely borne given name and another word."""
    return " " in text[slice(*name)] and _first(text, name) in GIVEN_NAMES


def _first(text: str, name: Span) -> str:
    return text[slice(*name)].partition(" ")[0].lower().rstrip(".")


def _has_article(text: str, cue: re.Match[str]) -> bool:
    """Tell whether the word is a noun rather than a title: "eine Frau", "la señora"."""
    return cue.group()[0:4] in ("Frau", "Herr") and bool(_ARTICLE.search(text[max(0, cue.start() - 12) : cue.start()]))
