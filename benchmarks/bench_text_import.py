"""Import of web pages into a workspace, against a bare loop of the same reader and trafilatura in the same run.

Both sides read the same WARC file, in turn, each time in a fresh process, and
are charged all the processor time that they and their children use. The bare
side (`bare_texts.py`) loads the two libraries, with the same options, and takes
the text out of each page. The import is the whole job: the limited child and
its start, every check, cutting, cleaning, hashes, the languages, and the rows
in the database with their full-text index. Only the start of the program
itself, which a running worker has behind it, is left out. The first import of
texts into a workspace also unpacks the model of languages, which later ones
find there; what it takes is measured once for each file and stands apart. The
machine may be busy: only the ratios of one run mean anything.

Run: python benchmarks/bench_text_import.py; it writes results/text_import.json.
"""

import argparse
import json
import math
import os
import platform
import random
import re
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from sqlmodel import text

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.processor_time import used_s  # noqa: E402 - the path is set above
from curation.jobs.running import run_here_or_wait  # noqa: E402
from curation.services.imports import start_import  # noqa: E402
from curation.services.jobs import list_jobs  # noqa: E402
from curation.services.people import join  # noqa: E402
from curation.services.setup import init_workspace  # noqa: E402
from curation.settings import Settings  # noqa: E402
from curation.sources.starter import starter_texts  # noqa: E402
from curation.workspace import open_workspace  # noqa: E402

SIZES = ((500, 3_000), (2_000, 18_000), (1_000, 60_000))
"""Pages of a file and about how many bytes a page has."""
MIXED_PAGES = 3_000
MIXED = (18_000, 0.9, 2_000, 200_000)
"""The last file has pages of many sizes, log-normal as on the web: median, spread, least and most bytes."""
ROUNDS = 3
TARGET = 0.8
RESULT = ROOT / "benchmarks" / "results" / "text_import.json"
SEED = 20_406
SIDES = ("bare", "import")
BARE = ROOT / "benchmarks" / "bare_texts.py"


def sentences() -> list[list[str]]:
    """Return the sentences of the texts that come with the program: a list for each text, of its language."""
    by_language: dict[str, list[str]] = {}
    for known in starter_texts():
        parts = re.findall(r"[^.。।؟\n]{30,}[.。।؟]", known.text)
        by_language.setdefault(known.language, []).extend(part.strip() for part in parts)
    return [by_language[known.language] for known in starter_texts()]


