"""Attributes on the command line: found by rules, set by hand."""

from tests.cli.conftest import Run


def test_attributes_account_for_every_persona_and_a_second_run_adds_none(filled: Run) -> None:
    first = filled("personas", "attributes", "--json").json
    assert set(first) == {"job_id", "read", "added", "already_present", "skipped", "found", "cost_usd"}
    assert (first["read"], first["added"], first["already_present"], first["cost_usd"]) == (5, 5, 0, 0.0)
    assert first["found"] == {"occupation": 5, "region": 3}
    second = filled("personas", "attributes", "--json").json
    assert (second["read"], second["added"], second["already_present"]) == (5, 0, 5)
    assert second["job_id"] != first["job_id"]


def test_only_the_personas_that_are_named_are_read(filled: Run) -> None:
    assert filled("personas", "attributes", "--persona-ids", "2,4", "--json").json["read"] == 2


def test_people_read_what_was_found_and_what_is_still_unknown(filled: Run) -> None:
    said = filled("personas", "attributes").out
    assert "5 occupation, 3 region" in said
    assert "5 education" in said


def test_an_attribute_is_set_by_hand_with_and_without_evidence(filled: Run) -> None:
    done = filled("personas", "set", 1, "--attribute", "region=europe", "--evidence", "Slovenia", "--json").json
    assert done.pop("event_id") > 0
    assert done == {"persona_id": 1, "attribute": "region", "value": "europe", "evidence": "Slovenia", "how": "hand"}
    assert filled("personas", "set", 1, "--attribute", "gender=female", "--json").json["evidence"] is None
    again = filled("personas", "set", 1, "--attribute", "gender=female", "--json").json
    assert (again["event_id"], again["how"]) == (None, "hand")
    assert filled("personas", "attributes", "--again", "--json").json["added"] == 5
    kept = filled("personas", "set", 1, "--attribute", "region=europe", "--evidence", "Slovenia", "--json").json
    assert kept["event_id"] is None


def test_a_false_attribute_says_what_would_be_right(filled: Run) -> None:
    for given, reason in (("region=atlantis", "atlantis"), ("mood=sad", "names are"), ("region", "NAME=VALUE")):
        refused = filled("personas", "set", 1, "--attribute", given, "--json")
        assert refused.code == 1
        assert reason in f"{refused.error['message']} {refused.error['hint']}"
    refused = filled("personas", "set", 1, "--attribute", "region=asia", "--evidence", "Tokyo", "--json")
    assert "does not stand in the text" in refused.error["message"]
    assert filled("personas", "set", 99, "--attribute", "region=asia", "--json").error["code"] == "not_found"
