"""The documents of a file before they are judged: rows of a table, one file, or the pages of a web archive."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from curation.sources.damage import FileDamage
from curation.sources.formats import (
    HEAD_BYTES,
    DocumentFormat,
    DocumentKind,
    Format,
    FormatKind,
    detect_document,
    open_content,
    open_text,
)
from curation.sources.lines import DAMAGE, text_rows
from curation.sources.records import Row, Skipped, SkipReason, has_undecoded_bytes, skip
from curation.sources.tables import Table, choose_column, open_table, text_of
from curation.sources.warc_file import WarcPage, warc_pages
from curation.sources.web_page import MAX_PAGE_BYTES, MAX_TITLE_CHARS, decode_page, read_page
from curation.text import clean_text, one_line

MIN_LINE_CHARS: Final = 200
"""In a file of one text per line nearly every line has so many characters."""

_LIKELY_COLUMNS: Final = ("text", "content", "body", "article", "document", "raw_content", "markdown")
_TITLE_COLUMNS: Final = ("title", "headline")
_URL_COLUMNS: Final = ("url", "link", "source_url")
_SAMPLED_ROWS: Final = 50
_LONG_LINES_SHARE: Final = 0.9
_MAX_URL_CHARS: Final = 2_000
_FRONT_MATTER: Final = re.compile(r"\A---\n.{0,10000}?\n(?:---|\.\.\.)\n", re.DOTALL)
_HEADING: Final = re.compile(r"^#{1,6} {1,8}([^\s#][^\n]{0,500})", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Document:
    """One text as it stands in the file.

    `is_page` says that it comes from a web page, `is_page_text` that all of
    the page is still in it, menus included.
    """

    line: int
    text: str
    title: str = ""
    url: str = ""
    is_page: bool = False
    is_page_text: bool = False


def read_documents(path: Path, *, column: str | None, start_after: int) -> Iterator[Document | Skipped]:
    """Yield the documents of a file after the line `start_after`.

    Raises:
        NotFoundError: There is no such file.
        BadInputError: The file or the column cannot be used at all.
        FileDamage: While they are read, if the file is damaged.
    """
    form = detect_document(path)
    match form.kind:
        case DocumentKind.TABLE:
            table = open_table(path)
            return _table(table, _column(table, column), start_after)
        case DocumentKind.WARC:
            return _archive(path, form, start_after)
        case DocumentKind.TXT:
            plain = Format(FormatKind.TXT, form.gzipped, form.encoding)
            if _is_one_text_per_line(path, plain):
                return _lines(path, plain, start_after)
            return _one_file(path, form, start_after)
        case DocumentKind.MARKDOWN | DocumentKind.HTML:
            return _one_file(path, form, start_after)


def _column(table: Table, wanted: str | None) -> str:
    """Return the column to read: the wanted one, one whose name says so, or the one with the longest texts."""
    if wanted is None:
        wanted = _named(table.text_columns, _LIKELY_COLUMNS) or _longest(table)
    return choose_column(table, wanted)


def _named(columns: tuple[str, ...], names: tuple[str, ...]) -> str | None:
    """Return the first column with one of the names."""
    by_name = {column.strip().casefold(): column for column in reversed(columns)}
    return next((by_name[name] for name in names if name in by_name), None)


def _longest(table: Table) -> str | None:
    """Return the column of text with the most characters in the first rows, or None where there is none."""
    chars = dict.fromkeys(table.text_columns, 0)
    for row in islice(table.rows(table.text_columns), _SAMPLED_ROWS):
        if isinstance(row, Row):
            for name in chars:
                value = row.cells.get(name)
                chars[name] += len(value) if isinstance(value, str) else 0
    return max(chars, key=lambda name: chars[name]) if any(chars.values()) else None


def _table(table: Table, column: str, start_after: int) -> Iterator[Document | Skipped]:
    """Yield the rows of a table."""
    others = tuple(name for name in table.text_columns if name != column)
    title, url = _named(others, _TITLE_COLUMNS), _named(others, _URL_COLUMNS)
    wanted = [name for name in (column, title, url) if name is not None]
    for row in table.rows(wanted, start_after=start_after):
        if isinstance(row, Skipped):
            yield row
            continue
        text = text_of(row, column)
        if isinstance(text, Skipped):
            yield text
        else:
            yield Document(row.line, text, _cell(row, title, MAX_TITLE_CHARS), _cell(row, url, _MAX_URL_CHARS))


def _cell(row: Row, column: str | None, max_chars: int) -> str:
    """Return a short cell on one line."""
    value = row.cells.get(column) if column is not None else None
    return one_line(clean_text(value[: 4 * max_chars]))[:max_chars] if isinstance(value, str) else ""


def _is_one_text_per_line(path: Path, form: Format) -> bool:
    """Tell a file with one text per line from a file that is one text.

    It has at least two lines, no blank line between them (blank lines part the
    paragraphs of one text), and nine of ten lines are long enough to be a text
    each. Judged by the beginning of the file.
    """
    with open_text(path, form, newline=None) as handle:
        try:
            head = handle.read(HEAD_BYTES)
        except (EOFError, *DAMAGE):
            return False
    lines = head.strip("\n").split("\n")
    if len(head) == HEAD_BYTES:
        lines.pop()  # cut off by us
    are_long = [len(line) >= MIN_LINE_CHARS for line in lines]
    return len(lines) > 1 and all(map(str.strip, lines)) and sum(are_long) >= _LONG_LINES_SHARE * len(lines)


def _lines(path: Path, form: Format, start_after: int) -> Iterator[Document | Skipped]:
    """Yield each line of a file as a document."""
    for row in text_rows(path, form, start_after=start_after):
        yield row if isinstance(row, Skipped) else Document(row.line, str(row.cells["text"]))


def _one_file(path: Path, form: DocumentFormat, start_after: int) -> Iterator[Document | Skipped]:
    """Yield the one document that a file is."""
    if start_after >= 1:
        return
    try:
        with open_content(path, gzipped=form.gzipped) as content:
            data = content.read(MAX_PAGE_BYTES + 1)
    except EOFError as error:
        raise FileDamage(
            "line 1", found="the end of a gzip file that was cut off", expected="the whole file"
        ) from error
    except DAMAGE as error:
        raise FileDamage("line 1", found=f"damaged data ({error})", expected="the whole file") from error
    if len(data) > MAX_PAGE_BYTES:
        yield skip(1, SkipReason.PAGE_TOO_LARGE, path.name)
    elif form.kind is DocumentKind.HTML:
        page = read_page(data)
        yield Document(1, page.text, page.title or path.name, is_page=True)
    else:
        errors = "surrogateescape" if form.encoding.startswith("utf-8") else "replace"
        yield _written(path, data.decode(form.encoding, errors), form.kind)


def _written(path: Path, text: str, kind: DocumentKind) -> Document | Skipped:
    """Turn plain text or Markdown into a document; of Markdown, the fields before the text go."""
    if has_undecoded_bytes(text):
        return skip(1, SkipReason.BAD_ENCODING, text)
    if kind is not DocumentKind.MARKDOWN:
        return Document(1, text, path.name)
    body = _FRONT_MATTER.sub("", clean_text(text) + "\n")
    heading = _HEADING.search(body)
    title = one_line(heading[1])[:MAX_TITLE_CHARS] if heading else path.name
    return Document(1, body, title)


def _archive(path: Path, form: DocumentFormat, start_after: int) -> Iterator[Document | Skipped]:
    """Yield the pages of a web archive, and the texts of one whose texts were taken out before."""
    for page in warc_pages(path, gzipped=form.gzipped, start_after=start_after):
        yield page if isinstance(page, Skipped) else _page(page)


def _page(page: WarcPage) -> Document:
    """Turn the content of a record into a document."""
    url = page.url[:_MAX_URL_CHARS]
    if page.is_html:
        text, title = read_page(page.data, charset=page.charset)
        return Document(page.number, text, title, url, is_page=True)
    text = decode_page(page.data, page.charset)
    if not page.is_extracted:
        return Document(page.number, text, url=url)
    # The first line of a text in a WET file is the page's title.
    title = one_line(clean_text(text.lstrip()[:1_000].partition("\n")[0]))[:MAX_TITLE_CHARS]
    return Document(page.number, text, title, url, is_page=True, is_page_text=True)
