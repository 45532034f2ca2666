"""A list of URLs, one on each line."""

from pathlib import Path

import pytest

from curation.errors import BadInputError, NotFoundError
from curation.sources.web import MAX_LIST_BYTES, MAX_LISTED_URLS, read_url_list


def test_empty_lines_and_remarks_do_not_count(tmp_path: Path) -> None:
    path = tmp_path / "urls.txt"
    path.write_bytes(
        b"\xef\xbb\xbf# bees\r\nhttp://a.example/\r\n\r\n  https://b.example/x?y=1  \n#http://c.example/\n"
    )
    assert read_url_list(path) == ["http://a.example/", "https://b.example/x?y=1"]


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        (b"file:///etc/passwd", "http:// or https://"),
        (b"pages.example", "http:// or https://"),
        (b"http://ada:secret@pages.example/", "user name"),
        (b"http://pages.example:22/", "port 22"),
        (b"http://pages.example/\xff", "not a URL"),
        (b"http://pages.example/\x00", "not a URL"),
        (b"http://a.example/ " + b"b" * 100_000, "not a URL"),
    ],
)
def test_a_line_that_is_no_url_is_named(line: bytes, rule: str, tmp_path: Path) -> None:
    path = tmp_path / "urls.txt"
    path.write_bytes(b"http://a.example/\n\n" + line + b"\n")
    with pytest.raises(BadInputError, match=rf"urls\.txt, line 3: .*{rule}"):
        read_url_list(path)


@pytest.mark.parametrize("content", [b"", b"\n# nothing\n", b"http://a.example/\n" * (MAX_LISTED_URLS + 1)])
def test_a_list_has_one_url_at_least_and_not_too_many(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "urls.txt"
    path.write_bytes(content)
    with pytest.raises(BadInputError, match="from 1 to 10,000"):
        read_url_list(path)


def test_a_file_too_large_for_a_list_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "urls.txt"
    path.write_bytes(b"#" * (MAX_LIST_BYTES + 1))
    with pytest.raises(BadInputError, match="larger than 2 MB"):
        read_url_list(path)


def test_a_list_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match=r"urls\.txt"):
        read_url_list(tmp_path / "urls.txt")
