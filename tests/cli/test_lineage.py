"""The family of a persona on the command line."""

from pathlib import Path

import pytest

from curation.models import ItemState
from curation.services import people
from tests.cli.conftest import Run
from tests.conftest import open_test_workspace
from tests.services.families import GROWER, QUOTE, TITLE, add_document, add_generations, add_grower, add_person


@pytest.fixture
def family(folder: Path, run: Run) -> Run:
    """The command line on a workspace with a text, the grower (1), two children and four grandchildren."""
    workspace = open_test_workspace(folder)
    grower = add_grower(workspace, add_document(workspace, people.join(workspace, "Ada")))
    add_generations(workspace, grower, [2, 2])
    reason = "near-duplicate of #2"
    hostile = "A clown \x1b[31m\u202e who juggles"
    add_person(workspace, hostile, parent=grower, relation="boss", state=ItemState.DUPLICATE, state_reason=reason)
    workspace.close()
    return run


def test_a_family_is_one_json_object(family: Run) -> None:
    found = family("personas", "lineage", 2, "--json").json
    assert set(found) == {
        "persona_id", "document", "nodes", "n_people", "n_people_is_capped", "n_steps", "n_drawn", "is_truncated",
        "above", "made_by",
    }  # fmt: skip
    assert (found["persona_id"], found["n_people"], found["n_steps"], found["is_truncated"]) == (2, 8, 2, False)
    assert (found["document"]["title"], found["document"]["quoted"]["quote"]) == (TITLE, QUOTE)
    assert [(node["kind"], node["step"]) for node in found["nodes"][:3]] == [
        ("document", -1),
        ("persona", 0),
        ("persona", 1),
    ]
    assert found["nodes"][1]["text"] == GROWER
    aside = next(node for node in found["nodes"] if node["state"] != "active" and node["kind"] == "persona")
    assert (aside["state"], aside["state_reason"], aside["relation"]) == ("duplicate", "near-duplicate of #2", "boss")


def test_a_family_is_a_table_that_a_terminal_never_obeys(family: Run) -> None:
    text = family("personas", "lineage", 1).out
    assert "8 people, 8 shown, 2 steps." in text
    assert QUOTE in text
    assert "duplicate: near-duplicate of #2" in text
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_nobody_and_no_id_are_refused(family: Run) -> None:
    assert family("personas", "lineage", 99, "--json").error["code"] == "not_found"
    assert family("personas", "lineage", "x", "--json").code == 2
