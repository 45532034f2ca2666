"""One HTTP exchange under an SDK: what was received, and what that means for the bill.

The SDKs build the request; this module reads the answer itself, up to a cap and
before the SDK looks at it. So the body is had even where an SDK would choke on
it, and a body that breaks off is kept as far as it came.
"""

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import cycle
from typing import IO

import httpx2

from curation.providers.base import CallFailed, ProviderConfig
from curation.providers.policy import parse_http_date, parse_retry_after
from curation.providers.replies import Reply, Scrubber, as_fields, parse_json, read_reply
from curation.providers.statuses import meaning_of
from curation.text import one_line

_NOTHING_SENT = (
    httpx2.ConnectError,
    httpx2.ConnectTimeout,
    httpx2.PoolTimeout,
    httpx2.ProxyError,
    httpx2.UnsupportedProtocol,
)


@dataclass(slots=True)
class _Received:
    """What came over the wire in one call, kept up to date while it comes."""

    max_bytes: int
    file: IO[bytes] | None = None
    """Where the body goes instead, if the status is one of success."""
    max_file_bytes: int = 0
    status: int | None = None
    headers: httpx2.Headers = field(default_factory=httpx2.Headers)
    body: bytearray = field(default_factory=bytearray)
    size: int = 0
    whole: bool = False
    too_large: bool = False
    disk_error: str = ""

    @property
    def is_success(self) -> bool:
        """Whether the status says that the request was done."""
        return self.status is not None and 200 <= self.status < 300

    def take(self, chunk: bytes) -> bool:
        """Keep what came, up to the cap; tell whether there is room for more."""
        to_file = self.file is not None and self.is_success
        cap = self.max_file_bytes if to_file else self.max_bytes
        part = chunk[: cap - self.size]
        if self.file is not None and to_file:
            try:
                self.file.write(part)
            except OSError as error:
                self.disk_error = error.strerror or type(error).__name__
                return False
        else:
            self.body += part
        self.size += len(part)
        return self.size < cap


_N_POOLS = 16
# How many calls are under way is decided before they come here; a connection that was opened is used again.
_LIMITS = httpx2.Limits(max_connections=None, max_keepalive_connections=None, keepalive_expiry=30.0)

_receiving: ContextVar[_Received] = ContextVar("receiving")


def open_client(config: ProviderConfig, base_url: str) -> httpx2.AsyncClient:
    """Return the HTTP client to give to an SDK; call it inside the running loop.

    It follows no redirect, since the prompt would travel to another host, and
    asks a proxy of the environment only for https.
    """
    is_https = base_url.lower().startswith("https:")
    return httpx2.AsyncClient(
        timeout=timeouts(config),
        limits=_LIMITS,
        transport=None if is_https else _Pools(),  # one of ours would leave out the proxies of the environment
        follow_redirects=False,
        trust_env=is_https,
        event_hooks={"response": [_read_bounded]},
    )


