"""Answers whose body is a whole one of OpenAI's interface, so that it can be read again from its attempt."""

import json

from curation.providers import Answer, ProviderConfig, Request
from curation.providers.stored import read_body
from tests.services.scripted import GOOD, MODEL


def answered_whole(text: str = GOOD, finish: str = "stop", *, tokens: tuple[int, int] = (100, 200)) -> Answer:
    """Return what a call makes of a body; `finish` is the vendor's own word for why it ended."""
    choice = {"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": finish}
    usage = {"prompt_tokens": tokens[0], "completion_tokens": tokens[1], "total_tokens": sum(tokens)}
    body = {"id": "c1", "object": "chat.completion", "model": MODEL, "choices": [choice], "usage": usage}
    asked = Request(prompt="", model=MODEL, max_output_tokens=1)
    return read_body(ProviderConfig("openai"), json.dumps(body), asked)
