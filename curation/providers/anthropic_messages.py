"""Anthropic's Messages API, and servers that speak it."""

import anthropic
import httpx2

from curation.providers.anthropic_form import anthropic_body, read_anthropic
from curation.providers.base import VENDOR_URLS, Answer, ProviderConfig, Request
from curation.providers.line import Line
from curation.providers.wire import open_client, timeouts


class AnthropicProvider:
    """Sends each request once through the SDK, and reads the answer itself."""

    name = "anthropic"

    def __init__(self, config: ProviderConfig, key: str) -> None:
        """Keep the settings; the client is made by the first call, inside the running loop."""
        self._line = anthropic_line(config, key)

    async def call(self, request: Request, *, timeout_s: float) -> Answer:
        """Send one request.

        Raises:
            CallFailed: No usable answer came.
        """
        line, body = self._line, anthropic_body(request)
        reply = await line.pay(
            lambda: line.client.post("/v1/messages", body=body, cast_to=httpx2.Response), timeout_s=timeout_s
        )
        return read_anthropic(reply, asked_model=request.model)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._line.aclose()


def anthropic_line(config: ProviderConfig, key: str) -> Line[anthropic.AsyncAnthropic]:
    """Return the line to Anthropic or to a server that speaks its language.

    Every setting is given, so that the environment decides none.
    """
    base_url = config.base_url or VENDOR_URLS["anthropic"]

    def connect() -> anthropic.AsyncAnthropic:
        return anthropic.AsyncAnthropic(
            api_key=key,
            base_url=base_url,
            timeout=timeouts(config),
            max_retries=0,
            http_client=open_client(config, base_url),
        )

    return Line(config, key, connect, anthropic.AnthropicError)
