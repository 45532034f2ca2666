"""What the worker finds out about a provider: models, forms, calls; what that costs, and what of it counts where."""

import asyncio
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from sqlmodel import col, select
from werkzeug import Request as Seen
from werkzeug import Response

from curation.errors import BadInputError, NotAllowedError
from curation.jobs.running import run_provider_job
from curation.models import Attempt, Job, JobKind, JobState
from curation.services import provider_findings, providers
from curation.services.jobs import get_job
from curation.services.permissions import Actor
from curation.services.prices import PriceDraft, set_prices
from curation.services.provider_findings import Findings, suggested_models
from curation.services.providers import CallLimits, check_provider, last_checks, save_limits, save_provider
from curation.services.spending import Caps, save_caps, spending
from curation.workspace import Workspace
from tests.providers.loopback import closed_port
from tests.services.scripted import claimed

CANARY = "sk-CANARY-0123456789abcdef"
IN_FORM = json.dumps({"fruit": "fig", "letters": 3})
IN_WORDS = "A fig has three letters."
LIST = "/v1/models"
CHAT = "/v1/chat/completions"


def reply(text: str) -> dict[str, Any]:
    choice = {"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": "stop"}
    usage = {"prompt_tokens": 1_000, "completion_tokens": 500, "total_tokens": 1_500}
    return {"id": "c", "object": "chat.completion", "model": "tiny", "choices": [choice], "usage": usage}


@pytest.fixture
def far_end(workspace: Workspace, admin: Actor, monkeypatch: pytest.MonkeyPatch) -> Iterator[HTTPServer]:
    """A server of this machine, to which the provider points."""
    monkeypatch.setenv("OPENAI_API_KEY", CANARY)
    with HTTPServer(host="127.0.0.1", port=0) as server:
        save_provider(workspace, "openai", base_url=server.url_for("/v1"), models=[], actor=admin)
        yield server


@pytest.fixture
def look(workspace: Workspace, admin: Actor) -> Callable[..., dict[str, Any]]:
    """Have the provider looked at as the worker does, and return what was found."""

    def look(**what: Any) -> dict[str, Any]:  # noqa: ANN401 - as the service takes it
        job_id = check_provider(workspace, "openai", actor=admin, **what)
        asyncio.run(run_provider_job(claimed(workspace, job_id), JobKind.PROVIDER_CHECK))
        job = get_job(workspace, job_id)
        assert job.state == JobState.DONE
        return dict(job.result)

    return look


def findings(workspace: Workspace) -> Findings:
    return provider_findings.list_findings(workspace)["openai"]


def mode(workspace: Workspace, model: str) -> str:
    with workspace.read() as session:
        return provider_findings.schema_mode_of(session, "openai", model)


def attempts(workspace: Workspace) -> list[Attempt]:
    with workspace.read() as session:
        return list(session.exec(select(Attempt).order_by(col(Attempt.id))))


def set_price(workspace: Workspace, actor: Actor, usd_per_mtok: float) -> None:
    draft = PriceDraft(
        provider="openai@127.0.0.1", model="tiny", input_usd_per_mtok=usd_per_mtok, output_usd_per_mtok=usd_per_mtok
    )
    set_prices(workspace, [draft], actor=actor)


def test_a_list_of_models_is_kept_as_suggestions_and_is_no_billed_call(
    workspace: Workspace, far_end: HTTPServer, look: Callable[..., dict[str, Any]], admin: Actor
) -> None:
    listed = [{"id": name, "created": made} for name, made in (("old", 1), ("new", 9), ("**bold**", 5))]
    far_end.expect_request(LIST).respond_with_json({"data": listed})
    found = look(lists_models=True)
    assert (found["models"]["n"], found["is_ready"], found["key_in"]) == (3, True, "environment")
    assert findings(workspace).models == ("new", "**bold**", "old")
    assert attempts(workspace) == []
    save_provider(workspace, "openai", base_url=far_end.url_for("/v1"), models=["old", "mine"], actor=admin)
    setup = providers.list_providers(workspace)[2]
    assert suggested_models(setup, findings(workspace)) == ["old", "mine", "new", "**bold**"]
    assert CANARY.encode() not in workspace.database.read_bytes()


def test_another_server_has_none_of_the_vendors_models(workspace: Workspace, far_end: HTTPServer, admin: Actor) -> None:
    assert providers.list_providers(workspace)[2].models == ()
    save_provider(workspace, "openai", base_url=None, models=[], actor=admin)
    assert providers.list_providers(workspace)[2].models


