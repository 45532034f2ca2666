"""From a key to the next item on the Review page while a job generates at 20 requests a second, and while nothing runs.

One server, one browser, 10,000 samples to review. The app's own worker makes
samples through `chat_server.py`, which answers after 200 ms, with a limit of
1,200 requests a minute; its child reads and compares them as they come, as
always. Blocks of keys with the job and without it take turns, so that both
meet what else the machine does; after a block with the job, all that it left
to do is waited for. The time is taken in the page, as in `bench_review_key.py`.
How many requests a second the server answered during the keys stands beside.

Run: python benchmarks/bench_review_under_load.py; it writes results/review_under_load.json.
"""

import json
import os
import platform
import statistics
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.bench_review_key import (  # noqa: E402 - the path is set above
    READING_S,
    TIME_A_KEY,
    WARM_UP_KEYS,
    make_workspace,
    open_review,
)
from benchmarks.chat_beside import MODEL, chat_server, personas  # noqa: E402
from benchmarks.chat_workspace import Asker, add_personas, let_it_ask  # noqa: E402
from curation.errors import ConflictError  # noqa: E402
from curation.services.generation import GenerationAsk, start_generation  # noqa: E402
from curation.services.jobs import any_active, cancel_job, get_job  # noqa: E402
from curation.services.people import join  # noqa: E402
from curation.services.providers import CallLimits  # noqa: E402
from curation.settings import Settings  # noqa: E402
from curation.workspace import open_workspace  # noqa: E402
from tests.browser.driver import (  # noqa: E402
    LAUNCH_ARGS,
    find_chromium,
    start_server,
    stop_server,
    wait_for_server,
    wait_ready,
)

N_SAMPLES = 10_000
N_PERSONAS = 2_000
BLOCKS = 4
KEYS = 30
"""In each block."""
PER_MINUTE = 1_200
UNDER_WAY = 60
"""Samples of a job that are stored before the first key."""
SETTLE_S = 3.0
"""The processor is left alone for so long after the last job, before the keys without one."""
AIM = 2.0
RESULT = ROOT / "benchmarks" / "results" / "review_under_load.json"


def billed(port: int) -> int:
    """Return how many requests the chat server has answered."""
    with urlopen(f"http://127.0.0.1:{port}/counts", timeout=10) as answer:
        return int(json.load(answer)["billed"])


def begin_job(asker: Asker) -> int:
    """Start a job that would go on for longer than a block, and wait until it is under way."""
    ask = GenerationAsk(scenario="math", provider="openai", model=MODEL)
    job_id = start_generation(asker.workspace, ask, actor=asker.actor)
    while get_job(asker.workspace, job_id).done < UNDER_WAY:
        time.sleep(0.1)
    return job_id


def end_job(asker: Asker, job_id: int) -> None:
    """Stop the job, and wait until nothing that it left is to be done any more."""
    with suppress(ConflictError):
        cancel_job(asker.workspace, job_id, actor=asker.actor)
    while any_active(asker.workspace):
        time.sleep(0.2)
    time.sleep(SETTLE_S)


def press_keys(page: Page, n: int) -> list[float]:
    """Accept so many samples, each after a pause to read it; return the milliseconds of each."""
    times = []
    for _ in range(n):
        wait_ready(page, READING_S)
        times.append(float(page.evaluate(TIME_A_KEY, "a")))
    return times


def one_block(page: Page, asker: Asker, port: int, *, loaded: bool, keys: int) -> dict[str, Any]:
    """Press the keys of a block; return their times and how many requests a second were answered meanwhile."""
    job_id = begin_job(asker) if loaded else None
    began, before = time.monotonic(), billed(port)
    times = press_keys(page, keys)
    rate = (billed(port) - before) / (time.monotonic() - began)
    if job_id is not None:
        end_job(asker, job_id)
    found = {"loaded": loaded, "requests_per_s": round(rate, 1), "ms": times}
    print({**found, "ms": [round(ms) for ms in times]}, file=sys.stderr, flush=True)
    return found


def prepare(folder: Path, port: int) -> Asker:
    """Make the workspace: samples to review, personas to generate for, the chat server as the provider."""
    make_workspace(folder, N_SAMPLES)
    workspace = open_workspace(Settings(workspace=folder, key_file=None))
    asker = Asker(workspace, join(workspace, "Bench"))
    add_personas(workspace, personas(N_PERSONAS))
    let_it_ask(asker, port, CallLimits(requests_per_minute=PER_MINUTE))
    return asker


def measure(folder: Path) -> list[dict[str, Any]]:
    """Run the server and the browser; return the blocks, without one of each kind to warm up."""
    with chat_server() as port, sync_playwright() as playwright:
        asker = prepare(folder / "review", port)
        server = start_server(asker.workspace.path, ROOT / "app.py", folder / "server.log")
        browser = playwright.chromium.launch(executable_path=find_chromium(playwright), args=LAUNCH_ARGS)
        try:
            wait_for_server(server)
            page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
            open_review(page, server)
            for loaded in (True, False):
                one_block(page, asker, port, loaded=loaded, keys=WARM_UP_KEYS)
            turns = [loaded for _ in range(BLOCKS) for loaded in (False, True)]
            return [one_block(page, asker, port, loaded=loaded, keys=KEYS) for loaded in turns]
        finally:
            stop_server(server)
            browser.close()
            asker.workspace.close()


def told(blocks: list[dict[str, Any]]) -> dict[str, Any]:
    """Return what one kind of block came to."""
    times = [ms for block in blocks for ms in block["ms"]]
    return {
        "keys": len(times),
        "median_ms": round(statistics.median(times), 1),
        "p95_ms": round(p95(times), 1),
        "max_ms": round(max(times), 1),
        "p95_ms_of_each_block": [round(p95(block["ms"]), 1) for block in blocks],
        "requests_per_s_of_each_block": [block["requests_per_s"] for block in blocks],
    }


def p95(times: list[float]) -> float:
    """Return the time that one key of twenty takes longer than."""
    return statistics.quantiles(times, n=20)[-1]


def main() -> None:
    """Measure, and write what was found."""
    load = [os.getloadavg()[0]]
    with tempfile.TemporaryDirectory(prefix="bench-review-") as folder:
        blocks = measure(Path(folder))
    load.append(os.getloadavg()[0])
    idle, loaded = (told([block for block in blocks if block["loaded"] is kind]) for kind in (False, True))
    ratio = loaded["p95_ms"] / idle["p95_ms"]
    result = {
        "what": "milliseconds from a key to the next item of Review, with a job at 20 requests a second and without",
        "setup": f"{platform.system()}, Python {platform.python_version()}, {os.cpu_count()} cores, headless Chromium, "
        f"{N_SAMPLES:,} samples, blocks of {KEYS} keys by turns",
        "load_before_and_after": [round(value, 1) for value in load],
        "idle": idle,
        "under_load": loaded,
        "ratio_p95": round(ratio, 3),
        "ratio_median": round(loaded["median_ms"] / idle["median_ms"], 3),
        "aim": AIM,
        "met": ratio < AIM,
    }
    RESULT.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
