"""What an answer that was stored says when it is read again: the same as when it came."""

from collections.abc import Callable, Mapping

from curation.providers.anthropic_form import read_anthropic
from curation.providers.base import Answer, CallFailed, ProviderConfig, Request
from curation.providers.demo_provider import demo_answered
from curation.providers.openai_form import read_openai
from curation.providers.replies import Scrubber, read_reply

_READERS: Mapping[str, Callable[..., Answer]] = {"anthropic": read_anthropic, "openai": read_openai}


def read_body(provider: ProviderConfig | str, raw_body: str, request: Request) -> Answer:
    """Return what a call makes of a whole body, as it stands in an attempt.

    The id of the request travelled beside the body, so that the answer has none.

    Args:
        provider: Its configuration or its name.
        raw_body: As an answer of this provider carried it; the demo generator's is its text.
        request: What was asked.

    Raises:
        CallFailed: The body is not a whole answer. Nothing was sent, so that nothing was billed.
    """
    name = provider if isinstance(provider, str) else provider.name
    if name == "demo":
        return demo_answered(raw_body)
    try:
        reply = read_reply(raw_body, status=200, request_id=None, scrub=Scrubber(None))
        return _READERS[name](reply, asked_model=request.model)
    except CallFailed as failure:
        reason = failure.reason
    raise CallFailed(reason, billing="not_billed", raw_body=raw_body)
