"""Preference data: a prompt with the text that people chose and the one that they did not, one pair a line."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from curation.exports.files import WrittenFile
from curation.exports.jsonl import write_lines


@dataclass(frozen=True, slots=True, kw_only=True)
class PreferenceRow:
    """One pair of texts on which the votes prefer one.

    `votes` has how many were for the chosen text, for the rejected one, for
    neither (`tie`) and against both (`both_bad`). `margin` is the share of the
    votes for one of the two or neither that the chosen text has more than the
    rejected one, with a tie as half a vote for each: above 0, at most 1.
    `agreement` is the share of all votes that are for the chosen text.
    """

    id: str
    prompt: str
    chosen: str
    rejected: str
    votes: Mapping[str, int]
    margin: float
    agreement: float
    chosen_arm: str
    rejected_arm: str
    chosen_id: str
    rejected_id: str
    compared: str
    question: str
    persona_hidden: bool
    task_type: str
    persona_id: str | None
    language: str
    licence: str
    label: str | None
    release: str


def write_preferences(rows: Iterable[PreferenceRow], path: Path) -> WrittenFile:
    """Write one pair a line, with an explicit prompt and each text as a conversation of its own.

    Source:
        The columns `prompt`, `chosen`, `rejected` and `margin` are those that TRL's trainers for DPO and reward models
        read, in the conversational form.
    """
    return write_lines(path, (_cells(row) for row in rows), Counter())


def _cells(row: PreferenceRow) -> dict[str, object]:
    return {
        "prompt": [{"role": "user", "content": row.prompt}],
        "chosen": [{"role": "assistant", "content": row.chosen}],
        "rejected": [{"role": "assistant", "content": row.rejected}],
        "margin": row.margin,
        "agreement": row.agreement,
        "votes": dict(row.votes),
        "chosen_arm": row.chosen_arm,
        "rejected_arm": row.rejected_arm,
        "id": row.id,
        "chosen_id": row.chosen_id,
        "rejected_id": row.rejected_id,
        "compared": row.compared,
        "question": row.question,
        "persona_hidden": row.persona_hidden,
        "task_type": row.task_type,
        "persona_id": row.persona_id,
        "language": row.language,
        "licence": row.licence,
        "label": row.label,
        "release": row.release,
    }
