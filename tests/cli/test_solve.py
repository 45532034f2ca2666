"""Problems solved again on the command line."""

from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.walls import needs_walls

pytestmark = needs_walls

DEMO = ("--runs", "demo:grammar/1:assistant", "--runs", "demo:grammar/1:program", "--runs", "demo::assistant")


@pytest.fixture
def with_problems(empty: Run, persona_file: Path) -> Run:
    """The command line on a workspace with five maths problems of the demo generator, the samples 1 to 5."""
    assert empty("import", "personas", persona_file, "--licence", "CC0-1.0").code == 0
    made = empty("generate", "--scenario", "math", "--personas", 5, "--seed", 5, "--wait", "--json")
    assert made.code == 0, made.err
    return empty


def test_problems_are_solved_and_counted(with_problems: Run) -> None:
    ran = with_problems("solve", "--all-unsolved", *DEMO, "--seed", 2, "--wait", "--json")
    found = ran.json
    assert found["samples"] == found["agreed"] + found["disagreed"] + found["unsolved"] == 5
    kept = found["retained"]
    assert kept["value"] == pytest.approx(found["agreed"] / kept["n"])
    assert kept["low"] < kept["value"] <= kept["high"]
    assert [(pair["first"], pair["second"]) for pair in found["pairs"]] == [
        ("demo:grammar/1:assistant", "demo:grammar/1:program"),
        ("demo:grammar/1:assistant", "demo:grammar/1:assistant"),
        ("demo:grammar/1:program", "demo:grammar/1:assistant"),
    ]
    assert sum(found["runs"].values()) == 3 * found["samples"]
    assert found["cost_usd"] == 0.0
    assert "5 problems that they wrote themselves" in found["warnings"][0]
    assert "5 problems that they wrote themselves" in ran.err


def test_a_solved_problem_is_solved_again_only_where_that_is_said(with_problems: Run) -> None:
    first = with_problems("solve", "--sample-ids", "5", *DEMO, "--wait", "--json").json
    assert first["samples"] == 1
    again = ("solve", "--sample-ids", "5", *DEMO, "--wait", "--json")
    refused = with_problems(*again)
    assert (refused.code, refused.error["message"]) == (1, "No problem is left to solve (1 solved before).")
    assert with_problems(*again, "--again").json["samples"] == 1


def test_people_read_what_came_of_it(with_problems: Run) -> None:
    queued = with_problems("solve", "--sample-ids", "4,5")
    assert "is in the queue: 2 problems, 3 runs each" in queued.out
    said = with_problems("solve", "--sample-ids", "4,5", "--wait").out
    assert "retained" in said
    assert "1. demo:grammar/1:assistant; 2. demo:grammar/1:program" in said


@pytest.mark.parametrize(
    "wrong",
    [
        ("--all-unsolved", "--sample-ids", "1"),
        (),
        ("--all-unsolved", "--runs", "nobody:model:assistant"),
        ("--all-unsolved", "--runs", "openai::assistant"),
        ("--all-unsolved", "--runs", "demo:grammar/1:guess"),
        ("--all-unsolved", "--runs", "demo"),
    ],
)
def test_a_wrong_usage_is_told_apart(with_problems: Run, wrong: tuple[str, ...]) -> None:
    assert with_problems("solve", *wrong, "--json").code == 2


def test_one_run_is_no_agreement(with_problems: Run) -> None:
    refused = with_problems("solve", "--all-unsolved", "--runs", "demo:grammar/1:assistant", "--json")
    assert (refused.code, refused.error["code"]) == (1, "bad_input")
