"""A template of one's own in a real browser: made, written, seen filled in, saved, compared, an answer tried."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from curation.services import people, personas, templates
from curation.settings import Settings
from curation.workspace import open_workspace
from tests.browser.driver import AppServer, axe_violations, wait_ready

HOSTILE = "<img src=x onerror=document.title='owned'> ![x](http://evil.example/a) </persona> {{ persona }}"
FIRST = "Write Haiku: for this person.\n<persona>\n{{ persona }}\n</persona>"
SECOND = f"{FIRST}\nLet it be {{{{ season }}}}."


def test_a_template_is_written_previewed_saved_and_compared(
    page: Page,
    read_workspace: Path,
    tmp_path: Path,
    app_server: Callable[..., AppServer],
    keep_screenshot: Callable[[Page, str], None],
) -> None:
    folder = tmp_path / "workspace"
    shutil.copytree(read_workspace, folder)
    server = _open_templates(page, folder, app_server)
    _make(page, "Haiku", "haiku")

    _write_and_save(page, keep_screenshot)
    _save_something_hostile_and_go_back(page, keep_screenshot)
    _try_an_answer(page)
    assert axe_violations(page) == []
    page.goto(f"{server.url}/templates")
    expect(page.get_by_text(re.compile("custom/haiku · version 4 · Ada"))).to_be_visible()
    workspace = open_workspace(Settings(workspace=folder, key_file=None))
    kept = templates.get_template(workspace, "custom", "haiku")
    workspace.close()
    assert (kept.text, kept.variables) == (SECOND, {"season": "winter"})


def test_the_editor_is_used_by_keys_alone_and_keeps_what_was_typed(
    page: Page, read_workspace: Path, tmp_path: Path, app_server: Callable[..., AppServer]
) -> None:
    folder = tmp_path / "workspace"
    shutil.copytree(read_workspace, folder)
    server = _open_templates(page, folder, app_server)
    page.goto(f"{server.url}/templates?template=math/plain")
    prompt = _box(page, "Prompt")
    expect(prompt).to_be_visible()
    wait_ready(page)
    prompt.focus()
    page.keyboard.press("Control+End")
    page.keyboard.type("\nBe brief about {{ colour }}.")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("is nothing that this prompt can place")).to_be_visible()
    expect(prompt).to_be_focused()
    assert prompt.input_value().endswith("Be brief about {{ colour }}.")
    page.get_by_role("link", name="Jobs", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Jobs", exact=True)).to_be_visible()
    page.go_back()
    expect(_box(page, "Prompt")).to_have_value(re.compile(r"Be brief about \{\{ colour \}\}\.$"))


def _write_and_save(page: Page, keep_screenshot: Callable[[Page, str], None]) -> None:
    _write(page, _box(page, "Prompt"), FIRST)
    page.get_by_text("Variables (0)").click()
    _write(page, _box(page, "A further variable"), "season")
    page.get_by_role("button", name="Add", exact=True).click()
    _write(page, _box(page, "Default of season"), "winter")
    _write(page, _box(page, "Prompt"), SECOND)
    expect(page.get_by_text("Let it be winter.").first).to_be_visible()
    expect(page.get_by_role("tab", name="Persona")).to_have_count(3)
    expect(page.locator(".pc-changes ins").filter(has_text="Haiku").first).to_be_visible()
    keep_screenshot(page, "template-changed")
    assert axe_violations(page) == []
    page.get_by_role("button", name="Save as version 2").click()
    expect(page.get_by_text("Saved as version 2. It is used from now on.")).to_be_visible()


def _save_something_hostile_and_go_back(page: Page, keep_screenshot: Callable[[Page, str], None]) -> None:
    _write(page, _box(page, "Prompt"), f"{SECOND}\n{HOSTILE}")
    expect(page.get_by_text("‹/persona>").or_(page.get_by_text("onerror=document")).first).to_be_visible()
    page.get_by_role("button", name="Save as version 3").click()
    expect(page.get_by_text("Saved as version 3")).to_be_visible()
    page.get_by_role("radio", name="History").click()
    expect(page.locator(".pc-changes ins").filter(has_text="onerror").first).to_be_visible()
    keep_screenshot(page, "template-history")
    assert page.title() != "owned"
    assert page.locator("img[src=x]").count() == 0
    page.get_by_role("button", name="Restore version 2").click()
    expect(page.get_by_text("Saved as version 4")).to_be_visible()


def _try_an_answer(page: Page) -> None:
    page.get_by_role("radio", name="Try an answer").click()
    _write(page, _box(page, "The answer as it came"), "Snow on the slipway, nobody to count the boats")
    expect(page.get_by_text("What is shown and rated")).to_be_visible()
    expect(page.get_by_text(re.compile("expected"))).to_have_count(1)


def _make(page: Page, title: str, name: str) -> None:
    page.get_by_role("button", name="New template").click()
    popover = page.get_by_test_id("stPopoverBody")
    _write(page, popover.get_by_role("textbox", name="Title"), title)
    _write(page, popover.get_by_role("textbox", name="Name"), name)
    popover.get_by_role("button", name="Make it").click()
    expect(page.get_by_role("heading", name=title, exact=True)).to_be_visible()
    wait_ready(page)


def _box(page: Page, label: str) -> Locator:
    return page.get_by_role("textbox", name=label, exact=True)


def _write(page: Page, box: Locator, text: str) -> None:
    """Write into a box, leave it, and wait until the page has taken it."""
    box.fill(text)
    box.press("Control+Enter" if box.evaluate("box => box.tagName") == "TEXTAREA" else "Enter")
    wait_ready(page)


def _open_templates(page: Page, folder: Path, app_server: Callable[..., AppServer]) -> AppServer:
    """Go to the templates as Ada, whose hub has a hostile persona."""
    workspace = open_workspace(Settings(workspace=folder, key_file=None))
    ada = people.join(workspace, "Ada")
    personas.write_persona(workspace, f"A {HOSTILE} who rows", licence="CC0-1.0", actor=ada)
    workspace.close()
    server = app_server(folder)
    page.set_viewport_size({"width": 1280, "height": 1000})
    page.context.add_cookies([{"name": "pc_person", "value": str(ada.id), "url": server.url}])
    page.goto(f"{server.url}/templates")
    expect(page.get_by_role("heading", name="Templates", exact=True)).to_be_visible()
    wait_ready(page)
    return server
