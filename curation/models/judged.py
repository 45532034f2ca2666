"""Tables of judgement: reviews, near-duplicates, events, releases."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from curation.models.columns import JsonText, UtcText, flag, one_of, utc_now
from curation.models.vocabulary import Decision, GroupDecision, ItemKind, PairOrigin


class Rubric(SQLModel, table=True):
    """One version of the questions asked about a sample."""

    __table_args__ = (UniqueConstraint("name", "version"), {"sqlite_strict": True})
    id: int | None = Field(default=None, primary_key=True)
    name: str
    version: int
    questions: list[dict[str, Any]] = Field(default_factory=list, sa_type=JsonText)
    guideline: str = ""
    created_by: int | None = Field(default=None, foreign_key="annotator.id")
    created_at: datetime = Field(default_factory=utc_now, sa_type=UtcText)


class Review(SQLModel, table=True):
    """One annotator's answers on one sample; a change is a new row that supersedes the old one."""

    __table_args__ = (
        CheckConstraint("overall is null or overall between 1 and 5", name="overall_range"),
        one_of("decision", Decision),
        flag("persona_hidden"),
        flag("is_withdrawn"),
        Index(
            "review_current",
            "sample_id",
            "annotator_id",
            unique=True,
            sqlite_where=text("superseded_by is null"),
        ),
        Index("review_by_annotator", "annotator_id", "id"),
        Index("review_by_rubric", "rubric_id", sqlite_where=text("superseded_by is null")),
        Index("review_mine", "annotator_id", "decision", "id", sqlite_where=text("superseded_by is null")),
        {"sqlite_strict": True},
    )
    id: int | None = Field(default=None, primary_key=True)
    sample_id: int = Field(foreign_key="sample.id")
    annotator_id: int = Field(foreign_key="annotator.id")
    rubric_id: int = Field(foreign_key="rubric.id")
    overall: int | None = None
    answers: dict[str, Any] = Field(default_factory=dict, sa_type=JsonText)
    """What was answered to the other questions of the rubric, by question."""
    suggested: dict[str, Any] = Field(default_factory=dict, sa_type=JsonText)
    """What checks or a judge proposed on the screen when it was answered, by question; empty where it was hidden."""
    decision: str | None = None
    flags: list[str] = Field(default_factory=list, sa_type=JsonText)
    near_duplicate_of: int | None = Field(default=None, foreign_key="sample.id")
    note: str = ""
    persona_hidden: bool = False
    seconds_active: float = 0.0
    started_at: datetime = Field(default_factory=utc_now, sa_type=UtcText)
    saved_at: datetime = Field(default_factory=utc_now, sa_type=UtcText)
    is_withdrawn: bool = False
    superseded_by: int | None = Field(default=None, index=True)


class ReviewClaim(SQLModel, table=True):
    """A sample on somebody's screen, so that two people at work are not given the same one; it expires."""

    __tablename__ = "review_claim"
    __table_args__ = (
        Index("review_claim_sample", "sample_id"),
        {"sqlite_strict": True},
    )
    annotator_id: int = Field(primary_key=True, foreign_key="annotator.id")
    sample_id: int = Field(primary_key=True, foreign_key="sample.id")
    claimed_at: datetime = Field(default_factory=utc_now, sa_type=UtcText)


class DuplicatePair(SQLModel, table=True):
    """Two items that are too alike, and who says so."""

    __tablename__ = "duplicate_pair"
    __table_args__ = (
        one_of("kind", ItemKind),
        one_of("origin", PairOrigin),
        CheckConstraint("a_id < b_id", name="a_before_b"),
        UniqueConstraint("kind", "a_id", "b_id", "origin"),
        Index("duplicate_pair_by_b", "kind", "b_id"),
        {"sqlite_strict": True},
    )
    id: int | None = Field(default=None, primary_key=True)
    kind: str
    a_id: int
    b_id: int
    origin: str
    score: float | None = None
    threshold: float | None = None
    model: str = ""
    note: str = ""
    said_by: int = Field(foreign_key="annotator.id")
    created_at: datetime = Field(default_factory=utc_now, sa_type=UtcText)