def test_a_server_without_a_list_is_there_and_one_that_does_not_answer_or_refuses_the_key_is_not(
    workspace: Workspace, far_end: HTTPServer, look: Callable[..., dict[str, Any]], admin: Actor
) -> None:
    statuses = [404, 401]
    far_end.expect_request(LIST).respond_with_handler(lambda _: Response("{}", statuses.pop(0)))
    for is_ready in (True, False):
        found = look(lists_models=True)
        assert (found["models"]["ok"], found["is_ready"]) == (False, is_ready)
    save_provider(workspace, "openai", base_url=f"http://127.0.0.1:{closed_port()}/v1", models=[], actor=admin)
    found = look(lists_models=True)
    assert (found["models"]["ok"], found["is_ready"]) == (False, False)
    assert findings(workspace) == Findings()


@pytest.mark.parametrize(("text", "structured"), [(IN_FORM, True), (IN_WORDS, False)])
def test_a_probe_tells_whether_the_model_keeps_to_a_form(
    workspace: Workspace, far_end: HTTPServer, look: Callable[..., dict[str, Any]], text: str, structured: bool
) -> None:
    far_end.expect_request(CHAT).respond_with_json(reply(text))
    found = look(probes=True, model="tiny")
    assert (found["probe"]["ok"], found["probe"]["structured"], found["is_ready"]) == (True, structured, True)
    known = findings(workspace).capabilities["tiny"]
    assert (known.structured, known.detail) == (structured, found["probe"]["said"])
    assert (mode(workspace, "tiny"), mode(workspace, "other")) == ("native" if structured else "in_prompt", "native")
    assert [(one.state, one.item_no, one.input_tokens) for one in attempts(workspace)] == [("done", 1, 1_000)]


def test_a_provider_that_refuses_the_form_bills_nothing_and_gets_it_in_the_prompt(
    workspace: Workspace, far_end: HTTPServer, look: Callable[..., dict[str, Any]], admin: Actor
) -> None:
    set_price(workspace, admin, 10.0)
    far_end.expect_request(CHAT).respond_with_json({"error": {"message": "response_format is unknown"}}, status=400)
    assert look(probes=True, model="tiny")["probe"]["structured"] is False
    assert mode(workspace, "tiny") == "in_prompt"
    assert [(one.state, one.cost_usd) for one in attempts(workspace)] == [("failed", 0.0)]
    assert spending(workspace).total_usd == 0.0


def test_a_probe_that_failed_says_nothing_of_the_model(
    workspace: Workspace, far_end: HTTPServer, look: Callable[..., dict[str, Any]]
) -> None:
    far_end.expect_request(CHAT).respond_with_data("{", status=503)
    found = look(probes=True, model="tiny")
    assert (found["probe"]["ok"], found["is_ready"]) == (False, False)
    assert findings(workspace).capabilities == {}


def test_what_one_address_said_does_not_count_at_another_and_counts_again_there(
    workspace: Workspace, far_end: HTTPServer, look: Callable[..., dict[str, Any]], admin: Actor
) -> None:
    far_end.expect_request(LIST).respond_with_json({"data": [{"id": "tiny"}]})
    far_end.expect_request(CHAT).respond_with_json(reply(IN_WORDS))
    look(lists_models=True, probes=True, model="tiny")
    save_provider(workspace, "openai", base_url="http://127.0.0.1:9/v1", models=[], actor=admin)
    assert (findings(workspace), mode(workspace, "tiny")) == (Findings(), "native")
    assert "openai" not in last_checks(workspace)
    save_provider(workspace, "openai", base_url=far_end.url_for("/v1"), models=[], actor=admin)
    assert (findings(workspace).models, mode(workspace, "tiny")) == (("tiny",), "in_prompt")


def test_a_later_check_keeps_what_it_did_not_ask_about(
    workspace: Workspace, far_end: HTTPServer, look: Callable[..., dict[str, Any]]
) -> None:
    far_end.expect_request(CHAT).respond_with_json(reply("Hello."))
    look(with_call=True, model="tiny")
    look()
    found = last_checks(workspace)["openai"].found
    assert (found["is_ready"], found["call"]["said"]) == (True, "Hello.")


def test_a_check_that_broke_off_is_told_with_its_reason(workspace: Workspace, admin: Actor) -> None:
    job_id = check_provider(workspace, "openai", actor=admin)
    assert providers.checks_under_way(workspace) == {"openai": job_id}
    with workspace.write() as tx:
        job = tx.get_one(Job, job_id)
        job.state, job.error, job.finished_at = JobState.FAILED, "Unexpected OSError.", job.created_at
        tx.add(job)
    assert providers.checks_under_way(workspace) == {}
    found = last_checks(workspace)["openai"].found
    assert (found["is_ready"], found["problem"]) == (False, "Unexpected OSError.")