def page(chance: random.Random, known: list[str], n: int, size: int) -> bytes:
    """Return a page of so many bytes: a fifth of them is the article, the rest menu, links and styles."""
    article, length = [], 0
    while length < max(size // 5, 1_000):
        paragraph = " ".join(chance.choices(known, k=4)) + f" That was note {chance.randrange(10**6)}."
        article.append(f"<p>{paragraph}</p>")
        length += len(paragraph.encode())
    links = max((size - length) // 3 // 70, 1)
    menu = "".join(f'<li class="item"><a href="/section/{k}">Section {k}</a></li>' for k in range(links))
    aside = "".join(f'<div class="more"><a href="/{n}/{k}">See also {k}</a></div>' for k in range(links))
    style = "".join(
        f".item{k} {{ margin: {k}px; padding: 0; color: #336699 }}\n" for k in range((size - length) // 3 // 50)
    )
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>Page {n}</title><style>{style}</style></head>'
        f"<body><nav><ul>{menu}</ul></nav><main><article><h1>Page {n}</h1>{''.join(article)}</article></main>"
        f"<aside>{aside}</aside><footer><p>All rights reserved, {n}.</p></footer></body></html>"
    ).encode()


def mixed_sizes() -> list[int]:
    """Return the sizes of the pages of the last file."""
    chance = random.Random(SEED)
    median, spread, least, most = MIXED
    drawn = (round(chance.lognormvariate(math.log(median), spread)) for _ in range(MIXED_PAGES))
    return [min(max(size, least), most) for size in drawn]


def write_archive(path: Path, sizes: Sequence[int], *, seed: int = SEED) -> None:
    """Write a WARC file with a page of each size."""
    chance, known = random.Random(seed), sentences()
    with path.open("wb") as file:
        for n, size in enumerate(sizes):
            body = page(chance, chance.choice(known), n, size)
            block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + body
            head = (
                f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{n:032d}>\r\n"
                f"WARC-Date: 2026-01-01T00:00:00Z\r\nWARC-Target-URI: http://example.org/{n}\r\n"
                f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(block)}\r\n\r\n"
            )
            file.write(head.encode() + block + b"\r\n\r\n")


def queued(folder: Path, path: Path, *, is_first: bool) -> None:
    """Make a workspace in which the import of the file waits, either the first one or after that of a page."""
    init_workspace(Settings(workspace=folder, key_file=None), with_starter=False)
    workspace = open_workspace(Settings(workspace=folder, key_file=None))
    ada = join(workspace, "Ada")
    if not is_first:
        one = folder.parent / "one.warc"
        write_archive(one, [3_000], seed=SEED + 1)
        job = start_import(workspace, one, kind="texts", licence="CC0-1.0", actor=ada)
        run_here_or_wait(workspace, job, on_progress=lambda _done, _total: None)
    start_import(workspace, path, kind="texts", licence="CC0-1.0", actor=ada)
    workspace.close()


def whole(folder: Path) -> float:
    """Do the import that waits in a workspace; return the processor time."""
    workspace = open_workspace(Settings(workspace=folder, key_file=None))
    job = list_jobs(workspace, limit=1)[0]
    start = used_s()
    run_here_or_wait(workspace, job.id, on_progress=lambda _done, _total: None)
    return used_s() - start


def pages_stored(folder: Path) -> int:
    """Return how many pages of the file are in the workspace."""
    workspace = open_workspace(Settings(workspace=folder, key_file=None))
    query = "select count(distinct line) from document where source_id = (select max(id) from source)"
    with workspace.read() as session:
        pages = int(session.execute(text(query)).scalar_one())
    workspace.close()
    return pages


def seconds(*told: object) -> float:
    """Run a script in a process of its own; return the processor time that it says."""
    command = [sys.executable, *map(str, told)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def compared(path: Path, pages: int, *, is_first: bool) -> dict[str, float]:
    """Return the processor time of each side."""
    with tempfile.TemporaryDirectory(prefix="bench-texts-") as folder:
        workspace = Path(folder) / "workspace"
        queued(workspace, path, is_first=is_first)
        found = {"bare": seconds(BARE, path), "import": seconds(__file__, "--workspace", workspace)}
        assert pages_stored(workspace) == pages
    return found


def measured(sizes: Sequence[int]) -> dict[str, object]:
    """Measure one file; a first round, which fills the disk's cache, is that of a first import."""
    pages = len(sizes)
    with tempfile.TemporaryDirectory(prefix="bench-texts-") as folder:
        path = Path(folder) / "pages.warc"
        write_archive(path, sizes)
        bytes_a_page = path.stat().st_size / pages
        first = compared(path, pages, is_first=True)
        rounds = [compared(path, pages, is_first=False) for _ in range(ROUNDS)]
    ratios = [one["bare"] / one["import"] for one in rounds]
    return {
        "pages": pages,
        "bytes_a_page": round(bytes_a_page),
        "pages_per_cpu_s": {name: round(pages / statistics.median(one[name] for one in rounds), 1) for name in SIDES},
        "ratio_to_bare": round(statistics.median(ratios), 3),
        "ratio_lowest_and_highest": [round(min(ratios), 3), round(max(ratios), 3)],
        "ratio_of_the_first_import_into_a_workspace": round(first["bare"] / first["import"], 3),
    }


def main() -> None:
    """Compare both sides for each size and write what was measured."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--workspace", type=Path, help="do the import that waits there, and nothing else")
    told = parser.parse_args()
    if told.workspace:
        print(whole(told.workspace))
        return
    files = [*([size] * pages for pages, size in SIZES), mixed_sizes()]
    load = os.getloadavg()[0]
    result = {
        "what": "pages per second of processor time, children included; medians of one run; the ratio is what counts",
        "setup": f"{platform.system()}, {os.cpu_count()} cores, load {load:.1f} before,"
        f" Python {platform.python_version()}, trafilatura {version('trafilatura')}, warcio {version('warcio')},"
        f" {ROUNDS} rounds in turn, each side in a fresh process, after that of the first import",
        "files": [measured(sizes) for sizes in files],
        "target": {"ratio_to_bare": TARGET},
    }
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(result, indent=2) + "\n")
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
