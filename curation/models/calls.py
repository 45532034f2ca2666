"""Tables of the calls that may be billed, what they came to beside samples, and what they cost."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from curation.models.columns import JsonText, UtcText, flag, not_negative, one_of, utc_now
from curation.models.vocabulary import AttemptState, BatchState, Outcome, SolverStyle

ANSWERED = "state = 'done' and request_hash is not null and from_attempt_id is null"
"""Which calls gave an answer that can be taken again."""


class Attempt(SQLModel, table=True):
    """One billed call of a job, committed before the socket opens."""

    __table_args__ = (
        one_of("state", AttemptState),
        UniqueConstraint("job_id", "item_no", "try_no"),
        Index("attempt_state", "state", "job_id"),
        Index("attempt_cost", "job_id", "cost_usd"),
        Index("attempt_answered", "request_hash", sqlite_where=text(ANSWERED)),
        Index("attempt_batch", "batch_id", sqlite_where=text("batch_id is not null")),
        {"sqlite_strict": True},
    )
    id: int | None = Field(default=None, primary_key=True)
    job_id: int = Field(foreign_key="job.id")
    item_no: int
    try_no: int
    batch_id: int | None = Field(default=None, foreign_key="batch.id")
    request_hash: str | None = None
    """What was asked, of whom and how; the same again need not be paid for again."""
    from_attempt_id: int | None = Field(default=None, foreign_key="attempt.id")
    """The earlier call whose answer was taken; nothing was sent, and it cost nothing."""
    state: str = AttemptState.RESERVED
    reserved_usd: float | None = None
    cost_usd: float | None = None
    input_tokens: int | None = None
    output_tokens: int | None = None
    cached_input_tokens: int | None = None
    """What the vendor read from its cache; whether they are part of the input tokens is the vendor's way."""
    cache_write_tokens: int | None = None
    request_id: str | None = None
    reason: str = ""
    raw_body: str | None = None
    sent_at: datetime | None = Field(default=None, sa_type=UtcText)
    finished_at: datetime | None = Field(default=None, sa_type=UtcText)


class PersonaCall(SQLModel, table=True):
    """One call that asks for personas, or for the attributes of one, whatever became of it.

    What is counted stands before the long texts, so that counting need not read them.
    """

    __tablename__ = "persona_call"
    __table_args__ = (
        one_of("outcome", Outcome),
        UniqueConstraint("job_id", "item_no"),
        flag("is_taken"),
        {"sqlite_strict": True},
    )
    id: int | None = Field(default=None, primary_key=True)
    job_id: int = Field(foreign_key="job.id")
    item_no: int
    step: int = 1
    """Which round of an expansion it belongs to: the first asks about the chosen personas, the next about theirs."""
    document_id: int | None = Field(default=None, foreign_key="document.id", index=True)
    """The text that was asked about; None where it was a persona."""
    persona_id: int | None = Field(default=None, foreign_key="persona.id", index=True)
    """The persona whose relations, or whose attributes, were asked for."""
    example_id: int | None = Field(default=None, foreign_key="example.id", index=True)
    """The example whose persona was asked for."""
    template_id: int | None = Field(default=None, foreign_key="template.id")
    outcome: str = Outcome.NOT_SENT
    is_taken: bool = False
    """Whether the answer was looked through for personas; it is done in the order of the items."""
    counts: dict[str, Any] = Field(default_factory=dict, sa_type=JsonText)
    """What it gave: read, added, already_present and skipped by reason."""
    prompt: str = ""
    provider: str
    model: str
    params: dict[str, Any] = Field(default_factory=dict, sa_type=JsonText)
    seed: int | None = None
    raw: str = ""
    reason: str = ""
    finish_reason: str = ""
    request_id: str | None = None
    input_tokens: int | None = None
    output_tokens: int | None = None
    cost_usd: float | None = None
    latency_s: float | None = None
    label: str = ""
    created_at: datetime = Field(default_factory=utc_now, sa_type=UtcText)


