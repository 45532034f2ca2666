"""Agreement from the command line: every number with its interval and its n, or why it has none."""

import json

import pytest

from tests.cli.conftest import Run


@pytest.fixture
def judged(filled: Run) -> Run:
    """Five samples, judged by two people of whom the second accepts all, and a third who judged one."""
    samples = [1, 2, 3, 4, 5]
    for sample_id in samples:
        assert filled("review", "submit", sample_id, "--overall", 5 if sample_id > 2 else 1).code == 0
        assert filled("review", "submit", sample_id, "--overall", 4, "--as", "Bea").code == 0
    return filled


def test_the_result_has_the_promised_shape(judged: Run) -> None:
    ran = judged("metrics", "agreement", "--json")
    assert ran.code == 0
    found = ran.json
    assert (found["question"], found["items"], found["n"], found["reviews"]) == ("decision", 5, 10, 10)
    percent = found["metrics"]["percent_agreement"]
    assert set(percent) == {"value", "low", "high", "n"}
    assert (percent["value"], percent["n"]) == (0.6, 5)
    assert found["metrics"] == found["questions"]["decision"]["metrics"]
    assert found["questions"]["overall"]["level"] == "ordinal"
    assert found["only_labelled"] is True
    (pair,) = found["pairs"]
    assert (pair["raters"], pair["items"]) == (["Ada", "Bea"], 5)
    assert pair["kappa"]["value"] == 0.0
    assert [line["name"] for line in found["raters"]] == ["Ada", "Bea"]
    assert found["raters"][0]["drift"] == {"not_defined": "needs 40 items, not 5"}
    assert set(found["halo"]["shift"]) == {"not_defined"}


def test_no_overlap_is_no_failure(filled: Run) -> None:
    ran = filled("metrics", "agreement", "--json")
    assert ran.code == 0
    assert (ran.json["items"], ran.json["metrics"], ran.json["questions"]) == (0, {}, {})
    assert "No item was judged by two people yet." in filled("metrics", "agreement").out


def test_people_read_a_table(judged: Run) -> None:
    ran = judged("metrics", "agreement", "--question", "overall", "--by", "week")
    assert ran.code == 0
    assert "decision" in ran.out
    assert "0.600 (" in ran.out
    assert "not defined" in ran.out


def test_an_annotator_reads_numbers_for_names(judged: Run) -> None:
    found = judged("metrics", "agreement", "--json", "--as", "Bea").json
    assert found["pairs"][0]["raters"] == ["rater 1", "rater 2 (you)"]
    assert "Ada" not in json.dumps(found)


@pytest.mark.parametrize(
    ("options", "code", "kind"),
    [
        (["--question", "valid"], 1, "bad_input"),
        (["--since", "2026-02-02", "--until", "2026-01-01"], 1, "bad_input"),
        (["--since", "yesterday"], 2, "usage"),
        (["--by", "year"], 2, "usage"),
    ],
)
def test_what_cannot_be_asked_says_so(judged: Run, options: list[str], code: int, kind: str) -> None:
    ran = judged("metrics", "agreement", *options, "--json")
    assert (ran.code, ran.error["code"]) == (code, kind)
