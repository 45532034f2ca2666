"""Names of clusters: the words that set them apart, in any script, none of them twice."""

from collections import Counter
from math import log

import pytest

from curation.personas.cluster_names import distinctive_words, name_clusters

NURSES = ["A nurse on the night shift", "A nurse who trains other nurses", "The night nurse of a small ward"]
SAILORS = ["A sailor who mends sails", "A sailor on the night ferry", "An old sailor of a small harbour"]


def test_a_word_of_one_cluster_names_it_and_a_word_of_both_does_not() -> None:
    nurses, sailors = distinctive_words(NURSES + SAILORS, [0] * 3 + [1] * 3, 2)
    assert nurses[0] == "nurse"
    assert sailors[0] == "sailor"
    assert "small" not in nurses + sailors
    assert not {"the", "who", "on", "a"} & {*nurses, *sailors}


def test_the_order_of_words_is_that_of_their_weights() -> None:
    here = ["alpha beta", "alpha beta", "alpha gamma", "beta"]
    elsewhere = ["alpha delta", "delta", "delta", "delta", "delta", "delta", "delta", "delta"]
    (found, _) = distinctive_words(here + elsewhere, [0] * 4 + [1] * 8, 2)
    n_here, n_all = Counter({"alpha": 3, "beta": 3}), Counter({"alpha": 4, "beta": 3})
    weights = {
        word: n_here[word] / 4 * log((n_here[word] / 4) / (n_all[word] / 12)) * -log(n_all[word] / 12)
        for word in n_here
    }
    assert found == sorted(weights, key=lambda word: -weights[word])


def test_repeating_a_word_in_a_text_changes_nothing() -> None:
    once = distinctive_words(NURSES + SAILORS, [0] * 3 + [1] * 3, 2)
    often = [f"{text} night night night" if "night" in text else text for text in NURSES + SAILORS]
    assert distinctive_words(often, [0] * 3 + [1] * 3, 2) == once


def test_forms_of_one_word_stand_once() -> None:
    texts = ["film films filmmaker", "film films filmmaker", "farm", "farm"]
    assert distinctive_words(texts, [0, 0, 1, 1], 2)[0] == ["film"]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["小学教師です", "教師、夜勤", "漁師です", "漁師。港"], "教師"),
        (["ครูโรงเรียน", "ครูดนตรี", "ชาวนาเก่า", "ชาวนาใหม่"], "คร"),
    ],
)
def test_a_script_without_blanks_gives_pairs_of_characters(texts: list[str], expected: str) -> None:
    found = distinctive_words(texts, [0, 0, 1, 1], 2)[0]
    assert found[0].startswith(expected)
    assert all(len(pair) == 2 for pair in found)


def test_no_pair_of_characters_reaches_across_punctuation() -> None:
    found = distinctive_words(["教。師", "教。師", "港", "港"], [0, 0, 1, 1], 2)[0]
    assert found == []


def test_a_cluster_without_words_is_named_by_its_number_and_no_two_names_are_the_same() -> None:
    assert name_clusters([["nurse", "ward", "night", "shift"], [], ["nurse", "ward", "night"], []]) == [
        "nurse · ward · night",
        "cluster 2",
        "nurse · ward · night (3)",
        "cluster 4",
    ]


def test_markup_is_no_part_of_a_name() -> None:
    found = distinctive_words(["<img src=x onerror=alert(1)>"] * 2 + ["farm"] * 2, [0, 0, 1, 1], 2)[0]
    assert found
    assert all(word.isalnum() for word in found)
