"""Personas made on the Generate page: from texts and from personas, each look before one job is started."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from curation.models import DEMO_LABEL, JobKind, Origin, PersonaFilter
from curation.services import people
from curation.services.jobs import JobPublic, get_job, list_jobs
from curation.services.make_personas import start_from_texts
from curation.services.permissions import Actor
from curation.services.persona_plans import FromTextsAsk
from curation.services.templates import list_versions
from curation.store.personas import new_persona
from curation.synthesis import TEXT_TO_PERSONA
from curation.workspace import Workspace
from tests.pages.test_generate_page import choose, make_button, press_make, said
from tests.services.asking_for_personas import BRIDGE, RECIPE, add_texts, in_json, stated
from tests.services.scripted import MAYBE_BILLED, MODEL, ScriptedProvider, add_personas, answered, run_job, set_price

Opener = Callable[..., AppTest]
PERSON_JOBS = (JobKind.TEXTS_TO_PERSONAS, JobKind.EXPAND_PERSONAS)
TEXTS, PEOPLE = {"make": "texts"}, {"make": "people"}


def jobs_of(workspace: Workspace) -> list[JobPublic]:
    return [get_job(workspace, job.id) for job in list_jobs(workspace) if job.kind in PERSON_JOBS]


def metrics(app: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in app.metric}


def press(app: AppTest, label: str) -> AppTest:
    next(button for button in app.button if button.label == label).click()
    return app.run()


def open_prompt(app: AppTest) -> AppTest:
    """Open the box of the prompt, whose body is drawn only then."""
    app.session_state["prompt_box_text-to-persona_fine"] = True
    return app.run()


def test_the_first_choice_stands_in_the_address_and_a_wrong_one_means_samples(
    page: Opener, workspace: Workspace, admin: Actor
) -> None:
    add_personas(workspace, admin, 3)
    add_texts(workspace, admin, RECIPE)
    app = page("generate", actor_id=admin.id, query={"make": "![x](http://evil.example)"})
    assert make_button(app) == ["Make 3 samples"]
    assert "text-to-persona" not in next(group for group in app.button_group if group.key == "g_scenario").options
    app = choose(app, "g_make", "texts")
    assert app.query_params["make"] == "texts"
    assert make_button(app) == ["Make up to 2 personas"]
    app = choose(app, "g_make", "people")
    assert make_button(app) == ["Make up to 6 personas"]
    assert not app.exception


@pytest.mark.parametrize(("query", "title"), [(TEXTS, "No texts yet"), (PEOPLE, "Nobody to begin with yet")])
def test_an_empty_workspace_says_what_to_bring(
    page: Opener, workspace: Workspace, admin: Actor, query: dict[str, str], title: str
) -> None:
    app = page("generate", actor_id=admin.id, query=query)
    assert title in said(app)
    assert make_button(app) == []
    assert not app.exception


@pytest.mark.parametrize("query", [TEXTS, PEOPLE])
def test_both_ways_open_on_a_full_workspace(page: Opener, starter_workspace: Workspace, query: dict[str, str]) -> None:
    ada = people.join(starter_workspace, "Ada")
    app = page("generate", actor_id=ada.id, query=query)
    assert not app.exception
    assert not app.error
    assert len(app.tabs) == 3
    assert DEMO_LABEL in said(app)


def test_texts_become_one_job_that_is_told_what_was_chosen(page: Opener, workspace: Workspace, admin: Actor) -> None:
    ids = add_texts(workspace, admin, RECIPE, BRIDGE)
    app = page("generate", actor_id=admin.id, query=TEXTS)
    assert "2 texts" in said(app)
    assert RECIPE in app.text[0].value
    app = choose(app, "t_detail", "coarse")
    app = choose(app, "m_form", "plain")
    next(group for group in app.button_group if group.key == "t_relations").set_value(["dislike", "read"])
    app.number_input(key="m_per_call").set_value(3)
    app.number_input(key="g_seed").set_value(77)
    app = app.run()
    assert "read or dislike it, and describe 3" in app.text[0].value.replace("\n", " ")
    assert metrics(app)["People at most"] == "6"
    app = press_make(app)
    (job,) = jobs_of(workspace)
    told = {name: job.params[name] for name in ("document_ids", "relations", "detail", "form", "per_call", "seed")}
    assert told == {
        "document_ids": ids,
        "relations": ["read", "dislike"],
        "detail": "coarse",
        "form": "plain",
        "per_call": 3,
        "seed": 77,
    }
    assert f"Job {job.id} is in the queue" in app.success[0].value
    assert make_button(app) == ["Make others"]
    app.run()
    assert len(jobs_of(workspace)) == 1


def test_where_the_job_is_stays_on_the_page_when_no_text_is_left(
    page: Opener, workspace: Workspace, admin: Actor, provider: ScriptedProvider
) -> None:
    add_texts(workspace, admin, RECIPE)
    provider.reply = lambda _request, _n: answered(in_json(stated("A baker who saves yeast in a jar")))
    app = press_make(page("generate", actor_id=admin.id, query=TEXTS))
    (job,) = jobs_of(workspace)
    run_job(workspace, job.id)
    app = app.run()
    assert f"Job {job.id} is in the queue" in app.success[0].value
    assert "0 texts" in said(app)
    app = press(app, "Make others")
    assert "No text is left to ask about" in said(app)
    app.toggle(key="t_again").set_value(True)
    app = app.run()
    assert "1 text" in said(app)
    assert make_button(app) == ["Make up to 2 personas"]


def test_without_a_relation_nothing_can_be_started(page: Opener, workspace: Workspace, admin: Actor) -> None:
    add_texts(workspace, admin, RECIPE)
    app = page("generate", actor_id=admin.id, query=TEXTS)
    next(group for group in app.button_group if group.key == "t_relations").set_value([])
    app = app.run()
    assert "choose at least one of read, write, like, dislike" in app.error[0].value.replace("\\", "")
    assert make_button(app) == []


@pytest.mark.parametrize("narrowed", ["t_documents", "t_sources"])
def test_a_text_or_a_source_comes_from_another_page(
    page: Opener, workspace: Workspace, admin: Actor, narrowed: str
) -> None:
    add_texts(workspace, admin, RECIPE)
    (second,) = add_texts(workspace, admin, BRIDGE)
    app = page("generate", actor_id=admin.id, query={**TEXTS, narrowed: "2"})
    assert "1 text" in said(app)
    press_make(app)
    assert jobs_of(workspace)[0].params["document_ids"] == [second]


def test_the_documents_of_a_source_and_one_of_them_lead_to_making_personas(
    page: Opener, workspace: Workspace, admin: Actor
) -> None:
    (document_id,) = add_texts(workspace, admin, RECIPE)
    for query, narrowed in (({"source": "1"}, "t_sources=1"), ({"document": str(document_id)}, "t_documents=1")):
        links = [link.proto.query_string for link in page("sources", actor_id=admin.id, query=query).get("page_link")]
        assert f"make=texts&{narrowed}" in links


def test_a_text_that_was_asked_about_can_be_asked_about_again_from_its_own_page(
    page: Opener, workspace: Workspace, admin: Actor, provider: ScriptedProvider
) -> None:
    (document_id,) = add_texts(workspace, admin, RECIPE)
    provider.reply = lambda _request, _n: answered(in_json(stated("A baker who saves yeast in a jar")))
    run_job(workspace, start_from_texts(workspace, FromTextsAsk(), actor=admin))
    app = page("generate", actor_id=admin.id, query={**TEXTS, "t_documents": str(document_id)})
    assert make_button(app) == ["Make up to 2 personas"]
    app = press(app, "Choose others")
    assert "t_documents" not in app.query_params
    assert not app.exception


def test_a_selection_on_the_personas_page_is_handed_over_to_find_their_relations(
    page: Opener, workspace: Workspace, admin: Actor
) -> None:
    ids = add_personas(workspace, admin, 3)
    app = page("personas", actor_id=admin.id)
    app.checkbox(key=f"persona_row_{ids[1]}").check()
    app = press(app.run(), "Find their relations")
    assert app.session_state["generate_for"] == {"ids": [ids[1]]}
    assert app.title[0].value == "Generate"
    assert "1 active persona" in said(app)


def test_relations_of_a_selection_over_steps_are_told_before_they_are_asked_for(
    page: Opener, workspace: Workspace, admin: Actor
) -> None:
    ids = add_personas(workspace, admin, 6)
    app = page("generate", actor_id=admin.id, query=PEOPLE)
    app.session_state["generate_for"] = PersonaFilter(ids=tuple(ids[:2])).set_fields()
    next(group for group in app.run().button_group if group.key == "m_relations").set_value(["rival"])
    app.text_input(key="m_others").set_value(" Landlord, ,rival")
    app.number_input(key="m_steps").set_value(3)
    app.number_input(key="m_cap").set_value(5)
    app = app.run()
    assert "Up to **11 calls** and up to **22 new people**" in said(app)  # 2, then 4, then 5 of 8
    assert (metrics(app)["Begin with"], metrics(app)["Calls at most"]) == ("2", "11")
    app = press_make(app)
    (job,) = jobs_of(workspace)
    assert job.kind == JobKind.EXPAND_PERSONAS
    told = [job.params[name] for name in ("persona_ids", "relations", "steps", "max_per_step")]
    assert told == [ids[:2], ["rival", "landlord"], 3, 5]
    assert f"Job {job.id} is in the queue" in app.success[0].value


def test_a_gap_is_offered_with_its_counts_and_asked_for(page: Opener, workspace: Workspace, admin: Actor) -> None:
    with workspace.write() as tx:
        for number, region in enumerate(("asia", "asia", "europe", "unknown")):
            row = new_persona(f"A mason with {number} hammers", origin=Origin.IMPORTED, licence="CC0-1.0")
            row.region = region
            tx.add(row)
    app = page("generate", actor_id=admin.id, query=PEOPLE)
    app.toggle(key="m_fill_gap").set_value(True)
    app = app.run()
    regions = next(group for group in app.button_group if group.key == "m_gap_region")
    assert regions.label == "Region: said of 3 of 4 personas"
    assert "Oceania: 0" in regions.options
    assert "Asia: 2" not in regions.options
    regions.set_value("oceania")
    app = app.run()
    assert "says so in words: region: Oceania" in app.text[0].value
    press_make(app)
    assert jobs_of(workspace)[0].params["gap"] == {"region": "oceania"}


def test_the_prompt_can_be_read_and_its_page_is_one_click_away(
    page: Opener, workspace: Workspace, admin: Actor
) -> None:
    add_texts(workspace, admin, RECIPE)
    newest = list_versions(workspace, TEXT_TO_PERSONA, "fine")[0]
    app = open_prompt(page("generate", actor_id=admin.id, query=TEXTS))
    assert newest.text.strip() in [text.value.strip() for text in app.text]
    links = [link.proto.query_string for link in app.get("page_link")]
    assert "template=text-to-persona%2Ffine" in links


def test_hostile_texts_stay_text(page: Opener, workspace: Workspace, admin: Actor) -> None:
    add_texts(workspace, admin, f"![x](http://evil.example/a) # $x$ <b>bold</b> {RECIPE}")
    app = page("generate", actor_id=admin.id, query=TEXTS)
    assert not app.exception
    assert all("![x](http" not in element.value for element in (*app.markdown, *app.caption))


def test_a_job_of_a_paid_model_shows_what_its_answers_held_and_each_call(
    page: Opener, workspace: Workspace, admin: Actor, provider: ScriptedProvider
) -> None:
    add_texts(workspace, admin, RECIPE, BRIDGE)
    person = stated(
        "A widower ![x](http://evil.example/a) who bakes for a street",
        "like",
        "leave it overnight",
        occupation=("retired", "A retired miller"),
        region=("europe", "in Paris"),
    )
    provider.reply = lambda request, _n: answered(in_json(person) if "miller" in request.persona else "no json")
    ask = FromTextsAsk(provider="openai", model=MODEL, seed=7)
    job_id = start_from_texts(workspace, ask, actor=admin)
    run_job(workspace, job_id)
    app = page("jobs", actor_id=admin.id, query={"job": str(job_id)})
    shown = said(app).replace("\\", "")
    assert "Personas from texts by openai / model-a" in app.title[0].value.replace("\\", "")
    assert "1 ok" in shown
    assert "1 unparseable" in shown
    assert "1 persona read**: 1 added" in shown
    assert "50% (95 % interval 9% to 91%, n = 2) of the stated values" in shown  # Wilson, 1 of 2
    app.session_state["calls_box"] = True
    for call_id in (1, 2):
        app.session_state[f"call_{call_id}"] = True
    app.run()
    shown = "\n".join(text.value for text in app.text)
    assert "no json" in shown
    assert RECIPE in shown
    assert "2 · text 2 · unparseable" in [box.label for box in app.expander]
    assert all("![x](http" not in element.value for element in (*app.markdown, *app.caption))
    app = page("personas", actor_id=admin.id, query={"job": str(job_id)})
    assert "Only personas that job" in said(app)
    assert app.checkbox[0].label == "Select the 1 on this page"


def test_without_stated_attributes_the_grounding_rate_is_not_defined(
    page: Opener, workspace: Workspace, admin: Actor
) -> None:
    add_texts(workspace, admin, RECIPE)
    job_id = start_from_texts(workspace, FromTextsAsk(seed=7), actor=admin)
    app = page("jobs", actor_id=admin.id, query={"job": str(job_id)})
    assert "not defined: no attribute was stated" in said(app)
    assert "1 waiting" in said(app)


def test_calls_of_unknown_end_are_said_with_what_they_may_cost(
    page: Opener, workspace: Workspace, admin: Actor, provider: ScriptedProvider
) -> None:
    set_price(workspace, admin)
    add_texts(workspace, admin, RECIPE)
    provider.reply = lambda _request, _n: MAYBE_BILLED
    job_id = start_from_texts(workspace, FromTextsAsk(provider="openai", model=MODEL, seed=7), actor=admin)
    run_job(workspace, job_id)
    app = page("jobs", actor_id=admin.id, query={"job": str(job_id)})
    assert "1 were sent and no answer was stored" in app.warning[0].value
    assert "up to" in app.warning[0].value
