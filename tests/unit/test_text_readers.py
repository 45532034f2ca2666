"""Texts of every accepted kind of file: what is kept, under which line, and why the rest is not."""

import gzip
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from curation.errors import BadInputError
from curation.sources import Skipped, SkipReason, TextRecord, read_texts, read_texts_safely
from curation.sources.formats import DocumentKind, detect_document
from curation.sources.languages import document_language
from curation.sources.web_page import decode_page
from tests.web_archives import article, html_page, http, page_record, record


def made(tmp_path: Path, name: str, content: bytes | str) -> Path:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def outcome(path: Path, column: str | None = None, start_after: int = 0) -> list[tuple[int, int, str]]:
    """Each text's line, part and text; each skipped row's line, -1 and reason."""
    found = read_texts(path, column=column, start_after=start_after)
    return [(x.line, x.part, x.text) if isinstance(x, TextRecord) else (x.line, -1, x.reason) for x in found]


CHUNK = html_page(9)
ARCHIVE = (
    record(b"software: test\r\n", kind="warcinfo")
    + page_record(2)
    + record(b"GET / HTTP/1.1\r\n\r\n", kind="request", n=3)
    + record(http(b"gone", status="404 Not Found"), n=4)
    + record(http(b"\x89PNG", kind="image/png"), n=5)
    + record(http(article(6).encode(), kind="text/plain"), n=6)
    + record(http(b"<html><body><p>Menu</p></body></html>"), n=7)
    + record(http(gzip.compress(html_page(8)), more="Content-Encoding: gzip\r\n"), n=8)
    + record(http(b"%x\r\n%b\r\n0\r\n\r\n" % (len(CHUNK), CHUNK), more="Transfer-Encoding: chunked\r\n"), n=9)
    + page_record(10)
)


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz", "a.bin"])
def test_the_pages_of_a_web_archive_are_read_and_the_rest_is_counted(name: str, tmp_path: Path) -> None:
    content = gzip.compress(ARCHIVE) if name.endswith(".gz") else ARCHIVE
    found = [*read_texts(made(tmp_path, name, content))]
    kept = [item for item in found if isinstance(item, TextRecord)]
    assert [item.line for item in kept] == [2, 6, 8, 9, 10]
    assert all(article(item.line) in item.text and "Section" not in item.text for item in kept)
    assert (kept[0].title, kept[0].url, kept[0].language) == ("Page 2 & more", "http://example.org/2", "en")
    assert [(item.line, item.reason) for item in found if isinstance(item, Skipped)] == [
        (4, SkipReason.ERROR_PAGE),
        (5, SkipReason.NOT_TEXT),
        (7, SkipReason.SHORT_TEXT),
    ]


def test_a_web_archive_is_gone_on_with_after_a_record(tmp_path: Path) -> None:
    path = made(tmp_path, "a.warc", ARCHIVE)
    assert outcome(path, start_after=5) == outcome(path)[3:]
    assert outcome(path, start_after=10) == []


def test_of_a_wet_file_the_running_text_and_the_title_are_kept(tmp_path: Path) -> None:
    text = f"Locks & gates\nHome\nContact\n{article(1)}\n{article(2)}\nImprint"
    wet = record(text.encode(), kind="conversion") + record(b"Home\nLog in", kind="conversion", n=2)
    first, second = read_texts(made(tmp_path, "a.warc.wet.gz", gzip.compress(wet)))
    assert isinstance(first, TextRecord)
    assert (first.text, first.title) == (f"{article(1)}\n{article(2)}", "Locks & gates")
    assert isinstance(second, Skipped)
    assert second.reason is SkipReason.BOILERPLATE


@pytest.mark.parametrize("name", ["page.html", "page.txt", "page.html.gz"])
def test_a_page_of_html_is_one_text_whatever_its_name(name: str, tmp_path: Path) -> None:
    content = html_page(1, head="<script>alert(1)</script><meta http-equiv='refresh' content='0;url=http://x'>")
    [found] = read_texts(made(tmp_path, name, gzip.compress(content) if name.endswith(".gz") else content))
    assert isinstance(found, TextRecord)
    assert article(1) in found.text
    assert "alert" not in found.text
    assert (found.line, found.part, found.title) == (1, 0, "Page 1 & more")


def test_a_markdown_file_is_one_text_without_the_fields_before_it(tmp_path: Path) -> None:
    path = made(tmp_path, "a.md", f"---\nauthor: x\n---\n# A lock\n\n{article(1)}\n")
    [found] = read_texts(path)
    assert found == TextRecord(1, 0, f"# A lock\n\n{article(1)}", "A lock", "", "en")
    assert [*read_texts(path, start_after=1)] == []


def test_paragraphs_are_one_text_and_long_lines_without_blanks_between_are_one_each(tmp_path: Path) -> None:
    paragraphs = made(tmp_path, "a.txt", f"{article(1)}\n\n{article(2)}\n")
    assert outcome(paragraphs) == [(1, 0, f"{article(1)}\n\n{article(2)}")]
    lines = made(tmp_path, "b.txt", f"{article(1)}\n{article(2)}\n{article(3)}\n")
    assert outcome(lines) == [(n, 0, article(n)) for n in (1, 2, 3)]
    wrapped = made(tmp_path, "c.txt", article(1).replace(". ", ".\n") + "\n")
    assert outcome(wrapped) == [(1, 0, article(1).replace(". ", ".\n"))]


