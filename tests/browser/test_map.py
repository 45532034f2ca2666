"""The map in a real browser: an area drawn with the mouse becomes the list of those who lie in it."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from curation.jobs.running import run_here_or_wait
from curation.models import PersonaFilter
from curation.services import map as service
from curation.services import people, personas
from curation.settings import Settings
from curation.workspace import Workspace, open_workspace
from tests.browser.driver import AppServer, axe_violations, wait_ready

HOSTILE = "A judge <img src=x onerror=document.title='owned'> from Leeds {@x} <b>who</b> rows"


def with_map(folder: Path) -> tuple[Workspace, service.MapView]:
    """Write a hostile persona into a hub, draw its map, and put that persona alone into the middle of a corner."""
    workspace = open_workspace(Settings(workspace=folder, key_file=None))
    ada = people.join(workspace, "Ada")
    hostile_id = personas.write_persona(workspace, HOSTILE, licence="CC0-1.0", actor=ada)
    job_id = service.start_map(workspace, clusters=4, actor=ada)
    run_here_or_wait(workspace, job_id, on_progress=lambda _done, _total: None)
    with workspace.write() as tx:
        move = "update map_point set x = {}, y = {} where persona_id {} {}"
        connection = tx.connection()
        connection.exec_driver_sql(move.format("200 + x * 0.6", "y", "<>", hostile_id))
        connection.exec_driver_sql(move.format(100, 900, "=", hostile_id))
    shown = service.read_map(workspace)
    assert shown is not None
    return workspace, shown


def test_an_area_drawn_on_the_map_is_the_list_of_those_in_it(
    page: Page,
    read_workspace: Path,
    tmp_path: Path,
    app_server: Callable[..., AppServer],
    keep_screenshot: Callable[[Page, str], None],
) -> None:
    shutil.copytree(read_workspace, tmp_path / "workspace")
    workspace, shown = with_map(tmp_path / "workspace")
    _open_map(page, app_server(tmp_path / "workspace"))
    _hover_the_hostile_one(page, canvas_box(page))
    keep_screenshot(page, "map-tooltip")
    assert page.title() != "owned"
    assert page.locator("img[src=x]").count() == 0

    _draw_an_area(page, canvas_box(page))
    selected = page.locator(".st-key-map_selected")
    expect(selected).to_be_visible()
    found = re.search(r"([\d,]+) of", selected.inner_text())
    assert found is not None
    said = int(found[1].replace(",", ""))
    assert 0 < said < shown.n
    keep_screenshot(page, "map-selected")
    assert axe_violations(page) == []

    selected.get_by_role("link", name="Show these personas").click()
    expect(page.get_by_text(f"shown of {said:,}")).to_be_visible()
    expect(page.get_by_text("Area of the map: drawn by hand")).to_be_visible()
    area = page.evaluate("new URL(location.href).searchParams.get('p_area')")
    total = personas.list_personas(workspace, PersonaFilter(area=area)).total
    workspace.close()
    assert total == said


def canvas_box(page: Page) -> dict[str, float]:
    box = page.locator("canvas").first.bounding_box()
    assert box is not None
    return {"x": box["x"], "y": box["y"], "width": box["width"], "height": box["height"]}


def _on(box: dict[str, float], place: tuple[float, float]) -> tuple[float, float]:
    return box["x"] + box["width"] * place[0], box["y"] + box["height"] * place[1]


def _hover_the_hostile_one(page: Page, box: dict[str, float]) -> None:
    """Move along the row of the point that stands alone until its tooltip is there."""
    tooltip = page.get_by_text("A judge ‹img src=x")
    for step in range(60):
        page.mouse.move(box["x"] + 50 + step * 3, box["y"] + 40 + (box["height"] - 48) * (0.075 / 1.05 + 0.048))
        page.wait_for_timeout(50)
        if tooltip.is_visible():
            return
    raise AssertionError("no tooltip of the persona that stands alone")


def _open_map(page: Page, server: AppServer) -> None:
    """Go to the map as Ada, whom the workspace knows."""
    page.set_viewport_size({"width": 1280, "height": 1000})
    page.goto(server.url)
    wait_ready(page)
    page.get_by_role("combobox").first.click()
    page.get_by_role("option", name="Ada").click()
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_text("Good to see you")).to_be_visible()
    page.goto(f"{server.url}/map")
    expect(page.get_by_role("heading", name="The 4 clusters")).to_be_visible()
    expect(page.locator("canvas").first).to_be_visible()
    wait_ready(page)


def _draw_an_area(page: Page, box: dict[str, float]) -> None:
    """Take the lasso and draw around most of the points."""
    page.mouse.click(box["x"] + 26, box["y"] + 16)
    line = [(0.10, 0.30), (0.60, 0.30), (0.60, 0.75), (0.10, 0.75), (0.11, 0.32)]
    page.mouse.move(*_on(box, line[0]))
    page.mouse.down()
    for place in line:
        page.mouse.move(*_on(box, place), steps=4)
    page.mouse.up()
