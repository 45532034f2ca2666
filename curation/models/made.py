"""Tables of what is made: templates, jobs, attempts, samples, prices."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from curation.models.columns import JsonText, UtcText, flag, not_negative, one_of, utc_now
from curation.models.vocabulary import AttemptState, Decision, ItemState, JobKind, JobState, Lane, Outcome

REVIEWABLE = "outcome in ('ok', 'check_failed') and state = 'active' and text <> ''"
"""Which samples people are asked to judge."""


class Template(SQLModel, table=True):
    """One version of the text that asks for a scenario's variant."""

    __table_args__ = (
        UniqueConstraint("scenario", "variant", "version"),
        CheckConstraint("version >= 1", name="version_positive"),
        {"sqlite_strict": True},
    )
    id: int | None = Field(default=None, primary_key=True)
    scenario: str
    variant: str
    version: int
    title: str
    text: str
    created_at: datetime = Field(default_factory=utc_now, sa_type=UtcText)


class Job(SQLModel, table=True):
    """Long work of any kind; it survives a restart."""

    __table_args__ = (
        one_of("kind", JobKind),
        one_of("lane", Lane),
        one_of("state", JobState),
        flag("cancel_requested"),
        not_negative("done"),
        not_negative("total"),
        Index("job_claim", "lane", "state", "is_bulk", "id"),
        {"sqlite_strict": True},
    )
    id: int | None = Field(default=None, primary_key=True)
    kind: str
    lane: str
    state: str = JobState.QUEUED
    params: dict[str, Any] = Field(default_factory=dict, sa_type=JsonText)
    result: dict[str, Any] = Field(default_factory=dict, sa_type=JsonText)
    client_token: str = Field(unique=True)
    is_bulk: bool = True
    done: int = 0
    total: int = 0
    budget_usd: float | None = None
    owner: int = Field(foreign_key="annotator.id")
    cancel_requested: bool = False
    lease_owner: str | None = None
    lease_until: float | None = None
    runs: int = 0
    not_before: datetime | None = Field(default=None, sa_type=UtcText)
    error: str = ""
    created_at: datetime = Field(default_factory=utc_now, sa_type=UtcText)
    started_at: datetime | None = Field(default=None, sa_type=UtcText)
    finished_at: datetime | None = Field(default=None, sa_type=UtcText)


class JobLog(SQLModel, table=True):
    """A line that a job wrote for people."""

    __tablename__ = "job_log"
    __table_args__ = (Index("job_log_by_job", "job_id", "id"), {"sqlite_strict": True})
    id: int | None = Field(default=None, primary_key=True)
    job_id: int = Field(foreign_key="job.id")
    at: datetime = Field(default_factory=utc_now, sa_type=UtcText)
    text: str


class Attempt(SQLModel, table=True):
    """One billed call of a job, committed before the socket opens."""

    __table_args__ = (
        one_of("state", AttemptState),
        UniqueConstraint("job_id", "item_no", "try_no"),
        Index("attempt_state", "state", "job_id"),
        Index("attempt_cost", "job_id", "cost_usd"),
        {"sqlite_strict": True},
    )
    id: int | None = Field(default=None, primary_key=True)
    job_id: int = Field(foreign_key="job.id")
    item_no: int
    try_no: int
    state: str = AttemptState.RESERVED
    reserved_usd: float | None = None
    cost_usd: float | None = None
    input_tokens: int | None = None
    output_tokens: int | None = None
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


