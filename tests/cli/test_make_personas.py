"""Personas from texts and from personas on the command line, and their attributes."""

from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.letters import written_letters


@pytest.fixture
def with_texts(empty: Run, tmp_path: Path) -> Run:
    """The command line on a workspace with four texts."""
    path = written_letters(tmp_path / "letters.jsonl", range(4))
    assert empty("import", "texts", path, "--licence", "CC-BY-4.0").code == 0
    return empty


def test_the_whole_way_from_texts_to_relations_adds_up(with_texts: Run) -> None:
    made = with_texts("personas", "from-texts", "--provider", "demo", "--per-text", 2, "--seed", 4, "--json").json
    assert set(made) == {
        "job_id",
        "read",
        "added",
        "already_present",
        "skipped",
        "quarantined",
        "attributes_stated",
        "attributes_grounded",
        "calls",
        "cost_usd",
        "cost_unknown",
        "seconds",
    }
    assert made["read"] == made["added"] + made["already_present"] + sum(made["skipped"].values()) == 8
    assert (made["calls"]["ok"], sum(made["calls"].values()), made["cost_usd"]) == (4, 4, 0.0)
    grown = with_texts(
        "personas",
        "expand",
        "--steps",
        2,
        "--per-step",
        2,
        "--personas",
        2,
        "--provider",
        "demo",
        "--seed",
        4,
        "--json",
    ).json
    assert grown["read"] == grown["added"] + grown["already_present"] + sum(grown["skipped"].values()) == 12
    assert grown["calls"]["ok"] == 6
    there = with_texts("status", "--json").json["counts"]["personas"]
    assert sum(there.values()) == made["added"] + grown["added"] + sum(grown["skipped"].values())


def test_the_same_seed_makes_the_same_people(with_texts: Run) -> None:
    asked = ("personas", "from-texts", "--seed", 9, "--again", "--form", "plain", "--json")
    first, second = with_texts(*asked).json, with_texts(*asked).json
    assert first["added"] == second["already_present"] == 8


def test_texts_that_were_asked_about_are_not_asked_again_by_themselves(with_texts: Run) -> None:
    assert with_texts("personas", "from-texts", "--texts", 3, "--json").json["calls"]["ok"] == 3
    assert with_texts("personas", "from-texts", "--json").json["calls"]["ok"] == 1
    ran = with_texts("personas", "from-texts", "--json")
    assert ran.code == 1
    assert "No text is left to ask about." in ran.error["message"]


def test_a_gap_is_stated_in_the_words_of_those_who_fill_it(with_texts: Run) -> None:
    with_texts("personas", "from-texts", "--seed", 4)
    asked = ("personas", "expand", "--personas", 3, "--gap", "region=oceania", "--gap", "age_band=75+", "--seed", 4)
    grown = with_texts(*asked, "--json").json
    assert grown["added"] == 6
    assert grown["attributes_grounded"] >= 2 * grown["added"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("from-texts", "--relations", "ignore"), "choose at least one of read, write, like, dislike"),
        (("expand", "--gap", "region=atlantis"), "no known value"),
        (("expand", "--gap", "region"), "no known value"),
        (("from-texts", "--provider", "openai"), "needs the name of a model"),
        (
            ("from-texts", "--provider", "openai", "--model", "m-9", "--budget-usd", "1"),
            "there is none for openai / m-9",
        ),
        (("expand",), "No active persona is meant"),
        (("attributes", "--provider", "demo"), "No active persona is meant"),
    ],
)
def test_what_cannot_be_asked_is_one_sentence(with_texts: Run, arguments: tuple[str, ...], said: str) -> None:
    ran = with_texts("personas", *arguments, "--json")
    assert ran.code == 1
    assert said in f"{ran.error['message']} {ran.error['hint']}"


def test_a_provider_can_find_attributes_where_rules_would(filled: Run) -> None:
    asked = filled("personas", "attributes", "--provider", "demo", "--json").json
    assert asked["read"] == asked["added"] + asked["already_present"] + sum(asked["skipped"].values()) == 5
    assert asked["attributes_grounded"] == asked["attributes_stated"] >= asked["added"]
    by_rules = filled("personas", "attributes", "--json").json
    assert by_rules["read"] == 5