def test_a_key_in_the_key_file_is_told_apart_from_one_in_the_environment(
    workspace: Workspace, admin: Actor, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("ANTHROPIC_API_KEY", raising=False)
    key_file = tmp_path / "keys"
    key_file.write_text(f"ANTHROPIC_API_KEY={CANARY}\n")
    key_file.chmod(0o600)
    workspace.settings = replace(workspace.settings, key_file=key_file)
    job_id = check_provider(workspace, "anthropic", actor=admin)
    asyncio.run(run_provider_job(claimed(workspace, job_id), JobKind.PROVIDER_CHECK))
    found = get_job(workspace, job_id).result
    assert (found["key_found"], found["key_in"]) == (True, "key file")
    assert CANARY not in json.dumps(dict(found))


def test_calls_of_a_check_are_spent_money(
    workspace: Workspace, far_end: HTTPServer, look: Callable[..., dict[str, Any]], admin: Actor
) -> None:
    set_price(workspace, admin, 10.0)
    reserved: list[float] = []

    def answer(request: Seen) -> Response:
        reserved.append(spending(workspace).total_usd)
        text = IN_FORM if "response_format" in (request.get_json() or {}) else "Hello."
        return Response(json.dumps(reply(text)), content_type="application/json")

    far_end.expect_request(CHAT).respond_with_handler(answer)
    found = look(with_call=True, probes=True, model="tiny")
    assert found["call"]["cost_usd"] == found["probe"]["cost_usd"] == pytest.approx(0.015)
    assert spending(workspace).today_usd == spending(workspace).total_usd == pytest.approx(0.03)
    assert 0.0 < reserved[0] < 0.015 < reserved[1]


@pytest.mark.parametrize("caps", [Caps(daily_usd=0.0001), Caps(total_usd=0.0001)])
def test_a_check_spends_nothing_beyond_a_cap(
    workspace: Workspace, far_end: HTTPServer, look: Callable[..., dict[str, Any]], admin: Actor, caps: Caps
) -> None:
    set_price(workspace, admin, 10.0)
    save_caps(workspace, caps, actor=admin)
    far_end.expect_request(CHAT).respond_with_json(reply(IN_FORM))
    found = look(with_call=True, probes=True, model="tiny")
    assert "cap of $0.00 is used up" in found["call"]["said"]
    assert "cap of $0.00 is used up" in found["probe"]["said"]
    assert (far_end.log, attempts(workspace), found["is_ready"]) == ([], [], False)


def test_while_a_cap_is_set_a_model_without_a_price_is_not_called(
    workspace: Workspace, far_end: HTTPServer, look: Callable[..., dict[str, Any]], admin: Actor
) -> None:
    save_caps(workspace, Caps(total_usd=5.0), actor=admin)
    assert "has no price" in look(probes=True, model="tiny")["probe"]["said"]
    assert far_end.log == []


def test_a_probe_is_not_sent_again_after_a_crash(workspace: Workspace, far_end: HTTPServer, admin: Actor) -> None:
    far_end.expect_request(CHAT).respond_with_json(reply(IN_FORM))
    job_id = check_provider(workspace, "openai", actor=admin, probes=True, model="tiny")
    with workspace.write() as tx:
        tx.add(Attempt(job_id=job_id, item_no=1, try_no=1, state="sent"))
    asyncio.run(run_provider_job(claimed(workspace, job_id), JobKind.PROVIDER_CHECK))
    assert far_end.log == []
    assert "may have been billed" in get_job(workspace, job_id).result["probe"]["said"]
    assert [one.state for one in attempts(workspace)] == ["unknown"]
    assert findings(workspace).capabilities == {}


def test_a_probe_needs_a_model(workspace: Workspace, admin: Actor) -> None:
    with pytest.raises(BadInputError, match="needs a model"):
        check_provider(workspace, "openai", actor=admin, probes=True)


def test_limits_are_kept_and_told_in_words(workspace: Workspace, admin: Actor, annotator: Actor) -> None:
    limits = CallLimits(1, requests_per_minute=500, tokens_per_minute=20_000)
    save_limits(workspace, "openai", limits, actor=admin)
    assert providers.list_providers(workspace)[2].limits == limits
    assert limits.in_words == "1 call at once, 500 requests a minute, 20,000 tokens a minute"
    with pytest.raises(NotAllowedError):
        save_limits(workspace, "openai", CallLimits(), actor=annotator)


@pytest.mark.parametrize("limits", [CallLimits(0), CallLimits(10_000), CallLimits(1, 0), CallLimits(1, None, 0)])
def test_what_is_no_limit_is_refused(workspace: Workspace, admin: Actor, limits: CallLimits) -> None:
    with pytest.raises(BadInputError):
        save_limits(workspace, "openai", limits, actor=admin)
