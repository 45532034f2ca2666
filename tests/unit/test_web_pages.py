"""Fetching a page from a server that may be slow, huge, lying or redirecting."""

import gzip
import hashlib
import socket
import threading
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from curation.errors import BadInputError, DiskError
from curation.sources.web import MAX_REDIRECTS, FetchedPage, fetch_page

PAGE = b"<html><body><p>Bees dance to tell the way.</p></body></html>"
Script = Callable[[socket.socket], None]


def fetch(server: HTTPServer, folder: Path, path: str = "/", *, max_bytes: int = 100_000) -> FetchedPage:
    """Fetch from the server as if it were a public host of the name pages.example."""
    return fetch_port(server.port, folder, path, max_bytes=max_bytes)


def fetch_port(
    port: int, folder: Path, path: str = "/", *, max_bytes: int = 100_000, timeout_s: float = 60, scheme: str = "http"
) -> FetchedPage:
    return fetch_page(
        f"{scheme}://pages.example:{port}{path}",
        folder=folder,
        max_bytes=max_bytes,
        timeout_s=timeout_s,
        resolve=lambda host: {"pages.example": ["127.0.0.1"]}[host],
        is_allowed_address=lambda address: str(address) == "127.0.0.1",
    )


class RawServer:
    """A server of one connection that sends what a script says, valid or not."""

    def __init__(self, script: Script) -> None:
        self.request = b""
        self._script = script
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def _serve(self) -> None:
        try:
            connection, _ = self._listener.accept()
        except OSError:
            return
        with connection:
            try:
                self.request = connection.recv(65_536)
                self._script(connection)
            except OSError:
                return  # the client had enough

    def close(self) -> None:
        try:
            self._listener.shutdown(socket.SHUT_RDWR)
        finally:
            self._listener.close()
            self._thread.join(60)
        assert not self._thread.is_alive()


@pytest.fixture
def serve() -> Iterator[Callable[[Script], RawServer]]:
    servers: list[RawServer] = []

    def start(script: Script) -> RawServer:
        servers.append(RawServer(script))
        return servers[-1]

    yield start
    for server in servers:
        server.close()


def sends(*parts: bytes) -> Script:
    return lambda connection: connection.sendall(b"".join(parts))


def sends_for_ever(start: bytes, again: bytes, pause_s: float = 0.0) -> Script:
    def script(connection: socket.socket) -> None:
        connection.sendall(start)
        pause = threading.Event()
        while True:
            connection.sendall(again)
            pause.wait(pause_s)

    return script


def falls_silent(connection: socket.socket) -> None:
    connection.sendall(HEAD)
    connection.recv(1)  # until the client goes


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


def test_a_page_is_kept_under_its_sha256(httpserver: HTTPServer, tmp_path: Path) -> None:
    httpserver.expect_request("/bees", query_string="lang=en").respond_with_data(
        PAGE, content_type="Text/HTML; charset=utf-8"
    )
    page = fetch(httpserver, tmp_path, "/bees?lang=en#dance")
    sha256 = hashlib.sha256(PAGE).hexdigest()
    url = f"http://pages.example:{httpserver.port}/bees?lang=en"
    assert page == FetchedPage(tmp_path / f"{sha256}.html", url, "text/html", sha256)
    assert page.path.read_bytes() == PAGE
    assert list(tmp_path.iterdir()) == [page.path]


