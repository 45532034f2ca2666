"""Rubrics as a curator changes them: reword, add, move, require, save, look back."""

from collections.abc import Callable

from streamlit.testing.v1 import AppTest

from curation.review import QuestionKind, RubricForm
from curation.services.permissions import Actor
from curation.services.rubrics import get_rubric, save_rubric
from curation.workspace import Workspace

Opener = Callable[..., AppTest]
HOSTILE = "![x](http://evil.example/a) <img src=x onerror=alert(1)>"


def said(app: AppTest) -> str:
    shown = (*app.markdown, *app.caption, *app.info, *app.error, *app.success)
    return "\n".join(str(element.value) for element in shown).replace("\\", "")


def press(app: AppTest, label: str, *, place: int = 0) -> AppTest:
    [button for button in app.button if button.label == label][place].click()
    return app.run()


def labels(app: AppTest) -> list[str]:
    return [str(box.value) for box in app.text_input if box.label == "Question"]


def test_the_list_names_every_scenario_with_its_questions(workspace: Workspace, admin: Actor, page: Opener) -> None:
    app = page("rubrics", actor_id=admin.id)
    assert not app.exception
    assert "Rating · Valid problem · Answer right · Difficulty · Fits the persona" in said(app)
    assert "asks the questions of all scenarios" in said(app)


def test_a_question_is_reworded_added_moved_and_saved_as_a_new_version(
    workspace: Workspace, admin: Actor, page: Opener
) -> None:
    before = get_rubric(workspace, "math")
    app = page("rubrics", actor_id=admin.id, query={"rubric": "math"})
    next(box for box in app.text_input if box.value == "Difficulty").set_value("How hard is it?")
    app.run()
    press(app, "Yes or no")
    press(app, "Up", place=5)
    assert labels(app) == [
        "Rating", "Valid problem", "Answer right", "How hard is it?", "New yes or no", "Fits the persona",
    ]  # fmt: skip
    assert "Reworded: Difficulty → How hard is it?" in said(app)
    press(app, "Save a new version")
    after = get_rubric(workspace, "math")
    assert after.version == before.version + 1
    assert [question.label for question in after.form.questions] == labels(app)
    assert f"Version {after.version} is saved" in said(app)


def test_what_cannot_be_asked_is_said_and_cannot_be_saved(workspace: Workspace, admin: Actor, page: Opener) -> None:
    app = page("rubrics", actor_id=admin.id, query={"rubric": "math"})
    press(app, "One choice")
    next(area for area in app.text_area if area.label.startswith("Choices")).set_value("only one")
    app.run()
    assert "needs 2 to 9 choices" in said(app)
    assert next(button for button in app.button if button.label == "Save a new version").disabled
    press(app, "Discard")
    assert "needs 2 to 9 choices" not in said(app)


def test_an_earlier_version_is_put_on_the_desk_and_hostile_words_stay_text(
    workspace: Workspace, admin: Actor, page: Opener
) -> None:
    first = get_rubric(workspace, "math").form
    rows = [{**row, "label": HOSTILE} if row["id"] == "valid" else row for row in first.as_rows()]
    save_rubric(workspace, "math", RubricForm.from_rows(rows), actor=admin)
    app = page("rubrics", actor_id=admin.id, query={"rubric": "math"})
    assert not app.exception
    assert "![x](" not in "\n".join(str(element.value) for element in (*app.markdown, *app.caption))
    press(app, "Put it on the desk")
    assert labels(app)[1] == "Valid problem"


def test_two_who_change_the_same_rubric_are_told(workspace: Workspace, admin: Actor, page: Opener) -> None:
    app = page("rubrics", actor_id=admin.id, query={"rubric": "math"})
    press(app, "Yes or no")
    form = get_rubric(workspace, "math").form
    save_rubric(workspace, "math", RubricForm(form.questions[:-1]), actor=admin)
    press(app, "Save a new version")
    assert "Somebody saved version" in said(app)
    assert labels(app)[-1] == "New yes or no"


def test_a_scenario_without_its_own_questions_gets_them_by_saving(
    workspace: Workspace, admin: Actor, page: Opener
) -> None:
    app = page("rubrics", actor_id=admin.id, query={"rubric": "custom"})
    assert "asks the questions of all scenarios. Save here, and it has its own." in said(app)
    press(app, "Save a new version")
    assert get_rubric(workspace, "custom").name == "custom"
    assert get_rubric(workspace, "custom").form.questions[0].kind is QuestionKind.SCALE


def test_an_address_that_names_no_rubric_says_so(workspace: Workspace, admin: Actor, page: Opener) -> None:
    app = page("rubrics", actor_id=admin.id, query={"rubric": HOSTILE})
    assert "There is no rubric" in said(app)
