"""The text that is sent for a request, with the form of the answer in it where the interface is not told of it."""

import json
from itertools import takewhile

from curation.providers.base import Request

_FORM = (
    "Answer with one JSON object and nothing else: no words before or after it, and no code fence. "
    "It must keep to this JSON schema:"
)


def prompt_of(request: Request) -> str:
    """Return the prompt; a form that goes into it stands at its end, so that a shared beginning stays shared."""
    if request.json_schema is None or request.schema_mode == "native":
        return request.prompt
    schema = json.dumps(dict(request.json_schema), ensure_ascii=False)
    return f"{request.prompt.rstrip()}\n\n{_FORM}\n{schema}"


def billed_text(request: Request) -> str:
    """Return all text of a request that a vendor may count as input, for a bound on its cost."""
    if request.json_schema is None or request.schema_mode == "in_prompt":
        return prompt_of(request)
    return request.prompt + json.dumps(dict(request.json_schema))


def shared_prefix_chars(first: str, second: str) -> int:
    """Return how many characters two prompts have in common at their beginning.

    Of two prompts of one template whose personas differ in their first
    character it is what all prompts of a job share (`Request.cache_prefix_chars`);
    it must be the same for all of them, since a vendor's cache knows the
    marked beginning as a whole.
    """
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(first, second, strict=False)))
