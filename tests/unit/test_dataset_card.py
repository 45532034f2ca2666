"""The dataset card: true front matter, and no text in it that acts."""

import dataclasses
import importlib
from datetime import date
from typing import Any

import pytest
from markdown_it import MarkdownIt

from curation.errors import LicenceError
from curation.exports import CardFacts, DuplicateFacts, ModelFacts, SourceFacts, dataset_card

FACTS = CardFacts(
    name="Nurses and masons",
    release_id="r1",
    licence="CC-BY-NC-SA-4.0",
    languages=["en", "no"],
    rows=1_500,
    personas=700,
    counts={"math": {"ok": 1_400, "check_failed": 50}, "npc": {"ok": 50}},
    left_out={"no_answer": 3},
    models=[
        ModelFacts(
            name="grammar/1",
            provider="demo",
            rows=1_500,
            first_day=date(2026, 1, 2),
            last_day=date(2026, 1, 3),
            terms="none",
        )
    ],
    duplicates=[DuplicateFacts(method="words, exact Jaccard", threshold=0.9, items=1_600, dropped=100)],
    raters=2,
    ratings=30,
    labels={"demo generator, not a language model": 1_500},
    sources=[SourceFacts(name="task file", licence="CC-BY-NC-SA-4.0", rows=1_500)],
    known_gaps=["No persona below 15 years of age."],
    filter_text="state ok",
    seed=7,
    data_files={"default": "data/train-*", "ratings": "ratings/train-*"},
)
HOSTILE = [
    "a: b \"c\" 'd' # e",
    "![x](http://evil.example/?d=1)",
    "<script>alert(1)</script>",
    "a | b | c",
    "two\n---\nlicense: mit\n# lines",
    "[link](javascript:alert(1)) http://evil.example www.evil.example a@evil.example",
    "\u202egpj.exe \0 \ud800",
    "no",
    "*bold* _under_ `code` $x$ &lt;",
]


def front_matter(card: str) -> dict[str, Any]:
    start, block, _ = card.split("---\n", 2)
    assert start == ""
    loaded = importlib.import_module("yaml").safe_load(block)
    assert isinstance(loaded, dict)
    return loaded


def body(card: str) -> str:
    return card.split("\n---\n", 1)[1]


def test_the_front_matter_is_that_of_the_hub() -> None:
    assert front_matter(dataset_card(FACTS)) == {
        "language": ["en", "no"],
        "license": "cc-by-nc-sa-4.0",
        "pretty_name": "Nurses and masons",
        "size_categories": ["1K<n<10K"],
        "task_categories": ["text-generation"],
        "tags": ["synthetic", "persona"],
        "source_datasets": ["extended"],
        "annotations_creators": ["expert-generated"],
        "language_creators": ["machine-generated"],
        "configs": [
            {"config_name": "default", "default": True, "data_files": [{"split": "train", "path": "data/train-*"}]},
            {"config_name": "ratings", "data_files": [{"split": "train", "path": "ratings/train-*"}]},
        ],
    }


@pytest.mark.parametrize(
    ("licence", "expected"),
    [
        ("CC0-1.0", {"license": "cc0-1.0"}),
        ("ODC-By-1.0", {"license": "odc-by"}),
        ("House: rules", {"license": "other", "license_name": "House: rules", "license_link": "LICENSE"}),
    ],
)
def test_the_licence_is_as_the_hub_spells_it(licence: str, expected: dict[str, str]) -> None:
    found = front_matter(dataset_card(dataclasses.replace(FACTS, licence=licence, licence_link="LICENSE")))
    assert {key: value for key, value in found.items() if key.startswith("license")} == expected


@pytest.mark.parametrize("licence", ["", "unknown", "Unknown"])
def test_there_is_no_default_licence(licence: str) -> None:
    with pytest.raises(LicenceError):
        dataset_card(dataclasses.replace(FACTS, licence=licence))


