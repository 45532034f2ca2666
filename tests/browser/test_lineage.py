"""The lineage in a real browser: the graph is there, a card and a row open their person, nothing hostile runs."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from curation.services import people
from curation.workspace import Workspace
from tests.attacks import ATTACKS
from tests.browser.driver import ROOT, AppServer, axe_violations, start_server, stop_server, wait_for_server, wait_ready
from tests.browser.test_pages import sign_in
from tests.conftest import open_test_workspace
from tests.services.families import TITLE, add_document, add_generations, add_grower, add_person

CHILD = "A vet for goats"
GRANDCHILD = "A dentist in Oban"


@pytest.fixture(scope="module")
def family(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[AppServer, dict[str, int]]]:
    """A server on a workspace with a small family of a text, and one whose texts are hostile."""
    folder = tmp_path_factory.mktemp("lineage")
    workspace = open_test_workspace(folder / "workspace")
    made = _families(workspace)
    workspace.close()
    server = start_server(folder / "workspace", ROOT / "app.py", folder / "server.log")
    try:
        wait_for_server(server)
        yield server, made
    finally:
        stop_server(server)


def _families(workspace: Workspace) -> dict[str, int]:
    document = add_document(workspace, people.join(workspace, "Ada"))
    grower = add_grower(workspace, document)
    child = add_person(workspace, CHILD, parent=grower, relation="cousin")
    add_person(workspace, GRANDCHILD, parent=child, relation="customer")
    hostile = add_person(workspace, ATTACKS["script"])
    for name in ("image", "image by HTML", "SVG", "override of the direction", "long word"):
        add_person(
            workspace, f"{name}: {ATTACKS[name]} {{b}} {{@x}} {{a|y}}", parent=hostile, relation=ATTACKS["script"]
        )
    deep = add_generations(workspace, add_person(workspace, "A lighthouse keeper"), [1, 2, 1, 1, 1, 1])[-1][0]
    return {"document": document, "grower": grower, "child": child, "hostile": hostile, "deep": deep}


def open_lineage(page: Page, server: AppServer, persona_id: int) -> None:
    page.goto(f"{server.url}/persona?persona={persona_id}&view=lineage")
    wait_ready(page)
    expect(page.locator(".st-key-lineage_graph svg text").first).to_be_visible()


def test_a_card_of_the_graph_opens_its_person_and_back_leads_back(
    page: Page, family: tuple[AppServer, dict[str, int]]
) -> None:
    server, made = family
    sign_in(page, server)
    open_lineage(page, server, made["grower"])
    chart = page.locator(".st-key-lineage_graph svg")
    for word in (TITLE.split(" seed")[0], "read", "cousin", "customer"):
        expect(chart.locator("text", has_text=word).first).to_be_visible()
    chart.locator("text", has_text=CHILD).click()
    expect(page.get_by_role("heading", name=f"Persona {made['child']}", exact=True)).to_be_visible()
    expect(page).to_have_url(f"{server.url}/persona?persona={made['child']}&view=lineage")
    wait_ready(page)
    page.locator(".st-key-lineage_graph svg text", has_text=GRANDCHILD).click()
    expect(page.get_by_role("heading", name=f"Persona {made['child'] + 1}", exact=True)).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name=f"Persona {made['child']}", exact=True)).to_be_visible()
    wait_ready(page)
    expect(page.get_by_role("heading", name="The same as a list")).to_be_visible()


def test_the_text_of_a_family_is_a_card_away_and_leads_back_to_its_people(
    page: Page, family: tuple[AppServer, dict[str, int]]
) -> None:
    server, made = family
    sign_in(page, server)
    open_lineage(page, server, made["child"])
    page.locator(".st-key-lineage_graph svg text", has_text="How to store").click()
    expect(page.get_by_role("heading", name="Personas from this text (1)")).to_be_visible()
    expect(page.locator(".pc-marked mark")).to_contain_text("Whoever sells them")
    page.get_by_role("link", name="Open").click()
    expect(page.get_by_role("heading", name=f"Persona {made['grower']}", exact=True)).to_be_visible()


def test_the_list_can_be_walked_with_the_keyboard_alone(page: Page, family: tuple[AppServer, dict[str, int]]) -> None:
    server, made = family
    sign_in(page, server)
    open_lineage(page, server, made["grower"])
    page.locator(f".st-key-lineage_list [class*='lineage-persona-{made['child']}-'] a").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=f"Persona {made['child']}", exact=True)).to_be_visible()
    expect(page.get_by_text("You are here")).to_be_visible()


def test_hostile_texts_in_the_graph_stay_texts_also_under_the_mouse(
    page: Page, family: tuple[AppServer, dict[str, int]], keep_screenshot: Callable[[Page, str], None]
) -> None:
    server, made = family
    sign_in(page, server)
    open_lineage(page, server, made["hostile"])
    chart = page.locator(".st-key-lineage_graph")
    expect(chart.locator("text", has_text="<script>fetch").first).to_be_visible()
    box = chart.locator("text", has_text="image by HTML").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 5, box["y"] + 5)
    wait_ready(page)
    assert chart.locator("img, script, iframe, image, foreignObject").count() == 0
    keep_screenshot(page, "lineage-hostile")


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_lineage_is_accessible_and_scrolls_in_its_own_box(
    page: Page,
    family: tuple[AppServer, dict[str, int]],
    theme: str,
    width: int,
    keep_screenshot: Callable[[Page, str], None],
) -> None:
    server, made = family
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    page.set_viewport_size({"width": width, "height": 900})
    sign_in(page, server)
    open_lineage(page, server, made["deep"])
    keep_screenshot(page, f"lineage-{theme}-{width}")
    assert axe_violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    graph = page.locator(".st-key-lineage_graph")
    assert graph.evaluate("box => box.scrollWidth > box.clientWidth")
    expect(graph.locator("svg text", has_text="A person of").last).to_be_in_viewport()
