"""kill -9 of the worker in the middle of an import: it ends as if nothing had happened."""

import gzip
import json
import random
import signal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from curation.jobs.import_texts import BATCH_TEXTS
from curation.jobs.imports import BATCH_ROWS as BATCH_ROWS_OF
from curation.models import JobState
from curation.services import imports, people
from curation.services.jobs import get_job
from curation.workspace import Workspace
from tests.conftest import open_test_workspace
from tests.killing import Victims, killing
from tests.slow.workers import work_to_the_end, worker_until_killed
from tests.web_archives import article, html_page, http, record

BATCH_ROWS = BATCH_ROWS_OF["personas"]
ROWS = 20 * BATCH_ROWS
PAGES = 12 * BATCH_TEXTS
STORING = "curation.jobs.imports:store_batch"
WRITTEN_DOWN = "curation.jobs.imports:_write_down"
STORED = "curation.jobs.context:JobContext.stop_if_asked"
BOTH: Victims = "parent,self"
KILLS: tuple[tuple[str, int, Victims, int], ...] = (
    (STORING, 1, BOTH, 0),
    (STORED, 4, BOTH, 4),
    (STORING, 3, "parent", 6),
    (WRITTEN_DOWN, 5, BOTH, 10),
    (STORED, 2, "parent", 12),
    ("curation.jobs.imports:add_event", 1, BOTH, 19),
    ("curation.jobs.imports:remove_upload", 1, BOTH, 20),
)
"""Function, after which call of it, who, and how many batches are stored then."""
TEXT_KILLS: tuple[tuple[str, int, Victims], ...] = (
    ("curation.jobs.import_texts:FileTexts.store", 1, BOTH),
    (STORED, 3, BOTH),
    ("curation.jobs.import_texts:FileTexts.store", 2, "parent"),
    ("curation.sources.texts:document_languages", 5, BOTH),
    (WRITTEN_DOWN, 3, BOTH),
    ("curation.jobs.imports:add_event", 1, BOTH),
    ("curation.jobs.imports:remove_upload", 1, BOTH),
)
"""Function, after which call of it, and who: within a transaction, between two, and while texts are read."""


def write_file(path: Path) -> Path:
    """Write rows of which some repeat, some are empty and some are no JSON."""
    chance = random.Random(11)
    with path.open("w", encoding="utf-8") as handle:
        for number in range(ROWS):
            kind = chance.random()
            if kind < 0.02:
                handle.write(f"no json {number}\n")
            else:
                known = chance.randrange(number + 1) if kind < 0.1 else number
                handle.write(
                    json.dumps({"persona": f"Keeper {known} of {known % 97} hives in valley {known % 13}"}) + "\n"
                )
    return path


def rows_stored(workspace: Workspace) -> int:
    with workspace.read() as session:
        return int(session.execute(text("select max(rows_read) from source")).scalar_one())


def everything(workspace: Workspace) -> list[Any]:
    """Return all that the import wrote, without times and without what another run may number differently."""
    queries = (
        "select id, text, text_hash, language, licence, extra from persona order by id",
        "select id, source_id, line, part, text, text_hash, title, url, language, n_words from document order by id",
        "select persona_id, source_id, line from persona_source order by 1",
        "select line, reason, excerpt from skipped_row order by 1",
        "select name, rows_read, rows_added, rows_present, rows_skipped, is_complete from source",
        "select action, after from event where entity = 'source' and action = 'source.imported'",
    )
    with workspace.read() as session:
        return [session.execute(text(query)).fetchall() for query in queries]


def write_archive(path: Path) -> Path:
    """Write a packed web archive: some pages come twice, some are long, some are errors, some say next to nothing."""
    chance = random.Random(12)
    with gzip.open(path, "wb", compresslevel=1) as archive:
        for number in range(PAGES):
            known = chance.randrange(number + 1) if chance.random() < 0.1 else number
            match chance.randrange(12):
                case 0:
                    block = http(b"<html><body><p>Nothing here.</p></body></html>")
                case 1:
                    block = http(b"gone", status="404 Not Found")
                case 2:
                    long = " ".join(article(10_000 + 30 * known + k) for k in range(30))
                    block = http(html_page(known, body=f"<article><p>{long}</p></article>"))
                case _:
                    block = http(html_page(known))
            archive.write(record(block, n=number + 1))
    return path


def start(workspace: Workspace, file: Path, kind: imports.Kind = "personas") -> int:
    """Bring the file in as the page does, and ask for its import."""
    ada = people.join(workspace, "Ada")
    with file.open("rb") as content:
        upload = imports.save_upload(workspace, content, file.name, actor=ada)
    return imports.start_import(
        workspace, upload.path, kind=kind, name="keepers", licence="CC0-1.0", language="en", actor=ada
    )


@pytest.mark.slow
def test_an_import_whose_workers_are_killed_equals_an_undisturbed_one(tmp_path: Path) -> None:
    file = write_file(tmp_path / "personas.jsonl")
    killed, clean = (open_test_workspace(tmp_path / name) for name in ("killed", "clean"))
    job_id = start(killed, file)
    for place, call, victims, batches in KILLS:
        environment = killing(tmp_path, place, call=call, within="run-job", victims=victims)
        assert worker_until_killed(killed, environment) == -signal.SIGKILL, f"not killed at {place}"
        assert rows_stored(killed) == BATCH_ROWS * batches, place
        assert get_job(killed, job_id).state == JobState.RUNNING
    for workspace, its_job in ((killed, job_id), (clean, start(clean, file))):
        assert work_to_the_end(workspace, its_job).state == JobState.DONE
        assert list(workspace.uploads.iterdir()) == []
    assert get_job(killed, job_id).result["read"] == ROWS
    assert everything(killed) == everything(clean)
    killed.close()
    clean.close()


@pytest.mark.slow
def test_an_import_of_texts_whose_workers_are_killed_equals_an_undisturbed_one(tmp_path: Path) -> None:
    file = write_archive(tmp_path / "pages.warc.gz")
    killed, clean = (open_test_workspace(tmp_path / name) for name in ("killed", "clean"))
    job_id = start(killed, file, "texts")
    stored: list[int] = []
    for place, call, victims in TEXT_KILLS:
        environment = killing(tmp_path, place, call=call, within="run-job", victims=victims)
        assert worker_until_killed(killed, environment) == -signal.SIGKILL, f"not killed at {place}"
        assert get_job(killed, job_id).state == JobState.RUNNING
        stored.append(rows_stored(killed))
    assert stored == sorted(stored)
    assert 0 == stored[0] < stored[1] < stored[-1]
    for workspace, its_job in ((killed, job_id), (clean, start(clean, file, "texts"))):
        assert work_to_the_end(workspace, its_job).state == JobState.DONE
        assert list(workspace.uploads.iterdir()) == []
    result = get_job(killed, job_id).result
    assert result["read"] == result["added"] + result["already_present"] + sum(result["skipped"].values())
    assert min(result["added"] - PAGES // 2, result["already_present"], result["skipped"]["error_page"]) > 0
    assert everything(killed) == everything(clean)
    killed.close()
    clean.close()
