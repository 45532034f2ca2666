"""Words that can stand as a noun, found in a clause by what stands beside them; one rule for each language."""

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Final, NamedTuple

from curation.providers.demo import stop_words as stops


class Found(NamedTuple):
    """A candidate, how one speaks of it (in English with "the" or in the plural), and how sure the rule is."""

    text: str
    said: str
    weight: float


Finder = Callable[[str], Iterator[Found]]

_TOKEN: Final = re.compile(r"[^\W_]+(?:[’'-][^\W_]+)*")
_ROMANCE_TOKEN: Final = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_CHINESE_JOINT: Final = re.compile(rf"[{stops.CHINESE_JOINERS}]|[^\u4e00-\u9fff]|会(?![议员计])|有(?![声机])")
_HINDI_TOKEN: Final = re.compile(r"[\u0900-\u0963\u0970-\u097f]+")
_ARABIC_NOUN: Final = re.compile(
    r"(?<![\u0621-\u064a])(?!والد)[وفبك]?(ال[\u0621-\u0652]{3,}(?: ال[\u0621-\u0652]{3,})?)(?![\u0621-\u0652])"
)
_JAPANESE_RUN: Final = re.compile(
    r"(?<![\u4e00-\u9fff])[^\W一二三四五六七八九十百千何\d_](?<=[\u4e00-\u9fff])[\u4e00-\u9fff々]{1,5}|[\u30a1-\u30faー]{3,10}"
)
_KOREAN_NOUN: Final = re.compile(r"(?<![가-힣])([가-힣]{2,8}?)(?:을|를|의|에서|에서는|에서만|에게|으로)(?![가-힣])")
_UNSPACED_RUN: Final = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]{3,20}")
_MAX_WORDS: Final = 3


def finder_for(language: str) -> Finder:
    """Return the rule for a language."""
    rules: dict[str, Finder] = {
        "en": _find_english,
        "de": _find_german,
        "zh": _find_chinese,
        "hi": _find_hindi,
        "ar": _find_arabic,
        "ja": _find_japanese,
        "ko": _find_korean,
    }
    rules |= {name: partial(_find_romance, language=name) for name in stops.ROMANCE_ARTICLES}
    return rules.get(language, find_anything)


def is_negated(clause: str, language: str) -> bool:
    """Tell whether the clause says that something is not so."""
    if language == "zh":
        return any(sign in clause for sign in stops.CHINESE_NEGATIONS)
    said = {token.lower() for token in re.findall(r"[^\W_]+(?:’t|'t)?|[\u0900-\u097f]+", clause)}
    return bool(said & stops.NEGATIONS.get(language, frozenset()))


def _find_english(clause: str) -> Iterator[Found]:
    """Find one to three words after an article, a number or a preposition, up to the next small word."""
    tokens = list(_TOKEN.finditer(clause))
    for index, token in enumerate(tokens[:-1]):
        lead = token.group().lower()
        if lead not in stops.ENGLISH_LEADS and not lead.isdecimal():
            continue
        run, ends_clause = _run(clause, tokens[index + 1 :])
        if found := _english(lead, run, ends_clause=ends_clause):
            yield found


def _run(clause: str, tokens: list[re.Match[str]]) -> tuple[list[str], bool]:
    """Return the words up to a small word, and whether the clause ends with them; none where they go on too long."""
    run: list[str] = []
    end = tokens[0].start()
    for token in tokens:
        word = token.group()
        if word.lower() in stops.ENGLISH_STOPS or not word.isascii() or clause[end : token.start()].strip():
            return run, False
        if not word.islower() or len(run) == _MAX_WORDS:
            return [], False
        run.append(word)
        end = token.end()
    return run, True


def _english(lead: str, run: list[str], *, ends_clause: bool) -> Found | None:
    """Return the run as a noun phrase, or None where it is likely to end in a verb or says too little."""
    one = lead in stops.ENGLISH_ONE
    if one and len(run) > 1 and _is_plural(run[-1]):
        run = run[:-1]
    if not run or not _is_noun(run[-1]) or run[0].endswith(("ly", "lowest", "highest", "best", "most")):
        return None
    plural = _is_plural(run[-1])
    if lead == "the" and len(run) > 1 and plural and ends_clause:
        return None
    is_number = lead.isdecimal() or lead in stops.ENGLISH_NUMBERS
    if is_number and not plural:
        return None
    phrase = " ".join(run)
    said = f"the {phrase}" if lead == "the" else _plural(phrase) if one and not plural else phrase
    sure = 1.0 if len(run) > 1 else 0.3 if lead == "the" else 0.55
    return Found(phrase, said, sure * (1.0 if one or plural or lead == "the" else 0.8))


def _plural(phrase: str) -> str:
    """Return the plural of a noun phrase, by the common rules."""
    for ending, many in stops.ENGLISH_PLURALS.items():
        if phrase.endswith(ending):
            return phrase.removesuffix(ending) + many
    if phrase.endswith("y") and phrase[-2] not in "aeiou":
        return f"{phrase[:-1]}ies"
    return f"{phrase}es" if phrase.endswith(("s", "x", "ch", "sh")) else f"{phrase}s"


def _is_plural(word: str) -> bool:
    return word.endswith("s") and not word.endswith(("ss", "us", "is"))


