"""Noun phrases of an English description, by rules that would rather say less than say it wrong."""

from typing import Final, NamedTuple

MAX_WHO_WORDS: Final = 11
MAX_ROLE_WORDS: Final = 5
MAX_TOPIC_WORDS: Final = 6

_EDGE = ".,;:'’"


def set_of(text: str) -> frozenset[str]:
    """Return the words of a list that is written as one text."""
    return frozenset(text.split())


_ARTICLES = frozenset({"a", "an", "the", "another", "one", "some", "my", "our"})
_POSSESSIVES = set_of("a an the his her their its my our your this these those any other various all")
_OPENERS = (("i", "am"), ("i'm",), ("as",), ("you", "are"), ("meet",), ("he", "is"), ("she", "is"), ("they", "are"))
_CLAUSE_WORDS = set_of(
    "who who's that that's which whose whom where when while because although but and or as i he she"
)
_PREPOSITIONS = set_of(
    "in at from of for on to by with without about into through under near over between among during after before"
    " towards"
)
_PARTICIPLES = set_of(
    "seeking looking specializing specialising studying dealing designing considering living using exploring hoping"
    " trying advocating offering sharing providing helping running developing researching pursuing struggling"
    " interested involved based located employed dedicated obsessed devoted inclined resistant new familiar eager"
    " responsible known born suffering fascinated frustrated specialized specialised owning preparing learning"
    " teaching facing representing conducting creating pushing focusing concerned passionate experienced is has was"
    " are have had does can will would always never often currently recently presenting credited"
)
_TOPIC_STOPS = (
    _CLAUSE_WORDS
    | set_of(
        "to by at from for in on with through is are was were has have had into during after before since using"
        " without within including especially particularly when if so than seeking facing like capable seen how"
        " rather"
    )
) - {"i"}
_NO_BEGINNINGS = frozenset({"more", "need", "search", "favour", "charge", "pursuit", "front", "which", "whom"})
_EMPTY_TOPICS = set_of(
    "field industry life job team way things years this it them world work people time best same others everything"
    " person order area place town city country school university college company community group man woman career"
    " destination changes safety arena use need style personality decades discussion years experience resources"
)
_LEADS_WITH_PREPOSITION = set_of(
    "passion love interest interested expertise experience background fascination knack enthusiasm degree advice"
    " guidance research knowledge affinity focus focusing focuses questions skills specializing specializes"
    " specialized specialising specialises specialised experienced fluent trained skilled fascinated intrigued"
    " captivated inspired obsessed frustrated concerned fan lover admirer collector supporter student scholar"
    " historian teacher breeder founder patient survivor professor passionate familiar expert enthusiast dreams"
    " worries"
)
_LEADS = set_of(
    "loves love enjoys enjoy admires appreciates studies studying teaches teaching researching exploring explores"
    " designing designs developing develops learning learn playing plays practising practicing writing writes"
    " building builds collects collecting repairs repairing sells selling makes making grows growing uses using"
    " handling managing manages understanding hates likes raising breeding supports supporting promoting preserving"
    " restoring"
)
_TOPIC_PREPOSITIONS = frozenset({"for", "in", "of", "with", "on", "about", "by"})
_FOLLOWERS = frozenset({"enthusiast", "fan", "superfan", "buff", "fanatic", "lover", "aficionado", "hobbyist"})
_MERE_ADJECTIVES = set_of(
    "local big huge die-hard avid devoted passionate excitable super casual young old loyal keen former retired"
)
_NEEDS_MORE = frozenset({"group", "member", "couple", "pair", "team"})
_PLACE_LEADS = frozenset({"in", "from", "near"})
_ENDS_PLACE = (_CLAUSE_WORDS | _PREPOSITIONS | _PARTICIPLES) - {"of"}
_NO_PLACE_AFTER = set_of(
    "interest interested expertise experience experienced specializing specializes specialized specialising"
    " specialises specialised fluent knowledge programming degree major research skilled trained proficient"
    " background work"
)


class Phrases(NamedTuple):
    """What was found, ready to stand in a sentence."""

    who: str
    role: str
    topic: str
    subject: str
    place: str | None


def read_english(tokens: list[str]) -> Phrases:
    """Find who it is, what they are, what they are about and where.

    Args:
        tokens: The words of the text, with the commas and full stops at their ends.
    """
    body = _without_opener(tokens)
    role_words = _trimmed(_take(body, _CLAUSE_WORDS | _PREPOSITIONS | _PARTICIPLES, MAX_ROLE_WORDS))
    if role_words[-1:] and role_words[-1].lower() in _NEEDS_MORE:
        role_words = _trimmed(_take(body, _CLAUSE_WORDS, MAX_ROLE_WORDS + 1))
    who_words = _trimmed(_take(body, _CLAUSE_WORDS | {"seeking", "looking", "offering"}, MAX_WHO_WORDS))
    role, who = " ".join(role_words) or "person", " ".join(who_words)
    place = _place(tokens)
    topic = _topic(tokens, place) or _followed(role)
    subject = topic.removeprefix("the ").removeprefix("a ").removeprefix("an ") if topic else f"{role} work"
    topic = topic or f"the daily life of {with_article(role)}"
    several = set_of("group couple pair team company organization organisation") & set(role.lower().split())
    return Phrases(f"{'someone from ' * bool(several)}{with_article(who or role)}", role, topic, subject, place)


def with_article(phrase: str) -> str:
    """Put "a" or "an" before the phrase."""
    first = phrase.split()[0].lower()
    soft = first[:1] in "aeiou" and not first.startswith(("uni", "use", "eu", "one"))
    soft = soft or first.startswith(("honor", "honour", "honest", "hour", "heir"))
    spelled = phrase[:2].isupper() and phrase[:1] in "AEFHILMNORSX"
    eight = first.startswith(("8", "11", "18"))
    return f"{'an' if soft or spelled or eight else 'a'} {phrase}"


