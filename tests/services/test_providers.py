"""How providers are set up and looked at, and the table of prices."""

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import ValidationError
from pytest_httpserver import HTTPServer
from sqlmodel import Session, select

from curation.errors import BadInputError, LockedError, NotAllowedError
from curation.jobs import provider_check as handler
from curation.jobs.running import run_provider_job
from curation.models import Attempt, Event, JobKind, JobState
from curation.providers import load_default_prices
from curation.services.jobs import get_job
from curation.services.permissions import Actor
from curation.services.prices import PriceDraft, list_prices, price_name, price_of, set_prices
from curation.services.providers import (
    check_provider,
    last_checks,
    list_allowed_hosts,
    list_providers,
    save_allowed_hosts,
    save_provider,
)
from curation.store.attempts import end_attempt
from curation.workspace import Workspace
from tests.services.scripted import claimed

CANARY = "sk-CANARY-0123456789abcdef"
REPLY = {
    "id": "c",
    "object": "chat.completion",
    "model": "tiny",
    "choices": [{"index": 0, "message": {"role": "assistant", "content": "Hello."}, "finish_reason": "stop"}],
    "usage": {"prompt_tokens": 10, "completion_tokens": 2, "total_tokens": 12},
}


@pytest.fixture
def far_end() -> Iterator[HTTPServer]:
    with HTTPServer(host="127.0.0.1", port=0) as server:
        yield server


def look(workspace: Workspace, actor: Actor, name: str, *, model: str | None = None) -> dict[str, object]:
    """Have a provider checked as the worker does, and return what it found."""
    job_id = check_provider(workspace, name, actor=actor, with_call=model is not None, model=model)
    asyncio.run(run_provider_job(claimed(workspace, job_id), JobKind.PROVIDER_CHECK))
    job = get_job(workspace, job_id)
    assert job.state == JobState.DONE
    return dict(job.result)


