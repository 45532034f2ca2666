"""Importing texts from the command line: a file, or pages of the web."""

import json
from pathlib import Path

import pytest

from curation.errors import BadInputError
from curation.jobs import import_texts
from curation.sources.web import FetchedPage
from tests.cli.conftest import Run
from tests.letters import letter, written_letters


@pytest.fixture
def _web(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let there be one page, whatever its URL says, and no page where it says `gone`."""

    def fetch(url: str, *, folder: Path, max_bytes: int) -> FetchedPage:
        assert max_bytes > 0
        if "gone" in url:
            raise BadInputError(f"{url} answers with status 404, not with a page.")
        path = folder / "page.txt"
        path.write_text(letter(len(url)), "utf-8")
        return FetchedPage(path, url, "text/plain", "0" * 64)

    monkeypatch.setattr(import_texts, "fetch_page", fetch)


def test_an_import_accounts_for_every_text_and_a_second_one_adds_nothing(empty: Run, tmp_path: Path) -> None:
    path = written_letters(tmp_path / "letters.jsonl", range(3))
    with path.open("a", encoding="utf-8") as handle:
        handle.write(f"{json.dumps({'text': 'short'})}\nno json\n")
    skipped = {"short_text": 1, "invalid_json": 1}
    found = empty("import", "texts", path, "--licence", "cc-by-4.0", "--json").json
    assert found == {"source_id": 1, "read": 5, "added": 3, "already_present": 0, "skipped": skipped}
    again = empty("import", "texts", path, "--licence", "cc-by-4.0", "--json").json
    assert again == {"source_id": 1, "read": 5, "added": 0, "already_present": 3, "skipped": skipped}
    assert empty("status", "--json").json["counts"]["documents"] == {"active": 3}


def test_a_page_and_a_piece_of_markdown_are_one_text_each(empty: Run, tmp_path: Path) -> None:
    page = f"<html><body><nav>Home | About</nav><article><p>{letter(1)}</p></article></body></html>"
    (tmp_path / "a.html").write_text(page, "utf-8")
    (tmp_path / "b.md").write_text(f"# A letter\n\n{letter(2)}\n", "utf-8")
    for name in ("a.html", "b.md"):
        assert empty("import", "texts", tmp_path / name, "--json").json["added"] == 1


def test_the_column_and_the_name_of_the_source_can_be_given(empty: Run, tmp_path: Path) -> None:
    path = written_letters(tmp_path / "letters.jsonl", range(3), note=letter(9))
    found = empty("import", "texts", path, "--column", "note", "--source", "Notes", "--json").json
    assert (found["added"], found["already_present"]) == (1, 2)
    refused = empty("import", "texts", path, "--column", "nothing", "--json")
    assert (refused.code, refused.error["code"]) == (1, "bad_input")


@pytest.mark.usefixtures("_web")
def test_a_url_is_fetched_and_a_list_of_them_has_its_skipped_rows(empty: Run, tmp_path: Path) -> None:
    one = empty("import", "texts", "https://example.org/letter", "--licence", "CC-BY-4.0", "--json").json
    assert (one["read"], one["added"]) == (1, 1)
    (tmp_path / "urls.txt").write_text("# mine\nhttps://example.org/gone\nhttps://example.org/letters\n", "utf-8")
    some = empty("import", "texts", "--urls", tmp_path / "urls.txt", "--json").json
    assert (some["read"], some["added"], some["skipped"]) == (2, 1, {"not_fetched": 1})


def test_a_list_with_a_line_that_is_no_url_is_refused_with_the_line(empty: Run, tmp_path: Path) -> None:
    (tmp_path / "urls.txt").write_text("https://example.org/\nfile:///etc/passwd\n", "utf-8")
    ran = empty("import", "texts", "--urls", tmp_path / "urls.txt", "--json")
    assert (ran.code, ran.error["code"]) == (1, "bad_input")
    assert "line 2" in ran.error["message"]


@pytest.mark.parametrize("arguments", [[], ["a.jsonl", "--urls", "urls.txt"]])
def test_one_of_a_path_and_a_list_is_needed(empty: Run, arguments: list[str]) -> None:
    assert empty("import", "texts", *arguments).code == 2
