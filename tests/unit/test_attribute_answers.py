"""What a model says of a persona's attributes is believed only with words that stand in the text."""

import json
from typing import Any

import pytest

from curation.personas import UNKNOWN, Attribute, UnreadableAnswerError
from curation.personas.attribute_answers import attributes_schema, read_attributes

TEXT = "A sad shoemaker of 58 from Fes who keeps a ledger of every foot he measured"


def answer(*rows: tuple[str, str, str], **more: Any) -> str:  # noqa: ANN401 - any JSON
    stated = [{"name": name, "value": value, "quote": quote} for name, value, quote in rows]
    return json.dumps({"attributes": stated, **more})


def test_a_value_with_its_words_is_taken_with_the_words_as_they_stand() -> None:
    read = read_attributes(answer(("occupation", "craft", "“Shoemaker”"), ("region", "africa", "from  Fes")), TEXT)
    assert read.attributes == {
        "occupation": Attribute("craft", "shoemaker"),
        "region": Attribute("africa", "from Fes"),
    }
    assert (read.n_stated, read.n_grounded) == (2, 2)


@pytest.mark.parametrize(
    ("row", "n_stated"),
    [
        (("region", "africa", "Marrakesh"), 2),
        (("region", "africa", ""), 2),
        (("region", "atlantis", "Fes"), 1),
        (("mood", "sad", "sad"), 1),
    ],
)
def test_a_value_without_ground_is_unknown_and_counts_as_a_claim_where_the_vocabulary_has_it(
    row: tuple[str, str, str], n_stated: int
) -> None:
    read = read_attributes(answer(("occupation", "craft", "shoemaker"), row), TEXT)
    assert set(read.attributes) == {"occupation"}
    assert (read.n_stated, read.n_grounded) == (n_stated, 1)


def test_a_stated_unknown_is_no_claim() -> None:
    read = read_attributes(answer(("region", UNKNOWN, "")), TEXT)
    assert (dict(read.attributes), read.n_stated, read.n_grounded) == ({}, 0, 0)


def test_the_first_of_two_values_counts() -> None:
    read = read_attributes(answer(("gender", "male", "he"), ("gender", "female", "he")), TEXT)
    assert read.attributes == {"gender": Attribute("male", "he")}


def test_a_fence_around_the_answer_changes_nothing() -> None:
    raw = answer(("gender", "male", "he"))
    assert read_attributes(f"```json\n{raw}\n```", TEXT) == read_attributes(raw, TEXT)


@pytest.mark.parametrize(
    "raw", ["", "no", "[]", '{"attributes": {}}', '{"attributes": [{"name": "region"}]}', "[" * 9000]
)
def test_an_answer_of_another_form_is_refused(raw: str) -> None:
    with pytest.raises(UnreadableAnswerError):
        read_attributes(raw, TEXT)


def test_a_field_that_was_not_asked_for_is_refused() -> None:
    with pytest.raises(UnreadableAnswerError, match="more"):
        read_attributes(answer(more=1), TEXT)


def test_every_object_of_the_schema_is_closed_and_has_all_its_fields_required() -> None:
    schema = attributes_schema()
    for form in (schema, *schema["$defs"].values()):
        assert form["additionalProperties"] is False
        assert set(form["required"]) == set(form["properties"])
