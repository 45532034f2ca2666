"""The loop from the command line: search, generate, find near-duplicates, judge."""

import itertools

import pytest

from curation.cli.review import WHY_EMPTY
from curation.models import Outcome
from curation.review import Emptiness
from tests.cli.conftest import PERSONAS, Run

OUTCOMES = {outcome.value for outcome in Outcome}


def test_search_finds_by_words_and_says_where_a_row_is_from(filled: Run) -> None:
    found = filled("search", "personas", "nurse", "--json").json
    assert {"query", "mode", "total", "total_is_capped", "results"} <= set(found)
    assert found["mode"] == "hybrid"
    assert found["results"][0]["text"] == PERSONAS[3]
    assert set(found["results"][0]) == {"id", "text", "score", "state", "source", "licence"}


def test_a_hostile_query_finds_nothing_and_fails_never(filled: Run) -> None:
    hostile = ["", '"', "NEAR(", "* OR *", "a" * 10_000, "'; drop table persona; --", "\x00\u202e", "\ud800"]
    for query, mode in itertools.product(hostile, ("text", "semantic", "hybrid")):
        ran = filled("search", "personas", "--mode", mode, "--json", "--", query)
        assert ran.code == 0, (query, mode)
        assert ran.json["query"] == query
        assert mode != "text" or ran.json["total"] == 0


def test_found_rows_are_listed_and_counted_for_a_person(filled: Run) -> None:
    lines = filled("search", "personas", "nurse", "--mode", "text").out.splitlines()
    assert lines[0].split() == ["id", "score", "state", "text"]
    assert PERSONAS[3] in lines[1]
    assert lines[-1] == "1 found, 1 shown."
    assert filled("search", "samples", "zeppelin", "--mode", "text").out == "No samples fit this query.\n"


def test_a_job_that_is_waited_for_tells_what_became_of_every_sample(filled: Run) -> None:
    made = filled("generate", "--scenario", "logic", "--personas", 4, "--seed", 7, "--wait", "--json").json
    assert set(made) == {"job_id", "requested", "state", "cost_usd", "cost_unknown", "seconds"}
    assert set(made["state"]) == OUTCOMES
    assert made["requested"] == sum(made["state"].values()) == 4
    assert made["state"]["ok"] == 4
    assert made["cost_usd"] == 0.0


def test_a_job_that_is_not_waited_for_is_in_the_queue_and_can_be_done_later(filled: Run) -> None:
    made = filled("generate", "--scenario", "math", "--persona-ids", "1, 2", "--json").json
    assert made["requested"] == sum(made["state"].values()) == made["state"]["not_sent"] == 2
    assert made["seconds"] is None
    resumed = filled("jobs", "resume", made["job_id"], "--wait", "--json").json
    assert resumed["state"] == "done"
    assert resumed["result"]["state"]["ok"] == 2


def test_an_unknown_scenario_is_refused_with_those_that_are_known(filled: Run) -> None:
    ran = filled("generate", "--scenario", "poem", "--personas", 2, "--json")
    assert ran.code == 1
    assert ran.error["code"] == "not_found"
    assert "math/plain" in ran.error["hint"]


def test_a_budget_with_an_unknown_price_names_the_price_to_set(filled: Run) -> None:
    asked = ("generate", "--scenario", "math", "--personas", 2, "--provider", "openai", "--model", "my-model")
    ran = filled(*asked, "--budget-usd", 1, "--json")
    assert ran.code == 1
    assert ran.error["code"] == "budget"
    assert "openai / my-model" in ran.error["message"]


def test_more_personas_than_there_are_is_refused(filled: Run) -> None:
    ran = filled("generate", "--scenario", "math", "--personas", 6, "--json")
    assert ran.code == 1
    assert "Only 5 active personas" in ran.error["message"]