def _bare(token: str) -> str:
    """Return the word in lower case without its punctuation."""
    return token.strip(_EDGE).lower().replace("’", "'")


def _without_opener(tokens: list[str]) -> list[str]:
    """Drop "I am", "As", a name before a comma, and the article."""
    rest = tokens
    for opener in _OPENERS:
        if tuple(map(_bare, rest[: len(opener)])) == opener:
            rest = rest[len(opener) :]
            break
    for n in (1, 2, 3):
        if len(rest) > n and rest[n - 1].endswith(",") and _bare(rest[n]) in _ARTICLES:
            rest = rest[n:]
            break
    if rest and _bare(rest[0]) in _ARTICLES:
        return rest[1:]
    if all(token[:1].isupper() for token in rest if len(token) > 3):
        return [word for token in rest for word in _lower_first([token])]
    return _lower_first(rest)


def _take(tokens: list[str], stops: frozenset[str], limit: int) -> list[str]:
    """Return the words up to a stop word, the end of a clause or the limit; the first one is always taken."""
    taken: list[str] = []
    for token, following in zip(tokens[:limit], [*tokens[1:], ""], strict=False):
        if taken and _stops_at(_bare(token), _bare(following), stops, alone=len(taken) == 1):
            break
        taken.append(token.strip(_EDGE))
        if token[-1] in ".,;" and len(token) > 2:
            break
    return [word for word in taken if word]


def _stops_at(word: str, following: str, stops: frozenset[str], *, alone: bool) -> bool:
    """Tell whether a phrase ends before the word; "new and emerging" goes on, "history and a love" does not."""
    if word == "and" and alone:
        return following in _POSSESSIVES or following in stops or following.endswith("ed")
    participle = word.endswith("ing") and (
        following in _POSSESSIVES or (word == "working" and following in _PREPOSITIONS)
    )
    return participle or word in stops


def _trimmed(words: list[str]) -> list[str]:
    """Drop small words from the end, where a phrase was cut."""
    loose = _PREPOSITIONS | _PARTICIPLES | _POSSESSIVES | _CLAUSE_WORDS | {"also", "now", "not"}
    while len(words) > 1 and (words[-1].lower() in loose or words[-1].endswith("ly")):
        words = words[:-1]
    return words


def _lower_first(words: list[str]) -> list[str]:
    """Put the capital that opens a sentence in lower case; an acronym keeps its capitals."""
    first = words[0] if words else ""
    return [first.lower(), *words[1:]] if first[1:].islower() else words


def _followed(role: str) -> str | None:
    """Return what an enthusiast is an enthusiast of."""
    *before, last = role.split()
    told = [word for word in before if word.lower() not in _MERE_ADJECTIVES]
    return " ".join(told) if last.lower() in _FOLLOWERS and told else None


def _topic(tokens: list[str], place: str | None) -> str | None:
    """Return the first phrase but the place after a word that leads to a subject, or after "about", "on", "of"."""
    bare = [_bare(token) for token in tokens]
    starts = [
        index + 2
        for index, word in enumerate(bare[:-2])
        if word in _LEADS_WITH_PREPOSITION and bare[index + 1] in _TOPIC_PREPOSITIONS
    ]
    for leads in (_LEADS, frozenset({"about", "regarding"}), frozenset({"of", "on", "for", "with", "in"})):
        starts += [index + 1 for index, word in enumerate(bare[:-1]) if word in leads and index > 0]
    found = (_noun(tokens, start) for start in starts)
    return next((noun for noun in found if noun is not None and noun != place), None)


def _noun(tokens: list[str], start: int) -> str | None:
    """Return the words from there on that can be a subject, or None where they say nothing."""
    article = ""
    while start < len(tokens) and _bare(tokens[start]) in _POSSESSIVES:
        word = _bare(tokens[start])
        article = f"{word} " if word in {"a", "an", "the"} else ""
        start += 1
    rest = tokens[start:]
    if not rest or _bare(rest[0]) in _TOPIC_STOPS | _PREPOSITIONS | _NO_BEGINNINGS:
        return None
    words = _trimmed(_take(rest, _TOPIC_STOPS, MAX_TOPIC_WORDS))
    if not words or words[-1].lower() in _EMPTY_TOPICS or "years" in words or len("".join(words)) < 3:
        return None
    return article + " ".join(words)


def _place(tokens: list[str]) -> str | None:
    """Return the capitalised words after "in", "from" or "near"."""
    for index in range(1, len(tokens) - 1):
        if _bare(tokens[index]) not in _PLACE_LEADS or _bare(tokens[index - 1]) in _NO_PLACE_AFTER:
            continue
        rest = tokens[index + 1 :]
        the = _bare(rest[0]) == "the"
        names = _names(rest[the:])
        after = rest[the + len(names) :]
        ended = not after or rest[the + len(names) - 1][-1] in ".,;" or _bare(after[0]) in _ENDS_PLACE
        ended = ended or after[0].endswith("ing")
        if names and ended and not (len(names) == 1 and names[0].isupper() and not the):
            return ("the " if the else "") + " ".join(names)
    return None


def _names(tokens: list[str]) -> list[str]:
    """Return the capitalised words that the text goes on with, three at most."""
    names: list[str] = []
    for token in tokens[:3]:
        if not token[:1].isupper():
            break
        names.append(token.strip(_EDGE))
        if token[-1] in ".,;":
            break
    return names