class _Pools(httpx2.AsyncBaseTransport):
    """Spreads the connections over several pools.

    Looking for a free connection takes as long as a pool has connections, so
    that hundreds in one pool cost more than what they send.
    """

    def __init__(self) -> None:
        """Make the pools; they open nothing yet."""
        context = ssl.create_default_context()
        self._pools = [httpx2.AsyncHTTPTransport(verify=context, limits=_LIMITS) for _ in range(_N_POOLS)]
        self._turn = cycle(self._pools)

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send a request over the next pool."""
        return await next(self._turn).handle_async_request(request)

    async def aclose(self) -> None:
        """Close all connections."""
        for pool in self._pools:
            await pool.aclose()


def timeouts(config: ProviderConfig) -> httpx2.Timeout:
    """Return the limits of the single steps; the whole call is bounded by `exchange`."""
    return httpx2.Timeout(config.read_timeout_s, connect=config.connect_timeout_s)


async def _read_bounded(response: httpx2.Response) -> None:
    """Read the unpacked body up to the cap, and leave the SDK a response that needs no network."""
    received = _receiving.get()
    received.status, received.headers = response.status_code, httpx2.Headers(response.headers)
    unpacked = httpx2.Response(response.status_code, headers=response.headers, stream=response.stream)
    async for chunk in unpacked.aiter_bytes():
        if not received.take(chunk):
            received.too_large = True
            await unpacked.aclose()
            break
    received.whole = not received.too_large
    response.headers.pop("content-encoding", None)
    response.stream = httpx2.ByteStream(b"" if received.too_large else bytes(received.body))


async def exchange(
    send: Callable[[], Awaitable[object]],
    *,
    sdk_error: type[Exception],
    timeout_s: float,
    config: ProviderConfig,
    scrub: Scrubber,
) -> Reply:
    """Send one request through an SDK and return the answer's JSON object.

    Args:
        send: Starts the SDK's call; its client is one of `open_client`.
        sdk_error: The base class of what the SDK raises.
        timeout_s: The deadline of the whole call, by the clock on the wall.
        config: Where the largest size of an answer stands.
        scrub: Applied to everything received.

    Raises:
        CallFailed: Anything but a whole answer of success with a JSON object.
    """
    received = _Received(max_bytes=config.max_response_bytes)
    problem = await _run(send, received, sdk_error=sdk_error, timeout_s=timeout_s)
    # Outside of the handler, so that the failure drags no exception along that holds the request.
    raw_body = scrub(received.body.decode("utf-8", "replace"))
    _check(received, problem, raw_body)
    request_id = received.headers.get("request-id") or received.headers.get("x-request-id")
    return read_reply(raw_body, status=received.status or 0, request_id=request_id, scrub=scrub)


async def download(
    send: Callable[[], Awaitable[object]],
    *,
    into: IO[bytes],
    max_bytes: int,
    sdk_error: type[Exception],
    timeout_s: float,
    config: ProviderConfig,
    scrub: Scrubber,
) -> bool:
    """Send one request through an SDK and write the body of the answer into a file, as it comes.

    Returns:
        Whether the file has the whole body; False where it was cut at `max_bytes`.

    Raises:
        CallFailed: No answer of success came, or it broke off.
    """
    received = _Received(max_bytes=config.max_response_bytes, file=into, max_file_bytes=max_bytes)
    problem = await _run(send, received, sdk_error=sdk_error, timeout_s=timeout_s)
    if received.disk_error:
        why = f"What the provider sent could not be written to this machine's disk: {received.disk_error}."
        raise CallFailed(why, billing="not_billed", retryable=True)
    if received.is_success and received.too_large:
        return False
    _check(received, problem, scrub(received.body.decode("utf-8", "replace")))
    return True


async def _run(
    send: Callable[[], Awaitable[object]], received: _Received, *, sdk_error: type[Exception], timeout_s: float
) -> Exception | None:
    """Let the SDK do its call, with what comes noted in `received`; return what went wrong."""
    token = _receiving.set(received)
    try:
        async with asyncio.timeout(timeout_s):
            await send()
    except (TimeoutError, httpx2.HTTPError, sdk_error) as error:
        return error
    finally:
        _receiving.reset(token)
    return None


def _check(received: _Received, problem: Exception | None, raw_body: str) -> None:
    """Raise unless a whole answer with a status of success came."""
    if received.status is None:
        raise _no_answer(problem)
    if not received.whole and not 400 <= received.status < 500:
        raise _broken_off(received, problem, raw_body)
    if not received.is_success:
        raise _refused(received, raw_body)


def _no_answer(problem: Exception | None) -> CallFailed:
    """Return the failure for a call that got no answer at all."""
    cause = problem.__cause__ if problem else None
    if isinstance(problem, _NOTHING_SENT) or isinstance(cause, _NOTHING_SENT):
        return CallFailed(
            "No connection to the provider could be made, so nothing was sent.", billing="not_billed", retryable=True
        )
    if isinstance(problem, TimeoutError) or isinstance(cause, httpx2.TimeoutException):
        return CallFailed("The provider did not answer in time; it may have billed the call.", billing="maybe_billed")
    return CallFailed(
        "The connection broke before an answer came; the call may have been billed.", billing="maybe_billed"
    )


def _broken_off(received: _Received, problem: Exception | None, raw_body: str) -> CallFailed:
    """Return the failure for an answer that began and was not received whole."""
    if received.too_large:
        why = f"The answer is larger than {received.max_bytes:,} bytes; the rest was not read."
    elif isinstance(problem, TimeoutError):
        why = "The answer did not end in time; what had come is kept."
    else:
        why = "The answer broke off; what had come is kept."
    return CallFailed(why, billing="maybe_billed", status=received.status, raw_body=raw_body)


def _refused(received: _Received, raw_body: str) -> CallFailed:
    """Return the failure for an answer with a status other than success."""
    return refused(received.status or 0, raw_body, retry_after_s=_retry_after_s(received.headers))


def refused(status: int, raw_body: str, *, retry_after_s: float | None = None) -> CallFailed:
    """Return the failure for a body that came with a status other than success."""
    error = as_fields(as_fields(parse_json(raw_body)).get("error"))
    meaning = meaning_of(status, error.get("code"))
    said = error.get("message")
    reason = f"{meaning.sentence} (HTTP {status})."
    if isinstance(said, str) and said.strip():
        reason = f"{reason} It says: {one_line(said)}"
    return CallFailed(
        reason,
        billing=meaning.billing,
        retryable=meaning.retryable,
        stops_job=meaning.stops_job,
        status=status,
        retry_after_s=retry_after_s,
        raw_body=raw_body,
    )


def _retry_after_s(headers: httpx2.Headers) -> float | None:
    """Return the wait asked for, counting a date from the answer's own, so that our clock does not matter."""
    now = parse_http_date(headers.get("date")) or datetime.now(UTC)
    return parse_retry_after(headers.get("retry-after"), now=now)
