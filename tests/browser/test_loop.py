"""The loop as a newcomer walks it: personas in, samples made, rated, de-duplicated, exported."""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect
from sqlmodel import col, select

from curation.models import DuplicateGroup, GroupDecision, Persona, Release, Review, Sample
from curation.settings import Settings
from curation.workspace import Workspace, open_workspace
from tests.browser.driver import AppServer, becomes, wait_for_keys, wait_ready

PATIENCE_MS = 90_000
"""A worker reads a model from the disk in this time, also on a busy machine."""
ROWS = [
    "A glassblower in Murano who keeps a diary of every flaw",
    "A bus driver in Quito who counts the dogs on route nine",
    "A retired actuary who plants one oak a year",
]


def open_page(page: Page, server: AppServer, name: str, heading: str) -> None:
    page.goto(f"{server.url}/{name}")
    expect(page.get_by_role("heading", name=heading, level=1)).to_be_visible()
    wait_ready(page)


def choose_public_domain(page: Page) -> None:
    """Open the list of licences of an import and choose CC0."""
    licence = page.get_by_role("combobox", name=re.compile("^Licence"))
    public_domain = page.get_by_role("option", name=re.compile("CC0-1.0")).first
    licence.scroll_into_view_if_needed()
    wait_ready(page)
    licence.click()
    if not becomes(public_domain.is_visible, timeout_s=10):
        licence.click()  # an open list closes when the page grows under it; whoever sees that opens it again
    public_domain.click()


def import_personas(page: Page, server: AppServer, file: Path) -> None:
    file.write_text("".join(json.dumps({"persona": row}) + "\n" for row in [*ROWS, ROWS[0]]) + "not json\n")
    open_page(page, server, "sources", "Sources")
    page.locator('input[type="file"]').set_input_files(file)
    expect(page.get_by_role("button", name="Import personas")).to_be_disabled()
    choose_public_domain(page)
    page.get_by_role("button", name="Import personas").click()
    expect(page.get_by_text("5 rows read: 3 added")).to_be_visible(timeout=PATIENCE_MS)


def make_samples(page: Page, server: AppServer) -> None:
    open_page(page, server, "generate", "Generate")
    expect(page.get_by_text("demo generator, not a language model").first).to_be_visible()
    page.get_by_label("How many", exact=True).fill("5")
    page.get_by_label("How many", exact=True).press("Enter")
    page.get_by_role("button", name="Make 5 samples").click()
    expect(page.get_by_text(re.compile("is in the queue"))).to_be_visible()
    page.get_by_role("link", name="Watch it").or_(page.get_by_role("button", name="Watch it")).click()
    expect(page.get_by_text(re.compile("Generation: math by demo")).first).to_be_visible()
    expect(page.get_by_text("5 of 5", exact=True)).to_be_visible(timeout=PATIENCE_MS)


def rate_three(page: Page, server: AppServer) -> None:
    open_page(page, server, "review", "Review")
    for done in range(1, 4):
        wait_for_keys(page)
        page.keyboard.press("a")
        expect(page.get_by_text(re.compile(rf"^{done} of \d+ decided by you"))).to_be_visible()


def decide_a_group(page: Page, server: AppServer) -> None:
    open_page(page, server, "duplicates", "Duplicates")
    wait_for_keys(page)
    page.keyboard.press("k")
    expect(page.get_by_text(re.compile(r"^1 of \d+ groups decided"))).to_be_visible()


def export_everything(page: Page, server: AppServer) -> None:
    open_page(page, server, "export", "Export")
    page.get_by_role("button", name=re.compile(r"^Export \d+ rows")).click()
    page.get_by_role("link", name="Look at it, and download").click(timeout=PATIENCE_MS)
    expect(page.get_by_text("Licence").first).to_be_visible()
    expect(page.get_by_role("button", name="Verify")).to_be_visible()


def count(workspace: Workspace, table: type[object], *where: object) -> int:
    with workspace.read() as session:
        return len(session.exec(select(table).where(*where)).all())  # type: ignore[arg-type]  # conditions


def test_a_newcomer_walks_the_whole_loop(
    page: Page, app_server: Callable[..., AppServer], read_workspace: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "workspace"
    shutil.copytree(read_workspace, folder)
    server = app_server(folder)
    page.goto(server.url)
    wait_ready(page)
    page.get_by_role("textbox").last.fill("Ada")
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_text("0 of 4 of the first loop done")).to_be_visible()

    import_personas(page, server, tmp_path / "people.jsonl")
    make_samples(page, server)
    rate_three(page, server)
    decide_a_group(page, server)
    export_everything(page, server)

    workspace = open_workspace(Settings(workspace=folder, key_file=None))
    assert count(workspace, Persona, col(Persona.text).in_(ROWS)) == 3
    assert count(workspace, Sample, Sample.provider == "demo") == 5
    assert count(workspace, Review, col(Review.superseded_by).is_(None), Review.decision == "accept") == 3
    assert count(workspace, DuplicateGroup, DuplicateGroup.decision == GroupDecision.KEEP_ONE) == 1
    with workspace.read() as session:
        release = session.exec(select(Release)).one()
    workspace.close()
    assert release.is_complete
    written = {path.name: path for path in Path(release.path).iterdir()}
    assert {"README.md", "manifest.json"} <= set(written)
    (data,) = (path for name, path in written.items() if "messages" in name or name.startswith("data"))
    assert len(data.read_text("utf-8").splitlines()) == release.n_rows > 60
