"""Sharing: rules, assignments and screens; and what an annotator does not see on the sample's page."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from curation.models import SampleFilter
from curation.services import people
from curation.services.assigning import AssignAsk, assign, list_assignments
from curation.services.permissions import Actor
from curation.services.review_policy import ReviewPolicy, get_review_policy, set_review_policy
from curation.services.review_queue import next_sample, on_all_screens, queue_counts
from curation.services.samples import edit_sample
from curation.ui.page import OpenPage
from curation.ui.sharing_words import what_waits, who_holds
from curation.workspace import Workspace
from tests.services.judging import add_samples, sample_in, say

OpenApp = Callable[..., AppTest]


def said(app: AppTest) -> str:
    return " ".join(str(element.value) for element in (*app.markdown, *app.caption, *app.success))


def test_the_rules_are_saved_and_say_what_they_mean(workspace: Workspace, admin: Actor, page: OpenApp) -> None:
    one, *_ = add_samples(workspace, 4)
    say(workspace, one, admin, decision="accept")
    app = page("sharing", actor_id=admin.id)
    assert "Everybody is asked about each of 4 samples." in said(app)
    app.number_input[0].set_value(2)
    app.toggle[0].set_value(True)
    app.button[0].click().run()
    assert not app.exception
    assert get_review_policy(workspace) == ReviewPolicy(overlap=2, only_assigned=True)
    assert "4 of 4 samples wait for 7 reviews." in said(app)
    assert "The rules are saved." in said(app)


def test_an_annotator_is_not_let_in(workspace: Workspace, annotator: Actor, page: OpenApp) -> None:
    app = page("sharing", actor_id=annotator.id)
    assert "needs the role curator" in app.error[0].value


def test_what_is_open_is_taken_back_and_handed_over(
    workspace: Workspace, admin: Actor, annotator: Actor, page: OpenApp
) -> None:
    one, *_ = add_samples(workspace, 3)
    assign(workspace, AssignAsk(SampleFilter(), (annotator.id,)), actor=admin)
    say(workspace, one, annotator, decision="accept")
    app = page("sharing", actor_id=admin.id)
    app.selectbox(key=f"to_{annotator.id}").set_value(admin.id).run()
    app.button(key=f"hand_over_{annotator.id}").click().run()
    assert "2 handed over" in said(app)
    assert queue_counts(workspace, admin).pending == 3
    app.button(key=f"take_back_{admin.id}").click().run()
    assert "2 taken back from Ada." in said(app)
    assert [(row.name, row.open) for row in list_assignments(workspace, actor=admin)] == [("Bea", 0)]


def test_a_screen_is_freed(workspace: Workspace, admin: Actor, annotator: Actor, page: OpenApp) -> None:
    add_samples(workspace, 1)
    next_sample(workspace, actor=annotator)
    app = page("sharing", actor_id=admin.id)
    app.button(key=f"free_{annotator.id}").click().run()
    assert "1 of Bea freed." in said(app)
    assert on_all_screens(workspace, actor=admin) == []


@pytest.mark.parametrize("has_judged", [False, True])
def test_an_annotator_sees_what_others_said_only_afterwards(
    workspace: Workspace, admin: Actor, annotator: Actor, page: OpenApp, has_judged: bool
) -> None:
    (one,) = add_samples(workspace, 1)
    say(workspace, one, admin, overall=1, decision="reject")
    if has_judged:
        say(workspace, one, annotator, overall=1, decision="reject")
    app = page("sample", actor_id=annotator.id, query={"sample": str(one)})
    assert ("**Ada**: reject" in said(app)) is has_judged
    assert ("shown once you have judged it" in said(app)) is not has_judged
    listed = page("samples", actor_id=annotator.id, query={"s_decisions": "reject", "s_annotators": str(admin.id)})
    assert not listed.exception
    assert ("rated 1.0" in said(listed)) is has_judged
    assert "Best rated" not in [option for box in listed.selectbox for option in box.options]


def test_who_waits_reads_who_holds_the_last_ones(workspace: Workspace, admin: Actor, annotator: Actor) -> None:
    add_samples(workspace, 1)
    set_review_policy(workspace, ReviewPolicy(overlap=1), actor=admin)
    cem = people.join(workspace, "Cem*")
    assert who_holds(OpenPage(workspace, cem)) == "Ask for more: Ada."
    found = next_sample(workspace, actor=annotator)
    assert next_sample(workspace, actor=cem) is None
    told = who_holds(OpenPage(workspace, cem))
    assert told.startswith(f"Bea has sample {found} (just now). They are free again after 10 minutes")
    assert told.endswith("or at once: tell Ada.")
    assert who_holds(OpenPage(workspace, annotator)) == "Ask for more: Ada."


def test_what_waits_is_counted_by_reviews_so_far() -> None:
    rows = what_waits(ReviewPolicy(overlap=3), {0: 5, 2: 4, 3: 1_000})
    assert [tuple(row.values()) for row in rows] == [("0", "5", "15"), ("2", "4", "4"), ("3", "1,000", "none")]


def test_who_corrects_a_text_that_was_changed_meanwhile_is_told_and_keeps_what_was_typed(
    workspace: Workspace, admin: Actor, annotator: Actor, page: OpenApp
) -> None:
    (one,) = add_samples(workspace, 1)
    app = page("sample", actor_id=annotator.id, query={"sample": str(one)})
    edit_sample(workspace, one, text="By Ada.", version=sample_in(workspace, one).version, actor=admin)
    app.text_area(key=f"edit_text_{one}").set_value("By Bea.")
    next(button for button in app.button if button.label == "Save").click().run()
    assert "Somebody changed this sample meanwhile" in app.error[0].value
    assert sample_in(workspace, one).edited_text == "By Ada."
    assert app.text_area(key=f"edit_text_{one}").value == "By Bea."
    app.button(key=f"edit_over_{one}").click().run()
    assert not app.exception
    assert sample_in(workspace, one).edited_text == "By Bea."
    assert app.text_area(key=f"edit_text_{one}").value == "By Bea."


def test_a_text_that_was_changed_is_corrected_from_what_it_is_now(
    workspace: Workspace, admin: Actor, annotator: Actor, page: OpenApp
) -> None:
    (one,) = add_samples(workspace, 1)
    app = page("sample", actor_id=annotator.id, query={"sample": str(one)})
    for text in ("Once.", "Twice."):
        app.text_area(key=f"edit_text_{one}").set_value(text)
        next(button for button in app.button if button.label == "Save").click().run()
        assert not app.error
        assert sample_in(workspace, one).edited_text == text
