"""Trials on the command line."""

import pytest

from tests.cli.conftest import Run

ARMS = ("--arm", "name=plain", "--arm", "name=nobody,who=nobody", "--arm", "variant=focus")
START = ("trials", "start", "--scenario", "math")


def test_a_trial_is_made_listed_and_shown(filled: Run) -> None:
    ran = filled(*START, *ARMS, "--personas", 3, "--seed", 2, "--wait", "--json")
    assert ran.code == 0, ran.err
    made = ran.json
    assert [(arm["name"], arm["who"], arm["state"], arm["made"]) for arm in made["arms"]] == [
        ("plain", "persona", "done", 3),
        ("nobody", "nobody", "done", 3),
        ("variant=focus", "persona", "done", 3),
    ]
    assert all(cell["text"] for row in made["rows"] for cell in row["cells"])
    assert [summary["ok"]["n"] for summary in made["summaries"]] == [3, 3, 3]
    assert [row["token"] for row in filled("trials", "list", "--json").json["trials"]] == [made["trial"]]
    said = filled("trials", "show", made["trial"]).out
    assert "The intervals overlap: 3 rows of each are too few" in said
    assert said.count("Persona ") == 3


def test_a_blind_trial_is_said_only_when_asked(filled: Run) -> None:
    made = filled(*START, *ARMS, "--personas", 2, "--seed", 2, "--blind", "--wait", "--json").json
    assert (made["is_hidden"], made["summaries"], made["compared"]) == (True, [], None)
    assert "--reveal" in filled("trials", "show", made["trial"]).out
    told = filled("trials", "show", made["trial"], "--reveal", "--json").json
    assert (told["is_hidden"], told["revealed_by"]) == (False, ["Ada"])
    assert {cell["arm"] for cell in told["rows"][0]["cells"]} == {0, 1, 2}


def test_without_wait_the_jobs_are_left_to_the_worker(filled: Run) -> None:
    assert "is in the queue: 3 jobs with 2 samples each" in filled(*START, *ARMS, "--persona-ids", "1,2").out


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ((*ARMS,), 2),
        ((*ARMS, "--personas", 3, "--persona-ids", "1"), 2),
        (("--arm", "colour=red", "--arm", "name=b", "--personas", 2), 2),
        (("--arm", "examples=x,name=a", "--arm", "name=b", "--personas", 2), 2),
        (("--arm", "name=a", "--personas", 2), 1),
        (("--arm", "name=a", "--arm", "name=b", "--personas", 2), 1),
        (("--arm", "name=a", "--arm", "name=b,mode=often", "--personas", 2), 1),
    ],
)
def test_what_is_no_trial_is_refused(filled: Run, given: tuple[object, ...], code: int) -> None:
    assert filled(*START, *given).code == code
    assert filled("trials", "list").out.strip() == "No trials."
