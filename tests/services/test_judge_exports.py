"""What models that judge say leaves apart from what people say, in a column of its own."""

from pathlib import Path

import pytest

from curation.services.overview import read_overview
from curation.services.permissions import Actor
from curation.services.samples import get_sample
from curation.workspace import Workspace
from tests.services.exporting import add_exportable, export, lines_of
from tests.services.judge_runs import judge_samples, says
from tests.services.judging import sample_in, say
from tests.services.scripted import ScriptedProvider, answered, run_job


@pytest.fixture
def both(workspace: Workspace, admin: Actor, provider: ScriptedProvider) -> list[int]:
    """Two samples that a judge rated with 1, the first of which a person rated with 5; another judge gave that 3."""
    ids = add_exportable(workspace, 2)
    say(workspace, ids[0], admin, overall=5, decision="accept")
    provider.reply = lambda request, _number: answered(says(3 if request.model == "other" else 1, "reject"))
    run_job(workspace, judge_samples(workspace, admin, ids))
    run_job(workspace, judge_samples(workspace, admin, ids[:1], model="other"))
    return ids


def test_ratings_are_those_of_people_and_judges_have_their_own_column(
    workspace: Workspace, admin: Actor, both: list[int], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    export(workspace, admin, out)
    first, second = lines_of(out / "samples.jsonl")
    assert (first["n_ratings"], first["mean_overall"], first["judge_overall"]) == (1, 5.0, 2.0)
    assert (second["n_ratings"], second["mean_overall"], second["judge_overall"]) == (0, None, 1.0)
    ratings = lines_of(out / "ratings.jsonl")
    assert {(row["output_id"], row["rater"]) for row in ratings} == {(str(both[0]), "rater-1")}
    assert {row["value"] for row in ratings} == {"5", "accept"}
    card = (out / "README.md").read_text("utf-8")
    assert "Judge:" not in card


def test_a_sample_that_only_a_judge_rejected_leaves(
    workspace: Workspace, admin: Actor, both: list[int], tmp_path: Path
) -> None:
    assert sample_in(workspace, both[1]).decision == ""
    assert export(workspace, admin, tmp_path / "out")["rows"] == 2


def test_the_page_of_a_sample_tells_judges_from_people(workspace: Workspace, both: list[int]) -> None:
    given = get_sample(workspace, both[0]).reviews
    assert [(one.is_judge, one.review.overall) for one in given] == [(False, 5), (True, 1), (True, 3)]


def test_the_overview_counts_what_people_say(workspace: Workspace, admin: Actor, both: list[int]) -> None:
    assert read_overview(workspace, actor=admin).counts.reviews == 1
