"""Every key of the Duplicates page, pressed in a real browser; the store is what is asserted."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from curation.models import ItemKind
from curation.services import duplicates
from curation.workspace import Workspace
from tests.browser.driver import (
    READY,
    ROOT,
    AppServer,
    becomes,
    start_server,
    stop_server,
    wait_for_keys,
    wait_for_server,
    wait_ready,
)
from tests.conftest import open_test_workspace
from tests.services.dedup_runs import states_in


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    workspace = open_test_workspace(tmp_path_factory.mktemp("duplicates") / "workspace", with_starter=True)
    yield workspace
    workspace.close()


@pytest.fixture(scope="module")
def server(hub: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Iterator[AppServer]:
    running = start_server(hub.path, ROOT / "app.py", tmp_path_factory.mktemp("log") / "server.log")
    try:
        wait_for_server(running)
        yield running
    finally:
        stop_server(running)


@pytest.fixture
def desk(page: Page, server: AppServer) -> Page:
    page.goto(f"{server.url}/duplicates")
    wait_ready(page)
    page.get_by_role("textbox").last.fill("Ada")
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_role("button", name="Keep all")).to_be_visible()
    wait_for_keys(page)
    return page


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)
        page.wait_for_timeout(400)
        page.wait_for_selector(READY)


def undo(page: Page) -> None:
    """Take the last decision back, once the page knows of it."""
    expect(page.locator(".st-key-undo button")).to_be_enabled()
    press(page, "u")


def shown(page: Page) -> int:
    """Return which group is on the screen."""
    return int(page.get_by_role("heading", name="Group ").inner_text().split()[1])


def shown_after(page: Page, group_id: int) -> int:
    """Return which group comes to the screen in the place of one."""
    assert becomes(lambda: shown(page) != group_id)
    return shown(page)


def decision(hub: Workspace, group_id: int) -> tuple[str, int]:
    group = duplicates.get_group(hub, group_id)
    return group.decision, group.keeper_id


def test_the_keys_decide_move_and_undo(desk: Page, hub: Workspace) -> None:
    before = states_in(hub)
    first = shown(desk)
    keeper = duplicates.get_group(hub, first).keeper_id
    members = [member.id for member in duplicates.get_group(hub, first).members]
    towards = "ArrowLeft" if keeper == max(members) else "ArrowRight"

    press(desk, towards, "k")
    assert becomes(lambda: decision(hub, first) == ("keep_one", members[1]))
    expect(desk.get_by_text(f"#{members[1]} is kept. U takes it back")).to_be_visible()
    second = shown_after(desk, first)

    press(desk, "b")
    assert becomes(lambda: decision(hub, second)[0] == "keep_all")
    expect(desk.get_by_text("2 of 30 groups decided")).to_be_visible()

    third = shown_after(desk, second)
    press(desk, "n")
    fourth = shown_after(desk, third)
    press(desk, "p")
    assert becomes(lambda: shown(desk) == third)
    assert len({first, second, third, fourth}) == 4

    press(desk, "u")
    assert becomes(lambda: decision(hub, second)[0] == "open")
    assert becomes(lambda: shown(desk) == second)
    press(desk, "Backspace")
    assert becomes(lambda: decision(hub, first) == ("open", keeper))
    assert becomes(lambda: shown(desk) == first)
    assert states_in(hub) == before


def test_a_held_key_counts_once_and_keys_rest_while_the_sheet_is_open(desk: Page, hub: Workspace) -> None:
    def n_decided() -> int:
        return duplicates.list_groups(hub, ItemKind.PERSONA, decided=True).total

    desk.get_by_role("button", name="Keys").click()
    expect(desk.get_by_text("Keep all: they are no duplicates")).to_be_visible()
    press(desk, "k", "b")
    assert n_decided() == 0
    press(desk, "Escape")
    expect(desk.get_by_text("Keep all: they are no duplicates")).to_be_hidden()

    for _ in range(5):
        desk.keyboard.down("k")
    desk.keyboard.up("k")
    assert becomes(lambda: n_decided() == 1)
    # Keys count in their order: had the held one, or one behind the sheet, counted as well, this would not undo all.
    undo(desk)
    assert becomes(lambda: n_decided() == 0)


def test_keys_pressed_in_haste_count_in_their_order(desk: Page, hub: Workspace) -> None:
    first = shown(desk)
    press(desk, "n")
    second = shown_after(desk, first)
    press(desk, "p")
    assert becomes(lambda: shown(desk) == first)
    for key in ("n", "b"):
        desk.keyboard.press(key)
    assert becomes(lambda: decision(hub, second)[0] == "keep_all")
    assert decision(hub, first)[0] == "open"
    undo(desk)
    assert becomes(lambda: decision(hub, second)[0] == "open")


def test_on_a_telephone_the_decisions_stay_in_reach(desk: Page, keep_screenshot: Callable[[Page, str], None]) -> None:
    desk.set_viewport_size({"width": 390, "height": 800})
    keep_all = desk.get_by_role("button", name="Keep all")
    expect(keep_all).to_be_in_viewport(ratio=1)
    assert becomes(lambda: desk.evaluate("document.documentElement.scrollWidth") <= 390)
    keep_screenshot(desk, "duplicates-telephone")
