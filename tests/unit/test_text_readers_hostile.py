"""Files of texts that are broken or meant to break: what came before is kept, and one sentence says what is wrong."""

import contextlib
import gzip
import json
import os
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from curation.errors import BadInputError, NotFoundError
from curation.sources import Skipped, SkipReason, TextRecord, read_texts, read_texts_safely, record_limits
from curation.sources import lines as lines_file
from curation.sources.formats import Format, FormatKind, open_text
from curation.sources.limited_child import stream_limited
from tests.web_archives import article, html_page, http, page_record, record


def made(tmp_path: Path, name: str, content: bytes) -> Path:
    path = tmp_path / name
    path.write_bytes(content)
    return path


def until_error(found: Iterator[TextRecord | Skipped]) -> tuple[list[TextRecord | Skipped], str]:
    """Return what came before the error, and its message."""
    items: list[TextRecord | Skipped] = []
    with pytest.raises(BadInputError) as error:
        items.extend(found)
    return items, error.value.message


def lines(items: list[TextRecord | Skipped]) -> list[int]:
    return [item.line for item in items if isinstance(item, TextRecord)]


GOOD = page_record(1)
HUGE = 2 * 1024**3
LYING = {
    "too short": (page_record(2, length=300), "where its Content-Length ends it"),
    "too long": (page_record(2, length=len(http(html_page(2))) + 100), "where its Content-Length ends it"),
    "negative": (page_record(2, length=-1), "the Content-Length '-1'"),
    "no number": (page_record(2, length="many"), "the Content-Length 'many'"),
    "of 30 digits": (page_record(2, length="9" * 30), "bytes up to the end of the file"),
    "2 GB": (page_record(2, length=HUGE), "bytes up to the end of the file"),
    "missing": (page_record(2).replace(b"Content-Length", b"Content-Height", 1), "no Content-Length"),
    "no blank line after": (page_record(2)[:-4], "where its Content-Length ends it"),
}


@pytest.mark.parametrize("lie", LYING)
def test_a_record_whose_length_lies_ends_the_reading_at_its_place(lie: str, tmp_path: Path) -> None:
    bad, found = LYING[lie]
    items, message = until_error(read_texts(made(tmp_path, "a.warc", GOOD + bad + page_record(3))))
    assert lines(items) == [1]
    assert message.startswith("a.warc cannot be read to its end. Position: record 2. Found: ")
    assert found in message
    assert "Expected: " in message
    assert "Kept: the 1 text that was read before it." in message


@pytest.mark.parametrize("keep", [60, 200, 900], ids=["in the header", "in its last line", "in the page"])
def test_an_archive_that_ends_within_a_record_is_not_taken_for_whole(keep: int, tmp_path: Path) -> None:
    items, message = until_error(read_texts(made(tmp_path, "a.warc", GOOD + page_record(2)[:keep])))
    assert lines(items) == [1]
    assert "Position: record 2" in message


@pytest.mark.parametrize("per_record", [True, False], ids=["a member per record", "one member"])
def test_a_gzip_archive_that_is_cut_off_is_an_error(per_record: bool, tmp_path: Path) -> None:
    records = [page_record(n) for n in range(1, 5)]
    packed = b"".join(map(gzip.compress, records)) if per_record else gzip.compress(b"".join(records))
    items, message = until_error(read_texts_safely(made(tmp_path, "a.warc.gz", packed[:-20])))
    assert lines(items) == [1, 2, 3]
    assert "a gzip file that was cut off" in message
    assert "Position: record 4." in message
    assert "Kept: the 3 texts" in message


def test_a_gzip_archive_that_is_damaged_in_its_middle_is_an_error(tmp_path: Path) -> None:
    packed = bytearray(b"".join(gzip.compress(page_record(n)) for n in range(1, 200)))
    middle = len(packed) // 2
    packed[middle : middle + 40] = b"\xff" * 40
    items, message = until_error(read_texts(made(tmp_path, "a.warc.gz", bytes(packed))))
    assert 50 < len(lines(items)) < 150
    assert "damaged data" in message


