"""Drives the app in a real browser: servers, waiting, axe."""

import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Playwright

ROOT = Path(__file__).resolve().parents[2]
READY = '[data-testid="stApp"][data-test-script-state="notRunning"]'
LAUNCH_ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# Streamlit's own markup, which the app cannot change; each entry says where it comes from.
AXE_ALLOWED = {
    "list": "the menu with sections puts headings between its list items",
    "listitem": "the same menu",
    "presentation-role-conflict": "the drop zone of the file uploader",
}


def find_chromium(playwright: Playwright) -> str:
    """Return the browser: the one in CHROMIUM, one of the machine, or Playwright's own; its lack is a failure."""
    for candidate in (os.environ.get("CHROMIUM"), "chromium", "chromium-browser", "google-chrome"):
        if candidate and (found := shutil.which(candidate)):
            return found
    own = playwright.chromium.executable_path
    if Path(own).is_file():
        return own
    raise RuntimeError(
        "The browser tests need Chromium: run `python -m playwright install chromium`, "
        "or install the system's package, or set CHROMIUM to the path of one."
    )


@dataclass(frozen=True, slots=True)
class AppServer:
    """A running server."""

    url: str
    process: subprocess.Popen[bytes]
    log: Path


def free_port() -> int:
    """Return a port that nothing listens on, below those that a system gives to outgoing connections.

    A browser that tries again and again to reach a server which was killed
    could otherwise be given the port of the server for its own end.
    """
    for port in random.SystemRandom().sample(range(20_000, 32_000), 100):
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise RuntimeError("no port between 20,000 and 32,000 is free")


def start_server(workspace: Path, script: Path, log: Path, *settings: str) -> AppServer:
    """Start `streamlit run` on a free port of loopback; the caller waits for it and stops it."""
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(script)]
    options = [f"--server.port={port}", "--server.headless=true", *settings]
    environment = {**os.environ, "CURATION_WORKSPACE": str(workspace), "PYTHONPATH": str(ROOT)}
    with log.open("wb") as out:
        process = subprocess.Popen([*command, *options], cwd=ROOT, env=environment, stdout=out, stderr=out)
    return AppServer(f"http://127.0.0.1:{port}", process, log)


def wait_for_server(server: AppServer, timeout_s: float = 60.0) -> None:
    """Wait until the server says that it is healthy; show its log where it does not."""
    deadline = time.monotonic() + timeout_s
    while time.monotonic() < deadline and server.process.poll() is None:
        try:
            with urllib.request.urlopen(f"{server.url}/_stcore/health", timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"the server did not start:\n{server.log.read_text(errors='replace')[-4000:]}")


def stop_server(server: AppServer) -> None:
    """End a server in good order, by force where it does not end."""
    if server.process.poll() is not None:
        return
    server.process.send_signal(signal.SIGTERM)
    try:
        server.process.wait(timeout=20)
    except subprocess.TimeoutExpired:
        server.process.kill()
        server.process.wait()


def wait_ready(page: Page, settle_s: float = 0.5) -> None:
    """Wait until the script has run; keys need half a second more, until their code is there."""
    page.wait_for_selector(READY)
    page.wait_for_timeout(settle_s * 1000)
    page.wait_for_selector(READY)


def wait_for_keys(page: Page) -> None:
    """Wait until the script has run and the page listens to its keys."""
    page.wait_for_selector(READY)
    page.wait_for_selector("body[data-keys=on]", state="attached")
    page.wait_for_selector(READY)


def becomes(condition: Callable[[], bool], timeout_s: float = 60.0) -> bool:
    """Tell whether something comes to be so, in the store or on the page."""
    deadline = time.monotonic() + timeout_s
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.05)
    return condition()


def axe_violations(page: Page) -> list[str]:
    """Return what axe-core finds wrong beyond Streamlit's own markup: rule, weight and where."""
    found = Axe().run(page).response["violations"]
    return [
        f"{rule['id']} ({rule['impact']}): {node['html'][:200]}"
        for rule in found
        if rule["id"] not in AXE_ALLOWED
        for node in rule["nodes"]
    ]
