"""Personal data: checks that hold by published examples, and hostile texts that end."""

import re
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

import pytest

from curation.personas import (
    find_personal_data,
    privacy_addresses,
    privacy_contact,
    privacy_names,
    privacy_numbers,
    quality,
    quality_problem,
)
from curation.personas import privacy_checksums as checks
from curation.text import MAX_TEXT_CHARS

PARSER: Any = import_module("re._parser")
"""The parser of the standard library, which has no public name."""

HOLDS: list[tuple[Callable[[str], bool], str]] = [
    (checks.passes_luhn, "79927398713"),  # the example of the patent's later descriptions
    (checks.passes_luhn, "4111111111111111"),
    (checks.passes_iban, "GB82WEST12345698765432"),
    (checks.passes_iban, "DE89370400440532013000"),
    (checks.passes_verhoeff, "2363"),
    (checks.passes_dni, "12345678Z"),
    (checks.passes_dni, "X1234567L"),
    (checks.passes_nir, "255081416802538"),
    (checks.passes_steuer_id, "86095742719"),
    (checks.passes_steuer_id, "65929970489"),
    (checks.passes_codice_fiscale, "RSSMRA85T10A562S"),
    (checks.passes_cpf, "52998224725"),
    (checks.passes_bsn, "123456782"),
    (checks.passes_resident_id, "11010519491231002X"),
    (checks.passes_pesel, "44051401359"),
    (checks.passes_pesel, "02070803628"),
]
HOSTILE = [
    *("@", "a@", "a.", "a@a.", "1", "1 ", "1-", "+1", "(1", "A1", "DE62 ", "1.", "1.1.1.1.", "a:", "::", "f:f:"),
    *(
        "Mr ",
        "Mr A. ",
        "named ",
        "My name is ",
        "My name is A",
        "Anna Maria ",
        "Anna, 3",
        "A b",
        "我叫",
        "王",
        "路1",
        "1丁目",
    ),
    *(
        "http://",
        "x.com/",
        "https://x.com/@a/",
        "12 rue de la ",
        "1 A B C ",
        "Via D D D D",
        "Calle de la A",
        "Astraße ",
        "ul. A ",
    ),
    *(
        "<",
        "<|",
        "{{",
        "{{a",
        "your task is ",
        "here is a a a ",
        "how is ",
        "as an ai ",
        " ",
        "\n",
        "\u0e31",
        "é",
        "'",
        "A'",
    ),
]


@pytest.mark.parametrize(("passes", "number"), HOLDS)
def test_a_published_number_passes_its_check(passes: Callable[[str], bool], number: str) -> None:
    assert passes(number)


@pytest.mark.parametrize(("passes", "number"), HOLDS)
def test_no_single_wrong_digit_passes(passes: Callable[[str], bool], number: str) -> None:
    # The other sign of a digit must fail; the CPF and the test of eleven let some through when a digit becomes 10.
    places = [place for place, sign in enumerate(number) if sign.isdigit()]
    changed = [
        number[:place] + digit + number[place + 1 :]
        for place in places
        for digit in "0123456789"
        if digit != number[place]
    ]
    passed = [other for other in changed if passes(other)]
    assert len(passed) <= len(changed) // 30


def test_verhoeff_finds_neighbours_that_changed_places() -> None:
    number = "642791665665"
    swapped = {
        number[:place] + number[place + 1] + number[place] + number[place + 2 :] for place in range(len(number) - 1)
    } - {number}
    assert checks.passes_verhoeff(number)
    assert not any(checks.passes_verhoeff(other) for other in swapped)


@pytest.mark.parametrize("digits", ["000121234", "666121234", "900121234", "123001234", "123450000"])
def test_a_number_that_was_never_given_out_is_no_social_security_number(digits: str) -> None:
    assert not checks.passes_ssn_form(digits)


def test_the_kind_and_the_place_are_told() -> None:
    text = "A nurse, jane@example.com, call +1 415 555 0132."
    found = [(finding.kind, text[finding.start : finding.end]) for finding in find_personal_data(text)]
    assert found == [("email", "jane@example.com"), ("phone", "+1 415 555 0132")]


def test_digits_of_another_script_keep_their_places() -> None:
    text = "電話 ＋８１ ９０ ５５５５ ０１２３ まで"
    found = find_personal_data(text)
    assert [text[finding.start : finding.end] for finding in found] == ["＋８１ ９０ ５５５５ ０１２３"]


def patterns() -> dict[str, re.Pattern[str]]:
    modules = (privacy_addresses, privacy_contact, privacy_names, privacy_numbers, quality)
    found: dict[str, re.Pattern[str]] = {}
    for module in modules:
        for name, value in vars(module).items():
            for number, part in enumerate(flat(value)):
                found[f"{module.__name__}.{name}.{number}"] = part
    return found


def flat(value: object) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from flat(part)


def unbounded(parsed: Any) -> Iterator[int]:  # noqa: ANN401 - the parser's own tree
    """Yield how many parts the body of each repeat without an upper bound has."""
    for code, arguments in parsed:
        if code in (PARSER.MAX_REPEAT, PARSER.MIN_REPEAT) and arguments[1] is PARSER.MAXREPEAT:
            yield len(arguments[2])
        for part in arguments if isinstance(arguments, tuple | list) else ():
            for inner in part if isinstance(part, list) else [part]:
                if isinstance(inner, PARSER.SubPattern):
                    yield from unbounded(inner)


def test_a_repeat_without_bound_would_be_seen() -> None:
    assert list(unbounded(PARSER.parse("a(?:b(?:c+)?|d){1,3}"))) == [1]
    assert list(unbounded(PARSER.parse("(?=(?:ab)*)(?<!x)y{2,9}"))) == [2]


@pytest.mark.parametrize("name", list(patterns()))
def test_every_pattern_looks_at_a_bounded_stretch_of_the_text(name: str) -> None:
    # So the steps from one place do not grow with the text. The only exception repeats a single class of signs and
    # is followed by nothing that could make it try again.
    pattern = patterns()[name]
    if pattern.pattern == r"[^\W\d_]+":
        return
    assert list(unbounded(PARSER.parse(pattern.pattern, pattern.flags))) == []
    assert PARSER.parse(pattern.pattern, pattern.flags).getwidth()[1] <= 512


@pytest.mark.parametrize("piece", HOSTILE)
def test_the_longest_hostile_text_comes_to_an_end(piece: str) -> None:
    text = (piece * (MAX_TEXT_CHARS // len(piece)))[:MAX_TEXT_CHARS]
    assert all(0 <= finding.start < finding.end <= len(text) for finding in find_personal_data(text))
    quality_problem(text, language="en")
