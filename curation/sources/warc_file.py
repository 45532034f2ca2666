"""Pages and texts of WARC and WET files, one record after the other.

The library reads past a gzip file that is cut off and past a wrong length
without a word. So it is given a content that is unpacked here, where an early
end is an error, and after each record the length is compared with what its
header says.
"""

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

from curation.sources.damage import FileDamage
from curation.sources.formats import open_content
from curation.sources.lines import DAMAGE
from curation.sources.record_limits import allow_next_record
from curation.sources.records import Skipped, SkipReason, skip
from curation.sources.web_page import MAX_PAGE_BYTES

_HTML_TYPES: Final = frozenset({"text/html", "application/xhtml+xml", ""})
_PLAIN: Final = "text/plain"
_CHARSET: Final = re.compile(r"charset\s{0,8}=\s{0,8}[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_WHOLE: Final = "the whole record"
_START: Final = "a record that begins with WARC/"
_MAX_FOUND_CHARS: Final = 60


class WarcPage(NamedTuple):
    """The content of one record; `is_extracted` where its text was taken out before, as in WET files."""

    number: int
    url: str
    data: bytes
    charset: str
    is_html: bool
    is_extracted: bool


class _CutOffError(Exception):
    """The packed content ends in its middle (an EOFError would be taken for the regular end)."""


class _Content:
    """The unpacked content as the library reads it."""

    def __init__(self, raw: io.BufferedReader) -> None:
        self._raw = raw
        self._at = 0

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes, at most `size`; what stands before an early end is given before the error."""
        try:
            data = self._raw.read1(size)
        except EOFError as error:
            raise _CutOffError from error
        self._at += len(data)
        return data

    def tell(self) -> int:
        """Return how many bytes were read."""
        return self._at


def warc_pages(path: Path, *, gzipped: bool, start_after: int = 0) -> Iterator[WarcPage | Skipped]:
    """Yield a page, or a skipped row, for each record after the record `start_after` that holds a page or a text.

    Records are counted from 1, also those that hold neither (requests, descriptions of the file).

    Raises:
        FileDamage: The file ends within a record, or a record is not as long as it says.
    """
    from warcio.archiveiterator import WARCIterator  # type: ignore[import-untyped] # it has no types

    with open_content(path, gzipped=gzipped) as raw:
        records = WARCIterator(_Content(raw), no_record_parse=True)
        number = 0
        while True:
            allow_next_record()
            number += 1
            outcome = _next(records, number)
            if outcome is _END:
                return
            if number > start_after and isinstance(outcome, WarcPage | Skipped):
                yield outcome


_END: Final = object()


def _next(records: Any, number: int) -> object:  # noqa: ANN401 - warcio has no types
    """Return the next record's page, a skipped row, None where it holds no page, or _END."""
    from warcio.exceptions import ArchiveLoadFailed  # type: ignore[import-untyped] # it has no types

    position = f"record {number:,}"
    try:
        record = next(records, None)
        if record is None:
            return _END
        declared = _declared_length(record, position)
        outcome = _outcome(records, record, number) if declared <= MAX_PAGE_BYTES else _too_large(record, number)
        records.read_to_end(record)
        _check_length(records, record, declared, position)
    except _CutOffError as error:
        raise FileDamage(position, found="the end of a gzip file that was cut off", expected=_WHOLE) from error
    except ArchiveLoadFailed as error:
        raise FileDamage(position, found=_brief(error.msg), expected=_START) from error
    except AttributeError as error:
        # The library's own fault where the file ends within a record's header.
        raise FileDamage(position, found="the end of the file within a header", expected=_WHOLE) from error
    except DAMAGE as error:
        raise FileDamage(position, found=f"damaged data ({_brief(error)})", expected=_WHOLE) from error
    return outcome


def _declared_length(record: Any, position: str) -> int:  # noqa: ANN401
    """Return the length that the record's header names."""
    length = record.rec_headers.get_header("Content-Length")
    if length is None or not (length.isascii() and length.isdigit()):
        found = "no Content-Length" if length is None else f"the Content-Length {_brief(length)!r}"
        raise FileDamage(position, found=found, expected="a whole number of bytes")
    return int(length[:18])


def _check_length(records: Any, record: Any, declared: int, position: str) -> None:  # noqa: ANN401
    """Compare what was read with what the header says, and see that another record or nothing follows."""
    if missing := record.raw_stream.limit:
        raise FileDamage(
            position,
            found=f"{declared - missing:,} bytes up to the end of the file",
            expected=f"{declared:,} bytes, as its Content-Length says",
        )
    following = records.next_line
    if records.err_count or (following is not None and not following.startswith(b"WARC/")):
        found = f"{_brief(following or b'more text')!r} after {declared:,} bytes, where its Content-Length ends it"
        raise FileDamage(position, found=found, expected=f"two line breaks and {_START}")


def _outcome(records: Any, record: Any, number: int) -> WarcPage | Skipped | None:  # noqa: ANN401
    """Read one record's content."""
    url = record.rec_headers.get_header("WARC-Target-URI") or ""
    if record.rec_type == "conversion":
        return WarcPage(number, url, record.raw_stream.read(), "utf-8", is_html=False, is_extracted=True)
    if record.rec_type not in {"response", "resource"}:
        return None
    if record.rec_type == "resource" or not url.startswith(("http:", "https:")):
        return _body(record, number, url, record.content_type or "")
    try:
        headers = records.loader.load_http_headers("response", url, record.raw_stream, record.length)
    except EOFError:
        headers = None
    if headers is None:
        return skip(number, SkipReason.EMPTY, url)
    if not headers.get_statuscode().startswith("2"):
        return skip(number, SkipReason.ERROR_PAGE, f"{headers.get_statuscode()} {url}")
    record.http_headers = headers
    return _body(record, number, url, headers.get_header("Content-Type") or "")


def _body(record: Any, number: int, url: str, content_type: str) -> WarcPage | Skipped:  # noqa: ANN401
    """Read the content of a record that holds a page or a text, unpacked within a bound."""
    kind = content_type.partition(";")[0].strip().lower()
    if kind not in _HTML_TYPES and kind != _PLAIN:
        return skip(number, SkipReason.NOT_TEXT, f"{kind} {url}")
    data = record.content_stream().read(MAX_PAGE_BYTES + 1)
    if len(data) > MAX_PAGE_BYTES:
        return skip(number, SkipReason.PAGE_TOO_LARGE, url)
    named = _CHARSET.search(content_type)
    return WarcPage(number, url, data, named[1] if named else "", is_html=kind != _PLAIN, is_extracted=False)


def _too_large(record: Any, number: int) -> Skipped | None:  # noqa: ANN401
    """Skip a record that says it is too large, if it is of a kind that counts."""
    if record.rec_type not in {"response", "resource", "conversion"}:
        return None
    return skip(number, SkipReason.PAGE_TOO_LARGE, record.rec_headers.get_header("WARC-Target-URI") or "")


def _brief(value: object) -> str:
    """Return the beginning of what was found, for a sentence."""
    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
    return " ".join(text[: 4 * _MAX_FOUND_CHARS].split())[:_MAX_FOUND_CHARS]
