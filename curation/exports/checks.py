"""What must hold of a row before it is written; a row that fails is left out with its reason."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Literal

from curation.exports.rows import Message, SampleRow, messages_of

Target = Literal["prompt", "answer"]


class LeftOut(StrEnum):
    """Why a row is not in a file."""

    REPEATED_ID = "repeated_id"
    EMPTY_TEXT = "empty_text"
    INVALID_TOOL_JSON = "invalid_tool_json"
    NO_PROMPT = "no_prompt"
    NO_ANSWER = "no_answer"
    WRONG_ROLE_ORDER = "wrong_role_order"

    @property
    def label(self) -> str:
        """The reason in plain words."""
        return _LABELS[self]


_LABELS: Mapping[LeftOut, str] = {
    LeftOut.REPEATED_ID: "another row has the same id",
    LeftOut.EMPTY_TEXT: "there is no text",
    LeftOut.INVALID_TOOL_JSON: "the tool is not a JSON object",
    LeftOut.NO_PROMPT: "the prompt is not known, since the sample was imported or written by hand",
    LeftOut.NO_ANSWER: "the sample has no answer or reply of its own",
    LeftOut.WRONG_ROLE_ORDER: "the turns do not go from user to assistant and end with the assistant",
}


def kept_rows(rows: Iterable[SampleRow], left_out: Counter[str]) -> Iterator[SampleRow]:
    """Yield the rows that may be written; count the others by reason."""
    seen: set[str] = set()
    for row in rows:
        fault = LeftOut.REPEATED_ID if row.id in seen else row_fault(row)
        seen.add(row.id)
        if fault is None:
            yield row
        else:
            left_out[fault] += 1


def row_fault(row: SampleRow) -> LeftOut | None:
    """Return what is wrong with a row by itself."""
    if not row.output.strip():
        return LeftOut.EMPTY_TEXT
    if row.task_type == "tool" and not _is_json_object(row.output):
        return LeftOut.INVALID_TOOL_JSON
    return None


def training_messages(row: SampleRow, target: Target) -> Sequence[Message] | LeftOut:
    """Return the turns to train on, or why there are none.

    Args:
        row: A sample.
        target: `prompt` pairs the prompt as it was sent with the output,
            `answer` the generated problem or instruction with its answer.
    """
    if target == "answer":
        if not row.question or not row.answer:
            return LeftOut.NO_ANSWER
        turns: Sequence[Message] = (Message("user", row.question), Message("assistant", row.answer))
    else:
        if not row.messages and not row.prompt:
            return LeftOut.NO_PROMPT
        turns = messages_of(row)
    return messages_fault(turns) or turns


def messages_fault(turns: Sequence[Message]) -> LeftOut | None:
    """Return what is wrong with a conversation: roles out of order, or a turn without text."""
    spoken = [turn.role for turn in turns[1:]] if turns and turns[0].role == "system" else [turn.role for turn in turns]
    expected = ["user", "assistant"] * (len(spoken) // 2)
    if not spoken or spoken != expected:
        return LeftOut.WRONG_ROLE_ORDER
    if not all(turn.content.strip() for turn in turns):
        return LeftOut.EMPTY_TEXT
    return None


def _is_json_object(text: str) -> bool:
    """Tell whether a text is one JSON object."""
    try:
        return isinstance(json.loads(text), dict)
    except (ValueError, RecursionError):
        return False