def _is_noun(word: str) -> bool:
    """Tell whether a word may end a noun phrase, as far as its letters tell."""
    if len(word) < 4 or not word.replace("-", "").isalpha() or word in stops.ENGLISH_EMPTY:
        return False
    return not word.endswith(("ly", "ed", "ing", "est", "self", "ive", "ous", "ful", "able"))


def _find_german(clause: str) -> Iterator[Found]:
    """Find single nouns by their capital; two in a row may be a name."""
    tokens = _TOKEN.findall(clause)
    for before, word, after in zip(tokens, tokens[1:], [*tokens[2:], ""], strict=False):
        if not before[0].islower() or not word[0].isupper() or not word[1:].islower() or after[:1].isupper():
            continue
        if before in ("des", "eines") and word.endswith("s"):
            continue
        if len(word) >= 5 and word.lower() not in stops.GERMAN_EMPTY:
            yield Found(word, word, 1.3 if before in stops.GERMAN_ARTICLES else 0.8)


def _find_romance(clause: str, language: str) -> Iterator[Found]:
    """Find the noun after an article, with what "de" adds to it."""
    tokens = list(_ROMANCE_TOKEN.finditer(clause))
    words = [token.group() for token in tokens]
    empty = stops.ROMANCE_EMPTY[language]
    for index in range(len(words) - 1):
        if words[index].lower() not in stops.ROMANCE_ARTICLES[language] or not _romance(
            words[index + 1], empty, language
        ):
            continue
        last = index + 1
        if words[last + 1 : last + 2] and words[last + 1] in stops.ROMANCE_OF[language]:
            joined = words[last + 2 : last + 3]
            last += 2 * (bool(joined) and _romance(joined[0], empty, language, min_chars=3))
        phrase = clause[tokens[index + 1].start() : tokens[last].end()]
        if not re.search(r"[^\w\s'’-]", phrase):
            yield Found(phrase, phrase, 1.2 if last > index + 1 else 0.9)


def _romance(word: str, empty: frozenset[str], language: str, *, min_chars: int = 5) -> bool:
    """Tell whether a word may be a noun in Spanish, French or Portuguese."""
    if (
        len(word) < min_chars
        or word in stops.ROMANCE_SMALL
        or not word.islower()
        or not word.replace("-", "").isalpha()
        or word in empty
    ):
        return False
    if language == "pt" and word.endswith(("ar", "er", "ir")):
        return False  # "a preparar": what looks like the article is a preposition
    return not word.endswith(("aba", "aban", "aron", "ieron", "ando", "endo", "indo", "ment", "mente", "ait", "ez"))


def _find_chinese(clause: str) -> Iterator[Found]:
    """Find the runs between the signs that only join others."""
    for run in _CHINESE_JOINT.split(clause):
        if 2 <= len(run) <= 4:
            yield Found(run, run, 1.0 if len(run) in (3, 4) else 0.7)
            if len(run) > 2:  # it may begin with a verb; its end is taken where the text says it again
                yield Found(run[-2:], run[-2:], 0.6)


def _find_hindi(clause: str) -> Iterator[Found]:
    """Find the word before a postposition."""
    tokens = _HINDI_TOKEN.findall(clause)
    for index, token in enumerate(tokens):
        if token not in stops.HINDI_POSTPOSITIONS or index == 0 or not _hindi(tokens[index - 1]):
            continue
        yield Found(tokens[index - 1], tokens[index - 1], 1.0)


def _hindi(word: str) -> bool:
    return len(word) > 2 and word not in stops.HINDI_STOPS and not word.endswith(("ने", "ना", "कर", "ता", "ती", "ते"))


def _find_arabic(clause: str) -> Iterator[Found]:
    """Find words with the article, and the adjective with its article after them."""
    for match in _ARABIC_NOUN.finditer(clause):
        words = [word for word in match[1].split() if word not in stops.ARABIC_EMPTY]
        if words and match[1].startswith(words[0]):
            yield Found(phrase := " ".join(words), phrase, 1.2 if len(words) > 1 else 0.9)


def _is_common(word: str) -> bool:
    """Tell whether it is a word and, where the script has capitals, perhaps no name."""
    return word[0].isalpha() and not word[0].isupper() and word not in stops.ENGLISH_STOPS


def _find_japanese(clause: str) -> Iterator[Found]:
    """Find runs of Han characters and of katakana."""
    for match in _JAPANESE_RUN.finditer(clause):
        yield Found(match.group(), match.group(), 1.0)


def _find_korean(clause: str) -> Iterator[Found]:
    """Find words before a particle that only nouns have."""
    for match in _KOREAN_NOUN.finditer(clause):
        yield Found(match[1], match[1], 1.0)


def find_anything(clause: str) -> Iterator[Found]:
    """Find long words, one or two in a row, or runs of a script without blanks; for every other language."""
    unspaced = [*_UNSPACED_RUN.finditer(clause), *_JAPANESE_RUN.finditer(clause)]
    if unspaced:
        yield from (Found(match.group(), match.group(), 0.8) for match in unspaced)
        return
    run: list[str] = []
    for word in [*re.findall(r"[^\W\d_]+(?:[\u0300-\u036f\u0900-\u0dff]+[^\W\d_]*)*|\W+", clause), ""]:
        if word == " ":
            continue
        if 5 <= len(word) <= 24 and len(run) < 2 and _is_common(word):
            run.append(word)
            continue
        phrase = " ".join(run)
        if phrase and phrase in clause:
            yield Found(phrase, phrase, 0.7)
        run = []
