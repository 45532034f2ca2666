"""Importing from the command line: every row accounted for, hostile and wrong files refused."""

import gzip
import json
from pathlib import Path

import pytest

from curation.jobs.context import JobContext
from tests.cli.conftest import PERSONAS, Run


def test_an_import_accounts_for_every_row_and_a_second_one_adds_nothing(empty: Run, persona_file: Path) -> None:
    first = empty("import", "personas", persona_file, "--licence", "cc-by-4.0", "--json").json
    assert first == {"source_id": 1, "read": 5, "added": 5, "already_present": 0, "skipped": {}}
    second = empty("import", "personas", persona_file, "--licence", "cc-by-4.0", "--json").json
    assert second == {"source_id": 1, "read": 5, "added": 0, "already_present": 5, "skipped": {}}


def test_what_is_skipped_is_counted_by_reason_and_read_is_the_sum(empty: Run, tmp_path: Path) -> None:
    path = tmp_path / "mixed.jsonl"
    rows = [{"persona": PERSONAS[0]}, {"persona": PERSONAS[0] + " "}, {"persona": "  "}, {"persona": 7}]
    lines = [json.dumps(row) for row in rows]
    path.write_text("\n".join([*lines, "{broken"]) + "\n", encoding="utf-8")
    found = empty("import", "personas", path, "--json").json
    assert found["read"] == 5
    assert found["added"] == 1
    assert found["already_present"] == 1
    assert sum(found["skipped"].values()) == 3


def test_samples_bring_their_personas(empty: Run, tmp_path: Path) -> None:
    path = tmp_path / "math.jsonl.gz"
    rows = [
        {"input persona": PERSONAS[0], "synthesized text": "Math problem: 2 + 2?", "description": "math problem"},
        {"input persona": PERSONAS[0], "synthesized text": "Math problem: 3 + 3?", "description": "math problem"},
        {"input persona": PERSONAS[1], "synthesized text": "Who lies?", "description": "no scenario is named"},
    ]
    path.write_bytes(gzip.compress("\n".join(map(json.dumps, rows)).encode()))
    found = empty("import", "samples", path, "--licence", "CC-BY-NC-SA-4.0", "--json").json
    assert found["read"] == found["added"] + found["already_present"] + sum(found["skipped"].values()) == 3
    assert found["added"] == 2
    assert found["personas_added"] == 1


def test_an_import_is_told_to_a_person_in_plain_words(empty: Run, persona_file: Path) -> None:
    ran = empty("import", "personas", persona_file)
    assert ran.err == ""
    assert ran.out.splitlines() == [
        "read             5",
        "added            5",
        "already present  0",
        "skipped          none",
    ]


def test_without_a_licence_it_is_unknown(empty: Run, persona_file: Path) -> None:
    empty("import", "personas", persona_file)
    found = empty("search", "personas", "beekeeper", "--mode", "text", "--json").json
    assert [hit["licence"] for hit in found["results"]] == ["unknown"]


def test_a_source_can_be_named(empty: Run, persona_file: Path) -> None:
    empty("import", "personas", persona_file, "--source", "Field notes")
    found = empty("search", "personas", "beekeeper", "--mode", "text", "--json").json
    assert [hit["source"] for hit in found["results"]] == ["Field notes"]


def test_a_licence_that_is_none_is_refused_with_the_nearest_ones(empty: Run, persona_file: Path) -> None:
    ran = empty("import", "personas", persona_file, "--licence", "CC-BY-NC-SA-4", "--json")
    assert ran.code == 1
    assert ran.error["code"] == "bad_input"
    assert "CC-BY-NC-SA-4.0" in ran.error["hint"]
    assert empty("jobs", "list", "--json").json == {"jobs": []}


def test_a_path_that_is_no_file_is_refused(empty: Run, tmp_path: Path) -> None:
    for path in (tmp_path / "none.jsonl", tmp_path):
        ran = empty("import", "personas", path, "--json")
        assert ran.code == 1
        assert ran.error["code"] == "not_found"


@pytest.mark.parametrize("content", [b"\x7fELF" + bytes(range(256)) * 20, b"PAR1" + b"\x00" * 64, b"\x1f\x8bnot gzip"])
@pytest.mark.parametrize("name", ["file", "file.jsonl", "file.parquet"])
def test_a_binary_file_is_refused_or_skipped_and_adds_nothing(
    empty: Run, tmp_path: Path, content: bytes, name: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    ran = empty("import", "personas", path, "--json")
    assert ran.code == 1 or ran.json["added"] == 0
    assert "Traceback" not in ran.err
    assert empty("search", "personas", "not", "--mode", "text", "--json").json["total"] == 0


def test_a_column_that_is_not_there_is_refused_with_those_that_are(empty: Run, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("who,where\nA beekeeper who weighs hives,Slovenia\n", encoding="utf-8")
    ran = empty("import", "personas", path, "--column", "persona", "--json")
    assert ran.code == 1
    assert "who, where" in ran.error["hint"]
    assert empty("import", "personas", path, "--column", "who", "--json").json["added"] == 1


def test_a_hostile_name_of_a_column_reaches_no_terminal(empty: Run, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("who\x1b]0;owned\x07\u202e,where\na,b\n", encoding="utf-8")
    ran = empty("import", "personas", path, "--column", "persona")
    assert ran.code == 1
    assert not {"\x1b", "\x07", "\u202e"} & set(ran.err)


def test_an_interrupted_import_says_one_sentence_and_goes_on_where_it_stopped(
    empty: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "many.txt"
    path.write_text("".join(f"A person who collects {n} kinds of stamps.\n" for n in range(600)), encoding="utf-8")

    def interrupt(_context: JobContext) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(JobContext, "stop_if_asked", interrupt)
        ran = empty("import", "personas", path, "--json")
    assert ran.code == 1
    assert ran.error["code"] == "interrupted"
    assert "jobs resume 1 --wait" in ran.error["hint"]
    assert ran.err.count("\n") == 1
    stored = empty("jobs", "show", 1, "--json").json["done"]
    assert 0 < stored < 600
    resumed = empty("jobs", "resume", 1, "--wait", "--json").json
    assert resumed["state"] == "done"
    assert (resumed["result"]["read"], resumed["result"]["added"]) == (600, 600)
