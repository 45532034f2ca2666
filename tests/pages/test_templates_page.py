"""Templates as an author uses them: change, see it filled in, save, compare, go back, try an answer, add examples."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from curation.models import Example, ItemState, JobKind, Sample
from curation.services import people
from curation.services.jobs import list_jobs
from curation.services.permissions import Actor
from curation.services.templates import create_template, get_template, list_versions, save_template
from curation.synthesis import TEXT_TO_PERSONA, Contract
from curation.workspace import Workspace
from tests.services.asking_for_personas import RECIPE, add_texts
from tests.services.scripted import add_personas

Opener = Callable[..., AppTest]
HOSTILE = "![x](http://evil.example/a) <img src=x onerror=alert(1)> # $x$ \u202eabc"
NAMED = {"template": "math/focus"}


def said(app: AppTest) -> str:
    shown = (*app.markdown, *app.caption, *app.info, *app.error, *app.success, *app.warning)
    return "\n".join(str(element.value) for element in shown).replace("\\", "")


def press(app: AppTest, label: str) -> AppTest:
    next(button for button in app.button if button.label == label).click()
    return app.run()


def button_of(app: AppTest, label: str) -> bool:
    """Tell whether a button can be pressed."""
    return not next(button for button in app.button if button.label.startswith(label)).disabled


def area(app: AppTest, label: str) -> str:
    return str(next(area for area in app.text_area if area.label == label).value)


def type_in(app: AppTest, label: str, text: str) -> AppTest:
    widgets = [widget for widget in (*app.text_area, *app.text_input) if widget.label == label]
    widgets[0].set_value(text)
    return app.run()


def view(app: AppTest, name: str) -> AppTest:
    next(group for group in app.button_group if group.label == "View").set_value(name)
    return app.run()


def prompts(app: AppTest) -> list[str]:
    return [text.value for text in app.text]


def html(app: AppTest) -> str:
    return "\n".join(element.proto.body for element in app.get("html"))


def test_every_prompt_is_listed_with_its_version_and_who_saved_it(
    page: Opener, workspace: Workspace, admin: Actor
) -> None:
    save_template(workspace, "math", "focus", "{{ persona }} {{ focus }}", actor=admin)
    app = page("templates", actor_id=admin.id)
    assert not app.exception
    assert "math/focus · version 2 · Ada" in said(app)
    assert "math/plain · version 1 · the program" in said(app)
    assert [header.value for header in app.header][:2] == ["Mathematics", "Logical reasoning"]
    next(button for button in app.button if button.key == "open_math/focus").click()
    app = app.run()
    assert app.title[0].value.replace("\\", "") == "Mathematics: Focus on a field"
    assert app.query_params["template"] == "math/focus"


def test_a_change_is_seen_for_three_people_before_it_is_saved(page: Opener, workspace: Workspace, admin: Actor) -> None:
    add_personas(workspace, admin, 4)
    app = page("templates", actor_id=admin.id, query=NAMED)
    assert [tab.label for tab in app.tabs] == ["Persona 1", "Persona 2", "Persona 3"]
    assert not button_of(app, "Save as version 2")
    app = type_in(app, "Prompt", "<persona>{{ persona }}</persona> on {{ focus }}")
    app = type_in(app, "Default of focus", "knots")
    assert prompts(app)[0] == "<persona>A baker number 0 in town 0.</persona> on knots"
    assert "Changed against version 1" in [box.label for box in app.expander]
    assert "<ins>knots</ins>" in html(app)
    app = press(app, "Save as version 2")
    assert "Saved as version 2" in app.success[0].value
    row = get_template(workspace, "math", "focus")
    assert (row.version, row.variables) == (2, {"focus": "knots"})
    assert not button_of(app, "Save as version 3")
    app = press(app, "Other three")
    assert prompts(app)[0].startswith("<persona>A mason number 3")


def test_what_cannot_be_used_is_one_sentence_and_what_was_typed_stays(
    page: Opener, workspace: Workspace, admin: Actor
) -> None:
    app = page("templates", actor_id=admin.id, query=NAMED)
    app = type_in(app, "Prompt", "{{ persona }} in {{ colour }}")
    assert "{{ colour }} is nothing that this prompt can place" in app.error[0].value.replace("\\", "")
    app = press(app, "Save as version 2")
    assert "{{ colour }} is nothing" in app.error[0].value.replace("\\", "")
    assert area(app, "Prompt") == "{{ persona }} in {{ colour }}"
    assert len(list_versions(workspace, "math", "focus")) == 1
    app = type_in(app, "A further variable", "colour")
    app = press(app, "Add")
    app = type_in(app, "Default of colour", "red")
    assert prompts(app)[0].endswith("in red")
    assert "{{ focus }} can be set and is not placed" in said(app)
    app = press(app, "Discard changes")
    assert area(app, "Prompt") == get_template(workspace, "math", "focus").text
    assert not app.exception


def test_a_bad_name_of_a_variable_is_said(page: Opener, workspace: Workspace, admin: Actor) -> None:
    app = type_in(page("templates", actor_id=admin.id, query=NAMED), "A further variable", "![x](y)")
    app = press(app, "Add")
    assert "cannot be added" in app.error[0].value
    assert "Variables (1)" in [box.label for box in app.expander]


def test_what_was_typed_stays_while_other_views_are_looked_at(page: Opener, workspace: Workspace, admin: Actor) -> None:
    app = type_in(page("templates", actor_id=admin.id, query=NAMED), "Prompt", "Mine {{ persona }} {{ focus }}")
    app = view(app, "history")
    assert "There is one version so far" in said(app)
    app = view(app, "edit")
    assert area(app, "Prompt") == "Mine {{ persona }} {{ focus }}"
    assert button_of(app, "Save as version 2")


def test_two_authors_do_not_lose_each_others_words(page: Opener, workspace: Workspace, admin: Actor) -> None:
    app = type_in(page("templates", actor_id=admin.id, query=NAMED), "Prompt", "Mine {{ persona }} {{ focus }}")
    save_template(workspace, "math", "focus", "Theirs {{ persona }} {{ focus }}", actor=admin)
    app = app.run()
    assert "Ada saved version 2 meanwhile" in said(app)
    assert area(app, "Prompt") == "Mine {{ persona }} {{ focus }}"
    app = press(app, "Keep mine and go on")
    assert area(app, "Prompt") == "Mine {{ persona }} {{ focus }}"
    app = press(app, "Save as version 3")
    texts = [row.text for row in list_versions(workspace, "math", "focus")]
    assert texts[:2] == ["Mine {{ persona }} {{ focus }}", "Theirs {{ persona }} {{ focus }}"]


def test_the_history_compares_versions_and_goes_back(page: Opener, workspace: Workspace, admin: Actor) -> None:
    first = get_template(workspace, "math", "focus").text
    save_template(workspace, "math", "focus", f"{first}\nBe brief.", actor=admin)
    app = page("templates", actor_id=admin.id, query={**NAMED, "view": "history"})
    assert "<ins>" in html(app)
    assert "Be brief." in html(app)
    assert "characters as before" in html(app)
    app = press(app, "Restore version 1")
    assert "Saved as version 3" in app.success[0].value
    assert get_template(workspace, "math", "focus").text == first.strip()


def test_a_template_of_ones_own_is_made_and_gets_a_contract(page: Opener, workspace: Workspace, admin: Actor) -> None:
    app = page("templates", actor_id=admin.id)
    app = press(type_in(app, "Name", "No Slug"), "Make it")
    assert "cannot be the name of a template" in said(app)
    app = type_in(type_in(app, "Title", "Haiku"), "Name", "haiku")
    app = press(app, "Make it")
    assert app.title[0].value == "Haiku"
    next(group for group in app.button_group if group.label == "Form").set_value("json")
    app = type_in(app.run(), "Keys, one a line, each with its type", "poem\nlines: number")
    assert "exactly the keys poem (string), lines (number)" in said(app)
    assert "does not name “lines”" in said(app)
    app = press(app, "Save as version 2")
    contract = Contract.from_fields(get_template(workspace, "custom", "haiku").contract)
    assert (contract.form, contract.keys) == ("json", (("poem", "string"), ("lines", "number")))
    app = type_in(app, "Keys, one a line, each with its type", "poem: date")
    assert "has the type 'date'" in said(app)


def test_an_answer_is_tried_with_what_was_typed(page: Opener, workspace: Workspace, admin: Actor) -> None:
    add_personas(workspace, admin, 1)
    app = page("templates", actor_id=admin.id, query={"template": "math/plain", "view": "try"})
    app = press(app, "Fill in the example")
    assert "It is read and passes its checks." in said(app)
    app = type_in(app, "The answer as it came", f"Problem: {HOSTILE}")
    assert 'starts with "Math problem:", found' in said(app)
    assert all("![x](http" not in element.value for element in (*app.markdown, *app.caption))
    app = page("templates", actor_id=admin.id, query={"template": "tool/code", "view": "try"})
    assert [box.label for box in app.text_area][1:] == ["Answer 1: interface", "Answer 2: code"]
    assert not app.exception


def test_prompts_that_make_personas_are_edited_in_the_same_place(
    page: Opener, workspace: Workspace, admin: Actor
) -> None:
    add_texts(workspace, admin, RECIPE)
    app = page("templates", actor_id=admin.id, query={"template": f"{TEXT_TO_PERSONA}/fine"})
    assert [tab.label for tab in app.tabs] == ["Text 1"]
    app = type_in(app, "Prompt", "Who reads {{ text }}?")
    assert len(app.warning) == 3
    app = press(app, "Save as version 2")
    assert "Saved as version 2" in app.success[0].value


def test_what_is_not_there_and_what_is_hostile_is_a_sentence(page: Opener, workspace: Workspace, admin: Actor) -> None:
    app = page("templates", actor_id=admin.id, query={"template": HOSTILE})
    assert "There is no template" in said(app)
    assert all("![x](http" not in element.value for element in (*app.error, *app.markdown))
    create_template(workspace, "bad", title=HOSTILE[:100], text=f"{HOSTILE} {{{{ persona }}}}", actor=admin)
    for query in ({}, {"template": "custom/bad"}, {"template": "custom/bad", "view": "history"}):
        app = page("templates", actor_id=admin.id, query=query)
        assert not app.exception
        assert all("![x](http" not in str(e.value) for e in (*app.title, *app.markdown, *app.caption, *app.header))
        assert all("![x](http" not in button.label for button in app.button)
        assert "<img" not in html(app)


def test_examples_come_from_accepted_samples_of_the_samples_page(page: Opener, starter_workspace: Workspace) -> None:
    ada = people.join(starter_workspace, "Ada")
    with starter_workspace.write() as tx:
        tx.get_one(Sample, 1).decision = "accept"
        scenario = tx.get_one(Sample, 1).scenario
    app = press(page("samples", actor_id=ada.id), "Use as examples")
    assert "1 example added." in said(app)
    assert "neither accepted nor edited by anybody" in said(app)
    app = page("templates", actor_id=ada.id, query={"template": f"{scenario}/", "view": "examples"})
    assert "persona given" in app.expander[0].label
    assert not app.exception


@pytest.fixture
def example(workspace: Workspace) -> int:
    row = Example(scenario="math", text=f"Math problem: {HOSTILE}", text_hash="1", source=HOSTILE)
    with workspace.write() as tx:
        tx.add(row)
    return row.id or 0


def test_an_example_gets_its_person_by_hand_and_is_set_aside(
    page: Opener, workspace: Workspace, admin: Actor, example: int
) -> None:
    app = page("templates", actor_id=admin.id, query={"template": "math/plain", "view": "examples"})
    app.session_state[f"example_{example}"] = True
    app = type_in(app.run(), "The person it was written for", "A judge <b>x</b>")
    app = press(app, "Save the persona")
    assert "persona written by hand" in app.expander[0].label
    app.session_state[f"example_{example}"] = True
    app = press(app.run(), "Set aside")
    with workspace.read() as session:
        row = session.get_one(Example, example)
    assert (row.persona, row.state) == ("A judge <b>x</b>", ItemState.EXCLUDED)
    assert all("![x](http" not in str(e.value) for e in (*app.markdown, *app.caption))
    assert not app.exception


def test_the_missing_persons_are_derived_by_one_job(
    page: Opener, workspace: Workspace, admin: Actor, example: int
) -> None:
    app = page("templates", actor_id=admin.id, query={"template": "math/plain", "view": "examples"})
    app.session_state["derive_box"] = True
    app = press(app.run(), "Derive 1 persona")
    (job,) = [job for job in list_jobs(workspace) if job.kind == JobKind.DERIVE_EXAMPLES]
    assert f"Job {job.id} is in the queue" in said(app)
    app = page("jobs", actor_id=admin.id, query={"job": str(job.id)})
    assert "Personas of examples by demo" in app.title[0].value.replace("\\", "")
    assert not app.exception
