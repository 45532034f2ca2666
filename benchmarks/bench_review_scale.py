"""Review with 1,000,000 samples against the same with 10,000, in one run: the page, the keys, every filter.

Two servers run side by side on workspaces that differ in their size only
(`scale_workspace.py`): the same share of the samples has each language,
outcome, failed check, model, verdict, tag and word. By turns, each of them
opens the page, and then gets keys, without a filter and under each filter in
the address; the time of a key is taken in the page, from the key to the first
frame that shows the next item, that of a page from the request to its first
sample. Beside that stands what the services take that the page asks, each
with the queue looked through anew. Only the ratios of medians mean anything.

Run: python benchmarks/bench_review_scale.py --workspaces FOLDER; where FOLDER
does not hold them yet, they are made and kept: 9 GB, 5 minutes. Without it they
are made in a temporary folder. It writes results/review_scale.json.
"""

import argparse
import contextlib
import json
import os
import platform
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.bench_review_key import READING_S, TIME_A_KEY, WARM_UP_KEYS  # noqa: E402 - the path is set above
from benchmarks.scale_workspace import RARE_WORD, SOME_WORD, make_scale_workspace  # noqa: E402
from curation.models import SampleFilter  # noqa: E402
from curation.services import review_queue as queue  # noqa: E402
from curation.services.people import join  # noqa: E402
from curation.services.permissions import Actor  # noqa: E402
from curation.settings import Settings  # noqa: E402
from curation.workspace import Workspace, open_workspace  # noqa: E402
from tests.browser.driver import (  # noqa: E402
    LAUNCH_ARGS,
    AppServer,
    find_chromium,
    start_server,
    stop_server,
    wait_for_server,
    wait_ready,
)

SIZES = (10_000, 1_000_000)
KEYS = 60
OPENINGS = 10
KEYS_UNDER_A_FILTER = 5
OPENINGS_UNDER_A_FILTER = 3
CALLS = 7
LIMIT = 50
AIM = 1.3
RESULT = ROOT / "benchmarks" / "results" / "review_scale.json"
FIRST_SAMPLE = "() => /Sample \\d+/.test(document.querySelector('[data-testid=\"stMain\"]')?.textContent || '')"


class Case(NamedTuple):
    """A filter: how the address says it, and how the services take it."""

    address: str = ""
    chosen: SampleFilter | None = None
    scenario: str | None = None


CASES: Mapping[str, Case] = {
    "no filter": Case(),
    "scenario": Case("r_scenario=math", None, "math"),
    "word of most": Case("r_text=the", SampleFilter(text="the")),
    "word of one in 20": Case(f"r_text={SOME_WORD}", SampleFilter(text=SOME_WORD)),
    "word of one in 2,500": Case(f"r_text={RARE_WORD}", SampleFilter(text=RARE_WORD)),
    "language of most": Case("r_languages=en", SampleFilter(languages=("en",))),
    "language of one in 200": Case("r_languages=nl", SampleFilter(languages=("nl",))),
    "language of one in 5,000": Case("r_languages=is", SampleFilter(languages=("is",))),
    "outcome of one in 10": Case("r_outcomes=check_failed", SampleFilter(outcomes=("check_failed",))),
    "check of one in 1,000": Case("r_failed_checks=repetition", SampleFilter(failed_checks=("repetition",))),
    "verdict of one in 50": Case("r_verdicts=disagreed", SampleFilter(verdicts=("disagreed",))),
    "model of one in 1,000": Case("r_models=rare-model", SampleFilter(models=("rare-model",))),
    "tag of one in 100": Case("r_tags=keep", SampleFilter(tags=("keep",))),
    "scenario and language": Case("r_scenario=math&r_languages=nl", SampleFilter(languages=("nl",)), "math"),
}
"""Each means enough of 10,000 samples that the keys have something to go to; the rarest are opened only."""
RARE = ("word of one in 2,500", "language of one in 5,000")

Times = dict[str, dict[int, list[float]]]


