"""What is known of a persona, on its page: who found it, set by hand, taken back; and how much is unknown."""

import re
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from curation.models import PersonaFilter, Role
from curation.personas import Attribute
from curation.services import people, personas
from curation.services.attributes import coverage, set_attributes, start_attributes
from curation.services.jobs import list_jobs
from curation.services.permissions import Actor
from curation.workspace import Workspace
from tests.services.dedup_runs import run_job

OpenPage = Callable[..., AppTest]


@pytest.fixture
def ada(starter_workspace: Workspace) -> Actor:
    return people.join(starter_workspace, "Ada")


@pytest.fixture
def nurse(starter_workspace: Workspace) -> int:
    found = personas.list_personas(starter_workspace, PersonaFilter(text="charge nurse Manila")).rows
    return found[0].id or 0


def said(shown: AppTest) -> str:
    return "\n".join(str(one.value) for one in (*shown.markdown, *shown.caption))


def attribute(workspace: Workspace, persona_id: int, name: str) -> tuple[Attribute, str | None]:
    detail = personas.get_persona(workspace, persona_id)
    return detail.attributes[name], detail.persona.how.get(name)


def save(shown: AppTest) -> AppTest:
    return next(button for button in shown.button if button.label == "Save").click().run()


def test_each_attribute_shows_its_words_and_who_found_it(
    page: OpenPage, starter_workspace: Workspace, ada: Actor, nurse: int
) -> None:
    shown = page("persona", actor_id=ada.id, query={"persona": str(nurse)})
    assert "**Occupation**: Professionals — “charge nurse”" in said(shown)
    assert "**Education**: Unknown" in said(shown)
    assert said(shown).count("comes with the starter hub") == 4


def test_a_value_set_by_hand_is_kept_and_can_be_taken_back_from_the_history(
    page: OpenPage, starter_workspace: Workspace, ada: Actor, nurse: int
) -> None:
    shown = page("persona", actor_id=ada.id, query={"persona": str(nurse)})
    box = next(box for box in shown.selectbox if box.label == "Education")
    box.set_value("bachelor")
    shown = save(shown)
    assert not shown.exception
    assert attribute(starter_workspace, nurse, "education") == (Attribute("bachelor", None), "hand")
    assert "set by hand" in said(shown)
    undo = next(button for button in shown.button if button.label == "Undo")
    shown = undo.click().run()
    assert attribute(starter_workspace, nurse, "education") == (Attribute("unknown", None), None)
    assert not [button for button in shown.button if button.label == "Undo"]


def test_evidence_that_does_not_stand_in_the_text_is_one_sentence(
    page: OpenPage, starter_workspace: Workspace, ada: Actor, nurse: int
) -> None:
    shown = page("persona", actor_id=ada.id, query={"persona": str(nurse)})
    next(box for box in shown.text_input if box.label == "Evidence for region").set_value("Tokyo")
    shown = save(shown)
    assert ["does not stand in the text" in error.value for error in shown.error] == [True]
    assert attribute(starter_workspace, nurse, "region")[1] == "starter"


def test_a_change_by_somebody_else_meanwhile_is_said_and_not_written_over(
    page: OpenPage, starter_workspace: Workspace, ada: Actor, nurse: int
) -> None:
    shown = page("persona", actor_id=ada.id, query={"persona": str(nurse)})
    event_id = set_attributes(starter_workspace, nurse, {"region": Attribute("europe", None)}, actor=ada)
    set_attributes(starter_workspace, nurse, {"region": Attribute("africa", None)}, actor=ada)
    shown = page("persona", actor_id=ada.id, query={"persona": str(nurse)})
    shown = shown.button(key=f"undo_{event_id}").click().run()
    assert ["changed again since" in error.value for error in shown.error] == [True]
    assert attribute(starter_workspace, nurse, "region")[0].value == "africa"


def test_an_annotator_sees_what_is_known_and_nothing_to_change_it_with(
    page: OpenPage, starter_workspace: Workspace, ada: Actor, nurse: int
) -> None:
    set_attributes(starter_workspace, nurse, {"region": Attribute("europe", None)}, actor=ada)
    bea = people.join(starter_workspace, "Bea")
    assert bea.role == Role.ANNOTATOR
    shown = page("persona", actor_id=bea.id, query={"persona": str(nurse)})
    assert "**Region**: Europe" in said(shown)
    assert not [button for button in shown.button if button.label in ("Save", "Undo")]


def test_hostile_evidence_is_shown_without_effect(page: OpenPage, starter_workspace: Workspace, ada: Actor) -> None:
    text = "A cook from ![x](http://evil.example/a.png) <script>alert(1)</script> who waits"
    persona = personas.write_persona(starter_workspace, text, licence="CC0-1.0", actor=ada)
    given = {"region": Attribute("asia", "![x](http://evil.example/a.png) <script>alert(1)</script>")}
    set_attributes(starter_workspace, persona, given, actor=ada)
    shown = page("persona", actor_id=ada.id, query={"persona": str(persona)})
    line = next(one.value for one in shown.markdown if str(one.value).startswith("**Region**"))
    assert "script" in line
    assert re.search(r"(?<!\\)[<>!\[\]]", line) is None


def test_the_list_says_how_much_is_unknown_and_finds_more_by_rules(
    page: OpenPage, starter_workspace: Workspace, ada: Actor
) -> None:
    found = coverage(starter_workspace, PersonaFilter(languages=("fr",)))["education"]
    shown = page("personas", actor_id=ada.id, query={"p_languages": "fr"})
    assert "Education" not in said(shown)
    shown.session_state["known_box"] = True
    shown = shown.run()
    assert f"| Education | {found.unknown} of {found.n} |" in said(shown)
    next(button for button in shown.button if button.label == "Find attributes by rules").click().run()
    job = list_jobs(starter_workspace)[0]
    assert (job.kind, job.total, job.params["personas"]) == ("persona_attributes", found.n, {"languages": ["fr"]})


def test_a_job_of_rules_shows_its_counts_and_no_calls_of_a_model(
    page: OpenPage, starter_workspace: Workspace, ada: Actor
) -> None:
    job_id = start_attributes(starter_workspace, PersonaFilter(), actor=ada)
    run_job(starter_workspace, job_id)
    shown = page("jobs", actor_id=ada.id, query={"job": str(job_id)})
    assert not shown.exception
    assert f"Job {job_id} · Attributes of personas" in [title.value for title in shown.title]
    n = personas.list_personas(starter_workspace, PersonaFilter()).total
    assert [metric.value for metric in shown.metric if metric.label == "Done"] == [f"{n} of {n}"]
    assert "Cost" not in [metric.label for metric in shown.metric]
