"""Pages from the web: one URL becomes one file, without reaching what only this machine can reach.

The rules, each of which an error names: http or https; no user name; port 80,
443 or one from 1024 on; every address of the host is public, judged once and
then connected to; a redirect is followed by hand under the same rules, and never
from https to http; kinds of text only; limits on bytes, packed and unpacked, and
on the time in all. No proxy, cookie or password is taken from the environment.
"""

import contextlib
import re
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import httpcore2
import httpx2

from curation.errors import BadInputError
from curation.sources.formats import open_bytes
from curation.sources.web_addresses import Address, allowed_addresses, is_public_address, resolve_host
from curation.sources.web_connection import Deadline, PinnedBackend
from curation.sources.web_files import keep_file
from curation.sources.web_page import MAX_PAGE_BYTES

PAGE_TIMEOUT_S = 60.0
"""How many seconds one page may take: names, redirects, headers and body together."""
MAX_REDIRECTS = 5
MAX_LISTED_URLS = 10_000
MAX_LIST_BYTES = 2 * 1024**2

KINDS = "HTML, plain text and Markdown are fetched. Save an archive or a table, and import the file."

_HEADERS: Mapping[str | bytes, str | bytes] = {
    "Accept": "text/html, application/xhtml+xml, text/markdown, text/plain, */*;q=0.1",
    "Accept-Encoding": "gzip",
    "Connection": "close",
    "User-Agent": "persona-curator",
}
_HOST_NAME = re.compile(r"(?=.{1,254}\Z)([a-z0-9_-]{1,63}\.)*[a-z0-9_-]{1,63}\.?")
_DEFAULT_PORTS = {"http": 80, "https": 443}
_LOWEST_FREE_PORT = 1024
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PAGES = {"text/html": ".html", "application/xhtml+xml": ".html", "text/plain": ".txt", "text/markdown": ".md"}
_MAX_SHOWN_CHARS = 200


@dataclass(frozen=True, slots=True)
class FetchedPage:
    """A page as it lies on disk.

    `url` is where it was found in the end, `content_type` the type without its
    parameters, `sha256` that of the file's bytes (64 hex digits).
    """

    path: Path
    url: str
    content_type: str
    sha256: str


def fetch_page(
    url: str,
    *,
    folder: Path,
    max_bytes: int = MAX_PAGE_BYTES,
    timeout_s: float = PAGE_TIMEOUT_S,
    resolve: Callable[[str], Sequence[str]] = resolve_host,
    is_allowed_address: Callable[[Address], bool] = is_public_address,
) -> FetchedPage:
    """Fetch one page into a file of the folder, named by its sha256.

    The file is whole or not there.

    Args:
        url: What a user or a list gave; hostile.
        folder: Where the file goes; it exists.
        max_bytes: The most that is read, sent or unpacked.
        timeout_s: Seconds for everything.
        resolve: Returns all addresses of a host; asked once for each step.
        is_allowed_address: Tells which addresses may be connected to.

    Raises:
        BadInputError: A rule forbids it, or there is no such page.
        DiskError: The disk is full.
    """
    deadline = Deadline(timeout_s)
    target = check_url(url)
    for _ in range(MAX_REDIRECTS + 1):
        host = target.raw_host.decode("ascii")
        addresses = allowed_addresses(host, resolve=resolve, is_allowed=is_allowed_address, deadline=deadline)
        with _answer(target, PinnedBackend(addresses, deadline), deadline) as answer:
            if answer.status not in _REDIRECTS:
                content_type, suffix = _kind(target, answer)
                path, sha256 = keep_file(_body(target, answer, max_bytes), folder=folder, suffix=suffix)
                return FetchedPage(path, str(target), content_type, sha256)
            target = _next_target(target, answer)
    raise BadInputError(f"{_shown(url)} leads through more than {MAX_REDIRECTS} redirects.", "Give the page's own URL.")