class DuplicateGroup(SQLModel, table=True):
    """Two or more items that hang together by pairs, and what was decided about them."""

    __tablename__ = "duplicate_group"
    __table_args__ = (
        one_of("kind", ItemKind),
        one_of("decision", GroupDecision),
        flag("is_current"),
        Index("duplicate_group_list", "kind", "is_current", "decision", "id"),
        Index("duplicate_group_by_size", "kind", "is_current", "size", "id"),
        Index("duplicate_group_by_score", "kind", "is_current", "weakest_score", "id"),
        {"sqlite_strict": True},
    )
    id: int | None = Field(default=None, primary_key=True)
    kind: str
    is_current: bool = True
    size: int
    keeper_id: int
    keeper_reason: str = ""
    weakest: dict[str, Any] = Field(default_factory=dict, sa_type=JsonText)
    widest: dict[str, Any] = Field(default_factory=dict, sa_type=JsonText)
    weakest_score: float | None = None
    decision: str = GroupDecision.OPEN
    decided_by: int | None = Field(default=None, foreign_key="annotator.id")
    decided_at: datetime | None = Field(default=None, sa_type=UtcText)
    version: int = 1
    created_at: datetime = Field(default_factory=utc_now, sa_type=UtcText)


class DuplicateMember(SQLModel, table=True):
    """An item of a group, and whether the group's decision dropped it."""

    __tablename__ = "duplicate_member"
    __table_args__ = (
        flag("is_dropped"),
        Index("duplicate_member_by_item", "item_id", "group_id"),
        {"sqlite_strict": True},
    )
    group_id: int = Field(primary_key=True, foreign_key="duplicate_group.id")
    item_id: int = Field(primary_key=True)
    is_dropped: bool = False


class Event(SQLModel, table=True):
    """What happened; written in the transaction of the change, never changed, chained by hash."""

    __table_args__ = (
        Index("event_by_entity", "entity", "entity_id", "id"),
        Index("event_by_action", "action", "id"),
        Index("event_by_actor", "actor_id", "action", "id"),
        {"sqlite_strict": True},
    )
    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(default_factory=utc_now, sa_type=UtcText)
    actor_id: int | None = Field(default=None, foreign_key="annotator.id", index=True)
    action: str
    entity: str
    entity_id: int | None = None
    before: dict[str, Any] = Field(default_factory=dict, sa_type=JsonText)
    after: dict[str, Any] = Field(default_factory=dict, sa_type=JsonText)
    undoes: int | None = Field(default=None, unique=True)
    previous_hash: str = ""
    hash: str


class Release(SQLModel, table=True):
    """A frozen export."""

    __table_args__ = ({"sqlite_strict": True},)
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    filter: dict[str, Any] = Field(default_factory=dict, sa_type=JsonText)
    format: str
    target: str
    licence: str
    seed: int = 0
    fingerprint: str = ""
    """The same rows chosen in the same way have the same one; it stands in the files instead of the id."""
    last_review_id: int = 0
    """The newest review when the rows were frozen; what people said later is not in the files."""
    n_rows: int = 0
    left_out: dict[str, int] = Field(default_factory=dict, sa_type=JsonText)
    files: list[dict[str, Any]] = Field(default_factory=list, sa_type=JsonText)
    path: str
    is_complete: bool = False
    created_by: int = Field(foreign_key="annotator.id")
    created_at: datetime = Field(default_factory=utc_now, sa_type=UtcText)


class ReleaseRow(SQLModel, table=True):
    """A sample that a release holds."""

    __tablename__ = "release_row"
    __table_args__ = (Index("release_row_by_sample", "sample_id"), {"sqlite_strict": True})
    release_id: int = Field(primary_key=True, foreign_key="release.id")
    sample_id: int = Field(primary_key=True, foreign_key="sample.id")
