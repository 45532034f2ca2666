"""The rules of judging samples: answers, their sum over people, queues, keys."""

from curation.review.answers import (
    ACCEPT,
    DECISIONS,
    FLAGS,
    LOWEST_ACCEPTED,
    MAX_NOTE_CHARS,
    NEAR_DUPLICATE,
    REJECT,
    SKIP,
    Answers,
    Change,
    decision_on_submit,
)
from curation.review.keys import REVIEW_KEYS, Key
from curation.review.queues import Emptiness, Queue, QueueCounts, why_empty
from curation.review.rubric import OVERALL, RUBRIC_OF_ALL, Question, QuestionKind, RubricForm, Value
from curation.review.shipped_rubrics import SHIPPED
from curation.review.summary import Summary, summarise
from curation.review.walk import Walk

__all__ = [
    "ACCEPT",
    "DECISIONS",
    "FLAGS",
    "LOWEST_ACCEPTED",
    "MAX_NOTE_CHARS",
    "NEAR_DUPLICATE",
    "OVERALL",
    "REJECT",
    "REVIEW_KEYS",
    "RUBRIC_OF_ALL",
    "SHIPPED",
    "SKIP",
    "Answers",
    "Change",
    "Emptiness",
    "Key",
    "Question",
    "QuestionKind",
    "Queue",
    "QueueCounts",
    "RubricForm",
    "Summary",
    "Value",
    "Walk",
    "decision_on_submit",
    "summarise",
    "why_empty",
]
