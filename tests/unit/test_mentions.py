"""Mentions: names of any script after an @, the longest first, and nothing that only looks like one."""

import pytest

from curation.text.mentions import find_mentions

NAMES = ["Ann", "Ann Lee", "Anna", "Änne Öz", "王伟", "Straße", "Ольга Петрова", "नीता", "O'Neil", "x_y", "Ａda"]


def named(text: str) -> list[str]:
    return [found.name for found in find_mentions(text, NAMES)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("@Ann look", ["Ann"]),
        ("@ann lee, look", ["Ann Lee"]),
        ("@ANN\n LEE?", ["Ann Lee"]),
        ("@Ann Leeds", ["Ann"]),
        ("@Anna", ["Anna"]),
        ("@Annabel", []),
        ("@änne öz: yes", ["Änne Öz"]),
        ("请@王伟看", ["王伟"]),
        ("@STRASSE!", ["Straße"]),
        ("@ольга петрова и @Ann", ["Ольга Петрова", "Ann"]),
        ("@नीता ने", ["नीता"]),
        ("@O'Neil's point", ["O'Neil"]),
        ("@x_y @x_yz", ["x_y"]),
        ("@ada", ["Ａda"]),
        ("(@Ann)", ["Ann"]),
        ("@@Ann", ["Ann"]),
        ("write to a@Ann.example or me.@Ann", []),
        ("Ann, Anna", []),
        ("@ Ann", []),
        ("@", []),
        ("@A\u200bnn @\u202eAnn", []),
        ("", []),
    ],
)
def test_names_are_found_where_they_are_meant(text: str, expected: list[str]) -> None:
    assert named(text) == expected


def test_a_vowel_sign_after_a_name_makes_it_another_word() -> None:
    assert find_mentions("@नीताे", NAMES) == []


def test_the_places_are_those_of_the_text_as_it_was_typed() -> None:
    text = "Well, @ANN   lee and @Straße."
    found = find_mentions(text, NAMES)
    assert [text[one.start : one.end] for one in found] == ["@ANN   lee", "@Straße"]


def test_nobody_is_named_where_there_is_nobody() -> None:
    assert find_mentions("@Ann", []) == []


def test_a_text_of_nothing_but_signs_is_read_through() -> None:
    assert find_mentions("@" * 4_000, NAMES) == []
    assert len(find_mentions("@Ann " * 800, NAMES)) == 800
