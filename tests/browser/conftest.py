"""A real browser, a real server, and the rule that nothing asks another host."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Playwright, expect

from curation.jobs.running import run_here_or_wait
from curation.services.jobs import list_jobs
from curation.services.setup import init_workspace
from curation.settings import Settings
from curation.workspace import open_workspace
from tests.browser.driver import LAUNCH_ARGS, ROOT, AppServer, find_chromium, start_server, stop_server, wait_for_server

LOOPBACK = {"127.0.0.1", "localhost", "::1"}
expect.set_options(timeout=60_000)  # a machine with much to do is no failure


@pytest.fixture(scope="session")
def base_url() -> str | None:
    """Servers say their own address; the plugin's fixture of this name is one that pytest will drop."""
    return None


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any], playwright: Playwright) -> dict[str, Any]:
    """Launch the browser that is there, with nothing that phones home."""
    return {**browser_type_launch_args, "executable_path": find_chromium(playwright), "args": LAUNCH_ARGS}


@pytest.fixture(scope="session")
def read_workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A starter workspace whose texts the model has read, made once: a server on a copy of it has nothing to do."""
    settings = Settings(workspace=tmp_path_factory.mktemp("read") / "workspace", key_file=None)
    init_workspace(settings, with_starter=True)
    workspace = open_workspace(settings)
    run_here_or_wait(workspace, list_jobs(workspace)[0].id, on_progress=lambda _done, _total: None)
    workspace.close()
    return settings.workspace


@pytest.fixture
def app_server(tmp_path: Path) -> Iterator[Callable[..., AppServer]]:
    """Start servers for a workspace, of the app or of another script, and end them after the test."""
    running: list[AppServer] = []

    def start(workspace: Path, script: Path = ROOT / "app.py") -> AppServer:
        server = start_server(workspace, script, tmp_path / f"server-{len(running)}.log")
        running.append(server)
        wait_for_server(server)
        return server

    yield start
    for server in running:
        stop_server(server)


@pytest.fixture
def page(page: Page) -> Iterator[Page]:
    """A page whose every request is looked at: one to another host fails the test."""
    strangers: list[str] = []

    def look(address: str) -> None:
        parts = urlsplit(address)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.hostname not in LOOPBACK:
            strangers.append(address)

    page.context.on("request", lambda request: look(request.url))
    page.on("websocket", lambda socket: look(socket.url))
    yield page
    assert strangers == []


@pytest.fixture
def keep_screenshot(request: pytest.FixtureRequest) -> Callable[[Page, str], None]:
    """Keep a picture under a name where --screenshots asks for it."""
    folder = request.config.getoption("--screenshots", default=None)

    def keep(page: Page, name: str) -> None:
        if folder:
            page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)

    return keep
