"""Providers in a real browser: a server of this machine is asked, and what it says of itself stays text."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_httpserver import HTTPServer

from curation.services import people, provider_findings
from curation.services.providers import save_provider
from curation.services.setup import init_workspace
from curation.services.spending import spending
from curation.settings import Settings
from curation.workspace import Workspace, open_workspace
from tests.browser.driver import AppServer, axe_violations, becomes, wait_ready

HOSTILE = "**b** <img src=x onerror=document.title='owned'> ![i](https://evil.test/i.png) right\u202eto\nleft"
SHOWN = "**b** <img src=x onerror=document.title='owned'>"
CANARY = "sk-CANARY-0123456789abcdef"


@pytest.fixture
def far_end() -> Iterator[HTTPServer]:
    """A server that lists hostile names and answers in words."""
    choice = {"index": 0, "message": {"role": "assistant", "content": f"No. {HOSTILE}"}, "finish_reason": "stop"}
    answer = {"id": "c", "object": "chat.completion", "model": HOSTILE, "choices": [choice]}
    with HTTPServer(host="127.0.0.1", port=0) as server:
        server.expect_request("/v1/models").respond_with_json({"data": [{"id": HOSTILE}, {"id": "tiny"}]})
        server.expect_request("/v1/chat/completions").respond_with_json(answer)
        yield server


@pytest.fixture
def workspace(tmp_path: Path, far_end: HTTPServer) -> Iterator[Workspace]:
    """A workspace whose provider points to that server."""
    settings = Settings(workspace=tmp_path / "workspace", key_file=None)
    init_workspace(settings, with_starter=False)
    opened = open_workspace(settings)
    ada = people.join(opened, "Ada")
    save_provider(opened, "openai", base_url=far_end.url_for("/v1"), models=[], actor=ada)
    yield opened
    opened.close()


def test_a_server_is_listed_probed_and_capped_and_its_names_stay_text(
    page: Page,
    workspace: Workspace,
    app_server: Callable[..., AppServer],
    monkeypatch: pytest.MonkeyPatch,
    keep_screenshot: Callable[[Page, str], None],
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", CANARY)
    server = app_server(workspace.path)
    page.goto(server.url)
    wait_ready(page)
    page.get_by_role("combobox").first.click()
    page.get_by_role("option", name="Ada").click()
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_text("Good to see you")).to_be_visible()
    page.goto(f"{server.url}/providers")
    page.locator(".st-key-list_openai button").first.click()
    expect(page.get_by_text("2 listed")).to_be_visible()
    expect(page.get_by_text("OPENAI_API_KEY found in the worker's environment")).to_be_visible()

    _probe_the_hostile_one(page)
    expect(page.get_by_text(f"Probe of {SHOWN}")).to_be_visible()
    keep_screenshot(page, "providers-probed")
    with workspace.read() as session:
        assert provider_findings.schema_mode_of(session, "openai", HOSTILE) == "in_prompt"

    for amount in ("5", ""):  # a cap that was set can be taken away again
        page.get_by_label("Cap for each day (US dollars)").fill(amount)
        page.get_by_role("button", name="Save caps").click()
        wanted = float(amount) if amount else None
        assert becomes(lambda wanted=wanted: spending(workspace).caps.daily_usd == wanted)  # type: ignore[misc]  # a default binds it
        wait_ready(page)
    assert page.title() != "owned"
    assert page.locator("img[src=x], img[src*=evil]").count() == 0
    assert CANARY not in page.content()
    assert axe_violations(page) == []


def _probe_the_hostile_one(page: Page) -> None:
    """Have the first model of the list probed, by keys alone."""
    wait_ready(page)
    page.locator(".st-key-list_openai button").first.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    box = page.locator(".st-key-try_model_openai input")
    expect(box).to_have_value(re.compile(re.escape(SHOWN)))
    page.get_by_role("button", name="Probe structured answers").focus()
    page.keyboard.press("Enter")
