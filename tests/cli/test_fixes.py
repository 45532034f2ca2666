"""One correction for many samples, from the command line."""

from pathlib import Path

import pytest

from curation.models import Sample
from curation.services import people
from curation.services.answers import set_text
from curation.services.samples import edit_sample
from tests.cli.conftest import Run
from tests.conftest import open_test_workspace
from tests.services.judging import add_samples, sample_in

OPENING = "Sure! Here is your problem: "


@pytest.fixture
def corrected(folder: Path, run: Run) -> tuple[Run, list[int]]:
    """Four samples with one opening; in the first it was taken out."""
    workspace = open_test_workspace(folder)
    ada = people.join(workspace, "Ada")
    ids = add_samples(workspace, 4)
    with workspace.write() as tx:
        for number, sample_id in enumerate(ids):
            set_text(tx.get_one(Sample, sample_id), f"{OPENING}Anna has {number} hives and weighs each of them.")
    row = sample_in(workspace, ids[0])
    edit_sample(workspace, ids[0], text=row.text.removeprefix(OPENING), version=row.version, actor=ada)
    workspace.close()
    return run, ids


def test_what_a_fix_would_change_is_listed_and_nothing_is_changed(corrected: tuple[Run, list[int]]) -> None:
    run, (one, *others) = corrected
    said = run("review", "fix", one, "--list", "--json").json
    assert [row["id"] for row in said["samples"]] == others[::-1]
    assert said["replaced"] == [[f"{OPENING}Anna", "Anna"]]
    assert said["samples"][0]["after"] == "Anna has 3 hives and weighs each of them."
    assert (said["corrected"], said["event_id"]) == (0, None)
    assert run("review", "fix", one, "--json").json == said


def test_chosen_ones_are_corrected_and_taken_back(corrected: tuple[Run, list[int]]) -> None:
    run, (one, two, three, _) = corrected
    done = run("review", "fix", one, "--apply", "--only", f"{two},{three}", "--json").json
    assert done["corrected"] == 2
    assert [row["id"] for row in run("review", "fix", one, "--json").json["samples"]] == [4]
    assert run("activity", "undo", done["event_id"]).code == 0
    assert len(run("review", "fix", one, "--json").json["samples"]) == 3


def test_what_cannot_be_is_said(corrected: tuple[Run, list[int]]) -> None:
    run, (one, two, *_) = corrected
    assert "does not read so" in run("review", "fix", one, "--apply", "--only", "99", "--json").error["message"]
    assert "Nobody corrected" in run("review", "fix", two, "--apply", "--json").error["message"]
    assert "Nobody corrected" in run("review", "fix", two).out
    assert run("review", "fix", one, "--apply", "--as", "Bea", "--json").error["code"] == "not_allowed"