@pytest.mark.parametrize("name", ["a.jsonl.gz", "a.md.gz", "a.html.gz", "a.txt.gz"])
def test_other_files_that_are_cut_off_are_an_error_too(name: str, tmp_path: Path) -> None:
    body = {
        "a.jsonl.gz": "".join(json.dumps({"text": article(n)}) + "\n" for n in range(500)).encode(),
        "a.html.gz": b"".join(html_page(n) for n in range(500)),
    }.get(name, "\n\n".join(article(n) for n in range(500)).encode())
    packed = gzip.compress(body)
    items, message = until_error(read_texts(made(tmp_path, name, packed[: len(packed) // 2])))
    assert (len(items) > 50) is (name == "a.jsonl.gz")
    assert message.startswith(f"{name} cannot be read to its end. Position: line ")
    assert "cut off" in message


def test_a_zip_is_refused_before_anything_is_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "a.warc"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("../../x.txt", b"x" * 1_000_000)
    with pytest.raises(BadInputError, match=r"a zip archive.*WARC and WET"):
        read_texts(path)
    [_, message] = until_error(read_texts_safely(path))
    assert "a.warc is a zip archive" in message


def test_a_parquet_file_that_unpacks_to_8_gb_is_one_error_and_nothing_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "bomb.parquet"
    repeated = pa.DictionaryArray.from_arrays(pa.array([0] * 800, pa.int32()), pa.array(["a" * 10_000_000]))
    table = pa.table({"text": repeated})
    pq.write_table(table, path, compression="zstd", dictionary_pagesize_limit=1 << 30, store_schema=False)
    items, message = until_error(read_texts_safely(path, column="text"))
    assert items == []
    assert message.startswith("bomb.parquet cannot be read to its end. Position: the first record.")
    assert "more memory than is allowed" in message
    assert "Kept: the 0 texts" in message


def bomb(before: bytes, after: bytes, *, mebibytes: int) -> bytes:
    """Pack a content whose middle is a million letters over and over."""
    packer = zlib.compressobj(1, zlib.DEFLATED, 31)
    parts = [packer.compress(before), *(packer.compress(b"x" * 2**20) for _ in range(mebibytes))]
    return b"".join([*parts, packer.compress(after), packer.flush()])


@pytest.mark.parametrize("name", ["a.html.gz", "a.md.gz"])
def test_a_file_that_unpacks_to_very_much_is_skipped_by_its_size(name: str, tmp_path: Path) -> None:
    path = made(tmp_path, name, bomb(b"<html>" + article(1).encode(), b"", mebibytes=64))
    assert path.stat().st_size < 500_000
    assert [*read_texts_safely(path)] == [Skipped(1, SkipReason.PAGE_TOO_LARGE, name)]


def test_a_record_that_really_is_very_large_is_read_past(tmp_path: Path) -> None:
    size = 128 * 2**20
    head, tail = record(b"", n=2, length=size)[:-4], b"\r\n\r\n" + page_record(3)
    path = made(tmp_path, "a.warc.gz", bomb(GOOD + head, tail, mebibytes=128))
    found = [*read_texts_safely(path)]
    assert lines(found) == [1, 3]
    assert found[1] == Skipped(2, SkipReason.PAGE_TOO_LARGE, "http://example.org/2")


def test_a_page_that_unpacks_to_very_much_within_a_record_is_read_past(tmp_path: Path) -> None:
    packed = http(bomb(b"", b"", mebibytes=100), more="Content-Encoding: gzip\r\n")
    found = [*read_texts_safely(made(tmp_path, "a.warc", GOOD + record(packed, n=2) + page_record(3)))]
    assert [(item.line, isinstance(item, TextRecord)) for item in found] == [(1, True), (2, False), (3, True)]
    assert found[1] == Skipped(2, SkipReason.PAGE_TOO_LARGE, "http://example.org/2")


@pytest.mark.parametrize(
    "body",
    [
        "<a " * 50_000,
        "<div>" * 100_000,
        "<title" * 50_000,
        f"<p {'x' * 1_000_000}='y'>",
        "<!--" * 50_000,
        "&" * 100_000,
    ],
    ids=["unclosed tags", "deep nesting", "unclosed titles", "a huge attribute", "comments", "ampersands"],
)
def test_a_page_made_to_be_slow_or_deep_leaves_the_pages_beside_it(body: str, tmp_path: Path) -> None:
    hostile = record(http(html_page(2, body=body)), n=2)
    found = [*read_texts_safely(made(tmp_path, "a.warc", GOOD + hostile + page_record(3)))]
    assert {1, 3} <= {item.line for item in found if isinstance(item, TextRecord)}
    assert {item.line for item in found} == {1, 2, 3}


def send_texts(way: str, _column: object, _start_after: object) -> Iterator[list[object]]:
    """Stand in for the function in the child: one text, then a record that meets a limit."""
    yield [7, 0, article(7), "", ""]
    record_limits.RECORD_CPU_S = 0  # type: ignore[misc] # this process is a child of the test's own
    record_limits.allow_next_record()
    match Path(way).name:
        case "time":
            pow(3, 10**8)
        case "memory":
            bytearray(4 * 2**30)
        case _:
            os.abort()


@pytest.mark.parametrize(
    ("way", "found"),
    [
        ("time", "takes longer than is allowed"),
        ("memory", "more memory than is allowed"),
        ("crash", "stopped its reader"),
    ],
)
def test_a_record_that_brings_the_child_to_a_limit_is_one_error_that_says_where(
    way: str, found: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("curation.sources.texts.__name__", "tests.unit.test_text_readers_hostile")
    items, message = until_error(read_texts_safely(made(tmp_path, way, GOOD)))
    assert items == [TextRecord(7, 0, article(7), "", "", "en")]
    assert message.startswith(f"{way} cannot be read to its end. Position: after record 7. Found: ")
    assert found in message
    assert "Expected: a record that is read within 30 seconds of processor time and 2 GB of memory" in message
    assert "Kept: the 1 text that was read before it." in message


def line_after_many(path: str, start_after: int) -> Iterator[int]:
    """Stand in for the function in the child: little time for a record, and a disk that needs much for a line."""
    record_limits.RECORD_CPU_S = 1  # type: ignore[misc] # this process is a child of the test's own

    @contextlib.contextmanager
    def slow_text(*args: Any, **options: Any) -> Iterator[Any]:  # noqa: ANN401 - as it is called
        with open_text(*args, **options) as handle:
            yield SimpleNamespace(readline=lambda size: (sum(range(50_000)), handle.readline(size))[1])

    lines_file.open_text = slow_text  # type: ignore[attr-defined] # the name under which it calls it
    record_limits.allow_next_record()
    for row in lines_file.jsonl_rows(Path(path), Format(FormatKind.JSONL), start_after=start_after):
        record_limits.stop_clock()
        yield row.line


def test_lines_that_were_dealt_with_before_are_not_charged_to_the_record_after_them(tmp_path: Path) -> None:
    path = made(tmp_path, "a.jsonl", b"".join(b'{"text": "%d"}\n' % n for n in range(4_000)))
    assert [*stream_limited(f"{__name__}:line_after_many", [str(path), 3_999])] == [4_000]


def test_a_file_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError):
        read_texts_safely(tmp_path / "nowhere.warc")
    with pytest.raises(BadInputError, match="folder"):
        read_texts_safely(tmp_path)
    with pytest.raises(BadInputError, match="does not begin as such a file"):
        read_texts(made(tmp_path, "a.warc", b"<p>no archive"))
