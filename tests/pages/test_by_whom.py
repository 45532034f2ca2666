"""The step of Generate that chooses the model: which are offered, what is known of one, how often it is asked."""

from collections.abc import Callable

from streamlit.testing.v1 import AppTest

from curation.services.permissions import Actor
from curation.services.personas import write_persona
from curation.services.provider_findings import keep_capability, keep_models
from curation.services.providers import CallLimits, save_limits, save_provider
from curation.workspace import Workspace

Opener = Callable[..., AppTest]
LOCAL = "http://127.0.0.1:11434/v1"


def by_openai(page: Opener, workspace: Workspace, admin: Actor) -> AppTest:
    write_persona(workspace, "A baker who saves yeast in a jar", licence="CC0-1.0", actor=admin)
    app = page("generate", actor_id=admin.id)
    next(group for group in app.button_group if group.key == "g_provider").set_value("openai")
    return app.run()


def captions(app: AppTest) -> str:
    return "\n".join(str(caption.value) for caption in app.caption).replace("\\", "")


def test_the_models_of_a_server_are_offered_after_the_suggested_ones(
    page: Opener, workspace: Workspace, admin: Actor
) -> None:
    save_provider(workspace, "openai", base_url=LOCAL, models=["mine"], actor=admin)
    with workspace.write() as tx:
        keep_models(tx, "openai", LOCAL, ["tiny", "mine", "**big**\n"])
    app = by_openai(page, workspace, admin)
    assert app.selectbox(key="g_model_openai").options == ["mine", "tiny", "**big**"]
    app.selectbox(key="g_model_openai").set_value("tiny").run()
    assert not app.exception
    assert app.selectbox(key="g_model_openai").value == "tiny"


def test_price_form_and_limits_of_the_model_are_told_in_a_line(
    page: Opener, workspace: Workspace, admin: Actor
) -> None:
    save_limits(workspace, "openai", CallLimits(4, 500), actor=admin)
    with workspace.write() as tx:
        keep_capability(tx, "openai", None, "gpt-5-mini", structured=False, detail="In words.")
        keep_models(tx, "openai", None, ["own"])
        keep_capability(tx, "openai", None, "own", structured=True, detail="Kept.")
    app = by_openai(page, workspace, admin)
    app.selectbox(key="g_model_openai").set_value("gpt-5-mini").run()
    assert "out per million tokens, as of 20" in captions(app)
    assert "structured answers by prompt only · 4 calls at once, 500 requests a minute" in captions(app)
    app.selectbox(key="g_model_openai").set_value("own").run()
    assert "Price unknown · keeps to structured answers" in captions(app)


def test_a_server_without_models_asks_for_a_name(page: Opener, workspace: Workspace, admin: Actor) -> None:
    save_provider(workspace, "openai", base_url=LOCAL, models=[], actor=admin)
    app = by_openai(page, workspace, admin)
    assert not app.exception
    assert app.selectbox(key="g_model_openai").options == []
    assert "16 calls at once" in captions(app)
