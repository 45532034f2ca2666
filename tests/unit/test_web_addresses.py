"""Which addresses may be asked for a page, however they are written."""

import ipaddress
import random
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from curation.errors import BadInputError
from curation.sources.web import check_url, fetch_page
from curation.sources.web_addresses import (
    Address,
    allowed_addresses,
    describe_range,
    is_own_address,
    is_public_address,
    resolve_host,
)
from curation.sources.web_connection import Deadline

INSIDE = "127.0.0.1"
"""Where a page lies in these tests that nobody outside may read."""

LOOPBACK_HOSTS = (
    "127.0.0.1",
    "127.1",
    "127.0.1",
    "2130706433",
    "0x7f000001",
    "0x7F.0.0.1",
    "0x7f.1",
    "0x7f.0x1",
    "0177.1",
    "017700000001",
    "127.0x0.0.01",
    "127。0。0。1",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[0:0:0:0:0:ffff:7f00:1]",
    "[::127.0.0.1]",
)
"""Spellings of that one address."""

OTHER_HOSTS = (
    "localhost",
    "LOCALHOST",
    "0.0.0.0",
    "0",
    "[::1]",
    "[0000:0000:0000:0000:0000:0000:0000:0001]",
    "[::]",
    "[64:ff9b::7f00:1]",
    "[64:ff9b:1::7f00:1]",
    "[2002:7f00:1::]",
    "[2001:0:7f00:1::]",
    "[fe80::1]",
    "[fec0::1]",
    "[fc00::1]",
    "[fd00:ec2::254]",
    "[ff02::1]",
    "[100::1]",
    "[2001:db8::1]",
    "[3fff::1]",
    "169.254.169.254",
    "2852039166",
    "0xa9.0xfe.0xa9.0xfe",
    "100.100.100.200",
    "168.63.129.16",
    "192.0.0.192",
    "10.0.0.1",
    "10.1",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.0.1",
    "192.168.257",
    "100.64.0.1",
    "198.18.0.1",
    "224.0.0.1",
    "255.255.255.255",
    "192.0.2.1",
)

FORMS = (
    ("http://pages.example@127.0.0.1/", "user name"),
    ("http://pages.example:secret@127.0.0.1/", "user name"),
    ("http://pages.example\\@127.0.0.1/", "user name"),
    ("http://@127.0.0.1@pages.example/", "user name"),
    ("http://%31%32%37.0.0.1/", "no host"),
    ("http://pages.example%00.127.0.0.1/", "no host"),
    ("http:///127.0.0.1/", "no host"),
    ("http:127.0.0.1", "no host"),
    ("https://.example/", "no host"),
    ("http://a..example/", "no host"),
    (f"http://{'a' * 64}.example/", "no host"),
    (f"http://{'a.' * 127}example/", "no host"),
    ("http://①②⑦.⓪.⓪.①/", "not a URL"),
    ("http://0177.0.0.1/", "not a URL"),
    ("http://00000177.0.0.1/", "not a URL"),
    ("http://[::1/", "not a URL"),
    ("http://127.0.0.1\r\nHost: pages.example/", "not a URL"),
    ("http://pages.example/\ud800", "not a URL"),
    ("http://pages.example/" + "a" * 70_000, "not a URL"),
    ("file:///etc/passwd", "http:// or https://"),
    ("FILE://localhost/etc/passwd", "http:// or https://"),
    ("ftp://pages.example/", "http:// or https://"),
    ("gopher://127.0.0.1:6379/_INFO", "http:// or https://"),
    ("data:text/html,hello", "http:// or https://"),
    ("javascript:alert(1)", "http:// or https://"),
    ("//pages.example/", "http:// or https://"),
    ("pages.example", "http:// or https://"),
    ("", "http:// or https://"),
    (" http://pages.example/", "http:// or https://"),
    ("http://pages.example:22/", "port 22"),
    ("https://pages.example:25/", "port 25"),
    ("http://pages.example:0/", "port 0"),
    ("http://pages.example:65536/", "port 65536"),
)


@pytest.fixture(scope="module")
def inside_server() -> Iterator[HTTPServer]:
    with HTTPServer(host=INSIDE) as server:
        yield server


