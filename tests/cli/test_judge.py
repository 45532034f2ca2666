"""Models as judges on the command line."""

from pathlib import Path

import pytest

from tests.cli.conftest import Run


@pytest.fixture
def with_samples(empty: Run, persona_file: Path) -> Run:
    """The command line on a workspace with five samples of the demo generator, 1 to 5."""
    assert empty("import", "personas", persona_file, "--licence", "CC0-1.0").code == 0
    made = empty("generate", "--scenario", "math", "--personas", 5, "--seed", 5, "--wait", "--json")
    assert made.code == 0, made.err
    return empty


def test_the_demo_judges_by_the_rubric(with_samples: Run) -> None:
    ran = with_samples("judge", "--scenario", "math", "--seed", 2, "--wait", "--json")
    found = ran.json
    assert (found["samples"], found["judged"], sum(found["said"].values())) == (5, 5, 5)
    assert found["calls"] == {"ok": 5}
    assert 1 <= found["mean_overall"] <= 5
    assert "The judge wrote 5 of these 5 samples itself." in ran.err
    again = with_samples("judge", "--ids", "1,2", "--wait", "--json")
    assert (again.code, again.error["message"]) == (1, "Nothing is left to judge (2 judged before by this judge).")


def test_judges_are_listed_with_what_is_known_of_them(with_samples: Run) -> None:
    assert "No model has judged here yet" in with_samples("judges", "list").out
    assert with_samples("judge", "--at-most", 4, "--wait").code == 0
    for sample_id, decision in ((1, "accept"), (2, "accept"), (3, "reject"), (4, "accept"), (5, "reject")):
        assert with_samples("review", "submit", sample_id, "--overall", 4, "--decision", decision).code == 0
    (judge,) = with_samples("judges", "list", "--json").json["judges"]
    assert (judge["name"], judge["label"]) == ("Judge: demo grammar/1", "demo generator, not a language model")
    assert (judge["samples"], judge["shared"], judge["prefills"], judge["is_labelled"]) == (4, 4, False, True)
    by_question = {row["question"]: row for row in judge["questions"]}
    assert [*by_question][:2] == ["decision", "overall"]
    assert "not_defined" in by_question["decision"]["spearman"]
    assert "30 are needed" in judge["why_not"]
    said = with_samples("judges", "list").out
    assert "4 samples judged by people too" in said
    refused = with_samples("judges", "prefill", judge["id"], "--json")
    assert (refused.code, refused.error["code"]) == (1, "conflict")
    assert with_samples("judges", "prefill", judge["id"], "--off", "--json").json == {
        "judge_id": judge["id"],
        "prefills": False,
    }


def test_pairs_are_judged_both_ways_round(with_samples: Run) -> None:
    with_samples("generate", "--scenario", "math", "--personas", 5, "--seed", 6, "--wait")
    made = with_samples("compare", "make", "twice", "--source", "same_persona", "--json")
    assert made.code == 0, made.err
    found = with_samples("judge", "--set", made.json["id"], "--wait", "--json").json
    assert found["judged"] == found["pairs"] >= 1
    assert found["calls"] == {"ok": 2 * found["pairs"]}
    (judge,) = with_samples("judges", "list", "--json").json["judges"]
    assert judge["of_pairs"]["same_both_ways"]["n"] == found["pairs"]


def test_people_read_what_came_of_it(with_samples: Run) -> None:
    assert "is in the queue: 2 samples" in with_samples("judge", "--ids", "4,5").out
    said = with_samples("judge", "--ids", "3", "--wait").out
    assert "mean rating" in said


@pytest.mark.parametrize(
    "wrong",
    [("--set", "1", "--ids", "1"), ("--set", "1", "--scenario", "math"), ("--at-most", "0"), ("--provider", "nobody")],
)
def test_a_wrong_usage_is_told_apart(with_samples: Run, wrong: tuple[str, ...]) -> None:
    assert with_samples("judge", *wrong, "--json").code == 2


def test_a_model_must_be_named(with_samples: Run) -> None:
    refused = with_samples("judge", "--provider", "openai", "--json")
    assert (refused.code, refused.error["code"]) == (1, "bad_input")
    assert "name a model of openai" in refused.error["message"]
