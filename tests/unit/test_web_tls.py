"""Fetching over TLS: the connection goes to the pinned address, the certificate has to be the name's."""

import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from curation.errors import BadInputError
from curation.sources.web import FetchedPage, fetch_page


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a certificate for pages.example, with its key in the same file."""
    path = tmp_path_factory.mktemp("tls") / "pages.pem"
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=pages.example"]
    made += ["-addext", "subjectAltName=DNS:pages.example", "-keyout", "-", "-out", "-"]
    path.write_bytes(subprocess.run(made, check=True, capture_output=True).stdout)
    return path


@pytest.fixture(scope="module")
def tls_server(certificate: Path) -> Iterator[HTTPServer]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with HTTPServer(host="127.0.0.1", ssl_context=context) as server:
        yield server


@pytest.fixture
def pages(tls_server: HTTPServer) -> HTTPServer:
    tls_server.clear()
    tls_server.expect_request("/").respond_with_data("Bees dance.", content_type="text/plain")
    tls_server.expect_request("/down").respond_with_data(
        status=302, headers={"Location": f"http://pages.example:{tls_server.port}/"}
    )
    tls_server.expect_request("/on").respond_with_data(status=302, headers={"Location": "/"})
    return tls_server


def fetch(url: str, folder: Path) -> FetchedPage:
    return fetch_page(url, folder=folder, resolve=lambda _: ["127.0.0.1"], is_allowed_address=lambda _: True)


def test_the_certificate_of_the_name_is_taken(
    pages: HTTPServer, certificate: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    assert fetch(f"https://pages.example:{pages.port}/on", tmp_path).path.read_text("utf-8") == "Bees dance."


@pytest.mark.parametrize("host", ["other.example", "127.0.0.1"])
def test_the_certificate_of_another_name_is_refused(
    host: str, pages: HTTPServer, certificate: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with pytest.raises(BadInputError, match=r"cannot be reached.*certificate is not valid for"):
        fetch(f"https://{host}:{pages.port}/", tmp_path)
    assert not pages.log


def test_a_certificate_that_nobody_vouches_for_is_refused(pages: HTTPServer, tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match=r"cannot be reached.*self.signed"):
        fetch(f"https://pages.example:{pages.port}/", tmp_path)
    assert not pages.log


def test_a_redirect_from_https_to_http_is_not_followed(
    pages: HTTPServer, certificate: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with pytest.raises(BadInputError, match="redirects from https to http"):
        fetch(f"https://pages.example:{pages.port}/down", tmp_path)
    assert len(pages.log) == 1
