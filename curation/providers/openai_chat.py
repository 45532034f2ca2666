"""OpenAI's chat completions, and the many servers that speak it: vLLM, Ollama, llama.cpp, LM Studio."""

import httpx2
import openai

from curation.providers.base import VENDOR_URLS, Answer, ProviderConfig, Request, is_vendor_url
from curation.providers.line import Line
from curation.providers.openai_form import openai_body, read_openai
from curation.providers.wire import open_client, timeouts

NO_KEY = "none"
"""Sent to servers that want no key, since the SDK wants one."""


class OpenAIProvider:
    """Sends each request once through the SDK, and reads the answer itself."""

    name = "openai"

    def __init__(self, config: ProviderConfig, key: str | None) -> None:
        """Keep the settings; the client is made by the first call, inside the running loop."""
        self._line = openai_line(config, key)
        self._at_vendor = is_vendor_url("openai", config.base_url)

    async def call(self, request: Request, *, timeout_s: float) -> Answer:
        """Send one request.

        Raises:
            CallFailed: No usable answer came.
        """
        line, body = self._line, openai_body(request, at_vendor=self._at_vendor)
        reply = await line.pay(
            lambda: line.client.post("/chat/completions", body=body, cast_to=httpx2.Response), timeout_s=timeout_s
        )
        return read_openai(reply, asked_model=request.model)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._line.aclose()


def openai_line(config: ProviderConfig, key: str | None) -> Line[openai.AsyncOpenAI]:
    """Return the line to OpenAI or to a server that speaks its language.

    Each request names its path and has its body made here: the SDK's typed
    methods cost half as much again in CPU, and their reading of the answer is
    not wanted. The address is given, so that the environment does not move it.
    """
    base_url = config.base_url or VENDOR_URLS["openai"]

    def connect() -> openai.AsyncOpenAI:
        return openai.AsyncOpenAI(
            api_key=key or NO_KEY,
            base_url=base_url,
            timeout=timeouts(config),
            max_retries=0,
            http_client=open_client(config, base_url),
        )

    return Line(config, key, connect, openai.OpenAIError)
