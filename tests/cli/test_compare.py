"""Pairs on the command line: made, voted on blind, taken back, counted, and exported."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run

MAKE = ("compare", "make", "demo twice", "--source", "same_persona", "--seed", 3)


@pytest.fixture
def paired(filled: Run) -> Run:
    """The command line on a workspace where each of five personas has two samples of one prompt."""
    assert filled("generate", "--scenario", "math", "--personas", 5, "--seed", 2, "--wait").code == 0
    return filled


def test_a_set_is_counted_and_then_made_as_it_was_counted(paired: Run) -> None:
    shown = paired(*MAKE, "--preview", "--json").json
    assert 1 <= shown["pairs"] == shown["available"] <= 5
    assert paired("compare", "sets", "--json").json == {"sets": []}
    made = paired(*MAKE, "--json").json
    assert (made["pairs"], made["source"], made["seed"], made["is_open"]) == (shown["pairs"], "same_persona", 3, True)
    (listed,) = paired("compare", "sets", "--json").json["sets"]
    assert listed == made


def test_one_votes_blind_and_is_told_the_arms_and_takes_it_back(paired: Run) -> None:
    pairs = paired(*MAKE, "--json").json["pairs"]
    first = paired("compare", "next", "--as", "Bea", "--json")
    pair = first.json["pair"]
    assert set(pair) == {"id", "question", "scenario", "persona", "left", "right", "label"}
    assert "made" not in first.out
    assert first.json["counts"] == {"left": pairs, "voted": 0, "skipped": 0}
    voted = paired("compare", "submit", pair["id"], "--choice", "left", "--as", "Bea", "--json").json
    assert {voted["arms"]["left"], voted["arms"]["right"]} == {"made first", "made later"}
    assert voted["arm"] == voted["arms"]["left"]
    after = paired("compare", "next", "--as", "Bea", "--json").json
    assert after["counts"] == {"left": pairs - 1, "voted": 1, "skipped": 0}
    assert (after["pair"] or {"id": 0})["id"] != pair["id"]
    back = paired("compare", "undo", "--as", "Bea", "--json").json
    assert back == {"pair_id": pair["id"], "choice": "left"}
    assert paired("compare", "undo", "--as", "Bea", "--json").code == 1


def test_results_say_what_is_not_defined_and_then_what_the_votes_say(paired: Run) -> None:
    made = paired(*MAKE, "--json").json
    before = paired("compare", "results", made["id"], "--json").json
    assert (before["arms"], before["not_defined"]) == (None, "there are no votes")
    assert before["left"] == {"not_defined": "no vote is for one of the sides"}
    while (pair := paired("compare", "next", "--json").json["pair"]) is not None:
        assert paired("compare", "submit", pair["id"], "--choice", "left").code == 0
    after = paired("compare", "results", made["id"], "--json").json
    assert (after["judged"], after["left"]["value"], after["left"]["n"]) == (made["pairs"], 1.0, made["pairs"])
    assert [arm["name"] for arm in after["arms"]] != []
    assert "preferred" in paired("compare", "results", made["id"]).out


def test_votes_leave_as_preference_data(paired: Run, tmp_path: Path) -> None:
    made = paired(*MAKE, "--json").json
    pair = paired("compare", "next", "--json").json["pair"]
    paired("compare", "submit", pair["id"], "--choice", "right")
    asked = ("export", "--format", "preferences", "--set", made["id"], "--out", tmp_path / "out", "--json")
    result = paired(*asked).json
    assert (result["rows"], result["left_out"].get("not_voted", 0)) == (1, made["pairs"] - 1)
    (line,) = (tmp_path / "out" / "preferences.jsonl").read_text("utf-8").splitlines()
    row = json.loads(line)
    assert row["chosen"] == [{"role": "assistant", "content": pair["right"]}]
    assert row["rejected"] == [{"role": "assistant", "content": pair["left"]}]


def test_a_closed_set_takes_no_votes_until_it_is_opened(paired: Run) -> None:
    made = paired(*MAKE, "--json").json
    pair = paired("compare", "next", "--json").json["pair"]
    assert paired("compare", "close", made["id"], "--json").json == {"set_id": made["id"], "is_open": False}
    assert paired("compare", "submit", pair["id"], "--choice", "tie", "--json").error["code"] == "conflict"
    assert paired("compare", "next", "--json").code == 1
    paired("compare", "close", made["id"], "--reopen")
    assert paired("compare", "submit", pair["id"], "--choice", "tie").code == 0


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("make", "x", "--source", "models"), 1),
        (("make", "x", "--source", "models", "--arm", "none", "--arm", "nobody"), 1),
        (("make", "x", "--source", "colours"), 2),
        (("make", "x", "--source", "same_persona", "--pairs", 0), 2),
        (("submit", 99, "--choice", "left"), 1),
        (("submit", 1, "--choice", "middle"), 2),
        (("results", 99), 1),
        (("next", "--set", 99), 1),
    ],
    ids=str,
)
def test_what_cannot_be_is_said_and_stores_nothing(empty: Run, arguments: tuple[object, ...], code: int) -> None:
    ran = empty("compare", *arguments, "--json")
    assert ran.code == code
    assert ran.error["message"]
    assert empty("compare", "sets", "--json").json == {"sets": []}
