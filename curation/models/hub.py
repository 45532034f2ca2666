"""Tables of the hub: people, sources, documents, personas."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from curation.models.columns import JsonText, UtcText, flag, not_negative, one_of, utc_now
from curation.models.vocabulary import ItemState, Origin, RaterKind, Role


class Annotator(SQLModel, table=True):
    """Who rates: a person who uses the app, or a model that judges; and the program, which owns what it brought."""

    __table_args__ = (
        one_of("kind", RaterKind),
        one_of("role", Role),
        flag("is_active"),
        CheckConstraint("length(name) between 1 and 80", name="name_length"),
        {"sqlite_strict": True},
    )
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    kind: str = RaterKind.PERSON
    role: str
    is_active: bool = True
    provider: str = ""
    """Of a judge: whose model it is."""
    model: str = ""
    preferences: dict[str, Any] = Field(default_factory=dict, sa_type=JsonText)
    """What the person has set for good: keys, switches, the view."""
    created_at: datetime = Field(default_factory=utc_now, sa_type=UtcText)


class Source(SQLModel, table=True):
    """A corpus or file that came in, with the counts of its last reading."""

    __table_args__ = (
        one_of("kind", ("personas", "samples", "texts", "starter", "hand")),
        not_negative("rows_read"),
        not_negative("rows_added"),
        not_negative("rows_present"),
        {"sqlite_strict": True},
    )
    id: int | None = Field(default=None, primary_key=True)
    name: str
    kind: str
    path: str = ""
    revision: str = ""
    """The revision of the dataset that the rows are of, such as the commit; empty where it is not known."""
    hub: str = ""
    """By which hub's schema the rows are read; empty where they are read by their columns alone."""
    licence: str = "unknown"
    language: str = "und"
    sha256: str = Field(default="", index=True)
    column_name: str | None = None
    rows_read: int = 0
    rows_added: int = 0
    rows_present: int = 0
    rows_skipped: dict[str, int] = Field(default_factory=dict, sa_type=JsonText)
    rows_quarantined: int = 0
    """Of those added, the personas that were set aside."""
    rows_noticed: dict[str, int] = Field(default_factory=dict, sa_type=JsonText)
    is_complete: bool = False
    created_by: int = Field(foreign_key="annotator.id")
    created_at: datetime = Field(default_factory=utc_now, sa_type=UtcText)


class SkippedRow(SQLModel, table=True):
    """A row of a source that was not taken, and why."""

    __tablename__ = "skipped_row"
    __table_args__ = ({"sqlite_strict": True},)
    source_id: int = Field(primary_key=True, foreign_key="source.id")
    line: int = Field(primary_key=True)
    reason: str
    excerpt: str = ""


class Document(SQLModel, table=True):
    """One text of a source, from which personas can be made; its licence is the source's."""

    __table_args__ = (
        one_of("state", ItemState),
        not_negative("part"),
        CheckConstraint("length(text_hash) = 64", name="text_hash_length"),
        Index("document_source_id", "source_id", "id"),
        Index("document_state_id", "state", "id"),
        {"sqlite_strict": True},
    )
    id: int | None = Field(default=None, primary_key=True)
    source_id: int = Field(foreign_key="source.id")
    line: int
    """The position in the file, from 1: line, row, record or address."""
    part: int = 0
    """0 for a whole text; from 1 for the pieces of a long one, which share a line."""
    title: str = ""
    url: str = ""
    text: str
    text_hash: str = Field(unique=True)
    language: str = "und"
    n_words: int = 0
    state: str = ItemState.ACTIVE
    state_reason: str = ""
    created_at: datetime = Field(default_factory=utc_now, sa_type=UtcText)


class Persona(SQLModel, table=True):
    """One description of a person."""

    __table_args__ = (
        one_of("origin", Origin),
        one_of("state", ItemState),
        CheckConstraint("length(text_hash) = 64", name="text_hash_length"),
        CheckConstraint("depth is null or depth between 1 and 6", name="depth_range"),
        Index("persona_state_id", "state", "id"),
        Index("persona_language_id", "language", "id"),
        Index("persona_origin_id", "origin", "id"),
        Index("persona_occupation_id", "occupation", "id"),
        Index("persona_region_id", "region", "id"),
        Index("persona_age_band_id", "age_band", "id"),
        Index("persona_gender_id", "gender", "id"),
        Index("persona_education_id", "education", "id"),
        Index("persona_sample_count_id", "sample_count", "id"),
        Index("persona_words_id", "n_words", "id"),
        Index("persona_pending", "id", sqlite_where=text("embedding = ''")),
        Index("persona_unreadable", "embedding", sqlite_where=text("embedding not in ('', 'done')")),
        {"sqlite_strict": True},
    )
    id: int | None = Field(default=None, primary_key=True)
    text: str
    search_text: str | None = None
    text_hash: str = Field(unique=True)
    language: str = "und"
    origin: str
    parent_id: int | None = Field(default=None, foreign_key="persona.id", index=True)
    relation: str | None = None
    """How the person relates to the document (read, write, like, dislike) or to the parent (colleague, ...)."""
    depth: int | None = None
    document_id: int | None = Field(default=None, foreign_key="document.id", index=True)
    call_id: int | None = Field(default=None, index=True)
    """The call that gave it; no foreign key, since a call points at the persona that it was about."""
    label: str = ""
    """The demo generator's, where it wrote the description; empty otherwise."""
    quote: str = ""
    """The words of the document that the description rests on, exactly as they stand there."""
    state: str = ItemState.ACTIVE
    state_reason: str = ""
    occupation: str = "unknown"
    region: str = "unknown"
    age_band: str = "unknown"
    gender: str = "unknown"
    education: str = "unknown"
    evidence: dict[str, str] = Field(default_factory=dict, sa_type=JsonText)
    how: dict[str, str] = Field(default_factory=dict, sa_type=JsonText)
    """Who found each known attribute: rules, hand, import, document, or the provider and its model."""
    extra: dict[str, str] = Field(default_factory=dict, sa_type=JsonText)
    licence: str = "unknown"
    embedding: str = ""
    """Empty: not yet looked at; "done"; else the reason why the model cannot read the text."""
    n_words: int = 0
    sample_count: int = 0
    version: int = 1
    created_at: datetime = Field(default_factory=utc_now, sa_type=UtcText)


class PersonaSource(SQLModel, table=True):
    """Where a persona was found; the strictest licence of its sources is the persona's."""

    __tablename__ = "persona_source"
    __table_args__ = (Index("persona_source_by_source", "source_id", "persona_id"), {"sqlite_strict": True})
    persona_id: int = Field(primary_key=True, foreign_key="persona.id")
    source_id: int = Field(primary_key=True, foreign_key="source.id")
    line: int = 0


class PersonaTag(SQLModel, table=True):
    """A word that curators put on a persona."""

    __tablename__ = "persona_tag"
    __table_args__ = (
        Index("persona_tag_by_tag", "tag", "persona_id"),
        CheckConstraint("length(tag) between 1 and 60", name="tag_length"),
        {"sqlite_strict": True},
    )
    persona_id: int = Field(primary_key=True, foreign_key="persona.id")
    tag: str = Field(primary_key=True)


class Setting(SQLModel, table=True):
    """A choice of this workspace."""

    __table_args__ = ({"sqlite_strict": True},)
    name: str = Field(primary_key=True)
    value: Any = Field(sa_type=JsonText)
