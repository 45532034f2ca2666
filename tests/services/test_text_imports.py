"""Texts that come in: every text counted once, known ones not stored twice, and nothing lost by a stop."""

import gzip
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, func, select

from curation.errors import BadInputError, NotAllowedError, NotFoundError
from curation.jobs import import_texts
from curation.models import Document, Event, Job, JobKind, Lane, Source
from curation.services import documents, imports, sources, web_imports
from curation.services.health import status, verify
from curation.services.import_previews import preview_texts
from curation.services.jobs import get_job, resume_job
from curation.services.permissions import Actor
from curation.sources import Skipped, SkipReason
from curation.sources.texts import TextRecord
from curation.sources.web import FetchedPage
from curation.sources.web_page import MAX_PAGE_BYTES
from curation.text import identity_hash
from curation.workspace import Workspace
from tests.letters import letter, written_letters
from tests.services.dedup_runs import run_job

URLS = ["https://example.org/one", "https://example.org/two", "https://example.org/three"]


def run_to_the_end(workspace: Workspace, job_id: int) -> dict[str, Any]:
    run_job(workspace, job_id)
    job = get_job(workspace, job_id)
    assert job.state == "done", job.error
    return dict(job.result)


def start(workspace: Workspace, actor: Actor, path: Path, **options: Any) -> int:  # noqa: ANN401
    return imports.start_import(workspace, path, **{"kind": "texts", "licence": "CC0-1.0", **options}, actor=actor)


def import_(workspace: Workspace, actor: Actor, path: Path, **options: Any) -> dict[str, Any]:  # noqa: ANN401
    return run_to_the_end(workspace, start(workspace, actor, path, **options))


def stored(workspace: Workspace) -> list[Document]:
    with workspace.read() as session:
        return list(session.exec(select(Document).order_by(col(Document.id))))


def pretend_reader(monkeypatch: pytest.MonkeyPatch, items: list[TextRecord | Skipped]) -> None:
    """Let a file give these items, whatever is in it."""

    def read(
        _path: Path, *, column: str | None, start_after: int, keep_model_in: Path
    ) -> Iterator[TextRecord | Skipped]:
        assert column is None
        assert keep_model_in.name == "languages"
        return (item for item in items if item.line > start_after)

    monkeypatch.setattr(import_texts, "read_texts_safely", read)


def test_every_text_is_added_or_present_or_skipped_with_its_line(
    workspace: Workspace, admin: Actor, tmp_path: Path
) -> None:
    lines = [json.dumps({"text": text}) for text in (letter(1), letter(2), f"  {letter(1)}\n", "Too short.")]
    path = tmp_path / "a.jsonl"
    path.write_text("\n".join([*lines, "no json"]) + "\n", "utf-8")
    result = import_(workspace, admin, path)
    assert (result["read"], result["added"], result["already_present"]) == (5, 2, 1)
    assert result["skipped"] == {"short_text": 1, "invalid_json": 1}
    assert [row.line for row in sources.skipped_rows(workspace, result["source_id"], limit=10)] == [4, 5]
    report = sources.source_reports(workspace)[0]
    assert (report.kind, report.read, report.added, report.skipped_total) == ("texts", 5, 2, 2)
    assert report.is_complete


def test_a_document_keeps_its_place_and_what_follows_from_its_text(
    workspace: Workspace, admin: Actor, tmp_path: Path
) -> None:
    result = import_(workspace, admin, written_letters(tmp_path / "a.jsonl", [7]))
    (row,) = stored(workspace)
    assert (row.text, row.text_hash) == (letter(7), identity_hash(letter(7)))
    assert (row.source_id, row.line, row.part, row.state) == (result["source_id"], 1, 0, "active")
    assert (row.language, row.n_words) == ("en", len(letter(7).split()))


def test_the_same_file_again_adds_nothing_and_is_the_same_source(
    workspace: Workspace, admin: Actor, tmp_path: Path
) -> None:
    path = written_letters(tmp_path / "a.jsonl", range(4))
    first = import_(workspace, admin, path)
    assert import_(workspace, admin, path) == {**first, "added": 0, "already_present": 4}
    assert len(sources.list_sources(workspace)) == 1


def test_a_text_of_two_sources_belongs_to_the_first(workspace: Workspace, admin: Actor, tmp_path: Path) -> None:
    first = import_(workspace, admin, written_letters(tmp_path / "a.jsonl", [1]))
    second = import_(workspace, admin, written_letters(tmp_path / "b.jsonl", [1, 2]))
    assert (second["added"], second["already_present"]) == (1, 1)
    assert [row.source_id for row in stored(workspace)] == [first["source_id"], second["source_id"]]


