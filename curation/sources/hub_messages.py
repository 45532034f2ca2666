"""The turns of a conversation as other people's hubs write them: a list of messages with a role and a text."""

import json
from collections.abc import Sequence
from typing import Final

from curation.sources.records import Turn
from curation.text import MAX_TEXT_CHARS, clean_text

MAX_TURNS: Final = 200

_ROLES: Final = {
    "system": "system",
    "user": "user",
    "human": "user",
    "assistant": "assistant",
    "gpt": "assistant",
    "tool": "tool",
}


def turns_of(value: object) -> tuple[Turn, ...] | None:
    """Return the turns, or None where the value is no conversation in which somebody asks and is answered.

    Args:
        value: A list of objects with `role` and `content`, or the JSON of one; hostile.
    """
    messages = _decoded(value) if isinstance(value, str) else value
    if not isinstance(messages, list) or not 0 < len(messages) <= MAX_TURNS:
        return None
    turns = [_turn(message) for message in messages]
    known = tuple(turn for turn in turns if turn is not None)
    if len(known) < len(turns) or question_and_answer(known) is None:
        return None
    return known


def question_and_answer(turns: Sequence[Turn]) -> tuple[str, str] | None:
    """Return the first thing that the user says and the first answer after it, or None where one is missing."""
    asked = next((place for place, turn in enumerate(turns) if turn.role == "user"), None)
    if asked is None:
        return None
    answer = next((turn for turn in turns[asked + 1 :] if turn.role == "assistant"), None)
    return None if answer is None else (turns[asked].content, answer.content)


def as_json(turns: Sequence[Turn]) -> str:
    """Return the conversation as JSON, always in the same writing."""
    return json.dumps([{"role": turn.role, "content": turn.content} for turn in turns], ensure_ascii=False)


def _turn(message: object) -> Turn | None:
    if not isinstance(message, dict):
        return None
    role = message.get("role", message.get("from"))
    content = message.get("content", message.get("value"))
    if not isinstance(role, str) or role not in _ROLES or not isinstance(content, str):
        return None
    text = clean_text(content) if len(content) <= MAX_TEXT_CHARS else ""
    return Turn(_ROLES[role], text) if text else None


def _decoded(text: str) -> object:
    if len(text) > MAX_TEXT_CHARS:
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
