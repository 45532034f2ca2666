"""OpenAI's chat completions, and the many servers that speak it: vLLM, Ollama, llama.cpp, LM Studio."""

from collections.abc import Mapping

import openai
from openai.types.shared_params import ResponseFormatJSONSchema

from curation.providers.base import VENDOR_URLS, Answer, Outcome, ProviderConfig, Request, is_vendor_url
from curation.providers.wire import Reply, Scrubber, as_count, as_fields, exchange, open_client, timeouts

NO_KEY = "none"
"""Sent to servers that want no key, since the SDK wants one."""

_OUTCOMES: Mapping[object, Outcome] = {"stop": "ok", "length": "cut_off", "content_filter": "refused"}


class OpenAIProvider:
    """Sends each request once through the SDK, and reads the answer itself."""

    name = "openai"

    def __init__(self, config: ProviderConfig, key: str | None) -> None:
        """Keep the settings; the client is made by the first call, inside the running loop."""
        self._config = config
        self._key = key
        self._scrub = Scrubber(key)
        self._client: openai.AsyncOpenAI | None = None

    async def call(self, request: Request, *, timeout_s: float) -> Answer:
        """Send one request.

        Raises:
            CallFailed: No usable answer came.
        """
        client = self._client = self._client or self._connect()
        # The vendor's newer models refuse the old name; other servers may know only that one.
        at_vendor = is_vendor_url("openai", self._config.base_url)
        limit = request.max_output_tokens
        reply = await exchange(
            lambda: client.chat.completions.with_raw_response.create(
                model=request.model,
                messages=[{"role": "user", "content": request.prompt}],
                max_completion_tokens=limit if at_vendor else openai.omit,
                max_tokens=openai.omit if at_vendor else limit,
                temperature=openai.omit if request.temperature is None else request.temperature,
                seed=openai.omit if request.seed is None else request.seed,
                response_format=_form(request.json_schema),
            ),
            sdk_error=openai.OpenAIError,
            timeout_s=timeout_s,
            config=self._config,
            scrub=self._scrub,
        )
        return _read(reply, request)

    async def aclose(self) -> None:
        """Close the connections."""
        if self._client is not None:
            await self._client.close()

    def _connect(self) -> openai.AsyncOpenAI:
        """Make the client; the address is given, so that the environment does not move it."""
        base_url = self._config.base_url or VENDOR_URLS["openai"]
        return openai.AsyncOpenAI(
            api_key=self._key or NO_KEY,
            base_url=base_url,
            timeout=timeouts(self._config),
            max_retries=0,
            http_client=open_client(self._config, base_url),
        )


def _form(schema: Mapping[str, object] | None) -> ResponseFormatJSONSchema | openai.Omit:
    """Return how the vendor is told the form of the answer."""
    if schema is None:
        return openai.omit
    return {"type": "json_schema", "json_schema": {"name": "answer", "schema": dict(schema), "strict": True}}


def _read(reply: Reply, request: Request) -> Answer:
    """Make an answer of the first choice.

    Raises:
        CallFailed: The answer lacks what the interface promises.
    """
    choices = reply.data.get("choices")
    choice = as_fields(choices[0]) if isinstance(choices, list) and choices else {}
    message, finish_reason = as_fields(choice.get("message")), choice.get("finish_reason")
    content, refusal = message.get("content"), message.get("refusal")
    if not message or not isinstance(content, str | None):
        raise reply.unusable("The answer has no message of text.")
    if not isinstance(finish_reason, str) or finish_reason not in _OUTCOMES:
        raise reply.unusable("The answer does not say in a known way why it ended.")
    refused = isinstance(refusal, str) and bool(refusal.strip())
    usage = as_fields(reply.data.get("usage"))
    return reply.answer(
        "refused" if refused else _OUTCOMES[finish_reason],
        content or (refusal if isinstance(refusal, str) else ""),
        finish_reason=finish_reason,
        input_tokens=as_count(usage.get("prompt_tokens")),
        output_tokens=as_count(usage.get("completion_tokens")),
        asked_model=request.model,
    )
