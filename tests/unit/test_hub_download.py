"""Files of the Hugging Face hub, from a server on loopback that speaks as the hub does."""

import gzip
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from pytest_httpserver import HTTPServer

from curation.errors import BadInputError, NotFoundError
from curation.sources.hub_download import Dataset, DatasetFile, download, is_dataset, look_up

NAME = "argilla/FinePersonas-v0.1"
COMMIT = "a" * 40
CONTENT = b'{"id": "1", "persona": "A keeper of bees", "labels": "[]"}\n' * 9
FILE = DatasetFile("data/train.jsonl", len(CONTENT), hashlib.sha256(CONTENT).hexdigest())


@pytest.fixture(autouse=True)
def _online(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the library ask, whatever a test that read texts with the model before has told it."""
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", False)


def said(**changed: Any) -> dict[str, Any]:  # noqa: ANN401
    lfs = {"size": FILE.size_bytes, "sha256": FILE.sha256, "pointerSize": 1}
    siblings = [
        {"rfilename": "README.md", "size": 9},
        {"rfilename": FILE.path, "size": FILE.size_bytes, "lfs": lfs},
        {"rfilename": "data/more.parquet", "size": 7},
    ]
    return {"id": NAME, "sha": COMMIT, "siblings": siblings, "cardData": {"license": "llama3"}, **changed}


def found(server: HTTPServer, written: str = f"hf:{NAME}@{COMMIT}") -> Dataset:
    return look_up(written, endpoint=server.url_for("").rstrip("/"), timeout_s=20)


def fetched(server: HTTPServer, folder: Path, file: DatasetFile = FILE) -> Path:
    dataset = Dataset(NAME, COMMIT, (file,))
    return download(dataset, file, folder=folder, endpoint=server.url_for("").rstrip("/"), timeout_s=20)


def test_a_dataset_is_looked_up_at_its_commit_with_its_files_and_licence(httpserver: HTTPServer) -> None:
    httpserver.expect_request(f"/api/datasets/{NAME}/revision/{COMMIT}").respond_with_json(said())
    dataset = found(httpserver)
    assert dataset == Dataset(NAME, COMMIT, (FILE, DatasetFile("data/more.parquet", 7)), "llama3")


@pytest.mark.parametrize(("written", "path"), [(f"hf:{NAME}@main", "/revision/main"), (f"hf:{NAME}", "")])
def test_a_branch_is_resolved_to_the_commit_that_it_means(written: str, path: str, httpserver: HTTPServer) -> None:
    httpserver.expect_request(f"/api/datasets/{NAME}{path}").respond_with_json(said())
    assert found(httpserver, written).commit == COMMIT


def test_no_token_of_the_user_is_sent(httpserver: HTTPServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    httpserver.expect_request(f"/api/datasets/{NAME}/revision/{COMMIT}").respond_with_json(said())
    httpserver.expect_request(f"/datasets/{NAME}/resolve/{COMMIT}/{FILE.path}").respond_with_data(CONTENT)
    found(httpserver)
    fetched(httpserver, tmp_path)
    assert len(httpserver.log) == 2
    assert not any("Authorization" in request.headers for request, _ in httpserver.log)


@pytest.mark.parametrize("status", [401, 404])
def test_a_dataset_that_is_not_there_is_named(status: int, httpserver: HTTPServer) -> None:
    headers = {"X-Error-Code": "RepoNotFound"}
    httpserver.expect_request(f"/api/datasets/{NAME}/revision/{COMMIT}").respond_with_data("", status, headers)
    with pytest.raises(NotFoundError, match=f"everybody can read: {NAME}"):
        found(httpserver)


def test_a_revision_that_is_not_there_is_told_from_a_dataset(httpserver: HTTPServer) -> None:
    headers = {"X-Error-Code": "RevisionNotFound"}
    httpserver.expect_request(f"/api/datasets/{NAME}/revision/{COMMIT}").respond_with_data("", 404, headers)
    with pytest.raises(NotFoundError, match="no revision of it"):
        found(httpserver)


@pytest.mark.parametrize(
    ("answer", "status", "words"),
    [
        ("", 503, "status 503"),
        ("no json", 200, "cannot be understood"),
        ("[1]", 200, "cannot be understood"),
        (json.dumps(said(sha="main")), 200, "which commit"),
        (json.dumps(said(sha="b" * 40)), 200, "which commit"),
        (json.dumps(said(sha=None)), 200, "which commit"),
        (json.dumps(said(siblings=[{"size": 1}])), 200, "cannot be understood"),
    ],
)
def test_an_answer_that_is_none_is_one_sentence(answer: str, status: int, words: str, httpserver: HTTPServer) -> None:
    httpserver.expect_request(f"/api/datasets/{NAME}/revision/{COMMIT}").respond_with_data(answer, status)
    with pytest.raises(BadInputError, match=words):
        found(httpserver)


def test_without_a_network_one_sentence_says_so() -> None:
    with pytest.raises(BadInputError, match=r"cannot be reached.*import it from its path"):
        look_up(f"hf:{NAME}@{COMMIT}", endpoint="http://127.0.0.1:9", timeout_s=5)


def test_a_library_that_was_told_to_stay_offline_does(httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(BadInputError, match="cannot be reached"):
        found(httpserver)
    assert not httpserver.log


@pytest.mark.parametrize(
    "written",
    [
        "hf:",
        "hf:alone",
        "hf:a/b/c",
        "hf:a/b@",
        "hf:a/../b",
        "hf:a/b@x y",
        "hf:../b",
        "hf:a/b@" + "c" * 101,
        "hf:a--b/c",
    ],
)
def test_what_is_no_name_of_a_dataset_is_refused(written: str) -> None:
    assert is_dataset(written)
    with pytest.raises(BadInputError):
        look_up(written, endpoint="http://127.0.0.1:9", timeout_s=5)


def test_a_file_is_fetched_whole_under_its_hash(httpserver: HTTPServer, tmp_path: Path) -> None:
    httpserver.expect_request(f"/datasets/{NAME}/resolve/{COMMIT}/{FILE.path}").respond_with_data(CONTENT)
    path = fetched(httpserver, tmp_path)
    assert path.read_bytes() == CONTENT
    assert path.name == f"{FILE.sha256}.jsonl"


def test_a_packed_file_stays_packed_and_keeps_its_ending(httpserver: HTTPServer, tmp_path: Path) -> None:
    packed = gzip.compress(CONTENT)
    file = DatasetFile("a.jsonl.gz", len(packed))
    httpserver.expect_request(f"/datasets/{NAME}/resolve/{COMMIT}/a.jsonl.gz").respond_with_data(packed)
    path = fetched(httpserver, tmp_path, file)
    assert path.name.endswith(".jsonl.gz")
    assert path.read_bytes() == packed


@pytest.mark.parametrize(
    ("content", "words"),
    [(CONTENT[:-1], "broke off after"), (CONTENT + b"x", "is longer than"), (b"x" * len(CONTENT), "sha256 differs")],
)
def test_a_file_that_is_not_what_was_announced_leaves_nothing(
    content: bytes, words: str, httpserver: HTTPServer, tmp_path: Path
) -> None:
    httpserver.expect_request(f"/datasets/{NAME}/resolve/{COMMIT}/{FILE.path}").respond_with_data(content)
    with pytest.raises(BadInputError, match=words):
        fetched(httpserver, tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_file_that_is_gone_is_one_sentence(httpserver: HTTPServer, tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="status 500"):
        fetched(httpserver, tmp_path)
    assert not list(tmp_path.iterdir())
