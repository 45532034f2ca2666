"""Providers as an admin sets them up."""

import asyncio
from collections.abc import Callable, Iterator

import pytest
from pytest_httpserver import HTTPServer
from streamlit.testing.v1 import AppTest

from curation.jobs.running import run_provider_job
from curation.models import JobKind
from curation.providers import PRESETS
from curation.services import provider_findings
from curation.services.jobs import list_jobs
from curation.services.permissions import Actor
from curation.services.provider_findings import keep_capability, keep_models
from curation.services.providers import CallLimits, ProviderSetup, check_provider, list_providers, save_provider
from curation.services.spending import Caps, save_caps, spending
from curation.store.attempts import add_sent_attempt
from curation.workspace import Workspace
from tests.services.scripted import claimed

Opener = Callable[..., AppTest]
CANARY = "sk-CANARY-0123456789abcdef"
HOSTILE = "**bold** <img src=x> [x](http://evil.test) right\u202eto\nleft"
HARMLESS = "**bold** <img src=x> [x](http://evil.test) right[RLO]to left"


@pytest.fixture
def far_end() -> Iterator[HTTPServer]:
    with HTTPServer(host="127.0.0.1", port=0) as server:
        yield server


def said(app: AppTest) -> str:
    shown = (*app.markdown, *app.caption, *app.error, *app.success, *app.info)
    return "\n".join(str(element.value) for element in shown).replace("\\", "").replace("\u2060", "")


def badges(app: AppTest) -> str:
    return "\n".join(str(element.value) for element in app.markdown if "-badge[" in str(element.value))


def checks(workspace: Workspace) -> list[int]:
    return [job.id for job in list_jobs(workspace) if job.kind == "provider_check"]


def work(workspace: Workspace) -> None:
    """Do the newest check as the worker does."""
    asyncio.run(run_provider_job(claimed(workspace, checks(workspace)[0]), JobKind.PROVIDER_CHECK))


def openai(workspace: Workspace) -> ProviderSetup:
    return list_providers(workspace)[2]


def test_a_curator_is_turned_away(page: Opener, workspace: Workspace, annotator: Actor) -> None:
    app = page("providers", actor_id=annotator.id)
    assert "needs the role admin" in app.error[0].value
    assert not app.text_input


def test_before_a_check_the_page_says_which_key_is_looked_for_and_what_holds(
    page: Opener, workspace: Workspace, admin: Actor
) -> None:
    app = page("providers", actor_id=admin.id)
    assert not app.exception
    assert "ANTHROPIC_API_KEY, not looked for yet" in said(app)
    assert "demo generator, not a language model" in said(app)
    assert "16 calls at once" in said(app)
    assert badges(app).count("Not checked yet") == 2


def test_an_address_is_stored_only_if_it_may_be_used(page: Opener, workspace: Workspace, admin: Actor) -> None:
    app = page("providers", actor_id=admin.id)
    app.text_input(key="url_openai").set_value("http://gpu.lan/v1")
    app.button(key="save_openai").click().run()
    assert "neither https nor http" in said(app)
    assert openai(workspace).base_url is None
    app.text_input(key="url_openai").set_value("http://127.0.0.1:11434/v1")
    app.button(key="save_openai").click().run()
    assert "Saved." in said(app)
    assert openai(workspace).base_url == "http://127.0.0.1:11434/v1"
    assert "Ollama at http://127.0.0.1:11434/v1" in said(app)


def test_limits_and_suggested_models_are_set_with_the_address(page: Opener, workspace: Workspace, admin: Actor) -> None:
    app = page("providers", actor_id=admin.id)
    app.number_input(key="at_once_openai").set_value(4)
    app.number_input(key="rpm_openai").set_value(500)
    app.multiselect(key="models_openai").set_value(["gpt-5-mini"])
    app.button(key="save_openai").click().run()
    assert openai(workspace).limits == CallLimits(4, 500, None)
    assert openai(workspace).models == ("gpt-5-mini",)
    assert "4 calls at once, 500 requests a minute" in said(app)


