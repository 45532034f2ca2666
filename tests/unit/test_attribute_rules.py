"""What the rules find in a description, how often rightly, and what they leave alone.

How the labelled set was made: the rules came first, tuned on the starter hub
and on descriptions of a public hub; then `attribute_texts.py` was written
without looking at what the rules find. In the first run they found 207 of the
231 marked values, and 6 that are none. The run showed three labels that had been
forgotten, and faults of the rules ("turned", "beginner", a capital İ, places
after "a hill outside"), which were mended; the rest was left alone. So the
numbers below are of a set that the rules have seen; other texts will do worse.
Run with `-s` to see the tables.
"""

from collections import Counter
from typing import Final, NamedTuple

import pytest

from curation.personas import UNKNOWN, VOCABULARY, Attribute, check_attributes
from curation.personas.attribute_ages import NUMBERS, band_of
from curation.personas.attribute_language_words import WORDS
from curation.personas.attribute_occupations import NO_GROUP, OCCUPATIONS
from curation.personas.attribute_places import PEOPLE, PLACES
from curation.personas.attribute_rules import find_attributes, has_rules
from curation.sources.starter import starter_personas
from tests.unit.attribute_texts import ENGLISH, OTHERS

_MARKS: Final = {"o": "occupation", "r": "region", "a": "age_band", "g": "gender", "e": "education"}
OWN: Final = {
    "occupation": (0.979, 0.989),
    "region": (0.828, 1.0),
    "age_band": (0.964, 1.0),
    "gender": (0.891, 0.970),
    "education": (1.0, 1.0),
}
"""Recall and precision on the labelled set, cut off after the third place."""
STARTER: Final = {
    "occupation": (0.640, 0.986),
    "region": (0.421, 1.0),
    "age_band": (0.715, 0.991),
    "gender": (0.617, 1.0),
    "education": (0.5, 1.0),
}
"""The same on the starter hub, whose sentences are freer and on which the rules were tuned."""


class Labelled(NamedTuple):
    """A description, its language, and what somebody who reads it says of the person."""

    text: str
    language: str
    said: dict[str, str]


class Counted(NamedTuple):
    """Values found rightly, values marked, values found."""

    right: int
    marked: int
    found: int


def own_texts() -> list[Labelled]:
    lines = [f"en | {line}" for line in ENGLISH.strip().splitlines()] + OTHERS.strip().splitlines()
    rows = []
    for line in lines:
        language, _, rest = line.partition(" | ")
        text, _, marks = rest.rpartition("|")
        rows.append(Labelled(text.strip(), language, {_MARKS[mark[0]]: mark[2:] for mark in marks.split()}))
    return rows


def starter_texts() -> list[Labelled]:
    known = [
        (persona, {name: one.value for name, one in persona.attributes.items() if one.value != UNKNOWN})
        for persona in starter_personas()
    ]
    return [Labelled(persona.text, persona.language, said) for persona, said in known]


def count(rows: list[Labelled]) -> dict[str, Counted]:
    right: Counter[str] = Counter()
    marked: Counter[str] = Counter()
    found: Counter[str] = Counter()
    for row in rows:
        got = {name: one.value for name, one in find_attributes(row.text, row.language).items()}
        right.update(name for name, value in got.items() if row.said.get(name) == value)
        marked.update(row.said.keys())
        found.update(got.keys())
    return {name: Counted(right[name], marked[name], found[name]) for name in VOCABULARY}


@pytest.mark.parametrize(
    ("title", "rows", "least"), [("own texts", own_texts(), OWN), ("starter hub", starter_texts(), STARTER)]
)
def test_recall_and_precision_are_what_was_measured(
    title: str, rows: list[Labelled], least: dict[str, tuple[float, float]]
) -> None:
    print(f"\n{title}, n = {len(rows)}{'recall':>18}{'precision':>12}")  # noqa: T201 - read with -s
    for name, counted in count(rows).items():
        recall, precision = counted.right / counted.marked, counted.right / counted.found
        print(f"{name:20}{counted.right:>4} of {counted.marked:<4}{recall:8.3f}{precision:12.3f}")  # noqa: T201
        assert (recall >= least[name][0], precision >= least[name][1]) == (True, True), name


def test_the_labelled_set_is_large_and_of_the_vocabulary() -> None:
    rows = own_texts()
    assert len(rows) >= 120
    assert len({row.text for row in rows}) == len(rows)
    assert not {row.text for row in rows} & {row.text for row in starter_texts()}
    for row in rows:
        assert all(value in VOCABULARY[name] and value != UNKNOWN for name, value in row.said.items()), row.text


def test_all_that_is_found_is_of_the_vocabulary_and_proved_by_words_of_the_text() -> None:
    for row in (*own_texts(), *starter_texts()):
        found = find_attributes(row.text, row.language)
        assert check_attributes(row.text, found) == [], row.text
        assert all(one.value != UNKNOWN for one in found.values())


