"""The contract of a template of one's own: its form as data, and how answers are read by it."""

import json
from random import Random

import pytest

from curation.synthesis import FORMS, KEY_TYPES, Contract, Parsed, UnparseableError, check_sample, parse_answer

_LABELS = Contract("labels", labels=("Recipe", "Cooking time", "Answer"))
_JSON = Contract("json", keys=(("title", "string"), ("minutes", "number"), ("steps", "list")))


def _reason(contract: Contract, raw: str) -> str:
    with pytest.raises(UnparseableError) as caught:
        parse_answer("custom", raw, contract=contract)
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("contract", [Contract(), _LABELS, _JSON, Contract("text", min_words=5, max_words=9)])
def test_a_contract_comes_back_from_json_as_it_was(contract: Contract) -> None:
    assert Contract.from_fields(json.loads(json.dumps(contract.as_fields()))) == contract


def test_what_is_left_out_has_its_default() -> None:
    assert Contract.from_fields({}) == Contract()
    assert Contract.from_fields({"form": "labels", "labels": [" Recipe: ", "Time"]}).labels == ("Recipe", "Time")


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"form": "xml"}, "'xml' is not known"),
        ({"form": ["text"]}, "is not known"),
        ({"form": "labels"}, "at least one label"),
        ({"form": "labels", "labels": "Recipe"}, "list of texts"),
        ({"form": "labels", "labels": ["a", 3]}, "list of texts"),
        ({"form": "labels", "labels": ["a", ""]}, "label is empty"),
        ({"form": "labels", "labels": ["Time", "time"]}, "'time' stands in the contract twice"),
        ({"form": "labels", "labels": ["a: b"]}, "holds no colon"),
        ({"form": "labels", "labels": ["**a**"]}, "starts with a letter"),
        ({"form": "labels", "labels": ["a\nb"]}, "one line"),
        ({"form": "labels", "labels": ["a" * 61]}, "longer than 60"),
        ({"form": "labels", "labels": [f"a{i}" for i in range(31)]}, "at most 30 labels, not 31"),
        ({"form": "json", "keys": [["a", "date"]]}, "'a' has the type 'date'"),
        ({"form": "json", "keys": {"a": "string"}}, "list of pairs"),
        ({"form": "json", "keys": [["a"]]}, "list of pairs"),
        ({"form": "json", "keys": [["a", "string"], ["a", "list"]]}, "twice"),
        ({"min_words": 0}, "from 1 to 50000"),
        ({"min_words": 9, "max_words": 8}, "it is 9 to 8"),
        ({"max_words": 10**9}, "from 1 to 50000"),
        ({"min_words": "3"}, "“min_words” must be a whole number"),
        ({"min_words": True}, "“min_words” must be a whole number"),
        ({"colour": 1}, "no field 'colour'"),
    ],
)
def test_what_is_no_contract_is_refused_in_one_sentence(fields: dict[str, object], reason: str) -> None:
    with pytest.raises(ValueError, match=reason) as caught:
        Contract.from_fields(fields)
    assert str(caught.value).endswith(".")
    assert "\n" not in str(caught.value).replace("\\n", "")


def test_a_text_is_taken_whole() -> None:
    raw = "```\nDear Willi,\n\n**Answer:** no.\n```"
    assert parse_answer("custom", raw) == Parsed("Dear Willi,\n\n**Answer:** no.", None, {})
    assert parse_answer("custom", raw, contract=Contract()) == parse_answer("custom", raw)
    assert "nothing" in _reason(Contract(), " \x00\n")
    assert "nothing" in _reason(Contract(), "```\n\n```")


def test_code_at_either_end_of_a_text_stays() -> None:
    raw = "```python\nx = 1\n```\nand\n```\ny\n```"
    assert parse_answer("custom", raw).text == raw


