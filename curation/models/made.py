"""Tables of what is made: templates, examples, jobs, samples, prices."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from curation.models.columns import JsonText, UtcText, flag, not_negative, one_of, utc_now
from curation.models.vocabulary import Decision, ItemState, JobKind, JobState, Lane, Mode, Outcome, PersonaHow, Verdict

REVIEWABLE = "outcome in ('ok', 'check_failed') and state = 'active' and text <> ''"
"""Which samples people are asked to judge."""
WAITING_BY = {
    "language": "",
    "model": "",
    "outcome": "",
    "verdict": " and verdict <> ''",
    "failed_checks": " and failed_checks <> ''",
}
"""By which columns the queue is filtered in its own order, and what leaves out the samples that have nothing there."""
DIFFER = "is_adjudicated = 0 and (decision = 'mixed' or rating_spread >= 2)"
"""On which samples people differ so far that somebody should settle it."""


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
    contract: dict[str, Any] = Field(default_factory=dict, sa_type=JsonText)
    """How an answer is read, where people made the scenario; the shipped ones are read by code."""
    variables: dict[str, str] = Field(default_factory=dict, sa_type=JsonText)
    """What can be set, by name, each with what it is where nobody sets it."""
    example: str = ""
    """An answer as it should be, as it would come from a model; empty where nobody gave one."""
    created_at: datetime = Field(default_factory=utc_now, sa_type=UtcText)


class Example(SQLModel, table=True):
    """An output that few-shot prompts show, and the person whom it was written for."""

    __table_args__ = (
        one_of("state", ItemState),
        one_of("persona_how", PersonaHow),
        UniqueConstraint("scenario", "text_hash"),
        {"sqlite_strict": True},
    )
    id: int | None = Field(default=None, primary_key=True)
    scenario: str
    text: str
    text_hash: str
    persona: str = ""
    persona_how: str = PersonaHow.NONE
    sample_id: int | None = Field(default=None, foreign_key="sample.id", index=True)
    """The sample whose shown text it is; None where it came from a file."""
    source: str = ""
    """The name of the file that it came from."""
    licence: str = "unknown"
    state: str = ItemState.ACTIVE
    created_by: int | None = Field(default=None, foreign_key="annotator.id")
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


class Sample(SQLModel, table=True):
    """One requested output, whatever became of it."""

    __table_args__ = (
        one_of("outcome", Outcome),
        one_of("state", ItemState),
        CheckConstraint(f"decision in ('', '{Decision.ACCEPT}', '{Decision.REJECT}', 'mixed')", name="decision_known"),
        UniqueConstraint("job_id", "item_no"),
        one_of("mode", ("", *Mode)),
        one_of("verdict", ("", *Verdict)),
        flag("counts"),
        flag("wanted"),
        flag("is_compared"),
        flag("is_adjudicated"),
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
        # The queue under a filter by one of these: found and in order, however few or many have the value.
        *(
            Index(
                f"sample_queue_{facet}",
                facet,
                text("wanted desc"),
                "n_reviews",
                "id",
                "scenario",
                sqlite_where=text(REVIEWABLE + said),
            )
            for facet, said in WAITING_BY.items()
        ),
        # Whether a sample is still asked about, and how often it was judged, without reading its texts.
        Index("sample_waits", "id", "n_reviews", "scenario", "wanted", sqlite_where=text(REVIEWABLE)),
        Index("sample_text_hash", "text_hash"),
        # What has no persona is known by what the model gave.
        Index("sample_alone", text("substr(raw, 1, 200)"), sqlite_where=text("persona_id is null")),
        Index("sample_pending", "id", sqlite_where=text("embedding = ''")),
        Index("sample_unreadable", "embedding", sqlite_where=text("embedding not in ('', 'done')")),
        Index("sample_verdict_id", "verdict", "id", sqlite_where=text("verdict <> ''")),
        Index("sample_differ", "id", sqlite_where=text(DIFFER)),
        Index("sample_labelled", "id", sqlite_where=text("counts is 0")),
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
    other_persona_id: int | None = Field(default=None, foreign_key="persona.id", index=True)
    """Whom the persona talks to, where a sample is for two."""
    parent_id: int | None = Field(default=None, foreign_key="sample.id", index=True)
    mode: str = ""
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
    verdict: str = ""
    """What independent runs that solved it came to; empty where none was asked."""
    persona_score: float | None = None
    """Cosine similarity of the persona's text and the sample's, where the model reads both."""
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
    rating_spread: int | None = None
    """The highest rating of a person less the lowest."""
    decision: str = ""
    is_adjudicated: bool = False
    """Whether the decision is that of somebody who settled it, and no longer the sum of the reviews."""
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
