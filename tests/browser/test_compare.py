"""Every key of the Compare page, pressed in a real browser; the store is what is asserted."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import col, select

from curation.models import Comparison
from curation.review.compare_keys import COMPARE_KEYS
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
from tests.services.comparing import make_models, two_models


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    workspace = open_test_workspace(tmp_path_factory.mktemp("pairs") / "workspace")
    ada = people.join(workspace, "Ada")
    two_models(workspace, 25)
    make_models(workspace, ada, overlap=20)
    yield workspace
    workspace.close()


@pytest.fixture(scope="module")
def server(compared: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Iterator[AppServer]:
    running = start_server(compared.path, ROOT / "app.py", tmp_path_factory.mktemp("log") / "server.log")
    try:
        wait_for_server(running)
        yield running
    finally:
        stop_server(running)


class Hands:
    """A person at the keyboard, with a pair on the screen."""

    def __init__(self, page: Page, server: AppServer, workspace: Workspace, name: str) -> None:
        self.page = page
        self.workspace = workspace
        self.pressed: set[str] = set()
        self.actor: Actor = people.join(workspace, name)
        page.context.add_cookies([{"name": "pc_person", "value": str(self.actor.id), "url": server.url}])
        page.goto(f"{server.url}/compare")
        expect(page.locator("[data-action=prefer_left]")).to_be_visible()
        wait_for_keys(page)

    def press(self, *keys: str) -> None:
        """Press keys one after the other."""
        for key in keys:
            self.page.keyboard.press(key)
            self.pressed.add(key.lower().removeprefix("arrow"))
            self.page.wait_for_timeout(150)
            self.page.wait_for_selector(READY)

    def votes(self) -> list[tuple[int, str]]:
        """Return the pairs and choices that stand, in order."""
        mine = (Comparison.annotator_id == self.actor.id, col(Comparison.superseded_by).is_(None))
        with self.workspace.read() as session:
            rows = session.exec(select(Comparison).where(*mine).order_by(col(Comparison.id)))
            return [(row.pair_id, row.choice) for row in rows if not row.is_withdrawn]

    def said(self) -> list[str]:
        """Return the choices alone."""
        return [choice for _, choice in self.votes()]

    def texts(self) -> str:
        """Return both texts as they stand."""
        return self.page.locator(".st-key-compare_texts").inner_text()


def test_every_key_of_the_map_does_what_it_says(page: Page, server: AppServer, compared: Workspace) -> None:
    hands = Hands(page, server, compared, "Every key")
    keys = {"1": "left", "2": "right", "0": "tie", "9": "both_bad", "Space": "skip"}
    for number, key in enumerate(keys, start=1):
        hands.press(key)
        assert becomes(lambda number=number: len(hands.votes()) == number)  # type: ignore[misc]  # a default binds the loop's value
    assert hands.said() == list(keys.values())
    assert len({pair for pair, _ in hands.votes()}) == 5
    for number, key in ((4, "u"), (3, "Backspace")):
        hands.press(key)
        assert becomes(lambda number=number: len(hands.votes()) == number)  # type: ignore[misc]  # as above
    hands.press("1")
    assert becomes(lambda: hands.said() == ["left", "right", "tie", "left"])
    expect(page.get_by_text("The pair before: you said left;")).to_be_visible()
    here = hands.texts()
    hands.press("ArrowRight")
    assert becomes(lambda: hands.texts() != here)
    hands.press("ArrowLeft")
    assert becomes(lambda: hands.texts() == here)
    for key in ("h", "?"):
        hands.press(key)
        expect(page.get_by_role("dialog")).to_be_visible()
        hands.press("2", "Escape")
        expect(page.get_by_role("dialog")).to_be_hidden()
    assert len(hands.votes()) == 4
    assert {name for key in COMPARE_KEYS for name in (key.key, *key.also)} - hands.pressed == set()


def test_keys_without_a_pause_vote_on_a_pair_each_and_a_held_one_votes_once(
    page: Page, server: AppServer, compared: Workspace
) -> None:
    hands = Hands(page, server, compared, "In haste")
    for key in "1290":
        page.keyboard.press(key)
    assert becomes(lambda: len(hands.votes()) == 4)
    assert hands.said() == ["left", "right", "both_bad", "tie"]
    for _ in range(15):
        page.keyboard.down("1")
        page.wait_for_timeout(30)
    page.keyboard.up("1")
    hands.press("2")  # keys count in their order, so what was held has had its time
    assert becomes(lambda: hands.said()[4:] == ["left", "right"])
    assert len(hands.votes()) == 6


def test_a_reload_shows_the_same_pair_on_the_same_sides(page: Page, server: AppServer, compared: Workspace) -> None:
    hands = Hands(page, server, compared, "Reloads")
    hands.press("1")
    assert becomes(lambda: len(hands.votes()) == 1)
    expect(page.get_by_text("The pair before")).to_be_visible()
    here = hands.texts()
    page.reload()
    expect(page.locator("[data-action=prefer_left]")).to_be_visible()
    assert becomes(lambda: hands.texts() == here)


@pytest.mark.parametrize("width", [1280, 390])
def test_the_vote_is_in_reach_and_the_page_is_accessible(
    page: Page, server: AppServer, compared: Workspace, width: int, keep_screenshot: Callable[[Page, str], None]
) -> None:
    page.set_viewport_size({"width": width, "height": 700})
    Hands(page, server, compared, f"Width {width}")
    for action in ("prefer_left", "prefer_right", "tie", "both_bad", "skip"):
        expect(page.locator(f"[data-action={action}]")).to_be_in_viewport(ratio=1)
    keep_screenshot(page, f"compare-{width}")
    assert axe_violations(page) == []
