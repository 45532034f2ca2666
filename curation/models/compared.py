"""Tables of choices between things: two samples side by side, one persona out of four."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from curation.models.columns import JsonText, UtcText, flag, not_negative, one_of, utc_now
from curation.models.vocabulary import Choice, PairSource


class ComparisonSet(SQLModel, table=True):
    """Pairs that were put together for one question, such as which of two models writes better."""

    __tablename__ = "comparison_set"
    __table_args__ = (
        one_of("source", PairSource),
        flag("shows_persona"),
        flag("is_open"),
        CheckConstraint("overlap >= 1", name="overlap_positive"),
        CheckConstraint("length(name) between 1 and 120", name="name_length"),
        {"sqlite_strict": True},
    )
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    source: str
    params: dict[str, Any] = Field(default_factory=dict, sa_type=JsonText)
    """Which models, templates, jobs or filter the pairs were made from."""
    question: str = ""
    shows_persona: bool = True
    overlap: int = 1
    """By how many people each pair is to be judged."""
    is_open: bool = True
    seed: int = 0
    created_by: int = Field(foreign_key="annotator.id")
    created_at: datetime = Field(default_factory=utc_now, sa_type=UtcText)


class ComparisonPair(SQLModel, table=True):
    """Two samples of one set; an arm names what they differ in, such as a model."""

    __tablename__ = "comparison_pair"
    __table_args__ = (
        UniqueConstraint("set_id", "a_sample_id", "b_sample_id", "a_arm", "b_arm"),
        not_negative("n_votes"),
        Index("comparison_pair_waits", "set_id", "n_votes", "id"),
        {"sqlite_strict": True},
    )
    id: int | None = Field(default=None, primary_key=True)
    set_id: int = Field(foreign_key="comparison_set.id")
    a_sample_id: int = Field(foreign_key="sample.id", index=True)
    b_sample_id: int = Field(foreign_key="sample.id", index=True)
    a_arm: str
    b_arm: str
    persona_id: int | None = Field(default=None, foreign_key="persona.id")
    n_votes: int = 0
    """Of people, skips and what was taken back not counted."""


class Comparison(SQLModel, table=True):
    """One rater's choice between two samples; a change is a new row that supersedes the old one."""

    __table_args__ = (
        one_of("choice", Choice),
        one_of("left_is", ("a", "b")),
        flag("persona_hidden"),
        flag("is_withdrawn"),
        Index(
            "comparison_current",
            "pair_id",
            "annotator_id",
            unique=True,
            sqlite_where=text("superseded_by is null"),
        ),
        Index("comparison_by_annotator", "annotator_id", "id"),
        {"sqlite_strict": True},
    )
    id: int | None = Field(default=None, primary_key=True)
    pair_id: int = Field(foreign_key="comparison_pair.id")
    annotator_id: int = Field(foreign_key="annotator.id")
    left_is: str
    choice: str
    """As it was on the screen; with `left_is` it says which sample was chosen."""
    persona_hidden: bool = False
    note: str = ""
    seconds_active: float = 0.0
    created_at: datetime = Field(default_factory=utc_now, sa_type=UtcText)
    is_withdrawn: bool = False
    superseded_by: int | None = Field(default=None, index=True)


class Guess(SQLModel, table=True):
    """One person's answer to whose text this is, out of four personas."""

    __table_args__ = (
        UniqueConstraint("sample_id", "annotator_id"),
        flag("is_right"),
        Index("guess_by_annotator", "annotator_id", "id"),
        {"sqlite_strict": True},
    )
    id: int | None = Field(default=None, primary_key=True)
    sample_id: int = Field(foreign_key="sample.id")
    annotator_id: int = Field(foreign_key="annotator.id")
    options: list[int] = Field(default_factory=list, sa_type=JsonText)
    """The personas as they were shown, in order."""
    chosen_id: int | None = Field(default=None, foreign_key="persona.id")
    """None where the person could not tell."""
    is_right: bool = False
    seconds_active: float = 0.0
    created_at: datetime = Field(default_factory=utc_now, sa_type=UtcText)