@pytest.fixture
def inside(inside_server: HTTPServer) -> HTTPServer:
    """A page of this machine itself."""
    inside_server.clear()
    inside_server.expect_request("/").respond_with_data("the keys of the house", content_type="text/html")
    return inside_server


def only_front_door() -> Callable[[Address], bool]:
    """Allow what is asked first, which stands for a page of the internet here, and then public addresses only."""
    judged: list[Address] = []

    def is_allowed(address: Address) -> bool:
        judged.append(address)
        return len(judged) == 1 or is_public_address(address)

    return is_allowed


@pytest.mark.parametrize("host", LOOPBACK_HOSTS + OTHER_HOSTS)
def test_no_spelling_reaches_what_is_not_public(host: str, inside: HTTPServer, tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="only addresses of the public internet"):
        fetch_page(f"http://{host}:{inside.port}/", folder=tmp_path)
    assert not inside.log
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("host", [host for host in LOOPBACK_HOSTS if host.isascii()])
def test_no_redirect_reaches_what_is_not_public(
    host: str, httpserver: HTTPServer, inside: HTTPServer, tmp_path: Path
) -> None:
    location = {"Location": f"http://{host}:{inside.port}/"}
    httpserver.expect_request("/").respond_with_data(status=302, headers=location)
    with pytest.raises(BadInputError, match="only addresses of the public internet"):
        fetch_page(f"http://127.0.0.1:{httpserver.port}/", folder=tmp_path, is_allowed_address=only_front_door())
    assert len(httpserver.log) == 1
    assert not inside.log


@pytest.mark.parametrize("host", LOOPBACK_HOSTS[:12])
def test_the_spellings_are_true_ones(host: str, inside: HTTPServer, tmp_path: Path) -> None:
    page = fetch_page(f"http://{host}:{inside.port}/", folder=tmp_path, is_allowed_address=lambda _: True)
    assert page.path.read_text("utf-8") == "the keys of the house"


@pytest.mark.parametrize(("url", "rule"), FORMS)
def test_the_form_of_a_url_is_judged_before_anything_is_asked(url: str, rule: str, tmp_path: Path) -> None:
    def resolve(host: str) -> list[str]:
        raise AssertionError(host)

    with pytest.raises(BadInputError, match=rule) as caught:
        fetch_page(url, folder=tmp_path, resolve=resolve)
    assert len(caught.value.message) < 600
    assert caught.value.message.isprintable()


@pytest.mark.parametrize(
    "url",
    [
        "http://pages.example",
        "HTTPS://Pages.Example:443/a b?ü#part",
        "http://pages.example:8080/",
        "http://bücher.example/",
        "http://xn--bcher-kva.example./",
        "http://a_b.example/",
        "http://[2a00:1450::1]/",
    ],
)
def test_an_ordinary_url_is_taken(url: str) -> None:
    assert check_url(url).scheme in ("http", "https")
    assert "#" not in str(check_url(url))


@pytest.mark.parametrize("found", [["10.0.0.1"], ["93.184.215.14", "10.0.0.1"], ["93.184.215.14", "fe80::1%lo"]])
def test_one_private_address_among_public_ones_refuses_the_host(found: list[str]) -> None:
    with pytest.raises(BadInputError, match=r"pages\.example is at"):
        allowed_addresses("pages.example", resolve=lambda _: found, is_allowed=is_public_address, deadline=Deadline(9))


@pytest.mark.parametrize("found", [[], ["no address"], ["127.1"]])
def test_an_answer_without_an_address_is_no_host(found: list[str]) -> None:
    with pytest.raises(BadInputError, match=r"pages\.example"):
        allowed_addresses("pages.example", resolve=lambda _: found, is_allowed=lambda _: True, deadline=Deadline(9))


def test_a_resolver_that_does_not_answer_is_left_behind(tmp_path: Path) -> None:
    released = threading.Event()

    def resolve(host: str) -> list[str]:
        released.wait(60)
        return ["127.0.0.1"]

    try:
        with pytest.raises(BadInputError, match=r"0\.2 seconds"):
            fetch_page("http://pages.example/", folder=tmp_path, resolve=resolve, timeout_s=0.2)
    finally:
        released.set()


