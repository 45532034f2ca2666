"""A blind trial as somebody makes it: start, read, go on by key, be told which text is of which arm."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.driver import AppServer, axe_violations, wait_for_keys, wait_ready

PATIENCE_MS = 90_000


def test_a_blind_trial_is_started_read_by_keys_and_revealed(
    page: Page, app_server: Callable[..., AppServer], read_workspace: Path, tmp_path: Path
) -> None:
    shutil.copytree(read_workspace, tmp_path / "workspace")
    server = app_server(tmp_path / "workspace")
    page.emulate_media(color_scheme="dark")
    page.goto(f"{server.url}/trial")
    wait_ready(page)
    page.get_by_role("textbox").last.fill("Ada")
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_role("heading", name="Try out", level=1)).to_be_visible()
    wait_ready(page)
    assert axe_violations(page) == []
    page.get_by_text("Blind", exact=True).click()
    wait_ready(page)
    page.get_by_role("button", name="Try 2 side by side").click()
    expect(page.get_by_role("heading", name="Persona 1 of 5")).to_be_visible()
    expect(page.get_by_role("button", name="Stop")).to_have_count(0, timeout=PATIENCE_MS)
    expect(page.get_by_role("heading", name="A", exact=True)).to_be_visible()
    wait_for_keys(page)
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("heading", name="Persona 2 of 5")).to_be_visible()
    page.get_by_role("button", name="Say which is which").click()
    expect(page.get_by_text("which is which was said to Ada")).to_be_visible()
    expect(page.get_by_role("heading", name=re.compile(r"^A · (plain|focus), version 1$"))).to_be_visible()
    page.set_viewport_size({"width": 390, "height": 900})
    wait_ready(page)
    assert axe_violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
