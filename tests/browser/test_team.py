"""Two people in real browsers: one names the other in a comment, who finds it, answers, and takes a judgement back."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from curation.services import people
from curation.services.comments import count_unread, read_comments
from curation.services.permissions import Actor
from curation.workspace import Workspace
from tests.attacks import ATTACKS
from tests.browser.driver import AppServer, axe_violations, becomes, wait_ready
from tests.conftest import open_test_workspace
from tests.services.judging import add_samples, answers_in, say


def open_as(page: Page, server: AppServer, person: Actor, address: str) -> Page:
    """Open a page as somebody whom the browser knows already."""
    page.context.add_cookies([{"name": "pc_person", "value": str(person.id), "url": server.url}])
    page.goto(f"{server.url}/{address}")
    wait_ready(page)
    return page


@pytest.fixture
def team(tmp_path: Path) -> tuple[Workspace, Actor, Actor, int]:
    """A workspace with Ada, an admin, and Bea, who has accepted the one sample that there is."""
    workspace = open_test_workspace(tmp_path / "workspace")
    ada, bea = people.join(workspace, "Ada"), people.join(workspace, "Bea Ö")
    sample_id = add_samples(workspace, 1)[0]
    say(workspace, sample_id, bea, overall=4, decision="accept")
    return workspace, ada, bea, sample_id


def test_who_is_named_finds_the_comment_and_answers(
    page: Page,
    browser: Browser,
    app_server: Callable[..., AppServer],
    team: tuple[Workspace, Actor, Actor, int],
    keep_screenshot: Callable[[Page, str], None],
) -> None:
    workspace, ada, bea, sample_id = team
    server = app_server(workspace.path)
    open_as(page, server, ada, f"sample?sample={sample_id}")
    page.locator(".st-key-comments_sample_1 summary").click()
    page.get_by_label("Your comment").fill(f"@bea ö is it right? {ATTACKS['script']}")
    page.get_by_role("button", name="Comment", exact=True).click()
    expect(page.get_by_label("Your comment")).to_have_value("")
    expect(page.get_by_text("@bea ö is it right?")).to_be_visible()
    assert count_unread(workspace, actor=bea) == 1
    with browser.new_context() as context:
        other = open_as(context.new_page(), server, bea, "")
        other.get_by_role("link", name="Your work · 1 new mention").click()
        expect(other.get_by_text("names you")).to_be_visible()
        wait_ready(other)
        assert axe_violations(other) == []
        keep_screenshot(other, "person")
        other.get_by_role("link", name=f"Sample {sample_id}").click()
        other.get_by_label("Your comment").fill("It is, @Ada.")
        other.get_by_role("button", name="Comment", exact=True).click()
        expect(other.get_by_label("Your comment")).to_have_value("")
        expect(other.get_by_text("It is, @Ada.")).to_be_visible()
    assert (count_unread(workspace, actor=bea), count_unread(workspace, actor=ada)) == (0, 1)
    assert len(read_comments(workspace, "sample", sample_id, actor=ada).comments) == 2


def test_a_judgement_is_taken_back_from_the_feed_at_any_width(
    page: Page,
    app_server: Callable[..., AppServer],
    team: tuple[Workspace, Actor, Actor, int],
    keep_screenshot: Callable[[Page, str], None],
) -> None:
    workspace, _, bea, sample_id = team
    server = app_server(workspace.path)
    page.set_viewport_size({"width": 390, "height": 800})
    open_as(page, server, bea, "activity")
    expect(page.get_by_text(f"accepted sample {sample_id}, 4 of 5")).to_be_visible()
    assert axe_violations(page) == []
    keep_screenshot(page, "activity")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("waits for you again")).to_be_visible()
    assert becomes(lambda: answers_in(workspace, sample_id, bea).decision is None)
    expect(page.get_by_role("button", name="Undo")).to_have_count(0)
    main = page.get_by_test_id("stMain")
    assert main.evaluate("element => element.scrollWidth - element.clientWidth") == 0
