"""Which addresses may be asked for a page: public ones, judged as numbers and never as they are written.

`127.1`, `0x7f000001`, `2130706433` and a name that someone points at the local
network are all one thing to the system's resolver, so its answer is what is
judged: every address of it, and before anything is connected.
"""

import ipaddress
import socket
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future

from curation.errors import BadInputError
from curation.sources.web_connection import Deadline

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_PRIVATE = "a private address"
_LOOPBACK = "a loopback address"
_LINK_LOCAL = "a link-local address, where clouds keep their metadata"
_METADATA = "the address of a cloud's metadata"
_EXAMPLE = "an address for documentation"
_RESERVED = "a reserved address"
_INSIDE = "an IPv6 address that stands for an IPv4 address"
_V4_RANGES = (
    ("0.0.0.0/8", "an address of this network"),
    ("10.0.0.0/8", _PRIVATE),
    ("100.64.0.0/10", "an address that a network provider shares (CGNAT)"),
    ("127.0.0.0/8", _LOOPBACK),
    ("168.63.129.16/32", _METADATA),  # Azure's; it lies in a public range
    ("169.254.0.0/16", _LINK_LOCAL),
    ("172.16.0.0/12", _PRIVATE),
    ("192.0.0.0/24", _RESERVED),
    ("192.0.2.0/24", _EXAMPLE),
    ("192.88.99.0/24", "a 6to4 relay"),
    ("192.168.0.0/16", _PRIVATE),
    ("198.18.0.0/15", "an address for benchmarks"),
    ("198.51.100.0/24", _EXAMPLE),
    ("203.0.113.0/24", _EXAMPLE),
    ("224.0.0.0/4", "a multicast address"),
    ("240.0.0.0/4", _RESERVED),
)
_V6_RANGES = (
    ("::/128", "the unspecified address"),
    ("::1/128", _LOOPBACK),
    ("::/96", _INSIDE),
    ("::ffff:0:0/96", _INSIDE),
    ("64:ff9b::/96", _INSIDE),
    ("64:ff9b:1::/48", _INSIDE),
    ("2001::/32", _INSIDE),
    ("2002::/16", _INSIDE),
    ("2001::/23", _RESERVED),
    ("2001:db8::/32", _EXAMPLE),
    ("3fff::/20", _EXAMPLE),
    ("fc00::/7", _PRIVATE),
    ("fe80::/10", _LINK_LOCAL),
    ("fec0::/10", _PRIVATE),
    ("ff00::/8", "a multicast address"),
)
_RANGES = tuple((ipaddress.ip_network(written), what) for written, what in _V4_RANGES + _V6_RANGES)
_GIVEN_OUT_V6 = ipaddress.IPv6Network("2000::/3")


def describe_range(address: Address) -> str | None:
    """Return what a range that is not the public internet is called, and None for a public address.

    Source:
        IANA's special-purpose address registries (RFC 6890 and its successors).
        Where they call a part of a special range reachable, it is still refused:
        no page lies there.
    """
    for network, what in _RANGES:
        if address in network:
            return what
    if address.version == 6 and address not in _GIVEN_OUT_V6:
        return _RESERVED
    return None


def is_public_address(address: Address) -> bool:
    """Tell whether an address is of the public internet and not one of this machine's own."""
    return describe_range(address) is None and not is_own_address(address)


def is_own_address(address: Address) -> bool:
    """Tell whether this machine has the address: asked there, it would pass its own firewall."""
    family = socket.AF_INET if address.version == 4 else socket.AF_INET6
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((str(address), 9))  # of a datagram socket: nothing is sent, only the route is looked up
            return ipaddress.ip_address(probe.getsockname()[0]) == address
    except OSError:
        return False


def resolve_host(host: str) -> list[str]:
    """Ask the system for every address of a host.

    Raises:
        OSError: There is none.
    """
    found = socket.getaddrinfo(host.encode("ascii"), None, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def allowed_addresses(
    host: str,
    *,
    resolve: Callable[[str], Sequence[str]],
    is_allowed: Callable[[Address], bool],
    deadline: Deadline,
) -> list[Address]:
    """Resolve a host, once, and return its addresses, every one of which is allowed.

    Raises:
        BadInputError: There is no such host, one of its addresses is refused, or it took too long.
    """
    try:
        addresses = [ipaddress.ip_address(found) for found in _within(deadline, lambda: resolve(host))]
    except (OSError, ValueError) as error:
        raise BadInputError(f"There is no host {host}: {error}.", "Check the spelling of the URL.") from error
    if not addresses:
        raise BadInputError(f"The host {host} has no address.", "Check the spelling of the URL.")
    for address in addresses:
        if not is_allowed(address):
            what = describe_range(address) or "an address of this machine"
            raise BadInputError(
                f"{host} is at {address}, {what}; only addresses of the public internet are asked for pages.",
                "Save the page as a file and import that.",
            )
    return addresses


def _within(deadline: Deadline, ask: Callable[[], Sequence[str]]) -> Sequence[str]:
    """Wait for the resolver, which knows no limit of time, no longer than is left; then leave it behind."""
    future: Future[Sequence[str]] = Future()

    def answer() -> None:
        try:
            future.set_result(ask())
        except BaseException as error:  # noqa: BLE001 - it is raised where the answer is waited for
            future.set_exception(error)

    # A daemon: a resolver that never answers must not hold up the end of the process, as a pool's thread does.
    threading.Thread(target=answer, name="resolver", daemon=True).start()
    try:
        return future.result(deadline.left_s())
    except TimeoutError as error:
        raise deadline.passed() from error