class Solution(SQLModel, table=True):
    """One independent run that solves a sample, whatever became of it."""

    __table_args__ = (
        one_of("style", SolverStyle),
        one_of("outcome", Outcome),
        UniqueConstraint("job_id", "item_no"),
        Index("solution_sample", "sample_id", "id"),
        flag("is_author"),
        {"sqlite_strict": True},
    )
    id: int | None = Field(default=None, primary_key=True)
    job_id: int = Field(foreign_key="job.id")
    item_no: int
    sample_id: int = Field(foreign_key="sample.id")
    run_no: int
    style: str
    is_author: bool = False
    """Whether the model that solves is the one that wrote the problem."""
    outcome: str
    reason: str = ""
    final_answer: str | None = None
    """What it came to; None where it gave no answer."""
    program: str = ""
    printed: str = ""
    """What its program printed when it ran in the sandbox."""
    prompt: str = ""
    provider: str
    model: str
    params: dict[str, Any] = Field(default_factory=dict, sa_type=JsonText)
    seed: int | None = None
    raw: str = ""
    finish_reason: str = ""
    request_id: str | None = None
    input_tokens: int | None = None
    output_tokens: int | None = None
    cost_usd: float | None = None
    latency_s: float | None = None
    label: str = ""
    created_at: datetime = Field(default_factory=utc_now, sa_type=UtcText)


class Judgement(SQLModel, table=True):
    """One call that asks a model to judge a sample or a pair, whatever became of it."""

    __table_args__ = (
        one_of("outcome", Outcome),
        UniqueConstraint("job_id", "item_no"),
        CheckConstraint("(sample_id is null) <> (pair_id is null)", name="about_one_thing"),
        flag("is_swapped"),
        Index("judgement_sample", "sample_id", sqlite_where=text("sample_id is not null")),
        Index("judgement_pair", "pair_id", sqlite_where=text("pair_id is not null")),
        {"sqlite_strict": True},
    )
    id: int | None = Field(default=None, primary_key=True)
    job_id: int = Field(foreign_key="job.id")
    item_no: int
    judge_id: int = Field(foreign_key="annotator.id")
    sample_id: int | None = Field(default=None, foreign_key="sample.id")
    pair_id: int | None = Field(default=None, foreign_key="comparison_pair.id")
    rubric_id: int | None = Field(default=None, foreign_key="rubric.id")
    is_swapped: bool = False
    """Whether the pair was shown with the second sample first."""
    outcome: str
    reason: str = ""
    answers: dict[str, Any] = Field(default_factory=dict, sa_type=JsonText)
    """What it answered by question, or its choice and why."""
    prompt: str = ""
    provider: str
    model: str
    params: dict[str, Any] = Field(default_factory=dict, sa_type=JsonText)
    seed: int | None = None
    raw: str = ""
    finish_reason: str = ""
    request_id: str | None = None
    input_tokens: int | None = None
    output_tokens: int | None = None
    cost_usd: float | None = None
    latency_s: float | None = None
    label: str = ""
    created_at: datetime = Field(default_factory=utc_now, sa_type=UtcText)


class Batch(SQLModel, table=True):
    """Calls that were handed to a vendor together, to be answered within a day at a lower price."""

    __table_args__ = (
        one_of("state", BatchState),
        not_negative("n"),
        not_negative("n_done"),
        not_negative("n_failed"),
        Index("batch_job", "job_id", "id"),
        {"sqlite_strict": True},
    )
    id: int | None = Field(default=None, primary_key=True)
    job_id: int = Field(foreign_key="job.id")
    provider: str
    model: str
    token: str = Field(unique=True)
    """Our own name for it, committed before it is handed over: by it a vendor may be asked what became of it."""
    vendor_id: str | None = None
    state: str = BatchState.SUBMITTING
    n: int = 0
    n_done: int = 0
    n_failed: int = 0
    reason: str = ""
    created_at: datetime = Field(default_factory=utc_now, sa_type=UtcText)
    submitted_at: datetime | None = Field(default=None, sa_type=UtcText)
    polled_at: datetime | None = Field(default=None, sa_type=UtcText)
    ended_at: datetime | None = Field(default=None, sa_type=UtcText)


class Spend(SQLModel, table=True):
    """What a job's calls of a day cost and may still cost; triggers on the attempts keep it."""

    __table_args__ = (Index("spend_job", "job_id"), {"sqlite_strict": True})
    day: str = Field(primary_key=True)
    """The day in UTC on which the calls were sent, YYYY-MM-DD."""
    job_id: int = Field(primary_key=True, foreign_key="job.id")
    owed_usd: float = 0.0
