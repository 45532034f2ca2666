"""The page of agreement in a real browser: pictures are there, names are harmless, nothing is too wide."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from curation.services import people
from curation.settings import Settings
from curation.workspace import open_workspace
from tests.browser.driver import AppServer, axe_violations, wait_ready
from tests.services.agreeing import judged_by

HOSTILE = "<img src=x onerror=document.title='owned'>"
RATINGS = [(5, 4, 5), (4, 4, 4), (2, 1, 1), (1, 2, 2), (3, 3, 4), (5, 5, 5), (2, 4, 2), (1, 1, 1)] * 3


@pytest.mark.parametrize("width", [1280, 390])
def test_numbers_and_pictures_of_agreement_are_shown(
    page: Page,
    read_workspace: Path,
    tmp_path: Path,
    app_server: Callable[..., AppServer],
    keep_screenshot: Callable[[Page, str], None],
    width: int,
) -> None:
    shutil.copytree(read_workspace, tmp_path / "workspace")
    workspace = open_workspace(Settings(workspace=tmp_path / "workspace", key_file=None))
    judged_by(workspace, RATINGS, [people.join(workspace, name) for name in ("Ada", HOSTILE, "Bea")])
    workspace.close()
    server = app_server(tmp_path / "workspace")
    page.set_viewport_size({"width": width, "height": 1000})
    page.goto(server.url)
    wait_ready(page)
    page.get_by_role("combobox").first.click()
    page.get_by_role("option", name="Ada", exact=True).click()
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_text("Good to see you")).to_be_visible()
    page.goto(f"{server.url}/agreement")
    expect(page.get_by_role("heading", name="Does knowing the persona")).to_be_visible()
    expect(page.get_by_test_id("stVegaLiteChart").nth(3)).to_be_visible()
    wait_ready(page)
    keep_screenshot(page, f"agreement-{width}")
    assert page.get_by_test_id("stException").count() == 0
    assert page.title() != "owned"
    assert page.locator("img[src=x]").count() == 0
    too_wide = "document.documentElement.scrollWidth > innerWidth || [...document.querySelectorAll('.pc-figures')]"
    assert not page.evaluate(f"{too_wide}.some(table => table.scrollWidth > table.parentElement.clientWidth + 1)")
    assert axe_violations(page) == []
