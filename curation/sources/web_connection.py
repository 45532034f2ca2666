"""A connection that goes to addresses chosen beforehand, and ends when its time is over."""

import contextlib
import ssl
import time
from collections.abc import Iterable, Sequence
from typing import Any

import httpcore2

from curation.errors import BadInputError


class Deadline:
    """The moment at which a page has to be there, however many steps that takes."""

    def __init__(self, timeout_s: float) -> None:
        """Start the clock."""
        self._timeout_s = timeout_s
        self._end_s = time.monotonic() + timeout_s

    def left_s(self) -> float:
        """Return the seconds that are left, more than zero.

        Raises:
            BadInputError: None are.
        """
        left_s = self._end_s - time.monotonic()
        if left_s <= 0:
            raise self.passed()
        return left_s

    def passed(self) -> BadInputError:
        """Make the error that says the time is over."""
        return BadInputError(
            f"The page was not whole after {self._timeout_s:g} seconds, the limit for one page.",
            "Try it again later, or save the page as a file and import that.",
        )


class PinnedBackend(httpcore2.NetworkBackend):
    """Connects to the given addresses, one after another, whatever the host is called.

    The name is not looked up a second time, so what it answers meanwhile does not
    matter; the Host header and the name that TLS checks remain the host's.
    """

    def __init__(self, addresses: Sequence[object], deadline: Deadline) -> None:
        """Keep the addresses (at least one) and the deadline of all that is done with them."""
        self._addresses = [str(address) for address in addresses]
        self._deadline = deadline

    def connect_tcp(
        self,
        host: str,  # noqa: ARG002 - the interface names it; the addresses stand in its place
        port: int,
        timeout: float | None = None,  # noqa: ARG002 - the deadline stands in its place
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        """Connect to the first address that answers; one that does not leaves time for the others."""
        *others, last = self._addresses
        for n_left, address in zip(range(len(self._addresses), 1, -1), others, strict=True):
            with contextlib.suppress(httpcore2.ConnectError, httpcore2.ConnectTimeout):
                return self._connect(address, port, self._deadline.left_s() / n_left, local_address, socket_options)
        return self._connect(last, port, self._deadline.left_s(), local_address, socket_options)

    def _connect(
        self,
        address: str,
        port: int,
        timeout_s: float,
        local_address: str | None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None,
    ) -> httpcore2.NetworkStream:
        """Connect to one address."""
        stream = httpcore2.SyncBackend().connect_tcp(address, port, timeout_s, local_address, socket_options)
        return _TimedStream(stream, self._deadline)


class _TimedStream(httpcore2.NetworkStream):
    """A stream whose every step has only the time that is left: many quick steps are not for ever."""

    def __init__(self, stream: httpcore2.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002 - see the class
        return self._stream.read(max_bytes, self._deadline.left_s())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002 - see the class
        self._stream.write(buffer, self._deadline.left_s())

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002 - see the class
    ) -> httpcore2.NetworkStream:
        stream = self._stream.start_tls(ssl_context, server_hostname, self._deadline.left_s())
        return _TimedStream(stream, self._deadline)

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 - the interface's own type
        return self._stream.get_extra_info(info)

    def close(self) -> None:
        self._stream.close()