@pytest.mark.parametrize(
    ("text", "attribute", "value", "evidence"),
    [
        ("A retired dentist from Oslo", "occupation", "retired", "retired"),
        ("A dentist from Oslo", "occupation", "professionals", "dentist"),
        ("A dentist from Oslo", "region", "europe", "Oslo"),
        ("An Oslo-based dentist", "region", "europe", "Oslo-based"),
        ("A dentist, forty-four, in Oslo", "age_band", "35-44", "forty-four"),
        ("A dentist with a doctorate who sings", "education", "doctoral", "with a doctorate"),
        ("A welder who was laid off in May", "occupation", "not_working", "laid off"),
        ("A widow who fishes", "gender", "female", "widow"),
        ("A cook who sharpens his own knives", "gender", "male", "his"),
        ("A tuner in Dayton, Ohio", "region", "northern_america", "Ohio"),
    ],
)
def test_a_value_comes_with_the_words_that_say_so(text: str, attribute: str, value: str, evidence: str) -> None:
    assert find_attributes(text, "en")[attribute] == Attribute(value, evidence)


@pytest.mark.parametrize(
    ("text", "attribute"),
    [
        ("The daughter of a nurse", "occupation"),
        ("A nurse's brother", "occupation"),
        ("A former nurse", "occupation"),
        ("An aspiring nurse", "occupation"),
        ("A small business owner", "occupation"),
        ("A volunteer who helps people out of work", "occupation"),
        ("A friend of a baker who was laid off", "occupation"),
        ("Maria, who likes tea", "gender"),
        ("James, who likes tea", "gender"),
        ("A client who admires her", "gender"),
        ("A gardener who helps a neighbour when she is ill", "gender"),
        ("A translator of Japanese", "region"),
        ("A Japanese literature professor", "region"),
        ("A fan of the Kenyan team", "region"),
        ("A refugee from Syria", "region"),
        ("A dentist originally from Oslo", "region"),
        ("A reader of us and them", "region"),
        ("A grandmother with a garden", "age_band"),
        ("A woman in her fifties", "age_band"),
        ("A mother of 16-year-old twins", "age_band"),
        ("A 90-year-old house on a hill", "age_band"),
        ("A man who eats at nine, alone", "age_band"),
        ("A PhD student in chemistry", "education"),
        ("A clerk pursuing a master's degree", "education"),
        ("A father whose daughter has a PhD", "education"),
    ],
)
def test_what_is_said_of_somebody_or_something_else_stays_unknown(text: str, attribute: str) -> None:
    assert attribute not in find_attributes(text, "en")


@pytest.mark.parametrize("sign", ["\u00a0", "  ", "\n"])
def test_the_kind_of_blank_changes_nothing_but_the_evidence(sign: str) -> None:
    text = "A 42-year-old nurse from Papua New Guinea with a master's degree"
    plain, other = find_attributes(text, "en"), find_attributes(text.replace("nurse from", f"nurse{sign}from"), "en")
    assert {name: one.value for name, one in other.items()} == {name: one.value for name, one in plain.items()}


def test_every_age_has_the_band_of_its_years() -> None:
    bands = {age: band_of(age) for age in range(-1, 113)}
    expected = [None, None, *["0-14"] * 14]
    for start in range(15, 75, 10):
        expected += [f"{start}-{start + 9}"] * 10
    expected += ["75+"] * (110 - 75 + 1) + [None, None]
    assert list(bands.values()) == expected
    assert sorted(NUMBERS.values()) == list(range(1, 100))


@pytest.mark.parametrize("age", [15, 24, 25, 44, 74, 75, 99])
def test_an_age_in_digits_and_in_words_is_the_same(age: int) -> None:
    word = next(word for word, number in NUMBERS.items() if number == age)
    for form in ("A {}-year-old nurse", "A nurse, {}, with a bicycle", "At {}, a nurse", "A nurse of {} who sings"):
        assert find_attributes(form.format(age), "en")["age_band"].value == band_of(age), form
        assert find_attributes(form.format(word), "en")["age_band"].value == band_of(age), form


def test_the_lists_hold_only_values_of_the_vocabulary() -> None:
    assert set(OCCUPATIONS.values()) - {NO_GROUP} <= set(VOCABULARY["occupation"]) - {UNKNOWN}
    assert set(PLACES.values()) | set(PEOPLE.values()) == set(VOCABULARY["region"]) - {UNKNOWN}
    for words in WORDS.values():
        assert set(words) <= (set(VOCABULARY["occupation"]) | set(VOCABULARY["gender"])) - {UNKNOWN}
    assert len([name for name, group in OCCUPATIONS.items() if group != NO_GROUP]) >= 500


def test_a_language_without_rules_says_nothing_and_an_unknown_one_is_read_as_english() -> None:
    assert not has_rules("th")
    assert find_attributes("A nurse from Oslo", "th") == {}
    assert find_attributes("A nurse from Oslo", "und") == find_attributes("A nurse from Oslo", "en") != {}


HOSTILE: Final = [
    "",
    " ",
    "?!",
    "\u202e\u0000\ufeff",
    "a" * 50_000,
    "a " * 30_000,
    "A nurse and " * 5_000,
    "A, " * 20_000,
    "In " * 20_000,
    "from Papua New " * 9_000,
    "with a " * 20_000 + "PhD",
    "dropped out of " * 9_000,
    "1-year-old " * 9_000,
    "his her " * 9_000,
    "X.Y-Z'" * 9_000,
    "İ" * 5_000,
    "的" * 50_000,
    "一" * 50_000 + "岁",
    "‮ ﷽ 👩🏽‍🚀 " * 5_000,
]


@pytest.mark.parametrize("language", ["en", "es", "zh", "ja", "tr", "ar", "th"])
@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_hostile_text_gives_an_answer_that_holds(number: int, language: str) -> None:
    text = HOSTILE[number]
    assert check_attributes(text, find_attributes(text, language)) == []
