"""Tables of work that people share: who is asked, what is known of a sample beforehand, who settles, what is said."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from curation.models.columns import JsonText, UtcText, flag, one_of, utc_now
from curation.models.vocabulary import Decision, GoldKind

_SETTLED = (Decision.ACCEPT, Decision.REJECT)


class Assignment(SQLModel, table=True):
    """A sample that somebody is asked to judge."""

    __table_args__ = (
        UniqueConstraint("annotator_id", "sample_id"),
        flag("is_open"),
        Index("assignment_waits", "annotator_id", "id", sqlite_where=text("is_open = 1")),
        Index("assignment_sample", "sample_id"),
        Index("assignment_act", "event_id"),
        {"sqlite_strict": True},
    )
    id: int | None = Field(default=None, primary_key=True)
    sample_id: int = Field(foreign_key="sample.id")
    annotator_id: int = Field(foreign_key="annotator.id")
    is_open: bool = True
    """Whether the person has not decided on it yet, and is still asked to."""
    event_id: int | None = Field(default=None, foreign_key="event.id")
    """The act that asked, by which it can be taken back."""
    created_at: datetime = Field(default_factory=utc_now, sa_type=UtcText)


class Gold(SQLModel, table=True):
    """A sample whose right answers are known; it is mixed into people's queues to see how they judge."""

    __table_args__ = (
        one_of("kind", GoldKind),
        one_of("decision", ("", *_SETTLED)),
        CheckConstraint("overall_low is null or overall_low between 1 and 5", name="overall_low_range"),
        CheckConstraint("overall_high is null or overall_high between 1 and 5", name="overall_high_range"),
        flag("is_active"),
        {"sqlite_strict": True},
    )
    id: int | None = Field(default=None, primary_key=True)
    sample_id: int = Field(foreign_key="sample.id", unique=True)
    kind: str = GoldKind.GOLD
    decision: str = ""
    overall_low: int | None = None
    overall_high: int | None = None
    answers: dict[str, Any] = Field(default_factory=dict, sa_type=JsonText)
    """What is right, by question; questions that are not named are not checked."""
    why: str = ""
    is_active: bool = True
    created_by: int = Field(foreign_key="annotator.id")
    created_at: datetime = Field(default_factory=utc_now, sa_type=UtcText)


class Adjudication(SQLModel, table=True):
    """What was settled of a sample on which people differ; a change is a new row that supersedes the old one."""

    __table_args__ = (
        one_of("decision", ("", *_SETTLED)),
        CheckConstraint("overall is null or overall between 1 and 5", name="overall_range"),
        flag("is_withdrawn"),
        Index("adjudication_current", "sample_id", unique=True, sqlite_where=text("superseded_by is null")),
        {"sqlite_strict": True},
    )
    id: int | None = Field(default=None, primary_key=True)
    sample_id: int = Field(foreign_key="sample.id")
    rubric_id: int = Field(foreign_key="rubric.id")
    decision: str = ""
    overall: int | None = None
    answers: dict[str, Any] = Field(default_factory=dict, sa_type=JsonText)
    note: str = ""
    decided_by: int = Field(foreign_key="annotator.id")
    created_at: datetime = Field(default_factory=utc_now, sa_type=UtcText)
    is_withdrawn: bool = False
    superseded_by: int | None = Field(default=None, index=True)


class Comment(SQLModel, table=True):
    """What somebody says to others about an item."""

    __table_args__ = (
        one_of("entity", ("sample", "persona", "duplicate_group", "job", "comparison_pair")),
        CheckConstraint("length(text) between 1 and 4000", name="text_length"),
        Index("comment_by_entity", "entity", "entity_id", "id"),
        {"sqlite_strict": True},
    )
    id: int | None = Field(default=None, primary_key=True)
    entity: str
    entity_id: int
    text: str
    author_id: int = Field(foreign_key="annotator.id", index=True)
    created_at: datetime = Field(default_factory=utc_now, sa_type=UtcText)
    resolved_by: int | None = Field(default=None, foreign_key="annotator.id")
    resolved_at: datetime | None = Field(default=None, sa_type=UtcText)


class Mention(SQLModel, table=True):
    """Somebody whom a comment names, and whether they have seen it."""

    __table_args__ = (
        flag("is_read"),
        Index("mention_unread", "annotator_id", "comment_id", sqlite_where=text("is_read = 0")),
        {"sqlite_strict": True},
    )
    comment_id: int = Field(primary_key=True, foreign_key="comment.id")
    annotator_id: int = Field(primary_key=True, foreign_key="annotator.id")
    is_read: bool = False


class QueueSize(SQLModel, table=True):
    """How many samples people are asked to judge, by scenario and by reviews so far; triggers keep it."""

    __tablename__ = "queue_size"
    __table_args__ = ({"sqlite_strict": True},)
    scenario: str = Field(primary_key=True)
    n_reviews: int = Field(primary_key=True)
    n: int = 0
