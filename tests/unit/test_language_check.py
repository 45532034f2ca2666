"""The check of the language: what fails, what is not judged, and what is left out of the text that is judged."""

import json

import pytest

from curation.synthesis import CheckResult, Contract, Parsed, check_sample, parse_answer

_ENGLISH = "The keeper of the bell counts the hours and writes them into a book with a blue cover."
_GERMAN = "Der Wärter der Glocke zählt die Stunden und schreibt sie in ein Buch mit einem blauen Einband."
_FRENCH = "Le gardien de la cloche compte les heures et les note dans un cahier qui est sur la table."
_CHINESE = "敲钟人数着钟点，把它们写进一本蓝色封面的本子里。"


def _language(
    text: str, expected: str | None, scenario: str = "instruction", contract: Contract | None = None, **data: object
) -> CheckResult:
    """Return the one result of the check."""
    parsed = Parsed(text, None, data)
    results = check_sample(scenario, parsed, persona="x", prompt="", expected_language=expected, contract=contract)
    (found,) = [result for result in results if result.name == "language"]
    assert found.detail.endswith(".")
    return found


@pytest.mark.parametrize(
    ("text", "expected", "ok"),
    [
        (_ENGLISH, "en", True),
        (_GERMAN, "de", True),
        (_GERMAN, "de-AT", True),
        (_CHINESE, "zh", True),
        (_ENGLISH, "de", False),
        (_GERMAN, "en", False),
        (_FRENCH, "de", False),
        (_CHINESE, "ja", False),
        (_ENGLISH, "sv", False),
        (_ENGLISH, "uk", False),
    ],
)
def test_a_text_in_another_language_fails(text: str, expected: str, ok: bool) -> None:
    result = _language(text, expected)
    assert result.ok is ok
    assert "Not checked" not in result.detail


def test_both_languages_are_named() -> None:
    assert _language(_ENGLISH, "de").detail == "It is in English, and the description in German."
    assert _language(_ENGLISH, "sv").detail == "It is in English, and the description in “sv”."
    assert _language(_ENGLISH, "en").detail == "It is in the language of the description, English."


@pytest.mark.parametrize(
    ("text", "expected", "why"),
    [
        ("Wie viele Glocken sind es heute?", "en", "too short, 6 words"),
        (_ENGLISH, "und", "language of the description is not clear"),
        (_ENGLISH, " ", "language of the description is not clear"),
        ("12 34 56 78 90 12 34 56 78 90", "de", "language of the text is not clear"),
        # Catalan looks French to the guess, so that French found says nothing where Catalan is wanted.
        (_FRENCH, "ca", "“ca” cannot be told from its neighbours"),
    ],
)
def test_what_cannot_be_told_is_not_held_against_the_sample(text: str, expected: str, why: str) -> None:
    result = _language(text, expected)
    assert result.ok
    assert result.detail.startswith("Not checked")
    assert why in result.detail


def test_the_check_is_left_out_where_no_language_is_expected() -> None:
    results = check_sample("instruction", Parsed(_GERMAN, None, {}), persona="x", prompt="")
    assert "language" not in [result.name for result in results]


def test_english_labels_do_not_make_a_character_english() -> None:
    raw = (
        "Name: Ursel\nRole: Wärterin\nAppearance: Klein und rund\nWith players: Sie zählt die Stunden und fragt nach"
        " dem Weg\nDialogue: Wer ist da?"
    )
    parsed = parse_answer("npc", raw)
    assert _language(parsed.text, "de", "npc").detail == "It is in the language of the description, German."


def test_the_keys_of_a_tool_do_not_make_it_english() -> None:
    tool = {
        "name": "Glockenuhr",
        "description": "Zählt die Stunden einer Glocke und schreibt sie in ein Buch.",
        "function_name": "count_the_hours_of_the_bell_with_a_book",
        "input_args": {"the_hours_of_the_bell": "the number of hours that are counted by the keeper of the bell"},
        "return": {},
        "depend": [],
    }
    assert _language(json.dumps(tool), "de", "tool", None, **tool).ok
    english = {**tool, "description": _ENGLISH}
    assert not _language(json.dumps(english), "de", "tool", None, **english).ok


def test_the_keys_of_an_own_object_do_not_make_it_english() -> None:
    contract = Contract("json", keys=(("the_name_of_the_bell", "string"), ("parts", "list")))
    raw = json.dumps({"the_name_of_the_bell": _GERMAN, "parts": [{"of_the_bell": "Der Klöppel und die Krone"}]})
    parsed = parse_answer("custom", raw, contract=contract)
    assert _language(parsed.text, "de", "custom", contract, **parsed.data).ok
    assert not _language(parsed.text, "fr", "custom", contract, **parsed.data).ok


def test_speakers_do_not_make_a_conversation_english() -> None:
    text = f"First person: {_GERMAN}\n\nSecond person: Und wer liest das Buch mit dem blauen Einband?"
    assert _language(text, "de", "conversation").ok
