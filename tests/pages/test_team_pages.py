"""Activity, Person and People as a reader sees them, and the box of comments on the pages of items."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from curation.models import ItemKind, ItemState, JobKind, Lane, PersonaFilter, Role
from curation.services import comments, people, select_many
from curation.services.comments import add_comment, list_mentions
from curation.services.jobs import enqueue
from curation.services.permissions import Actor
from curation.services.personas import count_personas
from curation.workspace import Workspace
from tests.services.judging import add_samples, answers_in, say

OpenPage = Callable[..., AppTest]
HOSTILE = "@Bea [x](javascript:alert(1)) <img src=x onerror=alert(1)> **bold** \u202eevil"


def texts(shown: AppTest) -> str:
    """Return what is written, without the marks that keep it from being Markdown."""
    said = (one.value for one in (*shown.markdown, *shown.caption, *shown.error, *shown.success))
    return " ".join(said).replace("\\", "")


def undo_buttons(shown: AppTest) -> list[str]:
    return [str(button.key) for button in shown.button if str(button.key).startswith("undo_")]


def click(shown: AppTest, key: str) -> AppTest:
    return shown.button(key=key).click().run()


def unfold(shown: AppTest, key: str) -> AppTest:
    """Open a folded box, as a click on it does."""
    shown.session_state[key] = True
    return shown.run()


@pytest.fixture
def judged(workspace: Workspace, admin: Actor, annotator: Actor) -> list[int]:
    """Three samples: both judged the first, the admin alone the second, the annotator alone the third."""
    ids = add_samples(workspace, 3)
    say(workspace, ids[0], admin, overall=2, decision="reject")
    say(workspace, ids[1], admin, overall=1, decision="reject")
    say(workspace, ids[0], annotator, overall=4, decision="accept")
    say(workspace, ids[2], annotator, overall=5, decision="accept")
    return ids


def test_what_was_done_stands_there_in_words_and_own_acts_have_an_undo(
    page: OpenPage, workspace: Workspace, annotator: Actor, judged: list[int]
) -> None:
    shown = page("activity", actor_id=annotator.id)
    assert f"accepted sample {judged[2]}, 5 of 5" in texts(shown)
    assert f"rejected sample {judged[0]}, 2 of 5" in texts(shown)
    assert f"judged sample {judged[1]}" in texts(shown)
    assert len(undo_buttons(shown)) == 2
    shown = click(shown, undo_buttons(shown)[0])
    assert "waits for you again" in texts(shown)
    assert answers_in(workspace, judged[2], annotator).decision is None
    assert "taken back" in texts(shown)
    assert len(undo_buttons(shown)) == 1


def test_an_undo_that_is_refused_says_why(
    page: OpenPage, workspace: Workspace, annotator: Actor, judged: list[int]
) -> None:
    shown = page("activity", actor_id=annotator.id)
    key = undo_buttons(shown)[0]
    say(workspace, judged[2], annotator, decision="reject")
    shown = click(shown, key)
    assert "something newer" in texts(shown)
    assert answers_in(workspace, judged[2], annotator).decision == "reject"


def test_a_curator_takes_back_what_somebody_did_to_many(page: OpenPage, starter_workspace: Workspace) -> None:
    ada, carl = people.join(starter_workspace, "Ada"), people.join(starter_workspace, "Carl")
    people.change_person(starter_workspace, carl.id, role=Role.CURATOR, actor=ada)
    before = count_personas(starter_workspace, state=ItemState.ACTIVE)
    select_many.exclude(starter_workspace, ItemKind.PERSONA, PersonaFilter(), reason="pilot", actor=ada)
    assert count_personas(starter_workspace, state=ItemState.ACTIVE) == 0
    shown = page("activity", actor_id=carl.id, query={"of": "Personas"})
    click(shown, undo_buttons(shown)[0])
    assert count_personas(starter_workspace, state=ItemState.ACTIVE) == before


def test_the_feed_is_narrowed_by_the_address_and_goes_on_in_pages(
    page: OpenPage, workspace: Workspace, admin: Actor, annotator: Actor
) -> None:
    for sample_id in add_samples(workspace, 60):
        say(workspace, sample_id, annotator, decision="accept")
    query = {"by": str(annotator.id), "of": "Reviews"}
    shown = page("activity", actor_id=admin.id, query=query)
    assert texts(shown).count("accepted sample") == 50
    assert shown.selectbox(key="activity_of").value == "Reviews"
    shown = click(shown, "activity_before")
    assert texts(shown).count("accepted sample") == 10
    shown = click(shown, "activity_after")
    assert texts(shown).count("accepted sample") == 50
    shown = shown.selectbox(key="activity_of").set_value("Jobs").run()
    assert "Nothing like that happened" in texts(shown)
    shown = page("activity", actor_id=admin.id, query={"day": "1999-12-31"})
    assert "Nothing like that happened" in texts(shown)


@pytest.mark.parametrize("query", [{"by": "x", "of": "Prices", "day": "soon", "before": "-1"}, {"by": "999"}])
def test_an_address_that_means_nothing_breaks_nothing(
    page: OpenPage, workspace: Workspace, admin: Actor, query: dict[str, str]
) -> None:
    shown = page("activity", actor_id=admin.id, query=query)
    assert not shown.exception
    assert shown.title[0].value == "Activity"


def test_ones_own_page_has_what_was_done_and_the_comments_that_name_one(
    page: OpenPage, workspace: Workspace, admin: Actor, annotator: Actor, judged: list[int]
) -> None:
    add_comment(workspace, "sample", judged[0], "@Bea Is it?", actor=admin)
    shown = page("person", actor_id=annotator.id)
    assert shown.title[0].value == "Bea"
    assert [one.value for one in shown.metric][:3] == ["2", "2", "2"]
    assert any("(1 new)" in header.value for header in shown.header)
    assert shown.text[0].value == "@Bea Is it?"
    key = next(str(button.key) for button in shown.button if "done_all" in str(button.key))
    shown = click(shown, key)
    assert comments.count_unread(workspace, actor=annotator) == 0
    assert any("(0 new)" in header.value for header in shown.header)


def test_the_page_of_somebody_else_is_for_curators(
    page: OpenPage, workspace: Workspace, admin: Actor, annotator: Actor, judged: list[int]
) -> None:
    shown = page("person", actor_id=annotator.id, query={"person": str(admin.id)})
    assert "for curators" in texts(shown)
    assert not shown.metric
    shown = page("person", actor_id=admin.id, query={"person": str(annotator.id)})
    assert shown.title[0].value == "Bea"
    assert not any("name you" in header.value for header in shown.header)


def test_people_lists_the_work_of_everybody(
    page: OpenPage, workspace: Workspace, admin: Actor, annotator: Actor, judged: list[int]
) -> None:
    shown = page("people", actor_id=admin.id)
    assert not shown.exception
    assert [header.value for header in shown.header] == ["Work", "Roles", "Who may do what"]


@pytest.mark.parametrize(("name", "entity"), [("sample", "sample"), ("persona", "persona"), ("jobs", "job")])
def test_comments_are_read_written_and_resolved_on_the_page_of_an_item(
    page: OpenPage, workspace: Workspace, admin: Actor, annotator: Actor, name: str, entity: str
) -> None:
    add_samples(workspace, 1)
    with workspace.write() as tx:
        enqueue(tx, kind=JobKind.EMBED, params={}, total=0, actor=admin, lane=Lane.CPU)
    word = {"jobs": "job"}.get(name, name)
    shown = page(name, actor_id=admin.id, query={word: "1"})
    assert not [area for area in shown.text_area if area.label == "Your comment"]
    shown = unfold(shown, f"comments_{entity}_1")
    shown.text_area(key=f"comments_{entity}_1_text").set_value(HOSTILE)
    submit = next(button for button in shown.button if button.label == "Comment")
    shown = submit.click().run()
    assert not shown.exception
    made = list_mentions(workspace, actor=annotator)[0]
    assert (made.entity, made.entity_id, made.text) == (entity, 1, HOSTILE)
    assert shown.text_area(key=f"comments_{entity}_1_text").value == ""
    assert any("[x](javascript:alert(1))" in one.value and "[RLO]" in one.value for one in shown.text)
    assert not any("javascript" in one.value or "<img" in one.value for one in shown.markdown)
    shown = click(shown, f"comments_{entity}_1_{made.id}_check")
    assert "resolved by Ada" in texts(shown)
    assert list_mentions(workspace, actor=annotator)[0].resolved_by == "Ada"


def test_a_comment_that_is_refused_stays_in_the_box(page: OpenPage, workspace: Workspace, admin: Actor) -> None:
    add_samples(workspace, 1)
    shown = unfold(page("sample", actor_id=admin.id, query={"sample": "1"}), "comments_sample_1")
    shown.text_area(key="comments_sample_1_text").set_value("  ")
    shown = next(button for button in shown.button if button.label == "Comment").click().run()
    assert "1 to 4,000 characters" in texts(shown)
    assert shown.text_area(key="comments_sample_1_text").value == "  "


def test_a_viewer_reads_and_has_no_box_and_an_annotator_is_not_told_too_early(
    page: OpenPage, workspace: Workspace, admin: Actor, annotator: Actor
) -> None:
    sample_id = add_samples(workspace, 1)[0]
    add_comment(workspace, "sample", sample_id, "I would reject it.", actor=admin)
    shown = page("sample", actor_id=annotator.id, query={"sample": str(sample_id)})
    assert "once you have judged this yourself" in texts(shown)
    assert not any("reject" in one.value for one in shown.text)
    people.change_person(workspace, annotator.id, role=Role.VIEWER, actor=admin)
    shown = page("sample", actor_id=annotator.id, query={"sample": str(sample_id)})
    assert any("reject" in one.value for one in shown.text)
    assert not shown.text_area


def test_the_name_in_the_menu_says_how_many_comments_wait(
    page: OpenPage, workspace: Workspace, admin: Actor, annotator: Actor
) -> None:
    add_samples(workspace, 1)
    for _ in range(2):
        add_comment(workspace, "sample", 1, "@Bea look", actor=admin)
    shown = page("overview", actor_id=annotator.id)
    labels = [link.proto.label for link in shown.sidebar.get("page_link")]
    assert labels == ["Your work · 2 new mentions"]
