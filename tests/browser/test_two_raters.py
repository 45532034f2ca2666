"""Two people at one queue, each in a browser of their own; the store is what is asserted."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, Page, expect

from curation.services import people
from curation.services.assigning import list_assignments
from curation.services.permissions import Actor
from curation.services.review_policy import ReviewPolicy, set_review_policy
from curation.services.samples import edit_sample
from curation.workspace import Workspace
from tests.browser.driver import (
    ROOT,
    AppServer,
    axe_violations,
    start_server,
    stop_server,
    wait_for_keys,
    wait_for_server,
    wait_ready,
)
from tests.browser.review_hands import Hands
from tests.conftest import open_test_workspace
from tests.services.judging import add_samples, rows_of, sample_in, say


class Team(NamedTuple):
    """Who works here."""

    workspace: Workspace
    server: AppServer
    ada: Actor
    bea: Actor
    cem: Actor
    samples: list[int]


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Team]:
    workspace = open_test_workspace(tmp_path_factory.mktemp("two") / "workspace")
    ada, bea, cem = (people.join(workspace, name) for name in ("Ada", "Bea", "Cem"))
    ids = add_samples(workspace, 8, scenario="npc")
    set_review_policy(workspace, ReviewPolicy(overlap=2), actor=ada)
    running = start_server(workspace.path, ROOT / "app.py", tmp_path_factory.mktemp("log") / "server.log")
    try:
        wait_for_server(running)
        yield Team(workspace, running, ada, bea, cem, ids)
    finally:
        stop_server(running)
        workspace.close()


@pytest.fixture
def opened(browser: Browser, team: Team) -> Iterator[Callable[[Actor, str], Page]]:
    """Open an address as somebody, each call in a browser of its own."""
    contexts = []

    def open_as(actor: Actor, address: str) -> Page:
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        contexts.append(context)
        context.add_cookies([{"name": "pc_person", "value": str(actor.id), "url": team.server.url}])
        page = context.new_page()
        page.goto(f"{team.server.url}/{address}")
        return page

    yield open_as
    for context in contexts:
        context.close()


def at_the_desk(page: Page, team: Team, actor: Actor) -> Hands:
    """Wait until a sample can be judged with keys."""
    expect(page.locator("[data-action=reject]")).to_be_visible()
    wait_for_keys(page)
    return Hands(page, team.workspace, actor)


def test_two_at_once_judge_different_samples_and_read_nothing_of_each_other(
    team: Team, opened: Callable[[Actor, str], Page]
) -> None:
    bea = at_the_desk(opened(team.bea, "review"), team, team.bea)
    cem = at_the_desk(opened(team.cem, "review"), team, team.cem)
    of_bea, of_cem = bea.shown, cem.shown
    assert {of_bea, of_cem} == set(team.samples[:2])
    bea.press("x")
    assert bea.sees(lambda: bea.answers(of_bea).decision == "reject")
    assert bea.sees(lambda: bea.shown not in (0, of_bea, of_cem))
    cem.page.goto(f"{team.server.url}/sample?sample={of_bea}")
    expect(cem.page.get_by_text("shown once you have judged it yourself")).to_be_visible()
    expect(cem.page.get_by_text("rejected", exact=True)).to_have_count(0)
    cem.page.goto(f"{team.server.url}/review?sample={of_bea}")
    cem = at_the_desk(cem.page, team, team.cem)
    cem.press("x")
    assert cem.sees(lambda: cem.answers(of_bea).decision == "reject")
    cem.page.goto(f"{team.server.url}/sample?sample={of_bea}")
    expect(cem.page.get_by_text("Bea", exact=True)).to_be_visible()


def test_two_who_decide_on_one_sample_at_once_are_both_kept(team: Team, opened: Callable[[Actor, str], Page]) -> None:
    one = team.samples[4]
    bea = at_the_desk(opened(team.bea, f"review?sample={one}"), team, team.bea)
    cem = at_the_desk(opened(team.cem, f"review?sample={one}"), team, team.cem)
    assert bea.shown == cem.shown == one
    for hands in (bea, cem):
        hands.page.keyboard.press("x")
    assert bea.sees(lambda: bea.answers(one).decision == cem.answers(one).decision == "reject")
    assert sample_in(team.workspace, one).n_reviews == 2
    assert {row.annotator_id for row in rows_of(team.workspace, one)} == {team.bea.id, team.cem.id}


def test_who_judges_a_text_that_was_changed_meanwhile_is_told_and_loses_nothing(
    team: Team, opened: Callable[[Actor, str], Page]
) -> None:
    one = team.samples[5]
    bea = at_the_desk(opened(team.bea, f"review?sample={one}"), team, team.bea)
    bea.press("n")
    bea.page.keyboard.type("the sum is 17")
    bea.press("Escape")
    assert bea.sees(lambda: bea.answers(one).note == "the sum is 17")
    text = "How many bees are there in a hive in June?"
    edit_sample(team.workspace, one, text=text, version=sample_in(team.workspace, one).version, actor=team.ada)
    bea.press("x")
    expect(bea.page.get_by_text("Somebody changed sample")).to_be_visible()
    expect(bea.page.get_by_text(text).first).to_be_visible()
    assert (bea.answers(one).decision, bea.answers(one).note) == (None, "the sum is 17")
    bea.press("x")
    assert bea.sees(lambda: bea.answers(one).decision == "reject")
    assert bea.answers(one).note == "the sum is 17"


def test_a_curator_shares_the_work_and_sees_who_has_what(
    team: Team, opened: Callable[[Actor, str], Page], keep_screenshot: Callable[[Page, str], None]
) -> None:
    at_the_desk(opened(team.cem, "review"), team, team.cem)
    page = opened(team.ada, f"sample?sample={team.samples[7]}")
    page.get_by_role("button", name="Assign").click()
    page.get_by_role("dialog").get_by_role("combobox").click()
    page.get_by_role("option", name="Bea").click()
    page.get_by_text("Who is to judge 1 sample?").click()
    page.get_by_role("button", name="Assign 1", exact=True).click()
    expect(page.get_by_text("Assigned: Bea 1.")).to_be_visible()
    (row,) = list_assignments(team.workspace, actor=team.ada)
    assert (row.name, row.total, row.open) == ("Bea", 1, 1)
    say(team.workspace, team.samples[7], team.bea, decision="accept")
    page.goto(f"{team.server.url}/sharing")
    expect(page.get_by_text("1 of 1 done").first).to_be_visible()
    expect(page.get_by_text("samples wait for")).to_be_visible()
    wait_ready(page)
    assert axe_violations(page) == []
    keep_screenshot(page, "sharing")
    page.get_by_role("button", name="Free it").first.click()
    expect(page.get_by_text("freed.")).to_be_visible()
