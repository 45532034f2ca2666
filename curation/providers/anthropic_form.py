"""The form of Anthropic's messages: the body of a request, and what the body of an answer says."""

from collections.abc import Mapping
from typing import Any, Final

from curation.providers.base import Answer, Outcome, Request
from curation.providers.prompts import prompt_of
from curation.providers.replies import Reply, Usage, as_count, as_fields

MIN_CACHED_CHARS: Final = 4_000
"""A shorter beginning is not marked: the vendor keeps none below 1,024 tokens, and with some models below 4,096."""

_OUTCOMES: Mapping[object, Outcome] = {
    "end_turn": "ok",
    "stop_sequence": "ok",
    "max_tokens": "cut_off",
    "model_context_window_exceeded": "cut_off",
    "refusal": "refused",
}


def anthropic_body(request: Request) -> dict[str, Any]:
    """Return the body of a request, with nothing in it that was not asked for.

    The temperature goes to models and servers that still take it; the seed
    has no place in this interface.
    """
    body: dict[str, Any] = {
        "model": request.model,
        "max_tokens": request.max_output_tokens,
        "messages": [{"role": "user", "content": _content(request)}],
    }
    if request.temperature is not None:
        body["temperature"] = request.temperature
    if request.json_schema is not None and request.schema_mode == "native":
        body["output_config"] = {"format": {"type": "json_schema", "schema": dict(request.json_schema)}}
    return body


def _content(request: Request) -> str | list[dict[str, object]]:
    """Return the prompt, in two blocks where its beginning is worth the vendor's cache.

    The vendor refuses a block without text, so that a rest of nothing but
    blanks leaves the prompt whole.
    """
    prompt = prompt_of(request)
    prefix, rest = prompt[: request.cache_prefix_chars], prompt[request.cache_prefix_chars :]
    if len(prefix) < MIN_CACHED_CHARS or not prefix.strip() or not rest.strip():
        return prompt
    cached: dict[str, object] = {"type": "text", "text": prefix, "cache_control": {"type": "ephemeral"}}
    return [cached, {"type": "text", "text": rest}]


def read_anthropic(reply: Reply, *, asked_model: str) -> Answer:
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
    return reply.answer(
        _OUTCOMES[stop_reason],
        "".join(text for text in texts if isinstance(text, str)),
        finish_reason=stop_reason,
        usage=_usage(as_fields(reply.data.get("usage"))),
        asked_model=asked_model,
    )


def _usage(usage: Mapping[str, object]) -> Usage:
    """Return the counts; what was written to or read from the cache is counted apart from the prompt there."""
    fresh = as_count(usage.get("input_tokens"))
    read, written = as_count(usage.get("cache_read_input_tokens")), as_count(usage.get("cache_creation_input_tokens"))
    return Usage(
        input_tokens=None if fresh is None else fresh + (read or 0) + (written or 0),
        output_tokens=as_count(usage.get("output_tokens")),
        cached_input_tokens=read,
        cache_write_tokens=written,
    )
