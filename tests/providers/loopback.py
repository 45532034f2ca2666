"""A vendor's far end on 127.0.0.1, scripted by each test, and calls to it through the real SDK."""

import asyncio
import json
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from pytest_httpserver import HTTPServer
from werkzeug import Request as Seen
from werkzeug import Response

from curation.providers import Answer, CallFailed, ProviderConfig, Request, build_provider

CANARY = "sk-ant-CANARY-0123456789"
VENDOR_NAMES: tuple[Literal["anthropic", "openai"], ...] = ("anthropic", "openai")


@dataclass
class Vendor:
    """One vendor's interface; `seen` holds every request that reached it."""

    name: Literal["anthropic", "openai"]
    server: HTTPServer
    seen: list[Seen] = field(default_factory=list)
    has_seen: threading.Event = field(default_factory=threading.Event)
    done: threading.Event = field(default_factory=threading.Event)

    @property
    def base_url(self) -> str:
        root = f"http://127.0.0.1:{self.server.port}"
        return f"{root}/v1" if self.name == "openai" else root

    def replies(self, handler: Callable[[Seen], Response]) -> None:
        path = "/v1/messages" if self.name == "anthropic" else "/v1/chat/completions"

        def note_and_handle(request: Seen) -> Response:
            request.get_data()
            self.seen.append(request)
            self.has_seen.set()
            return handler(request)

        self.server.expect_request(path, method="POST").respond_with_handler(note_and_handle)

    def asked(self) -> int:
        """Return how many requests came, once there is one: a caller that gives up may be faster than the server."""
        self.has_seen.wait(60)
        return len(self.seen)

    def replies_with(self, body: str | bytes, status: int = 200, headers: dict[str, str] | None = None) -> None:
        self.replies(lambda _: Response(body, status, headers, content_type="application/json"))

    def good_body(self, text: str | None = "Bees dance.", finish: str | None = None, **message: object) -> str:
        """Return a whole answer of success; `finish` is the vendor's own word for why it ended."""
        if self.name == "anthropic":
            return json.dumps(
                {
                    "id": "msg_1",
                    "type": "message",
                    "role": "assistant",
                    "model": "model-a-1",
                    "content": [] if text is None else [{"type": "text", "text": text}],
                    "stop_reason": finish or "end_turn",
                    "usage": {"input_tokens": 11, "output_tokens": 5, "cache_read_input_tokens": 2},
                }
            )
        choice = {
            "index": 0,
            "message": {"role": "assistant", "content": text, **message},
            "finish_reason": finish or "stop",
        }
        usage = {"prompt_tokens": 13, "completion_tokens": 5, "total_tokens": 18}
        return json.dumps(
            {"id": "c1", "object": "chat.completion", "model": "model-a-1", "choices": [choice], "usage": usage}
        )

    def drip(self) -> Iterator[bytes]:
        """Yield a blank now and then, as long as the test runs."""
        for _ in range(400):
            yield b" "
            if self.done.wait(0.05):
                return


ASKED = Request(prompt="Say why bees dance.", model="model-a", max_output_tokens=100)


def ask(
    vendor: Vendor,
    request: Request = ASKED,
    *,
    timeout_s: float = 20.0,
    read_timeout_s: float = 20.0,
    max_response_bytes: int = 1_000_000,
    base_url: str | None = None,
) -> Answer:
    """Send one request through the SDK, with the canary as the key."""
    config = ProviderConfig(
        vendor.name,
        base_url or vendor.base_url,
        read_timeout_s=read_timeout_s,
        max_response_bytes=max_response_bytes,
    )

    async def once() -> Answer:
        provider = build_provider(config, key=CANARY)
        try:
            return await provider.call(request, timeout_s=timeout_s)
        finally:
            await provider.aclose()

    return asyncio.run(once())


def ask_in_vain(vendor: Vendor, **settings: float | str) -> CallFailed:
    """Send one request that must fail, and return the failure."""
    try:
        answer = ask(vendor, **settings)  # type: ignore[arg-type] # the tests pass what `ask` takes
    except CallFailed as failure:
        return failure
    raise AssertionError(f"an answer came: {answer}")


def closed_port() -> int:
    """Return a port of this machine on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
