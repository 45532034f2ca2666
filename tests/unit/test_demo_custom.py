"""The demo generator keeps any contract of a template of one's own."""

import json

import pytest

from curation.providers.demo import demo_answer
from curation.synthesis import KEY_TYPES, Contract, check_sample, parse_answer
from curation.text import words
from tests.unit.demo_people import HOSTILE, PERSONAS

_FARMER = "A goat farmer from Crete experimenting with solar fences"
_CONTRACTS = {
    "any text": Contract(),
    "short text": Contract(max_words=60),
    "a line": Contract(max_words=12),
    "tight text": Contract(min_words=20, max_words=24),
    "long text": Contract(min_words=700, max_words=900),
    "labels": Contract(form="labels", labels=("Headline", "Who", "Story")),
    "one label": Contract(form="labels", labels=("Date",)),
    "foreign labels": Contract(form="labels", labels=("Titel", "Überschrift der Frage", "质问")),
    "long labels": Contract(
        form="labels", labels=("Question", "Hint", "Solution", "Why"), min_words=150, max_words=250
    ),
    "short labels": Contract(form="labels", labels=("Title", "Tagline"), max_words=14),
    "answer first": Contract(form="labels", labels=("Answer", "Question", "Answer to it")),
    "any object": Contract(form="json"),
    "every type": Contract(form="json", keys=tuple((f"{kind} value", kind) for kind in KEY_TYPES)),
    "long object": Contract(form="json", keys=(("question", "string"), ("steps", "list")), min_words=80),
    "short object": Contract(form="json", keys=(("title", "string"), ("done", "boolean")), max_words=10),
}


@pytest.mark.parametrize("name", _CONTRACTS)
def test_the_contract_is_kept_for_everybody(name: str) -> None:
    contract = _CONTRACTS[name]
    for seed, persona in enumerate(PERSONAS[::5]):
        raw = demo_answer("custom", "free", persona, seed, contract=contract.as_fields())
        parsed = parse_answer("custom", raw, contract=contract)
        checks = check_sample("custom", parsed, persona=persona, prompt="Write.", variant="free", contract=contract)
        failed = [check for check in checks if not check.ok]
        assert not [check for check in failed if check.name != "persona_used" or contract.max_words > 20], (raw, failed)


@pytest.mark.parametrize("name", _CONTRACTS)
@pytest.mark.parametrize("persona", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_persona_breaks_no_contract(name: str, persona: str) -> None:
    contract = _CONTRACTS[name]
    raw = demo_answer("custom", "free", persona, 0, contract=contract.as_fields())
    assert parse_answer("custom", raw, contract=contract).text
    assert not any(sign in raw for sign in ("{{", "{%", "</", "```"))


def test_without_a_contract_it_is_a_letter_of_the_person() -> None:
    letter = demo_answer("custom", "free", _FARMER, 0)
    assert letter.startswith("Dear ")
    assert "solar fences" in letter
    assert 60 < len(words(letter)) < 200


def test_labels_and_keys_get_what_their_names_ask_for() -> None:
    labels = Contract(form="labels", labels=("Title", "Question", "Where", "Role"))
    parsed = parse_answer(
        "custom", demo_answer("custom", "x", _FARMER, 0, contract=labels.as_fields()), contract=labels
    )
    assert "solar fences" in str(parsed.data["Title"])
    assert str(parsed.data["Question"]).endswith("?")
    assert parsed.data["Where"] == "Crete"
    assert str(parsed.data["Role"]).startswith("a goat farmer")
    keys = Contract(
        form="json", keys=(("age", "number"), ("rating", "number"), ("plan", "list"), ("likes_it", "boolean"))
    )
    for seed in range(30):
        value = json.loads(demo_answer("custom", "x", _FARMER, seed, contract=keys.as_fields()))
        assert 18 <= value["age"] <= 79
        assert 1 <= value["rating"] <= 5
        assert len(value["plan"]) == 3
        assert isinstance(value["likes_it"], bool)


def test_seed_and_persona_change_the_answer() -> None:
    fields = _CONTRACTS["labels"].as_fields()
    assert len({demo_answer("custom", "x", _FARMER, seed, contract=fields) for seed in range(20)}) >= 15
    assert len({demo_answer("custom", "x", persona, 0, contract=fields) for persona in PERSONAS[:20]}) == 20


def test_what_is_no_contract_is_refused() -> None:
    with pytest.raises(ValueError, match="form"):
        demo_answer("custom", "x", _FARMER, 0, contract={"form": "verse"})
