"""Import of web pages into a workspace, against a bare loop of the same reader and trafilatura in the same run.

Both sides read the same WARC file, in turn, each time in a fresh process, and
are charged all the processor time that they and their children use. The bare
side loads the two libraries and takes the text out of each page. The import
is the whole job: the limited child and its start, every check, cutting,
cleaning, hashes, the model of languages and its loading, and the rows in the
database with their full-text index. Only the start of the program itself,
which a running worker has behind it, is left out. The machine may be busy:
only the ratios of one run mean anything.

Run: python benchmarks/bench_text_import.py; it writes results/text_import.json.
"""

import argparse
import json
import os
import platform
import random
import re
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
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
ROUNDS = 3
TARGET = 0.8
RESULT = ROOT / "benchmarks" / "results" / "text_import.json"
SEED = 20_406
SIDES = ("bare", "import")


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


def write_archive(path: Path, pages: int, size: int) -> None:
    """Write a WARC file of so many pages."""
    chance, known = random.Random(SEED), sentences()
    with path.open("wb") as file:
        for n in range(pages):
            body = page(chance, chance.choice(known), n, size)
            block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + body
            head = (
                f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{n:032d}>\r\n"
                f"WARC-Date: 2026-01-01T00:00:00Z\r\nWARC-Target-URI: http://example.org/{n}\r\n"
                f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(block)}\r\n\r\n"
            )
            file.write(head.encode() + block + b"\r\n\r\n")


def bare(path: Path) -> float:
    """Take the text out of each page and do nothing else; return the processor time."""
    start = used_s()
    import trafilatura
    from warcio.archiveiterator import ArchiveIterator  # type: ignore[import-untyped] # it has no types

    with path.open("rb") as file:
        for record in ArchiveIterator(file):
            assert trafilatura.extract(record.content_stream().read().decode(), include_comments=False)
    return used_s() - start


def queued(folder: Path, path: Path) -> None:
    """Make a workspace in which the import of the file waits."""
    init_workspace(Settings(workspace=folder, key_file=None), with_starter=False)
    workspace = open_workspace(Settings(workspace=folder, key_file=None))
    start_import(workspace, path, kind="texts", licence="CC0-1.0", actor=join(workspace, "Ada"))
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
    with workspace.read() as session:
        pages = int(session.execute(text("select count(distinct line) from document")).scalar_one())
    workspace.close()
    return pages


def side(name: str, path: Path) -> float:
    """Run one side in a process of its own; return its processor time."""
    command = [sys.executable, __file__, "--side", name, str(path)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def compare(path: Path, pages: int) -> Iterator[dict[str, float]]:
    """Yield the processor time of each side, round by round; the first, which fills the disk's cache, is left out."""
    for number in range(ROUNDS + 1):
        with tempfile.TemporaryDirectory(prefix="bench-texts-") as folder:
            workspace = Path(folder) / "workspace"
            queued(workspace, path)
            found = {"bare": side("bare", path), "import": side("import", workspace)}
            assert pages_stored(workspace) == pages
        if number:
            yield found


def measured(pages: int, size: int) -> dict[str, object]:
    """Measure one file."""
    with tempfile.TemporaryDirectory(prefix="bench-texts-") as folder:
        path = Path(folder) / "pages.warc"
        write_archive(path, pages, size)
        bytes_a_page = path.stat().st_size / pages
        rounds = list(compare(path, pages))
    ratios = [one["bare"] / one["import"] for one in rounds]
    return {
        "pages": pages,
        "bytes_a_page": round(bytes_a_page),
        "pages_per_cpu_s": {name: round(pages / statistics.median(one[name] for one in rounds), 1) for name in SIDES},
        "ratio_to_bare": round(statistics.median(ratios), 3),
        "ratio_lowest_and_highest": [round(min(ratios), 3), round(max(ratios), 3)],
    }


def main() -> None:
    """Compare both sides for each size and write what was measured."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--side", choices=SIDES)
    parser.add_argument("path", nargs="?", type=Path)
    told = parser.parse_args()
    if told.side:
        print({"bare": bare, "import": whole}[told.side](told.path))
        return
    load = os.getloadavg()[0]
    result = {
        "what": "pages per second of processor time, children included; medians of one run; the ratio is what counts",
        "setup": f"{platform.system()}, {os.cpu_count()} cores, load {load:.1f} before,"
        f" Python {platform.python_version()}, trafilatura {version('trafilatura')}, warcio {version('warcio')},"
        f" {ROUNDS} rounds in turn, each side in a fresh process, after one to warm up",
        "files": [measured(pages, size) for pages, size in SIZES],
        "target": {"ratio_to_bare": TARGET},
    }
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(result, indent=2) + "\n")
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