@pytest.mark.parametrize("name", ["t.jsonl", "t.csv", "t.parquet"])
def test_the_column_with_the_longest_texts_is_read_with_title_and_address(name: str, tmp_path: Path) -> None:
    rows = [{"label": "a short one", "story": article(n), "title": f"T{n}", "url": f"http://e/{n}"} for n in (1, 2)]
    path = tmp_path / name
    if name == "t.parquet":
        pq.write_table(pa.Table.from_pylist(rows), path)
    elif name == "t.csv":
        path.write_text(
            "label,story,title,url\n" + "".join(",".join(f'"{v}"' for v in r.values()) + "\n" for r in rows)
        )
    else:
        path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    found = [*read_texts(path)]
    first = 2 if name == "t.csv" else 1
    assert found == [TextRecord(first + n - 1, 0, article(n), f"T{n}", f"http://e/{n}", "en") for n in (1, 2)]
    with pytest.raises(BadInputError, match="no column 'nothing'"):
        read_texts(path, column="nothing")


def test_short_long_and_repeating_texts_are_skipped_with_their_reason(tmp_path: Path) -> None:
    texts = ["Too short.", "word " * 50_000, f"{article(1)}\n" * 4, "We use cookies. " * 20, article(5)]
    path = made(tmp_path, "t.jsonl", "".join(json.dumps({"text": text}) + "\n" for text in texts))
    assert outcome(path) == [
        (1, -1, SkipReason.SHORT_TEXT),
        (2, -1, SkipReason.TOO_LONG),
        (3, -1, SkipReason.BOILERPLATE),
        (4, -1, SkipReason.BOILERPLATE),
        (5, 0, article(5)),
    ]


def test_a_long_text_comes_in_numbered_pieces_of_one_language(tmp_path: Path) -> None:
    text = " ".join(article(n) for n in range(40))
    pieces = [*read_texts(made(tmp_path, "a.md", text))]
    assert [(item.line, item.part, item.language) for item in pieces if isinstance(item, TextRecord)] == [
        (1, part, "en") for part in (1, 2, 3)
    ]
    assert " ".join(item.text for item in pieces if isinstance(item, TextRecord)) == text
    assert all(len(item.text) <= 8_000 and item.text.endswith(".") for item in pieces if isinstance(item, TextRecord))


@pytest.mark.parametrize("name", ["a.warc.gz", "a.html", "a.md", "a.jsonl"])
def test_the_limited_child_gives_the_same(name: str, tmp_path: Path) -> None:
    content = {
        "a.warc.gz": gzip.compress(ARCHIVE),
        "a.html": html_page(1),
        "a.md": " ".join(article(n) for n in range(40)).encode(),
        "a.jsonl": json.dumps({"text": article(1)}).encode() + b"\nnot JSON\n",
    }[name]
    path = made(tmp_path, name, content)
    assert [*read_texts_safely(path)] == [*read_texts(path)]
    assert [*read_texts_safely(path, start_after=1)] == [*read_texts(path, start_after=1)]


def test_kinds_are_told_by_content_before_the_name(tmp_path: Path) -> None:
    assert detect_document(made(tmp_path, "a.txt", ARCHIVE)).kind is DocumentKind.WARC
    assert (
        detect_document(made(tmp_path, "b.txt", "\ufeff <?xml version='1.0'?>\n<HTML><body>")).kind is DocumentKind.HTML
    )
    assert detect_document(made(tmp_path, "c.md", "# A\n")).kind is DocumentKind.MARKDOWN
    assert detect_document(made(tmp_path, "d.txt", '{"text": "A"}\n')).kind is DocumentKind.TABLE
    assert detect_document(made(tmp_path, "e.txt", "A text\n")).kind is DocumentKind.TXT


@pytest.mark.parametrize(
    ("data", "charset", "text"),
    [
        ("Größe".encode(), "", "Größe"),
        ("Größe".encode("cp1252"), "", "Größe"),
        ("Größe".encode("cp1252"), "no-such-code", "Größe"),
        ("величина".encode("koi8-r"), "koi8-r", "величина"),
        (b"<meta charset='gb18030'>" + "大小".encode("gb18030"), "", "<meta charset='gb18030'>大小"),
        ("Größe".encode("utf-16"), "ascii", "Größe"),
        ("Größe".encode(), "ascii", "Größe"),
        (b"xn--gre-6ka8b", "punycode", "xn--gre-6ka8b"),
        (rb"a\u0062", "unicode_escape", r"a\u0062"),
        (b"+AGE-", "utf7", "+AGE-"),
    ],
)
def test_a_page_is_decoded_by_its_mark_its_server_its_own_word_or_as_it_fits(
    data: bytes, charset: str, text: str
) -> None:
    assert decode_page(data, charset) == text


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Прехвърлихме се на другия бряг, преди да се съмне, и чакахме лодката.", "bg"),
        ("आम्ही पहाट होण्यापूर्वी नदीच्या दुसऱ्या किनाऱ्यावर गेलो आणि होडीची वाट पाहिली.", "mr"),
        ("Vam arribar a l'altra riba abans de l'alba i vam esperar la barca.", "ca"),
        ("0 1 2 3 4 5", "und"),
    ],
)
def test_neighbouring_languages_are_told_apart(text: str, language: str) -> None:
    assert document_language(text) == language


@pytest.mark.parametrize(
    ("first", "title"),
    [("# A", "A"), ("### A part", "A part"), ("#tag", "a.md"), ("#  # A", "a.md"), ("####### seven", "a.md")],
)
def test_the_title_of_a_markdown_file_is_its_first_heading_or_its_name(first: str, title: str, tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(f"{first}\n\n{article(1)}\n", "utf-8")
    (found,) = read_texts(path)
    assert isinstance(found, TextRecord)
    assert found.title == title
