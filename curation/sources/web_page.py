"""The text of a web page, without its menus and notices."""

import codecs
import html
import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

from curation.text import clean_text, one_line

if TYPE_CHECKING:
    from trafilatura.settings import Extractor

MAX_PAGE_BYTES: Final = 8 * 1024 * 1024
"""A larger page is not read."""

MAX_TITLE_CHARS: Final = 300

_SNIFFED_CHARS: Final = 65_536
# Every repetition is bounded, so that a page made of unclosed tags takes no longer than another.
_TITLE: Final = re.compile(r"<title[^>]{0,200}>([^<]{1,1000})", re.IGNORECASE)
_META_CHARSET: Final = re.compile(rb"<meta[^>]{0,200}charset\s{0,8}=\s{0,8}[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_MARKS: Final = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
# Encodings of Python that no page of the web is in, and that a hostile one could name: some take quadratic time.
_NO_PAGE_HAS: Final = frozenset({"idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape", "utf-7"})


class Page(NamedTuple):
    """What a page says, not yet cleaned; an empty text where it says nothing."""

    text: str
    title: str


def read_page(data: bytes, *, charset: str = "") -> Page:
    """Take the running text out of a page of HTML.

    Args:
        data: The page as it was served or saved.
        charset: The encoding that came with it, if any did.

    Source:
        trafilatura (Barbaresi, ACL 2021) with its own settings, without readers' comments.
    """
    import trafilatura

    source = decode_page(data, charset)
    text = trafilatura.extract(source, options=_options()) or ""
    return Page(text, _title(source))


@cache
def _options() -> "Extractor":
    """Return what is asked of each page; made for each one anew, it would be read out of a file of settings again."""
    from trafilatura.settings import Extractor

    return Extractor(comments=False)


def decode_page(data: bytes, charset: str = "") -> str:
    """Decode a page by its byte order mark, the given encoding, its own word, or as UTF-8 or Western European.

    An encoding that does not exist or does not fit is passed over.
    """
    for name in _named_encodings(data, charset):
        try:
            codec = codecs.lookup(name).name
            if codec in _NO_PAGE_HAS:
                continue
            return data.decode(codec).removeprefix("\ufeff")
        except (LookupError, ValueError):
            continue
    return data.decode("cp1252", "replace")


def _named_encodings(data: bytes, charset: str) -> Iterator[str]:
    """Yield the encodings to try, in their order; the page is searched only where nothing before it fits."""
    yield from (name for mark, name in _MARKS if data.startswith(mark))
    yield charset
    yield _own_charset(data)
    yield "utf-8"


def _own_charset(data: bytes) -> str:
    """Return the encoding that the page's head names, or an empty text."""
    found = _META_CHARSET.search(data[:_SNIFFED_CHARS])
    return found[1].decode("ascii") if found else ""


def _title(source: str) -> str:
    """Return the page's title on one line."""
    found = _TITLE.search(source[:_SNIFFED_CHARS])
    return one_line(clean_text(html.unescape(found[1])))[:MAX_TITLE_CHARS] if found else ""
