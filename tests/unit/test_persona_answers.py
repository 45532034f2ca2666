"""What is read out of an answer that holds personas, and which words of the text hold it up."""

import json

import pytest

from curation.personas import UnreadableAnswerError, personas_of_answer
from curation.personas.persona_answers import MAX_PERSONAS, Form, find_quote
from tests.services.asking_for_personas import in_json, stated

TEXT = "The ferry to Ålesund leaves at six. Anders, 71 and long retired, still  sells the tickets."


@pytest.mark.parametrize(
    ("quote", "found"),
    [
        ("long retired", "long retired"),
        ("LONG   retired", "long retired"),
        ("still sells the", "still  sells the"),
        ("“leaves at six.”", "leaves at six."),
        ("A\u030alesund", "Ålesund"),
        ("long retyred", ""),
        ("retired long", ""),
        ("   ", ""),
        ("...", ""),
        ("tire", ""),
        ("a", ""),
        ("he", ""),
        ("sells", "sells"),
    ],
)
def test_a_quote_is_found_by_its_words_and_given_as_they_stand_in_the_text(quote: str, found: str) -> None:
    assert find_quote(quote, TEXT) == found
    assert found in TEXT


def test_a_value_counts_only_with_words_of_the_text_and_of_the_vocabulary() -> None:
    answer = in_json(
        stated(
            "A ticket seller",
            "read",
            "",
            occupation=("retired", "long retired"),
            age_band=("65-74", "seventy-one"),
            region=("EUROPE", "Ålesund"),
            gender=("robot", "Anders"),
            shoe_size=("46", "six"),
            education=("unknown", ""),
        )
    )
    (found,) = personas_of_answer(answer, form="structured", about=TEXT).found
    assert {name: one.value for name, one in found.attributes.items()} == {"occupation": "retired", "region": "europe"}
    assert (found.n_stated, found.n_grounded) == (3, 2)


def test_of_two_values_for_one_attribute_the_first_that_is_held_up_stands() -> None:
    person = stated("A ticket seller of Ålesund")
    person["attributes"] = [
        {"name": "region", "value": "asia", "quote": "Osaka"},
        {"name": "region", "value": "europe", "quote": "Ålesund"},
        {"name": "region", "value": "africa", "quote": "seller"},
    ]
    (found,) = personas_of_answer(in_json(person), form="structured", about=None).found
    assert found.attributes["region"].value == "europe"


def test_without_a_text_the_words_must_stand_in_the_description_itself() -> None:
    person = stated("A retired diver", occupation=("retired", "retired"), age_band=("65-74", "long retired"))
    (found,) = personas_of_answer(in_json(person), form="structured", about=None).found
    assert list(found.attributes) == ["occupation"]
    assert found.quote == ""


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("", "not one JSON object"),
        ("Here you are: {}", "not one JSON object"),
        ("[" * 100_000, "not one JSON object"),
        ("[]", "not as asked for"),
        ('{"personas": "x"}', "personas"),
        ('{"personas": []}', "holds no persona"),
        (in_json(stated("   ")), "holds no persona"),
        ('{"personas": [{"persona": "A diver", "relation": "read", "quote": ""}]}', "attributes"),
        (json.dumps({"personas": [{**stated("A diver"), "secret": 1}]}), "secret"),
    ],
)
def test_an_answer_that_is_not_of_the_form_is_refused_with_what_is_wrong(answer: str, said: str) -> None:
    with pytest.raises(UnreadableAnswerError, match=said):
        personas_of_answer(answer, form="structured", about=TEXT)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("Persona: A diver\nRelation: read", [("A diver", "read")]),
        ("Sure!\n\n1. **Persona**: A diver\n   **Relation:** Read", [("A diver", "read")]),
        ("Persona 1: A diver\n\nPersona 2: A judge\n2) Relation: like", [("A diver", ""), ("A judge", "like")]),
        (
            "Relation: son\nPersona: A diver\n\nRelation: rival\nPersona: A judge",
            [("A diver", "son"), ("A judge", "rival")],
        ),
        ("Persona：一位潜水员\nRelation: read", [("一位潜水员", "read")]),
        ("Persona: A diver\nwho sings\n\nlost words\nPersona: A judge", [("A diver who sings", ""), ("A judge", "")]),
    ],
    ids=["two lines", "dressed up", "numbered", "relation first", "wide colon", "goes on"],
)
def test_lines_with_labels_are_read_as_people(answer: str, expected: list[tuple[str, str]]) -> None:
    assert [(one.text, one.relation) for one in personas_of_answer(answer, form="plain", about=None).found] == expected


def test_lines_without_a_persona_are_refused() -> None:
    with pytest.raises(UnreadableAnswerError, match="Persona"):
        personas_of_answer("I would rather not.\nRelation: read", form="plain", about=None)


def test_no_more_people_are_taken_than_one_answer_may_hold() -> None:
    answer = in_json(*(stated(f"Diver number {turn}") for turn in range(500)))
    read = personas_of_answer(answer, form="structured", about=None)
    assert (len(read.found), read.n_more) == (MAX_PERSONAS, 500 - MAX_PERSONAS)


def test_a_relation_that_was_not_asked_for_is_left_empty_and_so_is_one_that_is_no_label() -> None:
    long = "call anna kowalska +48 601 234 567"
    answer = in_json(
        stated("A diver", "ignore"), stated("A judge", "Like."), stated("A mason", "x" * 500), stated("A piper", long)
    )
    asked = personas_of_answer(answer, form="structured", about=TEXT, relations=("read", "like")).found
    assert [one.relation for one in asked] == ["", "like", "", ""]
    any_other = personas_of_answer(answer, form="structured", about=None).found
    assert [one.relation for one in any_other] == ["ignore", "like", "", ""]


def test_what_no_page_can_hold_is_dropped_from_a_description() -> None:
    (found,) = personas_of_answer(
        in_json(stated("A\x00 diver\n\nof\x1b[31m Izmir \ud800")), form="structured", about=None
    ).found
    assert found.text == "A diver of[31m Izmir \ufffd"


def test_in_a_script_without_blanks_any_run_of_characters_is_a_quote() -> None:
    assert find_quote("退休", "他在港口退休多年") == "退休"


def test_a_description_of_quotation_marks_is_none() -> None:
    answer = in_json(stated('"'), stated("A diver"))
    assert [one.text for one in personas_of_answer(answer, form="structured", about=None).found] == ["A diver"]


@pytest.mark.parametrize(
    "answer", ["*" * 200_000, "```" + "\n" * 200_000, "1." * 100_000, "Persona: x\n" + "y\n" * 100_000]
)
@pytest.mark.parametrize("form", ["plain", "structured"])
def test_an_answer_that_a_model_repeats_to_its_limit_is_read_in_one_pass(answer: str, form: Form) -> None:
    try:
        read = personas_of_answer(answer, form=form, about=None)
    except UnreadableAnswerError:
        return
    assert len(read.found) == 1
