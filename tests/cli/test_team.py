"""People, comments and activity on the command line do what the pages do."""

from pathlib import Path

import pytest

from curation.models import Role
from curation.services import people
from curation.settings import Settings
from curation.workspace import Workspace, open_workspace
from tests.cli.conftest import Run
from tests.conftest import HashEmbedder
from tests.services.judging import add_samples, answers_in, say


@pytest.fixture
def team(empty: Run, folder: Path) -> Workspace:
    """The workspace of the commands, with Ada, an admin, Bea, an annotator, and a sample that both judged."""
    workspace = open_workspace(Settings(workspace=folder, key_file=None), embedder=HashEmbedder())
    for name in ("Ada", "Bea"):
        person = people.join(workspace, name)
        for sample_id in add_samples(workspace, 1) if name == "Ada" else [1]:
            say(workspace, sample_id, person, overall=4, decision="accept")
    return workspace


def test_the_team_is_listed_by_name_for_curators_only(run: Run, team: Workspace) -> None:
    assert [row["name"] for row in run("people", "list", "--json").json["people"]] == ["Ada", "Bea"]
    assert "Bea" in run("people", "list").out
    refused = run("people", "list", "--as", "Bea", "--json")
    assert (refused.code, refused.error["code"]) == (1, "not_allowed")


def test_a_person_shows_their_own_work_and_a_curator_anybodys(run: Run, team: Workspace) -> None:
    own = run("people", "show", "--as", "Bea", "--json").json
    assert (own["name"], own["done"]["in_all"]) == ("Bea", 1)
    assert own["accepted"] == {"value": 1.0, "low": own["accepted"]["low"], "high": 1.0, "n": 1}
    assert "fewer than two" in own["agreement"]["not_defined"]
    assert run("people", "show", "bea", "--json").json["name"] == "Bea"
    assert "not defined: others have judged fewer than two" in run("people", "show", "Bea").out
    assert run("people", "show", "Ada", "--as", "Bea", "--json").error["code"] == "not_allowed"
    assert "Nobody here is called" in run("people", "show", "Carl", "--json").error["message"]


def test_comments_are_added_and_listed_and_those_who_are_named_find_them(run: Run, team: Workspace) -> None:
    made = run("comments", "add", "sample", 1, "@bea Is it?\nReally?", "--json").json
    assert made["mentions"] == ["Bea"]
    assert [one["text"] for one in run("comments", "list", "sample", 1, "--json").json["comments"]] == [made["text"]]
    named = run("comments", "list", "--as", "Bea", "--json").json
    assert [(one["id"], one["is_unread"]) for one in named["comments"]] == [(made["id"], True)]
    assert "@bea Is it? Really?" in run("comments", "list", "sample", 1).out
    assert run("comments", "list", "--json").json == {"comments": [], "hidden": 0}
    assert run("comments", "list", "sample").code == 2
    assert run("comments", "add", "job", 99, "What?", "--json").error["code"] == "not_found"


def test_what_others_say_too_early_is_only_counted(run: Run, team: Workspace) -> None:
    sample_id = add_samples(team, 1)[0]
    run("comments", "add", "sample", sample_id, "Reject it.")
    found = run("comments", "list", "sample", sample_id, "--as", "Bea", "--json").json
    assert found == {"comments": [], "hidden": 1}
    assert "once you have judged" in run("comments", "list", "sample", sample_id, "--as", "Bea").out


def test_what_was_done_is_listed_narrowed_and_taken_back(run: Run, team: Workspace) -> None:
    everything = run("activity", "list", "--json").json["events"]
    assert [one["sentence"] for one in everything[:2]] == ["accepted sample 1, 4 of 5", "joined as annotator"]
    mine = run("activity", "list", "--by", "Bea", "--of", "reviews", "--as", "Bea", "--json").json["events"]
    assert [(one["who"], one["can_undo"]) for one in mine] == [("Bea", True)]
    assert "can be undone" in run("activity", "list", "--as", "Bea").out
    done = run("activity", "undo", mine[0]["id"], "--as", "Bea", "--json").json
    assert done["undone"] is True
    bea = people.join(team, "Bea")
    assert answers_in(team, 1, bea).decision is None
    again = run("activity", "undo", mine[0]["id"], "--as", "Bea", "--json")
    assert (again.code, again.error["code"]) == (1, "conflict")
    assert "taken back" in run("activity", "list", "--of", "Reviews").out


def test_pages_of_the_log_follow_each_other_and_days_are_those_of_utc(run: Run, team: Workspace) -> None:
    first = run("activity", "list", "--limit", 1, "--json").json
    second = run("activity", "list", "--limit", 1, "--before", first["older"], "--json").json
    assert first["events"][0]["id"] > second["events"][0]["id"]
    day = first["events"][0]["at"][:10]
    assert len(run("activity", "list", "--day", day, "--json").json["events"]) > 2
    assert run("activity", "list", "--day", "1999-12-31", "--json").json["events"] == []
    assert "Nothing like that" in run("activity", "list", "--day", "1999-12-31").out
    assert f"--before {first['older']}" in run("activity", "list", "--limit", 1).out


def test_a_viewer_reads_the_log_and_changes_nothing(run: Run, team: Workspace) -> None:
    ada, bea = people.join(team, "Ada"), people.join(team, "Bea")
    people.change_person(team, bea.id, role=Role.VIEWER, actor=ada)
    events = run("activity", "list", "--as", "Bea", "--json").json["events"]
    assert events
    assert not any(one["can_undo"] for one in events)
    assert run("comments", "add", "sample", 1, "Me too", "--as", "Bea", "--json").error["code"] == "not_allowed"