def test_labels_part_an_answer() -> None:
    raw = "Here you go:\n**Recipe:** Soup\nof nettles\n### Cooking time\n9 minutes\nAnswer: yes"
    parsed = parse_answer("custom", raw, contract=_LABELS)
    assert parsed.data == {"Recipe": "Soup\nof nettles", "Cooking time": "9 minutes", "Answer": "yes"}
    assert parsed.text == "Recipe: Soup\nof nettles\n\nCooking time: 9 minutes\n\nAnswer: yes"
    assert parsed.answer is None
    assert parse_answer("custom", parsed.text, contract=_LABELS) == parsed


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ("Soup of nettles", '"Recipe:"'),
        ("Recipe: Soup\nAnswer: yes", '"Cooking time:", found none'),
        ("Recipe: Soup\nCooking time:\nAnswer: yes", '"Cooking time:", found none'),
        ("", '"Recipe:"'),
    ],
)
def test_each_label_is_required_with_its_text(raw: str, reason: str) -> None:
    assert reason in _reason(_LABELS, raw)


def test_an_object_is_read_with_its_keys_and_types() -> None:
    value = {"title": "Soup für zwei", "minutes": 9.5, "steps": ["cut", "boil"]}
    parsed = parse_answer("custom", f"```json\n{json.dumps(value)}\n```", contract=_JSON)
    assert parsed.data == value
    assert json.loads(parsed.text) == value
    assert "für" in parsed.text


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ({"title": "x", "minutes": "9", "steps": []}, "'minutes' to be of the type number, found a text"),
        ({"title": "x", "minutes": True, "steps": []}, "'minutes' to be of the type number, found a truth value"),
        ({"title": None, "minutes": 9, "steps": []}, "'title' to be of the type string, found null"),
        ({"title": "x", "minutes": 9, "steps": {}}, "'steps' to be of the type list, found an object"),
        ({"title": "x", "minutes": 9}, "the keys title, minutes, steps, found 'title', 'minutes'"),
        ({"title": "x", "minutes": 9, "steps": [], "more": 1}, "'more' besides them"),
        ([1], "a JSON object, found a list"),
    ],
)
def test_an_object_of_another_shape_is_told_so(value: object, reason: str) -> None:
    assert reason in _reason(_JSON, json.dumps(value))


def test_every_form_and_type_can_be_read() -> None:
    values = {"string": "a", "number": 1, "boolean": False, "list": [1], "object": {"b": 2}, "any": None}
    assert values.keys() == KEY_TYPES.keys()
    contract = Contract("json", keys=tuple((kind, kind) for kind in values))
    assert parse_answer("custom", json.dumps(values), contract=contract).data == values
    assert parse_answer("custom", '{"x": 1}', contract=Contract("json")).data == {"x": 1}
    assert {contract.form, _LABELS.form, Contract().form} == set(FORMS)


def _failed(parsed: Parsed, contract: Contract) -> list[str]:
    results = check_sample("custom", parsed, persona="A cook", prompt="", contract=contract)
    return [result.name for result in results if not result.ok]


@pytest.mark.parametrize(("n", "ok"), [(4, False), (5, True), (9, True), (10, False)])
def test_a_contract_has_its_own_bounds_of_the_length(n: int, ok: bool) -> None:
    parsed = Parsed(" ".join(["cook", *(f"w{i}" for i in range(n - 1))]), None, {})
    assert _failed(parsed, Contract("text", min_words=5, max_words=9)) == ([] if ok else ["length"])


def test_a_part_without_text_breaks_the_contract() -> None:
    value = {"title": "  ", "minutes": 9, "steps": ["cook"]}
    assert _failed(Parsed(json.dumps(value), None, dict(value)), _JSON) == ["contract"]
    assert _failed(Parsed("A cook", None, {"Recipe": "cook"}), _LABELS) == ["contract"]
    left_over = Contract("text", labels=("Recipe",), keys=(("title", "string"),))
    assert _failed(Parsed("A cook", None, {}), left_over) == []


def test_no_text_makes_a_reader_by_contract_fail_in_another_way() -> None:
    pieces = [
        "Recipe:",
        "Cooking time:",
        "Answer:",
        '{"title": "x", ',
        '"minutes": 1}',
        "}",
        "\n",
        "```",
        "**",
        "\x00",
        "\ud800",
    ]
    rng = Random(7)
    read = 0
    for contract in (Contract(), _LABELS, _JSON, Contract("json")):
        for _ in range(1_500):
            raw = "".join(rng.choices(pieces, k=rng.randint(0, 12)))
            try:
                parsed = parse_answer("custom", raw, contract=contract)
            except UnparseableError:
                continue
            read += 1
            assert parsed.text.strip()
    assert read > 1_000