@pytest.mark.parametrize(
    ("rows", "size"), [(0, "n<1K"), (999, "n<1K"), (1_000, "1K<n<10K"), (99_999, "10K<n<100K"), (10_000_000, "n>10M")]
)
def test_the_size_category_holds_the_rows(rows: int, size: str) -> None:
    assert front_matter(dataset_card(dataclasses.replace(FACTS, rows=rows)))["size_categories"] == [size]


def test_what_is_known_stands_in_the_card() -> None:
    card = dataset_card(FACTS)
    for line in [
        "1,500 synthetic texts made from 700 personas. Release r1.",
        "| math | check_failed | 50 |",
        "| no_answer | 3 |",
        "| grammar/1 | demo | 1,500 | 2026-01-02 to 2026-01-03 | none |",
        "- words, exact Jaccard, threshold 0.9: 100 of 1,600 items dropped (6.25%)",
        "30 ratings by 2 raters, named by pseudonyms.",
        "| demo generator, not a language model | 1,500 |",
        "| task file | CC-BY-NC-SA-4.0 | 1,500 |",
        "- No persona below 15 years of age.",
        "Seed: 7",
    ]:
        assert line in card.splitlines()


def test_what_was_not_measured_is_said_with_its_reason() -> None:
    unmeasured = dataclasses.replace(FACTS, duplicates=[], no_duplicates_reason="no search was run")
    assert "Near-duplicate rate: not defined: no search was run" in dataset_card(unmeasured)
    with pytest.raises(ValueError, match="needs the reason"):
        dataset_card(dataclasses.replace(FACTS, duplicates=[]))
    nothing = dataclasses.replace(FACTS.duplicates[0], items=0, dropped=0)
    assert "not defined: there were no items" in dataset_card(dataclasses.replace(FACTS, duplicates=[nothing]))


def test_an_empty_export_says_so_in_every_part() -> None:
    empty = dataclasses.replace(
        FACTS, counts={}, left_out={}, models=[], labels={}, sources=[], known_gaps=[], ratings=0, raters=0, seed=None
    )
    card = dataset_card(empty)
    assert "There are no rows." in card
    assert "No row was left out." in card
    assert front_matter(card)["annotations_creators"] == ["no-annotation"]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_changes_the_front_matter(text: str) -> None:
    hostile = dataset_card(dataclasses.replace(FACTS, name=text, licence=text, data_files={text: text}))
    found = front_matter(hostile)
    visible = " ".join(text.split()).replace("\u202e", "").replace("\0", "").replace("\ud800", "").strip()
    assert found["pretty_name"].strip() == visible
    assert found["license_name"].strip() == visible
    assert set(found) == set(front_matter(dataset_card(FACTS))) | {"license_name"}


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_acts_in_the_card(text: str) -> None:
    facts = dataclasses.replace(
        FACTS,
        name=text,
        release_id=text,
        counts={text: {text: 1}},
        left_out={text: 1},
        models=[dataclasses.replace(FACTS.models[0], name=text, provider=text, terms=text)],
        labels={text: 1},
        sources=[SourceFacts(name=text, licence=text, rows=1)],
        known_gaps=[text],
        filter_text=text,
    )
    shown = MarkdownIt("commonmark", {"html": True}).enable("table").render(body(dataset_card(facts)))
    plain = MarkdownIt("commonmark", {"html": True}).enable("table").render(body(dataset_card(FACTS)))
    for tag in ["<a", "<img", "<script", "<em", "<strong", "<code", "<h1", "<hr"]:
        assert shown.count(tag) == plain.count(tag)
    assert shown.count("<td>") == plain.count("<td>") - 6
    assert "http://" not in body(dataset_card(facts))
    assert "www.evil" not in body(dataset_card(facts))


def test_the_same_facts_give_the_same_card_in_any_order_of_counting() -> None:
    turned = dataclasses.replace(FACTS, counts={name: FACTS.counts[name] for name in reversed([*FACTS.counts])})
    assert dataset_card(turned) == dataset_card(FACTS)
