"""kill -9 of the server while somebody reviews: what the page said was saved is there."""

import random
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlmodel import col, select, text

from curation.models import Review
from curation.services.health import verify
from curation.workspace import Workspace
from tests.browser.driver import ROOT, start_server, wait_for_keys, wait_for_server
from tests.conftest import open_test_workspace

ROUNDS = 20
PROGRESS = re.compile(r"(\d+) of \d+ decided by you")


def decided_in(workspace: Workspace) -> int:
    with workspace.read() as session:
        current = select(Review.id).where(col(Review.superseded_by).is_(None), Review.decision == "accept")
        return len(session.exec(current).all())


def decided_on(page: Page) -> int:
    found = PROGRESS.search(page.get_by_text("decided by you").inner_text())
    assert found is not None
    return int(found[1])


def open_review(page: Page, url: str) -> None:
    page.goto(f"{url}/review")
    start, progress = page.get_by_role("button", name="Start"), page.get_by_text("decided by you")
    expect(start.or_(progress).first).to_be_visible()
    if start.is_visible():
        page.get_by_role("textbox").last.fill("Ada")
        start.click()
    expect(progress).to_be_visible()
    wait_for_keys(page)


@pytest.mark.slow
def test_no_decision_that_the_page_counted_is_lost_in_twenty_kills(browser: Browser, tmp_path: Path) -> None:
    workspace = open_test_workspace(tmp_path / "workspace", with_starter=True)
    with workspace.write() as tx:  # the worker has nothing to read, so that a round is short
        tx.execute(text("update job set state = 'cancelled'"))
    rng, context, said = random.Random(7), browser.new_context(), 0
    for number in range(ROUNDS):
        server = start_server(tmp_path / "workspace", ROOT / "app.py", tmp_path / f"server-{number}.log")
        try:
            wait_for_server(server)
            page = context.new_page()
            open_review(page, server.url)
            assert said <= decided_on(page) <= said + 1
            said = decided_on(page)
            for _ in range(rng.randint(1, 2)):
                page.keyboard.press("a")
                expect(page.get_by_text(re.compile(rf"^{said + 1} of \d+ decided by you"))).to_be_visible()
                said += 1
            page.keyboard.press("a")
            page.wait_for_timeout(rng.uniform(0, 150))  # whether this one was stored or not, both are right
        finally:
            server.process.kill()
            server.process.wait()
        assert said <= decided_in(workspace) <= said + 1
        said = decided_in(workspace)
        page.close()
    context.close()
    assert said >= ROUNDS
    assert all(check.ok for check in verify(workspace) if check.name != "exports")
    workspace.close()
