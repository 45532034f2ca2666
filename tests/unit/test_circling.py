"""Who circles back: a new persona against those that it comes from."""

import pytest

from curation.jobs.circling import Thresholds, find_circling
from curation.models import Origin, Persona
from curation.store.personas import new_persona
from tests.conftest import HashEmbedder

LIMITS = Thresholds(min_jaccard=0.9, min_cosine=0.9)


def person(persona_id: int, text: str) -> Persona:
    row = new_persona(text, origin=Origin.HAND_WRITTEN, licence="CC0-1.0")
    row.id = persona_id
    return row


@pytest.mark.parametrize(
    ("text", "measure"),
    [
        ("keeper of a lighthouse", "Jaccard"),
        ("KEEPER of a lighthouse!", "Jaccard"),
        ("keeper of a lighthouse in fog", None),
        ("灯塔的看守人", "Jaccard"),
        ("看守人的灯塔", "Jaccard"),
        ("a painter of signs", None),
    ],
)
def test_the_same_words_in_any_order_are_the_same_person(text: str, measure: str | None) -> None:
    line = [person(1, "a diver"), person(2, "lighthouse keeper of a"), person(3, "灯塔的看守人")]
    (found,) = find_circling([text], [line], HashEmbedder(), LIMITS)
    assert (found.measure if found else None) == measure
    if found is not None:
        assert found.score == pytest.approx(1.0)
        assert found.ancestor_id in (2, 3)


def test_a_like_meaning_counts_where_the_model_reads_both_texts() -> None:
    line = [person(4, "old keeper of the northern lighthouse near the harbour wall")]
    near = "old keeper of the northern lighthouse near the harbour walls"
    (found,) = find_circling([near], [line], HashEmbedder(), Thresholds(0.95, 0.8))
    assert found is not None
    assert (found.measure, found.ancestor_id) == ("cosine", 4)
    assert find_circling([near], [line], HashEmbedder(), Thresholds(0.95, 0.99)) == [None]


def test_each_text_is_held_against_its_own_line_only() -> None:
    lines = [[person(1, "a diver of Izmir")], [person(2, "a judge of Lagos")], []]
    found = find_circling(["a judge of Lagos", "a judge of Lagos", "a judge of Lagos"], lines, HashEmbedder(), LIMITS)
    assert [one.ancestor_id if one else None for one in found] == [None, 2, None]


def test_the_nearest_ancestor_is_named() -> None:
    line = [person(9, "a diver of Izmir"), person(5, "of Izmir a diver")]
    (found,) = find_circling(["Izmir: a diver of"], [line], HashEmbedder(), LIMITS)
    assert found is not None
    assert found.ancestor_id == 9
