"""Generate as a curator uses it: four steps, a look at it, one job."""

from collections.abc import Callable

from streamlit.testing.v1 import AppTest

from curation.models import DEMO_LABEL, ItemKind, PersonaFilter
from curation.services import select_many
from curation.services.jobs import JobPublic, get_job, list_jobs
from curation.services.permissions import Actor
from curation.services.personas import write_persona
from curation.services.providers import save_provider
from curation.workspace import Workspace
from tests.services.scripted import add_personas, set_price

Opener = Callable[..., AppTest]


def jobs_of(workspace: Workspace) -> list[JobPublic]:
    return [get_job(workspace, job.id) for job in list_jobs(workspace) if job.kind == "generate"]


def make_button(app: AppTest) -> list[str]:
    return [button.label for button in app.button if button.label.startswith("Make ")]


def press_make(app: AppTest) -> AppTest:
    next(button for button in app.button if button.label.startswith("Make ")).click()
    return app.run()


def choose(app: AppTest, key: str, value: str) -> AppTest:
    next(group for group in app.button_group if group.key == key).set_value(value)
    return app.run()


def said(app: AppTest) -> str:
    return "\n".join(str(element.value) for element in (*app.markdown, *app.caption, *app.info, *app.error))


def test_an_empty_hub_says_what_to_do(page: Opener, workspace: Workspace, admin: Actor) -> None:
    app = page("generate", actor_id=admin.id)
    assert "Nobody to write for yet" in said(app)
    assert make_button(app) == []


def test_an_annotator_is_turned_away(page: Opener, workspace: Workspace, annotator: Actor) -> None:
    app = page("generate", actor_id=annotator.id)
    assert "needs the role curator" in app.error[0].value
    assert make_button(app) == []


def test_the_prompts_and_the_label_are_shown_before_anything_is_made(
    page: Opener, workspace: Workspace, admin: Actor
) -> None:
    add_personas(workspace, admin, 5)
    app = page("generate", actor_id=admin.id)
    assert not app.exception
    assert len(app.tabs) == 3
    assert all("Invent one mathematics problem" in text.value for text in app.text)
    assert DEMO_LABEL in said(app)
    assert make_button(app) == ["Make 5 samples"]
    assert jobs_of(workspace) == []


def test_the_button_makes_one_job_and_gives_way_to_a_link(page: Opener, workspace: Workspace, admin: Actor) -> None:
    add_personas(workspace, admin, 5)
    app = press_make(page("generate", actor_id=admin.id))
    (job,) = jobs_of(workspace)
    assert (job.total, job.owner, job.params["scenario"]) == (5, "Ada", "math")
    assert f"Job {job.id} is in the queue" in app.success[0].value
    assert make_button(app) == ["Make others"]
    app.run()
    assert len(jobs_of(workspace)) == 1


def test_what_was_chosen_is_what_the_job_is_told(page: Opener, workspace: Workspace, admin: Actor) -> None:
    add_personas(workspace, admin, 9)
    app = choose(page("generate", actor_id=admin.id), "g_scenario", "logic")
    app = choose(app, "g_variant_logic", "spatial")
    app.number_input(key="g_n").set_value(4)
    app.number_input(key="g_seed").set_value(77)
    press_make(app.run())
    params = jobs_of(workspace)[0].params
    assert (params["scenario"], params["variant"], params["how"], params["seed"]) == ("logic", "spatial", "random", 77)
    assert len(params["persona_ids"]) == 4


def test_a_selection_from_another_page_is_taken_over(page: Opener, workspace: Workspace, admin: Actor) -> None:
    ids = add_personas(workspace, admin, 6)
    app = page("generate", actor_id=admin.id)
    app.session_state["generate_for"] = PersonaFilter(ids=tuple(ids[:2])).set_fields()
    app.run()
    assert "2 active personas" in said(app)
    assert make_button(app) == ["Make 2 samples"]
    press_make(app)
    assert jobs_of(workspace)[0].params["persona_ids"] == ids[:2]


def test_who_is_left_out_is_said(page: Opener, workspace: Workspace, admin: Actor) -> None:
    ids = add_personas(workspace, admin, 6)
    select_many.exclude(workspace, ItemKind.PERSONA, PersonaFilter(ids=(ids[0],)), reason="no", actor=admin)
    app = page("generate", actor_id=admin.id)
    assert "1 left out: not active" in said(app).replace("\\", "")


def test_an_unknown_price_is_said_and_a_budget_is_refused(page: Opener, workspace: Workspace, admin: Actor) -> None:
    add_personas(workspace, admin, 3)
    save_provider(workspace, "openai", base_url=None, models=["model-a"], actor=admin)
    app = choose(page("generate", actor_id=admin.id), "g_provider", "openai")
    assert "unknown" in [metric.value for metric in app.metric]
    assert "No price is known for openai / model-a" in said(app).replace("\\", "")
    app.number_input(key="g_budget").set_value(5.0)
    app = press_make(app.run())
    assert "A budget needs a price" in app.error[0].value.replace("\\", "")
    assert jobs_of(workspace) == []


def test_a_known_price_gives_a_range(page: Opener, workspace: Workspace, admin: Actor) -> None:
    add_personas(workspace, admin, 3)
    set_price(workspace, admin)
    save_provider(workspace, "openai", base_url=None, models=["model-a"], actor=admin)
    app = choose(page("generate", actor_id=admin.id), "g_provider", "openai")
    assert "$1.54 to $6.14" in [metric.value for metric in app.metric]


def test_hostile_personas_stay_text(page: Opener, workspace: Workspace, admin: Actor) -> None:
    write_persona(workspace, "![x](http://evil.example/a) # A nurse $x$ <b>bold</b>", licence="CC0-1.0", actor=admin)
    app = page("generate", actor_id=admin.id)
    assert not app.exception
    assert all("![x](http" not in element.value for element in (*app.markdown, *app.caption))