def test_every_item_is_kept_or_dropped(empty: Run, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("near") / "near.txt"
    path.write_text("\n".join([*PERSONAS, "A nurse who solves crosswords between two rounds on the night shift."]))
    assert empty("import", "personas", path, "--licence", "CC0-1.0").code == 0
    found = empty("dedup", "personas", "--min-jaccard", "0.8", "--json").json
    assert found["kept"] + found["dropped"] == found["items"] == 6
    assert (found["groups"], found["dropped"]) == (1, 1)
    assert {"lexical_pairs", "semantic_pairs", "not_embedded", "seconds"} <= set(found)


def test_dedup_of_samples_is_a_command_of_its_own(filled: Run) -> None:
    found = filled("dedup", "samples", "--stages", "lexical", "--method", "minhash", "--json").json
    assert found["kept"] + found["dropped"] == found["items"] == 5


@pytest.fixture
def grouped(run: Run) -> Run:
    """The command line on the starter hub, which has groups from the first day."""
    assert run("init").code == 0
    return run


def test_a_group_is_listed_shown_decided_and_undone(grouped: Run) -> None:
    listed = grouped("duplicates", "list", "personas", "--limit", 5, "--json").json
    assert len(listed["groups"]) == 5
    assert listed["total"] >= 30
    first = grouped("duplicates", "show", listed["groups"][0]["id"], "--json").json
    other = next(member["id"] for member in first["members"] if member["id"] != first["keeper_id"])
    kept = grouped("duplicates", "decide", first["id"], "--keep", other, "--json").json
    assert kept == {
        "group_id": first["id"],
        "decision": "keep_one",
        "keeper_id": other,
        "dropped": [first["keeper_id"]],
    }
    undone = grouped("duplicates", "undo", first["id"], "--json").json
    assert undone == {"group_id": first["id"], "decision": "open", "keeper_id": first["keeper_id"], "dropped": [other]}
    assert grouped("duplicates", "decide", first["id"], "--keep-all", "--json").json["dropped"] == []
    assert len(grouped("duplicates", "list", "--open", "--json").json["groups"]) == listed["total"] - 1


def test_a_group_is_shown_to_a_person_with_its_texts(grouped: Run) -> None:
    text = grouped("duplicates", "show", 1).out
    assert "keeps" in text
    assert "dropped" in text
    assert grouped("duplicates", "show", 9_999).code == 1


def test_a_sample_is_judged_and_the_judgement_taken_back(filled: Run) -> None:
    waiting = filled("queue", "next", "--json").json
    sample = waiting["sample"]
    assert waiting["why_empty"] is None
    assert sample["label"] == "demo generator, not a language model"
    saved = filled("review", "submit", sample["id"], "--overall", 4, "--flag", "wrong", "--note", "17?", "--json").json
    assert (saved["decision"], saved["overall"], saved["flags"], saved["note"]) == ("accept", 4, ["wrong"], "17?")
    assert filled("queue", "next", "--json").json["sample"]["id"] != sample["id"]
    assert filled("queue", "next", "--json").json["counts"] == {"left": 4, "decided": 1, "skipped": 0, "drafts": 0}
    assert filled("review", "undo", "--json").json == {"sample_id": sample["id"], "decision": "accept"}
    assert filled("review", "undo", "--json").error["code"] == "conflict"


def test_a_near_duplicate_is_named_with_the_sample_it_is_one_of(filled: Run) -> None:
    saved = filled("review", "submit", 2, "--decision", "reject", "--near-duplicate-of", 1, "--json").json
    assert (saved["flags"], saved["near_duplicate_of"]) == (["near_duplicate"], 1)
    assert filled("review", "submit", 2, "--decision", "reject", "--near-duplicate-of", 2, "--json").code == 1


def test_a_judgement_without_a_decision_or_a_rating_is_refused(filled: Run) -> None:
    assert filled("review", "submit", 1, "--note", "hm", "--json").error["code"] == "bad_input"


def test_a_queue_that_gives_nothing_says_why(empty: Run) -> None:
    ran = empty("queue", "next", "--json")
    assert ran.code == 0
    assert ran.json["sample"] is None
    assert ran.json["why_empty"] == "no_samples"
    assert "There is no sample" in empty("queue", "next").out


def test_every_reason_for_an_empty_queue_has_a_sentence() -> None:
    assert set(WHY_EMPTY) == set(Emptiness)


def test_the_prompts_are_listed_and_shown(empty: Run) -> None:
    listed = empty("templates", "list", "--json").json["templates"]
    assert {"math", "logic", "instruction", "knowledge", "npc", "tool"} <= {row["scenario"] for row in listed}
    shown = empty("templates", "show", "math", "focus", "--json").json
    assert (shown["scenario"], shown["variant"]) == ("math", "focus")
    assert "{{ persona }}" in shown["text"]
    assert "{{ persona }}" in empty("templates", "show", "math").out
    assert empty("templates", "show", "math", "none", "--json").error["code"] == "not_found"


def test_the_providers_are_listed_and_the_built_in_one_is_ready(empty: Run) -> None:
    listed = empty("providers", "list", "--json").json["providers"]
    assert [row["name"] for row in listed] == ["demo", "anthropic", "openai"]
    tested = empty("providers", "test", "demo", "--json")
    assert tested.code == 0
    assert tested.json["is_ready"] is True


def test_a_provider_without_a_key_is_not_ready_and_no_key_is_shown(empty: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    tested = empty("providers", "test", "openai", "--json")
    assert tested.code == 1
    assert (tested.json["is_ready"], tested.json["key_found"]) == (False, False)
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret-of-a-test")
    tested = empty("providers", "test", "openai")
    assert (tested.code, "sk-secret" in tested.out + tested.err) == (0, False)