def test_the_pieces_of_a_long_text_share_a_line_and_are_counted_each(
    workspace: Workspace, admin: Actor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pieces = [TextRecord(1, part, letter(part), title="Minutes", language="en") for part in (1, 2, 3)]
    pretend_reader(monkeypatch, [*pieces, Skipped(2, SkipReason.TOO_SHORT, "x"), TextRecord(3, 0, letter(9))])
    monkeypatch.setattr(import_texts, "BATCH_TEXTS", 2)
    result = import_(workspace, admin, written_letters(tmp_path / "a.jsonl", [0]))
    assert (result["read"], result["added"], result["skipped"]) == (5, 4, {"too_short": 1})
    assert [(row.line, row.part, row.title) for row in stored(workspace)] == [
        (1, 1, "Minutes"),
        (1, 2, "Minutes"),
        (1, 3, "Minutes"),
        (3, 0, ""),
    ]


def test_a_damaged_file_keeps_what_came_before_the_damage_and_says_where_it_is(
    workspace: Workspace, admin: Actor, tmp_path: Path
) -> None:
    path = tmp_path / "a.jsonl.gz"
    whole = "".join(f"{json.dumps({'text': letter(n), 'noise': os.urandom(40).hex()})}\n" for n in range(60))
    path.write_bytes(gzip.compress(whole.encode())[:-2_000])
    job_id = start(workspace, admin, path)
    run_job(workspace, job_id)
    job = get_job(workspace, job_id)
    assert job.state == "failed"
    assert "a.jsonl.gz" in job.error
    kept = len(stored(workspace))
    assert 0 < kept < 60
    assert f"{kept} texts" in job.error
    report = sources.source_reports(workspace)[0]
    assert (report.is_complete, report.added) == (False, kept)


@pytest.mark.parametrize("stop_after", [1, 2, 4])
def test_an_import_that_broke_off_between_batches_goes_on_and_comes_to_the_same(
    workspace: Workspace, admin: Actor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stop_after: int
) -> None:
    items = [TextRecord(n, part, letter(n % 11 * 10 + part)) for n in range(1, 26) for part in (1, 2) if n % 5]
    skips = [Skipped(n, SkipReason.EMPTY, "") for n in range(5, 26, 5)]
    pretend_reader(monkeypatch, sorted([*items, *skips], key=lambda item: item.line))
    monkeypatch.setattr(import_texts, "BATCH_TEXTS", 7)
    real, calls = import_texts.FileTexts.prepare, []

    def break_off(self: import_texts.FileTexts, read: Any) -> Any:  # noqa: ANN401 - passed through
        calls.append(1)
        if len(calls) == stop_after + 1:
            raise OSError("the disk is gone")
        return real(self, read)

    monkeypatch.setattr(import_texts.FileTexts, "prepare", break_off)
    job_id = start(workspace, admin, written_letters(tmp_path / "a.jsonl", [0]))
    run_job(workspace, job_id)
    report = sources.source_reports(workspace)[0]
    assert (report.is_complete, report.job_state) == (False, "failed")
    assert 0 < report.read < 45
    assert report.added == len(stored(workspace))
    resume_job(workspace, job_id, actor=admin)
    assert run_to_the_end(workspace, job_id) == {
        "source_id": report.id,
        "read": 45,
        "added": 22,
        "already_present": 18,
        "skipped": {"empty": 5},
    }
    assert len(stored(workspace)) == 22


def test_texts_are_read_in_the_lane_of_the_processor_and_no_model_looks_at_them(
    workspace: Workspace, admin: Actor, tmp_path: Path
) -> None:
    import_(workspace, admin, written_letters(tmp_path / "a.jsonl", [1]))
    with workspace.read() as session:
        jobs = session.exec(select(Job)).all()
        actions = session.exec(select(Event.action).where(Event.entity == "source")).all()
    assert [(job.kind, job.lane) for job in jobs] == [(JobKind.IMPORT_TEXTS, Lane.CPU)]
    assert actions == ["source.import_started", "source.imported"]


def test_a_language_that_was_given_is_not_guessed(workspace: Workspace, admin: Actor, tmp_path: Path) -> None:
    import_(workspace, admin, written_letters(tmp_path / "a.jsonl", [1]), language="cy")
    assert [row.language for row in stored(workspace)] == ["cy"]


@pytest.mark.parametrize(
    ("options", "words"),
    [({"licence": "CC-BY-NC-SA"}, "CC-BY-NC-SA-4.0"), ({"column": "nothing"}, "text"), ({"language": "x"}, "ISO")],
)
def test_what_cannot_be_used_is_refused_before_anything_is_queued(
    workspace: Workspace, admin: Actor, tmp_path: Path, options: dict[str, str], words: str
) -> None:
    with pytest.raises(BadInputError) as refused:
        start(workspace, admin, written_letters(tmp_path / "a.jsonl", [1]), **options)
    assert words in str(refused.value)
    assert not sources.list_sources(workspace)


def test_a_missing_file_and_a_foreign_one_are_named(workspace: Workspace, admin: Actor, tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match=r"gone\.html"):
        start(workspace, admin, tmp_path / "gone.html")
    (tmp_path / "a.zip").write_bytes(b"PK\x03\x04 a zip")
    with pytest.raises(BadInputError, match=r"a\.zip"):
        start(workspace, admin, tmp_path / "a.zip")


def test_an_annotator_may_not_import(workspace: Workspace, annotator: Actor, tmp_path: Path) -> None:
    with pytest.raises(NotAllowedError):
        start(workspace, annotator, written_letters(tmp_path / "a.jsonl", [1]))
    with pytest.raises(NotAllowedError):
        web_imports.start_url_import(workspace, URLS, licence="MIT", actor=annotator)


def test_the_preview_says_what_would_be_kept_and_what_not(tmp_path: Path) -> None:
    path = written_letters(tmp_path / "a.jsonl", range(30))
    with path.open("a", encoding="utf-8") as handle:
        handle.write('{"text": "short"}\n')
    found = preview_texts(path, items=5)
    assert [text.text for text in found.texts] == [letter(number) for number in range(5)]
    whole = preview_texts(path, items=99)
    assert (len(whole.texts), [row.line for row in whole.skipped]) == (30, [31])


def test_documents_are_listed_fifty_a_page_in_their_order(workspace: Workspace, admin: Actor, tmp_path: Path) -> None:
    source_id = import_(workspace, admin, written_letters(tmp_path / "a.jsonl", range(120)))["source_id"]
    import_(workspace, admin, written_letters(tmp_path / "b.jsonl", range(200, 203)))
    first = documents.list_documents(workspace, source_id)
    second = documents.list_documents(workspace, source_id, place=first.next)
    third = documents.list_documents(workspace, source_id, place=second.next)
    lines = [[row.line for row in page.rows] for page in (first, second, third)]
    assert lines == [list(range(1, 51)), list(range(51, 101)), list(range(101, 121))]
    assert (third.next, third.total) == (None, 120)
    found = documents.get_document(workspace, third.rows[0].id or 0)
    assert (found.document.line, found.source.name) == (101, "a.jsonl")


def test_a_document_or_a_source_that_is_not_there_is_said_to_be_so(workspace: Workspace) -> None:
    with pytest.raises(NotFoundError, match="document 9"):
        documents.get_document(workspace, 9)
    with pytest.raises(NotFoundError, match="source 9"):
        documents.list_documents(workspace, 9)


def test_status_counts_documents_and_verify_hashes_them(workspace: Workspace, admin: Actor, tmp_path: Path) -> None:
    import_(workspace, admin, written_letters(tmp_path / "a.jsonl", range(3)))
    assert status(workspace).counts["documents"] == {"active": 3}
    assert {check.name: check.ok for check in verify(workspace)}["texts"]
    with workspace.write() as tx:
        row = tx.get_one(Document, 2)
        row.text = row.text.replace("editor", "Editor")
        tx.add(row)
    said = {check.name: check for check in verify(workspace)}["texts"]
    assert (said.ok, said.detail) == (False, "document 2: not the text that was stored")


def test_the_starter_texts_come_with_the_starter_hub_only(workspace: Workspace, starter_workspace: Workspace) -> None:
    with starter_workspace.read() as session:
        source = session.exec(select(Source).where(Source.kind == "texts")).one()
        count = session.exec(select(func.count()).where(Document.source_id == source.id)).one()
    assert (source.name, source.licence, source.is_complete) == ("Starter texts", "CC0-1.0", True)
    assert count == source.rows_read == source.rows_added >= 40


def test_an_empty_workspace_has_no_starter_texts(workspace: Workspace) -> None:
    assert not stored(workspace)
    assert not sources.list_sources(workspace)


def pretend_web(monkeypatch: pytest.MonkeyPatch, pages: dict[str, str]) -> list[str]:
    """Let these pages be all that there is; return the list of what is asked for."""
    asked: list[str] = []

    def fetch(url: str, *, folder: Path, max_bytes: int) -> FetchedPage:
        assert max_bytes == MAX_PAGE_BYTES
        asked.append(url)
        if url not in pages:
            raise BadInputError(f"{url} answers with status 404, not with a page.")
        path = folder / f"{len(asked)}.html"
        if pages[url] == "a table said to be a page":
            path = folder / f"{len(asked)}.txt"
            path.write_bytes(gzip.compress("".join(f'{{"text": "{letter(n)}"}}\n' for n in range(9)).encode()))
            return FetchedPage(path, f"{url}/", "text/plain", "0" * 64)
        body = f"<html><head><title>A letter</title></head><body><article><p>{pages[url]}</p></article></body></html>"
        path.write_text(body, "utf-8")
        return FetchedPage(path, f"{url}/", "text/html", "0" * 64)

    monkeypatch.setattr(import_texts, "fetch_page", fetch)
    return asked


def test_pages_are_fetched_by_the_job_and_a_failed_one_is_a_skipped_row(
    workspace: Workspace, admin: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = pretend_web(monkeypatch, {URLS[0]: letter(1), URLS[2]: letter(3)})
    job_id = web_imports.start_url_import(workspace, URLS, licence="CC-BY-4.0", actor=admin)
    assert asked == []
    result = run_to_the_end(workspace, job_id)
    assert (result["read"], result["added"], result["skipped"]) == (3, 2, {imports.NOT_FETCHED: 1})
    assert [(row.line, row.part, row.url) for row in stored(workspace)] == [
        (1, 0, f"{URLS[0]}/"),
        (3, 0, f"{URLS[2]}/"),
    ]
    (skipped,) = sources.skipped_rows(workspace, result["source_id"], limit=9)
    assert (skipped.line, skipped.reason) == (2, "the page could not be fetched")
    assert "status 404" in skipped.excerpt
    assert not list(workspace.uploads.iterdir())


def test_a_page_is_stored_before_the_next_one_is_fetched(
    workspace: Workspace, admin: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    pretend_web(monkeypatch, dict(zip(URLS, map(letter, (1, 2, 3)), strict=True)))
    fetch: Any = vars(import_texts)["fetch_page"]
    stored_before: list[int] = []

    def look_and_fetch(url: str, **options: Any) -> FetchedPage:  # noqa: ANN401 - passed through
        stored_before.append(len(stored(workspace)))
        page: FetchedPage = fetch(url, **options)
        return page

    monkeypatch.setattr(import_texts, "fetch_page", look_and_fetch)
    run_to_the_end(workspace, web_imports.start_url_import(workspace, URLS, licence="CC-BY-4.0", actor=admin))
    assert stored_before == [0, 1, 2]


def test_pages_that_were_stored_are_not_fetched_again(
    workspace: Workspace, admin: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = pretend_web(monkeypatch, dict(zip(URLS, map(letter, (1, 2, 3)), strict=True)))
    real, calls = import_texts.WebTexts.prepare, []

    def break_off(self: import_texts.WebTexts, read: Any) -> Any:  # noqa: ANN401 - passed through
        calls.append(1)
        if len(calls) == 2:
            raise OSError("the disk is gone")
        return real(self, read)

    monkeypatch.setattr(import_texts.WebTexts, "prepare", break_off)
    job_id = web_imports.start_url_import(workspace, URLS, licence="CC-BY-4.0", actor=admin)
    run_job(workspace, job_id)
    asked.clear()
    resume_job(workspace, job_id, actor=admin)
    result = run_to_the_end(workspace, job_id)
    assert asked == URLS[1:]
    assert (result["read"], result["added"]) == (3, 3)


def test_a_page_that_is_no_page_is_skipped_with_what_to_do_whatever_its_server_calls_it(
    workspace: Workspace, admin: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    pretend_web(monkeypatch, {URLS[0]: "a table said to be a page"})
    job_id = web_imports.start_url_import(workspace, URLS[:1], licence="CC-BY-4.0", actor=admin)
    result = run_to_the_end(workspace, job_id)
    assert (result["read"], result["skipped"]) == (1, {imports.NOT_READ: 1})
    assert "import the file" in sources.skipped_rows(workspace, result["source_id"], limit=1)[0].excerpt


@pytest.mark.parametrize("urls", [[], ["ftp://example.org/"], ["https://me:secret@example.org/"]])
def test_what_is_no_url_to_fetch_is_refused_before_anything_is_queued(
    workspace: Workspace, admin: Actor, urls: list[str]
) -> None:
    with pytest.raises(BadInputError):
        web_imports.start_url_import(workspace, urls, licence="MIT", actor=admin)
    assert not sources.list_sources(workspace)


def test_a_file_is_looked_at_before_its_import_without_asking_for_languages(
    workspace: Workspace, admin: Actor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    monkeypatch.setattr("curation.sources.texts.document_languages", lambda texts, **_: asked.append(texts))
    path = tmp_path / "letter.txt"
    path.write_text(letter(1), "utf-8")
    start(workspace, admin, path)
    assert not asked
