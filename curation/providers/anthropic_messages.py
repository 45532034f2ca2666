"""Anthropic's Messages API, and servers that speak it."""

from collections.abc import Mapping

import anthropic
from anthropic.types import OutputConfigParam

from curation.providers.base import VENDOR_URLS, Answer, Outcome, ProviderConfig, Request
from curation.providers.wire import Reply, Scrubber, as_count, as_fields, exchange, open_client, timeouts

_OUTCOMES: Mapping[object, Outcome] = {
    "end_turn": "ok",
    "stop_sequence": "ok",
    "max_tokens": "cut_off",
    "model_context_window_exceeded": "cut_off",
    "refusal": "refused",
}
_INPUT_COUNTS = ("input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens")


class AnthropicProvider:
    """Sends each request once through the SDK, and reads the answer itself."""

    name = "anthropic"

    def __init__(self, config: ProviderConfig, key: str) -> None:
        """Keep the settings; the client is made by the first call, inside the running loop."""
        self._config = config
        self._key = key
        self._scrub = Scrubber(key)
        self._client: anthropic.AsyncAnthropic | None = None

    async def call(self, request: Request, *, timeout_s: float) -> Answer:
        """Send one request.

        Raises:
            CallFailed: No usable answer came.
        """
        client = self._client = self._client or self._connect()
        # The SDK dropped the parameter; older models and compatible servers still take it.
        extra = None if request.temperature is None else {"temperature": request.temperature}
        reply = await exchange(
            lambda: client.messages.with_raw_response.create(
                model=request.model,
                max_tokens=request.max_output_tokens,
                messages=[{"role": "user", "content": request.prompt}],
                output_config=_form(request.json_schema),
                extra_body=extra,
            ),
            sdk_error=anthropic.AnthropicError,
            timeout_s=timeout_s,
            config=self._config,
            scrub=self._scrub,
        )
        return _read(reply, request)

    async def aclose(self) -> None:
        """Close the connections."""
        if self._client is not None:
            await self._client.close()

    def _connect(self) -> anthropic.AsyncAnthropic:
        """Make the client, with every setting given, so that the environment decides none."""
        base_url = self._config.base_url or VENDOR_URLS["anthropic"]
        return anthropic.AsyncAnthropic(
            api_key=self._key,
            base_url=base_url,
            timeout=timeouts(self._config),
            max_retries=0,
            http_client=open_client(self._config, base_url),
        )


def _form(schema: Mapping[str, object] | None) -> OutputConfigParam | anthropic.Omit:
    """Return how the vendor is told the form of the answer."""
    return anthropic.omit if schema is None else {"format": {"type": "json_schema", "schema": dict(schema)}}


def _read(reply: Reply, request: Request) -> Answer:
    """Make an answer of a message.

    Raises:
        CallFailed: The message lacks what the interface promises.
    """
    blocks, stop_reason = reply.data.get("content"), reply.data.get("stop_reason")
    if not isinstance(blocks, list):
        raise reply.unusable("The answer has no list of content.")
    if not isinstance(stop_reason, str) or stop_reason not in _OUTCOMES:
        raise reply.unusable("The answer does not say in a known way why it ended.")
    texts = [as_fields(block).get("text") for block in blocks if as_fields(block).get("type") == "text"]
    usage = as_fields(reply.data.get("usage"))
    return reply.answer(
        _OUTCOMES[stop_reason],
        "".join(text for text in texts if isinstance(text, str)),
        finish_reason=stop_reason,
        input_tokens=_input_tokens(usage),
        output_tokens=as_count(usage.get("output_tokens")),
        asked_model=request.model,
    )


def _input_tokens(usage: Mapping[str, object]) -> int | None:
    """Return all tokens of the prompt; what was written to or read from a cache is counted apart there."""
    if as_count(usage.get("input_tokens")) is None:
        return None
    return sum(as_count(usage.get(name)) or 0 for name in _INPUT_COUNTS)
