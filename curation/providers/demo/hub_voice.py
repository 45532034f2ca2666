"""How the demo generator speaks of people in one language: its words, and how they are put together.

A phrase may hold alternatives such as "[his|her|their]" for a man, a woman and
somebody who is neither (the last one serves where there are fewer). "{x}" is
the key phrase. In a habit the words in braces are what others know the person
for.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

Gender = Literal["male", "female", "nonbinary"]
GENDERS: Final[tuple[Gender, ...]] = ("male", "female", "nonbinary")

_ALTERNATIVES: Final = re.compile(r"\[([^\[\]]*)\]")
_HOOK: Final = re.compile(r"\{([^{}]+)\}")
_BETWEEN: Final = re.compile(r"\s\|\s")  # within alternatives no blank stands beside the stroke


class Walk(NamedTuple):
    """What somebody is: the value of the attribute `occupation` and the noun, with its alternatives."""

    occupation: str
    noun: str


class Habit(NamedTuple):
    """What somebody does, as words without a subject, and the thing in it that others know the person for.

    Some habits are no child's (`grown_up`).
    """

    text: str
    hook: str
    grown_up: bool = False


@dataclass(frozen=True, slots=True)
class Voice:
    """The words of one language.

    Attributes:
        language: ISO 639-1.
        marks: What stands before and after a key phrase.
        comma: What parts two words of a list.
        age: An age in years, with "{n}".
        frames: Whole personas, with "{who}" or "{a who}", "{age}", "{habit}" and "{reason}"; the first one has
            "{who}" and "{age}" next to each other, so that more can be listed there.
        plain_frames: The same for a general description, without the age.
        cues: Topic to the beginnings of words that speak for it.
        people: Topic to walks of life; "any" has some for each occupation.
        habits: What a particular person does.
        plain_habits: What many people do.
        reasons: Relation to a text, or kind of relation to a person, to what somebody does about the key phrase.
        places: Region to places, each with its preposition.
        education: Level to words that say it.
        genders: Gender to words that say it.
    """

    language: str
    marks: tuple[str, str]
    comma: str
    age: str
    frames: tuple[str, ...]
    plain_frames: tuple[str, ...]
    cues: Mapping[str, tuple[str, ...]]
    people: Mapping[str, tuple[Walk, ...]]
    habits: tuple[Habit, ...]
    plain_habits: tuple[Habit, ...]
    reasons: Mapping[str, tuple[str, ...]]
    places: Mapping[str, tuple[str, ...]]
    education: Mapping[str, str]
    genders: Mapping[str, str]


def table_of(text: str) -> dict[str, tuple[str, ...]]:
    """Read lines such as "key: one | two | three"; a line without a key goes on with the one before."""
    table: dict[str, tuple[str, ...]] = {}
    key = ""
    for line in filter(None, map(str.strip, text.splitlines())):
        found = re.match(r"([\w+-]+): ", line, re.ASCII)
        key = found[1] if found else key
        cells = line[found.end() :] if found else line.removeprefix("| ")
        table[key] = (*table.get(key, ()), *(cell.strip() for cell in _BETWEEN.split(cells) if cell.strip()))
    return table


def words_of(text: str) -> dict[str, str]:
    """Read a table of one phrase for each key."""
    return {key: cells[0] for key, cells in table_of(text).items()}


def cues_of(text: str) -> dict[str, tuple[str, ...]]:
    """Read a table of words that are parted by blanks."""
    return {key: tuple(" ".join(cells).split()) for key, cells in table_of(text).items()}


def people_of(text: str) -> dict[str, tuple[Walk, ...]]:
    """Read a table of walks of life, each an occupation and a noun."""
    return {key: tuple(Walk(*cell.split(" ", 1)) for cell in cells) for key, cells in table_of(text).items()}


def habits_of(text: str) -> tuple[Habit, ...]:
    """Read habits, one a line; "+" before one says that it is no child's."""
    lines = [line for line in map(str.strip, text.splitlines()) if line]
    hooks = [_HOOK.search(line) for line in lines]
    return tuple(
        Habit(_HOOK.sub(r"\1", line).removeprefix("+ "), hook[1] if hook else "", line.startswith("+ "))
        for line, hook in zip(lines, hooks, strict=True)
    )


def agree(phrase: str, gender: Gender) -> str:
    """Return the phrase with the alternatives for the gender."""

    def chosen(found: re.Match[str]) -> str:
        options = found[1].split("|")
        return options[min(GENDERS.index(gender), len(options) - 1)]

    return _ALTERNATIVES.sub(chosen, phrase)