def test_the_request_names_the_host_and_brings_nothing_along(
    httpserver: HTTPServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/")
    (tmp_path / "netrc").write_text("machine pages.example login ada password secret\n", "utf-8")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    cookie = {"Location": "/b", "Set-Cookie": "id=7; Path=/"}
    httpserver.expect_request("/a").respond_with_data(status=302, headers=cookie)
    httpserver.expect_request("/b").respond_with_data(PAGE, content_type="text/html")
    fetch(httpserver, tmp_path, "/a")
    (_, _), (last, _) = httpserver.log
    assert last.headers["Host"] == f"pages.example:{httpserver.port}"
    assert not {"Cookie", "Authorization", "Referer"} & {*last.headers.keys()}


@pytest.mark.parametrize(
    ("content_type", "name", "suffix"),
    [
        ("text/html", "/", ".html"),
        ("application/xhtml+xml", "/a.txt", ".html"),
        ("text/plain", "/a", ".txt"),
        ("text/plain;charset=utf-8", "/README.md", ".md"),
        ("text/markdown", "/a", ".md"),
    ],
)
def test_pages_and_text_are_fetched(
    content_type: str, name: str, suffix: str, httpserver: HTTPServer, tmp_path: Path
) -> None:
    httpserver.expect_request(name).respond_with_data(PAGE, content_type=content_type)
    page = fetch(httpserver, tmp_path, name)
    assert page.path.name == page.sha256 + suffix


@pytest.mark.parametrize(
    ("content_type", "name"),
    [
        ("application/json", "/a.html"),
        ("image/svg+xml", "/a"),
        ("text/html-ish", "/a"),
        ("application/pdf", "/a.txt"),
        ("application/octet-stream", "/a.html"),
        ("application/gzip", "/a.tar.gz"),
        ("application/zip", "/a.warc.gz"),
        ("application/warc", "/a.warc"),
        ("application/gzip", "/CC-MAIN-1.warc.gz"),
        ("application/octet-stream", "/CC-MAIN-1.warc.wet.gz"),
        ("\u00fc" * 900, "/a"),
    ],
)
def test_another_type_is_refused(content_type: str, name: str, httpserver: HTTPServer, tmp_path: Path) -> None:
    httpserver.expect_request(name).respond_with_data(PAGE, headers={"Content-Type": content_type})
    with pytest.raises(BadInputError, match=r"of the type .* not fetched") as caught:
        fetch(httpserver, tmp_path, name)
    assert len(caught.value.message) < 2_000
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("status", [201, 204, 206, 304, 404, 503])
def test_an_answer_that_is_no_page_is_refused(status: int, httpserver: HTTPServer, tmp_path: Path) -> None:
    httpserver.expect_request("/").respond_with_data(PAGE, status=status, content_type="text/html")
    with pytest.raises(BadInputError, match=f"status {status}"):
        fetch(httpserver, tmp_path)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_five_redirects_are_followed_and_a_sixth_is_not(status: int, httpserver: HTTPServer, tmp_path: Path) -> None:
    for n in range(MAX_REDIRECTS + 1):
        httpserver.expect_request(f"/{n + 1}").respond_with_data(status=status, headers={"Location": f"{n}"})
    httpserver.expect_request("/0").respond_with_data(PAGE, content_type="text/html")
    assert fetch(httpserver, tmp_path, f"/{MAX_REDIRECTS}").url.endswith("/0")
    with pytest.raises(BadInputError, match="more than 5 redirects"):
        fetch(httpserver, tmp_path, f"/{MAX_REDIRECTS + 1}")


@pytest.mark.parametrize(
    ("location", "rule"),
    [
        ("file:///etc/passwd", "http:// or https://"),
        ("ftp://pages.example/", "http:// or https://"),
        ("//ada:secret@pages.example/", "user name"),
        ("http://pages.example:22/", "port 22"),
        ("http://[::1/", "no URL"),
        ("http://127.0.0.2:8080/", "public internet"),
        ("http://127。0。0。2:8080/", "public internet"),
        ("", "nowhere"),
    ],
)
def test_a_redirect_is_judged_like_the_first_url(
    location: str, rule: str, serve: Callable[[Script], RawServer], tmp_path: Path
) -> None:
    server = serve(sends(b"HTTP/1.1 302 Found\r\nLocation: ", location.encode(), b"\r\n\r\n"))
    with pytest.raises(BadInputError, match=rule):
        fetch_page(
            f"http://pages.example:{server.port}/",
            folder=tmp_path,
            resolve=lambda host: [host if host[0].isdigit() else "127.0.0.1"],
            is_allowed_address=lambda address: str(address) == "127.0.0.1",
        )


def test_a_name_is_looked_up_once_and_what_it_answers_later_is_not_asked(
    httpserver: HTTPServer, tmp_path: Path
) -> None:
    answers = iter([["127.0.0.1"], ["127.0.0.2"]])
    asked: list[str] = []

    def resolve(host: str) -> list[str]:
        asked.append(host)
        return next(answers)

    httpserver.expect_request("/").respond_with_data(PAGE, content_type="text/html")
    url = f"http://localhost:{httpserver.port}/"  # a name that the system knows too, were it asked
    fetch_page(url, folder=tmp_path, resolve=resolve, is_allowed_address=lambda _: True)
    assert asked == ["localhost"]


def test_a_redirect_to_the_same_name_is_looked_up_and_judged_again(httpserver: HTTPServer, tmp_path: Path) -> None:
    answers = iter([["127.0.0.1"], ["127.0.0.2"]])
    httpserver.expect_request("/").respond_with_data(status=302, headers={"Location": "/again"})
    with pytest.raises(BadInputError, match=r"is at 127\.0\.0\.2, a loopback address"):
        fetch_page(
            f"http://pages.example:{httpserver.port}/",
            folder=tmp_path,
            resolve=lambda _: next(answers),
            is_allowed_address=lambda address: str(address) == "127.0.0.1",
        )
    assert len(httpserver.log) == 1


def test_an_address_that_does_not_answer_gives_way_to_the_next(httpserver: HTTPServer, tmp_path: Path) -> None:
    httpserver.expect_request("/").respond_with_data(PAGE, content_type="text/html")
    page = fetch_page(
        f"http://pages.example:{httpserver.port}/",
        folder=tmp_path,
        resolve=lambda _: ["127.0.0.3", "127.0.0.1"],
        is_allowed_address=lambda _: True,
    )
    assert page.path.read_bytes() == PAGE


def test_a_host_that_cannot_be_reached_is_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(BadInputError, match=r"pages\.example:\d+/ cannot be reached"):
        fetch_port(port, tmp_path)


@pytest.mark.parametrize(
    ("script", "rule"),
    [
        (sends(HEAD, b"Content-Length: 5000\r\n\r\n", PAGE), "not whole"),
        (sends(HEAD, b"Transfer-Encoding: chunked\r\n\r\n10\r\nBees"), "not whole"),
        (sends(HEAD, b"Content-Length: 999999999999\r\n\r\n", PAGE), "more than 100,000 bytes"),
        (sends(HEAD, b"Content-Length: -1\r\n\r\n", PAGE), "not valid"),
        (sends(HEAD, b"Content-Length: 4\r\nContent-Length: 5\r\n\r\n", PAGE), "not valid"),
        (sends(HEAD, b"Content-Length: " + b"9" * 5_000 + b"\r\n\r\n", PAGE), "not valid"),
        (sends(HEAD, b"X: " + b"a" * 200_000 + b"\r\n\r\n", PAGE), "not valid"),
        (sends_for_ever(HEAD, b"X: a\r\n" * 1_000), "not valid"),
        (sends_for_ever(HEAD + b"\r\n", b"<p>Bees" * 1_000), "more than 100,000 bytes"),
        (sends_for_ever(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"4\r\nBees\r\n" * 1_000), "more than 100,000"),
        (sends(HEAD, b"Content-Encoding: br\r\n\r\n", PAGE), "packed as br"),
        (sends(HEAD, b"Content-Encoding: gzip\r\n\r\n", PAGE), "cannot be unpacked"),
        (sends(HEAD, b"Content-Encoding: gzip\r\n\r\n", gzip.compress(PAGE)[:-9]), "end is missing"),
        (sends(HEAD, b"Content-Encoding: gzip\r\n\r\n", gzip.compress(PAGE), b"more"), "follows its end"),
        (sends(b"HTTP/1.1 200 OK\r\n\r\n", PAGE), "does not tell"),
        (sends(b"SSH-2.0-OpenSSH_9\r\n"), "not valid"),
        (sends(b""), "not valid"),
    ],
)
def test_a_lying_or_boundless_server_is_refused(
    script: Script, rule: str, serve: Callable[[Script], RawServer], tmp_path: Path
) -> None:
    with pytest.raises(BadInputError, match=rule):
        fetch_port(serve(script).port, tmp_path)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "script",
    [
        sends_for_ever(HEAD + b"\r\n", b"B", pause_s=0.02),
        sends_for_ever(HEAD, b"X", pause_s=0.02),
        sends_for_ever(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n", pause_s=0.02),
        falls_silent,
    ],
    ids=["body", "header", "hints", "silence"],
)
def test_many_quick_steps_do_not_outlast_the_limit_of_time(
    script: Script, serve: Callable[[Script], RawServer], tmp_path: Path
) -> None:
    with pytest.raises(BadInputError, match=r"0\.5 seconds, the limit"):
        fetch_port(serve(script).port, tmp_path, timeout_s=0.5)
    assert not list(tmp_path.iterdir())


def test_a_gzipped_page_is_unpacked(httpserver: HTTPServer, tmp_path: Path) -> None:
    packed = {"Content-Encoding": "gzip", "Content-Type": "text/html"}
    httpserver.expect_request("/").respond_with_data(gzip.compress(PAGE), headers=packed)
    assert fetch(httpserver, tmp_path).path.read_bytes() == PAGE


def test_a_gzip_bomb_takes_neither_memory_nor_disk(serve: Callable[[Script], RawServer], tmp_path: Path) -> None:
    bomb = gzip.compress(bytes(20_000_000))
    assert len(bomb) < 100_000
    server = serve(sends(HEAD, b"Content-Encoding: gzip\r\n\r\n", bomb))
    tracemalloc.start()
    try:
        with pytest.raises(BadInputError, match="more than 100,000 bytes, sent or unpacked"):
            fetch_port(server.port, tmp_path)
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("packed", [False, True])
def test_a_page_of_just_the_limit_is_kept(packed: bool, httpserver: HTTPServer, tmp_path: Path) -> None:
    headers = {"Content-Type": "text/html"} | ({"Content-Encoding": "gzip"} if packed else {})
    for size in (1_000, 1_001):
        content = b"b" * size
        httpserver.expect_request(f"/{size}").respond_with_data(
            gzip.compress(content) if packed else content, headers=headers
        )
    assert fetch(httpserver, tmp_path, "/1000", max_bytes=1_000).path.stat().st_size == 1_000
    with pytest.raises(BadInputError, match="more than 1,000 bytes"):
        fetch(httpserver, tmp_path, "/1001", max_bytes=1_000)


def test_tls_asks_for_the_name_and_not_for_the_address(serve: Callable[[Script], RawServer], tmp_path: Path) -> None:
    server = serve(sends(b"no handshake"))
    with pytest.raises(BadInputError, match="cannot be reached"):
        fetch_port(server.port, tmp_path, scheme="https")
    assert b"pages.example" in server.request
    assert b"127.0.0.1" not in server.request


def test_a_full_disk_leaves_nothing_behind(
    httpserver: HTTPServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("curation.sources.web_files.os.fsync", no_room)
    httpserver.expect_request("/").respond_with_data(PAGE, content_type="text/html")
    with pytest.raises(DiskError, match="No space left"):
        fetch(httpserver, tmp_path)
    assert not list(tmp_path.iterdir())
