"""See that the browser tests find a Chromium: one on the machine, else Playwright's, else the system's package."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")


def is_there() -> bool:
    """Tell whether a test would find a browser."""
    if any(shutil.which(name) for name in (os.environ.get("CHROMIUM", ""), *NAMES) if name):
        return True
    with sync_playwright() as playwright:
        return Path(playwright.chromium.executable_path).is_file()


def install() -> None:
    """Try Playwright's own build, then the system's package."""
    tries = [[sys.executable, "-m", "playwright", "install", "chromium"]]
    if shutil.which("apt-get"):
        sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
        tries += [[*sudo, "apt-get", "update", "-q"], [*sudo, "apt-get", "install", "-y", "-q", "chromium"]]
    for command in tries:
        print("Chromium is missing; trying:", " ".join(command), flush=True)
        subprocess.run(command, check=False)
        if is_there():
            return
    sys.exit("The browser tests need Chromium: install the system's package, or set CHROMIUM to the path of one.")


if __name__ == "__main__" and not is_there():
    install()
