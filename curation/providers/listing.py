"""Which models a provider has, as suggestions: any other name may be typed as well."""

from collections.abc import Mapping
from typing import Any, Final

import httpx2

from curation.providers.base import ProviderConfig, is_vendor_url
from curation.providers.build import check_setup
from curation.providers.demo import MODEL
from curation.providers.line import Line
from curation.providers.replies import Reply, as_count, as_fields

MAX_MODELS: Final = 1_000
MAX_NAME_CHARS: Final = 200
_OTHER_KINDS: Final = (
    "audio",
    "babbage",
    "dall-e",
    "davinci",
    "embedding",
    "image",
    "moderation",
    "realtime",
    "sora",
    "transcribe",
    "tts",
    "whisper",
)
"""Parts of the names of OpenAI's models that do not answer a prompt with a text."""


async def list_models(config: ProviderConfig, *, key: str | None) -> list[str]:
    """Return the names of the models that a provider offers, newest first where it says when they were made.

    One request, of which nothing is billed; at most 1,000 names. OpenAI's own
    list is left without the models that write no text.

    Args:
        config: Its base URL was checked by `check_base_url`.
        key: From `find_key`; another server than OpenAI's own may do without.

    Raises:
        ProviderError: The key or the vendor's package is missing.
        CallFailed: The provider gave no list.
    """
    if config.name == "demo":
        return [MODEL]
    some_key = check_setup(config, key)
    line, path, query = _line(config, some_key)
    try:
        reply = await line.ask(lambda: line.client.get(path, cast_to=httpx2.Response, options={"params": query}))
    finally:
        await line.aclose()
    names = _names(reply)
    if config.name == "openai" and is_vendor_url("openai", config.base_url):
        return [name for name in names if not any(kind in name for kind in _OTHER_KINDS)]
    return names


def _line(config: ProviderConfig, key: str) -> tuple[Line[Any], str, Mapping[str, object]]:
    """Return the line, and what to ask over it."""
    if config.name == "openai":
        from curation.providers.openai_chat import openai_line

        return openai_line(config, key or None), "/models", {}
    from curation.providers.anthropic_messages import anthropic_line

    return anthropic_line(config, key), "/v1/models", {"limit": MAX_MODELS}


def _names(reply: Reply) -> list[str]:
    """Return the names in a list of models, each once.

    Raises:
        CallFailed: The answer has no list.
    """
    listed = reply.data.get("data")
    if not isinstance(listed, list):
        raise reply.unbilled("The answer has no list of models.")
    models = [as_fields(one) for one in listed[:MAX_MODELS]]
    newest = sorted(models, key=lambda one: as_count(one.get("created")) or 0, reverse=True)
    names = [one.get("id") for one in newest]
    clean = [reply.scrub(name).strip()[:MAX_NAME_CHARS] for name in names if isinstance(name, str)]
    return list(dict.fromkeys(name for name in clean if name))
