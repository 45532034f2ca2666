"""Providers as an admin sets them up."""

import asyncio
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from curation.jobs.running import run_provider_job
from curation.models import JobKind
from curation.services.jobs import list_jobs
from curation.services.permissions import Actor
from curation.services.providers import list_providers
from curation.workspace import Workspace
from tests.services.scripted import claimed

Opener = Callable[..., AppTest]
CANARY = "sk-CANARY-0123456789abcdef"


def said(app: AppTest) -> str:
    shown = (*app.markdown, *app.caption, *app.error, *app.success, *app.info)
    return "\n".join(str(element.value) for element in shown).replace("\\", "")


def checks(workspace: Workspace) -> list[int]:
    return [job.id for job in list_jobs(workspace) if job.kind == "provider_check"]


def test_a_curator_is_turned_away(page: Opener, workspace: Workspace, annotator: Actor) -> None:
    app = page("providers", actor_id=annotator.id)
    assert "needs the role admin" in app.error[0].value
    assert not app.text_input


def test_before_a_check_the_page_says_where_a_key_is_looked_for(
    page: Opener, workspace: Workspace, admin: Actor
) -> None:
    app = page("providers", actor_id=admin.id)
    assert not app.exception
    assert "ANTHROPIC_API_KEY" in said(app)
    assert "demo generator, not a language model" in said(app)


def test_an_address_is_stored_only_if_it_may_be_used(page: Opener, workspace: Workspace, admin: Actor) -> None:
    app = page("providers", actor_id=admin.id)
    app.text_input(key="url_openai").set_value("http://gpu.lan/v1")
    app.button(key="save_openai").click().run()
    assert "neither https nor http" in said(app)
    assert list_providers(workspace)[2].base_url is None
    app.text_input(key="url_openai").set_value("http://127.0.0.1:11434/v1")
    app.button(key="save_openai").click().run()
    assert "Saved." in said(app)
    assert list_providers(workspace)[2].base_url == "http://127.0.0.1:11434/v1"


def test_a_check_is_asked_for_once_and_its_finding_is_shown_without_the_key(
    page: Opener, workspace: Workspace, admin: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANTHROPIC_API_KEY", CANARY)
    app = page("providers", actor_id=admin.id)
    app.button(key="check_anthropic").click().run()
    page("providers", actor_id=admin.id).button(key="check_anthropic").click().run()
    (job_id,) = checks(workspace)
    asyncio.run(run_provider_job(claimed(workspace, job_id), JobKind.PROVIDER_CHECK))
    app = page("providers", actor_id=admin.id)
    assert "Ready." in said(app)
    assert "A key was found." in said(app)
    assert CANARY not in str(app.main)


def test_the_prices_are_shown_and_saving_waits_for_a_change(page: Opener, workspace: Workspace, admin: Actor) -> None:
    app = page("providers", actor_id=admin.id)
    (save,) = [button for button in app.button if button.label == "Save prices"]
    assert save.disabled