def test_a_key_is_reported_as_found_and_never_shown(
    workspace: Workspace, admin: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANTHROPIC_API_KEY", CANARY)
    found = look(workspace, admin, "anthropic")
    assert (found["key_found"], found["is_ready"], found["problem"]) == (True, True, "")
    assert CANARY not in json.dumps(found)
    assert CANARY.encode() not in workspace.database.read_bytes()


def test_without_a_key_the_check_says_which_variable_to_set(
    workspace: Workspace, admin: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    found = look(workspace, admin, "openai")
    assert (found["key_found"], found["is_ready"]) == (False, False)
    assert "OPENAI_API_KEY" in str(found["problem"])
    assert last_checks(workspace)["openai"].found["is_ready"] is False


def test_the_demo_generator_is_always_ready(workspace: Workspace, admin: Actor) -> None:
    assert look(workspace, admin, "demo")["is_ready"] is True


def test_a_check_sends_nothing_unless_it_is_asked_to(
    workspace: Workspace, admin: Actor, far_end: HTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    far_end.expect_request("/v1/chat/completions").respond_with_json(REPLY)
    save_provider(workspace, "openai", base_url=far_end.url_for("/v1"), models=["tiny"], actor=admin)
    assert look(workspace, admin, "openai")["is_ready"] is True
    assert far_end.log == []
    call = look(workspace, admin, "openai", model="tiny")["call"]
    assert isinstance(call, dict)
    assert (call["ok"], call["said"], call["cost_usd"]) == (True, "Hello.", None)
    assert len(far_end.log) == 1


def test_the_call_of_a_check_is_not_sent_again_after_a_crash(
    workspace: Workspace, admin: Actor, far_end: HTTPServer
) -> None:
    far_end.expect_request("/v1/chat/completions").respond_with_json(REPLY)
    save_provider(workspace, "openai", base_url=far_end.url_for("/v1"), models=["tiny"], actor=admin)
    job_id = check_provider(workspace, "openai", actor=admin, with_call=True, model="tiny")
    with workspace.write() as tx:
        tx.add(Attempt(job_id=job_id, item_no=0, try_no=1, state="sent"))
    asyncio.run(run_provider_job(claimed(workspace, job_id), JobKind.PROVIDER_CHECK))
    assert far_end.log == []
    assert get_job(workspace, job_id).result["is_ready"] is False
    with workspace.read() as session:
        assert session.exec(select(Attempt.state)).all() == ["unknown"]


def test_the_answer_of_a_check_waits_for_a_database_that_is_locked(
    workspace: Workspace, admin: Actor, far_end: HTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    far_end.expect_request("/v1/chat/completions").respond_with_json(REPLY)
    save_provider(workspace, "openai", base_url=far_end.url_for("/v1"), models=["tiny"], actor=admin)
    tries: list[int] = []

    def end_later(tx: Session, attempt_id: int, **how: Any) -> None:  # noqa: ANN401 - passed on as it is
        tries.append(attempt_id)
        if len(tries) <= 2:
            raise LockedError("The workspace is busy.")
        end_attempt(tx, attempt_id, **how)

    monkeypatch.setattr(handler, "end_attempt", end_later)
    assert look(workspace, admin, "openai", model="tiny")["is_ready"] is True
    assert (len(tries), len(far_end.log)) == (3, 1)
    with workspace.read() as session:
        assert session.exec(select(Attempt.state)).all() == ["done"]


def test_a_call_needs_a_model(workspace: Workspace, admin: Actor) -> None:
    with pytest.raises(BadInputError, match="needs a model"):
        check_provider(workspace, "openai", actor=admin, with_call=True, model=" ")
    assert handler.MAX_TOKENS <= 64


def test_only_an_admin_sets_providers(workspace: Workspace, annotator: Actor) -> None:
    with pytest.raises(NotAllowedError):
        save_provider(workspace, "openai", base_url="https://example.org/v1", models=[], actor=annotator)
    with pytest.raises(NotAllowedError):
        save_allowed_hosts(workspace, ["gpu.lan"], actor=annotator)
    with pytest.raises(NotAllowedError):
        check_provider(workspace, "demo", actor=annotator)
    assert [setup.base_url for setup in list_providers(workspace)] == [None, None, None]


def test_http_needs_a_host_that_an_admin_allowed(workspace: Workspace, admin: Actor) -> None:
    with pytest.raises(BadInputError, match="neither https nor http"):
        save_provider(workspace, "openai", base_url="http://gpu.lan:8000/v1", models=[], actor=admin)
    save_allowed_hosts(workspace, [" GPU.lan ", "", "gpu.lan"], actor=admin)
    assert list_allowed_hosts(workspace) == ["gpu.lan"]
    save_provider(workspace, "openai", base_url="http://gpu.lan:8000/v1/", models=["a", " a ", "b"], actor=admin)
    setup = list_providers(workspace)[2]
    assert (setup.base_url, setup.models) == ("http://gpu.lan:8000/v1", ("a", "b"))
    assert setup.terms == "the licence of the model that http://gpu.lan:8000/v1 serves"
    save_allowed_hosts(workspace, [], actor=admin)
    assert "neither https nor http" in str(look(workspace, admin, "openai")["problem"])


def test_an_empty_address_goes_back_to_the_vendor(workspace: Workspace, admin: Actor) -> None:
    for address in (None, "https://models.example.org/v1", " "):
        save_provider(workspace, "openai", base_url=address, models=[], actor=admin)
    setup = list_providers(workspace)[2]
    assert setup.base_url is None
    assert setup.models


@pytest.mark.parametrize("host", ["gpu.lan:8000", "a/b", "user@gpu", "two words", "ü.lan"])
def test_a_host_is_a_name_without_port_or_path(workspace: Workspace, admin: Actor, host: str) -> None:
    with pytest.raises(BadInputError, match="A host is a name"):
        save_allowed_hosts(workspace, [host], actor=admin)


def test_a_workspace_begins_with_the_default_prices(workspace: Workspace) -> None:
    defaults = sorted(load_default_prices(), key=lambda price: (price.provider, price.model))
    assert list_prices(workspace) == defaults
    assert all(price.as_of and price.source for price in defaults)


def test_a_price_is_set_with_its_day_and_who_said_so(workspace: Workspace, admin: Actor) -> None:
    draft = PriceDraft(provider="openai", model=" new ", input_usd_per_mtok=1.5, output_usd_per_mtok=0.0)
    assert set_prices(workspace, [draft], actor=admin) == 1
    with workspace.read() as session:
        price = price_of(session, "openai", "new", base_url=None)
        assert session.exec(select(Event.action).where(Event.entity == "price")).all() == ["price.set"]
    assert price is not None
    assert (price.input_usd_per_mtok, price.source) == (1.5, "set by Ada")
    assert len(price.as_of) == len("2026-11-24")


def test_a_changed_price_does_not_keep_the_source_of_the_old_one(workspace: Workspace, admin: Actor) -> None:
    old = next(price for price in list_prices(workspace) if price.provider == "anthropic")
    draft = PriceDraft(
        provider=old.provider,
        model=old.model,
        input_usd_per_mtok=old.input_usd_per_mtok + 1,
        output_usd_per_mtok=old.output_usd_per_mtok,
        as_of=old.as_of,
        source=old.source,
    )
    set_prices(workspace, [draft], actor=admin)
    new = next(price for price in list_prices(workspace) if price.model == old.model)
    assert (new.input_usd_per_mtok, new.source) == (old.input_usd_per_mtok + 1, "set by Ada")


def test_a_price_that_is_taken_away_is_unknown_and_not_zero(workspace: Workspace, admin: Actor) -> None:
    old = list_prices(workspace)[0]
    assert set_prices(workspace, [], removed=[(old.provider, old.model), ("no", "such")], actor=admin) == 1
    with workspace.read() as session:
        assert price_of(session, old.provider, old.model, base_url=None) is None


@pytest.mark.parametrize("usd", [-0.01, float("nan"), float("inf"), 1e9])
def test_what_is_no_price_is_refused(workspace: Workspace, admin: Actor, usd: float) -> None:
    draft = PriceDraft(provider="openai", model="m", input_usd_per_mtok=usd, output_usd_per_mtok=1.0)
    with pytest.raises(BadInputError, match="needs a number of at least 0"):
        set_prices(workspace, [draft], actor=admin)


def test_a_row_without_a_model_is_refused() -> None:
    with pytest.raises(ValidationError, match="model"):
        PriceDraft(provider="openai", model=" ", input_usd_per_mtok=1.0, output_usd_per_mtok=1.0)


def test_a_model_stands_once_in_the_table(workspace: Workspace, admin: Actor) -> None:
    draft = PriceDraft(provider="openai", model="m", input_usd_per_mtok=1.0, output_usd_per_mtok=1.0)
    with pytest.raises(BadInputError, match="stands twice"):
        set_prices(workspace, [draft, draft], actor=admin)


def test_an_annotator_may_not_set_prices(workspace: Workspace, annotator: Actor) -> None:
    draft = PriceDraft(provider="openai", model="m", input_usd_per_mtok=0.0, output_usd_per_mtok=0.0)
    with pytest.raises(NotAllowedError):
        set_prices(workspace, [draft], actor=annotator)


@pytest.mark.parametrize(
    ("base_url", "name"),
    [
        (None, "openai"),
        ("https://api.openai.com/v1", "openai"),
        ("http://127.0.0.1:8000/v1", "openai@127.0.0.1"),
        ("https://models.example.org/v1", "openai@models.example.org"),
    ],
)
def test_prices_of_another_server_stand_under_its_name(base_url: str | None, name: str) -> None:
    assert price_name("openai", base_url) == name
