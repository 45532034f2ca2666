"""Settling, known samples and whose text it is, from the command line."""

import json

import pytest

from tests.cli.conftest import Run


@pytest.fixture
def differing(filled: Run) -> Run:
    """A sample on which Ada and Bea differ."""
    assert filled("review", "submit", 1, "--overall", 5).code == 0
    assert filled("review", "submit", 1, "--overall", 1, "--note", "no unit", "--as", "Bea").code == 0
    return filled


def test_a_case_is_shown_settled_and_taken_back(differing: Run) -> None:
    case = differing("adjudicate", "next", "--json").json["case"]
    assert (case["sample_id"], case["size"], case["settled"]) == (1, 6, None)
    assert [(one["rater"], one["decision"], one["note"]) for one in case["people"]] == [
        ("Ada", "accept", ""),
        ("Bea", "reject", "no unit"),
    ]
    assert "4 apart" in differing("adjudicate", "next").out
    answers = json.dumps({"valid": False})
    ran = differing("adjudicate", "settle", 1, "--decision", "reject", "--answers", answers, "--json")
    assert (ran.json["decision"], ran.json["answers"], ran.json["by"]) == ("reject", {"valid": False}, "Ada")
    assert differing("adjudicate", "next", "--json").json == {"case": None, "waiting": 0, "waiting_is_capped": False}
    again = differing("adjudicate", "settle", 1, "--decision", "accept", "--json")
    assert (again.code, again.error["code"]) == (1, "conflict")
    anew = ("adjudicate", "settle", 1, "--decision", "accept", "--instead-of", ran.json["id"])
    assert differing(*anew).code == 0
    assert differing("adjudicate", "undo", "--json").json == {"sample_id": 1, "decision": "accept"}
    assert differing("adjudicate", "next", "--json").json["waiting"] == 1
    assert differing("adjudicate", "next", "--as", "Bea").code == 1


def test_known_samples_are_made_listed_and_retired(differing: Run) -> None:
    right = ("--decision", "accept", "--overall-low", 4, "--answers", '{"valid": true}', "--why", "A classic.")
    made = differing("gold", "add", 1, *right, "--json").json
    assert (made["right"], made["n"], made["wrong"]) == (1, 2, {"decision": 1, "overall": 1})
    assert differing("gold", "attention", "--scenario", "math", "--json").json["decision"] == "reject"
    assert [row["kind"] for row in differing("gold", "list", "--json").json["known"]] == ["attention", "gold"]
    assert "accept, 4 to 5, valid true" in differing("gold", "list").out
    assert differing("gold", "retire", made["id"]).code == 0
    assert [row["id"] for row in differing("gold", "list", "--retired", "--json").json["known"]] == [made["id"]]
    differing("adjudicate", "settle", 1, "--decision", "reject", "--overall", 2)
    settled = differing("gold", "add", 1, "--settled", "--json").json
    assert (settled["expected"]["decision"], settled["expected"]["overall_high"]) == ("reject", 3)
    assert differing("gold", "add", 1, "--settled", "--decision", "accept").code == 1
    assert differing("gold", "add", 1).code == 1
    assert differing("gold", "add", 1, "--answers", "nonsense").code == 2


def test_a_guess_is_made_and_counted(filled: Run) -> None:
    item = filled("whose", "next", "--json").json["item"]
    assert len(item["options"]) == 4
    shown = ",".join(str(option["persona_id"]) for option in item["options"])
    told = filled("whose", "submit", item["sample_id"], "--choice", 1, "--options", shown, "--json").json
    assert told["is_right"] == (told["place"] == 1)
    assert filled("whose", "submit", item["sample_id"], "--choice", 1).code == 1
    found = filled("whose", "results", "--by", "rater", "--json").json
    assert (found["chance"], found["total"]["n"], found["lines"][0]["name"]) == (0.25, 1, "Ada")
    assert "By lot it would be 25%" in filled("whose", "results").out


def test_no_guess_is_no_failure(filled: Run) -> None:
    ran = filled("whose", "results", "--json")
    assert (ran.code, ran.json["total"]["share"]) == (0, {"not_defined": "nobody has guessed yet"})
    assert "not defined" in filled("whose", "results").out