def test_a_resolver_that_does_not_answer_does_not_hold_up_the_end_of_the_process() -> None:
    script = """
import time
from curation.errors import BadInputError
from curation.sources.web_addresses import allowed_addresses, is_public_address
from curation.sources.web_connection import Deadline
try:
    allowed_addresses(
        "pages.example", resolve=lambda _: time.sleep(3_600), is_allowed=is_public_address, deadline=Deadline(0.2)
    )
except BadInputError:
    print("left behind")
"""
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=120, check=True)
    assert ended.stdout == "left behind\n"


def test_a_host_that_the_system_does_not_know_is_named(tmp_path: Path) -> None:
    def resolve(host: str) -> list[str]:
        return resolve_host("[")  # no resolver has to be asked for this one

    with pytest.raises(BadInputError, match=r"no host pages\.example"):
        fetch_page("http://pages.example/", folder=tmp_path, resolve=resolve)


def some_addresses(seed: int) -> Iterator[Address]:
    """Yield addresses from anywhere, and those beside the borders of the ranges that the standard library knows."""
    rng = random.Random(seed)
    for _ in range(5_000):
        yield ipaddress.IPv4Address(rng.getrandbits(32))
        yield ipaddress.IPv6Address(rng.getrandbits(128))
        yield ipaddress.IPv6Address((0b001 << 125) | rng.getrandbits(125))
    for first_byte in range(256):
        for rest in (0, 1, 0xFFFFFE, 0xFFFFFF, rng.getrandbits(24)):
            yield ipaddress.IPv4Address(first_byte << 24 | rest)
            yield ipaddress.IPv6Address((first_byte << 24 | rest) << 96)
    for first_byte in (100, 169, 172, 192, 198, 203):
        for second in range(256):
            yield ipaddress.IPv4Address(first_byte << 24 | second << 16 | rng.getrandbits(16))
            yield ipaddress.IPv4Address(first_byte << 24 | 0x330000 | second << 8 | rng.getrandbits(8))
            yield ipaddress.IPv4Address(first_byte << 24 | second << 8 | rng.getrandbits(8))


def test_what_the_standard_library_calls_not_global_is_refused() -> None:
    for address in some_addresses(1):
        if not address.is_global or address.is_multicast or address.is_reserved or address.is_loopback:
            assert describe_range(address), address


def test_no_more_of_ipv4_is_refused_than_the_standard_library_names() -> None:
    stricter = [ipaddress.ip_network(n) for n in ("192.0.0.0/24", "192.88.99.0/24", "168.63.129.16/32", "224.0.0.0/4")]
    for address in some_addresses(2):
        if address.version == 4 and address.is_global and not any(address in network for network in stricter):
            assert describe_range(address) is None, address


def test_an_ipv6_address_that_carries_another_one_is_refused() -> None:
    for address in some_addresses(3):
        if address.version == 4:
            packed = int(address)
            for carrier in (packed, 0xFFFF << 32 | packed, 0x2002 << 112 | packed << 80, 0x64FF9B << 96 | packed):
                assert describe_range(ipaddress.IPv6Address(carrier)), address


@pytest.mark.parametrize("public", ["1.1.1.1", "93.184.215.14", "172.32.0.1", "2606:4700::1111", "2a00:1450::1"])
def test_public_addresses_are_allowed(public: str) -> None:
    assert is_public_address(ipaddress.ip_address(public))


def test_an_address_of_this_machine_is_known_as_its_own() -> None:
    assert is_own_address(ipaddress.ip_address("127.0.0.1"))
    assert not is_own_address(ipaddress.ip_address("192.0.2.1"))


def test_a_public_address_of_this_machine_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("curation.sources.web_addresses.is_own_address", lambda address: str(address) == "1.1.1.1")
    with pytest.raises(BadInputError, match=r"1\.1\.1\.1, an address of this machine"):
        allowed_addresses(
            "pages.example", resolve=lambda _: ["1.1.1.1"], is_allowed=is_public_address, deadline=Deadline(9)
        )
    assert is_public_address(ipaddress.ip_address("1.1.1.2"))
