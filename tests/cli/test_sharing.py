"""Sharing the work on the command line."""

from pathlib import Path

import pytest

from curation.services import people
from curation.workspace import Workspace
from tests.cli.conftest import Run
from tests.services.judging import add_samples


@pytest.fixture
def folder(workspace: Workspace) -> Path:
    """The commands work on the workspace of the test."""
    people.join(workspace, "Ada")
    people.join(workspace, "Bea")
    people.join(workspace, "Cem")
    return workspace.path


def test_work_is_shared_seen_and_taken_back(workspace: Workspace, run: Run) -> None:
    ids = add_samples(workspace, 5)
    tried = run("assign", "--to", "Bea", "--to", "cem", "--dry-run", "--as", "Ada", "--json").json
    assert (tried["assignment"], sum(tried["asked"].values())) == (None, 5)
    done = run("assign", "--to", "Bea", "--to", "cem", "--as", "Ada", "--json").json
    assert sorted(done["asked"].values()) == [2, 3]
    assert done["asked"] == tried["asked"]
    (one, two) = run("assignments", "list", "--as", "Ada", "--json").json["assignments"]
    assert (one["person"], two["person"], one["open"] + two["open"]) == ("Bea", "Cem", 5)
    moved = run("assignments", "hand-over", "--from", "Cem", "--to", "Bea", "--as", "Ada", "--json").json
    assert moved == {"moved": done["asked"]["Cem"], "ended": 0}
    assert run("assignments", "take-back", "--of", "Bea", "--as", "Ada", "--json").json == {"taken_back": 5}
    some = run("assign", "--ids", f"{ids[0]},{ids[1]}", "--to", "Bea", "--as", "Ada", "--json").json
    back = run("assignments", "take-back", str(some["assignment"]), "--as", "Ada", "--json").json
    assert back == {"taken_back": 2}
    assert run("assignments", "take-back", str(some["assignment"]), "--as", "Ada", "--json").error["code"] == "conflict"


def test_a_language_goes_to_who_reads_it(workspace: Workspace, run: Run) -> None:
    add_samples(workspace, 3)
    done = run("assign", "--language", "en=Bea", "--language", "de=Cem", "--as", "Ada", "--json").json
    assert done["asked"] == {"Bea": 3, "Cem": 0}
    assert run("assign", "--language", "Bea", "--as", "Ada").code == 2


def test_the_rules_are_shown_and_changed(workspace: Workspace, run: Run) -> None:
    add_samples(workspace, 3)
    before = run("queue", "policy", "--as", "Bea", "--json").json
    assert (before["overlap"], before["waiting"], before["samples_by_reviews"]) == (0, 3, {"0": 3})
    assert run("queue", "policy", "--overlap", "2", "--as", "Bea", "--json").error["code"] == "not_allowed"
    after = run("queue", "policy", "--overlap", "2", "--only-assigned", "yes", "--as", "Ada", "--json").json
    assert (after["overlap"], after["only_assigned"], after["lease_minutes"]) == (2, True, 10)
    assert run("queue", "policy", "--only-assigned", "no", "--as", "Ada", "--json").json["only_assigned"] is False


def test_a_screen_is_seen_and_freed(workspace: Workspace, run: Run) -> None:
    (one,) = add_samples(workspace, 1)
    assert run("queue", "next", "--as", "Bea", "--json").json["sample"]["id"] == one
    (screen,) = run("queue", "screens", "--as", "Ada", "--json").json["screens"]
    assert (screen["person"], screen["sample"]) == ("Bea", one)
    assert run("queue", "release", "Bea", "--as", "Cem", "--json").error["code"] == "not_allowed"
    assert run("queue", "release", "Bea", "--as", "Ada", "--json").json == {"released": 1}
    assert run("queue", "screens", "--as", "Ada", "--json").json == {"screens": []}
    assert run("queue", "release", "Nobody", "--as", "Ada", "--json").error["code"] == "not_found"
