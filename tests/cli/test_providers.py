"""Providers on the command line: their models, what a model keeps to, limits and caps."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pytest_httpserver import HTTPServer

from curation.services import people
from curation.services.providers import save_provider
from curation.settings import Settings
from curation.store.attempts import add_sent_attempt
from curation.workspace import open_workspace
from tests.cli.conftest import Ran, Run
from tests.conftest import HashEmbedder

CANARY = "sk-CANARY-0123456789abcdef"


@pytest.fixture
def far_end(empty: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[HTTPServer]:
    """A server of this machine, to which the provider points."""
    monkeypatch.setenv("OPENAI_API_KEY", CANARY)
    with HTTPServer(host="127.0.0.1", port=0) as server:
        workspace = open_workspace(Settings(workspace=folder, key_file=None), embedder=HashEmbedder())
        ada = people.join(workspace, "Ada")
        save_provider(workspace, "openai", base_url=server.url_for("/v1"), models=[], actor=ada)
        workspace.close()
        yield server


@pytest.fixture
def openai(empty: Run, far_end: HTTPServer) -> Callable[[], dict[str, Any]]:
    """Return what is listed of the provider."""

    def listed() -> dict[str, Any]:
        found: dict[str, Any] = empty("providers", "list", "--json").json["providers"][2]
        return found

    return listed


def chat(server: HTTPServer, text: str) -> None:
    choice = {"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": "stop"}
    answer = {"id": "c", "object": "chat.completion", "model": "tiny", "choices": [choice]}
    server.expect_request("/v1/chat/completions").respond_with_json(answer)


def secret_in(ran: Ran) -> bool:
    return CANARY in ran.out + ran.err


def test_models_are_asked_for_and_shown_as_a_terminal_never_obeys(
    empty: Run, far_end: HTTPServer, openai: Callable[[], dict[str, Any]]
) -> None:
    far_end.expect_request("/v1/models").respond_with_json({"data": [{"id": "tiny"}, {"id": "a\x1b[2Jb\u202ec"}]})
    ran = empty("providers", "models", "openai")
    assert (ran.code, ran.out, secret_in(ran)) == (0, "tiny\na[2Jbc\n", False)
    told = empty("providers", "models", "openai", "--json").json
    assert (told["models"], told["is_ready"], told["problem"]) == (["tiny", "a\x1b[2Jb\u202ec"], True, "")
    assert openai()["models_listed"] == 2


def test_where_no_list_comes_the_reason_is_said(empty: Run, far_end: HTTPServer) -> None:
    far_end.expect_request("/v1/models").respond_with_data("no", status=404)
    ran = empty("providers", "models", "openai", "--json")
    assert (ran.code, ran.json["models"]) == (1, [])
    assert "no such address" in ran.json["problem"]
    assert "no such address" in empty("providers", "models", "openai").out


def test_the_built_in_generator_lists_its_one_model_and_keeps_to_every_form(empty: Run) -> None:
    assert empty("providers", "models", "demo").out == "grammar/1\n"
    ran = empty("providers", "probe", "demo", "--model", "grammar/1", "--json")
    assert (ran.code, ran.json["probe"]["structured"]) == (0, True)


def test_a_probe_is_kept_and_listed(empty: Run, far_end: HTTPServer, openai: Callable[[], dict[str, Any]]) -> None:
    chat(far_end, "A fig has three letters.")
    ran = empty("providers", "probe", "openai", "--model", "tiny")
    assert (ran.code, secret_in(ran)) == (0, False)
    assert "structured  no" in ran.out
    assert openai()["capabilities"]["tiny"]["structured"] is False


def test_a_probe_that_found_nothing_out_fails(empty: Run, far_end: HTTPServer) -> None:
    far_end.expect_request("/v1/chat/completions").respond_with_data("no", status=401)
    ran = empty("providers", "probe", "openai", "--model", "tiny", "--json")
    assert (ran.code, ran.json["probe"]["ok"]) == (1, False)


def test_limits_are_set_one_by_one_and_taken_away(empty: Run) -> None:
    first = empty("providers", "limits", "openai", "--at-once", 4, "--requests-per-minute", 500, "--json").json
    assert first["limits"] == {"max_in_flight": 4, "requests_per_minute": 500, "tokens_per_minute": None}
    second = empty("providers", "limits", "openai", "--requests-per-minute", "none", "--json").json
    assert second["limits"] == {"max_in_flight": 4, "requests_per_minute": None, "tokens_per_minute": None}
    assert "no limit" in empty("providers", "limits", "openai").out
    assert empty("providers", "limits", "openai", "--at-once", 10_000, "--json").error["code"] == "bad_input"
    assert empty("providers", "limits", "openai", "--tokens-per-minute", 0).code == 2


def test_caps_are_set_and_taken_away_and_what_was_spent_is_told(empty: Run, folder: Path) -> None:
    assert empty("providers", "test", "demo").code == 0
    workspace = open_workspace(Settings(workspace=folder, key_file=None), embedder=HashEmbedder())
    with workspace.write() as tx:
        add_sent_attempt(tx, job_id=1, item_no=9, try_no=1, reserved_usd=1.5)
    workspace.close()
    told = empty("providers", "caps", "--daily-usd", 5, "--total-usd", 80, "--json").json
    assert told["caps"] == {"daily_usd": 5.0, "total_usd": 80.0}
    assert (told["today_usd"], told["total_usd"], [day["usd"] for day in told["by_day"]]) == (1.5, 1.5, [1.5])
    assert "$1.50 of $5.00" in empty("providers", "caps").out
    assert empty("providers", "caps", "--daily-usd", "none", "--json").json["caps"]["daily_usd"] is None
    assert "$1.50, no cap" in empty("providers", "caps").out
    for wrong in ("0", "nan", "-1", "much"):
        assert empty("providers", "caps", "--daily-usd", wrong).code == 2