def check_url(url: str) -> httpx2.URL:
    """Take a URL apart, before anything is asked.

    Raises:
        BadInputError: It is no URL, or one of a form that is not fetched.
    """
    try:
        target = httpx2.URL(url)
    except (httpx2.InvalidURL, ValueError) as error:
        raise BadInputError(f"{_shown(url)} is not a URL that can be read: {_shown(error)}.") from error
    if target.scheme not in _DEFAULT_PORTS:
        raise BadInputError(f"{_shown(url)} does not begin with http:// or https://; nothing else is fetched.")
    host = target.raw_host.decode("ascii")
    if ":" not in host and not _HOST_NAME.fullmatch(host):
        raise BadInputError(f"{_shown(url)} has no host that can be asked.")
    if target.userinfo:
        raise BadInputError(f"{_shown(url)} has a user name or a password in it; such a URL is not fetched.")
    port = _port(target)
    if port not in _DEFAULT_PORTS.values() and not _LOWEST_FREE_PORT <= port <= 65_535:
        raise BadInputError(f"{_shown(url)} asks for port {port}; only 80, 443 and those from 1024 on are asked.")
    return target.copy_with(fragment=None)


def read_url_list(path: Path) -> list[str]:
    """Read a text file with one URL on each line; empty lines and those that begin with # do not count.

    Raises:
        NotFoundError: There is no such file.
        BadInputError: A line is no URL that could be fetched (the first such line is named), or the list is
            empty or too long.
    """
    with open_bytes(path) as handle:
        content = handle.read(MAX_LIST_BYTES + 1)
    if len(content) > MAX_LIST_BYTES:
        raise BadInputError(f"{path.name} is larger than {MAX_LIST_BYTES // 1024**2} MB, too large for a list of URLs.")
    lines = content.removeprefix(b"\xef\xbb\xbf").splitlines()
    return check_urls([line.decode("utf-8", "surrogateescape") for line in lines], name=path.name)


def check_urls(lines: Sequence[str], *, name: str) -> list[str]:
    """Return the URLs of a list, one on each line; empty lines and those that begin with # do not count.

    Raises:
        BadInputError: A line is no URL that could be fetched (the first such line is named), or the list is
            empty or too long.
    """
    urls: list[str] = []
    for number, written in enumerate(lines, start=1):
        line = written.strip()
        if not line or line.startswith("#"):
            continue
        try:
            check_url(line)
        except BadInputError as error:
            raise BadInputError(f"{name}, line {number}: {error.message}", "Mend the line or remove it.") from error
        urls.append(line)
    if not 0 < len(urls) <= MAX_LISTED_URLS:
        raise BadInputError(f"{name} has {len(urls):,} URLs; from 1 to {MAX_LISTED_URLS:,} are read at a time.")
    return urls


@contextlib.contextmanager
def _answer(target: httpx2.URL, backend: PinnedBackend, deadline: Deadline) -> Iterator[httpcore2.Response]:
    """Ask for one URL; the answer's body is not read yet. What goes wrong on the way is told in a sentence."""
    url = httpcore2.URL(
        scheme=target.raw_scheme, host=target.raw_host, port=_port(target), target=target.raw_path or b"/"
    )
    headers = {"Host": target.netloc, **_HEADERS}
    try:
        with (
            httpcore2.ConnectionPool(max_connections=1, network_backend=backend) as pool,
            pool.stream("GET", url, headers=headers) as answer,
        ):
            yield answer
    except httpcore2.TimeoutException as error:
        raise deadline.passed() from error
    except httpcore2.ConnectError as error:
        raise BadInputError(f"{_shown(target)} cannot be reached: {_shown(error)}.") from error
    except httpcore2.NetworkError as error:
        raise BadInputError(f"The connection to {_shown(target)} broke: {_shown(error)}.") from error
    except httpcore2.ProtocolError as error:
        raise BadInputError(f"The answer of {_shown(target)} is not whole or not valid: {_shown(error)}.") from error


