"""Whether a model keeps to a form that its provider is told of: found out by one tiny call."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from curation.providers.base import Answer, CallFailed, Provider, Request
from curation.providers.replies import as_fields, parse_json

PROBE_PROMPT: Final = "Name a fruit, and say how many letters its English name has."
"""It does not speak of JSON: a model that is not held to the form answers in words."""
PROBE_SCHEMA: Final[Mapping[str, object]] = {
    "type": "object",
    "properties": {"fruit": {"type": "string"}, "letters": {"type": "integer"}},
    "required": ["fruit", "letters"],
    "additionalProperties": False,
}
PROBE_TOKENS: Final = 1_024
"""Room for a model that thinks first."""
_REFUSED: Final = (400, 422)


@dataclass(frozen=True, slots=True)
class Probe:
    """What was found.

    Attributes:
        supports: Whether forms may go where the interface has a place for them (`schema_mode="native"`).
        detail: Why not, or that it does, in one sentence.
        answer: What came, with its count of tokens; None where nothing was answered, and nothing billed.
    """

    supports: bool
    detail: str
    answer: Answer | None


def probe_request(model: str) -> Request:
    """Return the one request of a probe, for whoever sets money aside for it."""
    return Request(PROBE_PROMPT, model, PROBE_TOKENS, json_schema=PROBE_SCHEMA)


async def probe_structured(provider: Provider, model: str, *, timeout_s: float = 60.0) -> Probe:
    """Ask a model for a tiny answer of a given form, and look whether it keeps to it.

    Raises:
        CallFailed: Nothing was found out; the call may have been billed.
    """
    if provider.name == "demo":
        return Probe(True, "The demo generator keeps to every form that the program asks for.", None)
    try:
        answer = await provider.call(probe_request(model), timeout_s=timeout_s)
    except CallFailed as caught:
        failure = caught
    else:
        return _judged(answer)
    if failure.status in _REFUSED:
        return Probe(False, failure.reason, None)
    raise failure


def _judged(answer: Answer) -> Probe:
    """Say of an answer whether it keeps to the form."""
    if answer.outcome != "ok":
        return Probe(False, f"The answer was {answer.outcome.replace('_', ' ')}.", answer)
    found = parse_json(answer.text)
    if not isinstance(found, dict):
        said = json.dumps(answer.text[:60], ensure_ascii=False)
        return Probe(False, f"The answer is not the bare JSON object that was asked for; it begins {said}.", answer)
    fields = as_fields(found)
    is_typed = isinstance(fields.get("fruit"), str) and type(fields.get("letters")) is int
    if not is_typed or len(fields) != len(("fruit", "letters")):
        return Probe(False, "The answer is JSON and does not keep to the schema.", answer)
    return Probe(True, "The answer kept to the schema.", answer)