class Sample(SQLModel, table=True):
    """One requested output, whatever became of it."""

    __table_args__ = (
        one_of("outcome", Outcome),
        one_of("state", ItemState),
        CheckConstraint(f"decision in ('', '{Decision.ACCEPT}', '{Decision.REJECT}', 'mixed')", name="decision_known"),
        UniqueConstraint("job_id", "item_no"),
        flag("counts"),
        flag("wanted"),
        flag("is_compared"),
        Index("sample_state_id", "state", "id"),
        Index("sample_outcome_id", "outcome", "id"),
        Index("sample_scenario_id", "scenario", "id"),
        Index("sample_model_id", "model", "id"),
        Index("sample_provider_id", "provider", "id"),
        Index("sample_licence_id", "licence", "id"),
        Index("sample_overview", "scenario", "outcome", "state", "decision"),
        Index("sample_persona_id", "persona_id", "id"),
        Index("sample_rating_id", "rating_mean", "id"),
        Index("sample_words_id", "n_words", "id"),
        Index("sample_nearest_id", "nearest_score", "id"),
        Index("sample_queue", text("wanted desc"), "n_reviews", "id", sqlite_where=text(REVIEWABLE)),
        Index(
            "sample_queue_scenario", "scenario", text("wanted desc"), "n_reviews", "id", sqlite_where=text(REVIEWABLE)
        ),
        Index("sample_text_hash", "text_hash"),
        # What has no persona is known by what the model gave.
        Index("sample_alone", text("substr(raw, 1, 200)"), sqlite_where=text("persona_id is null")),
        Index("sample_pending", "id", sqlite_where=text("embedding = ''")),
        Index("sample_unreadable", "embedding", sqlite_where=text("embedding not in ('', 'done')")),
        Index("sample_not_compared", "id", sqlite_where=text("is_compared = 0")),
        {"sqlite_strict": True},
    )
    id: int | None = Field(default=None, primary_key=True)
    job_id: int | None = Field(default=None, foreign_key="job.id")
    item_no: int | None = None
    source_id: int | None = Field(default=None, foreign_key="source.id", index=True)
    scenario: str
    template_id: int | None = Field(default=None, foreign_key="template.id", index=True)
    persona_id: int | None = Field(default=None, foreign_key="persona.id")
    parent_id: int | None = Field(default=None, foreign_key="sample.id", index=True)
    language: str = "und"
    prompt: str = ""
    provider: str
    model: str
    params: dict[str, Any] = Field(default_factory=dict, sa_type=JsonText)
    seed: int | None = None
    raw: str = ""
    text: str = ""
    search_text: str | None = None
    text_hash: str = ""
    answer: str | None = None
    data: dict[str, Any] = Field(default_factory=dict, sa_type=JsonText)
    edited_text: str | None = None
    checks: list[dict[str, Any]] = Field(default_factory=list, sa_type=JsonText)
    failed_checks: str = ""
    outcome: str
    reason: str = ""
    state: str = ItemState.ACTIVE
    state_reason: str = ""
    finish_reason: str = ""
    input_tokens: int | None = None
    output_tokens: int | None = None
    cost_usd: float | None = None
    latency_s: float | None = None
    request_id: str | None = None
    licence: str = "unknown"
    label: str = ""
    counts: bool = True
    wanted: bool = False
    n_words: int = 0
    n_reviews: int = 0
    rating_mean: float | None = None
    decision: str = ""
    flags: str = ""
    embedding: str = ""
    is_compared: bool = False
    nearest_id: int | None = Field(default=None, foreign_key="sample.id")
    nearest_score: float | None = None
    nearest_origin: str = ""
    version: int = 1
    created_at: datetime = Field(default_factory=utc_now, sa_type=UtcText)


class SampleTag(SQLModel, table=True):
    """A word that curators put on a sample."""

    __tablename__ = "sample_tag"
    __table_args__ = (
        Index("sample_tag_by_tag", "tag", "sample_id"),
        CheckConstraint("length(tag) between 1 and 60", name="tag_length"),
        {"sqlite_strict": True},
    )
    sample_id: int = Field(primary_key=True, foreign_key="sample.id")
    tag: str = Field(primary_key=True)


class ModelPrice(SQLModel, table=True):
    """What a model costs, since when, and who says so."""

    __tablename__ = "model_price"
    __table_args__ = (
        not_negative("input_usd_per_mtok"),
        not_negative("output_usd_per_mtok"),
        {"sqlite_strict": True},
    )
    provider: str = Field(primary_key=True)
    model: str = Field(primary_key=True)
    input_usd_per_mtok: float
    output_usd_per_mtok: float
    as_of: str
    source: str
