"""Every page in a real browser: both themes, wide and narrow, accessible, asking no other host."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from curation.ui.nav import ENTRIES
from tests.browser.driver import ROOT, AppServer, axe_violations, start_server, stop_server, wait_for_server, wait_ready

WIDTHS = {"wide": 1280, "narrow": 390}
DETAIL = {"persona": "persona=1", "sample": "sample=1"}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, read_workspace: Path) -> Iterator[AppServer]:
    """A server on the workspace of a newcomer."""
    folder = tmp_path_factory.mktemp("pages")
    shutil.copytree(read_workspace, folder / "workspace")
    running = start_server(folder / "workspace", ROOT / "app.py", folder / "server.log")
    try:
        wait_for_server(running)
        yield running
    finally:
        stop_server(running)


def sign_in(page: Page, server: AppServer, name: str = "Ada") -> None:
    """Say a name, as on a first visit; the browser keeps it."""
    page.goto(server.url)
    wait_ready(page)
    if page.get_by_role("button", name="Start").is_visible():
        page.get_by_role("textbox").last.fill(name)
        page.get_by_role("button", name="Start").click()
    expect(page.get_by_text("Good to see you")).to_be_visible()
    wait_ready(page)


def address_of(name: str) -> str:
    path = "" if name == "overview" else name
    return f"{path}?{DETAIL[name]}" if name in DETAIL else path


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_page_is_accessible_and_fits_its_window(
    page: Page, server: AppServer, theme: str, width: str, keep_screenshot: Callable[[Page, str], None]
) -> None:
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    page.set_viewport_size({"width": WIDTHS[width], "height": 900})
    sign_in(page, server)
    problems: dict[str, list[str]] = {}
    for entry in ENTRIES:
        page.goto(f"{server.url}/{address_of(entry.name)}")
        wait_ready(page)
        expect(page.locator("h1")).to_be_visible()
        assert page.get_by_test_id("stException").count() == 0, entry.name
        keep_screenshot(page, f"{entry.name}-{theme}-{width}")
        found = axe_violations(page)
        overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if overflow > 0:
            found.append(f"{overflow} px wider than the window")
        if found:
            problems[entry.name] = found
    assert problems == {}


def test_a_reload_and_a_new_tab_know_who_is_working(page: Page, server: AppServer) -> None:
    sign_in(page, server)
    page.reload()
    expect(page.get_by_text("Good to see you, Ada")).to_be_visible()
    tab = page.context.new_page()
    tab.goto(f"{server.url}/personas")
    expect(tab.get_by_role("heading", name="Personas")).to_be_visible()
    tab.close()


def test_somebody_else_can_work_in_another_browser_at_once(page: Page, server: AppServer, browser: Browser) -> None:
    sign_in(page, server)
    other = browser.new_context()
    second = other.new_page()
    sign_in(second, server, "Bea")
    expect(second.get_by_text("Good to see you, Bea")).to_be_visible()
    page.reload()
    expect(page.get_by_text("Good to see you, Ada")).to_be_visible()
    other.close()


def test_an_address_of_a_persona_opens_it_after_the_name_was_said(
    browser: Browser, server: AppServer, tmp_path: Path
) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{server.url}/persona?persona=5")
    wait_ready(page)
    page.get_by_role("textbox").last.fill("Cleo")
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_role("heading", name="Persona 5")).to_be_visible()
    context.close()
