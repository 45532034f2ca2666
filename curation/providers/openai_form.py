"""The form of OpenAI's chat completions: the body of a request, and what the body of an answer says."""

from collections.abc import Mapping
from typing import Any

from curation.providers.base import Answer, Outcome, Request
from curation.providers.prompts import prompt_of
from curation.providers.replies import Reply, Usage, as_count, as_fields

_OUTCOMES: Mapping[object, Outcome] = {"stop": "ok", "length": "cut_off", "content_filter": "refused"}


def openai_body(request: Request, *, at_vendor: bool) -> dict[str, Any]:
    """Return the body of a request, with nothing in it that was not asked for.

    Args:
        request: What is asked.
        at_vendor: Whether OpenAI itself is asked. Its newer models refuse the old name of the limit, and other
            servers may know only that one; the key of the cache is OpenAI's own.
    """
    body: dict[str, Any] = {"model": request.model, "messages": [{"role": "user", "content": prompt_of(request)}]}
    body["max_completion_tokens" if at_vendor else "max_tokens"] = request.max_output_tokens
    if request.temperature is not None:
        body["temperature"] = request.temperature
    if request.seed is not None:
        body["seed"] = request.seed
    if request.json_schema is not None and request.schema_mode == "native":
        form = {"name": "answer", "schema": dict(request.json_schema), "strict": True}
        body["response_format"] = {"type": "json_schema", "json_schema": form}
    if at_vendor and request.cache_key:
        body["prompt_cache_key"] = request.cache_key
    return body


def read_openai(reply: Reply, *, asked_model: str) -> Answer:
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
    return reply.answer(
        "refused" if refused else _OUTCOMES[finish_reason],
        content or (refusal if isinstance(refusal, str) else ""),
        finish_reason=finish_reason,
        usage=_usage(as_fields(reply.data.get("usage"))),
        asked_model=asked_model,
    )


def _usage(usage: Mapping[str, object]) -> Usage:
    """Return the counts; what came from the cache is among the tokens of the prompt there."""
    details = as_fields(usage.get("prompt_tokens_details"))
    return Usage(
        input_tokens=as_count(usage.get("prompt_tokens")),
        output_tokens=as_count(usage.get("completion_tokens")),
        cached_input_tokens=as_count(details.get("cached_tokens")),
        cache_write_tokens=as_count(details.get("cache_write_tokens")),
    )
