"""A whole answer of a provider, taken apart, and the words and counts in it as they may be kept."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from curation.providers.base import Answer, CallFailed, Outcome

_MAX_TOKEN_COUNT = 10**12
_MIN_SECRET_CHARS = 12
"""A shorter key is a placeholder of a local server, such as "ollama", and may well stand in an answer."""


@dataclass(frozen=True, slots=True)
class Scrubber:
    """Makes received text fit to be stored: without the key, NUL and lone surrogates."""

    key: str | None = field(repr=False)

    def __call__(self, text: str) -> str:
        """Return the text as it may be kept, logged and shown."""
        whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\x00", "\ufffd")
        return whole.replace(self.key, "[key]") if self.key and len(self.key) >= _MIN_SECRET_CHARS else whole


@dataclass(frozen=True, slots=True)
class Usage:
    """What an answer says of its tokens; None is not said.

    Attributes:
        input_tokens: All of the prompt's, those of the cache included.
    """

    input_tokens: int | None
    output_tokens: int | None
    cached_input_tokens: int | None
    cache_write_tokens: int | None


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole answer with a status of success, taken apart.

    Attributes:
        data: The fields of the JSON object in the body.
    """

    status: int
    raw_body: str
    data: Mapping[str, object]
    request_id: str | None
    scrub: Scrubber

    def unusable(self, why: str) -> CallFailed:
        """Return the failure for an answer that is not as the interface promises; it may have been billed."""
        return unusable(why, self.status, self.raw_body)

    def unbilled(self, why: str) -> CallFailed:
        """Return the same failure for an answer that costs nothing."""
        return CallFailed(why, billing="not_billed", retryable=True, status=self.status, raw_body=self.raw_body)

    def answer(self, outcome: Outcome, text: str, *, finish_reason: str, usage: Usage, asked_model: str) -> Answer:
        """Return the answer; one that ended well without any text counts as empty."""
        clean = self.scrub(text)
        model = self.data.get("model")
        return Answer(
            outcome="empty" if outcome == "ok" and not clean.strip() else outcome,
            text=clean,
            finish_reason=finish_reason,
            input_tokens=usage.input_tokens,
            output_tokens=usage.output_tokens,
            request_id=self.request_id,
            raw_body=self.raw_body,
            model=self.scrub(model)[:200] if isinstance(model, str) and model else asked_model,
            cached_input_tokens=usage.cached_input_tokens,
            cache_write_tokens=usage.cache_write_tokens,
        )


def read_reply(raw_body: str, *, status: int, request_id: str | None, scrub: Scrubber) -> Reply:
    """Read the body of a successful answer as one JSON object.

    Raises:
        CallFailed: It is none.
    """
    data = parse_json(raw_body)
    if not isinstance(data, dict):
        raise unusable("The answer is not a JSON object.", status, raw_body)
    return Reply(status, raw_body, data, scrub(request_id)[:200] if request_id else None, scrub)


def unusable(why: str, status: int | None, raw_body: str) -> CallFailed:
    """Return the failure for a whole answer that cannot be read."""
    return CallFailed(f"{why} It is kept as it came.", billing="maybe_billed", status=status, raw_body=raw_body)


def parse_json(text: str | bytes) -> object:
    """Return what the JSON text says, or None where it is none, too deep or has too long a number."""
    try:
        parsed: object = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return parsed


def as_fields(value: object) -> Mapping[str, object]:
    """Return a JSON object's fields; none for anything else."""
    return value if isinstance(value, dict) else {}


def as_count(value: object) -> int | None:
    """Return a plausible count of tokens, or None."""
    return value if type(value) is int and 0 <= value <= _MAX_TOKEN_COUNT else None