def test_a_check_is_asked_for_once_and_its_finding_is_shown_without_the_key(
    page: Opener, workspace: Workspace, admin: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANTHROPIC_API_KEY", CANARY)
    app, another = page("providers", actor_id=admin.id), page("providers", actor_id=admin.id)
    app.button(key="check_anthropic").click().run()
    assert "The worker is looking" in badges(app)
    assert app.button(key="check_anthropic").disabled
    another.button(key="check_anthropic").click().run()
    assert len(checks(workspace)) == 1
    work(workspace)
    app = page("providers", actor_id=admin.id)
    assert "Key found, not tried yet" in badges(app)
    assert "ANTHROPIC_API_KEY found in the worker's environment" in said(app)
    assert CANARY not in str(app.main)


def test_a_local_server_is_one_click_and_is_asked_for_its_models(
    page: Opener, workspace: Workspace, admin: Actor, monkeypatch: pytest.MonkeyPatch, far_end: HTTPServer
) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    far_end.expect_request("/v1/models").respond_with_json({"data": [{"id": "tiny"}, {"id": HOSTILE}]})
    app = page("providers", actor_id=admin.id)
    app.button(key="preset_Ollama").click().run()
    assert openai(workspace).base_url == PRESETS[0].base_url == app.text_input(key="url_openai").value
    assert (openai(workspace).models, app.multiselect(key="models_openai").value) == ((), [])
    assert PRESETS[0].note in said(app)
    save_provider(workspace, "openai", base_url=far_end.url_for("/v1"), models=[], actor=admin)
    work(workspace)
    app = page("providers", actor_id=admin.id)
    assert "Ready" in badges(app)
    assert "2 listed" in said(app)
    assert app.selectbox(key="try_model_openai").options == ["tiny", HARMLESS]
    app.button(key="preset_vendor").click().run()
    assert openai(workspace).base_url is None
    assert "gpt-5-mini" in app.multiselect(key="models_openai").value


def test_a_server_that_is_not_there_is_said_to_be_not_ready(page: Opener, workspace: Workspace, admin: Actor) -> None:
    save_provider(workspace, "openai", base_url="http://127.0.0.1:9/v1", models=["tiny"], actor=admin)
    check_provider(workspace, "openai", actor=admin, lists_models=True)
    work(workspace)
    app = page("providers", actor_id=admin.id)
    assert "Not ready" in badges(app)
    assert "No list of models" in said(app)


def test_a_hostile_model_is_tried_and_probed_and_shown_without_effect(
    page: Opener, workspace: Workspace, admin: Actor, far_end: HTTPServer
) -> None:
    choice = {"index": 0, "message": {"role": "assistant", "content": f"No. {HOSTILE}"}, "finish_reason": "stop"}
    answer = {"id": "c", "object": "chat.completion", "model": HOSTILE, "choices": [choice]}
    far_end.expect_request("/v1/chat/completions").respond_with_json(answer)
    save_provider(workspace, "openai", base_url=far_end.url_for("/v1"), models=["tiny", HOSTILE], actor=admin)
    for button in ("try_openai", "probe_openai"):
        app = page("providers", actor_id=admin.id)
        app.selectbox(key="try_model_openai").set_value(HOSTILE).run()
        app.button(key=button).click().run()
        work(workspace)
    app = page("providers", actor_id=admin.id)
    assert f"{HARMLESS} answered: No. {HARMLESS} Cost unknown." in said(app)
    assert f"Probe of {HARMLESS}: The answer is not the bare JSON object" in said(app)
    assert "Jobs write the form into the prompt of this model" in said(app)
    raw = "\n".join(str(element.value) for element in (*app.markdown, *app.caption))
    assert "**bold**" not in raw
    assert "<img" not in raw.replace("\\<", "")
    with workspace.read() as session:
        assert provider_findings.schema_mode_of(session, "openai", HOSTILE) == "in_prompt"


def test_the_table_of_models_has_price_and_form(page: Opener, workspace: Workspace, admin: Actor) -> None:
    with workspace.write() as tx:
        keep_models(tx, "openai", None, ["gpt-5-mini", "brand-new"])
        keep_capability(tx, "openai", None, "brand-new", structured=False, detail="In words.")
    app = page("providers", actor_id=admin.id)
    app.session_state["box_openai"] = True
    app.run()
    table = app.dataframe[0].value.set_index("Model")
    assert table.loc["brand-new", ["Price", "Structured"]].tolist() == ["unknown", "by prompt only"]
    assert table.loc["brand-new", "Probe"].endswith("In words.")
    assert table.loc["gpt-5-mini", "Price"].startswith("$")
    assert table.loc["gpt-5-mini", ["Structured", "Probe"]].tolist() == ["", "not probed"]


def test_caps_are_set_and_what_was_spent_is_shown(page: Opener, workspace: Workspace, admin: Actor) -> None:
    job_id = check_provider(workspace, "openai", actor=admin)
    with workspace.write() as tx:
        add_sent_attempt(tx, job_id=job_id, item_no=0, try_no=1, reserved_usd=1.25)
    app = page("providers", actor_id=admin.id)
    assert [metric.value for metric in app.metric] == ["$1.25", "$1.25"]
    app.number_input(key="cap_daily").set_value(1.0)
    app.number_input(key="cap_total").set_value(20.0)
    app.button(key="save_caps").click().run()
    assert spending(workspace).caps == Caps(1.0, 20.0)
    assert [metric.value for metric in app.metric] == ["$1.25 of $1.00", "$1.25 of $20.00"]
    assert any("Today's cap is used up" in warning.value for warning in app.warning)
    (days,) = (table.value for table in app.dataframe if "Spent" in table.value)
    assert days["Spent"].tolist() == ["$1.25"]


def test_an_emptied_cap_is_none(page: Opener, workspace: Workspace, admin: Actor) -> None:
    save_caps(workspace, Caps(5.0, 20.0), actor=admin)
    app = page("providers", actor_id=admin.id)
    app.number_input(key="cap_daily").set_value(None)
    app.button(key="save_caps").click().run()
    assert spending(workspace).caps == Caps(None, 20.0)


def test_the_prices_are_shown_and_saving_waits_for_a_change(page: Opener, workspace: Workspace, admin: Actor) -> None:
    app = page("providers", actor_id=admin.id)
    (save,) = [button for button in app.button if button.label == "Save prices"]
    assert save.disabled
