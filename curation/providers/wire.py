"""One HTTP exchange under an SDK: what was received, and what that means for the bill.

The SDKs build the request; this module reads the answer itself, up to a cap and
before the SDK looks at it. So the body is had even where an SDK would choke on
it, and a body that breaks off is kept as far as it came.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime

import httpx2

from curation.providers.base import Answer, CallFailed, Outcome, ProviderConfig
from curation.providers.policy import parse_http_date, parse_retry_after
from curation.providers.statuses import meaning_of
from curation.text import one_line

_NOTHING_SENT = (
    httpx2.ConnectError,
    httpx2.ConnectTimeout,
    httpx2.PoolTimeout,
    httpx2.ProxyError,
    httpx2.UnsupportedProtocol,
)
_MAX_TOKEN_COUNT = 10**12
_MIN_SECRET_CHARS = 12
"""A shorter key is a placeholder of a local server, such as "ollama", and may well stand in an answer."""


@dataclass(slots=True)
class _Received:
    """What came over the wire in one call, kept up to date while it comes."""

    max_bytes: int
    status: int | None = None
    headers: httpx2.Headers = field(default_factory=httpx2.Headers)
    body: bytearray = field(default_factory=bytearray)
    whole: bool = False
    too_large: bool = False


_receiving: ContextVar[_Received] = ContextVar("receiving")


def open_client(config: ProviderConfig, base_url: str) -> httpx2.AsyncClient:
    """Return the HTTP client to give to an SDK; call it inside the running loop.

    It follows no redirect, since the prompt would travel to another host, and
    asks a proxy of the environment only for https.
    """
    return httpx2.AsyncClient(
        timeout=timeouts(config),
        follow_redirects=False,
        trust_env=base_url.lower().startswith("https:"),
        event_hooks={"response": [_read_bounded]},
    )


def timeouts(config: ProviderConfig) -> httpx2.Timeout:
    """Return the limits of the single steps; the whole call is bounded by `exchange`."""
    return httpx2.Timeout(config.read_timeout_s, connect=config.connect_timeout_s)


async def _read_bounded(response: httpx2.Response) -> None:
    """Read the unpacked body up to the cap, and leave the SDK a response that needs no network."""
    received = _receiving.get()
    received.status, received.headers = response.status_code, httpx2.Headers(response.headers)
    unpacked = httpx2.Response(response.status_code, headers=response.headers, stream=response.stream)
    async for chunk in unpacked.aiter_bytes():
        received.body += chunk[: received.max_bytes - len(received.body)]
        if len(received.body) >= received.max_bytes:
            received.too_large = True
            await unpacked.aclose()
            break
    received.whole = not received.too_large
    response.headers.pop("content-encoding", None)
    response.stream = httpx2.ByteStream(b"" if received.too_large else bytes(received.body))


@dataclass(frozen=True, slots=True)
class Scrubber:
    """Makes received text fit to be stored: without the key, NUL and lone surrogates."""

    key: str | None = field(repr=False)

    def __call__(self, text: str) -> str:
        """Return the text as it may be kept, logged and shown."""
        whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\x00", "\ufffd")
        return whole.replace(self.key, "[key]") if self.key and len(self.key) >= _MIN_SECRET_CHARS else whole


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole answer with a status of success, taken apart.

    Attributes:
        data: The fields of the JSON object in the body.
    """

    status: int
    raw_body: str
    data: Mapping[str, object]
    request_id: str | None
    scrub: Scrubber

    def unusable(self, why: str) -> CallFailed:
        """Return the failure for an answer that is not as the interface promises; it may have been billed."""
        return _unusable(why, self.status, self.raw_body)

    def answer(
        self,
        outcome: Outcome,
        text: str,
        *,
        finish_reason: str,
        input_tokens: int | None,
        output_tokens: int | None,
        asked_model: str,
    ) -> Answer:
        """Return the answer; one that ended well without any text counts as empty."""
        clean = self.scrub(text)
        model = self.data.get("model")
        return Answer(
            outcome="empty" if outcome == "ok" and not clean.strip() else outcome,
            text=clean,
            finish_reason=finish_reason,
            input_tokens=input_tokens,
            output_tokens=output_tokens,
            request_id=self.request_id,
            raw_body=self.raw_body,
            model=self.scrub(model)[:200] if isinstance(model, str) and model else asked_model,
        )


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
    problem: Exception | None = None
    token = _receiving.set(received)
    try:
        async with asyncio.timeout(timeout_s):
            await send()
    except (TimeoutError, httpx2.HTTPError, sdk_error) as error:
        problem = error
    finally:
        _receiving.reset(token)
    # Outside of the handler, so that the failure drags no exception along that holds the request.
    raw_body = scrub(received.body.decode("utf-8", "replace"))
    if received.status is None:
        raise _no_answer(problem)
    if not received.whole and not 400 <= received.status < 500:
        raise _broken_off(received, problem, raw_body)
    if not 200 <= received.status < 300:
        raise _refused(received, raw_body)
    return _reply(received, received.status, raw_body, scrub)


def _reply(received: _Received, status: int, raw_body: str, scrub: Scrubber) -> Reply:
    """Read the body of a successful answer as one JSON object."""
    data = _parse_json(raw_body)
    if not isinstance(data, dict):
        raise _unusable("The answer is not a JSON object.", status, raw_body)
    request_id = received.headers.get("request-id") or received.headers.get("x-request-id")
    return Reply(status, raw_body, data, scrub(request_id)[:200] if request_id else None, scrub)


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


def _unusable(why: str, status: int, raw_body: str) -> CallFailed:
    """Return the failure for a whole answer that cannot be read."""
    return CallFailed(f"{why} It is kept as it came.", billing="maybe_billed", status=status, raw_body=raw_body)


def _refused(received: _Received, raw_body: str) -> CallFailed:
    """Return the failure for an answer with a status other than success."""
    status = received.status or 0
    error = as_fields(as_fields(_parse_json(raw_body)).get("error"))
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
        retry_after_s=_retry_after_s(received.headers),
        raw_body=raw_body,
    )


def _retry_after_s(headers: httpx2.Headers) -> float | None:
    """Return the wait asked for, counting a date from the answer's own, so that our clock does not matter."""
    now = parse_http_date(headers.get("date")) or datetime.now(UTC)
    return parse_retry_after(headers.get("retry-after"), now=now)


def _parse_json(text: str) -> object:
    """Return what the JSON text says, or None where it is none, too deep or has too long a number."""
    try:
        parsed: object = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return parsed


def as_fields(value: object) -> Mapping[str, object]:
    """Return a JSON object's fields; none for anything else."""
    return value if isinstance(value, dict) else {}


def as_count(value: object) -> int | None:
    """Return a plausible count of tokens, or None."""
    return value if type(value) is int and 0 <= value <= _MAX_TOKEN_COUNT else None
