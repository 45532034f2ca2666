"""The page of agreement: an empty state that helps, the numbers in words, names for curators only."""

from collections.abc import Callable
from html import unescape

import pytest
from streamlit.testing.v1 import AppTest

from curation.models import Role
from curation.services import people
from curation.services.permissions import Actor
from curation.workspace import Workspace
from tests.services.agreeing import crew, judged_by
from tests.services.judging import add_samples, say

OpenPage = Callable[..., AppTest]
RATINGS = [(5, 4), (4, 4), (2, 1), (1, 2), (3, 3), (5, 5), (2, 4), (1, 1), (4, 5), (3, 2)]
HOSTILE = "<img src=x> **Bea** [x](http://x)"


def said(shown: AppTest) -> str:
    words = [element.value for element in (*shown.caption, *shown.markdown, *shown.info, *shown.warning)]
    return " ".join([*words, *tables(shown)])


def tables(shown: AppTest) -> list[str]:
    return [element.proto.body for element in shown.get("html") if "pc-figures" in element.proto.body]


def test_without_overlap_the_page_says_how_to_get_it(page: OpenPage, workspace: Workspace, admin: Actor) -> None:
    shown = page("agreement", actor_id=admin.id)
    assert "No item was judged by two people yet" in said(shown)
    assert "Ask for an overlap of two or more" in said(shown)
    (sample_id,) = add_samples(workspace, 1)
    say(workspace, sample_id, admin, overall=4, decision="accept")
    shown = page("agreement", actor_id=admin.id)
    assert "1 review counts here" in said(shown)
    assert "Ada" in tables(shown)[0]


def test_a_viewer_sees_numbers_and_no_names(page: OpenPage, workspace: Workspace, admin: Actor) -> None:
    one, other = crew(workspace, 2)
    judged_by(workspace, RATINGS, [one, other])
    people.change_person(workspace, one.id, role=Role.VIEWER, actor=admin)
    shown = page("agreement", actor_id=one.id)
    assert not shown.exception
    assert not shown.error
    told = said(shown)
    assert "0.61" in tables(shown)[0]
    assert "rater 2 (you) and rater 3" in told
    assert "Rater A" not in told
    assert "Where two raters differ" not in [element.value for element in shown.subheader]


def test_a_curator_reads_names_and_crosses_answers(page: OpenPage, workspace: Workspace, admin: Actor) -> None:
    bea, other = people.join(workspace, HOSTILE), people.join(workspace, "Rater B")
    judged_by(workspace, RATINGS, [bea, other])
    shown = page("agreement", actor_id=admin.id)
    assert not shown.exception
    by_question, by_pair, by_rater = tables(shown)[:2] + tables(shown)[-1:]
    assert "Decision" in by_question
    assert HOSTILE not in "".join(tables(shown))
    assert HOSTILE in unescape(by_pair)
    assert HOSTILE in unescape(by_rater)
    assert "<img" not in "".join(tables(shown))
    assert "10 items that both judged" in said(shown)
    assert "\\*\\*Bea" in said(shown)


def test_another_question_and_another_scenario_are_shown(page: OpenPage, workspace: Workspace, admin: Actor) -> None:
    judged_by(workspace, RATINGS, crew(workspace, 2))
    shown = page("agreement", actor_id=admin.id)
    assert "Cohen's kappa, unweighted" in said(shown)
    shown.selectbox(key="a_question").set_value("overall").run()
    assert not shown.exception
    assert "weighted by the squared distance" in said(shown)
    shown.button_group(key="a_span").set_value("month").run()
    assert not shown.exception
    add_samples(workspace, 1, scenario="logic")
    shown = page("agreement", actor_id=admin.id, query={"a_scenario": "Logic"})
    assert "No item was judged by two people yet" in said(shown)


@pytest.mark.parametrize("ratings", [[(3, 3)] * 6, [(3, 4)]])
def test_what_is_not_defined_says_why(
    page: OpenPage, workspace: Workspace, admin: Actor, ratings: list[tuple[int, int]]
) -> None:
    judged_by(workspace, ratings, crew(workspace, 2))
    shown = page("agreement", actor_id=admin.id)
    assert not shown.exception
    assert "not defined" in tables(shown)[0]
    reason = "all answers are the same" if len(ratings) > 1 else "only one item was answered by two raters"
    assert reason in said(shown)


def test_the_halo_check_is_explained_where_nobody_has_done_it(
    page: OpenPage, workspace: Workspace, admin: Actor
) -> None:
    assert "Judge first without the persona" in said(page("agreement", actor_id=admin.id))