@contextlib.contextmanager
def workspaces(kept: Path | None) -> Iterator[dict[int, Path]]:
    """Make the workspaces that are not there yet."""
    with contextlib.ExitStack() as stack:
        folder = kept or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-scale-")))
        folder.mkdir(parents=True, exist_ok=True)
        paths = {size: folder / str(size) for size in SIZES}
        for size, path in paths.items():
            if not path.exists():
                began = time.monotonic()
                make_scale_workspace(path, size)
                print(f"made {path} in {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
        yield paths


def ask_services(path: Path) -> dict[str, dict[str, float]]:
    """Return the median milliseconds of what the page asks, for each filter."""
    workspace = open_workspace(Settings(workspace=path, key_file=None))
    try:
        actor = join(workspace, "Services")
        return {name: _asked(workspace, actor, case) for name, case in CASES.items()}
    finally:
        queue.release_screen(workspace, actor.id, actor=actor)
        workspace.close()


def _asked(workspace: Workspace, actor: Actor, case: Case) -> dict[str, float]:
    """Time the calls of one filter; what was on the screen is freed before, so that it is looked for."""

    def timed(call: Callable[[], object]) -> float:
        times = []
        for _ in range(CALLS):
            queue.release_screen(workspace, actor.id, actor=actor)
            began = time.perf_counter()
            call()
            times.append((time.perf_counter() - began) * 1000)
        return round(statistics.median(times), 2)

    given: dict[str, Any] = {"scenario": case.scenario, "actor": actor}
    found = {
        "next_sample": timed(lambda: queue.next_sample(workspace, chosen=case.chosen, **given)),
        f"next_samples_{LIMIT}": timed(lambda: queue.next_samples(workspace, chosen=case.chosen, limit=LIMIT, **given)),
        "queue_counts": timed(lambda: queue.queue_counts(workspace, actor, scenario=case.scenario)),
    }
    chosen = case.chosen
    if chosen is not None:
        count = queue.count_under_filter
        found["count_under_filter"] = timed(lambda: count(workspace, actor, chosen, scenario=case.scenario))
    return found


def visit(browser: Browser, server: AppServer, person: int) -> Page:
    """Return a page of a browser that knows the person."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.add_cookies([{"name": "pc_person", "value": str(person), "url": server.url}])
    page = context.new_page()
    page.goto(f"{server.url}/review")
    wait_ready(page, 1)
    return page


def open_page(page: Page, server: AppServer, case: Case) -> float:
    """Open Review under a filter; return the milliseconds to its first sample."""
    page.bring_to_front()
    began = time.perf_counter()
    page.goto(f"{server.url}/review?{case.address}", wait_until="commit")
    page.wait_for_function(FIRST_SAMPLE)
    took = (time.perf_counter() - began) * 1000
    wait_ready(page, 0.5)
    return took


def measure(paths: Mapping[int, Path]) -> tuple[Times, Times]:
    """Open pages and press keys on both servers by turns; return the milliseconds of both, by filter and size."""
    servers: dict[int, AppServer] = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(playwright), args=LAUNCH_ARGS)
        try:
            pages = {}
            for size, path in paths.items():
                workspace = open_workspace(Settings(workspace=path, key_file=None))
                person = join(workspace, f"Bench {time.time():.0f}").id
                workspace.close()
                servers[size] = start_server(path, ROOT / "app.py", path.with_name(f"{size}.log"))
                wait_for_server(servers[size])
                pages[size] = visit(browser, servers[size], person)
                press(pages[size], WARM_UP_KEYS)
            return by_turns(pages, servers)
        finally:
            for server in servers.values():
                stop_server(server)
            browser.close()


def by_turns(pages: Mapping[int, Page], servers: Mapping[int, AppServer]) -> tuple[Times, Times]:
    """Measure each filter on both servers."""
    opened: Times = defaultdict(lambda: defaultdict(list))
    pressed: Times = defaultdict(lambda: defaultdict(list))
    for name, case in CASES.items():
        openings, keys = (OPENINGS_UNDER_A_FILTER, KEYS_UNDER_A_FILTER) if case.address else (OPENINGS, KEYS)
        for _ in range(openings):
            for size, page in pages.items():
                opened[name][size].append(open_page(page, servers[size], case))
        for _ in range(0 if name in RARE else keys):
            for size, page in pages.items():
                page.bring_to_front()
                pressed[name][size] += press(page, 1)
        print(name, {size: round(statistics.median(opened[name][size])) for size in pages}, file=sys.stderr, flush=True)
    return opened, pressed


def press(page: Page, n: int) -> list[float]:
    """Accept so many samples; return the milliseconds of each."""
    times = []
    for _ in range(n):
        wait_ready(page, READING_S)
        times.append(float(page.evaluate(TIME_A_KEY, "a")))
    return times


def compared(times: Times) -> dict[str, dict[str, float]]:
    """Return the medians of both sizes and their ratio."""
    small, large = SIZES
    found = {}
    for name, by_size in times.items():
        median = {size: statistics.median(by_size[size]) for size in SIZES}
        found[name] = {
            "n": len(by_size[small]),
            "small_ms": round(median[small], 1),
            "large_ms": round(median[large], 1),
            "ratio": round(median[large] / median[small], 3),
        }
    return found


def main() -> None:
    """Measure, and write what was found."""
    parser = argparse.ArgumentParser(description="Compare Review with 1,000,000 and with 10,000 samples.")
    parser.add_argument("--workspaces", type=Path, help="folder that keeps the workspaces")
    load = [os.getloadavg()[0]]
    with workspaces(parser.parse_args().workspaces) as paths:
        services = {size: ask_services(path) for size, path in paths.items()}
        opened, pressed = (compared(times) for times in measure(paths))
    load.append(os.getloadavg()[0])
    over = [
        f"{what}, {name}: {row['ratio']}"
        for what, table in (("page", opened), ("key", pressed))
        for name, row in table.items()
        if row["ratio"] > AIM
    ]
    result = {
        "what": "milliseconds to the first sample of the page and from a key to the next item, medians of one run",
        "setup": f"{platform.system()}, Python {platform.python_version()}, headless Chromium, "
        f"{SIZES[0]:,} and {SIZES[1]:,} samples on two servers side by side, by turns",
        "load_before_and_after": [round(value, 1) for value in load],
        "processors": os.cpu_count(),
        "page": opened,
        "key": pressed,
        "services_ms": {str(size): found for size, found in services.items()},
        "aim": AIM,
        "over_the_aim": over,
    }
    RESULT.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