def _next_target(target: httpx2.URL, answer: httpcore2.Response) -> httpx2.URL:
    """Return where a redirect leads, if one may go there."""
    location = _header(answer, "location")
    if not location:
        raise BadInputError(f"{_shown(target)} answers with a redirect to nowhere (status {answer.status}).")
    try:
        joined = target.join(location)
    except (httpx2.InvalidURL, ValueError) as error:
        raise BadInputError(f"{_shown(target)} redirects to what is no URL: {_shown(location)}.") from error
    following = check_url(str(joined))
    if target.scheme == "https" and following.scheme == "http":
        raise BadInputError(
            f"{_shown(target)} redirects from https to http, which is not followed: {_shown(following)}."
        )
    return following


def _kind(target: httpx2.URL, answer: httpcore2.Response) -> tuple[str, str]:
    """Return the type of an answer that is a page, and the ending for its file's name."""
    if answer.status != 200:
        raise BadInputError(f"{_shown(target)} answers with status {answer.status}, not with a page.")
    content_type = _header(answer, "content-type").partition(";")[0].strip().lower()
    suffix = _PAGES.get(content_type)
    if content_type == "text/plain" and target.path.lower().endswith((".md", ".markdown")):
        suffix = ".md"
    if suffix is None:
        what = f"of the type {_shown(content_type)}" if content_type else "of a type that it does not tell"
        raise BadInputError(f"{_shown(target)} is {what}, which is not fetched.", KINDS)
    return content_type, suffix


def _body(target: httpx2.URL, answer: httpcore2.Response, max_bytes: int) -> Iterator[bytes]:
    """Yield the body, unpacked, as long as it keeps to the limit."""
    too_large = BadInputError(
        f"{_shown(target)} has more than {max_bytes:,} bytes, sent or unpacked; that is the limit for one page."
    )
    if int(_header(answer, "content-length") or 0) > max_bytes:
        raise too_large
    packing = _header(answer, "content-encoding").strip().lower()
    if packing not in ("", "identity", "gzip", "x-gzip"):
        raise BadInputError(f"{_shown(target)} is packed as {_shown(packing)}, which was not asked for.")
    pieces = _limited(answer.iter_stream(), max_bytes, too_large)
    if packing in ("gzip", "x-gzip"):
        pieces = _limited(_unpack(pieces, max_bytes), max_bytes, too_large)
    try:
        yield from pieces
    except zlib.error as error:
        raise BadInputError(f"{_shown(target)} says that it is gzipped, but cannot be unpacked: {error}.") from error


def _limited(pieces: Iterable[bytes], max_bytes: int, too_large: BadInputError) -> Iterator[bytes]:
    """Pass pieces on until they are more than the limit."""
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > max_bytes:
            raise too_large
        yield piece


def _unpack(pieces: Iterable[bytes], max_bytes: int) -> Iterator[bytes]:
    """Unpack gzip; no piece becomes longer than one byte over the limit, which is refused then."""
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
    for piece in pieces:
        yield unpacker.decompress(piece, max_bytes + 1)
    if not unpacker.eof or unpacker.unused_data:
        raise zlib.error("its end is missing" if not unpacker.eof else "something follows its end")


def _port(target: httpx2.URL) -> int:
    """Return the port that is asked."""
    return _DEFAULT_PORTS[target.scheme] if target.port is None else target.port


def _header(answer: httpcore2.Response, name: str) -> str:
    """Return the first header of the name, or an empty text."""
    found = (value for key, value in answer.headers if key.lower() == name.encode())
    return next(found, b"").decode("utf-8", "replace")


def _shown(value: object) -> str:
    """Return what others wrote in a form and of a length that a sentence can carry."""
    text = str(value)
    return ascii(text[:_MAX_SHOWN_CHARS] + ("..." if len(text) > _MAX_SHOWN_CHARS else ""))[1:-1]
