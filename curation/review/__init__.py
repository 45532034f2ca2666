"""The rules of judging samples: answers, their sum over people, queues, keys."""

from curation.review.answers import (
    DECISIONS,
    FLAGS,
    LOWEST_ACCEPTED,
    MAX_NOTE_CHARS,
    NEAR_DUPLICATE,
    SKIP,
    Answers,
    Change,
    decision_on_submit,
)
from curation.review.keys import REVIEW_KEYS, Key
from curation.review.queues import Emptiness, Queue, QueueCounts, why_empty
from curation.review.summary import Summary, summarise
from curation.review.walk import Walk

__all__ = [
    "DECISIONS",
    "FLAGS",
    "LOWEST_ACCEPTED",
    "MAX_NOTE_CHARS",
    "NEAR_DUPLICATE",
    "REVIEW_KEYS",
    "SKIP",
    "Answers",
    "Change",
    "Emptiness",
    "Key",
    "Queue",
    "QueueCounts",
    "Summary",
    "Walk",
    "decision_on_submit",
    "summarise",
    "why_empty",
]
