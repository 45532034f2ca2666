"""Other people's hubs from the command line: a file that is recognised, and a dataset that is fetched."""

import json
from pathlib import Path
from typing import Any

import pytest
from pytest_httpserver import HTTPServer

from tests.cli.conftest import PERSONAS, Run

NAME = "argilla/FinePersonas-v0.1"
COMMIT = "c" * 40
ROWS = [{"id": str(n), "persona": text, "labels": json.dumps([f"label {n}"])} for n, text in enumerate(PERSONAS)]
CONTENT = "".join(f"{json.dumps(row)}\n" for row in ROWS).encode()


@pytest.fixture
def fine(tmp_path: Path) -> Path:
    """A file in the form of FinePersonas."""
    path = tmp_path / "fine.jsonl"
    path.write_bytes(CONTENT)
    return path


@pytest.fixture
def hub(httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch) -> HTTPServer:
    """The Hugging Face hub with one dataset of two files, of which the branch main is at one commit."""
    monkeypatch.setenv("HF_ENDPOINT", httpserver.url_for("").rstrip("/"))
    # A test that read texts with the model before has told the library to stay offline.
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", False)
    files = [{"rfilename": "data/a.jsonl", "size": len(CONTENT)}, {"rfilename": "data/b.csv", "size": 3 * 1024**2}]
    answer: dict[str, Any] = {"id": NAME, "sha": COMMIT, "siblings": files, "cardData": {"license": "llama3"}}
    for revision in (COMMIT, "main"):
        httpserver.expect_request(f"/api/datasets/{NAME}/revision/{revision}").respond_with_json(answer)
    httpserver.expect_request(f"/datasets/{NAME}/resolve/{COMMIT}/data/a.jsonl").respond_with_data(CONTENT)
    return httpserver


def licences(run: Run) -> set[str]:
    hits = run("search", "personas", "who", "--mode", "text", "--json").json["results"]
    return {hit["licence"] for hit in hits}


def test_a_file_that_is_recognised_says_so_and_its_licence_is_proposed_only(empty: Run, fine: Path) -> None:
    found = empty("import", "personas", fine, "--json").json
    assert (found["read"], found["added"]) == (5, 5)
    assert (found["schema"], found["licence"], found["revision"]) == ("finepersonas", "unknown", "")
    assert found["proposed_licence"] == "llama3"
    assert licences(empty) == {"unknown"}
    told = empty("import", "personas", fine, "--source", "again")
    assert "FinePersonas" in told.out
    assert "--licence llama3" in told.out


@pytest.mark.parametrize(
    ("options", "licence"),
    [
        (("--schema", "finepersonas"), "llama3"),
        (("--schema", "finepersonas", "--licence", "CC0-1.0"), "CC0-1.0"),
        (("--schema", "none"), "unknown"),
    ],
)
def test_a_licence_comes_with_a_schema_that_was_named_unless_another_was_given(
    empty: Run, fine: Path, options: tuple[str, ...], licence: str
) -> None:
    empty("import", "personas", fine, *options)
    assert licences(empty) == {licence}


def test_a_revision_is_kept_with_the_source(empty: Run, fine: Path) -> None:
    found = empty("import", "personas", fine, "--revision", "v0.1", "--licence", "llama3", "--json").json
    assert found["revision"] == "v0.1"
    assert "revision v0.1" in empty("import", "personas", fine, "--revision", "v0.1", "--licence", "llama3").out


def test_a_wrong_schema_or_two_ways_to_choose_texts_are_refused(empty: Run, fine: Path) -> None:
    assert empty("import", "personas", fine, "--schema", "nobody").code == 2
    assert empty("import", "personas", fine, "--column", "id", "--all-texts").code == 2
    assert empty("import", "personas", fine, "--yes").code == 2
    wrong = empty("import", "personas", fine, "--schema", "nemotron", "--json")
    assert (wrong.code, wrong.error["code"]) == (1, "bad_input")
    several = empty("import", "personas", fine, "--all-texts", "--json")
    assert "several persona texts" in several.error["message"]


def test_conversations_are_samples(empty: Run, tmp_path: Path) -> None:
    messages = [{"role": "user", "content": "How heavy is a hive?"}, {"role": "assistant", "content": "Thirty kilos."}]
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"id": "1", "prompt": "x", "messages": messages, "input_persona": PERSONAS[0]}) + "\n")
    found = empty("import", "samples", path, "--licence", "ODC-BY-1.0", "--json").json
    assert (found["added"], found["personas_added"], found["schema"]) == (1, 1, "tulu3-personas")


@pytest.mark.parametrize("revision", [COMMIT, "main"])
def test_a_dataset_is_fetched_at_a_commit_which_is_stored_with_its_licence(
    empty: Run, hub: HTTPServer, folder: Path, revision: str
) -> None:
    ran = empty("import", "personas", f"hf:{NAME}@{revision}", "--file", "data/a.jsonl", "--yes", "--json")
    assert f"at commit {COMMIT}: data/a.jsonl" in ran.err
    assert (ran.json["added"], ran.json["revision"], ran.json["licence"]) == (5, COMMIT, "llama3")
    assert not list((folder / "uploads").iterdir())
    found = empty("search", "personas", "beekeeper", "--mode", "text", "--json").json
    assert [hit["source"] for hit in found["results"]] == [f"{NAME}: data/a.jsonl"]


def test_without_a_file_the_files_are_listed_with_their_sizes(empty: Run, hub: HTTPServer) -> None:
    ran = empty("import", "personas", f"hf:{NAME}@{COMMIT}", "--json")
    assert ran.code == 1
    assert "--file" in ran.error["message"]
    assert "data/a.jsonl (0.6 kB), data/b.csv (3.0 MB)" in ran.error["hint"]
    gone = empty("import", "personas", f"hf:{NAME}@{COMMIT}", "--file", "x", "--json")
    assert gone.error["code"] == "not_found"


def test_nothing_is_fetched_before_its_size_was_agreed_to(empty: Run, hub: HTTPServer, folder: Path) -> None:
    ran = empty("import", "personas", f"hf:{NAME}@{COMMIT}", "--file", "data/b.csv", "--json")
    assert ran.code == 1
    assert "3.0 MB" in ran.error["message"]
    assert "--yes" in ran.error["hint"]
    assert [request.path for request, _ in hub.log] == [f"/api/datasets/{NAME}/revision/{COMMIT}"]


def test_what_was_fetched_for_nothing_goes_again(empty: Run, hub: HTTPServer, folder: Path) -> None:
    ran = empty("import", "samples", f"hf:{NAME}@{COMMIT}", "--file", "data/a.jsonl", "--yes", "--json")
    assert ran.code == 1
    assert not list((folder / "uploads").iterdir())


def test_without_a_network_the_sentence_says_what_to_do(empty: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    ran = empty("import", "personas", f"hf:{NAME}@{COMMIT}", "--json")
    assert ran.code == 1
    assert "cannot be reached" in ran.error["message"]
    assert "--revision" in ran.error["hint"]
