"""Every key of Adjudication and of Whose text?, pressed in a real browser; the store is what is asserted."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import col, select

from curation.models import Adjudication, Gold, Guess
from curation.review.adjudication_keys import ADJUDICATION_KEYS
from curation.review.keys import Key
from curation.review.whose_keys import WHOSE_KEYS
from curation.services import people
from curation.services.permissions import Actor
from curation.workspace import Workspace
from tests.browser.driver import (
    READY,
    ROOT,
    AppServer,
    axe_violations,
    becomes,
    start_server,
    stop_server,
    wait_for_keys,
    wait_for_server,
)
from tests.conftest import open_test_workspace
from tests.services.comparing import add_matched
from tests.services.settling import differ, note
from tests.services.test_whose import trades


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """Cases that differ less and less, and texts of people who can be told apart."""
    workspace = open_test_workspace(tmp_path_factory.mktemp("settle") / "workspace")
    ada, bea = people.join(workspace, "Ada"), people.join(workspace, "Bea")
    (ids,) = add_matched(workspace, 5, {})
    differ(workspace, ada, bea, (5, 1), (5, 2), (4, 1), (5, 3), (5, 3), ids=ids)
    note(workspace, ids[0], bea, "The unit is missing in the second step, and the answer is for one day, not the week.")
    trades(workspace)
    add_matched(workspace, 12, {}, scenario="logic")
    yield workspace
    workspace.close()


@pytest.fixture(scope="module")
def server(shared: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Iterator[AppServer]:
    running = start_server(shared.path, ROOT / "app.py", tmp_path_factory.mktemp("log") / "server.log")
    try:
        wait_for_server(running)
        yield running
    finally:
        stop_server(running)


class Hands:
    """A person at the keyboard of a page."""

    def __init__(self, page: Page, server: AppServer, path: str, actor: Actor, action: str) -> None:
        self.page = page
        self.pressed: set[str] = set()
        page.context.add_cookies([{"name": "pc_person", "value": str(actor.id), "url": server.url}])
        page.goto(f"{server.url}/{path}")
        expect(page.locator(f"[data-action={action}]")).to_be_visible()
        wait_for_keys(page)

    def press(self, *keys: str) -> None:
        """Press keys one after the other."""
        for key in keys:
            self.page.keyboard.press(key)
            self.pressed.add(key.lower().removeprefix("arrow"))
            self.page.wait_for_timeout(150)
            self.page.wait_for_selector(READY)

    def missed(self, keys: tuple[Key, ...]) -> set[str]:
        """Return the keys of a table that were not pressed."""
        return {name for key in keys for name in (key.key, *key.also)} - self.pressed


def settled(workspace: Workspace) -> list[tuple[int, str, int | None, str]]:
    """Return what stands as settled: sample, decision, rating and why."""
    with workspace.read() as session:
        rows = session.exec(
            select(Adjudication).where(col(Adjudication.superseded_by).is_(None)).order_by(col(Adjudication.sample_id))
        )
        return [(row.sample_id, row.decision, row.overall, row.note) for row in rows if not row.is_withdrawn]


def guessed(workspace: Workspace, actor: Actor) -> list[int]:
    """Return which place was chosen in each guess, in order; 0 where the person could not tell."""
    with workspace.read() as session:
        rows = session.exec(select(Guess).where(Guess.annotator_id == actor.id).order_by(col(Guess.id)))
        return [row.options.index(row.chosen_id) + 1 if row.chosen_id else 0 for row in rows]


@pytest.mark.parametrize("width", [1280, 390])
def test_a_case_is_in_reach_and_accessible(
    page: Page, server: AppServer, shared: Workspace, width: int, keep_screenshot: Callable[[Page, str], None]
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    Hands(page, server, "adjudication", people.join(shared, "Ada"), "accept")
    for action in ("accept", "reject"):
        expect(page.locator(f"[data-action={action}]")).to_be_in_viewport(ratio=1)
    keep_screenshot(page, f"adjudication-{width}")
    assert axe_violations(page) == []


def test_every_key_settles_what_it_says(page: Page, server: AppServer, shared: Workspace) -> None:
    hands = Hands(page, server, "adjudication", people.join(shared, "Ada"), "accept")
    hands.press("1", "2", "3", "5", "4", "n")
    expect(page.get_by_label("Why")).to_be_focused()
    page.keyboard.type("a fair x 1 reading")
    hands.press("Escape", "a")
    assert becomes(lambda: settled(shared) == [(1, "accept", 4, "a fair x 1 reading")])
    hands.press("g")
    expect(page.get_by_text("Sample 1 is a known sample now")).to_be_visible()
    with shared.read() as session:
        assert session.exec(select(Gold.sample_id)).all() == [1]
    hands.press("x")
    assert becomes(lambda: settled(shared)[1:] == [(2, "reject", None, "")])
    for left, key in ((1, "u"), (0, "Backspace")):
        hands.press(key)
        assert becomes(lambda left=left: len(settled(shared)) == left)  # type: ignore[misc]  # a default binds the loop's value
    hands.press("ArrowRight", "ArrowLeft")
    expect(page.get_by_text("Sample 1", exact=True)).to_be_visible()
    for key in ("h", "?"):
        hands.press(key)
        expect(page.get_by_role("dialog")).to_be_visible()
        hands.press("x", "Escape")
        expect(page.get_by_role("dialog")).to_be_hidden()
    assert settled(shared) == []
    assert hands.missed(ADJUDICATION_KEYS) == set()


def test_keys_in_haste_and_a_held_one_settle_one_case_each(page: Page, server: AppServer, shared: Workspace) -> None:
    hands = Hands(page, server, "adjudication", people.join(shared, "Ada"), "accept")
    for _ in range(12):
        page.keyboard.down("a")
        page.wait_for_timeout(30)
    page.keyboard.up("a")
    for key in ("5", "x"):
        page.keyboard.press(key)
    assert becomes(lambda: len(settled(shared)) == 2)
    hands.press("ArrowRight")
    assert [(decision, overall) for _, decision, overall, _ in settled(shared)] == [("accept", None), ("reject", 5)]


def test_every_key_guesses_what_it_says(page: Page, server: AppServer, shared: Workspace) -> None:
    bea = people.join(shared, "Bea")
    hands = Hands(page, server, "whose", bea, "guess_1")
    for number, key in enumerate("12340", start=1):
        hands.press(key)
        assert becomes(lambda number=number: len(guessed(shared, bea)) == number)  # type: ignore[misc]  # as above
    assert guessed(shared, bea) == [1, 2, 3, 4, 0]
    expect(page.get_by_text("The text before: You could not tell.")).to_be_visible()
    text = page.locator(".st-key-whose_text")
    here = text.inner_text()
    hands.press("ArrowRight")
    assert becomes(lambda: text.inner_text() != here)
    for key in ("h", "?"):
        hands.press(key)
        expect(page.get_by_role("dialog")).to_be_visible()
        hands.press("2", "Escape")
        expect(page.get_by_role("dialog")).to_be_hidden()
    assert len(guessed(shared, bea)) == 5
    assert hands.missed(WHOSE_KEYS) == set()


@pytest.mark.parametrize("width", [1280, 390])
def test_the_personas_are_in_reach_and_accessible(
    page: Page, server: AppServer, shared: Workspace, width: int, keep_screenshot: Callable[[Page, str], None]
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    Hands(page, server, "whose", people.join(shared, f"Width {width}"), "guess_1")
    for action in ("guess_1", "guess_4", "cannot_tell"):
        expect(page.locator(f"[data-action={action}]")).to_be_in_viewport(ratio=1)
    keep_screenshot(page, f"whose-{width}")
    assert axe_violations(page) == []
