"""From a key to the next item on the Review page, against a bare two-button fragment in the same run.

Four servers run side by side: the app with 100,000 samples, the app with
1,000, and twice a script with one fragment, one text and two buttons: as
Streamlit runs a script when nothing is set, and with the settings of the app,
which leave out the full garbage collection after each run. In each round each
of them gets one key press, so that all meet what else the machine does; the
time is taken in the page, from the key to the first frame that shows the next
item. Only the ratios of medians of one run mean anything. The load of the
machine before and after stands beside them.

Run: python benchmarks/bench_review_key.py; it writes results/review_key.json.
"""

import json
import os
import platform
import statistics
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, sync_playwright
from sqlmodel import text

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from curation.services.setup import init_workspace  # noqa: E402 - the path is set above
from curation.settings import Settings  # noqa: E402
from curation.workspace import open_workspace  # noqa: E402
from tests.browser.driver import (  # noqa: E402
    LAUNCH_ARGS,
    AppServer,
    find_chromium,
    start_server,
    stop_server,
    wait_for_server,
    wait_ready,
)

SIZES = (100_000, 1_000)
ROUNDS = 60
WARM_UP_KEYS = 10
"""The first presses load code, and the browser compiles what it sees often."""
READING_S = 0.4
"""Pause after a run before the next key: nobody decides on an item faster."""
RESULT = ROOT / "benchmarks" / "results" / "review_key.json"
BARE = """
import streamlit as st

@st.fragment
def item():
    n = st.session_state.setdefault("n", 1)
    st.write(f"Sample {n}")
    st.button("Accept", key="a", shortcut="A", on_click=step)
    st.button("Reject", key="x", shortcut="X", on_click=step)

def step():
    st.session_state.n += 1

item()
"""
TIME_A_KEY = """(key) => new Promise((done) => {
  const shown = () => (document.querySelector('[data-testid="stMain"]').textContent.match(/Sample \\d+/) || [''])[0];
  const before = shown(), start = performance.now();
  const look = () => shown() && shown() !== before ? done(performance.now() - start) : requestAnimationFrame(look);
  document.dispatchEvent(new KeyboardEvent('keydown', {key, code: 'Key' + key.toUpperCase(), bubbles: true}));
  requestAnimationFrame(look);
})"""


def make_workspace(path: Path, size: int) -> None:
    """Fill a workspace with the starter samples, again and again with another number in the text."""
    settings = Settings(workspace=path, key_file=None)
    init_workspace(settings, with_starter=True)
    workspace = open_workspace(settings)
    with workspace.write() as tx:
        names = [row[1] for row in tx.execute(text("pragma table_info(sample)")) if row[1] not in ("id", "text")]
        columns = ", ".join(names)
        count, start = int(tx.execute(text("select count(*) from sample")).scalar_one()), 0
        while count < size:
            start += 1
            copied = (
                f"insert into sample (text, {columns}) select text || ' #{start}', {columns} from sample where id <= 66"
            )
            tx.execute(text(f"{copied} limit {size - count}"))
            count = int(tx.execute(text("select count(*) from sample")).scalar_one())
        tx.execute(text("update sample set embedding = 'no text', is_compared = 1"))
    workspace.close()


def open_review(page: Page, server: AppServer) -> None:
    """Say a name and open the Review page."""
    page.goto(server.url)
    wait_ready(page)
    page.get_by_role("textbox").last.fill("Ada")
    page.get_by_role("button", name="Start").click()
    wait_ready(page, 2)
    page.goto(f"{server.url}/review")
    wait_ready(page, 2)


def open_bare(page: Page, server: AppServer) -> None:
    """Open the script that is compared with."""
    page.goto(server.url)
    wait_ready(page, 2)


def measure(pages: dict[str, Page]) -> dict[str, list[float]]:
    """Press keys on all pages in turn; return the milliseconds of each press."""
    times: dict[str, list[float]] = {name: [] for name in pages}
    for page in pages.values():
        for _ in range(WARM_UP_KEYS):
            page.evaluate(TIME_A_KEY, "a")
            wait_ready(page, READING_S)
    for _ in range(ROUNDS):
        for name, page in pages.items():
            page.bring_to_front()
            wait_ready(page, READING_S)
            times[name].append(float(page.evaluate(TIME_A_KEY, "a")))
    return times


def main() -> None:
    """Run the four servers and write what was measured."""
    load_before = os.getloadavg()[0]
    folder = Path(tempfile.mkdtemp(prefix="bench-review-"))
    servers: list[AppServer] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(playwright), args=LAUNCH_ARGS)
        pages: dict[str, Page] = {}
        try:
            plans: list[tuple[str, Path, Callable[[Page, AppServer], None], tuple[str, ...]]] = []
            for size in SIZES:
                make_workspace(folder / f"review_{size}", size)
                plans.append((f"review_{size}", ROOT / "app.py", open_review, ()))
            bare = folder / "bare.py"
            bare.write_text(BARE)
            plans.append(("bare_fragment", bare, open_bare, ("--runner.postScriptGC=true",)))
            plans.append(("bare_fragment_as_the_app_is_set", bare, open_bare, ()))
            for name, script, visit, options in plans:
                servers.append(start_server(folder / name, script, folder / f"{name}.log", *options))
                wait_for_server(servers[-1])
                pages[name] = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
                visit(pages[name], servers[-1])
            times = measure(pages)
        finally:
            for server in servers:
                stop_server(server)
            browser.close()
    report(times, load=(load_before, os.getloadavg()[0]))


def report(times: dict[str, list[float]], *, load: tuple[float, float]) -> None:
    """Write medians and ratios."""
    median = {name: statistics.median(values) for name, values in times.items()}
    result = {
        "what": "milliseconds from a key to the next item, medians of one run; ratios are what counts",
        "setup": f"{platform.system()}, Python {platform.python_version()}, headless Chromium, "
        f"{ROUNDS} rounds of one key on each of four servers side by side, after {WARM_UP_KEYS} keys to warm up",
        "load_before_and_after": [round(value, 1) for value in load],
        "processors": os.cpu_count(),
        "median_ms": {name: round(value, 1) for name, value in median.items()},
        "p95_ms": {name: round(statistics.quantiles(values, n=20)[-1], 1) for name, values in times.items()},
        "ratio_100000_to_bare": round(median["review_100000"] / median["bare_fragment"], 3),
        "ratio_100000_to_bare_as_the_app_is_set": round(
            median["review_100000"] / median["bare_fragment_as_the_app_is_set"], 3
        ),
        "ratio_100000_to_1000": round(median["review_100000"] / median["review_1000"], 3),
        "target": {"ratio_100000_to_bare": 1.5, "ratio_100000_to_1000": 1.3},
    }
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(result, indent=2) + "\n")
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
